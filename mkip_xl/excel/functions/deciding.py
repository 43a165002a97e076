"""What accountants do all year: a split kept or changed, its effect, a year end with its reserve, options scored."""

from __future__ import annotations

from mkip_xl.excel import cells, ranges
from mkip_xl.excel.catalogue import Range, Spill, Value
from mkip_xl.excel.functions import CATALOGUE


@CATALOGUE.declare("Bases")
def decision(measured: Range, estimate: Range, points: Value = None) -> Value:
    """Whether a split is kept or changed: "Kept" unless a measured percentage is further off than the tolerance.

    Arguments:
        measured: Each partner's measure (cases, calls, posts), 0 or more, in a row or a column.
        estimate: The split agreed beforehand, one cell for each partner, adding up to 100 or to 1.
        points: The tolerance in percentage points; 3 when left out. A difference equal to it keeps the split.

    Example:
        >>> decision([2286, 807], [75, 25])
        'Kept'
        >>> decision([382, 118], [71, 29])
        'Changed'
    """
    from mkip_xl.finance import tolerance as rule

    counts, shape = ranges.weights(measured, "measured")
    split, given = ranges.weights(estimate, "estimate")
    ranges.same_count(given, "estimate", shape, "measured")
    allowed = 3 if cells.is_blank(cells.only(points, "points")) else cells.fraction(points, "points", 0, 100)
    return rule.tolerance_gate(counts, [cells.exact(part) for part in split], points=allowed).outcome.capitalize()


@CATALOGUE.declare("Bases")
def basis_effect(amount: Value, old_weights: Range, new_weights: Range, places: Value = None) -> Spill:
    """The effect of a new basis: one row for each partner, its part by the old one, by the new one, and the change.

    Arguments:
        amount: Amount to share, in pounds.
        old_weights: Last year's weight of each partner, 0 or more, in a row or a column.
        new_weights: This year's weight of each partner, in the same order.
        places: Decimal places: 2 for pence (the default), 0 for pounds.

    Example:
        >>> basis_effect(1000, [74, 26], [82, 18])
        [[740.0, 820.0, 80.0], [260.0, 180.0, -80.0]]
    """
    from mkip_xl.finance import basis as rule

    decimals = cells.whole(places, "places", -9, 9, 2)
    total = cells.pence(amount, "amount", decimals)
    old, shape = ranges.weights(old_weights, "old_weights")
    new, given = ranges.weights(new_weights, "new_weights")
    ranges.same_count(given, "new_weights", shape, "old_weights")
    return [[cells.pounds(figure, decimals) for figure in row] for row in rule.effect(total, old, new)]


@CATALOGUE.declare("Savings")
def year_end(
    actual: Value,
    paid: Range,
    weights: Range,
    reserve: Value = None,
    target: Value = None,
    places: Value = None,
) -> Spill:
    """Year-end amount due from each partner (+) or refunded to it (-), the reserve first: it is drawn on or filled.

    Arguments:
        actual: Actual net cost of the service for the year, in pounds.
        paid: What each partner has paid for the year, in pounds, in a row or a column.
        weights: One weight for each partner, in the same order: the original shares or the revised ones. They share the
            actual cost; where the agreement shares only the difference from what was paid, use MKIP_SHARES on the
            difference.
        reserve: Reserve brought forward, in pounds, which meets an overspend first; 0 when left out.
        target: What an underspend is to fill the reserve to before anything is refunded, in pounds; 0 when left out.
        places: Decimal places: 2 for pence (the default), 0 for pounds.

    Example:
        >>> year_end(900, [600, 400], [50, 50], 0, 40)
        [[-130.0, 70.0]]
    """
    from mkip_xl.finance import balancing as rule

    decimals = cells.whole(places, "places", -9, 9, 2)
    outturn = cells.pence(actual, "actual", decimals)
    already, given = ranges.amounts(paid, "paid", decimals)
    by, shape = ranges.weights(weights)
    ranges.same_count(given, "paid", shape, "weights")
    held = 0 if cells.is_blank(cells.only(reserve, "reserve")) else cells.pence(reserve, "reserve", decimals)
    wanted = 0 if cells.is_blank(cells.only(target, "target")) else cells.pence(target, "target", decimals)
    settled = rule.settle(outturn, already, by, reserve=held, reserve_target=wanted)
    return shape.fill([cells.pounds(payment, decimals) for payment in settled.payments])


@CATALOGUE.declare("Savings")
def winding_up(costs: Value, unspent: Range, weights: Range, places: Value = None) -> Spill:
    """What each partner pays (+) or gets back (-) at a winding-up: its share of the costs less what it has unspent.

    Arguments:
        costs: Net cost of winding up, in pounds.
        unspent: Each partner's contributions not yet spent, in pounds, in a row or a column.
        weights: The winding-up shares, one for each partner, in the same order.
        places: Decimal places: 2 for pence (the default), 0 for pounds.

    Example:
        >>> winding_up(30000, [12000, 0, 0], [1, 1, 1])
        [[-2000.0, 10000.0, 10000.0]]
    """
    from mkip_xl.finance import exit as rule

    decimals = cells.whole(places, "places", -9, 9, 2)
    cost = cells.pence(costs, "costs", decimals)
    left, given = ranges.amounts(unspent, "unspent", decimals)
    by, shape = ranges.weights(weights)
    ranges.same_count(given, "unspent", shape, "weights")
    return shape.fill([cells.pounds(part, decimals) for part in rule.winding_up(cost, left, by)])


@CATALOGUE.declare("Appraisal")
def scores(weights: Range, marks: Range) -> Spill:
    """Weighted scores of options against agreed criteria: the sum of weight times mark, one for each option.

    Arguments:
        weights: How much each criterion counts, adding up to 1 or 100, in a row or a column.
        marks: One row for each option, one column for each criterion, all on one scale.

    Example:
        >>> scores([60, 40], [[7, 9], [8, 5]])
        [[7.8], [6.8]]
    """
    from mkip_xl.errors import CellError
    from mkip_xl.finance import scoring as rule

    parts, shape = ranges.weights(weights)
    table, _ = ranges.grid(marks, "marks", lambda cell, name: cells.fraction(cell, name, 0))
    if any(len(row) != shape.count for row in table):
        raise CellError(
            f"weights has {ranges.count_of_cells(shape.count)}; give marks one column for each of them.", "#VALUE!"
        )
    names = [f"Criterion {number}" for number in range(1, shape.count + 1)]
    told = {f"Option {number}": dict(zip(names, row, strict=True)) for number, row in enumerate(table, 1)}
    agreed = dict(zip(names, (cells.exact(part) for part in parts), strict=True))
    return [[float(score.score)] for score in rule.weighted_scores(agreed, told)]
