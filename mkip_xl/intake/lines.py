"""Each table of the finance workbook read into the model's lines; every fault becomes a finding at its cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from mkip_xl.errors import RuleError
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partner import Partner
from mkip_xl.finance.partnership import (
    AppendixEntry,
    Asset,
    Basis,
    CapitalBudgetLine,
    CapitalOption,
    Instalment,
    InvestmentLine,
    Post,
    RevenueBudgetLine,
    SavingLine,
)
from mkip_xl.findings import Findings, place
from mkip_xl.intake.schema import ITEMS, Column, Item, table

if TYPE_CHECKING:
    from mkip_xl.workbook.reading import Reading, Record, Table

T = TypeVar("T")


class Row(dict[str, Any]):
    """One row of a table: its values by heading, and where each stands."""

    def __init__(self, record: Record) -> None:
        super().__init__(record.values)
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
class Lines:
    """Reads the tables of one workbook into lines of the model, noting every fault in `findings`."""

    reading: Reading
    findings: Findings
    codes: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()
    _said: set[str] = field(default_factory=set)

    def partners(self) -> tuple[Partner, ...]:
        """The partners in register order."""
        found = tuple(
            Partner(
                record["Code"],
                record["Authority"],
                record["Section 151 officer"],
                record["Decision body"],
                record["Meeting date"],
                record["Report"],
                record["Key decision threshold"],
                record.cells,
            )
            for record in self.whole("Partners", unique=("Code",))
        )
        return found

    def revenue_budgets(self) -> tuple[RevenueBudgetLine, ...]:
        """The revenue budget lines."""
        return tuple(
            RevenueBudgetLine(year, record["Partner"], record["Subjective heading"], record["Budget"], record.cells)
            for record, year in self.by_year(
                "RevenueBudgets", unique=("Financial year", "Partner", "Subjective heading")
            )
        )

    def capital_budgets(self) -> tuple[CapitalBudgetLine, ...]:
        """The capital budget lines."""
        return tuple(
            CapitalBudgetLine(year, record["Partner"], record["Scheme"], record["Budget"], record.cells)
            for record, year in self.by_year("CapitalBudgets", unique=("Financial year", "Partner", "Scheme"))
        )

    def savings(self) -> tuple[SavingLine, ...]:
        """The baseline and proposed cost lines."""
        return tuple(
            SavingLine(
                year, record["Partner"], record["Category"], record["Baseline"], record["Proposed"], record.cells
            )
            for record, year in self.by_year("Savings", unique=("Financial year", "Partner", "Category"))
        )

    def investment(self) -> tuple[InvestmentLine, ...]:
        """The investment lines."""
        return tuple(
            InvestmentLine(year, record["Item"], record["Category"], record["Amount"], record["Met from"], record.cells)
            for record, year in self.by_year("Investment", unique=("Financial year", "Item", "Category", "Met from"))
        )

    def capital_options(self) -> tuple[CapitalOption, ...]:
        """The options for the capital fund, each with its instalments in year order."""
        described: dict[str, str] = {}
        instalments: dict[str, list[Instalment]] = {}
        for record, year in self.by_year("CapitalOptions", unique=("Option", "Financial year")):
            name = record["Option"]
            if described.setdefault(name, record["Description"]) != record["Description"]:
                self.error(
                    record, "Description", "two-descriptions", f"Option {name} is described in two ways. Use one."
                )
            instalment = Instalment(year, record["Amount"], record["Divided by"], record.cells)
            instalments.setdefault(name, []).append(instalment)
        return tuple(
            CapitalOption(name, described[name], tuple(sorted(paid, key=lambda line: line.year)))
            for name, paid in instalments.items()
        )

    def posts(self) -> tuple[Post, ...]:
        """The posts, current and proposed."""
        return tuple(
            Post(
                record["Structure"],
                record["Employer"],
                record["Tier"],
                record["Post"],
                Fraction(record["FTE"]),
                record["Salary"],
                record["National Insurance"],
                record["Pension"],
                record.cells,
            )
            for record in self.whole("Posts")
        )

    def assets(self) -> tuple[Asset, ...]:
        """The assets, each with the authority that bought it."""
        return tuple(
            Asset(
                record["Asset number"],
                record["Description"],
                record["Purchasing authority"],
                record["Cost"],
                record["Purchased"],
                int(record["Life in years"]),
                record.cells,
            )
            for record in self.whole("Assets", unique=("Asset number",))
        )

    def basis_register(self) -> tuple[Basis, ...]:
        """The bases, one for each name and date, with every partner's measure and estimate."""
        groups: dict[tuple[str, dt.date], list[Row]] = {}
        for record in self.whole("Bases", unique=("Basis", "Effective from", "Partner")):
            groups.setdefault((record["Basis"], record["Effective from"]), []).append(record)
        self.bases = tuple(self._basis(records) for records in groups.values())
        return self.bases

    def appendices(self) -> tuple[AppendixEntry, ...]:
        """The register of appendices."""
        return tuple(
            AppendixEntry(
                record["Letter"],
                record["Title"],
                record["Status"],
                self._paragraphs(record),
                record["Reason"] or "",
                record["Public interest"] or "",
                record["Review date"],
                record["Template"],
                record.cells,
            )
            for record in self.whole("Appendices", unique=("Letter",))
        )

    def items(self, name: str) -> Items:
        """A table of items and values, by item."""
        schema, wanted = table(name), {item.label.casefold(): item for item in ITEMS[name]}
        values: dict[str, object] = {}
        places: dict[str, str] = {}
        clauses: dict[str, str] = {}
        found = self._table(name)
        if found is None:
            return Items(values, places, clauses)
        kinds = {heading: kind for heading, kind in schema.kinds.items() if heading != "Value"}
        for read in found.records({**kinds, "Item": "name"}, self.findings, optional=schema.optional):
            record = Row(read)
            label = record["Item"]
            item = wanted.get(label.casefold()) if label is not None else None
            if label is None:
                continue
            if item is None:
                self.error(record, "Item", "unknown-item", self._unknown(label, [i.label for i in ITEMS[name]], "item"))
            elif item.label in places:
                self.error(record, "Item", "duplicate", f"The item {item.label!r} stands twice. Keep one line of it.")
            else:
                places[item.label] = place(found.sheet.name, self._value_cell(found, read))
                clauses[item.label] = (record["Clause"] or "") if "Clause" in schema.kinds else ""
                values[item.label] = self._item_value(found, read, item)
        for item in ITEMS[name]:
            if item.label not in places and item.required:
                message = f"The table {name} has no line for the item {item.label!r}. Add one."
                self.findings.error(found.sheet.name, heading_cell(found, "Item"), "missing-item", message)
        return Items(values, places, clauses)

    def whole(self, name: str, unique: Sequence[str] = ()) -> list[Row]:
        """The rows of a table whose every cell can be used; the others have become findings."""
        from mkip_xl.workbook.reading import no_duplicates

        schema, found = table(name), self._table(name)
        if found is None:
            return []
        records = [Row(read) for read in found.records(schema.kinds, self.findings, optional=schema.optional)]
        if not records and not self.findings.errors:
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

    def _table(self, name: str) -> Table | None:
        found = self.reading.tables.get(name)
        if found is None and name not in self._said:
            self._said.add(name)
            there = ", ".join(self.reading.tables) or "none"
            self.findings.error(
                None, None, "missing-table",
                f"The workbook has no table named {name}: {table(name).purpose} Add it (select the headings and the "
                f"rows, Insert, Table, then type {name} as the table name). Tables found: {there}.",
            )  # fmt: skip
        return found

    def _usable(self, record: Row, columns: Sequence[Column]) -> bool:
        usable = True
        for column in columns:
            value = record[column.heading]
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

    @staticmethod
    def _unknown(value: str, known: Sequence[str], what: str) -> str:
        return f"There is no {what} {value!r}. Use one of: {', '.join(known) or 'none given yet'}."

    def _basis(self, records: Sequence[Row]) -> Basis:
        first = records[0]
        name = first["Basis"]
        for heading in ("Service", "Driver", "Unit", "Period", "Tolerance"):
            for record in records[1:]:
                if record[heading] != first[heading]:
                    self.error(
                        record, heading, "basis-differs",
                        f"Basis {name}: {heading} is {record[heading]!r} here and {first[heading]!r} at "
                        f"{first.told(heading)}. Use the same for every partner.",
                    )  # fmt: skip
        given = {record["Partner"] for record in records}
        missing = [code for code in self.codes if code not in given]
        if missing:
            self.error(
                first, "Partner", "partner-missing",
                f"Basis {name} has no row for {', '.join(missing)}. Give one for each partner; use 0 for one who "
                "bears no share.",
            )  # fmt: skip
        measures = self._complete(name, records, "Measure")
        estimates = self._complete(name, records, "Estimate")
        if measures and sum(measures.values()) == 0:
            self.error(
                first, "Measure", "zero-driver",
                f"Basis {name}: the measures of all partners come to 0, so nothing can be shared by them. "
                f"Enter what was measured ({', '.join(r.told('Measure') for r in records)}).",
            )  # fmt: skip
        if estimates and sum(estimates.values()) != 1:
            shown = float(sum(estimates.values()) * 100)
            self.error(
                records[-1], "Estimate", "not-100",
                f"Basis {name}: the estimates come to {shown:g}%, not 100% "
                f"({', '.join(r.told('Estimate') for r in records)}). Correct them so that they sum to 100%.",
            )  # fmt: skip
        if not measures and not estimates:
            self.error(
                first, "Measure", "blank-driver",
                f"Basis {name} has neither measures nor estimates. Fill one of the two columns for every partner.",
            )  # fmt: skip
        tolerance = first["Tolerance"]
        return Basis(
            name, first["Service"], first["Driver"], first["Unit"], first["Period"], first["Effective from"],
            measures, estimates, None if tolerance is None else Fraction(tolerance),
            {f"{heading} {r['Partner']}": r.told(heading) for r in records for heading in ("Measure", "Estimate")},
        )  # fmt: skip

    def _complete(self, name: str, records: Sequence[Row], heading: str) -> Mapping[str, Fraction]:
        """The partners' figures in one column: all of them or none; a gap among them is a finding."""
        given = {record["Partner"]: Fraction(record[heading]) for record in records if record[heading] is not None}
        if given:
            for record in records:
                if record[heading] is None:
                    self.error(
                        record, heading, "blank",
                        f"Basis {name}: {heading} is blank for {record['Partner']} but given for others. "
                        "Fill it; use 0 for a partner who bears no share.",
                    )  # fmt: skip
        return given if len(given) == len(records) else {}

    def _paragraphs(self, record: Row) -> tuple[int, ...]:
        text = str(record["Paragraphs"] or "")
        if not text.strip():
            return ()
        parts = [part for part in re.split(r"[\s,;&]+|and", text) if part]
        if all(part.isascii() and part.isdigit() for part in parts):
            return tuple(sorted({int(part) for part in parts}))
        self.error(
            record, "Paragraphs", "not-paragraphs",
            f"Paragraphs is {text!r}. Give the numbers of the Schedule 12A paragraphs with commas, as 1, 2, 4.",
        )  # fmt: skip
        return ()

    @staticmethod
    def _value_cell(found: Table, read: Record) -> str:
        from openpyxl.utils import get_column_letter

        column = next((at for heading, at in found.columns.items() if heading.strip().casefold() == "value"), 1)
        return f"{get_column_letter(column)}{read.row}"

    def _item_value(self, found: Table, read: Record, item: Item) -> object:
        from mkip_xl.workbook.reading import convert

        at = self._value_cell(found, read)
        cell = found.sheet.cells.get(at)
        value = convert(cell, item.kind, self.findings, item.label)
        sheet = found.sheet.name
        if value is None:
            if item.required and (cell is None or cell.is_blank):
                self.findings.error(sheet, at, "blank", f"{item.label} is blank. {item.help} Fill it in.")
            return None
        if item.choices:
            for choice in item.choices:
                if choice.casefold() == str(value).casefold():
                    return choice
            message = f"{item.label} is {value!r}. Choose one of: {', '.join(item.choices)}."
            self.findings.error(sheet, at, "not-a-choice", message)
            return None
        if item.refers_to == ("Partners", "Code") and value not in self.codes:
            self.findings.error(sheet, at, "unknown", self._unknown(str(value), self.codes, "partner"))
            return None
        return value


@dataclass(frozen=True, slots=True)
class Items:
    """A table of items and values: each item's value, the place of its value, and its clause."""

    values: Mapping[str, object]
    places: Mapping[str, str]
    clauses: Mapping[str, str]

    def get(self, label: str, kind: Callable[..., T], default: T) -> T:
        """The value of an item as the type asked for, or `default` where it is blank or faulty."""
        value = self.values.get(label)
        return default if value is None else kind(value)


def heading_cell(found: Table, heading: str) -> str:
    """The cell of a table's header row under which a heading stands, or its first header cell."""
    from openpyxl.utils import get_column_letter

    column = next((at for name, at in found.columns.items() if name.strip().casefold() == heading.casefold()), None)
    return f"{get_column_letter(column or found.area.left)}{found.header_row}"
