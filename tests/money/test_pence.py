"""Pounds to pence and back, exactly or not at all."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkip_xl.errors import AmountError
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.pence import decimals, to_float, to_pence, to_pounds, whole
from mkip_xl.money.pounds import apportion_decimal, apportion_pounds
from mkip_xl.money.rounding import half_away


@given(st.integers(-(10**15), 10**15))
def test_every_penny_up_to_ten_trillion_pounds_survives_a_float(pence):
    assert to_pence(pence / 100) == pence
    assert to_float(to_pence(to_float(pence))) == to_float(pence)


@given(st.integers(-(10**40), 10**40), st.sampled_from(("GBP", "JPY", "KWD", "CLF")))
def test_every_amount_survives_a_decimal_and_its_text(pence, currency):
    pounds = to_pounds(pence, currency)

    assert to_pence(pounds, currency) == pence
    assert to_pence(format(pounds, "f"), currency) == pence


@pytest.mark.parametrize(
    ("amount", "pence"),
    [
        (1131.35, 113135),
        (0.29, 29),
        (-0.0, 0),
        (0.1 + 0.2, 30),
        (5, 500),
        ("1,234.50", 123450),
        ("(20)", -2000),
        ("-£3.07", -307),
        ("£ 1,000,000", 100000000),
        (" 12.30 ", 1230),
        ("12.300", 1230),
        (Decimal("1E+3"), 100000),
        (Fraction(1, 4), 25),
        (np.float64(2.5), 250),
        (np.int32(7), 700),
    ],
)
def test_amounts_are_read_to_the_penny(amount, pence):
    assert to_pence(amount) == pence


@pytest.mark.parametrize(
    "amount",
    [
        *(0.005, 12.345, 1e-9, 1e13 + 1, float("nan"), float("inf"), None, True, ""),
        *("twelve", "1.2.3", "1,23.00", "12,34", "(5", "--5", "£", "0.005", "1e3", "٣", Decimal("NaN"), Fraction(1, 3)),
        *([5], 5j, b"5", 1000000.10 - 1000000.00),
    ],
)
def test_what_is_not_whole_pence_is_refused(amount):
    with pytest.raises(AmountError):
        to_pence(amount)


@pytest.mark.parametrize("total", [1.0, "5", None, True, Decimal(5), np.float64(3), np.bool_(True)])
def test_a_total_that_is_not_whole_pence_is_refused(total):
    with pytest.raises(AmountError, match="The total was given as"):
        apportion(total, [1, 1])


def test_a_numpy_whole_number_is_a_total():
    assert apportion(np.int64(5), [1, 1]) == [3, 2]
    assert whole(np.int16(-4)) == -4


def test_other_currencies_divide_in_their_own_minor_units():
    assert apportion_pounds(10, [1, 1, 1], currency="JPY") == [4.0, 3.0, 3.0]
    assert apportion_decimal("1.000", [1, 1, 1], currency="KWD") == [
        Decimal("0.334"),
        Decimal("0.333"),
        Decimal("0.333"),
    ]
    assert apportion_decimal("100.00", [1, 1, 1], currency="CHF", step=5) == [
        Decimal("33.35"),
        Decimal("33.35"),
        Decimal("33.30"),
    ]
    with pytest.raises(AmountError, match="three-letter"):
        decimals("POUND")


def test_a_total_that_is_no_multiple_of_the_step_names_what_is_left():
    with pytest.raises(AmountError, match="34 would be left over"):
        apportion(1234, [1, 1], step=100)


@pytest.mark.parametrize(("halves", "rounded"), [(-5, -3), (-4, -2), (-3, -2), (0, 0), (1, 1), (3, 2), (4, 2), (5, 3)])
def test_a_half_goes_away_from_zero(halves, rounded):
    assert half_away(halves, 2) == rounded
