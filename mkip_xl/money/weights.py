"""Weights as they arrive, read exactly and reduced to whole numbers.

Only the proportions of weights matter, so every set of weights becomes whole numbers without a common factor. They are
remembered, because the same partners are charged by the same basis again and again.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import frexp, gcd, isfinite, lcm, ulp
from typing import TypeAlias

from mkip_xl.errors import NoDriverError, WeightsError

Weight: TypeAlias = int | float | str | Decimal | Fraction

_HUGE = 10.0**300
"""Beyond what any float has a last bit to speak of; whole numbers may be larger."""

_ADVICE = "Give one number of 0 or more for each partner, in partner order; use 0 for a partner who bears no share."


def listed(weights: object) -> tuple[Weight, ...]:
    """The weights one after another, from a list, tuple, numpy column or other ordered collection.

    Refused: a single number or text, and collections without an order of their own (sets) or keyed by name.

    >>> listed(range(1, 4))
    (1, 2, 3)
    """
    if isinstance(weights, (str, bytes, set, frozenset, dict)) or not isinstance(weights, Iterable):
        raise WeightsError(f"Weights were given as {type(weights).__name__} {weights!r}, not as a list. {_ADVICE}")
    return tuple(weights)


def exact_weights(*weights: Weight) -> tuple[Fraction, ...]:
    """The exact value of each weight, as the person who typed it meant it.

    Given numbers in any kind, mixed if need be; returns Fractions.

    - whole numbers, Decimals and Fractions are taken as they are; a text is a decimal or a ratio such as ``"1/3"``;
    - a float is read at 15 significant digits, which is what Excel shows and keeps. A float of more digits that is
      the residue of a subtraction in the sheet (it misses a decimal of nine places, on the scale of the largest
      weight, by no more than that weight's last bit) is read as that decimal: ``=1-A-B`` gives what was meant.

    Refused: blank, boolean, text that is no number, NaN, infinity, a negative weight.

    Source: Excel specifications and limits, "Number precision: 15 digits". Sign: never negative.

    Three shares were typed as 0.999, 0.0009 and =1-A1-B1. What is the third?

    >>> exact_weights(0.999, 0.0009, 1 - 0.999 - 0.0009)[2]
    Fraction(1, 10000)
    """
    largest = float(max((min(abs(w), _HUGE) for w in weights if isinstance(w, (int, float)) and w == w), default=0))
    exact = tuple(_exact(weight, place, largest) for place, weight in enumerate(weights, 1))
    for place, value in enumerate(exact, 1):
        if value < 0:
            raise WeightsError(f"Weight {place} of {len(exact)} is negative ({weights[place - 1]}). {_ADVICE}")
    return exact


@lru_cache(maxsize=512, typed=True)
def whole_weights(*weights: Weight) -> tuple[tuple[int, ...], int]:
    """The weights as whole numbers without a common factor, and their sum.

    Given one weight for each partner; returns (weights, sum), the sum above zero. Scaling all weights changes nothing.
    Refused besides what `exact_weights` refuses: no weights, and weights that are all zero.

    >>> whole_weights(0.5, 0.3, 0.2)
    ((5, 3, 2), 10)
    """
    if not weights:
        raise WeightsError(f"No weights were given, so there is nobody to bear the total. {_ADVICE}")
    if all(type(weight) is int for weight in weights):
        values: tuple[int, ...] = weights  # type: ignore[assignment]
        for place, value in enumerate(values, 1):
            if value < 0:
                raise WeightsError(f"Weight {place} of {len(values)} is negative ({value}). {_ADVICE}")
    else:
        exact = exact_weights(*weights)
        scale = lcm(*(value.denominator for value in exact))
        values = tuple(value.numerator * (scale // value.denominator) for value in exact)
    divisor = gcd(*values)
    if divisor == 0:
        raise NoDriverError(
            "The weights are all zero, so there is nothing to share by. Give at least one weight above zero."
        )
    reduced = tuple(value // divisor for value in values)
    return reduced, sum(reduced)


def _exact(weight: object, place: int, largest: float) -> Fraction:
    if isinstance(weight, bool) or weight is None or type(weight).__name__ == "bool_":
        what = "blank" if weight is None else repr(weight)
        raise WeightsError(f"Weight {place} was given as {what}. {_ADVICE}")
    if isinstance(weight, float):
        if not isfinite(weight):
            raise WeightsError(f"Weight {place} was given as {float(weight)!r}. {_ADVICE}")
        return _as_excel_shows(float(weight), largest)
    if isinstance(weight, Decimal):
        if not weight.is_finite():
            raise WeightsError(f"Weight {place} was given as {weight}. {_ADVICE}")
        return Fraction(weight)
    if isinstance(weight, Fraction):
        return weight
    if isinstance(weight, str):
        try:
            return Fraction(weight.strip())
        except (ValueError, ZeroDivisionError):
            raise WeightsError(f"Weight {place} was given as the text {weight!r}. {_ADVICE}") from None
    index = getattr(weight, "__index__", None)
    if index is None:
        raise WeightsError(f"Weight {place} was given as {weight!r}. {_ADVICE}")
    return Fraction(int(index()))


def _as_excel_shows(weight: float, largest: float) -> Fraction:
    shown = format(weight, ".15g")
    if float(shown) == weight and weight >= 0:
        return Fraction(shown)
    bit = 2 * ulp(largest)
    if abs(weight) <= bit and (weight < 0 or (8 * weight / bit).is_integer()):
        return Fraction(0)
    places = 9 - len(str(int(largest))) if largest >= 1 else 9 + int(-frexp(largest)[1] * 0.30103)
    near = round(weight, places)
    if near and abs(weight - near) <= bit:
        return Fraction(format(near, ".15g"))
    return Fraction(shown)
