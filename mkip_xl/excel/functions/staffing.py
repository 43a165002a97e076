"""What posts cost, and what leaving costs."""

from __future__ import annotations

from fractions import Fraction

from mkip_xl.excel import cells, ranges
from mkip_xl.excel.catalogue import Range, Spill, Value
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.shape import Shape


@CATALOGUE.declare("Staffing")
def staff_cost(
    fte: Range,
    salary: Range,
    national_insurance: Range = None,
    pension: Range = None,
    months: Range = None,
    vacancy: Value = None,
) -> Spill:
    """Cost of each post in a year, in pounds: FTE x (salary + employer's NI + pension), part-year and less vacancies.

    Arguments:
        fte: Full-time equivalents of each post, in a row or a column: 0.6 for three days in five.
        salary: Salary of one full-time equivalent, in pounds a year: one cell for each post, or one for all.
        national_insurance: Employer's National Insurance for one, in pounds a year, given as salary is; 0 if left out.
        pension: Employer's pension contribution for one, in pounds a year, given as salary is; 0 when left out.
        months: How many of the twelve months the post is filled; 12 when left out.
        vacancy: The part of the cost saved by turnover, 3% being 0.03; 0 when left out.

    Example:
        >>> staff_cost([[1], [0.6]], 30000, 3000, 6000)
        [[39000.0], [23400.0]]
    """
    from mkip_xl.finance import staffing as rule

    posts, shape = ranges.line(fte, "fte", lambda cell, name: cells.fraction(cell, name, 0))
    pay = _each(salary, "salary", shape)
    insurance = _each(national_insurance, "national_insurance", shape, 0)
    pensions = _each(pension, "pension", shape, 0)
    filled = _months(months, shape)
    saved = Fraction(0) if cells.is_blank(cells.only(vacancy, "vacancy")) else cells.proportion(vacancy, "vacancy")
    costs = [
        rule.post_cost(post, one, ni, pot, months=part, vacancy_factor=saved)
        for post, one, ni, pot, part in zip(posts, pay, insurance, pensions, filled, strict=True)
    ]
    return shape.fill([cells.pounds(cost) for cost in costs])


@CATALOGUE.declare("Staffing")
def exit_cost(costs: Range, credits: Range = None) -> Value:
    """Net cost of leaving that the leaver bears, in pounds: costs less credits; negative when the leaver is paid.

    Arguments:
        costs: What leaving causes, in pounds, 0 or more: redundancy, contract breakage, stranded cost.
        credits: What comes off, in pounds, 0 or more: unspent contributions, its share of a reserve; none if left out.

    Example:
        >>> exit_cost([40000, 5000], [12000])
        33000.0
    """
    from mkip_xl.finance import exit as rule

    caused, _ = ranges.amounts(costs, "costs")
    off: list[int] = []
    if not cells.is_blank(cells.only(credits, "credits")):
        off, _ = ranges.amounts(credits, "credits")
    account = rule.leave(
        ["the leaver"],
        "the leaver",
        {f"costs, cell {place}": amount for place, amount in enumerate(caused, 1)},
        {f"credits, cell {place}": amount for place, amount in enumerate(off, 1)},
    )
    return cells.pounds(account.net)


def _each(value: Range, argument: str, shape: Shape, default: int | None = None) -> list[int]:
    """Pence for each post: one cell for each, or one for all."""
    if default is not None and cells.is_blank(cells.only(value, argument)):
        return [default] * shape.count
    found, given = ranges.amounts(value, argument)
    if given.count == 1:
        return found * shape.count
    ranges.same_count(given, argument, shape, "fte")
    return found


def _months(value: Range, shape: Shape) -> list[Fraction]:
    if cells.is_blank(cells.only(value, "months")):
        return [Fraction(12)] * shape.count
    found, given = ranges.line(value, "months", lambda cell, name: cells.fraction(cell, name, 0, 12))
    if given.count == 1:
        return found * shape.count
    ranges.same_count(given, "months", shape, "fte")
    return found
