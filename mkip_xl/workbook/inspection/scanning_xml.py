"""Looking for secrets in the XML parts of a workbook, with the sheet and cell they stand in."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from mkip_xl.workbook.inspection import unwrapping
from mkip_xl.workbook.inspection.adjacency import Pieces
from mkip_xl.workbook.inspection.cells import address, position
from mkip_xl.workbook.inspection.constants import constants
from mkip_xl.workbook.inspection.derivable import Grid
from mkip_xl.workbook.inspection.gathering import Gathered
from mkip_xl.workbook.inspection.opened import Opened, split_rows
from mkip_xl.workbook.inspection.plain_rows import LARGE, Sifter, bare, blocks
from mkip_xl.workbook.inspection.segments import Segment, branches, runs, said_by, segments
from mkip_xl.workbook.inspection.survivors import SecretKind
from mkip_xl.workbook.inspection.wording import even

if TYPE_CHECKING:
    from lxml.etree import _Element

_XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<[\x00]?[?!A-Za-z_]")
_DECLARED = re.compile(r"""<\?xml[^>]*encoding=["']([\w.-]+)""")
_TAG = re.compile(r"<[^<>]*>")
_PAGE = re.compile(r"\s*<(?:!DOCTYPE html|html|body|div|p|span|b|i|table|ul|ol|font|h\d)\b", re.I)
_ROOT = re.compile(r"<(?:\w+:)?worksheet\b[^>]*>")
_THOUSANDS = re.compile(rb"(?:\xa3|\$|\xe2\x82\xac)'?000|'000|000s\b|\xa3k\b|\bthousands?\b", re.I)
_MILLIONS = re.compile(rb"\xa3m\b|\bmillions?\b", re.I)
_FORMULAS = frozenset({"<f>", "<definedName>", "<formula>", "<formula1>", "<formula2>", "<calculatedColumnFormula>",
                       "<totalsRowFormula>"})  # fmt: skip
_PROGRAM = re.compile(rb"""\b(?:calcId|rupBuild|[xy]Window|window(?:Width|Height))=(["'])\d{1,6}\1""")
"""What a program tells of itself and its window, the same in thousands of files."""
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]+\d+)[\"']")


class XmlScan:
    """The XML side of one scan. `grids` collects the numbers of the sheets for arithmetic."""

    def __init__(self, book: Opened, gathered: Gathered, check_time: Callable[[], None]) -> None:
        self.book = book
        self.gathered = gathered
        self.check_time = check_time
        self.grids: list[Grid] = []
        self.sheets = {sheet.part: sheet.name for sheet in book.sheets}
        self._owners = _owners(book)
        self.strings_part = next(iter(book.related(book.workbook_part, "sharedStrings")), "xl/sharedStrings.xml")
        self.pieces = Pieces(gathered.wholes())
        self._string_pieces: dict[int, str] = {}
        self._hints: set[str] = set()
        if self.strings_part in book:
            self._look_ahead(book.read(self.strings_part))

    @staticmethod
    def is_xml(data: bytes) -> bool:
        """Whether some bytes begin as XML does."""
        return _XML.match(data) is not None

    def _look_ahead(self, strings: bytes) -> None:
        """Which shared strings could be pieces of a secret, and whether the workbook speaks of thousands."""
        self._hints = units(strings)
        if not self.pieces.wholes:
            return
        from lxml import etree

        try:
            for index, item in enumerate(branches(strings, "{*}si")):
                piece = "".join(even(runs(item)).split())
                if piece and self.pieces.could_be(piece):
                    self._string_pieces[index] = piece
        except etree.XMLSyntaxError:
            return

    def part(self, part: str, data: bytes, via: str, *, top: bool) -> Iterator[tuple[str, str | bytes]]:
        """Look through one XML part; gives what is written otherwise in it (base64 …), still to be looked through."""
        from lxml import etree

        if part == self.book.workbook_part:
            data = _PROGRAM.sub(b"", data)
        text = decoded(data)
        hints = self._hints | units(data) if len(data) < 2**20 else self._hints
        sheet = self._owners.get(part) if top else None
        try:
            if "sheetData" in text and b"worksheet" in data[:4000]:
                text = self._sheet(part, data, text, Grid(part, sheet), via, hints)
            else:
                self._said(segments(data), part, sheet, via, hints)
                if _PAGE.match(text):
                    self.gathered.look(html.unescape(_TAG.sub("", text)), part, "", sheet, None, via=via, hints=hints)
        except etree.XMLSyntaxError:
            for said in (text, _TAG.sub("", text)):
                self.gathered.look(said, part, "the part is not well-formed XML", sheet, None, via=via, hints=hints)
        self.gathered.look(text, part, "the XML itself", sheet, None, distinct_only=True, via=via, missing_only=True)
        yield from unwrapping.inner_texts(text)

    def _said(self, said: Iterator[Segment], part: str, sheet: str | None, via: str, hints: Collection[str]) -> None:
        for count, segment in enumerate(said):
            if count % 10000 == 0:
                self.check_time()
            self._look(segment, part, sheet, via, hints)

    def _look(self, segment: Segment, part: str, sheet: str | None, via: str, hints: Collection[str]) -> None:
        text = segment.text
        if not text or (len(text) < 3 and segment.kind == "structure"):
            return
        look = self.gathered.look
        if " of <" in segment.spot and len(text) <= 3:
            return
        if segment.spot in _FORMULAS:
            for how, constant in constants(text):
                look(constant, part, segment.spot, sheet, segment.cell, via=f"{via}{how} ", hints=hints)
        counter = segment.kind == "structure" and not (len(text) > 3 and part.lower().startswith("customxml/"))
        look(
            text,
            part,
            segment.spot,
            sheet,
            segment.cell,
            distinct_only=counter,
            via=via,
            hints=hints,
        )

    def _sheet(self, part: str, data: bytes, text: str, grid: Grid, via: str, hints: Collection[str]) -> str:
        """Look through a worksheet; gives what of its XML is still to be looked at as it lies."""
        around, start, end = split_rows(data)
        self._said(segments(around), part, grid.sheet, via, hints)
        if start == end:
            return text
        if len(data) < LARGE:
            self._rows(data, grid, via, hints)
        else:
            text = self._large_sheet(text, grid, via, hints)
        self.grids.append(grid)
        for kind, place, row, column, direction in self.pieces.found():
            secret: SecretKind = "number" if kind == "number" else "text"
            spot, form = f"cells {direction}", f"{via}split over cells"
            self.gathered.add(secret, place, part, spot, form, grid.sheet, address(row, column))
        return text

    def _large_sheet(self, text: str, grid: Grid, via: str, hints: Collection[str]) -> str:
        """Look through a large worksheet, taking apart only the rows that may hold something."""
        grid.full = True
        start = text.find(">", text.find("sheetData")) + 1
        end = text.rfind("</", 0, text.rfind("sheetData"))
        root = _ROOT.search(text)
        opening = root[0] if root else "<worksheet>"
        sifter = Sifter(self.gathered, self.pieces, self._string_pieces, set())
        left = [text[:start]]
        for block in blocks(text, start, end):
            self.check_time()
            reduced = bare(block)
            left.append(block if reduced is None else reduced)
            if reduced is None or sifter.promising(block, hints):
                closing = opening[1:].split(None, 1)[0].rstrip(">")
                self._rows(f"{opening}{block}</{closing}>".encode(), grid, via, hints)
        return "".join([*left, text[end:]])

    def _rows(self, data: bytes, grid: Grid, via: str, hints: Collection[str]) -> None:
        number = 0
        for count, row in enumerate(branches(data, "{*}row")):
            if count % 500 == 0:
                self.check_time()
            told = row.get("r", "")
            number = int(told) if told.isdigit() else number + 1
            self._row(row, number, grid, via, hints)

    def _row(self, row: _Element, row_number: int, grid: Grid, via: str, hints: Collection[str]) -> None:
        figures, part, sheet = self.gathered.figures, grid.part, grid.sheet
        space = str(row.tag)[:-3]
        value_tag, cell_tag = f"{space}v", f"{space}c"
        could_be, string_pieces = self.pieces.could_be, self._string_pieces
        hinted = bool(hints)
        column = 0
        for cell in row:
            column += 1
            if cell.tag != cell_tag:
                self._said(said_by(cell), part, sheet, via, hints)
                continue
            kind = cell.get("t")
            for child in cell:
                if child.tag != value_tag or len(child) or (kind is not None and kind not in "ns"):
                    if kind == "b" and child.tag == value_tag:
                        continue
                    self._cell_part(child, cell, row_number, column, grid, via, hints)
                    continue
                text = child.text
                if not text:
                    continue
                if kind == "s":
                    if string_pieces and text.isdigit() and int(text) in string_pieces:
                        at = position(cell.get("r", "")) or (row_number, column)
                        self.pieces.put(*at, string_pieces[int(text)])
                    continue
                try:
                    worth = abs(float(text))
                except ValueError:
                    self._cell_part(child, cell, row_number, column, grid, via, hints)
                    continue
                if hinted or figures.near(worth):
                    for secret, form in figures.matches(text.strip().lstrip("-+"), hints).items():
                        self.gathered.add("number", secret, part, "value", via + form, sheet, cell.get("r"))
                if not grid.full:
                    at = position(cell.get("r", "")) or (row_number, column)
                    grid.put(*at, float(text))
                if len(text) < 8 and could_be(text):
                    at = position(cell.get("r", "")) or (row_number, column)
                    self.pieces.put(*at, text)

    def _cell_part(
        self, child: _Element, cell: _Element, row: int, column: int, grid: Grid, via: str, hints: Collection[str]
    ) -> None:
        """The parts of a cell that are not a plain value: a formula, a text of its own, anything foreign."""
        reference = cell.get("r") or address(row, column)
        plain = _only_text(child)
        if plain is not None and self.gathered.is_dull(plain, hints):
            return
        for segment in said_by(child):
            placed = Segment(segment.text, segment.spot, reference, segment.kind)
            self._look(placed, grid.part, grid.sheet, via, hints)
            if segment.kind != "structure" and segment.spot in ("<v>", "<is>", "<t>") and len(segment.text) < 64:
                piece = "".join(even(segment.text).split())
                if piece and self.pieces.could_be(piece):
                    self.pieces.put(*(position(reference) or (row, column)), piece)


def _only_text(child: _Element) -> str | None:
    """The text of a cell's own text that is one piece and nothing else; None for anything else."""
    if len(child) != 1 or child.attrib or child.text or len(child[0]) or not str(child.tag).endswith("}is"):
        return None
    return child[0].text if str(child[0].tag).endswith("}t") and not child[0].attrib and not child[0].tail else None


def users(book: Opened, indexes: Collection[int]) -> dict[int, tuple[str, str]]:
    """The first cell that uses each of these shared strings: its sheet and reference."""
    found: dict[int, tuple[str, str]] = {}
    wanted = b"|".join(str(index).encode() for index in sorted(indexes))
    pattern = re.compile(rb"<(?:\w+:)?c\b([^<>]*\bt=[\"']s[\"'][^<>]*)>\s*<(?:\w+:)?v>\s*(" + wanted + rb")\s*<")
    for sheet in book.sheets:
        if sheet.part not in book:
            continue
        for match in pattern.finditer(book.read(sheet.part)):
            reference = _REFERENCE.search(match[1])
            if reference:
                found.setdefault(int(match[2]), (sheet.name, reference[1].decode("latin-1")))
    return found


def units(data: bytes) -> set[str]:
    """The units that a text speaks of."""
    found = set()
    if _THOUSANDS.search(data):
        found.add("in thousands")
    if _MILLIONS.search(data):
        found.add("in millions")
    return found


def decoded(data: bytes) -> str:
    """The text of an XML part, by its byte order mark or the encoding it declares."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[:2] in (b"<\x00", b"\x00<"):
        return data.decode("utf-16-le" if data[:1] == b"<" else "utf-16-be", "replace")
    declared = _DECLARED.match(data[:200].decode("latin-1"))
    try:
        return data.decode(declared[1] if declared else "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _owners(book: Opened) -> dict[str, str]:
    """The sheet that each part belongs to: the sheet's own, and what only it leads to (comments, drawings, charts)."""
    owners: dict[str, str] = {}
    for sheet in book.sheets:
        waiting = [sheet.part]
        while waiting:
            part = waiting.pop()
            if part in owners or part not in book:
                continue
            owners[part] = sheet.name
            waiting += [one.target for one in book.relationships(part) if not one.external]
    return owners
