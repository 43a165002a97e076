"""Rows that seem to have been entered twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mkip_xl.findings import Finding
from mkip_xl.workbook.reading.cells import Cell
from mkip_xl.workbook.reading.kinds import Kind
from mkip_xl.workbook.reading.tables import Record, Table, folded


def entered_twice(table: Table, records: Sequence[Record], told: Mapping[str, Kind]) -> Iterator[Finding]:
    """A warning for each row that says what an earlier one says.

    Either every column that is not a measure says the same; or a code does, or the name that rows begin with, although
    it tells nearly all rows apart, as in a register. Where another column, neither date nor note, tells the two rows
    apart and repeats itself elsewhere (a service for each partner), they are two entries.
    """
    kinds = {heading: told.get(folded(heading)) for heading in table.columns}
    names = [heading for heading, kind in kinds.items() if kind in ("name", "code")]
    rows = [record for record in records if record.row not in table.loose]
    columns = {
        heading: [_compared(table.sheet.cell(record.row, column)) for record in rows]
        for heading, column in table.columns.items()
        if kinds[heading] not in ("money", "count", "percentage")
    }
    repeats = {heading: _repeats(values) for heading, values in columns.items()}
    beside = [heading for heading in columns if repeats[heading] and kinds[heading] not in ("date", "text")]
    ways = [(heading, tuple(columns)) for heading in names[:1]] + [
        (heading, (heading, *(each for each in beside if each != heading)))
        for heading in names
        if (kinds[heading] == "code" or heading == names[0]) and 0 < repeats[heading] <= max(1, len(rows) // 10)
    ]
    named: set[int] = set()
    for heading, together in ways:
        first: dict[tuple[object, ...], int] = {}
        for record, key in zip(rows, zip(*(columns[each] for each in together), strict=True), strict=True):
            earlier = first.setdefault(key, record.row)
            if earlier != record.row and record[heading] is not None and record.row not in named:
                named.add(record.row)
                sheet, cell = record.place(heading)
                what = ", ".join(str(record[each]) for each in names if record[each] is not None)[:60]
                message = f"{what}: row {earlier} says the same. If it was entered twice, remove one of them."
                yield Finding("warning", sheet, cell, "duplicate", message)


def _compared(cell: Cell | None) -> object:
    value = None if cell is None or cell.is_blank else cell.value
    return folded(value) if isinstance(value, str) else value


def _repeats(values: Sequence[object]) -> int:
    given = [value for value in values if value is not None]
    return len(given) - len(set(given))
