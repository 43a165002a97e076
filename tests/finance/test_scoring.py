"""Options marked against agreed criteria."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from mkip_xl.errors import RuleError
from mkip_xl.finance.scoring import ranked, weighted_scores

WEIGHTS = {"Cost": 50, "Resilience": 30, "Change": 20}


def test_scores_by_hand_and_a_shared_rank() -> None:
    """A: 4 + 2.4 + 1 = 7.4 (8, 8, 5); B: 3 + 3 + 1.4 = 7.4 (6, 10, 7); C: 5 (5, 5, 5)."""
    marks = {
        "C": {"Cost": 5, "Resilience": 5, "Change": 5},
        "A": {"Cost": 8, "Resilience": 8, "Change": 5},
        "B": {"Change": 7, "Cost": 6, "Resilience": 10},
    }
    scores = weighted_scores(WEIGHTS, marks)

    assert [Fraction(5), Fraction("7.4"), Fraction("7.4")] == [score.score for score in scores]
    assert [3, 1, 1] == [score.rank for score in scores]
    assert ["A", "B", "C"] == ranked(scores)


@pytest.mark.parametrize(
    ("weights", "marks", "told"),
    [
        ({"Cost": 50, "Risk": 40}, {"A": {"Cost": 1, "Risk": 1}}, "weights of the criteria come to 90"),
        ({"Cost": 50, "Risk": 50}, {"A": {"Cost": 1}}, "A has no mark for Risk"),
        ({"Cost": 100}, {"A": {"Cost": 1, "Looks": 1}}, "A has a mark for Looks"),
        ({"Cost": 100}, {"A": {"Cost": "good"}}, "A's mark for Cost was given as 'good'"),
    ],
)
def test_marks_that_do_not_fit_the_criteria_are_refused(weights: Any, marks: Any, told: str) -> None:
    with pytest.raises(RuleError, match=told):
        weighted_scores(weights, marks)
