"""The rules of a collaboration agreement: the fund, the year end, leaving, staffing, key decisions; worked by hand."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkip_xl.errors import MkipError, NotAvailableError, RuleError
from mkip_xl.finance.balancing import ON, balancing_payments, settle
from mkip_xl.finance.capital_fund import balances, contributions, fund_years, unspent_contributions
from mkip_xl.finance.exit import leave, returned_assets, stranded_costs, winding_up
from mkip_xl.finance.key_decision import Threshold, key_decision, own_threshold
from mkip_xl.finance.staffing import on_cost, post_cost, totals_by_tier

DAY = datetime.date
SEVEN = ["A", "B", "C", "D", "E", "F", "G"]
AMOUNTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


# The capital fund


def test_option_three_asks_each_of_three_partners_for_100_000_pounds_once() -> None:
    rows = contributions([30_000_000, 0, 0], ["MBC", "SBC", "TWBC"])

    assert [[10_000_000] * 3, [0, 0, 0], [0, 0, 0]] == rows


def test_contributions_by_weight_add_every_year() -> None:
    rows = contributions([100, 101, -7], SEVEN, weights=[1, 2, 3, 4, 5, 6, 7])
    assert [100, 101, -7] == [sum(row) for row in rows]


@pytest.mark.parametrize(
    ("opening", "paid", "drawn", "closing"),
    [
        (0, [300, 0, 0], [120, 120, 120], [180, 60, -60]),
        (50, [0, 10], [60, 0], [-10, 0]),
        (0, [], [], []),
    ],
)
def test_the_balance_carries_forward(opening: int, paid: list[int], drawn: list[int], closing: list[int]) -> None:
    assert closing == balances(paid, drawn, opening=opening)


def test_an_overdrawn_fund_is_refused_when_that_is_asked() -> None:
    with pytest.raises(RuleError, match="overdrawn at the end of year 3 of 3"):
        fund_years([300, 0, 0], [120, 120, 120], overdrawn="refuse")
    with pytest.raises(RuleError, match="allow or refuse"):
        fund_years([1], [1], overdrawn="perhaps")
    with pytest.raises(RuleError, match="contributions 1, drawings 2"):
        fund_years([1], [1, 2])


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=12), AMOUNTS)
def test_what_goes_in_and_does_not_come_out_is_left(years: list[tuple[int, int]], opening: int) -> None:
    paid, drawn = [year[0] for year in years], [year[1] for year in years]
    fund = fund_years(paid, drawn, opening=opening)

    assert opening + sum(paid) - sum(drawn) == (fund[-1].closing if fund else opening)
    assert [year.closing for year in fund[:-1]] == [year.opening for year in fund[1:]]


def test_unspent_contributions_are_what_drawings_leave() -> None:
    assert [30, 20, 0] == unspent_contributions([60, 40, 0], 50)
    assert [0, 0] == unspent_contributions([60, 40], 100)
    assert [0, 0] == unspent_contributions([0, 0], 0)
    with pytest.raises(RuleError, match="more than was paid in"):
        unspent_contributions([60, 40], 101)


# The year end


@pytest.mark.parametrize(
    ("outturn", "paid", "weights", "options", "payments", "from_reserve"),
    [
        # £1,000 spent, paid 500 + 400, shares 60:40 → 600 − 500 = +100, 400 − 400 = 0
        (100_000, [50_000, 40_000], [60, 40], {}, (10_000, 0), 0),
        # the same on revised shares 50:50 → 0, +100
        (100_000, [50_000, 40_000], [50, 50], {}, (0, 10_000), 0),
        # an underspend of 100 on 50:50 → −50 each
        (90_000, [50_000, 50_000], [1, 1], {}, (-5_000, -5_000), 0),
        # overspend 100, reserve 30 first: partners bear 970 → 582 − 500, 388 − 400
        (100_000, [50_000, 40_000], [60, 40], {"reserve": 3_000}, (8_200, -1_200), 3_000),
        # a reserve that covers it all: shares of 900 → 540 − 500, 360 − 400
        (100_000, [50_000, 40_000], [60, 40], {"reserve": 50_000}, (4_000, -4_000), 10_000),
        # underspend 200, reserve filled from 50 to 120 first: −70 to reserve, shares of 870 on 1:1
        (80_000, [50_000, 50_000], [1, 1], {"reserve": 5_000, "reserve_target": 12_000}, (-6_500, -6_500), -7_000),
        # a target that is reached keeps nothing back, and the reserve is not paid out
        (80_000, [50_000, 50_000], [1, 1], {"reserve": 5_000, "reserve_target": 0}, (-10_000, -10_000), 0),
        # the difference alone shared: +100 on 60:40
        (100_000, [50_000, 40_000], [60, 40], {"on": "difference"}, (6_000, 4_000), 0),
        # three partners, 1:1:1, underspend of 100p on the difference
        (200, [100, 100, 100], [1, 1, 1], {"on": "difference"}, (-34, -33, -33), 0),
        # seven partners by 1…7 of 2,800 with 100 paid by each
        (2_800, [100] * 7, [1, 2, 3, 4, 5, 6, 7], {}, (0, 100, 200, 300, 400, 500, 600), 0),
    ],
)
def test_a_year_end_is_settled_as_worked_by_hand(
    outturn: int,
    paid: list[int],
    weights: list[int],
    options: dict[str, Any],
    payments: tuple[int, ...],
    from_reserve: int,
) -> None:
    settled = settle(outturn, paid, weights, **options)

    assert payments == settled.payments
    assert from_reserve == settled.from_reserve
    assert options.get("reserve", 0) - from_reserve == settled.reserve_closing


@given(
    AMOUNTS, WEIGHTS, st.data(), st.sampled_from(sorted(ON)), st.integers(0, 10**9), st.none() | st.integers(0, 10**9)
)
def test_payments_and_reserve_meet_the_outturn_exactly(
    outturn: int, weights: list[int], data: Any, on: str, reserve: int, target: int | None
) -> None:
    paid = data.draw(st.lists(AMOUNTS, min_size=len(weights), max_size=len(weights)))
    settled = settle(outturn, paid, weights, on=on, reserve=reserve, reserve_target=target)

    assert outturn == sum(paid) + sum(settled.payments) + settled.from_reserve
    assert settled.reserve_closing >= 0
    assert [a + b for a, b in zip(paid, settled.payments, strict=True)] == list(settled.shares)
    if reserve == 0 and target is None and on == "outturn":
        assert balancing_payments(outturn, paid, weights) == list(settled.payments)


def test_a_year_end_that_cannot_be_settled_is_refused() -> None:
    with pytest.raises(RuleError, match="paid 2, weights 3"):
        settle(100, [1, 2], [1, 2, 3])
    with pytest.raises(MkipError, match="outturn, difference"):
        settle(100, [1, 2], [1, 2], on="the moon")
    with pytest.raises(RuleError, match="0 pence or more"):
        settle(100, [1, 2], [1, 2], reserve=-1)


# Leaving


@pytest.mark.parametrize("partners", [["A", "B"], ["A", "B", "C"], SEVEN])
def test_the_leaver_bears_the_net_cost_and_the_others_nothing(partners: list[str]) -> None:
    """Redundancy 40,000 + breakage 5,000 + stranded 9,000 − unspent 12,000 − reserve 2,000 = 40,000."""
    account = leave(
        partners,
        "B",
        {"Redundancy": 40_000, "Breakage": 5_000, "Stranded cost": 9_000},
        {"Unspent contributions": 12_000, "Share of the reserve": 2_000},
    )

    assert account.net == 40_000
    assert {"B": 40_000} == {partner: amount for partner, amount in account.borne if amount}
    assert partners == [partner for partner, _ in account.borne]


def test_a_leaver_with_more_to_come_than_to_pay_is_paid() -> None:
    assert leave(["A", "B"], "A", {"Redundancy": 0}).net == 0
    assert (("A", -500), ("B", 0)) == leave(["A", "B"], "A", {"Redundancy": 100}, {"Unspent": 600}).borne


def test_who_cannot_leave_and_what_is_no_cost_is_refused() -> None:
    with pytest.raises(RuleError, match="'Kent' cannot leave: the partners are A, B"):
        leave(["A", "B"], "Kent", {})
    with pytest.raises(RuleError, match="Redundancy is negative"):
        leave(["A", "B"], "A", {"Redundancy": -1})


def test_stranded_cost_tapers_from_the_leavers_share() -> None:
    assert [3_000, 1_500, 750, 0] == stranded_costs(9_000, [1, 1, 1], 0, [1, 0.5, "25%", 0])
    assert [1_200, 400] == stranded_costs(6_000, [2, 1, 7], 0, ["100%", "1/3"])
    with pytest.raises(RuleError, match="position 3 of 3"):
        stranded_costs(9_000, [1, 1, 1], 3, [1])
    with pytest.raises(RuleError, match="from 0 to 1"):
        stranded_costs(9_000, [1, 1, 1], 0, ["110%"])


@pytest.mark.parametrize(
    ("costs", "unspent", "weights", "payments"),
    [
        (3_000, [1_200, 0, 0], [1, 1, 1], [-200, 1_000, 1_000]),
        (0, [50, 50], [1, 3], [-50, -50]),
        (700, [0] * 7, [1] * 7, [100] * 7),
        (-100, [0, 0], [1, 1], [-50, -50]),
    ],
)
def test_winding_up_is_shares_of_cost_less_what_each_has_not_spent(
    costs: int, unspent: list[int], weights: list[int], payments: list[int]
) -> None:
    assert payments == winding_up(costs, unspent, weights)


@given(AMOUNTS, WEIGHTS, st.data())
def test_winding_up_adds(costs: int, weights: list[int], data: Any) -> None:
    unspent = data.draw(st.lists(st.integers(0, 10**9), min_size=len(weights), max_size=len(weights)))

    assert costs - sum(unspent) == sum(winding_up(costs, unspent, weights))


def test_each_asset_returns_once_to_the_authority_that_bought_it() -> None:
    assets = [("IT-1", "B"), ("IT-2", "A"), ("IT-3", "B")]

    assert {"A": ("IT-2",), "B": ("IT-1", "IT-3"), "C": ()} == returned_assets(assets, ["A", "B", "C"])


@pytest.mark.parametrize(
    ("asset", "told"),
    [
        (("", "A"), "has no number"),
        (("IT-1", "A"), "IT-1 is given twice"),
        (("IT-9", ""), "IT-9 was bought by nobody"),
        (("IT-9", "Kent"), "IT-9 was bought by Kent, who is not a partner \\(A, B\\)"),
    ],
)
def test_an_asset_without_owner_or_number_is_refused(asset: tuple[str, str], told: str) -> None:
    with pytest.raises(RuleError, match=told):
        returned_assets([("IT-1", "B"), asset], ["A", "B"])


# Staffing


@pytest.mark.parametrize(
    ("fte", "figures", "options", "cost"),
    [
        (1, (3_000_000, 310_000, 450_000), {}, 3_760_000),
        ("0.6", (3_000_000, 310_000, 450_000), {"months": 6}, 1_128_000),
        ("0.5", (3_000_001, 0, 0), {}, 1_500_001),  # half a penny goes away from zero
        (2, (3_000_000, 0, 0), {"vacancy_factor": "3%"}, 5_820_000),
        (0, (3_000_000, 1, 1), {}, 0),
        (1, (3_000_000,), {}, 3_000_000),
        (1, (1_200_000, 0, 0), {"months": "1/2"}, 50_000),
        (0.6, (2_750_000, 275_000, 385_000), {"months": 7, "vacancy_factor": 0.025}, 1_163_663),  # 1,163,662.5
    ],
)
def test_a_post_costs_fte_by_pay_and_on_costs(
    fte: Any, figures: tuple[int, ...], options: dict[str, Any], cost: int
) -> None:
    assert cost == post_cost(fte, *figures, **options)


@pytest.mark.parametrize(
    ("fte", "options", "told"),
    [
        (-1, {}, "FTE"),
        (1, {"months": 13}, "Months"),
        (1, {"vacancy_factor": 2}, "vacancy factor"),
        ("one", {}, "FTE was given as 'one'"),
        (True, {}, "FTE was given as True"),
        (1, {"pension": -1}, "pension is negative"),
    ],
)
def test_a_post_that_makes_no_sense_is_refused(fte: Any, options: dict[str, Any], told: str) -> None:
    with pytest.raises(RuleError, match=told):
        post_cost(fte, 3_000_000, **options)


def test_on_costs_and_tiers() -> None:
    assert on_cost(3_000_000, "13.8%", 769_600) == 307_795  # 0.138 × 2,230,400 = 307,795.2
    assert on_cost(700_000, "13.8%", 769_600) == 0
    tiers = totals_by_tier([("Head", 1, 900), ("Officer", "0.5", 400), ("Officer", 1, 700), ("Head", "0.5", 1)])
    assert [("Head", 2, "3/2", 901), ("Officer", 2, "3/2", 1_100)] == [
        (tier.tier, tier.posts, str(tier.fte), tier.cost) for tier in tiers
    ]


# Key decisions


@pytest.mark.parametrize(
    ("amount", "authority", "kind", "key"),
    [
        (37_100_000, "Maidstone", "revenue", True),
        (25_000_000, "Maidstone", "revenue", False),
        (25_000_001, "maidstone ", "capital", True),
        (-25_000_001, "Lancaster", "revenue", True),
        (15_000_001, "Hyndburn", "revenue", True),
        (15_000_001, "Hyndburn", "capital", False),
        (20_000_001, "Hyndburn", "capital", True),
        (35_000_000, "North Lincolnshire", "revenue", False),
    ],
)
def test_a_decision_is_key_above_the_authoritys_own_threshold(
    amount: int, authority: str, kind: Any, key: bool
) -> None:
    assert key == key_decision(amount, authority, DAY(2012, 4, 16), kind=kind).key


def test_the_threshold_in_force_on_the_day_decides() -> None:
    old = Threshold("Swale", 10_000_000, DAY(2010, 4, 1), "constitution of 2010")
    new = Threshold("Swale", 25_000_000, DAY(2014, 5, 1), "constitution of 2014", reached=True)
    both = (old, new)

    assert key_decision(15_000_000, "Swale", DAY(2014, 4, 30), thresholds=both).key
    assert not key_decision(15_000_000, "Swale", DAY(2014, 5, 1), thresholds=both).key
    assert key_decision(25_000_000, "Swale", DAY(2014, 5, 1), thresholds=both).key
    with pytest.raises(NotAvailableError, match="31 March 2010"):
        key_decision(15_000_000, "Swale", DAY(2010, 3, 31), thresholds=both)


def test_an_authority_without_a_threshold_gives_its_own() -> None:
    with pytest.raises(NotAvailableError, match="held: Maidstone, Lancaster, Hyndburn, North Lincolnshire"):
        key_decision(1, "Swale", DAY(2012, 4, 16))
    assert key_decision(1, "Swale", DAY(2012, 4, 16), thresholds=own_threshold("Swale", 0)).key
    with pytest.raises(RuleError, match="threshold of Swale is negative"):
        own_threshold("Swale", -1)
    told = str(key_decision(9_000_000, "Swale", DAY(2012, 4, 16), thresholds=own_threshold("Swale", 10_000_000)))
    assert told == "Not a key decision: £90,000.00 is not above Swale's threshold of £100,000.00."
