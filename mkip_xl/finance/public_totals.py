"""The totals of exempt appendices that a register may release: the allow-list of public companions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from mkip_xl.errors import NotAvailableError
from mkip_xl.finance.accounts import Accounts

Unit = Literal["£", "FTE"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One public figure: what it is of, its name among the figures of the appendix, and its worth (pence, or FTE)."""

    label: str
    name: str
    value: Fraction
    unit: Unit = "£"


@dataclass(frozen=True, slots=True)
class PublicTotal:
    """One total that may be released: the appendix it is of, and the figures it comes to."""

    letter: str
    name: str
    figures: Callable[[Accounts], list[Figure]]


def _one(
    name: str, worth: Callable[[Accounts], int | Fraction], unit: Unit = "£"
) -> Callable[[Accounts], list[Figure]]:
    return lambda accounts: [Figure("All partners", name, Fraction(worth(accounts)), unit)]


def _by_partner(name: str, worth: Callable[[Accounts], Mapping[str, int]]) -> Callable[[Accounts], list[Figure]]:
    def figures(accounts: Accounts) -> list[Figure]:
        found = worth(accounts)
        return [
            Figure(partner.authority, f"{name}, {partner.code}", Fraction(found[partner.code]))
            for partner in accounts.partnership.partners
        ]

    return figures


def _budget(what: str, year: str) -> Callable[[Accounts], int]:
    return lambda accounts: sum(sum(getattr(row, year).values()) for row in getattr(accounts, what))


def _budget_by_partner(what: str, year: str) -> Callable[[Accounts], Mapping[str, int]]:
    return lambda accounts: {
        code: sum(getattr(row, year)[code] for row in getattr(accounts, what)) for code in accounts.codes
    }


def _budgets() -> list[PublicTotal]:
    found = []
    for letter, what in (("C", "revenue"), ("D", "capital")):
        for year in ("previous", "current"):
            name = f"{what.capitalize()} budgets, {year} year"
            found.append(PublicTotal(letter, name, _one(name, _budget(what, year))))
            each = f"{what.capitalize()} budget of each partner, {year} year"
            found.append(
                PublicTotal(
                    letter,
                    each,
                    _by_partner(f"{what.capitalize()} budget, {year} year", _budget_by_partner(what, year)),
                )
            )
    return found


def _savings() -> list[PublicTotal]:
    by_partner = _by_partner("Net saving over the term", lambda it: it.net_saving_by_partner)
    return [
        PublicTotal("B", "Net saving over the term", _one("Net saving over the term", lambda it: it.net_saving)),
        PublicTotal("B", "Average net saving a year", _one("Average net saving a year", lambda it: it.average_saving)),
        PublicTotal("B", "Net saving of each partner", by_partner),
    ]


def _investment() -> list[PublicTotal]:
    name, fund = "Investment over the term", "Capital fund over the term"
    spent = _one(name, lambda it: sum(sum(by.values()) for by in it.investment.values()))
    paid = _one(fund, lambda it: sum(it.fund_by_partner.values()))
    each = _by_partner("Capital fund", lambda it: it.fund_by_partner)
    return [
        PublicTotal("E", name, spent),
        PublicTotal("E", fund, paid),
        PublicTotal("E", "Capital fund contribution of each partner", each),
    ]


def _structure() -> list[PublicTotal]:
    found = []
    for structure in ("current", "proposed"):
        posts, cost = f"Posts, {structure} structure", f"Cost of the {structure} structure"
        found.append(PublicTotal("G", posts, _one(posts, _sum_of_tiers(f"{structure}_fte"), "FTE")))
        found.append(PublicTotal("G", cost, _one(cost, _sum_of_tiers(f"{structure}_cost"))))
    return found


def _sum_of_tiers(figure: str) -> Callable[[Accounts], Fraction]:
    return lambda accounts: sum((Fraction(getattr(row, figure)) for row in accounts.tiers), Fraction(0))


def _contributions() -> list[PublicTotal]:
    name = "Contributions over the term"
    return [PublicTotal("J", name, _one(name, lambda it: sum(sum(by.values()) for by in it.contributions.values())))]


PUBLIC_TOTALS: Mapping[str, PublicTotal] = {
    total.name: total for total in (*_savings(), *_budgets(), *_investment(), *_structure(), *_contributions())
}
"""Every total that can be released, by the name the finance workbook gives it."""


def public_total(name: str) -> PublicTotal:
    """The total of that name, whatever its capitals; NotAvailableError when there is none.

    >>> public_total("net saving over the term").letter
    'B'
    """
    for known, total in PUBLIC_TOTALS.items():
        if known.casefold() == " ".join(name.split()).casefold():
            return total
    raise NotAvailableError(
        f"There is no public total {name!r}. Choose from those that can be released: {'; '.join(PUBLIC_TOTALS)}."
    )
