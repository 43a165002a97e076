"""Recharges of support services to the partners."""

from __future__ import annotations

from fractions import Fraction

from mkip_xl.errors import CellError
from mkip_xl.excel import cells, ranges
from mkip_xl.excel.catalogue import Range, Spill, Value
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.shape import Shape


@CATALOGUE.declare("Recharges")
def recharges(method: Value, service_costs: Range, use_by_services: Range, use_by_partners: Range) -> Spill:
    """What each partner bears of the support services' costs, in pounds, in a row; the figures add up to the costs.

    Arguments:
        method: "direct", "step-down" (services close in the order given), "double step-down" or "reciprocal".
        service_costs: Net cost of each service, in pounds, in a row or a column.
        use_by_services: One row and one column for each service: the units that a row's service provides to a column's.
        use_by_partners: One row for each service, one column for each partner: the units provided, 0 or more.

    Example:
        >>> recharges("step-down", [[1000], [2000]], [[0, 20], [0, 0]], [[50, 30], [60, 40]])
        [[1820.0, 1180.0]]
    """
    from mkip_xl.finance import recharge as rule

    chosen = cells.option(method, "method", tuple(rule.METHODS))
    costs, _ = ranges.amounts(service_costs, "service_costs")
    services, square = ranges.grid(use_by_services, "use_by_services", _units)
    partners, wide = ranges.grid(use_by_partners, "use_by_partners", _units)
    _one_row_each(square, "use_by_services", len(costs), len(costs))
    _one_row_each(wide, "use_by_partners", len(costs), wide.columns)
    return [[cells.pounds(amount) for amount in rule.recharges(chosen, costs, services, partners).amounts]]


def _units(cell: object, argument: str) -> Fraction:
    return cells.fraction(cell, argument, 0)


def _one_row_each(shape: Shape, argument: str, rows: int, columns: int) -> None:
    if (shape.rows, shape.columns) != (rows, columns):
        wanted = Shape(rows, columns).words
        raise CellError(f"{argument} has {shape.words}; {wanted} are accepted, one row for each service.", "#VALUE!")
