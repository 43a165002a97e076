"""Least and most for each part, met by one multiplier for all the others, so that no order of working matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

from mkip_xl.errors import BoundsError, WeightsError
from mkip_xl.money.pence import whole
from mkip_xl.money.weights import Weight, exact_weights, listed

Bound: TypeAlias = Weight | None


def whole_bounds(bounds: Bound | Iterable[Bound], n: int, name: str, step: int = 1) -> list[int | None]:
    """The bounds in whole steps: minimums rounded up, maximums rounded down; None where there is none.

    Given one bound for all parts or one for each (minor units, 0 or more, None for no bound); `name` is "minimums" or
    "maximums"; `step` in minor units.

    >>> whole_bounds([250, None], 2, "minimums", step=100), whole_bounds(250, 2, "maximums", step=100)
    ([3, None], [2, 2])
    """
    single = isinstance(bounds, str) or not isinstance(bounds, Iterable)
    given: list[Bound] = [bounds] * n if single else list(bounds)  # type: ignore[list-item, arg-type]
    if len(given) != n:
        raise BoundsError(f"{n} parts were given {len(given)} {name}. Give one for each part, or None for no bound.")
    found: list[int | None] = []
    for place, bound in enumerate(given, 1):
        if bound is None:
            found.append(None)
            continue
        try:
            (exact,) = exact_weights(bound)
        except WeightsError:
            raise BoundsError(
                f"{name.capitalize()}, part {place}: {bound!r} is not an amount of 0 or more. "
                "Give minor units, or None for no bound; for a refund the bounds are read on its size."
            ) from None
        steps = exact / step
        found.append(-(-steps.numerator // steps.denominator) if name == "minimums" else int(steps))
    return found


def bounded_shares(
    total: int,
    weights: Sequence[int],
    minimums: Sequence[int | None],
    maximums: Sequence[int | None],
) -> tuple[list[int], int]:
    """The exact shares within bounds, as numerators over one denominator.

    Given a total of 0 or more, whole weights and whole bounds, all in the same unit; returns (numerators, denominator).

    Equation: share_i = min(max(λ · w_i, minimum_i), maximum_i) with ONE λ for all, found by sorting the points at which
    a part meets a bound; the shares add to the total exactly. A part of zero weight gets its minimum. Refused, with the
    shortfall: a minimum above its maximum, minimums above the total, maximums below it, and a rest that only parts of
    zero weight could take.

    Source: our definition, the proportional rule with a common multiplier; a search of every choice of who is held
    agrees. Sign: nothing negative; a refund is read by its size.

    Of 238 by 11 : 20 : 16, the second may bear 117 at most and the third 46. What do they bear?

    >>> bounded_shares(238, [11, 20, 16], [0, 0, 0], [None, 117, 46])
    ([825, 1287, 506], 11)
    """
    low = [bound or 0 for bound in minimums]
    for place, (least, most) in enumerate(zip(low, maximums, strict=True), 1):
        if most is not None and least > most:
            raise BoundsError(f"Part {place} has a minimum of {least:,} above its maximum of {most:,}. Change one.")
    if sum(low) > total:
        raise BoundsError(
            f"The minimums add to {sum(low):,} and exceed the total of {total:,} by {sum(low) - total:,}. "
            "Lower them, or scale them pro rata."
        )
    positive = [i for i, weight in enumerate(weights) if weight]
    room = sum(low[i] for i, weight in enumerate(weights) if not weight)
    caps = [maximums[i] for i in positive]
    if None not in caps and room + sum(cap for cap in caps if cap is not None) < total:
        short = total - room - sum(cap for cap in caps if cap is not None)
        if None not in maximums and sum(cap for cap in maximums if cap is not None) < total:
            short = total - sum(cap for cap in maximums if cap is not None)
            raise BoundsError(f"The maximums fall short of the total of {total:,} by {short:,}. Raise them.")
        raise BoundsError(f"Only parts of zero weight are left to take {short:,} of the total. Raise the maximums.")
    points = [(Fraction(low[i], weights[i]), 0, i) for i in positive]
    points += [(Fraction(most, weights[i]), 1, i) for i in positive if (most := maximums[i]) is not None]
    fixed, slope = sum(low), 0
    numerator, denominator = 0, 1
    for level, leaves, i in sorted(points):
        if slope and (total - fixed) * level.denominator <= slope * level.numerator:
            break
        if leaves:
            fixed, slope = fixed + (maximums[i] or 0), slope - weights[i]
        else:
            fixed, slope = fixed - low[i], slope + weights[i]
        numerator, denominator = level.numerator, level.denominator
    if slope:
        numerator, denominator = total - fixed, slope
    shares = []
    for weight, least, most in zip(weights, low, maximums, strict=True):
        share = max(numerator * weight, least * denominator)
        shares.append(share if most is None else min(share, most * denominator))
    return shares, denominator


def hold_harmless(prior: Iterable[int], loss: Weight = 0) -> list[int]:
    """The minimums that let no partner lose more than a given part of what it had.

    Given what each partner had (minor units) and the `loss` allowed (0 for none, 0.05 for 5%); returns minimums in
    minor units for `apportion(…, minimums=…)`. Equation: ⌈(1 − loss) · prior⌉. Source: the floor damping of formula
    grant in England's local government finance settlements, to 2013/14, for the idea. Sign: receipts positive.

    >>> hold_harmless([10001, 20000], loss="0.05")
    [9501, 19000]
    """
    kept = 1 - _part(loss, "loss", most=1)
    return [_up(kept * held) for held in _held(prior)]


def capped(prior: Iterable[int], rise: Weight = 0) -> list[int]:
    """The maximums that let no partner pay more than a given part above what it paid.

    Given what each partner paid (minor units) and the `rise` allowed (0 for none, 0.1 for 10%); returns maximums in
    minor units for `apportion(…, maximums=…)`. Equation: ⌊(1 + rise) · prior⌋. Source: as `hold_harmless`, for
    charges. Sign: charges positive.

    >>> capped([10001, 20000], rise="0.1")
    [11001, 22000]
    """
    factor = 1 + _part(rise, "rise", most=None)
    return [int(factor * paid) for paid in _held(prior)]


def _held(prior: Iterable[int]) -> list[int]:
    amounts = [whole(amount, name=f"prior, part {place},") for place, amount in enumerate(listed(prior), 1)]
    for place, amount in enumerate(amounts, 1):
        if amount < 0:
            raise BoundsError(f"Prior, part {place}: {amount:,} is negative. Give what the partner had, 0 or more.")
    return amounts


def _part(value: Weight, name: str, most: int | None) -> Fraction:
    try:
        (part,) = exact_weights(value)
    except WeightsError:
        part = Fraction(-1)
    if part < 0 or (most is not None and part > most):
        upper = "" if most is None else f" to {most}"
        raise BoundsError(f"The {name} was given as {value!r}. Give a part of one, 0{upper}: 0.05 for 5%.")
    return part


def _up(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
