"""What the tables of a finance workbook must say together: nothing missing, out of its term, or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mkip_xl.finance.exemption import country_of
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partnership import CATEGORIES, STRUCTURES, Partnership, sums, total
from mkip_xl.findings import Findings, parted
from mkip_xl.intake.rows import heading_cell
from mkip_xl.intake.schema import EXEMPT
from mkip_xl.intake.schema import table as schema_of
from mkip_xl.intake.wanted import Wanted
from mkip_xl.money.pence import to_pounds

if TYPE_CHECKING:
    from mkip_xl.workbook.reading import Reading

WEIGHED_BY = {"Baseline budget": ("Baseline", "baseline"), "Own gross saving": ("Proposed", "gross_saving")}
"""What divides the net savings under a method: the column told when it is wrong, and the line's field."""


def check_whole(
    partnership: Partnership, reading: Reading, findings: Findings, faulty: frozenset[str | None], wanted: Wanted
) -> None:
    """Note every gap and contradiction between the tables of one workbook.

    `faulty` are the sheets that already have errors of their own: what would only follow from those is not said again.
    """
    _Whole(partnership, reading, findings, faulty, wanted).check()


class _Whole:
    def __init__(
        self, partnership: Partnership, reading: Reading, findings: Findings, faulty: frozenset[str | None],
        wanted: Wanted,
    ) -> None:  # fmt: skip
        self.it, self.reading, self.findings, self.faulty, self.wanted = partnership, reading, findings, faulty, wanted
        self.term = set(partnership.years)

    def check(self) -> None:
        for tables, look in (
            (("Partnership",), self._terms),
            (("Partnership",), self._savings_basis),
            (("Partnership", "Bases"), self._contribution_basis),
            (("Partners", "RevenueBudgets", "CapitalBudgets"), self._budgets),
            (("Partners", "Partnership", "Savings"), self._savings),
            (("Partners", "Partnership", "Savings"), self._weighable),
            (("Partners", "Partnership", "RevenueBudgets", "Savings"), self._baseline),
            (("Partnership", "Investment"), self._investment),
            (("Partnership", "Bases", "CapitalOptions"), self._options),
            (("Posts",), self._structure),
            (("Partners",), self._thresholds),
            (("Assets",), self._costs),
            (("Partnership", "Partners", "Agreement"), self._agreement),
            (("Appendices",), self._appendices),
            (("Partners", "Appendices"), self._reviews),
            (("Partnership", "Partners", "YearEnd"), self._year_ends),
            (("Partnership", "CapitalOptions", "Options"), self._alternatives),
        ):
            if all(self._sound(table) for table in tables):
                look()

    def _sound(self, table: str) -> bool:
        found = self.reading.tables.get(table)
        if found is None or found.sheet.name in self.faulty:
            return False
        schema = schema_of(table)
        if self.wanted.table(schema):
            return True
        return not self.wanted.passes_over(schema, found) and any(True for _ in found.rows())

    def _terms(self) -> None:
        it = self.it
        first = FinancialYear.containing(it.start)
        if it.start != first.start:
            self._at(
                it.cells, "Start date", "not-1-april",
                f"The start date is {it.start.day} {it.start:%B %Y}. An agreement of whole financial years starts on "
                "1 April.",
            )  # fmt: skip
        for label, years in (
            ("Full review after years", it.full_review_after),
            ("Implementation review after years", it.implementation_review_after),
        ):
            if years is not None and not 0 < years <= it.term:
                self._at(it.cells, label, "outside-term", f"{label} is {years}. Give 1 to {it.term}, the term.")
        if it.savings_division == "Contribution" and it.savings_basis is None:
            self._at(
                it.cells, "Division of net savings", "no-basis",
                "Net savings are divided by contribution, but no basis for contributions is named. Fill that line.",
            )  # fmt: skip

    def _thresholds(self) -> None:
        for partner in self.it.partners:
            if partner.key_decision_threshold < 0:
                message = "Key decision threshold is negative. Give the amount above which a decision is key."
                self._at(partner.cells, "Key decision threshold", "negative", message)

    def _costs(self) -> None:
        for asset in self.it.assets:
            if asset.cost < 0:
                self._at(asset.cells, "Cost", "negative", "Cost is negative. Give what was paid for the asset.")

    def _savings_basis(self) -> None:
        """Whether the basis for contributions is known: savings are divided by it, with a register or without."""
        bases = self.reading.tables.get("Bases")
        if self._sound("Bases") or (self.it.savings and (bases is None or bases.sheet.name not in self.faulty)):
            self._known_basis(self.it.cells, "Basis for contributions", self.it.savings_basis)

    def _contribution_basis(self) -> None:
        self._known_basis(self.it.agreement.cells, "Contribution basis", self.it.agreement.contribution_basis)

    def _budgets(self) -> None:
        years = sorted({line.year for line in self.it.revenue_budgets})
        if len(years) < 2:
            shown = ", ".join(map(str, years)) or "none"
            self._table(
                "RevenueBudgets", "Financial year", "one-year",
                f"Revenue budgets are given for {shown}. Give two financial years, so that a variance can be shown.",
            )  # fmt: skip
            return
        for line in self.it.revenue_budgets:
            if line.budget > 0 and "income" in line.heading.casefold().split():
                self.findings.warn(
                    *parted(line.cells.get("Budget", "")), "income-positive",
                    f"{line.heading} is positive, and is added to the costs. Type income with a minus sign before it.",
                )  # fmt: skip
        for year in years[-2:]:
            given = {line.partner for line in self.it.revenue_budgets if line.year == year}
            self._everyone(given, "RevenueBudgets", f"revenue budget for {year}")
        late = [line for line in self.it.capital_budgets if line.year not in years]
        for scheme in late:
            self._at(
                scheme.cells, "Financial year", "other-year",
                f"A capital budget is given for {scheme.year}, for which there is no revenue budget "
                f"({', '.join(map(str, years))}). Correct the year, or give revenue budgets for it.",
            )  # fmt: skip

    def _savings(self) -> None:
        given = set()
        for line in self.it.savings:
            given.add((line.year, line.partner, line.category))
            self._in_term(line.year, line.cells)
            for heading, amount in (("Baseline", line.baseline), ("Proposed", line.proposed)):
                if amount < 0:
                    self._at(line.cells, heading, "negative", f"{heading} is negative. Give 0 or more.")
        for year in self.it.years:
            gaps = [
                f"{code} {category}"
                for code in self.it.codes
                for category in CATEGORIES
                if (year, code, category) not in given
            ]
            if gaps:
                self._table(
                    "Savings", "Financial year", "missing-row",
                    f"Savings for {year} have no row for {', '.join(gaps)}. Add one for each partner and category; "
                    "use 0 where nothing is spent.",
                )  # fmt: skip

    def _weighable(self) -> None:
        """What net savings are divided by is nothing less than 0 for any partner, and not 0 for all."""
        if self.it.savings_division not in WEIGHED_BY:
            return
        heading, figure = WEIGHED_BY[self.it.savings_division]
        weighed = {line.year for line in self.it.savings if getattr(line, figure)}
        bare = [str(year) for year in self.it.years if year not in weighed]
        if bare:
            self._table(
                "Savings", heading, "nothing-to-weigh",
                f"The net saving of {', '.join(bare)} cannot be divided by {self.it.savings_division.lower()}: it is "
                "0 for every partner. Fill the figures in, or choose another division of net savings.",
            )  # fmt: skip
        if self.it.savings_division != "Own gross saving":
            return
        saved = sums(self.it.savings, lambda line: line.gross_saving, "year", "partner")
        for line in self.it.savings:
            if saved[line.year, line.partner] < 0 and line.category == CATEGORIES[0]:
                self._at(
                    line.cells, "Proposed", "no-saving",
                    f"{line.partner} would pay more than its baseline in {line.year}: its own gross saving is negative "
                    "and cannot weigh the division. Correct the cost, or divide the net savings by another method.",
                )  # fmt: skip

    def _baseline(self) -> None:
        """The first year's baseline is usually the current revenue budget: said when it is not, as a warning."""
        budget_years = sorted({line.year for line in self.it.revenue_budgets})
        if not budget_years:  # they were to come from ledger extracts that cannot be read
            return
        budget = total(self.it.revenue_budgets, lambda line: line.budget, year=budget_years[-1])
        first = self.it.years[0]
        baseline = total(self.it.savings, lambda line: line.baseline, year=first)
        if budget != baseline:
            found = self.reading.tables["Savings"]
            self.findings.warn(
                found.sheet.name, heading_cell(found, "Baseline"), "baseline-differs",
                f"The baselines of {first} come to £{to_pounds(baseline):,.2f}, and the revenue budgets of "
                f"{budget_years[-1]} (table RevenueBudgets) to £{to_pounds(budget):,.2f}. Say why in the report, or "
                "correct one of them.",
            )  # fmt: skip

    def _investment(self) -> None:
        for line in self.it.investment:
            self._in_term(line.year, line.cells)
            if line.amount < 0:
                self._at(
                    line.cells, "Amount", "negative", "Investment is negative. Give what is spent as a positive amount."
                )

    def _options(self) -> None:
        names = [option.name for option in self.it.capital_options]
        if self.it.chosen_option not in names:
            self._at(
                self.it.cells, "Capital fund option", "unknown-option",
                f"The chosen option is {self.it.chosen_option!r}. Choose from CapitalOptions: {', '.join(names)}.",
            )  # fmt: skip
        for option in self.it.capital_options:
            for line in option.instalments:
                self._in_term(line.year, line.cells)
                if line.divided_by.casefold() != "equal":
                    self._known_basis(line.cells, "Divided by", line.divided_by)
                if line.amount < 0:
                    self._at(
                        line.cells,
                        "Amount",
                        "negative",
                        "A contribution is negative. Give what is paid in as positive.",
                    )

    def _structure(self) -> None:
        for structure in STRUCTURES:
            if not any(post.structure == structure for post in self.it.posts):
                message = (
                    f"There is no post in the {structure.lower()} structure. Give at least one row for each structure."
                )
                self._table("Posts", "Structure", "no-posts", message)
        for post in self.it.posts:
            for heading, amount in (
                ("Salary", post.salary),
                ("National Insurance", post.national_insurance),
                ("Pension", post.pension),
            ):
                if amount < 0:
                    self._at(
                        post.cells, heading, "negative", f"{heading} is negative. Give the yearly cost of one FTE."
                    )

    def _agreement(self) -> None:
        agreement = self.it.agreement
        basis_needed = agreement.contribution_rule == "By basis" or agreement.balancing_shares == "Revised"
        if basis_needed and agreement.contribution_basis is None:
            self._at(
                agreement.cells, "Contribution rule", "no-basis",
                "The agreement shares by a basis, but no contribution basis is named. Fill that line.",
            )  # fmt: skip
        for label, year in (("Balancing year", agreement.balancing_year), ("Leaving year", agreement.leaving_year)):
            if year is not None and year not in self.term:
                self._at(agreement.cells, label, "outside-term", self._outside(year))
        pairs = (
            ("Balancing year", agreement.balancing_year, "Actual cost", agreement.actual_cost),
            ("Leaving partner", agreement.leaver, "Leaving year", agreement.leaving_year),
        )
        for one, given, other, also in pairs:
            if (given is None) != (also is None):
                filled, blank = (one, other) if also is None else (other, one)
                self._at(
                    agreement.cells, blank, "blank", f"{filled} is given but {blank} is blank. Fill both or neither."
                )
        for label, amount in (
            ("Held in reserve first", agreement.held_in_reserve),
            ("Reserve brought forward", agreement.reserve_opening),
            ("Redundancy", agreement.redundancy),
            ("Contract breakage", agreement.contract_breakage),
            ("Stranded cost", agreement.stranded_cost),
            ("Unspent contributions", agreement.unspent_contributions),
        ):
            if amount < 0:
                self._at(
                    agreement.cells, label, "negative", f"{label} is negative. Give 0 or more; the line says its sign."
                )

        if agreement.leaver is not None and agreement.leaver == self.it.host:
            self.findings.warn(
                *parted(agreement.cells["Leaving partner"]), "host-leaves",
                f"{agreement.leaver} is the host authority: its staff and books need another host before it leaves. "
                "Say in the agreement who that is.",
            )  # fmt: skip

    def _year_ends(self) -> None:
        for line in self.it.year_ends:
            self._in_term(line.year, line.cells)
            if line.paid is None and not self.it.savings:
                self._at(
                    line.cells, "Paid", "blank",
                    "Paid is blank, and the workbook has no Savings to work the contribution out from. Fill it in.",
                )  # fmt: skip
            elif line.paid is not None and line.paid < 0:
                self._at(line.cells, "Paid", "negative", "Paid is negative. Give what was contributed as positive.")
        for year in sorted({line.year for line in self.it.year_ends}):
            given = {line.partner for line in self.it.year_ends if line.year == year}
            self._everyone(given, "YearEnd", f"year end for {year}")

    def _alternatives(self) -> None:
        names = [option.name for option in self.it.capital_options]
        for option in self.it.options:
            if option.capital_option is not None and option.capital_option not in names:
                self._at(
                    option.cells, "Capital option", "unknown-option",
                    f"The capital option is {option.capital_option!r}. Choose from: {', '.join(names)}.",
                )  # fmt: skip
            for heading, part in (("Initial saving", option.initial_saving), ("Later saving", option.later_saving)):
                if not 0 <= part <= 1:
                    self._at(
                        option.cells,
                        heading,
                        "not-a-part",
                        f"{heading} is no part of the whole. Give 0% to 100%.",
                    )

    def _appendices(self) -> None:
        for entry in self.it.appendices:
            if entry.status != "Exempt":
                continue
            if entry.kind == "methodology":
                self._at(
                    entry.cells, "Status", "public-by-nature",
                    "The methodology is public by nature, and its template carries no exempt marking. Make it Open.",
                )  # fmt: skip
            for heading, given, accepted in (
                ("Paragraphs", entry.paragraphs, "those of Schedule 12A, as 3 in England or 14 in Wales"),
                ("Reason", entry.reason, "why it is exempt"),
                ("Public interest", entry.public_interest, "why withholding outweighs disclosing"),
                ("Review date", entry.review_date, "the day the exemption is looked at again"),
                ("Template", entry.template, _template(entry.letter)),
            ):
                if not given:
                    message = f"Appendix {entry.letter} is exempt, so {heading} must be filled: {accepted}."
                    self._at(entry.cells, heading, "blank", message)
            wales = country_of(entry.paragraphs) == "Wales"
            part, first, last = (4, 12, 18) if wales else (1, 1, 7)
            wrong = [number for number in entry.paragraphs if not first <= number <= last]
            if wrong:
                self._at(
                    entry.cells, "Paragraphs", "no-such-paragraph",
                    f"Schedule 12A Part {part} has paragraphs {first} to {last}; Appendix {entry.letter} gives "
                    f"{', '.join(map(str, wrong))}. Give 1 to 7 in England, or 12 to 18 in Wales.",
                )  # fmt: skip

    def _reviews(self) -> None:
        first_meeting = min(partner.meeting_date for partner in self.it.partners)
        for entry in self.it.appendices:
            if entry.status == "Exempt" and entry.review_date is not None and entry.review_date < first_meeting:
                self._at(
                    entry.cells, "Review date", "review-past",
                    f"The exemption of Appendix {entry.letter} was to be reviewed on {entry.review_date.day} "
                    f"{entry.review_date:%B %Y}, before the first meeting. Review it and give the next date.",
                )  # fmt: skip

    def _everyone(self, given: Iterable[str], table: str, what: str) -> None:
        missing = [code for code in self.it.codes if code not in set(given)]
        if missing:
            self._table(
                table, "Partner", "partner-missing",
                f"There is no {what} for {', '.join(missing)}. Add rows for each partner; use 0 where there is none.",
            )  # fmt: skip

    def _in_term(self, year: FinancialYear, cells: Mapping[str, str]) -> None:
        if year not in self.term:
            self._at(cells, "Financial year", "outside-term", self._outside(year))

    def _outside(self, year: FinancialYear) -> str:
        first, last = self.it.years[0], self.it.years[-1]
        return f"{year} is outside the term of the agreement, {first} to {last}. Correct the year, or the term."

    def _known_basis(self, cells: Mapping[str, str], label: str, name: str | None) -> None:
        names = list(dict.fromkeys(basis.name for basis in self.it.bases))
        if name is not None and name.casefold() not in {known.casefold() for known in names}:
            there = ", ".join(names) or "none yet. Fill it, or clear this cell"
            message = f"{label} is {name!r}. Choose one of the register (table Bases): {there}."
            self._at(cells, label, "unknown-basis", message)

    def _at(self, cells: Mapping[str, str], heading: str, code: str, message: str) -> None:
        self.findings.error(*parted(cells.get(heading, "")), code, message)

    def _table(self, name: str, heading: str, code: str, message: str) -> None:
        found = self.reading.tables[name]
        self.findings.error(found.sheet.name, heading_cell(found, heading), code, message)


def _template(letter: str) -> str:
    """What to name as the template of an exempt appendix: the one supplied for its letter, where there is one."""
    if letter.upper() not in EXEMPT:
        return "the file name of its template"
    return f"appendix-{letter.casefold()}.xlsx is the one supplied"
