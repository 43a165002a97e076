"""XML read within bounds: no document types or entities, UTF-8 or UTF-16 only, no endless tags, no bottomless nesting.

Everything the guard and the reader learn from a workbook passes through here, so both see one and the same text.
Names come as `namespace local` (one space between); a name without namespace is the bare local name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from mkip_xl.errors import RefusedFile
from mkip_xl.workbook.guard import limits

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_INCLUSIONS = "http://www.w3.org/2001/XInclude"
_STEP = 1 << 16
_AGAIN = "Open the workbook in Excel and save it again, or ask the sender for a fresh copy."

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Told = tuple[str, str]
Telling = Callable[[str, dict[str, str], int], Told | None]
"""A code and a name for what an element, with its attributes and its depth, gives away; None for most."""


class Markup:
    """One part's XML, parsed piece by piece. Set handlers on `parser`, then `feed` the pieces.

    `watch` is called after every 64 KB, for checks that need not be made at every element. `parse` may be replaced, if
    the parser still sees every byte. `namespaces` is how many declarations of a namespace have been met.
    """

    def __init__(self, part: str, name: str) -> None:
        self.part, self.name = part, name
        self.watch: Callable[[], None] | None = None
        self.parse: Callable[[bytes], object] = self._parse
        self.namespaces = 0
        self._wide = False
        self.parser = expat.ParserCreate(None, " ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartNamespaceDeclHandler = self._namespace

    def feed(self, pieces: Iterable[bytes]) -> None:
        """Parse the whole part, refusing what is not sound."""
        parser, fed = self.parser, 0
        try:
            for piece in _steps(pieces):
                if not fed:
                    self._first(piece)
                self.parse(piece)
                fed += len(piece)
                if fed - max(0, parser.CurrentByteIndex) > limits.TOKEN_BYTES:
                    self.refuse("markup-size", "one tag or comment in it is longer than a megabyte.")
                if self.watch is not None:
                    self.watch()
            parser.Parse(b"", True)
        except expat.ExpatError as fault:
            what = expat.errors.messages.get(fault.code, "unknown") if isinstance(fault.code, int) else "unknown"
            self.refuse("malformed", f"it is not well-formed XML at line {fault.lineno} ({what}).")
        finally:
            del (
                self.parser,
                self.watch,
                self.parse,
            )  # they refer back to this part: it is let go at once, not by a later search

    def refuse(self, code: str, what: str) -> NoReturn:
        """Refuse the file on account of this part."""
        raise RefusedFile(
            code, f"{self.name} is damaged or was tampered with, in its part {self.part}: {what} {_AGAIN}"
        )

    def check_count(self, told: str, most: int = limits.COUNT) -> None:
        """Refuse a count that no workbook can have, before a program makes room for it."""
        bare = told.strip()
        if not bare.isdecimal() or len(bare) > 9 or int(bare) > most:
            self.refuse("false-count", f"it declares {told[:20]!a} of something, more than any workbook holds.")

    def too_deep(self) -> NoReturn:
        """Refuse bottomless nesting."""
        self.refuse("too-deep", f"its elements are nested more than {limits.DEPTH} deep.")

    def too_many_attributes(self) -> NoReturn:
        """Refuse an element that carries too many attributes."""
        self.refuse("markup-size", f"an element in it has more than {limits.ATTRIBUTES} attributes.")

    def _parse(self, piece: bytes) -> None:
        self.parser.Parse(piece, False)

    def _first(self, piece: bytes) -> None:
        if piece[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff") or piece[:3] == b"\0\0\0":
            self.refuse("encoding", "it is written in UTF-32; a workbook is written in UTF-8.")
        self._wide = piece[:2] in (b"\xff\xfe", b"\xfe\xff")
        if not self._wide and b"\0" in piece[:4]:
            self.refuse("encoding", "it is written in UTF-16 without saying so; a workbook is written in UTF-8.")

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if version != "1.0":
            self.refuse("encoding", f"it declares XML version {version[:10]!r}; a workbook is XML 1.0.")
        told = (encoding or "").lower()
        allowed = ("", "utf-16", "utf-16le", "utf-16be") if self._wide else ("", "utf-8", "utf8")
        if told not in allowed:
            meant = "UTF-16" if self._wide else "UTF-8"
            self.refuse("encoding", f"it declares the encoding {told[:20]!r}; {meant} was expected.")

    def _namespace(self, _: str | None, namespace: str | None) -> None:
        self.namespaces += 1
        if namespace == _INCLUSIONS:
            self.refuse("outside-target", "it asks for another file to be read into it.")

    def _doctype(self, *_: object) -> None:
        self.refuse_doctype()

    def refuse_doctype(self) -> NoReturn:
        """Refuse a document type or entity."""
        self.refuse("doctype", "it holds a document type or entity declaration, which no workbook does.")


def _steps(pieces: Iterable[bytes]) -> Iterator[bytes]:
    short = b""
    for given in pieces:
        piece = short + given
        if len(piece) < 4:
            short = piece
            continue
        short = b""
        for start in range(0, len(piece), _STEP):
            yield piece[start : start + _STEP]
    if short:
        yield short


def check(pieces: Iterable[bytes], part: str, name: str, telling: Telling = lambda *_: None) -> list[Told]:
    """What `telling` says of the elements of a part, each thing once, when the part has been found sound."""
    markup = Markup(part, name)
    depth, deepest, most = 0, limits.DEPTH, limits.ATTRIBUTES
    found: dict[Told, None] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        told = telling(element, attributes, depth)
        if told is not None:
            found[told] = None
        if depth > deepest:
            markup.too_deep()
        if len(attributes) > most:
            markup.too_many_attributes()
        if "count" in attributes and element.startswith(MAIN):
            markup.check_count(attributes["count"])

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    markup.parser.StartElementHandler = start
    markup.parser.EndElementHandler = end
    markup.feed(pieces)
    return list(found)


def check_unparsed(pieces: Iterable[bytes], part: str, name: str) -> bool:
    """Refuse document types and entities in a part that need not be well-formed. True when it starts a macro."""
    tail, starts = b"", False
    for piece in pieces:
        plain = (tail + piece).replace(b"\0", b"").upper()
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            Markup(part, name).refuse_doctype()
        starts = starts or re.search(rb"<\w+:FMLAMACRO>\s*[^<\s]", plain) is not None
        tail = piece[-80:]
    return starts


@dataclass(slots=True)
class Node:
    """One element of a small part, with its attributes, its children and the text directly inside it."""

    name: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> Iterator[Node]:
        """Every child of that name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Node | None:
        """The first child of that name."""
        return next(self.all(name), None)


def tree(pieces: Iterable[bytes], part: str, name: str, *, most: int = 45_000) -> Node:
    """The elements of a small part."""
    markup = Markup(part, name)
    top = Node("", {})
    stack = [top]
    count = length = 0

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) > limits.DEPTH:
            markup.too_deep()
        if len(attributes) > limits.ATTRIBUTES:
            markup.too_many_attributes()
        if "count" in attributes and element.startswith(MAIN):
            markup.check_count(attributes["count"])
        if count > most:
            markup.refuse("too-large", f"it has more than {most:,} elements.")
        node = Node(element, attributes)
        stack[-1].children.append(node)
        stack.append(node)

    def end(_: str) -> None:
        stack.pop()

    def text(found: str) -> None:
        nonlocal length
        length += len(found)
        if length > 4 * limits.TOKEN_BYTES:
            markup.refuse("too-large", "it holds more than 4 MB of text.")
        stack[-1].text += found

    markup.parser.StartElementHandler = start
    markup.parser.EndElementHandler = end
    markup.parser.CharacterDataHandler = text
    markup.feed(pieces)
    return top.children[0]
