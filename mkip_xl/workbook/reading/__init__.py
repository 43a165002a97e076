"""Reading a workbook: exact values, tables by name, every oddity noted. The guard passes it first.

reading = read_workbook(Path("mkip-ict.xlsx"))
reading.tables["Partners"].records({"Code": "code", "Key decision threshold": "money"}, findings)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mkip_xl.findings import Finding
from mkip_xl.workbook.guard import Examined, examine
from mkip_xl.workbook.guard.book import DefinedName
from mkip_xl.workbook.guard.grid import Grid, position
from mkip_xl.workbook.reading.cells import Cell, ExcelError, Sheet, Value
from mkip_xl.workbook.reading.kinds import KINDS, Converted, Kind, convert
from mkip_xl.workbook.reading.oddities import oddities
from mkip_xl.workbook.reading.parts import read_tables
from mkip_xl.workbook.reading.tables import Record, Table, must_be_known, no_duplicates

__all__ = [
    "KINDS", "Cell", "Converted", "ExcelError", "Kind", "Reading", "Record", "Sheet", "Table", "Tables", "Value",
    "convert", "in_reading_order", "merged", "must_be_known", "no_duplicates", "read_workbook", "reading_of",
]  # fmt: skip


class Tables(Mapping[str, Table]):
    """The Excel tables of a workbook by name, whatever the capitals."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._tables = {table.name.casefold(): table for table in tables}

    def __getitem__(self, name: str) -> Table:
        return self._tables[name.casefold()]

    def __iter__(self) -> Iterator[str]:
        return (table.name for table in self._tables.values())

    def __len__(self) -> int:
        return len(self._tables)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.casefold() in self._tables


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook as read: sheets in order, tables, defined names, the date system, and what was noted on the way."""

    file: str
    sheets: dict[str, Sheet]
    tables: Tables
    names: tuple[DefinedName, ...]
    date1904: bool
    findings: tuple[Finding, ...]


def read_workbook(source: Path | bytes, name: str | None = None) -> Reading:
    """The sheets, cells and tables of a workbook file, or of its bytes; raises RefusedFile when the guard refuses it.

    `name` is what messages call it; a path's own name when left out.
    """
    return reading_of(examine(source, name=name))


def reading_of(examined: Examined) -> Reading:
    """The sheets, cells and tables of a workbook that passed the guard."""
    book = examined.book
    sheets = {
        part.name: Sheet(
            part.name,
            part.state,
            part.kind,
            examined.grids.get(part.name, Grid()),
            examined.strings,
            examined.formats,
            date1904=book.date1904,
        )
        for part in book.sheets
    }
    tables = Tables(read_tables(examined, sheets))
    findings = [*examined.findings, *oddities(sheets.values(), examined)]
    return Reading(
        examined.package.name,
        sheets,
        tables,
        tuple(book.names),
        book.date1904,
        tuple(in_reading_order(findings, sheets)),
    )


def merged(findings: Iterable[Finding], sheets: Iterable[str]) -> list[Finding]:
    """Findings in reading order, none twice, and no warning where the same cell has an error of the same code."""
    held = list(dict.fromkeys(findings))
    graver = {(each.sheet, each.cell, each.code) for each in held if each.severity == "error"}
    kept = [each for each in held if each.severity == "error" or (each.sheet, each.cell, each.code) not in graver]
    return in_reading_order(kept, sheets)


def in_reading_order(findings: Iterable[Finding], sheets: Iterable[str]) -> list[Finding]:
    """Findings in the order a reader meets them: the whole file first, then sheet by sheet, row by row."""
    order = {sheet: number for number, sheet in enumerate(sheets, 1)}

    def key(finding: Finding) -> tuple[int, int, int]:
        row, column = (position(finding.cell) if finding.cell else None) or (0, 0)
        return order.get(finding.sheet, len(order) + 1) if finding.sheet is not None else 0, row, column

    return sorted(findings, key=key)
