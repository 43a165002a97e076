"""Cells that a shape shows or a form control writes to: text boxes, list boxes, camera pictures, links of shapes."""

from __future__ import annotations

from lxml import etree

from mkip_xl.template.series import RangeMover, range_references
from mkip_xl.workbook.formulas.references import Span

_ATTRIBUTES = frozenset(
    {"textlink", "cellRange", "fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup", "linkedCell", "listFillRange"}
)
_ELEMENTS = frozenset({"FmlaLink", "FmlaRange", "FmlaTxbx", "FmlaGroup"})
"""The same in the old drawing (VML), where each is an element."""


def follow_links(holder: etree._Element, ranges: RangeMover) -> None:
    """Carry over the cells that anything under `holder` is linked to; a link to cells that are gone goes too."""
    for element in holder.iter("*"):
        for name in _ATTRIBUTES.intersection(element.attrib):
            moved = linked_cells(str(element.get(name)), ranges)
            if moved is None:
                del element.attrib[name]
            else:
                element.set(name, moved)
        if etree.QName(element).localname in _ELEMENTS and element.text:
            element.text = linked_cells(element.text, ranges) or ""


def linked_cells(text: str, ranges: RangeMover) -> str | None:
    """Where one linked cell went (its first copy), or one linked range (all copies); None when they are gone."""
    found = range_references(text)
    if len(found) != 1:
        return text
    moved = ranges.moved(text)
    if moved is None:
        return None
    first, last = moved.areas[0], moved.areas[0 if found[0].single else -1]
    reference, rows, columns = found[0], found[0].rows, found[0].columns
    if reference.sheet is not None:
        reference = reference.on(moved.sheet)
    return reference.moved(
        None if rows is None else Span(first.top, last.bottom, rows.first_fixed, rows.last_fixed),
        None if columns is None else Span(first.left, last.right, columns.first_fixed, columns.last_fixed),
    ).text


def follow_jumps(relationships: etree._Element, ranges: RangeMover) -> bool:
    """Carry over the cells that a click on a shape jumps to (`#Costs!B8`); say if any moved."""
    changed = False
    for relation in relationships:
        target = relation.get("Target", "")
        moved = "#" + (linked_cells(target[1:], ranges) or "") if target.startswith("#") else target
        if moved not in (target, "#"):
            relation.set("Target", moved)
            changed = True
    return changed
