"""Exact ratios in, whole pence out: what every rule of this floor uses between its first figure and its last."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from mkip_xl.errors import RuleError
from mkip_xl.money.provenance import rounded
from mkip_xl.money.rounding import half_away

Ratio = int | Fraction | Decimal | float | str
"""A share, rate or weight: exact when it can be; a float is read at 15 significant digits, as Excel shows it."""


_NEAR = Fraction(1, 10**9)


def exact(value: Ratio, name: str = "A ratio") -> Fraction:
    """Return a ratio as an exact fraction.

    value: a number, or text such as "45.76", "1/3" or "45.76%" (which is 0.4576). name: what to call it in a refusal.
    A float is read at 15 significant digits, so that `1 - 0.4576` means 0.5424.

    >>> exact("45.76%"), exact(1 - 0.4576)
    (Fraction(286, 625), Fraction(339, 625))
    """
    if isinstance(value, bool):
        raise RuleError(f"{name} was given as {value}. Give a number.")
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int):
        return Fraction(value)
    try:
        if isinstance(value, str):
            text = value.strip()
            return Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
        if isinstance(value, Decimal):
            return Fraction(value)
        if isinstance(value, float) and math.isfinite(value):
            return Fraction(format(value, ".15g"))
    except (ValueError, ZeroDivisionError, InvalidOperation, OverflowError):
        pass
    raise RuleError(f"{name} was given as {value!r}. Give a finite number, such as 0.4576, or 45.76%.")


def agreed(percentages: Sequence[Ratio], name: str = "Agreed shares") -> list[Fraction]:
    """Return agreed shares as exact parts of one; they must come to 100% (or to 1), and the sum is shown if not.

    Thirds written out to the end of a cell are a hair short of the whole: up to a thousand-millionth part is allowed.

    percentages: 45.76 and 54.24, or 0.4576 and 0.5424, or "45.76%" and "54.24%"; 0 or more.

    >>> [str(share) for share in agreed(["45.76%", "54.24%"])]
    ['286/625', '339/625']
    """
    parts = [exact(part, f"Share {place}") for place, part in enumerate(percentages, 1)]
    for place, part in enumerate(parts, 1):
        if part < 0:
            raise RuleError(f"{name}: share {place} was given as {percentages[place - 1]}. Give 0 or more.")
    total = sum(parts, Fraction(0))
    whole = 100 if total > 10 else 1
    if abs(total - whole) > _NEAR * whole:
        raise RuleError(
            f"{name} come to {shown(total)}, not to 100% (as percentages) or 1 (as parts of one): "
            f"{', '.join(shown(part) for part in parts) or 'none were given'}. Correct one of them."
        )
    return [part / total for part in parts]


def nearest(amount: Fraction | int) -> int:
    """Return the nearest whole penny, halves away from zero, so that a refund is minus the charge.

    >>> nearest(Fraction(5, 2)), nearest(Fraction(-5, 2)), nearest(Fraction(7, 3))
    (3, -3, 2)
    """
    return rounded(half_away(amount.numerator, amount.denominator), amount, "to the nearest penny")


def whole_pence(parts: Sequence[Fraction]) -> list[int]:
    """Return exact parts as whole pence that keep their sum.

    parts: exact amounts in pence, of either sign, whose sum is whole pence. Each is cut down; the pence left over go
    one each to the parts that lost most. When two lost the same, the earlier part is the one further from zero. Every
    answer is within a penny of its part, a zero stays zero, and parts of the opposite sign give the opposite answer.

    How is 100p divided in thirds?

    >>> whole_pence([Fraction(100, 3)] * 3)
    [34, 33, 33]
    >>> whole_pence([Fraction(-100, 3)] * 3)
    [-34, -33, -33]
    """
    total = sum(parts, Fraction(0))
    if total.denominator != 1:
        raise RuleError("The parts do not come to whole pence. Give parts of a whole amount.")
    cut = [math.floor(part) for part in parts]
    turn = [(cut[place] - part, part < 0, -place if part < 0 else place) for place, part in enumerate(parts)]
    for place in sorted(range(len(parts)), key=turn.__getitem__)[: int(total) - sum(cut)]:
        cut[place] += 1
    return cut


def same_length(**lists: Sequence[object]) -> int:
    """Return the common length of several named lists; refuse lists of different lengths, naming each.

    >>> same_length(paid=[1, 2], weights=[3, 4])
    2
    """
    lengths = {name: len(items) for name, items in lists.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name.replace('_', ' ')} {length}" for name, length in lengths.items())
        raise RuleError(f"The lists do not match: {told}. Give one figure for each, in the same order.")
    return next(iter(lengths.values()))


def shown(value: Fraction) -> str:
    """Return an exact number as a reader writes it: in full when it ends, else to six places.

    >>> shown(Fraction(1, 8)), shown(Fraction(2, 3))
    ('0.125', '0.666667')
    """
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    number = Decimal(value.numerator) / value.denominator
    return f"{number.normalize():f}" if rest == 1 else f"{number:.6f}"
