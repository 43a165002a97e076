"""The balancing sheet: what went into every step and what came out of it, by partner and otherwise, to the penny."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mkip_xl.appendices.front_matter import Data, pounds
from mkip_xl.finance.accounts import Accounts, cost_of
from mkip_xl.finance.checks import Check
from mkip_xl.finance.partnership import STRUCTURES, sums


@dataclass(frozen=True, slots=True)
class Step:
    """One step, in pence: what went in and where it came from; what each partner bears, and what else came out."""

    name: str
    source: str
    into: int
    by: Mapping[str, int] = field(default_factory=dict)
    other: str = ""
    besides: int = 0

    @property
    def out(self) -> int:
        """All that came out."""
        return sum(self.by.values()) + self.besides


def steps(accounts: Accounts) -> list[Step]:
    """Every step of the partnership's figures, in the order in which one feeds the next."""
    it = accounts.partnership
    return [
        *(_budgets(accounts) if it.revenue_budgets else ()),
        *(_savings(accounts) if it.savings else ()),
        *(_fund(accounts) if it.capital_options else ()),
        *(_posts(accounts) if it.posts else ()),
        *(_agreement(accounts) if it.savings and it.agreement.contribution_rule else ()),
        *_year_ends(accounts),
        *(_register(accounts) if any(entry.kind == "methodology" for entry in it.appendices) else ()),
    ]


def rows_of(what: str, accounts: Accounts) -> str:
    """Where the budgets come from: rows that were typed, and for revenue the ledger extracts where there are any."""
    ledger = " and ledger extracts" if what == "Revenue" and accounts.partnership.extracts else ""
    return f"Rows of {what}Budgets{ledger}"


def _budgets(accounts: Accounts) -> Iterator[Step]:
    for what, rows, lines in (
        ("Revenue", accounts.revenue, accounts.partnership.revenue_budgets),
        ("Capital", accounts.capital, accounts.partnership.capital_budgets),
    ):
        read = sums(lines, lambda line: line.budget, "year")  # type: ignore[attr-defined]
        for year, figure in zip(accounts.budget_years, ("previous", "current"), strict=True):
            by = {code: sum(getattr(row, figure)[code] for row in rows) for code in accounts.codes}
            yield Step(f"{what} budget {year}", rows_of(what, accounts), read[(year,)], by)


def _savings(accounts: Accounts) -> Iterator[Step]:
    it = accounts.partnership
    for what, figure in (("Baseline", "baseline"), ("Proposed cost", "proposed")):
        read = sums(it.savings, lambda line, name=figure: getattr(line, name), "partner")  # type: ignore[misc]
        by = {code: read[(code,)] for code in accounts.codes}
        shown = sum(sum(getattr(year, figure).values()) for year in accounts.savings)
        yield Step(f"{what} of the term", "Staff and non-staff of every year (B)", shown, by)
    for year in accounts.savings:
        before, after, put_in = (sum(figures.values()) for figures in (year.baseline, year.proposed, year.investment))
        source = "Baseline less proposed cost less investment (B)"
        yield Step(f"Net saving {year.year} divided", source, before - after - put_in, year.share)
    for year in accounts.savings:
        source = "Proposed cost and investment met from savings (B)"
        cost = sum(year.proposed.values()) + sum(year.investment.values())
        yield Step(f"Contributions {year.year}", source, cost, accounts.contributions[year.year])


def _fund(accounts: Accounts) -> Iterator[Step]:
    it = accounts.partnership
    for option in it.capital_options:
        paid = accounts.options[option.name]
        by = {code: sum(year.contribution[code] for year in paid) for code in accounts.codes}
        put_in = sum(line.amount for line in option.instalments)
        yield Step(f"Capital fund, option {option.name}", "Instalments of the option", put_in, by)
    fund = accounts.fund
    put_in = sum(sum(year.contribution.values()) for year in fund)
    spent = sum(year.drawing for year in fund) + fund[-1].balance
    yield Step("Capital fund spent", "Contributions, chosen option (E)", put_in, {}, "Drawings and balance left", spent)
    met = sum(sum(by_year.values()) for by_year in accounts.investment.values())
    amount = sum(line.amount for line in it.investment)
    yield Step("Investment met", "Rows of Investment", amount, {}, "From savings, fund and bids (E)", met)


def _posts(accounts: Accounts) -> Iterator[Step]:
    posts = accounts.partnership.posts
    for structure in STRUCTURES:
        there = [post for post in posts if post.structure == structure]
        by_employer = sums(there, cost_of, "employer")
        by = {code: by_employer[(code,)] for code in accounts.codes}
        shown = sum(getattr(row, f"{structure.lower()}_cost") for row in accounts.tiers)
        yield Step(f"{structure} structure", "Cost of its tiers (G)", shown, by)


def _agreement(accounts: Accounts) -> Iterator[Step]:
    worked, agreement = accounts.balancing, accounts.partnership.agreement
    if worked is not None and agreement.actual_cost is not None:
        by = {code: worked.contribution[code] + worked.payment[code] for code in accounts.codes}
        cost = agreement.actual_cost + sum(worked.reserve.values())
        yield Step(f"Balancing {worked.year}", "Actual cost and what is held in reserve (J)", cost, by)
    leaving = accounts.leaving
    if leaving is not None:
        costs = agreement.redundancy + agreement.contract_breakage + agreement.stranded_cost
        net = costs - agreement.unspent_contributions
        yield Step("Net cost of leaving", "Costs less unspent contributions (Agreement)", net, leaving.net)


def _year_ends(accounts: Accounts) -> Iterator[Step]:
    for year in accounts.year_ends:
        by = {code: year.paid[code] + year.payment[code] for code in accounts.codes}
        cost = sum(line.spent for line in accounts.partnership.year_ends if line.year == year.year)
        source = "Actual cost, and what the reserve takes or gives (YearEnd)"
        yield Step(f"Year end {year.year}", source, cost + year.reserve_closing - year.reserve_opening, by)


def _register(accounts: Accounts) -> Iterator[Step]:
    for line in accounts.register:
        if line.effect is not None:
            yield Step(f"Cost of {line.name}", "Cost (Bases)", line.effect.cost, line.effect.payable)


def checks(accounts: Accounts) -> list[Check]:
    """One check for each step: what went in came out."""
    return [Check("conservation", f"Balance: {one.name}", one.source, one.into, "All that came out", one.out)
            for one in steps(accounts)]  # fmt: skip


def shown(step: Step, codes: tuple[str, ...]) -> Data:
    """One line of the balancing sheet, in pounds."""
    return {
        "name": step.name,
        "source": step.source,
        "into": pounds(step.into),
        "by": {code: pounds(step.by[code]) if step.by else None for code in codes},
        "other": step.other,
        "besides": pounds(step.besides) if step.other else None,
    }
