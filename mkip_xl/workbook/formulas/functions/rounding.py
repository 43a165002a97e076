"""Rounding and elementary arithmetic."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from mkip_xl.workbook.formulas.operators import finite, power
from mkip_xl.workbook.formulas.registry import worksheet
from mkip_xl.workbook.formulas.values import DIV0, NUM, Result

_TENS = [float(10**places) for places in range(23)]


def rounded(value: float, places: float, manner: str = ROUND_HALF_UP) -> float:
    """The value to so many places, by its 15 digits as Excel shows them.

    >>> rounded(1.005, 2), rounded(-2.5, 0), rounded(1250.0, -2), rounded(2.675, 2, ROUND_DOWN)
    (1.01, -3.0, 1300.0, 2.67)
    """
    digits = int(places)
    if manner == ROUND_HALF_UP and 0 <= digits <= 6:
        scaled = abs(value) * _TENS[digits]
        if scaled < 1e9:
            whole = math.floor(scaled)
            rest = scaled - whole
            if abs(rest - 0.5) > 1e-5:
                result = (whole + (rest > 0.5)) / _TENS[digits]
                return -result if value < 0 and result else result
    if digits > 300 or value == 0:
        return value
    exact = Decimal(f"{value:.15g}")
    if digits < -exact.adjusted() - 1:
        if manner != ROUND_UP:
            return 0.0
        return math.copysign(float(f"1e{-digits}"), value)
    return float(exact.quantize(Decimal(1).scaleb(-digits), manner)) + 0.0 if digits < 30 else value


@worksheet("ROUND", "NN")
def round_half_up(value: float, places: float) -> Result:
    """ROUND: halves away from nought."""
    return rounded(value, places)


@worksheet("ROUNDUP", "NN")
def round_up(value: float, places: float) -> Result:
    """ROUNDUP: away from nought."""
    return rounded(value, places, ROUND_UP)


@worksheet("ROUNDDOWN", "NN")
def round_down(value: float, places: float) -> Result:
    """ROUNDDOWN: towards nought."""
    return rounded(value, places, ROUND_DOWN)


@worksheet("TRUNC", "N?N")
def truncated(value: float, places: float = 0.0) -> Result:
    """TRUNC."""
    return rounded(value, places, ROUND_DOWN)


@worksheet("MROUND", "SS")
def to_multiple(value: float, multiple: float) -> Result:
    """MROUND: to the nearest multiple, halves away from nought."""
    if multiple == 0 or value == 0:
        return 0.0
    if (value < 0) != (multiple < 0):
        return NUM
    times = rounded(Decimal(repr(value)).__truediv__(Decimal(repr(multiple))).__float__(), 0)
    return float(f"{times * multiple:.15g}")


@worksheet("CEILING", "NN")
def ceiling(value: float, step: float) -> Result:
    """CEILING: up to a multiple."""
    if step == 0 or value == 0:
        return 0.0
    if value > 0 > step:
        return NUM
    return float(f"{math.ceil(float(f'{value / step:.15g}')) * step:.15g}")


@worksheet("FLOOR", "NN")
def floor(value: float, step: float) -> Result:
    """FLOOR: down to a multiple."""
    if value == 0:
        return 0.0
    if step == 0:
        return DIV0
    if value > 0 > step:
        return NUM
    return float(f"{math.floor(float(f'{value / step:.15g}')) * step:.15g}")


@worksheet("CEILING.MATH", "N?NN")
def ceiling_by_step(value: float, step: float = 1.0, away: float = 0.0) -> Result:
    """CEILING.MATH: up to a multiple; negative numbers away from nought when told."""
    if step == 0:
        return 0.0
    times = float(f"{value / abs(step):.15g}")
    return float(f"{(math.floor(times) if away and value < 0 else math.ceil(times)) * abs(step):.15g}") + 0.0


@worksheet("FLOOR.MATH", "N?NN")
def floor_by_step(value: float, step: float = 1.0, towards: float = 0.0) -> Result:
    """FLOOR.MATH: down to a multiple; negative numbers towards nought when told."""
    if step == 0:
        return 0.0
    times = float(f"{value / abs(step):.15g}")
    return float(f"{(math.ceil(times) if towards and value < 0 else math.floor(times)) * abs(step):.15g}") + 0.0


@worksheet("INT", "N")
def whole(value: float) -> Result:
    """INT: down to a whole number."""
    return float(math.floor(value))


@worksheet("EVEN", "N")
def even(value: float) -> Result:
    """EVEN: away from nought to an even number."""
    return math.copysign(math.ceil(abs(value) / 2) * 2.0, value) + 0.0


@worksheet("ODD", "N")
def odd(value: float) -> Result:
    """ODD: away from nought to an odd number."""
    return (
        math.copysign(math.ceil((abs(value) - 1) / 2) * 2.0 + 1.0, value)
        if abs(value) > 1
        else (-1.0 if value < 0 else 1.0)
    )


@worksheet("ABS", "N")
def absolute(value: float) -> Result:
    """ABS."""
    return abs(value)


@worksheet("SIGN", "N")
def sign(value: float) -> Result:
    """SIGN."""
    return float((value > 0) - (value < 0))


@worksheet("MOD", "NN")
def remainder(value: float, divisor: float) -> Result:
    """MOD: takes the sign of the divisor."""
    if divisor == 0:
        return DIV0
    quotient = value / divisor
    if abs(quotient) > 1e12:
        return NUM
    return finite(value - divisor * math.floor(quotient))


@worksheet("QUOTIENT", "SS")
def quotient(value: float, divisor: float) -> Result:
    """QUOTIENT: the whole part."""
    return DIV0 if divisor == 0 else float(math.trunc(value / divisor))


@worksheet("POWER", "NN")
def raised(base: float, exponent: float) -> Result:
    """POWER."""
    return power(base, exponent)


@worksheet("SQRT", "N")
def root(value: float) -> Result:
    """SQRT."""
    return NUM if value < 0 else math.sqrt(value)


@worksheet("EXP", "N")
def exponential(value: float) -> Result:
    """EXP."""
    return math.exp(value) if value < 709.79 else NUM


@worksheet("LN", "N")
def natural_logarithm(value: float) -> Result:
    """LN."""
    return NUM if value <= 0 else math.log(value)


@worksheet("LOG10", "N")
def decimal_logarithm(value: float) -> Result:
    """LOG10."""
    return NUM if value <= 0 else math.log10(value)


@worksheet("LOG", "N?N")
def logarithm(value: float, base: float = 10.0) -> Result:
    """LOG."""
    if value <= 0 or base <= 0:
        return NUM
    if base == 1:
        return DIV0
    return math.log10(value) if base == 10 else math.log(value) / math.log(base)


@worksheet("PI", "")
def pi() -> Result:
    """PI."""
    return math.pi
