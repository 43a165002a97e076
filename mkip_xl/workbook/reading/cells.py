"""Sheets and their cells, with exact values. Cells are made when they are asked for."""

from __future__ import annotations

import string
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from mkip_xl.workbook.guard import grid as g
from mkip_xl.workbook.guard.grid import WIDTH, Area, Grid, position, reference
from mkip_xl.workbook.guard.styles import shows
from mkip_xl.workbook.reading.dates import from_iso, from_serial


@dataclass(frozen=True, slots=True)
class ExcelError:
    """An error value in a cell, such as #N/A."""

    code: str

    def __str__(self) -> str:
        return self.code


_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad" + string.whitespace + "\u00a0"
_NEARLY_LARGEST = 1.7976931348623e308
"""Above it, 15 digits may round up to more than a number can be."""

Value = int | Decimal | str | bool | date | datetime | time | timedelta | ExcelError | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its place, its exact value, and how it was stored.

    `number` is the plain number behind a date, a time or a figure; None for anything else. `shows` is what its format
    shows (number, percentage, date, datetime, time, duration, text). `uncalculated` is a formula without a saved value.
    `broken` is the text of a value that is no number Excel knows (NaN, infinity).
    """

    sheet: str
    ref: str
    row: int
    column: int
    value: Value
    number: int | Decimal | None = None
    formula: str | None = None
    number_format: str = "General"
    shows: str = "number"
    hidden: bool = False
    uncalculated: bool = False
    broken: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing can be seen in it: no value, or a text of spaces and invisible characters."""
        value = self.value
        return (
            self.broken is None
            and not self.uncalculated
            and (value is None or (isinstance(value, str) and not value.strip().strip(_UNSEEN)))
        )


def exact(number: float) -> int | Decimal:
    """The number a double stands for at Excel's 15 significant digits; whole numbers as int.

    >>> exact(0.1 + 0.2), exact(1250.5), exact(-0.0), exact(1234567.89)
    (Decimal('0.3'), Decimal('1250.5'), 0, Decimal('1234567.89'))
    """
    if number == int(number) and abs(number) < 1e15:
        return int(number)
    found = Decimal(format(number, ".15g") if abs(number) < _NEARLY_LARGEST else repr(number))
    return int(found) if found == found.to_integral_value() and abs(found) < Decimal("1e21") else found


class Sheet:
    """One sheet: `sheet.cells["B7"]` is a cell; iterating gives every cell with a value or formula in reading order."""

    __slots__ = ("_formats", "_merged", "_strings", "_styles", "date1904", "grid", "kind", "name", "state")

    def __init__(
        self, name: str, state: str, kind: str, grid: Grid, strings: list[str], formats: list[str], *, date1904: bool
    ) -> None:
        self.name, self.state, self.kind, self.grid, self.date1904 = name, state, kind, grid, date1904
        self._strings, self._formats = strings, formats
        self._merged: dict[int, Area] | None = None
        self._styles = [shows(code) for code in formats]

    @property
    def cells(self) -> Mapping[str, Cell]:
        """Its cells by address, in reading order. Cells without value and formula are not there."""
        return _Cells(self)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell in that row and column, counted from 1; None when it is blank."""
        at = self.grid.at(row * WIDTH + column - 1)
        return None if at is None else self.cell_at(at)

    def below(self, row: int) -> Iterator[Cell]:
        """The cells below a row, in reading order."""
        keys = self.grid.keys
        return map(self.cell_at, range(bisect_left(keys, (row + 1) * WIDTH), len(keys)))

    def cell_at(self, at: int) -> Cell:
        """The cell at a position among the sheet's cells."""
        grid = self.grid
        key = grid.keys[at]
        row, column = divmod(key, WIDTH)
        style = grid.styles[at]
        kind = grid.kinds[at]
        seen = self._styles[style]
        formula_at = grid.formula_at(key)
        value, number, broken = self._value(at, seen)
        return Cell(
            self.name,
            reference(key),
            row,
            column + 1,
            value,
            number,
            None if formula_at is None else grid.formulas[formula_at],
            self._formats[style],
            seen,
            row in grid.hidden_rows or column + 1 in grid.hidden_columns,
            kind == g.BLANK,
            broken,
        )

    def _value(self, at: int, seen: str) -> tuple[Value, int | Decimal | None, str | None]:
        grid = self.grid
        kind, kept = grid.kinds[at], grid.numbers[at]
        if kind == g.NUMBER:
            number = grid.long_numbers.get(grid.keys[at]) or exact(kept)
            if seen in ("date", "datetime", "time", "duration"):
                moment = from_serial(Decimal(number), seen, date1904=self.date1904)
                return (number if moment is None else moment), number, None
            return number, number, None
        if kind == g.SHARED:
            return self._strings[int(kept)], None, None
        if kind == g.BOOLEAN:
            return bool(kept), None, None
        if kind == g.BLANK:
            return None, None, None
        text = grid.texts[int(kept)]
        if kind == g.TEXT:
            return text, None, None
        if kind == g.ERROR:
            return ExcelError(text), None, None
        if kind == g.ISO_DATE:
            return from_iso(text), None, None
        return None, None, text

    def text_at(self, at: int) -> str:
        """The text of the cell at a position; only for cells that hold one."""
        kept = int(self.grid.numbers[at])
        return self._strings[kept] if self.grid.kinds[at] == g.SHARED else self.grid.texts[kept]

    def shows(self, style: int) -> str:
        """What the cells of a style show: number, percentage, date, text and so on."""
        return self._styles[style]

    def merged_at(self, row: int, column: int) -> Area | None:
        """The merged block the cell belongs to, if any."""
        if self._merged is None:
            self._merged = {
                line * WIDTH + at - 1: block
                for block in self.grid.merges
                for line in range(block.top, block.bottom + 1)
                for at in range(block.left, block.right + 1)
            }
        return self._merged.get(row * WIDTH + column - 1)

    def row(self, number: int) -> Iterator[Cell]:
        """The cells of one row that are not blank, from left to right."""
        keys = self.grid.keys
        at = bisect_left(keys, number * WIDTH)
        while at < len(keys) and keys[at] < (number + 1) * WIDTH:
            cell = self.cell_at(at)
            if not cell.is_blank:
                yield cell
            at += 1

    def __iter__(self) -> Iterator[Cell]:
        return map(self.cell_at, range(len(self.grid.keys)))

    def __len__(self) -> int:
        return len(self.grid.keys)

    def __repr__(self) -> str:
        return f"<Sheet {self.name!r}, {len(self):,} cells>"


class _Cells(Mapping[str, Cell]):
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __getitem__(self, ref: str) -> Cell:
        place = position(ref)
        found = None if place is None else self._sheet.cell(*place)
        if found is None:
            raise KeyError(ref)
        return found

    def __iter__(self) -> Iterator[str]:
        return map(reference, self._sheet.grid.keys)

    def __len__(self) -> int:
        return len(self._sheet)
