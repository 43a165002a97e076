"""Values put into the cells of worksheet parts; formulas, formats and everything else stay as they are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from lxml import etree

from mkip_xl.workbook.formulas.calculation import Cell
from mkip_xl.workbook.formulas.values import VALUE, ExcelError, Value
from mkip_xl.workbook.guard.grid import WIDTH, position, reference
from mkip_xl.workbook.package import Package

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


_OF_THE_FORMAT = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"))

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)")


def kept(value: Value) -> Value:
    """A value as a cell keeps it: an error newer than the file format, such as #SPILL!, is kept as #VALUE!."""
    return VALUE if isinstance(value, ExcelError) and value.code not in _OF_THE_FORMAT else value


def stored(
    package: Package,
    parts: Mapping[str, str],
    values: Mapping[Cell, Value],
    sizes: Mapping[Cell, tuple[int, int]] | None = None,
) -> dict[str, bytes]:
    """The worksheet parts that change, with these values in their cells; None empties one.

    `sizes`: the rows and columns that formulas which spill by themselves fill now.
    """
    by_sheet: dict[str, dict[tuple[int, int], Value]] = defaultdict(dict)
    for (sheet, row, column), value in values.items():
        by_sheet[sheet][row, column] = value
    changed = {}
    for sheet, cells in by_sheet.items():
        part = parts[sheet]
        root = etree.fromstring(package.read(part), _PARSER)
        data = root.find(f"{_MAIN}sheetData")
        assert data is not None
        rows = _rows(data)
        for (row, column), value in sorted(cells.items()):
            element = _cell(data, rows, row, column)
            _put(element, value)
            if size := (sizes or {}).get((sheet, row, column)):
                _resize(element, row, column, size)
        changed[part] = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    return changed


def _rows(data: etree._Element) -> dict[int, etree._Element]:
    rows, number = {}, 0
    for element in data.iterchildren(f"{_MAIN}row"):
        number = int(element.get("r", number + 1))
        rows[number] = element
    return rows


def _cell(data: etree._Element, rows: dict[int, etree._Element], row: int, column: int) -> etree._Element:
    """The element of a cell, made in its place when it is not there."""
    line = rows.get(row)
    if line is None:
        line = etree.Element(f"{_MAIN}row", r=str(row))
        later = [number for number in rows if number > row]
        if later:
            rows[min(later)].addprevious(line)
        else:
            data.append(line)
        rows[row] = line
    number = 0
    for element in line.iterchildren(f"{_MAIN}c"):
        place = position(element.get("r", ""))
        number = place[1] if place else number + 1
        if number == column:
            return element
        if number > column:
            made = etree.Element(f"{_MAIN}c", r=reference(row * WIDTH + column - 1))
            element.addprevious(made)
            return made
    return etree.SubElement(line, f"{_MAIN}c", r=reference(row * WIDTH + column - 1))


def _resize(cell: etree._Element, row: int, column: int, size: tuple[int, int]) -> None:
    """Say in an array formula which block it fills."""
    formula = cell.find(f"{_MAIN}f")
    assert formula is not None
    first = reference(row * WIDTH + column - 1)
    last = reference((row + size[0] - 1) * WIDTH + column + size[1] - 2)
    formula.set("ref", first if first == last else f"{first}:{last}")


def _put(cell: etree._Element, value: Value) -> None:
    for child in list(cell):
        if child.tag in (f"{_MAIN}v", f"{_MAIN}is"):
            cell.remove(child)
    if value is None:
        if "t" in cell.attrib:
            del cell.attrib["t"]
        return
    kind, text = _told(value)
    if kind:
        cell.set("t", kind)
    elif "t" in cell.attrib:
        del cell.attrib["t"]
    formula = cell.find(f"{_MAIN}f")
    made = etree.Element(f"{_MAIN}v")
    made.text = text
    if formula is not None:
        formula.addnext(made)
    else:
        cell.insert(0, made)


def _told(value: Value) -> tuple[str, str]:
    """The type a cell is marked with, and the text of its value.

    >>> _told(33.0), _told("Yes"), _told(True), _told("a\\x07")
    (('', '33'), ('str', 'Yes'), ('b', '1'), ('str', 'a_x0007_'))
    """
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, ExcelError):
        return "e", value.code
    if isinstance(value, str):
        return "str", _NOT_IN_XML.sub(lambda found: f"_x{ord(found.group()[0]):04X}_{found.group()[1:]}", value)
    number = float(value or 0)
    return "", str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
