"""Appendices C and D: revenue and capital budgets of two years, by authority and consolidated."""

from __future__ import annotations

from collections.abc import Sequence

from mkip_xl.appendices.annual_savings import Ties
from mkip_xl.appendices.front_matter import Data, pounds
from mkip_xl.finance.account_rows import BudgetRow
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.partner import Partner


def revenue_data(accounts: Accounts, cabinet: Partner) -> Data:
    """What Appendix C shows, in pounds: headings of expenditure, then of income."""
    spent = [row for row in accounts.revenue if not _is_income(row)]
    income = [row for row in accounts.revenue if _is_income(row)]
    groups = (("Expenditure", spent), ("Income", income))
    return {
        **_years(accounts),
        "groups": [{"name": name, "headings": _rows(rows)} for name, rows in groups if rows],
    }


def capital_data(accounts: Accounts, cabinet: Partner) -> Data:
    """What Appendix D shows, in pounds."""
    return {**_years(accounts), "schemes": _rows(accounts.capital)}


def revenue_ties(accounts: Accounts) -> Ties:
    """The figures a filled Appendix C must show, in pence."""
    return _ties("Revenue", accounts, accounts.revenue)


def capital_ties(accounts: Accounts) -> Ties:
    """The figures a filled Appendix D must show, in pence."""
    return _ties("Capital", accounts, accounts.capital)


def _ties(what: str, accounts: Accounts, rows: Sequence[BudgetRow]) -> Ties:
    return {
        f"Tie_{what}Previous": sum(sum(row.previous.values()) for row in rows),
        f"Tie_{what}Current": sum(sum(row.current.values()) for row in rows),
        f"Tie_{what}CurrentByPartner": [sum(row.current[code] for row in rows) for code in accounts.codes],
    }


def _years(accounts: Accounts) -> Data:
    previous, current = accounts.budget_years
    return {"previous": str(previous), "current": str(current)}


def _rows(rows: Sequence[BudgetRow]) -> list[Data]:
    return [
        {
            "name": row.name,
            "previous": pounds(sum(row.previous.values())),
            "current": pounds(sum(row.current.values())),
            "by": {
                code: {"previous": pounds(row.previous[code]), "current": pounds(row.current[code])}
                for code in row.current
            },
        }
        for row in rows
    ]


def _is_income(row: BudgetRow) -> bool:
    """Whether a heading is income: its budgets over both years are negative."""
    return sum(row.previous.values()) + sum(row.current.values()) < 0
