"""Appraisal and provision: the Green Book's factors, published functions, schedules that add to the capital."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkip_xl.errors import MkipError, NotAvailableError, RuleError
from mkip_xl.finance.appraisal import (
    Band,
    average_per_year,
    benefit_cost_ratio,
    cumulative,
    discount_factors,
    net_present_value,
    payback,
    present_values,
)
from mkip_xl.finance.optimism_bias import managed_bias, weighted_bias, with_bias
from mkip_xl.finance.revenue_provision import first_charge, minimum_revenue_provision

Oracle = Callable[[str], list[Any]]


def close(answer: Fraction, expected: object, tolerance: object) -> bool:
    return abs(answer - Fraction(str(expected))) <= Fraction(str(tolerance))


def worth(flows: list[Any], rate: Any, timing: str) -> Fraction:
    return sum(present_values([Fraction(str(flow)) for flow in flows], rate, timing), Fraction(0))


def test_the_green_books_factors_over_three_hundred_years(oracle: Oracle) -> None:
    cases = oracle("green_book_factors")
    factors = discount_factors(len(cases))
    running = Fraction(0)
    for (year, _, factor, total), ours in zip(cases, factors, strict=True):
        running += ours

        assert close(ours, factor, "1e-19"), year
        assert total is None or close(running, total, "1e-18"), year
    assert discount_factors(300, timing="year end") == factors[1:]


@pytest.mark.parametrize(
    ("year", "factor"),
    [(1, "0.9662"), (10, "0.7089"), (30, "0.3563"), (31, "0.3459"), (75, "0.0942"), (76, "0.0919"), (125, "0.0274")],
)
def test_the_factors_a_reader_looks_up_to_four_places(year: int, factor: str) -> None:
    assert Fraction(factor) == round(discount_factors(126)[year], 4)


def test_mid_year_is_half_a_year_before_the_year_end() -> None:
    """Squared, the mid-year factor of year t is the product of the year-end factors before and after it."""
    middle, end = discount_factors(40, timing="mid-year"), [Fraction(1), *discount_factors(40, timing="year end")]
    for year in range(40):
        assert close(middle[year] ** 2, end[year] * end[year + 1], "1e-45")


def test_published_functions_agree_where_we_have_them(oracle: Oracle) -> None:
    """NPER and IPMT have no counterpart here. IRR and RATE: the present value at the published rate is nothing. PMT and
    PPMT: interest on the capital and the first year's provision. PV and FV: present value of level payments."""
    seen: dict[str, int] = {}
    for case in oracle("discounting_functions"):
        name, args, expected, tolerance = (case[key] for key in ("function", "args", "expected", "tolerance"))
        if name == "npv":
            assert close(worth(args[1], args[0], "year 0"), expected, tolerance)
        elif name == "excel_npv":
            assert close(worth(args[1], args[0], "year end"), expected, tolerance)
        elif name == "excel_npv_plus_cf0":
            assert close(worth(args[1], args[0], "year end") + args[2], expected, tolerance)
        elif name == "irr":
            flows, near = args[0], Fraction(str(expected))
            low, high = (worth(flows, near + step * Fraction(str(tolerance)), "year 0") for step in (-1, 1))
            assert low * high < 0
        elif name == "rate":
            years, _, paid, wanted = args
            flows = [paid, *[0] * (years - 1), wanted]
            assert worth(flows, Fraction(str(expected)) - Fraction(1, 10**6), "year 0") > 0
            assert worth(flows, Fraction(str(expected)) + Fraction(1, 10**6), "year 0") < 0
        elif name in ("pmt", "ppmt"):
            rate, capital = Fraction(str(args[0])), args[-1]
            years = args[1] if name == "pmt" else args[2]
            first = Fraction(minimum_revenue_provision(capital * 10**8, years, rate)[0], 10**8)
            paid = first + (capital * rate if name == "pmt" else 0)
            assert close(-paid, expected, tolerance)
        elif name == "pv":
            assert close(-worth([args[2]] * args[1], args[0], "year end"), expected, tolerance)
        elif name == "fv":
            rate, years, paid, held = Fraction(str(args[0])), args[1], args[2], args[3]
            future = (worth([paid] * years, rate, "year end") + held) * (1 + rate) ** years
            assert close(-future, expected, tolerance)
        else:
            assert name in ("nper", "ipmt")
            continue
        seen[name] = seen.get(name, 0) + 1
    assert {"npv": 2, "irr": 7, "pmt": 4, "fv": 2, "pv": 1, "rate": 1, "ppmt": 1} == {
        name: count for name, count in seen.items() if not name.startswith("excel")
    }


@given(st.lists(st.integers(-(10**12), 10**12), max_size=40), st.sampled_from(["year 0", "mid-year", "year end"]))
def test_the_value_of_minus_the_flows_is_minus_the_value(flows: list[int], timing: str) -> None:
    assert net_present_value([-flow for flow in flows], timing=timing) == -net_present_value(flows, timing=timing)
    assert sum(flows) == net_present_value(flows, 0, timing)


@pytest.mark.parametrize(
    ("flows", "timing", "years", "whole"),
    [
        ([-1_000, 400, 400, 400], "year 0", Fraction(5, 2), 3),
        ([-1_000, 400, 600], "year 0", Fraction(2), 2),
        ([-1_000, 1_500], "mid-year", Fraction(5, 3), 2),
        ([-100, -100, 50, 100, 100], "year end", Fraction(9, 2), 5),
        ([5, 5], "year 0", Fraction(0), 0),
        ([5, -5, 3], "year 0", Fraction(0), 0),
        ([], "year 0", Fraction(0), 0),
        ([10, -30, 40], "year end", Fraction(5, 2), 3),
    ],
)
def test_payback_is_when_the_running_total_is_made_good(
    flows: list[int], timing: str, years: Fraction, whole: int
) -> None:
    assert years == payback(flows, timing)
    assert whole == payback(flows, timing, whole_years=True)


def test_what_is_never_paid_back_is_refused() -> None:
    with pytest.raises(NotAvailableError, match="within the 3 flows given"):
        payback([-100, 40, 40])


def test_running_totals_averages_and_ratios_by_hand() -> None:
    assert [-5, -2, 1] == cumulative([-5, 3, 3])
    assert [3, -3] == [average_per_year([5, 0]), average_per_year([-5, 0])]  # 2.5 goes away from zero
    assert Fraction(2) == benefit_cost_ratio([0, 207], [100, 0], "3.5%")
    assert Fraction(3, 2) == benefit_cost_ratio([100, 200], [100, 100], 0)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: average_per_year([]), "no years"),
        (lambda: benefit_cost_ratio([1], [0]), "present value of the costs is not above 0"),
        (lambda: benefit_cost_ratio([1], [1, 2]), "benefits 1, costs 2"),
        (lambda: discount_factors(3, "the moon"), "discount rate was given as 'the moon'"),
        (lambda: discount_factors(3, -1), "more than −100%"),
        (lambda: discount_factors(-1), "0 or more"),
        (lambda: discount_factors(3, timing="Tuesday"), "year 0, mid-year, year end"),
        (lambda: discount_factors(3, [Band(1, Fraction(1, 20))]), "end before year 2"),
    ],
)
def test_an_appraisal_that_makes_no_sense_is_refused(call: Callable[[], object], told: str) -> None:
    with pytest.raises(MkipError, match=told):
        call()


def test_a_mistyped_band_list_is_the_callers_own() -> None:
    bands = [Band(1, Fraction(1, 10)), Band(None, Fraction(0))]

    assert [1, Fraction(10, 11), Fraction(10, 11)] == discount_factors(3, bands)


# Minimum revenue provision


def test_annuity_schedules_to_the_penny_and_straight_lines(oracle: Oracle) -> None:
    for case in oracle("mrp_annuity"):
        capital = int(Decimal(case["capital"]) * 100)
        annuity = minimum_revenue_provision(capital, case["years"], case["rate"])
        level = minimum_revenue_provision(capital, case["years"])

        assert [int(Decimal(text) * 100) for text in case["annuity"]] == annuity
        assert sum(annuity) == sum(level) == capital
        assert all(close(Fraction(p, 100), e, "0.010001") for p, e in zip(annuity, case["exact"], strict=True))
        assert all(close(Fraction(penny, 100), case["equal_instalment"], "0.01") for penny in level)


@given(st.integers(-(10**13), 10**13), st.integers(1, 60), st.none() | st.integers(0, 2000))
def test_provision_adds_to_the_capital_and_rises_with_the_rate(
    capital: int, years: int, basis_points: int | None
) -> None:
    rate = None if basis_points is None else Fraction(basis_points, 10_000)
    schedule = minimum_revenue_provision(capital, years, rate)

    assert capital == sum(schedule)
    assert [-penny for penny in schedule] == minimum_revenue_provision(-capital, years, rate)
    if capital > 0:
        assert all(later >= earlier - 1 for earlier, later in pairwise(schedule))


def test_the_charge_begins_the_year_after_the_asset_works() -> None:
    assert "2014/15" == str(first_charge(datetime.date(2013, 6, 1)))
    assert "2013/14" == str(first_charge(datetime.date(2013, 3, 31)))


@pytest.mark.parametrize(
    ("years", "options", "told"),
    [
        (0, {}, "whole years"),
        (True, {}, "whole years"),
        (3, {"method": "annuity"}, "needs a rate"),
        (3, {"rate": "-1%"}, "0 or more"),
        (3, {"method": "guess"}, "straight line, annuity"),
    ],
)
def test_a_provision_without_a_life_or_rate_is_refused(years: int, options: dict[str, Any], told: str) -> None:
    with pytest.raises(MkipError, match=told):
        minimum_revenue_provision(100, years, **options)


def test_a_named_method_wins_over_the_rate() -> None:
    assert [34, 33, 33] != minimum_revenue_provision(100, 3, "10%")
    assert [33, 34, 33] == minimum_revenue_provision(100, 3, "10%", "Straight-line")


# Optimism bias


def test_bias_by_hand() -> None:
    """30% at 51 and 70% at 24 = 15.3 + 16.8; 92% of 51 managed away leaves 4.08; £100 then costs £104.08."""
    assert Fraction("32.1") == weighted_bias([30, 70], [51, 24])
    assert Fraction("4.08") == managed_bias(51, "92%")
    assert with_bias(10_000, "51%", 0.92) == 10_408
    assert with_bias(10_000, "51%") == 15_100
    for bad in ("110%", -1):
        with pytest.raises(RuleError, match="mitigation"):
            managed_bias(51, bad)
    with pytest.raises(RuleError, match="0 or more"):
        with_bias(1, -1)
