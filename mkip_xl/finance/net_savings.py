"""Net savings, and their division among the partners by the method the agreement names."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from mkip_xl.errors import BoundsError, MethodError, RuleError
from mkip_xl.finance.coalitions import Savings, separable_costs_remaining_benefits, shapley
from mkip_xl.finance.exact import same_length, whole_pence
from mkip_xl.finance.nucleolus import nucleolus
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.provenance import shared
from mkip_xl.money.two_way import two_way
from mkip_xl.money.weights import Weight, whole_weights

METHODS = {
    "equal": "the same to every partner",
    "baseline": "in proportion to each partner's baseline budget",
    "contribution": "in proportion to what each partner contributes",
    "gross saving": "in proportion to each partner's own gross saving",
    "no detriment": "by the basis, but none gets less than its floor (its saving alone)",
    "shapley": "each partner's average addition to the saving, over all orders of joining",
    "scrb": "separable costs, then the rest by remaining benefits",
    "nucleolus": "so that the least contented group of partners is as contented as can be",
}
"""Every method by name, and what it says in an appendix."""

ADDING = {
    "years": "every year is divided by itself",
    "years and term": "every year adds, and so does each partner's share of the whole term",
}
"""What a table of years may add to, by name."""

_BY_BASIS = ("baseline", "contribution", "gross saving", "no detriment")
_BY_GROUPS = {"shapley": shapley, "scrb": separable_costs_remaining_benefits, "nucleolus": nucleolus}


def net_savings(baseline: Sequence[int], proposed: Sequence[int], investment: Sequence[int] = ()) -> list[int]:
    """Return the net saving of each year: baseline − proposed − investment.

    baseline: what would be spent with no change, pence a year. proposed: what will be spent, pence a year.
    investment: what is spent to get there, pence a year; none when left out. One figure a year in each, in year order.
    Staff and non-staff are worked out apart by calling twice; the two add.
    Sign: costs positive; a saving is positive, a year that costs more than it saves is negative.
    Source: Maidstone Cabinet, 16 April 2012, Appendix B: staff and non-staff savings of three districts.

    A service of £1,000 becomes one of £900 after spending £150 in the first year: what is saved?

    >>> net_savings([100_000, 100_000], [90_000, 90_000], [15_000, 0])
    [-5000, 10000]
    """
    spent = investment or [0] * len(baseline)
    same_length(baseline=baseline, proposed=proposed, investment=spent)
    return [before - after - put_in for before, after, put_in in zip(baseline, proposed, spent, strict=True)]


def divide(
    net: int,
    method: str,
    partners: Sequence[str],
    *,
    basis: Sequence[Weight] | None = None,
    floors: Sequence[int] | None = None,
    savings: Savings | None = None,
    ties: str = "order",
) -> list[int]:
    """Return each partner's part of one net saving, in partner order; the parts add to it exactly.

    net: pence, negative when a cost is divided. method: a name in METHODS. partners: names, in register order.
    basis: one weight a partner (baseline budgets, contributions or gross savings in pence), for the methods that go by
    a basis; "no detriment" without a basis starts from equal parts. floors: pence a partner may not fall below under
    "no detriment", 0 when left out. savings: what each group of partners would save, for shapley, scrb and nucleolus;
    their answer gives the proportions when `net` is not the saving of all together. ties: as `apportion`.
    Sign: positive parts are savings kept; the division of −net is minus the division of net.
    Source: the methods of the saving apportionment that Section 151 officers endorse; see METHODS.

    Three councils divide a year's £371,000 in proportion to budgets of £1.6m, £1.1m and £1.3m. Who gets what?

    >>> divide(37_100_000, "baseline", ["MBC", "SBC", "TWBC"], basis=[1600, 1100, 1300])
    [14840000, 10202500, 12057500]
    """
    name = method_name(method)
    if not partners:
        raise RuleError("No partners were given, so there is nobody to divide the saving between. Give at least one.")
    if name in _BY_GROUPS:
        if savings is None:
            raise RuleError(
                f"To divide by {name}, give what each group of partners would save, from each one alone to all."
            )
        return _by_proportion(net, _BY_GROUPS[name](partners, savings), name)
    weights = _weights(name, partners, basis)
    if name == "no detriment":
        return _with_floors(net, weights, [0] * len(partners) if floors is None else floors, partners, ties)
    return apportion(net, weights, ties=ties)


def divide_years(
    nets: Sequence[int],
    method: str,
    partners: Sequence[str],
    *,
    basis: Sequence[Weight] | Sequence[Sequence[Weight]] | None = None,
    floors: Sequence[int] | Sequence[Sequence[int]] | None = None,
    savings: Savings | None = None,
    ties: str = "order",
    adding: str = "years",
) -> list[list[int]]:
    """Return one row a year, one part a partner; every row adds to its year exactly.

    nets: pence, one a year. basis and floors: one row for every year, or one row that serves them all. savings: one
    set for the whole term, whose proportions divide every year. adding: "years", each divided by itself; or "years and
    term", for equal shares and a basis: every partner's years then add to its share of the whole term too, so that the
    odd pennies of many years do not all go to the same partner. Everything else as `divide`.

    Ten years of £1 shared by three: who gets the odd pennies?

    >>> divide_years([100, -50], "equal", ["MBC", "SBC", "TWBC"])
    [[34, 33, 33], [-17, -17, -16]]
    >>> by_year = divide_years([100] * 10, "equal", ["MBC", "SBC", "TWBC"])
    >>> over_term = divide_years([100] * 10, "equal", ["MBC", "SBC", "TWBC"], adding="years and term")
    >>> [sum(column) for column in zip(*by_year)], [sum(column) for column in zip(*over_term)]
    ([340, 330, 330], [334, 333, 333])
    """
    if adding not in ADDING:
        raise MethodError(f"{adding!r} is not how a table may add. Choose one of: {', '.join(ADDING)}.")
    if adding == "years and term":
        name = method_name(method)
        if name not in ("equal", *_BY_BASIS) or name == "no detriment":
            raise MethodError(f"Divided by {name}, years add by themselves only. Say adding years.")
        lines = [_weights(name, partners, row) for row in _rows(basis, len(nets), "basis")]
        rows = two_way(nets, lines, _over_term(nets, lines)).tolist() if lines else []
        return [shared(row, net, line) for row, net, line in zip(rows, nets, lines, strict=True)]
    bases = _rows(basis, len(nets), "basis")
    least = _rows(floors, len(nets), "floors")
    return [
        divide(net, method, partners, basis=base, floors=floor, savings=savings, ties=ties)
        for net, base, floor in zip(nets, bases, least, strict=True)
    ]


def method_name(text: str) -> str:
    """Return the method a text names, whatever its capitals and spacing.

    >>> method_name(" Gross  Saving ")
    'gross saving'
    """
    name = " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
    if name not in METHODS:
        raise MethodError(f"{text!r} is not a way to divide net savings. Choose one of: {', '.join(METHODS)}.")
    return name


def _weights(method: str, partners: Sequence[str], basis: Sequence[Weight] | None) -> Sequence[Weight]:
    """The weight of each partner: the basis, or the same for all."""
    if method != "equal" and basis is not None:
        same_length(partners=partners, basis=basis)
        return basis
    if method in _BY_BASIS and method != "no detriment":
        raise RuleError(
            f"To divide by {method}, give one figure for each of the {len(partners)} partners as the basis."
        )
    return [1] * len(partners)


def _over_term(nets: Sequence[int], weights: Sequence[Sequence[Weight]]) -> list[int]:
    """Each partner's whole pence of the term: the sum of its exact shares; an odd penny to the earlier partner."""
    lines = [whole_weights(*line) for line in weights]
    exact = [[Fraction(net * each, whole) for each in line] for net, (line, whole) in zip(nets, lines, strict=True)]
    return whole_pence([sum(column, Fraction(0)) for column in zip(*exact, strict=True)])


def _by_proportion(net: int, claims: list[Fraction], name: str) -> list[int]:
    together = sum(claims, Fraction(0))
    if net == 0:
        return [0] * len(claims)
    if together == 0:
        raise RuleError(
            f"The partners together save nothing, so {name} gives no proportions. Divide by another method."
        )
    return whole_pence([claim / together * net for claim in claims])


def _with_floors(
    net: int, weights: Sequence[Weight], floors: Sequence[int], partners: Sequence[str], ties: str
) -> list[int]:
    """Parts that keep to the floors; a refusal tells no figure, for savings are exempt."""
    same_length(partners=partners, floors=floors)
    try:
        return _kept_to_floors(net, weights, floors, partners, ties)
    except BoundsError:
        raise RuleError(
            "The floors come to more than the saving, or the partners left to bear it have a basis of 0, so not every "
            "floor can be kept. Lower a floor, divide the whole term, or choose another basis."
        ) from None


def _kept_to_floors(
    net: int, weights: Sequence[Weight], floors: Sequence[int], partners: Sequence[str], ties: str
) -> list[int]:
    if net < 0:
        kept = [partner for partner, floor in zip(partners, floors, strict=True) if floor >= 0]
        if sum(min(floor, 0) for floor in floors) > net or any(floor > 0 for floor in floors):
            raise RuleError(
                "A net cost cannot be divided with no detriment to "
                f"{', '.join(kept) or 'every partner'}. "
                "Divide the whole term, carry the cost in the capital fund, or give negative floors that reach it."
            )
        return [-part for part in apportion(-net, weights, maximums=[-floor for floor in floors], ties=ties)]
    return apportion(net, weights, minimums=[max(floor, 0) for floor in floors], ties=ties)


def _rows(table: Sequence[Any] | None, years: int, name: str) -> list[Sequence[Any] | None]:
    """One row a year, of a table with one, or of one row that serves every year."""
    if table is None:
        return [None] * years
    if any(isinstance(row, Sequence) and not isinstance(row, str) for row in table):
        same_length(years=range(years), **{f"rows_of_{name}": table})
        return list(table)
    return [table] * years
