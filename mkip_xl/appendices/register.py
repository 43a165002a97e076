"""Which appendices this program fills, and what fills each: the figures, and the totals that must tie out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mkip_xl.appendices import (
    annual_savings,
    budgets,
    collaboration_agreement,
    level_of_investment,
    methodology,
    staff_structure,
    year_end,
)
from mkip_xl.appendices.annual_savings import Ties
from mkip_xl.appendices.front_matter import Data, front_matter
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.partner import Partner
from mkip_xl.finance.partnership import OF_ANY_LETTER, AppendixEntry


@dataclass(frozen=True, slots=True)
class Appendix:
    """One kind of appendix: what its template is filled with, and the named totals it must show."""

    kind: str
    data: Callable[[Accounts, Partner], Data]
    ties: Callable[[Accounts], Ties]


APPENDICES: Mapping[str, Appendix] = {
    appendix.kind: appendix
    for appendix in (
        Appendix("B", annual_savings.data, annual_savings.ties),
        Appendix("C", budgets.revenue_data, budgets.revenue_ties),
        Appendix("D", budgets.capital_data, budgets.capital_ties),
        Appendix("E", level_of_investment.data, level_of_investment.ties),
        Appendix("G", staff_structure.data, staff_structure.ties),
        Appendix("J", collaboration_agreement.data, collaboration_agreement.ties),
        Appendix("methodology", methodology.data, methodology.ties),
        Appendix("year-end-statement", year_end.data, year_end.ties),
    )
}


def filling(accounts: Accounts, entry: AppendixEntry, cabinet: Partner) -> Data:
    """Everything the template of one appendix is filled with for one cabinet."""
    return {
        **front_matter(accounts.partnership, entry, cabinet),
        **APPENDICES[entry.kind].data(accounts, cabinet),
    }


def to_fill(accounts: Accounts) -> list[AppendixEntry]:
    """The appendices of the register that this program fills, in register order: exempt ones, and the methodology."""
    return [
        entry
        for entry in accounts.partnership.appendices
        if entry.kind in APPENDICES and (entry.status == "Exempt" or entry.kind in OF_ANY_LETTER)
    ]
