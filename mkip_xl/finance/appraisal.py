"""Appraisal: discount factors, net present value, payback, benefit–cost ratio; figures in pence, factors exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from mkip_xl.errors import MethodError, NotAvailableError, RuleError
from mkip_xl.finance.exact import Ratio, exact, nearest, same_length


@dataclass(frozen=True, slots=True)
class Band:
    """A discount rate and the last year it is used for, counted from year 1; None for every later year."""

    last: int | None
    rate: Fraction


GREEN_BOOK: tuple[Band, ...] = (
    Band(30, Fraction("0.035")),
    Band(75, Fraction("0.03")),
    Band(125, Fraction("0.025")),
    Band(200, Fraction("0.02")),
    Band(300, Fraction("0.015")),
    Band(None, Fraction("0.01")),
)
"""HM Treasury, The Green Book, declining long-term social time preference rate, since 1 April 2003."""

TIMINGS = {
    "year 0": "the first flow is today and is not discounted; each later one is a year further on",
    "mid-year": "flows come in the middle of each year, the first half a year from today",
    "year end": "flows come at the end of each year, the first a year from today (Excel's NPV)",
}
"""When flows come, by name."""

Rate = Ratio | Sequence[Band]


def discount_factors(count: int, rate: Rate = "Green Book", timing: str = "year 0") -> list[Fraction]:
    """Return the discount factor of each of `count` flows, first to last.

    count: how many, 0 or more. rate: "Green Book", bands, or one rate such as "3.5%" above −100%. timing: a name in
    TIMINGS. Factor of year t: Π 1/(1 + rᵤ) over u = 1 … t, each year at its own band's rate (chained: year 31 is year
    30 ÷ 1.03). Mid-year multiplies by √(1 + rₜ). Factors are exact, but for that root, which has 50 digits.
    Source: HM Treasury, The Green Book, annex on discounting.

    What is £1 in year 10 worth today?

    >>> round(discount_factors(11)[10], 4) == Fraction("0.7089")
    True
    """
    bands, when = _bands(rate), timing_name(timing)
    if isinstance(count, bool) or count < 0:
        raise RuleError(f"{count} years of discount factors were asked for. Give 0 or more.")
    factor, factors = Fraction(1), []
    for year in range(1, count + 1):
        yearly = 1 + _rate_of(bands, year)
        if when == "year 0":
            factors.append(factor)
        factor /= yearly
        if when == "year end":
            factors.append(factor)
        elif when == "mid-year":
            factors.append(factor * _root(yearly))
    return factors


def present_values(
    flows: Sequence[int | Fraction], rate: Rate = "Green Book", timing: str = "year 0"
) -> list[Fraction]:
    """Return the exact present value of each flow: flow × its discount factor; arguments as `net_present_value`.

    >>> [str(value) for value in present_values([-100, 207], "3.5%")]
    ['-100', '200']
    """
    factors = discount_factors(len(flows), rate, timing)
    return [flow * factor for flow, factor in zip(flows, factors, strict=True)]


def net_present_value(flows: Sequence[int], rate: Rate = "Green Book", timing: str = "year 0") -> int:
    """Return the net present value of yearly flows, to the nearest penny, rounded once, halves away from zero.

    flows: pence, one a year, first to last; costs negative, savings positive. rate and timing: as `discount_factors`.
    No flows are worth 0. Σ flowₜ × factorₜ.
    Source: HM Treasury, The Green Book. Excel's NPV is timing "year end".

    £10,000 is spent today and £3,500 saved in each of three years, at the Green Book's 3.5%. Is it worth it?

    >>> net_present_value([-1_000_000, 350_000, 350_000, 350_000])
    -19427
    """
    return nearest(sum(present_values(flows, rate, timing), Fraction(0)))


def cumulative(flows: Sequence[int]) -> list[int]:
    """Return the running total of yearly flows, in pence.

    >>> cumulative([-5000, 3000, 3000])
    [-5000, -2000, 1000]
    """
    total, totals = 0, []
    for flow in flows:
        total += flow
        totals.append(total)
    return totals


def average_per_year(flows: Sequence[int]) -> int:
    """Return the average flow a year, to the nearest penny, halves away from zero.

    Source: Maidstone Cabinet, 16 April 2012: £3,710,000 over ten years told as £371,000 a year.

    Three districts save £3,710,000 over ten years: what is that a year?

    >>> average_per_year([0, 30_000_000, *[42_625_000] * 8])
    37100000
    """
    if not flows:
        raise RuleError("There are no years to average. Give at least one year's figure.")
    return nearest(Fraction(sum(flows), len(flows)))


def payback(flows: Sequence[int | Fraction], timing: str = "year 0", *, whole_years: bool = False) -> Fraction:
    """Return how many years pass until the running total is first 0 or more after having been negative.

    flows: pence, one a year; costs negative, savings positive. timing: under "year 0" the first flow is today and the
    next spreads over year 1; under "mid-year" and "year end" the first flow spreads over year 1. Within the year of
    payback the flow is taken to come evenly: years before it + what was still out ÷ that year's flow; whole_years
    counts that year whole. Never negative: 0. Never paid back: refused.
    Source: HM Treasury, The Green Book (payback as a secondary measure beside net present value).

    £1,000 is spent and £400 a year saved. When is it paid back?

    >>> str(payback([-100_000, 40_000, 40_000, 40_000]))
    '5/2'
    >>> int(payback([-100_000, 40_000, 40_000, 40_000], whole_years=True))
    3
    """
    before = 1 if timing_name(timing) == "year 0" else 0
    total, was_out = Fraction(0), False
    for year, flow in enumerate(flows):
        if was_out and total + flow >= 0:
            last = Fraction(1) if whole_years else Fraction(-total, flow)
            return year - before + last
        total += flow
        was_out = total < 0
    if not was_out:
        return Fraction(0)
    raise NotAvailableError(
        f"The outlay is not paid back within the {len(flows)} flows given. Give more years, or more saving."
    )


def benefit_cost_ratio(
    benefits: Sequence[int], costs: Sequence[int], rate: Rate = "Green Book", timing: str = "year 0"
) -> Fraction:
    """Return the present value of benefits over the present value of costs, exact.

    benefits and costs: pence, one a year each, both positive. rate and timing: as `discount_factors`. Costs that come
    to nothing have no ratio and are refused.
    Source: HM Treasury, The Green Book, benefit–cost ratio.

    >>> str(benefit_cost_ratio([0, 207], [100, 0], "3.5%"))
    '2'
    """
    same_length(benefits=benefits, costs=costs)
    spent = sum(present_values(costs, rate, timing), Fraction(0))
    if spent <= 0:
        raise RuleError("The present value of the costs is not above 0. Give costs as positive pence a year.")
    return sum(present_values(benefits, rate, timing), Fraction(0)) / spent


def timing_name(text: str) -> str:
    """Return the timing a text names, whatever its capitals, spacing and hyphens.

    >>> timing_name("Year-0"), timing_name("mid year")
    ('year 0', 'mid-year')
    """
    words = " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
    found = next((name for name in TIMINGS if name.replace("-", " ") == words), None)
    if found is None:
        raise MethodError(f"{text!r} is not a timing of flows. Choose one of: {', '.join(TIMINGS)}.")
    return found


def _bands(rate: Rate) -> Sequence[Band]:
    if isinstance(rate, str) and " ".join(rate.casefold().split()) == "green book":
        return GREEN_BOOK
    if isinstance(rate, Sequence) and not isinstance(rate, str):
        return rate
    yearly = exact(rate, "The discount rate")
    if yearly <= -1:
        raise RuleError(f"The discount rate was given as {rate}. Give more than −100%, such as 3.5% or 0.035.")
    return (Band(None, yearly),)


def _rate_of(bands: Sequence[Band], year: int) -> Fraction:
    for band in bands:
        if band.last is None or year <= band.last:
            return band.rate
    raise RuleError(f"The discount rates end before year {year}. Give a last band for every later year.")


def _root(value: Fraction) -> Fraction:
    with localcontext() as context:
        context.prec = 50
        return Fraction((Decimal(value.numerator) / value.denominator).sqrt())
