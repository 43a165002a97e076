"""Functions on flows of money over time. Money paid out is negative, as Excel has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log

from mkip_xl.workbook.formulas.criteria import sum_in_order
from mkip_xl.workbook.formulas.functions.totals import numbers
from mkip_xl.workbook.formulas.operators import finite
from mkip_xl.workbook.formulas.registry import worksheet
from mkip_xl.workbook.formulas.values import DIV0, NUM, CannotEvaluate, Result


@worksheet("NPV", "N(R)")
def net_present_value(rate: float, *flows: Result) -> Result:
    """NPV: the first flow is one period away."""
    if rate == -1:
        return DIV0
    total = 0.0
    for period, flow in enumerate(numbers(flows), 1):
        total += flow / (1 + rate) ** period
    return finite(total)


def _annuity(rate: float, periods: float, at_start: float) -> tuple[float, float]:
    """What one pound grows to, and what one pound a period grows to."""
    if rate == 0:
        return 1.0, periods
    growth = (1 + rate) ** periods
    return growth, (growth - 1) / rate * (1 + rate * (1.0 if at_start else 0.0))


@worksheet("FV", "NNN?NN")
def future_value(rate: float, periods: float, payment: float, present: float = 0.0, at_start: float = 0.0) -> Result:
    """FV."""
    growth, series = _annuity(rate, periods, at_start)
    return finite(-(present * growth + payment * series))


@worksheet("PV", "NNN?NN")
def present_value(rate: float, periods: float, payment: float, future: float = 0.0, at_start: float = 0.0) -> Result:
    """PV."""
    growth, series = _annuity(rate, periods, at_start)
    return NUM if growth == 0 else finite(-(future + payment * series) / growth)


@worksheet("PMT", "NNN?NN")
def payment(rate: float, periods: float, present: float, future: float = 0.0, at_start: float = 0.0) -> Result:
    """PMT."""
    growth, series = _annuity(rate, periods, at_start)
    return NUM if series == 0 else finite(-(future + present * growth) / series)


def _interest(
    rate: float, period: float, periods: float, present: float, future: float, at_start: float
) -> float | None:
    if not 1 <= period < periods + 1:
        return None
    paid = payment(rate, periods, present, future, at_start)
    if not isinstance(paid, float):
        return None
    if period == 1:
        return 0.0 if at_start else -present * rate
    growth, series = _annuity(rate, period - 1 - (1 if at_start else 0), 0.0)
    owed = present * growth + paid * series + (paid * growth if at_start else 0.0)
    return -owed * rate


@worksheet("IPMT", "NNNN?NN")
def interest_part(
    rate: float, period: float, periods: float, present: float, future: float = 0.0, at_start: float = 0.0
) -> Result:
    """IPMT: the interest in one payment."""
    if at_start:
        raise CannotEvaluate("IPMT with payments at the start")
    found = _interest(rate, period, periods, present, future, at_start)
    return NUM if found is None else finite(found)


@worksheet("PPMT", "NNNN?NN")
def principal_part(
    rate: float, period: float, periods: float, present: float, future: float = 0.0, at_start: float = 0.0
) -> Result:
    """PPMT: the repayment in one payment."""
    if at_start:
        raise CannotEvaluate("PPMT with payments at the start")
    found = _interest(rate, period, periods, present, future, at_start)
    paid = payment(rate, periods, present, future, at_start)
    return NUM if found is None or not isinstance(paid, float) else finite(paid - found)


@worksheet("NPER", "NNN?NN")
def number_of_periods(
    rate: float, payment: float, present: float, future: float = 0.0, at_start: float = 0.0
) -> Result:
    """NPER."""
    if rate == 0:
        return NUM if payment == 0 else -(present + future) / payment
    due = payment * (1 + rate * (1.0 if at_start else 0.0))
    above, below = due - future * rate, present * rate + due
    if below == 0 or above / below <= 0 or rate <= -1:
        return NUM
    return log(above / below) / log(1 + rate)


@worksheet("XNPV", "NRR")
def net_present_value_by_date(rate: float, flows: Result, dates: Result) -> Result:
    """XNPV: flows on given days, discounted to the first by 365ths of a year."""
    amounts, days = numbers((flows,)), [float(int(day)) for day in numbers((dates,))]
    if not amounts or len(amounts) != len(days) or rate <= -1 or any(day < days[0] for day in days):
        return NUM
    pairs = zip(amounts, days, strict=True)
    return finite(sum_in_order(flow / (1 + rate) ** ((day - days[0]) / 365) for flow, day in pairs))


@worksheet("SLN", "NNN")
def straight_line(cost: float, salvage: float, life: float) -> Result:
    """SLN."""
    return DIV0 if life == 0 else (cost - salvage) / life


@worksheet("IRR", "R?N")
def internal_rate(flows: Result, guess: float = 0.1) -> Result:
    """IRR."""
    found = numbers((flows,))
    if not any(flow > 0 for flow in found) or not any(flow < 0 for flow in found):
        return NUM
    changes = sum(1 for first, second in zip(_signs(found), _signs(found)[1:], strict=False) if first != second)
    if changes > 1:
        raise CannotEvaluate("IRR of flows with more than one change of sign, which may have several answers")
    return _root(lambda rate: sum(flow / (1 + rate) ** period for period, flow in enumerate(found)), guess)


def _signs(flows: Sequence[float]) -> list[bool]:
    return [flow > 0 for flow in flows if flow]


def _root(value: Callable[[float], float], guess: float) -> Result:
    low, high = -0.999999, max(1.0, guess)
    start = value(low)
    while value(high) * start > 0:
        high *= 4
        if high > 1e9:
            return NUM
    for _ in range(200):
        middle = (low + high) / 2
        if value(middle) * start > 0:
            low = middle
        else:
            high = middle
        if high - low <= 1e-15 * max(1.0, abs(middle)):
            break
    return (low + high) / 2
