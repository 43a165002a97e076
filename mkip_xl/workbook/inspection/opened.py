"""A workbook opened for inspection: its zip file laid open, its parts, relationships and sheets by name."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mkip_xl.errors import RefusedFile
from mkip_xl.workbook.inspection.archive import Archive, Entry, NotAnArchive, open_archive
from mkip_xl.workbook.inspection.segments import local

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Relationship:
    """One arrow from a part: its type's last word, what it points at, and whether that lies outside the file."""

    id: str
    kind: str
    type: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as the workbook lists it."""

    name: str
    state: str
    part: str
    kind: str


@dataclass(slots=True)
class Opened:
    """The parts of a workbook and the bytes of its file."""

    name: str
    data: bytes
    archive: Archive
    entries: dict[str, Entry]
    sheets: tuple[Sheet, ...] = ()
    workbook_part: str = "xl/workbook.xml"
    _relations: dict[str, tuple[Relationship, ...]] = field(default_factory=dict)

    def __contains__(self, part: object) -> bool:
        return part in self.entries

    def read(self, part: str) -> bytes:
        """The bytes of a part."""
        try:
            return self.archive.read(self.entries[part])[0]
        except NotAnArchive as fault:
            message = f"{self.name}: the part {part} cannot be opened ({fault}). Save the workbook again from Excel."
            raise RefusedFile("damaged-zip", message) from fault

    def parts(self) -> Iterator[str]:
        """The names of all parts, in the order of the file."""
        return iter(self.entries)

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """The arrows from a part (`""` for the package itself); empty when there are none or they cannot be read."""
        if part not in self._relations:
            folder, _, file = part.rpartition("/")
            rels = f"{folder}/_rels/{file}.rels".lstrip("/") if part else "_rels/.rels"
            self._relations[part] = tuple(self._read_relationships(part, rels)) if rels in self.entries else ()
        return self._relations[part]

    def _read_relationships(self, part: str, rels: str) -> Iterator[Relationship]:
        for element in tree(self.read(rels)).iter("{*}Relationship"):
            kind = element.get("Type", "")
            target = element.get("Target", "")
            external = element.get("TargetMode", "") == "External"
            if not external:
                target = resolved(part, target)
            yield Relationship(element.get("Id", ""), kind.rpartition("/")[2], kind, target, external)

    def related(self, part: str, kind: str) -> list[str]:
        """The parts that a part points at with a kind of relationship, those there are."""
        return [one.target for one in self.relationships(part) if one.kind == kind and one.target in self.entries]


def tree(data: bytes) -> _Element:
    """The XML of a (small) part as a tree; nothing is fetched and no entity expanded. Raises RefusedFile."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        message = f"A part of the workbook is not well-formed XML (line {fault.lineno}). Save it again from Excel."
        raise RefusedFile("malformed", message) from fault


def resolved(part: str, target: str) -> str:
    """The name of the part that a relationship of `part` points at.

    >>> resolved("xl/worksheets/sheet1.xml", "../drawings/drawing1.xml")
    'xl/drawings/drawing1.xml'
    """
    path = unquote(target.partition("#")[0])
    if path.startswith("/"):
        return posixpath.normpath(path).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), path))


_ODDITIES = frozenset({
    "after-the-end", "alternatives", "checksum", "content-types", "damaged-zip", "duplicate-cell", "duplicate-name",
    "duplicate-part", "far-cell", "false-count", "hidden-bytes", "malformed", "merged", "missing-part", "missing-sheet",
    "missing-style", "missing-text", "must-understand", "outside-grid", "overlap", "part-name", "relationships",
    "sheet-name", "text-too-long", "two-stories",
})  # fmt: skip
_LARGEST_IN_ALL = 300 * 2**20


def open_anyway(source: Path | bytes, name: str | None = None) -> tuple[Opened, RefusedFile | None]:
    """A workbook opened for inspection even when the guard finds it odd (not when it is dangerous), and what it said.

    What makes a file odd, such as bytes between its parts, is just what an inspection is asked to tell.
    """
    try:
        return open_workbook(source, name), None
    except RefusedFile as refusal:
        if refusal.code not in _ODDITIES:
            raise
        data = source if isinstance(source, bytes) else source.read_bytes()
        try:
            book = opened(data, name or ("workbook" if isinstance(source, bytes) else source.name))
        except RefusedFile:
            raise refusal from None
        if sum(entry.size for entry in book.archive.entries) > _LARGEST_IN_ALL:
            raise
        return book, refusal


def open_workbook(source: Path | bytes, name: str | None = None) -> Opened:
    """A workbook opened for inspection, after the guard has let it in. Raises RefusedFile."""
    from mkip_xl.workbook.guard import admit

    admit(source, name=name)
    data = source if isinstance(source, bytes) else source.read_bytes()
    return opened(data, name or ("workbook" if isinstance(source, bytes) else source.name))


def opened(data: bytes, name: str) -> Opened:
    """The bytes of a workbook laid open, unguarded."""
    try:
        archive = open_archive(data)
    except NotAnArchive as fault:
        message = f"{name} is not an .xlsx workbook ({fault}). Save it again from Excel as .xlsx."
        raise RefusedFile("not-a-zip", message) from fault
    entries = {entry.name.replace("\\", "/"): entry for entry in archive.entries if not entry.name.endswith("/")}
    book = Opened(name, data, archive, entries)
    main = book.related("", "officeDocument")
    book.workbook_part = main[0] if main else "xl/workbook.xml"
    if book.workbook_part not in book:
        raise RefusedFile(
            "not-a-workbook", f"{name} is a zip file without a workbook in it. Save it again from Excel as .xlsx."
        )
    book.sheets = tuple(_sheets(book))
    return book


def _sheets(book: Opened) -> Iterator[Sheet]:
    arrows = {one.id: one for one in book.relationships(book.workbook_part)}
    for element in tree(book.read(book.workbook_part)).iter("{*}sheet"):
        number = next((value for key, value in element.attrib.items() if local_name(key) == "id"), "")
        arrow = arrows.get(str(number))
        if local(element.getparent()) != "sheets":
            continue
        kind = arrow.kind if arrow else "worksheet"
        yield Sheet(element.get("name", ""), element.get("state", "visible"), arrow.target if arrow else "", kind)


def local_name(key: object) -> str:
    """An attribute's name without its namespace."""
    return str(key).rpartition("}")[2]


def split_rows(data: bytes) -> tuple[bytes, int, int]:
    """A worksheet part without its rows, and where they begin and end in it; the same place when there are none."""
    start = data.find(b">", data.find(b"sheetData")) + 1
    end = data.rfind(b"</", 0, max(data.rfind(b"sheetData"), 0))
    if b"sheetData" not in data or data[start - 2 : start - 1] == b"/" or end < start:
        return data, 0, 0
    return data[:start] + data[end:], start, end
