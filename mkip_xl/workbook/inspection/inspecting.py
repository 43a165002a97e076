"""Everything that is hidden in a workbook, in the order a careful person would look."""

from __future__ import annotations

from pathlib import Path

from mkip_xl.errors import RefusedFile
from mkip_xl.findings import Finding
from mkip_xl.workbook.inspection.appearance import Appearance
from mkip_xl.workbook.inspection.bookwide import look_at_styles, look_at_tables, look_at_themes, look_at_workbook
from mkip_xl.workbook.inspection.contents import look_at_contents
from mkip_xl.workbook.inspection.drawings import look_at_drawings
from mkip_xl.workbook.inspection.furniture import look_at_furniture
from mkip_xl.workbook.inspection.grids import GridReader, SheetGrid, areas
from mkip_xl.workbook.inspection.markup import look_at_markup, look_for_amounts
from mkip_xl.workbook.inspection.notes import Notes
from mkip_xl.workbook.inspection.opened import Opened, open_anyway, split_rows, tree
from mkip_xl.workbook.inspection.pictures import look_at_pictures
from mkip_xl.workbook.inspection.properties import look_at_properties
from mkip_xl.workbook.inspection.scanning_xml import XmlScan
from mkip_xl.workbook.inspection.seen import Seen
from mkip_xl.workbook.inspection.strings import Strings
from mkip_xl.workbook.inspection.wrapping import look_at_wrapping


def inspect(source: Path | bytes, name: str | None = None) -> list[Finding]:
    """Everything hidden in a workbook, and what the guard finds odd in it. Raises RefusedFile when it is dangerous."""
    book, refusal = open_anyway(source, name)
    odd = [] if refusal is None else [Finding("error", None, None, refusal.code, str(refusal))]
    return odd + inspect_opened(book)


def inspect_opened(book: Opened) -> list[Finding]:
    """Everything hidden in a workbook that is open already.

    An error is content a reader does not see; a warning is something that tells of a person, a machine or a place.
    A plain workbook has neither: cells in view, the formulas behind them and their last values are no findings.
    """
    from lxml import etree

    notes, seen = Notes(), Seen()
    try:
        _everything(book, notes, seen)
    except etree.XMLSyntaxError as fault:
        message = (
            f"{book.name} holds a part that is not well-formed XML (line {fault.lineno}). Save it again from Excel."
        )
        raise RefusedFile("malformed", message) from fault
    return list(notes.findings)


def _everything(book: Opened, notes: Notes, seen: Seen) -> None:
    look_at_wrapping(book, notes)
    look_at_contents(book, notes)
    looks = Appearance(book)
    strings = Strings(book, notes, looks)
    reader = GridReader(notes, looks, strings, seen)
    grids: dict[str, SheetGrid] = {}
    arounds: dict[str, bytes] = {}
    for sheet in book.sheets:
        seen.text(sheet.name)
        if sheet.part not in book:
            continue
        data = book.read(sheet.part)
        around, start, end = split_rows(data)
        grid = SheetGrid(sheet, tree(around))
        for part in book.related(sheet.part, "table"):
            table = tree(book.read(part))
            style = table.find("{*}tableStyleInfo")
            if style is not None and style.get("name"):
                grid.headers += areas(table.get("ref", ""))
        look_at_markup(sheet.part, around, notes, sheet.name)
        arounds[sheet.part] = around
        if end > start:
            reader.read(grid, data)
        grids[sheet.name] = grid
    for grid in grids.values():
        look_at_furniture(book, grid, notes, seen, looks.hiding_rules)
        look_at_tables(book, grid, notes, seen)
        look_at_drawings(book, grid, grids, notes, seen, looks)
    look_at_workbook(book, grids, notes, seen)
    strings.tell_orphans()
    look_at_styles(looks, notes, seen)
    look_at_themes(book, notes, seen)
    look_at_properties(book, notes, seen)
    owners = {one.target: sheet.name for sheet in book.sheets for one in book.relationships(sheet.part)}
    look_at_pictures(book, notes, owners)
    worksheets = {sheet.part for sheet in book.sheets}
    for part in book.parts():
        if part in worksheets or part.endswith("/"):
            continue
        if part.lower().endswith((".xml", ".rels")):
            data = book.read(part)
            if XmlScan.is_xml(data):
                look_at_markup(part, data, notes, owners.get(part))
                if part != strings.part:
                    look_for_amounts(part, data, notes, owners.get(part), seen)
    for sheet in book.sheets:
        if sheet.part in arounds:
            look_for_amounts(sheet.part, arounds[sheet.part], notes, sheet.name, seen)
