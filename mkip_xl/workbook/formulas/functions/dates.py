"""Functions on dates, which are serial numbers: 1 April 2013 is 41365."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from mkip_xl.workbook.formulas.criteria import figures
from mkip_xl.workbook.formulas.number_formats import day
from mkip_xl.workbook.formulas.registry import worksheet
from mkip_xl.workbook.formulas.values import NUM, Array, CannotEvaluate, Result

_ORIGIN = date(1899, 12, 30).toordinal()


def serial(at: date) -> float:
    """The serial number of a date.

    >>> serial(date(2013, 4, 1))
    41365.0
    """
    return float(at.toordinal() - _ORIGIN)


@worksheet("DATE", "NNN")
def from_parts(year: float, month: float, days: float) -> Result:
    """DATE: months and days may run over."""
    whole = int(year) + (1900 if 0 <= int(year) < 1900 else 0)
    months = whole * 12 + int(month) - 1
    if not 1900 <= months // 12 <= 9999 or whole > 9999:
        return NUM
    result = serial(date(months // 12, months % 12 + 1, 1)) + int(days) - 1
    if result < 0:
        return NUM
    if result < 61:
        raise CannotEvaluate("a date before March 1900")
    return result if result < 2_958_466 else NUM


@worksheet("YEAR", "N")
def year(at: float) -> Result:
    """YEAR."""
    return NUM if at < 0 else float(day(at).year)


@worksheet("MONTH", "N")
def month(at: float) -> Result:
    """MONTH."""
    return NUM if at < 0 else float(day(at).month)


@worksheet("DAY", "N")
def day_of_month(at: float) -> Result:
    """DAY."""
    return NUM if at < 0 else float(day(at).day)


def _months_on(at: float, months: float, *, end: bool) -> Result:
    if at < 0:
        return NUM
    start = day(at)
    count = start.year * 12 + start.month - 1 + int(months)
    if not 1900 <= count // 12 <= 9999:
        return NUM
    last = monthrange(count // 12, count % 12 + 1)[1]
    result = serial(date(count // 12, count % 12 + 1, last if end else min(start.day, last)))
    if result < 61:
        raise CannotEvaluate("a date before March 1900")
    return result


@worksheet("EDATE", "SS")
def months_later(at: float, months: float) -> Result:
    """EDATE."""
    return _months_on(at, months, end=False)


@worksheet("EOMONTH", "SS")
def end_of_month(at: float, months: float) -> Result:
    """EOMONTH."""
    return _months_on(at, months, end=True)


@worksheet("DAYS", "NN")
def days_between(end: float, start: float) -> Result:
    """DAYS."""
    if start < 0 or end < 0:
        return NUM
    return float(int(end) - int(start))


@worksheet("WEEKDAY", "N?N")
def weekday(at: float, manner: float = 1.0) -> Result:
    """WEEKDAY."""
    if at < 0:
        return NUM
    monday = day(at).weekday()
    if manner == 1:
        return float((monday + 1) % 7 + 1)
    if manner == 2:
        return float(monday + 1)
    if manner == 3:
        return float(monday)
    return float((monday - (int(manner) - 11)) % 7 + 1) if 11 <= manner < 18 else NUM


@worksheet("ISOWEEKNUM", "N")
def iso_week(at: float) -> Result:
    """ISOWEEKNUM."""
    return float(day(at).isocalendar()[1])


@worksheet("NETWORKDAYS", "NN?R")
def working_days(start: float, end: float, holidays: Result = None) -> Result:
    """NETWORKDAYS: Mondays to Fridays, both ends counted, without the holidays given."""
    if start < 0 or end < 0:
        return NUM
    first, last, sign = (start, end, 1) if start <= end else (end, start, -1)
    day(first), day(last)
    free = {int(value) for value in figures(holidays.values)} if isinstance(holidays, Array) else set()
    if isinstance(holidays, float):
        free = {int(holidays)}
    span = range(int(first), int(last) + 1)
    if len(span) > 100_000:
        raise CannotEvaluate("NETWORKDAYS over more than 100,000 days")
    return float(sign * sum(1 for at in span if day(float(at)).weekday() < 5 and at not in free))


@worksheet("WEEKNUM", "N?N")
def week_number(at: float, manner: float = 1.0) -> Result:
    """WEEKNUM: weeks that begin on Sunday (1) or Monday (2), or as ISO counts them (21)."""
    if at < 0:
        return NUM
    if manner == 21:
        return iso_week(at)
    if manner not in (1, 2, 11, 17):
        raise CannotEvaluate(f"WEEKNUM of the kind {manner:g}")
    here = day(at)
    start = date(here.year, 1, 1)
    shift = (start.weekday() + (0 if manner in (2, 11) else 1)) % 7
    return float((here.toordinal() - start.toordinal() + shift) // 7 + 1)


@worksheet("DATEDIF", "NNT")
def difference(start: float, end: float, unit: str) -> Result:
    """DATEDIF in whole years, months or days."""
    if start > end:
        return NUM
    first, last = day(start), day(end)
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    known = {"Y": months // 12, "M": months, "D": int(end) - int(start), "YM": months % 12}
    if unit.upper() not in known:
        raise CannotEvaluate(f"DATEDIF in {unit!r}")
    return float(known[unit.upper()])


@worksheet("HOUR", "N")
def hour(at: float) -> Result:
    """HOUR."""
    return NUM if at < 0 else float(_seconds(at) // 3600)


@worksheet("MINUTE", "N")
def minute(at: float) -> Result:
    """MINUTE."""
    return NUM if at < 0 else float(_seconds(at) // 60 % 60)


@worksheet("SECOND", "N")
def second(at: float) -> Result:
    """SECOND."""
    return NUM if at < 0 else float(_seconds(at) % 60)


def _seconds(at: float) -> int:
    return round((at % 1) * 86_400) % 86_400


@worksheet("TIME", "NNN")
def from_clock(hours: float, minutes: float, seconds: float) -> Result:
    """TIME."""
    total = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    return NUM if total < 0 else total % 86_400 / 86_400
