"""Minimum revenue provision: what is charged to revenue each year to repay capital; the years add to it exactly."""

from __future__ import annotations

import datetime
from fractions import Fraction

from mkip_xl.errors import MethodError, RuleError
from mkip_xl.finance.exact import Ratio, exact
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.money.rounding import half_away

METHODS = {
    "straight line": "the same in every year: C/n",
    "annuity": "rising by the rate every year, so that provision and interest together stay level",
}
"""Every method by name, and what it says in an appendix."""


def minimum_revenue_provision(
    capital: int, years: int, rate: Ratio | None = None, method: str | None = None
) -> list[int]:
    """Return the provision of each year, in pence; the years add to the capital exactly.

    capital: the expenditure financed by borrowing, pence. years: life of the asset, 1 or more (guidance: normally not
    above 50). rate: for an annuity, such as "3.25%", 0 or more. method: a name in METHODS; annuity when a rate is given
    and straight line when not. Straight line: C/n. Annuity, year t: C·r(1+r)^(t−1) / ((1+r)^n − 1), at a rate of 0 the
    straight line. Pence by cumulative rounding: each year is the rounded running total less the one before, halves away
    from zero, so no year is more than a penny out.
    Source: Local Authorities (Capital Finance and Accounting) (England) Regulations 2003, SI 2003/3146, regulations 27
    and 28; statutory guidance on minimum revenue provision, asset life method.

    £100 over three years at 10%: what is provided?

    >>> minimum_revenue_provision(10_000, 3, "10%")
    [3021, 3323, 3656]
    """
    if isinstance(years, bool) or not isinstance(years, int) or years < 1:
        raise RuleError(f"The life was given as {years} years. Give whole years, 1 or more.")
    name = ("straight line" if rate is None else "annuity") if method is None else method_name(method)
    if name == "annuity" and rate is None:
        raise RuleError("An annuity needs a rate. Give one such as 3.25%, or ask for the straight line.")
    yearly = exact(rate, "The rate") if name == "annuity" and rate is not None else Fraction(0)
    if yearly < 0:
        raise RuleError(f"The rate was given as {rate}. Give 0 or more, such as 3.25% or 0.0325.")
    top, bottom = (1 + yearly).as_integer_ratio()
    charged, schedule = 0, []
    for year in range(1, years + 1):
        if yearly:
            repaid, whole = (top**year - bottom**year) * bottom ** (years - year), top**years - bottom**years
        else:
            repaid, whole = year, years
        running = half_away(capital * repaid, whole)
        schedule.append(running - charged)
        charged = running
    return schedule


def first_charge(operational: datetime.date) -> FinancialYear:
    """Return the first year with a provision: the financial year after the one in which the asset becomes operational.

    Source: statutory guidance on minimum revenue provision: from the year after the asset is operational.

    An asset is operational on 1 June 2013. When does the charge begin?

    >>> str(first_charge(datetime.date(2013, 6, 1)))
    '2014/15'
    """
    return FinancialYear.containing(operational).next


def method_name(text: str) -> str:
    """Return the method a text names, whatever its capitals, spacing and hyphens.

    >>> method_name("Straight-line")
    'straight line'
    """
    name = " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
    name = {"equal instalment": "straight line", "equal instalments": "straight line"}.get(name, name)
    if name not in METHODS:
        raise MethodError(f"{text!r} is not a way to provide for repayment. Choose one of: {', '.join(METHODS)}.")
    return name
