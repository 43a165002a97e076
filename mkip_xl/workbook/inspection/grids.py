"""The cells of a worksheet as an inspection needs them: which hold something, and what cannot be seen of it."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkip_xl.workbook.formulas.references import column_letters
from mkip_xl.workbook.inspection.appearance import Appearance
from mkip_xl.workbook.inspection.cells import address, box, position
from mkip_xl.workbook.inspection.formats import hides
from mkip_xl.workbook.inspection.large_grids import read_large
from mkip_xl.workbook.inspection.notes import Notes
from mkip_xl.workbook.inspection.opened import Sheet
from mkip_xl.workbook.inspection.plain_rows import LARGE
from mkip_xl.workbook.inspection.seen import Seen
from mkip_xl.workbook.inspection.segments import branches, local, runs
from mkip_xl.workbook.inspection.strings import Strings

if TYPE_CHECKING:
    from lxml.etree import _Element

Box = tuple[int, int, int, int]
_USUAL = frozenset({"r", "s", "t", "cm", "vm", "ph"})
_USUAL_ROW = frozenset(
    "r spans s customFormat ht hidden customHeight outlineLevel collapsed thickTop thickBot ph dyDescent".split()  # noqa: SIM905
)
_LOW_ROW = 3.0  # points
_NARROW_COLUMN = 0.8  # characters
_TELLING = re.compile(r'"[^"]{2,}"|\d{4,}|\d+\.\d{2,}')
_MOST_FORMULAS = 50_000


@dataclass(slots=True)
class SheetGrid:
    """One worksheet: its furniture (the XML around the cells), where cells hold something, and its hidden lines."""

    sheet: Sheet
    furniture: _Element
    filled: dict[int, array[int]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int, str]] = field(default_factory=list)
    formulas: list[tuple[str, str]] = field(default_factory=list)
    headers: list[Box] = field(default_factory=list)
    numbers: dict[tuple[int, int], float] = field(default_factory=dict)

    def holding(self, area: Box) -> Iterator[tuple[int, int]]:
        """The cells of an area that hold something, in reading order."""
        top, left, bottom, right = area
        rows = range(top, bottom + 1) if bottom - top < len(self.filled) else sorted(self.filled)
        for row in rows:
            if top <= row <= bottom:
                for column in self.filled.get(row, ()):
                    if left <= column <= right:
                        yield row, column

    def column_hidden(self, column: int) -> bool:
        """Whether a column cannot be seen."""
        return any(first <= column <= last for first, last, _ in self.hidden_columns)


class GridReader:
    """Reads the cells of worksheets, noting what cannot be seen and keeping what can."""

    def __init__(self, notes: Notes, looks: Appearance, strings: Strings, seen: Seen) -> None:
        self.notes = notes
        self.looks = looks
        self.strings = strings
        self.seen = seen

    def read(self, grid: SheetGrid, data: bytes) -> None:
        """Look at every cell of a sheet. Cells of a hidden sheet are not told one by one: the sheet is."""
        low = _lines(grid)
        if len(data) < LARGE or not read_large(self, grid, data, low):
            self.rows(grid, data, low)
        if grid.sheet.state == "visible":
            self._tell_columns(grid)

    def rows(self, grid: SheetGrid, data: bytes, low: str) -> None:
        """Look at the rows of a worksheet cell by cell. `low`: why a row without a height of its own is not seen."""
        open_sheet = grid.sheet.state == "visible"
        row_number = 0
        for row in branches(data, "{*}row"):
            told = row.get("r", "")
            row_number = int(told) if told.isdigit() else row_number + 1
            why = low
            if row.get("hidden") in ("1", "true"):
                why = "hidden"
            elif row.get("ht"):
                why = "almost no height" if _small(row.get("ht"), _LOW_ROW) else ""
            if why:
                grid.hidden_rows.add(row_number)
            filled = self._row(grid, row, row_number, open_sheet and not why)
            if filled:
                grid.filled[row_number] = filled
            if why and open_sheet and (filled or why == "hidden"):
                self._tell_row(grid, row_number, why, filled)

    def _row(self, grid: SheetGrid, row: _Element, number: int, in_view: bool) -> array[int]:
        name, notes = grid.sheet.name, self.notes
        filled = array("H")
        tag = str(row.tag)[:-3]
        cell_tag, value_tag, formula_tag, text_tag = f"{tag}c", f"{tag}v", f"{tag}f", f"{tag}is"
        for key in map(str, row.attrib):
            if key.rpartition("}")[2] not in _USUAL_ROW:
                notes.note(
                    "unknown-attribute",
                    f"Row {number} carries an attribute the file format does not know ({key}).",
                    name,
                )
        if row.text and row.text.strip():
            notes.note("stray-text", f"Row {number} holds text outside its cells.", name)
        column = 0
        for cell in row:
            column += 1
            if cell.tail and cell.tail.strip():
                notes.note("stray-text", f"Row {number} holds text outside its cells.", name)
            if cell.tag != cell_tag:
                self._foreign(cell, name, f"Row {number}")
                continue
            attributes = cell.attrib
            reference = attributes.get("r", "")
            at = position(reference) if reference else None
            if at:
                column = at[1]
            if len(attributes) > 3 and not set(attributes.keys()) <= _USUAL:
                notes.note(
                    "unknown-attribute", "The cell carries an attribute the file format does not know.", name, reference
                )
            value: str | None = None
            text: str | None = None
            formula = False
            for child in cell:
                kind = child.tag
                if kind == value_tag:
                    value = child.text if not len(child) else runs(child)
                    for odd in child:
                        self._foreign(odd, name, "The cell", reference)
                elif kind == formula_tag:
                    formula = True
                    self._formula(grid, child, reference)
                elif kind == text_tag:
                    text = runs(child)
                    self.strings.look_at(child, text, name, reference, self.looks.ground(attributes.get("s")))
                else:
                    self._foreign(child, name, "The cell", reference)
                if child.tail and child.tail.strip():
                    notes.note("stray-text", "The cell holds text outside its value.", name, reference)
            if cell.text and cell.text.strip():
                notes.note("stray-text", "The cell holds text outside its value.", name, reference)
            if value is None and text is None and not formula:
                continue
            kind = attributes.get("t", "n")
            if text is not None and value:
                notes.note("two-values", "The cell holds a value behind the text it shows.", name, reference)
            if text or (value and not (kind == "s" and value.isdigit() and self.strings.text(int(value)) == "")):
                filled.append(column)
            in_sight = in_view and not (grid.hidden_columns and grid.column_hidden(column))
            self._shown(grid, number, column, reference, attributes.get("s"), kind, value, text, in_sight)
        return filled

    def _shown(
        self, grid: SheetGrid, row: int, column: int, reference: str, style: str | None, kind: str, value: str | None,
        text: str | None, in_sight: bool,
    ) -> None:  # fmt: skip
        """Note a cell whose content cannot be seen; keep what can be seen."""
        index: int | None = None
        worth = 0.0
        if kind == "s" and value and value.strip().isdigit():
            index = int(value)
            text = self.strings.text(index)
            if in_sight:
                self.strings.placed(index, grid.sheet.name, reference, self.looks.ground(style))
            else:
                self.strings.used(index)
        elif kind in ("str", "e", "d") or text is not None:
            text = value if text is None else text
        elif value:
            try:
                worth = float(value)
            except ValueError:
                text = value
        if not in_sight:
            return
        number = int(style) if style else 0
        if number < len(self.looks.styles):
            look = self.looks.styles[number]
            if (look.faults or look.format) and (text or worth):
                faults = look.faults
                if look.white_text and look.ground is None and any(
                    top <= row <= bottom and left <= column <= right for top, left, bottom, right in grid.headers
                ):  # fmt: skip
                    faults = tuple(fault for fault in faults if fault[0] != "same-colour")
                hidden = hides(look.format, text or worth) if kind != "b" else None
                for code, words in faults:
                    self.notes.note(
                        code, f"The cell cannot be read: {words}. Clear it, or show it.", grid.sheet.name, reference
                    )
                if hidden == "blank":
                    self.notes.note(
                        "blank-format",
                        "The cell's number format shows nothing of its value. Clear it, or show it.",
                        grid.sheet.name,
                        reference,
                    )
                elif hidden:
                    self.notes.note(
                        "masking-format",
                        "The cell's number format shows words in place of its value.",
                        grid.sheet.name,
                        reference,
                    )
                if hidden or faults:
                    return
        if text:
            self.seen.text(text)
        elif worth:
            self.seen.number(worth)
            if len(grid.numbers) < 100_000:
                grid.numbers[row, column] = worth

    def _formula(self, grid: SheetGrid, element: _Element, reference: str) -> None:
        formula = element.text or ""
        if _TELLING.search(formula) and len(grid.formulas) < _MOST_FORMULAS:
            grid.formulas.append((reference, formula))

    def _foreign(self, element: _Element, sheet: str, where: str, cell: str | None = None) -> None:
        name = local(element)
        if not name:
            self.notes.note(
                "xml-comment", f"{where} holds a comment or instruction in its XML that no program shows.", sheet, cell
            )
        elif name != "extLst":
            self.notes.note(
                "unknown-element", f"{where} holds something the file format does not know (<{name}>).", sheet, cell
            )

    def _tell_row(self, grid: SheetGrid, row: int, why: str, filled: array[int]) -> None:
        cell = address(row, filled[0]) if filled else f"A{row}"
        holds = "and holds content" if filled else "and is empty"
        how = "is hidden" if why == "hidden" else f"has {why}"
        self.notes.note("hidden-row", f"Row {row} {how} {holds}. Show it, or delete it.", grid.sheet.name, cell)

    def _tell_columns(self, grid: SheetGrid) -> None:
        for first, last, why in grid.hidden_columns:
            held = next(iter(grid.holding((1, first, 1_048_576, last))), None)
            if held is None and why != "hidden":
                continue
            span = column_letters(first) if first == last else f"{column_letters(first)} to {column_letters(last)}"
            how = "hidden" if why == "hidden" else f"of {why}"
            cell = address(*held) if held else f"{column_letters(first)}1"
            holds = "and holds content" if held else "and is empty"
            self.notes.note(
                "hidden-column", f"Column {span} is {how} {holds}. Show it, or delete it.", grid.sheet.name, cell
            )


def _lines(grid: SheetGrid) -> str:
    """Note the hidden columns of a sheet; say why a row that tells no height of its own cannot be seen."""
    furniture = grid.furniture
    for column in furniture.iterfind("{*}cols/{*}col"):
        first, last = int(column.get("min", "1")), int(column.get("max", "1"))
        if column.get("hidden") in ("1", "true"):
            grid.hidden_columns.append((first, last, "hidden"))
        elif _small(column.get("width"), _NARROW_COLUMN):
            grid.hidden_columns.append((first, last, "almost no width"))
    pattern = furniture.find("{*}sheetFormatPr")
    if pattern is None:
        return ""
    if _small(pattern.get("defaultColWidth"), _NARROW_COLUMN):
        grid.hidden_columns.append((1, 16384, "almost no width"))
    if pattern.get("zeroHeight") in ("1", "true"):
        return "hidden"
    return "almost no height" if _small(pattern.get("defaultRowHeight"), _LOW_ROW) else ""


def _small(told: str | None, least: float) -> bool:
    try:
        return told is not None and float(told) < least
    except ValueError:
        return False


def areas(references: str) -> list[Box]:
    """The areas of a list of ranges, those that can be read."""
    return [found for found in map(box, references.replace(",", " ").split()) if found]
