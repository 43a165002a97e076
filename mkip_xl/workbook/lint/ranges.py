"""What covers ranges of a sheet: merges, column widths, formats, checks on entry, links, breaks, drawings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mkip_xl.workbook.formulas.references import LAST_COLUMN, LAST_ROW, Reference, read_reference
from mkip_xl.workbook.lint.cells import Limits
from mkip_xl.workbook.lint.parts import MAIN, Parts, Sheet

if TYPE_CHECKING:
    from lxml.etree import _Element

Box = tuple[int, int, int, int]
"""First row, first column, last row, last column."""

_SPREADSHEET_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


def box(text: str) -> Box | None:
    """The rectangle that a range spells; None when it spells none in the grid.

    >>> box("B2:C9"), box("$B$2"), box("B:C")
    ((2, 2, 9, 3), (2, 2, 2, 2), (1, 2, 1048576, 3))
    """
    reference = read_reference(text)
    if reference is None or reference.external or reference.sheet is not None or reference.spill:
        return None
    return _box(reference)


def _box(reference: Reference) -> Box:
    rows, columns = reference.rows, reference.columns
    return (
        rows.first if rows else 1,
        columns.first if columns else 1,
        rows.last if rows else LAST_ROW,
        columns.last if columns else LAST_COLUMN,
    )


def overlap(first: Box, second: Box) -> bool:
    """Whether two rectangles share a cell."""
    return first[0] <= second[2] and second[0] <= first[2] and first[1] <= second[3] and second[1] <= first[3]


def overlapping(boxes: Sequence[tuple[str, Box]]) -> Iterable[tuple[str, str]]:
    """Each pair of named rectangles that share a cell."""
    ordered = sorted(boxes, key=lambda item: item[1])
    live: list[tuple[str, Box]] = []
    for name, here in ordered:
        live = [(other, there) for other, there in live if there[2] >= here[0]]
        for other, there in live:
            if overlap(there, here):
                yield other, name
        live.append((name, here))


def check_ranges(parts: Parts, sheet: Sheet, known: Limits) -> None:
    """Everything on a sheet that names a range."""
    root = parts.tree(sheet.part)
    if root is None:
        return
    _check_merges(parts, sheet, root)
    _check_columns(parts, sheet, root, known)
    _check_lists(parts, sheet, root, known)
    _check_links(parts, sheet, root)
    _check_breaks(parts, sheet, root)
    for part in parts.linked(sheet.part, "drawing"):
        _check_drawing(parts, sheet, part)
    for part in parts.linked(sheet.part, "comments"):
        _check_notes(parts, sheet, part)


def _check_merges(parts: Parts, sheet: Sheet, root: _Element) -> None:
    boxes = []
    for element in root.iter(MAIN + "mergeCell"):
        written = element.get("ref", "")
        found = box(written)
        if found is None:
            parts.findings.error(sheet.name, None, "merge", f"A merge covers {written!r}, which is no range.")
        elif found[:2] == found[2:]:
            parts.findings.error(sheet.name, written, "merge", f"{written} is merged with nothing.")
        else:
            boxes.append((written, found))
    for first, second in overlapping(boxes):
        message = f"The merges {first} and {second} overlap; Excel repairs the file by undoing them."
        parts.findings.error(sheet.name, first.partition(":")[0], "merge", message)


def _check_columns(parts: Parts, sheet: Sheet, root: _Element, known: Limits) -> None:
    last = 0
    for element in root.iter(MAIN + "col"):
        first, end = _whole(element.get("min")), _whole(element.get("max"))
        if not 1 <= first <= end <= LAST_COLUMN:
            parts.findings.error(sheet.name, None, "columns", f"A width is given for columns {first} to {end}.")
        elif first <= last:
            message = f"The widths of columns {first} to {end} come after those up to {last}, or overlap them."
            parts.findings.error(sheet.name, None, "columns", message)
        style = element.get("style")
        if style is not None and _whole(style) >= known.styles:
            parts.findings.error(sheet.name, None, "style", f"Columns {first} to {end} use style {style}.")
        last = max(last, end)


def _whole(text: str | None) -> int:
    return int(text) if text is not None and text.isdigit() else -1


def _check_lists(parts: Parts, sheet: Sheet, root: _Element, known: Limits) -> None:
    for tag in ("conditionalFormatting", "dataValidation", "protectedRange", "ignoredError"):
        for element in root.iter(MAIN + tag):
            ranges = element.get("sqref", "").split()
            for written in ranges or [""]:
                if box(written) is None:
                    message = f"A {_WORDS[tag]} covers {written!r}, which is no range."
                    parts.findings.error(sheet.name, None, "range", message)
    for element in root.iter(MAIN + "autoFilter"):
        written = element.get("ref", "")
        if box(written) is None:
            parts.findings.error(sheet.name, None, "range", f"A filter covers {written!r}, which is no range.")
    priorities = Counter(rule.get("priority") for rule in root.iter(MAIN + "cfRule"))
    for rule in root.iter(MAIN + "cfRule"):
        style = rule.get("dxfId")
        if style is not None and not 0 <= _whole(style) < known.differential:
            message = f"A conditional format uses style {style}; the workbook has {known.differential}, counted from 0."
            parts.findings.error(sheet.name, None, "style", message)
    for priority, count in priorities.items():
        if count > 1:
            message = f"{count} conditional formats have priority {priority}; which goes first is chance."
            parts.findings.warn(sheet.name, None, "priority", message)


_WORDS = {
    "conditionalFormatting": "conditional format",
    "dataValidation": "check on entry",
    "protectedRange": "protected range",
    "ignoredError": "switched-off warning",
}


def _check_links(parts: Parts, sheet: Sheet, root: _Element) -> None:
    names = {name.casefold() for name in parts.sheet_names}
    for element in root.iter(MAIN + "hyperlink"):
        written, location = element.get("ref", ""), element.get("location")
        if box(written) is None:
            parts.findings.error(sheet.name, None, "hyperlink", f"A link stands on {written!r}, which is no range.")
        if location is None or element.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"):
            continue
        target = read_reference(location.lstrip("#"))
        if "#REF!" in location or (target is not None and (target.sheet or sheet.name).casefold() not in names):
            message = f"The link on {written} leads to {location}, which is not in the workbook."
            parts.findings.error(sheet.name, written, "hyperlink", message)


def _check_breaks(parts: Parts, sheet: Sheet, root: _Element) -> None:
    for tag, limit in (("rowBreaks", LAST_ROW), ("colBreaks", LAST_COLUMN)):
        for holder in root.iter(MAIN + tag):
            lines = [_whole(element.get("id")) for element in holder.iterchildren(MAIN + "brk")]
            if any(not 0 <= line < limit for line in lines):
                parts.findings.error(sheet.name, None, "page-break", "A page break lies outside the grid.")
            if lines != sorted(set(lines)):
                parts.findings.error(sheet.name, None, "page-break", "Page breaks are out of order or there twice.")


def _check_drawing(parts: Parts, sheet: Sheet, part: str) -> None:
    root = parts.tree(part)
    for anchor in () if root is None else root.iterchildren("*"):
        corners = []
        for tag in ("from", "to"):
            corner = anchor.find(_SPREADSHEET_DRAWING + tag)
            if corner is None:
                continue
            row, column = (
                _whole((corner.findtext(_SPREADSHEET_DRAWING + name) or "").strip()) for name in ("row", "col")
            )
            corners.append((row, column))
            if not (0 <= row < LAST_ROW and 0 <= column < LAST_COLUMN):
                message = f"{part} anchors a drawing at row {row + 1}, column {column + 1}: outside the grid."
                parts.findings.error(sheet.name, None, "anchor", message)
        if len(corners) == 2 and (corners[1][0] < corners[0][0] or corners[1][1] < corners[0][1]):
            parts.findings.error(sheet.name, None, "anchor", f"{part} anchors a drawing that ends before it begins.")


def _check_notes(parts: Parts, sheet: Sheet, part: str) -> None:
    root = parts.tree(part)
    if root is None:
        return
    authors = len(list(root.iter(MAIN + "author")))
    cells = Counter(element.get("ref", "") for element in root.iter(MAIN + "comment"))
    for cell, count in cells.items():
        if box(cell) is None:
            parts.findings.error(sheet.name, None, "note", f"A note stands on {cell!r}, which is no cell.")
        elif count > 1:
            parts.findings.error(sheet.name, cell, "note", f"{count} notes stand on {cell}.")
    for element in root.iter(MAIN + "comment"):
        if not 0 <= _whole(element.get("authorId")) < authors:
            message = f"The note on {element.get('ref')} has author {element.get('authorId')}; there are {authors}."
            parts.findings.error(sheet.name, element.get("ref"), "note", message)
