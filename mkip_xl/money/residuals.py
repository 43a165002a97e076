"""Divisions that leave a residual on purpose. It is always returned beside the parts: no penny is lost silently."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mkip_xl.money.division import Division, division_of
from mkip_xl.money.pence import whole
from mkip_xl.money.rounding import half_away
from mkip_xl.money.weights import Weight


class Separated(NamedTuple):
    """Parts in minor units, and what they leave of the total: total = sum(parts) + residual."""

    parts: list[int]
    residual: int


def round_each(total: int, weights: Iterable[Weight], *, step: int = 1) -> Separated:
    """Each share rounded by itself, and the residual. This does NOT keep the sum.

    Given the total and step (minor units) and the weights as `apportion`; returns (parts, residual). The residual is
    what is missing (above zero) or was given twice (below zero), for a positive total.

    Equation: part_i = step · round(T · w_i / (W · step)), halves away from zero; residual = T − Σ part_i, whatever the
    step. Source: the practice of council papers. Sign: symmetric.

    A surplus of £71,089 is shared by 50, 40, 9 and 1 per cent, and each share printed to the pound. Do they add?

    >>> round_each(71089, [50, 40, 9, 1])
    Separated(parts=[35545, 28436, 6398, 711], residual=-1)
    """
    amount, division, sign = _whole_steps(total, weights, step)
    parts = [sign * step * half_away(abs(amount) * weight, division.denominator * step) for weight in division.weights]
    return Separated(parts, amount - sum(parts))


def floor_separate(total: int, weights: Iterable[Weight], *, step: int = 1) -> Separated:
    """Each share cut to whole steps, and the odd pennies as a line of their own.

    Given and returned as `round_each`. The total need not be a multiple of the step. Equation: part_i =
    step · ⌊T' · w_i / W⌋ with T' = ⌊T / step⌋; the residual is 0 or more, for a positive total.
    Source: the FloorSeparate mode of brick/money. Sign: symmetric.

    >>> floor_separate(100, [2, 3, 1])
    Separated(parts=[33, 50, 16], residual=1)
    """
    amount, division, sign = _whole_steps(total, weights, step)
    parts = [sign * step * (share // division.denominator) for share in division.shares]
    return Separated(parts, amount - sum(parts))


def block_separate(total: int, weights: Iterable[Weight], *, step: int = 1) -> Separated:
    """As many whole blocks of the weights as the total holds, and the rest as a line of its own.

    Given and returned as `round_each`. The parts are in the exact proportion of the weights. Equation: part_i =
    step · w_i · ⌊T' / W⌋ with the weights in lowest terms and T' = ⌊T / step⌋.
    Source: the BlockSeparate mode of brick/money. Sign: symmetric.

    >>> block_separate(100, [2, 3, 1])
    Separated(parts=[32, 48, 16], residual=4)
    """
    amount, division, sign = _whole_steps(total, weights, step)
    blocks = division.total // division.denominator
    parts = [sign * step * weight * blocks for weight in division.weights]
    return Separated(parts, amount - sum(parts))


def _whole_steps(total: int, weights: Iterable[Weight], step: int) -> tuple[int, Division, int]:
    amount = whole(total)
    held = abs(amount) % step if type(step) is int and step > 0 else 0
    division, sign = division_of(amount - held if amount > 0 else amount + held, weights, step=step)
    return amount, division, -1 if amount < 0 else sign
