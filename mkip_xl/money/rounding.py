"""Named rules for rounding an exact share to whole units. Never the built-in `round`, whose rule has no name here."""

from __future__ import annotations

from mkip_xl.errors import MethodError


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


def half_even(numerator: int, denominator: int = 1) -> int:
    """The whole number nearest to a ratio; halves go to the even one, as bankers round.

    Given two whole numbers, the denominator above zero. Source: IEEE 754, round half to even. Sign: symmetric.

    >>> half_even(5, 2), half_even(7, 2), half_even(-5, 2)
    (2, 4, -2)
    """
    down, rest = divmod(numerator, denominator)
    twice = 2 * rest - denominator
    return down + (twice > 0 or (twice == 0 and down % 2 == 1))


def towards_zero(numerator: int, denominator: int = 1) -> int:
    """The whole part of a ratio, as Excel's ROUNDDOWN. Sign: symmetric.

    >>> towards_zero(8, 3), towards_zero(-8, 3)
    (2, -2)
    """
    return -(-numerator // denominator) if numerator < 0 else numerator // denominator


def away_from_zero(numerator: int, denominator: int = 1) -> int:
    """The next whole number away from zero unless the ratio is whole, as Excel's ROUNDUP. Sign: symmetric.

    >>> away_from_zero(7, 3), away_from_zero(-7, 3), away_from_zero(6, 3)
    (3, -3, 2)
    """
    return numerator // denominator if numerator < 0 else -(-numerator // denominator)


RULES = {
    "half away": half_away,
    "half even": half_even,
    "towards zero": towards_zero,
    "away from zero": away_from_zero,
}


def to_step(amount: int, step: int, rule: str = "half away") -> int:
    """The amount rounded to a multiple of the step by a named rule.

    Given an amount in minor units and a step in minor units (100 for whole pounds, 100,000 for £000); returns minor
    units. Rules: half away, half even, towards zero, away from zero. Sign: symmetric.

    What is £1,234.50 in whole pounds?

    >>> to_step(123450, 100)
    123500
    """
    if rule not in RULES:
        raise MethodError(f"Rounding rule {rule!r} is not offered. Choose one of: {', '.join(RULES)}.")
    if type(step) is not int or step < 1:
        raise MethodError(f"The step was given as {step!r}. Give whole minor units of 1 or more, such as 100 for £1.")
    return RULES[rule](amount, step) * step
