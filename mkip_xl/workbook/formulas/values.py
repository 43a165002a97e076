"""The values a cell can hold, and how Excel turns one kind into another.

A value is a float, a str, a bool, an ExcelError, or None for a blank cell; an Array holds several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class ExcelError:
    """An error as a cell shows it."""

    code: str

    def __str__(self) -> str:
        return self.code


Value = float | str | bool | None | ExcelError

NULL = ExcelError("#NULL!")
DIV0 = ExcelError("#DIV/0!")
VALUE = ExcelError("#VALUE!")
REF = ExcelError("#REF!")
NAME = ExcelError("#NAME?")
NUM = ExcelError("#NUM!")
NA = ExcelError("#N/A")
SPILL = ExcelError("#SPILL!")
CALC = ExcelError("#CALC!")
ERRORS = {error.code: error for error in (NULL, DIV0, VALUE, REF, NAME, NUM, NA, SPILL, CALC)}


class Failed(Exception):
    """Work on one cell that ends in an Excel error."""

    def __init__(self, error: ExcelError) -> None:
        super().__init__(error.code)
        self.error = error


class CannotEvaluate(Exception):
    """Something this evaluator does not know for certain; it never guesses."""


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """In place of a value: why a formula was not worked out, such as the function it names."""

    reason: str


@dataclass(slots=True)
class Array:
    """Several values, row by row. `beyond`: how many more blank cells its range holds past the used part."""

    rows: int
    columns: int
    values: Sequence[Value]
    beyond: int = 0

    def row(self, index: int) -> Sequence[Value]:
        """One row, from 0."""
        return self.values[index * self.columns : (index + 1) * self.columns]

    def column(self, index: int) -> Sequence[Value]:
        """One column, from 0."""
        return self.values[index :: self.columns]

    def at(self, row: int, column: int) -> Value:
        """One value, from 0, 0."""
        return self.values[row * self.columns + column]

    def lists(self) -> list[list[Value]]:
        """Row by row, as lists."""
        return [list(self.row(index)) for index in range(self.rows)]

    def __iter__(self) -> Iterator[Value]:
        return iter(self.values)


Result = Value | Array

_NUMBER = re.compile(r"\s*([-+]?)\s*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)((?:[eE][-+]?\d+)?)\s*(%?)\s*\Z")
_LOCAL = re.compile(
    r"[£$€]|\d\s*[-/.:]\s*\d|\(\s*\d|\d\s*[ap]m?\b"
    r"|\d\W*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W*\d",
    re.IGNORECASE,
)
"""What may be money, a date or a time, by the country Excel is set to."""


def number_in(text: str) -> float:
    """The number a text spells. Failed when it spells none; CannotEvaluate when that depends on the user's country.

    >>> number_in(" 1,234.5 "), number_in("5%")
    (1234.5, 0.05)
    """
    match = _NUMBER.match(text)
    if match:
        sign, digits, exponent, percent = match.groups()
        value = float(digits.replace(",", "") + exponent)
        if not isfinite(value):
            raise Failed(VALUE)
        value = value / 100 if percent else value
        return -value if sign == "-" else value
    if _LOCAL.search(text[:200]) and any(character.isdigit() for character in text):
        shown = text if len(text) <= 40 else text[:40] + "…"
        raise CannotEvaluate(f"the text {shown!r} may be a number or a date, by the country Excel is set to")
    raise Failed(VALUE)


def number(value: Result) -> float:
    """The value as a number, as arithmetic takes it."""
    kind = type(value)
    if kind is float:
        return value  # type: ignore[return-value]
    if value is None:
        return 0.0
    if isinstance(value, (bool, int)):
        return float(value)
    if isinstance(value, str):
        return number_in(value)
    if isinstance(value, ExcelError):
        raise Failed(value)
    raise CannotEvaluate("a range where one value belongs")


def text(value: Result) -> str:
    """The value as text, as `&` takes it."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (float, int)):
        return general(float(value))
    if isinstance(value, ExcelError):
        raise Failed(value)
    raise CannotEvaluate("a range where one value belongs")


def logical(value: Result) -> bool:
    """The value as true or false, as IF takes it."""
    if isinstance(value, bool):
        return value
    if value is None:
        return False
    if isinstance(value, (float, int)):
        return value != 0
    if isinstance(value, str):
        known = {"TRUE": True, "FALSE": False}.get(value.strip().upper())
        if known is None:
            raise Failed(VALUE)
        return known
    if isinstance(value, ExcelError):
        raise Failed(value)
    raise CannotEvaluate("a range where one value belongs")


def general(value: float) -> str:
    """A number as `&` writes it: 15 digits, plain when it fits 20 characters, else with an exponent.

    >>> general(0.1 + 0.2), general(1e20), general(1.2345e-15), general(-2.0)
    ('0.3', '1E+20', '1.2345E-15', '-2')
    """
    if value == 0:
        return "0"
    mantissa, _, exponent = f"{abs(value):.14e}".partition("e")
    power = int(exponent)
    digits = mantissa.replace(".", "").rstrip("0")
    sign = "-" if value < 0 else ""
    if power >= 0:
        whole = digits.ljust(power + 1, "0")
        plain = whole[: power + 1] + ("." + whole[power + 1 :] if len(whole) > power + 1 else "")
    else:
        plain = "0." + "0" * (-power - 1) + digits
    if len(plain) <= 20:
        return sign + plain
    rest = "." + digits[1:] if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}E{'-' if power < 0 else '+'}{abs(power):02d}"


def fifteen(value: float) -> float:
    """The number cut to the 15 digits Excel compares and rounds by.

    >>> fifteen(0.1 + 0.2) == 0.3
    True
    """
    return float(f"{value:.15g}")


_PLAIN = re.compile(r"[A-Za-z0-9 ]*\Z")


def _rank(value: Value) -> int:
    if isinstance(value, bool):
        return 2
    return 1 if isinstance(value, str) else 0


def same(left: Value, right: Value) -> bool:
    """Whether two values are equal as `=` sees them. Failed for an error."""
    if type(left) is float and type(right) is float:
        return left == right or (abs(left - right) <= 1e-14 * abs(left) and fifteen(left) == fifteen(right))
    return order(left, right, equality=True) == 0


def order(left: Value, right: Value, *, equality: bool = False) -> int:
    """-1, 0 or 1 as `<`, `=`, `>` see two values: numbers before texts before FALSE before TRUE; case is ignored."""
    if isinstance(left, ExcelError):
        raise Failed(left)
    if isinstance(right, ExcelError):
        raise Failed(right)
    if left is None:
        left = _blank_like(right)
    if right is None:
        right = _blank_like(left)
    first, second = _rank(left), _rank(right)
    if first != second:
        return -1 if first < second else 1
    if isinstance(left, str) and isinstance(right, str):
        a, b = left.casefold(), right.casefold()
        if a == b:
            return 0
        if not equality and not (_PLAIN.match(left) and _PLAIN.match(right)):
            raise CannotEvaluate("the order of two texts with letters other than A to Z")
        return -1 if a < b else 1
    x, y = number(left), number(right)
    if x == y or (abs(x - y) <= 1e-14 * abs(x) and fifteen(x) == fifteen(y)):
        return 0
    return -1 if x < y else 1


def _blank_like(value: Value) -> Value:
    if isinstance(value, bool):
        return False
    return "" if isinstance(value, str) else 0.0
