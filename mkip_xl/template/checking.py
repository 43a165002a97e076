"""`template check`: the fields a template asks for, its loops, and what a reader should know before filling it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkip_xl.errors import TemplateError
from mkip_xl.findings import Finding, Findings
from mkip_xl.template.axes import Block, Choice, Loop, Run, choices, loops
from mkip_xl.template.cells import Formula, Typed, expressions
from mkip_xl.template.expressions import Expression
from mkip_xl.template.plan import BoundSheet
from mkip_xl.template.reading import Source, read_template
from mkip_xl.template.references import area_of
from mkip_xl.template.shaping import Shaper
from mkip_xl.template.sheets import Sheet
from mkip_xl.template.syntax import has_tags
from mkip_xl.template.texts import MAIN, Picture, Slot
from mkip_xl.workbook.formulas.references import column_letters
from mkip_xl.workbook.formulas.shifting import Note, Place, compile_formula
from mkip_xl.workbook.formulas.tokens import tokenise


@dataclass(frozen=True, slots=True)
class LoopTold:
    """A loop or condition: where its tag stands, what it says, and which lines it repeats or keeps."""

    sheet: str
    cell: str
    kind: str
    tag: str
    lines: str

    def as_json(self) -> dict[str, str]:
        """As the command prints it with --json."""
        return {"sheet": self.sheet, "cell": self.cell, "kind": self.kind, "tag": self.tag, "lines": self.lines}


@dataclass(frozen=True, slots=True)
class Report:
    """What `template check` tells."""

    name: str
    fields: tuple[str, ...]
    loops: tuple[LoopTold, ...]
    findings: tuple[Finding, ...]

    @property
    def usable(self) -> bool:
        """Whether the template can be filled."""
        return all(finding.severity != "error" for finding in self.findings)


def check_template(source: Path | bytes, *, name: str | None = None) -> Report:
    """The report on a template: every field, every loop, every finding by `'Sheet'!Cell`."""
    read = read_template(source, name=name)
    for entry in read.entries:
        if entry.sheet is not None:
            _look_at_cells(entry.sheet, read.findings)
    if not read.findings.errors:
        _rehearse(read)
    return Report(read.package.name, tuple(fields(read)), tuple(_loops(read)), _in_order(read))


def fields(read: Source) -> list[str]:
    """The fields that the data must hold, by path; `[]` stands for each item of a list."""
    sources = _sources(read)
    found: dict[str, None] = {}
    for expression in _expressions(read):
        for place, path in expression.fields:
            told = _told(place, path, sources)
            if told is not None:
                found[told] = None
    listed = sorted(found)
    return [
        field
        for field in listed
        if not any(other.startswith((field + ".", field + "[]")) and other != field for other in listed)
    ]


def _told(place: int | None, path: str, sources: Mapping[int, tuple[Expression, str] | None]) -> str | None:
    if place is None:
        return path
    source = sources.get(place)
    if source is None:
        return None
    items, own = source
    _, dot, rest = path.partition(".")
    for above, holder in items.fields[:1]:
        begun = _told(above, holder, sources)
        if begun is not None:
            return begun + "[]" + own + (dot + rest if dot else "")
    return None


def _sources(read: Source) -> dict[int, tuple[Expression, str] | None]:
    """What each loop variable runs over, by its place in the frame."""
    found: dict[int, tuple[Expression, str] | None] = {}
    for entry in read.entries:
        if entry.loop is not None and entry.loop.places:
            found[entry.loop.places[0]] = (entry.loop.items, "")
        if entry.sheet is None:
            continue
        for loop in (*loops(entry.sheet.down), *loops(entry.sheet.across)):
            for number, place in enumerate(loop.places):
                found[place] = (loop.items, "" if len(loop.places) == 1 else f"[{number}]")
    return found


def _expressions(read: Source) -> Iterator[Expression]:
    for entry in read.entries:
        if entry.loop is not None:
            yield entry.loop.items
        for part in entry.title or ():
            if isinstance(part, Expression):
                yield part
        sheet = entry.sheet
        if sheet is None:
            continue
        for blocks in (sheet.down, sheet.across):
            yield from (loop.items for loop in loops(blocks))
            yield from (test for choice in choices(blocks) for test, _ in choice.branches if test is not None)
        for row in sheet.rows.values():
            for cell in row.cells:
                yield from expressions(cell)
        yield from (slot.expression for slot in sheet.marks.slots if isinstance(slot, Slot))
    for owned in read.owned.parts.values():
        yield from (slot.expression for slot in owned.marks.slots if isinstance(slot, Slot))
        yield from (slot.slot.expression for slot in owned.marks.slots if isinstance(slot, Picture))
    for text in read.text_parts.values():
        yield from (slot.expression for slot in text if isinstance(slot, Slot))


def _loops(read: Source) -> Iterator[LoopTold]:
    for entry in read.entries:
        if entry.loop is not None:
            word = "if" if entry.loop.condition else "for … in"
            yield LoopTold(entry.name, "A1", "sheets", f"{word} {entry.loop.items.text}", "the whole sheet")
        if entry.sheet is None:
            continue
        for kind, blocks in (("rows", entry.sheet.down), ("columns", entry.sheet.across)):
            for loop in loops(blocks):
                tag = f"for {', '.join(loop.names)} in {loop.items.text}"
                yield LoopTold(entry.name, loop.where, kind, tag, _lines(loop, kind))
            for choice in choices(blocks):
                test = choice.branches[0][0]
                yield LoopTold(entry.name, choice.where, kind, f"if {test.text if test else ''}", _lines(choice, kind))


def _lines(block: Loop | Choice, kind: str) -> str:
    first, last = block.first + 1, block.last - 1
    if kind == "columns":
        return f"{column_letters(first)}:{column_letters(last)}" if last >= first else "none"
    return f"{first}:{last}" if last >= first else "none"


def _look_at_cells(sheet: Sheet, findings: Findings) -> None:
    for row in sheet.rows.values():
        for cell in row.cells:
            if isinstance(cell, Typed) and cell.expression.gives == "number text":
                message = f"{{{{ {cell.expression.text} }}}} alone in a cell is text, which no formula can add up; "
                message += "leave the filter out and give the cell a number format"
                findings.warn(sheet.name, cell.where, "text-number", message)
            elif isinstance(cell, Formula) and _tagged(cell.text):
                message = "tags in a formula are not filled; put the value in a cell and let the formula name the cell"
                findings.error(sheet.name, cell.where, "formula-tag", message)
    for merged in sheet.root.iter(f"{{{MAIN}}}mergeCell"):
        area = area_of(merged.get("ref", ""))
        if area is None:
            continue
        for blocks, first, last in ((sheet.down, area.top, area.bottom), (sheet.across, area.left, area.right)):
            if _torn(blocks, first, last):
                message = f"the merged cells {area.text} lie partly inside a loop; merge cells inside it, or all of it"
                findings.error(sheet.name, area.text.split(":")[0], "merge", message)


def _tagged(formula: str) -> bool:
    return "{" in formula and any(token.kind == "text" and has_tags(token.text) for token in tokenise(formula))


def _torn(blocks: Sequence[Block], first: int, last: int) -> bool:
    """Whether lines first to last hold a part of a loop's body and something outside it."""
    for block in blocks:
        if isinstance(block, Run):
            continue
        begin, end = block.first + 1, block.last - 1
        touches = first <= end and last >= begin
        covers = first <= begin and last >= end
        within = first >= begin and last <= end
        if touches and not covers and not within:
            return True
        bodies = [block.body] if isinstance(block, Loop) else [body for _, body in block.branches]
        if within and any(_torn(body, first, last) for body in bodies):
            return True
    return False


def _rehearse(read: Source) -> None:
    """Lay the template out once, each loop running twice, and gather what the references have to say."""
    bound: list[BoundSheet] = []
    for entry in read.entries:
        down = _rehearsal(entry.sheet.down) if entry.sheet is not None else ()
        across = _rehearsal(entry.sheet.across) if entry.sheet is not None else ()
        turns = 2 if entry.loop is not None and not entry.loop.condition else 1
        for turn in range(turns):
            path = ((entry.loop.id, turn),) if entry.loop is not None else ()
            name = entry.name if not turn else f"{entry.name[:28]} 2"
            bound.append(BoundSheet(entry, name, path, (), down, across, (), ()))
    try:
        shaper = Shaper(read, bound)
        shaper.shape()
    except TemplateError as fault:
        sheet, cell, message = _placed(str(fault))
        read.findings.error(sheet, cell, "reference", message)
        return
    for plan in shaper.sheets:
        if plan is None:
            continue
        seen: set[tuple[str, str]] = set()
        for line in plan.rows:
            row = plan.source.rows.get(line.old)
            for column in plan.columns:
                for formula in row.cells if row is not None else ():
                    if not isinstance(formula, Formula) or formula.column != column.old:
                        continue
                    notes: list[Note] = []
                    at = Place(plan.source.name, line.old, formula.column, line.path, column.path, plan.name)
                    compile_formula(formula.text).shift(at, shaper.maps, notes)
                    for note in notes:
                        if note.code in _WORTH_TELLING and (formula.where, note.message) not in seen:
                            seen.add((formula.where, note.message))
                            read.findings.warn(plan.source.name, formula.where, note.code, note.message)


_WORTH_TELLING = frozenset({"several", "uneven", "between", "sheets"})


def _rehearsal(blocks: Sequence[Block]) -> tuple[Any, ...]:
    shape: list[Any] = []
    for block in blocks:
        if isinstance(block, Loop):
            inner = _rehearsal(block.body)
            shape.append((2, (inner, inner)))
        elif isinstance(block, Choice):
            shape.append((0, _rehearsal(block.branches[0][1])))
    return tuple(shape)


def _placed(message: str) -> tuple[str | None, str | None, str]:
    """A message that begins with `'Sheet'!Cell: ` cut into its place and its sentence."""
    head, colon, rest = message.partition(": ")
    sheet, bang, cell = head.rpartition("!")
    if colon and bang and sheet.startswith("'") and sheet.endswith("'"):
        return sheet[1:-1].replace("''", "'"), cell, rest
    return None, None, message


def _in_order(read: Source) -> tuple[Finding, ...]:
    order = {entry.name: entry.number for entry in read.entries}

    def place(finding: Finding) -> tuple[int, int, int]:
        area = area_of(finding.cell or "")
        sheet = order.get(finding.sheet or "", -1)
        return (sheet, area.top, area.left) if area is not None else (sheet, 0, 0)

    return tuple(sorted(read.findings, key=place))
