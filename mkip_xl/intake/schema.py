"""The tables of a finance workbook: their names, headings, kinds and help, declared once.

The reader checks workbooks against this, the starter and the example are written from it, and the manual lists it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mkip_xl.finance.alternatives import KINDS
from mkip_xl.finance.partnership import CATEGORIES, MET_FROM, STATUSES, STRUCTURES

Kind = Literal["name", "code", "count", "money", "percentage", "date", "text"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what its cells hold, whether each must be filled, and its help.

    `choices` are the texts a cell may hold; `refers_to` names a `Table[Heading]` whose entries it may hold. An `extra`
    column need not be there at all.
    """

    heading: str
    kind: Kind
    help: str
    required: bool = True
    choices: tuple[str, ...] = ()
    refers_to: tuple[str, str] | None = None
    width: int = 16
    extra: bool = False


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: its Excel table name, the sheet a new workbook gives it, what it is for, and its columns.

    `wanted_by` are the kinds of appendices that cannot be filled without it; a table that is not `required` is wanted
    by those alone, and one that names none is wanted by every workbook.
    """

    name: str
    sheet: str
    purpose: str
    columns: tuple[Column, ...]
    required: bool = True
    wanted_by: tuple[str, ...] = ()

    @property
    def used_by(self) -> str:
        """The lettered appendices that cannot be filled without it, as a sentence; empty where it is for all."""
        letters = [kind for kind in self.wanted_by if kind in EXEMPT]
        if len(letters) < 2:
            return "".join(f" For Appendix {letter}." for letter in letters)
        return f" For Appendices {', '.join(letters[:-1])} and {letters[-1]}."

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """The kind of each heading."""
        return {column.heading: column.kind for column in self.columns}

    @property
    def optional(self) -> frozenset[str]:
        """The headings whose cells may be blank."""
        return frozenset(column.heading for column in self.columns if not column.required)

    @property
    def extra(self) -> frozenset[str]:
        """The headings that need not be there."""
        return frozenset(column.heading for column in self.columns if column.extra)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a table of items and values: its label, what its value holds, and its help.

    `wanted_by` are the kinds of appendices that need a required one; none means all. An `extra` line need not be there.
    """

    label: str
    kind: Kind
    help: str
    required: bool = True
    choices: tuple[str, ...] = ()
    refers_to: tuple[str, str] | None = None
    wanted_by: tuple[str, ...] = ()
    extra: bool = False


EXEMPT = ("B", "C", "D", "E", "G", "J")
"""The kinds of exempt appendices, by letter."""

OUTCOMES = ("Agreed", "Kept", "Changed")
"""What a review may have decided elsewhere about a split."""

PARTNER = ("Partners", "Code")
BASIS = ("Bases", "Basis")

PARTNERSHIP_ITEMS = (
    Item("Partnership", "name", "The partnership's full name."),
    Item("Short name", "name", "The name used in titles and file properties."),
    Item("Service", "name", "The shared service these figures are about."),
    Item("Start date", "date", "The first day of the agreement: 1 April of the first financial year."),
    Item("Term in years", "count", "How many financial years the agreement runs."),
    Item("Full review after years", "count", "Full review, funding arrangements included.", wanted_by=EXEMPT),
    Item("Implementation review after years", "count", "Post-implementation review.", required=False),
    Item("Host authority", "code", "The partner who employs the staff; leave blank until agreed.", False, (), PARTNER),
    Item(
        "Division of net savings",
        "name",
        "How each year's net saving is divided between the partners.",
        choices=("Equal", "Baseline budget", "Contribution", "Own gross saving", "No detriment"),
        wanted_by=("B", "J"),
    ),
    Item(
        "Basis for contributions", "name", "The basis whose shares weigh a division by contribution.", False, (), BASIS
    ),
    Item("Capital fund option", "name", "The chosen option.", refers_to=("CapitalOptions", "Option"), wanted_by=("E",)),
    Item("Statement on the figures", "text", "Printed beneath every table: status of the figures, price base.", False),
    Item("Year of the basis register", "name", "Whose splits it decides, as 2023/24; the first.", False, extra=True),
    Item("Drivers measured in", "name", "The financial year every driver is measured in.", False, extra=True),
    Item("Public totals", "text", "Totals that public companions may give, semicolons between.", False, extra=True),
)

AGREEMENT_ITEMS = (
    Item(
        "Contribution rule",
        "name",
        "What each partner pays in a year.",
        choices=("Baseline less share of net saving", "By basis"),
    ),
    Item("Contribution basis", "name", "The basis, where contributions go by basis.", False, (), BASIS),
    Item("Balancing shares", "name", "Whose shares the balancing payment uses.", choices=("Original", "Revised")),
    Item("Balancing year", "name", "Year of the worked balancing payment, as 2014/15.", required=False),
    Item("Actual cost", "money", "The service's actual cost in that year, £.", required=False),
    Item(
        "Held in reserve first",
        "money",
        "Kept in the service's reserve before anything is refunded, £.",
        required=False,
    ),
    Item("Reserve brought forward", "money", "Held for the service before the year end, £.", False, extra=True),
    Item("Balancing on", "name", "What the shares are applied to.", False, ("Outturn", "Difference"), extra=True),
    Item("Leaving partner", "code", "The partner who leaves in the worked exit.", False, (), PARTNER),
    Item("Leaving year", "name", "The last financial year of its membership.", required=False),
    Item("Redundancy", "money", "Exit cost, £.", required=False),
    Item("Contract breakage", "money", "Exit cost, £.", required=False),
    Item("Stranded cost", "money", "Cost the others are left with, £.", required=False),
    Item(
        "Unspent contributions", "money", "The leaver's unspent contributions, £, set against its cost.", required=False
    ),
)

_PARTNER_COLUMN = Column("Partner", "code", "The partner's code.", refers_to=PARTNER, width=11)


def _extra(heading: str, kind: Kind, help: str, width: int, choices: tuple[str, ...] = ()) -> Column:
    """A column that need not be there, nor be filled."""
    return Column(heading, kind, help, required=False, choices=choices, width=width, extra=True)


_YEAR_COLUMN = Column("Financial year", "name", "As 2012/13.", width=15)

TABLES = (
    TableSchema(
        "Partnership",
        "Partnership",
        "Who shares what, from when and on what terms: one line for each item.",
        (
            Column("Item", "name", "Leave these labels as they are.", width=34),
            Column("Value", "text", "Fill this column.", required=False, width=44),
            Column("Note", "text", "Your own notes.", required=False, width=60),
        ),
    ),
    TableSchema(
        "Partners",
        "Partners",
        "The partner authorities in register order: of equal claims to an odd penny the earlier is served.",
        (
            Column("Code", "code", "Short code, used in every other table and in file names.", width=10),
            Column("Authority", "name", "Full name.", width=32),
            Column("Section 151 officer", "name", "Who signs the figures off.", width=40),
            Column("Decision body", "name", "Cabinet, executive or committee.", width=20),
            Column("Meeting date", "date", "When it decides.", width=15),
            Column("Report", "name", "The report these appendices belong to.", width=44),
            Column("Key decision threshold", "money", "£; above it the decision is key.", width=18),
        ),
    ),
    TableSchema(
        "Bases",
        "Basis register",
        "The register of bases: what each driver measured, for which period, and the estimate in use.",
        (
            Column("Basis", "name", "Name used by the other tables.", width=26),
            Column("Service", "name", "The service it is for.", width=14),
            Column("Driver", "name", "What is counted.", width=34),
            Column("Unit", "name", "Unit of the measure.", width=14),
            Column("Period", "name", "When it was measured; blank where nothing is.", required=False, width=28),
            Column("Effective from", "date", "The first day this split applies.", width=15),
            _PARTNER_COLUMN,
            Column("Measure", "count", "The partner's measure; 0 where it has none.", required=False, width=14),
            Column("Estimate", "percentage", "The split agreed beforehand.", required=False, width=12),
            Column("Tolerance", "count", "Percentage points.", required=False, width=11),
            _extra(
                "Effective to", "date", "The last day this split applies; the day before the next one if blank.", 15
            ),
            _extra("Section", "name", "The part of the organisation the service belongs to.", 24),
            _extra("Mix", "percentage", "Of several drivers of a basis, how much this one counts; pooled if blank.", 9),
            _extra("Cost", "money", "£ that this basis shares this year.", 16),
            _extra("Previous split", "percentage", "Last year's split, for the effect of the new one.", 12),
            _extra("Phase-in", "percentage", "How far a new split has come this year; 100% if blank.", 11),
            _extra("Largest rise", "percentage", "The most a partner's cost may rise by; no limit if blank.", 11),
            _extra(
                "Outcome", "name", "What was decided elsewhere, for a split this register cannot decide.", 12, OUTCOMES
            ),
            _extra("Basis note", "text", "Why, as it is to be printed.", 50),
        ),
        wanted_by=("E", "J", "methodology", "year-end-statement"),
    ),
    TableSchema(
        "RevenueBudgets",
        "Revenue budgets",
        "Each partner's revenue budget for the service by subjective heading; income is negative.",
        (
            _YEAR_COLUMN,
            _PARTNER_COLUMN,
            Column("Subjective heading", "name", "As in the budget book.", width=30),
            Column("Budget", "money", "£; income negative.", width=16),
        ),
        wanted_by=("C", "D"),
    ),
    TableSchema(
        "CapitalBudgets",
        "Capital budgets",
        "Each partner's capital budget for the service by scheme.",
        (
            _YEAR_COLUMN,
            _PARTNER_COLUMN,
            Column("Scheme", "name", "As in the capital programme.", width=38),
            Column("Budget", "money", "£.", width=16),
        ),
        wanted_by=("D",),
    ),
    TableSchema(
        "Savings",
        "Savings",
        "Cost as it stands (baseline) and cost of serving the partner together (proposed), by year.",
        (
            _YEAR_COLUMN,
            _PARTNER_COLUMN,
            Column("Category", "name", "Staff or Non-staff.", choices=CATEGORIES, width=13),
            Column("Baseline", "money", "£, before sharing.", width=16),
            Column("Proposed", "money", "£, shared.", width=16),
        ),
        wanted_by=("B", "J"),
    ),
    TableSchema(
        "Investment",
        "Investment",
        "What must be spent to get there, by year, and what meets it.",
        (
            _YEAR_COLUMN,
            Column("Item", "name", "What is bought or paid.", width=40),
            Column("Category", "name", "Staff or Non-staff.", choices=CATEGORIES, width=13),
            Column("Amount", "money", "£.", width=16),
            Column("Met from", "name", "What pays for it.", choices=MET_FROM, width=16),
        ),
        wanted_by=("B", "E", "J"),
    ),
    TableSchema(
        "CapitalOptions",
        "Capital options",
        "The options for the capital fund: what is paid in, when, and how it is divided.",
        (
            Column("Option", "name", "One, Two, Three …", width=10),
            Column("Description", "name", "In a sentence; the same on each line of an option.", width=70),
            _YEAR_COLUMN,
            Column("Amount", "money", "£ from all partners together.", width=16),
            Column("Divided by", "name", "Equal, or the name of a basis.", refers_to=BASIS, width=22),
        ),
        wanted_by=("E",),
    ),
    TableSchema(
        "Posts",
        "Posts",
        "The staff structure, current and proposed: cost = FTE × (salary + National Insurance + pension).",
        (
            Column("Structure", "name", "Current or Proposed.", choices=STRUCTURES, width=12),
            Column("Employer", "code", "The employing partner.", refers_to=PARTNER, width=11),
            Column("Tier", "name", "Tier of the structure.", width=22),
            Column("Post", "name", "Title of the post.", width=38),
            Column("FTE", "count", "Full-time equivalents.", width=9),
            Column("Salary", "money", "£ a year for one FTE.", width=14),
            Column("National Insurance", "money", "Employer's, £ a year for one FTE.", width=14),
            Column("Pension", "money", "Employer's, £ a year for one FTE.", width=14),
        ),
        wanted_by=("G",),
    ),
    TableSchema(
        "Assets",
        "Assets",
        "The asset register: each asset stays with the authority that bought it.",
        (
            Column("Asset number", "code", "As in the purchasing authority's register.", width=16),
            Column("Description", "name", "What it is.", width=40),
            Column("Purchasing authority", "code", "The partner who bought it.", refers_to=PARTNER, width=14),
            Column("Cost", "money", "£.", width=14),
            Column("Purchased", "date", "Date of purchase.", width=15),
            Column("Life in years", "count", "Useful life.", width=13),
        ),
        wanted_by=("J",),
    ),
    TableSchema(
        "Agreement",
        "Agreement",
        "The collaboration agreement's rules on contributions, balancing and exit: one line for each item.",
        (
            Column("Clause", "name", "Clause of the agreement.", required=False, width=10),
            Column("Item", "name", "Leave these labels as they are.", width=34),
            Column("Value", "text", "Fill this column.", required=False, width=44),
            Column("Note", "text", "Your own notes.", required=False, width=60),
        ),
        wanted_by=("J",),
    ),
    TableSchema(
        "Appendices",
        "Appendices",
        "The register of appendices: which are exempt, by which paragraphs, why, and until when.",
        (
            Column("Letter", "code", "A, B, Ha …", width=9),
            Column("Title", "name", "As in the report.", width=60),
            Column("Status", "name", "Exempt or Open.", choices=STATUSES, width=10),
            Column("Paragraphs", "text", "Of Schedule 12A, as 1, 2, 4; Wales 12, 13, 15.", required=False, width=13),
            Column("Reason", "text", "Why it is exempt.", required=False, width=60),
            Column("Public interest", "text", "Why withholding outweighs disclosing.", required=False, width=60),
            Column("Review date", "date", "When the exemption is looked at again.", required=False, width=15),
            Column("Template", "name", "File name of its template.", required=False, width=22),
        ),
    ),
    TableSchema(
        "Options",
        "Options",
        "The options to be compared, where they are not the usual ones.",
        (
            Column("Option", "name", "What it is called.", width=34),
            Column("Kind", "name", "What kind of option it is.", choices=KINDS, width=16),
            Column("Description", "name", "In a sentence.", required=False, width=60),
            Column(
                "Capital option",
                "name",
                "Of a shared service; the chosen one if blank.",
                False,
                (),
                ("CapitalOptions", "Option"),
                14,
            ),
            Column("Initial saving", "percentage", "Of outsourcing, of the baseline.", required=False, width=12),
            Column("Initial years", "count", "How many years that saving lasts; 1 if blank.", required=False, width=11),
            Column("Later saving", "percentage", "In every later year; none if blank.", required=False, width=12),
            Column("One-off cost", "money", "£ in the first year.", required=False, width=16),
        ),
        required=False,
    ),
    TableSchema(
        "Criteria",
        "Criteria",
        "Marks of options against agreed criteria: one line for each criterion and option.",
        (
            Column("Criterion", "name", "What is judged.", width=34),
            Column("Weight", "percentage", "How much it counts; the criteria come to 100%.", width=10),
            Column("Option", "name", "What is marked, such as a host authority.", width=34),
            Column("Mark", "count", "On one scale for all.", width=10),
        ),
        required=False,
    ),
    TableSchema(
        "YearEnd",
        "Year end",
        "What each partner paid for a year, and its actual net cost, usually in the host's row. Printed by an appendix "
        "whose Template is year-end-statement.xlsx.",
        (
            _YEAR_COLUMN,
            _PARTNER_COLUMN,
            Column("Paid", "money", "£ contributed; by the agreement if blank.", required=False, width=16),
            Column("Actual cost", "money", "£ of actual net cost met; 0 where none was.", required=False, width=16),
        ),
        required=False,
        wanted_by=("year-end-statement",),
    ),
)

ITEMS: Mapping[str, tuple[Item, ...]] = {"Partnership": PARTNERSHIP_ITEMS, "Agreement": AGREEMENT_ITEMS}


def table(name: str) -> TableSchema:
    """The schema of one table by its Excel table name."""
    return next(schema for schema in TABLES if schema.name == name)
