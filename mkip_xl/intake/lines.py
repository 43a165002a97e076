"""Each table of the finance workbook read into the model's lines; every fault becomes a finding at its cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

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

CODE = re.compile(r"\S(.{0,30}\S)?")


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
                cells(record),
            )
            for record in self.whole("Partners", unique=("Code",))
        )
        self.codes = tuple(partner.code for partner in found)
        return found

    def revenue_budgets(self) -> tuple[RevenueBudgetLine, ...]:
        """The revenue budget lines."""
        return tuple(
            RevenueBudgetLine(year, record["Partner"], record["Subjective heading"], record["Budget"], cells(record))
            for record, year in self.by_year(
                "RevenueBudgets", unique=("Financial year", "Partner", "Subjective heading")
            )
        )

    def capital_budgets(self) -> tuple[CapitalBudgetLine, ...]:
        """The capital budget lines."""
        return tuple(
            CapitalBudgetLine(year, record["Partner"], record["Scheme"], record["Budget"], cells(record))
            for record, year in self.by_year("CapitalBudgets", unique=("Financial year", "Partner", "Scheme"))
        )

    def savings(self) -> tuple[SavingLine, ...]:
        """The baseline and proposed cost lines."""
        return tuple(
            SavingLine(
                year, record["Partner"], record["Category"], record["Baseline"], record["Proposed"], cells(record)
            )
            for record, year in self.by_year("Savings", unique=("Financial year", "Partner", "Category"))
        )

    def investment(self) -> tuple[InvestmentLine, ...]:
        """The investment lines."""
        return tuple(
            InvestmentLine(
                year, record["Item"], record["Category"], record["Amount"], record["Met from"], cells(record)
            )
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
            instalment = Instalment(year, record["Amount"], record["Divided by"], cells(record))
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
                cells(record),
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
                cells(record),
            )
            for record in self.whole("Assets", unique=("Asset number",))
        )

    def basis_register(self) -> tuple[Basis, ...]:
        """The bases, one for each name and date, with every partner's measure and estimate."""
        groups: dict[tuple[str, dt.date], list[Record]] = {}
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
                cells(record),
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
        for record in found.records(schema.kinds, self.findings, optional=schema.optional):
            label = record["Item"]
            item = wanted.get(label.casefold()) if label is not None else None
            if label is None:
                continue
            if item is None:
                self.error(record, "Item", "unknown-item", self._unknown(label, [i.label for i in ITEMS[name]], "item"))
            elif item.label in places:
                self.error(record, "Item", "duplicate", f"The item {item.label!r} stands twice. Keep one line of it.")
            else:
                places[item.label] = place(*record.place("Value"))
                clauses[item.label] = (record["Clause"] or "") if "Clause" in schema.kinds else ""
                values[item.label] = self._item_value(record, item)
        for item in ITEMS[name]:
            if item.label not in places and item.required:
                sheet, cell = found.sheet, found.heading_cell("Item")
                self.findings.error(
                    sheet, cell, "missing-item", f"The table {name} has no line for the item {item.label!r}. Add one."
                )
        return Items(values, places, clauses)

    def whole(self, name: str, unique: Sequence[str] = ()) -> list[Record]:
        """The rows of a table whose every cell can be used; the others have become findings."""
        schema, found = table(name), self._table(name)
        if found is None:
            return []
        records = found.records(schema.kinds, self.findings, optional=schema.optional)
        if not records and not self.findings.errors:
            self.findings.error(
                found.sheet, found.heading_cell(schema.columns[0].heading), "empty-table",
                f"The table {name} has no rows. Fill it: {schema.purpose}",
            )  # fmt: skip
        good = [record for record in records if self._usable(record, schema.columns)]
        self._no_repeats(good, unique)
        return good

    def by_year(self, name: str, unique: Sequence[str]) -> Iterator[tuple[Record, FinancialYear]]:
        """The usable rows of a table with their financial years."""
        for record in self.whole(name, unique):
            year = self.year(record["Financial year"], record, "Financial year")
            if year is not None:
                yield record, year

    def year(self, text: object, record: Record, heading: str) -> FinancialYear | None:
        """A financial year as a cell gives it, or a finding."""
        try:
            return FinancialYear.parse(str(text))
        except RuleError as refusal:
            self.error(record, heading, "not-a-year", str(refusal))
            return None

    def error(self, record: Record, heading: str, code: str, message: str) -> None:
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
                f"The workbook has no table named {name}: {table(name).purpose} Add it (select the headings and the rows, "
                f"Insert, Table, then type {name} as the table name). Tables found: {there}.",
            )  # fmt: skip
        return found

    def _usable(self, record: Record, columns: Sequence[Column]) -> bool:
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

    def _chosen(self, record: Record, heading: str, choices: Sequence[str]) -> bool:
        value = str(record[heading])
        for choice in choices:
            if choice.casefold() == value.casefold():
                record[heading] = choice
                return True
        self.error(record, heading, "not-a-choice", f"{heading} is {value!r}. Choose one of: {', '.join(choices)}.")
        return False

    def _known_partner(self, record: Record, heading: str) -> bool:
        value = str(record[heading])
        for code in self.codes:
            if code.casefold() == value.casefold():
                record[heading] = code
                return True
        self.error(record, heading, "unknown-partner", self._unknown(value, self.codes, "partner"))
        return False

    @staticmethod
    def _unknown(value: str, known: Sequence[str], what: str) -> str:
        return f"There is no {what} {value!r}. Use one of: {', '.join(known) or 'none given yet'}."

    def _no_repeats(self, records: Sequence[Record], unique: Sequence[str]) -> None:
        seen: dict[tuple[str, ...], str] = {}
        for record in records if unique else ():
            key = tuple(str(record[heading]).casefold() for heading in unique)
            here = place(*record.place(unique[-1]))
            if key in seen:
                shown = ", ".join(str(record[heading]) for heading in unique)
                self.error(
                    record, unique[-1], "duplicate", f"{shown} stands already at {seen[key]}. Keep one row of it."
                )
            seen.setdefault(key, here)

    def _basis(self, records: Sequence[Record]) -> Basis:
        first = records[0]
        name = first["Basis"]
        for heading in ("Service", "Driver", "Unit", "Period", "Tolerance"):
            for record in records[1:]:
                if record[heading] != first[heading]:
                    self.error(
                        record, heading, "basis-differs",
                        f"Basis {name}: {heading} is {record[heading]!r} here and {first[heading]!r} at "
                        f"{place(*first.place(heading))}. Use the same for every partner.",
                    )  # fmt: skip
        given = {record["Partner"] for record in records}
        missing = [code for code in self.codes if code not in given]
        if missing:
            self.error(
                first, "Partner", "partner-missing",
                f"Basis {name} has no row for {', '.join(missing)}. Give a row for each partner; use 0 for one who bears no share.",
            )  # fmt: skip
        measures = self._complete(name, records, "Measure")
        estimates = self._complete(name, records, "Estimate")
        if measures and sum(measures.values()) == 0:
            self.error(
                first, "Measure", "zero-driver",
                f"Basis {name}: the measures of all partners come to 0, so nothing can be shared by them. "
                f"Enter what was measured ({', '.join(place(*r.place('Measure')) for r in records)}).",
            )  # fmt: skip
        if estimates and sum(estimates.values()) != 1:
            shown = float(sum(estimates.values()) * 100)
            self.error(
                records[-1], "Estimate", "not-100",
                f"Basis {name}: the estimates come to {shown:g}%, not 100% "
                f"({', '.join(place(*r.place('Estimate')) for r in records)}). Correct them so that they sum to 100%.",
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
            {f"{heading} {r['Partner']}": place(*r.place(heading)) for r in records for heading in ("Measure", "Estimate")},
        )  # fmt: skip

    def _complete(self, name: str, records: Sequence[Record], heading: str) -> Mapping[str, Fraction]:
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

    def _paragraphs(self, record: Record) -> tuple[int, ...]:
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

    def _item_value(self, record: Record, item: Item) -> object:
        value = record.convert("Value", item.kind, self.findings, required=item.required)
        if value is None:
            return None
        if item.choices:
            for choice in item.choices:
                if choice.casefold() == str(value).casefold():
                    return choice
            message = f"{item.label} is {value!r}. Choose one of: {', '.join(item.choices)}."
            self.error(record, "Value", "not-a-choice", message)
            return None
        if item.refers_to == ("Partners", "Code"):
            for code in self.codes:
                if code.casefold() == str(value).casefold():
                    return code
            self.error(record, "Value", "unknown-partner", self._unknown(str(value), self.codes, "partner"))
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


def cells(record: Record) -> dict[str, str]:
    """Where each field of a row stands, `'Sheet'!Cell`."""
    return {heading: place(*record.place(heading)) for heading in record}
