"""What stands around the cells of a sheet: views, columns, merges, formats, validation, links, breaks, sparklines.

Each kind of element has its own function below, found by its local name; what is not named here holds no reference.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

from lxml import etree

from mkip_xl.errors import TemplateError
from mkip_xl.template.columns import move_breaks, move_columns
from mkip_xl.template.links import follow_links
from mkip_xl.template.plan import SheetPlan, contexts, live_copies
from mkip_xl.template.references import Area, area_of, copied, line_after, line_before
from mkip_xl.template.series import RangeMover
from mkip_xl.template.texts import MAIN, Marks, rebound
from mkip_xl.workbook.formulas.areas import shift_formula_ranges, shift_ranges
from mkip_xl.workbook.formulas.expansion import AxisMap, Path, WorkbookMap
from mkip_xl.workbook.formulas.references import column_letters
from mkip_xl.workbook.formulas.shifting import Place, compile_formula, translate

XM = "http://schemas.microsoft.com/office/excel/2006/main"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


class FrameMover:
    """Carries everything around the cells of one new sheet to its new place."""

    def __init__(self, sheet: str, plan: SheetPlan, maps: WorkbookMap, marks: Marks | None = None) -> None:
        self.sheet, self.plan, self.map, self.maps = sheet, plan, plan.map, maps
        self.marks = marks or Marks({})

    def move(self, root: etree._Element) -> None:
        """Carry over every reference under `root`, a copy of the worksheet without its rows."""
        for element in list(root.iter("*")):
            name = etree.QName(element).localname
            mover = _MOVERS.get(name)
            if mover is not None:
                mover(self, element)
        for element in list(root.iter(*_COUNTED)):
            _recount(element)

    def formula(self, text: str, old: Area, new: Area) -> str:
        """A formula that belongs to the cells `old`, as it must stand for the cells `new`."""
        place, rows, columns = self.home(old, new)
        if rows or columns:
            text = translate(text, rows, columns)
        try:
            return compile_formula(text).shift(place, self.maps)
        except TemplateError as fault:
            raise TemplateError(f"'{self.sheet}'!{old.text}: {fault}") from None

    def home(self, old: Area, new: Area) -> tuple[Place, int, int]:
        """The place whose copy is the first cell of `new`, and how far it lies from the first cell of `old`."""
        row, row_path = _origin(self.map.rows, new.top)
        column, column_path = _origin(self.map.columns, new.left)
        row, column = row or old.top, column or old.left
        place = Place(self.sheet, row, column, row_path, column_path, self.plan.name)
        return place, row - old.top, column - old.left

    def cover(self, text: str) -> list[str]:
        """The ranges a list of ranges becomes."""
        return shift_ranges(text, self.map)

    def cell(self, text: str) -> str:
        """The first cell that a cell became, or the nearest one after it."""
        area = area_of(text)
        if area is None:
            return text
        return f"{column_letters(line_after(self.map.columns, area.left))}{line_after(self.map.rows, area.top)}"


def _origin(axis: AxisMap, new: int) -> tuple[int | None, Path]:
    if new <= len(axis.lines):
        line = axis.lines[new - 1]
        return line.old, line.path
    return axis.old(new), ()


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _dimension(mover: FrameMover, element: etree._Element) -> None:
    used = mover.plan.used
    element.set("ref", Area(*used).text if used else "A1")


def _view(mover: FrameMover, element: etree._Element) -> None:
    corner = area_of(element.get("topLeftCell", "A1")) or Area(1, 1, 1, 1)
    for pane in element.iterchildren(f"{{{MAIN}}}pane"):
        _pane(mover, pane, corner)
    if element.get("topLeftCell"):
        element.set("topLeftCell", mover.cell(element.get("topLeftCell", "")))


def _pane(mover: FrameMover, element: etree._Element, corner: Area) -> None:
    """Frozen lines are counted from the view's first cell, `corner` as it was."""
    if element.get("state", "split") in ("frozen", "frozenSplit"):
        for name, axis, first in (("ySplit", mover.map.rows, corner.top), ("xSplit", mover.map.columns, corner.left)):
            lines = int(float(element.get(name, "0")))
            if lines:
                kept = line_before(axis, first + lines - 1) - line_after(axis, first) + 1
                element.set(name, str(max(kept, 0)))
    if element.get("topLeftCell"):
        element.set("topLeftCell", mover.cell(element.get("topLeftCell", "")))


def _selection(mover: FrameMover, element: etree._Element) -> None:
    if element.get("activeCell"):
        cell = mover.cell(element.get("activeCell", ""))
        old = element.get("activeCell")
        element.set("activeCell", cell)
        ranges = mover.cover(element.get("sqref", "")) if element.get("sqref") != old else [cell]
        at = area_of(cell)
        areas = [area for area in map(area_of, ranges) if area is not None]
        holds = at is not None and any(at.within(area) for area in areas)
        element.set("sqref", " ".join(ranges) if holds else cell)
        if element.get("activeCellId"):
            del element.attrib["activeCellId"]
    elif element.get("sqref"):
        element.set("sqref", " ".join(mover.cover(element.get("sqref", ""))) or "A1")


def _columns(mover: FrameMover, element: etree._Element) -> None:
    move_columns(element, mover.map.columns)


def _merge(mover: FrameMover, element: etree._Element) -> None:
    old = area_of(element.get("ref", ""))
    if old is None:
        return
    copies = [made.area for made in copied(old, mover.map) if not made.area.is_cell]
    _replicate(element, copies)


def _replicate(element: etree._Element, areas: list[Area]) -> list[etree._Element]:
    """The element once for each area, in its place; none when there is none."""
    parent = element.getparent()
    assert parent is not None
    at = parent.index(element)
    made = []
    for area in areas:
        twin = copy.deepcopy(element)
        twin.set("ref", area.text)
        made.append(twin)
    parent[at : at + 1] = made
    return made


def _hyperlink(mover: FrameMover, element: etree._Element) -> None:
    old = area_of(element.get("ref", ""))
    if old is None:
        return
    copies = live_copies(old, mover.plan)
    for twin, made in zip(_replicate(element, [made.area for made in copies]), copies, strict=True):
        if made.row_path or made.column_path:
            rebound(twin, mover.marks, *contexts(mover.plan, made.area))
        location = twin.get("location")
        if location and not location.startswith("#"):
            moved = shift_formula_ranges(location, mover.home(old, made.area)[0], mover.maps)
            if moved is not None:
                twin.set("location", moved.split(",")[0].strip("()"))


def _format(mover: FrameMover, element: etree._Element) -> None:
    if etree.QName(element).namespace == X14:
        ranges, formulas = element.find(f"{{{XM}}}sqref"), list(element.iter(f"{{{XM}}}f"))
        old_text = (ranges.text or "") if ranges is not None else ""
    else:
        ranges, formulas = None, list(element.iter(f"{{{MAIN}}}formula"))
        old_text = element.get("sqref", "")
        formulas += [cfvo for cfvo in element.iter(f"{{{MAIN}}}cfvo") if cfvo.get("type") != "max"]
    _ranged(mover, element, ranges, old_text, formulas)


def _validation(mover: FrameMover, element: etree._Element) -> None:
    if etree.QName(element).namespace == X14:
        ranges, formulas = element.find(f"{{{XM}}}sqref"), list(element.iter(f"{{{XM}}}f"))
        _ranged(mover, element, ranges, (ranges.text or "") if ranges is not None else "", formulas)
    else:
        formulas = list(element.iter(f"{{{MAIN}}}formula1", f"{{{MAIN}}}formula2"))
        _ranged(mover, element, None, element.get("sqref", ""), formulas)


def _ranged(
    mover: FrameMover,
    element: etree._Element,
    ranges: etree._Element | None,
    old_text: str,
    formulas: list[etree._Element],
) -> None:
    new = mover.cover(old_text)
    if not new:
        _remove(element)
        return
    if ranges is None:
        element.set("sqref", " ".join(new))
    else:
        ranges.text = " ".join(new)
    old_area, new_area = _first_cell(old_text), _first_cell(" ".join(new))
    if old_area is None or new_area is None:
        return
    for formula in formulas:
        if formula.tag == f"{{{MAIN}}}cfvo":
            value = formula.get("val")
            if value:
                formula.set("val", mover.formula(value, old_area, new_area))
        elif formula.text:
            formula.text = mover.formula(formula.text, old_area, new_area)


def _first_cell(text: str) -> Area | None:
    """The cell that the formulas of a list of ranges are written for: the top left one of all."""
    areas = [area for area in map(area_of, text.split()) if area is not None]
    if not areas:
        return None
    top, left = min(area.top for area in areas), min(area.left for area in areas)
    return Area(top, left, top, left)


def _sparkline_group(mover: FrameMover, element: etree._Element) -> None:
    dates = element.find(f"{{{XM}}}f")
    if dates is not None and dates.text:
        here = Area(1, 1, 1, 1)
        dates.text = shift_formula_ranges(dates.text, mover.home(here, here)[0], mover.maps) or "#REF!"
    for sparkline in list(element.iter(f"{{{X14}}}sparkline")):
        data, place = sparkline.find(f"{{{XM}}}f"), sparkline.find(f"{{{XM}}}sqref")
        old = area_of(place.text or "") if place is not None else None
        parent = sparkline.getparent()
        if old is None or parent is None:
            continue
        at = parent.index(sparkline)
        made = []
        for copy_ in live_copies(old, mover.plan):
            twin = copy.deepcopy(sparkline)
            twin_place, twin_data = twin.find(f"{{{XM}}}sqref"), twin.find(f"{{{XM}}}f")
            assert twin_place is not None
            twin_place.text = copy_.area.text
            if data is not None and data.text and twin_data is not None:
                moved = shift_formula_ranges(data.text, mover.home(old, copy_.area)[0], mover.maps)
                if moved is None:
                    twin.remove(twin_data)
                else:
                    twin_data.text = moved
            made.append(twin)
        parent[at : at + 1] = made
    if element.find(f"{{{X14}}}sparklines/{{{X14}}}sparkline") is None:
        _remove(element)


def _sqref(mover: FrameMover, element: etree._Element) -> None:
    ranges = mover.cover(element.get("sqref", ""))
    if ranges:
        element.set("sqref", " ".join(ranges))
    else:
        _remove(element)


def _filter(mover: FrameMover, element: etree._Element) -> None:
    old = area_of(element.get("ref", ""))
    new = shift_ranges(element.get("ref", ""), mover.map, "hull")
    area = area_of(new[0]) if new else None
    if old is None or area is None:
        _remove(element)
        return
    element.set("ref", new[0])
    move_filter_columns(element, old.left, area, mover.map.columns)


def move_filter_columns(element: etree._Element, old_left: int, new: Area, columns: AxisMap) -> None:
    """Carry over which columns an auto-filter filters by, counted from the left of its cells."""
    for column in list(element.iterchildren(f"{{{MAIN}}}filterColumn")):
        copies = columns.copies(old_left + int(column.get("colId", "0")))
        inside = [line for line, _ in copies if new.left <= line <= new.right]
        if inside:
            column.set("colId", str(inside[0] - new.left))
        else:
            element.remove(column)


def _sort(mover: FrameMover, element: etree._Element) -> None:
    ranges = shift_ranges(element.get("ref", ""), mover.map, "hull")
    if ranges:
        element.set("ref", ranges[0])
    else:
        _remove(element)


def _cell_reference(mover: FrameMover, element: etree._Element) -> None:
    if element.get("r"):
        element.set("r", mover.cell(element.get("r", "")))


def _control(mover: FrameMover, element: etree._Element) -> None:
    home = next(sheet for sheet in mover.maps.copies(mover.sheet) if sheet.name == mover.plan.name)
    follow_links(element, RangeMover(mover.maps, mover.sheet, home))


def _control_anchor(mover: FrameMover, element: etree._Element) -> None:
    """The corners of a form control or an embedded object, counted from 0."""
    for corner in element:
        for name, axis in (("row", mover.map.rows), ("col", mover.map.columns)):
            line = corner.find(f"{{*}}{name}")
            if line is not None and line.text:
                line.text = str(line_after(axis, int(line.text) + 1) - 1)


def _breaks(mover: FrameMover, element: etree._Element) -> None:
    move_breaks(element, mover.map)


_COUNTED = (
    *[
        f"{{{MAIN}}}{name}"
        for name in (
            "mergeCells", "conditionalFormattings", "dataValidations", "hyperlinks", "protectedRanges", "ignoredErrors",
            "cellWatches",
        )
    ],
    *[
        f"{{{X14}}}{name}"
        for name in ("conditionalFormattings", "dataValidations", "sparklineGroups", "ignoredErrors", "protectedRanges")
    ],
)  # fmt: skip


def _recount(element: etree._Element) -> None:
    if element.get("count") is not None:
        element.set("count", str(len(element)))
    if len(element):
        return
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
        if etree.QName(parent).localname == "ext" and not len(parent):
            holder = parent.getparent()
            if holder is not None:
                holder.remove(parent)
                if not len(holder):
                    _remove(holder)


_MOVERS: dict[str, Callable[[FrameMover, etree._Element], None]] = {
    "dimension": _dimension, "sheetView": _view, "customSheetView": _view, "selection": _selection, "cols": _columns,
    "mergeCell": _merge, "hyperlink": _hyperlink, "conditionalFormatting": _format, "dataValidation": _validation,
    "sparklineGroup": _sparkline_group, "protectedRange": _sqref, "ignoredError": _sqref, "autoFilter": _filter,
    "sortState": _sort, "sortCondition": _sort, "cellWatch": _cell_reference, "inputCells": _cell_reference,
    "controlPr": _control, "anchor": _control_anchor, "rowBreaks": _breaks, "colBreaks": _breaks,
}  # fmt: skip
