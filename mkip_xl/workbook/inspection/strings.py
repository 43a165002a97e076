"""The shared strings of a workbook: which cells use them, and what hides inside a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mkip_xl.workbook.inspection.appearance import Appearance, font_faults
from mkip_xl.workbook.inspection.colours import BLACK, Colour, alike
from mkip_xl.workbook.inspection.notes import Notes
from mkip_xl.workbook.inspection.opened import Opened
from mkip_xl.workbook.inspection.segments import branches, local, runs

if TYPE_CHECKING:
    from lxml.etree import _Element

_UNSEEN_SIGNS = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_PUSHED = re.compile(r"\S[ \u00a0\t]{40,}\S|(?:[ \t]*\r?\n){6,}[ \t]*\S|^[ \u00a0\t]{60,}\S")
_EXCERPT = 40


class Strings:
    """The shared strings, and for each the first cell in view that shows it."""

    def __init__(self, book: Opened, notes: Notes, looks: Appearance) -> None:
        self.notes = notes
        self.looks = looks
        parts = book.related(book.workbook_part, "sharedStrings")
        self.part = parts[0] if parts else "xl/sharedStrings.xml"
        self._texts: list[str] = []
        self._odd: dict[int, tuple[tuple[str, str], ...]] = {}
        self._coloured: dict[int, tuple[Colour, ...]] = {}
        self._used = bytearray()
        if parts:
            for element in branches(book.read(self.part), "{*}si"):
                text = runs(element)
                faults = tuple(self._faults(element, text))
                if faults:
                    self._odd[len(self._texts)] = faults
                if len(element) > 1 and (colours := tuple(self._colours(element))):
                    self._coloured[len(self._texts)] = colours
                self._texts.append(text)
            self._used = bytearray(len(self._texts))

    def text(self, index: int) -> str | None:
        """The text of a shared string; None when there is none."""
        return self._texts[index] if index < len(self._texts) else None

    def used(self, index: int) -> None:
        """A cell holds this string (in view or not)."""
        if index < len(self._used):
            self._used[index] = 1

    def placed(self, index: int, sheet: str, cell: str, ground: Colour) -> None:
        """A cell in view shows this string on this background: what hides inside the text is noted there."""
        self.used(index)
        for code, message in self._odd.get(index, ()):
            self.notes.note(code, message, sheet, cell)
        self._tell_colours(self._coloured.get(index, ()), sheet, cell, ground)

    def look_at(self, element: _Element, text: str, sheet: str, cell: str, ground: Colour) -> None:
        """A text of a cell's own: what hides inside it is noted."""
        for code, message in self._faults(element, text):
            self.notes.note(code, message, sheet, cell)
        self._tell_colours(tuple(self._colours(element)), sheet, cell, ground)

    def _tell_colours(self, colours: tuple[Colour, ...], sheet: str, cell: str, ground: Colour) -> None:
        if any(alike(colour, ground) for colour in colours):
            message = "Part of the text cannot be read: it has the colour of its background."
            self.notes.note("hidden-run", message, sheet, cell)

    def _colours(self, element: _Element) -> Iterator[Colour]:
        """The colours that runs of a text tell, where they have words."""
        for run in element:
            colour = run.find("{*}rPr/{*}color") if local(run) == "r" and runs_of(run).strip() else None
            if colour is not None:
                yield self.looks.palette.colour(colour, BLACK)

    def any_odd(self, indexes: Iterable[int]) -> bool:
        """Whether something hides inside one of these strings, or may."""
        return any(index in self._odd or index in self._coloured for index in indexes)

    @staticmethod
    def odd_text(text: str) -> bool:
        """Whether a text (or the XML of many) has signs without width, or runs of spaces that push a text away."""
        return (not text.isascii() and _UNSEEN_SIGNS.search(text) is not None) or _PUSHED.search(text) is not None

    def tell_orphans(self) -> None:
        """Note the strings that no cell uses: they stay in the file when a cell is cleared carelessly."""
        for index, used in enumerate(self._used):
            if not used and self._texts[index].strip():
                message = (
                    f"A text that no cell uses is left in the list of texts ({self.part}, item {index + 1}): "
                    f"“{self._texts[index][:_EXCERPT]}”. Save the workbook again from Excel to drop it."
                )
                self.notes.note("orphan-string", message)

    def _faults(self, element: _Element, text: str) -> Iterator[tuple[str, str]]:
        """What hides inside a text: code and sentence of each."""
        if not text.isascii() and _UNSEEN_SIGNS.search(text):
            yield "invisible-signs", "The text holds signs that have no width and cannot be seen."
        if (len(text) > 60 and _PUSHED.search(text)) or (text.count("\n") > 6 and _PUSHED.search(text)):
            yield "pushed-aside", "Part of the text is pushed out of sight by a long run of spaces or empty lines."
        if len(element) < 2 and (len(element) == 0 or local(element[0]) == "t"):
            return
        for child in element:
            name = local(child)
            if name == "rPh":
                yield "phonetic-text", f"The text carries a reading aid that is not shown: “{runs(child)[:_EXCERPT]}”."
            elif name == "r":
                font = child.find("{*}rPr")
                words = runs_of(child)
                if font is None or not words.strip():
                    continue
                faults = [told for _, told in font_faults(font)]
                if font.find("{*}vanish") is not None:
                    faults.append("it is marked hidden")
                for told in faults:
                    yield "hidden-run", f"Part of the text cannot be read: {told}."


def runs_of(run: _Element) -> str:
    """The text of one run."""
    return "".join(child.text or "" for child in run if local(child) == "t")
