"""A table in the proportions of another, with both margins prescribed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mkip_xl.errors import BoundsError, WeightsError
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.columns import whole_column
from mkip_xl.money.repair import repair
from mkip_xl.money.two_way import two_way

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROUNDS = 2000
"""The fitting stops after so many rounds; a table that can be fitted seldom needs ten."""


def fit_margins(
    seed: Sequence[Sequence[float]] | NDArray[Any], row_totals: Sequence[int], column_totals: Sequence[int]
) -> NDArray[Any]:
    """The whole pence of a table whose rows and columns meet both margins, in the proportions of the seed.

    Given a seed of m × n numbers of 0 or more (last year's table, hours, calls), m row totals and n column totals
    (minor units, all of one sign, adding to the same); returns an m × n int64 array with both margins exact.

    Equation: iterative proportional fitting, x_ij = r_i · seed_ij · c_j, until the margins hold; then each cell to a
    whole penny by `two_way`, within a penny of the fitted cell (further only where zeros of the seed leave no other
    way). A zero in the seed stays zero. Refused: margins that differ, and a seed whose zeros cannot carry them.

    Source: Deming and Stephan (1940). Sign: symmetric.

    >>> fit_margins([[1, 1], [1, 1]], [300, 100], [200, 200]).tolist()
    [[150, 150], [50, 50]]
    """
    import numpy as np

    rows, columns, sign = _margins(row_totals, column_totals)
    cells, gap = _scaled(_seed(seed, len(rows), len(columns)), rows, columns, ROUNDS)
    if gap > 0.25:
        raise BoundsError(
            f"The seed's zeros cannot carry these margins: after fitting they are still {gap:,.0f} out. "
            "Check which cells are zero, or the totals of their rows and columns."
        )
    scale = 2.0 ** min(20, 51 - int(np.ceil(np.log2(cells.max() + 1))))
    weights = np.rint(cells * scale).astype(np.int64)
    weights[weights.sum(axis=1) == 0] = 1  # a row of nothing stays nothing
    try:
        fitted = two_way(rows, weights, columns)
    except BoundsError:
        fitted = two_way(rows, weights, columns, within_a_penny=False)
    return sign * fitted


def biproportional(
    seed: Sequence[Sequence[int]] | NDArray[Any], row_totals: Sequence[int], column_totals: Sequence[int]
) -> NDArray[Any]:
    """The whole numbers of a table by biproportional Webster rounding, with both margins exact.

    Given and refused as `fit_margins`; returns an m × n int64 array.

    Equation: x_ij = round(ρ_i · seed_ij · γ_j) with one multiplier for each row and column. It is found as the table of
    least Σ_ij Σ_k≤x log((k − ½) / seed_ij): rows by Webster, then units moved between columns along the cheapest
    routes. Equal claims are settled by the order of rows and columns.

    Source: Balinski and Demange (1989); Rote and Zachariasen, Matrix scaling by network flow (2007). Sign: symmetric.

    >>> biproportional([[123, 45, 815], [912, 714, 414], [312, 255, 215]], [5, 11, 4], [7, 5, 8]).tolist()
    [[1, 0, 4], [4, 4, 3], [2, 1, 1]]
    """
    import numpy as np

    rows, columns, sign = _margins(row_totals, column_totals)
    # Multipliers of rows and columns change no answer, so the table is fitted first: few units are left to move.
    claims, _ = _scaled(_seed(seed, len(rows), len(columns)), rows, columns, 40)
    units = np.zeros(claims.T.shape, np.int64)
    for i, (total, line) in enumerate(zip(rows, claims.tolist(), strict=True)):
        if total and not any(line):
            raise BoundsError(f"The seed's zeros cannot carry the total of row {i + 1}. Check which cells are zero.")
        if total:
            units[:, i] = apportion(total, line, method="webster")
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(claims.T)
        up = np.where(claims.T > 0, np.log(units + 0.5) - logs, np.inf)
        down = np.where(units > 0, logs - np.log(np.maximum(units, 1) - 0.5), np.inf)

    def prices(j: int, i: int) -> tuple[float, float]:
        held = int(units[j, i])
        more = float(np.log(held + 0.5) - logs[j, i])
        return more, float(logs[j, i] - np.log(held - 0.5)) if held else np.inf

    surplus = np.array([int(line.sum()) - total for line, total in zip(units, columns, strict=True)], np.int64)
    repair(units, up, down, surplus, prices, np.inf, slack=1e-11)
    return sign * units.T


def _scaled(
    cells: NDArray[np.float64], rows: Sequence[int], columns: Sequence[int], rounds: int
) -> tuple[NDArray[np.float64], float]:
    """The cells scaled by rows and columns until both margins hold, and by how much one of them still does not."""
    import numpy as np

    cells, gap = cells.copy(), np.inf
    wide, tall = np.array(rows, float), np.array(columns, float)
    for _ in range(rounds):
        sums = cells.sum(axis=0)
        cells *= np.divide(tall, sums, out=np.zeros_like(sums), where=sums > 0)
        sums = cells.sum(axis=1)
        cells *= np.divide(wide, sums, out=np.zeros_like(sums), where=sums > 0)[:, None]
        gap = float(max(np.abs(cells.sum(axis=0) - tall).max(), np.abs(cells.sum(axis=1) - wide).max()))
        if gap <= max(1e-7, 1e-15 * sum(rows)):
            break
    return cells, gap


def _margins(row_totals: Sequence[int], column_totals: Sequence[int]) -> tuple[list[int], list[int], int]:
    rows = [int(total) for total in whole_column(row_totals)]
    columns = [int(total) for total in whole_column(column_totals)]
    if sum(rows) != sum(columns):
        raise BoundsError(
            f"The row totals add to {sum(rows):,} and the column totals to {sum(columns):,}: "
            f"they differ by {abs(sum(rows) - sum(columns)):,}. Both must add to the same."
        )
    if min(rows + columns, default=0) < 0 < max(rows + columns, default=0):
        raise BoundsError("The margins have both signs. Fit charges and refunds as two tables, each of one sign.")
    sign = -1 if sum(rows) < 0 else 1
    return [sign * total for total in rows], [sign * total for total in columns], sign


def _seed(seed: Sequence[Sequence[float]] | NDArray[Any], m: int, n: int) -> NDArray[np.float64]:
    import numpy as np

    try:
        cells = np.array(seed, float)
    except (TypeError, ValueError):
        cells = np.empty(0)
    if cells.shape != (m, n):
        raise WeightsError(f"The seed is not a table of {m} rows by {n} columns of numbers. Give one for each cell.")
    if not np.isfinite(cells).all() or (cells < 0).any():
        i, j = np.argwhere(~np.isfinite(cells) | (cells < 0))[0].tolist()
        raise WeightsError(f"The seed in row {i + 1}, column {j + 1} is {cells[i, j]}. Give numbers of 0 or more.")
    return cells
