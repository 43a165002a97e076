"""Checks a reader can see, and the working behind shares."""

from __future__ import annotations

from fractions import Fraction

from mkip_xl.excel import cells, ranges
from mkip_xl.excel.catalogue import Range, Value
from mkip_xl.excel.functions import CATALOGUE


@CATALOGUE.declare("Checking")
def check_total(total: Value, parts: Range, places: Value = None) -> Value:
    """ "OK" when the parts add up to the total exactly, otherwise the difference in words.

    Arguments:
        total: The total, in pounds.
        parts: The parts, in pounds, in any range.
        places: Decimal places the figures have: 2 for pence (the default), 0 for pounds.

    Example:
        >>> check_total(100, [33.34, 33.33, 33.33])
        'OK'
        >>> check_total(100, [33.33, 33.33, 33.33])
        'The parts are £0.01 less than the total.'
    """
    from mkip_xl.finance.checks import conservation

    decimals = cells.whole(places, "places", -9, 9, 2)
    whole = cells.pence(total, "total", decimals)
    rows, _ = ranges.grid(parts, "parts", lambda cell, name: cells.pence(cell, name, decimals))
    check = conservation("total", whole, [part for row in rows for part in row])
    if check.passed:
        return "OK"
    gap = cells.in_words(abs(int(check.difference)), decimals)
    side = "less" if check.difference > 0 else "more"
    return f"The parts are {gap} {side} than the total. {check.hint}".rstrip()


@CATALOGUE.declare("Checking")
def cast_check(total: Value, parts: Range, unit: Value = None) -> Value:
    """ "OK" when a printed column casts: exactly, or apart by no more than rounding explains; otherwise the difference.

    Arguments:
        total: The total as printed.
        parts: The parts as printed, in any range.
        unit: The last place printed, in the same unit as the figures: 1 (the default) for whole pounds, 0.1 for one
            decimal, 1000 for figures held in pounds and printed in thousands.

    Example:
        >>> cast_check(71089, [35545, 28436, 6398, 711])
        'OK: the printed parts differ from the total by 1, which rounding explains.'
    """
    from mkip_xl.finance.checks import casting

    place = Fraction(1) if cells.is_blank(cells.only(unit, "unit")) else cells.above_zero(unit, "unit")
    whole = cells.fraction(total, "total")
    rows, _ = ranges.grid(parts, "parts", cells.fraction)
    check = casting("column", whole, [part for row in rows for part in row], unit=place)
    if not check.difference:
        return "OK"
    gap = cells.in_figures(abs(Fraction(check.difference)))
    if check.passed:
        return f"OK: the printed parts differ from the total by {gap}, which rounding explains."
    side = "less" if check.difference > 0 else "more"
    return (
        f"The printed parts add up to {gap} {side} than the total, more than rounding explains. {check.hint}".rstrip()
    )
