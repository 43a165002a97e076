"""Weights as a spreadsheet sends them give what the accountant meant."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from mkip_xl.errors import WeightsError
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.weights import exact_weights, whole_weights


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ((0.455, 0.31, 1 - 0.455 - 0.31), ((91, 62, 47), 200)),
        ((0.999, 0.0009, 1 - 0.999 - 0.0009), ((9990, 9, 1), 10000)),
        ((0.9, 0.1, 1 - 0.9 - 0.1), ((9, 1, 0), 10)),
        ((0.7, 0.2, 0.1, 1 - 0.7 - 0.2 - 0.1), ((7, 2, 1, 0), 10)),
        ((45.76, 54.24), ((286, 339), 625)),
        ((33.3, 33.3, 100 - 33.3 - 33.3), ((333, 333, 334), 1000)),
        (("1/3", "1/3", "1/3"), ((1, 1, 1), 3)),
        ((Decimal("0.50"), Fraction(1, 4), 0.25), ((2, 1, 1), 4)),
        ((1e-300, 3e-300), ((1, 3), 4)),
        ((10**30, 3 * 10**30), ((1, 3), 4)),
        ((np.int64(2), np.float64(0.5)), ((4, 1), 5)),
    ],
)
def test_weights_are_read_as_meant(weights, expected):
    assert whole_weights(*weights) == expected


def test_a_last_share_typed_as_one_minus_the_others_divides_as_the_decimals_do():
    chance = random.Random(7)
    for _ in range(5_000):
        places = chance.choice((1, 2, 3, 4, 6))
        a = chance.randint(1, 10**places * 6 // 10)
        b = chance.randint(0, 10**places - a)
        first, second = a / 10**places, b / 10**places
        total = chance.randint(1, 10**11)

        typed = apportion(total, [first, second, 1 - first - second])
        assert typed == apportion(total, [a, b, 10**places - a - b]), (first, second, total)


def test_remembered_weights_never_stand_in_for_others_that_compare_equal():
    binary = Decimal.from_float(0.1)  # not the tenth that 0.1 was typed for

    assert exact_weights(0.1, 1)[0] == Fraction(1, 10)
    assert whole_weights(0.1, 1) == ((1, 10), 11)
    assert whole_weights(binary, 1) != ((1, 10), 11)
    assert whole_weights(1, 1) == ((1, 1), 2)
    with pytest.raises(WeightsError, match="True"):
        whole_weights(1, True)


@pytest.mark.parametrize(
    ("weights", "names"),
    [
        ([], "nobody"),
        ([0, 0], "weights are all zero"),
        ([1, -1, 3], "Weight 2 of 3 is negative"),
        ([1, -0.5], "Weight 2 of 2 is negative"),
        ([1, None], "Weight 2 was given as blank"),
        ([1, float("nan")], "Weight 2 was given as nan"),
        ([float("inf"), 1], "Weight 1 was given as inf"),
        ([1, ""], "Weight 2 was given as the text ''"),
        ([1, "12 calls"], "Weight 2 was given as the text '12 calls'"),
        ([1, Decimal("NaN")], "Weight 2"),
        ([True, 1], "Weight 1 was given as True"),
        ([1, np.bool_(True)], "Weight 2"),
        ([1, [2]], "plain list of numbers"),
        ([1, 2j], "Weight 2"),
        ("123", "not as a list"),
        ({"A": 1}, "not as a list"),
        (5, "not as a list"),
        (["1/0", 1], "Weight 1"),
    ],
)
def test_weights_that_cannot_share_are_refused_by_name(weights, names):
    with pytest.raises(WeightsError, match=names):
        apportion(100, weights)
