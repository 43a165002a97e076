"""The plan of a whole workbook for one shape: its sheets' bytes, its other parts, its formulas put in order."""

from __future__ import annotations

import copy
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from lxml import etree

from mkip_xl.template import texts
from mkip_xl.template.frames import FrameMover
from mkip_xl.template.names import move_names
from mkip_xl.template.plan import BoundSheet, FormulaSlot, SheetPlan, ValueSlot, lay_rows, sheet_plan
from mkip_xl.template.reading import Source
from mkip_xl.template.texts import MAIN, Cut, Slot
from mkip_xl.workbook.formulas.calculation import Calculation
from mkip_xl.workbook.formulas.expansion import Loop as Body
from mkip_xl.workbook.formulas.expansion import SheetCopy, SheetMap, WorkbookMap
from mkip_xl.workbook.package import Member, packed

_ROWS_HERE = f"{texts.OPEN}rows{texts.CLOSE}"
RECALCULATE = f"{texts.OPEN}recalculate{texts.CLOSE}"


@dataclass(slots=True)
class SheetPart:
    """A sheet of the filled workbook: which bound sheet it is; its bytes in pieces, with gaps at the slots' indexes."""

    position: int
    part: str
    pieces: list[bytes]
    texts: list[tuple[int, Slot]]
    values: list[ValueSlot]
    formulas: list[FormulaSlot]
    sheet: str


@dataclass(slots=True)
class TextPart:
    """Another part with values in it; `position` is the sheet whose names its values may use, if any."""

    part: str
    cut: Cut
    position: int | None


@dataclass(slots=True)
class WorkbookPlan:
    """Everything a shape needs."""

    sheets: list[SheetPart] = field(default_factory=list)
    texts: list[TextPart] = field(default_factory=list)
    fixed: dict[str, Member] = field(default_factory=dict)
    workbook: tuple[str, Member, Member] | None = None
    calculation: Calculation | None = None


class Shaper:
    """Works out the plan of a shape."""

    def __init__(self, source: Source, bound: Sequence[BoundSheet]) -> None:
        self.source, self.bound = source, bound
        self.plan = WorkbookPlan()
        self.sheets: list[SheetPlan | None] = []
        self.parts = [sheet.entry.part for sheet in bound]
        for at, sheet in enumerate(bound):
            entry = sheet.entry
            self.sheets.append(sheet_plan(entry.sheet, sheet, self.parts[at]) if entry.sheet is not None else None)
        self.copies: dict[str, list[tuple[int, SheetCopy]]] = {entry.name: [] for entry in source.entries}
        for at, (sheet, planned) in enumerate(zip(bound, self.sheets, strict=True)):
            moved = planned.map if planned is not None else SheetMap()
            self.copies[sheet.entry.name].append((at, SheetCopy(sheet.name, moved, sheet.path)))
        sheet_loops: dict[Hashable, Body] = {
            entry.loop.id: Body(1, 1, entry.loop.items.text, entry.loop.condition)
            for entry in source.entries
            if entry.loop is not None
        }
        self.maps = WorkbookMap(
            {name: [made for _, made in copies] for name, copies in self.copies.items()},
            [sheet.name for sheet in bound],
            sheet_loops,
        )

    def shape(self) -> WorkbookPlan:
        """The plan."""
        for at, planned in enumerate(self.sheets):
            if planned is not None:
                self._sheet(at, planned)
        self._workbook()
        self._calculation()
        return self.plan

    def _sheet(self, at: int, planned: SheetPlan) -> None:
        entry = self.bound[at].entry
        lay_rows(planned, self.maps)
        root = copy.deepcopy(planned.source.root)
        as_it_was = etree.tostring(root)
        FrameMover(entry.name, planned, self.maps).move(root)
        if not planned.source.touched and not planned.formulas and etree.tostring(root) == as_it_was:
            return
        data = root.find(f"{{{MAIN}}}sheetData")
        assert data is not None
        data.text = _ROWS_HERE
        before, after = texts.serialise(root).split(_ROWS_HERE.encode())
        slots = planned.source.marks.slots
        head, tail = texts.cut(before, slots), texts.cut(after, slots)
        pieces: list[bytes] = []
        filled: list[tuple[int, Slot]] = []
        _append(head, pieces, filled)
        offset = len(pieces)
        pieces.extend(planned.pieces)
        for value in planned.values:
            value.index += offset
        for formula in planned.formulas:
            formula.index += offset
        _append(tail, pieces, filled)
        part = SheetPart(at, planned.part, pieces, filled, planned.values, planned.formulas, entry.name)
        self.plan.sheets.append(part)

    def _workbook(self) -> None:
        root = copy.deepcopy(self.source.workbook)
        names = root.find(f"{{{MAIN}}}definedNames")
        if names is not None:
            move_names(names, [entry.name for entry in self.source.entries], self.copies, self.maps)
        self._sheet_list(root)
        calculation = root.find(f"{{{MAIN}}}calcPr")
        if calculation is None:
            calculation = _calculation_properties(root)
        part = self.source.workbook_part
        as_it_is = packed(part, texts.serialise(root))
        calculation.set("fullCalcOnLoad", "1")
        self.plan.workbook = (part, as_it_is, packed(part, texts.serialise(root)))

    def _sheet_list(self, root: etree._Element) -> None:
        holder = root.find(f"{{{MAIN}}}sheets")
        assert holder is not None
        listed = list(holder.iterchildren(f"{{{MAIN}}}sheet"))
        for sheet in self.bound:
            listed[sheet.entry.number].set("name", sheet.name)

    def _calculation(self) -> None:
        formulas: dict[tuple[str, int, int], str] = {}
        arrays: dict[tuple[str, int, int], tuple[int, int]] = {}
        inputs: list[tuple[str, int, int]] = []
        constants: dict[tuple[str, int, int], float | str | bool | None] = {}
        for planned in self.sheets:
            if planned is None:
                continue
            inputs += [(planned.name, *slot.key) for slot in planned.values]
            constants.update({(planned.name, *key): value for key, value in planned.constants.items()})
            for slot in planned.formulas:
                cell = (planned.name, *slot.key)
                formulas[cell] = slot.text
                if slot.area is not None and slot.kind == "array":
                    area = slot.area
                    arrays[cell] = (area.bottom - area.top + 1, area.right - area.left + 1)
        if formulas:
            self.plan.calculation = Calculation(
                formulas, inputs=inputs, constants=constants, arrays=arrays, names=self._names(),
                sheets=[sheet.name for sheet in self.bound],
            )  # fmt: skip

    def _names(self) -> dict[str | tuple[str, str], str]:
        return {}


def _append(cut: Cut, pieces: list[bytes], filled: list[tuple[int, Slot]]) -> None:
    for piece in cut:
        if isinstance(piece, bytes):
            pieces.append(piece)
        else:
            filled.append((len(pieces), piece))
            pieces.append(b"")


_BEFORE_CALCULATION = ("definedNames", "externalReferences", "functionGroups", "sheets")


def _calculation_properties(root: etree._Element) -> etree._Element:
    made = etree.Element(f"{{{MAIN}}}calcPr")
    for name in _BEFORE_CALCULATION:
        before = root.find(f"{{{MAIN}}}{name}")
        if before is not None:
            before.addnext(made)
            return made
    root.append(made)
    return made


