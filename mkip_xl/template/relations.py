"""How the parts of a package belong together: relationships, their targets, and the content types."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from mkip_xl.template import texts
from mkip_xl.workbook.package import Package

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship: its id, the last word of its type (worksheet, drawing …), the part it leads to."""

    id: str
    kind: str
    target: str
    external: bool


def relations_part(part: str) -> str:
    """The part that holds a part's relationships.

    >>> relations_part("xl/worksheets/sheet1.xml"), relations_part("")
    ('xl/worksheets/_rels/sheet1.xml.rels', '_rels/.rels')
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def relations(package: Package, part: str) -> list[Relation]:
    """The relationships of a part, in their order; none when it has no relationships part."""
    holder = relations_part(part)
    if holder not in package:
        return []
    return [
        Relation(
            element.get("Id", ""),
            element.get("Type", "").rsplit("/", 1)[-1],
            resolved(part, element.get("Target", "")),
            element.get("TargetMode") == "External",
        )
        for element in texts.parse(package.read(holder)).iterchildren(f"{{{RELATIONS}}}Relationship")
    ]


def resolved(part: str, target: str) -> str:
    """The part a target leads to.

    >>> resolved("xl/worksheets/sheet1.xml", "../drawings/drawing1.xml"), resolved("xl/workbook.xml", "/xl/styles.xml")
    ('xl/drawings/drawing1.xml', 'xl/styles.xml')
    """
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def without_part(package: Package, part: str) -> dict[str, bytes]:
    """The content types and relationships as they are when a part is left out of the workbook."""
    types = texts.parse(package.read(CONTENT_TYPES))
    for override in list(types.iterchildren(f"{{{TYPES}}}Override")):
        if override.get("PartName") == "/" + part:
            types.remove(override)
    changes = {CONTENT_TYPES: texts.serialise(types)}
    for holder in package.names:
        if not holder.endswith(".rels"):
            continue
        owner = posixpath.join(posixpath.dirname(posixpath.dirname(holder)), posixpath.basename(holder)[:-5])
        if all(relation.target != part for relation in relations(package, owner)):
            continue
        root = texts.parse(package.read(holder))
        for element in list(root):
            if element.get("TargetMode") != "External" and resolved(owner, element.get("Target", "")) == part:
                root.remove(element)
        changes[holder] = texts.serialise(root)
    return changes


def content_type(types: etree._Element, part: str) -> str | None:
    """The content type of a part: its own, or that of its extension."""
    extension = part.rsplit(".", 1)[-1].lower()
    found = None
    for element in types:
        if element.tag == f"{{{TYPES}}}Override" and element.get("PartName") == "/" + part:
            return element.get("ContentType")
        if element.tag == f"{{{TYPES}}}Default" and element.get("Extension", "").lower() == extension:
            found = element.get("ContentType")
    return found


def with_extensions(package: Package, kinds: Mapping[str, str]) -> Package:
    """The package, its content types knowing these extensions."""
    types = texts.parse(package.read(CONTENT_TYPES))
    known = {element.get("Extension", "").lower() for element in types.iterchildren(f"{{{TYPES}}}Default")}
    for at, (extension, kind) in enumerate(kinds.items()):
        if extension not in known:
            made = etree.Element(f"{{{TYPES}}}Default")
            made.set("Extension", extension)
            made.set("ContentType", kind)
            types.insert(at, made)
    return package.replaced({CONTENT_TYPES: texts.serialise(types)})


_TEMPLATES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml":
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
}  # fmt: skip


def as_workbook(package: Package, workbook_part: str) -> Package:
    """The package as a workbook, when it was saved as a template of Excel's own (.xltx, .xltm)."""
    types = texts.parse(package.read(CONTENT_TYPES))
    for element in types:
        kind = _TEMPLATES.get(element.get("ContentType", ""))
        if kind is not None and element.get("PartName") == "/" + workbook_part:
            element.set("ContentType", kind)
            return package.replaced({CONTENT_TYPES: texts.serialise(types)})
    return package


def has_macros(package: Package) -> bool:
    """Whether a workbook carries macros, and so must be named .xlsm."""
    types = texts.parse(package.read(CONTENT_TYPES))
    return any("macroEnabled" in element.get("ContentType", "") for element in types)
