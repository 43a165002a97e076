"""The parts that belong to sheets, carried over with them: one set for each copy of a sheet, with its own names."""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from mkip_xl.errors import TemplateError
from mkip_xl.template import texts
from mkip_xl.template.charts import CHART, ChartMover, move_new_chart
from mkip_xl.template.drawings import CloneChart, move_drawing
from mkip_xl.template.links import follow_jumps, follow_links
from mkip_xl.template.naming import PartNames
from mkip_xl.template.notes import move_note_shapes, move_notes
from mkip_xl.template.owned import FOLLOWED, Owned, Part
from mkip_xl.template.pivots import move_pivot_table
from mkip_xl.template.plan import SheetPlan, TableRows
from mkip_xl.template.references import Copy
from mkip_xl.template.relations import OFFICE, RELATIONS, Relation, relations_part
from mkip_xl.template.series import Cells, RangeMover
from mkip_xl.template.table_copies import TableCopies, TableCopy, list_tables, places
from mkip_xl.template.tables import move_table, table_range, table_rows
from mkip_xl.template.texts import Cut, KeptCells, Marks
from mkip_xl.workbook.formulas.expansion import Path, SheetCopy, SheetMap, WorkbookMap
from mkip_xl.workbook.formulas.structured import TableArea
from mkip_xl.workbook.package import Member, Package, packed

Sources = Callable[[str, tuple[tuple[int, int], ...]], list[tuple[str, Any]]]
"""Where the values of cells are found: ("input", n), ("formula", n), or ("", the value that never changes)."""

CHART_RELATION = OFFICE + "/chart"
NewRelation = tuple[str, str, str]
"""A relationship that a part gets: its id, its type, the part it leads to."""


@dataclass(slots=True)
class Placed:
    """A part of the filled workbook that a sheet brings with it, and the sheet's position."""

    name: str
    cut: Cut
    position: int


@dataclass(slots=True)
class Added:
    """What the parts of all sheets come to: parts with values, fixed parts, and tables."""

    live: list[Placed] = field(default_factory=list)
    fixed: dict[str, Member] = field(default_factory=dict)
    tables: dict[str, TableArea] = field(default_factory=dict)


@dataclass(slots=True)
class Home:
    """One new sheet that parts are placed for: its position, the old sheet's name, the names of its parts.

    `names` gives the new name of each old part, the sheet's own first; `added`: the relationships that parts get.
    """

    position: int
    own: str
    names: dict[str, str]
    first: bool
    copy: SheetCopy = field(default_factory=lambda: SheetCopy(""))
    plan: SheetPlan | None = None
    tables: list[TableCopy] = field(default_factory=list)
    added: dict[str, list[NewRelation]] = field(default_factory=dict)
    turns: dict[str, Copy] = field(default_factory=dict)
    """The turn of a loop that a chart's own part stands for, by the part."""

    @property
    def sheet_part(self) -> str:
        """The part of the new sheet."""
        return next(iter(self.names.values()))


class Placer:
    """Places the parts of one sheet after another."""

    def __init__(self, package: Package, owned: Owned) -> None:
        self.package, self.owned = package, owned
        self.maps = WorkbookMap({})
        self.sources: Sources = lambda sheet, cells: [("", None)] * len(cells)
        self.added = Added()
        self.part_names = PartNames(package)
        self.tables = TableCopies(owned, self.part_names)
        self._kept: dict[tuple[Any, ...], KeptCells] = {}

    def home(self, position: int, own: str, sheet_part: str, first: bool) -> Home:
        """A new sheet, its parts named: the first copy of a sheet keeps the names, others get new ones."""

        def named(part: str) -> str:
            return part if first else self.part_names.new(part)

        names = {sheet_part: named(sheet_part)}
        waiting = [sheet_part]
        while waiting:
            for relation in self._followed(waiting.pop()):
                if relation.target not in names:
                    names[relation.target] = named(relation.target)
                    waiting.append(relation.target)
        return Home(position, own, names, first)

    def settle(self, home: Home, name: str, path: Path, plan: SheetPlan | None) -> None:
        """Say what a new sheet is called and where its cells went; its tables follow from that."""
        home.plan = plan
        models = self._table_models(home)
        home.tables = self.tables.of_sheet(models, plan) if plan is not None else []
        home.copy = SheetCopy(name, plan.map if plan is not None else SheetMap(), path, places(models, home.tables))

    def table_homes(self) -> dict[str, str]:
        """The old sheet of every table, by the table's folded name."""
        return {
            self.owned.parts[relation.target].root.get("displayName", "").casefold(): sheet
            for sheet, part in self.owned.sheets.items()
            for relation in self.owned.related.get(part, ())
            if relation.kind == "table" and relation.target in self.owned.parts
        }

    def table_rows(self, home: Home) -> list[TableRows]:
        """The rows of a sheet's tables."""
        return [table_rows(part.root) for part in self._table_models(home)]

    def list_tables(self, home: Home, root: etree._Element) -> None:
        """Let a worksheet list the tables it has now."""
        sheet = next(iter(home.names))
        added = list_tables(root, self.owned.related.get(sheet, ()), home.tables)
        if added:
            home.added.setdefault(home.sheet_part, []).extend(added)

    def _table_models(self, home: Home) -> list[Part]:
        sheet = next(iter(home.names))
        related = self.owned.related.get(sheet, ())
        parts = [self.owned.parts.get(relation.target) for relation in related if relation.kind == "table"]
        return [part for part in parts if part is not None]

    def _followed(self, part: str) -> Iterable[Relation]:
        return [
            relation
            for relation in self.owned.related.get(part, ())
            if not relation.external
            and relation.kind in FOLLOWED
            and relation.kind != "table"
            and relation.target in self.package
        ]

    def place(self, home: Home) -> None:
        """Place what belongs to one sheet."""
        ranges = RangeMover(self.maps, home.own, home.copy)
        for old, new in list(home.names.items()):
            part = self.owned.parts.get(old)
            if part is not None:
                self._one(part, new, home, ranges)
            elif not home.first and old in self.package and new != home.sheet_part:
                self.added.fixed[new] = replace(self.package.member(old), name=new)
        for old, new in home.names.items():
            self._relations(old, new, home, ranges)
        for table in home.tables:
            self._table(table, home)

    def _one(self, part: Part, new: str, home: Home, ranges: RangeMover) -> None:
        root, marks, plan = copy.deepcopy(part.root), part.marks.again(), home.plan
        if part.kind == "chart":
            self._chart(root, marks, ranges.inside(home.turns.get(part.name)))
        elif part.kind == "chartEx":
            move_new_chart(root, ranges)
        elif part.kind in ("ctrlProp", "chartUserShapes"):
            follow_links(root, ranges)
        elif plan is not None and part.kind == "drawing":
            move_drawing(root, plan, marks, ranges, self._chart_cloner(part.name, new, home, ranges))
        elif plan is not None and part.kind in ("comments", "threadedComment"):
            move_notes(root, plan, marks, sheet=0 if home.first else home.position)
        elif plan is not None and part.kind == "vmlDrawing":
            move_note_shapes(root, plan)
            follow_links(root, ranges)
        elif plan is not None and part.kind == "pivotTable":
            move_pivot_table(root, plan)
        self._keep(root, marks, part, new, home.position)

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

    def _chart(self, root: etree._Element, marks: Marks, ranges: RangeMover) -> None:
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

        ChartMover(ranges, kept).move(root)

    def _chart_cloner(self, old: str, new: str, home: Home, ranges: RangeMover) -> CloneChart:
        """What gives a copied picture of a chart a chart part of its own."""
        by_id = {relation.id: relation for relation in self.owned.related.get(old, ())}

        def clone(anchor: etree._Element, made: Copy, first: bool) -> None:
            for shown in anchor.iter(f"{{{CHART}}}chart"):
                relation = by_id.get(shown.get(f"{{{OFFICE}}}id", ""))
                part = self.owned.parts.get(relation.target) if relation is not None else None
                if part is None:
                    continue
                if first:
                    home.turns[part.name] = made
                    continue
                name, root, marks = self.part_names.new(part.name), copy.deepcopy(part.root), part.marks.again()
                self._chart(root, marks, ranges.inside(made))
                self._keep(root, marks, part, name, home.position)
                listed = home.added.setdefault(new, [])
                identity = f"rIdCopy{len(listed) + 1}"
                listed.append((identity, CHART_RELATION, name))
                shown.set(f"{{{OFFICE}}}id", identity)

        return clone

    def _table(self, table: TableCopy, home: Home) -> None:
        assert home.plan is not None
        root, marks = copy.deepcopy(table.model.root), table.model.marks.again()
        try:
            area = move_table(root, table.made.area, home.own, home.plan, self.maps, marks, table.heading)
        except TemplateError as fault:
            raise TemplateError(f"'{home.own}'!{table_range(root).text}: {fault}") from None
        if table.part != table.model.name:
            root.set("id", str(table.number))
            root.set("name", table.name)
            root.set("displayName", table.name)
        self.added.tables[table.name] = area
        self._keep(root, marks, table.model, table.part, home.position)
        self._relations(table.model.name, table.part, home, RangeMover(self.maps, home.own, home.copy))

    def _relations(self, old: str, new: str, home: Home, ranges: RangeMover) -> None:
        """The relationships of a part, when they are not the old part's: to parts with new names, added or gone."""
        holder = relations_part(old)
        if holder not in self.package:
            return
        root = texts.parse(self.package.read(holder))
        changed = follow_jumps(root, ranges) or old != new
        names = home.names | {table.model.name: table.part for table in reversed(home.tables)}
        by_id = {relation.id: relation for relation in self.owned.related.get(old, ())}
        for element in list(root):
            relation = by_id.get(element.get("Id", ""))
            if relation is None or relation.external:
                continue
            target = names.get(relation.target, relation.target)
            if relation.kind == "table" and target not in (table.part for table in home.tables):
                root.remove(element)
                changed = True
            elif target != relation.target:
                element.set("Target", posixpath.relpath(target, posixpath.dirname(new)))
                changed = True
        for identity, kind, target in home.added.get(new, ()):
            made = etree.SubElement(root, f"{{{RELATIONS}}}Relationship")
            made.set("Id", identity)
            made.set("Type", kind)
            made.set("Target", posixpath.relpath(target, posixpath.dirname(new)))
            changed = True
        if changed:
            name = relations_part(new)
            self.added.fixed[name] = packed(name, texts.serialise(root))
