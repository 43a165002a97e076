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
    if name.text and _moves_with_its_user(name.text):
        twin.text = _relative(name.text, maps)
    elif name.text and sheets:
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
    elif name.text and _moves_with_its_user(name.text):
        twin.text = _relative(name.text, maps, {home.casefold(): sheet})
    elif name.text:
        twin.text = shift_formula_ranges(name.text, Place(home, 1, 1, new_sheet=sheet.name), maps) or "#REF!"
    return twin


def _moves_with_its_user(text: str) -> bool:
    """Whether a name is written without `$`: so many cells away from the cell that uses it, counted from A1."""
    references = [token.reference for token in tokenise(text) if token.reference is not None]
    spans = [span for found in references for span in (found.rows, found.columns) if span is not None]
    return not all(span.first_fixed and span.last_fixed for span in spans)


def _relative(text: str, maps: WorkbookMap, own: Mapping[str, SheetCopy] | None = None) -> str:
    """Such a name carried over: what has a `$` follows its line, what has none stays as far away as it was."""
    made = []
    for token in tokenise(text):
        reference = token.reference
        if reference is None or reference.sheet is None or reference.external:
            made.append(token.text)
            continue
        sheet = (own or {}).get(reference.sheet.casefold()) or next(iter(maps.copies(reference.sheet)), None)
        if sheet is None:
            return "#REF!"
        rows, columns = _held(reference.rows, sheet, down=True), _held(reference.columns, sheet, down=False)
        if (rows is None) != (reference.rows is None) or (columns is None) != (reference.columns is None):
            return "#REF!"
        moved = reference.moved(rows, columns)
        made.append(moved.text if reference.last_sheet is not None else _on(moved, sheet.name))
    return "".join(made)


def _held(span: Span | None, sheet: SheetCopy, *, down: bool) -> Span | None:
    return _hull(span, sheet, down=down) if span is not None and span.first_fixed and span.last_fixed else span


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
        if name.get("localSheetId") is not None or not text or text.startswith("#REF!") or _moves_with_its_user(text):
            continue
        if shift_formula_ranges(text, Place(first_sheet, 1, 1), maps) is None:
            found.add(name.get("name", "").casefold())
    return found
