"""Bases: percentages, blends, splits that change within the year, the tolerance gate, phasing in and hold-harmless."""

from __future__ import annotations

from mkip_xl.errors import CellError
from mkip_xl.excel import cells, ranges
from mkip_xl.excel.catalogue import Range, Spill, Value
from mkip_xl.excel.functions import CATALOGUE


@CATALOGUE.declare("Bases")
def percentages(weights: Range, places: Value = None) -> Spill:
    """Weights as percentages that add up to exactly 100, in the shape of the weights; 40 means 40%.

    Arguments:
        weights: One weight for each partner, 0 or more, in a row or a column.
        places: Decimal places of the percentages; 0 (whole per cents) when left out.

    Example:
        >>> percentages([[1], [1], [1]])
        [[34.0], [33.0], [33.0]]
    """
    from mkip_xl.finance import basis as rule

    decimals = cells.whole(places, "places", 0, 12, 0)
    by, shape = ranges.weights(weights)
    return shape.fill([float(percent) for percent in rule.percentages(by, decimals)])


@CATALOGUE.declare("Bases")
def blend(shares: Range, mix: Range) -> Spill:
    """Shares of one in a blend of bases: how much each basis counts, times each partner's share of that basis, summed.

    Arguments:
        shares: One row for each basis, one column for each partner: counts, percentages or shares, 0 or more.
        mix: How much each basis counts, one cell for each row of shares, adding up to 1 or 100: 50%, 30%, 20%.

    Example:
        >>> blend([[400, 350, 250], [500, 300, 200]], [60, 40])
        [[0.44, 0.33, 0.23]]
    """
    from mkip_xl.finance import basis as rule

    bases, _ = ranges.weights_table(shares, "shares")
    parts, given = ranges.weights(mix, "mix")
    if given.count != len(bases):
        raise CellError(
            f"mix has {ranges.count_of_cells(given.count)} and shares {len(bases)} rows; "
            "give one cell for each basis (row) of shares.",
            "#VALUE!",
        )
    return [[float(share) for share in rule.blend(bases, [cells.exact(part) for part in parts])]]


@CATALOGUE.declare("Bases")
def part_year(shares: Range, starts: Range, year: Value) -> Spill:
    """Shares of one for a year in which the split changed: each split's shares times its days in force over the year's.

    Arguments:
        shares: One row for each split, one column for each partner; each row adds up to 1 or 100.
        starts: The first day of each split, one date for each row; it runs to the day before the next one starts.
        year: The financial year, as text (2022/23) or any date in it.

    Example:
        >>> part_year([[74, 26], [82, 18]], ["2020-04-01", "2022-10-03"], "2022/23")
        [[0.7794520547945205, 0.22054794520547946]]
    """
    from mkip_xl.finance import basis as rule

    splits, _ = ranges.weights_table(shares, "shares")
    days, given = ranges.line(starts, "starts", cells.date)
    if given.count != len(splits):
        raise CellError(
            f"starts has {ranges.count_of_cells(given.count)} and shares {len(splits)} rows; "
            "give the first day of each split.",
            "#VALUE!",
        )
    dated = [
        rule.DatedSplit(day, tuple(cells.exact(part) for part in split))
        for day, split in zip(days, splits, strict=True)
    ]
    return [[float(share) for share in rule.part_year(dated, cells.financial_year(year, "year"))]]


@CATALOGUE.declare("Bases")
def tolerance(measured: Range, estimate: Range, points: Value = None) -> Spill:
    """The split to use, in percentages: the estimate, unless a measured percentage differs by more than the tolerance.

    Arguments:
        measured: Each partner's measure (cases, calls, posts), 0 or more, in a row or a column.
        estimate: The split in use, one cell for each partner, adding up to 100 or to 1.
        points: The tolerance in percentage points; 3 when left out. A difference equal to it keeps the estimate.

    Example:
        >>> tolerance([2286, 807], [75, 25])
        [[75.0, 25.0]]
        >>> tolerance([800, 200], [75, 25])
        [[80.0, 20.0]]
    """
    from mkip_xl.finance import tolerance as rule

    counts, shape = ranges.weights(measured, "measured")
    split, given = ranges.weights(estimate, "estimate")
    ranges.same_count(given, "estimate", shape, "measured")
    allowed = 3 if cells.is_blank(cells.only(points, "points")) else cells.fraction(points, "points", 0, 100)
    decision = rule.tolerance_gate(counts, [cells.exact(part) for part in split], points=allowed)
    return shape.fill([float(part) for part in decision.split])


@CATALOGUE.declare("Bases")
def phase_in(amount: Value, old_weights: Range, new_weights: Range, part: Value, places: Value = None) -> Spill:
    """Shares of an amount while a new basis is phased in: part x new share + (1 - part) x old share, adding up.

    Arguments:
        amount: Amount to share, in pounds.
        old_weights: Each partner's weight by the old basis, 0 or more, in a row or a column.
        new_weights: Each partner's weight by the new basis, in the same order.
        part: How far the new basis has come, from 0% to 100% (0 to 1).
        places: Decimal places of the shares: 2 for pence (the default), 0 for pounds.

    Example:
        >>> phase_in(1000, [50, 50], [70, 30], 0.25)
        [[550.0, 450.0]]
    """
    from mkip_xl.finance import transition as rule

    decimals = cells.whole(places, "places", -9, 9, 2)
    total = cells.pence(amount, "amount", decimals)
    before, given = ranges.weights(old_weights, "old_weights")
    after, shape = ranges.weights(new_weights, "new_weights")
    ranges.same_count(given, "old_weights", shape, "new_weights")
    parts = rule.phase_in(total, before, after, cells.proportion(part, "part"))
    return shape.fill([cells.pounds(one, decimals) for one in parts])


@CATALOGUE.declare("Bases")
def hold_harmless(contributions: Range, previous: Range, rise: Value = None, excess: Value = None) -> Spill:
    """Contributions in which nobody pays more than before (plus a rise); the gainers carry the excess. The sum is kept.

    Arguments:
        contributions: What each partner would pay by the new basis, in pounds, 0 or more, in a row or a column.
        previous: What each partner paid before, in pounds, in the same order.
        rise: What a previous contribution may go up by, 2% being 0.02; 0 when left out.
        excess: Who carries the excess: "gains" (the default), in proportion to each gain, or "contributions", in
            proportion to the new contributions of all below their cap.

    Example:
        >>> hold_harmless([130, 90, 80], [100, 100, 100], 0.1)
        [[110.0, 96.67, 93.33]]
    """
    from mkip_xl.finance import transition as rule

    new, shape = ranges.amounts(contributions, "contributions")
    old, given = ranges.amounts(previous, "previous")
    ranges.same_count(given, "previous", shape, "contributions")
    allowed = 0 if cells.is_blank(cells.only(rise, "rise")) else cells.proportion(rise, "rise")
    by = cells.option(excess, "excess", tuple(rule.EXCESS), "gains")
    return shape.fill([cells.pounds(part) for part in rule.damp(old, new, rise=allowed, excess=by)])
