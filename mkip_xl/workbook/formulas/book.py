"""Which slot of a calculation holds which cell, and what names, tables and functions a formula may use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from mkip_xl.workbook.formulas.references import LAST_COLUMN, LAST_ROW, Reference
from mkip_xl.workbook.formulas.structured import TableArea
from mkip_xl.workbook.formulas.values import CannotEvaluate

BLANK = 0
"""The slot of every cell that holds nothing."""


class Block:
    """The slots of a range, row by row, without the blank rows and columns past the used part of its sheet."""

    __slots__ = ("beyond", "columns", "first_column", "first_row", "rows", "slots")

    def __init__(self, rows: int, columns: int, slots: list[int], beyond: int, first_row: int, first_column: int):
        self.rows, self.columns, self.slots, self.beyond = rows, columns, slots, beyond
        self.first_row, self.first_column = first_row, first_column


class Book:
    """The cells, names, tables and functions that formulas are compiled against."""

    def __init__(
        self,
        names: Mapping[str | tuple[str, str], str],
        tables: Mapping[str, TableArea],
        functions: Mapping[str, Callable[..., object]],
        hidden: Mapping[str, Iterable[int]],
        sheets: Sequence[str],
    ) -> None:
        self.names = {
            (key.casefold() if isinstance(key, str) else (key[0].casefold(), key[1].casefold())): formula
            for key, formula in names.items()
        }
        self.tables = {name.casefold(): table for name, table in tables.items()}
        self.functions = {name.upper(): body for name, body in functions.items()}
        self.hidden = {sheet.casefold(): frozenset(rows) for sheet, rows in hidden.items()}
        self.sheets = [sheet.casefold() for sheet in sheets]
        self.totalled: set[int] = set()
        self._cells: dict[str, dict[tuple[int, int], int]] = {sheet: {} for sheet in self.sheets}
        self._used: dict[str, tuple[int, int]] = {}
        self._next = 1

    def claim(self, cell: tuple[str, int, int]) -> int:
        """A slot for a cell."""
        sheet, row, column = cell[0].casefold(), cell[1], cell[2]
        self._cells.setdefault(sheet, {})[row, column] = self._next
        rows, columns = self._used.get(sheet, (0, 0))
        self._used[sheet] = max(rows, row), max(columns, column)
        self._next += 1
        return self._next - 1

    def reserve(self) -> int:
        """A slot that belongs to no cell."""
        self._next += 1
        return self._next - 1

    @property
    def size(self) -> int:
        """How many slots there are, the blank one included."""
        return self._next

    def has(self, cell: tuple[str, int, int]) -> bool:
        """Whether the cell has a slot."""
        return (cell[1], cell[2]) in self._cells.get(cell[0].casefold(), ())

    def slot(self, cell: tuple[str, int, int]) -> int:
        """The slot of a cell; BLANK when it holds nothing."""
        return self._cells.get(cell[0].casefold(), {}).get((cell[1], cell[2]), BLANK)

    def block(self, reference: Reference, sheet: str) -> Block:
        """The slots of a reference seen from a sheet."""
        if reference.external:
            raise CannotEvaluate(f"{reference.text}, in another file")
        folded = (reference.sheet or sheet).casefold()
        cells = self._cells.get(folded)
        if cells is None:
            if self.sheets and folded not in self.sheets:
                raise CannotEvaluate(f"{reference.text}: there is no such sheet")
            cells = {}
        first_row, last_row = (reference.rows.first, reference.rows.last) if reference.rows else (1, LAST_ROW)
        first_column, last_column = (
            (reference.columns.first, reference.columns.last) if reference.columns else (1, LAST_COLUMN)
        )
        used_rows, used_columns = self._used.get(folded, (0, 0))
        total = (last_row - first_row + 1) * (last_column - first_column + 1)
        last_row = max(first_row, min(last_row, used_rows)) if total > 4096 else last_row
        last_column = max(first_column, min(last_column, used_columns)) if total > 4096 else last_column
        rows, columns = last_row - first_row + 1, last_column - first_column + 1
        if rows * columns > 4_000_000:
            raise CannotEvaluate(f"{reference.text}, a range of {rows * columns:,} cells")
        find = cells.get
        if rows * columns > 4 * len(cells):
            slots = [BLANK] * (rows * columns)
            for (row, column), slot in cells.items():
                if first_row <= row <= last_row and first_column <= column <= last_column:
                    slots[(row - first_row) * columns + column - first_column] = slot
        else:
            across = range(first_column, last_column + 1)
            slots = [find((row, column), BLANK) for row in range(first_row, last_row + 1) for column in across]
        return Block(rows, columns, slots, total - rows * columns, first_row, first_column)

    def slot_of(self, reference: Reference, sheet: str) -> int:
        """The slot of a single cell seen from a sheet."""
        rows, columns = reference.rows, reference.columns
        cells = self._cells.get((reference.sheet or sheet).casefold())
        if cells is None or reference.external or rows is None or columns is None:
            return self.block(reference, sheet).slots[0]
        return cells.get((rows.first, columns.first), BLANK)

    def between(self, first: str, last: str) -> list[str]:
        """The sheets from one to another, as `First:Last!` means them."""
        try:
            start, end = self.sheets.index(first.casefold()), self.sheets.index(last.casefold())
        except ValueError:
            raise CannotEvaluate(f"the sheets {first}:{last}") from None
        return self.sheets[min(start, end) : max(start, end) + 1]

    def name(self, written: str, sheet: str) -> str | None:
        """The formula of a defined name seen from a sheet."""
        prefix, bang, bare = written.rpartition("!")
        if bang:
            sheet = prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix
        local = self.names.get((sheet.casefold(), bare.casefold()))
        return local if local is not None else self.names.get(bare.casefold())
