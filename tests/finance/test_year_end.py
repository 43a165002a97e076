"""The year end and the exit, worked by hand to the penny for two, three and seven partners; conservation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkip_xl.finance.exit import leave
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.year_end import year_end

YEAR = FinancialYear(2014)


@pytest.mark.parametrize(
    ("paid", "weights", "actual", "reserve", "target", "payments", "closing"),
    [
        # two: £1,000.00 paid 600:400, £900.01 spent; 99.99 under, £40.00 kept, £59.99 back.
        # shares of 900.01 + 40.00 = 940.01 at 60:40: 564.006 and 376.004, so 564.01 and 376.00
        ([60_000, 40_000], [60, 40], 90_001, 0, 4_000, [56_401 - 60_000, 37_600 - 40_000], 4_000),
        # two: £50.00 over; the reserve of £30.00 first, £20.00 called on 60:40
        ([60_000, 40_000], [60, 40], 105_000, 3_000, 0, [1_200, 800], 0),
        # three, equal: £100.00 over what was paid (300.00), no reserve: 400.00 / 3 = 133.34, 133.33, 133.33
        ([10_000, 10_000, 10_000], [1, 1, 1], 40_000, 0, 0, [3_334, 3_333, 3_333], 0),
        # three: £0.02 under, nothing kept: 299.98 / 3 = 100.00 (.99333), 99.99, 99.99
        ([10_000, 10_000, 10_000], [1, 1, 1], 29_998, 0, 0, [0, -1, -1], 0),
        # seven, equal: 700.00 paid, 765.00 cost, 30.00 of it from the reserve: 735.00 / 7 = 105.00 each
        ([10_000] * 7, [1] * 7, 76_500, 3_000, 0, [500] * 7, 0),
        # seven, weights 1..7 (28): 280.00 paid in full, 252.00 cost, nothing kept: 9.00 a weight less 10.00 paid
        ([1_000 * n for n in range(1, 8)], list(range(1, 8)), 25_200, 0, 0, [-100 * n for n in range(1, 8)], 0),
        # an underspend smaller than what the reserve still lacks is kept whole
        ([10_000, 10_000], [1, 1], 19_000, 500, 5_000, [0, 0], 1_500),
    ],
)
def test_a_year_end_worked_by_hand(
    paid: list[int], weights: list[int], actual: int, reserve: int, target: int, payments: list[int], closing: int
) -> None:
    codes = [f"P{number}" for number in range(len(paid))]
    settled = year_end(YEAR, codes, actual, paid, weights, reserve=reserve, target=target)

    assert payments == list(settled.payment.values())
    assert closing == settled.reserve_closing
    assert actual == settled.actual


@given(
    paid=st.lists(st.integers(0, 10**9), min_size=2, max_size=7),
    actual=st.integers(0, 10**10),
    reserve=st.integers(0, 10**8),
    target=st.integers(0, 10**8),
    on=st.sampled_from(["outturn", "difference"]),
)
def test_what_is_paid_and_drawn_meets_the_cost_and_the_reserve(
    paid: list[int], actual: int, reserve: int, target: int, on: str
) -> None:
    codes = [f"P{number}" for number in range(len(paid))]
    settled = year_end(YEAR, codes, actual, paid, [1 + each for each in paid], reserve=reserve, target=target, on=on)

    assert sum(paid) + sum(settled.payment.values()) + reserve == actual + settled.reserve_closing
    assert settled.reserve_closing >= 0
    for code in codes:
        owes = settled.share_of_actual[code] + settled.to_reserve[code] - settled.paid[code]
        assert owes == settled.payment[code]


@pytest.mark.parametrize("count", [2, 3, 7])
def test_the_leaver_bears_the_net_cost_of_leaving(count: int) -> None:
    """£45,000.00 + £28,500.00 + £60,000.00 − £12,000.00 = £121,500.00, all of it the leaver's."""
    codes = [f"P{number}" for number in range(count)]
    costs = {"Redundancy": 4_500_000, "Contract breakage": 2_850_000, "Stranded cost": 6_000_000}
    account = leave(codes, codes[-1], costs, {"Unspent contributions": 1_200_000})

    assert account.net == 12_150_000
    assert dict(account.borne) == {**dict.fromkeys(codes[:-1], 0), codes[-1]: 12_150_000}
