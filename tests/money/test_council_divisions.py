"""Divisions printed in council papers: reproduced, or told apart from what adds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mkip_xl.money.apportionment import apportion
from mkip_xl.money.residuals import round_each
from mkip_xl.money.rounding import half_away

# Maidstone Borough Council, business-rates collection fund surplus 2015/16, decision of 19 December 2014.
NNDR_SHARES = [50, 40, 9, 1]
NNDR_PRINTED = [35545, 28436, 6398, 711]

# Worcestershire Regulatory Services, refund of the 2010/11 underspend, 23 June 2011 (four of seven partners printed).
WRS_PRINTED = [("10.45", 31363), ("12.31", 36929), ("28.90", 86700), ("9.78", 29328)]


def test_maidstone_printed_each_share_rounded_and_so_one_pound_too_many():
    assert round_each(71089, NNDR_SHARES) == (NNDR_PRINTED, -1)
    assert sum(NNDR_PRINTED) == 71090


def test_maidstone_by_largest_remainder_adds_and_changes_one_line():
    assert apportion(71089, NNDR_SHARES) == [35544, 28436, 6398, 711]
    assert apportion(7108900, NNDR_SHARES, step=100) == [3554400, 2843600, 639800, 71100]


def test_worcestershire_pounds_do_not_follow_from_the_printed_percentages():
    gaps = [pounds - half_away(300000 * int(percent.replace(".", "")), 10000) for percent, pounds in WRS_PRINTED]

    assert gaps == [13, -1, 0, -12]
    for percent, pounds in WRS_PRINTED:
        assert half_away(pounds * 10000, 300000) == int(percent.replace(".", ""))


def test_worcestershire_on_unrounded_shares_reproduces_the_printed_pounds():
    printed = [pounds for _, pounds in WRS_PRINTED]
    others = 300000 - sum(printed)

    assert (
        apportion(300000, [*(Fraction(pounds, 300000) for pounds in printed), Fraction(others, 300000)])[:4] == printed
    )


def test_somerset_percentages_add_in_two_tiers():
    districts = ["10.95", "11.63", "16.33", "15.33"]

    assert sum(map(Fraction, districts)) == Fraction("54.24")
    parts = apportion(1_000_000_00, ["45.76", *districts])
    assert parts == [45_760_000, 10_950_000, 11_630_000, 16_330_000, 15_330_000]
    first, second = apportion(1_234_567_89, ["45.76", "54.24"])
    assert first + sum(apportion(second, districts)) == 1_234_567_89


@pytest.mark.parametrize(
    ("service", "caseload", "printed", "kept_estimate"),
    [
        ("Planning Applications", [2286, 807], [75, 25], True),
        ("Planning Enforcement", [382, 118], [76, 24], False),
        ("Human Resources", [495, 104], [82, 18], True),
        ("Customer Contact Centre", [53418, 23154], [70, 30], False),
        ("Council Tax", [46949, 27112], [63, 37], False),
    ],
)
def test_south_hams_whole_percentages_follow_from_caseloads_or_are_starred(service, caseload, printed, kept_estimate):
    """South Hams and West Devon, Allocations of costs 2023/24, Appendix A: a star marks a kept estimate."""
    measured = apportion(100, caseload)

    assert (measured != printed) is kept_estimate, service
    assert abs(measured[0] - printed[0]) <= 3


def test_the_founding_capital_fund_is_three_equal_parts():
    assert apportion(300_000_00, [1, 1, 1]) == [100_000_00] * 3
    assert apportion(3_710_000_00, [1] * 10, method="cascade") == [371_000_00] * 10
