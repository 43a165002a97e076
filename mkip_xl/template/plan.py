"""What a shape needs, worked out once: every new line, every reference in its new place, the bytes between the values.

A shape is how often each loop runs. The plan of a shape is kept and serves every filling of that shape: what is left
to do is to work out the expressions, then the formulas, and to join.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mkip_xl.errors import TemplateError
from mkip_xl.template.axes import Block, Context, NewLine, Path, Shape, choices, expand, holders, loops, plain_lines
from mkip_xl.template.cells import Formula, Mixture, Typed
from mkip_xl.template.expressions import Expression
from mkip_xl.template.limits import FORMULA
from mkip_xl.template.references import Area, Copy, copied
from mkip_xl.template.sheets import Sheet
from mkip_xl.template.texts import Heading
from mkip_xl.workbook.formulas.expansion import AxisMap, Line, SheetMap
from mkip_xl.workbook.formulas.expansion import Loop as Body
from mkip_xl.workbook.formulas.references import LAST_COLUMN, LAST_ROW, Span
from mkip_xl.workbook.formulas.tokens import tokenise

CellKey = tuple[int, int]


@dataclass(slots=True)
class Entry:
    """A sheet of the template as the workbook lists it; `sheet` is None for a chart sheet."""

    number: int
    name: str
    part: str
    sheet: Sheet | None
    title: tuple[str | Expression, ...] | None
    loop: SheetLoop | None


@dataclass(frozen=True, slots=True)
class SheetLoop:
    """`{%sheet for p in partners %}` or `{%sheet if … %}`: the sheet once for each item, or only when it holds."""

    id: int
    items: Expression
    places: tuple[int, ...]
    info: int
    condition: bool


@dataclass(frozen=True, slots=True)
class BoundSheet:
    """A sheet of the filled workbook: the template's sheet it comes from, its name, its counted loops."""

    entry: Entry
    name: str
    path: tuple[tuple[int, int], ...]
    assigned: Context
    down: Shape
    across: Shape
    row_contexts: Sequence[Context]
    column_contexts: Sequence[Context]


@dataclass(slots=True)
class ValueSlot:
    """A place of a sheet's bytes that an expression fills."""

    index: int
    cell: Typed | Mixture
    row_context: int
    column_context: int
    key: CellKey
    heading: Heading | None = None


@dataclass(slots=True)
class FormulaSlot:
    """A place of a sheet's bytes that a formula's value fills; `element` is its `<f>`.

    `dynamic`: an array formula that Excel lets spill over as many cells as its answer needs.
    """

    index: int
    key: CellKey
    text: str
    element: bytes
    kind: str
    area: Area | None
    where: str
    dynamic: bool = False
    before_number: bytes = b""

    def __post_init__(self) -> None:
        self.before_number = b">" + self.element + b"<v>"


@dataclass(slots=True)
class SpillSlot:
    """A place of a sheet's bytes that one value of an array formula fills; `formula` is its number on the sheet."""

    index: int
    formula: int
    row: int
    column: int


@dataclass(slots=True)
class SheetPlan:
    """One new sheet: its bytes with gaps, what fills the gaps, and the constants its formulas read."""

    source: Sheet
    name: str
    part: str
    map: SheetMap
    rows: list[NewLine]
    columns: list[NewLine]
    pieces: list[bytes] = field(default_factory=list)
    values: list[ValueSlot] = field(default_factory=list)
    formulas: list[FormulaSlot] = field(default_factory=list)
    spills: list[SpillSlot] = field(default_factory=list)
    constants: dict[CellKey, float | str | bool | None] = field(default_factory=dict)
    used: tuple[int, int, int, int] | None = None
    headings: dict[CellKey, Heading] = field(default_factory=dict)


def axis_map(blocks: Sequence[Block], lines: Sequence[NewLine], last: int, size: int) -> AxisMap:
    """The map of an axis that references follow."""
    if len(lines) == last and all(line.old == at and not line.path for at, line in enumerate(lines, 1)):
        return AxisMap((), size)
    if len(lines) > size:
        kind = "rows" if size == LAST_ROW else "columns"
        raise TemplateError(f"the loops make {len(lines):,} {kind}; a sheet has {size:,}. Give them less data")
    bodies: dict[Hashable, Body] = {}
    for loop in loops(blocks):
        bodies[loop.id] = Body(loop.first + 1, loop.last - 1, loop.items.text)
    for choice in choices(blocks):
        bodies[choice.id] = Body(choice.first + 1, choice.last - 1, None, condition=True)
    return AxisMap([Line(line.old, line.path) for line in lines], size, last, bodies)


class TableRows(NamedTuple):
    """The rows of a table: its first row, its first and last data row, its last row."""

    top: int
    first: int
    last: int
    bottom: int


def sheet_plan(source: Sheet, bound: BoundSheet, part: str, tables: Sequence[TableRows] = ()) -> SheetPlan:
    """The lines and the map of one new sheet; its bytes come later, when every sheet's map is known.

    A table whose data rows are all gone keeps a blank one, as in Excel.
    """
    rows, columns = expand(source.down, bound.down), expand(source.across, bound.across)
    for table in tables:
        _keep_a_blank_row(rows, source.down, table)
    down = axis_map(source.down, rows, source.last_row, LAST_ROW)
    across = axis_map(source.across, columns, source.last_column, LAST_COLUMN)
    return SheetPlan(source, bound.name, part, SheetMap(down, across), rows, columns)


def work_of(plan: SheetPlan) -> int:
    """How much work the loops of a sheet make, in plain cells: what they add to the template's own."""
    across = Counter(line.old for line in plan.columns)
    down = Counter(line.old for line in plan.rows)
    return sum(
        max(0, times * across[cell.column] - 1) * (FORMULA if isinstance(cell, Formula) else 1)
        for old, times in down.items()
        if old in plan.source.rows
        for cell in plan.source.rows[old].cells
    )


def cells_read(formulas: Iterable[str], plans: Sequence[SheetPlan | None]) -> int:
    """How many cells the ranges of formulas hold, whole rows and columns as far as the largest sheet goes."""
    rows = max((len(plan.rows) for plan in plans if plan is not None), default=0)
    columns = max((len(plan.columns) for plan in plans if plan is not None), default=0)
    total = 0
    for formula in formulas:
        for token in tokenise(formula):
            if token.reference is not None and not token.reference.single:
                total += _length(token.reference.rows, rows) * _length(token.reference.columns, columns)
    return total


def _length(span: Span | None, most: int) -> int:
    return most if span is None else span.last - span.first + 1


def contexts(plan: SheetPlan, area: Area) -> tuple[int, int]:
    """The row and column contexts of the first cell of an area."""
    row = plan.rows[area.top - 1].context if area.top <= len(plan.rows) else 0
    column = plan.columns[area.left - 1].context if area.left <= len(plan.columns) else 0
    return row, column


def live_copies(area: Area, plan: SheetPlan) -> list[Copy]:
    """The copies of an area, those on a row that a table keeps blank left out."""
    return [made for made in copied(area, plan.map) if not _on_blank(made.area, plan)]


def _on_blank(area: Area, plan: SheetPlan) -> bool:
    return area.top == area.bottom <= len(plan.rows) and plan.rows[area.top - 1].blank


def _keep_a_blank_row(lines: list[NewLine], blocks: Sequence[Block], table: TableRows) -> None:
    """Put a blank line into every copy of a table that has lost its data rows."""
    model = next((line for line in plain_lines(blocks) if table.first <= line <= table.last), None)
    if model is None:
        return
    around = {block.id for block in holders(blocks, table.top, table.bottom)}
    copies: dict[Path, list[int]] = {} if around else {(): []}
    for at, line in enumerate(lines):
        if table.top <= line.old <= table.bottom:
            copies.setdefault(tuple(step for step in line.path if step[0] in around), []).append(at)
    for path, own in reversed(copies.items()):
        if any(table.first <= lines[at].old <= table.last for at in own):
            continue
        headings = [at + 1 for at in own if lines[at].old < table.first]
        at = [*own[:1], *headings][-1] if own else sum(line.old < table.first for line in lines)
        lines.insert(at, NewLine(model, path, 0, blank=True))
