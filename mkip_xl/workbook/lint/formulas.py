"""What formulas, names and charts refer to: sheets, names and tables that are there, cells that are not lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mkip_xl.workbook.formulas.structured import TableArea, resolve
from mkip_xl.workbook.formulas.tokens import Token, tokenise
from mkip_xl.workbook.formulas.values import CannotEvaluate
from mkip_xl.workbook.lint.cells import Content
from mkip_xl.workbook.lint.parts import MAIN, Parts, Sheet
from mkip_xl.workbook.lint.ranges import box

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CELL = re.compile(r"([A-Z]+)(\d+)")
_LOOKS_LIKE_A_NAME = re.compile(r"[^\W\d][\w.\\?]*\Z")
_ARGUMENT_NAMES = ("LET(", "LAMBDA(")


def defined_names(parts: Parts) -> list[_Element]:
    """The workbook's defined names."""
    root = parts.tree(parts.workbook)
    return [] if root is None else list(root.iter(MAIN + "definedName"))


class References:
    """Looks up what a formula names."""

    def __init__(self, parts: Parts, tables: Mapping[str, TableArea]) -> None:
        self.parts, self.tables = parts, tables
        self.sheets = {name.casefold() for name in parts.sheet_names}
        self.names = {element.get("name", "").casefold() for element in defined_names(parts)}

    def faults(self, formula: str, sheet: str, cell: str | None) -> Iterator[tuple[str, str, str]]:
        """What is wrong with a formula: how grave, code, words."""
        tokens = tokenise(formula)
        depth = 0
        for token in tokens:
            depth += token.kind in ("call", "open")
            depth -= token.kind == "close"
            if depth < 0:
                break
            yield from self._fault(token, formula, sheet, cell)
        if depth:
            yield "error", "formula", f"the brackets of {_short(formula)} do not match"

    def _fault(self, token: Token, formula: str, sheet: str, cell: str | None) -> Iterator[tuple[str, str, str]]:
        if token.kind == "lost" or token.text.upper() == "#REF!":
            yield "warning", "lost-reference", f"{_short(formula)} holds #REF!: what it meant is gone"
        elif token.kind == "other":
            yield "error", "formula", f"{_short(formula)} holds {token.text[:20]!r}, which Excel cannot read"
        elif token.reference is not None and not token.reference.external:
            for name in (token.reference.sheet, token.reference.last_sheet):
                if name is not None and name.casefold() not in self.sheets:
                    yield "error", "missing-sheet", f"{_short(formula)} names the sheet {name!r}, which is not there"
        elif token.kind == "table":
            yield from self._table(token.text, formula, sheet, cell)
        elif token.kind == "name" and not any(word in formula.upper() for word in _ARGUMENT_NAMES):
            yield from self._name(token.text, formula)

    def _table(self, text: str, formula: str, sheet: str, cell: str | None) -> Iterator[tuple[str, str, str]]:
        if text.startswith("[") and text[1:2].isdigit():
            return
        match = _CELL.match(cell or "")
        row, column = (int(match[2]), _column(match[1])) if match else (0, 0)
        try:
            found = resolve(text, self.tables, sheet, row, column)
        except CannotEvaluate:
            yield "error", "missing-table", f"{_short(formula)} names a table in {text}, which is not there"
            return
        if found is None and "#" not in text and "@" not in text:
            yield "error", "missing-column", f"{_short(formula)} names a column in {text}, which is not there"

    def _name(self, text: str, formula: str) -> Iterator[tuple[str, str, str]]:
        prefix, _, name = text.rpartition("!")
        if "[" in prefix or name.upper() in ("TRUE", "FALSE") or name.casefold().startswith("_xl"):
            return
        known = name.casefold() in self.names or name.casefold() in self.tables
        if not known and _LOOKS_LIKE_A_NAME.match(name):
            yield "warning", "missing-name", f"{_short(formula)} uses the name {name!r}, which is not defined"


def _short(formula: str) -> str:
    return f"={formula}" if len(formula) <= 60 else f"={formula[:57]}…"


def _column(letters: str) -> int:
    from mkip_xl.workbook.formulas.references import column_number

    return column_number(letters)


def check_formulas(parts: Parts, contents: Mapping[str, Content], tables: Mapping[str, TableArea]) -> None:
    """Every formula in cells, conditional formats, checks on entry, names and charts."""
    references = References(parts, tables)
    for sheet in parts.sheets:
        for formula in contents[sheet.part].formulas:
            _tell(parts, references, formula.text, sheet.name, formula.cell)
            if formula.kind in ("array", "shared") and formula.range and box(formula.range) is None:
                message = f"{formula.cell} fills {formula.range!r}, which is no range."
                parts.findings.error(sheet.name, formula.cell, "range", message)
        root = parts.tree(sheet.part)
        for tag in ("formula", "formula1", "formula2"):
            for element in () if root is None else root.iter(MAIN + tag):
                _tell(parts, references, element.text or "", sheet.name, None)
        for part in parts.linked(sheet.part, "drawing"):
            for chart in parts.linked(part, "chart"):
                _check_chart(parts, references, sheet, chart)
    _check_names(parts, references)


def _tell(parts: Parts, references: References, formula: str, sheet: str, cell: str | None) -> None:
    for severity, code, words in references.faults(formula, sheet, cell):
        message = f"{cell or 'A rule'}: {words}."
        (parts.findings.error if severity == "error" else parts.findings.warn)(sheet, cell, code, message)


def _check_chart(parts: Parts, references: References, sheet: Sheet, chart: str) -> None:
    root = parts.tree(chart)
    for element in () if root is None else root.iter(_CHART + "f"):
        for severity, code, words in references.faults(element.text or "", sheet.name, None):
            tell = parts.findings.error if severity == "error" or code == "lost-reference" else parts.findings.warn
            tell(sheet.name, None, f"chart-{code}", f"{chart}: {words}.")
    for cache in () if root is None else (*root.iter(_CHART + "numCache"), *root.iter(_CHART + "strCache")):
        count = cache.find(_CHART + "ptCount")
        held = int(count.get("val", "0")) if count is not None else 0
        places = [int(point.get("idx", "-1")) for point in cache.iterchildren(_CHART + "pt")]
        if any(not 0 <= place < held for place in places) or len(set(places)) != len(places):
            parts.findings.error(sheet.name, None, "chart-cache", f"{chart}: a series holds points it does not count.")


def _check_names(parts: Parts, references: References) -> None:
    seen: Counter[tuple[str, str]] = Counter()
    order = parts.sheet_names
    for element in defined_names(parts):
        name, formula, local = element.get("name", ""), (element.text or "").strip(), element.get("localSheetId")
        seen[name.casefold(), local or ""] += 1
        if local is not None and (not local.isdigit() or int(local) >= len(order)):
            message = f"The name {name} belongs to sheet number {local}; there are {len(order)}, counted from 0."
            parts.findings.error(None, None, "name", message)
            continue
        sheet = order[int(local)] if local is not None else None
        for severity, code, words in references.faults(formula, sheet or "", None):
            tell = parts.findings.error if severity == "error" else parts.findings.warn
            tell(sheet, None, f"name-{code}", f"The name {name}: {words}.")
        _check_print(parts, name, formula, sheet)
    for (name, _), count in seen.items():
        if count > 1:
            parts.findings.error(None, None, "name", f"{count} names are called {name}.")


def _check_print(parts: Parts, name: str, formula: str, sheet: str | None) -> None:
    if name not in ("_xlnm.Print_Titles", "_xlnm.Print_Area") or sheet is None:
        return
    for token in tokenise(formula):
        reference = token.reference
        if reference is None:
            continue
        words = "print titles" if name.endswith("Titles") else "print area"
        if reference.sheet is not None and reference.sheet.casefold() != sheet.casefold():
            message = f"The {words} of {sheet} lie on {reference.sheet}."
            parts.findings.error(sheet, None, "print", message)
        if name.endswith("Titles") and reference.rows is not None and reference.columns is not None:
            message = f"The print titles of {sheet} are {reference.text}; they are whole rows or whole columns."
            parts.findings.error(sheet, None, "print", message)


def check_chain(parts: Parts, contents: Mapping[str, Content]) -> None:
    """The calculation chain: every cell in it has a formula, and is there once."""
    root = parts.one("calcChain")
    if root is None:
        return
    workbook = parts.tree(parts.workbook)
    identities = {
        element.get("sheetId"): element.get("name", "")
        for element in (() if workbook is None else workbook.iter(MAIN + "sheet"))
    }
    formulas = {(sheet.name, formula.cell) for sheet in parts.sheets for formula in contents[sheet.part].formulas}
    identity: str | None = None
    seen: Counter[tuple[str, str]] = Counter()
    for element in root.iterchildren(MAIN + "c"):
        identity = element.get("i") or identity
        cell, name = element.get("r", ""), identities.get(identity)
        if name is None:
            message = f"The calculation chain names sheet {identity}; there is none."
            parts.findings.error(None, cell, "calc-chain", message)
        elif (name, cell) not in formulas:
            message = f"The calculation chain names {cell}, which has no formula."
            parts.findings.error(name, cell, "calc-chain", message)
        seen[identity or "", cell] += 1
    for (_, cell), count in seen.items():
        if count > 1:
            parts.findings.error(None, cell, "calc-chain", f"The calculation chain names {cell} {count} times.")
