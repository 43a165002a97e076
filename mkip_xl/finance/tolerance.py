"""The tolerance gate: an estimated split stays unless what was measured is too many percentage points away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mkip_xl.errors import RuleError
from mkip_xl.finance.exact import Ratio, agreed, exact, same_length, shown
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.weights import Weight, whole_weights


@dataclass(frozen=True, slots=True)
class Decision:
    """What the gate decided: the split to use (exact percentages, adding to 100), whether it was kept, and why.

    measured: exact percentages. gap: the largest distance from the estimate, in percentage points, and whose it is.
    """

    split: tuple[Fraction, ...]
    outcome: str
    measured: tuple[Fraction, ...]
    gap: Fraction
    widest: int
    why: str

    @property
    def kept(self) -> bool:
        """Whether the estimate stays."""
        return self.outcome == "kept"


def tolerance_gate(
    measured: Sequence[Weight],
    estimate: Sequence[Ratio],
    *,
    points: Ratio = 3,
    places: int = 0,
    ties: str = "order",
) -> Decision:
    """Return the split to use: the estimate, unless a partner's measured percentage differs by more than `points`.

    measured: each partner's driver (cases, calls, posts), 0 or more; any scale. estimate: the split in use, adding to
    100 (75 and 25) or to 1. points: the tolerance in percentage points, 3 by default; a difference equal to it keeps
    the estimate. places: decimal places of a changed split, 0 for whole percents; it comes to 100 exactly.
    Source: South Hams and West Devon, Shared Services Allocations of costs, Appendix A, 2023/2024.

    2,286 and 807 applications against an estimate of 75/25: is the split changed?

    >>> decision = tolerance_gate([2286, 807], [75, 25])
    >>> decision.outcome, [str(percent) for percent in decision.split]
    ('kept', ['75', '25'])
    >>> decision.why
    'Measured 73.91% against 75%: 1.09 points, within the tolerance of 3.'
    """
    same_length(measured=measured, estimate=estimate)
    allowed = exact(points, "The tolerance")
    if allowed < 0 or isinstance(places, bool) or not 0 <= places <= 12:
        raise RuleError(
            f"The tolerance was given as {points} points at {places} places. Give 0 or more; 0 to 12 places."
        )
    before = [part * 100 for part in agreed(estimate, "The estimated shares")]
    weights, weight_sum = whole_weights(*measured)
    now = [Fraction(100 * weight, weight_sum) for weight in weights]
    gaps = [abs(new - old) for new, old in zip(now, before, strict=True)]
    widest = max(range(len(gaps)), key=lambda place: (gaps[place], -place))
    kept = gaps[widest] <= allowed
    split = (
        before if kept else [Fraction(unit, 10**places) for unit in apportion(100 * 10**places, measured, ties=ties)]
    )
    why = (
        f"Measured {_points(now[widest])}% against {_points(before[widest])}%: {_points(gaps[widest], allowed)} "
        f"points, {'within' if kept else 'more than'} the tolerance of {shown(allowed)}."
    )
    return Decision(tuple(split), "kept" if kept else "changed", tuple(now), gaps[widest], widest, why)


def _points(value: Fraction, limit: Fraction | None = None) -> str:
    """To two places, as a reader shows percentages, or to as many as tell it from the limit it is held against."""
    places = 2
    while limit is not None and value != limit and places < 12 and abs(value - limit) * 10**places < 1:
        places += 1
    text = f"{Decimal(value.numerator) / value.denominator:.{places}f}"
    return text.rstrip("0").rstrip(".")
