"""Filling: loops counted, the shape's plan taken or made, expressions and formulas worked out, the file joined."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from mkip_xl.errors import TemplateError
from mkip_xl.findings import place
from mkip_xl.template.book import Binder
from mkip_xl.template.cells import Mixture, Typed
from mkip_xl.template.expressions import Frame, Missing
from mkip_xl.template.filters import text_of
from mkip_xl.template.limits import STRICT, Budget, Limits
from mkip_xl.template.outcomes import formula_end, kept_points, number_text, spilled_end
from mkip_xl.template.pictures import Pictures
from mkip_xl.template.plan import BoundSheet, ValueSlot
from mkip_xl.template.reading import Source
from mkip_xl.template.relations import has_macros
from mkip_xl.template.shaping import Shaper, SheetPart, WorkbookPlan
from mkip_xl.template.texts import Filler, Heading, KeptCells, Picture, attribute_text
from mkip_xl.template.values import calculable, cell_end, decimal_end, text_end
from mkip_xl.workbook.formulas.calculation import Outcome
from mkip_xl.workbook.formulas.values import NotEvaluated
from mkip_xl.workbook.package import Assembly, Deflate, Member, deflate

PLANS_KEPT = 16
NOT_WORKED_OUT = NotEvaluated("too many cells to read")
Values = list[float | str | bool | None]
Headings = dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class Run:
    """What the pieces of one part are filled from."""

    part: str
    bound: BoundSheet | None
    frame: Frame
    values: Values
    outcomes: Sequence[Outcome]
    headings: Headings
    pictures: Pictures
    kept: dict[int, bytes]


class Template:
    """A workbook ready to be filled: `fill(data)` gives the bytes of a new .xlsx, as often as asked."""

    def __init__(self, source: Source, deflater: Deflate = deflate) -> None:
        self.name = source.package.name
        self._deflater = deflater
        self._source = source
        self._parts = frozenset(source.package.names)
        self._binder = Binder(source.entries, self.name)
        self._plans: OrderedDict[Any, tuple[WorkbookPlan, Assembly]] = OrderedDict()

    @property
    def has_macros(self) -> bool:
        """Whether the filled workbooks carry macros, and so must be named .xlsm."""
        return has_macros(self._source.package)

    def fill(self, data: Mapping[str, Any], *, limits: Limits = STRICT) -> bytes:
        """The filled workbook's bytes. MissingField names template, sheet, cell and field."""
        if not isinstance(data, Mapping):
            raise TemplateError(f"{self.name} is filled from a group of fields, not from a {type(data).__name__}")
        frame: Frame = [None] * self._source.frame_size
        frame[0] = data
        budget = Budget(limits)
        bound = self._binder.bind(frame, budget)
        plan, assembly = self._planned(bound, limits)
        budget.begin_values()
        changes: dict[str, bytes | Member] = {}
        values: Values = []
        headings: Headings = {table: [] for table in plan.headings}
        joined = [self._values(part, bound[part.position], frame, values, headings, budget) for part in plan.sheets]
        outcomes: list[Outcome] = []
        recalculate = False
        if plan.calculation is not None:
            outcomes = plan.calculation.run(values)
        else:
            outcomes = [NOT_WORKED_OUT] * sum(len(part.formulas) for part in plan.sheets)
        if outcomes:
            following = iter(outcomes)
            for part, pieces in zip(plan.sheets, joined, strict=True):
                own = list(islice(following, len(part.formulas)))
                for slot, outcome in zip(part.formulas, own, strict=True):
                    if type(outcome) is float:
                        pieces[slot.index] = b"%b%b</v></c>" % (slot.before_number, number_text(outcome))
                    else:
                        pieces[slot.index], known = formula_end(slot, outcome)
                        recalculate = recalculate or not known
                for spill in part.spills:
                    pieces[spill.index] = spilled_end(own[spill.formula], spill.row, spill.column)
        for part, pieces in zip(plan.sheets, joined, strict=True):
            changes[part.part] = b"".join(pieces)
        pictures, kept = Pictures(self._parts), dict[int, bytes]()
        for text in plan.texts:
            sheet = bound[text.position] if text.position is not None else None
            run = Run(text.part, sheet, frame, values, outcomes, headings, pictures, kept)
            pieces = text.pieces.copy()
            for at, filler in text.fillers:
                pieces[at] = self._piece(filler, run)
            changes[text.part] = b"".join(pieces)
        changes.update(pictures.parts)
        for holder, drawing in plan.pictured.items():
            before = plan.fixed.get(holder) or self._source.package.member(holder)
            added = drawing in pictures.related
            changes[holder] = pictures.relationships(drawing, before.content()) if added else before
        if plan.workbook is not None:
            name, settled, asking = plan.workbook
            changes[name] = asking if recalculate else settled
        return assembly.write(changes)

    def _piece(self, piece: Filler, run: Run) -> bytes:
        if isinstance(piece, KeptCells):
            known = run.kept.get(id(piece))
            if known is None:
                known = run.kept[id(piece)] = kept_points(piece, run.values, run.outcomes)
            return known
        if isinstance(piece, Heading):
            return attribute_text(run.headings[piece.table][piece.number]).encode("utf-8", "replace")
        slot = piece.slot if isinstance(piece, Picture) else piece
        bound, frame = run.bound, run.frame
        if bound is not None:
            rows, columns = bound.row_contexts, bound.column_contexts
            for spot, item in (*bound.assigned, *rows[slot.row_context], *columns[slot.column_context]):
                frame[spot] = item
        sheet = bound.entry.name if bound is not None else None
        try:
            if isinstance(piece, Picture):
                value = slot.expression(frame)
                return run.pictures.add(run.part, value).encode() if value is not None else piece.own
            return slot.text(frame)
        except Missing as missing:
            raise missing.at(self.name, sheet, slot.carrier.cell, slot.carrier.told) from None
        except TemplateError as fault:
            where = ", ".join(part for part in (self.name, place(sheet, slot.carrier.cell), slot.carrier.told) if part)
            raise TemplateError(f"{where}: {fault}") from None

    def _planned(self, bound: list[BoundSheet], limits: Limits = STRICT) -> tuple[WorkbookPlan, Assembly]:
        key = tuple((sheet.entry.number, sheet.name, sheet.down, sheet.across) for sheet in bound)
        found = self._plans.get(key)
        if found is None:
            plan = Shaper(self._source, bound, limits).shape()
            found = plan, self._source.package.assembly(plan.changing, plan.fixed, self._deflater)
            self._plans[key] = found
            if len(self._plans) > PLANS_KEPT:
                self._plans.popitem(last=False)
        else:
            self._plans.move_to_end(key)
        return found

    def _values(
        self, part: SheetPart, bound: BoundSheet, frame: Frame, values: Values, headings: Headings, budget: Budget
    ) -> list[bytes]:
        """The pieces of a sheet with its values put in; what formulas read of them goes to `values`."""
        pieces = part.pieces.copy()
        date1904 = self._source.date1904
        keep = values.append
        for spot, item in bound.assigned:
            frame[spot] = item
        rows, columns = bound.row_contexts, bound.column_contexts
        row_context = column_context = -1
        for index, row, column, work, slot in part.program:
            if row != row_context:
                row_context = row
                budget.check_time()
                for spot, item in rows[row]:
                    frame[spot] = item
            if column != column_context:
                column_context = column
                for spot, item in columns[column]:
                    frame[spot] = item
            try:
                if work is None:
                    pieces[index], text = _mixed(slot, frame, headings)
                    keep(text)
                    continue
                value = work(frame)
                kind = type(value)
                if kind is str:
                    pieces[index] = text_end(value)
                    keep(value or None)
                elif kind is Decimal:
                    pieces[index] = decimal_end(value)
                    keep(float(value))
                elif kind is float:
                    pieces[index] = cell_end(value)
                    keep(value)
                else:
                    pieces[index] = cell_end(value, date1904)
                    keep(calculable(value, date1904))
            except (Missing, TemplateError) as fault:
                raise self._told(fault, part.sheet, slot) from None
        if part.texts:
            run = Run(part.part, bound, frame, values, (), headings, Pictures(self._parts), {})
            for index, text_slot in part.texts:
                pieces[index] = self._piece(text_slot, run)
        return pieces

    def _told(self, fault: Missing | TemplateError, sheet: str, slot: ValueSlot) -> TemplateError:
        if isinstance(fault, Missing):
            return fault.at(self.name, sheet, slot.cell.where)
        return TemplateError(f"{self.name}, {place(sheet, slot.cell.where)}: {fault}")


def _mixed(slot: ValueSlot, frame: Frame, headings: Headings) -> tuple[bytes, str]:
    """The end of a cell that is a text with values in it, or a table's heading; and its text."""
    cell = slot.cell
    if slot.heading is not None:
        text = _heading(cell, frame, headings[slot.heading.table])
        return text_end(text), text
    assert isinstance(cell, Mixture)
    text = cell.text(frame)
    return cell.end(frame, text), text


def _heading(cell: Typed | Mixture, frame: Frame, taken: list[str]) -> str:
    """The text of a table's heading; Excel wants each column's to be a text, and none twice."""
    wanted = text_of(cell.expression(frame)) if isinstance(cell, Typed) else cell.text(frame)
    wanted = wanted or f"Column{len(taken) + 1}"
    folded = {text.casefold() for text in taken}
    text, count = wanted, 1
    while text.casefold() in folded:
        count += 1
        text = f"{wanted}{count}"
    taken.append(text)
    return text
