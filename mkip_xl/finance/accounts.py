"""The partnership's accounts: every figure its appendices show, worked out once from the model by the rules.

All money in whole pence; partners in register order; rows in the order the finance workbook gives them. What an
appendix, a check or a trace shows is read from here, so that one named figure has one value everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cached_property

from mkip_xl.errors import WeightsError
from mkip_xl.finance import balancing, capital_fund, exit, net_savings, staffing
from mkip_xl.finance.account_rows import Balancing, BudgetRow, ByPartner, FundYear, Leaving, SavingsYear, TierRow
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partnership import (
    CATEGORIES,
    MET_FROM,
    STRUCTURES,
    Category,
    MetFrom,
    Partnership,
    Post,
    distinct,
    sums,
)
from mkip_xl.finance.register import RegisterLine, Split, register, register_line
from mkip_xl.finance.year_end import YearEnd, year_end
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.weights import Weight

Sums = Mapping[tuple[object, ...], int]

METHODS = {
    "Equal": "equal",
    "Baseline budget": "baseline",
    "Contribution": "contribution",
    "Own gross saving": "gross saving",
    "No detriment": "no detriment",
}
"""The methods a finance workbook may name for dividing net savings, and the rule each one is."""

DESCRIBED = {name: net_savings.METHODS[rule] for name, rule in METHODS.items()} | {
    "No detriment": "in equal parts, for no saving alone is stated as a floor"
}
"""What each says in an appendix."""

EQUAL = "Equal"
"""What an amount is divided by where no basis is."""


class Accounts:
    """Every figure of one partnership, each worked out when first asked for and then kept."""

    def __init__(self, partnership: Partnership) -> None:
        self.partnership = partnership
        self.codes = partnership.codes
        self._splits: dict[tuple[str, FinancialYear], Split] = {}

    @cached_property
    def savings(self) -> tuple[SavingsYear, ...]:
        """Net savings by year, staff and non-staff, and their division by the chosen method; each year adds."""
        nets = [self._net(year) for year in self.partnership.years]
        shares = self._divided(METHODS[self.partnership.savings_division], nets)
        return tuple(
            SavingsYear(
                year,
                self._by_category(year, "baseline"),
                self._by_category(year, "proposed"),
                {category: self._invested(year, category, "Savings") for category in CATEGORIES},
                net,
                dict(zip(self.codes, share, strict=True)),
            )
            for year, net, share in zip(self.partnership.years, nets, shares, strict=True)
        )

    @cached_property
    def net_saving(self) -> int:
        """The net saving over the whole term, in pence."""
        return sum(year.net for year in self.savings)

    @property
    def average_saving(self) -> Fraction:
        """The net saving of an average year of the term, in pence, exactly."""
        return Fraction(self.net_saving, len(self.savings))

    @cached_property
    def net_saving_by_partner(self) -> ByPartner:
        """Each partner's share of the net saving over the whole term, in pence."""
        return {code: sum(year.share[code] for year in self.savings) for code in self.codes}

    @cached_property
    def methods(self) -> Mapping[str, ByPartner]:
        """Each partner's part of the term's net saving under each named method, in pence; every row adds.

        A method that these figures do not allow is left out: one by contribution without a basis, one by own gross
        saving where a partner saves nothing.
        """
        nets = [year.net for year in self.savings]
        found = {}
        for name, rule in METHODS.items():
            if rule != "contribution" or self.partnership.savings_basis is not None:
                with suppress(WeightsError):
                    found[name] = self._named(map(sum, zip(*self._divided(rule, nets), strict=True)))
        return found

    def divided_by(self, method: str) -> Mapping[FinancialYear, ByPartner]:
        """Each year's net saving divided by one of METHODS, in pence; each year adds."""
        rows = self._divided(METHODS[method], [year.net for year in self.savings])
        return {year: self._named(row) for year, row in zip(self.years, rows, strict=True)}

    @cached_property
    def budget_years(self) -> tuple[FinancialYear, FinancialYear]:
        """The previous and the current budget year: the last two that the revenue budgets give."""
        previous, current = sorted({line.year for line in self.partnership.revenue_budgets})[-2:]
        return previous, current

    @cached_property
    def revenue(self) -> tuple[BudgetRow, ...]:
        """Revenue budgets by subjective heading, previous and current year."""
        lines = self.partnership.revenue_budgets
        return self._budget_rows(lines, distinct(line.heading for line in lines), "heading")

    @cached_property
    def capital(self) -> tuple[BudgetRow, ...]:
        """Capital budgets by scheme, previous and current year."""
        lines = self.partnership.capital_budgets
        return self._budget_rows(lines, distinct(line.scheme for line in lines), "scheme")

    @cached_property
    def investment(self) -> Mapping[MetFrom, Mapping[FinancialYear, int]]:
        """Investment by what meets it and year, in pence."""
        return {
            met_from: {year: sum(self._invested(year, kind, met_from) for kind in CATEGORIES) for year in self.years}
            for met_from in MET_FROM
        }

    @property
    def years(self) -> tuple[FinancialYear, ...]:
        """The financial years of the term."""
        return self.partnership.years

    @cached_property
    def options(self) -> Mapping[str, tuple[FundYear, ...]]:
        """The capital fund under each option, year by year; each instalment adds to its amount."""
        return {option.name: self._fund(option.name) for option in self.partnership.capital_options}

    @property
    def fund(self) -> tuple[FundYear, ...]:
        """The capital fund under the chosen option."""
        return self.options[self.partnership.chosen_option]

    @cached_property
    def fund_by_partner(self) -> ByPartner:
        """What each partner pays into the fund over the term under the chosen option, in pence."""
        return {code: sum(year.contribution[code] for year in self.fund) for code in self.codes}

    @cached_property
    def tiers(self) -> tuple[TierRow, ...]:
        """The staff structure by tier, current against proposed."""
        posts = self.partnership.posts
        now, then = STRUCTURES
        fte = sums(posts, lambda post: post.fte, "tier", "structure")
        cost = sums(posts, cost_of, "tier", "structure")
        return tuple(
            TierRow(tier, fte[tier, now], fte[tier, then], cost[tier, now], cost[tier, then])
            for tier in distinct(post.tier for post in posts)
        )

    @cached_property
    def contributions(self) -> Mapping[FinancialYear, ByPartner]:
        """What each partner pays in each year by the agreement's contribution rule, in pence.

        "Baseline less share of net saving": a partner's own baseline less its share of the net saving. "By basis": the
        proposed cost and the investment met from savings, divided as the register decides for the basis and the year.
        Both come to the same total.
        """
        agreement = self.partnership.agreement
        if agreement.contribution_rule == "By basis" and agreement.contribution_basis is not None:
            return self.cost_divided_by(agreement.contribution_basis)
        return {
            year.year: {code: self.baseline_of(code, year.year) - year.share[code] for code in self.codes}
            for year in self.savings
        }

    @cached_property
    def balancing(self) -> Balancing | None:
        """The agreement's worked balancing payment; None where the agreement gives none."""
        agreement = self.partnership.agreement
        if agreement.balancing_year is None or agreement.actual_cost is None:
            return None
        contribution = self.contributions[agreement.balancing_year]
        paid = list(contribution.values())
        weights = self._balancing_weights(agreement.balancing_year, paid)
        settled = balancing.settle(agreement.actual_cost, paid, weights, reserve_target=agreement.held_in_reserve)
        actual = apportion(agreement.actual_cost, weights)
        return Balancing(
            agreement.balancing_year,
            contribution,
            self._named(actual),
            self._named(put - share for put, share in zip(paid, actual, strict=True)),
            self._named(share - bare for share, bare in zip(settled.shares, actual, strict=True)),
            self._named(settled.payments),
        )

    @cached_property
    def year_ends(self) -> tuple[YearEnd, ...]:
        """The years the finance workbook settles, first to last; by the agreement's shares and reserve."""
        it, agreement = self.partnership, self.partnership.agreement
        found: list[YearEnd] = []
        for year in sorted({line.year for line in it.year_ends}):
            there = {line.partner: line for line in it.year_ends if line.year == year}
            actual = sum(line.spent for line in there.values())
            paid = [
                self.contributions[year][code] if code not in there or (given := there[code].paid) is None else given
                for code in self.codes
            ]
            weights = self._balancing_weights(year, paid)
            reserve = agreement.reserve_opening if not found else found[-1].reserve_closing
            found.append(
                year_end(
                    year, self.codes, actual, paid, weights, reserve=reserve, target=agreement.held_in_reserve,
                    on=agreement.balancing_on,
                )
            )  # fmt: skip
        return tuple(found)

    def _balancing_weights(self, year: FinancialYear, paid: Sequence[int]) -> Sequence[int | Fraction]:
        """The shares of a balancing payment: those first asked for, or the year's split of the contribution basis."""
        agreement = self.partnership.agreement
        if agreement.balancing_shares == "Revised" and agreement.contribution_basis is not None:
            return self.shares(agreement.contribution_basis, year)
        return list(self.contributions[year].values()) if self.partnership.savings else list(paid)

    @cached_property
    def assets_returned(self) -> Mapping[str, tuple[str, ...]]:
        """The numbers of the assets that go back to each partner if the service ends: those it bought."""
        held = [(asset.number, asset.purchasing_authority) for asset in self.partnership.assets]
        return exit.returned_assets(held, self.codes)

    @cached_property
    def leaving(self) -> Leaving | None:
        """The agreement's worked exit; None where the agreement names no leaver."""
        agreement = self.partnership.agreement
        if agreement.leaver is None or agreement.leaving_year is None:
            return None
        costs = {
            "Redundancy": agreement.redundancy,
            "Contract breakage": agreement.contract_breakage,
            "Stranded cost": agreement.stranded_cost,
        }
        account = exit.leave(
            self.codes, agreement.leaver, costs, {"Unspent contributions": agreement.unspent_contributions}
        )
        signed = {**dict(account.costs), **{name: -amount for name, amount in account.credits}}
        lines = {
            name: {code: amount * (code == agreement.leaver) for code in self.codes} for name, amount in signed.items()
        }
        return Leaving(agreement.leaving_year, agreement.leaver, lines, dict(account.borne))

    @cached_property
    def register(self) -> tuple[RegisterLine, ...]:
        """What the register of bases decides for its year."""
        return register(self.partnership, self.partnership.register_year)

    def shares(self, divided_by: str, year: FinancialYear) -> Split:
        """Each partner's share of an amount of one year, in register order: equal, or as the register decides.

        A basis shares by the one split that its register line has for the year, whoever asks: see `register.decide`.
        """
        if divided_by.casefold() == EQUAL.casefold():
            return (Fraction(1),) * len(self.codes)
        asked = divided_by.casefold(), year
        if asked not in self._splits:
            self._splits[asked] = register_line(self.partnership, divided_by, year).split
        return self._splits[asked]

    def cost_divided_by(self, basis: str) -> Mapping[FinancialYear, ByPartner]:
        """Each year's cost, proposed and investment met from savings, divided by a basis of the register, in pence."""
        return {
            year.year: self._named(
                apportion(sum(year.proposed.values()) + sum(year.investment.values()), self.shares(basis, year.year))
            )
            for year in self.savings
        }

    def baseline_of(self, code: str, year: FinancialYear) -> int:
        """What one partner would spend in one year as it stands, in pence."""
        return self._baselines[code, year]

    def gross_saving_of(self, code: str, year: FinancialYear) -> int:
        """One partner's own gross saving in one year, baseline less proposed, in pence."""
        return self._gross_savings[code, year]

    def _net(self, year: FinancialYear) -> int:
        before, after = self._by_category(year, "baseline"), self._by_category(year, "proposed")
        put_in = [self._invested(year, category, "Savings") for category in CATEGORIES]
        return sum(net_savings.net_savings(list(before.values()), list(after.values()), put_in))

    @cached_property
    def _baselines(self) -> Sums:
        return sums(self.partnership.savings, lambda line: line.baseline, "partner", "year")

    @cached_property
    def _gross_savings(self) -> Sums:
        return sums(self.partnership.savings, lambda line: line.gross_saving, "partner", "year")

    @cached_property
    def _costs(self) -> Mapping[str, Sums]:
        lines = self.partnership.savings
        return {
            "baseline": sums(lines, lambda line: line.baseline, "year", "category"),
            "proposed": sums(lines, lambda line: line.proposed, "year", "category"),
        }

    @cached_property
    def _investments(self) -> Sums:
        return sums(self.partnership.investment, lambda line: line.amount, "year", "category", "met_from")

    def _by_category(self, year: FinancialYear, figure: str) -> dict[Category, int]:
        return {category: self._costs[figure][year, category] for category in CATEGORIES}

    def _invested(self, year: FinancialYear, category: Category, met_from: MetFrom) -> int:
        return self._investments[year, category, met_from]

    def _divided(self, rule: str, nets: Sequence[int]) -> list[list[int]]:
        basis: Sequence[Sequence[Weight]] | None = None
        if rule == "baseline":
            basis = [[self.baseline_of(code, year) for code in self.codes] for year in self.years]
        elif rule == "gross saving":
            basis = [[self.gross_saving_of(code, year) for code in self.codes] for year in self.years]
        elif rule == "contribution" and self.partnership.savings_basis is not None:
            basis = [self.shares(self.partnership.savings_basis, year) for year in self.years]
        elif rule == "no detriment":  # no partner's own saving alone is given, so every floor is nothing
            rule = "equal"
        return net_savings.divide_years(nets, rule, self.codes, basis=basis, adding="years and term")

    def _budget_rows(self, lines: Iterable[object], names: Sequence[str], field: str) -> tuple[BudgetRow, ...]:
        budgets = sums(lines, lambda line: line.budget, "year", "partner", field)  # type: ignore[attr-defined]
        previous, current = (
            {name: {code: budgets[year, code, name] for code in self.codes} for name in names}
            for year in self.budget_years
        )
        return tuple(BudgetRow(name, previous[name], current[name]) for name in names)

    def _fund(self, name: str) -> tuple[FundYear, ...]:
        option = next(option for option in self.partnership.capital_options if option.name == name)
        amounts = sums(option.instalments, lambda line: line.amount, "year")
        divided_by = {line.year: line.divided_by for line in option.instalments}
        paid = [
            capital_fund.contributions(
                [amounts[(year,)]],
                self.codes,
                weights=self.shares(divided_by.get(year, EQUAL), year),
            )[0]
            for year in self.years
        ]
        drawings = list(self.investment["Capital fund"].values())
        held = capital_fund.balances([sum(parts) for parts in paid], drawings)
        return tuple(
            FundYear(year, self._named(parts), drawing, balance)
            for year, parts, drawing, balance in zip(self.years, paid, drawings, held, strict=True)
        )

    def _named(self, figures: Iterable[int]) -> dict[str, int]:
        return dict(zip(self.codes, figures, strict=True))


def cost_of(post: Post) -> int:
    """Return the yearly cost of one line of the structure, in pence: FTE × (salary + National Insurance + pension).

    post: its full-time equivalents, and for one of them the salary, National Insurance and pension in pence a year.
    Source: the finance workbook's table Posts. Sign: a cost is positive.

    What do one and a half auditors cost, at £30,000, £3,000 and £6,000 a year each?

    >>> cost_of(Post("Current", "MBC", "2 Auditors", "Auditor", Fraction(3, 2), 3_000_000, 300_000, 600_000))
    5850000
    """
    return staffing.post_cost(post.fte, post.salary, post.national_insurance, post.pension)
