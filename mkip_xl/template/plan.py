"""What a shape needs, worked out once: every new line, every reference in its new place, the bytes between the values.

A shape is how often each loop runs. The plan of a shape is kept and serves every filling of that shape: what is left
to do is to work out the expressions, then the formulas, and to join.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from mkip_xl.errors import TemplateError
from mkip_xl.template.axes import Block, Context, NewLine, Shape, choices, expand, loops, plain_lines
from mkip_xl.template.cells import Cell, Constant, Formula, Mixture, Typed, address
from mkip_xl.template.expressions import Expression
from mkip_xl.template.filters import text_of
from mkip_xl.template.limits import FORMULA
from mkip_xl.template.references import Area, Copy, area_of, copied, sqref
from mkip_xl.template.sheets import Sheet
from mkip_xl.template.texts import Heading
from mkip_xl.template.values import escaped
from mkip_xl.workbook.formulas.expansion import AxisMap, Line, SheetMap, WorkbookMap
from mkip_xl.workbook.formulas.expansion import Loop as Body
from mkip_xl.workbook.formulas.references import LAST_COLUMN, LAST_ROW, Span, column_letters
from mkip_xl.workbook.formulas.shifting import Place, compile_formula
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
    """A place of a sheet's bytes that a formula's value fills; `element` is its `<f>`."""

    index: int
    key: CellKey
    text: str
    element: bytes
    kind: str
    area: Area | None
    where: str
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


def sheet_plan(source: Sheet, bound: BoundSheet, part: str, bodies: Sequence[tuple[int, int]] = ()) -> SheetPlan:
    """The lines and the map of one new sheet; its bytes come later, when every sheet's map is known.

    `bodies` are the data rows of its tables: a table whose rows are all gone keeps a blank one, as in Excel.
    """
    rows, columns = expand(source.down, bound.down), expand(source.across, bound.across)
    for first, last in bodies:
        _keep_one(rows, source.down, first, last)
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


def _keep_one(rows: list[NewLine], blocks: Sequence[Block], first: int, last: int) -> None:
    if any(first <= line.old <= last for line in rows):
        return
    model = next((line for line in plain_lines(blocks) if first <= line <= last), None)
    if model is not None:
        at = sum(line.old < first for line in rows)
        rows.insert(at, NewLine(model, (), 0, blank=True))


def lay_rows(plan: SheetPlan, maps: WorkbookMap) -> None:
    """Write the rows of a sheet plan: constants as bytes, and a gap for each value and each formula's value."""
    writer = _RowWriter(plan, maps)
    copies: dict[int, list[tuple[int, NewLine]]] = {}
    for new, column in enumerate(plan.columns, 1):
        copies.setdefault(column.old, []).append((new, column))
    laid_out: dict[int, list[tuple[int, NewLine, Cell]]] = {}
    for new, line in enumerate(plan.rows, 1):
        row = plan.source.rows.get(line.old)
        if row is None:
            continue
        if line.old not in laid_out:
            spread = [(at, column, cell) for cell in row.cells for at, column in copies.get(cell.column, ())]
            laid_out[line.old] = sorted(spread, key=lambda placed: placed[0])
        writer.row(new, line, row.attributes, laid_out[line.old])
    writer.finish()


class _RowWriter:
    def __init__(self, plan: SheetPlan, maps: WorkbookMap) -> None:
        self.plan, self.maps = plan, maps
        self.gathered: list[bytes] = []
        self.arrays: list[tuple[Area, int]] = []

    def row(self, new: int, line: NewLine, attributes: bytes, cells: Sequence[tuple[int, NewLine, Cell]]) -> None:
        self.gathered.append(b'<row r="%d"%s>' % (new, attributes))
        for column, across, cell in cells:
            self.gathered.append(b'<c r="%s%d"%s' % (column_letters(column).encode(), new, cell.style))
            self.cell(new, column, line, across, cell)
        self.gathered.append(b"</row>")
        if cells:
            self.reach(new, cells[0][0], cells[-1][0])

    def cell(self, row: int, column: int, line: NewLine, across: NewLine, cell: Cell) -> None:
        key = (row, column)
        if line.blank:
            self.gathered.append(b"/>")
            return
        heading = self.plan.headings.get(key) if self.plan.headings else None
        if heading is not None and not isinstance(cell, Formula):
            if isinstance(cell, Constant):
                cell = Mixture(cell.column, cell.style, (text_of(cell.value),), None, address(line.old, cell.column))
            self.plan.values.append(ValueSlot(self.gap(), cell, line.context, across.context, key, heading))
        elif isinstance(cell, Constant):
            self.constant(key, cell)
        elif isinstance(cell, Formula):
            slot = self.formula(self.gap(), key, line, across, cell)
            if slot.kind == "array" and slot.area is not None and not slot.area.is_cell:
                self.arrays.append((slot.area, len(self.plan.formulas)))
            self.plan.formulas.append(slot)
        else:
            self.plan.values.append(ValueSlot(self.gap(), cell, line.context, across.context, key))

    def constant(self, key: CellKey, cell: Constant) -> None:
        for area, number in self.arrays:
            if area.top <= key[0] <= area.bottom and area.left <= key[1] <= area.right:
                self.plan.spills.append(SpillSlot(self.gap(), number, key[0] - area.top, key[1] - area.left))
                return
        self.gathered.append(cell.end)
        if cell.value is not None:
            self.plan.constants[key] = cell.value

    def formula(self, index: int, key: CellKey, line: NewLine, across: NewLine, cell: Formula) -> FormulaSlot:
        name = self.plan.source.name
        at = Place(name, line.old, cell.column, line.path, across.path, self.plan.name)
        try:
            text = compile_formula(cell.text).shift(at, self.maps)
        except TemplateError as fault:
            raise TemplateError(f"'{name}'!{cell.where}: {fault}") from None
        attributes = dict(cell.attributes)
        if cell.kind == "dataTable":
            for name in ("r1", "r2"):
                if name in attributes:
                    attributes[name] = self.input_cell(attributes[name])
        area = None
        if cell.kind:
            attributes["t"] = cell.kind
            covered = self.array_area(cell, key)
            attributes["ref"], area = sqref([covered]), covered
        inner = "".join(f' {attribute}="{escaped(value)}"' for attribute, value in attributes.items())
        element = f"<f{inner}>{escaped(text)}</f>".encode()
        return FormulaSlot(index, key, text, element, cell.kind, area, cell.where)

    def input_cell(self, text: str) -> str:
        """Where the input cell of a what-if table went."""
        area = area_of(text)
        copies = copied(area, self.plan.map) if area is not None else []
        return copies[0].area.text if copies else "A1"

    def array_area(self, cell: Formula, key: CellKey) -> Area:
        """The cells of an array formula's copy that begins at `key`."""
        area = area_of(cell.area or "")
        if area is None:
            raise TemplateError(f"'{self.plan.source.name}'!{cell.where}: an array formula without its cells")
        for copy in copied(area, self.plan.map):
            if (copy.area.top, copy.area.left) == key:
                return copy.area
        return area._replace(top=key[0], left=key[1], bottom=key[0], right=key[1])

    def gap(self) -> int:
        self.plan.pieces.append(b"".join(self.gathered))
        self.gathered = []
        self.plan.pieces.append(b"")
        return len(self.plan.pieces) - 1

    def reach(self, row: int, left: int, right: int) -> None:
        used = self.plan.used
        if used is None:
            self.plan.used = (row, left, row, right)
        else:
            self.plan.used = (used[0], min(used[1], left), row, max(used[3], right))

    def finish(self) -> None:
        self.plan.pieces.append(b"".join(self.gathered))
        self.gathered = []
