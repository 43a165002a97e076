"""A reference as a formula writes it: `$B8`, `B8:E9`, `B:D`, `3:5`, with a sheet, sheets or another file before it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*\Z")
_LIKE_A_CELL = re.compile(r"(?i)(?:[a-z]{1,3}\d+|r\d*(?:c\d*)?|c\d*|true|false)\Z")


@lru_cache(maxsize=4096)
def column_letters(column: int) -> str:
    """The letters of a column counted from 1.

    >>> column_letters(1), column_letters(28), column_letters(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=4096)
def column_number(letters: str) -> int:
    """The number, from 1, of a column given by its letters.

    >>> column_number("A"), column_number("ab"), column_number("XFD")
    (1, 28, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def quoted_sheet(name: str) -> str:
    """A sheet's name as a formula must write it: in quotes where Excel wants them.

    >>> quoted_sheet("Shares"), quoted_sheet("Net savings"), quoted_sheet("Partners'"), quoted_sheet("Q1")
    ('Shares', "'Net savings'", "'Partners'''", "'Q1'")
    """
    if _PLAIN_SHEET.match(name) and not _LIKE_A_CELL.match(name):
        return name
    return "'" + name.replace("'", "''") + "'"


def sheet_prefix(first: str, last: str | None = None) -> str:
    """What stands before the reference: `Shares!`, `'Net savings'!`, `MBC:TWBC!`."""
    if last is None or last == first:
        return quoted_sheet(first) + "!"
    if quoted_sheet(first) == first and quoted_sheet(last) == last:
        return f"{first}:{last}!"
    return "'" + first.replace("'", "''") + ":" + last.replace("'", "''") + "'!"


class Span(NamedTuple):
    """The rows, or the columns, of a reference: first and last, and whether each is held by a `$`."""

    first: int
    last: int
    first_fixed: bool = False
    last_fixed: bool = False


class Reference(NamedTuple):
    """One reference. `rows` is None for whole columns (`B:D`), `columns` is None for whole rows (`3:5`)."""

    rows: Span | None
    columns: Span | None
    prefix: str = ""
    sheet: str | None = None
    last_sheet: str | None = None
    external: bool = False
    single: bool = False
    spill: bool = False

    @property
    def text(self) -> str:
        """The reference as the formula writes it."""
        return self.prefix + self.address

    @property
    def address(self) -> str:
        """The same without its sheet."""
        rows, columns = self.rows, self.columns
        if rows is None:
            assert columns is not None
            return f"{_column(columns.first, columns.first_fixed)}:{_column(columns.last, columns.last_fixed)}"
        if columns is None:
            return f"{_row(rows.first, rows.first_fixed)}:{_row(rows.last, rows.last_fixed)}"
        start = _column(columns.first, columns.first_fixed) + _row(rows.first, rows.first_fixed)
        if self.single:
            return start + "#" if self.spill else start
        return f"{start}:{_column(columns.last, columns.last_fixed)}{_row(rows.last, rows.last_fixed)}"

    def moved(self, rows: Span | None, columns: Span | None, *, single: bool | None = None) -> Reference:
        """The reference with other rows and columns."""
        single = self.single if single is None else single
        return Reference(rows, columns, self.prefix, self.sheet, self.last_sheet, self.external, single, self.spill)

    def on(self, sheet: str, last: str | None = None) -> Reference:
        """The reference pointed at another sheet (or at the sheets from one to another)."""
        last = None if last == sheet else last
        return self._replace(prefix=sheet_prefix(sheet, last), sheet=sheet, last_sheet=last)


def _row(row: int, fixed: bool) -> str:
    return f"${row}" if fixed else str(row)


def _column(column: int, fixed: bool) -> str:
    return "$" + column_letters(column) if fixed else column_letters(column)


_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})\Z")
_COLUMN = re.compile(r"(\$?)([A-Za-z]{1,3})\Z")
_ROW = re.compile(r"(\$?)([1-9]\d{0,6})\Z")


def read_reference(text: str) -> Reference | None:
    """The reference a text spells, or None when it spells none (a name, a column beyond XFD).

    >>> read_reference("'Net savings'!$B8").sheet
    'Net savings'
    >>> read_reference("XFE1") is None
    True
    """
    prefix, bang, address = text.rpartition("!")
    prefix += bang
    sheet: str | None = None
    last_sheet: str | None = None
    external = False
    if prefix:
        bare = prefix[:-1]
        if bare.startswith("'"):
            bare = bare[1:-1].replace("''", "'")
        external = "[" in bare
        sheet, colon, end = bare.partition(":")
        last_sheet = end if colon and not external else None
    spill = address.endswith("#")
    if spill:
        address = address[:-1]
    start, colon, end = address.partition(":")
    found = _spans(start, end if colon else start)
    if found is None or (not colon and found[0] is None) or (not colon and found[1] is None):
        return None
    rows, columns = found
    return Reference(rows, columns, prefix, sheet, last_sheet, external, not colon, spill)


def _spans(start: str, end: str) -> tuple[Span | None, Span | None] | None:
    first, last = _CELL.match(start), _CELL.match(end)
    if first and last:
        columns = _column_span(first[1], first[2], last[1], last[2])
        rows = _row_span(first[3], first[4], last[3], last[4])
        return (rows, columns) if rows and columns else None
    first, last = _COLUMN.match(start), _COLUMN.match(end)
    if first and last:
        columns = _column_span(first[1], first[2], last[1], last[2])
        return (None, columns) if columns else None
    first, last = _ROW.match(start), _ROW.match(end)
    if first and last:
        rows = _row_span(first[1], first[2], last[1], last[2])
        return (rows, None) if rows else None
    return None


def _column_span(fixed: str, first: str, last_fixed: str, last: str) -> Span | None:
    return _span(column_number(first), column_number(last), bool(fixed), bool(last_fixed), LAST_COLUMN)


def _row_span(fixed: str, first: str, last_fixed: str, last: str) -> Span | None:
    return _span(int(first), int(last), bool(fixed), bool(last_fixed), LAST_ROW)


def _span(first: int, last: int, first_fixed: bool, last_fixed: bool, limit: int) -> Span | None:
    if first > last:  # `B9:B8` is read as Excel reads it: B8:B9
        first, last, first_fixed, last_fixed = last, first, last_fixed, first_fixed
    return Span(first, last, first_fixed, last_fixed) if last <= limit else None
