"""One worksheet in one pass: its cells checked against Excel's grid and kept.

Nothing is dropped in silence: what cannot be understood is refused, and what is odd is noted by cell.
"""

from __future__ import annotations

from mkip_xl.workbook.guard import grid as g
from mkip_xl.workbook.guard import limits
from mkip_xl.workbook.guard.active import OTHER_WORKBOOK, calls_out
from mkip_xl.workbook.guard.archive import inflated
from mkip_xl.workbook.guard.cells import Cells
from mkip_xl.workbook.guard.grid import WIDTH, Batch, Grid, columns
from mkip_xl.workbook.guard.markup import MAIN
from mkip_xl.workbook.guard.plain_rows import ROW_END, Found, plain_rows, row_attributes
from mkip_xl.workbook.guard.regular_rows import RegularRows
from mkip_xl.workbook.guard.relations import Web
from mkip_xl.workbook.guard.stretches import Stretches

_M = MAIN + " "
_DATA, _ROW, _CELL, _VALUE, _FORMULA, _INLINE, _RUN, _TEXT = (
    _M + local for local in ("sheetData", "row", "c", "v", "f", "is", "r", "t")
)
_OBJECT = _M + "oleObject"
_CELLS_ELSEWHERE = frozenset((_DATA, _ROW, _CELL, _VALUE, _FORMULA, _M + "mergeCells"))
_BESIDE_TEXT = frozenset(_M + local for local in ("rPr", "rPh", "phoneticPr"))
_FORMULAS_BESIDE = frozenset(_M + local for local in ("formula", "formula1", "formula2"))
_IN_SHEET, _IN_DATA, _IN_ROW, _IN_CELL, _IN_INLINE, _IN_RUN = 2, 3, 4, 5, 6, 7


def read_grid(web: Web, part: str, sheet: str, strings: int, styles: int, room: int) -> Grid:
    """The cells of a worksheet. `strings` and `styles` are how many there are; `room` how many cells there may be."""
    web.seen.add(part)
    return _Worksheet(web, part, sheet, strings, styles, room).read()


class _Worksheet(Cells):
    def __init__(self, web: Web, part: str, sheet: str, strings: int, styles: int, room: int) -> None:
        super().__init__(web, part, sheet, strings, styles)
        self.room = room
        self.pieces: list[str] = []
        self.has_data = False

    def read(self) -> Grid:
        self.set_handlers()
        self.markup.watch = self.watch
        self.markup.feed(inflated(self.web.package.member(self.part), self.web.package.name))
        if not self.has_data:
            self.refuse("malformed", "there is no place for cells.")
        if not self.in_order:
            self.sort()
        self.check_spread()
        return self.grid

    def watch(self) -> None:
        if len(self.grid.keys) > self.room:
            self.refuse("too-large", f"there are more cells than are read ({limits.CELLS:,} in a workbook).")
        if len(self.pieces) > 16 and sum(map(len, self.pieces)) > limits.TOKEN_BYTES:
            self.refuse("text-too-long", f"a text is longer than the {limits.TEXT_LENGTH:,} characters a cell holds.")

    def set_handlers(self) -> None:
        """The functions that run for every element and cell; their state is in local variables, for speed.

        `beside` is set outside the cells and inside what is passed over: the hot paths ask it once.
        """
        grid, pieces, style_numbers, column_of = self.grid, self.pieces, self.style_numbers, columns().get
        keep_key, keep_number = grid.keys.append, grid.numbers.append
        keep_kind, keep_style = grid.kinds.append, grid.styles.append
        strings, deepest, most = self.strings, limits.DEPTH, limits.ATTRIBUTES
        parser = self.markup.parser
        depth = skip = skipped = row = column = last_key = last_column = row_base = digits = 0
        beside, in_data, foreign = True, False, False
        row_text = leaf = within = told = style_text = ""
        value: str | None = None
        formula: str | None = None
        formula_told: dict[str, str] = {}
        inline: list[str] = []

        def start(element: str, attributes: dict[str, str]) -> None:
            nonlocal depth, column, told, style_text, value, formula, leaf
            depth += 1
            if beside:
                start_beside(element, attributes)
            elif depth == _IN_ROW and element == _CELL:
                place = attributes.get("r")
                if place is None:
                    column += 1
                elif place[-digits:] == row_text:
                    column = column_of(place[:-digits]) or self.odd_place(place, row)
                else:
                    column = self.odd_place(place, row)
                told = attributes.get("t", "n")
                style_text = attributes.get("s", "0")
                value = formula = None
                if len(attributes) > most:
                    self.markup.too_many_attributes()
            elif depth == _IN_CELL and element == _VALUE:
                pieces.clear()
                leaf = element
                if value is not None:
                    self.refuse("malformed", f"the cell {g.reference(row_base + column)} has two values.")
                if attributes and len(attributes) > most:
                    self.markup.too_many_attributes()
            else:
                start_seldom(element, attributes)

        def start_beside(element: str, attributes: dict[str, str]) -> None:
            nonlocal skip, skipped, beside, in_data, foreign
            pieces.clear()
            if skip:
                skipped += 1
                if skipped > limits.SKIPPED:
                    self.refuse("too-large", f"more than {limits.SKIPPED:,} elements lie around the cells.")
                if depth > deepest:
                    self.markup.too_deep()
                if len(attributes) > most:
                    self.markup.too_many_attributes()
                if foreign and element in _CELLS_ELSEWHERE:
                    self.elsewhere()
                if element == _OBJECT and "link" in attributes:
                    grid.calls.append((None, OTHER_WORKBOOK))
            elif depth == _IN_SHEET and element == _DATA and not self.has_data:
                self.has_data = in_data = True
                beside, rows.namespaces = False, self.markup.namespaces
            elif self.around(depth, element, attributes):
                skip, foreign = depth, not element.startswith(_M)

        def start_seldom(element: str, attributes: dict[str, str]) -> None:
            nonlocal skip, beside, leaf, within, formula_told, foreign
            pieces.clear()
            if depth == _IN_DATA and element == _ROW:
                start_row(attributes)
            elif depth == _IN_CELL and element == _FORMULA:
                leaf = element
                if formula is not None:
                    self.refuse("malformed", f"the cell {g.reference(row_base + column)} has two formulas.")
                formula_told = attributes
            elif depth == _IN_CELL and element == _INLINE:
                leaf = element
                if value is not None:
                    self.refuse("malformed", f"the cell {g.reference(row_base + column)} has two values.")
                inline.clear()
            elif depth in (_IN_INLINE, _IN_RUN) and leaf == _INLINE:
                if depth == _IN_INLINE:
                    within = element
                elif within != _RUN:
                    self.refuse("malformed", f"the text in {g.reference(row_base + column)} has an element inside.")
                if element != _TEXT and not (element == _RUN and depth == _IN_INLINE):
                    if element not in _BESIDE_TEXT:
                        self.strange(element)
                    skip, beside = depth, True
            elif depth >= _IN_INLINE:
                self.refuse("malformed", f"the cell {g.reference(row_base + column)} has an element inside its value.")
            else:
                leaf = element
                self.strange(element)
                skip, beside, foreign = depth, True, not element.startswith(_M)
            if len(attributes) > most:
                self.markup.too_many_attributes()

        def start_row(attributes: dict[str, str]) -> None:
            nonlocal row, row_text, row_base, digits, column
            row = self.next_row(attributes, row)
            row_text, column, row_base = str(row), 0, row * WIDTH - 1
            digits = len(row_text)

        def end(element: str) -> None:
            nonlocal depth, value
            if beside:
                end_beside(element)
            elif depth == _IN_CELL and element == _VALUE:
                value = "".join(pieces)
            elif depth == _IN_ROW:
                end_cell(told, style_text, value, formula)
            else:
                end_seldom(element)
            depth -= 1

        def end_cell(told: str, style_text: str, value: str | None, formula: str | None) -> None:
            nonlocal last_key, last_column
            key = row_base + column
            if column > last_column:
                last_column = self.check_column(column)
            if key <= last_key:
                self.out_of_order(key, last_key)
            last_key = key
            style = style_numbers.get(style_text)
            if style is None:
                style = self.style(style_text, key)
            if formula is not None:
                self.keep_formula(key, formula, formula_told)
            if told == "s" and value and value.isdecimal() and value.isascii():
                number = float(int(value))
                kind = g.SHARED
                if number >= strings:
                    self.refuse("missing-text", f"the cell {g.reference(key)} asks for a text that is not there.")
            else:
                if told == "n" and value:
                    try:
                        number = float(value)
                        kind = g.NUMBER
                    except ValueError:
                        number, kind = 0.0, g.BLANK if value.isspace() else g.BAD_NUMBER
                    if number - number != 0.0 or "_" in value or not value.isascii():
                        kind = g.BAD_NUMBER
                    if kind == g.BAD_NUMBER:
                        number = self.keep_text(value[:80])
                    elif len(value) > 15:
                        self.check_digits(key, value)
                else:
                    kind, number = self.other(key, told, value)
                if kind == g.BLANK and formula is None:
                    return
            keep_key(key)
            keep_number(number)
            keep_kind(kind)
            keep_style(style)

        def end_beside(element: str) -> None:
            nonlocal skip, beside
            if pieces and element in _FORMULAS_BESIDE:
                outside = calls_out("".join(pieces))
                if outside is not None:
                    grid.calls.append((None, outside))
                pieces.clear()
            if depth == skip:
                skip, beside = 0, not in_data

        def end_seldom(element: str) -> None:
            nonlocal value, formula, beside, in_data
            if depth == _IN_CELL and element == _FORMULA:
                formula = "".join(pieces)
            elif depth == _IN_CELL:
                value = "".join(inline)
                told_inline()
            elif element == _TEXT and leaf == _INLINE:
                inline.append("".join(pieces))
            elif depth == _IN_DATA:
                end_row()
                rows.ended = parser.CurrentByteIndex
            elif depth == _IN_SHEET:
                beside, in_data = True, False

        def told_inline() -> None:
            if told != "inlineStr":
                place = g.reference(row_base + column)
                self.refuse("malformed", f"the cell {place} has a text and says it has another kind of value.")

        def end_row() -> None:
            if row > grid.last_row and column:
                grid.last_row = row

        def read(text: str) -> tuple[list[Batch], list[Found]] | None:
            batches = regular.take(text, row)
            start = batches[-1].end if batches else 0
            rest = plain_rows(text[start:])
            return None if rest is None else (batches, rest)

        def keep(found: tuple[list[Batch], list[Found]]) -> None:
            nonlocal column, formula_told, row, last_key, last_column
            batches, rest = found
            for batch in batches:
                grid.keep(batch)
                row, last_key, last_column = batch.last_row, batch.keys[-1], grid.last_column
            if not rest:
                return
            formula_told = {}
            for told, letters, digits, style, kind, formula, value, text in rest:
                if letters:
                    known = column_of(letters) if digits == row_text else None
                    column = known or self.odd_place(letters + digits, row)
                    end_cell(kind or "n", style or "0", value or text or None, formula or None)
                else:
                    end_row()
                    start_row(row_attributes(told))
            end_row()

        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, pieces.append
        regular = RegularRows(strings, self.styles)
        rows = Stretches(self.markup, ROW_END, read, keep)
