"""Sums, counts, averages and the like."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress

from mkip_xl.workbook.formulas.criteria import chosen, criterion, figures, sum_in_order
from mkip_xl.workbook.formulas.operators import finite, settled
from mkip_xl.workbook.formulas.registry import worksheet
from mkip_xl.workbook.formulas.values import (
    DIV0,
    NUM,
    VALUE,
    Array,
    ExcelError,
    Failed,
    Result,
    Value,
    logical,
    number,
)


def numbers(arguments: tuple[Result, ...]) -> list[float]:
    """The figures that a total takes: numbers among cells, and whatever was written as an argument."""
    found: list[float] = []
    for argument in arguments:
        if isinstance(argument, Array):
            found += figures(argument.values)
        else:
            found.append(number(argument))
    return found


def sum_of_cells(values: Iterable[Result]) -> Result:
    """The numbers among values added one after another; the dust that the last of them leaves is swept away."""
    result = before = added = 0.0
    for value in values:
        if type(value) is float:
            before, added = result, value
            result += value
        elif type(value) is ExcelError:
            return value
    if -1e-6 < result < 1e-6:
        result = settled(result, before, added)
    return finite(result)


@worksheet("SUM", "(R)")
def total(*arguments: Result) -> Result:
    """SUM."""
    values: list[Result] = []
    for argument in arguments:
        if isinstance(argument, Array):
            values += argument.values
        else:
            values.append(number(argument))
    return sum_of_cells(values)


@worksheet("PRODUCT", "(R)")
def product(*arguments: Result) -> Result:
    """PRODUCT; nought of nothing."""
    found = numbers(arguments)
    result = 1.0
    for value in found:
        result *= value
    return finite(result) if found else 0.0


@worksheet("SUMSQ", "(R)")
def sum_of_squares(*arguments: Result) -> Result:
    """SUMSQ."""
    return finite(sum_in_order(value * value for value in numbers(arguments)))


@worksheet("SUMPRODUCT", "(A)")
def sum_product(*arguments: Result) -> Result:
    """SUMPRODUCT: texts and logicals count as nought; sizes must agree."""
    arrays = [argument if isinstance(argument, Array) else Array(1, 1, (argument,)) for argument in arguments]
    if any((array.rows, array.columns) != (arrays[0].rows, arrays[0].columns) for array in arrays):
        return VALUE
    result = 0.0
    for row in zip(*(array.values for array in arrays), strict=True):
        term = 1.0
        for value in row:
            if type(value) is float:
                term *= value
            elif isinstance(value, ExcelError):
                raise Failed(value)
            else:
                term = 0.0
        result += term
    return finite(result)


@worksheet("COUNT", "(R)")
def count(*arguments: Result) -> Result:
    """COUNT: numbers among cells, and arguments that are numbers or read as such."""
    found = 0
    for argument in arguments:
        if isinstance(argument, Array):
            found += sum(1 for value in argument.values if type(value) is float)
        elif not isinstance(argument, ExcelError):
            try:
                number(argument)
            except Failed:
                continue
            found += 1
    return float(found)


@worksheet("COUNTA", "(R)")
def count_filled(*arguments: Result) -> Result:
    """COUNTA."""
    found = 0
    for argument in arguments:
        found += sum(1 for value in argument.values if value is not None) if isinstance(argument, Array) else 1
    return float(found)


@worksheet("COUNTBLANK", "R")
def count_blank(cells: Result) -> Result:
    """COUNTBLANK: blank cells and empty texts."""
    if not isinstance(cells, Array):
        return VALUE
    return float(sum(1 for value in cells.values if value is None or value == "") + cells.beyond)


@worksheet("AVERAGE", "(R)")
def average(*arguments: Result) -> Result:
    """AVERAGE."""
    found = numbers(arguments)
    return finite(sum_in_order(found) / len(found)) if found else DIV0


@worksheet("MIN", "(R)")
def smallest(*arguments: Result) -> Result:
    """MIN; nought of nothing."""
    return min(numbers(arguments), default=0.0)


@worksheet("MAX", "(R)")
def largest(*arguments: Result) -> Result:
    """MAX; nought of nothing."""
    return max(numbers(arguments), default=0.0)


def _every(arguments: tuple[Result, ...]) -> list[float]:
    """The figures that AVERAGEA, MINA and MAXA take: texts among cells are nought, TRUE is one."""
    found = []
    for argument in arguments:
        for value in argument.values if isinstance(argument, Array) else (argument,):
            if value is None and isinstance(argument, Array):
                continue
            found.append(0.0 if isinstance(value, str) and isinstance(argument, Array) else number(value))
    return found


@worksheet("AVERAGEA", "(R)")
def average_all(*arguments: Result) -> Result:
    """AVERAGEA."""
    found = _every(arguments)
    return finite(sum_in_order(found) / len(found)) if found else DIV0


@worksheet("MINA", "(R)")
def smallest_all(*arguments: Result) -> Result:
    """MINA."""
    return min(_every(arguments), default=0.0)


@worksheet("MAXA", "(R)")
def largest_all(*arguments: Result) -> Result:
    """MAXA."""
    return max(_every(arguments), default=0.0)


def _pairs(rest: tuple[Result, ...]) -> list[tuple[Result, Value]]:
    return [(rest[index], rest[index + 1]) for index in range(0, len(rest), 2)]  # type: ignore[misc]


def _picked(cells: Result, rest: tuple[Result, ...]) -> list[float]:
    if not isinstance(cells, Array) or len(rest) % 2:
        raise Failed(VALUE)
    return figures(compress(cells.values, chosen(_pairs(rest), (cells.rows, cells.columns))))


@worksheet("SUMIFS", "R(RE)")
def sum_ifs(cells: Result, *rest: Result) -> Result:
    """SUMIFS."""
    return finite(sum_in_order(_picked(cells, rest)))


@worksheet("AVERAGEIFS", "R(RE)")
def average_ifs(cells: Result, *rest: Result) -> Result:
    """AVERAGEIFS."""
    found = _picked(cells, rest)
    return sum_in_order(found) / len(found) if found else DIV0


@worksheet("MINIFS", "R(RE)")
def min_ifs(cells: Result, *rest: Result) -> Result:
    """MINIFS."""
    return min(_picked(cells, rest), default=0.0)


@worksheet("MAXIFS", "R(RE)")
def max_ifs(cells: Result, *rest: Result) -> Result:
    """MAXIFS."""
    return max(_picked(cells, rest), default=0.0)


@worksheet("COUNTIF", "RE")
def count_if(cells: Result, wanted: Value) -> Result:
    """COUNTIF."""
    if not isinstance(cells, Array):
        return VALUE
    test = criterion(wanted)
    return float(sum(1 for value in cells.values if test(value)) + (cells.beyond if test(None) else 0))


@worksheet("COUNTIFS", "(RE)")
def count_ifs(*rest: Result) -> Result:
    """COUNTIFS."""
    if len(rest) % 2 or not rest:
        raise Failed(VALUE)
    return float(sum(chosen(_pairs(rest))))


def _truths(arguments: tuple[Result, ...]) -> list[bool]:
    found = []
    for argument in arguments:
        if isinstance(argument, Array):
            for value in argument.values:
                if isinstance(value, ExcelError):
                    raise Failed(value)
                if isinstance(value, (bool, float)):
                    found.append(bool(value))
        elif argument is not None:
            found.append(logical(argument))
    if not found:
        raise Failed(VALUE)
    return found


@worksheet("AND", "(R)")
def all_true(*arguments: Result) -> Result:
    """AND."""
    return all(_truths(arguments))


@worksheet("OR", "(R)")
def any_true(*arguments: Result) -> Result:
    """OR."""
    return any(_truths(arguments))


@worksheet("XOR", "(R)")
def odd_true(*arguments: Result) -> Result:
    """XOR."""
    return sum(_truths(arguments)) % 2 == 1


@worksheet("LARGE", "RN")
def large(cells: Result, rank: float) -> Result:
    """LARGE: the kth largest."""
    found = sorted(numbers((cells,)), reverse=True)
    at = int(-(-rank // 1))
    return found[at - 1] if 1 <= at <= len(found) else NUM


@worksheet("SMALL", "RN")
def small(cells: Result, rank: float) -> Result:
    """SMALL: the kth smallest."""
    found = sorted(numbers((cells,)))
    at = int(-(-rank // 1))
    return found[at - 1] if 1 <= at <= len(found) else NUM
