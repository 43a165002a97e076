"""What a calculation needs of a workbook: its formulas, values, names and tables, as the guard read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from mkip_xl.workbook.formulas.calculation import Cell
from mkip_xl.workbook.formulas.filling import translate
from mkip_xl.workbook.formulas.structured import TableArea
from mkip_xl.workbook.formulas.tokens import tokenise
from mkip_xl.workbook.formulas.values import ERRORS, ExcelError, Value
from mkip_xl.workbook.guard import Examined
from mkip_xl.workbook.guard import grid as g

OWN = re.compile(
    r"(?<![\w.])(?:\[\d+\]!|'[^']*\.xla[ms]?'!|[\w.]+\.xla[ms]?!)?"
    r"(?:_xldudf_|_xludf\.|uk\.gov\.mkip\.MkipFunctions\.)?(MKIP_[A-Z0-9_]+)(?=\()",
    re.IGNORECASE,
)
"""A call of one of our functions, as the desktop, an add-in, the Office route or LibreOffice Calc stores it."""

_SPILL = re.compile(r"_xlfn\.ANCHORARRAY\(((?:'(?:[^']|'')*'|[\w.]+)!)?(\$?[A-Z]{1,3}\$?[0-9]{1,7})\)", re.IGNORECASE)
_SPILLING = re.compile(rb"<(?:\w+:)?c\s[^>]*\bcm=[^>]*>")
_PLACE = re.compile(rb"\br=[\"']([A-Z]+[0-9]+)[\"']")
_QUOTED = re.compile(r"""
    "(?:[^"]|"")*"                        # a text
  | '(?:[^']|'')*'!(?!MKIP_)              # the name of a sheet
  | \[(?:[^\[\]']|'.)*\](?!!)            # the heading of a table's column
""", re.VERBOSE | re.IGNORECASE)  # fmt: skip
"""Where a formula holds other people's words, in which what looks like a call is none."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@dataclass(slots=True)
class Sheets:
    """The cells of all worksheets: formulas without `=`, values cached or typed, blocks that array formulas fill."""

    formulas: dict[Cell, str] = field(default_factory=dict)
    values: dict[Cell, Value] = field(default_factory=dict)
    arrays: dict[Cell, tuple[int, int]] = field(default_factory=dict)
    typed: dict[Cell, str] = field(default_factory=dict)
    """The formulas as they stand in the file; in `formulas` a spilled range is the block it fills at present."""
    dynamic: set[Cell] = field(default_factory=set)
    """The cells whose array formula spills by itself, over as many cells as its answer has."""
    names: dict[str | tuple[str, str], str] = field(default_factory=dict)
    tables: dict[str, TableArea] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    date1904: bool = False

    @property
    def own(self) -> list[Cell]:
        """The cells whose formula calls one of our functions, itself or by a defined name, in reading order."""
        names = self._own_names()
        return [cell for cell, formula in self.formulas.items() if is_own(formula) or _uses(formula, names)]

    def _own_names(self) -> set[str]:
        """The defined names, folded, that stand for a call of one of our functions."""
        meant = {key if isinstance(key, str) else key[1]: formula for key, formula in self.names.items()}
        found: set[str] = set()
        while more := {
            name.casefold()
            for name, formula in meant.items()
            if name.casefold() not in found and (is_own(formula) or _uses(formula, found))
        }:
            found |= more
        return found

    def spell_spills(self) -> None:
        """Write every spilled range in `formulas` as the block it fills at present."""
        self.formulas = {cell: with_spills(text, cell[0], self.arrays) for cell, text in self.typed.items()}


def is_own(formula: str) -> bool:
    """Whether a formula calls one of our functions; a text that only looks like a call does not count.

    >>> is_own("SUM(_xldudf_MKIP_SHARES(A1,B1:B3))"), is_own('"MKIP_SHARES("&A1'), is_own("'MKIP_NPV(old)'!A1")
    (True, False, False)
    """
    return bool(OWN.search(_QUOTED.sub("", formula)))


def _uses(formula: str, names: set[str]) -> bool:
    """Whether a formula has one of these defined names in it."""
    return bool(names) and any(
        token.kind == "name" and token.text.rpartition("!")[2].casefold() in names for token in tokenise(formula)
    )


def plain(formula: str) -> str:
    """A formula with our functions called by their bare names, whatever route stored it.

    >>> plain("[1]!MKIP_SHARE(A1,B1:B3,1)+_xldudf_MKIP_NPV(A1:A9)")
    'MKIP_SHARE(A1,B1:B3,1)+MKIP_NPV(A1:A9)'
    """
    return rewritten(formula, "")


def rewritten(formula: str, prefix: str) -> str:
    """A formula with a prefix before each of our functions, in place of the one it has; quoted words are left alone."""
    pieces: list[str] = []
    at = 0
    for quoted in _QUOTED.finditer(formula):
        pieces += [OWN.sub(rf"{prefix}\1", formula[at : quoted.start()]), quoted.group()]
        at = quoted.end()
    pieces.append(OWN.sub(rf"{prefix}\1", formula[at:]))
    return "".join(pieces)


def sheets_of(examined: Examined) -> Sheets:
    """The cells, names and tables of a workbook that passed the guard."""
    found = Sheets(date1904=examined.book.date1904)
    for sheet in examined.book.sheets:
        found.order.append(sheet.name)
        grid = examined.grids.get(sheet.name)
        if grid is None:
            continue
        found.parts[sheet.name] = sheet.part
        _cells(found, sheet.name, grid, examined.strings)
        for tag in _SPILLING.finditer(examined.package.read(sheet.part)):
            if (own := _PLACE.search(tag.group())) and (place := g.position(own.group(1).decode())):
                found.dynamic.add((sheet.name, *place))
        for relation in examined.web.of(sheet.part, "table"):
            _table(found, sheet.name, examined.package.read(relation.target))
    found.typed = found.formulas
    for name in examined.book.names:
        found.names[name.name if name.sheet is None else (name.sheet, name.name)] = plain(name.refers_to)
    return found


def with_spills(formula: str, sheet: str, arrays: Mapping[Cell, tuple[int, int]]) -> str:
    """A formula with each spilled range (`C1#`, which a file writes as a function) as the block it fills.

    >>> with_spills("SUM(_xlfn.ANCHORARRAY($C$1))", "Sums", {("Sums", 1, 3): (3, 1)})
    "SUM('Sums'!C1:C3)"
    """

    def block(found: re.Match[str]) -> str:
        place = g.position(found.group(2))
        on = found.group(1)[:-1] if found.group(1) else sheet
        on = on[1:-1].replace("''", "'") if on.startswith("'") else on
        size = arrays.get((on, *place)) if place else None
        if place is None or size is None:
            return found.group()
        first, last = place, (place[0] + size[0] - 1, place[1] + size[1] - 1)
        corners = (g.reference(row * g.WIDTH + column - 1) for row, column in (first, last))
        return "'" + on.replace("'", "''") + "'!" + ":".join(corners)

    return _SPILL.sub(block, formula) if "ANCHORARRAY" in formula.upper() else formula


def _cells(found: Sheets, sheet: str, grid: g.Grid, strings: list[str]) -> None:
    for key, kind, number in zip(grid.keys, grid.kinds, grid.numbers, strict=True):
        row, column = divmod(key, g.WIDTH)
        found.values[sheet, row, column + 1] = _value(kind, number, grid, strings)
    masters: dict[str, tuple[int, str]] = {}
    for key, formula in zip(grid.formula_keys, grid.formulas, strict=True):
        row, column = divmod(key, g.WIDTH)
        cell = (sheet, row, column + 1)
        kind_of, block, shared = grid.shared_formulas.get(key, ("", "", ""))
        if kind_of == "shared":
            if formula:
                masters[shared] = key, formula
            elif shared in masters:
                first, text = masters[shared]
                formula = translate(text, row - first // g.WIDTH, column - first % g.WIDTH)
        if kind_of == "dataTable" or not formula:
            continue
        found.formulas[cell] = plain(formula)
        area = g.area(block) if kind_of == "array" else None
        if area is not None:
            found.arrays[cell] = area.bottom - area.top + 1, area.right - area.left + 1


def _value(kind: int, number: float, grid: g.Grid, strings: list[str]) -> Value:
    if kind == g.NUMBER:
        return number
    if kind == g.SHARED:
        return strings[int(number)]
    if kind == g.BOOLEAN:
        return bool(number)
    if kind == g.BLANK:
        return None
    text = grid.texts[int(number)]
    if kind == g.ERROR:
        return ERRORS.get(text, ExcelError(text))
    return text


def _table(found: Sheets, sheet: str, part: bytes) -> None:
    root = etree.fromstring(part, _PARSER)
    area = g.area(root.get("ref", ""))
    name = root.get("displayName") or root.get("name")
    if area is None or not name:
        return
    headings = [column.get("name", "") for column in root.iter(f"{_MAIN}tableColumn")]
    found.tables[name] = TableArea(
        sheet,
        area.top,
        area.left,
        area.bottom,
        headings,
        int(root.get("headerRowCount", "1")),
        int(root.get("totalsRowCount", "0")),
    )
