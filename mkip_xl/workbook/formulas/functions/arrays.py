"""Functions that answer with a whole range."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key

from mkip_xl.workbook.formulas.criteria import sum_in_order
from mkip_xl.workbook.formulas.registry import worksheet
from mkip_xl.workbook.formulas.values import (
    CALC,
    VALUE,
    Array,
    CannotEvaluate,
    ExcelError,
    Failed,
    Result,
    Value,
    logical,
    order,
    text,
)

Rows = Sequence[Sequence[Value]]


def _array(cells: Result) -> Array:
    if isinstance(cells, ExcelError):
        raise Failed(cells)
    return cells if isinstance(cells, Array) else Array(1, 1, (cells,))


def _turned(cells: Array) -> Array:
    values = tuple(cells.at(row, column) for column in range(cells.columns) for row in range(cells.rows))
    return Array(cells.columns, cells.rows, values)


def _made(rows: Rows) -> Array:
    """The rows as an Array; blank cells come out as nought."""
    values = tuple(0.0 if value is None else value for row in rows for value in row)
    return Array(len(rows), len(rows[0]), values)


@worksheet("TRANSPOSE", "A", many=True)
def transposed(cells: Result) -> Result:
    """TRANSPOSE."""
    table = _array(cells)
    return _made([table.column(index) for index in range(table.columns)])


@worksheet("MMULT", "AA", many=True)
def matrix_product(first: Result, second: Result) -> Result:
    """MMULT: both hold numbers only."""
    left, right = _array(first), _array(second)
    a, b = _numbers(left), _numbers(right)
    if left.columns != right.rows or a is None or b is None:
        return VALUE
    across = [[line[column] for line in b] for column in range(right.columns)]
    return _made([[sum_in_order(x * y for x, y in zip(line, other, strict=True)) for other in across] for line in a])


def _numbers(cells: Array) -> list[list[float]] | None:
    """The rows of an array of numbers; None when it holds anything else."""
    values = [value for value in cells.values if isinstance(value, float)]
    if len(values) != len(cells.values):
        return None
    return [values[start : start + cells.columns] for start in range(0, len(values), cells.columns)]


@worksheet("SEQUENCE", "N?NNN", many=True)
def sequence(rows: float, columns: float = 1.0, start: float = 1.0, step: float = 1.0) -> Result:
    """SEQUENCE."""
    down, across = int(rows), int(columns)
    if down < 1 or across < 1:
        return VALUE if min(down, across) < 0 else CALC
    if down * across > 1_000_000:
        raise CannotEvaluate("SEQUENCE of more than a million numbers")
    return Array(down, across, tuple(start + step * index for index in range(down * across)))


@worksheet("FILTER", "AA?E", many=True)
def filtered(cells: Result, kept: Result, otherwise: Value = CALC) -> Result:
    """FILTER: the rows (or columns) where the condition holds."""
    table, marks = _array(cells), _array(kept)
    by_row = marks.columns == 1 and marks.rows == table.rows
    if not by_row and not (marks.rows == 1 and marks.columns == table.columns):
        return VALUE
    chosen = [index for index, mark in enumerate(marks.values) if logical(mark)]
    if not chosen:
        return otherwise
    if by_row:
        return _made([table.row(index) for index in chosen])
    return _turned(_made([table.column(index) for index in chosen]))


@worksheet("UNIQUE", "A?LL", many=True)
def unique(cells: Result, across: bool = False, once: bool = False) -> Result:
    """UNIQUE: rows (or columns) that differ; case is ignored."""
    table = _turned(_array(cells)) if across else _array(cells)
    found: dict[tuple[object, ...], list[int]] = {}
    for index in range(table.rows):
        found.setdefault(tuple(_folded(value) for value in table.row(index)), []).append(index)
    chosen = [places[0] for places in found.values() if not once or len(places) == 1]
    if not chosen:
        return CALC
    made = _made([table.row(index) for index in chosen])
    return _turned(made) if across else made


def _folded(value: Value) -> object:
    return (type(value), text(value).casefold()) if isinstance(value, str) else (type(value), value)


@worksheet("SORT", "A?NNL", many=True)
def sorted_rows(cells: Result, key: float = 1.0, direction: float = 1.0, across: bool = False) -> Result:
    """SORT: numbers before texts before logicals, blank cells last; equal rows keep their order."""
    table = _turned(_array(cells)) if across else _array(cells)
    at = int(key) - 1
    if not 0 <= at < table.columns or direction not in (1.0, -1.0):
        return VALUE
    rows = [table.row(index) for index in range(table.rows)]
    if any(isinstance(row[at], ExcelError) for row in rows):
        raise CannotEvaluate("SORT of a list with errors")
    held = [row for row in rows if row[at] is not None]
    held.sort(key=cmp_to_key(lambda first, second: int(direction) * order(first[at], second[at])))
    made = _made([*held, *(row for row in rows if row[at] is None)])
    return _turned(made) if across else made
