"""The rows of a new sheet laid out: constants as bytes, and a gap for each value and each formula's value."""

from __future__ import annotations

from collections.abc import Sequence

from mkip_xl.errors import TemplateError
from mkip_xl.template.axes import NewLine
from mkip_xl.template.cells import Cell, Constant, Formula, Mixture, address
from mkip_xl.template.filters import text_of
from mkip_xl.template.plan import CellKey, FormulaSlot, SheetPlan, SpillSlot, ValueSlot
from mkip_xl.template.references import Area, area_of, copied, sqref
from mkip_xl.template.values import escaped
from mkip_xl.workbook.formulas.expansion import WorkbookMap
from mkip_xl.workbook.formulas.references import column_letters
from mkip_xl.workbook.formulas.shifting import Place, compile_formula


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
        dynamic = b' cm="' in cell.style
        return FormulaSlot(index, key, text, element, cell.kind, area, cell.where, dynamic)

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
