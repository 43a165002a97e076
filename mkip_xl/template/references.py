"""Areas of cells, and the copies a plan makes of them: what merges, notes, links, anchors and breaks follow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mkip_xl.workbook.formulas.areas import iterations
from mkip_xl.workbook.formulas.expansion import AxisMap, Path, SheetMap
from mkip_xl.workbook.formulas.references import LAST_COLUMN, LAST_ROW, Span, column_letters, read_reference


class Area(NamedTuple):
    """A block of cells, rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def text(self) -> str:
        """Its address.

        >>> Area(8, 2, 9, 5).text, Area(8, 2, 8, 2).text
        ('B8:E9', 'B8')
        """
        first = f"{column_letters(self.left)}{self.top}"
        last = f"{column_letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    def within(self, other: Area) -> bool:
        """Whether all of it lies in another area."""
        return (
            other.top <= self.top
            and self.bottom <= other.bottom
            and other.left <= self.left
            and self.right <= other.right
        )

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell alone."""
        return self.top == self.bottom and self.left == self.right


class Copy(NamedTuple):
    """A copy of an area, and the iterations of the loops it lies in."""

    area: Area
    row_path: Path
    column_path: Path


def area_of(text: str) -> Area | None:
    """The cells of an address such as `B8:E9`; None when it is none.

    >>> area_of("$B$8:E9"), area_of("B8")
    (Area(top=8, left=2, bottom=9, right=5), Area(top=8, left=2, bottom=8, right=2))
    """
    reference = read_reference(text)
    if reference is None:
        return None
    rows, columns = reference.rows or Span(1, LAST_ROW), reference.columns or Span(1, LAST_COLUMN)
    return Area(rows.first, columns.first, rows.last, columns.last)


def copied(area: Area, sheet: SheetMap) -> list[Copy]:
    """The copies of an area: one for each iteration of the loops it lies in, stretched over the loops it covers."""
    return [
        Copy(Area(top, left, bottom, right), row_path, column_path)
        for row_path, (top, bottom) in iterations(sheet.rows, area.top, area.bottom)
        for column_path, (left, right) in iterations(sheet.columns, area.left, area.right)
    ]


def line_after(axis: AxisMap, old: int) -> int:
    """The new line where an old one begins; of a line that is gone, where the next that is left begins."""
    for line in range(old, axis.last_known + 1):
        copies = axis.copies(line)
        if copies:
            return copies[0][0]
    return min(max(old, axis.last_known + 1) + axis.shift, axis.size)


def line_before(axis: AxisMap, old: int) -> int:
    """The last new line of an old one; of a line that is gone, of the one before that is left; 0 when none is."""
    if old > axis.last_known:
        return min(old + axis.shift, axis.size)
    for line in range(old, 0, -1):
        copies = axis.copies(line)
        if copies:
            return copies[-1][0]
    return 0


def sqref(areas: Iterable[Area]) -> str:
    """Areas as an attribute lists them."""
    return " ".join(area.text for area in areas)
