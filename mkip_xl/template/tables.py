"""Excel tables: range, columns, headings, filters and totals follow the loops."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from lxml import etree

from mkip_xl.errors import TemplateError
from mkip_xl.template import texts
from mkip_xl.template.axes import Run
from mkip_xl.template.cells import Mixture, Typed
from mkip_xl.template.frames import FrameMover, move_filter_columns
from mkip_xl.template.plan import SheetPlan, TableRows
from mkip_xl.template.references import Area, area_of, copied
from mkip_xl.template.relations import relations
from mkip_xl.template.sheets import FilledByExcel, Sheet
from mkip_xl.template.texts import MAIN, Heading, Marks
from mkip_xl.workbook.formulas.expansion import WorkbookMap
from mkip_xl.workbook.formulas.structured import TableArea, in_full
from mkip_xl.workbook.package import Package


def _m(name: str) -> str:
    return f"{{{MAIN}}}{name}"


def table_range(root: etree._Element) -> Area:
    """The cells of a table, headings and totals included."""
    area = area_of(root.get("ref", ""))
    if area is None:
        raise TemplateError(f"the table {root.get('displayName', '')} has no range. Save the template again from Excel")
    return area


def rows_of(root: etree._Element) -> tuple[int, int]:
    """How many heading rows and how many totals rows a table has."""
    return int(root.get("headerRowCount", "1")), int(root.get("totalsRowCount", "0"))


def table_rows(root: etree._Element) -> TableRows:
    """The rows of a table."""
    area = table_range(root)
    heads, totals = rows_of(root)
    return TableRows(area.top, area.top + heads, area.bottom - totals, area.bottom)


def fixed_headings(root: etree._Element, sheet: Sheet) -> bool:
    """Whether the headings can never change: no values in them, no loop across them."""
    area = table_range(root)
    row = sheet.rows.get(area.top)
    cells = row.cells if row is not None else []
    live = any(isinstance(cell, (Typed, Mixture)) and area.left <= cell.column <= area.right for cell in cells)
    moving = (block for block in sheet.across if not isinstance(block, Run))
    return not live and all(block.last < area.left or block.first > area.right for block in moving)


def move_table(
    root: etree._Element, new: Area, sheet: str, plan: SheetPlan, maps: WorkbookMap, marks: Marks, heading: int | None
) -> TableArea:
    """Carry over a table's part to the cells `new`; `heading` tells its live headings apart from those of others."""
    old = table_range(root)
    heads, totals = rows_of(root)
    root.set("ref", new.text)
    _move_filters(root, old, new, totals, plan)
    columns = root.find(_m("tableColumns"))
    assert columns is not None
    listed = list(columns.iterchildren(_m("tableColumn")))
    made = _columns(listed, old, new, plan, marks, heading)
    for child in list(columns):
        columns.remove(child)
    columns.extend(made)
    columns.set("count", str(len(made)))
    mover = FrameMover(sheet, plan, maps)
    for at, column in enumerate(made):
        for name, old_row, new_row in (
            ("calculatedColumnFormula", old.top + heads, new.top + heads),
            ("totalsRowFormula", old.bottom, new.bottom),
        ):
            formula = column.find(_m(name))
            if formula is not None and formula.text:
                old_column = _old_column(plan, new.left + at)
                here = Area(old_row, old_column, old_row, old_column)
                there = Area(new_row, new.left + at, new_row, new.left + at)
                formula.text = mover.formula(in_full(formula.text, root.get("displayName", "")), here, there)
    names = _known_names(made, listed, old, new, plan)
    return TableArea(plan.name, new.top, new.left, new.bottom, names, heads, totals)


def _move_filters(root: etree._Element, old: Area, new: Area, totals: int, plan: SheetPlan) -> None:
    for filtered in root.iterchildren(_m("autoFilter")):
        filtered.set("ref", new._replace(bottom=new.bottom - totals).text)
        move_filter_columns(filtered, old.left, new, plan.map.columns)
    for ordered in list(root.iter(_m("sortState"), _m("sortCondition"))):
        area = area_of(ordered.get("ref", ""))
        copies = [made.area for made in copied(area, plan.map) if made.area.within(new)] if area is not None else []
        holder = ordered.getparent()
        if copies:
            ordered.set("ref", copies[0].text)
        elif holder is not None:
            holder.remove(ordered)


def _known_names(
    made: Sequence[etree._Element], listed: Sequence[etree._Element], old: Area, new: Area, plan: SheetPlan
) -> list[str]:
    """The headings that structured references may name: those that never change."""
    row = plan.source.rows.get(old.top)
    live = {cell.column for cell in (row.cells if row is not None else ()) if isinstance(cell, (Typed, Mixture))}
    names: list[str] = []
    for at in range(len(made)):
        column = _old_column(plan, new.left + at)
        name = listed[column - old.left].get("name", "")
        names.append(f"\0{at}" if column in live or name in names else name)
    return names


def _old_column(plan: SheetPlan, new: int) -> int:
    old = plan.map.columns.old(new)
    return old if old is not None else new


def _columns(
    listed: Sequence[etree._Element], old: Area, new: Area, plan: SheetPlan, marks: Marks, heading: int | None
) -> list[etree._Element]:
    made: list[etree._Element] = []
    used: set[int] = set()
    most = max((int(column.get("id", "0")) for column in listed), default=0)
    for at, column in enumerate(range(new.left, new.right + 1)):
        position = _old_column(plan, column) - old.left
        if not 0 <= position < len(listed):
            raise TemplateError("a table's columns do not fit its range. Save the template again from Excel")
        twin = copy.deepcopy(listed[position])
        if position in used:
            most += 1
            twin.set("id", str(most))
            for name in list(twin.attrib):
                if etree.QName(str(name)).localname == "uid":
                    del twin.attrib[name]
        used.add(position)
        if heading is not None:
            twin.set("name", marks.add(Heading(heading, at)))
        made.append(twin)
    return made


def filled_by_excel(package: Package, sheet_part: str) -> FilledByExcel:
    """The cells of a sheet's tables that Excel wants filled on marker lines too."""
    headings, bodies, tables = [], [], []
    for relation in relations(package, sheet_part):
        if relation.kind != "table" or relation.target not in package:
            continue
        root = texts.parse(package.read(relation.target))
        area, rows = table_range(root), table_rows(root)
        if rows.first > rows.top:
            headings.append(area._replace(bottom=rows.first - 1))
        bodies.append(area._replace(top=rows.first, bottom=rows.last))
        tables.append((root.get("displayName", ""), area))
    return FilledByExcel(tuple(headings), tuple(bodies), tuple(tables))
