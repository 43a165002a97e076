"""Ranges as Excel sends them, and the shape an answer takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mkip_xl.errors import CellError


@dataclass(frozen=True, slots=True)
class Shape:
    """Rows and columns of a range; `is_one_value` when a single value was given and not a range."""

    rows: int
    columns: int
    is_one_value: bool = False

    @property
    def count(self) -> int:
        """The number of cells."""
        return self.rows * self.columns

    @property
    def is_line(self) -> bool:
        """True for a row, a column or one cell."""
        return self.rows == 1 or self.columns == 1

    @property
    def words(self) -> str:
        """The size as a person reads it.

        >>> Shape(2, 3).words
        '2 rows and 3 columns'
        """
        rows = "1 row" if self.rows == 1 else f"{self.rows:,} rows"
        return f"{rows} and 1 column" if self.columns == 1 else f"{rows} and {self.columns:,} columns"

    def fill(self, values: Sequence[object]) -> object:
        """The values laid out in this shape: a list of rows, or the value itself where one value was given.

        >>> Shape(3, 1).fill([1, 2, 3])
        [[1], [2], [3]]
        """
        if self.is_one_value:
            return values[0]
        if self.columns == 1:
            return [[value] for value in values]
        if self.rows == 1:
            return [list(values)]
        width = self.columns
        return [list(values[start : start + width]) for start in range(0, len(values), width)]


@dataclass(frozen=True, slots=True)
class Block:
    """The cells of a range in reading order, with its shape."""

    cells: list[object]
    shape: Shape

    @classmethod
    def of(cls, value: object, argument: str) -> Block:
        """The cells of a value, a row (list) or rows (list of lists). Ragged or empty ranges are refused.

        >>> Block.of([1, 2], "weights").shape
        Shape(rows=1, columns=2, is_one_value=False)
        """
        if not isinstance(value, (list, tuple)):
            if hasattr(value, "tolist"):  # numpy and pandas values from a Python caller
                return cls.of(value.tolist(), argument)
            return cls([value], Shape(1, 1, True))
        if not value:
            raise CellError(f"{argument} is an empty range. Give at least one cell.", "#VALUE!")
        if not isinstance(value[0], (list, tuple)):
            cells = list(value)
            if any(isinstance(cell, (list, tuple)) for cell in cells):
                raise CellError(f"{argument} mixes cells and rows; give a list of cells or a list of rows.", "#VALUE!")
            return cls(cells, Shape(1, len(cells)))
        width = len(value[0])
        cells = []
        for row in value:
            if not isinstance(row, (list, tuple)) or len(row) != width:
                raise CellError(f"{argument} has rows of different lengths; give a rectangular range.", "#VALUE!")
            cells += row
        if not width:
            raise CellError(f"{argument} is an empty range. Give at least one cell.", "#VALUE!")
        return cls(cells, Shape(len(value), width))

    def place(self, at: int) -> str:
        """Where the cell at this position stands, in words: ranges come without addresses.

        >>> Block.of([[1], [2]], "weights").place(1)
        'cell 2 of 2'
        """
        if self.shape.is_line:
            return f"cell {at + 1} of {len(self.cells)}"
        row, column = divmod(at, self.shape.columns)
        return f"row {row + 1} column {column + 1}"


def rows_of(values: Iterable[Iterable[object]]) -> list[list[object]]:
    """Rows as the plain lists every host takes."""
    return [list(row) for row in values]
