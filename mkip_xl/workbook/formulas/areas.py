"""Ranges that stand outside formulas: merges, conditional formats, validation, print areas, chart data, anchors."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Literal

from mkip_xl.workbook.formulas.expansion import AxisMap, Path, SheetMap, WorkbookMap
from mkip_xl.workbook.formulas.grouping import Role
from mkip_xl.workbook.formulas.reach import Block, View, reach
from mkip_xl.workbook.formulas.references import Reference, Span, read_reference
from mkip_xl.workbook.formulas.shifting import Note, Place, compile_formula, shifted_references

Manner = Literal["cover", "copies", "hull"]


def shift_ranges(sqref: str, sheet: SheetMap, manner: Manner = "cover") -> list[str]:
    """The ranges that a list of ranges becomes, in order, without repeats; empty when all is gone.

    `cover`: all copies of the cells, as few ranges as can be (conditional formats, validation). `copies`: one range for
    every iteration of the loop that holds it (merges, hyperlinks, notes, tables). `hull`: one range from the first copy
    to the last (print areas, filters).

    >>> from mkip_xl.workbook.formulas.expansion import Line
    >>> rows = AxisMap([Line(1), Line(3, ((0, 0),)), Line(3, ((0, 1),)), Line(5)])
    >>> shift_ranges("A3:C3", SheetMap(rows)), shift_ranges("A3:C3", SheetMap(rows), "copies")
    (['A2:C3'], ['A2:C2', 'A3:C3'])
    """
    found: dict[str, None] = {}
    for text in sqref.split():
        reference = read_reference(text)
        if reference is None:
            continue
        for rows in _blocks(sheet.rows, reference.rows, manner):
            for columns in _blocks(sheet.columns, reference.columns, manner):
                found[_written(reference, rows, columns)] = None
    return list(found)


def _blocks(axis: AxisMap, span: Span | None, manner: Manner) -> Sequence[Block | None]:
    if span is None:
        return [None]
    if manner == "copies":
        return [block for _, block in iterations(axis, span.first, span.last)]
    found = reach(axis, span, View())
    if manner == "hull" and found.blocks:
        return [found.hull]
    return list(found.blocks)


def _written(reference: Reference, rows: Block | None, columns: Block | None) -> str:
    row_span = None if rows is None or reference.rows is None else _held(reference.rows, rows)
    column_span = None if columns is None or reference.columns is None else _held(reference.columns, columns)
    single = reference.single and rows is not None and rows[0] == rows[1]
    single = single and columns is not None and columns[0] == columns[1]
    return reference.moved(row_span, column_span, single=single).text


def _held(span: Span, block: Block) -> Span:
    return Span(block[0], block[1], span.first_fixed, span.last_fixed)


def iterations(axis: AxisMap, first: int, last: int) -> list[tuple[Path, Block]]:
    """The copies of a run of old lines, one for each iteration of the loops whose bodies hold all of it.

    A run that reaches out of a loop is stretched over all the loop's copies.
    """
    holders: set[Hashable] = {loop for loop, body in axis.bodies.items() if body.first <= first and last <= body.last}
    found: dict[Path, Block] = {}
    for old in axis.surviving(first, last):
        for new, path in axis.copies(old):
            held = tuple(level for level in path if level[0] in holders)
            start, end = found.get(held, (new, new))
            found[held] = (min(start, new), max(end, new))
    if last > axis.last_known:
        start = max(first, axis.last_known + 1) + axis.shift
        if start <= axis.size:
            block = found.get((), (start, start))
            found[()] = (min(block[0], start), min(last + axis.shift, axis.size))
    return sorted(found.items(), key=lambda item: item[1])


def shift_anchor(row: int, column: int, sheet: SheetMap, *, end: bool = False) -> list[tuple[int, int]]:
    """The cells (row, column from 1) that a drawing's corner moves to, one for each iteration that holds it.

    A corner in a line that is gone moves to the next line that is left (`end`: to the one before).
    """
    rows = _corners(sheet.rows, row, end=end)
    columns = _corners(sheet.columns, column, end=end)
    return [(new_row, new_column) for new_row in rows for new_column in columns]


def _corners(axis: AxisMap, old: int, *, end: bool) -> list[int]:
    for candidate in range(old, 0, -1) if end else range(old, max(old, axis.last_known) + 2):
        copies = axis.copies(candidate)
        if copies:
            return [new for new, _ in copies]
    return [1]


def shift_formula_ranges(formula: str, at: Place, maps: WorkbookMap, notes: list[Note] | None = None) -> str | None:
    """A formula that is ranges only (a name, a chart's data, a print area), carried over; None when all of it is gone.

    Several ranges are joined as Excel writes a union: `Costs!B8:B9,Costs!B12`; a chart puts it in brackets.
    """
    body = formula[1:-1] if formula.startswith("(") and formula.endswith(")") else formula
    texts = shifted_references(compile_formula(body), at, maps, Role.LIST, notes)
    if texts is None:
        return compile_formula(formula).shift(at, maps, notes)
    if not texts:
        return None
    joined = ",".join(texts)
    return f"({joined})" if len(texts) > 1 and body is not formula else joined
