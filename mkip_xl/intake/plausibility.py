"""What is allowed and probably not meant: totals among the rows, one heading written two ways, figures out of scale.

A total among the rows is an error, for it would be counted twice. Everything else is a warning, and tells no figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.exemption import country_of
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partnership import Partnership, RevenueBudgetLine
from mkip_xl.findings import Findings, parted
from mkip_xl.shipped import templates_folder

_TOTAL = re.compile(r"((grand|over-?all|sub)[ -]?)?totals?|sum", re.IGNORECASE)
_PERHAPS_TOTAL = re.compile(r"(sub-?)?totals? .*|.* (sub-?)?totals?", re.IGNORECASE)
LEAP = 8
"""So many times the figure of the year before, or less than so small a part of it, is asked about."""
_SMALL = 1_000_000
"""Pence: smaller differences between two years are not asked about."""
_LEAST_SALARY = 600_000
"""Pence: less than this for a year of one full-time post is probably a month's."""
_MOST_POSTS = 30
"""Full-time equivalents: more in one row are probably hours a week."""
_LEAST_THRESHOLD = 1_000_000
"""Pence: less than this for a key decision is probably in thousands of pounds."""


def check_plausible(it: Partnership, findings: Findings) -> None:
    """Note every row that is probably a total, and every figure that is probably not what was meant."""
    for lines, heading, field in (
        (it.revenue_budgets, "Subjective heading", "heading"),
        (it.capital_budgets, "Scheme", "scheme"),
        (it.investment, "Item", "item"),
        (it.posts, "Post", "title"),
        (it.assets, "Description", "description"),
    ):
        _totals(lines, heading, field, findings)
    for lines, heading, field in (
        (it.revenue_budgets, "Subjective heading", "heading"),
        (it.capital_budgets, "Scheme", "scheme"),
        (it.posts, "Tier", "tier"),
    ):
        _two_ways(((getattr(line, field), line.cells) for line in lines), heading, findings)
    _two_ways(((option.name, option.instalments[0].cells) for option in it.capital_options), "Option", findings)
    _costs(it, findings)
    _years(it, findings)
    _signs(it, findings)
    _posts(it, findings)
    _tolerances(it, findings)
    _partners(it, findings)
    _register(it, findings)


def check_fund(accounts: Accounts, findings: Findings) -> None:
    """Warn where more is drawn from the capital fund, under the chosen option, than has been paid into it."""
    it = accounts.partnership
    overdrawn = next((year for year in accounts.fund if year.balance < 0), None) if it.capital_options else None
    if overdrawn is not None:
        findings.warn(
            *parted(it.cells["Capital fund option"]), "fund-overdrawn",
            f"Under this option the capital fund is overdrawn in {overdrawn.year}: the investment met from it (table "
            "Investment) is more than has been paid in (table CapitalOptions). Pay in more or sooner, or spend less.",
        )  # fmt: skip


def _totals(lines: Iterable[Any], heading: str, field: str, findings: Findings) -> None:
    for line in lines:
        text = " ".join(getattr(line, field).split()).rstrip(":")
        place = parted(line.cells.get(heading, ""))
        if _TOTAL.fullmatch(text):
            findings.error(
                *place, "total-row",
                f"{heading} is {text!r}. Every row is counted, so a total among them is counted twice. Delete the row.",
            )  # fmt: skip
        elif _PERHAPS_TOTAL.fullmatch(text):
            findings.warn(
                *place, "total-row",
                f"{heading} is {text!r}. Every row is counted: if this is the total of others, delete it.",
            )  # fmt: skip


def _two_ways(named: Iterable[tuple[str, Mapping[str, str]]], heading: str, findings: Findings) -> None:
    """One heading in capitals and without, or with other spaces, makes two lines of what was meant as one."""
    first: dict[str, str] = {}
    for text, cells in named:
        written = first.setdefault(re.sub(r"[\s\-–]+", " ", text).strip().casefold(), text)
        if written != text:
            findings.warn(
                *parted(cells.get(heading, "")), "written-two-ways",
                f"{heading} is {text!r} here and {written!r} above, and makes a line of its own. Write both alike.",
            )  # fmt: skip


def _costs(it: Partnership, findings: Findings) -> None:
    for line in it.savings:
        if 0 < line.proposed * 3 < line.baseline:
            findings.warn(
                *parted(line.cells.get("Proposed", "")), "proposed-low",
                "Proposed is less than a third of Baseline. It is what the service will cost, not what is saved: "
                "correct it if the saving was typed.",
            )  # fmt: skip
    for heading, figure in (("Baseline", lambda line: line.baseline), ("Proposed", lambda line: line.proposed)):
        _leaps(it.savings, heading, lambda line: (line.partner, line.category), figure, findings)
    _leaps(it.revenue_budgets, "Budget", lambda line: (line.partner, line.heading), lambda line: line.budget, findings)


def _leaps(
    lines: Iterable[Any], heading: str, same: Callable[[Any], Hashable], figure: Callable[[Any], int],
    findings: Findings,
) -> None:  # fmt: skip
    """Figures of one line that leap from one year to the next, as an extra nought or thousands of pounds make them.

    The year after a leap may be like the one before it or like the leap itself: neither is asked about again.
    """
    before: dict[Hashable, tuple[FinancialYear, list[int]]] = {}
    for line in sorted(lines, key=lambda line: line.year):
        year, amount = line.year, abs(figure(line))
        last, likely = before.get(same(line), (year, []))
        leaps = year.first - last.first == 1 and likely != [] and all(_is_leap(amount, other) for other in likely)
        before[same(line)] = year, [*likely[-1:], amount] if leaps else [amount]
        if leaps:
            leap = f"at least {LEAP} times" if amount > likely[-1] else f"no more than 1/{LEAP} of"
            findings.warn(
                *parted(line.cells.get(heading, "")), "leap",
                f"{heading} is {leap} that of the year before. Look whether it has a nought too many or too few, or is "
                "in thousands of pounds.",
            )  # fmt: skip


def _is_leap(one: int, other: int) -> bool:
    less, more = sorted((one, other))
    return less > 0 and more - less > _SMALL and more >= LEAP * less


def _signs(it: Partnership, findings: Findings) -> None:
    """A heading that is a cost in most rows and income in the others, or the other way round."""
    rows: dict[str, list[RevenueBudgetLine]] = {}
    for line in it.revenue_budgets:
        if line.budget:
            rows.setdefault(line.heading.casefold(), []).append(line)
    for held in rows.values():
        negative = [line for line in held if line.budget < 0]
        fewer = negative if 2 * len(negative) <= len(held) else [line for line in held if line.budget > 0]
        for line in fewer:
            findings.warn(
                *parted(line.cells.get("Budget", "")), "other-sign",
                "Budget has the other sign than most rows of this heading. Costs are positive, income is negative.",
            )  # fmt: skip


def _posts(it: Partnership, findings: Findings) -> None:
    for post in it.posts:
        if 0 < post.salary < _LEAST_SALARY:
            _warn_post(post.cells, "Salary", "It is for a year of one full-time post, in pounds.", findings)
        for heading, amount in (("National Insurance", post.national_insurance), ("Pension", post.pension)):
            if 0 < amount < 100 * 100:
                what = "It is pounds a year for one full-time post, not a percentage."
                _warn_post(post.cells, heading, what, findings)
        if post.fte > _MOST_POSTS:
            said = "FTE counts full-time posts, as 0.5 for half of one: correct it if hours were typed."
            findings.warn(*parted(post.cells.get("FTE", "")), "out-of-scale", said)


def _warn_post(cells: Mapping[str, str], heading: str, what: str, findings: Findings) -> None:
    findings.warn(*parted(cells.get(heading, "")), "out-of-scale", f"{heading} is very small. {what}")


def _tolerances(it: Partnership, findings: Findings) -> None:
    for basis in it.bases:
        if basis.tolerance is not None and 0 < basis.tolerance < Fraction(1, 4):
            findings.warn(
                *parted(basis.cells.get("Tolerance", "")), "out-of-scale",
                "Tolerance is less than a quarter of a percentage point. Type 3 for three points, without a % sign.",
            )  # fmt: skip


def _years(it: Partnership, findings: Findings) -> None:
    """A third year of revenue budgets is shown nowhere; it may be one of the two, mistyped."""
    years = sorted({line.year for line in it.revenue_budgets})
    for year in years[:-2]:
        line = next(line for line in it.revenue_budgets if line.year == year)
        findings.warn(
            *parted(line.cells.get("Financial year") or line.cells.get("Budget", "")), "year-not-shown",
            f"Revenue budgets are given for {year} too, which no appendix shows: Appendix C has the last two years, "
            f"{years[-2]} and {years[-1]}. Correct the year if another was meant.",
        )  # fmt: skip


def _partners(it: Partnership, findings: Findings) -> None:
    for partner in it.partners:
        if 0 < partner.key_decision_threshold < _LEAST_THRESHOLD:
            said = "Key decision threshold is very small. It is an amount in pounds, as 250000."
            findings.warn(*parted(partner.cells.get("Key decision threshold", "")), "out-of-scale", said)
        if it.savings and partner.meeting_date > it.start:
            findings.warn(
                *parted(partner.cells.get("Meeting date", "")), "meeting-late",
                "The meeting is after the agreement starts. Correct the meeting date or the start date, or say in the "
                "report why it decides so late.",
            )  # fmt: skip


def _register(it: Partnership, findings: Findings) -> None:
    exempt = [entry for entry in it.appendices if entry.status == "Exempt" and entry.paragraphs]
    countries = {country_of(entry.paragraphs) for entry in exempt}
    supplied = {path.name for path in templates_folder().glob("*.xlsx")}
    for entry in exempt:
        if len(countries) > 1:
            findings.warn(
                *parted(entry.cells.get("Paragraphs", "")), "two-countries",
                "Some appendices cite paragraphs of England (1 to 7) and others those of Wales (12 to 18). Cite those "
                "of one country.",
            )  # fmt: skip
        if entry.template and entry.template not in supplied:
            findings.warn(
                *parted(entry.cells.get("Template", "")), "own-template",
                f"{entry.template} is no template that is supplied. Correct the name, or give its folder to the batch "
                "with --templates.",
            )  # fmt: skip
