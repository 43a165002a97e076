"""A survey of any workbook: its values, and every fault in columns whose kinds are told by their headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from mkip_xl.findings import Finding, Findings
from mkip_xl.workbook.guard import grid as g
from mkip_xl.workbook.guard.grid import WIDTH, reference
from mkip_xl.workbook.reading import Reading, merged
from mkip_xl.workbook.reading.cells import ExcelError, Sheet, Value
from mkip_xl.workbook.reading.kinds import Kind
from mkip_xl.workbook.reading.numerals import numeral
from mkip_xl.workbook.reading.ranges import ranges_under
from mkip_xl.workbook.reading.repetition import entered_twice
from mkip_xl.workbook.reading.staleness import stale_values
from mkip_xl.workbook.reading.tables import folded


def survey(reading: Reading, kinds: Mapping[str, Kind] | None = None) -> list[Finding]:
    """Every finding of a workbook in reading order; with `kinds`, of the columns under those headings too."""
    findings = Findings()
    if kinds:
        told = {folded(heading): kind for heading, kind in kinds.items()}
        tables = list(reading.tables.values())
        for sheet in reading.sheets.values():
            for table in [*(each for each in tables if each.sheet is sheet), *ranges_under(sheet, kinds, tables)]:
                columns = {heading: told[folded(heading)] for heading in table.columns if folded(heading) in told}
                if columns:
                    findings.extend(entered_twice(table, table.records(columns, findings), told))
    else:
        for sheet in reading.sheets.values():
            findings.extend(_texts_among_numbers(sheet))
    return merged([*reading.findings, *stale_values(reading), *findings], reading.sheets)


def _texts_among_numbers(sheet: Sheet) -> Iterator[Finding]:
    """A warning for each text that looks like a number and stands above or below one."""
    grid = sheet.grid
    looks: dict[float, bool] = {}
    for at, kind in enumerate(grid.kinds):
        if kind not in (g.SHARED, g.TEXT):
            continue
        known = looks.get(grid.numbers[at]) if kind == g.SHARED else None
        if known is None:
            known = numeral(sheet.text_at(at)) is not None
            if kind == g.SHARED:
                looks[grid.numbers[at]] = known
        if known and any(_is_number(sheet, grid.keys[at] + step) for step in (-WIDTH, WIDTH)):
            message = (
                f"The cell holds {sheet.text_at(at)[:40]!r} as text among numbers, and Excel leaves texts out of its "
                "sums. Give the cell a number format and type the figure as a number."
            )
            yield Finding("warning", sheet.name, reference(grid.keys[at]), "number-as-text", message)


def _is_number(sheet: Sheet, key: int) -> bool:
    at = sheet.grid.at(key)
    return at is not None and sheet.grid.kinds[at] == g.NUMBER


def shown(value: Value) -> str | int | float | bool | None:
    """A value as JSON carries it: dates and times in ISO form, errors by their code, figures as numbers.

    >>> shown(Decimal("1250.5")), shown(date(2013, 4, 1)), shown(ExcelError("#N/A"))
    (1250.5, '2013-04-01', '#N/A')
    """
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, ExcelError):
        return value.code
    return value


def as_json(reading: Reading, findings: list[Finding]) -> dict[str, object]:
    """What the command prints: every sheet's cells by address, and the findings."""
    return {
        "sheets": {
            name: {reference(key): shown(sheet.cell_at(at).value) for at, key in enumerate(sheet.grid.keys)}
            for name, sheet in reading.sheets.items()
        },
        "findings": [finding.as_json() for finding in findings],
    }
