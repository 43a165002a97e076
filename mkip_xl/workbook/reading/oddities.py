"""What a reader should know of a workbook's cells, whatever they are for: error values, formulas never calculated,
numbers that are none, digits Excel does not keep. Warnings only: whether a cell matters is for its table to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mkip_xl.findings import Finding
from mkip_xl.workbook.guard import Examined
from mkip_xl.workbook.guard import grid as g
from mkip_xl.workbook.guard.grid import reference
from mkip_xl.workbook.reading.cells import Sheet


def oddities(sheets: Iterable[Sheet], examined: Examined) -> Iterator[Finding]:
    """A warning for every odd cell of a workbook."""
    for sheet in sheets:
        yield from _odd_cells(sheet)
    if examined.book.manual_calculation:
        message = (
            "The workbook is set to calculate by hand, so its figures "
            "may be out of date. Press F9 in Excel and save it."
        )
        yield Finding("warning", None, None, "manual-calculation", message)


def _odd_cells(sheet: Sheet) -> Iterator[Finding]:
    grid = sheet.grid
    for at in (at for kind in (g.ERROR, g.BLANK, g.BAD_NUMBER) for at in _positions(grid.kinds, kind)):
        kind, place = grid.kinds[at], reference(grid.keys[at])
        if kind == g.ERROR:
            message = f"The cell shows {grid.texts[int(grid.numbers[at])]}. Mend its formula, or the cells it looks at."
            yield Finding("warning", sheet.name, place, "error-value", message)
        elif kind == g.BLANK:
            message = (
                "The formula was never calculated: no value is saved with "
                "it. Open the workbook in Excel, press F9, and save it."
            )
            yield Finding("warning", sheet.name, place, "not-calculated", message)
        else:
            message = (
                f"The cell holds {grid.texts[int(grid.numbers[at])]!r}, which is no number. Type the figure again."
            )
            yield Finding("warning", sheet.name, place, "not-a-number", message)
    for key in grid.long_numbers:
        message = (
            "The number has more than the 15 digits Excel keeps, and Excel will make the rest zeros. "
            "Type codes and account numbers after an apostrophe (')."
        )
        yield Finding("warning", sheet.name, reference(key), "too-many-digits", message)


def _positions(kinds: Iterable[int], wanted: int) -> Iterator[int]:
    data = bytes(kinds)
    at = data.find(wanted)
    while at >= 0:
        yield at
        at = data.find(wanted, at + 1)
