"""The rows of a finance workbook: its tables read by heading, every fault a finding at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mkip_xl.errors import RuleError
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.findings import Findings, place
from mkip_xl.intake.schema import Column, TableSchema, table
from mkip_xl.intake.wanted import Wanted
from mkip_xl.workbook.formulas.references import column_letters

if TYPE_CHECKING:
    from mkip_xl.workbook.reading import Reading, Record, Table

EXAMPLES = {"Financial year": "2012/13"}
"""What a text looks like that Excel may take for a date or a number, by the heading of its column."""


class Row(dict[str, Any]):
    """One row of a table: its values by heading, and where each stands."""

    def __init__(self, record: Record, absent: Iterable[str] = ()) -> None:
        super().__init__({**dict.fromkeys(absent), **record.values})
        self.record = record

    def place(self, heading: str) -> tuple[str, str]:
        """The sheet and the cell of one value."""
        return self.record.place(heading)

    def told(self, heading: str) -> str:
        """The place of one value as a sentence names it, `'Sheet'!Cell`."""
        return place(*self.place(heading))

    @property
    def cells(self) -> dict[str, str]:
        """Where each field of the row stands, `'Sheet'!Cell`."""
        return {heading: self.told(heading) for heading in self.record.columns}


@dataclass
class Rows:
    """The tables of one workbook, read row by row; `codes` are its partners, once their table has been read.

    `wanted` says which kinds of appendices are listed: a table that none of them needs may be missing or empty.
    """

    reading: Reading
    findings: Findings
    wanted: Wanted
    codes: tuple[str, ...] = ()
    _said: set[str] = field(default_factory=set)

    def whole(self, name: str, unique: Sequence[str] = ()) -> list[Row]:
        """The rows of a table whose every cell can be used; the others have become findings."""
        from mkip_xl.workbook.reading import no_duplicates

        schema, found = table(name), self.found(name)
        if found is None or self.wanted.passes_over(schema, found):
            return []
        there = {" ".join(heading.split()).casefold() for heading in found.columns}
        absent = {heading for heading in schema.extra if heading.casefold() not in there}
        kinds = {heading: kind for heading, kind in schema.kinds.items() if heading not in absent}
        read = found.records(kinds, self.findings, optional=schema.optional, examples=EXAMPLES)
        records = [Row(record, absent) for record in read]
        self._apart(found, schema)
        if not records and not self.findings.errors and self.wanted.table(schema):
            self.findings.error(
                found.sheet.name, heading_cell(found, schema.columns[0].heading), "empty-table",
                f"The table {name} has no rows. Fill it: {schema.purpose}",
            )  # fmt: skip
        if name == "Partners":  # a row with a fault elsewhere still says that there is such a partner
            self.codes = tuple(record["Code"] for record in records if record["Code"] is not None)
        good = [record for record in records if self._usable(record, schema.columns)]
        if unique:
            no_duplicates([record.record for record in good], unique, self.findings)
        return good

    def given(self, name: str, unique: Sequence[str] = ()) -> list[Row]:
        """The same of a table that need not be there: none where it is not, unless an appendix wants it."""
        return self.whole(name, unique) if name in self.reading.tables or self.wanted.table(table(name)) else []

    def by_year(self, name: str, unique: Sequence[str]) -> Iterator[tuple[Row, FinancialYear]]:
        """The usable rows of a table with their financial years."""
        for record in self.whole(name, unique):
            year = self.year(record["Financial year"], record, "Financial year")
            if year is not None:
                yield record, year

    def year(self, text: object, record: Row, heading: str) -> FinancialYear | None:
        """A financial year as a cell gives it, or a finding."""
        try:
            return FinancialYear.parse(str(text))
        except RuleError as refusal:
            self.error(record, heading, "not-a-year", str(refusal))
            return None

    def error(self, record: Row, heading: str, code: str, message: str) -> None:
        """Note an error at one cell of a row."""
        sheet, cell = record.place(heading)
        self.findings.error(sheet, cell, code, message)

    def is_blank(self, record: Row, heading: str) -> bool:
        """Whether a cell was left empty: one that could not be read has its finding already."""
        return record[heading] is None and record.place(heading) not in {
            (each.sheet, each.cell) for each in self.findings
        }

    def found(self, name: str) -> Table | None:
        """A table by its name; a finding, once, when the workbook has none of that name."""
        found = self.reading.tables.get(name)
        if found is None and name not in self._said and self.wanted.table(table(name)):
            self._said.add(name)
            there = ", ".join(self.reading.tables) or "none"
            self.findings.error(
                None, None, "missing-table",
                f"The workbook has no table named {name}: {table(name).purpose}{self.wanted.why(table(name))} Add it "
                f"(select the headings and the rows, Insert, Table, then type {name} as the table name). "
                f"Tables found: {there}.",
            )  # fmt: skip
        return found

    def _apart(self, found: Table, schema: TableSchema) -> None:
        """Note the rows that a gap keeps out of a table, though they are filled as its own are and would count."""
        needed = {column.heading.casefold() for column in schema.columns if column.required}
        columns = [at for heading, at in found.columns.items() if " ".join(heading.split()).casefold() in needed]
        taken = [each.area for each in self.reading.tables.values() if each.sheet is found.sheet]
        rows: dict[int, set[int]] = {}
        for cell in found.sheet.below(found.area.bottom):
            if cell.column in columns and not cell.is_blank:
                rows.setdefault(cell.row, set()).add(cell.column)
        apart = [
            row
            for row, filled in sorted(rows.items())
            if len(filled) == len(columns) > 1 and not any(area.top <= row <= area.bottom for area in taken)
        ]
        if apart:
            also = f" So are {len(apart) - 1} more below it." if len(apart) > 1 else ""
            self.findings.error(
                found.sheet.name, f"{column_letters(columns[0])}{apart[0]}", "below-table",
                f"This row is filled as those of the table {found.name} are, and is not part of it, so that it does "
                f"not count.{also} Drag the table's corner down over it, or clear it.",
            )  # fmt: skip

    def _usable(self, record: Row, columns: Sequence[Column]) -> bool:
        usable = True
        for column in columns:
            value = record[column.heading]
            if value is None and column.extra:
                continue
            if value is None:
                usable = usable and not column.required
            elif column.choices:
                usable = self._chosen(record, column.heading, column.choices) and usable
            elif column.refers_to == ("Partners", "Code"):
                usable = self._known_partner(record, column.heading) and usable
            elif column.kind == "count" and value < 0:
                self.error(record, column.heading, "negative", f"{column.heading} is {value}. Give 0 or more.")
                usable = False
        return usable

    def _chosen(self, record: Row, heading: str, choices: Sequence[str]) -> bool:
        value = str(record[heading])
        for choice in choices:
            if choice.casefold() == value.casefold():
                record[heading] = choice
                return True
        self.error(record, heading, "not-a-choice", f"{heading} is {value!r}. Choose one of: {', '.join(choices)}.")
        return False

    def _known_partner(self, record: Row, heading: str) -> bool:
        from mkip_xl.workbook.reading import must_be_known

        must_be_known([record.record], heading, self.codes, self.findings, whose="partners")
        return record[heading] in self.codes


def unknown(value: str, known: Sequence[str], what: str) -> str:
    """The sentence for a text that names nothing there is."""
    return f"There is no {what} {value!r}. Use one of: {', '.join(known) or 'none given yet'}."


def heading_cell(found: Table, heading: str) -> str:
    """The cell of a table's header row under which a heading stands, or its first header cell."""
    column = next((at for name, at in found.columns.items() if name.strip().casefold() == heading.casefold()), None)
    return f"{column_letters(column or found.area.left)}{found.header_row}"
