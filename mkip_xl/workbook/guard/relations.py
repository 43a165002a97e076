"""How the parts of a package hang together: content types, relationships, the workbook and its sheets.

Every part a relationship names must be there, inside the file, and of the kind that the relationship says.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import unquote

from mkip_xl.errors import RefusedFile
from mkip_xl.workbook.guard.archive import inflated
from mkip_xl.workbook.guard.markup import RELATIONSHIPS, Node, tree
from mkip_xl.workbook.package import Package

CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types "
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships "
_STRICT = "http://purl.oclc.org/ooxml/"
_SPARE = frozenset(
    ("printerSettings", "calcChain", "thumbnail", "core-properties", "extended-properties", "custom-properties",
     "customProperty", "metadata/thumbnail")
)  # fmt: skip
"""Relationships whose part may be missing: nothing that is read depends on it, and Excel makes it anew."""
_SAVE_AS = "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and use that file."


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship: its id, the last word of its type, and the part (or outside address) it leads to."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last word of its type, such as `worksheet`."""
        return self.type.rsplit("/", 1)[-1]


@dataclass(slots=True)
class Web:
    """The package's parts by canonical name, their content types, and the relationships of each."""

    package: Package
    parts: dict[str, str]
    types: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    relations: dict[str, list[Relation]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    """The parts that have been read as XML already."""

    def content_type(self, part: str) -> str:
        """The content type of a part; empty when none is declared."""
        extension = part.rpartition(".")[2].casefold() if "." in part else ""
        return self.types.get(canonical(part)) or self.defaults.get(extension, "")

    def of(self, part: str, *kinds: str) -> list[Relation]:
        """The relationships of a part, of these kinds or of all."""
        return [relation for relation in self.relations.get(part, []) if not kinds or relation.kind in kinds]

    def tree(self, part: str) -> Node:
        """A small part's elements."""
        self.seen.add(part)
        member = self.package.member(part)
        if member.size > 32 << 20:
            message = (
                f"{self.package.name} is refused: its part {part} is larger "
                "than any workbook needs. Save it again from Excel."
            )
            raise RefusedFile("too-large", message)
        return tree(inflated(member, self.package.name), part, self.package.name)

    def refuse(self, code: str, what: str) -> NoReturn:
        """Refuse the file: its parts do not hang together."""
        again = "Open the workbook in Excel and save it again, or ask the sender for a fresh copy."
        raise RefusedFile(code, f"{self.package.name} is damaged or was tampered with: {what} {again}")


def canonical(part: str) -> str:
    """A part's name as it is compared: without leading slash, percent signs resolved, small letters."""
    return unquote(part).lstrip("/").casefold()


def weave(package: Package) -> Web:
    """The web of a package, once every relationship has been followed."""
    web = Web(package, {canonical(part): part for part in package.names})
    _check_family(web)
    _read_types(web)
    for part in package.names:
        folder, file = posixpath.split(part)
        if file.casefold().endswith(".rels") and posixpath.basename(folder).casefold() == "_rels":
            owner = posixpath.join(posixpath.dirname(folder), file[:-5])
            source = web.parts.get(canonical(owner), owner)
            if owner and source not in package:
                continue  # the relationships of a part that is gone lead nowhere
            web.relations[source] = _relations(web, part, posixpath.dirname(folder))
    return web


def _check_family(web: Web) -> None:
    package = web.package
    if canonical(CONTENT_TYPES) in web.parts:
        return
    if "mimetype" in package.names and package.member("mimetype").size < 200:
        told = b"".join(inflated(package.member("mimetype"), package.name))
        if b"opendocument" in told:
            raise RefusedFile("ods", f"{package.name} is an OpenDocument file, whatever its name says. {_SAVE_AS}")
    if any(part.casefold().endswith(".iwa") or part.startswith("Index/") for part in package.names):
        message = f"{package.name} is an Apple Numbers file. In Numbers choose Export To, Excel, and use that file."
        raise RefusedFile("not-a-workbook", message)
    if any(part.startswith("xl/") for part in package.names):
        web.refuse("missing-part", f"the list of its content types ({CONTENT_TYPES}) is missing.")
    message = f"{package.name} is a zip file, but no workbook is in it. Only .xlsx workbooks are read."
    raise RefusedFile("not-a-workbook", message)


def _read_types(web: Web) -> None:
    root = web.tree(web.parts[canonical(CONTENT_TYPES)])
    if root.name != _TYPES + "Types":
        web.refuse("content-types", "the list of its content types is not one.")
    for node in root.children:
        told = node.attributes.get("ContentType", "")
        if node.name == _TYPES + "Default":
            extension = node.attributes.get("Extension", "").casefold()
            if web.defaults.get(extension, told) != told:
                web.refuse("content-types", f"its parts ending in .{extension[:20]} are declared to be two things.")
            web.defaults[extension] = told
        elif node.name == _TYPES + "Override":
            part = canonical(node.attributes.get("PartName", ""))
            if web.types.get(part, told) != told:
                web.refuse("content-types", f"its part {part[:80]} is declared to be two different things.")
            web.types[part] = told


def _relations(web: Web, part: str, base: str) -> list[Relation]:
    root = web.tree(part)
    if root.name != _RELS + "Relationships":
        web.refuse("relationships", f"its part {part} is not a list of relationships.")
    found: dict[str, Relation] = {}
    for node in root.all(_RELS + "Relationship"):
        told = node.attributes
        identity, kind, target = told.get("Id", ""), told.get("Type", ""), told.get("Target", "")
        if kind.startswith(_STRICT):
            _strict(web)
        if not identity or identity in found:
            web.refuse("relationships", f"its part {part} gives two relationships one name.")
        mode = told.get("TargetMode", "Internal")
        if mode not in ("Internal", "External"):
            web.refuse("relationships", f"its part {part} points neither inside nor outside the workbook.")
        if mode == "External":
            found[identity] = Relation(identity, kind, target, external=True)
        else:
            relation = Relation(identity, kind, target)
            found[identity] = Relation(identity, kind, _inside(web, part, base, relation))
    return list(found.values())


def _inside(web: Web, part: str, base: str, relation: Relation) -> str:
    target = relation.target.partition("#")[0]
    if relation.kind == "hyperlink" and (not target or relation.target.startswith("#")):
        return ""
    plain = unquote(target)
    shown = ascii(relation.target[:80])
    if "\\" in plain or ":" in plain or plain.startswith("//"):
        web.refuse("outside-target", f"its part {part} points outside the workbook ({shown}) as if it were inside.")
    path = posixpath.normpath(posixpath.join("/" + base, plain))
    depth = 0 if plain.startswith("/") else len([step for step in base.split("/") if step])
    for step in plain.split("/"):
        depth += -1 if step == ".." else 1 if step not in ("", ".") else 0
        if depth < 0:
            web.refuse("outside-target", f"its part {part} points outside the workbook ({shown}).")
    real = web.parts.get(canonical(path))
    if real is None:
        if relation.kind in _SPARE or (relation.kind in ("hyperlink", "image") and target in ("", "NULL")):
            return ""
        web.refuse("missing-part", f"the part {path.lstrip('/')[:80]!a} that {part} asks for is not in the file.")
    return real


def _strict(web: Web) -> NoReturn:
    message = (
        f"{web.package.name} is a Strict Open XML workbook, a rare kind. Open it in Excel, choose Save As, "
        "Excel Workbook (.xlsx) and not Strict Open XML Spreadsheet, and use that file."
    )
    raise RefusedFile("strict", message)


_WORKBOOKS = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml",
    "application/vnd.ms-excel.template.macroenabled.main+xml",
    "application/vnd.ms-excel.addin.macroenabled.main+xml",
)
_OTHERS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("sheet.binary", "xlsb", lambda name: f"{name} is a binary workbook (.xlsb). {_SAVE_AS}"),
    ("wordprocessingml", "not-a-workbook", lambda name: f"{name} is a Word document. Only .xlsx workbooks are read."),
    ("ms-word", "not-a-workbook", lambda name: f"{name} is a Word document. Only .xlsx workbooks are read."),
    ("presentationml", "not-a-workbook", lambda name: f"{name} is a presentation. Only .xlsx workbooks are read."),
    ("ms-powerpoint", "not-a-workbook", lambda name: f"{name} is a presentation. Only .xlsx workbooks are read."),
    ("visio", "not-a-workbook", lambda name: f"{name} is a Visio drawing. Only .xlsx workbooks are read."),
)


def workbook_part(web: Web) -> str:
    """The name of the workbook part, once the package has been found to be a workbook of the ordinary kind."""
    name = web.package.name
    starts = web.of("", "officeDocument")
    if not starts:
        if "" not in web.relations:
            web.refuse("missing-part", "the list that says where the workbook is (_rels/.rels) is missing.")
        web.refuse("missing-part", "nothing in it says where the workbook is.")
    if len(starts) > 1:
        web.refuse("relationships", "it names two workbooks in one file.")
    if starts[0].external or not starts[0].target:
        web.refuse("outside-target", "its workbook is said to be outside the file.")
    part = starts[0].target
    told = web.content_type(part).casefold()
    for word, code, message in _OTHERS:
        if word in told:
            raise RefusedFile(code, message(name))
    if told not in _WORKBOOKS:
        web.refuse(
            "content-types", f"its main part {part} is declared as {told[:90] or 'nothing'}, which is no workbook."
        )
    return part


def relation_id(node: Node) -> str:
    """The id of the relationship an element refers to."""
    return node.attributes.get(RELATIONSHIPS + " id", "")


def is_strict(namespace: str) -> bool:
    """Whether a name belongs to the Strict kind of Open XML."""
    return namespace.startswith(_STRICT)


def refuse_strict(web: Web) -> NoReturn:
    """Refuse a Strict workbook by its name."""
    _strict(web)
