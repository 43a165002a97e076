"""How a value lies in a cell's XML: numbers exact, text as text, dates as serials, blanks as nothing.

What is returned is the end of a cell, from behind its style to `</c>`. Text is always an inline string, so that a name
that begins with = + - @ is a name and never a formula.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from mkip_xl.errors import TemplateError
from mkip_xl.template.filters import Value
from mkip_xl.template.working import bounded_text

_UNSAFE = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_x": "_x005F_x"}
_EPOCH_1900 = datetime.date(1899, 12, 30)
_EPOCH_1904 = datetime.date(1904, 1, 1)
EMPTY = b"/>"
SHORT = 60  # texts up to this come again and again: labels, names; their bytes are kept


def escaped(text: str) -> str:
    """Text as XML content, letters that XML cannot hold written as Excel writes them.

    >>> escaped("R&D <£>"), escaped("a\\x07b"), escaped("_x0041_")
    ('R&amp;D &lt;£&gt;', 'a_x0007_b', '_x005F_x0041_')
    """
    if _UNSAFE.search(text) is None:
        return text
    return _UNSAFE.sub(lambda found: _NAMED.get(found.group()) or f"_x{ord(found.group()):04X}_", text)


def text_bytes(text: str) -> bytes:
    """Text as the bytes of XML content; half a surrogate pair becomes a question mark."""
    return _short_text_bytes(text) if len(text) <= SHORT else _text_bytes(text)


@lru_cache(maxsize=4096)
def _short_text_bytes(text: str) -> bytes:
    return _text_bytes(text)


def _text_bytes(text: str) -> bytes:
    return escaped(text.replace("\r\n", "\n")).encode("utf-8", "replace")


def text_element(text: str) -> bytes:
    """The `<t>` of an inline string, its spaces kept.

    >>> text_element(" a")
    b'<t xml:space="preserve"> a</t>'
    """
    kept = b' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() or "\n" in text else b""
    return b"<t" + kept + b">" + text_bytes(text) + b"</t>"


def serial(day: datetime.date, date1904: bool = False) -> float | int:
    """The number Excel keeps for a date (and time).

    >>> serial(datetime.date(2013, 4, 1)), serial(datetime.datetime(1900, 3, 1, 12))
    (41365, 61.5)
    """
    first = _EPOCH_1904 if date1904 else _EPOCH_1900
    is_moment = isinstance(day, datetime.datetime)
    days = ((day.date() if isinstance(day, datetime.datetime) else day) - first).days
    if days < 0 or (days < 61 and not date1904):
        if date1904 or days < 1:
            raise TemplateError(f"{day:%d/%m/%Y} is before the first date a cell can hold")
        days -= 1  # the 29 February 1900 that Excel believes in
    if not is_moment:
        return days
    assert isinstance(day, datetime.datetime)
    seconds = (day.hour * 60 + day.minute) * 60 + day.second + day.microsecond / 1e6
    return days + seconds / 86_400 if seconds else days


@lru_cache(maxsize=4096)
def _short_text_end(text: str) -> bytes:
    return b' t="inlineStr"><is>' + text_element(text) + b"</is></c>"


def text_end(text: str) -> bytes:
    """The end of a cell that holds a text; short ones, which come again and again, are kept."""
    if len(text) <= SHORT:
        return _short_text_end(text) if text else EMPTY
    return b' t="inlineStr"><is>' + text_element(bounded_text(text)) + b"</is></c>"


def decimal_end(value: Decimal) -> bytes:
    """The end of a cell that holds a decimal figure, to the digit."""
    shown = str(value)
    if not value.is_finite() or (value and abs(value.adjusted()) > 307):
        raise TemplateError(f"{value:.6E} is not a number a cell can hold")
    return b"><v>%b</v></c>" % shown.encode()


def cell_end(value: Value, date1904: bool = False) -> bytes:
    """The end of a cell that holds a value.

    >>> cell_end(1), cell_end(Decimal("0.10")), cell_end(True), cell_end(None), cell_end("=A1")
    (b'><v>1</v></c>', b'><v>0.10</v></c>', b' t="b"><v>1</v></c>', b'/>', b' t="inlineStr"><is><t>=A1</t></is></c>')
    """
    kind = type(value)
    if kind is int:
        if value.bit_length() > 1023:
            raise TemplateError("a whole number too large for a cell")
        return b"><v>%d</v></c>" % value
    if kind is float:
        if not math.isfinite(value):
            raise TemplateError(f"{value} is not a number a cell can hold")
        return b"><v>%s</v></c>" % repr(value).encode()
    if kind is str:
        return text_end(value)
    if value is None:
        return EMPTY
    if kind is Decimal:
        return decimal_end(value)
    return _uncommon(value, date1904)


def _uncommon(value: Value, date1904: bool) -> bytes:
    if isinstance(value, bool):
        return b' t="b"><v>%d</v></c>' % value
    if isinstance(value, datetime.date):
        return cell_end(serial(value, date1904), date1904)
    if isinstance(value, datetime.time):
        seconds = (value.hour * 60 + value.minute) * 60 + value.second
        return cell_end(seconds / 86_400, date1904)
    for plain in (str, int, float, Decimal):
        if isinstance(value, plain):
            return cell_end(plain(value), date1904)
    if isinstance(value, Mapping):
        raise TemplateError("the value is a group of fields; name one of them")
    if isinstance(value, (list, tuple)):
        raise TemplateError("the value is a list; loop over it, or use a filter such as join or sum")
    raise TemplateError(f"a value of kind {kind_of(value)}; a cell takes text, numbers, dates, true or false")


def kind_of(value: Value) -> str:
    """What a value is, in one word."""
    return type(value).__name__


def calculable(value: Value, date1904: bool = False) -> float | str | bool | None:
    """The value as a formula sees it: a float, a text, a truth, or None for a blank cell."""
    if value is None or isinstance(value, (float, bool)):
        return value
    if isinstance(value, str):
        return value or None
    if isinstance(value, (int, Decimal)):
        return float(value)
    if isinstance(value, datetime.date):
        return float(serial(value, date1904))
    if isinstance(value, datetime.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    return None
