"""What each row, cell and formula of a worksheet is held against, and how what is odd is kept."""

from __future__ import annotations

from datetime import datetime, time
from itertools import pairwise
from typing import NoReturn

from mkip_xl.workbook.guard import grid as g
from mkip_xl.workbook.guard import limits
from mkip_xl.workbook.guard.active import calls_out
from mkip_xl.workbook.guard.book import is_true
from mkip_xl.workbook.guard.grid import area, position
from mkip_xl.workbook.guard.markup import COMPATIBILITY, MAIN
from mkip_xl.workbook.guard.relations import Web
from mkip_xl.workbook.guard.strings import plain
from mkip_xl.workbook.guard.surroundings import Surroundings, no_size

_M = MAIN + " "


class Cells(Surroundings):
    """The checks of one worksheet's cells; `strings` and `styles` are how many texts and styles there are."""

    def __init__(self, web: Web, part: str, sheet: str, strings: int, styles: int) -> None:
        super().__init__(web, part, sheet)
        self.strings, self.styles = strings, styles
        self.in_order = True
        self.style_numbers: dict[str, int] = {}

    def strange(self, element: str) -> None:
        """Pass over other programs' elements; refuse malformed ones and those that may hold cells in two versions."""
        if element.startswith(COMPATIBILITY):
            self.elsewhere()
        if element.startswith(_M) and element != _M + "extLst":
            self.refuse("malformed", f"the element {element.removeprefix(_M)[:30]!r} is where it cannot be.")

    def elsewhere(self) -> NoReturn:
        """Refuse cells given within other programs' elements, or in versions for several programs."""
        self.refuse("alternatives", "cells are given in alternative versions, and which of them counts is not certain.")

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
        bare = value.strip()
        digits = bare.lstrip("+-0")  # without the noughts in front, of which there may be thousands
        if digits.isdecimal() and len(digits.rstrip("0")) > 15:
            self.grid.long_numbers[key] = -int(digits) if bare.startswith("-") else int(digits)

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
