"""Net savings and their division: every method, every sign, every year adding."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkip_xl.errors import MkipError, RuleError
from mkip_xl.finance.coalitions import Group, groups
from mkip_xl.finance.net_savings import METHODS, divide, divide_years, method_name, net_savings

THREE = ["MBC", "SBC", "TWBC"]


@pytest.mark.parametrize(
    ("baseline", "proposed", "investment", "net"),
    [
        ([100], [90], [15], [-5]),
        ([100, 100], [90, 90], [], [10, 10]),
        ([0], [0], [0], [0]),
        ([-50, 10], [-20, 30], [5, 0], [-35, -20]),
    ],
)
def test_net_is_baseline_less_proposed_less_investment(
    baseline: list[int], proposed: list[int], investment: list[int], net: list[int]
) -> None:
    assert net == net_savings(baseline, proposed, investment)


def test_years_that_do_not_match_are_refused_with_their_counts() -> None:
    with pytest.raises(RuleError, match="baseline 2, proposed 1, investment 2"):
        net_savings([1, 2], [1], [1, 2])


@pytest.mark.parametrize(
    ("method", "options", "parts"),
    [
        ("equal", {}, [34, 33, 33]),
        ("Equal", {"basis": [9, 1, 0]}, [34, 33, 33]),
        ("baseline", {"basis": [50, 30, 20]}, [50, 30, 20]),
        ("contribution", {"basis": [1, 1, 0]}, [50, 50, 0]),
        ("GROSS SAVING", {"basis": [2, 2, 3]}, [29, 28, 43]),
        ("no-detriment", {"basis": [90, 5, 5], "floors": [0, 20, 10]}, [70, 20, 10]),
        ("no detriment", {"basis": [90, 5, 5]}, [90, 5, 5]),
        ("no detriment", {"floors": [0, 60, 0]}, [20, 60, 20]),
        ("no detriment", {"floors": [0, -60, 0]}, [34, 33, 33]),
    ],
)
def test_a_pound_of_savings_is_divided_by_each_method(method: str, options: dict[str, Any], parts: list[int]) -> None:
    assert parts == divide(100, method, THREE, **options)


def test_a_net_cost_with_floors_is_shared_within_them_or_refused() -> None:
    """−100 with floors −10, 0, 0 cannot be met; with −10, −60, −60 the first bears 10 and the others 45 each."""
    assert [-10, -45, -45] == divide(-100, "no detriment", THREE, floors=[-10, -60, -60])
    with pytest.raises(RuleError, match="no detriment to SBC, TWBC"):
        divide(-100, "no detriment", THREE, floors=[-10, 0, 0])


def test_nothing_saved_is_no_detriment_and_no_gain() -> None:
    assert [0, 0, 0] == divide(0, "no detriment", THREE, floors=[-5, 0, 0])


def test_floors_above_the_saving_are_refused() -> None:
    with pytest.raises(RuleError, match="Lower a floor"):
        divide(100, "no detriment", THREE, floors=[40, 40, 40])


SAVINGS: dict[Group, int] = dict(zip(groups(THREE), [0, 0, 0, 60, 30, 0, 90], strict=True))


@pytest.mark.parametrize(
    ("method", "parts"),
    [
        # by hand: orders of joining give MBC (60·2 + 30·2 + … )/6: Shapley 45, 30, 15
        ("shapley", [45, 30, 15]),
        # marginals 90, 60, 30 over 180: SCRB 45, 30, 15
        ("scrb", [45, 30, 15]),
    ],
)
def test_the_contested_case_is_divided_by_what_each_group_would_save(method: str, parts: list[int]) -> None:
    assert parts == divide(90, method, THREE, savings=SAVINGS)


def test_the_groups_give_the_proportions_of_another_net_saving() -> None:
    assert [4500, 3000, 1500] == divide(9000, "shapley", THREE, savings=SAVINGS)
    assert [[-45, -30, -15], [0, 0, 0]] == divide_years([-90, 0], "shapley", THREE, savings=SAVINGS)


@pytest.mark.parametrize(
    ("method", "options", "told"),
    [
        ("baseline", {}, "one figure for each of the 3 partners"),
        ("baseline", {"basis": [1, 2]}, "partners 3, basis 2"),
        ("nucleolus", {}, "what each group of partners would save"),
        ("by height", {}, "equal, baseline, contribution, gross saving, no detriment, shapley, scrb, nucleolus"),
        ("no detriment", {"floors": [1]}, "partners 3, floors 1"),
        ("gross saving", {"basis": [1, -1, 3]}, "negative"),
        ("baseline", {"basis": [0, 0, 0]}, "zero"),
    ],
)
def test_what_cannot_be_divided_says_what_is_needed(method: str, options: dict[str, Any], told: str) -> None:
    with pytest.raises(MkipError, match=told):
        divide(100, method, THREE, **options)
    with pytest.raises(RuleError, match="at least one"):
        divide(100, "equal", [])


def test_a_basis_may_change_every_year() -> None:
    rows = divide_years([100, 100], "baseline", THREE, basis=[[1, 1, 2], [2, 1, 1]])

    assert [[25, 25, 50], [50, 25, 25]] == rows
    with pytest.raises(RuleError, match="years 2, rows of basis 1"):
        divide_years([100, 100], "baseline", THREE, basis=[[1, 1, 2]])


@given(
    st.lists(st.integers(-(10**12), 10**12), max_size=12),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any),
    st.sampled_from(["equal", "baseline", "contribution", "gross saving"]),
)
def test_every_year_adds_and_every_part_is_within_a_penny(nets: list[int], basis: list[int], method: str) -> None:
    partners = [str(place) for place in range(len(basis))]
    rows = divide_years(nets, method, partners, basis=basis)
    weights: Sequence[int] = [1] * len(basis) if method == "equal" else basis

    assert nets == [sum(row) for row in rows]
    for net, row in zip(nets, rows, strict=True):
        exact = [Fraction(net * weight, sum(weights)) for weight in weights]
        assert all(abs(part - share) < 1 for part, share in zip(row, exact, strict=True))
        assert [-part for part in row] == divide(-net, method, partners, basis=basis)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=7), st.integers(0, 10**6), st.integers(0, 4))
def test_no_detriment_keeps_every_floor_when_the_saving_reaches_them(floors: list[int], over: int, seed: int) -> None:
    partners = [str(place) for place in range(len(floors))]
    basis = [1 + (seed * place) % 5 for place in range(len(floors))]
    parts = divide(sum(floors) + over, "no detriment", partners, basis=basis, floors=floors)

    assert sum(floors) + over == sum(parts)
    assert all(part >= floor for part, floor in zip(parts, floors, strict=True))


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 100), min_size=7, max_size=7))
def test_the_divisions_by_groups_add_too(net: int, worth: list[int]) -> None:
    savings = dict(zip(groups(THREE), [*worth[:6], sum(worth) + 1], strict=True))
    for method in ("shapley", "scrb", "nucleolus"):
        assert net == sum(divide(net, method, THREE, savings=savings))


def test_every_method_has_a_name_and_says_what_it_does() -> None:
    assert all(method_name(name.upper()) == name and text for name, text in METHODS.items())


@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=12),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=7).filter(any),
)
def test_over_the_term_every_partner_gets_its_share_of_the_whole(nets: list[int], basis: list[int]) -> None:
    partners = [str(place) for place in range(len(basis))]
    rows = divide_years(nets, "baseline", partners, basis=basis, adding="years and term")

    assert nets == [sum(row) for row in rows]
    for place, weight in enumerate(basis):
        over_term = sum(row[place] for row in rows)
        assert abs(over_term - Fraction(sum(nets) * weight, sum(basis))) < 1
        exact = [Fraction(net * weight, sum(basis)) for net in nets]
        assert all(abs(row[place] - share) < 1 for row, share in zip(rows, exact, strict=True))


def test_years_that_cannot_add_both_ways_say_so() -> None:
    with pytest.raises(MkipError, match="Say adding years"):
        divide_years([1], "nucleolus", THREE, savings=SAVINGS, adding="years and term")
    with pytest.raises(MkipError, match="years, years and term"):
        divide_years([1], "equal", THREE, adding="columns")
    with pytest.raises(RuleError, match="one figure for each of the 3"):
        divide_years([1], "baseline", THREE, adding="years and term")
    assert [] == divide_years([], "equal", THREE, adding="years and term")


def test_over_the_term_the_odd_pennies_go_to_the_earlier_partners_even_when_the_first_year_costs() -> None:
    nets = [-13_000_00, 233_000_00, 402_050_00, 442_850_00, 430_850_00, *([442_850_00] * 5)]
    rows = divide_years(nets, "equal", ["MBC", "SBC", "TWBC"], adding="years and term")

    assert [sum(row) for row in rows] == nets
    assert [sum(column) for column in zip(*rows, strict=True)] == [1_236_666_67, 1_236_666_67, 1_236_666_66]
    assert divide_years([-net for net in nets], "equal", ["MBC", "SBC", "TWBC"], adding="years and term") == [
        [-part for part in row] for row in rows
    ]
