"""Appendix J: the collaboration agreement's financial schedules."""

from __future__ import annotations

from mkip_xl.appendices.annual_savings import Ties
from mkip_xl.appendices.front_matter import Data, by_partner, partners, pounds
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.partner import Partner


def data(accounts: Accounts, cabinet: Partner) -> Data:
    """What Appendix J shows, in pounds: contributions, the worked balancing payment and exit, and the assets."""
    it = accounts.partnership
    return {
        "rule": it.agreement.contribution_rule,
        "years": [
            {
                "label": str(year.year),
                "baseline": by_partner({code: accounts.baseline_of(code, year.year) for code in accounts.codes}),
                "share": by_partner(year.share),
                "contribution": by_partner(accounts.contributions[year.year]),
            }
            for year in accounts.savings
        ],
        "balancing": _balancing(accounts),
        "exit": exit_account(accounts),
        "holders": [
            {
                **partner,
                "assets": [
                    {
                        "number": asset.number,
                        "description": asset.description,
                        "cost": pounds(asset.cost),
                        "purchased": asset.purchased,
                        "life": asset.life,
                    }
                    for asset in it.assets
                    if asset.purchasing_authority == partner["code"]
                ],
            }
            for partner in partners(it, cabinet)
        ],
    }


def ties(accounts: Accounts) -> Ties:
    """The figures a filled Appendix J must show, in pence."""
    by_code = {code: sum(year[code] for year in accounts.contributions.values()) for code in accounts.codes}
    figures: Ties = {"Tie_Contributions": sum(by_code.values()), "Tie_ContributionsByPartner": list(by_code.values())}
    if accounts.balancing is not None:
        figures["Tie_BalancingPayment"] = sum(accounts.balancing.payment.values())
    return figures


def _balancing(accounts: Accounts) -> Data | None:
    worked = accounts.balancing
    if worked is None:
        return None
    return {
        "year": str(worked.year),
        "shares_used": accounts.partnership.agreement.balancing_shares.lower(),
        "actual_total": pounds(sum(worked.share_of_actual.values())),
        "contribution": by_partner(worked.contribution),
        "share_of_actual": by_partner(worked.share_of_actual),
        "underspend": by_partner(worked.underspend),
        "reserve": by_partner(worked.reserve),
        "payment": by_partner(worked.payment),
    }


def exit_account(accounts: Accounts) -> Data | None:
    """The agreement's worked exit, in pounds; None where it gives none."""
    worked = accounts.leaving
    if worked is None:
        return None
    leaver = next(partner for partner in accounts.partnership.partners if partner.code == worked.leaver)
    return {
        "year": str(worked.year),
        "leaver": leaver.authority,
        "lines": [{"label": label, "by": by_partner(figures)} for label, figures in worked.lines.items()],
        "net": by_partner(worked.net),
    }
