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


def never_above(largest: int, n: int) -> int:
    """The cost of a move that is not allowed, where allowed ones cost up to `largest`: a half of it is out of reach.

    Given the number of columns, since a route has at most so many moves of two costs each.

    >>> never_above(100, 3)
    2400
    """
    return 8 * n * largest


def repair(
    units: NDArray[Any],
    up: NDArray[Any],
    down: NDArray[Any],
    surplus: NDArray[Any],
    prices: Callable[[int, int], tuple[Any, Any]],
    never: Any,
    slack: float = 0,
) -> None:
    """Move units within rows, in place, until no column has a surplus or a shortfall.

    Given columns of rows: `units[j, i]` is what part j holds in row i, `up[j, i]` what one more costs and `down[j, i]`
    what one fewer costs, or `never` (of `never_above`, or infinite) where it is not allowed; `surplus[j]` is what
    column j has too many, adding to zero over all columns; `prices(j, i)` gives the new (up, down) of a cell after a
    move. Costs must be convex in each cell and each row the cheapest for its sum; floats differ only when by more than
    the `slack`. Of equal rows the last one moves. Refused: a table that no moves can mend, naming the column and the
    shortfall.

    Two invoices of a penny, two equal partners, both pennies with the first: the last invoice's penny moves.

    >>> import numpy as np
    >>> never = never_above(1, 2)
    >>> units = np.array([[1, 1], [0, 0]])
    >>> up, down = np.where(units == 1, never, 0), np.where(units == 1, 0, never)
    >>> repair(units, up, down, np.array([1, -1]), lambda j, i: (never, 0) if units[j, i] else (0, never), never)
    >>> units.tolist()
    [[1, 0], [0, 1]]
    """
    import numpy as np

    n = len(surplus)
    over = surplus.tolist()
    if not any(over):
        return
    arcs = np.full((n, n), never, dtype=up.dtype)
    rows = np.zeros((n, n), np.int64)
    for b in range(n):
        costs = (down + up[b])[:, ::-1]
        best = costs.argmin(axis=1)
        rows[b] = costs.shape[1] - 1 - best
        arcs[b] = np.minimum(costs[np.arange(n), best], never)
    while any(over):
        route = _cheapest_route(arcs, over, never, slack)
        first, last = route[0], route[-1]
        many = min(over[first], -over[last]) if len(route) == 2 else 1
        if many > 1:
            tied = np.flatnonzero(down[first] + up[last] == arcs[last, first])[-many:].tolist()
            many = len(tied)
            moves = [(first, last, i) for i in tied]
        else:
            moves = [(a, b, int(rows[b, a])) for a, b in pairwise(route)]
        for a, b, i in moves:
            units[a, i] -= 1
            up[a, i], down[a, i] = prices(a, i)
            units[b, i] += 1
            up[b, i], down[b, i] = prices(b, i)
        over[first] -= many
        over[last] += many
        changed = {i for _, _, i in moves}
        stale = np.zeros(units.shape[1], np.bool_)
        stale[list(changed)] = True
        for b, a in np.argwhere(stale[rows]).tolist():
            costs = down[a] + up[b]
            rows[b, a] = i = len(costs) - 1 - int(costs[::-1].argmin())
            arcs[b, a] = min(costs[i], never)
        for i in changed:
            costs = up[:, i, None] + down[:, i]
            np.copyto(rows, i, where=costs < arcs)
            np.minimum(arcs, costs, out=arcs)


def _cheapest_route(arcs: NDArray[Any], over: list[int], never: Any, slack: float) -> list[int]:
    """The columns along the cheapest route from one with too many to one with too few; `arcs[b, a]` is from a to b."""
    import numpy as np

    distance = np.array([0 if many > 0 else never for many in over], arcs.dtype)
    came = np.full(len(over), -1)
    every = np.arange(len(over))
    for _ in over:
        through = arcs + distance
        via = through.argmin(axis=1)
        reach = through[every, via]
        nearer = reach < (distance - slack if slack else distance)
        if True not in nearer.tolist():
            break
        np.copyto(distance, reach, where=nearer)
        np.copyto(came, via, where=nearer)
    far = distance.tolist()
    end = min((place for place, many in enumerate(over) if many < 0), key=far.__getitem__)
    if not 2 * far[end] < never:
        raise BoundsError(
            f"Column {end + 1} falls short by {-over[end]:,} and no row can give it a penny and stay within a "
            "penny of its exact shares. Check the column totals, or allow more than a penny."
        )
    route = [end]
    while came[route[-1]] >= 0:
        route.append(int(came[route[-1]]))
    return route[::-1]
