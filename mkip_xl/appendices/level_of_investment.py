"""Appendix E: the level of investment, the options for the capital fund, and the fund under the chosen one."""

from __future__ import annotations

from mkip_xl.appendices.annual_savings import Ties
from mkip_xl.appendices.front_matter import Data, by_partner, pounds
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.partner import Partner
from mkip_xl.finance.partnership import MET_FROM, CapitalOption, MetFrom, distinct, sums

HEADINGS: dict[MetFrom, str] = {
    "Savings": "Met from savings",
    "Capital fund": "Met from the capital fund",
    "Capital bids": "Met by each authority's capital bids",
}


def data(accounts: Accounts, cabinet: Partner) -> Data:
    """What Appendix E shows, in pounds."""
    it = accounts.partnership
    return {
        "years": [
            {
                "label": str(year.year),
                "savings": pounds(accounts.investment["Savings"][year.year]),
                "fund": pounds(accounts.investment["Capital fund"][year.year]),
                "bids": pounds(accounts.investment["Capital bids"][year.year]),
                "contribution": by_partner(year.contribution),
                "drawing": pounds(year.drawing),
            }
            for year in accounts.fund
        ],
        "groups": [group for group in (_group(accounts, met_from) for met_from in MET_FROM) if group["items"]],
        "options": [_option(accounts, option) for option in it.capital_options],
        "option": {"name": it.option.name, "description": it.option.description},
    }


def ties(accounts: Accounts) -> Ties:
    """The figures a filled Appendix E must show, in pence."""
    return {
        "Tie_Investment": sum(sum(by_year.values()) for by_year in accounts.investment.values()),
        "Tie_CapitalFund": sum(accounts.fund_by_partner.values()),
        "Tie_CapitalFundByPartner": list(accounts.fund_by_partner.values()),
        "Tie_ClosingBalance": accounts.fund[-1].balance,
    }


def _group(accounts: Accounts, met_from: MetFrom) -> Data:
    lines = [line for line in accounts.partnership.investment if line.met_from == met_from]
    amounts = sums(lines, lambda line: line.amount, "item", "category", "year")
    return {
        "name": HEADINGS[met_from],
        "items": [
            {
                "name": item,
                "category": category,
                "by": {str(year): pounds(amounts[item, category, year]) for year in accounts.years},
            }
            for item, category in distinct((line.item, line.category) for line in lines)
        ],
    }


def _option(accounts: Accounts, option: CapitalOption) -> Data:
    fund = accounts.options[option.name]
    divided_by = {line.year: line.divided_by for line in option.instalments}
    return {
        "name": option.name,
        "description": option.description,
        "chosen": "Chosen" if option.name == accounts.partnership.chosen_option else "",
        "lines": [
            {"year": str(year.year), "divided_by": divided_by[year.year], "by": by_partner(year.contribution)}
            for year in fund
            if year.year in divided_by
        ],
        "total": by_partner({code: sum(year.contribution[code] for year in fund) for code in accounts.codes}),
        "lowest_balance": pounds(min(year.balance for year in fund)),
    }
