"""Criteria such as ">=250000", "MBC" or "Staff*", and the totals that pick their cells by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import compress

from mkip_xl.workbook.formulas.compiling import Code, Compiler, one
from mkip_xl.workbook.formulas.operators import Run, cell_by_cell
from mkip_xl.workbook.formulas.parsing import Call
from mkip_xl.workbook.formulas.references import Reference, Span
from mkip_xl.workbook.formulas.values import (
    DIV0,
    ERRORS,
    VALUE,
    Array,
    CannotEvaluate,
    ExcelError,
    Failed,
    Result,
    Value,
    number_in,
    order,
    same,
)

Test = Callable[[Value], bool]

_WRITTEN = re.compile(r"(<=|>=|<>|=|<|>)?(.*)\Z", re.DOTALL)


@lru_cache(maxsize=4096, typed=True)
def criterion(wanted: Value) -> Test:
    """What a criterion asks of a cell.

    >>> [value for value in (1.0, 5.0, "5", "x", None) if criterion(">=5")(value)]
    [5.0]
    >>> [value for value in ("Staff", "Staffing", "Non-staff") if criterion("staff*")(value)]
    ['Staff', 'Staffing']
    """
    if wanted is None:
        return _equals_number(0.0)
    if isinstance(wanted, bool):
        return lambda value: value is wanted
    if isinstance(wanted, (float, int)):
        return _equals_number(float(wanted))
    if isinstance(wanted, ExcelError):
        return lambda value: value == wanted
    match = _WRITTEN.match(wanted)
    assert match is not None
    sign, rest = match[1] or "", match[2]
    if rest == "":
        if sign == "":
            return lambda value: value is None or value == ""
        if sign in ("=", "<>"):
            return (lambda value: value is None) if sign == "=" else (lambda value: value is not None)
        return lambda value: False
    if sign in ("", "=", "<>") and _local(rest):
        looks = _looks_equal(rest)
        return looks if sign != "<>" else lambda value: not looks(value)
    try:
        meant = _meant(rest)
    except CannotEvaluate:
        if sign not in ("", "=", "<>"):
            raise
        label = _equals_label(rest)
        return label if sign != "<>" else lambda value: not label(value)
    if sign in ("", "=", "<>"):
        test = _equals(meant, rest)
        return test if sign != "<>" else lambda value: not test(value)
    return _compares(sign, meant)


def _local(rest: str) -> bool:
    """Whether a text is a number or a date in some countries only, such as `2012/13`."""
    try:
        number_in(rest)
    except CannotEvaluate:
        return True
    except Failed:
        return False
    return False


def _looks_equal(rest: str) -> Test:
    """A criterion such as "2012/13": the same text is a match whatever it means; one of the same form, another year, is
    none. A number that could be the date it may mean, or a text of another form, cannot be told.
    """
    folded, form = rest.strip().casefold(), _DIGIT.sub("0", rest.strip())

    def test(value: Value) -> bool:
        if isinstance(value, str):
            text = value.strip()
            if text.casefold() == folded:
                return True
            if not _local(text) or _DIGIT.sub("0", text) == form:
                return False
        elif not isinstance(value, float) or not value.is_integer() or not 1 <= value <= _LAST_DAY:
            return False
        raise CannotEvaluate(f"the criterion {rest!r} may be a date, by the country Excel is set to")

    return test


_DIGIT = re.compile(r"\d")
_LAST_DAY = 2_958_465.0  # 31 December 9999


def _meant(rest: str) -> Value:
    if rest.upper() in ("TRUE", "FALSE"):
        return rest.upper() == "TRUE"
    if rest.upper() in ERRORS:
        return ERRORS[rest.upper()]
    if "*" in rest or "?" in rest:
        return rest
    try:
        return number_in(rest)
    except Failed:
        return rest


def _equals(meant: Value, rest: str) -> Test:
    if isinstance(meant, bool):
        return lambda value: value is meant
    if isinstance(meant, float):
        return _equals_number(meant)
    if isinstance(meant, ExcelError):
        return lambda value: value == meant
    pattern = wildcard(rest)
    return lambda value: isinstance(value, str) and pattern.match(value) is not None


def _equals_label(wanted: str) -> Test:
    """A text that Excel may take for a date, such as the financial year "2013/14": equal to the same text.

    Whether it equals a number, or a date written another way, is not known for certain.
    """
    folded, form = wanted.strip().casefold(), re.sub(r"\d", "9", wanted.strip())

    def test(value: Value) -> bool:
        if isinstance(value, str):
            if value.strip().casefold() == folded:
                return True
            try:
                number_in(value)
            except Failed:
                return False
            except CannotEvaluate:
                if re.sub(r"\d", "9", value.strip()) == form:
                    return False
                raise
        if isinstance(value, (str, float)):
            raise CannotEvaluate(f"whether {value} is what {wanted!r} means")
        return False

    return test


def _equals_number(wanted: float) -> Test:
    def test(value: Value) -> bool:
        if isinstance(value, str):
            try:
                return same(number_in(value), wanted)
            except (Failed, CannotEvaluate):
                return False
        return isinstance(value, float) and same(value, wanted)

    return test


def _compares(sign: str, meant: Value) -> Test:
    wanted = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}[sign]

    def test(value: Value) -> bool:
        if value is None or isinstance(value, ExcelError) or type(value) is not type(meant):
            return False
        return order(value, meant) in wanted

    return test


@lru_cache(maxsize=1024)
def wildcard(written: str) -> re.Pattern[str]:
    """A text with `*`, `?` and `~` as a pattern that takes the whole of a cell, case ignored."""
    out, index = "", 0
    while index < len(written):
        character = written[index]
        if character == "~" and written[index + 1 : index + 2] in ("*", "?", "~"):
            index += 1
            out += re.escape(written[index])
        else:
            out += {"*": ".*", "?": "."}.get(character, re.escape(character))
        index += 1
    return re.compile(out + r"\Z", re.IGNORECASE | re.DOTALL)


def chosen(pairs: Sequence[tuple[Result, Value]], size: tuple[int, int] | None = None) -> list[bool]:
    """Which cells meet every criterion; the ranges must be of one size."""
    kept: list[bool] | None = None
    for cells, wanted in pairs:
        if not isinstance(cells, Array):
            raise Failed(cells if isinstance(cells, ExcelError) else VALUE)
        if size is None:
            size = cells.rows, cells.columns
        if (cells.rows, cells.columns) != size:
            raise Failed(VALUE)
        test = criterion(wanted)
        marks = [test(value) for value in cells.values]
        kept = marks if kept is None else [both and mark for both, mark in zip(kept, marks, strict=True)]
    return kept or []


def figures(values: Iterable[Value]) -> list[float]:
    """The numbers among values, as totals take them. Failed at an error."""
    found = []
    for value in values:
        if type(value) is float:
            found.append(value)
        elif isinstance(value, ExcelError):
            raise Failed(value)
    return found


def compile_conditional_total(compiler: Compiler, node: Call, many: bool) -> Code:
    """SUMIF and AVERAGEIF: the range to add takes its size from the range to test."""
    if not 2 <= len(node.arguments) <= 3:
        raise CannotEvaluate(f"{node.name} with {len(node.arguments)} arguments")
    tested = compiler.as_reference(node.arguments[0])
    if tested is None or tested.last_sheet is not None:
        raise CannotEvaluate(f"{node.name} on something that is not a range")
    added = compiler.as_reference(node.arguments[2]) if len(node.arguments) == 3 else tested
    if added is None or added.last_sheet is not None:
        raise CannotEvaluate(f"{node.name} of something that is not a range")
    block = compiler.book.block(tested, compiler.sheet)
    cells = compiler.block(block)
    sums = compiler.block(compiler.book.block(_resized(added, tested, block.rows, block.columns), compiler.sheet))
    wanted = compiler.value(node.arguments[1], many=many)
    ask: Run = wanted.run if wanted.many and many else one(wanted.run)
    average = node.name == "AVERAGEIF"

    def total(frame: list[Result], criterion_wanted: Result) -> Result:
        if isinstance(criterion_wanted, Array):
            raise CannotEvaluate("several criteria where one belongs")
        tests, amounts = cells(frame), sums(frame)
        assert isinstance(tests, Array)
        assert isinstance(amounts, Array)
        test = criterion(criterion_wanted)
        try:
            found = figures(compress(amounts.values, [test(value) for value in tests.values]))
        except Failed as failed:
            return failed.error
        if average:
            return sum_in_order(found) / len(found) if found else DIV0
        return sum_in_order(found)

    if wanted.many and many:
        return Code(lambda frame: cell_by_cell(lambda each: total(frame, each), ask(frame)), True)
    return Code(lambda frame: total(frame, ask(frame)))


def _resized(added: Reference, tested: Reference, rows: int, columns: int) -> Reference:
    first_row = added.rows.first if added.rows else 1
    first_column = added.columns.first if added.columns else 1
    row_span = Span(first_row, first_row + rows - 1)
    column_span = Span(first_column, first_column + columns - 1)
    return added.moved(row_span, column_span, single=rows == columns == 1)


def sum_in_order(values: Iterable[float]) -> float:
    """The sum, added one after another as Excel adds; on every version of Python the same."""
    total = 0.0
    for value in values:
        total += value
    return total
