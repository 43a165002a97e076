"""Serial numbers to dates, in both of Excel's date systems."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

_EPOCH_1900 = date(1899, 12, 31)
_EPOCH_1904 = date(1904, 1, 1)
_LAST = 2_958_465
_DAY = 86_400_000


def from_serial(serial: Decimal, shows: str, *, date1904: bool) -> date | datetime | time | timedelta | None:
    """The date, time or duration a serial number stands for; None when it stands for none.

    `shows` is what the cell's format shows: date, time, datetime or duration. Days are counted from 1 January 1900 = 1,
    or from 1 January 1904 = 0. Excel's 29 February 1900 (serial 60) never was: it gives None, as do negative serials
    and those after 31 December 9999. Fractions of a day are kept to the millisecond.

    >>> from_serial(Decimal(41365), "date", date1904=False)
    datetime.date(2013, 4, 1)
    >>> from_serial(Decimal(39903), "date", date1904=True)
    datetime.date(2013, 4, 1)
    >>> from_serial(Decimal(60), "date", date1904=False) is None
    True
    >>> from_serial(Decimal("41365.5"), "datetime", date1904=False)
    datetime.datetime(2013, 4, 1, 12, 0)
    >>> from_serial(Decimal("0.75"), "time", date1904=False)
    datetime.time(18, 0)
    """
    if shows == "duration":
        return timedelta(milliseconds=_milliseconds(serial)) if abs(serial) <= _LAST else None
    if not 0 <= serial <= _LAST + (0 if date1904 else 1) - Decimal("0.000000001"):
        return None
    days, clock = divmod(_milliseconds(serial), _DAY)
    if shows == "time" and days == 0:
        return _clock(clock)
    day = _day(days, date1904=date1904)
    if day is None:
        return None
    return datetime.combine(day, _clock(clock)) if clock or shows != "date" else day


def _milliseconds(serial: Decimal) -> int:
    return int((serial * _DAY).to_integral_value(ROUND_HALF_EVEN))


def _clock(milliseconds: int) -> time:
    seconds, rest = divmod(milliseconds, 1000)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, rest * 1000)


def _day(days: int, *, date1904: bool) -> date | None:
    if date1904:
        return _EPOCH_1904 + timedelta(days) if days <= _LAST - 1462 else None
    if days in (0, 60) or days > _LAST:
        return None
    return _EPOCH_1900 + timedelta(days - (days > 60))


def from_iso(text: str) -> date | datetime | time:
    """The date or time an ISO text stands for; a moment at midnight is a date.

    >>> from_iso("2013-04-01T00:00:00"), from_iso("2013-04-01T09:30:00"), from_iso("T09:30:00")
    (datetime.date(2013, 4, 1), datetime.datetime(2013, 4, 1, 9, 30), datetime.time(9, 30))
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return time.fromisoformat(text.removeprefix("T"))
    return moment.date() if moment.time() == time() and moment.tzinfo is None else moment
