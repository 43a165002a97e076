"""Defined names, print areas and print titles: where they point after the loops have run."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

from lxml import etree

from mkip_xl.template.texts import MAIN
from mkip_xl.workbook.formulas.areas import shift_formula_ranges
from mkip_xl.workbook.formulas.expansion import SheetCopy, WorkbookMap
from mkip_xl.workbook.formulas.reach import View, reach
from mkip_xl.workbook.formulas.references import Reference, Span
from mkip_xl.workbook.formulas.shifting import Place
from mkip_xl.workbook.formulas.tokens import tokenise

Placed = tuple[int, SheetCopy]
_PRINTED = ("_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm._FilterDatabase")


def move_names(
    holder: etree._Element, sheets: Sequence[str], copies: Mapping[str, Sequence[Placed]], maps: WorkbookMap
) -> None:
    """Carry over `<definedNames>`. `sheets` are the old names in order; `copies` the new sheets of each, and where.

    A name that belongs to one sheet goes with each copy of it. A print area whose cells are all gone goes too.
    """
    made: list[etree._Element] = []
    for name in holder.iterchildren(f"{{{MAIN}}}definedName"):
        local = name.get("localSheetId")
        if local is None:
            made.append(_global(name, sheets, maps))
            continue
        home = sheets[int(local)] if int(local) < len(sheets) else ""
        for position, sheet in copies.get(home, ()):
            twin = _local(name, home, sheet, position, maps)
            if twin is not None:
                made.append(twin)
    for child in list(holder):
        holder.remove(child)
    made.sort(key=lambda name: (name.get("name", "").casefold(), int(name.get("localSheetId", "-1"))))
    holder.extend(made)
    parent = holder.getparent()
    if not made and parent is not None:
        parent.remove(holder)


def _global(name: etree._Element, sheets: Sequence[str], maps: WorkbookMap) -> etree._Element:
    twin = copy.deepcopy(name)
    if name.text and sheets:
        twin.text = shift_formula_ranges(name.text, Place(sheets[0], 1, 1), maps) or "#REF!"
    return twin


def _local(
    name: etree._Element, home: str, sheet: SheetCopy, position: int, maps: WorkbookMap
) -> etree._Element | None:
    twin = copy.deepcopy(name)
    twin.set("localSheetId", str(position))
    if name.get("name") in _PRINTED:
        text = printed(name.text or "", sheet)
        if not text:
            return None
        twin.text = text
    elif name.text:
        twin.text = shift_formula_ranges(name.text, Place(home, 1, 1, new_sheet=sheet.name), maps) or "#REF!"
    return twin


def printed(text: str, sheet: SheetCopy) -> str:
    """A print area, print titles or filter range on a new sheet: each range from its first copy to its last.

    >>> printed("Costs!$A:$B,Costs!$1:$4", SheetCopy("Costs 2"))
    "'Costs 2'!$A:$B,'Costs 2'!$1:$4"
    """
    moved = []
    for token in tokenise(text):
        reference = token.reference
        if reference is None:
            continue
        rows = _hull(reference.rows, sheet, down=True)
        columns = _hull(reference.columns, sheet, down=False)
        if (rows is None) == (reference.rows is None) and (columns is None) == (reference.columns is None):
            moved.append(_on(reference.moved(rows, columns), sheet.name))
    return ",".join(moved)


def _on(reference: Reference, sheet: str) -> str:
    single = reference.single and reference.rows is not None and reference.rows.first == reference.rows.last
    single = single and reference.columns is not None and reference.columns.first == reference.columns.last
    return reference.on(sheet).moved(reference.rows, reference.columns, single=single).text


def _hull(span: Span | None, sheet: SheetCopy, *, down: bool) -> Span | None:
    if span is None:
        return None
    found = reach(sheet.map.rows if down else sheet.map.columns, span, View())
    if not found.blocks:
        return None
    first, last = found.hull
    return Span(first, last, span.first_fixed, span.last_fixed)


def lost_names(workbook: etree._Element, maps: WorkbookMap, first_sheet: str) -> set[str]:
    """The names of the whole workbook whose cells are all gone, folded."""
    found = set()
    for name in workbook.iter(f"{{{MAIN}}}definedName"):
        text = name.text or ""
        if name.get("localSheetId") is not None or not text or text.startswith("#REF!"):
            continue
        if shift_formula_ranges(text, Place(first_sheet, 1, 1), maps) is None:
            found.add(name.get("name", "").casefold())
    return found
