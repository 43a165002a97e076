"""The year-end statement: what each partner paid, what it owes, and why; the exit account and the assets returned."""

from __future__ import annotations

from decimal import Decimal

from mkip_xl.appendices.annual_savings import Ties
from mkip_xl.appendices.collaboration_agreement import exit_account
from mkip_xl.appendices.front_matter import Data, by_partner, partners, pounds
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.partner import Partner
from mkip_xl.finance.year_end import YearEnd


def data(accounts: Accounts, cabinet: Partner) -> Data:
    """What the statement shows, in pounds; the cabinet's own settlement first, in words and figures."""
    return {
        "shares_used": accounts.partnership.agreement.balancing_shares.lower(),
        "years": [
            {
                "label": str(year.year),
                "paid": by_partner(year.paid),
                "share": by_partner(year.share_of_actual),
                "reserve": by_partner(year.to_reserve),
                "payment": by_partner(year.payment),
                "actual": pounds(year.actual),
                "reserve_opening": pounds(year.reserve_opening),
                "reserve_closing": pounds(year.reserve_closing),
                "own": {
                    "paid": pounds(year.paid[cabinet.code]),
                    "share": pounds(year.share_of_actual[cabinet.code]),
                    "reserve": pounds(year.to_reserve[cabinet.code]),
                    "payment": pounds(year.payment[cabinet.code]),
                    "result": _result(year.payment[cabinet.code]),
                },
                "why": why(year, accounts.partnership.agreement.balancing_shares),
            }
            for year in accounts.year_ends
        ],
        "exit": exit_account(accounts),
        "returned": [
            {
                "authority": partner["authority"],
                "own": partner["own"],
                "number": asset.number,
                "description": asset.description,
                "cost": pounds(asset.cost),
            }
            for partner in partners(accounts.partnership, cabinet)
            for number in accounts.assets_returned[partner["code"]]
            for asset in accounts.partnership.assets
            if asset.number == number
        ],
    }


def ties(accounts: Accounts) -> Ties:
    """The figures a filled statement must show, in pence."""
    payments = [sum(year.payment[code] for year in accounts.year_ends) for code in accounts.codes]
    return {"Tie_YearEndPayments": sum(payments), "Tie_YearEndPaymentsByPartner": payments}


def why(year: YearEnd, shares: str) -> str:
    """Why the year is settled as it is, in a sentence or two."""
    gap, kept = year.difference, sum(year.to_reserve.values())
    if gap == 0:
        return "The service cost what was paid for it."
    what = f"{_money(abs(gap))} {'more' if gap > 0 else 'less'} than was paid"
    said = f"The service cost {_money(year.actual)}, {what}."
    if kept < 0:
        said += f" {_money(-kept)} is met from the reserve first."
    elif kept > 0:
        said += f" {_money(kept)} is kept in the reserve first."
    rest = gap + kept
    if rest == 0:
        return said + " Nothing is left to be called or refunded in all."
    return said + f" {_money(abs(rest))} is {'called' if rest > 0 else 'refunded'}, by the {shares.lower()} shares."


def _result(payment: int) -> str:
    return "To pay" if payment > 0 else "To be refunded" if payment < 0 else "Nothing to pay"


def _money(pence: int) -> str:
    return f"£{Decimal(int(pence)).scaleb(-2):,.2f}"
