"""One worksheet in one pass: its cells checked against Excel's grid and kept.

Nothing is dropped in silence: what cannot be understood is refused, and what is odd is noted by cell.
"""

from __future__ import annotations

from datetime import datetime, time
from itertools import pairwise
from typing import NoReturn

from mkip_xl.workbook.guard import grid as g
from mkip_xl.workbook.guard import limits
from mkip_xl.workbook.guard.active import OTHER_WORKBOOK, calls_out
from mkip_xl.workbook.guard.archive import inflated
from mkip_xl.workbook.guard.book import is_true
from mkip_xl.workbook.guard.grid import WIDTH, Grid, area, columns, position
from mkip_xl.workbook.guard.markup import COMPATIBILITY, MAIN
from mkip_xl.workbook.guard.plain_rows import ROW_END, Found, plain_rows, row_attributes
from mkip_xl.workbook.guard.relations import Web
from mkip_xl.workbook.guard.strings import plain
from mkip_xl.workbook.guard.surroundings import Surroundings, no_size

_M = MAIN + " "
_DATA, _ROW, _CELL, _VALUE, _FORMULA, _INLINE, _RUN, _TEXT = (
    _M + local for local in ("sheetData", "row", "c", "v", "f", "is", "r", "t")
)
_OBJECT = _M + "oleObject"
_BESIDE_TEXT = frozenset(_M + local for local in ("rPr", "rPh", "phoneticPr"))
_FORMULAS_BESIDE = frozenset(_M + local for local in ("formula", "formula1", "formula2"))
_IN_SHEET, _IN_DATA, _IN_ROW, _IN_CELL, _IN_INLINE, _IN_RUN = 2, 3, 4, 5, 6, 7


def read_grid(web: Web, part: str, sheet: str, strings: int, styles: int, room: int) -> Grid:
    """The cells of a worksheet. `strings` and `styles` are how many there are; `room` how many cells there may be."""
    web.seen.add(part)
    return _Worksheet(web, part, sheet, strings, styles, room).read()


class _Worksheet(Surroundings):
    def __init__(self, web: Web, part: str, sheet: str, strings: int, styles: int, room: int) -> None:
        super().__init__(web, part, sheet)
        self.strings, self.styles, self.room = strings, styles, room
        self.pieces: list[str] = []
        self.has_data = False
        self.in_order = True
        self.style_numbers: dict[str, int] = {}

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
        parsed = namespaces = row_ended = 0
        depth = skip = skipped = row = column = last_key = last_column = row_base = digits = 0
        beside, in_data = True, False
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
            nonlocal skip, skipped, beside, in_data, namespaces
            pieces.clear()
            if skip:
                skipped += 1
                if skipped > limits.SKIPPED:
                    self.refuse("too-large", f"more than {limits.SKIPPED:,} elements lie around the cells.")
                if depth > deepest:
                    self.markup.too_deep()
                if len(attributes) > most:
                    self.markup.too_many_attributes()
                if element == _OBJECT and "link" in attributes:
                    grid.calls.append((None, OTHER_WORKBOOK))
            elif depth == _IN_SHEET and element == _DATA and not self.has_data:
                self.has_data = in_data = True
                beside, namespaces = False, self.markup.namespaces
            elif self.around(depth, element, attributes):
                skip = depth

        def start_seldom(element: str, attributes: dict[str, str]) -> None:
            nonlocal skip, beside, leaf, within, formula_told
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
                skip, beside = depth, True
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
            nonlocal value, formula, beside, in_data, row_ended
            if depth == _IN_CELL and element == _FORMULA:
                formula = "".join(pieces)
            elif depth == _IN_CELL:
                value = "".join(inline)
                told_inline()
            elif element == _TEXT and leaf == _INLINE:
                inline.append("".join(pieces))
            elif depth == _IN_DATA:
                end_row()
                row_ended = parser.CurrentByteIndex
            elif depth == _IN_SHEET:
                beside, in_data = True, False

        def told_inline() -> None:
            if told != "inlineStr":
                place = g.reference(row_base + column)
                self.refuse("malformed", f"the cell {place} has a text and says it has another kind of value.")

        def end_row() -> None:
            if row > grid.last_row and column:
                grid.last_row = row

        def parse(piece: bytes) -> None:
            """Parse a piece; whole rows in it at once if they are plain, as far as they lie right behind another row.

            The parser still sees every byte, so that nothing malformed passes. A row just ended where the bytes say so:
            the rows are not in a comment. No namespace was declared among the rows: theirs is that of the row before.
            """
            nonlocal parsed
            first, last = piece.find(ROW_END) + len(ROW_END), piece.rfind(ROW_END) + len(ROW_END)
            if first < last:
                parser.Parse(piece[:first], False)
                behind_row = row_ended == parsed + first - len(ROW_END) and namespaces == self.markup.namespaces
                rows = plain_rows(piece[first:last]) if behind_row else None
                if rows is not None:
                    listen(False)
                parser.Parse(piece[first:last], False)
                if rows is not None:
                    listen(True)
                    keep(rows)
                parser.Parse(piece[last:], False)
            else:
                parser.Parse(piece, False)
            parsed += len(piece)

        def keep(rows: list[Found]) -> None:
            nonlocal column, formula_told
            formula_told = {}
            for told, letters, digits, style, kind, formula, value, text in rows:
                if letters:
                    known = column_of(letters) if digits == row_text else None
                    column = known or self.odd_place(letters + digits, row)
                    end_cell(kind or "n", style or "0", value or text or None, formula or None)
                else:
                    end_row()
                    start_row(row_attributes(told))
            end_row()

        def listen(to_all: bool) -> None:
            parser.StartElementHandler = start if to_all else None
            parser.EndElementHandler = end if to_all else None
            parser.CharacterDataHandler = pieces.append if to_all else None

        listen(True)
        self.markup.parse = parse

    def strange(self, element: str) -> None:
        """Pass over other programs' elements; refuse malformed ones and those that may hold cells in two versions."""
        if element.startswith(COMPATIBILITY):
            self.refuse(
                "alternatives", "cells are given in alternative versions, and which of them counts is not certain."
            )
        if element.startswith(_M) and element != _M + "extLst":
            self.refuse("malformed", f"the element {element.removeprefix(_M)[:30]!r} is where it cannot be.")

    def next_row(self, told: dict[str, str], row: int) -> int:
        given = told.get("r")
        if given is None:
            number = row + 1
        elif given.isascii() and given.isdecimal() and len(given) < 9:
            number = int(given)
        else:
            self.refuse("outside-grid", f"a row has the number {given[:20]!a}.")
        if not 1 <= number <= limits.ROWS:
            self.refuse("outside-grid", f"there is a row {number:,}; Excel has rows 1 to {limits.ROWS:,}.")
        if number == row:
            self.refuse("duplicate-cell", f"row {number:,} is there twice.")
        if is_true(told.get("hidden")) or no_size(told.get("ht")):
            self.grid.hidden_rows.add(number)
        return number

    def odd_place(self, place: str, row: int) -> int:
        found = position(place)
        if found is None or "$" in place:
            self.refuse("outside-grid", f"a cell has the address {place[:20]!a}, which is not on Excel's grid.")
        if found[0] != row:
            self.refuse("duplicate-cell", f"the cell {place[:20]} is stored in row {row:,}.")
        return found[1]

    def check_column(self, column: int) -> int:
        if column > limits.COLUMNS:
            self.refuse("outside-grid", f"a row has more than Excel's {limits.COLUMNS:,} columns.")
        self.grid.last_column = column
        return column

    def out_of_order(self, key: int, last_key: int) -> None:
        if key == last_key:
            self.refuse("duplicate-cell", f"the cell {g.reference(key)} is there twice.")
        self.in_order = False

    def style(self, told: str, key: int) -> int:
        number = int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else self.styles
        if number >= self.styles:
            self.refuse("missing-style", f"the cell {g.reference(key)} asks for a style that is not in the file.")
        self.style_numbers[told] = number
        return number

    def keep_formula(self, key: int, text: str, told: dict[str, str]) -> None:
        grid = self.grid
        if len(text) > limits.FORMULA_LENGTH * 2:
            self.refuse(
                "text-too-long", f"the formula in {g.reference(key)} has {len(text):,} characters; Excel allows 8,192."
            )
        kind = told.get("t", "normal")
        if kind not in ("normal", "shared", "array", "dataTable"):
            self.refuse("malformed", f"the formula in {g.reference(key)} is of an unknown kind.")
        if kind != "normal":
            ref = told.get("ref", "")
            if ref and area(ref) is None:
                self.refuse(
                    "outside-grid",
                    f"the formula in {g.reference(key)} fills {ref[:30]!a}, which is not on Excel's grid.",
                )
            grid.shared_formulas[key] = (kind, ref, told.get("si", ""))
        text = plain(text)
        if len(grid.formulas) >= limits.FORMULAS:
            self.refuse("too-large", f"there are more than {limits.FORMULAS:,} formulas.")
        grid.formula_keys.append(key)
        grid.formulas.append(text)
        outside = calls_out(text)
        if outside is not None:
            grid.calls.append((key, outside))

    def keep_text(self, text: str) -> float:
        self.grid.texts.append(text)
        return float(len(self.grid.texts) - 1)

    def check_digits(self, key: int, value: str) -> None:
        if value.strip().lstrip("+-").isdecimal() and len(value.strip().lstrip("+-0").rstrip("0")) > 15:
            self.grid.long_numbers[key] = int(value)

    def bad_index(self, key: int, value: str) -> NoReturn:
        self.refuse("missing-text", f"the cell {g.reference(key)} asks for the text number {value[:20]!a}.")

    def other(self, key: int, told: str, value: str | None) -> tuple[int, float]:
        """The kind and the kept number of a cell that is neither a number nor a shared text."""
        if (
            value is None
            or (not value and told not in ("str", "inlineStr"))
            or (told in ("n", "b", "e", "d") and value.isspace())
        ):
            return g.BLANK, 0.0
        if told in ("str", "inlineStr"):
            text = plain(value)
            if len(text) > limits.TEXT_LENGTH:
                self.refuse("text-too-long", f"the text in {g.reference(key)} is longer than a cell holds.")
            return g.TEXT, self.keep_text(text)
        bare = value.strip()
        if told == "s":
            index = int(bare) if bare.isascii() and bare.isdecimal() else self.bad_index(key, value)
            if index >= self.strings:
                self.bad_index(key, value)
            return g.SHARED, float(index)
        if told == "b" and bare in ("0", "1", "true", "false"):
            return g.BOOLEAN, float(bare in ("1", "true"))
        if told == "e" and bare.startswith("#") and len(bare) < 30:
            return g.ERROR, self.keep_text(bare)
        if told == "d" and _is_iso(bare):
            return g.ISO_DATE, self.keep_text(bare)
        return self.refuse(
            "malformed", f"the cell {g.reference(key)} has the value {bare[:30]!a} of the kind {told[:12]!a}."
        )

    def sort(self) -> None:
        """Put cells that were stored out of order into reading order."""
        grid = self.grid
        order = sorted(range(len(grid.keys)), key=grid.keys.__getitem__)
        for one, other in pairwise(order):
            if grid.keys[one] == grid.keys[other]:
                self.refuse("duplicate-cell", f"the cell {g.reference(grid.keys[one])} is there twice.")
        for name in ("keys", "numbers", "kinds", "styles"):
            old = getattr(grid, name)
            setattr(grid, name, type(old)(old.typecode, (old[at] for at in order)))
        order = sorted(range(len(grid.formula_keys)), key=grid.formula_keys.__getitem__)
        grid.formulas = [grid.formulas[at] for at in order]
        grid.formula_keys = type(grid.formula_keys)("q", (grid.formula_keys[at] for at in order))


def _is_iso(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        try:
            time.fromisoformat(text.removeprefix("T"))
        except ValueError:
            return False
    return True
