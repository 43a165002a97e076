"""A formula carried to its new place: every reference in it follows the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mkip_xl.errors import TemplateError
from mkip_xl.workbook.formulas.expansion import SheetCopy, TablePlace, WorkbookMap
from mkip_xl.workbook.formulas.filling import translate
from mkip_xl.workbook.formulas.grouping import (
    CELL_BY_CELL,
    TRANSPARENT,
    Group,
    Piece,
    Role,
    alone,
    first_list_position,
    grouped,
    of_nothing,
    role,
    takes_lists,
    wants_whole_lists,
)
from mkip_xl.workbook.formulas.pieces import edge_line, edge_of_range, joined, placed, plain_factor, spaced
from mkip_xl.workbook.formulas.places import MESSAGES, Note, Place
from mkip_xl.workbook.formulas.reach import View, reach
from mkip_xl.workbook.formulas.references import Reference, Span, quoted_sheet
from mkip_xl.workbook.formulas.tokens import Token, tokenise

__all__ = ["Compiled", "Note", "Place", "compile_formula", "shift_formula", "shifted_references", "translate"]

_LOST = "#REF!"
_MOST_ARGUMENTS = 255
_MOST_LISTED = 100
"""So many sheets with long names still fit into one formula."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A formula read once, ready to be carried to many places."""

    text: str
    root: Group
    touched: bool
    """Whether it refers to anything that could move."""

    def shift(self, at: Place, maps: WorkbookMap, notes: list[Note] | None = None) -> str:
        """The formula as it must stand at the new place. TemplateError when no formula could say what is meant."""
        if not self.touched:
            return self.text
        try:
            return _Shift(at, maps, notes if notes is not None else []).formula(self.root)
        except RecursionError:
            raise TemplateError(f"A formula in {at.sheet} is nested too deeply to be carried over.") from None


@lru_cache(maxsize=4096)
def compile_formula(formula: str) -> Compiled:
    """The formula, without a leading `=`, read once."""
    root = grouped(formula)
    touched = any(token.kind in ("reference", "table", "name") for token in tokenise(formula))
    return Compiled(formula, root, touched)


def shift_formula(formula: str, at: Place, maps: WorkbookMap, notes: list[Note] | None = None) -> str:
    """The formula as it must stand at its new place; see `reach` for the rules and `Compiled.shift` for many places.

    >>> from mkip_xl.workbook.formulas.expansion import AxisMap, Line, SheetCopy, SheetMap
    >>> rows = AxisMap([Line(1), Line(3, (("years", 0),)), Line(3, (("years", 1),)), Line(5)])
    >>> maps = WorkbookMap({"Costs": [SheetCopy("Costs", SheetMap(rows))]})
    >>> shift_formula("SUM(B3:B3)+$F$9", Place("Costs", 5, 2), maps)
    'SUM(B2:B3)+$F$8'
    >>> shift_formula("B3*C3", Place("Costs", 3, 4, (("years", 1),)), maps)
    'B3*C3'
    """
    return compile_formula(formula).shift(at, maps, notes)


def shifted_references(
    compiled: Compiled, at: Place, maps: WorkbookMap, wanted: Role, notes: list[Note] | None = None
) -> list[str] | None:
    """The ranges that a formula of nothing but references and commas becomes; None when it holds anything else."""
    only = [alone(argument) for argument in compiled.root.arguments]
    tokens = [piece for piece in only if isinstance(piece, Token)]
    if len(tokens) != len(only) or not all(token.reference or token.kind == "lost" for token in tokens):
        return None
    work = _Shift(at, maps, notes if notes is not None else [])
    texts: list[str] = []
    for token in tokens:
        if token.reference is not None:
            texts += work.reference(token.reference, token.text, wanted, "") or []
    return texts


class _Shift:
    def __init__(self, at: Place, maps: WorkbookMap, notes: list[Note]) -> None:
        self.at, self.maps, self.notes = at, maps, notes
        self.factor = False
        own = maps.copies(at.sheet)
        self.own = next((copy for copy in own if copy.name == at.new_sheet), own[0] if own else SheetCopy(at.sheet))
        rows, columns = self.own.map.rows, self.own.map.columns
        self.row_view = View(at.row_path, [rows.bodies[loop] for loop, _ in at.row_path], at.row)
        self.column_view = View(at.column_path, [columns.bodies[loop] for loop, _ in at.column_path], at.column)
        self.row_view_away = View(at.row_path, self.row_view.loops)
        self.column_view_away = View(at.column_path, self.column_view.loops)

    def formula(self, root: Group) -> str:
        pieces = [self.pieces(argument, Role.ONE, "", gone=False) or _LOST for argument in root.arguments]
        return joined(pieces, root.separators)

    def pieces(self, argument: Sequence[Piece], wanted: Role, function: str, *, gone: bool) -> str | None:
        """An argument carried over; None when it comes to nothing and `gone` says that nothing may stand there."""
        only = alone(argument)
        if isinstance(only, Token) and (only.reference is not None or only.kind in ("table", "name")):
            self.factor = False
            texts = self.token(only, wanted, function)
            if texts is None:
                return None if gone else self.lost(only)
            return spaced(argument, ",".join(texts) if len(texts) < _MOST_ARGUMENTS else f"({','.join(texts)})")
        inner = wanted if only is not None else Role.EACH if wanted is Role.EACH else Role.ONE
        out: list[str] = []
        for index, piece in enumerate(argument):
            if isinstance(piece, Group):
                text = self.group(piece, inner, function, gone=gone)
                if text is None:
                    return None
            elif piece.reference is not None or piece.kind in ("table", "name"):
                single = piece.reference is not None and piece.reference.single
                self.factor = plain_factor(argument, index)
                texts = self.token(piece, inner, function, edge_of_range(argument, index) if single else "")
                if texts is None:
                    if gone and (piece.reference is None or not piece.reference.single or inner is Role.EACH):
                        return None
                    text = self.lost(piece)
                else:
                    text = texts[0] if len(texts) == 1 else f"({','.join(texts)})"
            else:
                text = piece.text
            out.append(text)
        return "".join(out)

    def group(self, group: Group, wanted: Role, function: str, *, gone: bool) -> str | None:
        if not group.opening.endswith("(") or group.opening == "(":
            return self.brackets(group, wanted, function, gone=gone)
        name = group.name
        kept: list[str] = []
        separators: list[str] = []
        dropped = False
        for position, argument in enumerate(group.arguments):
            taken = role(name, position)
            if wanted is Role.EACH and taken is Role.ONE and name in CELL_BY_CELL:
                taken = Role.EACH
            nothing_counts = self.maps.nothing_counts and of_nothing(name) is not None
            passes = gone and name in TRANSPARENT
            text = self.pieces(argument, taken, name, gone=nothing_counts or passes)
            if text is None:
                if not nothing_counts:
                    return None
                if not takes_lists(name):
                    return of_nothing(name)
                dropped = True
                continue
            if kept:
                separators.append(group.separators[position - 1])
            kept.append(text)
        if dropped and len(kept) <= first_list_position(name):
            return of_nothing(name, kept[0] if kept else "")
        return group.opening + joined(kept, separators) + group.closing

    def brackets(self, group: Group, wanted: Role, function: str, *, gone: bool) -> str | None:
        union = len(group.arguments) > 1
        kept: list[str] = []
        for argument in group.arguments:
            drops = gone or (union and self.maps.nothing_counts)
            text = self.pieces(argument, Role.LIST if union else wanted, function, gone=drops)
            if text is not None:
                kept.append(text)
        if not kept:
            return None if gone else f"{group.opening}{_LOST}{group.closing}"
        return group.opening + joined(kept, group.separators) + group.closing

    def token(self, token: Token, wanted: Role, function: str, edge: str = "") -> list[str] | None:
        if token.reference is not None:
            return self.reference(token.reference, token.text, wanted, function, edge)
        return self.named(token, wanted)

    def reference(
        self, reference: Reference, text: str, wanted: Role, function: str, edge: str = ""
    ) -> list[str] | None:
        """The ranges a reference becomes; None when all it meant is gone."""
        if reference.external:
            return [text]
        if reference.sheet is None:
            ranges = self.on_sheet(reference, self.own, True, wanted, function, edge)
            return [text if found == reference else found.text for found in ranges] or None
        if reference.last_sheet is not None:
            return self.through_sheets(reference, wanted, function)
        copies = self.sheets(reference.sheet)
        each = [(copy, self.on_sheet(reference, copy, copy is self.own, wanted, function, edge)) for copy in copies]
        each = [(copy, ranges) for copy, ranges in each if ranges]
        if len(each) > 1:
            return self.across(each, reference, wanted)
        return [
            text if found == reference and copy.name == reference.sheet else found.on(copy.name).text
            for copy, ranges in each
            for found in ranges
        ] or None

    def sheets(self, name: str) -> Sequence[SheetCopy]:
        """The copies of a sheet that are meant from here."""
        if name.casefold() == self.at.sheet.casefold():
            return (self.own,)
        copies = self.maps.copies(name)
        if len(copies) > 1:
            mine = {*self.own.path, *self.at.row_path, *self.at.column_path}
            shared = [copy for copy in copies if copy.path and mine.issuperset(copy.path)]
            if shared:
                return shared
            sources = self.sources()
            beside = [
                copy
                for copy in copies
                if copy.path and all(sources.get(self.maps.source(loop)) == turn for loop, turn in copy.path)
            ]
            if beside:
                return beside
        return copies

    def sources(self) -> dict[str | None, int]:
        found: dict[str | None, int] = {}
        for (_, iteration), loop in zip(self.at.column_path, self.column_view.loops, strict=True):
            found[loop.source] = iteration
        for (_, iteration), loop in zip(self.at.row_path, self.row_view.loops, strict=True):
            found[loop.source] = iteration
        for loop_id, iteration in self.own.path:
            found[self.maps.source(loop_id)] = iteration
        found.pop(None, None)
        return found

    def across(
        self, each: Sequence[tuple[SheetCopy, list[Reference]]], reference: Reference, wanted: Role
    ) -> list[str]:
        """A reference from outside to every copy of a sheet."""
        names = [copy.name for copy, _ in each]
        if wanted is not Role.LIST:
            raise TemplateError(
                f"{reference.text} in {self.at.sheet} names a sheet that has {len(names)} copies (the first is"
                f" {names[0]}). Only a total such as SUM can take them all; name it from inside the loop, or use SUM."
            )
        same = all(ranges == each[0][1] for _, ranges in each)
        plain = all(quoted_sheet(name) == name for name in (names[0], names[-1])) or len(names) > _MOST_LISTED
        if same and plain and self.maps.neighbours(names):  # LibreOffice reads no `'First one:Last one'!B8`
            return [found.on(names[0], names[-1]).text for found in each[0][1]]
        return [found.on(copy.name).text for copy, ranges in each for found in ranges]

    def through_sheets(self, reference: Reference, wanted: Role, function: str) -> list[str] | None:
        """`First:Last!B8`: every sheet between must agree on where B8 went."""
        assert reference.sheet is not None
        assert reference.last_sheet is not None
        first, last = reference.sheet.casefold(), reference.last_sheet.casefold()
        order = self.maps.old_order
        between: Sequence[str] = (reference.sheet, reference.last_sheet)
        if first in order and last in order and order.index(first) <= order.index(last):
            between = order[order.index(first) : order.index(last) + 1]
        copies = [copy for sheet in between for copy in self.maps.copies(sheet)]
        if not copies:
            return None
        results = [self.on_sheet(reference, copy, copy is self.own, wanted, function) for copy in copies]
        if any(result != results[0] for result in results):
            if not self.maps.nothing_counts:
                return [reference.text]
            if wanted is Role.LIST:
                pairs = zip(copies, results, strict=True)
                return [found.on(copy.name).text for copy, ranges in pairs for found in ranges]
            raise TemplateError(
                f"{reference.text} in {self.at.sheet} runs through sheets whose rows or columns change differently."
                " Only a total such as SUM can take it."
            )
        names = copies[0].name, copies[-1].name
        if names == (reference.sheet, reference.last_sheet):
            return [found.text for found in results[0]] or None
        return [found.on(*names).text for found in results[0]] or None

    def on_sheet(
        self, reference: Reference, sheet: SheetCopy, here: bool, wanted: Role, function: str, edge: str = ""
    ) -> list[Reference]:
        """The ranges a reference becomes on one new sheet; empty when it is gone."""
        rows, columns = reference.rows, reference.columns
        one = reference.single and (wanted is Role.ONE or reference.spill or bool(edge))
        cell_as_range = (
            not reference.single
            and rows is not None
            and columns is not None
            and (rows.first == rows.last and columns.first == columns.last)
        )
        whole = cell_as_range or wants_whole_lists(function) or wanted is Role.EACH
        one = one and not edge
        row_held = self.factor and columns is not None and columns.first == self.at.column
        column_held = self.factor and rows is not None and rows.first == self.at.row
        row_view = self.row_view if here else self.row_view_away
        column_view = self.column_view if here else self.column_view_away
        row_reach = reach(sheet.map.rows, rows, row_view, one=one, whole=whole, held=row_held) if rows else None
        column_reach = (
            reach(sheet.map.columns, columns, column_view, one=one, whole=whole, held=column_held) if columns else None
        )
        for found in (row_reach, column_reach):
            if found is not None and found.note:
                self.note(found.note, reference)
        if (row_reach is not None and not row_reach.blocks) or (column_reach is not None and not column_reach.blocks):
            return []
        row_blocks: list[tuple[int, int] | None] = [*row_reach.blocks] if row_reach else [None]
        column_blocks: list[tuple[int, int] | None] = [*column_reach.blocks] if column_reach else [None]
        if wanted is not Role.LIST and len(row_blocks) * len(column_blocks) > 1:
            self.note("between", reference)
            row_blocks = [row_reach.hull] if row_reach else [None]
            column_blocks = [column_reach.hull] if column_reach else [None]
        if edge:
            row_blocks = [edge_line(row_blocks, edge)]
            column_blocks = [edge_line(column_blocks, edge)]
        return [
            placed(reference, row_block, column_block) for row_block in row_blocks for column_block in column_blocks
        ]

    def named(self, token: Token, wanted: Role) -> list[str] | None:
        """A name or a structured reference: a copied table's own name, a renamed sheet before a name."""
        text = token.text
        if token.kind == "name" and text.casefold() in self.maps.lost_names:
            return None
        head, bracket, rest = text.partition("[")
        if token.kind == "name" and "!" in text and "[" not in text:
            prefix, _, name = text.rpartition("!")
            sheet = prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix
            copies = self.sheets(sheet)
            if len(copies) == 1 and copies[0].name != sheet:
                return [Reference(None, Span(1, 1)).on(copies[0].name).prefix + name]
            return [text]
        if not head or "!" in head:
            return [text]
        home = self.maps.tables.get(head.casefold())
        if home is None:
            return [text]
        names = [table.name for sheet in self.sheets(home) for table in self.tables(sheet, head.casefold())]
        if len(names) > 1 and wanted is not Role.LIST:
            raise TemplateError(
                f"{text} in {self.at.sheet} names a table that has {len(names)} copies. Only a total such as SUM can"
                " take them all; name the table from inside the loop, or use SUM."
            )
        return [name + bracket + rest for name in names] or None

    def tables(self, sheet: SheetCopy, table: str) -> Sequence[TablePlace]:
        """The copies of a table on a new sheet that are meant from here: of the iterations the formula stands in."""
        found = sheet.tables.get(table, ())
        if sheet is not self.own:
            return found
        mine = dict((*self.at.row_path, *self.at.column_path))
        return [
            place
            for place in found
            if all(mine.get(loop, turn) == turn for loop, turn in (*place.row_path, *place.column_path))
        ]

    def lost(self, token: Token) -> str:
        self.notes.append(Note("lost", token.text, f"{token.text} {MESSAGES['lost']}"))
        return _LOST

    def note(self, code: str, reference: Reference) -> None:
        self.notes.append(Note(code, reference.text, f"{reference.text} {MESSAGES[code]}"))
