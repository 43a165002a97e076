"""The ranges of charts: where their cells went, and which series stand for one copy of a loop and so are cloned.

A series belongs to a loop when its name stands in the loop and its categories do not: the years of one partner. It
gets a twin for every copy. A series whose categories stand in the loop runs along it, and is stretched.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

from mkip_xl.template.references import Area, Copy
from mkip_xl.workbook.formulas.areas import iterations
from mkip_xl.workbook.formulas.expansion import AxisMap, Path, SheetCopy, WorkbookMap
from mkip_xl.workbook.formulas.reach import Block, View, reach
from mkip_xl.workbook.formulas.references import LAST_COLUMN, LAST_ROW, Reference, Span
from mkip_xl.workbook.formulas.tokens import tokenise

Axis = Literal["rows", "columns"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One copy of a loop on one axis: what a twin stands for."""

    axis: Axis
    path: Path


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a chart's range on a new sheet, and the formula that names them."""

    formula: str
    sheet: str
    areas: tuple[Area, ...]


class RangeMover:
    """Carries the ranges of one chart, which belongs to the new sheet `home` made from `own`."""

    def __init__(
        self, maps: WorkbookMap, own: str, home: SheetCopy | None, row_path: Path = (), column_path: Path = ()
    ) -> None:
        self.maps, self.own, self.home = maps, own, home
        self.row_path, self.column_path = row_path, column_path

    def inside(self, made: Copy | None) -> RangeMover:
        """The same for what stands in one copy of some cells: there the cells of its own iteration are meant."""
        return self if made is None else RangeMover(self.maps, self.own, self.home, made.row_path, made.column_path)

    def sheet(self, reference: Reference) -> SheetCopy | None:
        """The new sheet a reference means from here."""
        name = reference.sheet if reference.sheet is not None else self.own
        if self.home is not None and name.casefold() == self.own.casefold():
            return self.home
        copies = self.maps.copies(name)
        if len(copies) > 1 and self.home is not None:
            beside = [copy for copy in copies if set(copy.path) <= set(self.home.path)]
            copies = tuple(beside) or copies
        return copies[0] if copies else None

    def moved(self, formula: str, turn: Turn | None = None) -> Cells | None:
        """Where the cells of a range went (for one turn of a loop, or all); None when all are gone."""
        areas: list[Area] = []
        texts: list[str] = []
        sheet_name = ""
        for reference in range_references(formula):
            sheet = self.sheet(reference)
            if sheet is None:
                continue
            sheet_name = sheet.name
            here = sheet is self.home
            row_path, column_path = (self.row_path, self.column_path) if here else ((), ())
            if turn is not None:
                row_path = turn.path if turn.axis == "rows" else row_path
                column_path = turn.path if turn.axis == "columns" else column_path
            rows = _blocks(sheet.map.rows, reference.rows, row_path)
            columns = _blocks(sheet.map.columns, reference.columns, column_path)
            for row in rows:
                for column in columns:
                    areas.append(Area(row[0], column[0], row[1], column[1]))
                    texts.append(_written(reference, row, column, sheet.name))
        if not areas:
            return None
        joined = ",".join(texts)
        return Cells(f"({joined})" if len(texts) > 1 else joined, sheet_name, tuple(areas))

    def turns(self, values: str, name: str | None, categories: str | None) -> list[Turn] | None:
        """The copies a series stands for, one twin each; None when the series is not bound to a loop."""
        found = range_references(values)
        sheet = self.sheet(found[0]) if len(found) == 1 else None
        if sheet is None:
            return None
        title = _only(range_references(name or ""))
        heads = _only(range_references(categories or ""))
        for axis in _AXES:
            lines = sheet.map.columns if axis == "columns" else sheet.map.rows
            span = _span(found[0], axis)
            holders = _holders(lines, span)
            if not holders:
                continue
            title_in = title is not None and self.sheet(title) == sheet and _inside(lines, _span(title, axis), holders)
            heads_in = heads is not None and self.sheet(heads) == sheet and _inside(lines, _span(heads, axis), holders)
            if heads_in or not (title_in or heads is not None or self._runs_across(found[0], axis, sheet)):
                continue
            assert span is not None
            fixed = set(self.row_path if axis == "rows" else self.column_path) if sheet is self.home else set()
            every = [path for path, _ in iterations(lines, span.first, span.last)]
            return [Turn(axis, path) for path in every if fixed <= set(path) or not fixed]
        return None

    def _runs_across(self, reference: Reference, axis: Axis, sheet: SheetCopy) -> bool:
        """Whether the series has its points along the other axis."""
        other: Axis = "rows" if axis == "columns" else "columns"
        span = _span(reference, other)
        lines = sheet.map.rows if other == "rows" else sheet.map.columns
        return span is not None and (span.first != span.last or bool(_holders(lines, span)))


_AXES: tuple[Axis, Axis] = ("columns", "rows")


def range_references(formula: str) -> list[Reference]:
    """The references of a formula that is ranges only; none when it is anything else.

    >>> [reference.address for reference in range_references("(Costs!$B$8:$B$9,Costs!$B$12)")]
    ['$B$8:$B$9', '$B$12']
    >>> range_references("OFFSET(A1,1,1)")
    []
    """
    found = []
    for token in tokenise(formula):
        if token.reference is not None and not token.reference.external and token.reference.last_sheet is None:
            found.append(token.reference)
        elif token.kind not in ("open", "close", "separator", "space"):
            return []
    return found


def _only(found: Sequence[Reference]) -> Reference | None:
    return found[0] if len(found) == 1 else None


def _span(reference: Reference, axis: Axis) -> Span | None:
    return reference.columns if axis == "columns" else reference.rows


def _holders(lines: AxisMap, span: Span | None) -> set[Hashable]:
    if span is None:
        return set()
    return {
        loop
        for loop, body in lines.bodies.items()
        if not body.condition and body.first <= span.first and span.last <= body.last
    }


def _inside(lines: AxisMap, span: Span | None, holders: set[Hashable]) -> bool:
    return bool(_holders(lines, span) & holders)


def _blocks(lines: AxisMap, span: Span | None, path: Path) -> Sequence[Block]:
    """The new lines of a span, of one turn when the span lies in the turn's loop."""
    if span is None:
        return [(1, lines.size)]
    wanted = lines.within(path, span.first, span.last)
    if not wanted:
        return reach(lines, Span(span.first, span.last), View()).blocks
    chosen = sorted(new for old in lines.surviving(span.first, span.last) for new, _ in lines.copies_in(old, wanted))
    blocks: list[Block] = []
    for line in chosen:
        if blocks and blocks[-1][1] == line - 1:
            blocks[-1] = (blocks[-1][0], line)
        else:
            blocks.append((line, line))
    return blocks


def _written(reference: Reference, row: Block, column: Block, sheet: str) -> str:
    rows, columns = reference.rows, reference.columns
    moved = reference.on(sheet).moved(
        None if rows is None else Span(row[0], row[1], rows.first_fixed, rows.last_fixed),
        None if columns is None else Span(column[0], column[1], columns.first_fixed, columns.last_fixed),
        single=reference.single and row[0] == row[1] and column[0] == column[1],
    )
    return moved.text


def whole_lines(area: Area) -> bool:
    """Whether an area is whole rows or columns, which no chart keeps the values of."""
    return (area.top == 1 and area.bottom == LAST_ROW) or (area.left == 1 and area.right == LAST_COLUMN)
