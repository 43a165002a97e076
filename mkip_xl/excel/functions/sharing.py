"""Shares of an amount: one, a spill, a table, and a table whose rows and columns both add."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from mkip_xl.errors import CellError, MethodError
from mkip_xl.excel import cells, ranges
from mkip_xl.excel.catalogue import Range, Spill, Value
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.shape import Shape

Bounds: TypeAlias = "list[int | None] | None"

if TYPE_CHECKING:
    from mkip_xl.money.weights import Weight

FEW_ROWS = 40
"""Up to so many rows are divided one by one, without loading numpy."""

ROUND_EACH = "round each"
"""The one method that may not keep the sum: each share is rounded by itself, as many council papers print them."""

TIES = {
    "order": "order",
    "largest": "largest",
    "largest weight": "largest",
    "smallest": "smallest",
    "smallest weight": "smallest",
    "last": "last",
    "error": "error",
}
"""Who is served first when two shares have the same claim to an odd penny."""


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
        minimums: The least each partner bears, in pounds, one cell for each weight; a blank sets none.
        maximums: The most each partner bears, in pounds, one cell for each weight; a blank sets none.

    Example:
        >>> shares(100, [[1], [1], [1]])
        [[33.34], [33.33], [33.33]]
        >>> shares(-0.05, [3, 7])
        [[-0.02, -0.03]]
    """
    parts, shape, decimals = _parts(amount, weights, places, method, ties, minimums, maximums)
    return shape.fill(_back(parts, decimals))


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
        minimums: The least each partner bears, in pounds, one cell for each weight; a blank sets none.
        maximums: The most each partner bears, in pounds, one cell for each weight; a blank sets none.

    Example:
        >>> share(100, [1, 1, 1], 1)
        33.34
    """
    parts, _, decimals = _parts(amount, weights, places, method, ties, minimums, maximums)
    at = cells.whole(position, "position", -(10**15), 10**15)
    if not 1 <= at <= len(parts):
        raise CellError(
            f"position is {at:,}; there are {len(parts)} weights, so 1 to {len(parts)} is accepted.", "#N/A"
        )
    return cells.pounds(parts[at - 1], decimals)


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
    decimals = _places(places)
    totals, _ = ranges.amounts(amounts, "amounts", decimals)
    by, _ = ranges.weights_for(totals, weights, "weights", "amounts")
    return _table(totals, by, _method(method), decimals)


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
    decimals = _places(places)
    totals, _ = ranges.amounts(amounts, "amounts", decimals)
    by, _ = ranges.weights(weights)
    try:
        from mkip_xl.money.two_way import two_way

        table = two_way(totals, by).tolist()
    except ImportError:
        raise CellError(
            "MKIP_SHARES_TWO_WAY needs numpy. In xlwings Lite, add numpy to the packages.", "#N/A"
        ) from None
    return [_back(row, decimals) for row in table]


def _parts(
    amount: Value, weights: Range, places: Value, method: Value, ties: Value, minimums: Range, maximums: Range
) -> tuple[list[int], Shape, int]:
    from mkip_xl.money.apportionment import apportion

    decimals = _places(places)
    total = cells.pence(amount, "amount", decimals)
    by, shape = ranges.weights(weights)
    rule, named = _ties(ties, shape)
    least = ranges.bounds(minimums, "minimums", shape, decimals)
    most = ranges.bounds(maximums, "maximums", shape, decimals)
    _bounds_can_be_met(total, least, most, decimals)
    if least is most is method is None and rule == "order":
        return apportion(total, by), shape, decimals
    parts = _apportion(total, by, _method(method), ties=rule, named=named, minimums=least, maximums=most)
    return parts, shape, decimals


def _table(totals: list[int], by: list[list[float | int]], chosen: str, decimals: int) -> list[list[float]]:
    """The rows of a table: a few one by one, many at the speed of numpy (which the browser may not have)."""
    scale = 10.0**decimals
    if len(totals) > FEW_ROWS and chosen != ROUND_EACH and decimals >= 0:
        try:
            from mkip_xl.money.tables import apportion_table
        except ImportError:
            pass
        else:
            parts = apportion_table(totals, by if len(by) > 1 else by[0], method=chosen)
            found: list[list[float]] = (parts / scale).tolist()
            return found
    rows = by if len(by) == len(totals) else by * len(totals)
    return [_back(_apportion(total, row, chosen), decimals) for total, row in zip(totals, rows, strict=True)]


def _places(places: Value) -> int:
    return 2 if places is None else cells.whole(places, "places", -9, 9, 2)


def _method(method: Value) -> str:
    """A method by any of its names. "round each" is offered here too: it is asked for by name and may not add up."""
    if method is None:
        return "largest remainder"
    from mkip_xl.money.methods import METHODS, method_name

    given = cells.text(method, "method", "largest remainder")
    if cells.same_text(given, ROUND_EACH):
        return ROUND_EACH
    try:
        return method_name(given)
    except MethodError:
        return cells.option(method, "method", (*METHODS, ROUND_EACH), "largest remainder")


def _bounds_can_be_met(
    total: int, least: list[int | None] | None, most: list[int | None] | None, decimals: int
) -> None:
    """Refuse bounds that cannot hold, in pounds; they are read on the size of a refund."""
    size = abs(total)
    if least is not None and (short := sum(one or 0 for one in least) - size) > 0:
        raise CellError(
            f"minimums add up to {cells.in_words(short, decimals)} more than the amount. Lower a minimum.", "#NUM!"
        )
    if most is not None and None not in most and (short := size - sum(one or 0 for one in most)) > 0:
        raise CellError(
            f"maximums add up to {cells.in_words(short, decimals)} less than the amount. Raise a maximum.", "#NUM!"
        )


def _apportion(total: int, by: Sequence[Weight], chosen: str, **rules: Any) -> list[int]:
    if chosen == ROUND_EACH:
        if any(rule is not None and rule != "order" for rule in rules.values()):
            raise CellError(
                'method "round each" rounds every share by itself, so ties, minimums and maximums have no say in it. '
                "Leave them out, or choose another method.",
                "#VALUE!",
            )
        from mkip_xl.money.residuals import round_each

        return round_each(total, by).parts
    from mkip_xl.money.apportionment import apportion

    return apportion(total, by, method=chosen, **rules)


def _ties(ties: Value, shape: Shape) -> tuple[str, int | None]:
    if ties is None:
        return "order", None
    if isinstance(cells.only(ties, "ties"), (int, float)):
        return "named", cells.whole(ties, "ties", 1, shape.count) - 1
    return TIES[cells.option(ties, "ties", tuple(TIES), "order")], None


def _back(parts: Sequence[int], decimals: int) -> list[float]:
    if decimals >= 0:
        scale = 10**decimals
        return [part / scale for part in parts]
    return [cells.pounds(part, decimals) for part in parts]
