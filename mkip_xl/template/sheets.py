"""One worksheet of a template, read once: its cells, its marker lines, and the frame around its cells."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from mkip_xl.errors import TemplateError
from mkip_xl.findings import Findings
from mkip_xl.template import syntax, texts
from mkip_xl.template.axes import Block, Choice, holders, loops
from mkip_xl.template.cells import (
    Cell,
    Constant,
    Formula,
    SharedStrings,
    Typed,
    address,
    constant_value,
    split_address,
    string_holder,
    text_cell,
)
from mkip_xl.template.markers import BlockReader, Marker, Places, names_at
from mkip_xl.template.references import Area
from mkip_xl.template.styles import DateStyles
from mkip_xl.template.texts import MAIN
from mkip_xl.workbook.formulas.shifting import translate
from mkip_xl.workbook.formulas.structured import in_full

_STYLE = ("s", "cm", "vm", "ph")


@dataclass(slots=True)
class Row:
    """A row of the template: its attributes as bytes, and its cells from left to right."""

    attributes: bytes
    cells: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """A worksheet of a template. `root` is its part without the rows."""

    name: str
    part: str
    root: etree._Element
    rows: dict[int, Row]
    down: list[Block]
    across: list[Block]
    last_row: int
    last_column: int
    names: Mapping[str, int]
    marks: texts.Marks
    loop: syntax.Statement | None = None
    conditional: bool = False
    touched: bool = False

    def may_go(self, row: int, column: int) -> bool:
        """Whether a cell stands under a condition, its own or its sheet's."""
        around = (*holders(self.down, row, row), *holders(self.across, column, column))
        return self.conditional or any(isinstance(block, Choice) for block in around)

    @property
    def repeats(self) -> bool:
        """Whether any line of it can move."""
        return len(self.down) > 1 or len(self.across) > 1 or any(True for _ in loops([*self.down, *self.across]))


@dataclass(slots=True)
class _Found:
    """A cell as it was met: its place, its element, and the pieces of its text when it holds tags."""

    row: int
    column: int
    element: etree._Element
    text: str | None
    holder: etree._Element | None
    tags: tuple[syntax.Piece, ...] = ()

    @property
    def where(self) -> str:
        return address(self.row, self.column)

    @property
    def at(self) -> Area:
        return Area(self.row, self.column, self.row, self.column)


@dataclass(frozen=True, slots=True)
class FilledByExcel:
    """What Excel itself fills in tables, marker lines included: headings, and the formulas of calculated columns."""

    headings: tuple[Area, ...] = ()
    bodies: tuple[Area, ...] = ()
    tables: tuple[tuple[str, Area], ...] = ()

    def holds(self, cell: _Found) -> bool:
        """Whether a cell is one of them."""
        if cell.tags:
            return False
        areas = self.headings + (self.bodies if cell.element.find(f"{{{MAIN}}}f") is not None else ())
        return any(cell.at.within(area) for area in areas)

    def table(self, cell: _Found) -> str | None:
        """The name of the table that a cell stands in."""
        return next((name for name, area in self.tables if cell.at.within(area)), None)


class SheetReader:
    """Reads worksheets. Faults become findings, all of them, each at its cell."""

    def __init__(
        self, strings: SharedStrings, places: Places, findings: Findings, dates: DateStyles | None = None
    ) -> None:
        self.strings, self.places, self.findings = strings, places, findings
        self.dates = dates or DateStyles(None)

    def read(
        self,
        name: str,
        part: str,
        content: bytes,
        names: Mapping[str, int],
        filled: FilledByExcel | None = None,
        *,
        conditional: bool = False,
    ) -> Sheet:
        """The sheet in a part. `names` are the names of a sheet loop around it.

        `filled` are the cells of tables that may stand on marker lines; `conditional`: the whole sheet may not come.
        """
        root = texts.without_prefix(texts.parse(content))
        data = root.find(f"{{{MAIN}}}sheetData")
        if root.tag != f"{{{MAIN}}}worksheet" or data is None:
            raise TemplateError(f"'{name}' is not a worksheet of the usual kind. Save the template again as .xlsx")
        rows, found = self._met(name, data)
        first = next((cell for cell in found if (cell.row, cell.column) == (1, 1)), None)
        sheet_loop = self._sheet_loop(name, first)
        row_markers, column_markers = self._markers(name, found)
        last_row = max([*rows, 0])
        last_column = max([0, *[cell.column for cell in found]])
        down = BlockReader(name, self.places, self.findings, names).read(row_markers, last_row)
        across = BlockReader(name, self.places, self.findings, names).read(column_markers, last_column)
        filled = filled or FilledByExcel()
        rest = [cell for cell in found if not filled.holds(cell)]
        self._check_markers(name, rest, {m.line for m in row_markers}, {m.line for m in column_markers})
        frame = copy.deepcopy(root)
        emptied = frame.find(f"{{{MAIN}}}sheetData")
        assert emptied is not None
        for child in list(emptied):
            emptied.remove(child)
        marks = texts.Marks(names)
        sheet = Sheet(
            name, part, frame, rows, down, across, last_row, last_column, names, marks, sheet_loop, conditional
        )
        self._fill_rows(sheet, found, {m.line for m in row_markers}, {m.line for m in column_markers}, filled)
        sheet.touched = sheet.repeats or conditional or any(cell.tags for cell in found)
        return sheet

    def _met(self, name: str, data: etree._Element) -> tuple[dict[int, Row], list[_Found]]:
        rows: dict[int, Row] = {}
        found: list[_Found] = []
        number = 0
        for row in data.iterchildren(f"{{{MAIN}}}row"):
            number = int(row.get("r", number + 1))
            rows[number] = Row(_attributes(row, ("r", "spans")))
            column = 0
            for element in row.iterchildren(f"{{{MAIN}}}c"):
                reference = element.get("r")
                column = split_address(reference)[1] if reference else column + 1
                found.append(self._cell(name, number, column, element))
        return rows, found

    def _cell(self, name: str, row: int, column: int, element: etree._Element) -> _Found:
        holder = string_holder(element, self.strings)
        text = None if holder is None else "".join(run.text or "" for run in texts.own_texts(holder))
        cell = _Found(row, column, element, text, holder)
        if text is not None and syntax.has_tags(text) and element.find(f"{{{MAIN}}}f") is None:
            try:
                cell.tags = syntax.pieces(text) or ("",)
            except TemplateError as fault:
                self.findings.error(name, cell.where, "tag", str(fault))
        return cell

    def _sheet_loop(self, name: str, first: _Found | None) -> syntax.Statement | None:
        statements = [s for s in syntax.statements(first.tags) if s.axis == "sheet"] if first else []
        opening = [statement for statement in statements if statement.word in ("for", "if")]
        if len(opening) > 1:
            self.findings.error(name, "A1", "sheet", "a sheet takes one {%sheet … %} tag")
        return opening[0] if opening else None

    def _markers(self, name: str, found: list[_Found]) -> tuple[list[Marker], list[Marker]]:
        down: list[Marker] = []
        across: list[Marker] = []
        for cell in found:
            for statement in syntax.statements(cell.tags):
                if statement.axis == "tr":
                    down.append(Marker(cell.row, cell.where, statement))
                elif statement.axis == "tc":
                    across.append(Marker(cell.column, cell.where, statement))
                elif (cell.row, cell.column) != (1, 1):
                    self.findings.error(name, cell.where, "sheet", "{%sheet … %} stands in cell A1 or the sheet's name")
        return down, sorted(across, key=lambda marker: marker.line)

    def _check_markers(self, name: str, found: list[_Found], rows: set[int], columns: set[int]) -> None:
        for cell in found:
            in_row, in_column = cell.row in rows, cell.column in columns
            if not in_row and not in_column:
                continue
            kind = "row" if in_row else "column"
            tag = "tr" if in_row else "tc"
            rest = [piece for piece in cell.tags if not isinstance(piece, syntax.Statement)]
            holds = any(not isinstance(piece, str) or piece.strip() for piece in rest)
            bare = cell.element.find(f"{{{MAIN}}}f") is not None or cell.element.findtext(f"{{{MAIN}}}v") is not None
            if holds or (not cell.tags and (bool((cell.text or "").strip()) or (bare and cell.text is None))):
                message = f"a marker {kind} (it holds a {{%{tag} … %}} tag) goes when the template is filled, and this "
                message += f"cell with it. Move what it holds to another {kind}"
                self.findings.error(name, cell.where, "marker", message)

    def _fill_rows(
        self, sheet: Sheet, found: list[_Found], rows: set[int], columns: set[int], filled: FilledByExcel
    ) -> None:
        shared: dict[str, tuple[str, int, int]] = {}
        down_names: dict[int, dict[str, int]] = {}
        across_names: dict[int, dict[str, int]] = {}
        for cell in found:
            if cell.element.find(f"{{{MAIN}}}f") is not None:
                self._note_shared(cell, shared)
        for cell in found:
            if cell.row in rows or cell.column in columns:
                continue
            if cell.row not in down_names:
                down_names[cell.row] = names_at(sheet.down, cell.row, "tr")
            if cell.column not in across_names:
                across_names[cell.column] = names_at(sheet.across, cell.column, "tc")
            names = {**sheet.names, **across_names[cell.column], **down_names[cell.row]}
            try:
                made = self._compiled(cell, names, shared)
                if cell.element.get("t") == "s":
                    self._keep_text(sheet, cell, made)
                if isinstance(made, Formula) and "[" in made.text and (table := filled.table(cell)) is not None:
                    made.text = in_full(made.text, table)
                sheet.rows[cell.row].cells.append(made)
            except TemplateError as fault:
                self.findings.error(sheet.name, cell.where, "tag", str(fault))

    def _keep_text(self, sheet: Sheet, cell: _Found, made: Cell) -> None:
        """Note a text that all cells share; a cell under a condition carries its own, to leave none behind."""
        number = (cell.element.findtext(f"{{{MAIN}}}v") or "").strip()
        if cell.holder is None or not isinstance(made, Constant) or not sheet.may_go(cell.row, cell.column):
            self.strings.staying.add(number)
            return
        self.strings.carried.add(number)
        if not cell.tags:
            made.end = b' t="inlineStr"><is>' + texts.inner_bytes(cell.holder) + b"</is></c>"

    def _date_style(self, element: etree._Element) -> bytes:
        twin = copy.copy(element)
        style = self.dates.twin(int(element.get("s", "0")))
        if style:
            twin.set("s", str(style))
        return _attributes(twin, ("r", "t"), only=_STYLE)

    def _note_shared(self, cell: _Found, shared: dict[str, tuple[str, int, int]]) -> None:
        formula = cell.element.find(f"{{{MAIN}}}f")
        if formula is not None and formula.get("t") == "shared" and formula.text:
            shared[formula.get("si", "")] = (formula.text, cell.row, cell.column)

    def _compiled(self, cell: _Found, names: Mapping[str, int], shared: dict[str, tuple[str, int, int]]) -> Cell:
        element = cell.element
        style = _attributes(element, ("r", "t"), only=_STYLE)
        formula = element.find(f"{{{MAIN}}}f")
        if formula is not None:
            return _formula(cell, formula, style, shared)
        if cell.tags and cell.holder is not None:
            rest = [piece for piece in cell.tags if not isinstance(piece, syntax.Statement)]
            if any(not isinstance(piece, str) or piece.strip() for piece in rest):
                holder = copy.deepcopy(cell.holder)
                if len(rest) < len(cell.tags):
                    _drop_statements(holder)
                made = text_cell(cell.column, style, holder, names, cell.where)
                if isinstance(made, Typed) and made.expression.gives == "date":
                    made.style = self._date_style(element)
                return made
            return Constant(cell.column, style, b"/>", None)
        end = _constant_end(element)
        return Constant(cell.column, style, end, constant_value(element, cell.text))


def _drop_statements(holder: etree._Element) -> None:
    runs = list(texts.own_texts(holder))
    texts.gather_tags(runs)
    for run in runs:
        text = run.text or ""
        for tag in reversed(syntax.find_tags(text)):
            if isinstance(tag.piece, syntax.Statement):
                text = text[: tag.start] + text[tag.end :]
        run.text = text


def _formula(
    cell: _Found, formula: etree._Element, style: bytes, shared: Mapping[str, tuple[str, int, int]]
) -> Formula:
    kind = formula.get("t", "")
    text = formula.text or ""
    if kind == "shared":
        kind = ""
        if not text:
            try:
                text, row, column = shared[formula.get("si", "")]
            except KeyError:
                raise TemplateError("a shared formula whose first cell is missing. Save it again from Excel") from None
            text = translate(text, cell.row - row, cell.column - column)
    kept = tuple((name, value) for name, value in _own(formula) if name not in ("t", "ref", "si"))
    return Formula(cell.column, style, text, "" if kind == "normal" else kind, formula.get("ref"), kept, cell.where)


def _constant_end(element: etree._Element) -> bytes:
    kind = element.get("t")
    value = element.find(f"{{{MAIN}}}v")
    if len(element) == 1 and value is not None and not value.attrib:
        inner = f"<v>{_quoted(value.text or '')}</v>".encode()
    else:
        inner = texts.inner_bytes(element)
    opening = f' t="{kind}"'.encode() if kind else b""
    return opening + (b">" + inner + b"</c>" if inner else b"/>")


def _own(element: etree._Element) -> Iterator[tuple[str, str]]:
    prefixes = {uri: prefix for prefix, uri in element.nsmap.items()}
    for key, value in element.attrib.items():
        qualified = etree.QName(str(key))
        prefix = prefixes.get(qualified.namespace) if qualified.namespace else None
        yield (f"{prefix}:{qualified.localname}" if prefix else qualified.localname), str(value)


def _attributes(element: etree._Element, without: tuple[str, ...], only: tuple[str, ...] | None = None) -> bytes:
    kept = [
        f' {name}="{_quoted(value)}"'
        for name, value in _own(element)
        if name not in without and (only is None or name in only)
    ]
    return "".join(kept).encode()


def _quoted(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
