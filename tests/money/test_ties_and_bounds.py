"""Who gets the odd penny, and how little or much a part may bear."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest

from mkip_xl.errors import BoundsError, MethodError, TieError, WeightsError
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.bounds import capped, hold_harmless
from mkip_xl.money.protection import apportion_capped, apportion_protected
from mkip_xl.money.residuals import block_separate, floor_separate, round_each


@pytest.mark.parametrize(
    ("ties", "options", "expected"),
    [
        ("order", {}, [2, 2, 1]),
        ("LAST", {}, [1, 2, 2]),
        ("named", {"named": 2}, [2, 1, 2]),
        ("rotate", {"turn": 1}, [1, 2, 2]),
        ("rotate", {"turn": 2}, [2, 1, 2]),
        ("rotate", {"turn": -1}, [2, 1, 2]),
    ],
)
def test_two_odd_pennies_among_three_equals(ties, options, expected):
    assert apportion(5, [1, 1, 1], ties=ties, **options) == expected


@pytest.mark.parametrize(("ties", "expected"), [("largest", [2, 4]), ("smallest", [2, 4]), ("order", [2, 4])])
def test_without_a_tie_the_rule_is_not_asked(ties, expected):
    assert apportion(6, [1, 2], ties=ties) == expected


@pytest.mark.parametrize(
    ("ties", "expected"), [("largest", [1, 4]), ("smallest", [2, 3]), ("order", [2, 3]), ("last", [1, 4])]
)
def test_a_half_penny_each_goes_by_the_rule(ties, expected):
    assert apportion(5, [3, 7], ties=ties) == expected


@pytest.mark.parametrize("method", ["largest remainder", "webster", "adams", "jefferson", "huntington-hill"])
def test_a_tie_is_refused_when_asked_and_only_then(method):
    with pytest.raises(TieError, match="equal claims"):
        apportion(5, [1, 1], method=method, ties="error")
    assert apportion(4, [1, 1], method=method, ties="error") == [2, 2]


def test_over_as_many_turns_as_parts_rotation_favours_nobody():
    sums = [0, 0, 0]
    for turn in range(30):
        sums = [
            held + part for held, part in zip(sums, apportion(100, [1, 1, 1], ties="rotate", turn=turn), strict=True)
        ]

    assert sums == [1000, 1000, 1000]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"ties": "coin"}, "Tie rule 'coin' is not offered"),
        ({"method": "guess"}, "Method 'guess' is not offered"),
        ({"method": "round each"}, "round_each"),
        ({"method": None}, "not offered"),
        ({"ties": "named"}, "named part"),
        ({"ties": "named", "named": 3}, "0 to 2"),
        ({"ties": "named", "named": True}, "named part"),
        ({"step": 0}, "step"),
        ({"step": 2.0}, "step"),
        ({"ties": "rotate", "turn": 1.5}, "turn"),
        ({"method": "plug", "minimums": 1}, "plug can break"),
    ],
)
def test_options_that_are_not_offered_are_refused_by_name(options, error):
    with pytest.raises(MethodError, match=error):
        apportion(5, [1, 1, 1], **options)


def test_the_plug_takes_the_difference_and_may_not_fall_on_a_zero_weight():
    assert apportion(6, [1] * 12, method="plug") == [1] * 11 + [-5]
    assert apportion(100, [1, 1, 1], method="plug", named=0) == [34, 33, 33]
    assert apportion(100, [1, 1, 1, 0], method="plug") == [33, 33, 34, 0]
    with pytest.raises(WeightsError, match="part 4, whose weight is zero"):
        apportion(100, [1, 1, 1, 0], method="plug", named=3)


def test_cascade_makes_every_running_total_right():
    parts = apportion(1000, [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], method="cascade")

    days = list(itertools.accumulate([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]))
    assert list(itertools.accumulate(parts)) == [int(Fraction(1000 * upto, 365) + Fraction(1, 2)) for upto in days]


def clamped(total, weights, least, most):
    """The shares within bounds by trying every choice of who is held at which bound."""
    for held in itertools.product((0, 1, 2), repeat=len(weights)):
        fixed = sum(least[i] if side == 1 else most[i] for i, side in enumerate(held) if side)
        free = sum(weights[i] for i, side in enumerate(held) if not side)
        if not free:
            continue
        level = Fraction(total - fixed, free)
        shares = [(level * weights[i], least[i], most[i])[side] for i, side in enumerate(held)]
        if level >= 0 and all(
            share == min(max(level * w, a), b) for share, w, a, b in zip(shares, weights, least, most, strict=True)
        ):
            return shares
    return None


def test_random_bounds_meet_the_one_multiplier_found_by_trying_everything():
    chance = random.Random(11)
    checked = 0
    while checked < 300:
        n = chance.randint(2, 4)
        weights = [chance.randint(1, 12) for _ in range(n)]
        least = [chance.choice((0, chance.randint(0, 60))) for _ in range(n)]
        most = [low + chance.randint(0, 90) for low in least]
        total = chance.randint(sum(least), sum(most))
        shares = clamped(total, weights, least, most)
        if shares is None:
            continue
        checked += 1
        parts = apportion(total, weights, minimums=least, maximums=most)
        assert sum(parts) == total
        assert all(a <= part <= b for part, a, b in zip(parts, least, most, strict=True))
        assert all(abs(part - share) < 1 for part, share in zip(parts, shares, strict=True))
        for method in ("webster", "jefferson", "adams", "cascade", "floor first", "largest weight"):
            others = apportion(total, weights, minimums=least, maximums=most, method=method)
            assert sum(others) == total
            assert all(a <= part <= b for part, a, b in zip(others, least, most, strict=True)), method


def test_bounds_do_not_depend_on_the_order_of_parts():
    weights, least, most = [11, 20, 16, 5], [0, 30, 0, 40], [90, 117, 46, None]
    parts = apportion(238, weights, minimums=least, maximums=most)
    for order in itertools.permutations(range(4)):
        pick = lambda values, order=order: [values[i] for i in order]  # noqa: E731 - named for reading
        assert apportion(238, pick(weights), minimums=pick(least), maximums=pick(most)) == pick(parts)


@pytest.mark.parametrize(
    ("total", "weights", "bounds", "error"),
    [
        (100, [1, 1], {"minimums": [60, 60]}, "exceed the total of 100 by 20"),
        (100, [1, 1], {"maximums": [40, 40]}, "fall short of the total of 100 by 20"),
        (100, [0, 1], {"maximums": [None, 40]}, "zero weight are left to take 60"),
        (
            100,
            [1, 1],
            {"minimums": [50, 0], "maximums": [40, None]},
            "Part 1 has a minimum of 50 above its maximum of 40",
        ),
        (100, [1, 1], {"minimums": [1]}, "2 parts were given 1 minimums"),
        (100, [1, 1], {"maximums": [-1, None]}, "Maximums, part 1: -1"),
        (100, [1, 1], {"minimums": ["ten", 0]}, "Minimums, part 1: 'ten'"),
        (100, [1, 1], {"minimums": [float("nan"), 0]}, "Minimums, part 1: nan"),
        (-100, [1, 1], {"minimums": [60, 60]}, "exceed the total of 100 by 20"),
    ],
)
def test_bounds_that_cannot_be_met_are_refused_with_the_shortfall(total, weights, bounds, error):
    with pytest.raises(BoundsError, match=error):
        apportion(total, weights, **bounds)


def test_a_minimum_is_met_by_a_zero_weight_and_bounds_read_the_size_of_a_refund():
    assert apportion(100, [0, 1, 1], minimums=[10, None, None]) == [10, 45, 45]
    assert apportion(-100, [0, 1, 1], minimums=[10, None, None]) == [-10, -45, -45]
    assert apportion(1000, [1, 1], minimums=["250.5", 0], step=100) == [500, 500]
    assert apportion(1000, [1, 9], minimums=["250.5", 0], step=100) == [300, 700]


def test_hold_harmless_lets_nobody_lose_more_than_agreed():
    prior = [4000, 3000, 3000]

    floor = hold_harmless(prior, loss="0.05")
    assert floor == [3800, 2850, 2850]
    assert apportion(10000, [1, 1, 2], minimums=floor) == [3800, 2850, 3350]
    assert capped(prior, rise=0.1) == [4400, 3300, 3300]
    assert apportion(10000, [5, 3, 2], maximums=capped(prior, rise=0.1)) == [4400, 3300, 2300]
    with pytest.raises(BoundsError, match="loss"):
        hold_harmless(prior, loss=1.5)
    with pytest.raises(BoundsError, match="Prior, part 2"):
        hold_harmless([1, -1])


def test_what_is_left_on_purpose_is_always_returned():
    assert round_each(100, [1, 1, 1]) == ([33, 33, 33], 1)
    assert round_each(-200, [1, 1, 1]) == ([-67, -67, -67], 1)
    assert round_each(-3, [1], step=4) == ([-4], 1)
    assert floor_separate(-1234, [1, 1, 1], step=100) == ([-400, -400, -400], -34)
    assert block_separate(10000, [1, 2, 3, 7], step=5) == ([765, 1530, 2295, 5355], 55)
    for total in range(-50, 50):
        for separate in (round_each, floor_separate, block_separate):
            parts, residual = separate(total, [3, 2, 0, 2], step=4)
            assert sum(parts) + residual == total
            assert separate(-total, [3, 2, 0, 2], step=4) == ([-part for part in parts], -residual)
            assert parts[2] == 0


def test_a_protection_that_cannot_be_met_is_refused_or_scaled_alike():
    with pytest.raises(BoundsError, match="exceed the total of 9,000 by 1,000"):
        apportion_protected(9000, [1, 1, 2], [4000, 3000, 3000])
    assert apportion_protected(9000, [1, 1, 2], [4000, 3000, 3000], when_short="Pro rata") == [3600, 2700, 2700]
    assert apportion_protected(12000, [1, 1, 2], [4000, 3000, 3000], loss=0.1) == [3600, 2800, 5600]
    with pytest.raises(BoundsError, match="fall short of the total of 12,000 by 2,000"):
        apportion_capped(12000, [5, 3, 2], [4000, 3000, 3000])
    assert apportion_capped(12000, [5, 3, 2], [4000, 3000, 3000], when_short="pro rata") == [4800, 3600, 3600]
    assert apportion_capped(-10000, [5, 3, 2], [4000, 3000, 3000], rise="0.1") == [-4400, -3300, -2300]
    with pytest.raises(MethodError, match="when_short"):
        apportion_capped(100, [1], [100], when_short="guess")
