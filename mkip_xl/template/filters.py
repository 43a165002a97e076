"""The filters of the template language: how a value is put into words.

Text: gbp · thousands · percent · number · date · year · financial_year · upper · lower · title · trim · join
Figures: round · abs · sum · length · min · max · first · last · sort
Nothing here reads attributes or calls what the data brings; `default` is not offered, for a missing field is an error.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from mkip_xl.errors import TemplateError

Value = Any
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE_CODES = re.compile(r"%-?[A-Za-z%]")
_UK_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})$")
MOST_PLACES = 15


def text_of(value: Value) -> str:
    """A value as it reads in the middle of a text.

    >>> text_of(3.0), text_of(None), text_of(datetime.date(2013, 4, 1)), text_of(True)
    ('3', '', '1 April 2013', 'TRUE')
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        _decimal(value, "a text")
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Decimal):
        return format(_sized(value), "f")
    if isinstance(value, datetime.date):
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    raise TemplateError(f"{_kind(value)} cannot be put into a cell; name one of its fields, or use join")


def gbp(value: Value, places: int = 0) -> str:
    """Pounds, with brackets when negative.

    >>> gbp(1234), gbp(-1234), gbp(Decimal("0.5"), 2), gbp(None)
    ('£1,234', '(£1,234)', '£0.50', '')
    """
    return "" if value is None else _bracketed(_decimal(value, "gbp"), places, "£")


def thousands(value: Value, places: int = 0) -> str:
    """Thousands of pounds (£000), with brackets when negative.

    >>> thousands(1234567), thousands(-1234567, 1)
    ('1,235', '(1,234.6)')
    """
    return "" if value is None else _bracketed(_decimal(value, "thousands") / 1000, places, "")


def number(value: Value, places: int = 0) -> str:
    """A number with thousands separators and brackets when negative.

    >>> number(1234.5, 1), number(-2)
    ('1,234.5', '(2)')
    """
    return "" if value is None else _bracketed(_decimal(value, "number"), places, "")


def percent(value: Value, places: int | None = None) -> str:
    """A fraction of one as a percentage; up to two decimals, or as many as asked.

    >>> percent(0.125), percent(0.4), percent(Decimal("0.3333"), 1), percent(-0.05)
    ('12.5%', '40%', '33.3%', '-5%')
    """
    if value is None:
        return ""
    hundredfold = _decimal(value, "percent") * 100
    shown = f"{_rounded(hundredfold, 2 if places is None else places):f}"
    if places is None and "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return ("0" if shown in ("-0", "") else shown) + "%"


def date(value: Value, form: str | None = None) -> Value:
    """A date from `2013-04-01` (or 01/04/2013); with a form such as "%d %B %Y", its text.

    >>> date("2013-04-01"), date("2013-04-01", "%-d %b %y"), date("01/04/2013")
    (datetime.date(2013, 4, 1), '1 Apr 13', datetime.date(2013, 4, 1))
    """
    if value is None:
        return None
    day = _day(value, "date")
    return day if form is None else _DATE_CODES.sub(lambda code: _date_code(day, code.group()), form)


def year(value: Value) -> int | None:
    """The calendar year of a date.

    >>> year("2013-04-01")
    2013
    """
    return None if value is None else _day(value, "year").year


def financial_year(value: Value) -> str:
    """The financial year, from 1 April, that a date falls in, or that begins in a year.

    >>> financial_year("2013-03-31"), financial_year("2013-04-01"), financial_year(2099)
    ('2012/13', '2013/14', '2099/00')
    """
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        first = value
    else:
        day = _day(value, "financial_year")
        first = day.year - ((day.month, day.day) < (4, 1))
    return f"{first}/{(first + 1) % 100:02d}"


def upper(value: Value) -> str:
    """The text in capitals."""
    return text_of(value).upper()


def lower(value: Value) -> str:
    """The text in small letters."""
    return text_of(value).lower()


def title(value: Value) -> str:
    """The text with a capital to each word.

    >>> title("maidstone borough's plan")
    "Maidstone Borough's Plan"
    """
    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lambda word: word.group().capitalize(), text_of(value))


def trim(value: Value) -> str:
    """The text without spaces at its ends."""
    return text_of(value).strip()


def join(value: Value, between: str = ", ", attribute: str | None = None) -> str:
    """A list as one text.

    >>> join(["MBC", "SBC"]), join([{"n": 1}, {"n": 2}], " and ", "n")
    ('MBC, SBC', '1 and 2')
    """
    parts = [text_of(item) for item in _items(value, attribute, "join")]
    if sum(map(len, parts)) + len(between) * len(parts) > 40_000:
        raise TemplateError("join makes a text too long for a cell; give it fewer items")
    return between.join(parts)


def length(value: Value) -> int:
    """How many items, or letters."""
    if isinstance(value, (str, Sequence, Mapping)):
        return len(value)
    raise TemplateError(f"length is asked of {_kind(value)}; it takes a list or a text")


def rounded(value: Value, places: int = 0) -> Value:
    """A number rounded half away from zero, as Excel's ROUND does; whole numbers come back whole.

    >>> rounded(2.5), rounded(-2.345, 2), rounded(Decimal("0.125"), 2)
    (3, -2.35, Decimal('0.13'))
    """
    if value is None:
        return None
    exact = _rounded(_decimal(value, "round"), places)
    if places <= 0:
        return int(exact)
    return exact if isinstance(value, Decimal) else float(exact)


def total(value: Value, attribute: str | None = None) -> Value:
    """The sum of a list of numbers, or of one field of its items; blanks count nothing.

    >>> total([1, 2, None]), total([{"net": 1}, {"net": 2}], "net")
    (3, 3)
    """
    numbers = [item for item in _items(value, attribute, "sum") if item is not None]
    for item in numbers:
        _decimal(item, "sum")
    if any(isinstance(item, Decimal) for item in numbers):
        return sum((_decimal(item, "sum") for item in numbers), Decimal(0))
    return sum(numbers)


def absolute(value: Value) -> Value:
    """The number without its sign."""
    _decimal(value, "abs")
    return abs(value)


def smallest(value: Value, attribute: str | None = None) -> Value:
    """The smallest of a list."""
    return _extreme(value, attribute, "min", min)


def largest(value: Value, attribute: str | None = None) -> Value:
    """The largest of a list."""
    return _extreme(value, attribute, "max", max)


def first(value: Value) -> Value:
    """The first item of a list."""
    return _end(value, 0, "first")


def last(value: Value) -> Value:
    """The last item of a list."""
    return _end(value, -1, "last")


def ordered(value: Value, attribute: str | None = None, reverse: bool = False) -> list[Value]:
    """A list in order, or by one field of its items.

    >>> ordered([{"n": 2}, {"n": 1}], "n")
    [{'n': 1}, {'n': 2}]
    """
    items = _items(value, None, "sort")
    keys = _items(value, attribute, "sort")
    try:
        order = sorted(range(len(items)), key=lambda at: keys[at], reverse=bool(reverse))
    except TypeError:
        raise TemplateError("sort is given items that cannot be put in order, such as texts beside numbers") from None
    return [items[at] for at in order]


FILTERS: dict[str, Callable[..., Value]] = {
    "abs": absolute, "date": date, "financial_year": financial_year, "first": first, "gbp": gbp, "join": join,
    "last": last, "length": length, "count": length, "lower": lower, "max": largest, "min": smallest, "number": number,
    "percent": percent, "round": rounded, "sort": ordered, "sum": total, "thousands": thousands, "title": title,
    "trim": trim, "upper": upper, "year": year,
}  # fmt: skip
TEXT_FILTERS = frozenset({"gbp", "thousands", "percent", "number"})


def _kind(value: Value) -> str:
    if isinstance(value, Mapping):
        return "a group of fields"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    return f"a {type(value).__name__}"


def _decimal(value: Value, who: str) -> Decimal:
    if isinstance(value, Decimal):
        return _sized(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _sized(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))
    raise TemplateError(f"{who} is given {_kind(value)}; it takes a number")


def _sized(value: Decimal) -> Decimal:
    """The number, when a cell could hold it."""
    if not value.is_finite() or (value and abs(value.adjusted()) > 307):
        raise TemplateError(f"{value:.6E} is not a number a cell can hold")
    return value


def _rounded(value: Decimal, places: int) -> Decimal:
    if not isinstance(places, int) or abs(places) > MOST_PLACES:
        raise TemplateError(f"{places!r} decimal places; give a whole number up to {MOST_PLACES}")
    if not value.is_finite():
        raise TemplateError(f"{value} is not a number that can be written")
    try:
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:
        raise TemplateError(f"{value:.6E} is too large to be written with {places} decimal places") from None


def _bracketed(value: Decimal, places: int, sign: str) -> str:
    exact = _rounded(value, places)
    shown = f"{sign}{abs(exact):,f}"
    return f"({shown})" if exact < 0 else shown


def _day(value: Value, who: str) -> datetime.date:
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str):
        british = _UK_DATE.match(value.strip())
        try:
            if british is not None:
                day, month, in_year = map(int, british.groups())
                return datetime.date(in_year, month, day)
            text = value.strip()
            return datetime.date.fromisoformat(text) if len(text) == 10 else datetime.datetime.fromisoformat(text)
        except ValueError:
            pass
    raise TemplateError(f"{who} is given {_kind(value)}; it takes a date such as 2013-04-01")


def _date_code(day: datetime.date, code: str) -> str:
    month = _MONTHS[day.month - 1]
    known = {
        "%d": f"{day.day:02d}", "%-d": str(day.day), "%m": f"{day.month:02d}", "%-m": str(day.month), "%B": month,
        "%b": month[:3], "%Y": f"{day.year:04d}", "%y": f"{day.year % 100:02d}", "%%": "%",
        "%A": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[day.weekday()],
        "%a": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()],
        "%H": f"{getattr(day, 'hour', 0):02d}", "%M": f"{getattr(day, 'minute', 0):02d}",
    }  # fmt: skip
    if code not in known:
        raise TemplateError(f"{code} is not a code of the date filter; it knows {' '.join(known)}")
    return known[code]


def _items(value: Value, attribute: str | None, who: str) -> list[Value]:
    if not isinstance(value, (list, tuple)):
        raise TemplateError(f"{who} is given {_kind(value)}; it takes a list")
    if attribute is None:
        return list(value)
    found = []
    for item in value:
        if not isinstance(item, Mapping) or attribute not in item:
            raise TemplateError(f"{who} asks each item for the field {attribute}, and one has none")
        found.append(item[attribute])
    return found


def _extreme(value: Value, attribute: str | None, who: str, choose: Callable[[list[Value]], Value]) -> Value:
    items = [item for item in _items(value, attribute, who) if item is not None]
    if not items:
        raise TemplateError(f"{who} is given an empty list")
    try:
        return choose(items)
    except TypeError:
        raise TemplateError(f"{who} is given items that cannot be compared, such as texts beside numbers") from None


def _end(value: Value, at: int, who: str) -> Value:
    items = _items(value, None, who)
    if not items:
        raise TemplateError(f"{who} is given an empty list")
    return items[at]
