"""An XML part taken apart into what it says: texts with their runs joined, values, attributes, comments."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from lxml.etree import _Element

Kind = Literal["value", "prose", "structure"]

JOINED = frozenset({"si", "is", "p", "text", "textbox"})
_NUMBER = re.compile(r"\s*[-+]?[\d.,]+(?:[eE][-+]?\d+)?%?\s*")
_PLACES = frozenset({
    "col", "colOff", "row", "rowOff", "idx", "order", "i4", "TotalTime", "Pages", "Words", "Characters", "Lines",
    "Paragraphs", "DocSecurity", "CharactersWithSpaces", "Anchor", "Row", "Column", "AppVersion", "revision",
    "MoveWithCells", "SizeWithCells",
})  # fmt: skip
_VALUES = frozenset({"v", "val", "Value"})
_SCALES = frozenset({"max", "min", "majorUnit", "minorUnit", "crossesAt", "logBase", "customFilter", "filter", "top10",
                     "cfvo", "inputCells", "dateGroupItem"})  # fmt: skip
_REFERENCES = frozenset({
    "r", "ref", "sqref", "s", "t", "id", "Id", "uid", "spans", "style", "rgb", "Type", "ContentType", "PartName",
    "topLeftCell", "activeCell", "pane", "cellRef", "dataDxfId", "headerRowDxfId", "dxfId", "numFmtId", "fontId",
    "fillId", "borderId", "xfId", "sheetId", "rId", "lastClr", "typeface", "panose", "uri", "Requires", "Ignorable",
    "coordsize", "path", "spid", "points",
})  # fmt: skip
_HEADERS = frozenset({"oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter"})
_LETTERING = re.compile(r'&"[^"]*"|&K(?:[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|&\d{1,3}|&[BIUESXY]')
_ESCAPED = re.compile(r'\\(.)|"')
_PAGES = frozenset({"txBody", "body", "rich"})
_ADDRESSED = frozenset({"comment", "threadedComment", "c", "hyperlink"})


@dataclass(frozen=True, slots=True)
class Segment:
    """One thing an XML part says, and where: in words, and by cell reference where there is one."""

    text: str
    spot: str
    cell: str | None
    kind: Kind


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def branches(data: bytes, tag: str | None = None) -> Iterator[_Element]:
    """Each child of the root with all below it, then the root itself, its children gone; or each `tag` there is.

    Nothing outside the part is ever fetched, and no entity is expanded.
    """
    from lxml import etree

    events: Any = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=tag,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
    )
    for _, element in events:
        parent = element.getparent()
        if tag is None and parent is not None and parent.getparent() is not None:
            continue
        yield element
        if parent is not None:
            element.clear(keep_tail=True)
            while (before := element.getprevious()) is not None:
                parent.remove(before)


def runs(element: _Element) -> str:
    """The text of an element with all its runs joined."""
    if len(element) == 0:
        return element.text or ""
    if (
        len(element) == 1
        and len(element[0]) == 0
        and isinstance(element[0].tag, str)
        and not (element.text or "").strip()
    ):
        return element[0].text or ""
    return "".join(str(piece) for piece in element.xpath(".//text()"))  # type: ignore[union-attr]


def segments(data: bytes) -> Iterator[Segment]:
    """Everything an XML part says, in order. Raises lxml.etree.XMLSyntaxError when it is not well formed."""
    for place, branch in enumerate(branches(data), 1):
        yield from said_by(branch, place)


def said_by(branch: _Element, place: int = 0) -> Iterator[Segment]:
    """Everything an element and those below it say. `place` is its number among its like, told where it helps."""
    waiting: list[tuple[_Element, str | None, bool]] = [(branch, None, False)]
    while waiting:
        element, cell, within = waiting.pop()
        name = local(element)
        if not name:
            yield Segment(element.text or "", "an XML comment or instruction", cell, "prose")
            if (element.tail or "").strip():
                yield Segment(element.tail or "", "text behind an XML comment", cell, "prose")
            continue
        if name in _ADDRESSED:
            cell = element.get("ref") or element.get("r") or cell
        for key, value in element.attrib.items():
            yield _attribute(name, str(key).rpartition("}")[2], str(value), cell)
        joined = name in JOINED
        waiting.extend((child, cell, within or joined) for child in reversed(element))
        if within:
            continue
        if name in _PAGES:
            lines = [runs(child) for child in element.iter() if local(child) == "p"]
            if len(lines) > 1:
                yield Segment("\n".join(lines), f"<{name}>", cell, "prose")
        if joined:
            spot = f"item {place}" if name == "si" else f"<{name}>"
            yield Segment(runs(element), spot, cell, "prose")
            if any(local(child) == "rPh" for child in element):
                spoken = (runs(child) for child in element if local(child) != "rPh")
                yield Segment("".join(spoken), spot, cell, "prose")
        elif own := _own_text(element).strip():
            kind: Kind = "prose" if not _NUMBER.fullmatch(own) else "structure" if name in _PLACES else "value"
            yield Segment(own, f"<{name}>", cell, kind)
            if name in _HEADERS:
                yield Segment(printed(own), f"<{name}>", cell, "prose")
                for width in (1, 2) if re.search(r"&\d{2}", own) else ():
                    yield Segment(printed(re.sub(rf"&\d{{{width}}}", "", own)), f"<{name}>", cell, "prose")
        if element is not branch and element.tail and element.tail.strip():
            yield Segment(element.tail, f"text behind <{name}>", cell, "prose")


def printed(header: str) -> str:
    """What a header or footer prints, without the codes for its lettering and its parts.

    >>> printed('&L&"Arial,Bold"Sav&Bings && loans&R&P')
    ' Savings & loans  '
    """
    return re.sub("&([A-Z&])", lambda found: "&" if found[1] == "&" else " ", _LETTERING.sub("", header))


def _own_text(element: _Element) -> str:
    """The text of an element, joined over the comments that cut it up."""
    behind = ((child.tail or "") for child in element if not local(child))
    return "".join([element.text or "", *behind])


def _attribute(element: str, name: str, value: str, cell: str | None) -> Segment:
    kind: Kind = "prose"
    if name == "formatCode":
        value = _ESCAPED.sub(lambda found: found[1] or "", value)
    elif name in _REFERENCES:
        kind = "structure"
    elif _NUMBER.fullmatch(value):
        valued = name in _VALUES and (name == "v" or element in _SCALES or name == "Value")
        kind = "value" if valued else "structure"
    return Segment(value, f"{name} of <{element}>", cell, kind)
