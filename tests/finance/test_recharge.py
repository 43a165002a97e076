"""Support services charged to partners: textbook answers, conservation, and what cannot be charged."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkip_xl.errors import MethodError, NoDriverError, RuleError
from mkip_xl.finance.recharge import METHODS, recharges

Oracle = Callable[[str], list[Any]]


def of(case: Any, method: str) -> list[Fraction]:
    """What the producing departments bear, their own cost included, exactly."""
    done = recharges(
        method, case["service_costs"], case["units_to_service"], case["units_to_production"], order=case["order"]
    )
    borne = [sum(column, Fraction(0)) for column in zip(*done.lines, strict=True)]
    return [own + charged for own, charged in zip(case["production_costs"], borne, strict=True)]


def test_the_textbook_allocations_are_reproduced_exactly(oracle: Oracle) -> None:
    seen = 0
    for case in oracle("service_department_allocation"):
        for method, name in {"direct": "direct", "step": "step-down", "reciprocal": "reciprocal"}.items():
            if method in case["exact"]:
                seen += 1

                assert [Fraction(text) for text in case["exact"][method]] == of(case, name), (case["name"], method)
            if method in case["published"]:
                seen += 1
                gaps = [abs(a - b) for a, b in zip(of(case, name), case["published"][method], strict=True)]

                assert all(gap <= case["tolerance"] for gap in gaps), (case["name"], method)
        if "reciprocal_totals" in case["exact"]:
            done = recharges("reciprocal", case["service_costs"], case["units_to_service"], case["units_to_production"])

            assert [Fraction(text) for text in case["exact"]["reciprocal_totals"]] == list(done.charged)
    assert seen == 15


def test_a_closed_loop_is_refused_by_name(oracle: Oracle) -> None:
    case = next(case for case in oracle("service_department_allocation") if case["name"].startswith("singular"))

    for method in METHODS:
        refusal = RuleError if method == "reciprocal" else NoDriverError
        with pytest.raises(refusal, match=r"no way to a partner|nobody left to bear it"):
            recharges(method, case["service_costs"], case["units_to_service"], case["units_to_production"])


def test_a_closed_loop_that_another_service_feeds_is_refused_too() -> None:
    with pytest.raises(RuleError, match="Services 2 and 3"):
        recharges("reciprocal", [100, 0, 0], [[0, 1, 0], [0, 0, 1], [0, 1, 0]], [[5, 5], [0, 0], [0, 0]])


def test_a_cost_that_nobody_uses_has_no_driver_by_any_method() -> None:
    for method in METHODS:
        with pytest.raises(NoDriverError, match="Service 2 has a cost and nobody left to bear it"):
            recharges(method, [100, 50], [[0, 0], [0, 0]], [[3, 2], [0, 0]])


def test_an_idle_service_without_a_cost_is_left_alone() -> None:
    for method in METHODS:
        assert (60, 40) == recharges(method, [100, 0], [[0, 0], [0, 0]], [[3, 2], [0, 0]]).amounts


def test_double_step_down_by_hand() -> None:
    """Services 0 and 1 cost 1,000 and 500. First pass: 0 gives 1 a tenth (100) and partners 540, 360; 1 gives 0 a fifth
    (100) and partners 100, 300. What came back: 100 each. Second pass: 0 closes, 10:54:36 of 100 = 10, 54, 36; 1 holds
    110, in 1:3 = 27.5, 82.5. Partner 0: 540 + 100 + 54 + 27.5 = 721.5; partner 1: 360 + 300 + 36 + 82.5 = 778.5."""
    done = recharges("double step-down", [1000, 500], [[0, 10], [1, 0]], [[54, 36], [1, 3]])

    assert [Fraction(1443, 2), Fraction(1557, 2)] == [sum(column) for column in zip(*done.lines, strict=True)]
    assert (722, 778) == done.amounts


def test_the_order_of_stepping_down_matters_and_is_the_callers() -> None:
    """Water first, by hand: 300 in 50:10:40 = 150, 30, 120; electricity then 350 in 30:60 = 116.67, 233.33."""
    costs, services, partners = [20_000, 30_000], [[0, 10], [50, 0]], [[30, 60], [10, 40]]

    assert (14_667, 35_333) == recharges("step-down", costs, services, partners, order=[1, 0]).amounts
    assert (14_667, 35_333) != recharges("step-down", costs, services, partners).amounts


@pytest.mark.parametrize("order", [[0], [0, 0], [1, 2], [0, 1, 2]])
def test_an_order_that_is_not_each_service_once_is_refused(order: list[int]) -> None:
    with pytest.raises(RuleError, match="Give each of the 2 services once"):
        recharges("step-down", [1, 1], [[0, 0], [0, 0]], [[1], [1]], order=order)


def test_what_has_the_wrong_shape_or_sign_is_refused() -> None:
    with pytest.raises(MethodError, match="direct, step-down, double step-down, reciprocal"):
        recharges("sideways", [1], [[0]], [[1]])
    with pytest.raises(RuleError, match="costs 2, use by services 1"):
        recharges("direct", [1, 2], [[0]], [[1]])
    with pytest.raises(RuleError, match="rows of 1, 2 figures"):
        recharges("direct", [1, 2], [[0, 0], [0, 0]], [[1], [1, 2]])
    with pytest.raises(RuleError, match="negative"):
        recharges("direct", [1], [[0]], [[-1, 2]])
    with pytest.raises(RuleError, match="No services"):
        recharges("direct", [], [], [])


COUNTS = st.tuples(st.integers(1, 5), st.integers(1, 12))
UNITS = st.integers(0, 1000)


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[int], list[list[int]], list[list[int]]]:
    """Services that each charge at least one partner, so that every method has an answer."""
    services, partners = draw(COUNTS)
    costs = draw(st.lists(st.integers(-(10**12), 10**12), min_size=services, max_size=services))
    use = draw(st.lists(st.lists(UNITS, min_size=services, max_size=services), min_size=services, max_size=services))
    out = draw(st.lists(st.lists(UNITS, min_size=partners, max_size=partners), min_size=services, max_size=services))
    for row in out:
        row[draw(st.integers(0, partners - 1))] += 1
    return costs, use, out


@given(plans(), st.sampled_from(sorted(METHODS)))
def test_every_method_charges_all_of_the_cost_and_no_more(
    plan: tuple[list[int], list[list[int]], list[list[int]]], method: str
) -> None:
    costs, use, out = plan
    done = recharges(method, costs, use, out)
    borne = [sum(column, Fraction(0)) for column in zip(*done.lines, strict=True)]

    assert sum(costs) == sum(done.amounts)
    assert all(abs(amount - exact) < 1 for amount, exact in zip(done.amounts, borne, strict=True))
    minus = recharges(method, [-cost for cost in costs], use, out)
    assert [-amount for amount in done.amounts] == list(minus.amounts)


@given(plans(), st.integers(1, 10**6))
def test_what_a_service_uses_itself_changes_no_charge(
    plan: tuple[list[int], list[list[int]], list[list[int]]], own: int
) -> None:
    costs, use, out = plan
    more = [[units + own * (place == to) for to, units in enumerate(row)] for place, row in enumerate(use)]

    for method in METHODS:
        assert recharges(method, costs, use, out).amounts == recharges(method, costs, more, out).amounts


@given(plans())
def test_the_reciprocal_charge_solves_the_equations(plan: tuple[list[int], list[list[int]], list[list[int]]]) -> None:
    costs, use, out = plan
    done = recharges("reciprocal", costs, use, out)
    used = [sum(row) - row[place] + sum(out[place]) for place, row in enumerate(use)]
    for place, cost in enumerate(costs):
        came = sum(
            done.charged[source] * Fraction(use[source][place], used[source])
            for source in range(len(costs))
            if source != place
        )

        assert cost + came == done.charged[place]
