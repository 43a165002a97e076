"""The nucleolus of a joint saving: the division whose least contented group is as contented as can be, exactly.

Solved by a few linear programmes in exact fractions: the least excess (what a group gets above its saving alone) is
raised as far as it goes, the groups held there are fixed, and the next least is raised. Each programme is solved in
its dual form by the simplex method with the lexicographic rule, which cannot cycle; its columns are the groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from mkip_xl.errors import RuleError
from mkip_xl.finance.coalitions import Savings, worths

Vector = list[Fraction]
Column = tuple[Vector, Fraction, int]  # entries, cost, and the group (mask), or −1 − i for partner i's floor, or 0


def nucleolus(partners: Sequence[str], savings: Savings) -> list[Fraction]:
    """Return the nucleolus: no partner gets less than it saves alone, and the least contented group is best served.

    partners: names, in order, at most 14. savings: group → saving in pence, or a function of the group. The shares add
    to the saving of all together. Individual rationality is kept (each share ≥ the partner's saving alone); when the
    savings alone come to more than the joint saving there is no such division and it is refused.
    Source: Schmeidler, D. (1969), The nucleolus of a characteristic function game.

    An estate of 200 and claims of 100, 200 and 300 (the Talmud's contested garment): who gets what?

    >>> claims = {"a": 100, "b": 200, "c": 300}
    >>> def left(group): return max(0, 200 - sum(claims[p] for p in claims if p not in group))
    >>> [int(share) for share in nucleolus("abc", left)]
    [50, 75, 75]
    """
    worth, count = worths(partners, savings), len(partners)
    alone = [worth[1 << index] for index in range(count)]
    claims = [
        amount - sum((alone[i] for i in range(count) if mask >> i & 1), Fraction(0))
        for mask, amount in enumerate(worth)
    ]
    if claims[-1] < 0:
        raise RuleError(
            "The partners' savings alone come to more than what they save together, so no division "
            "gives each at least its own. Use shapley, or look again at the joint saving."
        )
    span, fixed = _Span(count), {len(claims) - 1: claims[-1]}
    span.add(len(claims) - 1)
    extra = [claims[-1]] * count
    while len(span.rows) < count:
        extra, tight = _raise_the_least(count, claims, fixed, span)
        for mask in tight:
            if span.add(mask):
                fixed[mask] = sum((extra[i] for i in range(count) if mask >> i & 1), Fraction(0))
    return [own + more for own, more in zip(alone, extra, strict=True)]


class _Span:
    """The groups whose share is settled by those already fixed."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.rows: dict[int, Vector] = {}  # pivot position → reduced row
        self.settled: set[int] = set()

    def add(self, mask: int) -> bool:
        """Take in a group; whether it was not settled before."""
        row = self._reduced(mask)
        pivot = next((i for i, entry in enumerate(row) if entry != 0), None)
        if pivot is None:
            return False
        self.rows[pivot] = [entry / row[pivot] for entry in row]
        return True

    def holds(self, mask: int) -> bool:
        """Whether a group's share is settled."""
        if mask not in self.settled and not any(self._reduced(mask)):
            self.settled.add(mask)
        return mask in self.settled

    def _reduced(self, mask: int) -> Vector:
        row = [Fraction(mask >> i & 1) for i in range(self.count)]
        for pivot in sorted(self.rows):
            if factor := row[pivot]:
                row = [entry - factor * other for entry, other in zip(row, self.rows[pivot], strict=True)]
        return row


def _raise_the_least(count: int, claims: Vector, fixed: dict[int, Fraction], span: _Span) -> tuple[Vector, list[int]]:
    """One programme: shares that raise the least excess as far as it goes, and the groups that are held there."""
    first = next(i for i in range(count) if not span.holds(1 << i))
    everybody = len(claims) - 1
    basis: list[Column] = [_floor(count, i) for i in range(count) if i != first]
    basis += [_settled(count, everybody, fixed[everybody]), _group(count, 1 << first, claims)]
    order = [i for i in range(count) if i != first] + [first, count]
    inverse = _inverse_of_start(count, first, order)
    # rows of [amounts | inverse × starting basis | inverse]: one elimination serves the amounts, the lexicographic
    # rule (the middle block starts as the identity) and the prices
    size = count + 1
    table = [
        [row[count], *(Fraction(int(i == j)) for j in range(size)), *row]  # the right-hand side is the last unit vector
        for i, row in enumerate(inverse)
    ]
    denominator = lcm(*(claim.denominator for claim in claims))
    whole_claims = [int(claim * denominator) for claim in claims]
    while True:
        prices = [sum((basis[r][1] * table[r][1 + size + j] for r in range(size)), Fraction(0)) for j in range(size)]
        entering = _entering(count, prices, claims, whole_claims, denominator, fixed, span)
        if entering is None:
            break
        change = [
            sum((row[1 + size + j] * entry for j, entry in enumerate(entering[0]) if entry), Fraction(0))
            for row in table
        ]
        leaving = min(
            (r for r in range(size) if change[r] > 0),
            key=lambda r: [entry / change[r] for entry in table[r][: 1 + size]],
        )
        table[leaving] = [entry / change[leaving] for entry in table[leaving]]
        for r in range(size):
            if r != leaving and change[r]:
                factor = change[r]
                table[r] = [entry - factor * other for entry, other in zip(table[r], table[leaving], strict=True)]
        basis[leaving] = entering
    tight = [1 << -1 - mask if mask < 0 else mask for r, (_, _, mask) in enumerate(basis) if mask and table[r][0] > 0]
    return prices[:count], tight


def _entering(
    count: int,
    prices: Vector,
    claims: Vector,
    whole_claims: list[int],
    denominator: int,
    fixed: dict[int, Fraction],
    span: _Span,
) -> Column | None:
    """A column that betters the programme: a partner below nothing, a fixed group not kept, or the worst-off group."""
    for i in range(count):
        if prices[i] < 0:
            return _floor(count, i)
    scale = lcm(denominator, *(price.denominator for price in prices))
    shares = [int(price * scale) for price in prices]
    given = [0] * len(claims)
    for mask in range(1, len(claims)):
        given[mask] = given[mask & mask - 1] + shares[(mask & -mask).bit_length() - 1]
    for mask, amount in fixed.items():
        if given[mask] != amount * scale:
            column = _settled(count, mask, amount)
            above = given[mask] > amount * scale
            return column if above else ([-entry for entry in column[0]], -column[1], 0)
    least, step = shares[count], scale // denominator
    short = [
        (given[mask] - whole_claims[mask] * step, mask)
        for mask in range(1, len(claims))
        if mask not in span.settled and given[mask] - whole_claims[mask] * step < least
    ]
    worst = next((mask for _, mask in sorted(short) if not span.holds(mask)), None)
    return None if worst is None else _group(count, worst, claims)


def _group(count: int, mask: int, claims: Vector) -> Column:
    return ([*(Fraction(-(mask >> i & 1)) for i in range(count)), Fraction(1)], -claims[mask], mask)


def _settled(count: int, mask: int, amount: Fraction) -> Column:
    return ([*(Fraction(mask >> i & 1) for i in range(count)), Fraction(0)], amount, 0)


def _floor(count: int, partner: int) -> Column:
    return ([Fraction(-int(i == partner)) for i in range(count + 1)], Fraction(0), -1 - partner)


def _inverse_of_start(count: int, first: int, order: list[int]) -> list[Vector]:
    """The inverse of the starting basis: every partner's floor but one, the whole, and that one partner alone.

    The basis says: for the one partner whole − group = 0 (row `first`), for each other whole − floor = 0, group = 1.
    """
    unit = [[Fraction(int(i == j)) for j in range(count + 1)] for i in range(count + 1)]
    whole = [a + b for a, b in zip(unit[first], unit[count], strict=True)]  # whole = row first + group
    rows = [[w - u for w, u in zip(whole, unit[i], strict=True)] for i in order[:-2]]  # floor = whole − row i
    return [*rows, whole, unit[count]]
