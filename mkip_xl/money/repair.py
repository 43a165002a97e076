"""Moving single pennies between columns until every column adds, at the least total cost.

The rows of a table add from the start and are the cheapest rows there are. A penny moves within a row, from a column
that has too many to one that has too few, perhaps by way of others. Each time the cheapest route is taken (successive
shortest paths on the graph of columns), so when the last column adds no cheaper table exists: the start has no negative
arc, and every step keeps the shortest distances true. Busacker and Gowen (1960); Ahuja, Magnanti and Orlin, Network
Flows (1993), section 9.7.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from mkip_xl.errors import BoundsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEVER = 2**61
"""The cost of a move that is not allowed, in whole numbers; the costs themselves stay below a half of it."""


def repair(
    units: NDArray[Any],
    up: NDArray[Any],
    down: NDArray[Any],
    surplus: NDArray[Any],
    prices: Callable[[int, int], tuple[Any, Any]],
    never: Any = NEVER,
    slack: float = 0,
) -> None:
    """Move units within rows, in place, until no column has a surplus or a shortfall.

    Given columns of rows: `units[j, i]` is what part j holds in row i, `up[j, i]` what one more costs and `down[j, i]`
    what one fewer costs (`never` where it is not allowed); `surplus[j]` is what column j has too many (adding to zero
    over all columns); `prices(j, i)` gives the new (up, down) of a cell after a move. Costs must be convex in each cell
    and each row the cheapest for its sum; floats differ only when by more than the `slack`. Of equal rows the last one
    moves. Refused: a table that no moves can mend, naming the column and the shortfall.
    """
    import numpy as np

    n = len(surplus)
    surplus = surplus.copy()
    if not surplus.any():
        return
    arcs = np.full((n, n), never, dtype=up.dtype)
    rows = np.zeros((n, n), np.int64)
    for a in range(n):
        movable = np.flatnonzero(down[a] < never)[::-1]
        if len(movable):
            costs = up[:, movable] + down[a, movable]
            best = costs.argmin(axis=1)
            rows[a] = movable[best]
            arcs[a] = np.minimum(costs[np.arange(n), best], never)
    while surplus.any():
        route = _cheapest_route(arcs, surplus, never, slack)
        changed = set()
        if len(route) == 2:
            a, b = route
            costs = down[a] + up[b]
            many = int(min(surplus[a], -surplus[b]))
            tied = np.flatnonzero(costs == arcs[a, b])[-many:] if many > 1 else rows[a, b : b + 1]
            for i in tied.tolist():
                _move(units, up, down, prices, a, b, i)
                changed.add(i)
        else:
            for a, b in pairwise(route):
                i = int(rows[a, b])
                _move(units, up, down, prices, a, b, i)
                changed.add(i)
        surplus[route[0]] -= len(changed) if len(route) == 2 else 1
        surplus[route[-1]] += len(changed) if len(route) == 2 else 1
        touched = np.isin(rows, list(changed)) if len(changed) > 3 else _any_of(rows, changed)
        for a, b in np.argwhere(touched).tolist():
            costs = down[a] + up[b]
            i = len(costs) - 1 - int(costs[::-1].argmin())
            rows[a, b], arcs[a, b] = i, min(costs[i], never)
        for i in changed:
            costs = down[:, i, None] + up[:, i]
            better = costs < arcs
            if better.any():
                arcs[better] = costs[better]
                rows[better] = i


def _cheapest_route(arcs: NDArray[Any], surplus: NDArray[Any], never: Any, slack: float) -> list[int]:
    """The columns along the cheapest route from one with too many to one with too few."""
    import numpy as np

    n = len(surplus)
    distance = np.where(surplus > 0, arcs.dtype.type(0) if arcs.dtype != object else 0, never)
    came = np.full(n, -1)
    every = np.arange(n)
    for _ in range(n):
        through = distance[:, None] + arcs
        via = through.argmin(axis=0)
        reach = through[via, every]
        nearer = reach < distance - slack if slack else reach < distance
        if not nearer.any():
            break
        distance[nearer] = reach[nearer]
        came[nearer] = via[nearer]
    ends = np.flatnonzero(surplus < 0)
    end = int(ends[distance[ends].argmin()])
    if not distance[end] < never:
        raise BoundsError(
            f"Column {end + 1} falls short by {-int(surplus[end]):,} and no row can give it a penny and stay within a "
            "penny of its exact shares. Check the column totals, or allow more than a penny."
        )
    route = [end]
    while came[route[-1]] >= 0:
        route.append(int(came[route[-1]]))
    return route[::-1]


def _any_of(rows: NDArray[Any], few: set[int]) -> NDArray[Any]:
    found: NDArray[Any] = rows < 0
    for i in few:
        found |= rows == i
    return found


def _move(
    units: NDArray[Any],
    up: NDArray[Any],
    down: NDArray[Any],
    prices: Callable[[int, int], tuple[Any, Any]],
    a: int,
    b: int,
    i: int,
) -> None:
    units[a, i] -= 1
    up[a, i], down[a, i] = prices(a, i)
    units[b, i] += 1
    up[b, i], down[b, i] = prices(b, i)
