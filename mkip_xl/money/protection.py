"""Nobody loses, or pays, more than agreed: damping a new division by the old one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mkip_xl.errors import MethodError
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.bounds import capped, hold_harmless
from mkip_xl.money.pence import whole
from mkip_xl.money.weights import Weight

WHEN_SHORT = ("refuse", "pro rata")


def apportion_protected(
    total: int,
    weights: Iterable[Weight],
    prior: Iterable[int],
    *,
    loss: Weight = 0,
    when_short: str = "refuse",
    **options: Any,
) -> list[int]:
    """The whole pence each part receives, none less than what it had before but for the loss allowed.

    Given the total (minor units), the new weights, what each part had (minor units) and the `loss` allowed as a part of
    one; returns minor units adding to the total. The gainers bear the protection by one λ. `when_short` says what to do
    when the protected amounts exceed the total: "refuse", with the shortfall, or "pro rata" (every protection is scaled
    down alike). Other options as `apportion`.

    Equation: minimum_i = ⌈(1 − loss) · prior_i⌉, then as `apportion`. Source: as `bounds.hold_harmless`.
    Sign: receipts positive.

    >>> apportion_protected(10000, [1, 1, 2], [4000, 3000, 3000])
    [4000, 3000, 3000]
    >>> apportion_protected(9000, [1, 1, 2], [4000, 3000, 3000], when_short="pro rata")
    [3600, 2700, 2700]
    """
    least = hold_harmless(prior, loss)
    if _short(when_short, sum(least) > abs(whole(total))):
        return apportion(total, least, **options)
    return apportion(total, weights, minimums=least, **options)


def apportion_capped(
    total: int,
    weights: Iterable[Weight],
    prior: Iterable[int],
    *,
    rise: Weight = 0,
    when_short: str = "refuse",
    **options: Any,
) -> list[int]:
    """The whole pence each part pays, none more than what it paid before but for the rise allowed.

    Given as `apportion_protected`, with the `rise` allowed as a part of one; what the capped part with the old
    contribution does not pay is charged across the others by one λ. `when_short` says what to do when the caps do not
    reach the total: "refuse", or "pro rata" (every cap is raised alike).

    Equation: maximum_i = ⌊(1 + rise) · prior_i⌋, then as `apportion`. Source: as `bounds.capped`.
    Sign: charges positive.

    >>> apportion_capped(10000, [5, 3, 2], [4000, 3000, 3000], rise="0.1")
    [4400, 3300, 2300]
    """
    most = capped(prior, rise)
    if _short(when_short, sum(most) < abs(whole(total))):
        return apportion(total, most, **options)
    return apportion(total, weights, maximums=most, **options)


def _short(when_short: str, short: bool) -> bool:
    rule = when_short.strip().lower() if isinstance(when_short, str) else when_short
    if rule not in WHEN_SHORT:
        raise MethodError(f"when_short was given as {when_short!r}. Choose 'refuse' or 'pro rata'.")
    return short and rule == "pro rata"
