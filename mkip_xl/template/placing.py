"""The parts that belong to sheets, carried over with them: one set for each copy of a sheet, with its own names."""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from mkip_xl.errors import TemplateError
from mkip_xl.template import texts
from mkip_xl.template.charts import CHART, ChartMover, move_new_chart
from mkip_xl.template.drawings import CloneChart, move_drawing
from mkip_xl.template.links import follow_jumps, follow_links
from mkip_xl.template.notes import move_note_shapes, move_notes
from mkip_xl.template.owned import FOLLOWED, Owned, Part
from mkip_xl.template.pivots import move_pivot_table
from mkip_xl.template.plan import SheetPlan
from mkip_xl.template.references import Copy
from mkip_xl.template.relations import (
    CONTENT_TYPES,
    OFFICE,
    RELATIONS,
    TYPES,
    Relation,
    content_type,
    relations_part,
)
from mkip_xl.template.series import Cells, RangeMover
from mkip_xl.template.tables import body_rows, fixed_headings, move_table, new_range, rows_of, table_range
from mkip_xl.template.texts import Cut, Heading, KeptCells, Marks
from mkip_xl.workbook.formulas.expansion import SheetCopy, WorkbookMap
from mkip_xl.workbook.formulas.structured import TableArea
from mkip_xl.workbook.package import Member, Package, packed

Sources = Callable[[str, tuple[tuple[int, int], ...]], list[tuple[str, Any]]]
"""Where the values of cells are found: ("input", n), ("formula", n), or ("", the value that never changes)."""

CHART_RELATION = OFFICE + "/chart"


@dataclass(slots=True)
class Placed:
    """A part of the filled workbook that a sheet brings with it, and the sheet's position."""

    name: str
    cut: Cut
    position: int


@dataclass(slots=True)
class Added:
    """What the parts of all sheets come to: parts with values, fixed parts, new content types, and tables."""

    live: list[Placed] = field(default_factory=list)
    fixed: dict[str, Member] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    tables: dict[str, TableArea] = field(default_factory=dict)
    headings: dict[int, int] = field(default_factory=dict)


class Placer:
    """Places the parts of one sheet after another."""

    def __init__(self, package: Package, owned: Owned) -> None:
        self.package, self.owned = package, owned
        self.maps = WorkbookMap({})
        self.sources: Sources = lambda sheet, cells: [("", None)] * len(cells)
        self.added = Added()
        self._types = texts.parse(package.read(CONTENT_TYPES))
        self._taken = set(package.names)
        self._table_names = {
            part.root.get("displayName", "").casefold() for part in owned.parts.values() if part.kind == "table"
        }
        self._most_table_id = max(
            (int(part.root.get("id", "0")) for part in owned.parts.values() if part.kind == "table"), default=0
        )
        self._renamed: dict[str, str] = {}
        self._turns: dict[tuple[int, str], Copy] = {}
        self._kept: dict[tuple[Any, ...], KeptCells] = {}

    def new_name(self, model: str) -> str:
        """A part name like the model's that no part has."""
        stem, ending = posixpath.splitext(model)
        stem = re.sub(r"\d+$", "", stem)
        number = 1
        while f"{stem}{number}{ending}" in self._taken:
            number += 1
        name = f"{stem}{number}{ending}"
        self._taken.add(name)
        self._type_like(name, model)
        return name

    def _type_like(self, name: str, model: str) -> None:
        kind = content_type(self._types, model)
        if kind is not None and any(
            element.tag == f"{{{TYPES}}}Override" and element.get("PartName") == "/" + model for element in self._types
        ):
            self.added.types[name] = kind

    def names_for(self, sheet_part: str, first: bool) -> dict[str, str]:
        """The names that a sheet's parts get in this copy: their own in the first copy, new ones in the others."""
        names: dict[str, str] = {sheet_part: sheet_part if first else self.new_name(sheet_part)}
        waiting = [sheet_part]
        while waiting:
            for relation in self._followed(waiting.pop()):
                if relation.target not in names:
                    names[relation.target] = relation.target if first else self.new_name(relation.target)
                    waiting.append(relation.target)
        return names

    def tables_for(self, names: dict[str, str]) -> dict[str, str]:
        """The names that the tables of a copied sheet get, by the folded names they had; none for a first copy."""
        renamed: dict[str, str] = {}
        for old, new in names.items():
            part = self.owned.parts.get(old)
            if part is None or part.kind != "table" or old == new:
                continue
            name, count = part.root.get("displayName", "Table"), 2
            while f"{name}_{count}".casefold() in self._table_names:
                count += 1
            self._table_names.add(f"{name}_{count}".casefold())
            renamed[name.casefold()] = self._renamed[new] = f"{name}_{count}"
        return renamed

    def table_bodies(self, names: dict[str, str]) -> list[tuple[int, int]]:
        """The first and last data rows of a sheet's tables."""
        parts = [self.owned.parts[old] for old in names if old in self.owned.parts]
        return [body_rows(part.root) for part in parts if part.kind == "table"]

    def _followed(self, part: str) -> Iterable[Relation]:
        return [
            relation
            for relation in self.owned.related.get(part, ())
            if not relation.external and relation.kind in FOLLOWED and relation.target in self.package
        ]

    def headings(self, names: dict[str, str], plan: SheetPlan) -> None:
        """Note which heading cells of a sheet are live, before its rows are laid."""
        for old in names:
            part = self.owned.parts.get(old)
            if part is None or part.kind != "table" or not rows_of(part.root)[0]:
                continue
            if fixed_headings(part.root, plan.source):
                continue
            number = len(self.added.headings)
            area = new_range(part.root, plan)
            self.added.headings[number] = area.right - area.left + 1
            for at, column in enumerate(range(area.left, area.right + 1)):
                plan.headings[(area.top, column)] = Heading(number, at)

    def place(self, position: int, own: str, home: SheetCopy, plan: SheetPlan | None, names: dict[str, str]) -> None:
        """Place what belongs to one sheet: `own` is its old name, `home` the new sheet."""
        first = all(old == new for old, new in names.items())
        ranges = RangeMover(self.maps, own, home)
        extra: dict[str, list[tuple[str, str, str]]] = {}
        for old, new in list(names.items()):
            part = self.owned.parts.get(old)
            if part is not None:
                self._one(part, new, position, own, home, plan, ranges, extra)
            elif not first and old in self.package and old != _sheet_of(names):
                self.added.fixed[new] = replace(self.package.member(old), name=new)
        for old, new in names.items():
            self._relations(old, new, names, extra.get(new, []), first, ranges)

    def _one(
        self, part: Part, new: str, position: int, own: str, home: SheetCopy, plan: SheetPlan | None,
        ranges: RangeMover, extra: dict[str, list[tuple[str, str, str]]],
    ) -> None:  # fmt: skip
        root = copy.deepcopy(part.root)
        marks = Marks(part.marks.names)
        marks.slots = list(part.marks.slots)
        if part.kind == "chart":
            self._chart(root, marks, own, home, self._turns.get((position, part.name)))
        elif plan is not None and part.kind == "drawing":
            clone = self._chart_cloner(part.name, new, position, own, home, extra)
            move_drawing(root, plan, marks, ranges, clone)
        elif plan is not None and part.kind in ("comments", "threadedComment"):
            move_notes(root, plan, marks)
        elif plan is not None and part.kind == "vmlDrawing":
            move_note_shapes(root, plan)
            follow_links(root, ranges)
        elif part.kind in ("ctrlProp", "chartUserShapes"):
            follow_links(root, ranges)
        elif part.kind == "chartEx":
            move_new_chart(root, ranges)
        elif plan is not None and part.kind == "pivotTable":
            move_pivot_table(root, plan)
        elif plan is not None and part.kind == "table":
            self._table(root, marks, own, plan, new)
        self._keep(root, marks, part, new, position)

    def _keep(self, root: etree._Element, marks: Marks, part: Part, new: str, position: int) -> None:
        plain = etree.tostring(root)
        if plain == part.as_read:
            if new != part.name:
                self.added.fixed[new] = replace(self.package.member(part.name), name=new)
            return
        content = etree.tostring(root, encoding="UTF-8") if part.kind == "vmlDrawing" else texts.serialise(root)
        cut = marks.cut(content)
        if len(cut) == 1:
            self.added.fixed[new] = packed(new, content)
        else:
            self.added.live.append(Placed(new, cut, position))

    def _chart(self, root: etree._Element, marks: Marks, own: str, home: SheetCopy, made: Copy | None = None) -> None:
        prefixes = {uri: prefix for prefix, uri in root.nsmap.items()}
        named = "" if root.nsmap.get(None) == CHART else prefixes.get(CHART) or ""
        prefix = f"{named}:".encode() if named else b""

        def kept(cells: Cells, kind: str, unmoved: bool) -> str | None:
            every = tuple(
                (row, column)
                for area in cells.areas
                for row in range(area.top, area.bottom + 1)
                for column in range(area.left, area.right + 1)
            )
            sources = self.sources(cells.sheet, every)
            if unmoved and not any(source[0] for source in sources):
                return None
            same = (kind, prefix, tuple(sources))
            return marks.add(self._kept.setdefault(same, KeptCells(kind, prefix, sources)))

        ChartMover(RangeMover(self.maps, own, home).inside(made), kept).move(root)

    def _chart_cloner(
        self, old: str, new: str, position: int, own: str, home: SheetCopy,
        extra: dict[str, list[tuple[str, str, str]]],
    ) -> CloneChart:  # fmt: skip
        """What gives a copied picture of a chart a chart part of its own."""
        by_id = {relation.id: relation for relation in self.owned.related.get(old, ())}

        def clone(anchor: etree._Element, made: Copy, first: bool) -> None:
            for shown in anchor.iter(f"{{{CHART}}}chart"):
                relation = by_id.get(shown.get(f"{{{OFFICE}}}id", ""))
                part = self.owned.parts.get(relation.target) if relation is not None else None
                if part is None:
                    continue
                if first:
                    self._turns[(position, part.name)] = made
                    continue
                name = self.new_name(part.name)
                root, marks = copy.deepcopy(part.root), Marks(part.marks.names)
                marks.slots = list(part.marks.slots)
                self._chart(root, marks, own, home, made)
                self._keep(root, marks, part, name, position)
                listed = extra.setdefault(new, [])
                identity = f"rIdCopy{len(listed) + 1}"
                listed.append((identity, CHART_RELATION, name))
                shown.set(f"{{{OFFICE}}}id", identity)

        return clone

    def _table(self, root: etree._Element, marks: Marks, own: str, plan: SheetPlan, new: str) -> None:
        area = new_range(root, plan)
        heading = plan.headings.get((area.top, area.left)) if rows_of(root)[0] else None
        try:
            placed = move_table(root, own, plan, self.maps, marks, heading.table if heading is not None else None)
        except TemplateError as fault:
            raise TemplateError(f"'{own}'!{table_range(root).text}: {fault}") from None
        if new in self._renamed:
            self._most_table_id += 1
            root.set("id", str(self._most_table_id))
            root.set("name", self._renamed[new])
            root.set("displayName", self._renamed[new])
        self.added.tables[root.get("displayName", "")] = placed

    def _relations(
        self,
        old: str,
        new: str,
        names: dict[str, str],
        extra: list[tuple[str, str, str]],
        first: bool,
        ranges: RangeMover,
    ) -> None:
        holder = relations_part(old)
        if holder not in self.package:
            return
        root = texts.parse(self.package.read(holder))
        linked = follow_jumps(root, ranges)
        if first and not extra and not linked:
            return
        by_id = {relation.id: relation for relation in self.owned.related.get(old, ())}
        for element in root:
            relation = by_id.get(element.get("Id", ""))
            if relation is not None and not relation.external:
                target = names.get(relation.target, relation.target)
                if target != relation.target:
                    element.set("Target", posixpath.relpath(target, posixpath.dirname(new)))
        for identity, kind, target in extra:
            made = etree.SubElement(root, f"{{{RELATIONS}}}Relationship")
            made.set("Id", identity)
            made.set("Type", kind)
            made.set("Target", posixpath.relpath(target, posixpath.dirname(new)))
        name = relations_part(new)
        self.added.fixed[name] = packed(name, texts.serialise(root))

    def content_types(self, dropped: Collection[str]) -> None:
        """Write the content types with the new parts and without those left out, when there are any."""
        gone = [element for element in self._types if element.get("PartName", "")[1:] in dropped]
        if not self.added.types and not gone:
            return
        for element in gone:
            self._types.remove(element)
        for name, kind in self.added.types.items():
            made = etree.SubElement(self._types, f"{{{TYPES}}}Override")
            made.set("PartName", "/" + name)
            made.set("ContentType", kind)
        self.added.fixed[CONTENT_TYPES] = packed(CONTENT_TYPES, texts.serialise(self._types))


def _sheet_of(names: dict[str, str]) -> str:
    return next(iter(names))
