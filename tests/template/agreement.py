"""Whether the cells of a filled workbook are what they must be: kept, and worked out anew by a second program."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import formulon
from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Cells = Mapping[tuple[str, str], Any]


def cached(content: bytes) -> dict[tuple[str, str], Any]:
    """The values the file itself holds, formulas by their cached value. Read plainly, by no spreadsheet library."""
    return {place: value for place, (value, _) in _cells(content).items() if value is not None}


def formula_cells(content: bytes) -> set[tuple[str, str]]:
    """The cells that hold a formula."""
    return {place for place, (_, formula) in _cells(content).items() if formula is not None}


def formulas(content: bytes) -> dict[tuple[str, str], str]:
    """The formulas, without their =."""
    return {place: formula for place, (_, formula) in _cells(content).items() if formula is not None}


def _cells(content: bytes) -> dict[tuple[str, str], tuple[Any, str | None]]:
    found = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        targets = {
            relation.get("Id"): relation.get("Target").removeprefix("/xl/")
            for relation in etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        }
        shared = []
        if "xl/sharedStrings.xml" in package.namelist():
            table = etree.fromstring(package.read("xl/sharedStrings.xml"))
            shared = [_text(item) for item in table.iter(f"{MAIN}si")]
        for sheet in etree.fromstring(package.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
            root = etree.fromstring(package.read("xl/" + targets[sheet.get(RELATION)]))
            for cell in root.iter(f"{MAIN}c"):
                formula = cell.find(f"{MAIN}f")
                found[(sheet.get("name"), cell.get("r"))] = (
                    _value(cell, shared), None if formula is None else formula.text or ""
                )  # fmt: skip
    return found


def _value(cell: Any, shared: list[str]) -> Any:
    kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
    if kind == "inlineStr":
        return _text(cell.find(f"{MAIN}is"))
    if value is None:
        return None
    if kind == "s":
        return shared[int(value)]
    if kind == "b":
        return value == "1"
    return float(value) if kind == "n" else value


def _text(holder: Any) -> str:
    return "".join(text.text or "" for text in holder.iter(f"{MAIN}t"))


def by_formulon(content: bytes) -> dict[tuple[str, str], Any]:
    """The values after formulon has worked out every formula."""
    book = formulon.Workbook.load(content)
    book.recalc()
    found = {}
    for sheet in range(book.sheet_count()):
        for cell in book.iter_cells(sheet):
            value = cell.value.to_python()
            if value is not None:
                at = f"{_letters(cell.col + 1)}{cell.row + 1}"
                found[(book.sheet_name(sheet), at)] = value
    book.close()
    return found


def disagreements(found: Cells, wanted: Cells) -> Iterator[str]:
    """The cells in which two sets of values differ by more than the dust of binary fractions."""
    for (sheet, address), value in wanted.items():
        other = found.get((sheet, address))
        if not agrees(other, value):
            yield f"'{sheet}'!{address}: {other!r}, not {value!r}"


def agrees(found: Any, wanted: Any) -> bool:
    """Whether a value is the one wanted."""
    if isinstance(wanted, (Fraction, float, int)) and not isinstance(wanted, bool):
        number = isinstance(found, (float, int)) and not isinstance(found, bool)
        return number and abs(Fraction(found) - Fraction(wanted)) <= Fraction(1, 10**9) * max(1, abs(Fraction(wanted)))
    return bool(found == wanted)


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
