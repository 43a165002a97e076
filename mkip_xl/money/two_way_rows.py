"""`two_way` for Pythons without numpy, such as the one in LibreOffice: the same answers, more slowly.

Only what worksheet functions ask for: one line of weights, columns that are the weights' shares of the whole. The
steps, and so the choice between equally good tables, are those of `two_way` and `repair`; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mkip_xl.money.apportionment import apportion
from mkip_xl.money.repair import never_above
from mkip_xl.money.weights import Weight, whole_weights


def two_way_rows(row_totals: Sequence[int], weights: Sequence[Weight]) -> list[list[int]]:
    """The whole pence of every row by every part, with every row and every column adding.

    Given m row totals (minor units, any sign) and n weights; returns m rows of n amounts, equal to
    `two_way(row_totals, weights)`. Equation, source and sign: as there.

    >>> two_way_rows([1, 1, 1], [1, 1, 1])
    [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    """
    sign = -1 if next((total for total in row_totals if total), 0) < 0 else 1
    totals = [sign * total for total in row_totals]
    whole, scale = whole_weights(*weights)
    rows = [apportion(total, list(whole)) for total in totals]
    wanted = apportion(sum(totals), list(whole))
    surplus = [sum(row[j] for row in rows) - wanted[j] for j in range(len(whole))]
    if any(surplus):
        floors = [[total * weight // scale for weight in whole] for total in totals]
        steps = [[scale - 2 * (total * weight % scale) for weight in whole] for total in totals]
        high = [[cell != floor for cell, floor in zip(*lines, strict=True)] for lines in zip(rows, floors, strict=True)]
        _Repair(high, steps, scale, surplus).run()
        rows = [[floor + up for floor, up in zip(*lines, strict=True)] for lines in zip(floors, high, strict=True)]
    return [[sign * cell for cell in row] for row in rows]


class _Repair:
    """Cells at their floor or one above it, moved until the columns add; see `repair`."""

    def __init__(self, high: list[list[bool]], steps: list[list[int]], scale: int, surplus: list[int]) -> None:
        self.high, self.steps, self.scale, self.surplus = high, steps, scale, surplus
        self.never = never_above(scale, len(surplus))
        n = len(surplus)
        self.arcs = [[0] * n for _ in range(n)]
        self.rows = [[0] * n for _ in range(n)]
        for a in range(n):
            for b in range(n):
                self._cheapest(a, b)

    def run(self) -> None:
        """Move pennies until no column has a surplus."""
        while any(self.surplus):
            route = self._route()
            changed: set[int] = set()
            first, last = route[0], route[-1]
            if len(route) == 2:
                many = min(self.surplus[first], -self.surplus[last])
                chosen = [self.rows[first][last]]
                if many > 1:
                    least = self.arcs[first][last]
                    chosen = [i for i in range(len(self.high)) if self._cost(first, last, i) == least][-many:]
                for i in chosen:
                    self._move(first, last, i)
                    changed.add(i)
                moved = len(changed)
            else:
                for a, b in pairwise(route):
                    i = self.rows[a][b]
                    self._move(a, b, i)
                    changed.add(i)
                moved = 1
            self.surplus[first] -= moved
            self.surplus[last] += moved
            self._renew(changed)

    def _cost(self, a: int, b: int, i: int) -> int:
        """What moving a penny from column a to column b costs in row i; about `never` where it is not allowed."""
        down = -self.steps[i][a] if self.high[i][a] else self.never
        up = self.never if self.high[i][b] or self.steps[i][b] == self.scale else self.steps[i][b]
        return down + up

    def _cheapest(self, a: int, b: int) -> None:
        """Of equal rows the last one moves."""
        i = min(range(len(self.high) - 1, -1, -1), key=lambda row: self._cost(a, b, row))
        self.rows[a][b], self.arcs[a][b] = i, min(self._cost(a, b, i), self.never)

    def _move(self, a: int, b: int, i: int) -> None:
        self.high[i][a], self.high[i][b] = False, True

    def _renew(self, changed: set[int]) -> None:
        every = range(len(self.surplus))
        for a in every:
            for b in every:
                if self.rows[a][b] in changed:
                    self._cheapest(a, b)
        for i in changed:
            for a in every:
                for b in every:
                    if (cost := self._cost(a, b, i)) < self.arcs[a][b]:
                        self.arcs[a][b], self.rows[a][b] = cost, i

    def _route(self) -> list[int]:
        """The columns along the cheapest route from one with too many to one with too few."""
        every = range(len(self.surplus))
        distance = [0 if left > 0 else self.never for left in self.surplus]
        came = [-1] * len(distance)
        for _ in every:
            via = [min(every, key=lambda x, y=y: distance[x] + self.arcs[x][y]) for y in every]  # type: ignore[misc]
            reach = [distance[x] + self.arcs[x][y] for y, x in enumerate(via)]
            nearer = [y for y in every if reach[y] < distance[y]]
            if not nearer:
                break
            for y in nearer:
                distance[y], came[y] = reach[y], via[y]
        route = [min((y for y in every if self.surplus[y] < 0), key=distance.__getitem__)]
        while came[route[-1]] >= 0:
            route.append(came[route[-1]])
        return route[::-1]
