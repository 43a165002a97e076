"""Column widths and page breaks: what belongs to whole lines of a sheet, and goes where the lines go."""

from __future__ import annotations

import copy

from lxml import etree

from mkip_xl.template.references import line_before
from mkip_xl.workbook.formulas.expansion import AxisMap, SheetMap
from mkip_xl.workbook.formulas.references import LAST_COLUMN


def move_columns(element: etree._Element, axis: AxisMap) -> None:
    """Carry over `<cols>`: each new column looks like the one it comes from."""
    if not axis.lines:
        return
    by_old: dict[int, etree._Element] = {}
    beyond: list[etree._Element] = []
    for column in element:
        first, last = int(column.get("min", "1")), int(column.get("max", "1"))
        for old in range(first, min(last, axis.last_known) + 1):
            by_old[old] = column
        if last > axis.last_known:
            late = copy.copy(column)
            late.set("min", str(max(first, axis.last_known + 1) + axis.shift))
            late.set("max", str(LAST_COLUMN if last >= LAST_COLUMN else min(last + axis.shift, LAST_COLUMN)))
            if int(late.get("min", "1")) <= LAST_COLUMN:
                beyond.append(late)
    spans: list[etree._Element] = []
    previous: etree._Element | None = None
    for new, line in enumerate(axis.lines, 1):
        model = by_old.get(line.old) if line.old is not None else None
        if model is not None:
            if previous is model and spans:
                spans[-1].set("max", str(new))
            else:
                span = copy.copy(model)
                span.set("min", str(new))
                span.set("max", str(new))
                spans.append(span)
        previous = model
    for child in list(element):
        element.remove(child)
    element.extend(spans + beyond)
    if not len(element):
        _remove(element)


def move_breaks(element: etree._Element, sheet: SheetMap) -> None:
    """Carry over `<rowBreaks>` or `<colBreaks>`: a break after a line of a loop comes after each of its copies, so
    after none where a loop or a condition keeps none.
    """
    rows = etree.QName(element).localname == "rowBreaks"
    axis, other = (sheet.rows, sheet.columns) if rows else (sheet.columns, sheet.rows)
    made: dict[int, etree._Element] = {}
    for mark in list(element):
        after = int(mark.get("id", "0"))
        lines = [new for new, _ in axis.copies(after)] if after <= axis.last_known else [after + axis.shift]
        if not lines and not any(loop.first <= after <= loop.last for loop in axis.loops.values()):
            lines = [line_before(axis, after)]
        for line in lines:
            twin = copy.copy(mark)
            twin.set("id", str(line))
            most = int(mark.get("max", "0"))
            if most and most < other.size - 1:
                twin.set("max", str(line_before(other, most + 1) - 1))
            if 0 < line < axis.size:
                made.setdefault(line, twin)
        element.remove(mark)
    element.extend([made[line] for line in sorted(made)])
    element.set("count", str(len(made)))
    element.set("manualBreakCount", str(sum(mark.get("man") in ("1", "true") for mark in made.values())))
    if not made:
        _remove(element)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
