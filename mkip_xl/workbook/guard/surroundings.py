"""What lies around the cells of a worksheet: the block they are said to fill, merged blocks, columns, links, tables."""

from __future__ import annotations

from typing import NoReturn

from mkip_xl.workbook.guard import grid as g
from mkip_xl.workbook.guard import limits
from mkip_xl.workbook.guard.book import is_true
from mkip_xl.workbook.guard.grid import WIDTH, Area, Grid, area
from mkip_xl.workbook.guard.markup import COMPATIBILITY, MAIN, RELATIONSHIPS, Markup
from mkip_xl.workbook.guard.relations import Web, is_strict, refuse_strict

_M = MAIN + " "
_RELATION = RELATIONSHIPS + " id"
_TOP, _IN_SHEET = 1, 2
_OF_CELLS = frozenset(_M + local for local in ("row", "c", "v", "f", "is", "t", "r"))


def no_size(told: str | None) -> bool:
    """Whether a width or height is given and is nothing, which hides as surely as hiding does."""
    return told is not None and told.strip("0. ") == "" and "0" in told


class Surroundings:
    """A worksheet as far as it is not cells; `grid` is what has been learnt of it."""

    def __init__(self, web: Web, part: str, sheet: str) -> None:
        self.web, self.part, self.sheet = web, part, sheet
        self.markup = Markup(part, web.package.name)
        self.grid = Grid()
        self.dimension: Area | None = None
        self.merged: set[int] = set()
        self.elements = self.widths = 0

    def refuse(self, code: str, what: str) -> NoReturn:
        """Refuse the file on account of this sheet."""
        self.markup.refuse(code, f"on the sheet {self.sheet!r}, {what}")

    def around(self, depth: int, element: str, told: dict[str, str]) -> bool:
        """Note what lies outside the cells. True when everything inside the element is to be passed over."""
        if depth == _TOP:
            if is_strict(element):
                refuse_strict(self.web)
            if element != _M + "worksheet":
                self.refuse("malformed", "it should hold a worksheet and does not.")
            if COMPATIBILITY + " MustUnderstand" in told:
                self.refuse("must-understand", "it may be opened only by a program that knows its extensions.")
            return False
        self.elements += 1
        if self.elements > limits.AROUND:
            self.refuse("too-large", f"more than {limits.AROUND:,} things lie around the cells.")
        if "count" in told:
            self.markup.check_count(told["count"], limits.AROUND)
        if depth == _IN_SHEET:
            if element == _M + "sheetData":
                self.refuse("malformed", "there are two sets of cells.")
            if element == _M + "dimension":
                self.note_dimension(told.get("ref", ""))
            if element in _OF_CELLS:
                self.refuse("malformed", f"the element {element.removeprefix(_M)!r} lies outside the cells.")
            return element not in (_M + "cols", _M + "mergeCells", _M + "tableParts", _M + "hyperlinks")
        if element == _M + "mergeCell":
            self.merge(told.get("ref", ""))
        elif element == _M + "col":
            self.column(told)
        elif element == _M + "tablePart":
            self.grid.table_ids.append(told.get(_RELATION, ""))
        elif element == _M + "hyperlink":
            block = area(told.get("ref", ""))
            if block is None or block.size > limits.MERGED_CELLS:
                self.refuse(
                    "outside-grid",
                    f"a hyperlink lies on {told.get('ref', '')[:40]!a}, which is not a block of cells.",
                )
        return True

    def note_dimension(self, told: str) -> None:
        """Note the block its cells are said to fill."""
        if told:
            self.dimension = area(told)
            if self.dimension is None:
                self.refuse("false-count", f"its cells are said to fill {told[:40]!a}, which is not on Excel's grid.")

    def merge(self, told: str) -> None:
        """Note a merged block."""
        block = area(told)
        if block is None:
            self.refuse("outside-grid", f"the merged cells {told[:40]!a} are not on Excel's grid.")
        if block.size > limits.MERGED_CELLS or len(self.merged) + block.size > limits.MERGED_CELLS:
            self.refuse(
                "merged", f"{told} and others are merged, more than {limits.MERGED_CELLS:,} cells; unmerge them."
            )
        if len(self.grid.merges) >= limits.MERGES:
            self.refuse("merged", f"there are more than {limits.MERGES:,} merged blocks; unmerge them.")
        self.grid.merges.append(block)
        before = len(self.merged)
        for row in range(block.top, block.bottom + 1):
            self.merged.update(range(row * WIDTH + block.left - 1, row * WIDTH + block.right))
        if len(self.merged) != before + block.size:
            self.refuse("merged", f"the merged cells {told} overlap others.")

    def column(self, told: dict[str, str]) -> None:
        """Note hidden columns."""
        first, last = (told.get(word, "") for word in ("min", "max"))
        if not all(text.isascii() and text.isdecimal() and len(text) < 7 for text in (first, last)):
            self.refuse("outside-grid", "a column's width is given for columns without numbers.")
        if not 1 <= int(first) <= int(last) <= limits.COLUMNS:
            self.refuse(
                "outside-grid", f"columns {first} to {last} are given a width; Excel has 1 to {limits.COLUMNS:,}."
            )
        self.widths += int(last) - int(first) + 1
        if self.widths > limits.COLUMNS:
            self.refuse("outside-grid", "some columns are given a width twice.")
        if is_true(told.get("hidden")) or no_size(told.get("width")):
            self.grid.hidden_columns.update(range(int(first), int(last) + 1))

    def check_spread(self) -> None:
        """Refuse a sheet of which nearly all is empty, or that declares far more cells than it has."""
        grid = self.grid
        cells = max(1, len(grid.keys))
        spread = grid.last_row * grid.last_column
        if spread > limits.SPREAD and spread > 1000 * cells:
            corner = g.reference(grid.last_row * WIDTH + grid.last_column - 1)
            self.refuse(
                "far-cell",
                f"the cells in use reach to {corner} and nearly all are empty. Delete the far rows and columns "
                "(Ctrl+End shows the last cell), save, and use the new file.",
            )
        told = self.dimension
        if told is not None and told.size > limits.SPREAD and told.size > 1000 * cells:
            self.refuse("false-count", f"{told.size:,} cells are declared and there are {len(grid.keys):,}.")
