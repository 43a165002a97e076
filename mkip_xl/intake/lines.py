"""Each table of the finance workbook read into the model's lines."""

from __future__ import annotations

import re
from fractions import Fraction

from mkip_xl.errors import RuleError
from mkip_xl.finance.alternatives import Alternative, Mark
from mkip_xl.finance.partner import Partner
from mkip_xl.finance.partnership import (
    AppendixEntry,
    Asset,
    CapitalBudgetLine,
    CapitalOption,
    Instalment,
    InvestmentLine,
    Post,
    RevenueBudgetLine,
    SavingLine,
    YearEndLine,
)
from mkip_xl.finance.scoring import weighted
from mkip_xl.findings import parted
from mkip_xl.intake.rows import Row, Rows


def partners(rows: Rows) -> tuple[Partner, ...]:
    """The partners in register order."""
    return tuple(
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
        for record in rows.whole("Partners", unique=("Code",))
    )


def revenue_budgets(rows: Rows) -> tuple[RevenueBudgetLine, ...]:
    """The revenue budget lines."""
    return tuple(
        RevenueBudgetLine(year, record["Partner"], record["Subjective heading"], record["Budget"], record.cells)
        for record, year in rows.by_year("RevenueBudgets", unique=("Financial year", "Partner", "Subjective heading"))
    )


def capital_budgets(rows: Rows) -> tuple[CapitalBudgetLine, ...]:
    """The capital budget lines."""
    return tuple(
        CapitalBudgetLine(year, record["Partner"], record["Scheme"], record["Budget"], record.cells)
        for record, year in rows.by_year("CapitalBudgets", unique=("Financial year", "Partner", "Scheme"))
    )


def savings(rows: Rows) -> tuple[SavingLine, ...]:
    """The baseline and proposed cost lines."""
    return tuple(
        SavingLine(year, record["Partner"], record["Category"], record["Baseline"], record["Proposed"], record.cells)
        for record, year in rows.by_year("Savings", unique=("Financial year", "Partner", "Category"))
    )


def investment(rows: Rows) -> tuple[InvestmentLine, ...]:
    """The investment lines."""
    return tuple(
        InvestmentLine(year, record["Item"], record["Category"], record["Amount"], record["Met from"], record.cells)
        for record, year in rows.by_year("Investment", unique=("Financial year", "Item", "Category", "Met from"))
    )


def capital_options(rows: Rows) -> tuple[CapitalOption, ...]:
    """The options for the capital fund, each with its instalments in year order."""
    described: dict[str, str] = {}
    instalments: dict[str, list[Instalment]] = {}
    for record, year in rows.by_year("CapitalOptions", unique=("Option", "Financial year")):
        name = record["Option"]
        if described.setdefault(name, record["Description"]) != record["Description"]:
            rows.error(record, "Description", "two-descriptions", f"Option {name} is described in two ways. Use one.")
        instalment = Instalment(year, record["Amount"], record["Divided by"], record.cells)
        instalments.setdefault(name, []).append(instalment)
    return tuple(
        CapitalOption(name, described[name], tuple(sorted(paid, key=lambda line: line.year)))
        for name, paid in instalments.items()
    )


def posts(rows: Rows) -> tuple[Post, ...]:
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
        for record in rows.whole("Posts")
    )


def assets(rows: Rows) -> tuple[Asset, ...]:
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
        for record in rows.whole("Assets", unique=("Asset number",))
    )


def appendices(rows: Rows) -> tuple[AppendixEntry, ...]:
    """The register of appendices."""
    return tuple(
        AppendixEntry(
            record["Letter"],
            record["Title"],
            record["Status"],
            _paragraphs(rows, record),
            record["Reason"] or "",
            record["Public interest"] or "",
            record["Review date"],
            record["Template"],
            record.cells,
        )
        for record in rows.whole("Appendices", unique=("Letter",))
    )


def options(rows: Rows) -> tuple[Alternative, ...]:
    """The options to be compared."""
    return tuple(
        Alternative(
            record["Option"],
            record["Kind"],
            record["Description"] or "",
            record["Capital option"],
            record["Initial saving"] or Fraction(0),
            1 if record["Initial years"] is None else int(record["Initial years"]),
            record["Later saving"] or Fraction(0),
            record["One-off cost"] or 0,
            record.cells,
        )
        for record in rows.given("Options", unique=("Option",))
    )


def marks(rows: Rows) -> tuple[Mark, ...]:
    """The marks of options against the agreed criteria."""
    found = [
        Mark(record["Criterion"], record["Weight"], record["Option"], Fraction(record["Mark"]), record.cells)
        for record in rows.given("Criteria", unique=("Criterion", "Option"))
    ]
    try:
        if found:
            weighted(found)
    except RuleError as refusal:
        rows.findings.error(*parted(found[0].cells["Weight"]), "criteria", str(refusal))
    return tuple(found)


def year_ends(rows: Rows) -> tuple[YearEndLine, ...]:
    """What each partner paid for a year and the actual cost it met; `paid` is None where the agreement says it."""
    return tuple(
        YearEndLine(year, record["Partner"], record["Paid"], record["Actual cost"] or 0, record.cells)
        for record in rows.given("YearEnd", unique=("Financial year", "Partner"))
        if (year := rows.year(record["Financial year"], record, "Financial year")) is not None
    )


def _paragraphs(rows: Rows, record: Row) -> tuple[int, ...]:
    text = str(record["Paragraphs"] or "")
    if not text.strip():
        return ()
    parts = [part for part in re.split(r"[\s,;&]+|and", text) if part]
    if all(part.isascii() and part.isdigit() for part in parts):
        return tuple(sorted({int(part) for part in parts}))
    rows.error(
        record, "Paragraphs", "not-paragraphs",
        f"Paragraphs is {text!r}. Give the numbers of the Schedule 12A paragraphs with commas, as 1, 2, 4; in "
        "Wales as 12, 13, 15.",
    )  # fmt: skip
    return ()
