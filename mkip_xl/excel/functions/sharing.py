"""Shares of an amount: one, a spill, a table, a table whose rows and columns both add, and the working."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from mkip_xl.excel import cells, ranges
from mkip_xl.excel.asked import Asked, back, chosen_method, chosen_places, table, two_way_table
from mkip_xl.excel.catalogue import Range, Spill, Value
from mkip_xl.excel.functions import CATALOGUE

HEADINGS = ("Partner", "Weight", "Exact share", "Rounded down", "Left over", "Odd pennies", "Share", "Why")
"""What stands over the columns of the working."""

PENNY = {2: "penny", 0: "pound", -3: "thousand"}
"""What the odd one is called, by the decimal places."""


@CATALOGUE.declare("Sharing")
def shares(
    amount: Value,
    weights: Range,
    places: Value = None,
    method: Value = None,
    ties: Value = None,
    minimums: Range = None,
    maximums: Range = None,
) -> Spill:
    """Shares of an amount by weights, in the shape of the weights. They add up to the amount, to the penny.

    Arguments:
        amount: Amount to share, in pounds; a refund is negative.
        weights: One weight for each partner, 0 or more, in a row or a column: counts, percentages or pounds alike.
        places: Decimal places of the shares: 2 for pence (the default), 0 for pounds, -3 for thousands.
        method: "largest remainder" (the default), "webster", "jefferson", "adams", "dean", "huntington-hill",
            "cascade", "floor first", "largest weight", "plug" or "round each" (which may not add up).
        ties: Who takes the odd penny among equal claims: "order" (the default), "largest", "smallest", "last", "error",
            or the position of a partner.
        minimums: The least each partner bears, in pounds, rounded up to the places; one cell for each weight, a blank
            sets none.
        maximums: The most each partner bears, in pounds, rounded down to the places; one cell for each weight, a
            blank sets none.

    Example:
        >>> shares(100, [[1], [1], [1]])
        [[33.34], [33.33], [33.33]]
        >>> shares(-0.05, [3, 7])
        [[-0.02, -0.03]]
    """
    asked = Asked.of(amount, weights, places, method, ties, minimums, maximums)
    return asked.shape.fill(asked.parts())


@CATALOGUE.declare("Sharing")
def share(
    amount: Value,
    weights: Range,
    position: Value,
    places: Value = None,
    method: Value = None,
    ties: Value = None,
    minimums: Range = None,
    maximums: Range = None,
) -> Value:
    """One partner's share of an amount, equal to that cell of MKIP_SHARES: all shares add up to the amount.

    Arguments:
        amount: Amount to share, in pounds; a refund is negative.
        weights: One weight for each partner, 0 or more, in a row or a column.
        position: Which partner: 1 for the first weight.
        places: Decimal places of the share: 2 for pence (the default), 0 for pounds, -3 for thousands.
        method: As in MKIP_SHARES; "largest remainder" when left out.
        ties: As in MKIP_SHARES; "order" when left out.
        minimums: The least each partner bears, in pounds, rounded up to the places; one cell for each weight, a blank
            sets none.
        maximums: The most each partner bears, in pounds, rounded down to the places; one cell for each weight, a
            blank sets none.

    Example:
        >>> share(100, [1, 1, 1], 1)
        33.34
    """
    parts = Asked.of(amount, weights, places, method, ties, minimums, maximums).parts()
    return parts[cells.whole(position, "position", 1, len(parts), beyond="#N/A") - 1]


@CATALOGUE.declare("Sharing")
def shares_table(amounts: Range, weights: Range, places: Value = None, method: Value = None) -> Spill:
    """A table of shares: one row for each amount, one column for each partner. Each row adds up to its amount.

    Arguments:
        amounts: The amounts to share, in pounds, in a row or a column.
        weights: One weight for each partner, used for every amount; or a block with one row of weights for each amount.
        places: Decimal places of the shares: 2 for pence (the default), 0 for pounds, -3 for thousands.
        method: As in MKIP_SHARES; "largest remainder" when left out.

    Example:
        >>> shares_table([[100], [0.05]], [50, 30, 20])
        [[50.0, 30.0, 20.0], [0.03, 0.01, 0.01]]
    """
    decimals = chosen_places(places)
    totals, _ = ranges.amounts(amounts, "amounts", decimals)
    by, _ = ranges.weights_for(totals, weights, "weights", "amounts")
    return table(totals, by, chosen_method(method), decimals)


@CATALOGUE.declare("Sharing")
def shares_two_way(amounts: Range, weights: Range, places: Value = None) -> Spill:
    """A table of shares that adds both ways: each row to its amount, each column to that partner's share of the whole.

    Arguments:
        amounts: The amounts to share, in pounds, in a row or a column: one row of the answer for each.
        weights: One weight for each partner, 0 or more: one column of the answer for each.
        places: Decimal places of the shares: 2 for pence (the default), 0 for pounds, -3 for thousands.

    Example:
        >>> shares_two_way([[100], [0.05]], [50, 30, 20])
        [[50.0, 30.0, 20.0], [0.03, 0.01, 0.01]]
    """
    decimals = chosen_places(places)
    totals, _ = ranges.amounts(amounts, "amounts", decimals)
    by, _ = ranges.weights(weights)
    return [back(row, decimals) for row in two_way_table(totals, by)]


@CATALOGUE.declare("Sharing")
def explain(
    amount: Value,
    weights: Range,
    places: Value = None,
    method: Value = None,
    ties: Value = None,
    minimums: Range = None,
    maximums: Range = None,
) -> Spill:
    """The working behind MKIP_SHARES, with headings: each weight, exact share, odd pennies, share and the reason.

    Arguments:
        amount: Amount to share, in pounds; a refund is negative.
        weights: One weight for each partner, 0 or more, in a row or a column.
        places: Decimal places of the shares: 2 for pence (the default), 0 for pounds, -3 for thousands.
        method: As in MKIP_SHARES; "largest remainder" when left out.
        ties: As in MKIP_SHARES; "order" when left out.
        minimums: The least each partner bears, in pounds, rounded up to the places; one cell for each weight, a blank
            sets none.
        maximums: The most each partner bears, in pounds, rounded down to the places; one cell for each weight, a
            blank sets none.

    Example:
        >>> explain(0.02, [1])
        [['Partner', 'Weight', 'Exact share', 'Rounded down', 'Left over', 'Odd pennies', 'Share', 'Why'],
         ['Partner 1', 1.0, 0.02, 0.02, 0.0, 0.0, 0.02, 'Whole share: nothing to round.'],
         ['Total', 1.0, 0.02, 0.02, 0.0, 0.0, 0.02, 'The parts add to the total.']]
    """
    from mkip_xl.money.explanation import explain as working

    asked = Asked.of(amount, weights, places, method, ties, minimums, maximums)
    lines = working(
        asked.total,
        asked.weights,
        method=asked.method,
        say=lambda units: cells.in_words(units, asked.places),
        penny=PENNY.get(asked.places, "unit"),
        **asked.rules,
    ).table()
    rows: list[list[object]] = [list(HEADINGS)]
    for name, weight, *figures, why in lines[1:]:
        shown = [float(cast(Fraction, figure) / Fraction(10) ** asked.places) for figure in figures]
        rows.append([str(name).replace("Part ", "Partner "), float(cast(Fraction, weight)), *shown, why])
    return rows
