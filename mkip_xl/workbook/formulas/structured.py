"""Structured references: which cells `Costs[[#Totals],[Net]]` or `[@Net]` means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mkip_xl.workbook.formulas.references import Reference, Span
from mkip_xl.workbook.formulas.tokens import tokenise
from mkip_xl.workbook.formulas.values import CannotEvaluate

_PIECE = re.compile(r"\[((?:[^\[\]']|'.)*)\]")


@dataclass(frozen=True, slots=True)
class TableArea:
    """Where a table lies: its sheet, its first and last rows and columns (header and totals within), its headings."""

    sheet: str
    first_row: int
    first_column: int
    last_row: int
    columns: Sequence[str]
    header_rows: int = 1
    totals_rows: int = 0


def resolve(text: str, tables: Mapping[str, TableArea], sheet: str, row: int, column: int) -> Reference | None:
    """The cells a structured reference means from a cell; None when there are none (#REF!).

    `tables` holds each table under its folded name.
    """
    name, bracket, rest = text.partition("[")
    table = tables.get(name.casefold()) if name else _around(tables, sheet, row, column)
    if table is None:
        raise CannotEvaluate(f"the table of {text}")
    items, first, last = _parts(bracket + rest)
    columns = _columns(table, first, last)
    rows = _rows(table, items, row, sheet)
    if columns is None or rows is None:
        return None
    single = rows[0] == rows[1] and columns[0] == columns[1]
    return Reference(Span(*rows), Span(*columns), "", table.sheet, None, False, single)


def in_full(formula: str, table: str) -> str:
    """A formula of a table's own cells with its references as Excel keeps them: the table named, `@` written out.

    >>> in_full("[@Net]*2+SUM([Net])", "Costs")
    'Costs[[#This Row],[Net]]*2+SUM(Costs[Net])'
    >>> in_full("[[#This Row],Net]*Rates[@]", "Costs")
    'Costs[[#This Row],[Net]]*Rates[#This Row]'
    """
    return "".join(_in_full(token.text, table) if token.kind == "table" else token.text for token in tokenise(formula))


def _in_full(text: str, table: str) -> str:
    name, _, rest = text.partition("[")
    inside = rest[:-1].strip()
    if inside.startswith("@"):
        column = inside[1:].strip()
        bare = column and not column.startswith("[")
        inside = f"[#This Row],[{column}]" if bare else f"[#This Row],{column}" if column else "#This Row"
    elif inside.startswith("[#") and (column := inside.partition("],")[2].strip()) and not column.startswith("["):
        inside = inside.partition("],")[0] + f"],[{column}]"
    return f"{name or table}[{inside}]"


def _around(tables: Mapping[str, TableArea], sheet: str, row: int, column: int) -> TableArea | None:
    for table in tables.values():
        inside = table.first_row <= row <= table.last_row and 0 <= column - table.first_column < len(table.columns)
        if inside and table.sheet.casefold() == sheet.casefold():
            return table
    return None


def _parts(brackets: str) -> tuple[set[str], str | None, str | None]:
    """The special items (`#totals`, `@`), the first column and the last."""
    if not brackets:
        return set(), None, None
    inside = brackets[1:-1].strip()
    items: set[str] = set()
    if inside.startswith("@"):
        items.add("#this row")
        inside = inside[1:].strip()
    if not inside:
        return items, None, None
    if not inside.startswith("["):
        if inside.startswith("#"):
            return items | {inside.casefold()}, None, None
        return items, _unescaped(inside), None
    columns = []
    for piece in _PIECE.findall(inside):
        if piece.startswith("#"):
            items.add(piece.casefold())
        else:
            columns.append(_unescaped(piece))
    return items, columns[0] if columns else None, columns[1] if len(columns) > 1 else None


def _unescaped(name: str) -> str:
    return re.sub(r"'(.)", r"\1", name)


def _columns(table: TableArea, first: str | None, last: str | None) -> tuple[int, int] | None:
    if first is None:
        return table.first_column, table.first_column + len(table.columns) - 1
    folded = [name.casefold() for name in table.columns]
    try:
        start = folded.index(first.casefold())
        end = start if last is None else folded.index(last.casefold())
    except ValueError:
        return None
    return table.first_column + min(start, end), table.first_column + max(start, end)


def _rows(table: TableArea, items: set[str], row: int, sheet: str) -> tuple[int, int] | None:
    head = table.first_row + table.header_rows
    foot = table.last_row - table.totals_rows
    if "#this row" in items:
        return (row, row) if head <= row <= foot and table.sheet.casefold() == sheet.casefold() else None
    if "#all" in items:
        return table.first_row, table.last_row
    starts, ends = [], []
    for item, first, last in (
        ("#headers", table.first_row, head - 1),
        ("#data", head, foot),
        ("#totals", foot + 1, table.last_row),
    ):
        if item in items or (item == "#data" and not items):
            if first > last:
                return None
            starts.append(first)
            ends.append(last)
    return (min(starts), max(ends)) if starts else None
