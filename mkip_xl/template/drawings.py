"""Drawings on a sheet: pictures, charts and text boxes move, stretch and are copied with the cells they lie over."""

from __future__ import annotations

import copy
from collections.abc import Callable

from lxml import etree

from mkip_xl.template import texts
from mkip_xl.template.axes import holders
from mkip_xl.template.links import follow_links
from mkip_xl.template.owned import ANCHORS, SHEET_DRAWING, anchor_area
from mkip_xl.template.plan import SheetPlan, contexts, live_copies
from mkip_xl.template.references import Area, Copy, line_after
from mkip_xl.template.series import RangeMover
from mkip_xl.template.texts import Marks
from mkip_xl.workbook.formulas.expansion import AxisMap

CloneChart = Callable[[etree._Element, Copy, bool], None]
"""Gives a copied picture of a chart its own part; the first copy (True) keeps the template's, for its own turn."""


def _x(name: str) -> str:
    return f"{{{SHEET_DRAWING}}}{name}"


def move_drawing(
    root: etree._Element, plan: SheetPlan, marks: Marks, ranges: RangeMover, clone_chart: CloneChart
) -> None:
    """Carry every anchor of a drawing to its new place; one that lies in a loop is copied for each iteration."""
    for anchor in list(root.iter(*ANCHORS)):
        area = anchor_area(anchor)
        if area is None or anchor.get("editAs") == "absolute":
            follow_links(anchor, ranges)
            continue
        copies = live_copies(area, plan)
        inside = any(holders(plan.source.down, area.top, area.bottom))
        inside = inside or any(holders(plan.source.across, area.left, area.right))
        holder = anchor.getparent()
        if not copies and inside and holder is not None:
            holder.remove(anchor)
            continue
        if not copies:
            top, left = line_after(plan.map.rows, area.top), line_after(plan.map.columns, area.left)
            copies = [Copy(Area(top, left, top, left), (), ())]
        model = copy.deepcopy(anchor)
        last = anchor
        for number, made in enumerate(copies):
            twin = anchor if number == 0 else copy.deepcopy(model)
            _set_corners(twin, area, made.area, plan)
            follow_links(twin, ranges.inside(made))
            if number:
                last.addnext(twin)
                _new_ids(root, twin)
            if number or (inside and (made.row_path or made.column_path)):
                clone_chart(twin, made, number == 0)
            if inside:
                texts.rebound(twin, marks, *contexts(plan, made.area))
            last = twin


def _set_corners(anchor: etree._Element, old: Area, new: Area, plan: SheetPlan) -> None:
    start, end = anchor.find(_x("from")), anchor.find(_x("to"))
    assert start is not None
    _set(start, "row", new.top - 1, keep=_stands(plan.map.rows, old.top))
    _set(start, "col", new.left - 1, keep=_stands(plan.map.columns, old.left))
    if end is None:
        return
    if anchor.get("editAs") == "oneCell":
        bottom, right = new.top + old.bottom - old.top, new.left + old.right - old.left
        _set(end, "row", bottom - 1, keep=True)
        _set(end, "col", right - 1, keep=True)
        return
    for name, axis, line, made in (
        ("row", plan.map.rows, old.bottom, new.bottom),
        ("col", plan.map.columns, old.right, new.right),
    ):
        stands = _stands(axis, line)
        _set(end, name, made - 1 if stands else made, keep=stands)


def _stands(axis: AxisMap, line: int) -> bool:
    return bool(axis.copies(line))


def _set(corner: etree._Element, name: str, line: int, *, keep: bool) -> None:
    place, offset = corner.find(_x(name)), corner.find(_x(name + "Off"))
    if place is not None:
        place.text = str(line)
    if offset is not None and not keep:
        offset.text = "0"


def _new_ids(root: etree._Element, twin: etree._Element) -> None:
    taken = [int(named.get("id", "0")) for named in root.iter(_x("cNvPr")) if named.get("id", "").isdigit()]
    following = max(taken, default=0) + 1
    for named in twin.iter(_x("cNvPr")):
        named.set("id", str(following))
        following += 1
