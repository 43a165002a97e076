"""The operators of a formula on single values and, cell by cell, on arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import frexp, ldexp

from mkip_xl.workbook.formulas.values import (
    DIV0,
    NA,
    NUM,
    VALUE,
    Array,
    ExcelError,
    Failed,
    Result,
    Value,
    number,
    order,
    same,
    text,
)

Frame = Sequence[Result]
Run = Callable[[list[Result]], Result]


def _numbers(left: Result, right: Result) -> tuple[float, float]:
    """Both operands as numbers. An error in either comes before a text that is no number."""
    try:
        return number(left), number(right)
    except Failed:
        for operand in (left, right):
            if isinstance(operand, ExcelError):
                raise Failed(operand) from None
        raise


def added(left: Result, right: Result) -> Value:
    """The sum, or an error."""
    try:
        first, second = _numbers(left, right)
        return finite(first + second)
    except Failed as failed:
        return failed.error


def subtracted(left: Result, right: Result) -> Value:
    """The difference, or an error."""
    try:
        first, second = _numbers(left, right)
        return finite(first - second)
    except Failed as failed:
        return failed.error


def multiplied(left: Result, right: Result) -> Value:
    """The product, or an error."""
    try:
        first, second = _numbers(left, right)
        return finite(first * second)
    except Failed as failed:
        return failed.error


def divided(left: Result, right: Result) -> Value:
    """The quotient, or an error."""
    try:
        above, below = _numbers(left, right)
    except Failed as failed:
        return failed.error
    return DIV0 if below == 0 else finite(above / below)


def power(left: Result, right: Result) -> Value:
    """The power, or an error."""
    try:
        base, exponent = _numbers(left, right)
    except Failed as failed:
        return failed.error
    if base == 0:
        return NUM if exponent == 0 else DIV0 if exponent < 0 else 0.0
    try:
        result = base**exponent
    except OverflowError:
        return NUM
    return NUM if isinstance(result, complex) else finite(result)


def finite(value: float) -> Value:
    """The number, or #NUM! when it is beyond all bounds. Minus nought is nought."""
    return value + 0.0 if value - value == 0.0 else NUM


def settled(result: float, left: float, right: float) -> float:
    """Nought, when a last addition or subtraction leaves only the dust of binary fractions, as Excel has it."""
    largest = max(abs(left), abs(right))
    if result and abs(result) < largest * 4e-15 and abs(result) < ldexp(1.0, frexp(largest)[1] - 50):
        return 0.0
    return result


def last_sum(left: Result, right: Result) -> Value:
    """`+` as the last step of a formula."""
    try:
        first, second = _numbers(left, right)
        return finite(settled(first + second, first, second))
    except Failed as failed:
        return failed.error


def last_difference(left: Result, right: Result) -> Value:
    """`-` as the last step of a formula."""
    try:
        first, second = _numbers(left, right)
        return finite(settled(first - second, first, second))
    except Failed as failed:
        return failed.error


def joined(left: Result, right: Result) -> Value:
    """`&`; like Excel, #VALUE! for a text longer than a cell holds."""
    try:
        whole = text(left) + text(right)
        return whole if len(whole) <= 32_767 else VALUE
    except Failed as failed:
        return failed.error


def negated(value: Result) -> Value:
    """Unary minus."""
    try:
        return 0.0 - number(value)
    except Failed as failed:
        return failed.error


def unchanged(value: Result) -> Value:
    """Unary plus: any value as it is."""
    return value  # type: ignore[return-value]


def hundredth(value: Result) -> Value:
    """`%`."""
    try:
        return number(value) / 100
    except Failed as failed:
        return failed.error


def _comparison(test: Callable[[int], bool]) -> Callable[[Value, Value], Value]:
    def compared(left: Value, right: Value) -> Value:
        try:
            return test(order(left, right))
        except Failed as failed:
            return failed.error

    return compared


def equal(left: Value, right: Value) -> Value:
    """`=`."""
    try:
        return same(left, right)
    except Failed as failed:
        return failed.error


def unequal(left: Value, right: Value) -> Value:
    """`<>`."""
    try:
        return not same(left, right)
    except Failed as failed:
        return failed.error


BINARY: dict[str, Callable[..., Value]] = {
    "+": added,
    "-": subtracted,
    "*": multiplied,
    "/": divided,
    "^": power,
    "&": joined,
    "=": equal,
    "<>": unequal,
    "<": _comparison(lambda outcome: outcome < 0),
    ">": _comparison(lambda outcome: outcome > 0),
    "<=": _comparison(lambda outcome: outcome <= 0),
    ">=": _comparison(lambda outcome: outcome >= 0),
}
UNARY: dict[str, Callable[..., Value]] = {"-x": negated, "+x": unchanged, "%": hundredth}


def cell_by_cell(work: Callable[..., Result], *arguments: Result) -> Result:
    """The work done on single values, or on each cell of arrays of one size (or of one row, one column, one value)."""
    arrays = [argument for argument in arguments if isinstance(argument, Array)]
    if not arrays:
        return work(*arguments)
    rows, columns = max(array.rows for array in arrays), max(array.columns for array in arrays)
    out: list[Value] = []
    for row in range(rows):
        for column in range(columns):
            picked: list[Result] = []
            missing = False
            for argument in arguments:
                if not isinstance(argument, Array):
                    picked.append(argument)
                    continue
                at_row = 0 if argument.rows == 1 else row
                at_column = 0 if argument.columns == 1 else column
                missing = missing or at_row >= argument.rows or at_column >= argument.columns
                if not missing:
                    picked.append(argument.at(at_row, at_column))
            result = NA if missing else work(*picked)
            if isinstance(result, Array):
                result = result.values[0] if len(result.values) == 1 else VALUE
            out.append(result)
    return Array(rows, columns, tuple(out))


def binary(operator: str, left: Run, right: Run) -> Run:
    """An operator on two single values, quick for numbers."""
    slow = BINARY[operator]
    if operator == "+":

        def add(frame: list[Result]) -> Result:
            first, second = left(frame), right(frame)
            if type(first) is float and type(second) is float:
                total = first + second
                if total - total == 0.0:
                    return total
            return slow(first, second)

        return add
    if operator == "-":

        def subtract(frame: list[Result]) -> Result:
            first, second = left(frame), right(frame)
            if type(first) is float and type(second) is float:
                rest = first - second
                if rest - rest == 0.0:
                    return rest
            return slow(first, second)

        return subtract
    if operator == "*":

        def multiply(frame: list[Result]) -> Result:
            first, second = left(frame), right(frame)
            if type(first) is float and type(second) is float:
                product = first * second
                if product - product == 0.0:
                    return product + 0.0
            return slow(first, second)

        return multiply
    if operator == "/":

        def divide(frame: list[Result]) -> Result:
            first, second = left(frame), right(frame)
            if type(first) is float and type(second) is float and second != 0.0:
                quotient = first / second
                if quotient - quotient == 0.0:
                    return quotient + 0.0
            return slow(first, second)

        return divide
    return lambda frame: slow(left(frame), right(frame))
