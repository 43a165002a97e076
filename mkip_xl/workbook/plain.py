"""A workbook in the plain form in which the template engine writes: what is wanted, found without reading the rest.

What is proved of every file of a run must cost little. The engine writes its rows in one form, so that a cell is found
in the bytes. `plainly` is None for a workbook in any other form, which is then read in full.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from html import escape, unescape

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TEXT_CELL = re.compile(rb'<c r="[A-Z]+[0-9]+"[^>/]* t="(s|str|inlineStr)"[^>/]*>(.*?)</c>', re.DOTALL)
_RUN = re.compile(rb"<(?:t|v)(?: [^>]*)?>([^<]*)</(?:t|v)>")


class OtherForm(Exception):
    """A sheet that is not in the form the engine writes."""


class Plain:
    """The sheets, defined names and texts of a workbook, each part held against its checksum when it is read."""

    def __init__(self, content: bytes) -> None:
        from lxml import etree

        self._archive = zipfile.ZipFile(io.BytesIO(content))
        book = etree.fromstring(self.read("xl/workbook.xml"))
        related = etree.fromstring(self.read("xl/_rels/workbook.xml.rels"))
        targets = {relation.get("Id"): relation.get("Target", "") for relation in related}
        self.parts = {
            sheet.get("name", ""): _part(targets[sheet.get(_ID)])
            for sheet in book.iterfind(f"{_MAIN}sheets/{_MAIN}sheet")
        }
        self.names = {
            name.get("name", ""): name.text or ""
            for name in book.iterfind(f"{_MAIN}definedNames/{_MAIN}definedName")
            if name.get("localSheetId") is None
        }
        self._sheets: dict[str, bytes] = {}

    def read(self, part: str) -> bytes:
        """The bytes of a part; OtherForm when it is not there."""
        try:
            return self._archive.read(part)
        except KeyError:
            raise OtherForm from None

    def sheet(self, name: str) -> bytes:
        """The bytes of a sheet; OtherForm when its cells could not be found in them."""
        if name not in self._sheets:
            if name not in self.parts:
                raise OtherForm
            held = self.read(self.parts[name])
            if b"<sheetData>" not in held or b"<!" in held:
                raise OtherForm
            self._sheets[name] = held
        return self._sheets[name]

    def number(self, sheet: str, address: str) -> float | None:
        """The number a cell shows; None when it shows none."""
        rows = self.sheet(sheet)
        start = rows.find(b'<c r="%s"' % address.encode())
        if start < 0:
            return None
        opened = rows.index(b">", start)
        attributes = rows[start:opened]
        if attributes.endswith(b"/") or (b' t="' in attributes and b' t="n"' not in attributes):
            return None
        held = rows[opened : rows.index(b"</c>", opened)]
        value, close = held.find(b"<v>"), held.find(b"</v>")
        return float(held[value + 3 : close]) if 0 <= value < close else None

    def texts(self, sheet: str) -> Iterator[str]:
        """The texts of a sheet's cells, in reading order."""
        for cell in _TEXT_CELL.finditer(self.sheet(sheet)):
            text = _text(cell[2])
            yield self._strings[int(text)] if cell[1] == b"s" else text

    def holds(self, sheet: str, text: str) -> bool:
        """Whether one of a sheet's cells holds this text and nothing else."""
        return b">%s</t>" % escape(text, quote=False).encode() in self.sheet(sheet) or any(
            each == text for each in self.texts(sheet)
        )

    def banner(self, sheet: str, element: str) -> str:
        """The text of a sheet's `oddHeader` or `oddFooter`, with its codes."""
        tag = element.encode()
        found = re.search(rb"<%s>([^<]*)</%s>" % (tag, tag), self.sheet(sheet))
        return unescape(found[1].decode()) if found else ""

    @cached_property
    def _strings(self) -> list[str]:
        held = self.read("xl/sharedStrings.xml")
        return [_text(item) for item in re.findall(rb"<si>(.*?)</si>", held, re.DOTALL)]


def plainly(content: bytes) -> Plain | None:
    """The workbook, when it is laid out as the engine lays it out."""
    try:
        return Plain(content)
    except (OtherForm, KeyError):
        return None


def _part(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _text(held: bytes) -> str:
    return unescape(b"".join(_RUN.findall(held)).decode())
