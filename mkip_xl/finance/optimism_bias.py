"""Optimism bias: what is added to an estimate because projects cost and take more than expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mkip_xl.errors import RuleError
from mkip_xl.finance.exact import Ratio, agreed, exact, nearest, same_length


@dataclass(frozen=True, slots=True)
class Guideline:
    """Upper and lower bounds of bias for a type of project, in percent; None where there is none."""

    works_duration_upper: int | None
    works_duration_lower: int | None
    capital_upper: int
    capital_lower: int


GUIDELINES: dict[str, Guideline] = {
    "Non-standard buildings": Guideline(39, 2, 51, 4),
    "Standard buildings": Guideline(4, 1, 24, 2),
    "Non-standard civil engineering": Guideline(25, 3, 66, 6),
    "Standard civil engineering": Guideline(20, 1, 44, 3),
    "Equipment/development": Guideline(54, 10, 200, 10),
    "Outsourcing": Guideline(None, None, 41, 0),
}
"""HM Treasury, Supplementary Green Book Guidance: Optimism Bias (Mott MacDonald, 2002). Outsourcing: operating cost."""


def weighted_bias(weights: Sequence[Ratio], uppers: Sequence[Ratio]) -> Fraction:
    """Return the upper bound of a project of several types: Σ weight × upper bound, in percent, exact.

    weights: what part of the project each type is; must come to 100% or 1. uppers: percent, as in GUIDELINES.

    A project is 30% non-standard and 70% standard building: what is its upper bound for capital?

    >>> str(weighted_bias([30, 70], [51, 24]))
    '321/10'
    """
    parts = agreed(weights, "The types of project")
    same_length(weights=parts, uppers=uppers)
    return sum((part * exact(upper, "An upper bound") for part, upper in zip(parts, uppers, strict=True)), Fraction(0))


def managed_bias(upper: Ratio, mitigation: Ratio) -> Fraction:
    """Return what bias is left after mitigation: upper × (1 − mitigation), in the unit of `upper`, exact.

    upper: percent (51) or a part (0.51). mitigation: how much of the bias is managed away, 0 to 1 (or 0% to 100%).

    >>> str(managed_bias(51, "92%"))
    '102/25'
    """
    left = exact(mitigation, "The mitigation")
    if not 0 <= left <= 1:
        raise RuleError(f"The mitigation was given as {mitigation}. Give 0 to 1, or 0% to 100%.")
    return exact(upper, "The upper bound") * (1 - left)


def with_bias(cost: int, upper: Ratio, mitigation: Ratio = 0) -> int:
    """Return a cost with optimism bias, to the nearest penny: cost × (1 + U × (1 − mitigation)).

    cost: pence. upper: U as a part of one or with a percent sign (0.51 or "51%"). mitigation: 0 to 1 (or 0% to 100%).
    Source: HM Treasury, Supplementary Green Book Guidance: Optimism Bias.

    A £100m building with an upper bound of 51%, 92% of it managed, costs how much?

    >>> with_bias(10_000_000_000, "51%", "92%")
    10408000000
    """
    share = managed_bias(upper, mitigation)
    if share < 0:
        raise RuleError(f"The upper bound was given as {upper}. Give 0 or more, such as 0.51 or 51%.")
    return nearest(cost * (1 + share))
