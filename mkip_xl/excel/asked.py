"""What the sharing functions are asked for: their common arguments, converted, and the division they come to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from mkip_xl.errors import CellError, MethodError
from mkip_xl.excel import cells, ranges
from mkip_xl.excel.shape import Shape

if TYPE_CHECKING:
    from mkip_xl.money.weights import Weight

Bounds: TypeAlias = "list[int | None] | None"

LARGEST_REMAINDER = "largest remainder"
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
"""Who is served first when two shares have the same claim to an odd penny, as it is written in a cell."""

FEW_ROWS = 40
"""Up to so many rows of a table are divided one by one, without loading numpy."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments of MKIP_SHARES, converted; amounts and bounds in whole units of 10^-places."""

    total: int
    weights: list[float | int]
    shape: Shape
    places: int
    method: str
    ties: str
    named: int | None
    minimums: Bounds
    maximums: Bounds

    @classmethod
    def of(
        cls,
        amount: object,
        weights: object,
        places: object,
        method: object,
        ties: object,
        minimums: object,
        maximums: object,
    ) -> Asked:
        """What cells ask for; refused by name where they cannot be taken."""
        decimals = chosen_places(places)
        total = cells.pence(amount, "amount", decimals)
        by, shape = ranges.weights(weights)
        rule, named = _chosen_ties(ties, shape)
        least = None if minimums is None else ranges.bounds(minimums, "minimums", shape, decimals, math.ceil)
        most = None if maximums is None else ranges.bounds(maximums, "maximums", shape, decimals, math.floor)
        _bounds_can_be_met(total, by, least, most, decimals)
        asked = cls(total, by, shape, decimals, chosen_method(method), rule, named, least, most)
        if asked.method == ROUND_EACH and asked.rules:
            raise CellError(
                'method "round each" rounds every share by itself, so ties, minimums and maximums have no say in it. '
                "Leave them out, or choose another method.",
                "#VALUE!",
            )
        return asked

    @property
    def rules(self) -> dict[str, Any]:
        """The rules asked for, as options of `apportion`; the usual ones are left out."""
        if self.ties == "order" and self.minimums is None and self.maximums is None:
            return {}
        given = {"named": self.named, "minimums": self.minimums, "maximums": self.maximums}
        return {"ties": self.ties, **{name: rule for name, rule in given.items() if rule is not None}}

    def parts(self) -> list[float]:
        """The shares, in pounds."""
        return back(divided(self.total, self.weights, self.method, self.rules), self.places)


def divided(total: int, weights: Sequence[Weight], method: str, rules: Mapping[str, Any]) -> list[int]:
    """The parts of one amount, in whole units."""
    if method == ROUND_EACH:
        from mkip_xl.money.residuals import round_each

        return round_each(total, weights).parts
    from mkip_xl.money.apportionment import apportion

    return apportion(total, weights, method=method, **rules)


def table(totals: list[int], by: list[list[float | int]], method: str, places: int) -> list[list[float]]:
    """The shares of many amounts, in pounds: a few rows one by one, many at the speed of numpy where it is there."""
    if len(totals) > FEW_ROWS and method != ROUND_EACH and places >= 0:
        try:
            from mkip_xl.money.tables import apportion_table

            parts = apportion_table(totals, by if len(by) > 1 else by[0], method=method)
        except ImportError:  # a browser without numpy
            pass
        else:
            found: list[list[float]] = (parts / 10.0**places).tolist()
            return found
    rows = by if len(by) == len(totals) else by * len(totals)
    return [back(divided(total, row, method, {}), places) for total, row in zip(totals, rows, strict=True)]


def two_way_table(totals: list[int], by: list[float | int]) -> list[list[int]]:
    """The whole units of a table that adds both ways; a small one, or without numpy, at Python's own speed."""
    if max(len(totals), len(by)) > FEW_ROWS:
        try:
            from mkip_xl.money.two_way import two_way

            found: list[list[int]] = two_way(totals, by).tolist()
        except ImportError:  # a browser without numpy
            pass
        else:
            return found
    from mkip_xl.money.two_way_rows import two_way_rows

    return two_way_rows(totals, by)


def back(parts: Sequence[int], places: int) -> list[float]:
    """Whole units of 10^-places as pounds."""
    if places >= 0:
        scale = 10**places
        return [part / scale for part in parts]
    return [cells.pounds(part, places) for part in parts]


def chosen_places(places: object) -> int:
    """Decimal places, 2 when left out."""
    return 2 if places is None else cells.whole(places, "places", -9, 9, 2)


def chosen_method(method: object) -> str:
    """A method by any of its names. "round each" is offered here too: it is asked for by name and may not add up."""
    if method is None:
        return LARGEST_REMAINDER
    from mkip_xl.money.methods import METHODS, method_name

    given = cells.text(method, "method", LARGEST_REMAINDER)
    if cells.same_text(given, ROUND_EACH):
        return ROUND_EACH
    try:
        return method_name(given)
    except MethodError:
        return cells.option(method, "method", (*METHODS, ROUND_EACH), LARGEST_REMAINDER)


def _chosen_ties(ties: object, shape: Shape) -> tuple[str, int | None]:
    if ties is None:
        return "order", None
    given = cells.only(ties, "ties")
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return "named", cells.whole(given, "ties", 1, shape.count) - 1
    if isinstance(given, bool):
        raise CellError(f"ties is {str(given).upper()}; a text or the position of a partner is accepted.", "#VALUE!")
    return TIES[cells.option(ties, "ties", tuple(TIES), "order", also=", or the position of a partner")], None


def _bounds_can_be_met(total: int, weights: Sequence[float | int], least: Bounds, most: Bounds, places: int) -> None:
    """Refuse bounds that cannot hold, in pounds; they are read on the size of a refund."""
    size, low = abs(total), [one or 0 for one in least or [None] * len(weights)]
    if (over := sum(low) - size) > 0:
        raise CellError(
            f"minimums add up to {cells.in_words(over, places)} more than the amount. Lower a minimum.", "#NUM!"
        )
    if most is None:
        return
    for at, (lowest, highest) in enumerate(zip(low, most, strict=True), 1):
        if highest is not None and lowest > highest:
            told = f"is {cells.in_words(lowest, places)}, above its maximum of {cells.in_words(highest, places)}"
            raise CellError(f"minimums, cell {at} of {len(low)}, {told}. Change one of them.", "#NUM!")
    reach = [high if weight > 0 else lowest for weight, lowest, high in zip(weights, low, most, strict=True)]
    if None not in reach and (short := size - sum(one or 0 for one in reach)) > 0:
        bearers = "" if all(weight > 0 for weight in weights) else " for the partners with a weight above zero"
        raise CellError(
            f"maximums add up to {cells.in_words(short, places)} less than the amount{bearers}. Raise a maximum.",
            "#NUM!",
        )
