"""Options side by side, worked by hand for two, three and seven partners; every way of dividing adds."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.alternatives import Alternative, Mark
from mkip_xl.finance.comparison import bases, compare, methods, review, scores
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partner import Partner
from mkip_xl.finance.partnership import (
    Agreement,
    Basis,
    CapitalOption,
    Instalment,
    InvestmentLine,
    Partnership,
    SavingLine,
)

START = dt.date(2013, 4, 1)
RULE = "Baseline less share of net saving"


def partnership(
    baseline: list[int], proposed: list[int], *, years: int = 2, fund: int = 0, bids: int = 0, **more: object
) -> Partnership:
    """Partners P1, P2 …, whose baseline and proposed cost (pence) are the same every year; savings divided equally."""
    codes = [f"P{number}" for number in range(1, len(baseline) + 1)]
    term = [FinancialYear(2013 + offset) for offset in range(years)]
    rows = zip(codes, baseline, proposed, strict=True)
    lines = [
        SavingLine(year, code, category, before if category == "Staff" else 0, after if category == "Staff" else 0)
        for code, before, after in rows
        for year in term
        for category in ("Staff", "Non-staff")
    ]
    measures = {code: Fraction(place) for place, code in enumerate(codes, 1)}
    fields: dict[str, object] = {
        "name": "Made up", "short_name": "MU", "service": "ICT", "start": START, "term": years, "full_review_after": 1,
        "implementation_review_after": None, "host": None, "savings_division": "Equal", "savings_basis": None,
        "chosen_option": "One", "statement": "",
        "partners": tuple(Partner(code, code, "", "Cabinet", START, "Report", 0) for code in codes),
        "bases": (Basis("Users", "ICT", "Users", "users", "2012/13", START, measures, {}),),
        "revenue_budgets": (), "capital_budgets": (), "savings": tuple(lines),
        "investment": (InvestmentLine(term[0], "Kit", "Non-staff", bids, "Capital bids"),) if bids else (),
        "capital_options": (CapitalOption("One", "At once", (Instalment(term[0], fund, "Equal"),)),),
        "posts": (), "assets": (),
        "agreement": Agreement(RULE, None, "Original", None, None, 0, None, None, 0, 0, 0, 0),
        "appendices": (),
    }  # fmt: skip
    return Partnership(**{**fields, **more})  # type: ignore[arg-type]


def test_two_partners_by_hand() -> None:
    """Baseline £600 + £400, proposed £500 + £350 a year: £150 saved a year, £75 each. The fund: £100 in year 1.

    After capital: 150 − 100 = 50 in year 1, 150 in year 2. NPV = 50 + 150/1.035 = 50 + 144.9275 = £194.93.
    Outsourcing at 35%: 35% of 1,000 = 350 in year 1, 210 and 140 by baseline; nothing in year 2.
    """
    nothing, shared, third, two_fifths = compare(Accounts(partnership([60_000, 40_000], [50_000, 35_000], fund=10_000)))

    assert (0, 0, None) == (nothing.total("saving"), nothing.net_present_value(), nothing.payback or None)
    assert [5_000, 15_000] == shared.flows and [5_000, 20_000] == shared.cumulative
    assert (30_000, 10_000, 20_000) == tuple(shared.total(name) for name in ("saving", "capital", "after_capital"))
    assert 19_493 == shared.net_present_value()
    assert (10_000, 10_000) == (shared.total("after_capital", "P1"), shared.total("after_capital", "P2"))
    assert shared.chosen and not third.chosen
    assert [{"P1": 21_000, "P2": 14_000}, {"P1": 0, "P2": 0}] == list(third.saving.values())
    assert (35_000, 40_000) == (third.net_present_value(), two_fifths.net_present_value())


def test_three_partners_by_hand() -> None:
    """£100.00 each a year becomes £90.01, £90.00, £90.00: 29.99 saved, 10.00, 10.00 and 9.99 over one year.

    Bids of £60.00 are £20.00 each: −10.00 after capital each but the last, −10.01. 29.99 − 60.00 = −30.01 in all, and
    the second year brings 29.99: still −0.02, so it is not paid back.
    """
    shared = compare(Accounts(partnership([10_000] * 3, [9_001, 9_000, 9_000], bids=6_000)))[1]

    assert [-3_001, 2_999] == shared.flows
    assert shared.payback is None
    assert sorted(shared.after_capital[FinancialYear(2013)].values()) == [-1_001, -1_000, -1_000]
    assert shared.net_present_value() == -3_001 + 2_898  # 2,999 / 1.035 = 2,897.58


def test_seven_partners_by_hand() -> None:
    """Seven at £70.00 become seven at £56.00: £98.00 a year, £14.00 each; the fund takes £140.00, £20.00 each.

    Flows −42.00, 98.00: paid back 42/98 = 3/7 into year 1 after today. A one-off of £7.00 is £1.00 each.
    """
    made = partnership([7_000] * 7, [5_600] * 7, fund=14_000)
    once = Alternative("Buy in", "Outsourcing", initial_saving=Fraction(1, 2), initial_years=2, one_off=700)
    shared = compare(Accounts(made))[1]
    bought = compare(Accounts(made), [once])[0]

    assert [-4_200, 9_800] == shared.flows
    assert Fraction(3, 7) == shared.payback
    assert {f"P{number}": -600 for number in range(1, 8)} == shared.after_capital[FinancialYear(2013)]
    assert [24_500 - 700, 24_500] == bought.flows
    assert {f"P{number}": 3_400 for number in range(1, 8)} == bought.after_capital[FinancialYear(2013)]


def test_bases_and_review_by_hand() -> None:
    """Cost 850.00 a year by users 1 : 2: 283.33 and 566.67. The review after year 1 moves year 2 to the baseline 6 : 4.

    Equal: 75.00 + 75.00 each. Baseline from year 2: 75.00 + 90.00 and 75.00 + 60.00, so +15.00 and −15.00.
    """
    accounts = Accounts(partnership([60_000, 40_000], [50_000, 35_000]))
    (users,) = bases(accounts)
    changes = {option.name: option.change for option in review(accounts)}

    assert {"P1": 28_333, "P2": 56_667} == users.parts[FinancialYear(2013)]
    assert {"P1": 1_500, "P2": -1_500} == changes["Baseline budget"]
    assert {"P1": 0, "P2": 0} == changes["Equal"]


def test_the_host_is_scored_by_the_agreed_criteria() -> None:
    """Cost 60%, resilience 40%: 60% × 7 + 40% × 9 = 7.8; 60% × 8 + 40% × 5 = 6.8."""
    marks = (
        Mark("Cost", Fraction(3, 5), "P1", Fraction(7)), Mark("Resilience", Fraction(2, 5), "P1", Fraction(9)),
        Mark("Cost", Fraction(3, 5), "P2", Fraction(8)), Mark("Resilience", Fraction(2, 5), "P2", Fraction(5)),
    )  # fmt: skip
    found = scores(partnership([1, 1], [1, 1], marks=marks))

    assert [("P1", Fraction(39, 5), 1), ("P2", Fraction(34, 5), 2)] == [(s.option, s.score, s.rank) for s in found]


@given(
    rows=st.lists(st.tuples(st.integers(1, 10**8), st.integers(0, 10**8)), min_size=2, max_size=7),
    years=st.integers(1, 4),
    fund=st.integers(0, 10**8),
    bids=st.integers(0, 10**7),
)
def test_every_option_and_every_division_adds(rows: list[tuple[int, int]], years: int, fund: int, bids: int) -> None:
    before, after = [row[0] for row in rows], [row[1] for row in rows]
    accounts = Accounts(partnership(before, after, years=years, fund=fund, bids=bids))

    for option in compare(accounts):
        assert option.total("cost") + option.total("saving") == years * sum(before)
        for figure in ("cost", "saving", "capital", "after_capital"):
            assert option.total(figure) == sum(option.total(figure, code) for code in accounts.codes)
    for division in methods(accounts):
        assert sum(division.total(code) for code in accounts.codes) == accounts.net_saving
    for division in bases(accounts):
        assert sum(division.total(code) for code in accounts.codes) == years * sum(after)
    for option in review(accounts):
        assert sum(option.change.values()) == 0
    assert years * (sum(before) - sum(after)) == compare(accounts)[1].total("saving")


@pytest.mark.parametrize("count", [2, 3, 7])
def test_doing_nothing_saves_nothing_and_the_green_book_discounts_the_rest(count: int) -> None:
    """£1.00 a partner and year over three years: n × (1 + 1/1.035 + 1/1.035²) pounds."""
    shared = compare(Accounts(partnership([1_000] * count, [900] * count, years=3)))[1]
    exact = 100 * count * (1 + 1 / Fraction("1.035") + 1 / Fraction("1.035") ** 2)

    assert abs(shared.net_present_value() - exact) <= Fraction(1, 2)
