"""The XML of the parts: comments, instructions, text in odd places, and words the file format does not know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkip_xl.workbook.inspection.notes import Notes
from mkip_xl.workbook.inspection.opened import local_name
from mkip_xl.workbook.inspection.seen import Seen
from mkip_xl.workbook.inspection.segments import branches, local
from mkip_xl.workbook.inspection.vocabulary import MAIN, attributes_of, holds_text, is_listed, known_space

if TYPE_CHECKING:
    from lxml.etree import _Element

_INSTRUCTION = re.compile(rb"<\?(?!xml[\s?])")
_GUID = re.compile(r"\{[0-9A-Fa-f-]{36}\}")
_LETTER = re.compile(r"\w")
_EXTENSION_TEXTS = frozenset("f sqref v formatCode t ref creationId isUnresolved id nm".split())  # noqa: SIM905
_AMOUNT = re.compile(r"(?<![\w.-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w-])|(?<![\w.-])\d{4,}\.\d{1,2}(?![\w.-])")
_TOLD_ELSEWHERE = frozenset({
    "dataValidation", "hyperlink", "cNvPr", "hlinkClick", "hlinkHover", "inputCells", "filter", "customFilter",
    "scenario", "tableColumn", "table", "numFmt", "definedName", "cfvo", "cfRule", "Relationship", "protectedRange",
    "cellStyle",
})  # fmt: skip
_TOLD_ATTRIBUTES = frozenset({"spans", "sqref", "ref"})
_HTML = "http://www.w3.org/TR/REC-html40"


def look_at_markup(part: str, data: bytes, notes: Notes, sheet: str | None) -> None:
    """Note what the XML of one part holds besides what a program reads. `data`: without the rows of a sheet."""
    if b"<!--" in data:
        notes.note("xml-comment", f"The part {part} holds a comment in its XML, which no program shows.", sheet)
    if _INSTRUCTION.search(data):
        notes.note("instruction", f"The part {part} holds a processing instruction, which no program shows.", sheet)
    for branch in branches(data):
        for element in branch.iter():
            if isinstance(element.tag, str):
                _look_at(element, part, notes, sheet)


def _look_at(element: _Element, part: str, notes: Notes, sheet: str | None) -> None:
    space, _, name = str(element.tag).rpartition("}")
    space = space.lstrip("{")
    if not known_space(space):
        notes.note(
            "unknown-namespace", f"The part {part} holds data of another program (<{name}>, {space[:60]}).", sheet
        )
        return
    allowed = attributes_of(space, name)
    if allowed is None and not _in_extension(element):
        notes.note(
            "unknown-element", f"The part {part} holds something the file format does not know (<{name}>).", sheet
        )
    elif allowed is not None and is_listed(space):
        _attributes(element, space, allowed, part, notes, sheet)
    else:
        for key in map(str, element.attrib):
            foreign = key.rpartition("}")[0].lstrip("{")
            if foreign and not known_space(foreign):
                notes.note(
                    "unknown-namespace", f"The part {part} holds an attribute of another program ({key}).", sheet
                )
    _texts(element, space, name, part, notes, sheet)
    if name == "ext" and element.get("uri") and not _GUID.fullmatch(element.get("uri", "")):
        notes.note("unknown-extension", f"The part {part} holds an extension of an unknown kind.", sheet)


def _attributes(
    element: _Element, space: str, allowed: frozenset[str], part: str, notes: Notes, sheet: str | None
) -> None:
    names = {name.rpartition(":")[2] for name in allowed}
    for key in map(str, element.attrib):
        foreign, _, name = key.rpartition("}")
        foreign = foreign.lstrip("{")
        if foreign and not known_space(foreign):
            notes.note("unknown-namespace", f"The part {part} holds an attribute of another program ({key}).", sheet)
        elif not foreign and name not in names and not _in_extension(element):
            message = (
                f"The part {part} holds an attribute the file format does not know ({name} of <{local(element)}>)."
            )
            notes.note("unknown-attribute", message, sheet)


def look_for_amounts(part: str, data: bytes, notes: Notes, sheet: str | None, seen: Seen) -> None:
    """Note amounts of money in attributes that are none of a workbook's own, and that no cell shows."""
    if not _AMOUNT.search(data.decode("latin-1")):
        return
    for branch in branches(data):
        for element in branch.iter():
            name = local(element)
            if not name or name in _TOLD_ELSEWHERE:
                continue
            for key, value in element.attrib.items():
                amount = _AMOUNT.search(str(value))
                if amount and str(key) not in _TOLD_ATTRIBUTES and seen.unseen_numbers(amount[0]):
                    message = f"The part {part} keeps an amount that no cell shows ({local_name(key)} of <{name}>)."
                    notes.note("odd-amount", message, sheet)


def _texts(element: _Element, space: str, name: str, part: str, notes: Notes, sheet: str | None) -> None:
    """Text where the format has none: beside elements, or in an element that only has attributes."""
    text = element.text
    tail = element.tail
    if tail and _LETTER.search(tail) and space != _HTML and not _rich(element.getparent()):
        notes.note("stray-text", f"The part {part} holds text behind <{name}>, which no program shows.", sheet)
    if not text or not _LETTER.search(text):
        return
    if (len(element) and space != _HTML and not _rich(element)) or (is_listed(space) and not holds_text(space, name)):
        notes.note("stray-text", f"The part {part} holds text inside <{name}>, which no program shows.", sheet)
    elif not is_listed(space) and _in_extension(element) and name not in _EXTENSION_TEXTS and space != MAIN:
        notes.note("stray-text", f"The part {part} holds text inside the extension <{name}>.", sheet)


def _in_extension(element: _Element) -> bool:
    return any(local(above) == "ext" for above in element.iterancestors())


def _rich(element: _Element | None) -> bool:
    """Whether an element is of the older drawings, where text and markup mix."""
    return element is not None and (
        "vml" in str(element.tag) or local(element) in ("div", "font", "span", "p", "textbox")
    )
