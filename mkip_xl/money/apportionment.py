"""One amount divided among partners in proportion to their weights; the parts always add.

`apportion` is the one way to divide an amount here. Divisions that leave a residual on purpose (rounding each share,
holding the odd pennies) are in `residuals`, so that nothing called an apportionment can lose a penny.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mkip_xl.money.bounds import Bound
from mkip_xl.money.division import division_of
from mkip_xl.money.methods import METHODS, method_name, parts_of
from mkip_xl.money.provenance import shared
from mkip_xl.money.ties import tie_rule
from mkip_xl.money.weights import Weight, listed, whole_weights

__all__ = ["METHODS", "apportion"]

_PLAIN = frozenset((list, tuple))


def apportion(
    total: int,
    weights: Iterable[Weight],
    *,
    method: str = "largest remainder",
    ties: str = "order",
    minimums: Bound | Iterable[Bound] = None,
    maximums: Bound | Iterable[Bound] = None,
    step: int = 1,
    named: int | None = None,
    turn: int = 0,
) -> list[int]:
    """The whole pence each part bears, in the order of the weights, adding to the total.

    Given a total and one weight for each part; returns one amount for each part.

    - `total`: whole pence (minor units), any size, any sign.
    - `weights`: numbers of 0 or more in any one unit; see `weights.exact_weights` for how floats and texts are read.
    - `method`: largest remainder (default) · webster · jefferson · adams · dean · huntington-hill · cascade
      (differences of the rounded running total; for months) · floor first and largest weight (odd pennies in queue
      order, or to the largest weights) · plug (each share rounded, the difference to the `named` part, by default the
      last with a weight: it may be (n − 1)/2 pence out and change sign). Any case.
    - `ties`: order (partner register, default) · largest · smallest · last · named · rotate (starts at part `turn` mod
      n) · error.
    - `minimums`, `maximums`: minor units for each part, or one for all; None for no bound. The others share the rest
      by one λ: share_i = min(max(λ · w_i, minimum_i), maximum_i).
    - `step`: minor units each part is a multiple of: 100 for whole pounds, 5 for CHF 0.05.
    - `named`: place of a part, 0 for the first; used by ties "named" and by the plug.

    Equation (largest remainder): ⌊T · w_i / W⌋, and the odd pennies one each to the largest remainders. A zero weight
    bears exactly zero, unless it has a minimum. A zero total gives zeros. Refused: no weights, all zero, negative,
    blank, NaN; bounds that cannot be met, with the shortfall; a total that is no multiple of the step.

    Source: Balinski and Young, Fair Representation (1982), for the named methods; `bounds` for the bounds.
    Sign: f(−T) = −f(T): a refund is minus the charge. Bounds are read on the size of a negative total.

    How is £100.00 of an audit fee shared by 45.5%, 31% and the rest?

    >>> apportion(10000, [0.455, 0.31, 1 - 0.455 - 0.31])
    [4550, 3100, 2350]
    >>> apportion(-100, [1, 1, 1]), apportion(100, [1, 1, 1], ties="last")
    ([-34, -33, -33], [33, 33, 34])
    """
    if (
        method == "largest remainder"
        and ties == "order"
        and minimums is None
        and maximums is None
        and step == 1
        and type(total) is int
        and type(weights) in _PLAIN
    ):
        try:
            whole_shares, weight_sum = whole_weights(*weights)
        except TypeError:
            pass
        else:
            if total < 0:
                return [-part for part in largest_remainder(-total, whole_shares, weight_sum)]
            return largest_remainder(total, whole_shares, weight_sum)
    division, sign = division_of(
        total, weights, ties=ties, minimums=minimums, maximums=maximums, step=step, named=named, turn=turn
    )
    parts = parts_of(division, method_name(method), strict=tie_rule(ties) == "error")
    amounts = [sign * step * part for part in parts]
    return amounts if type(total) is int else shared(amounts, total, listed(weights))


def largest_remainder(total: int, weights: Sequence[int], weight_sum: int) -> list[int]:
    """The parts by largest remainder, ties by register order, of a total of 0 or more and whole weights already read.

    Given minor units, whole weights and their sum; returns minor units. Equation and source: as `apportion`. Three
    parts, the usual partnership, are written out: they run nearly twice as fast.

    >>> largest_remainder(5, [3, 7], 10)
    [2, 3]
    """
    if len(weights) == 3:
        a, b, c = weights
        a, rest_a = divmod(total * a, weight_sum)
        b, rest_b = divmod(total * b, weight_sum)
        c, rest_c = divmod(total * c, weight_sum)
        odd = total - a - b - c
        if odd == 1:
            if rest_a >= rest_b and rest_a >= rest_c:
                return [a + 1, b, c]
            return [a, b + 1, c] if rest_b >= rest_c else [a, b, c + 1]
        if odd:
            if rest_c <= rest_b and rest_c <= rest_a:
                return [a + 1, b + 1, c]
            return [a + 1, b, c + 1] if rest_b <= rest_a else [a, b + 1, c + 1]
        return [a, b, c]
    parts, rests, odd = [], [], total
    for weight in weights:
        part, rest = divmod(total * weight, weight_sum)
        parts.append(part)
        rests.append(rest)
        odd -= part
    if odd == 1:
        parts[rests.index(max(rests))] += 1
    elif odd:
        for i in sorted(range(len(rests)), key=rests.__getitem__, reverse=True)[:odd]:
            parts[i] += 1
    return parts
