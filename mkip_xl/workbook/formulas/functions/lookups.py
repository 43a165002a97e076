"""Functions that find a value in a range."""

from __future__ import annotations

from collections.abc import Sequence

from mkip_xl.workbook.formulas.criteria import wildcard
from mkip_xl.workbook.formulas.registry import worksheet
from mkip_xl.workbook.formulas.values import (
    NA,
    REF,
    VALUE,
    Array,
    CannotEvaluate,
    ExcelError,
    Failed,
    Result,
    Value,
    order,
    same,
)


def _line(cells: Result) -> Sequence[Value]:
    if cells == REF:
        raise Failed(REF)  # the cells are gone: nothing was looked through, and nothing is merely not found
    if not isinstance(cells, Array):
        return (cells,)
    if cells.rows != 1 and cells.columns != 1:
        raise Failed(NA)
    return cells.values


def _of_a_kind(wanted: Value, value: Value) -> bool:
    if isinstance(wanted, bool) or isinstance(value, bool):
        return isinstance(wanted, bool) and isinstance(value, bool)
    return type(wanted) is type(value)


def exact(
    wanted: Value, line: Sequence[Value], *, wild: bool = True, backwards: bool = False, unsure: bool = True
) -> int | None:
    """The place (from 0) of the first value equal to the one wanted; texts may hold wildcards.

    `unsure`: whether a blank cell may be taken for nought, which Excel's lookups do not agree on.
    """
    places = range(len(line) - 1, -1, -1) if backwards else range(len(line))
    if isinstance(wanted, str) and wild and any(character in wanted for character in "*?~"):
        pattern = wildcard(wanted)
        for place in places:
            value = line[place]
            if isinstance(value, str) and pattern.match(value):
                return place
        return None
    for place in places:
        value = line[place]
        if value is None and unsure and (wanted == 0 or wanted == ""):
            raise CannotEvaluate("a search for nought or an empty text in a list with blank cells")
        if _of_a_kind(wanted, value) and same(wanted, value):
            return place
    return None


def last_not_after(wanted: Value, line: Sequence[Value], sign: int = 1) -> int | None:
    """The place of the last value not above (`sign` 1) or not below (-1) the one wanted, in a sorted line."""
    found, before = None, None
    for place, value in enumerate(line):
        if not _of_a_kind(wanted, value):
            continue
        if before is not None and order(value, before) * sign < 0:
            raise CannotEvaluate("an approximate match in a list that is not sorted")
        before = value
        if order(value, wanted) * sign <= 0:
            found = place
    return found


def _wanted(value: Value) -> Value:
    return 0.0 if value is None else value


@worksheet("MATCH", "VR?N")
def match(wanted: Value, cells: Result, manner: float = 1.0) -> Result:
    """MATCH."""
    line = _line(cells)
    if wanted is None:
        raise CannotEvaluate("MATCH of a blank cell")
    found = exact(wanted, line, unsure=False) if manner == 0 else last_not_after(wanted, line, 1 if manner > 0 else -1)
    return NA if found is None else float(found + 1)


def _beside(wanted: Value, keys: Sequence[Value], near: bool) -> int:
    found = last_not_after(_wanted(wanted), keys) if near else exact(_wanted(wanted), keys)
    if found is None:
        raise Failed(NA)
    return found


@worksheet("VLOOKUP", "VRN?L")
def vertical(wanted: Value, table: Result, column: float, near: bool = True) -> Result:
    """VLOOKUP."""
    if not isinstance(table, Array):
        return REF if table == REF else VALUE
    if column < 1:
        return VALUE
    if column >= table.columns + 1:
        return REF
    return table.at(_beside(wanted, table.column(0), near), int(column) - 1)


@worksheet("HLOOKUP", "VRN?L")
def horizontal(wanted: Value, table: Result, row: float, near: bool = True) -> Result:
    """HLOOKUP."""
    if not isinstance(table, Array) or row < 1:
        return REF if table == REF else VALUE
    if row >= table.rows + 1:
        return REF
    return table.at(int(row) - 1, _beside(wanted, table.row(0), near))


@worksheet("LOOKUP", "VA?A")
def lookup(wanted: Value, cells: Result, results: Result = None) -> Result:
    """LOOKUP: always approximate, in a sorted list."""
    if not isinstance(cells, Array):
        return REF if cells == REF else NA
    if results is None:
        wide = cells.columns > cells.rows
        keys = cells.row(0) if wide else cells.column(0)
        answers = cells.row(cells.rows - 1) if wide else cells.column(cells.columns - 1)
    else:
        keys, answers = _line(cells), _line(results)
    place = _beside(wanted, keys, True)
    return answers[place] if place < len(answers) else NA


def _searched(wanted: Value, cells: Result, manner: float, direction: float) -> int | None:
    if direction not in (1.0, -1.0):
        raise CannotEvaluate("a binary search")
    line, backwards = _line(cells), direction < 0
    wanted = _wanted(wanted)
    if manner in (0.0, 2.0):
        return exact(wanted, line, wild=manner == 2, backwards=backwards)
    found = exact(wanted, line, wild=False, backwards=backwards)
    if found is not None:
        return found
    sign = -1 if manner < 0 else 1
    best: int | None = None
    for place, value in enumerate(line):
        if _of_a_kind(wanted, value) and order(value, wanted) == sign:
            nearest = line[best] if best is not None else None
            if best is None or order(value, nearest) == -sign or (backwards and order(value, nearest) == 0):
                best = place
    return best


@worksheet("XMATCH", "VR?NN")
def x_match(wanted: Value, cells: Result, manner: float = 0.0, direction: float = 1.0) -> Result:
    """XMATCH."""
    if wanted is None:
        raise CannotEvaluate("XMATCH of a blank cell")
    found = _searched(wanted, cells, manner, direction)
    return NA if found is None else float(found + 1)


@worksheet("XLOOKUP", "VRR?ENN", many=True)
def x_lookup(
    wanted: Value, cells: Result, results: Result, missing: Value = NA, manner: float = 0.0, direction: float = 1.0
) -> Result:
    """XLOOKUP."""
    found = _searched(wanted, cells, manner, direction)
    if found is None:
        return NA if missing is None else missing
    if not isinstance(results, Array):
        return results
    if isinstance(cells, Array) and cells.columns == 1:
        if results.rows != cells.rows:
            return VALUE
        row = results.row(found)
        return row[0] if results.columns == 1 else Array(1, results.columns, tuple(row))
    if results.columns != (cells.columns if isinstance(cells, Array) else 1):
        return VALUE
    column = results.column(found)
    return column[0] if results.rows == 1 else Array(results.rows, 1, tuple(column))


@worksheet("INDEX", "AN?N", many=True)
def index(cells: Result, row: float, column: float | None = None) -> Result:
    """INDEX: 0 for a whole row or column."""
    if isinstance(cells, ExcelError):
        return cells
    table = cells if isinstance(cells, Array) else Array(1, 1, (cells,))
    at_row, at_column = int(row), 0 if column is None else int(column)
    if column is None:
        if table.rows == 1 and table.columns > 1:
            at_row, at_column = 1, at_row
        elif table.columns == 1:
            at_column = 1
        elif at_row:
            return _slice(table, at_row, 0)
    if at_row < 0 or at_column < 0:
        return VALUE
    if at_row > table.rows or at_column > table.columns:
        return None if at_row <= table.rows + table.beyond and at_column <= table.columns and table.beyond else REF
    return _slice(table, at_row, at_column)


def _slice(table: Array, row: int, column: int) -> Result:
    if row > table.rows or column > table.columns:
        return REF
    if row and column:
        return table.at(row - 1, column - 1)
    if row:
        return table.at(row - 1, 0) if table.columns == 1 else Array(1, table.columns, tuple(table.row(row - 1)))
    if column:
        return table.at(0, column - 1) if table.rows == 1 else Array(table.rows, 1, tuple(table.column(column - 1)))
    return table
