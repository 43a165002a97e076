"""Weighted scoring: options marked against agreed criteria, and which comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mkip_xl.errors import RuleError
from mkip_xl.finance.alternatives import Mark
from mkip_xl.finance.exact import Ratio, agreed, exact
from mkip_xl.money.provenance import counted


@dataclass(frozen=True, slots=True)
class Score:
    """One option: its weighted score (exact, on the scale of the marks) and its rank from 1, shared by equal scores."""

    option: str
    score: Fraction
    rank: int


def weighted_scores(weights: Mapping[str, Ratio], marks: Mapping[str, Mapping[str, Ratio]]) -> list[Score]:
    """Return each option's score, in the order given: Σ weight × mark, with its rank.

    weights: criterion → how much it counts; must come to 100% or 1. marks: option → criterion → mark, on one scale. An
    option without a mark for a criterion, and a mark for one that is not agreed, are refused.
    Source: HM Treasury, The Green Book, multi-criteria analysis; the host-authority appraisal of the report.

    Cost counts 60 and resilience 40. Who should be host?

    >>> scores = weighted_scores({"Cost": 60, "Resilience": 40}, {
    ...     "Maidstone": {"Cost": 7, "Resilience": 9}, "Swale": {"Cost": 8, "Resilience": 5}})
    >>> [(score.option, str(score.score), score.rank) for score in scores]
    [('Maidstone', '39/5', 1), ('Swale', '34/5', 2)]
    """
    parts = dict(zip(weights, agreed(list(weights.values()), "The weights of the criteria"), strict=True))
    totals: dict[str, Fraction] = {}
    for option, given in marks.items():
        odd = [criterion for criterion in given if criterion not in parts]
        missing = [criterion for criterion in parts if criterion not in given]
        if odd or missing:
            raise RuleError(
                f"{option} has {'no mark for ' + ', '.join(missing) if missing else 'a mark for ' + ', '.join(odd)}. "
                f"Mark it once for each agreed criterion: {', '.join(parts)}."
            )
        totals[option] = sum(
            (exact(given[criterion], f"{option}'s mark for {criterion}") * part for criterion, part in parts.items()),
            Fraction(0),
        )
    ranks = {name: 1 + sum(other > total for other in totals.values()) for name, total in totals.items()}
    return [Score(name, total, counted(ranks[name], totals.values())) for name, total in totals.items()]


def weighted(marks: Sequence[Mark]) -> list[Score]:
    """Return each option's score from a list of marks; a criterion given two weights is refused.

    marks: one for each criterion and option. Everything else as `weighted_scores`.
    Source: HM Treasury, The Green Book, multi-criteria analysis; the host-authority appraisal of the report.

    Cost counts 60% and resilience 40%. Who should be host?

    >>> cost, resilience = Fraction("0.6"), Fraction("0.4")
    >>> scores = weighted([
    ...     Mark("Cost", cost, "Maidstone", Fraction(7)), Mark("Resilience", resilience, "Maidstone", Fraction(9)),
    ...     Mark("Cost", cost, "Swale", Fraction(8)), Mark("Resilience", resilience, "Swale", Fraction(5))])
    >>> [(score.option, str(score.score)) for score in scores]
    [('Maidstone', '39/5'), ('Swale', '34/5')]
    """
    weights: dict[str, Ratio] = {}
    given: dict[str, dict[str, Ratio]] = {}
    for mark in marks:
        if weights.setdefault(mark.criterion, mark.weight) != mark.weight:
            raise RuleError(f"The criterion {mark.criterion} is given two weights. Give one.")
        given.setdefault(mark.option, {})[mark.criterion] = mark.mark
    return weighted_scores(weights, given)


def ranked(scores: Sequence[Score]) -> list[str]:
    """Return the options by rank, best first; those of equal score in the order given.

    >>> ranked([Score("A", Fraction(5), 2), Score("B", Fraction(7), 1)])
    ['B', 'A']
    """
    return [score.option for score in sorted(scores, key=lambda score: score.rank)]
