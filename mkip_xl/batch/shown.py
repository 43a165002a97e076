"""The numbers a filled workbook shows in the cells of its defined names, read back from its bytes.

Every file of a run is read back, so it must cost little. The template engine writes its rows in one plain form, so
that a wanted cell is found in the bytes without reading the rest. A workbook in any other form is left to the reader.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal

from mkip_xl.workbook.formulas.references import column_letters, read_reference
from mkip_xl.workbook.reading.cells import exact

Number = int | Decimal
Cell = Callable[[str, int, int], Number | None]
"""Sheet, row and column → the number shown there."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BLOCK = re.compile(r"(?:'((?:[^']|'')+)'|([^'!,=]+))!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)")


class _OtherForm(Exception):
    """The workbook is not in the form the engine writes."""


def shown(filled: bytes, name: str, wanted: Collection[str]) -> dict[str, list[Number | None]]:
    """The numbers in the cells of the wanted defined names, area by area, each row by row; None where none is shown.

    `name` is the file's, for messages. A name that the workbook does not define is not in the answer.
    """
    try:
        return _found(wanted, *_plainly(filled))
    except (_OtherForm, KeyError):
        return _found(wanted, *_by_the_reader(filled, name))


def _found(wanted: Collection[str], names: dict[str, str], cell: Cell) -> dict[str, list[Number | None]]:
    return {label: [cell(*place) for place in _cells(names[label])] for label in wanted if label in names}


def _cells(refers_to: str) -> Iterator[tuple[str, int, int]]:
    for quoted, plain, block in _BLOCK.findall(refers_to):
        reference = read_reference(block)
        if reference is not None and reference.rows is not None and reference.columns is not None:
            rows, columns = reference.rows, reference.columns
            for row in range(rows.first, rows.last + 1):
                for column in range(columns.first, columns.last + 1):
                    yield (quoted or plain).replace("''", "'"), row, column


def _plainly(filled: bytes) -> tuple[dict[str, str], Cell]:
    from lxml import etree

    archive = zipfile.ZipFile(io.BytesIO(filled))  # its `read` holds each part against its checksum
    book = etree.fromstring(archive.read("xl/workbook.xml"))
    related = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in related}
    parts = {sheet.get("name"): targets[sheet.get(_ID)] for sheet in book.iterfind(f"{_MAIN}sheets/{_MAIN}sheet")}
    names = {
        defined.get("name", ""): defined.text or ""
        for defined in book.iterfind(f"{_MAIN}definedNames/{_MAIN}definedName")
        if defined.get("localSheetId") is None
    }
    read: dict[str, bytes] = {}

    def cell(sheet: str, row: int, column: int) -> Number | None:
        if sheet not in read:
            target = parts[sheet]
            part = target[1:] if target.startswith("/") else f"xl/{target}"
            read[sheet] = _rows(archive.read(part))
        return _number(read[sheet], f"{column_letters(column)}{row}".encode())

    return names, cell


def _rows(sheet: bytes) -> bytes:
    start, end = sheet.find(b"<sheetData>"), sheet.rfind(b"</sheetData>")
    if start < 0 or end < start or b"<!" in sheet:
        raise _OtherForm
    return sheet[start:end]


def _number(rows: bytes, address: bytes) -> Number | None:
    start = rows.find(b'<c r="%s"' % address)
    if start < 0:
        return None
    opened = rows.index(b">", start)
    attributes = rows[start:opened]
    if attributes.endswith(b"/") or (b' t="' in attributes and b' t="n"' not in attributes):
        return None
    held = rows[opened : rows.index(b"</c>", opened)]
    value, close = held.find(b"<v>"), held.find(b"</v>")
    return exact(float(held[value + 3 : close])) if 0 <= value < close else None


def _by_the_reader(filled: bytes, name: str) -> tuple[dict[str, str], Cell]:
    from mkip_xl.workbook.reading import read_workbook

    reading = read_workbook(filled, name)

    def cell(sheet: str, row: int, column: int) -> Number | None:
        there = reading.sheets[sheet].cell(row, column)
        held = None if there is None else there.value
        return held if isinstance(held, int | Decimal) and not isinstance(held, bool) else None

    return {defined.name: defined.refers_to for defined in reading.names}, cell
