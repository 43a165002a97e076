"""A refusal names the place and the remedy, never the money: figures of exempt appendices pass through these rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest

from mkip_xl.errors import MkipError
from mkip_xl.finance.appraisal import benefit_cost_ratio, payback
from mkip_xl.finance.balancing import settle
from mkip_xl.finance.capital_fund import contributions, fund_years, unspent_contributions
from mkip_xl.finance.coalitions import groups, separable_costs_remaining_benefits
from mkip_xl.finance.contribution import net_contribution, uplifted_lines
from mkip_xl.finance.exact import whole_pence
from mkip_xl.finance.exit import leave, stranded_costs, winding_up
from mkip_xl.finance.net_savings import divide, net_savings
from mkip_xl.finance.nucleolus import nucleolus
from mkip_xl.finance.recharge import recharges
from mkip_xl.finance.staffing import post_cost, totals_by_tier
from mkip_xl.finance.transition import damp

SECRET = 7_654_321

REFUSALS: dict[str, Callable[[], object]] = {
    "overdrawn fund": lambda: fund_years([1], [SECRET], overdrawn="refuse"),
    "drawn too much": lambda: unspent_contributions([SECRET - 1], SECRET),
    "fund of nobody": lambda: contributions([SECRET], []),
    "negative reserve": lambda: settle(SECRET, [SECRET], [1], reserve=-SECRET),
    "settling by nothing": lambda: settle(SECRET, [SECRET], [0]),
    "negative exit cost": lambda: leave(["A"], "A", {"Redundancy": -SECRET}),
    "stranded at no position": lambda: stranded_costs(SECRET, [1], 5, [1]),
    "winding up by nothing": lambda: winding_up(SECRET, [SECRET], [0]),
    "negative salary": lambda: post_cost(1, -SECRET),
    "post of no size": lambda: totals_by_tier([("Head", "one", SECRET)]),
    "years that do not match": lambda: net_savings([SECRET], [SECRET, SECRET]),
    "cost without detriment": lambda: divide(-SECRET, "no detriment", ["A", "B"]),
    "floors above the saving": lambda: divide(SECRET, "no detriment", ["A", "B"], floors=[SECRET, SECRET]),
    "nobody left to bear a cost": lambda: divide(
        -SECRET, "no detriment", ["A", "B"], basis=[1, 0], floors=[0, -SECRET - 1]
    ),
    "groups that save nothing": lambda: divide(SECRET, "shapley", ["A"], savings={frozenset("A"): 0}),
    "no nucleolus": lambda: nucleolus("ab", dict(zip(groups("ab"), [SECRET, SECRET, SECRET], strict=True))),
    "no SCRB": lambda: separable_costs_remaining_benefits(
        "abc", dict(zip(groups("abc"), [0] * 3 + [SECRET] * 4, strict=True))
    ),
    "closed loop": lambda: recharges("reciprocal", [SECRET, SECRET], [[0, 1], [1, 0]], [[0], [0]]),
    "nobody to charge": lambda: recharges("direct", [SECRET], [[0]], [[0]]),
    "never paid back": lambda: payback([-SECRET, 1]),
    "ratio to nothing": lambda: benefit_cost_ratio([SECRET], [-SECRET]),
    "caps too low": lambda: damp([SECRET], [2 * SECRET]),
    "gains too small": lambda: damp([SECRET, SECRET], [2 * SECRET, SECRET], rise="50%"),
    "negative income": lambda: net_contribution(SECRET, income=-SECRET),
    "no such uplift": lambda: uplifted_lines([(SECRET, "RPI")], {}),
    "no whole pence": lambda: whole_pence([Fraction(SECRET, 2)]),
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_no_figure_stands_in_a_refusal(refusal: str) -> None:
    with pytest.raises(MkipError) as refused:
        REFUSALS[refusal]()

    assert "765432" not in re.sub(r"[,._ ]", "", str(refused.value))
