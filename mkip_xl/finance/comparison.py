"""What if: options set side by side, total and by partner, year by year; ways to divide the saving; the review.

Everything in pence; years of the term; partners in register order. A cost is positive; so is a saving against doing
nothing. Nothing here is a figure of an appendix: an appendix shows what was chosen, this what it was chosen from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from mkip_xl.errors import NotAvailableError, RuleError
from mkip_xl.finance.accounts import METHODS, Accounts
from mkip_xl.finance.alternatives import OUTSOURCING, Alternative
from mkip_xl.finance.appraisal import cumulative, net_present_value, payback
from mkip_xl.finance.exact import nearest
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partnership import Partnership, distinct
from mkip_xl.finance.scoring import Score, weighted
from mkip_xl.money.apportionment import apportion

ByPartner = Mapping[str, int]

TIMING = "year 0"
"""When flows come: those of the first year of the term are not discounted."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One option over the term, year by year and by partner.

    cost: what it costs a year. saving: the baseline less that; the shared service's is the net saving of Appendix B.
    capital: what is paid besides, into the capital fund, by capital bids and once. after_capital: saving − capital; its
    net present value and payback are what options are judged by.
    """

    option: Alternative
    chosen: bool
    cost: Mapping[FinancialYear, ByPartner]
    saving: Mapping[FinancialYear, ByPartner]
    capital: Mapping[FinancialYear, ByPartner]

    @property
    def after_capital(self) -> Mapping[FinancialYear, ByPartner]:
        """The saving less capital."""
        return {
            year: {code: saved - self.capital[year][code] for code, saved in by.items()}
            for year, by in self.saving.items()
        }

    @property
    def flows(self) -> list[int]:
        """The saving less capital of each year, all partners together."""
        return [sum(by.values()) for by in self.after_capital.values()]

    @property
    def cumulative(self) -> list[int]:
        """The saving less capital so far at the end of each year."""
        return cumulative(self.flows)

    def total(self, figure: str, code: str | None = None) -> int:
        """The `cost`, `saving`, `capital` or `after_capital` of the term, of one partner or of all."""
        years: Mapping[FinancialYear, ByPartner] = getattr(self, figure)
        return sum(by[code] if code is not None else sum(by.values()) for by in years.values())

    def net_present_value(self, code: str | None = None) -> int:
        """The net present value of the saving less capital at the Green Book's rate, of one partner or of all."""
        flows = self.flows if code is None else [by[code] for by in self.after_capital.values()]
        return net_present_value(flows, timing=TIMING)

    @property
    def payback(self) -> Fraction | None:
        """Years after the first until the saving has made up for what was spent; 0 where nothing was; None if never."""
        try:
            return payback(self.flows, timing=TIMING)
        except NotAvailableError:
            return None


@dataclass(frozen=True, slots=True)
class Division:
    """One way to divide the net saving, or the cost, between partners: each partner's part of each year."""

    name: str
    chosen: bool
    parts: Mapping[FinancialYear, ByPartner]

    def total(self, code: str) -> int:
        """The partner's part of the whole term."""
        return sum(by[code] for by in self.parts.values())

    def net_present_value(self, code: str) -> int:
        """The net present value of the partner's parts at the Green Book's rate."""
        return net_present_value([by[code] for by in self.parts.values()], timing=TIMING)


@dataclass(frozen=True, slots=True)
class ReviewOption:
    """One way of funding after the full review: each partner's saving of the term, and the change against no change."""

    name: str
    total: ByPartner
    change: ByPartner


def default_options(partnership: Partnership) -> tuple[Alternative, ...]:
    """Return the options where the workbook states none: do nothing, each capital option, outsourcing at 35% and 40%.

    Source: Maidstone Cabinet, 16 April 2012: outsourcing was set aside because its saving of 35–40% was initial alone.

    What does the example compare?

    >>> from pathlib import Path
    >>> from mkip_xl.intake.model import read_partnership
    >>> partnership, _ = read_partnership(Path("workbooks/mkip-ict.xlsx"))
    >>> [option.name for option in default_options(partnership)][-2:]
    ['Outsourcing at 35%', 'Outsourcing at 40%']
    """
    shared = tuple(
        Alternative(f"Shared service, capital option {option.name}", "Shared service", option.description, option.name)
        for option in partnership.capital_options
    ) or (Alternative("Shared service", "Shared service", "As proposed"),)
    outsourced = tuple(
        Alternative(
            f"Outsourcing at {nearest(part * 100)}%", "Outsourcing",
            f"A supplier saves {nearest(part * 100)}% of the baseline in the first year and nothing later", None, part,
        )
        for part in OUTSOURCING
    )  # fmt: skip
    nothing = Alternative("Do nothing", "Do nothing", "Each authority goes on as it stands")
    return (nothing, *shared, *outsourced)


def compare(accounts: Accounts, options: Sequence[Alternative] = ()) -> list[Compared]:
    """Return every option over the term, in the order given; the partnership's own, or the defaults, when left out.

    Do nothing: each partner's baseline. Shared service: its contributions by the agreement; its capital is what it pays
    into the capital fund under the option named (the chosen one when none is) and an equal part of the investment met
    by capital bids. Outsourcing: its baseline less its part of the saving, in proportion to baselines. A one-off cost
    is capital of the first year, in proportion to baselines. Every year's figures add to the year's exactly.

    Source: Maidstone Cabinet, 16 April 2012, which weighed a shared service against outsourcing and no change.
    Sign: costs and capital are positive; a saving is the baseline less the cost.

    What does each option of the example save over ten years, in pence? Outsourcing at 35%: of the first year's
    baseline, £4,154,000.00.

    >>> from pathlib import Path
    >>> from mkip_xl.intake.model import read_partnership
    >>> partnership, _ = read_partnership(Path("workbooks/mkip-ict.xlsx"))
    >>> saved = {each.option.name: each.total("saving") for each in compare(Accounts(partnership))}
    >>> saved["Do nothing"], saved["Shared service, capital option Three"], saved["Outsourcing at 35%"]
    (0, 371000000, 145390000)
    """
    it = accounts.partnership
    found = []
    for option in options or it.options or default_options(it):
        cost = {year: _cost(accounts, option, place, year) for place, year in enumerate(it.years)}
        capital = {year: _capital(accounts, option, place, year) for place, year in enumerate(it.years)}
        saving = {
            year: {code: accounts.baseline_of(code, year) - by[code] for code in accounts.codes}
            for year, by in cost.items()
        }
        named = option.capital_option or it.chosen_option
        chosen = option.kind == "Shared service" and named == it.chosen_option
        found.append(Compared(option, chosen, cost, saving, capital))
    return found


def _cost(accounts: Accounts, option: Alternative, place: int, year: FinancialYear) -> dict[str, int]:
    codes = accounts.codes
    baseline = [accounts.baseline_of(code, year) for code in codes]
    if option.kind == "Shared service":
        return dict(accounts.contributions[year])
    if option.kind == "Outsourcing":
        part = option.initial_saving if place < option.initial_years else option.later_saving
        saved = _by(nearest(sum(baseline) * part), baseline)
        return {code: own - less for code, own, less in zip(codes, baseline, saved, strict=True)}
    return dict(zip(codes, baseline, strict=True))


def _capital(accounts: Accounts, option: Alternative, place: int, year: FinancialYear) -> dict[str, int]:
    codes = accounts.codes
    baseline = [accounts.baseline_of(code, year) for code in codes]
    paid = _by(0 * sum(baseline) + (option.one_off if place == 0 else 0), baseline)
    if option.kind == "Shared service":
        if accounts.partnership.capital_options:
            name = option.capital_option or accounts.partnership.chosen_option
            fund = next(there for there in accounts.options[name] if there.year == year)
            paid = [own + fund.contribution[code] for own, code in zip(paid, codes, strict=True)]
        bids = apportion(accounts.investment["Capital bids"][year], [1] * len(codes))
        paid = [own + bid for own, bid in zip(paid, bids, strict=True)]
    return dict(zip(codes, paid, strict=True))


def _by(amount: int, baseline: Sequence[int]) -> list[int]:
    return apportion(amount, baseline if any(baseline) else [1] * len(baseline))


def methods(accounts: Accounts) -> list[Division]:
    """Return every way to divide the net saving that these figures allow, each year adding to its net saving.

    Parts in pence, + where a partner saves. Source: `net_savings.divide`, which says whose each method is.

    By contribution the example's £3,710,000 is divided 40 : 28 : 32.

    >>> from pathlib import Path
    >>> from mkip_xl.intake.model import read_partnership
    >>> partnership, _ = read_partnership(Path("workbooks/mkip-ict.xlsx"))
    >>> by_name = {each.name: each for each in methods(Accounts(partnership))}
    >>> [by_name["Contribution"].total(code) for code in partnership.codes]
    [148400000, 103880000, 118720000]
    """
    chosen = accounts.partnership.savings_division
    return [Division(name, name == chosen, accounts.divided_by(name)) for name in METHODS if name in accounts.methods]


def bases(accounts: Accounts) -> list[Division]:
    """Return what each partner would contribute by each basis of the register, each year adding to the year's cost.

    The year's cost is the proposed cost and the investment met from savings. A basis that has no split for a year of
    the term is left out. Parts in pence, positive. Source: the agreement's contribution rule "By basis".

    By ICT users the example's cost is divided 40 : 28 : 32.

    >>> from pathlib import Path
    >>> from mkip_xl.intake.model import read_partnership
    >>> partnership, _ = read_partnership(Path("workbooks/mkip-ict.xlsx"))
    >>> users = bases(Accounts(partnership))[0]
    >>> users.name, [users.total(code) for code in partnership.codes]
    ('ICT users', [1513200000, 1059240000, 1210560000])
    """
    it = accounts.partnership
    found = []
    for name in distinct(basis.name for basis in it.bases):
        chosen = it.agreement.contribution_rule == "By basis" and it.agreement.contribution_basis == name
        with suppress(RuleError):
            found.append(Division(name, chosen, accounts.cost_divided_by(name)))
    return found


def review(accounts: Accounts) -> list[ReviewOption]:
    """Return each way to divide the saving after the full review: its effect over the term, and against no change.

    Years up to the review stay as they were divided; every later year is divided by the method named. The totals of
    each option add to the net saving of the term, the changes to nothing.
    Source: Maidstone Cabinet, 16 April 2012: a full review, funding arrangements included, after five years.
    Sign: + where a partner has more of the saving, in pence.

    What would the example's partners gain or lose by contribution, from the sixth year on?

    >>> from pathlib import Path
    >>> from mkip_xl.intake.model import read_partnership
    >>> partnership, _ = read_partnership(Path("workbooks/mkip-ict.xlsx"))
    >>> by_name = {each.name: each for each in review(Accounts(partnership))}
    >>> by_name["Contribution"].change
    {'MBC': 14761667, 'SBC': -11809332, 'TWBC': -2952335}
    """
    after = accounts.partnership.full_review_after
    kept = {year.year: year.share for year in accounts.savings}
    found = []
    for method in methods(accounts):
        years = {
            year: (method.parts[year] if place >= after else share) for place, (year, share) in enumerate(kept.items())
        }
        total = {code: sum(by[code] for by in years.values()) for code in accounts.codes}
        change = {code: total[code] - accounts.net_saving_by_partner[code] for code in accounts.codes}
        found.append(ReviewOption(method.name, total, change))
    return found


def scores(partnership: Partnership) -> list[Score]:
    """Return the weighted score and rank of each option that the workbook marks; none where it marks none.

    Source: as `scoring.weighted_scores`. The example marks no options:

    >>> from pathlib import Path
    >>> from mkip_xl.intake.model import read_partnership
    >>> partnership, _ = read_partnership(Path("workbooks/mkip-ict.xlsx"))
    >>> scores(partnership)
    []
    """
    return weighted(partnership.marks) if partnership.marks else []
