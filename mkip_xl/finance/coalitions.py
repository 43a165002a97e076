"""What each partner can claim of a joint saving: Shapley, separable costs–remaining benefits, the nucleolus; all exact.

A saving is worked out for every group of partners that might have gone ahead without the others. Groups are
frozensets of partner names; the empty group saves nothing. All figures are savings in pence, positive when money is
saved; `savings_from_costs` makes them of costs. This is arithmetic, not a rule: the rules that use it say why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial

from mkip_xl.errors import RuleError
from mkip_xl.finance.exact import Ratio, exact

Group = frozenset[str]
Savings = Mapping[Group, Ratio] | Callable[[Group], Ratio]

MOST_PARTNERS = 14
"""Two to the power of this many groups is as far as we go: 16,384."""


def groups(partners: Sequence[str]) -> Iterator[Group]:
    """Return every group of at least one partner, the smallest first, each in partner order.

    >>> ["".join(sorted(group)) for group in groups("ABC")]
    ['A', 'B', 'C', 'AB', 'AC', 'BC', 'ABC']
    """
    for size in range(1, len(partners) + 1):
        for members in combinations(partners, size):
            yield frozenset(members)


def savings_from_costs(partners: Sequence[str], costs: Mapping[Group, Ratio]) -> dict[Group, Fraction]:
    """Return what each group saves: the sum of its members' costs alone, less its cost together.

    costs: group → cost in pence, single partners included.

    Two councils pay £10 and £20 alone and £24 together: what do they save?

    >>> A, B, AB = frozenset("A"), frozenset("B"), frozenset("AB")
    >>> savings_from_costs("AB", {A: 1000, B: 2000, AB: 2400})[AB]
    Fraction(600, 1)
    """
    worth = worths(partners, costs)
    alone = [worth[1 << index] for index in range(len(partners))]
    return {
        _named(partners, mask): sum((alone[i] for i in _members(mask)), Fraction(0)) - worth[mask]
        for mask in range(1, len(worth))
    }


def shapley(partners: Sequence[str], savings: Savings) -> list[Fraction]:
    """Return each partner's Shapley value: its average addition to the saving over all orders of joining.

    partners: names, in order. savings: group → saving in pence, or a function of the group. The values add to the
    saving of all together. A partner who adds nothing to any group gets 0.
    Source: Shapley, L. S. (1953), A value for n-person games.

    The airport: runways of 10, 20 and 35 are needed by a, b and c. What does each save?

    >>> length = {"a": 10, "b": 20, "c": 35}
    >>> def saving(group): return sum(length[p] for p in group) - max(length[p] for p in group)
    >>> [str(value) for value in shapley("abc", saving)]
    ['20/3', '35/3', '35/3']
    """
    worth, count = worths(partners, savings), len(partners)
    weight = [factorial(size) * factorial(count - size - 1) for size in range(count)]
    values = [Fraction(0)] * count
    for mask in range(len(worth)):
        size = mask.bit_count()
        for index in range(count):
            if not mask >> index & 1:
                values[index] += weight[size] * (worth[mask | 1 << index] - worth[mask])
    return [value / factorial(count) for value in values]


def separable_costs_remaining_benefits(partners: Sequence[str], savings: Savings) -> list[Fraction]:
    """Return each partner's share when what is left is divided by remaining benefits (SCRB, the Gately point).

    partners and savings: as for `shapley`. Each keeps its saving alone, and the rest goes in proportion to how much
    the others would lose without it: vᵢ + (Mᵢ − vᵢ) / Σ(Mⱼ − vⱼ) × (v(all) − Σvⱼ), with Mᵢ = v(all) − v(all but i).
    When nothing is left each keeps vᵢ; when something is left but no partner adds any, there is no such division.
    Source: Young, Okada and Hashimoto (1979), IIASA WP-79-077, section on the SCRB method.

    >>> length = {"a": 10, "b": 20, "c": 35}
    >>> def saving(group): return sum(length[p] for p in group) - max(length[p] for p in group)
    >>> [int(value) for value in separable_costs_remaining_benefits("abc", saving)]
    [6, 12, 12]
    """
    worth, count = worths(partners, savings), len(partners)
    everybody = len(worth) - 1
    alone = [worth[1 << index] for index in range(count)]
    left = worth[everybody] - sum(alone, Fraction(0))
    benefit = [worth[everybody] - worth[everybody ^ 1 << index] - alone[index] for index in range(count)]
    over_all = sum(benefit, Fraction(0))
    if left == 0:
        return alone
    if over_all == 0:
        raise RuleError(
            "Separable costs–remaining benefits has no answer here: the partners save together, but no partner on its "
            "own adds to what the others save. Use shapley or equal."
        )
    return [own + part / over_all * left for own, part in zip(alone, benefit, strict=True)]


def worths(partners: Sequence[str], savings: Savings) -> list[Fraction]:
    """Return the worth of every group by bit mask (bit i for partner i), the empty group first.

    >>> [int(worth) for worth in worths("ab", {frozenset("a"): 1, frozenset("b"): 2, frozenset("ab"): 9})]
    [0, 1, 2, 9]
    """
    if len(set(partners)) != len(partners) or not partners:
        raise RuleError(f"The partners were given as {', '.join(partners) or 'none'}. Give at least one, each once.")
    if len(partners) > MOST_PARTNERS:
        raise RuleError(
            f"{len(partners)} partners make {2 ** len(partners):,} groups. Give at most {MOST_PARTNERS} partners, or "
            "divide by baseline, contribution or gross saving."
        )
    worth = [Fraction(0)] * (1 << len(partners))
    look_up = savings if callable(savings) else _looked_up(partners, savings)
    for mask in range(1, len(worth)):
        group = _named(partners, mask)
        worth[mask] = exact(look_up(group), f"The figure of {_told(partners, group)}")
    return worth


def _looked_up(partners: Sequence[str], savings: Mapping[Group, Ratio]) -> Callable[[Group], Ratio]:
    missing = [group for group in groups(partners) if group not in savings]
    if missing:
        raise RuleError(
            f"No figure was given for {len(missing)} of {2 ** len(partners) - 1} groups of partners, the first "
            f"{_told(partners, missing[0])}. Give one for every group, from each partner alone to all together."
        )
    nobody = exact(savings.get(frozenset(), 0))
    if nobody != 0:
        raise RuleError("The group of no partners was given a figure. It saves nothing: give 0 or leave it out.")
    return lambda group: savings[group]


def _members(mask: int) -> list[int]:
    return [index for index in range(mask.bit_length()) if mask >> index & 1]


def _named(partners: Sequence[str], mask: int) -> Group:
    return frozenset(partners[index] for index in _members(mask))


def _told(partners: Sequence[str], group: Group) -> str:
    return " + ".join(partner for partner in partners if partner in group)
