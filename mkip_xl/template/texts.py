"""Tags inside the XML of any part: gathered over rich-text runs, replaced by marks, and cut out again as slots.

A part is parsed once; every text that holds tags gets a mark in place of each; the part is serialised and cut at the
marks. What is left is plain bytes between slots, which are joined at each filling.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeGuard

from lxml import etree

from mkip_xl.errors import TemplateError
from mkip_xl.template import syntax
from mkip_xl.template.expressions import Expression, Frame, Names, compile_expression
from mkip_xl.template.filters import text_of
from mkip_xl.template.values import escaped
from mkip_xl.template.working import bounded_text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
OPEN, CLOSE = "\ue0f0", "\ue0f1"
_MARK = re.compile(f"{OPEN}(\\d+){CLOSE}".encode())
_TEXT_MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")

Encoder = Callable[[str], str]


class Carrier(NamedTuple):
    """What carries a tag besides a cell, in words, and the cell it lies at, if any."""

    told: str
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a part that an expression fills, and how its text is written there."""

    expression: Expression
    encode: Encoder
    carrier: Carrier
    row_context: int = 0
    column_context: int = 0

    def text(self, frame: Frame) -> bytes:
        """The bytes for this frame."""
        return self.encode(bounded_text(text_of(self.expression(frame)))).encode("utf-8", "replace")


@dataclass(slots=True)
class KeptCells:
    """A place of a chart that holds the values of cells; `sources` say where each is found (see `placing.Sources`)."""

    kind: str
    prefix: bytes
    sources: list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A place of a table's part that holds the text of one of its heading cells."""

    table: int
    number: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A place of a drawing that names a picture's relationship: the template's own when the value is empty."""

    slot: Slot
    own: bytes


Filler = Slot | KeptCells | Heading | Picture
Piece = bytes | Filler
Cut = tuple[Piece, ...]


def header_text(text: str) -> str:
    """Text for a header or footer, where & begins a code and so is doubled.

    >>> header_text("R&D")
    'R&amp;&amp;D'
    """
    return escaped(text.replace("&", "&&"))


def attribute_text(text: str) -> str:
    """Text for an attribute.

    >>> attribute_text('the "net" & gross')
    'the &quot;net&quot; &amp; gross'
    """
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;")


class Marks:
    """Gives out the marks of one part, and cuts the serialised part at them."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.slots: list[Filler] = []

    def again(self) -> Marks:
        """The marks of a copy of the part."""
        twin = Marks(self.names)
        twin.slots = list(self.slots)
        return twin

    def mark(
        self, expression_text: str, carrier: Carrier, encode: Encoder = escaped, names: Names | None = None
    ) -> str:
        """A mark that stands for an expression."""
        compiled = compile_expression(expression_text, self.names if names is None else names)
        return self.add(Slot(compiled, encode, carrier))

    def add(self, slot: Filler) -> str:
        """A mark that stands for a slot."""
        self.slots.append(slot)
        return f"{OPEN}{len(self.slots) - 1}{CLOSE}"

    def marked(self, text: str, carrier: Carrier, encode: Encoder = escaped, names: Names | None = None) -> str:
        """The text with a mark in place of each tag."""
        out = []
        for piece in syntax.pieces(text):
            if isinstance(piece, syntax.Statement):
                raise TemplateError(f"{{%{piece.axis} {piece.word} … %}} may stand in a cell only")
            out.append(piece if isinstance(piece, str) else self.mark(piece.text, carrier, encode, names))
        return "".join(out)

    def cut(self, serialised: bytes) -> Cut:
        """The bytes cut at the marks."""
        return cut(serialised, self.slots)


def cut(serialised: bytes, slots: Sequence[Filler]) -> Cut:
    """Serialised XML cut at its marks into bytes and slots."""
    pieces = _MARK.split(serialised)
    return tuple(slots[int(piece)] if at % 2 else piece for at, piece in enumerate(pieces))


def joined(cuts: Cut, frame: Frame) -> bytes:
    """The bytes of a text, its expressions filled."""
    return b"".join([piece.text(frame) if isinstance(piece, Slot) else piece for piece in cuts if _textual(piece)])


def _textual(piece: Piece) -> TypeGuard[bytes | Slot]:
    return isinstance(piece, (bytes, Slot))


def rebound(element: etree._Element, marks: Marks, row_context: int, column_context: int) -> None:
    """Give a copy of an element marks of its own, filled in the iterations it stands in."""

    def again(text: str) -> str:
        return _TEXT_MARK.sub(fresh, text)

    def fresh(found: re.Match[str]) -> str:
        slot = marks.slots[int(found[1])]
        if isinstance(slot, Slot):
            slot = replace(slot, row_context=row_context, column_context=column_context)
        elif isinstance(slot, Picture):
            inner = replace(slot.slot, row_context=row_context, column_context=column_context)
            slot = Picture(inner, slot.own)
        return marks.add(slot)

    for inner in element.iter("*"):
        if inner.text and OPEN in inner.text:
            inner.text = again(inner.text)
        if inner.tail and OPEN in inner.tail:
            inner.tail = again(inner.tail)
        for key, value in inner.attrib.items():
            if OPEN in str(value):
                inner.set(key, again(str(value)))


def gather_tags(texts: Sequence[etree._Element]) -> bool:
    """Move each tag that is split over several text elements wholly into the first of them; say if any has tags.

    Excel and its users split a tag over runs whenever part of it is in bold or was typed later.
    """
    contents = [element.text or "" for element in texts]
    whole = "".join(contents)
    if not syntax.has_tags(whole):
        return False
    if len(texts) > 1:
        home = [at for at, content in enumerate(contents) for _ in content]
        for tag in syntax.find_tags(whole):
            home[tag.start : tag.end] = [home[tag.start]] * (tag.end - tag.start)
        for i, element in enumerate(texts):
            element.text = "".join(letter for letter, owner in zip(whole, home, strict=True) if owner == i)
            if element.tag == f"{{{MAIN}}}t" and element.text.strip() != element.text:
                element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return True


def text_groups(root: etree._Element) -> Iterator[list[etree._Element]]:
    """The text elements of a part, those of one paragraph or one rich text together."""
    yield from ([said] for said in root.iter(f"{{{THREADED}}}text"))
    for holder in root.iter(f"{{{DRAWING}}}p", f"{{{MAIN}}}si", f"{{{MAIN}}}is", f"{{{MAIN}}}text"):
        drawn = holder.tag == f"{{{DRAWING}}}p"
        found = list(holder.iter(f"{{{DRAWING}}}t") if drawn else own_texts(holder))
        if found:
            yield found


def own_texts(holder: etree._Element) -> Iterator[etree._Element]:
    """The `<t>` of a rich text, the phonetic ones left out."""
    for child in holder:
        if child.tag == f"{{{MAIN}}}t":
            yield child
        elif child.tag == f"{{{MAIN}}}r":
            yield from child.iterchildren(f"{{{MAIN}}}t")


def parse(content: bytes) -> etree._Element:
    """The root of a part; entities are not resolved and nothing outside is read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        raise TemplateError(f"a part that is not well-formed XML ({fault.msg}). Save the template again.") from None


def without_prefix(root: etree._Element) -> etree._Element:
    """The root with its own namespace as the default one: some programs write `<x:worksheet>` for `<worksheet>`."""
    namespace = etree.QName(root).namespace
    if root.nsmap.get(None) == namespace:
        return root
    names: dict[Any, str] = {prefix: uri for prefix, uri in root.nsmap.items() if prefix and uri != namespace}
    names[None] = namespace or ""
    plain = etree.Element(root.tag, nsmap=names)
    for key, value in root.attrib.items():
        plain.set(key, value)
    plain.extend(list(root))
    return plain


def inner_bytes(holder: etree._Element) -> bytes:
    """What an element holds, without the namespaces that every child would declare anew.

    >>> inner_bytes(etree.fromstring(f'<c xmlns="{MAIN}" xmlns:r="urn:r"><v>1</v></c>'))
    b'<v>1</v>'
    """
    inner = b"".join(etree.tostring(child, encoding="UTF-8", with_tail=False) for child in holder)
    for prefix, uri in holder.nsmap.items():
        if prefix is None or f"{prefix}:".encode() not in inner.replace(f"xmlns:{prefix}=".encode(), b""):
            name = f"xmlns:{prefix}" if prefix else "xmlns"
            inner = inner.replace(f' {name}="{uri}"'.encode(), b"")
    return inner


def serialise(root: etree._Element) -> bytes:
    """The bytes of a part, with the declaration Excel writes."""
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + etree.tostring(root, encoding="UTF-8")
