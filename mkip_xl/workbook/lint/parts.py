"""The parts of a workbook as the lint sees them, and what is wrong in how they hang together."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mkip_xl.findings import Findings
from mkip_xl.workbook.inspection.opened import resolved
from mkip_xl.workbook.package import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


@dataclass(frozen=True, slots=True)
class Link:
    """One relationship: its id, the last word of its type, the part it leads to."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its part, its number among the sheets from 0."""

    name: str
    part: str
    index: int


class Parts:
    """A package with its XML read as it is asked for. A part that is not XML is told once and then passed over."""

    def __init__(self, package: Package, findings: Findings) -> None:
        self.package, self.findings = package, findings
        self._trees: dict[str, _Element | None] = {}

    def tree(self, part: str) -> _Element | None:
        """The root of a part; None when there is no such part, or it is not XML."""
        if part not in self._trees:
            self._trees[part] = self._read(part)
        return self._trees[part]

    def _read(self, part: str) -> _Element | None:
        from lxml import etree

        if part not in self.package:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(self.package.read(part), parser)
        except etree.XMLSyntaxError as fault:
            self.findings.error(None, None, "xml", f"{part} is not well-formed: {fault.msg}.")
            return None

    def links(self, part: str) -> list[Link]:
        """The relationships of a part (`""`: of the package)."""
        folder, name = posixpath.split(part)
        root = self.tree(posixpath.join(folder, "_rels", name + ".rels"))
        if root is None:
            return []
        return [
            Link(
                element.get("Id", ""),
                element.get("Type", "").rpartition("/")[2],
                element.get("Target", "") if _leads_out(element) else _target(part, element),
                _leads_out(element),
            )
            for element in root.iterchildren(_RELATIONS + "Relationship")
        ]

    def linked(self, part: str, kind: str) -> list[str]:
        """The parts that a part leads to by one kind of relationship."""
        return [link.target for link in self.links(part) if link.kind == kind and not link.external]

    @cached_property
    def workbook(self) -> str:
        """The name of the workbook's own part."""
        return next(iter(self.linked("", "officeDocument")), "xl/workbook.xml")

    @cached_property
    def sheets(self) -> list[Sheet]:
        """All worksheets, in the order of their tabs; chart sheets and the like are left out."""
        root, links = self.tree(self.workbook), {link.id: link for link in self.links(self.workbook)}
        found = []
        for index, element in enumerate(() if root is None else root.iter(MAIN + "sheet")):
            link = links.get(element.get(OFFICE + "id", ""))
            if link is not None and link.kind == "worksheet" and self.tree(link.target) is not None:
                found.append(Sheet(element.get("name", ""), link.target, index))
        return found

    @cached_property
    def sheet_names(self) -> list[str]:
        """The names of all sheets of every kind, in the order of their tabs."""
        root = self.tree(self.workbook)
        return [] if root is None else [element.get("name", "") for element in root.iter(MAIN + "sheet")]

    def one(self, kind: str) -> _Element | None:
        """The root of the workbook's only part of a kind, such as its styles."""
        parts = self.linked(self.workbook, kind)
        return self.tree(parts[0]) if parts else None


def _leads_out(element: _Element) -> bool:
    """Whether a relationship leads to no part: an address, or a jump to a cell (`#Costs!B8`)."""
    return element.get("TargetMode") == "External" or element.get("Target", "").startswith("#")


def _target(part: str, element: _Element) -> str:
    return resolved(part, element.get("Target", ""))


def check_parts(parts: Parts) -> None:
    """Content types, relationships, the list of sheets."""
    _check_types(parts)
    for part in ["", *(name for name in parts.package.names if "/_rels/" not in f"/{name}")]:
        _check_links(parts, part)
    _check_sheets(parts)


def _check_types(parts: Parts) -> None:
    root, findings = parts.tree("[Content_Types].xml"), parts.findings
    if root is None:
        findings.error(None, None, "content-types", "The file has no list of content types.")
        return
    overrides = [element.get("PartName", "").lstrip("/") for element in root.iterchildren(_TYPES + "Override")]
    defaults = {element.get("Extension", "").casefold() for element in root.iterchildren(_TYPES + "Default")}
    there = {name.casefold() for name in parts.package.names}
    for name, count in Counter(name.casefold() for name in overrides).items():
        if count > 1:
            findings.error(None, None, "content-types", f"{name} has {count} content types; one is wanted.")
        if name not in there:
            findings.error(None, None, "content-types", f"A content type is given for {name}, which is not there.")
    stated = {name.casefold() for name in overrides}
    for name in parts.package.names:
        extension = posixpath.basename(name).rpartition(".")[2].casefold()
        plain = extension == "xml" and not name.startswith(("customXml/", "docProps/"))
        if name == "[Content_Types].xml" or name.casefold() in stated:
            continue
        if extension not in defaults or plain:  # "just XML" is no content type for a part that Excel reads
            findings.error(None, None, "content-types", f"{name} has no content type of its own.")
    for name, count in Counter(name.casefold() for name in parts.package.names).items():
        if count > 1:
            findings.error(None, None, "parts", f"{count} parts are called {name}; names differ by more than case.")


def _check_links(parts: Parts, part: str) -> None:
    links, where = parts.links(part), part or "the package"
    for identity, count in Counter(link.id for link in links).items():
        if count > 1:
            parts.findings.error(None, None, "relationships", f"{where} has {count} relationships called {identity}.")
    for link in links:
        if not link.external and link.target not in parts.package:
            message = f"{where} leads to {link.target} ({link.kind}), which is not in the file."
            parts.findings.error(None, None, "relationships", message)
    known = {link.id for link in links}
    root = parts.tree(part) if part.endswith(".xml") and (links or part.startswith("xl/")) else None
    for identity in () if root is None else _used(root):
        if identity not in known:
            message = f"{where} uses the relationship {identity}, which it does not have."
            parts.findings.error(None, None, "relationships", message)


def _used(root: _Element) -> Iterator[str]:
    """The relationship ids that a part's elements name."""
    for element in root.iter("*"):
        for name, value in element.attrib.items():
            if str(name).startswith(OFFICE) and value and str(name)[len(OFFICE) :] in _NAMING:
                yield str(value)


_NAMING = frozenset({"id", "embed", "link", "pict", "dm", "lo", "qs", "cs"})
_FORBIDDEN = frozenset("[]:*?/\\")


def _check_sheets(parts: Parts) -> None:
    root, findings = parts.tree(parts.workbook), parts.findings
    if root is None:
        findings.error(None, None, "workbook", "The file has no workbook part.")
        return
    elements = list(root.iter(MAIN + "sheet"))
    for name, count in Counter(element.get("name", "").casefold() for element in elements).items():
        if count > 1:
            findings.error(name, None, "sheet-name", f"{count} sheets are called {name!r}.")
    for number, count in Counter(element.get("sheetId", "") for element in elements).items():
        if count > 1:
            findings.error(None, None, "sheet-id", f"{count} sheets have the sheetId {number}.")
    for element in elements:
        name = element.get("name", "")
        if not 1 <= len(name) <= 31 or _FORBIDDEN & set(name) or name.startswith("'") or name.endswith("'"):
            message = f"{name!r} cannot be a sheet's name: 1 to 31 characters, none of []:*?/\\, no ' at either end."
            findings.error(name, None, "sheet-name", message)
    if elements and all(element.get("state", "visible") != "visible" for element in elements):
        findings.error(None, None, "hidden", "Every sheet is hidden; Excel wants one that can be seen.")
    for view in root.iter(MAIN + "workbookView"):
        tab = view.get("activeTab")
        if _number(tab) >= max(1, len(elements)):
            findings.error(None, None, "active-tab", f"The active tab is number {tab}, counted from 0; there is none.")


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdigit() else 0
