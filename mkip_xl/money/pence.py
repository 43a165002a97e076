"""Pounds to whole pence and back, exactly; other currencies by their number of decimals.

An amount is an `int` of minor units everywhere below the roof: 123.45 pounds are 12345 pence. Anything that is not a
whole number of minor units is refused, never rounded: rounding is a rule with a name and lives in `rounding`.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import isfinite

from mkip_xl.errors import AmountError

LARGEST = 10**15
"""Largest amount, in minor units, that a float carries without doubt: ten trillion pounds. An `int` has no limit."""

_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"


def decimals(currency: str = "GBP") -> int:
    """The number of decimals of a currency's minor unit.

    Given an ISO 4217 code in any case; returns the exponent of its minor unit: 2 for almost all, 0 or 3 or 4 for the
    others. A text that is not three letters is refused; a three-letter code the table does not list has 2.

    Source: ISO 4217 list one, column "Minor unit".

    >>> decimals("GBP"), decimals("jpy"), decimals("KWD")
    (2, 0, 3)
    """
    code = currency.strip().upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise AmountError(f"Currency {currency!r} is not a three-letter code. Give an ISO 4217 code such as GBP.")
    if code in _NO_DECIMALS:
        return 0
    return 3 if code in _THREE_DECIMALS else 4 if code in _FOUR_DECIMALS else 2


def to_pence(amount: int | float | str | Decimal | Fraction, currency: str = "GBP") -> int:
    """The whole pence of an amount of pounds.

    Given an amount in pounds (major units) as a whole number, a float as Excel sends it, a text such as ``"1,234.50"``
    or ``"(20.00)"``, a Decimal or a Fraction; returns minor units.

    - `amount`: pounds. A float is taken at the 15 digits Excel shows: p = round(amount × 100) must give
      p / 100 = amount back, which holds for every two-decimal amount up to ten trillion pounds; a total such as
      0.1 + 0.2, which only differs beyond the fifteenth digit, is 0.30. Brackets mean minus.
    - `currency`: ISO code; sets the number of decimals.

    Equation: pence = amount × 10^decimals. Refused: sub-pennies (0.005), blanks, booleans, NaN, infinity, floats
    beyond ten trillion pounds. −0.0 is 0.

    Source: ISO 4217 minor units. Sign: kept.

    How many pence are £1,131.35, a figure that ``int(x * 100)`` gets wrong?

    >>> to_pence(1131.35)
    113135
    >>> to_pence("(20.00)"), to_pence("£1,234.5"), to_pence(5, "JPY")
    (-2000, 123450, 5)
    """
    if isinstance(amount, float):
        scale = 100 if currency == "GBP" else _scale(currency)
        if isfinite(amount):
            pence: int = round(float(amount) * scale)
            if -LARGEST <= pence <= LARGEST and (pence / scale == amount or pence / scale == float(f"{amount:.15g}")):
                return pence
        raise AmountError(_float_refused(amount, scale))
    scale = _scale(currency)
    exact = _exact(amount) * scale
    if exact.denominator != 1:
        raise AmountError(_sub_penny(amount, scale))
    return exact.numerator


def to_pounds(pence: int, currency: str = "GBP") -> Decimal:
    """The amount in pounds, as an exact Decimal with all its decimals.

    Given whole pence (minor units); returns major units. Equation: pence / 10^decimals. Source: ISO 4217
    minor units. Sign: kept.

    >>> to_pounds(123450), to_pounds(-5), to_pounds(5, "JPY")
    (Decimal('1234.50'), Decimal('-0.05'), Decimal('5'))
    """
    return Decimal(pence).scaleb(-decimals(currency)) if abs(pence) < 10**28 else _long(pence, decimals(currency))


def to_float(pence: int, currency: str = "GBP") -> float:
    """The amount in pounds as the float nearest to it, for a cell.

    Given whole pence (minor units) up to ±10^15, so that `to_pence` gives the same pence back; returns major units.
    Equation: pence / 10^decimals, correctly rounded. Source: IEEE 754 division. Sign: kept.

    >>> to_float(113135)
    1131.35
    """
    if not -LARGEST <= pence <= LARGEST:
        raise AmountError(
            f"{pence:,} {_unit(_scale(currency))} are too many for a cell to hold exactly. "
            f"A cell holds up to {LARGEST:,}. Divide the amount, or show it in thousands."
        )
    return pence / _scale(currency)


def whole(amount: object, *, name: str = "total") -> int:
    """The amount as an `int` of minor units, if that is what it is.

    Given a whole number of any kind (int, or a numpy integer); booleans, floats, text and blanks are refused with the
    argument's `name`.

    >>> whole(12345)
    12345
    """
    if type(amount) is int:
        return amount
    index = getattr(amount, "__index__", None)
    if index is None or isinstance(amount, bool) or type(amount).__name__ == "bool_":
        raise AmountError(
            f"The {name} was given as {amount!r}. Give whole pence (minor units) as a whole number; "
            "turn pounds into pence with to_pence first."
        )
    return int(index())


def _exact(amount: object) -> Fraction:
    if isinstance(amount, bool) or amount is None:
        raise AmountError(f"The amount was given as {amount!r}. Give a number of pounds; use 0 for nothing.")
    if isinstance(amount, str):
        return _read(amount)
    if isinstance(amount, Decimal):
        return Fraction(amount) if amount.is_finite() else _refuse(amount)
    if isinstance(amount, Fraction):
        return amount
    index = getattr(amount, "__index__", None)
    return Fraction(int(index())) if index is not None else _refuse(amount)


def _read(text: str) -> Fraction:
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    bracketed = plain.startswith("(") and plain.endswith(")")
    if bracketed:
        plain = plain[1:-1].strip()
    sign = -1 if bracketed else 1
    if plain[:1] in "+-" and plain[:1]:
        sign, plain = (-sign if plain[0] == "-" else sign), plain[1:].strip()
    plain = plain.removeprefix("£").strip()
    pounds, _, rest = plain.partition(".")
    groups = pounds.split(",")
    grouped = len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))
    digits = "".join(groups) + rest
    if not digits or not digits.isascii() or not digits.isdigit() or not grouped:
        raise AmountError(f"The amount {text!r} is not a number. Give pounds such as 1234.50, 1,234.50 or (20.00).")
    return sign * Fraction(int(digits), 10 ** len(rest))


def _refuse(amount: object) -> Fraction:
    raise AmountError(f"The amount was given as {amount!r}. Give a finite number of pounds, or a text such as 1234.50.")


def _float_refused(amount: float, scale: int) -> str:
    if not isfinite(amount):
        return f"The amount was given as {amount!r}. Give a finite number of pounds."
    if abs(amount) * scale > LARGEST:
        return f"The amount {amount!r} is beyond {LARGEST // scale:,}, where a float no longer holds every penny."
    return _sub_penny(amount, scale)


def _sub_penny(amount: object, scale: int) -> str:
    return (
        f"The amount {amount} is not a whole number of {_unit(scale)}. "
        "Give an amount that can be paid; in a sheet, =ROUND(amount, 2) takes off what a calculation left behind."
    )


def _scale(currency: str) -> int:
    return int(10 ** decimals(currency))


def _unit(scale: int) -> str:
    return "pence" if scale == 100 else "minor units"


def _long(pence: int, places: int) -> Decimal:
    digits = tuple(int(digit) for digit in str(abs(pence)))
    return Decimal((int(pence < 0), digits, -places))
