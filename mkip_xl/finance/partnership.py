"""The model: everything the finance workbook says of one partnership and its service, as frozen dataclasses.

All money is in whole pence, years are financial years, partners go by their code and stand in register order.
Costs, budgets and investment are positive, income is negative, a saving is positive. Every appendix, function and check
reads this model: one figure, one place. `cells` on each line says where its fields stand in the workbook.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, TypeVar

from mkip_xl.finance.alternatives import Alternative, Mark
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partner import Partner
from mkip_xl.money.origin import origin_of
from mkip_xl.money.provenance import NothingElse

Category = Literal["Staff", "Non-staff"]
MetFrom = Literal["Savings", "Capital fund", "Capital bids"]
Structure = Literal["Current", "Proposed"]
Status = Literal["Exempt", "Open"]

CATEGORIES: tuple[Category, ...] = ("Staff", "Non-staff")
MET_FROM: tuple[MetFrom, ...] = ("Savings", "Capital fund", "Capital bids")
STRUCTURES: tuple[Structure, ...] = ("Current", "Proposed")
STATUSES: tuple[Status, ...] = ("Exempt", "Open")

Cells = Mapping[str, str]
T = TypeVar("T")
Number = TypeVar("Number", int, Fraction)


@dataclass(frozen=True, slots=True)
class Driver:
    """One driver of a basis: what was counted, when, each partner's count, and how much of the basis it is (`mix`)."""

    name: str
    unit: str
    period: str
    measures: Mapping[str, Fraction]
    mix: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """One basis of the register from one date: a driver's measure, or an agreed estimate, for each partner.

    `measures` are counts in `unit` over `period`; `estimates` are shares of one; `tolerance` is in percentage points.
    What the yearly review needs: every driver where there are several, the last day the split applies, the `cost` it
    shares this year (pence), the split of the `previous` year (shares of one), how far a new split has come
    (`phase_in`) and the `largest_rise` allowed (parts of one), the outcome where it was decided elsewhere, and a note.
    """

    name: str
    service: str
    driver: str
    unit: str
    period: str
    effective_from: dt.date
    measures: Mapping[str, Fraction | None]
    estimates: Mapping[str, Fraction | None]
    tolerance: Fraction | None = None
    cells: Cells = field(default_factory=dict, compare=False, repr=False)
    drivers: tuple[Driver, ...] = ()
    section: str = ""
    effective_to: dt.date | None = None
    cost: int | None = None
    previous: Mapping[str, Fraction] = field(default_factory=dict)
    phase_in: Fraction | None = None
    largest_rise: Fraction | None = None
    outcome: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RevenueBudgetLine:
    """One subjective heading of one partner's revenue budget for one year, in pence; income is negative."""

    year: FinancialYear
    partner: str
    heading: str
    budget: int
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CapitalBudgetLine:
    """One scheme of one partner's capital programme for one year, in pence."""

    year: FinancialYear
    partner: str
    scheme: str
    budget: int
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SavingLine:
    """What one partner would spend in a year as it stands (baseline), and what serving it will cost, in pence."""

    year: FinancialYear
    partner: str
    category: Category
    baseline: int
    proposed: int
    cells: Cells = field(default_factory=dict, compare=False, repr=False)

    @property
    def gross_saving(self) -> int:
        """Baseline less proposed, in pence; a saving is positive."""
        return self.baseline - self.proposed


@dataclass(frozen=True, slots=True)
class InvestmentLine:
    """One item of investment in one year, in pence, and what it is met from."""

    year: FinancialYear
    item: str
    category: Category
    amount: int
    met_from: MetFrom
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Instalment:
    """What the partners pay into the capital fund together in one year, in pence, and how it is divided.

    `divided_by` is `"Equal"` or the name of a basis.
    """

    year: FinancialYear
    amount: int
    divided_by: str
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CapitalOption:
    """One option for the capital fund and its instalments, in year order."""

    name: str
    description: str
    instalments: tuple[Instalment, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """One post, or a group of like posts: full-time equivalents and the yearly cost of one, in pence."""

    structure: Structure
    employer: str
    tier: str
    title: str
    fte: Fraction
    salary: int
    national_insurance: int
    pension: int
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Asset:
    """One asset of the register; it stays with the authority that bought it. Cost in pence, life in years."""

    number: str
    description: str
    purchasing_authority: str
    cost: int
    purchased: dt.date
    life: int
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The financial schedules of the collaboration agreement. Money in pence.

    The balancing and exit figures are the agreement's worked illustrations; None where the agreement gives none.
    """

    contribution_rule: str
    contribution_basis: str | None
    balancing_shares: str
    balancing_year: FinancialYear | None
    actual_cost: int | None
    held_in_reserve: int
    leaver: str | None
    leaving_year: FinancialYear | None
    redundancy: int
    contract_breakage: int
    stranded_cost: int
    unspent_contributions: int
    clauses: Mapping[str, str] = field(default_factory=dict)
    cells: Cells = field(default_factory=dict, compare=False, repr=False)
    reserve_opening: int = 0
    balancing_on: str = "outturn"


@dataclass(frozen=True, slots=True)
class YearEndLine:
    """One partner's year end as the finance workbook states it: what it paid, and the service's actual cost it met.

    All in pence. `paid` is what it contributed, None for what the agreement says; `spent` is the actual net cost that
    passed through its books.
    """

    year: FinancialYear
    partner: str
    paid: int | None
    spent: int
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AppendixEntry:
    """One line of the report's register of appendices."""

    letter: str
    title: str
    status: Status
    paragraphs: tuple[int, ...]
    reason: str
    public_interest: str
    review_date: dt.date | None
    template: str | None
    cells: Cells = field(default_factory=dict, compare=False, repr=False)

    @property
    def kind(self) -> str:
        """What kind of appendix it is: the name of its template for those of OF_ANY_LETTER, else its letter."""
        return kind_of(self.letter, self.template)


@dataclass(frozen=True, slots=True)
class Partnership:
    """One partnership and the service it shares: the whole of its finance workbook."""

    name: str
    short_name: str
    service: str
    start: dt.date
    term: int
    full_review_after: int
    implementation_review_after: int | None
    host: str | None
    savings_division: str
    savings_basis: str | None
    chosen_option: str
    statement: str
    partners: tuple[Partner, ...]
    bases: tuple[Basis, ...]
    revenue_budgets: tuple[RevenueBudgetLine, ...]
    capital_budgets: tuple[CapitalBudgetLine, ...]
    savings: tuple[SavingLine, ...]
    investment: tuple[InvestmentLine, ...]
    capital_options: tuple[CapitalOption, ...]
    posts: tuple[Post, ...]
    assets: tuple[Asset, ...]
    agreement: Agreement
    appendices: tuple[AppendixEntry, ...]
    cells: Cells = field(default_factory=dict, compare=False, repr=False)
    basis_year: FinancialYear | None = None
    drivers_year: FinancialYear | None = None
    options: tuple[Alternative, ...] = ()
    marks: tuple[Mark, ...] = ()
    year_ends: tuple[YearEndLine, ...] = ()
    public_totals: tuple[str, ...] = ()
    extracts: tuple[str, ...] = ()
    """The ledger extracts some figures came from, by the path the workbook gives from where it lies."""

    @property
    def register_year(self) -> FinancialYear:
        """The financial year whose splits the register of bases decides: the one named, or the first of the term."""
        return self.basis_year or self.years[0]

    @property
    def codes(self) -> tuple[str, ...]:
        """The partners' codes, in register order."""
        return tuple(partner.code for partner in self.partners)

    @property
    def years(self) -> tuple[FinancialYear, ...]:
        """The financial years of the term, first to last."""
        first = FinancialYear.containing(self.start)
        return tuple(first + offset for offset in range(self.term))

    @property
    def budget_years(self) -> tuple[FinancialYear, ...]:
        """The financial years for which revenue or capital budgets are given, first to last."""
        given = [line.year for line in self.revenue_budgets] + [line.year for line in self.capital_budgets]
        return tuple(sorted(set(given)))

    @property
    def option(self) -> CapitalOption:
        """The chosen option for the capital fund."""
        return next(option for option in self.capital_options if option.name == self.chosen_option)

    def dated(self, name: str) -> list[Basis]:
        """The rows of one basis of the register, by the day each takes effect; none where there is no such basis."""
        named = [basis for basis in self.bases if basis.name.casefold() == name.casefold()]
        return sorted(named, key=lambda basis: basis.effective_from)


OF_ANY_LETTER = ("methodology", "year-end-statement")
"""Appendices known by their template, whatever letter a report gives them."""


def kind_of(letter: str, template: str | None) -> str:
    """The kind of appendix that a letter and a template's file name make.

    >>> kind_of("B", "appendix-b.xlsx"), kind_of("A", "methodology.xlsx")
    ('B', 'methodology')
    """
    stem = (template or "").rpartition(".")[0].casefold()
    return stem if stem in OF_ANY_LETTER else letter


def total(lines: Iterable[T], of: Callable[[T], int], **wanted: object) -> int:
    """The sum in pence of one figure over the lines whose fields are as wanted.

    >>> from mkip_xl.finance.financial_year import FinancialYear
    >>> year = FinancialYear(2012)
    >>> lines = [RevenueBudgetLine(year, "MBC", "Employees", 500), RevenueBudgetLine(year, "SBC", "Employees", 300)]
    >>> total(lines, lambda line: line.budget, partner="SBC")
    300
    """
    return sum(of(line) for line in lines if all(getattr(line, name) == value for name, value in wanted.items()))


def sums(lines: Iterable[T], of: Callable[[T], Number], *fields: str) -> Mapping[tuple[object, ...], Number]:
    """The sum of one figure, pence as a rule, for every combination of fields there is, in one pass; 0 for any other.

    >>> from mkip_xl.finance.financial_year import FinancialYear
    >>> year = FinancialYear(2012)
    >>> lines = [RevenueBudgetLine(year, "MBC", "Employees", 500), RevenueBudgetLine(year, "MBC", "Premises", 300)]
    >>> found = sums(lines, lambda line: line.budget, "partner", "year")
    >>> found["MBC", year], found["SBC", year]
    (800, 0)
    """
    found: Any = Counter()
    held = list(lines)
    for line in held:
        found[tuple(getattr(line, name) for name in fields)] += of(line)
    if held and origin_of(of(held[0])) is not None:
        return NothingElse(found, map(of, held))
    return found  # type: ignore[no-any-return]


def distinct(values: Iterable[T]) -> tuple[T, ...]:
    """The values without repeats, in the order they were first met.

    >>> distinct(["Employees", "Premises", "Employees"])
    ('Employees', 'Premises')
    """
    return tuple(dict.fromkeys(values))
