"""The finance workbook read into the model, with every fault of it named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from mkip_xl.errors import NotAvailableError, RuleError
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partnership import Agreement, Partnership
from mkip_xl.finance.public_totals import public_total
from mkip_xl.findings import Findings, parted
from mkip_xl.intake import lines
from mkip_xl.intake.basis_register import read_bases
from mkip_xl.intake.completeness import check_whole
from mkip_xl.intake.items import Items, read_items
from mkip_xl.intake.ledger_intake import extracted
from mkip_xl.intake.plausibility import check_fund, check_plausible
from mkip_xl.intake.register_checks import check_register
from mkip_xl.intake.rows import Rows
from mkip_xl.intake.wanted import wanted_by

if TYPE_CHECKING:
    from mkip_xl.workbook.reading import Reading


def read_partnership(source: Path | bytes, *, name: str | None = None) -> tuple[Partnership | None, Findings]:
    """The model of a finance workbook, and everything found in it, in reading order.

    The model is None when one of the findings is an error: nothing is calculated from a workbook that has faults.
    A file the guard will not let in is refused with RefusedFile.
    """
    from mkip_xl.workbook.reading import read_workbook

    reading = read_workbook(source, name)
    return partnership_of(reading, source if isinstance(source, Path) else None)


def partnership_of(reading: Reading, source: Path | None = None) -> tuple[Partnership | None, Findings]:
    """The model of a workbook that has been read, and everything found in it; its ledger extracts lie beside it."""
    from mkip_xl.workbook.reading import merged
    from mkip_xl.workbook.reading.staleness import stale_values

    findings = Findings()
    findings.extend([*reading.findings, *stale_values(reading)])
    if source is not None:
        _open_elsewhere(source, findings)
    wanted = wanted_by(reading)
    rows = Rows(reading, findings, wanted)
    partners = lines.partners(rows)
    terms, rules = read_items(rows, "Partnership"), read_items(rows, "Agreement")
    bases = read_bases(rows)
    folder = source.parent if source is not None else None
    extracts = extracted(reading, folder, findings, partners=[partner.code for partner in partners])
    revenue, capital = extracts.with_typed(rows), lines.capital_budgets(rows)
    savings, investment = lines.savings(rows), lines.investment(rows)
    options, posts, assets = lines.capital_options(rows), lines.posts(rows), lines.assets(rows)
    alternatives, marks, year_ends = lines.options(rows), lines.marks(rows), lines.year_ends(rows)
    appendices = lines.appendices(rows)
    faulty = frozenset(finding.sheet for finding in findings.errors)
    partnership = Partnership(
        name=terms.get("Partnership", str, ""),
        short_name=terms.get("Short name", str, ""),
        service=terms.get("Service", str, ""),
        start=terms.get("Start date", _date, dt.date(2000, 4, 1)),
        term=_whole(terms, "Term in years", findings),
        full_review_after=_whole(terms, "Full review after years", findings),
        implementation_review_after=terms.get("Implementation review after years", _int, None),
        host=terms.get("Host authority", str, None),
        savings_division=terms.get("Division of net savings", str, "Equal"),
        savings_basis=terms.get("Basis for contributions", str, None),
        chosen_option=terms.get("Capital fund option", str, ""),
        statement=terms.get("Statement on the figures", str, ""),
        partners=partners,
        bases=bases,
        revenue_budgets=revenue,
        capital_budgets=capital,
        savings=savings,
        investment=investment,
        capital_options=options,
        posts=posts,
        assets=assets,
        agreement=extracts.with_actual_cost(_agreement(rules, findings), rules.places),
        appendices=appendices,
        cells=terms.places,
        basis_year=_year(terms, "Year of the basis register", findings),
        drivers_year=_year(terms, "Drivers measured in", findings),
        options=alternatives,
        marks=marks,
        year_ends=extracts.with_year_ends(year_ends),
        extracts=extracts.files,
        public_totals=_public_totals(terms, findings),
    )
    check_whole(partnership, reading, findings, faulty, wanted)
    if "Bases" in reading.tables and reading.tables["Bases"].sheet.name not in faulty:
        check_register(partnership, rows)
    check_plausible(partnership, findings)
    if not findings.errors:
        check_fund(Accounts(partnership), findings)
    told = Findings(merged(findings, reading.sheets))
    return (None if told.errors else partnership), told


def _open_elsewhere(source: Path, findings: Findings) -> None:
    """Warn when Excel or LibreOffice has the workbook open: what is on the screen there may not have been saved."""
    for name, program in ((f"~${source.name}", "Excel"), (f".~lock.{source.name}#", "LibreOffice")):
        if (source.parent / name).exists():
            findings.warn(
                None, None, "open-elsewhere",
                f"{source.name} is open in {program} ({name} lies beside it). What was last saved is read: save it "
                "there first, and run this again.",
            )  # fmt: skip


def _agreement(rules: Items, findings: Findings) -> Agreement:
    return Agreement(
        contribution_rule=rules.get("Contribution rule", str, ""),
        contribution_basis=rules.get("Contribution basis", str, None),
        balancing_shares=rules.get("Balancing shares", str, "Original"),
        balancing_year=_year(rules, "Balancing year", findings),
        actual_cost=rules.get("Actual cost", _int, None),
        held_in_reserve=rules.get("Held in reserve first", _int, 0),
        leaver=rules.get("Leaving partner", str, None),
        leaving_year=_year(rules, "Leaving year", findings),
        redundancy=rules.get("Redundancy", _int, 0),
        contract_breakage=rules.get("Contract breakage", _int, 0),
        stranded_cost=rules.get("Stranded cost", _int, 0),
        unspent_contributions=rules.get("Unspent contributions", _int, 0),
        clauses=rules.clauses,
        cells=rules.places,
        reserve_opening=rules.get("Reserve brought forward", _int, 0),
        balancing_on=rules.get("Balancing on", str, "Outturn").casefold(),
    )


def _public_totals(items: Items, findings: Findings) -> tuple[str, ...]:
    """The totals that may be released, by the names they are known by; one that is not known is an error."""
    found = []
    for text in str(items.values.get("Public totals") or "").replace("\n", ";").split(";"):
        if text.strip():
            try:
                found.append(public_total(text.strip()).name)
            except NotAvailableError as refusal:
                findings.error(*parted(items.places["Public totals"]), "unknown-total", str(refusal))
    return tuple(dict.fromkeys(found))


def _year(items: Items, label: str, findings: Findings) -> FinancialYear | None:
    text = items.values.get(label)
    if text is None:
        return None
    try:
        return FinancialYear.parse(str(text))
    except RuleError as refusal:
        findings.error(*parted(items.places[label]), "not-a-year", str(refusal))
        return None


def _whole(items: Items, label: str, findings: Findings) -> int:
    value = items.values.get(label)
    if value is None:
        return 1
    years = _int(value)
    if years != value or not 1 <= years <= 100:
        findings.error(
            *parted(items.places[label]),
            "not-years",
            f"{label} is {value}. Give a whole number of years from 1 to 100.",
        )
        return 1
    return years


def _int(value: object) -> int:
    return int(value)  # type: ignore[call-overload, no-any-return]


def _date(value: object) -> dt.date:
    assert isinstance(value, dt.date)
    return value
