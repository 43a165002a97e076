"""Rows and cells: in order, once each, in the grid, with a value of the kind they say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkip_xl.workbook.formulas.references import LAST_COLUMN, LAST_ROW, column_letters, column_number
from mkip_xl.workbook.formulas.values import ERRORS
from mkip_xl.workbook.lint.parts import MAIN, Parts, Sheet

if TYPE_CHECKING:
    from lxml.etree import _Element

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})\Z")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z?)?\Z")
_OTHER_ERRORS = frozenset({"#GETTING_DATA", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#PYTHON!"})


@dataclass(slots=True)
class Formula:
    """A formula of a cell, with the range it fills when it is an array's or a shared one's first."""

    cell: str
    text: str
    kind: str = ""
    range: str = ""


@dataclass(slots=True)
class Content:
    """What the other rules need of a sheet: its formulas, and the texts and kinds of its cells."""

    formulas: list[Formula] = field(default_factory=list)
    values: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many shared texts, cell styles and differential styles the workbook has."""

    texts: list[str]
    styles: int
    differential: int


def limits(parts: Parts) -> Limits:
    """The workbook's shared texts and styles."""
    strings, styles = parts.one("sharedStrings"), parts.one("styles")
    texts = [
        "".join(run.text or "" for run in item.iter(MAIN + "t") if _shown(run))
        for item in (() if strings is None else strings.iterchildren(MAIN + "si"))
    ]
    formats = None if styles is None else styles.find(MAIN + "cellXfs")
    differential = None if styles is None else styles.find(MAIN + "dxfs")
    return Limits(texts, 1 if formats is None else len(formats), 0 if differential is None else len(differential))


def _shown(run: _Element) -> bool:
    parent = run.getparent()
    return parent is None or parent.tag != MAIN + "rPh"


def check_cells(parts: Parts, sheet: Sheet, known: Limits) -> Content:
    """Every row and cell of a sheet."""
    root, content = parts.tree(sheet.part), Content()
    data = None if root is None else root.find(MAIN + "sheetData")
    work = _Cells(parts, sheet, known, content)
    last = 0
    for row in () if data is None else data.iterchildren(MAIN + "row"):
        last = work.row(row, last)
    work.shared()
    return content


class _Cells:
    def __init__(self, parts: Parts, sheet: Sheet, known: Limits, content: Content) -> None:
        self.findings, self.sheet, self.known, self.content = parts.findings, sheet, known, content
        self.groups: dict[str, bool] = {}
        self.followers: list[tuple[str, str]] = []

    def wrong(self, cell: str | None, code: str, message: str) -> None:
        self.findings.error(self.sheet.name, cell, code, message)

    def row(self, row: _Element, last: int) -> int:
        written = row.get("r")
        number = int(written) if written is not None and written.isdigit() else last + 1
        if written is not None and not written.isdigit():
            self.wrong(None, "row", f"A row is numbered {written!r}.")
        if number > LAST_ROW:
            self.wrong(None, "grid", f"Row {number} is below the last row, {LAST_ROW}.")
        if number == last:
            self.wrong(None, "row-twice", f"Row {number} is there twice.")
        elif number < last:
            self.wrong(None, "row-order", f"Row {number} comes after row {last}.")
        self.style(row, None)
        before = 0
        for cell in row.iterchildren(MAIN + "c"):
            before = self.cell(cell, number, before)
        return max(number, last)

    def cell(self, cell: _Element, row: int, before: int) -> int:
        written = cell.get("r")
        match = _CELL.match(written) if written is not None else None
        column = column_number(match[1]) if match else before + 1
        name = f"{column_letters(column)}{row}"
        if written is not None and (match is None or column > LAST_COLUMN or int(match[2]) > LAST_ROW):
            self.wrong(None, "grid", f"A cell is called {written!r}, which is no place in the grid.")
            return before
        if match and int(match[2]) != row:
            self.wrong(written, "cell-row", f"{written} stands in row {row}.")
        if (row, column) in self.content.values:
            self.wrong(name, "cell-twice", f"{name} is there twice.")
        elif column < before:
            self.wrong(name, "cell-order", f"{name} comes after column {column_letters(before)}.")
        self.style(cell, name)
        self.content.values[row, column] = self.value(cell, name)
        self.formula(cell, name)
        return max(column, before)

    def style(self, element: _Element, cell: str | None) -> None:
        style = element.get("s")
        if style is not None and (not style.isdigit() or int(style) >= self.known.styles):
            self.wrong(cell, "style", f"Style {style} is used; the workbook has {self.known.styles}, counted from 0.")

    def value(self, cell: _Element, name: str) -> tuple[str, str]:
        kind = cell.get("t", "n")
        held = cell.find(MAIN + "v")
        if kind == "inlineStr":
            inline = cell.find(MAIN + "is")
            if inline is None:
                message = f"{name} says that it holds a text of its own and holds none."
                self.findings.warn(self.sheet.name, name, "value", message)
            return kind, "" if inline is None else "".join(text.text or "" for text in inline.iter(MAIN + "t"))
        if held is None:
            return "", ""
        text = held.text or ""
        if not text and cell.find(MAIN + "f") is not None:
            return "", ""  # a formula not yet worked out
        fault = self.fault(kind, text)
        if fault:
            self.wrong(name, "value", f"{name} {fault}")
        if kind == "s":
            number = int(text) if text.strip().isdigit() else -1
            return kind, self.known.texts[number] if 0 <= number < len(self.known.texts) else ""
        return kind, text

    def fault(self, kind: str, text: str) -> str | None:
        if kind == "n":
            if not _NUMBER.match(text.strip()):
                return f"is a number and holds {text!r}."
            return None if abs(float(text)) < 1.8e308 else f"holds {text}, beyond Excel's largest number."
        if kind == "s":
            if not text.strip().isdigit() or int(text) >= len(self.known.texts):
                return f"takes shared text {text}; there are {len(self.known.texts)}, counted from 0."
        elif kind == "b":
            return None if text in ("0", "1", "true", "false") else f"is TRUE or FALSE and holds {text!r}."
        elif kind == "e":
            known = text in ERRORS or text in _OTHER_ERRORS
            return None if known else f"is an error and holds {text!r}, which is none of Excel's."
        elif kind == "d":
            return None if _DATE.match(text) else f"is a date and holds {text!r}."
        elif kind != "str":
            return f"is of the kind {kind!r}, which Excel does not know."
        return None

    def formula(self, cell: _Element, name: str) -> None:
        element = cell.find(MAIN + "f")
        if element is None:
            return
        kind, group = element.get("t", ""), element.get("si")
        formula = Formula(name, element.text or "", kind, element.get("ref", ""))
        if kind == "shared" and group is not None:
            if formula.text:
                self.groups[group] = True
            else:
                self.followers.append((name, group))
        elif not formula.text and kind != "dataTable":
            self.wrong(name, "formula", f"{name} has a formula without text.")
        self.content.formulas.append(formula)

    def shared(self) -> None:
        for name, group in self.followers:
            if group not in self.groups:
                self.wrong(name, "shared-formula", f"{name} shares formula {group}, which no cell gives.")
