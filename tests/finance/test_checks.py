"""Checks a reader can see: conservation to the penny, casting within rounding, one figure in every place."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkip_xl.errors import RuleError
from mkip_xl.finance.checks import Check, casting, conservation, failures, tie_out


@pytest.mark.parametrize(
    ("total", "parts", "passed", "hint"),
    [
        (100, [34, 33, 33], True, ""),
        (100, [34, 33, 34], False, ""),
        (0, [], True, ""),
        (-5, [-3, -2], True, ""),
        (54, [45], False, "The gap divides by 9: look for two figures that have changed places."),
        (96_000, [87_200], False, ""),
        (1_980, [1_890], False, "The gap divides by 9: look for two figures that have changed places."),
    ],
)
def test_parts_add_to_the_penny_or_the_check_fails(total: int, parts: list[int], passed: bool, hint: str) -> None:
    check = conservation("Budget", total, parts)

    assert (passed, hint) == (check.passed, check.hint)
    assert total - sum(parts) == check.difference


@pytest.mark.parametrize(
    ("total", "parts", "unit", "passed"),
    [
        (71_089, [35_545, 28_436, 6_398, 711], 1, True),  # 4 × ½ = 2 covers the gap of 1
        (71_087, [35_545, 28_436, 6_398, 711], 1, False),
        (371_000, [124_000, 124_000, 124_000], 1_000, True),  # 3 × 500
        (370_000, [124_000, 124_000, 124_000], 1_000, False),
        (10, [Fraction(33, 10), Fraction(33, 10), Fraction(33, 10)], Fraction(1, 10), True),
        (5, [5], 1, True),
        (6, [5], 1, False),
    ],
)
def test_a_printed_column_may_miss_its_total_by_half_a_unit_for_each_part(
    total: int, parts: list[int], unit: int, passed: bool
) -> None:
    assert passed == casting("Table", total, parts, unit=unit).passed


def test_casting_within_rounding_says_that_the_parts_do_not_add() -> None:
    check = casting("Surplus", 71_089, [35_545, 28_436, 6_398, 711])

    assert check.casts_within_rounding
    assert not casting("Surplus", 71_090, [35_545, 28_436, 6_398, 711]).casts_within_rounding


def test_one_figure_is_one_value_in_every_place() -> None:
    checks = tie_out("Capital fund", {"Appendix E": 30_000_000, "Appendix D": 30_000_000, "report": 30_000_900})

    assert [True, False] == [check.passed for check in checks]
    assert ["report"] == [check.right_label for check in failures(checks)]
    assert failures(checks)[0].transposed
    assert (
        str(failures(checks)[0])
        == "Capital fund: Appendix E 30,000,000 does not agree with report 30,000,900 (difference -900). "
        "The gap divides by 9: look for two figures that have changed places."
    )
    with pytest.raises(RuleError, match="No places"):
        tie_out("Capital fund", {})


def test_only_casting_has_a_tolerance() -> None:
    with pytest.raises(RuleError, match="allows no tolerance"):
        Check("conservation", "Budget", "total", 1, "parts", 1, tolerance=1)
    with pytest.raises(RuleError, match="0 or more"):
        Check("casting", "Budget", "total", 1, "parts", 1, tolerance=-1)


@given(st.integers(0, 10**9), st.integers(0, 8))
def test_two_digits_that_changed_places_are_hinted_at(figure: int, place: int) -> None:
    digits = list(f"{figure:010d}")
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    check = conservation("Budget", figure, [int("".join(digits))])

    assert check.passed or check.transposed


@given(st.lists(st.fractions(0, 10**6), min_size=1, max_size=12))
def test_rounding_alone_never_fails_a_casting_check(exact: list[Fraction]) -> None:
    """Each part rounded by itself, and the total too: the gap is at most n × ½ for the parts and ½ for the total."""
    printed = [round(part) for part in exact]
    total = sum(exact)
    if total.denominator == 1:
        assert casting("Table", int(total), printed).passed
