"""Appendix B: proposed annual savings over the term, and the division of net savings."""

from __future__ import annotations

from mkip_xl.appendices.front_matter import Data, by_partner, pounds
from mkip_xl.finance.accounts import DESCRIBED, Accounts
from mkip_xl.finance.exact import nearest
from mkip_xl.finance.partner import Partner

Ties = dict[str, int | list[int]]


def data(accounts: Accounts, cabinet: Partner) -> Data:
    """What Appendix B shows, in pounds."""
    chosen = accounts.partnership.savings_division
    return {
        "years": [
            {
                "label": str(year.year),
                "baseline_staff": pounds(year.baseline["Staff"]),
                "baseline_non_staff": pounds(year.baseline["Non-staff"]),
                "proposed_staff": pounds(year.proposed["Staff"]),
                "proposed_non_staff": pounds(year.proposed["Non-staff"]),
                "investment_staff": pounds(year.investment["Staff"]),
                "investment_non_staff": pounds(year.investment["Non-staff"]),
                "net": pounds(year.net),
                "share": by_partner(year.share),
            }
            for year in accounts.savings
        ],
        "method": _method(chosen),
        "methods": [
            {**_method(name), "chosen": "Chosen" if name == chosen else "", "total": by_partner(parts)}
            for name, parts in accounts.methods.items()
        ],
    }


def _method(name: str) -> Data:
    return {"name": name, "description": DESCRIBED[name]}


def ties(accounts: Accounts) -> Ties:
    """The figures a filled Appendix B must show, in pence, by the names its template defines."""
    return {
        "Tie_NetSaving": accounts.net_saving,
        "Tie_AverageSaving": nearest(accounts.average_saving),
        "Tie_NetSavingByPartner": list(accounts.net_saving_by_partner.values()),
    }
