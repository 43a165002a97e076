"""Large worksheets: blocks of plain rows in which nothing can be hidden are noted at once, the others cell by cell."""

from __future__ import annotations

import html
import re
from array import array
from typing import TYPE_CHECKING

from mkip_xl.workbook.formulas.references import column_number
from mkip_xl.workbook.inspection.plain_rows import bare, blocks, numbers_in, shared_in, texts_in

if TYPE_CHECKING:
    from mkip_xl.workbook.inspection.grids import GridReader, SheetGrid

_REFERENCE = re.compile(r'<c r="([A-Z]+)(\d+)"[^>]*[^/]>')
_STYLE = re.compile(r' s="(\d+)"')
_ODD_ROW = re.compile(r'(?:hidden|ht|collapsed)="')
_ROOT = re.compile(r"<worksheet\b[^>]*>")


def read_large(reader: GridReader, grid: SheetGrid, data: bytes, low: str) -> bool:
    """Read a large sheet block by block; False, and nothing done, when it is not one that can be read so."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    root = _ROOT.search(text)
    if root is None or low or grid.hidden_columns or grid.headers:
        return False
    start = text.find(">", text.find("sheetData")) + 1
    end = text.rfind("</", 0, text.rfind("sheetData"))
    suspect = {str(number) for number, style in enumerate(reader.looks.styles) if style.suspect}
    if "0" in suspect:
        return False
    for block in blocks(text, start, end):
        reduced = bare(block)
        if reduced is None or _ODD_ROW.search(reduced) or _odd(reader, block, suspect):
            reader.rows(grid, f"{root[0]}{block}</worksheet>".encode(), low)
        else:
            _note(reader, grid, block)
    return True


def _odd(reader: GridReader, block: str, suspect: set[str]) -> bool:
    """Whether a cell of a block may hide something: by its style, or by what its text carries."""
    if suspect and not suspect.isdisjoint(_STYLE.findall(block)):
        return True
    if reader.strings.any_odd(map(int, shared_in(block))):
        return True
    spaced = "    " in block or "\n" in block or not block.isascii()
    return spaced and any(map(reader.strings.odd_text, texts_in(block)))


def _note(reader: GridReader, grid: SheetGrid, block: str) -> None:
    """Keep what a block of plain cells shows and where its cells are."""
    filled = grid.filled
    for letters, row in _REFERENCE.findall(block):
        number = int(row)
        if number not in filled:
            filled[number] = array("H")
        filled[number].append(column_number(letters))
    for index in shared_in(block):
        reader.strings.used(int(index))
    if grid.sheet.state != "visible":
        return
    for index in shared_in(block):
        reader.seen.text(reader.strings.text(int(index)) or "")
    for text in texts_in(block):
        reader.seen.text(html.unescape(text))
    if not reader.seen.full:
        for text in numbers_in(block):
            reader.seen.number(float(text))
