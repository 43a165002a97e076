"""Figures shown in £000 that still cast: the rounding of a printed table is itself an apportionment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mkip_xl.errors import AmountError, MethodError
from mkip_xl.money.pence import whole
from mkip_xl.money.rounding import half_away

if TYPE_CHECKING:
    from numpy.typing import NDArray

THOUSAND_POUNDS = 100_000
"""£1,000 in pence: the step of a table headed £000."""


class CastColumn(NamedTuple):
    """Rounded amounts and their rounded total, in minor units; the amounts add to the total."""

    amounts: list[int]
    total: int


class CastTable(NamedTuple):
    """A rounded table in minor units: rows of cells, the total of each row and column, the grand total. It casts."""

    cells: list[list[int]]
    row_totals: list[int]
    column_totals: list[int]
    total: int


def cast_column(amounts: Sequence[int], step: int = THOUSAND_POUNDS) -> CastColumn:
    """The amounts rounded to the step so that they add to their rounded total.

    Given whole pence (minor units, any sign) and the step in minor units; returns multiples of the step. The total is
    rounded half away from zero, as a reader would; each amount is rounded down or up to a neighbouring multiple, the
    largest remainders up. An amount that is a multiple already stays.

    Source: the largest remainder, as `apportion`; a printed table must cast. Sign: symmetric.

    Three budgets of £1,400 each make £4,200. How are they shown in £000?

    >>> cast_column([140000, 140000, 140000])
    CastColumn(amounts=[200000, 100000, 100000], total=400000)
    """
    given = [whole(amount, name=f"amount {place}") for place, amount in enumerate(amounts, 1)]
    _check_step(step)
    sign = -1 if next((amount for amount in given if amount), 0) < 0 else 1
    total = half_away(sign * sum(given), step)
    steps = [sign * amount // step for amount in given]
    rests = [sign * amount % step for amount in given]
    odd = total - sum(steps)
    for i in sorted(range(len(given)), key=lambda i: (-rests[i], i))[:odd]:
        steps[i] += 1
    return CastColumn([sign * step * shown for shown in steps], sign * step * total)


def cast_table(table: Sequence[Sequence[int]] | NDArray[Any], step: int = THOUSAND_POUNDS) -> CastTable:
    """The table rounded to the step so that every row, every column and the grand total cast.

    Given rows of whole pence (minor units, any sign) and the step in minor units; returns multiples of the step. Every
    figure, totals included, goes to a neighbouring multiple, and one that is a multiple already stays.

    Equation: controlled rounding of the table with its totals. Among all tables that cast, the grand total is nearest
    to the exact one, then the row and column totals have the least total deviation, then the cells; a half goes away
    from zero where that is free. Such a table always exists.

    Source: Cox and Ernst, Controlled rounding (1982). Sign: symmetric.

    >>> cast_table([[140000, 140000], [140000, 140000]])
    CastTable(cells=[[200000, 100000], [100000, 200000]], row_totals=[300000, 300000], column_totals=[300000, 300000],
    total=600000)
    """
    import numpy as np

    from mkip_xl.money.repair import never_above, repair

    _check_step(step)
    rows = [[whole(cell, name=f"cell in row {i}") for cell in row] for i, row in enumerate(table, 1)]
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise AmountError("The table has no cells, or rows of different lengths. Give the same columns in every row.")
    sign = -1 if next((cell for row in rows for cell in row if cell), 0) < 0 else 1
    body = np.array([[sign * cell for cell in row] for row in rows], object)
    # With the totals negated as a last row and column every line adds to zero, and a total is a cell like any other.
    wide = np.concatenate([body, -body.sum(axis=1, keepdims=True)], axis=1)
    full = np.concatenate([wide, -wide.sum(axis=0, keepdims=True)], axis=0).T
    many = full.size + 1
    worth = np.full(full.shape, 2 * many, object)
    worth[-1, :] *= many
    worth[:, -1] *= many
    floors, rests = full // step, full % step
    away = np.where(2 * rests == step, np.where(full > 0, -1, 1), 0)
    cost = worth * (step - 2 * rests) + away
    biggest = 2 * many**3 * step + 1
    never = never_above(biggest, len(full))
    kind: Any = np.int64 if never < 2**62 else object
    cost, fixed = cost.astype(kind), rests == 0
    units = np.zeros(full.shape, np.int64)
    queue = np.where(fixed, never, cost).argsort(axis=0, kind="stable")
    for i, short in enumerate((-floors.sum(axis=0)).tolist()):
        units[queue[:short, i], i] = 1
    high = units == 1
    up, down = np.where(high | fixed, never, cost).astype(kind), np.where(high, -cost, never).astype(kind)

    def prices(j: int, i: int) -> tuple[Any, Any]:
        return (never, -cost[j, i]) if units[j, i] else (cost[j, i], never)

    repair(units, up, down, (floors + units).sum(axis=1).astype(np.int64), prices, never)
    shown = (sign * step * (floors + units)).T.tolist()
    totals = [-row[-1] for row in shown]
    return CastTable([row[:-1] for row in shown[:-1]], totals[:-1], [-cell for cell in shown[-1][:-1]], shown[-1][-1])


def _check_step(step: int) -> None:
    if type(step) is not int or step < 1:
        raise MethodError(f"The step was given as {step!r}. Give whole minor units of 1 or more: 100,000 for £000.")
