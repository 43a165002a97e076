"""The plan of a whole workbook for one shape: its sheets' bytes, its other parts, its formulas put in order."""

from __future__ import annotations

import copy
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from lxml import etree

from mkip_xl.template import texts
from mkip_xl.template.cells import Typed
from mkip_xl.template.contents import WorkbookWriter
from mkip_xl.template.expressions import Function
from mkip_xl.template.frames import FrameMover
from mkip_xl.template.laying import lay_rows
from mkip_xl.template.limits import STRICT, Limits, check_cells
from mkip_xl.template.names import lost_names
from mkip_xl.template.placing import Home, Placer
from mkip_xl.template.plan import (
    BoundSheet,
    FormulaSlot,
    SheetPlan,
    SpillSlot,
    ValueSlot,
    cells_read,
    sheet_plan,
    work_of,
)
from mkip_xl.template.reading import Source
from mkip_xl.template.relations import relations_part
from mkip_xl.template.texts import MAIN, Cut, Filler, Picture
from mkip_xl.workbook.formulas.calculation import Calculation
from mkip_xl.workbook.formulas.expansion import Loop as Body
from mkip_xl.workbook.formulas.expansion import SheetCopy, WorkbookMap
from mkip_xl.workbook.package import Member

_ROWS_HERE = f"{texts.OPEN}rows{texts.CLOSE}"
Cell = tuple[str, int, int]


Step = tuple[int, int, int, Function | None, ValueSlot]
"""A value to put in: its gap, its row and column contexts, what works out its expression (None: not an expression
alone), and its slot."""


@dataclass(slots=True)
class SheetPart:
    """A sheet of the filled workbook: which bound sheet it is; its bytes in pieces, with gaps at the slots' indexes."""

    position: int
    part: str
    pieces: list[bytes]
    texts: list[tuple[int, Filler]]
    program: list[Step]
    formulas: list[FormulaSlot]
    spills: list[SpillSlot]
    sheet: str


@dataclass(slots=True)
class TextPart:
    """Another part with values in it; `position` is the sheet whose names its values may use, if any."""

    part: str
    pieces: list[bytes]
    fillers: list[tuple[int, Filler]]
    position: int | None

    @property
    def pictures(self) -> str | None:
        """The relationships that pictures in the data may add to, if any may."""
        pictured = any(isinstance(filler, Picture) for _, filler in self.fillers)
        return relations_part(self.part) if pictured else None


@dataclass(slots=True)
class WorkbookPlan:
    """Everything a shape needs. `headings`: how many live heading cells each table has; `pictured`: relationships
    that pictures may add to, with the drawings they belong to."""

    sheets: list[SheetPart] = field(default_factory=list)
    texts: list[TextPart] = field(default_factory=list)
    fixed: dict[str, Member] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    headings: dict[int, int] = field(default_factory=dict)
    pictured: dict[str, str] = field(default_factory=dict)
    workbook: tuple[str, Member, Member] | None = None
    calculation: Calculation | None = None

    @property
    def changing(self) -> set[str]:
        """The parts that each filling writes anew, or leaves out."""
        own = {self.workbook[0]} if self.workbook is not None else set()
        live = {part.part for part in self.sheets} | {part.part for part in self.texts}
        return {*self.dropped, *self.pictured, *own, *live}


class Shaper:
    """Works out the plan of a shape."""

    def __init__(self, source: Source, bound: Sequence[BoundSheet], limits: Limits = STRICT) -> None:
        self.source, self.bound, self.limits = source, bound, limits
        self.plan = WorkbookPlan()
        self.placer = Placer(source.package, source.owned)
        self.homes: list[Home] = []
        self.copies: dict[str, list[tuple[int, SheetCopy]]] = {entry.name: [] for entry in source.entries}
        for at, sheet in enumerate(bound):
            entry = sheet.entry
            home = self.placer.home(at, entry.name, entry.part, first=not self.copies[entry.name])
            planned = None
            if entry.sheet is not None:
                planned = sheet_plan(entry.sheet, sheet, home.sheet_part, self.placer.table_rows(home))
            self.placer.settle(home, sheet.name, sheet.path, planned)
            self.homes.append(home)
            self.copies[entry.name].append((at, home.copy))
        self.sheets = [home.plan for home in self.homes]
        check_cells(sum(work_of(planned) for planned in self.sheets if planned is not None), limits)
        self.maps = self._maps()
        self.placer.maps = self.maps
        self.maps.lost_names = lost_names(source.workbook, self.maps, source.entries[0].name)
        self.found: dict[Cell, tuple[str, Any]] = {}

    def _maps(self) -> WorkbookMap:
        loops: dict[Hashable, Body] = {
            entry.loop.id: Body(1, 1, entry.loop.items.text, entry.loop.condition)
            for entry in self.source.entries
            if entry.loop is not None
        }
        made = {name: [sheet for _, sheet in copies] for name, copies in self.copies.items()}
        return WorkbookMap(made, [sheet.name for sheet in self.bound], loops, tables=self.placer.table_homes())

    def shape(self) -> WorkbookPlan:
        """The plan."""
        for home in self.homes:
            if home.plan is not None:
                self.placer.tables.note_headings(home.tables, home.plan)
                self._sheet(home, home.plan)
        self._index()
        self.placer.sources = partial(_sources, self.found)
        for home in self.homes:
            self.placer.place(home)
        added = self.placer.added
        self.plan.texts = [_text_part(part.name, part.cut, part.position) for part in added.live]
        self.plan.texts += [_text_part(part, cut, None) for part, cut in self.source.text_parts.items()]
        self.plan.headings = self.placer.tables.headings
        self.plan.pictured = {text.pictures: text.part for text in self.plan.texts if text.pictures is not None}
        writer = WorkbookWriter(self.source, self.bound, self.copies, self.maps)
        self.plan.workbook = writer.workbook([home.sheet_part for home in self.homes])
        self.plan.dropped = writer.dropped | self.placer.tables.gone(self.source.owned)
        types = self.placer.part_names.content_types(self.plan.dropped)
        self.plan.fixed.update(added.fixed)
        self.plan.fixed.update(writer.fixed)
        if types is not None:
            self.plan.fixed[types.name] = types
        self._calculation(writer.defined)
        return self.plan

    def _sheet(self, home: Home, planned: SheetPlan) -> None:
        entry = self.bound[home.position].entry
        lay_rows(planned, self.maps)
        root = copy.deepcopy(planned.source.root)
        as_it_was = etree.tostring(root)
        marks = planned.source.marks.again()
        FrameMover(entry.name, planned, self.maps, marks).move(root)
        self.placer.list_tables(home, root)
        if not home.first:
            _second_copy(root)
        still = not (planned.source.touched or planned.formulas or planned.headings or marks.slots)
        if home.first and still and etree.tostring(root) == as_it_was:
            return
        data = root.find(f"{{{MAIN}}}sheetData")
        assert data is not None
        data.text = _ROWS_HERE
        before, after = texts.serialise(root).split(_ROWS_HERE.encode())
        pieces: list[bytes] = []
        filled: list[tuple[int, Filler]] = []
        _append(marks.cut(before), pieces, filled)
        offset = len(pieces)
        pieces.extend(planned.pieces)
        for value in planned.values:
            value.index += offset
        for formula in planned.formulas:
            formula.index += offset
        for spill in planned.spills:
            spill.index += offset
        _append(marks.cut(after), pieces, filled)
        self.plan.sheets.append(
            SheetPart(
                home.position,
                planned.part,
                pieces,
                filled,
                _program(planned),
                planned.formulas,
                planned.spills,
                entry.name,
            )
        )

    def _index(self) -> None:
        """Where the value of each cell is found when charts keep it."""
        inputs = formulas = 0
        for planned in self.sheets:
            if planned is None:
                continue
            for key, value in planned.constants.items():
                self.found[(planned.name, *key)] = ("", value)
            for value_slot in planned.values:
                self.found[(planned.name, *value_slot.key)] = ("input", inputs)
                inputs += 1
            for formula_slot in planned.formulas:
                self.found[(planned.name, *formula_slot.key)] = ("formula", formulas)
                formulas += 1

    def _calculation(self, names: dict[str | tuple[str, str], str]) -> None:
        formulas: dict[Cell, str] = {}
        arrays: dict[Cell, tuple[int, int]] = {}
        spilling: set[Cell] = set()
        inputs: list[Cell] = []
        constants: dict[Cell, Any] = {}
        for planned in self.sheets:
            if planned is None:
                continue
            inputs += [(planned.name, *slot.key) for slot in planned.values]
            constants.update({(planned.name, *key): value for key, value in planned.constants.items()})
            for slot in planned.formulas:
                cell = (planned.name, *slot.key)
                formulas[cell] = slot.text
                if slot.area is not None and slot.kind == "array":
                    arrays[cell] = (slot.area.bottom - slot.area.top + 1, slot.area.right - slot.area.left + 1)
                    if slot.dynamic:
                        spilling.add(cell)
        if formulas and cells_read(formulas.values(), self.sheets) <= self.limits.read:
            self.plan.calculation = Calculation(
                formulas, inputs=inputs, constants=constants, arrays=arrays, spilling=spilling, names=names,
                tables=self.placer.added.tables, sheets=[sheet.name for sheet in self.bound],
            )  # fmt: skip


def _sources(
    found: Mapping[Cell, tuple[str, Any]], sheet: str, cells: tuple[tuple[int, int], ...]
) -> list[tuple[str, Any]]:
    nothing = ("", None)
    return [found.get((sheet, row, column), nothing) for row, column in cells]


def _program(planned: SheetPlan) -> list[Step]:
    return [
        (
            slot.index, slot.row_context, slot.column_context,
            slot.cell.expression.function if isinstance(slot.cell, Typed) and slot.heading is None else None, slot,
        )
        for slot in planned.values
    ]  # fmt: skip


def _text_part(part: str, cut: Cut, position: int | None) -> TextPart:
    pieces: list[bytes] = []
    fillers: list[tuple[int, Filler]] = []
    _append(cut, pieces, fillers)
    return TextPart(part, pieces, fillers, position)


def _append(cut: Cut, pieces: list[bytes], filled: list[tuple[int, Filler]]) -> None:
    for piece in cut:
        if isinstance(piece, bytes):
            pieces.append(piece)
        else:
            filled.append((len(pieces), piece))
            pieces.append(b"")


def _second_copy(root: etree._Element) -> None:
    """What only one sheet of a workbook may have: being selected, a code name, an identity."""
    for view in root.iter(f"{{{MAIN}}}sheetView"):
        if view.get("tabSelected"):
            del view.attrib["tabSelected"]
    for properties in root.iter(f"{{{MAIN}}}sheetPr"):
        if properties.get("codeName"):
            del properties.attrib["codeName"]
    for name in list(root.attrib):
        if etree.QName(str(name)).localname == "uid":
            del root.attrib[name]
