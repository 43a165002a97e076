"""Net savings, their division, the capital fund, and the year-end balancing payment."""

from __future__ import annotations

from mkip_xl.excel import cells, ranges
from mkip_xl.excel.catalogue import Range, Spill, Value
from mkip_xl.excel.functions import CATALOGUE

DIVISIONS = ("proportional", "equal", "baseline", "contribution", "gross saving")
"""Ways to divide net savings in a cell; all but "equal" are in proportion to the basis given."""


@CATALOGUE.declare("Savings")
def net_savings(baseline: Range, proposed: Range, investment: Range = None) -> Spill:
    """Net saving of each year: baseline less proposed less investment, in pounds; a saving is positive.

    Arguments:
        baseline: What would be spent with no change, in pounds, one cell a year in a row or a column.
        proposed: What will be spent, in pounds, one cell for each year of the baseline.
        investment: What is spent to get there, in pounds, one cell for each year; none when left out.

    Example:
        >>> net_savings([1000, 1000], [900, 900], [150, 0])
        [[-50.0, 100.0]]
    """
    from mkip_xl.finance import net_savings as rule

    before, shape = ranges.amounts(baseline, "baseline")
    after, given = ranges.amounts(proposed, "proposed")
    ranges.same_count(given, "proposed", shape, "baseline")
    put_in: list[int] = []
    if not cells.is_blank(cells.only(investment, "investment")):
        put_in, given = ranges.amounts(investment, "investment")
        ranges.same_count(given, "investment", shape, "baseline")
    return shape.fill([cells.pounds(net) for net in rule.net_savings(before, after, put_in)])


@CATALOGUE.declare("Savings")
def savings_division(net_savings: Range, basis: Range, method: Value = None) -> Spill:
    """Net savings divided among the partners: one row for each saving, one column for each partner. Each row adds up.

    Arguments:
        net_savings: The savings to divide, in pounds, one cell a year in a row or a column; a net cost is negative.
        basis: One figure for each partner, 0 or more, used every year; or a block with one row for each year.
        method: "proportional" to the basis (the default; "baseline", "contribution" and "gross saving" say the same),
            or "equal", which takes only the number of partners from the basis.

    Example:
        >>> savings_division([[371000]], [1600, 1100, 1300])
        [[148400.0, 102025.0, 120575.0]]
    """
    from mkip_xl.finance import net_savings as rule

    nets, _ = ranges.amounts(net_savings, "net_savings")
    chosen = cells.option(method, "method", DIVISIONS, "proportional")
    by, _ = ranges.weights_for(nets, basis, "basis", "net_savings", may_be_zero=chosen == "equal")
    name = "gross saving" if chosen == "proportional" else chosen
    partners = [f"partner {place}" for place in range(1, len(by[0]) + 1)]
    divided = rule.divide_years(nets, name, partners, basis=by if len(by) > 1 else by[0])
    return [[cells.pounds(part) for part in row] for row in divided]


@CATALOGUE.declare("Savings")
def capital_fund_balance(contributions: Range, drawings: Range, opening: Value = None) -> Spill:
    """Balance of the capital fund at the end of each year, in pounds: brought forward + contributions - drawings.

    Arguments:
        contributions: Paid into the fund by all partners, in pounds, one cell a year in a row or a column.
        drawings: Spent from the fund, in pounds, one cell for each year; positive.
        opening: Balance brought forward, in pounds; 0 when left out.

    Example:
        >>> capital_fund_balance([300000, 0, 0], [120000, 120000, 120000])
        [[180000.0, 60000.0, -60000.0]]
    """
    from mkip_xl.finance import capital_fund as rule

    paid, shape = ranges.amounts(contributions, "contributions")
    drawn, given = ranges.amounts(drawings, "drawings")
    ranges.same_count(given, "drawings", shape, "contributions")
    forward = 0 if cells.is_blank(cells.only(opening, "opening")) else cells.pence(opening, "opening")
    return shape.fill([cells.pounds(balance) for balance in rule.balances(paid, drawn, opening=forward)])


@CATALOGUE.declare("Savings")
def balancing(actual: Value, paid: Range, weights: Range, places: Value = None) -> Spill:
    """Year-end amount due from each partner (+) or refunded to it (-): its share of the actual cost less what it paid.

    Arguments:
        actual: Actual net cost of the service for the year, in pounds.
        paid: What each partner has paid for the year, in pounds, in a row or a column.
        weights: One weight for each partner, in the same order: the original shares or the revised ones. They share the
            actual cost; where the agreement shares only the difference from what was paid, use MKIP_SHARES on the
            difference.
        places: Decimal places: 2 for pence (the default), 0 for pounds.

    Example:
        >>> balancing(1000, [[500], [400]], [[60], [40]])
        [[100.0], [0.0]]
    """
    from mkip_xl.finance import balancing as rule

    decimals = cells.whole(places, "places", -9, 9, 2)
    outturn = cells.pence(actual, "actual", decimals)
    already, given = ranges.amounts(paid, "paid", decimals)
    by, shape = ranges.weights(weights)
    ranges.same_count(given, "paid", shape, "weights")
    due = rule.balancing_payments(outturn, already, by)
    return shape.fill([cells.pounds(payment, decimals) for payment in due])
