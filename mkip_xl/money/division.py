"""The arguments of a division, read, checked and made exact: what every method works with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mkip_xl.errors import AmountError, MethodError, WeightsError
from mkip_xl.money.bounds import Bound, bounded_shares, whole_bounds
from mkip_xl.money.pence import whole
from mkip_xl.money.ties import places, tie_rule
from mkip_xl.money.weights import Weight, listed, whole_weights


class Division(NamedTuple):
    """What a method works with: everything exact, in whole steps, the total 0 or more."""

    total: int
    weights: Sequence[int]
    shares: Sequence[int]  # numerators of the exact shares
    denominator: int
    minimums: Sequence[int]
    maximums: Sequence[int | None]
    bounded: bool
    queue: Sequence[int]
    named: int | None


def division_of(
    total: int,
    weights: Iterable[Weight],
    *,
    ties: str = "order",
    minimums: Bound | Iterable[Bound] = None,
    maximums: Bound | Iterable[Bound] = None,
    step: int = 1,
    named: int | None = None,
    turn: int = 0,
) -> tuple[Division, int]:
    """The arguments of an apportionment, read, checked and made exact, and the sign of the total.

    Arguments as `apportion`. Amounts come back in whole steps.

    >>> division_of(-250, ["0.5", "0.25"], step=50)[0][:4]
    (5, (2, 1), [10, 5], 3)
    """
    amount = whole(total)
    if type(step) is not int or step < 1:
        raise MethodError(f"The step was given as {step!r}. Give whole minor units of 1 or more, such as 100 for £1.")
    units, residual = divmod(abs(amount), step)
    if residual:
        raise AmountError(
            f"The total of {amount:,} is not a multiple of the step of {step:,}: {residual:,} would be left over. "
            "Round the total first, or divide it by residuals.floor_separate, which returns what is left."
        )
    given = listed(weights)
    try:
        whole_shares, weight_sum = whole_weights(*given)
    except TypeError:
        raise WeightsError(f"Weights were given as {given!r}. Give a plain list of numbers.") from None
    n = len(whole_shares)
    if type(turn) is not int:
        raise MethodError(f"The turn was given as {turn!r}. Give a whole number, such as the line or year.")
    queue = places(tie_rule(ties), whole_shares, named, turn)
    least: list[int | None] = [None] * n
    most: list[int | None] = [None] * n
    bounded = minimums is not None or maximums is not None
    if bounded:
        least = whole_bounds(minimums, n, "minimums", step)
        most = whole_bounds(maximums, n, "maximums", step)
        shares, denominator = bounded_shares(units, whole_shares, least, most)
    else:
        shares, denominator = [units * weight for weight in whole_shares], weight_sum
    low = [bound or 0 for bound in least]
    return Division(units, whole_shares, shares, denominator, low, most, bounded, queue, named), -1 if amount < 0 else 1
