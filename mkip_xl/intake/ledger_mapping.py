"""How the finance workbook says what its ledger extracts hold: the tables Ledger and LedgerCodes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Literal

from mkip_xl.errors import RuleError
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.findings import Findings, parted, place
from mkip_xl.intake.extracts import Extract, folded
from mkip_xl.intake.ledger_codes import CodeBook, Codes
from mkip_xl.intake.schema import Column, TableSchema

if TYPE_CHECKING:
    from mkip_xl.workbook.reading import Reading, Record

Holds = Literal["Budget", "Actual"]

LEDGER = TableSchema(
    "Ledger",
    "Ledger",
    "Ledger extracts beside this workbook: one line for each file, and what its columns are called.",
    (
        Column("File", "name", "Name of the .csv or .xlsx file, in this workbook's folder.", width=30),
        Column("Sheet", "name", "Its sheet; blank for a .csv or the first sheet.", required=False, width=16),
        Column("Holds", "name", "Budget or Actual.", choices=("Budget", "Actual"), width=10),
        Column("Financial year", "name", "As 2012/13; blank where a date column tells it.", required=False, width=15),
        Column(
            "Partner",
            "code",
            "Blank where cost centres tell it.",
            required=False,
            refers_to=("Partners", "Code"),
            width=11,
        ),
        Column("Subjective column", "name", "Heading of the subjective (account) codes.", width=20),
        Column("Cost centre column", "name", "Heading of the cost-centre codes.", required=False, width=20),
        Column(
            "Amount column",
            "name",
            ("Heading of signed amounts; blank with debit and credit."),
            required=False,
            width=18,
        ),
        Column("Debit column", "name", "Heading of the debits.", required=False, width=16),
        Column("Credit column", "name", "Heading of the credits.", required=False, width=16),
        Column("Date column", "name", "Heading of the dates, where they tell the year.", required=False, width=16),
    ),
    required=False,
)
LEDGER_CODES = TableSchema(
    "LedgerCodes",
    "Ledger codes",
    "Which ledger codes count as which subjective heading, and which cost centres belong to which partner.",
    (
        Column("Kind", "name", "Subjective or Cost centre.", choices=("Subjective", "Cost centre"), width=14),
        Column("Codes", "code", "One code, a range 4000-4099, or a beginning 40*; the narrower line counts.", width=20),
        Column(
            "Counts as",
            "name",
            "The subjective heading, or the partner's code; Leave out for codes that do not count.",
            width=30,
        ),
    ),
    required=False,
)
LEFT_OUT = "Leave out"
_ROLES = [heading for heading in LEDGER.kinds if heading.endswith(" column")]


@dataclass(slots=True)
class Source:
    """One line of the table Ledger, ready to be read."""

    extract: Extract
    place: tuple[str, str]
    holds: Holds
    year: FinancialYear | None
    partner: str | None
    subjective: str
    centre: str | None
    date: str | None
    amount: str | None
    debit: str | None
    credit: str | None

    @property
    def wanted(self) -> list[str]:
        """The headings to look for, in the order of the columns of a block."""
        return [
            heading
            for heading in (self.subjective, self.centre, self.date, self.amount, self.debit, self.credit)
            if heading
        ]

    @property
    def lines_counted(self) -> tuple[object, ...]:
        """Alike in two lines of the table Ledger when both count the same lines of one extract as the same thing."""
        amounts = (folded(heading) for heading in (self.amount, self.debit, self.credit) if heading)
        sheet = (self.extract.sheet or "").casefold()
        return str(self.extract.path).casefold(), sheet, self.holds, self.year, self.partner, *amounts


def code_books(reading: Reading, findings: Findings, partners: Collection[str]) -> dict[str, CodeBook]:
    """The subjective and cost-centre codes of the table LedgerCodes, every fault noted."""
    lines: dict[str, list[Codes]] = {"Subjective": [], "Cost centre": []}
    if LEDGER_CODES.name in reading.tables:
        for record in reading.tables[LEDGER_CODES.name].records(LEDGER_CODES.kinds, findings):
            kind, codes, becomes = (record[heading] for heading in ("Kind", "Codes", "Counts as"))
            if not (isinstance(kind, str) and isinstance(codes, str) and isinstance(becomes, str)):
                continue
            if becomes.casefold() == LEFT_OUT.casefold():
                becomes = LEFT_OUT
            if kind not in lines:
                message = f"Kind is {kind!r}. Choose Subjective or Cost centre."
                findings.error(*record.place("Kind"), "unknown", message)
                continue
            if kind == "Cost centre" and becomes not in partners and becomes != LEFT_OUT:
                message = (
                    f"{becomes!r} is not among the partners: {', '.join(partners)}. Correct it, or write {LEFT_OUT}."
                )
                findings.error(*record.place("Counts as"), "unknown", message)
                continue
            try:
                lines[kind].append(Codes(codes, becomes, place(*record.place("Codes"))))
            except RuleError as refusal:
                findings.error(*record.place("Codes"), "not-a-range", str(refusal))
    books = {kind: CodeBook(found) for kind, found in lines.items()}
    for book in books.values():
        for one, other in book.overlaps():
            findings.error(
                *parted(one.place), "codes-overlap",
                f"{one.written} ({one.becomes}) and {other.written} ({other.becomes}, at {other.place}) share some "
                "codes, and the range does not lie wholly within the other. Narrow one of them.",
            )  # fmt: skip
    return books


def source_of(record: Record, folder: Path, findings: Findings, partners: Collection[str]) -> Source | None:
    """One line of the table Ledger ready to be read; None when it has a fault, which is noted."""

    def text(heading: str) -> str | None:
        value = record[heading]
        return value if isinstance(value, str) and value else None

    def note(heading: str, code: str, message: str) -> None:
        findings.error(*record.place(heading), code, message)

    file, holds, subjective = text("File"), text("Holds"), text("Subjective column")
    if file is None or holds is None or subjective is None:
        return None
    before = len(findings)
    if Path(file).is_absolute() or PureWindowsPath(file).drive or ".." in PureWindowsPath(file).parts:
        note(
            "File",
            "outside-folder",
            f"{file} is not in the workbook's folder. Copy the extract there and give its name alone.",
        )
    if Path(file).suffix.casefold() not in (".csv", ".txt", ".tsv", ".xlsx", ".xlsm"):
        note("File", "not-an-extract", f"{file} is neither .csv nor .xlsx. Extract the ledger again as one of them.")
    if holds not in ("Budget", "Actual"):
        note("Holds", "unknown", f"Holds is {holds!r}. Choose Budget or Actual.")
    year = None
    if text("Financial year"):
        try:
            year = FinancialYear.parse(text("Financial year") or "")
        except RuleError as refusal:
            note("Financial year", "not-a-year", str(refusal))
    elif not text("Date column"):
        note("Financial year", "blank", "Give the financial year, or the column of dates that tells it.")
    partner = text("Partner")
    if partner is not None and partner not in partners:
        note("Partner", "unknown", f"{partner!r} is not among the partners: {', '.join(partners)}.")
    if partner is None and not text("Cost centre column"):
        note("Partner", "blank", "Give the partner, or the column of cost centres that tells it.")
    both = text("Debit column") is not None, text("Credit column") is not None
    if (text("Amount column") is None) != (both == (True, True)) or both in ((True, False), (False, True)):
        note(
            "Amount column",
            "columns",
            "Give either the column of amounts, or both the column of debits and that of credits.",
        )
    named = [folded(told) for heading in _ROLES if (told := text(heading))]
    doubled = next((told for told in named if named.count(told) > 1), None)
    if doubled:
        note("Subjective column", "columns", f"The column {doubled!r} is named for two things. Give each its own.")
    if len(findings) > before:
        return None
    for heading, fixed, what in (("Date column", "Financial year", year), ("Cost centre column", "Partner", partner)):
        if what is not None and text(heading):
            message = (
                f"{heading} is not used: every line of {file} counts for {what}, the {fixed.lower()} given beside it. "
                f"Clear {fixed} if the column should tell it, or clear {heading}."
            )
            findings.warn(*record.place(heading), "not-used", message)
    extract = Extract(file, folder / PureWindowsPath(file).as_posix(), text("Sheet"))
    centre = text("Cost centre column") if partner is None else None
    date = text("Date column") if year is None else None
    return Source(
        extract=extract,
        place=record.place("File"),
        holds="Budget" if holds == "Budget" else "Actual",
        year=year,
        partner=partner,
        subjective=subjective,
        centre=centre,
        date=date,
        amount=text("Amount column"),
        debit=text("Debit column"),
        credit=text("Credit column"),
    )
