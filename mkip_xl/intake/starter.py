"""The starter finance workbook: every table laid out for the partners and years given, ready to be filled."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from mkip_xl.errors import RuleError
from mkip_xl.finance.exemption import Country, present
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partnership import CATEGORIES, STRUCTURES
from mkip_xl.intake.building import write_finance_workbook
from mkip_xl.intake.ledger_mapping import LEDGER, LEDGER_CODES
from mkip_xl.intake.schema import EXEMPT, ITEMS, table

SUBJECTIVE_HEADINGS = (
    "Employees",
    "Premises",
    "Transport",
    "Supplies and services",
    "Third party payments",
    "Support services",
    "Income",
)
_PARAGRAPH_3 = "Information relating to the financial or business affairs of the partner authorities"
_PARAGRAPHS_1_TO_4 = (
    "Information about individuals, likely to reveal their identity, about the authorities' financial affairs and "
    "about consultation on labour relations"
)
_INTEREST = (
    "Disclosure before the partners have decided would weaken their position in agreeing terms with one another and "
    "with suppliers; that outweighs the interest in seeing the detail now."
)
_INTEREST_OF_STAFF = (
    "Disclosure would reveal individuals and prejudice consultation with staff; that outweighs the interest in seeing "
    "the detail now."
)
_APPENDICES = (
    ("A", "Business case and executive summary", None),
    ("B", "Proposed annual savings over {years} years and division of net savings", "3"),
    ("C", "Revenue budgets {budgets} by authority", "3"),
    ("D", "Capital budgets {budgets} by authority", "3"),
    ("E", "Level of investment", "3"),
    ("F", "Risks", None),
    ("G", "Staff structure", "1, 2, 3, 4"),
    ("H", "Strategy", None),
    ("Ha", "Operational plan", None),
    ("Hb", "Transition plan", None),
    ("I", "Memorandum of understanding", None),
    ("J", "Collaboration agreement", "3"),
    ("Ja", "Service level standards", None),
)
_ONE_PLACE = "Every appendix is filled from it: one figure, one place."
_INSTRUCTIONS = (
    (
        "1 Fill",
        "Fill the pale yellow cells, sheet by sheet. Hold the pointer over a heading for what it holds and in what "
        "unit; a cell offers its choices, and refuses what cannot be right. Use 0 where there is nothing: a blank is "
        "asked about. Entries that are there already are suggestions: change them as you need.",
    ),
    (
        "Only some appendices",
        "Delete the lines of the others on the sheet Appendices; then no sheet that is for them alone, as its second "
        "line says, is asked about. Put the lines back when you come to them.",
    ),
    (
        "2 Check",
        "Save and close. At a command prompt in this folder type: mkip-xl check FILE.xlsx (with this file's name). It "
        "names every cell that is missing or cannot be right, all at once, and writes nothing.",
    ),
    (
        "3 Fill the appendices",
        "Then type: mkip-xl batch FILE.xlsx --out out. It fills every exempt appendix for each partner's cabinet.",
    ),
    (
        "Rows and columns",
        "Type beneath the last row of a table and it grows. Delete rows you do not need. Sheets and columns of your "
        "own are left alone. Leave table names and headings as they are.",
    ),
    (
        "A new partner or year",
        "Add its row to Partners, or raise the term, and add its rows to the other tables.",
    ),
    (
        "Signs",
        "Costs, budgets and investment are positive, income is negative. A saving is baseline less proposed cost, "
        "positive when money is saved.",
    ),
    (
        "Ledger extracts",
        "Budgets and actual costs may come from .csv or .xlsx extracts in this workbook's folder: name each file and "
        "its columns on the sheet Ledger, and what its codes count as on the sheet Ledger codes. Leave both empty "
        "otherwise.",
    ),
    ("Pounds and pence", "Amounts are in pounds, with whole pence. Round formulas with =ROUND(…, 2)."),
    ("Percentages", "Type the % sign: 40%, not 40 and not 0.4."),
    (
        "Exemptions",
        "The reasons on the sheet Appendices are offered as a draft. Whether information is exempt, and the public "
        "interest in it, is for your monitoring officer to settle; give each a review date.",
    ),
)
STATUS = "Figures to be filled in"

Row = list[object]
Rows = Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class StarterPartner:
    """A partner as named for a new workbook: a short code and the authority's full name."""

    code: str
    authority: str

    @classmethod
    def named(cls, text: str) -> StarterPartner:
        """The partner a text names: `MBC`, `Maidstone Borough Council` or `MBC=Maidstone Borough Council`.

        A name of several words gives its capital letters as the code.

        >>> [StarterPartner.named(text).code for text in ("MBC", "Maidstone Borough Council", "TW=Tunbridge Wells")]
        ['MBC', 'MBC', 'TW']
        """
        code, equals, authority = (part.strip() for part in text.partition("="))
        if equals:
            return cls(code, authority or code)
        capitals = "".join(word[0] for word in re.findall(r"[^\W\d_]\w*", code) if word[0].isupper())
        return cls(capitals if " " in code and len(capitals) > 1 else code, code)


def starter_workbook(
    partners: Sequence[StarterPartner],
    *,
    service: str,
    start: dt.date,
    years: int,
    partnership: str | None = None,
    letters: Collection[str] = EXEMPT,
    country: Country = "England",
) -> bytes:
    """The bytes of a finance workbook with every table laid out and every figure still to be filled.

    - `partners`: in register order, which settles odd pennies; at least two.
    - `service`: the shared service the figures are about, such as ICT.
    - `start`: the first day of the agreement, 1 April of its first financial year.
    - `years`: the term, in financial years.
    - `letters`: the exempt appendices its register lists.
    - `country`: whose Part of Schedule 12A their paragraphs are drafted from, England or Wales.

    Raises RuleError for partners without a code or with the same one, a start that is not 1 April, a term outside
    1 to 60 years, or a letter that is no exempt appendix.
    """
    _check(partners, service, start, years, letters)
    together = _and([partner.code for partner in partners])
    laid = _Layout(
        tuple(partners), service.strip(), start, years, partnership or f"{together} partnership", together, letters,
        country,
    )  # fmt: skip
    tables = {name: list(rows()) for name, rows in laid.tables().items()}
    title = f"{laid.partnership}: finance workbook"
    ledger = (LEDGER, LEDGER_CODES)
    return write_finance_workbook(tables, title=title, reading=laid.reading(), status=STATUS, more=ledger)


def _and(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _check(
    partners: Sequence[StarterPartner], service: str, start: dt.date, years: int, letters: Collection[str]
) -> None:
    if len(partners) < 2:
        raise RuleError(f"{len(partners)} partner was given. Give at least two, as --partners MBC,SBC,TWBC.")
    codes = [partner.code.casefold() for partner in partners]
    for partner in partners:
        if not partner.code or not partner.code.isprintable() or len(partner.code) > 20:
            raise RuleError(f"{partner.code[:30]!r} is not a partner's code. Give 1 to 20 letters, as MBC=Maidstone.")
        if codes.count(partner.code.casefold()) > 1:
            raise RuleError(
                f"Two partners have the code {partner.code!r}. Give each its own, as MBC=Maidstone,MKC=Milton Keynes."
            )
    if not service.strip() or len(service) > 60:
        raise RuleError("The service has no name, or one of more than 60 letters. Give a short one, such as ICT.")
    if (start.month, start.day) != (4, 1):
        raise RuleError(
            f"The start is {start.day} {start:%B %Y}. An agreement starts on 1 April: give {start.year}-04-01."
        )
    if not 1 <= years <= 60:
        raise RuleError(f"The term is {years} years. Give 1 to 60.")
    for letter in letters:
        if letter not in EXEMPT:
            raise RuleError(f"There is no exempt appendix {letter!r}. Give some of {', '.join(EXEMPT)}.")


@dataclass(frozen=True, slots=True)
class _Layout:
    partners: tuple[StarterPartner, ...]
    service: str
    start: dt.date
    years: int
    partnership: str
    short_name: str
    letters: Collection[str]
    country: Country

    @property
    def term(self) -> list[str]:
        first = FinancialYear.containing(self.start).first
        return [str(FinancialYear(first + at)) for at in range(self.years)]

    @property
    def budget_years(self) -> list[str]:
        first = FinancialYear.containing(self.start).first
        return [str(FinancialYear(first - 2)), str(FinancialYear(first - 1))]

    @property
    def codes(self) -> list[str]:
        return [partner.code for partner in self.partners]

    def tables(self) -> dict[str, Rows]:
        return {
            "Partnership": self.partnership_rows,
            "Partners": self.partner_rows,
            "Bases": self.bases,
            "RevenueBudgets": self.revenue_budgets,
            "CapitalBudgets": self.capital_budgets,
            "Savings": self.savings,
            "Investment": self.investment,
            "CapitalOptions": self.capital_options,
            "Posts": self.posts,
            "Assets": self.assets,
            "Agreement": self.agreement,
            "Appendices": self.appendices,
        }

    def partnership_rows(self) -> Iterator[Row]:
        filled: dict[str, object] = {
            "Partnership": self.partnership,
            "Short name": self.short_name,
            "Service": self.service,
            "Start date": self.start,
            "Term in years": self.years,
            "Full review after years": min(5, self.years),
            "Division of net savings": "Equal",
            "Basis for contributions": "Users" if self._needed("Bases") else None,
            "Capital fund option": "One",
        }
        for item in ITEMS["Partnership"]:
            yield [item.label, filled.get(item.label), item.help]

    def _needed(self, name: str) -> bool:
        return not set(table(name).wanted_by).isdisjoint(self.letters)

    def partner_rows(self) -> Iterator[Row]:
        for partner in self.partners:
            officer = f"Section 151 Officer, {partner.authority}"
            yield [partner.code, partner.authority, officer, "Cabinet", None, f"{self.service} shared service", None]

    def bases(self) -> Iterator[Row]:
        period = f"At 31 December {self.start.year - 1}"
        for code in self.codes:
            yield [
                "Users",
                self.service,
                f"Named users of {self.service}",
                "users",
                period,
                self.start,
                code,
                None,
                None,
                None,
            ]

    def revenue_budgets(self) -> Iterator[Row]:
        for year in self.budget_years:
            for code in self.codes:
                for heading in SUBJECTIVE_HEADINGS:
                    yield [year, code, heading, None]

    def capital_budgets(self) -> Iterator[Row]:
        for year in self.budget_years:
            for code in self.codes:
                yield [year, code, f"{self.service} capital programme", None]

    def savings(self) -> Iterator[Row]:
        for year in self.term:
            for code in self.codes:
                for category in CATEGORIES:
                    yield [year, code, category, None, None]

    def investment(self) -> Iterator[Row]:
        yield [self.term[0], "Redundancy and retention", "Staff", None, "Savings"]
        yield [self.term[0], "Programme management", "Non-staff", None, "Savings"]
        yield [self.term[0], "Shared systems", "Non-staff", None, "Capital fund"]

    def capital_options(self) -> Iterator[Row]:
        yield ["One", "Paid in full in the first year, the same by each partner", self.term[0], None, "Equal"]
        yield ["Two", "Paid in full in the first year, in proportion to users", self.term[0], None, "Users"]

    def posts(self) -> Iterator[Row]:
        for structure in STRUCTURES:
            for code in self.codes if structure == "Current" else self.codes[:1]:
                yield [structure, code, "1 Head of service", f"Head of {self.service}", None, None, None, None]

    def assets(self) -> Iterator[Row]:
        for code in self.codes:
            yield [f"{code}-0001", f"{self.service} equipment", code, None, None, None]

    def agreement(self) -> Iterator[Row]:
        filled = {
            "Contribution rule": "Baseline less share of net saving",
            "Contribution basis": "Users",
            "Balancing shares": "Original",
        }
        for item in ITEMS["Agreement"]:
            yield [None, item.label, filled.get(item.label), item.help]

    def appendices(self) -> Iterator[Row]:
        budgets = " and ".join(self.budget_years)
        for letter, title, paragraphs in _APPENDICES:
            if letter in EXEMPT and letter not in self.letters:
                continue
            shown = title.format(years=self.years, budgets=budgets)
            if paragraphs is None:
                yield [letter, shown, "Open", None, None, None, None, None]
                continue
            reason, interest = (
                (_PARAGRAPH_3, _INTEREST) if paragraphs == "3" else (_PARAGRAPHS_1_TO_4, _INTEREST_OF_STAFF)
            )
            template = f"appendix-{letter.lower()}.xlsx"
            yield [letter, shown, "Exempt", self._cited(paragraphs), reason, interest, None, template]

    def _cited(self, paragraphs: str) -> str:
        """The paragraphs of the English Part, or those of the Welsh that cover the same, in the same order."""
        covering = list(present(self.country).paragraphs)
        return ", ".join(str(covering[int(number) - 1]) for number in paragraphs.split(", "))

    def reading(self) -> list[tuple[str, str]]:
        names = ", ".join(partner.authority for partner in self.partners)
        what = f"The finance workbook of the {self.service} shared service of {names}. {_ONE_PLACE}"
        return [("What this is", what), *_INSTRUCTIONS]
