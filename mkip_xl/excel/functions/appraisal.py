"""Appraisal over years: discount factors, net present value, payback and the minimum revenue provision."""

from __future__ import annotations

from fractions import Fraction

from mkip_xl.errors import CellError
from mkip_xl.excel import cells, ranges
from mkip_xl.excel.catalogue import Range, Spill, Value
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.shape import Block

GREEN_BOOK = "Green Book"
MOST_YEARS = 1000


@CATALOGUE.declare("Appraisal")
def npv(flows: Range, rate: Value = None, timing: Value = None) -> Value:
    """Net present value of yearly flows, in pounds to the penny, by the Green Book unless a rate is given.

    Arguments:
        flows: One figure a year, in pounds, first to last, in a row or a column; costs negative, savings positive.
        rate: "Green Book" (the default: 3.5% to year 30, then 3%, 2.5% ...), or one yearly rate, 3.5% being 0.035.
        timing: "year 0" (the default: the first flow is not discounted), "mid-year", or "year end" (as Excel's NPV).

    Example:
        >>> npv([-10000, 3500, 3500, 3500])
        -194.27
    """
    from mkip_xl.finance import appraisal as rule

    yearly = _flows(flows)
    return cells.pounds(rule.net_present_value(yearly, _rate(rate), _timing(timing)))


@CATALOGUE.declare("Appraisal")
def discount_factors(years: Range, rate: Value = None, timing: Value = None) -> Spill:
    """Discount factors of yearly flows, as MKIP_NPV uses them: a column for so many years, or one for each year given.

    Arguments:
        years: How many flows (10 gives the factors of ten flows, one below the other); or a range of two or more year
            numbers, counted from 0 for timing "year 0" and from 1 otherwise.
        rate: "Green Book" (the default), or one yearly rate, 3.5% being 0.035.
        timing: "year 0" (the default: the first factor is 1), "mid-year" or "year end".

    Example:
        >>> discount_factors(3, 0.25)
        [[1.0], [0.8], [0.64]]
    """
    from mkip_xl.finance import appraisal as rule

    when = _timing(timing)
    first = 0 if when == "year 0" else 1
    numbers, shape = ranges.line(
        years, "years", lambda cell, name: cells.whole(cell, name, first if _several(years) else 1, MOST_YEARS)
    )
    count = numbers[0] if shape.count == 1 else max(numbers) + 1 - first
    factors = [float(factor) for factor in rule.discount_factors(count, _rate(rate), when)]
    if shape.count == 1:
        return [[factor] for factor in factors]
    return shape.fill([factors[number - first] for number in numbers])


@CATALOGUE.declare("Appraisal")
def payback(flows: Range, rate: Value = None, timing: Value = None) -> Value:
    """Years until the running total of yearly flows is no longer negative; with a rate, of the discounted flows.

    Arguments:
        flows: One figure a year, in pounds, first to last, in a row or a column; costs negative, savings positive.
        rate: Left out for plain payback; "Green Book" or one yearly rate, 3.5% being 0.035, for discounted payback.
        timing: "year 0" (the default: the first flow is today), "mid-year" or "year end".

    Example:
        >>> payback([-1000, 400, 400, 400])
        2.5
    """
    from mkip_xl.finance import appraisal as rule

    yearly = _flows(flows)
    when = _timing(timing)
    if cells.is_blank(cells.only(rate, "rate")):
        return float(rule.payback(yearly, when))
    return float(rule.payback(rule.present_values(yearly, _rate(rate), when), when))


@CATALOGUE.declare("Appraisal")
def mrp(capital: Value, years: Value, rate: Value = None, method: Value = None) -> Spill:
    """Minimum revenue provision of each year, in pounds, down a column; the years add up to the capital exactly.

    Arguments:
        capital: Capital expenditure financed by borrowing, in pounds.
        years: Life of the asset, in whole years.
        rate: Yearly rate for an annuity, 3.25% being 0.0325; left out for the straight line.
        method: "annuity" (the default when a rate is given) or "straight line" (the default when not).

    Example:
        >>> mrp(100, 3, 0.1)
        [[30.21], [33.23], [36.56]]
    """
    from mkip_xl.finance import revenue_provision as rule

    borrowed = cells.pence(capital, "capital")
    life = cells.whole(years, "years", 1, MOST_YEARS)
    yearly = None if cells.is_blank(cells.only(rate, "rate")) else cells.proportion(rate, "rate")
    default = "straight line" if yearly is None else "annuity"
    chosen = cells.option(method, "method", tuple(rule.METHODS), default)
    if chosen == "annuity" and yearly is None:
        raise CellError('rate is blank; the method "annuity" needs a yearly rate, such as 3.25%.', "#VALUE!")
    schedule = rule.minimum_revenue_provision(borrowed, life, yearly, chosen)
    return [[cells.pounds(amount)] for amount in schedule]


def _flows(flows: Range) -> list[int]:
    yearly, shape = ranges.amounts(flows, "flows")
    if shape.count > MOST_YEARS:
        raise CellError(f"flows has {shape.count:,} cells; up to {MOST_YEARS:,}, one a year, are accepted.", "#NUM!")
    return yearly


def _rate(rate: Value) -> Fraction | str:
    given = cells.only(rate, "rate")
    if cells.is_blank(given):
        return GREEN_BOOK
    if isinstance(given, str):
        cells.pass_error_on(given, "rate")
        if cells.same_text(given, GREEN_BOOK):
            return GREEN_BOOK
        raise CellError('rate is a text; accepted are "Green Book" or a number, 3.5% being 0.035.', "#VALUE!")
    found = cells.fraction(given, "rate")
    if not -1 < found <= 1:
        raise CellError(
            f"rate is {float(found):g}; a yearly rate up to 1 (100%) is accepted. "
            "For 3.5 per cent write 3.5% or 0.035.",
            "#NUM!",
        )
    return found


def _timing(timing: Value) -> str:
    from mkip_xl.finance.appraisal import TIMINGS

    return cells.option(timing, "timing", tuple(TIMINGS), "year 0")


def _several(value: Range) -> bool:
    return Block.of(value, "years").shape.count > 1
