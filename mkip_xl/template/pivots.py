"""Pivot tables: where one lies and which cells it is made from; Excel works it out anew on opening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from mkip_xl.template.plan import SheetPlan
from mkip_xl.template.texts import MAIN
from mkip_xl.workbook.formulas.areas import shift_ranges
from mkip_xl.workbook.formulas.expansion import SheetCopy


def move_pivot_table(root: etree._Element, plan: SheetPlan) -> None:
    """Carry over the place of a pivot table."""
    for location in root.iterchildren(f"{{{MAIN}}}location"):
        moved = shift_ranges(location.get("ref", ""), plan.map, "hull")
        if moved:
            location.set("ref", moved[0])


def move_pivot_source(root: etree._Element, copies: Mapping[str, Sequence[tuple[int, SheetCopy]]]) -> bool:
    """Carry over the cells a pivot cache was made from, to be read anew; say if it names a sheet of the workbook."""
    for source in root.iter(f"{{{MAIN}}}worksheetSource"):
        made = copies.get(source.get("sheet", ""))
        if not made:
            continue
        sheet = made[0][1]
        moved = shift_ranges(source.get("ref", ""), sheet.map, "hull")
        source.set("sheet", sheet.name)
        if moved:
            source.set("ref", moved[0])
        root.set("refreshOnLoad", "1")
        return True
    return False
