"""The working an auditor asks for."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkip_xl.errors import TieError, WeightsError
from mkip_xl.money.apportionment import METHODS, apportion
from mkip_xl.money.explanation import HEADINGS, explain


def test_the_working_of_a_largest_remainder():
    working = explain(100, [3, 2, 2, 0], names=["MBC", "SBC", "TWBC", "Ashford"])

    assert [line[:7] for line in working.lines] == [
        ("MBC", 3, Fraction(300, 7), 42, Fraction(6, 7), 1, 43),
        ("SBC", 2, Fraction(200, 7), 28, Fraction(4, 7), 1, 29),
        ("TWBC", 2, Fraction(200, 7), 28, Fraction(4, 7), 0, 28),
        ("Ashford", 0, 0, 0, 0, 0, 0),
    ]
    assert [line.why for line in working.lines] == [
        "Gets an odd penny: remainder 6/7.",
        "Gets an odd penny: remainder 4/7, tied, served in partner order.",
        "No odd penny: remainder 4/7, tied, served in partner order.",
        "Weight is zero: bears nothing.",
    ]


def test_the_table_has_headings_and_a_total_that_adds():
    table = explain(-5, [3, 7]).table()

    assert table[0] == list(HEADINGS)
    assert table[-1] == ["Total", 10, -5, -4, -1, -1, -5, "The parts add to the total."]


def test_rounding_each_share_is_explained_with_what_it_misses():
    working = explain(71089, [50, 40, 9, 1], method="round each")

    assert [line.part for line in working.lines] == [35545, 28436, 6398, 711]
    assert working.residual == -1
    assert working.table()[-1][-1] == "The parts come to 1 more than the total."


def test_bounds_are_named_where_they_hold():
    lines = explain(238, [11, 20, 16], maximums=[None, 117, 46], minimums=[0, 0, 0]).lines

    assert [line.part for line in lines] == [75, 117, 46]
    assert [line.why for line in lines] == [
        "Whole share: nothing to round.",
        "Held at its maximum.",
        "Held at its maximum.",
    ]
    assert explain(100, [1, 9], minimums=[30, 0]).lines[0].why == "Held at its minimum."
    assert explain(100, [1, 9], minimums=[10, 0]).lines[0].why == "Whole share: nothing to round."


@given(
    st.integers(-(10**12), 10**12),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=6).filter(any),
    st.sampled_from(METHODS),
    st.sampled_from((1, 100)),
)
def test_every_line_adds_up_and_bears_what_apportion_says(total, weights, method, step):
    total *= step
    working = explain(total, weights, method=method, step=step)

    assert [line.part for line in working.lines] == apportion(total, weights, method=method, step=step)
    assert sum(line.exact_share for line in working.lines) == total
    for line, weight in zip(working.lines, weights, strict=True):
        assert line.floor + line.odd == line.part
        assert line.floor + line.remainder == line.exact_share == Fraction(total * weight, sum(weights))
        assert line.why.endswith(".")


def test_names_must_match_and_ties_may_be_refused():
    with pytest.raises(WeightsError, match="2 parts were given 1 names"):
        explain(5, [1, 1], names=["MBC"])
    with pytest.raises(TieError):
        explain(5, [1, 1], ties="error")
