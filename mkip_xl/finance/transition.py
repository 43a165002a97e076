"""From the old split to the new: phased in over years, or damped so that a loser is held and the gainers pay for it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from mkip_xl.errors import MethodError, RuleError
from mkip_xl.finance.exact import Ratio, exact, same_length, shown
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.weights import Weight, whole_weights

EXCESS = {
    "gains": "the excess is charged to the gainers in proportion to what each gains",
    "contributions": "the excess is charged to all below their cap, in proportion to their new contributions",
}
"""How the excess over the caps is charged, by name."""


def phase_in(
    amount: int, old: Sequence[Weight], new: Sequence[Weight], part: Ratio, *, ties: str = "order"
) -> list[int]:
    """Return what each partner bears when a new basis is phased in: p × new share + (1 − p) × old share.

    amount: pence. old and new: weights by the old and the new basis, one for each partner. part: how far the new basis
    has come in this year, 0 to 1 (or 0% to 100%). The parts add to the amount exactly; at 0 the old basis alone
    decides, at 1 the new one.
    Source: the transition clause of an agreement; transitional relief by blending old and new.

    A cost of £1,000 moves from 50:50 to 70:30 over four years. Who bears what in the first?

    >>> phase_in(100_000, [50, 50], [70, 30], "25%")
    [55000, 45000]
    """
    return apportion(amount, _blended(old, new, part), ties=ties)


def phase_in_years(
    amounts: Sequence[int], old: Sequence[Weight], new: Sequence[Weight], parts: Sequence[Ratio], *, ties: str = "order"
) -> list[list[int]]:
    """Return one row a year, one part a partner, while a new basis is phased in; every row adds to its year.

    amounts: pence, one a year. parts: how far the new basis has come, one a year. Everything else as `phase_in`.

    >>> phase_in_years([100, 100, 100], [1, 1], [3, 1], [0, "50%", 1])
    [[50, 50], [63, 37], [75, 25]]
    """
    same_length(amounts=amounts, parts=parts)
    return [phase_in(amount, old, new, part, ties=ties) for amount, part in zip(amounts, parts, strict=True)]


def damp(
    old: Sequence[int], new: Sequence[int], *, rise: Ratio = 0, excess: str = "gains", ties: str = "order"
) -> list[int]:
    """Return contributions in which no partner pays more than its old one by more than `rise`: hold-harmless.

    old: last contributions, pence, 0 or more. new: contributions by the new basis, pence, 0 or more. rise: what an old
    contribution may go up by, 0 for not at all ("2%" for 2%); caps are cut to whole pence. excess: "gains" or
    "contributions", see EXCESS. Cappedᵢ = min(newᵢ, oldᵢ × (1 + rise)); what that leaves short is charged to others,
    nobody above its cap. The answer adds to Σnew exactly. When the caps come to less than Σnew no damping is possible.
    Sign: contributions are positive.
    Source: hold-harmless (floor and ceiling) damping, as in local-government finance settlements.

    MBC would go from £100 to £130, SBC from £100 to £90 and TWBC from £100 to £80. Held at £100, who pays?

    >>> damp([10_000, 10_000, 10_000], [13_000, 9_000, 8_000])
    [10000, 10000, 10000]
    >>> damp([10_000, 10_000, 10_000], [13_000, 9_000, 8_000], rise="10%")
    [11000, 9667, 9333]
    """
    same_length(old=old, new=new)
    if excess not in EXCESS:
        raise MethodError(f"The excess cannot be charged by {excess!r}. Choose one of: {', '.join(EXCESS)}.")
    allowed = exact(rise, "The rise")
    if allowed < 0 or min((*old, *new), default=0) < 0:
        raise RuleError("Give contributions of 0 pence or more and a rise of 0 or more.")
    caps = [int(before * (1 + allowed)) for before in old]
    total = sum(new)
    if sum(caps) < total:
        raise RuleError(
            f"With a rise of {shown(allowed)} the caps on the old contributions come to less than the new ones "
            "together, so they cannot be damped. Allow a larger rise."
        )
    held = [min(after, cap) for after, cap in zip(new, caps, strict=True)]
    short = total - sum(held)
    if short == 0:
        return held
    if excess == "contributions":
        room: Sequence[Weight] = [after if after < cap else 0 for after, cap in zip(new, caps, strict=True)]
    else:
        room = [max(0, before - after) for before, after in zip(old, new, strict=True)]
    headroom = [cap - after for cap, after in zip(caps, held, strict=True)]
    reach = sum(space for space, weight in zip(headroom, room, strict=True) if weight)
    if reach < short:
        raise RuleError(
            f"The excess is more than the {excess} can carry before the caps are reached. "
            "Allow a larger rise, or charge the excess the other way."
        )
    charged = apportion(short, room, maximums=headroom, ties=ties)
    return [part + more for part, more in zip(held, charged, strict=True)]


def _blended(old: Sequence[Weight], new: Sequence[Weight], part: Ratio) -> list[Fraction]:
    same_length(old=old, new=new)
    come = exact(part, "How far the new basis has come")
    if not 0 <= come <= 1:
        raise RuleError(f"How far the new basis has come was given as {part}. Give 0 to 1, or 0% to 100%.")
    (before, before_sum), (after, after_sum) = whole_weights(*old), whole_weights(*new)
    return [
        come * Fraction(late, after_sum) + (1 - come) * Fraction(early, before_sum)
        for early, late in zip(before, after, strict=True)
    ]
