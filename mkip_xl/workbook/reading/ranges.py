"""Plain ranges: columns found under their headings on sheets that have no Excel tables.

The header row is the one that holds the headings asked for. Data run down from it; a units row beneath the headings and
notes below the data are passed over, and in a totals row, or below a gap, a blank is no fault.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from mkip_xl.workbook.guard import grid as g
from mkip_xl.workbook.guard.grid import WIDTH, Area
from mkip_xl.workbook.reading.cells import Sheet
from mkip_xl.workbook.reading.tables import Table, folded

_UNITS = re.compile(
    r"\(?(£|%|€|\$|gbp|£?\s?'?000s?|£m|£k|fte|no\.?|number|days|years|date|text|per cent|pounds)\)?", re.IGNORECASE
)
_TOTAL = re.compile(r"(grand |sub-?)?totals?\b|sum$|net (total|cost)$", re.IGNORECASE)
_NOTE = re.compile(r"(notes?|sources?|see|\*+|\(?[1-9a-d]\)|†)[ :.]", re.IGNORECASE)


def ranges_under(sheet: Sheet, headings: Collection[str], tables: Collection[Table]) -> Iterator[Table]:
    """Each plain range on a sheet that has one of the headings, outside the sheet's Excel tables."""
    wanted = {folded(heading) for heading in headings}
    found = _heading_cells(sheet, wanted, tables)
    rows = sorted(found)
    for number, row in enumerate(rows):
        stop = rows[number + 1] if number + 1 < len(rows) else sheet.grid.last_row + 1
        for columns in _blocks(sheet, row, found[row]):
            yield _range(sheet, row, stop, columns)


def _heading_cells(sheet: Sheet, wanted: Collection[str], tables: Collection[Table]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    grid = sheet.grid
    areas = [table.area for table in tables if table.sheet is sheet]
    for at, kind in enumerate(grid.kinds):
        if kind in (g.SHARED, g.TEXT):
            text = sheet.text_at(at)
            if len(text) < 200 and folded(text) in wanted:
                row, column = divmod(grid.keys[at], WIDTH)
                if not any(_inside(area, row, column + 1) for area in areas):
                    found[row].add(column + 1)
    if not found:
        return {}
    first = min(found)
    return {
        row: columns for row, columns in found.items() if row == first or columns >= found[first] or len(columns) > 1
    }


def _inside(area: Area, row: int, column: int) -> bool:
    return area.top <= row <= area.bottom and area.left <= column <= area.right


def _blocks(sheet: Sheet, row: int, matched: set[int]) -> Iterator[dict[str, int]]:
    """The headings of a header row, one block for each run of cells without a gap."""
    block: dict[str, int] = {}
    last = 0
    for cell in sheet.row(row):
        if cell.column > last + 1 and block:
            if not matched.isdisjoint(block.values()):
                yield block
            block = {}
        block.setdefault(" ".join(str(cell.value).split()), cell.column)
        last = cell.column
    if not matched.isdisjoint(block.values()):
        yield block


def _range(sheet: Sheet, header: int, stop: int, columns: dict[str, int]) -> Table:
    left, right = min(columns.values()), max(columns.values())
    passed_over, loose = set[int](), set[int]()
    gap, last = False, header
    filled = _filled(sheet, header + 1, stop, left, right)
    for row in filled:
        gap = gap or row > last + 1
        last = row
        cells = [cell for column in range(left, right + 1) if (cell := sheet.cell(row, column)) and not cell.is_blank]
        texts = [cell.value for cell in cells if isinstance(cell.value, str)]
        if row == header + 1 and len(texts) == len(cells) and all(_UNITS.fullmatch(text.strip()) for text in texts):
            passed_over.add(row)
        elif len(cells) == 1 and texts and (gap or len(texts[0]) > 60 or _NOTE.match(texts[0].strip())):
            passed_over.add(row)
            gap = True
        elif gap and 2 * len(cells) < len(columns):
            passed_over.add(row)  # who prepared it and when, and the like
        elif gap or (texts and _TOTAL.match(texts[0].strip())):
            loose.add(row)
    area = Area(header, left, max(last, header), right)
    data = range(header + 1, max(last, header) + 1)
    return Table(
        f"under row {header}", sheet, area, header, data, columns,
        is_range=True, passed_over=frozenset(passed_over), loose=frozenset(loose),
    )  # fmt: skip


def _filled(sheet: Sheet, start: int, stop: int, left: int, right: int) -> list[int]:
    keys = sheet.grid.keys
    rows: dict[int, None] = {}
    for at in range(bisect_left(keys, start * WIDTH), bisect_left(keys, stop * WIDTH)):
        row, column = divmod(keys[at], WIDTH)
        if left <= column + 1 <= right and row not in rows and not sheet.cell_at(at).is_blank:
            rows[row] = None
    return list(rows)
