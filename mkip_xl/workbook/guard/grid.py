"""The cells of one sheet, kept in 19 bytes each, and the addresses of cells.

A number keeps 15 significant digits, which is what Excel itself keeps, in a double that gives those back exactly.
A text is kept as its number among the shared strings or among the sheet's own texts.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from mkip_xl.workbook.guard import limits

NUMBER: Final = 0
SHARED: Final = 1
TEXT: Final = 2
BOOLEAN: Final = 3
ERROR: Final = 4
ISO_DATE: Final = 5
BAD_NUMBER: Final = 6
BLANK: Final = 7
"""A cell with a formula and no value."""

WIDTH: Final = limits.COLUMNS
ERRORS = frozenset(
    ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!",
     "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#EXTERNAL!", "#PYTHON!", "#TIMEOUT!")
)  # fmt: skip


class Area(NamedTuple):
    """A block of cells: first and last row, first and last column, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def size(self) -> int:
        """How many cells it has."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)


@dataclass(slots=True)
class Batch:
    """What is to be kept of some regular rows: an entry for each cell that is not blank, in order."""

    last_row: int
    last_column: int
    keys: list[int]
    kinds: list[int]
    styles: list[int]
    numbers: list[float]
    """A figure, or the number of a shared text, or that of a text among `texts`."""
    texts: list[str]
    end: int
    """Where the rows end in the text they were taken from."""


@dataclass(slots=True)
class Grid:
    """The cells of one sheet in reading order, and what is around them. A key is row × 16,384 + column − 1."""

    keys: array[int] = field(default_factory=lambda: array("q"))
    numbers: array[float] = field(default_factory=lambda: array("d"))
    kinds: array[int] = field(default_factory=lambda: array("B"))
    styles: array[int] = field(default_factory=lambda: array("H"))
    texts: list[str] = field(default_factory=list)
    formula_keys: array[int] = field(default_factory=lambda: array("q"))
    formulas: list[str] = field(default_factory=list)
    shared_formulas: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    """By key: kind (shared, array, dataTable), the block it fills, and its shared number."""
    long_numbers: dict[int, int] = field(default_factory=dict)
    """By key: whole numbers of more than 15 digits, which a double does not hold."""
    calls: list[tuple[int | None, str]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Area] = field(default_factory=list)
    table_ids: list[str] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 0

    def keep(self, batch: Batch) -> None:
        """Take the cells of rows behind all that are kept."""
        own = len(self.texts)
        numbers = batch.numbers
        if batch.texts:
            numbers = [n + own if kind == TEXT else n for n, kind in zip(numbers, batch.kinds, strict=True)]
        self.keys.extend(batch.keys)
        self.numbers.extend(numbers)
        self.kinds.extend(batch.kinds)
        self.styles.extend(batch.styles)
        self.texts += batch.texts
        self.last_row = max(self.last_row, batch.last_row)
        self.last_column = max(self.last_column, batch.last_column)

    def at(self, key: int) -> int | None:
        """The position of the cell with that key, if it is there."""
        position = bisect_left(self.keys, key)
        return position if position < len(self.keys) and self.keys[position] == key else None

    def formula_at(self, key: int) -> int | None:
        """The position among `formulas` of the formula in the cell with that key."""
        position = bisect_left(self.formula_keys, key)
        return position if position < len(self.formula_keys) and self.formula_keys[position] == key else None


@cache
def columns() -> dict[str, int]:
    """Every column's letters and its number."""
    letters = [chr(code) for code in range(65, 91)]
    names = (
        letters
        + [a + b for a in letters for b in letters]
        + [a + b + c for a in letters for b in letters for c in letters]
    )
    return {name: number for number, name in enumerate(names[: limits.COLUMNS], 1)}


@cache
def _letters() -> list[str]:
    return list(columns())


def reference(key: int) -> str:
    """The cell's address from its key.

    >>> reference(7 * 16_384 + 1)
    'B7'
    """
    row, column = divmod(key, WIDTH)
    return f"{_letters()[column]}{row}"


def position(told: str) -> tuple[int, int] | None:
    """Row and column of an address such as `B7` or `$B$7`; None when it is not one, or lies outside Excel's grid.

    >>> position("B7"), position("XFE1"), position("A0")
    ((7, 2), None, None)
    """
    bare = told.replace("$", "").upper()
    letters = bare.rstrip("0123456789")
    digits = bare[len(letters) :]
    column = columns().get(letters)
    if column is None or not digits or len(digits) > 7 or digits[0] == "0" or int(digits) > limits.ROWS:
        return None
    return int(digits), column


def area(told: str) -> Area | None:
    """The block that a reference such as `A1:C9` names; None when it is not one."""
    first, colon, last = told.partition(":")
    start, end = position(first), position(last if colon else first)
    if start is None or end is None or end[0] < start[0] or end[1] < start[1]:
        return None
    return Area(start[0], start[1], end[0], end[1])
