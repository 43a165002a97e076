"""The basis of a split: drivers, agreed shares, blends, dated splits, the tolerance gate, and from old to new."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkip_xl.errors import MkipError, NotAvailableError, RuleError
from mkip_xl.finance.basis import (
    DatedSplit,
    blend,
    core_and_specific,
    days_in_force,
    effect,
    part_year,
    percentages,
    shares,
)
from mkip_xl.finance.contribution import net_contribution, uplifted, uplifted_lines
from mkip_xl.finance.exact import agreed, exact, nearest, same_length, shown, whole_pence
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.gain_share import gain_share
from mkip_xl.finance.tiers import BUSINESS_RATES_2013, tiered
from mkip_xl.finance.tolerance import tolerance_gate
from mkip_xl.finance.transition import damp, phase_in, phase_in_years

DAY = datetime.date
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)


# Exact figures


@pytest.mark.parametrize(
    ("value", "fraction"),
    [
        ("45.76%", Fraction(4576, 10_000)),
        (" 1/3 ", Fraction(1, 3)),
        (1 - 0.4576, Fraction(5424, 10_000)),
        (0.1 + 0.2, Fraction(3, 10)),
        ("-2.5 %", Fraction(-1, 40)),
        (7, Fraction(7)),
    ],
)
def test_a_ratio_is_read_as_it_was_meant(value: Any, fraction: Fraction) -> None:
    assert fraction == exact(value)


@pytest.mark.parametrize("value", [True, float("nan"), float("inf"), "", "half", "1/0", None])
def test_what_is_no_ratio_is_refused_by_name(value: Any) -> None:
    with pytest.raises(RuleError, match="The uplift was given as"):
        exact(value, "The uplift")


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["100/3"] * 3, [34, 33, 33]),
        (["-100/3"] * 3, [-34, -33, -33]),
        (["1/2", "-1/2"], [1, -1]),
        (["5/2", "-3/2", "0"], [3, -2, 0]),
        (["7/4", "-3/4", "0"], [2, -1, 0]),
        ([], []),
    ],
)
def test_exact_parts_become_whole_pence_that_keep_the_sum(parts: list[str], whole: list[int]) -> None:
    assert whole == whole_pence([Fraction(part) for part in parts])


@given(st.lists(st.fractions(-1000, 1000), min_size=1, max_size=12))
def test_whole_pence_keep_the_sum_the_sign_and_the_penny(parts: list[Fraction]) -> None:
    parts = [*parts, 5 - sum(parts, Fraction(0))]
    whole = whole_pence(parts)

    assert sum(whole) == 5
    assert all(abs(penny - part) < 1 for penny, part in zip(whole, parts, strict=True))
    assert [-penny for penny in whole] == whole_pence([-part for part in parts])


def test_parts_that_are_no_whole_amount_and_lists_that_do_not_match_are_refused() -> None:
    with pytest.raises(RuleError, match="do not come to whole pence"):
        whole_pence([Fraction(1, 2)])
    with pytest.raises(RuleError, match="paid in 1, weights 2"):
        same_length(paid_in=[1], weights=[1, 2])
    assert (3, -3, "0.125", "100", "0.333333") == (
        nearest(Fraction(5, 2)),
        nearest(Fraction(-5, 2)),
        shown(Fraction(1, 8)),
        shown(Fraction(100)),
        shown(Fraction(1, 3)),
    )


# Shares and blends


@pytest.mark.parametrize(
    ("weights", "places", "percents"),
    [
        ([46_949, 27_112], 0, ["63", "37"]),
        ([1, 1, 1], 0, ["34", "33", "33"]),
        ([1, 1, 1], 2, ["33.34", "33.33", "33.33"]),
        ([5], 0, ["100"]),
        ([0, 3], 1, ["0.0", "100.0"]),
        ([1] * 7, 0, ["15", "15", "14", "14", "14", "14", "14"]),
    ],
)
def test_percentages_come_to_one_hundred(weights: list[int], places: int, percents: list[str]) -> None:
    assert percents == [str(percent) for percent in percentages(weights, places)]


@given(WEIGHTS, st.integers(0, 8))
def test_percentages_always_come_to_one_hundred(weights: list[int], places: int) -> None:
    assert sum(percentages(weights, places)) == 100
    assert sum(shares(weights)) == 1


def test_a_driver_of_nothing_is_refused() -> None:
    with pytest.raises(MkipError, match="zero"):
        shares([0, 0])
    with pytest.raises(RuleError, match="0 to 12"):
        percentages([1, 2], 13)


@pytest.mark.parametrize("parts", [[45.76, 54.24], [0.4576, 0.5424], ["45.76%", "54.24%"], ["45.76", "54.24"]])
def test_agreed_shares_come_to_the_whole_however_they_are_written(parts: list[Any]) -> None:
    assert [Fraction(286, 625), Fraction(339, 625)] == agreed(parts)


def test_agreed_shares_that_miss_the_whole_show_their_sum() -> None:
    with pytest.raises(RuleError, match=r"come to 100\.01, not to 100%"):
        agreed([45.76, 54.25])
    with pytest.raises(RuleError, match="0 or more"):
        agreed([110, -10])
    assert sum(agreed([33.3333333333333] * 3)) == 1


def test_a_blend_of_users_devices_and_budget_by_hand() -> None:
    """50% × (40, 35, 25)% + 30% × (50, 30, 20)% + 20% × (20, 30, 50)% = 39%, 32.5%, 28.5%."""
    mixed = blend([[400, 350, 250], [50, 30, 20], [2, 3, 5]], [0.5, 0.3, 0.2])

    assert [Fraction(39, 100), Fraction(13, 40), Fraction(57, 200)] == mixed
    with pytest.raises(RuleError, match="parts of the mix come to 90"):
        blend([[1, 1], [1, 2]], [50, 40])
    with pytest.raises(RuleError, match="basis 1 2, basis 2 3"):
        blend([[1, 1], [1, 2, 3]], [50, 50])


HR = [DatedSplit(DAY(2020, 4, 1), (74, 26)), DatedSplit(DAY(2022, 10, 3), (82, 18))]


def test_the_published_split_that_changed_in_october_by_days() -> None:
    """Human Resources, South Hams and West Devon: 185 days at 74/26 and 180 at 82/18 of 365: 28,450 / 365 = 77.945%."""
    assert [185, 180] == days_in_force(HR, FinancialYear(2022))
    assert [Fraction(28_450, 36_500), Fraction(8_050, 36_500)] == part_year(HR, FinancialYear(2022))
    assert [Fraction(82, 100), Fraction(18, 100)] == part_year(HR, FinancialYear(2023))
    assert [Fraction(74, 100), Fraction(26, 100)] == part_year(HR[::-1], FinancialYear(2021))


@pytest.mark.parametrize(
    ("splits", "told"),
    [
        ([DatedSplit(DAY(2022, 4, 2), (50, 50))], "from 1 April 2022 to 1 April 2022 of 2022/23"),
        ([DatedSplit(DAY(2022, 4, 1), (50, 50), DAY(2023, 3, 30))], "from 31 March 2023 to 31 March 2023"),
        (
            [DatedSplit(DAY(2022, 4, 1), (50, 50), DAY(2022, 9, 30)), DatedSplit(DAY(2022, 9, 30), (60, 40))],
            "split from 1 April 2022 overlaps the one from 30 September 2022. Let it end on 29 September 2022",
        ),
        (
            [DatedSplit(DAY(2022, 4, 1), (50, 50), DAY(2022, 6, 30)), DatedSplit(DAY(2022, 8, 1), (60, 40))],
            "from 1 July 2022 to 31 July 2022",
        ),
        ([DatedSplit(DAY(2022, 4, 1), (50, 51))], "shares from 1 April 2022 come to 101"),
        ([DatedSplit(DAY(2022, 5, 1), (50, 50), DAY(2022, 4, 1))], "before it starts"),
        ([], "No split is in force from 1 April 2022 to 31 March 2023"),
    ],
)
def test_splits_that_overlap_or_leave_days_are_refused_with_the_dates(splits: list[DatedSplit], told: str) -> None:
    with pytest.raises(RuleError, match=told):
        part_year(splits, FinancialYear(2022))


@given(st.lists(st.dates(DAY(2021, 1, 1), DAY(2024, 3, 31)), max_size=6, unique=True), st.integers(2021, 2023))
def test_the_days_of_all_splits_are_the_days_of_the_year(days: list[datetime.date], first: int) -> None:
    splits = [DatedSplit(day, (25, 75)) for day in [DAY(2019, 4, 1), *days]]

    assert FinancialYear(first).days == sum(days_in_force(splits, FinancialYear(first)))
    assert [Fraction(1, 4), Fraction(3, 4)] == part_year(splits, FinancialYear(first))


def test_core_is_shared_and_the_specific_stays_where_it_belongs() -> None:
    assert [3_000, 2_500, 4_800] == core_and_specific(10_000, [1, 1, 2], [500, 0, -200])


@pytest.mark.parametrize(
    ("amount", "tier_shares", "members", "rows"),
    [
        (1_000_000, ["45.76%", "54.24%"], [[1], [4, 6]], [[457_600], [216_960, 325_440]]),
        (101, [50, 50], [[1, 1], [1, 1, 1]], [[26, 25], [17, 17, 16]]),
        (-101, [50, 50], [[1, 1], [1, 1, 1]], [[-26, -25], [-17, -17, -16]]),
        (71_089, BUSINESS_RATES_2013, [[1], [1], [1], [1]], [[35_544], [28_436], [6_398], [711]]),
    ],
)
def test_two_stages_both_add(amount: int, tier_shares: Any, members: Any, rows: list[list[int]]) -> None:
    assert rows == tiered(amount, tier_shares, members)
    with pytest.raises(RuleError, match="shares of the tiers come to"):
        tiered(amount, [45.76, 54.42], [[1], [1]])


@given(st.integers(-(10**12), 10**12), WEIGHTS, st.data())
def test_what_one_partner_gains_by_a_new_basis_the_others_bear(amount: int, old: list[int], data: Any) -> None:
    new = data.draw(st.lists(st.integers(0, 1000), min_size=len(old), max_size=len(old)).filter(any))
    rows = effect(amount, old, new)

    assert (amount, amount, 0) == tuple(sum(column) for column in zip(*rows, strict=True))
    assert all(now - was == change for was, now, change in rows)


# The tolerance gate


@pytest.mark.parametrize(
    ("measured", "estimate", "points", "outcome", "split"),
    [
        ([2286, 807], [75, 25], 3, "kept", ["75", "25"]),  # 73.91
        ([495, 104], [82, 18], 3, "kept", ["82", "18"]),  # 82.64
        ([78, 22], [75, 25], 3, "kept", ["75", "25"]),  # exactly 3 points is not more than 3
        ([7801, 2199], [75, 25], 3, "changed", ["78", "22"]),
        ([2286, 807], [75, 25], 1, "changed", ["74", "26"]),
        ([2286, 807], [75, 25], "1.0", "changed", ["74", "26"]),
        ([1, 1, 1], [40, 30, 30], 3, "changed", ["34", "33", "33"]),
        ([1, 1, 1], [0.34, 0.33, 0.33], 0, "changed", ["34", "33", "33"]),
        ([5], [100], 0, "kept", ["100"]),
        ([30, 33, 37], [30, 30, 40], 3, "kept", ["30", "30", "40"]),
        ([30, 33.1, 36.9], [30, 30, 40], 3, "changed", ["30", "33", "37"]),
    ],
)
def test_an_estimate_is_kept_unless_a_partner_is_too_many_points_away(
    measured: Any, estimate: Any, points: Any, outcome: str, split: list[str]
) -> None:
    decision = tolerance_gate(measured, estimate, points=points)

    assert (outcome, split) == (decision.outcome, [str(percent) for percent in decision.split])
    assert decision.kept == (outcome == "kept")


def test_the_reason_tells_a_hair_over_from_the_tolerance_itself() -> None:
    assert (
        tolerance_gate([780_001, 219_999], [75, 25]).why
        == "Measured 78% against 75%: 3.0001 points, more than the tolerance of 3."
    )
    assert tolerance_gate([78, 22], [75, 25]).why == "Measured 78% against 75%: 3 points, within the tolerance of 3."


def test_a_changed_split_may_have_places_and_always_comes_to_one_hundred() -> None:
    decision = tolerance_gate([1, 1, 1], [50, 25, 25], places=2)

    assert [Fraction(3334, 100), Fraction(3333, 100), Fraction(3333, 100)] == list(decision.split)


@given(WEIGHTS, st.integers(0, 20), st.integers(0, 2))
def test_the_gate_answers_in_percentages_of_the_whole(weights: list[int], points: int, places: int) -> None:
    count = len(weights)
    estimate = [Fraction(100, count)] * count
    decision = tolerance_gate(weights, estimate, points=points, places=places)
    measured = [Fraction(100 * weight, sum(weights)) for weight in weights]

    assert sum(decision.split) == 100
    assert decision.kept == all(abs(part - Fraction(100, count)) <= points for part in measured)


def test_a_gate_without_sense_is_refused() -> None:
    wrong: list[dict[str, Any]] = [{"points": -1}, {"places": 13}, {"places": True}]
    for options in wrong:
        with pytest.raises(RuleError, match="0 or more; 0 to 12 places"):
            tolerance_gate([1, 1], [50, 50], **options)
    with pytest.raises(RuleError, match="estimated shares come to 101"):
        tolerance_gate([1, 1], [50, 51])
    with pytest.raises(RuleError, match="measured 2, estimate 3"):
        tolerance_gate([1, 1], [50, 25, 25])


# From old to new


def test_a_new_basis_is_phased_in_by_hand() -> None:
    """50:50 to 70:30 over four years: 55:45, 60:40, 65:35, 70:30 of £1,000."""
    rows = phase_in_years([100_000] * 4, [1, 1], [70, 30], ["25%", "50%", 0.75, 1])

    assert [[55_000, 45_000], [60_000, 40_000], [65_000, 35_000], [70_000, 30_000]] == rows
    with pytest.raises(RuleError, match="0 to 1"):
        phase_in(1, [1], [1], 2)
    with pytest.raises(RuleError, match="amounts 1, parts 2"):
        phase_in_years([1], [1], [1], [0, 1])


@given(st.integers(-(10**12), 10**12), WEIGHTS, st.data(), st.fractions(0, 1))
def test_phasing_in_adds_and_lies_between_the_old_and_the_new(
    amount: int, old: list[int], data: Any, part: Fraction
) -> None:
    new = data.draw(st.lists(st.integers(0, 1000), min_size=len(old), max_size=len(old)).filter(any))
    borne = phase_in(amount, old, new, part)

    assert amount == sum(borne)
    for paid, before, after in zip(borne, old, new, strict=True):
        ends = sorted((Fraction(amount * before, sum(old)), Fraction(amount * after, sum(new))))
        assert ends[0] - 1 < paid < ends[1] + 1


@pytest.mark.parametrize(
    ("old", "new", "options", "paid"),
    [
        ([100, 100, 100], [130, 90, 80], {}, [100, 100, 100]),
        ([100, 100, 100], [130, 90, 80], {"rise": "10%"}, [110, 97, 93]),  # excess 20 on gains 10:20 → 6.67, 13.33
        ([100, 100, 100], [130, 90, 80], {"rise": "10%", "excess": "contributions"}, [110, 101, 89]),  # 20 on 90:80
        ([100, 100], [90, 95], {}, [90, 95]),
        ([100, 100], [120, 60], {}, [100, 80]),
        ([200, 100, 50, 50, 50, 50, 50], [260, 100, 40, 40, 40, 35, 35], {}, [200, 100, 50, 50, 50, 50, 50]),
    ],
)
def test_a_loser_is_held_and_the_gainers_carry_the_excess(
    old: list[int], new: list[int], options: dict[str, Any], paid: list[int]
) -> None:
    assert paid == damp(old, new, **options)


def test_damping_that_cannot_be_carried_is_refused() -> None:
    with pytest.raises(RuleError, match="caps on the old contributions come to less"):
        damp([100, 100], [150, 70])
    with pytest.raises(RuleError, match="more than the gains can carry"):
        damp([100, 100], [150, 100], rise="25%")
    with pytest.raises(MkipError, match="gains, contributions"):
        damp([1], [1], excess="losses")
    with pytest.raises(RuleError, match="0 pence or more"):
        damp([-1], [1])
    assert [125, 125] == damp([100, 100], [150, 100], rise="25%", excess="contributions")


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=12), st.integers(0, 100))
def test_damping_adds_and_nobody_is_above_its_cap(pairs: list[tuple[int, int]], rise: int) -> None:
    old, new = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    old[0] += max(0, sum(new) - sum(old))
    paid = damp(old, new, rise=Fraction(rise, 100), excess="gains") if rise == 0 else new
    caps = [before * (100 + rise) // 100 for before in old]

    assert sum(new) == sum(paid)
    if rise == 0:
        assert all(amount <= cap for amount, cap in zip(paid, caps, strict=True))
        assert all(amount >= min(after, cap) for amount, after, cap in zip(paid, new, caps, strict=True))


# Gain share and contributions


def test_a_pool_keeps_its_part_and_the_rest_goes_by_growth_and_population() -> None:
    shared = gain_share(1_001, "30%", [("40%", [300, 100]), ("30%", [1, 2])])

    assert (300, ((301, 100), (100, 200))) == (shared.pool, shared.by_basis)
    assert (401, 300) == shared.partners
    with pytest.raises(RuleError, match="come to 90"):
        gain_share(1_001, 30, [(60, [1, 2])])
    assert (1_001, ()) == (gain_share(1_001, 1, []).pool, gain_share(1_001, 1, []).partners)


@given(st.integers(-(10**12), 10**12), WEIGHTS, st.data())
def test_a_gain_share_adds(gain: int, growth: list[int], data: Any) -> None:
    people = data.draw(st.lists(st.integers(1, 10**6), min_size=len(growth), max_size=len(growth)))
    shared = gain_share(gain, "25%", [("35%", growth), ("40%", people)])

    assert gain == shared.pool + sum(shared.partners)


def test_a_budget_is_built_up_and_uplifted_line_by_line() -> None:
    assert net_contribution(1_000).net == 1_000
    assert net_contribution(1_000, income=100, grant=50, reserves=-25).net == 875
    assert [101_000, 51_250, 20_000, 99] == uplifted_lines(
        [(100_000, "Pay award"), (50_000, "cpi"), (20_000, "none"), (100, "cut")],
        {"pay award": "1%", "CPI": 0.025, "cut": "-1%"},
    )
    assert [uplifted(50, "1%"), uplifted(-50, "1%")] == [51, -51]  # half a penny goes away from zero
    with pytest.raises(NotAvailableError, match="Line 2 is uplifted by 'RPI'"):
        uplifted_lines([(1, "none"), (1, "RPI")], {"CPI": 1})
    with pytest.raises(RuleError, match="income or grant is negative"):
        net_contribution(1, income=-1)
    assert uplifted(100, -1) == 0
    with pytest.raises(RuleError, match="−100%"):
        uplifted(1, -2)
