"""Tables: where they lie, and that their headings are those of their cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkip_xl.workbook.formulas.references import column_letters
from mkip_xl.workbook.formulas.structured import TableArea
from mkip_xl.workbook.lint.cells import Content
from mkip_xl.workbook.lint.parts import MAIN, Parts, Sheet
from mkip_xl.workbook.lint.ranges import Box, box, overlap, overlapping

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(slots=True)
class _Table:
    element: _Element
    sheet: Sheet
    name: str
    box: Box


def check_tables(parts: Parts, contents: dict[str, Content], names: set[str]) -> dict[str, TableArea]:
    """Every table of the workbook; gives them back for the formulas that name them. `names`: defined names, folded."""
    found = [table for sheet in parts.sheets for table in _tables(parts, sheet)]
    _check_names(parts, found, names)
    for sheet in parts.sheets:
        here = [table for table in found if table.sheet is sheet]
        for first, second in overlapping([(table.name, table.box) for table in here]):
            parts.findings.error(sheet.name, None, "table", f"The tables {first} and {second} overlap.")
        _check_merges(parts, sheet, here)
    areas = {}
    for table in found:
        columns = [column.get("name", "") for column in table.element.iter(MAIN + "tableColumn")]
        header, totals = _flags(table.element)
        _check_columns(parts, table, columns, header, contents[table.sheet.part])
        _check_rows(parts, table, header, totals)
        names_unescaped = [_shown(name) for name in columns]
        areas[table.name.casefold()] = TableArea(
            table.sheet.name, table.box[0], table.box[1], table.box[2], names_unescaped, header, totals
        )
    return areas


def _flags(element: _Element) -> tuple[int, int]:
    header, totals = element.get("headerRowCount", "1"), element.get("totalsRowCount", "0")
    return int(header == "1"), int(totals == "1")


def _tables(parts: Parts, sheet: Sheet) -> list[_Table]:
    found = []
    for part in parts.linked(sheet.part, "table"):
        root = parts.tree(part)
        if root is None:
            continue
        name, written = root.get("displayName", ""), root.get("ref", "")
        area = box(written)
        if area is None:
            parts.findings.error(sheet.name, None, "table", f"The table {name} covers {written!r}, which is no range.")
        else:
            found.append(_Table(root, sheet, name, area))
    return found


def _check_names(parts: Parts, found: list[_Table], names: set[str]) -> None:
    for name, count in Counter(table.name.casefold() for table in found).items():
        if count > 1:
            parts.findings.error(None, None, "table-name", f"{count} tables are called {name}.")
        if name in names:
            parts.findings.error(None, None, "table-name", f"A table and a defined name are both called {name}.")
    for number, count in Counter(table.element.get("id", "") for table in found).items():
        if count > 1:
            parts.findings.error(None, None, "table-id", f"{count} tables have the id {number}.")
    for table in found:
        if not table.name or " " in table.name:
            message = f"A table is called {table.name!r}; a name has no spaces."
            parts.findings.error(table.sheet.name, None, "table-name", message)


def _check_merges(parts: Parts, sheet: Sheet, here: list[_Table]) -> None:
    root = parts.tree(sheet.part)
    for element in () if root is None or not here else root.iter(MAIN + "mergeCell"):
        merged = box(element.get("ref", ""))
        for table in here:
            if merged is not None and overlap(merged, table.box):
                message = f"{element.get('ref')} is merged inside the table {table.name}; a table has no merged cells."
                parts.findings.error(sheet.name, element.get("ref", "").partition(":")[0], "table", message)


def _check_columns(parts: Parts, table: _Table, columns: list[str], header: int, content: Content) -> None:
    findings, sheet, name = parts.findings, table.sheet.name, table.name
    width = table.box[3] - table.box[1] + 1
    if len(columns) != width:
        message = f"The table {name} is {width} wide and names {len(columns)} columns."
        findings.error(sheet, None, "table-columns", message)
    for heading, count in Counter(heading.casefold() for heading in columns).items():
        if not heading.strip():
            findings.error(sheet, None, "table-heading", f"The table {name} has {count} columns without a heading.")
        elif count > 1:
            findings.error(sheet, None, "table-heading", f"The table {name} has {count} columns called {heading!r}.")
    for number, count in Counter(column.get("id", "") for column in table.element.iter(MAIN + "tableColumn")).items():
        if count > 1:
            findings.error(sheet, None, "table-columns", f"{count} columns of the table {name} have the id {number}.")
    if not header:
        return
    for offset, heading in enumerate(columns[:width]):
        row, column = table.box[0], table.box[1] + offset
        kind, shown = content.values.get((row, column), ("", ""))
        cell = f"{column_letters(column)}{row}"
        if kind not in ("s", "inlineStr", "str"):
            findings.error(sheet, cell, "table-heading", f"{cell} heads a column of {name} and holds no text.")
        elif _shown(heading) != shown:
            message = f"{cell} holds {shown!r}; the table {name} calls the column {heading!r}."
            findings.error(sheet, cell, "table-heading", message)


def _shown(heading: str) -> str:
    """A heading as its cell holds it: line breaks are written out in the table's own part."""
    return heading.replace("_x000a_", "\n").replace("_x000A_", "\n").replace("_x000d_", "\r").replace("_x000D_", "\r")


def _check_rows(parts: Parts, table: _Table, header: int, totals: int) -> None:
    first, _, last, _ = table.box
    if last - first + 1 - header - totals < 1:
        message = f"The table {table.name} has no row of its own; Excel wants one, if blank."
        parts.findings.error(table.sheet.name, None, "table", message)
    own = table.element.find(MAIN + "autoFilter")
    if own is None:
        return
    filtered, wanted = box(own.get("ref", "")), (*table.box[:2], last - totals, table.box[3])
    if filtered != wanted:
        message = f"The filter of the table {table.name} covers {own.get('ref')}, not its headings and rows."
        parts.findings.warn(table.sheet.name, None, "table-filter", message)
