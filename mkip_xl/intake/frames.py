"""The model's tables as pandas frames, for a notebook: one for each table of the finance workbook, and the results.

    from mkip_xl.intake.frames import frames, results
    tables = frames(Path("mkip-ict.xlsx"))          # {"Savings": DataFrame, …}
    worked = results(Path("mkip-ict.xlsx"))         # {"net_savings": DataFrame, …}

Money is in whole pence, held as Python's own whole numbers would be: int64. Nothing here is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.comparison import compare
from mkip_xl.finance.partnership import Partnership
from mkip_xl.intake.model import read_partnership

if TYPE_CHECKING:
    import pandas as pd

TABLES: Mapping[str, str] = {
    "Partners": "partners", "Bases": "bases", "RevenueBudgets": "revenue_budgets", "CapitalBudgets": "capital_budgets",
    "Savings": "savings", "Investment": "investment", "Posts": "posts", "Assets": "assets", "Options": "options",
    "Criteria": "marks", "YearEnd": "year_ends", "Appendices": "appendices",
}  # fmt: skip
"""Tables of the finance workbook, and the lines of the model they become."""


def partnership_of(source: Path | bytes | Partnership) -> Partnership:
    """The model of a finance workbook; FindingsError, with every finding, when it has errors."""
    if isinstance(source, Partnership):
        return source
    found, findings = read_partnership(source)
    findings.stop_if_errors()
    assert found is not None
    return found


def frames(source: Path | bytes | Partnership) -> dict[str, pd.DataFrame]:
    """A frame for each table that has lines: one row a line, one column a field, money in pence."""
    import pandas as pd

    it = partnership_of(source)
    found = {name: pd.DataFrame(_rows(getattr(it, lines))) for name, lines in TABLES.items() if getattr(it, lines)}
    instalments = [
        {"option": option.name, "description": option.description, **row}
        for option in it.capital_options
        for row in _rows(option.instalments)
    ]
    if instalments:
        found["CapitalOptions"] = pd.DataFrame(instalments)
    return found


def results(source: Path | bytes | Partnership) -> dict[str, pd.DataFrame]:
    """What the rules make of it, as far as its tables go: a frame for each result, one row a year (and partner).

    net_savings, contributions, capital_fund, register, effects, year_ends, comparison; money in pence.
    """
    import pandas as pd

    it = partnership_of(source)
    accounts = Accounts(it)
    rows: dict[str, list[dict[str, object]]] = {}
    if it.savings:
        rows["net_savings"] = [{"year": str(year.year), "net": year.net, **year.share} for year in accounts.savings]
        rows["contributions"] = [{"year": str(year), **by} for year, by in accounts.contributions.items()]
        rows["comparison"] = [
            {"option": one.option.name, "year": str(year), "partner": code, "cost": by[code],
             "saving": one.saving[year][code], "capital": one.capital[year][code]}
            for one in compare(accounts)
            for year, by in one.cost.items()
            for code in accounts.codes
        ]  # fmt: skip
    if it.capital_options:
        rows["capital_fund"] = [
            {
                "option": name,
                "year": str(year.year),
                **year.contribution,
                "drawing": year.drawing,
                "balance": year.balance,
            }
            for name, years in accounts.options.items()
            for year in years
        ]
    if it.bases:
        rows |= _register(accounts)
    rows["year_ends"] = [
        {"year": str(year.year), "partner": code, "paid": year.paid[code],
         "share_of_actual": year.share_of_actual[code], "to_reserve": year.to_reserve[code],
         "payment": year.payment[code]}
        for year in accounts.year_ends
        for code in accounts.codes
    ]  # fmt: skip
    return {name: pd.DataFrame(lines) for name, lines in rows.items() if lines}


def _register(accounts: Accounts) -> dict[str, list[dict[str, object]]]:
    lines = accounts.register
    return {
        "register": [
            {"basis": line.name, "service": line.service, "from": one.basis.effective_from, "days": one.days,
             "outcome": one.outcome, "starred": one.starred, "gap": _plain(one.gap), "why": one.why,
             **{code: _plain(part) for code, part in zip(accounts.codes, one.split, strict=True)}}
            for line in lines
            for one in line.decisions
        ],
        "effects": [
            {"basis": line.name, "partner": code, "previous": line.effect.previous[code], "new": line.effect.new[code],
             "phased": line.effect.phased[code], "payable": line.effect.payable[code]}
            for line in lines
            if line.effect is not None
            for code in accounts.codes
        ],
    }  # fmt: skip


def _rows(lines: Iterable[Any]) -> list[dict[str, object]]:
    """One row a line: a column for each field, and for each partner where a field holds a figure for each."""
    return [
        {
            name: _plain(value)
            for field in fields(line)
            if field.name != "cells"
            for name, value in _columns(field.name, getattr(line, field.name))
        }
        for line in lines
        if is_dataclass(line)
    ]


def _columns(name: str, value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, Mapping):
        return [(f"{name} {code}", part) for code, part in value.items()]
    return [(name, value)]


def _plain(value: object) -> object:
    """A value as a frame shows it: exact fractions as floats, years as text; lists as they are."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return str(value) if type(value).__name__ == "FinancialYear" else value
