"""The Excel tables of a workbook, from their parts to where they lie on their sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NoReturn

from mkip_xl.errors import RefusedFile
from mkip_xl.workbook.guard import Examined
from mkip_xl.workbook.guard.grid import Area, area
from mkip_xl.workbook.guard.markup import MAIN, Node
from mkip_xl.workbook.guard.strings import plain
from mkip_xl.workbook.reading.cells import Sheet
from mkip_xl.workbook.reading.tables import Table, folded

_M = MAIN + " "


def read_tables(examined: Examined, sheets: Mapping[str, Sheet]) -> Iterator[Table]:
    """Every Excel table, sheet by sheet."""
    names: set[str] = set()
    for part in examined.book.sheets:
        grid = examined.grids.get(part.name)
        if grid is None:
            continue
        relations = {relation.id: relation for relation in examined.web.of(part.part, "table")}
        taken: list[Area] = []
        for identity in grid.table_ids:
            relation = relations.get(identity)
            if relation is None or relation.external:
                _refuse(examined, "missing-part", f"the sheet {part.name!r} asks for a table that is not in the file.")
            table = _table(examined, relation.target, sheets[part.name])
            if table.name.casefold() in names:
                _refuse(examined, "duplicate-name", f"two tables are called {table.name[:40]!r}.")
            if any(_meet(table.area, other) for other in taken):
                _refuse(examined, "overlap", f"the table {table.name[:40]!r} lies on top of another.")
            names.add(table.name.casefold())
            taken.append(table.area)
            yield table


def _refuse(examined: Examined, code: str, what: str) -> NoReturn:
    message = f"{examined.package.name} is damaged or was tampered with: {what} Open it in Excel and save it again."
    raise RefusedFile(code, message)


def _meet(one: Area, other: Area) -> bool:
    return one.top <= other.bottom and other.top <= one.bottom and one.left <= other.right and other.left <= one.right


def _table(examined: Examined, part: str, sheet: Sheet) -> Table:
    root = examined.web.tree(part)
    told = root.attributes
    block = area(told.get("ref", ""))
    if root.name != _M + "table" or block is None:
        _refuse(examined, "malformed", f"its part {part} is not a table.")
    name = plain(told.get("displayName") or told.get("name", ""))
    headers, totals = (
        _flag(examined, part, told.get(word), default)
        for word, default in (("headerRowCount", 1), ("totalsRowCount", 0))
    )
    names = _column_names(examined, root, part, block)
    header_row = block.top if headers else max(1, block.top - 1)
    columns: dict[str, int] = {}
    doubled = []
    known: set[str] = set()
    for column, listed in enumerate(names, block.left):
        cell = sheet.cell(block.top, column) if headers else None
        heading = listed if cell is None or not isinstance(cell.value, str) else cell.value
        heading = " ".join(heading.split())
        if folded(heading) in known:
            doubled.append(heading)
        else:
            known.add(folded(heading))
            columns[heading] = column
    data = range(block.top + headers, block.bottom + 1 - totals)
    return Table(name, sheet, block, header_row, data, columns, doubled=tuple(doubled))


def _flag(examined: Examined, part: str, told: str | None, default: int) -> int:
    if told is None:
        return default
    if told not in ("0", "1"):
        _refuse(examined, "malformed", f"its part {part} counts {told[:10]!r} header or totals rows.")
    return int(told)


def _column_names(examined: Examined, root: Node, part: str, block: Area) -> list[str]:
    group = root.first(_M + "tableColumns")
    names = [plain(node.attributes.get("name", "")) for node in group.all(_M + "tableColumn")] if group else []
    if len(names) != block.right - block.left + 1:
        _refuse(
            examined, "false-count", f"its part {part} lists {len(names)} columns for {block.right - block.left + 1}."
        )
    return names
