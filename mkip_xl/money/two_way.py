"""Tables whose rows and columns both add to the penny, as near to the exact shares as whole pence allow."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from typing import TYPE_CHECKING, Any

from mkip_xl.errors import BoundsError
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.columns import WeightLines, weight_lines, whole_column
from mkip_xl.money.repair import never_above, repair
from mkip_xl.money.tables import apportion_table
from mkip_xl.money.weights import Weight

if TYPE_CHECKING:
    from numpy.typing import NDArray

FINE = 2**50
"""Remainders with no common denominator below 2^60 are compared to this fraction of a penny."""


def two_way(
    row_totals: Sequence[int] | NDArray[Any],
    weights: Sequence[Weight] | Sequence[Sequence[Weight]] | NDArray[Any],
    column_totals: Sequence[int] | None = None,
    *,
    within_a_penny: bool = True,
) -> NDArray[Any]:
    """The whole pence of every row by every part, with every row AND every column adding.

    Given m row totals (minor units, any sign), n weights for all rows or m × n weights, and n column totals (minor
    units; by default the grand total divided by the weights, or by the sum of the exact shares where weights vary);
    returns an m × n array.

    - `within_a_penny`: every cell is its exact share rounded down or up, and a whole share stays as it is; where no
      such table meets the column totals it is refused. False allows larger moves, at the least total deviation.

    Equation: minimise Σ |cell − exact share| subject to both margins. Each row starts as its largest remainder; then
    pennies move between columns along the cheapest routes (see `repair`), so the result is a true minimum. Several
    tables may reach it; the same input always gives the same one. A zero weight bears exactly zero.

    Source: Cox, A constructive procedure for unbiased controlled rounding (1987), for the problem. Sign: f(−T) = −f(T).

    Three invoices of a penny, three equal partners: nobody should bear all three.

    >>> two_way([1, 1, 1], [1, 1, 1]).tolist()
    [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    """
    import numpy as np

    totals = whole_column(row_totals)
    lines = weight_lines(weights, len(totals))
    sign = -1 if next((int(total) for total in totals if total), 0) < 0 else 1
    totals = sign * totals
    grand = sum(totals.tolist())
    shares = _exact_shares(totals, lines) if column_totals is None and lines.varying else None
    if column_totals is not None:
        wanted = [sign * int(total) for total in whole_column(column_totals)]
        _check_columns(wanted, lines.n, grand, sign)
    elif shares is None:
        wanted = apportion(grand, lines.first)
    else:
        wanted = _nearest_columns(*shares, grand)
    cells = np.ascontiguousarray(apportion_table(totals, weights).T)
    surplus = np.array([int(column.sum()) - total for column, total in zip(cells, wanted, strict=True)], cells.dtype)
    if surplus.any():
        floors, rests, scale = shares or _exact_shares(totals, lines)
        round_columns(cells, floors, rests, scale, surplus, strict=within_a_penny)
    return sign * cells.T


def round_columns(
    cells: NDArray[Any], floors: NDArray[Any], rests: NDArray[Any], scale: int, surplus: NDArray[Any], *, strict: bool
) -> None:
    """Move pennies in place until no column has a surplus, at the least total deviation from the exact shares.

    Given columns of rows: `cells[j, i]`, cheapest in each row; the exact shares as `floors` + `rests` / `scale`.
    `strict` keeps every cell at its floor or one above it, and at its floor where the rest is zero.

    Two invoices of a penny between two equal partners (each cell's exact share is 0 + 1/2), both with the first:

    >>> import numpy as np
    >>> cells, halves = np.array([[1, 1], [0, 0]]), np.array([[1, 1], [1, 1]])
    >>> round_columns(cells, np.zeros((2, 2), int), halves, 2, np.array([1, -1]), strict=True)
    >>> cells.tolist()
    [[1, 0], [0, 1]]
    """
    import numpy as np

    never = never_above(scale, len(cells))
    kind = np.int64 if never < 2**62 else object
    step = (scale - 2 * rests).astype(kind)
    units = cells - floors
    if strict:
        high = units == 1
        up = np.where(high | (rests == 0), never, step)
        down = np.where(high, -step, never)

        def prices(j: int, i: int) -> tuple[Any, Any]:
            return (never, -step[j, i]) if units[j, i] else (step[j, i], never)
    else:
        used = (cells != 0) | (rests != 0)

        def prices(j: int, i: int) -> tuple[Any, Any]:
            if not used[j, i]:
                return never, never
            held, rounding = int(units[j, i]), int(step[j, i])
            up = rounding if held == 0 else scale if held > 0 else -scale
            down = -rounding if held == 1 else -scale if held > 1 else scale
            crosses = held + int(floors[j, i]) == 0 and int(floors[j, i]) >= 0
            return up, never if crosses else down

        both = [[prices(j, i) for i in range(cells.shape[1])] for j in range(cells.shape[0])]
        up = np.array([[pair[0] for pair in line] for line in both], kind)
        down = np.array([[pair[1] for pair in line] for line in both], kind)
    repair(units, up.astype(kind), down.astype(kind), surplus, prices, never)
    cells[...] = floors + units


def _exact_shares(totals: NDArray[Any], lines: WeightLines) -> tuple[NDArray[Any], NDArray[Any], int]:
    """The exact shares of every cell, as columns of floors, remainders and the scale of the remainders."""
    import numpy as np

    if lines.lines is None:
        scale = sum(lines.first)
        small = totals.dtype == np.int64 and scale < 2**31
        column: NDArray[Any] = totals if small else totals.astype(object)
        weights = np.array(lines.first, np.int64 if small else object)[:, None]
        whole, left = column // scale, column % scale
        product = left * weights
        floors = whole * weights + product // scale
        return (floors, product % scale, scale) if scale < 2**60 else _coarser(floors, product % scale, scale)
    rows = [lines.row(i) for i in range(len(totals))]
    sums = [sum(row) for row in rows]
    product = np.array([[int(t) * w for w in row] for t, row in zip(totals, rows, strict=True)], object).T
    below = np.array(sums, object)
    scale = 1
    for below_one in sums:
        scale = lcm(scale, below_one)
        if scale >= 2**60:
            return product // below, -((-FINE * (product % below)) // below), FINE
    return product // below, (product % below) * (scale // below), scale


def _coarser(floors: NDArray[Any], rests: NDArray[Any], scale: int) -> tuple[NDArray[Any], NDArray[Any], int]:
    return floors, -((-FINE * rests) // scale), FINE


def _check_columns(wanted: Sequence[int], n: int, grand: int, sign: int) -> None:
    if len(wanted) != n:
        raise BoundsError(f"{n} parts were given {len(wanted)} column totals. Give one for each part.")
    if sum(wanted) != grand:
        raise BoundsError(
            f"The column totals add to {sign * sum(wanted):,} and the row totals to {sign * grand:,}: "
            f"they differ by {abs(sum(wanted) - grand):,}. Both must add to the same."
        )


def _nearest_columns(floors: NDArray[Any], rests: NDArray[Any], scale: int, grand: int) -> list[int]:
    """The sums of the exact shares, rounded by largest remainder so that they add to the grand total."""
    whole = [sum(line) for line in floors.tolist()]
    more = [divmod(sum(line), scale) for line in rests.tolist()]
    columns = [held + extra for held, (extra, _) in zip(whole, more, strict=True)]
    odd = grand - sum(columns)
    for j in sorted(range(len(columns)), key=lambda j: (-more[j][1], j))[:odd]:
        columns[j] += 1
    return columns
