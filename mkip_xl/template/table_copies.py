"""The copies of Excel tables: a table wholly inside a loop becomes one for each turn, with a name of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from mkip_xl.template.naming import PartNames
from mkip_xl.template.owned import Owned, Part
from mkip_xl.template.plan import SheetPlan
from mkip_xl.template.references import Copy, copied
from mkip_xl.template.relations import OFFICE, Relation
from mkip_xl.template.tables import fixed_headings, rows_of, table_range
from mkip_xl.template.texts import MAIN, Heading
from mkip_xl.workbook.formulas.expansion import TablePlace

TABLE_RELATION = OFFICE + "/table"
_ID = f"{{{OFFICE}}}id"


@dataclass(slots=True)
class TableCopy:
    """One table of the filled workbook: the template's table, its part, its name and number, and where it lies.

    `heading` tells its live headings apart from those of other tables; None when they never change.
    """

    model: Part
    part: str
    name: str
    number: int
    made: Copy
    heading: int | None = None


class TableCopies:
    """Gives every copy of a table a part, a name and a number that no other table has."""

    def __init__(self, owned: Owned, names: PartNames) -> None:
        tables = [part.root for part in owned.parts.values() if part.kind == "table"]
        self._part_names = names
        self._names = {root.get("displayName", "").casefold() for root in tables}
        self._numbers = max((int(root.get("id", "0")) for root in tables), default=0)
        self._placed: set[str] = set()
        self.headings: dict[int, int] = {}
        """How many live heading cells each table has, by the number of its headings."""

    def of_sheet(self, models: Iterable[Part], plan: SheetPlan) -> list[TableCopy]:
        """The tables of one new sheet; the very first copy of each keeps the template's part, name and number."""
        return [
            self._copy(model, made) for model in models for made in copied(table_range(model.root), plan.map)
        ]  # fmt: skip

    def _copy(self, model: Part, made: Copy) -> TableCopy:
        name = model.root.get("displayName", "")
        if model.name not in self._placed:
            self._placed.add(model.name)
            return TableCopy(model, model.name, name, int(model.root.get("id", "0")), made)
        count = 2
        while f"{name}_{count}".casefold() in self._names:
            count += 1
        self._names.add(f"{name}_{count}".casefold())
        self._numbers += 1
        return TableCopy(model, self._part_names.new(model.name), f"{name}_{count}", self._numbers, made)

    def gone(self, owned: Owned) -> set[str]:
        """The parts of tables that have no copy at all."""
        return {part.name for part in owned.parts.values() if part.kind == "table"} - self._placed

    def note_headings(self, tables: Sequence[TableCopy], plan: SheetPlan) -> None:
        """Note which heading cells of a sheet are live, before its rows are laid."""
        for table in tables:
            if not rows_of(table.model.root)[0] or fixed_headings(table.model.root, plan.source):
                continue
            table.heading, area = len(self.headings), table.made.area
            self.headings[table.heading] = area.right - area.left + 1
            for at, column in enumerate(range(area.left, area.right + 1)):
                plan.headings[(area.top, column)] = Heading(table.heading, at)


def places(models: Iterable[Part], tables: Sequence[TableCopy]) -> dict[str, list[TablePlace]]:
    """Where formulas find the tables of a sheet, by the folded names they had; an empty list for one that is gone."""
    found: dict[str, list[TablePlace]] = {model.root.get("displayName", "").casefold(): [] for model in models}
    for table in tables:
        place = TablePlace(table.name, table.made.row_path, table.made.column_path)
        found[table.model.root.get("displayName", "").casefold()].append(place)
    return found


def list_tables(
    root: etree._Element, related: Sequence[Relation], tables: Sequence[TableCopy]
) -> list[tuple[str, str, str]]:
    """Let a worksheet list the tables it has now; what comes back are the relationships that are new."""
    by_id: Mapping[str, str] = {relation.id: relation.target for relation in related if relation.kind == "table"}
    added: list[tuple[str, str, str]] = []
    for holder in list(root.iterchildren(f"{{{MAIN}}}tableParts")):
        for listed in list(holder):
            copies = [table for table in tables if table.model.name == by_id.get(listed.get(_ID, ""))]
            if not copies:
                holder.remove(listed)
            for table in copies[1:]:
                identity = f"rIdTable{len(added) + 1}"
                added.append((identity, TABLE_RELATION, table.part))
                etree.SubElement(holder, f"{{{MAIN}}}tablePart").set(_ID, identity)
        holder.set("count", str(len(holder)))
        if not len(holder):
            root.remove(holder)
    return added
