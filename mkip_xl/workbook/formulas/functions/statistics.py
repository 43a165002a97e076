"""Functions on the spread and the order of figures."""

from __future__ import annotations

from collections import Counter
from math import exp, floor, log, sqrt

from mkip_xl.workbook.formulas.criteria import sum_in_order
from mkip_xl.workbook.formulas.functions.totals import numbers
from mkip_xl.workbook.formulas.registry import worksheet
from mkip_xl.workbook.formulas.values import DIV0, NA, NUM, Result


@worksheet("MEDIAN", "(R)")
def median(*arguments: Result) -> Result:
    """MEDIAN."""
    found = sorted(numbers(arguments))
    if not found:
        return NUM
    half = len(found) // 2
    return found[half] if len(found) % 2 else (found[half - 1] + found[half]) / 2


@worksheet("MODE MODE.SNGL", "(R)")
def mode(*arguments: Result) -> Result:
    """MODE: the first of the most frequent."""
    counted = Counter(numbers(arguments)).most_common(1)
    return counted[0][0] if counted and counted[0][1] > 1 else NA


def _variance(arguments: tuple[Result, ...], *, sample: bool) -> float | None:
    found = numbers(arguments)
    below = len(found) - 1 if sample else len(found)
    if below < 1:
        return None
    mean = sum_in_order(found) / len(found)
    return sum_in_order((value - mean) ** 2 for value in found) / below


@worksheet("VAR VAR.S", "(R)")
def variance(*arguments: Result) -> Result:
    """VAR.S."""
    found = _variance(arguments, sample=True)
    return DIV0 if found is None else found


@worksheet("VARP VAR.P", "(R)")
def population_variance(*arguments: Result) -> Result:
    """VAR.P."""
    found = _variance(arguments, sample=False)
    return DIV0 if found is None else found


@worksheet("STDEV STDEV.S", "(R)")
def deviation(*arguments: Result) -> Result:
    """STDEV.S."""
    found = _variance(arguments, sample=True)
    return DIV0 if found is None else sqrt(found)


@worksheet("STDEVP STDEV.P", "(R)")
def population_deviation(*arguments: Result) -> Result:
    """STDEV.P."""
    found = _variance(arguments, sample=False)
    return DIV0 if found is None else sqrt(found)


@worksheet("GEOMEAN", "(R)")
def geometric_mean(*arguments: Result) -> Result:
    """GEOMEAN."""
    found = numbers(arguments)
    if not found or min(found) <= 0:
        return NUM
    return exp(sum_in_order(log(value) for value in found) / len(found))


@worksheet("RANK RANK.EQ", "NR?N")
def rank(value: float, cells: Result, ascending: float = 0.0) -> Result:
    """RANK."""
    found = numbers((cells,))
    if value not in found:
        return NA
    return float(1 + sum(1 for other in found if (other < value if ascending else other > value)))


@worksheet("PERCENTILE PERCENTILE.INC", "RN")
def percentile(cells: Result, share: float) -> Result:
    """PERCENTILE.INC."""
    found = sorted(numbers((cells,)))
    if not found or not 0 <= share <= 1:
        return NUM
    place = share * (len(found) - 1)
    below = min(floor(place), len(found) - 1)
    above = min(below + 1, len(found) - 1)
    return found[below] + (found[above] - found[below]) * (place - below)


@worksheet("QUARTILE QUARTILE.INC", "RN")
def quartile(cells: Result, which: float) -> Result:
    """QUARTILE.INC."""
    return percentile(cells, floor(which) / 4) if 0 <= which < 5 else NUM
