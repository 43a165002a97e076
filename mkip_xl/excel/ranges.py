"""Rows, columns and blocks of cells, taken in through the door for cells; refusals name the argument and the cell."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar, cast

from mkip_xl.errors import CellError
from mkip_xl.excel import cells
from mkip_xl.excel.shape import Block, Shape

_NUMBERS = frozenset((float, int))
T = TypeVar("T")


def line(value: object, argument: str, each: Callable[[object, str], T]) -> tuple[list[T], Shape]:
    """The cells of a row or a column, each taken in by `each`, with the shape to answer in."""
    block = Block.of(value, argument)
    if not block.shape.is_line:
        raise CellError(f"{argument} is a block of {block.shape.words}; a row or a column is accepted.", "#VALUE!")
    return _each(block, argument, each), block.shape


def grid(value: object, argument: str, each: Callable[[object, str], T]) -> tuple[list[list[T]], Shape]:
    """The cells of a block of rows and columns, each taken in by `each`."""
    block = Block.of(value, argument)
    found = _each(block, argument, each)
    width = block.shape.columns
    return [found[start : start + width] for start in range(0, len(found), width)], block.shape


def _each(block: Block, argument: str, each: Callable[[object, str], T]) -> list[T]:
    if len(block.cells) == 1:
        return [each(block.cells[0], argument)]
    try:
        return [each(cell, argument) for cell in block.cells]
    except CellError:
        # Again, slowly, to name the first cell at fault; the quick way builds no names.
        return [each(cell, f"{argument}, {block.place(at)},") for at, cell in enumerate(block.cells)]


def amounts(value: object, argument: str, places: int = 2) -> tuple[list[int], Shape]:
    """A row or column of amounts in pounds, as whole units of 10^-places."""
    return line(value, argument, lambda cell, name: cells.pence(cell, name, places))


def weights(value: object, argument: str = "weights") -> tuple[list[float | int], Shape]:
    """A row or column of weights: numbers, none negative, not all zero.

    >>> weights([[50], [30], [20]])
    ([50, 30, 20], Shape(rows=3, columns=1, is_one_value=False))
    """
    found, shape = line(value, argument, _weight)
    if not any(found):
        raise CellError(_no_driver(argument), "#DIV/0!")
    return found, shape


def weights_table(
    value: object, argument: str = "weights", *, may_be_zero: bool = False
) -> tuple[list[list[float | int]], Shape]:
    """A block of weights, none negative; no row (or single column) all zero unless it may be."""
    block = Block.of(value, argument)
    found = cast("list[float | int]", block.cells)
    plain = _NUMBERS.issuperset(map(type, found))
    if not plain or min(found) < 0 or max(found) > 1e15 or math.isnan(sum(found)):
        found = _each(block, argument, _weight)
    width = block.shape.columns
    rows = [found[start : start + width] for start in range(0, len(found), width)]
    if may_be_zero or width == 1 < len(rows):
        return rows, block.shape
    for at, row in enumerate(rows, 1):
        if not any(row):
            raise CellError(_no_driver(f"{argument}, row {at}," if len(rows) > 1 else argument), "#DIV/0!")
    return rows, block.shape


def bounds(
    value: object, argument: str, shape: Shape, places: int, to_whole: Callable[[Fraction], int]
) -> list[int | None] | None:
    """Minimums or maximums in pounds, one for each weight, as whole units; a blank sets none. None when left out."""
    if cells.is_blank(cells.only(value, argument)):
        return None

    def bound(cell: object, name: str) -> int | None:
        return None if cells.is_blank(cell) else cells.bound(cell, name, places, to_whole)

    found, given = line(value, argument, bound)
    same_count(given, argument, shape, "weights")
    return None if not any(one is not None for one in found) else found


def same_count(given: Shape, argument: str, wanted: Shape, other: str) -> None:
    """Refuse a range that has not one cell for each cell of another."""
    if given.count != wanted.count:
        raise CellError(
            f"{argument} has {count_of_cells(given.count)} and {other} {count_of_cells(wanted.count)}; "
            "give one for each, in the same order.",
            "#VALUE!",
        )


def weights_for(
    amounts: Sequence[int], value: object, argument: str, other: str, *, may_be_zero: bool = False
) -> tuple[list[list[float | int]], Shape]:
    """Weights for several amounts: one row or column that serves them all, or a block with one row for each amount.

    A column of weights as long as the amounts could mean one weight for each amount or for each partner; it is read as
    the partners', in their order, as in every other function.
    """
    rows, shape = weights_table(value, argument, may_be_zero=may_be_zero)
    if shape.columns == 1 and shape.rows > 1:
        rows = [[row[0] for row in rows]]
        if not may_be_zero and not any(rows[0]):
            raise CellError(_no_driver(argument), "#DIV/0!")
    if len(rows) not in (1, len(amounts)):
        raise CellError(
            f"{argument} has {len(rows):,} rows and {other} {count_of_cells(len(amounts))}; "
            "give one row for all, or one row for each.",
            "#VALUE!",
        )
    return rows, shape


def _weight(value: object, argument: str) -> float | int:
    found = cells.number(value, argument)
    if found < -1e-9:  # what =1-A1-B1 leaves behind is nearer to zero, and is read below as what was meant
        raise CellError(f"{argument} is {found:g}; weights of 0 or more are accepted.", "#NUM!")
    return found


def _no_driver(argument: str) -> str:
    return f"{argument} adds up to zero, so there is nothing to share by. Give at least one weight above zero."


def count_of_cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"
