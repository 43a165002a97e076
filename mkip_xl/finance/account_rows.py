"""The rows of a partnership's accounts: what an appendix shows a line of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partnership import Category

ByPartner = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SavingsYear:
    """One year of Appendix B, in pence: costs positive, a net saving positive."""

    year: FinancialYear
    baseline: Mapping[Category, int]
    proposed: Mapping[Category, int]
    investment: Mapping[Category, int]
    net: int
    share: ByPartner


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One heading or scheme: the budget of each partner in the previous and the current year, in pence."""

    name: str
    previous: ByPartner
    current: ByPartner


@dataclass(frozen=True, slots=True)
class FundYear:
    """One year of the capital fund, in pence: contributions in, drawing out, and the balance carried forward."""

    year: FinancialYear
    contribution: ByPartner
    drawing: int
    balance: int


@dataclass(frozen=True, slots=True)
class Balancing:
    """The agreement's worked year end, by partner in pence: a payment is + to pay, − a refund.

    Contribution − share of actual = underspend; share of actual + held in reserve − contribution = payment.
    """

    year: FinancialYear
    contribution: ByPartner
    share_of_actual: ByPartner
    underspend: ByPartner
    reserve: ByPartner
    payment: ByPartner


@dataclass(frozen=True, slots=True)
class Leaving:
    """The agreement's worked exit, by partner in pence: costs positive, credits negative; the leaver bears the net."""

    year: FinancialYear
    leaver: str
    lines: Mapping[str, ByPartner]
    net: ByPartner


@dataclass(frozen=True, slots=True)
class TierRow:
    """One tier of the staff structure: full-time equivalents and yearly cost in pence."""

    tier: str
    current_fte: Fraction
    proposed_fte: Fraction
    current_cost: int
    proposed_cost: int
