"""The rule for rounding an exact share to whole units, by name. Never the built-in `round`, which rounds to even."""

from __future__ import annotations


def half_away(numerator: int, denominator: int = 1) -> int:
    """The whole number nearest to a ratio; halves go away from zero, as Excel's ROUND does.

    Given two whole numbers, the denominator above zero. Equation: sign(x) · floor(|x| + 1/2). Source:
    Excel's ROUND. Sign: symmetric.

    >>> half_away(5, 2), half_away(-5, 2), half_away(7, 3)
    (3, -3, 2)
    """
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)
