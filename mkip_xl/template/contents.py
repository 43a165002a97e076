"""The workbook part of a filled workbook: its list of sheets, its names, its relationships; what is left out."""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Mapping, Sequence

from lxml import etree

from mkip_xl.template import texts
from mkip_xl.template.names import move_names
from mkip_xl.template.pivots import move_pivot_source
from mkip_xl.template.plan import BoundSheet
from mkip_xl.template.reading import Source
from mkip_xl.template.relations import OFFICE, RELATIONS, Relation, relations, relations_part
from mkip_xl.template.texts import MAIN
from mkip_xl.workbook.formulas.expansion import SheetCopy, WorkbookMap
from mkip_xl.workbook.package import Member, packed

_RELATION_ID = f"{{{OFFICE}}}id"
_BEFORE_CALCULATION = ("definedNames", "externalReferences", "functionGroups", "sheets")
_APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


class WorkbookWriter:
    """Writes the workbook part for one shape, and what follows from other sheets than the template's."""

    def __init__(
        self,
        source: Source,
        bound: Sequence[BoundSheet],
        copies: Mapping[str, Sequence[tuple[int, SheetCopy]]],
        maps: WorkbookMap,
    ) -> None:
        self.source, self.bound, self.copies, self.maps = source, bound, copies, maps
        self.fixed: dict[str, Member] = {}
        self.dropped: set[str] = set()
        self.defined: dict[str | tuple[str, str], str] = {}

    def workbook(self, parts: Sequence[str]) -> tuple[str, Member, Member]:
        """The workbook part, and the same asking for a recalculation; `parts` are the sheets' parts in order."""
        root = copy.deepcopy(self.source.workbook)
        names = root.find(f"{{{MAIN}}}definedNames")
        if names is not None:
            move_names(names, [entry.name for entry in self.source.entries], self.copies, self.maps)
            self._defined(names)
        self._sheets(root, parts)
        self._views(root)
        self._pivots()
        calculation = root.find(f"{{{MAIN}}}calcPr")
        if calculation is None:
            calculation = _calculation_properties(root)
        part = self.source.workbook_part
        as_it_is = packed(part, texts.serialise(root))
        calculation.set("fullCalcOnLoad", "1")
        return part, as_it_is, packed(part, texts.serialise(root))

    def _pivots(self) -> None:
        for relation in relations(self.source.package, self.source.workbook_part):
            if relation.kind == "pivotCacheDefinition" and relation.target in self.source.package:
                root = texts.parse(self.source.package.read(relation.target))
                if move_pivot_source(root, self.copies):
                    self.fixed[relation.target] = packed(relation.target, texts.serialise(root))

    def _defined(self, names: etree._Element) -> None:
        for name in names:
            local = name.get("localSheetId")
            key = name.get("name", "")
            if local is None:
                self.defined[key] = name.text or ""
            elif int(local) < len(self.bound):
                self.defined[(self.bound[int(local)].name, key)] = name.text or ""

    def _sheets(self, root: etree._Element, parts: Sequence[str]) -> None:
        holder = root.find(f"{{{MAIN}}}sheets")
        assert holder is not None
        listed = list(holder.iterchildren(f"{{{MAIN}}}sheet"))
        highest = max(int(element.get("sheetId", "0")) for element in listed)
        made: list[etree._Element] = []
        extra: list[tuple[str, str]] = []
        for sheet, part in zip(self.bound, parts, strict=True):
            element = copy.deepcopy(listed[sheet.entry.number])
            element.set("name", sheet.name)
            if part != sheet.entry.part:
                highest += 1
                element.set("sheetId", str(highest))
                identity = f"rIdSheet{highest}"
                element.set(_RELATION_ID, identity)
                extra.append((identity, part))
            made.append(element)
        for child in list(holder):
            holder.remove(child)
        holder.extend(made)
        _one_visible(made)
        gone = [entry.part for entry in self.source.entries if not self.copies[entry.name]]
        if extra or gone:
            self._relations(extra, gone)
        if [sheet.name for sheet in self.bound] != [entry.name for entry in self.source.entries]:
            self._application()

    def _relations(self, extra: Sequence[tuple[str, str]], gone: Sequence[str]) -> None:
        folder = posixpath.dirname(self.source.workbook_part)
        holder = relations_part(self.source.workbook_part)
        root = texts.parse(self.source.package.read(holder))
        targets = {posixpath.relpath(part, folder) for part in gone} | {"/" + part for part in gone}
        for element in list(root):
            if element.get("Target") in targets:
                root.remove(element)
        for identity, part in extra:
            made = etree.SubElement(root, f"{{{RELATIONS}}}Relationship")
            made.set("Id", identity)
            made.set("Type", OFFICE + "/worksheet")
            made.set("Target", posixpath.relpath(part, folder))
        self.fixed[holder] = packed(holder, texts.serialise(root))
        self._drop(gone)

    def _drop(self, gone: Sequence[str]) -> None:
        """Leave out the sheets that have no copy, and what belongs to them alone."""
        owned = self.source.owned.related
        kept: set[str] = set()
        for entry in self.source.entries:
            if entry.part not in gone:
                kept |= _below(entry.part, owned)
        for part in gone:
            for below in _below(part, owned) - kept:
                if below in self.source.package:
                    self.dropped |= {below, relations_part(below)}

    def _application(self) -> None:
        """Leave the list of sheets out of the properties when it no longer holds; Excel writes it anew."""
        part = "docProps/app.xml"
        if part not in self.source.package:
            return
        root = texts.parse(self.source.package.read(part))
        for name in ("HeadingPairs", "TitlesOfParts"):
            for element in list(root.iterchildren(f"{{{_APP}}}{name}")):
                root.remove(element)
        if part in self.source.text_parts:
            return
        self.fixed[part] = packed(part, texts.serialise(root))

    def _views(self, root: etree._Element) -> None:
        first = {entry.number: copies[0][0] for entry in self.source.entries if (copies := self.copies[entry.name])}
        for view in root.iter(f"{{{MAIN}}}workbookView"):
            for name in ("activeTab", "firstSheet"):
                if view.get(name):
                    view.set(name, str(first.get(int(view.get(name, "0")), 0)))


def _below(part: str, related: Mapping[str, Sequence[Relation]]) -> set[str]:
    found: set[str] = set()
    waiting = [part]
    while waiting:
        here = waiting.pop()
        if here in found:
            continue
        found.add(here)
        waiting += [relation.target for relation in related.get(here, ()) if not relation.external]
    return found


def _one_visible(sheets: Sequence[etree._Element]) -> None:
    """A workbook shows at least one sheet."""
    if sheets and all(sheet.get("state", "visible") != "visible" for sheet in sheets):
        del sheets[0].attrib["state"]


def _calculation_properties(root: etree._Element) -> etree._Element:
    made = etree.Element(f"{{{MAIN}}}calcPr")
    for name in _BEFORE_CALCULATION:
        before = root.find(f"{{{MAIN}}}{name}")
        if before is not None:
            before.addnext(made)
            return made
    root.append(made)
    return made
