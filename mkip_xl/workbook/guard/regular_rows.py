"""Rows that are alike, as an export writes them: the same columns, each of one style and kind. Many are taken at once.

A `Shape` is the pattern of such a row. Any cell of it may be missing or blank. What it takes holds figures, shared
texts and the cells' own texts, and nothing that needs a second look: no formula, no figure of more than 15 digits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress, pairwise
from typing import Final

from mkip_xl.workbook.guard import grid as g
from mkip_xl.workbook.guard import limits
from mkip_xl.workbook.guard.book import is_true
from mkip_xl.workbook.guard.grid import WIDTH, Batch, columns
from mkip_xl.workbook.guard.plain_rows import row_attributes
from mkip_xl.workbook.guard.stretches import has_odd_entities, without_entities
from mkip_xl.workbook.guard.strings import plain
from mkip_xl.workbook.guard.surroundings import no_size

_ROW = re.compile(r'<row r="[0-9]++"((?: (?!xmlns|r=)[\w:]++="[^"<>&\s]*+"){0,30}+)>')
_SPANS = re.compile(' spans="[^"]*+"')
_CELL = re.compile(
    r'<c r="([A-Z]++)[0-9]++"((?: s="([0-9]{1,8})")?+(?: t="(n|s|inlineStr)")?+)'
    r"(?:/>|>(?:<v>[^<]*+</v>|<is><t[^>]*+>[^<]*+</t></is>)?+</c>)"
)
_VALUES: Final = {
    g.NUMBER: r"<v>(-?+[0-9]{1,15}+(?:\.[0-9]{1,17}+)?+(?:E[-+]?+[0-9]{1,2}+)?+)</v>",
    g.SHARED: r"<v>([0-9]{1,9}+)</v>",
    g.TEXT: r'<is><t(?: xml:space="preserve")?+>([^<\r]++)</t></is>',
}
_KINDS: Final = {None: g.NUMBER, "n": g.NUMBER, "s": g.SHARED, "inlineStr": g.TEXT}
_MOST_COLUMNS = 60
_MOST_SHAPES = 4
"""How often the shape may change within the rows taken at once."""
_PATIENCE = 3
_MOST_PATTERNS = 20
"""How many shapes are tried in one sheet, for to make a pattern takes as long as some hundred rows."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a shape: its number from 1, its cells' attributes as written, their style and their kind."""

    number: int
    attributes: str
    style: int
    kind: int


@dataclass(frozen=True)
class Shape:
    """Rows with these attributes and columns, by the columns' letters."""

    attributes: str
    columns: Mapping[str, Column]

    @cached_property
    def _row(self) -> re.Pattern[str]:
        return re.compile(self._written)

    @cached_property
    def _rows(self) -> re.Pattern[str]:
        return re.compile(f"(?:{self._written})++")

    @property
    def _written(self) -> str:
        cells = "".join(
            rf'(?:<c r="{letters}\1"{column.attributes}(?:/>|></c>|>{_VALUES[column.kind]}</c>))?+'
            for letters, column in self.columns.items()
        )
        attributes = ' spans="[0-9: ]*+"'.join(map(re.escape, _SPANS.split(self.attributes)))
        return f'<row r="([1-9][0-9]{{0,6}}+)"{attributes}>{cells}</row>'

    def take(self, text: str, start: int, row: int, strings: int) -> Batch | None:
        """The rows of this shape from a place in the text on; None when there is none, or any needs a second look.

        They must lie behind `row`; `strings` is how many shared texts there are.
        """
        found = self._rows.match(text, start)
        if found is None:
            return None
        end = found.end()
        rows = self._row.findall(text, start, end)
        numbers = [int(each[0]) for each in rows]
        if numbers[0] <= row or numbers[-1] > limits.ROWS or not any(rows[-1][1:]):
            return None
        if any(one >= other for one, other in pairwise(numbers)):
            return None
        columns_in = list(self.columns.values())
        values = list(chain.from_iterable(each[1:] for each in rows))
        places = [column.number - 1 for column in columns_in]
        keys = [at + column for at in (number * WIDTH for number in numbers) for column in places]
        kinds = list(compress([column.kind for column in columns_in] * len(rows), values))
        written = list(filter(None, values))
        texts: list[str] = []
        if g.TEXT in kinds:
            texts = [text for text, kind in zip(written, kinds, strict=True) if kind == g.TEXT]
            at = iter(range(len(texts)))
            kept = [float(next(at) if kind == g.TEXT else text) for text, kind in zip(written, kinds, strict=True)]
        else:
            kept = list(map(float, written))
        if any("&" in text for text in texts):
            if any(map(has_odd_entities, texts)):
                return None
            texts = list(map(without_entities, texts))
        texts = list(map(plain, texts))
        if max(map(len, texts), default=0) > limits.TEXT_LENGTH:
            return None
        if g.SHARED in kinds and max(compress(kept, map(g.SHARED.__eq__, kinds))) >= strings:
            return None
        styles = list(compress([column.style for column in columns_in] * len(rows), values))
        return Batch(numbers[-1], max(places) + 1, list(compress(keys, values)), kinds, styles, kept, texts, end)


class RegularRows:
    """Finds the regular rows of one sheet. It gives up on a sheet whose rows are seldom alike."""

    def __init__(self, strings: int, styles: int) -> None:
        self.strings, self.styles = strings, styles
        self._shape: Shape | None = None
        self._futile = self._tried = 0

    def take(self, text: str, row: int) -> list[Batch]:
        """The rows, from the first on and behind `row`, that are alike; after them comes one that is not."""
        taken: list[Batch] = []
        start = 0
        while self._futile < _PATIENCE and start < len(text) and len(taken) < _MOST_SHAPES:
            batch = self._shape and self._shape.take(text, start, row, self.strings)
            if not batch and self._tried < _MOST_PATTERNS:
                self._tried += 1
                self._shape = shape_at(text, start, self.styles, self._shape)
                batch = self._shape and self._shape.take(text, start, row, self.strings)
            if not batch:
                break
            taken.append(batch)
            start, row = batch.end, batch.last_row
        if start < len(text) // 2:
            self._futile += 1
        return taken


def shape_at(text: str, start: int, styles: int, known: Shape | None = None) -> Shape | None:
    """The shape of the row at a place in the text, widened by what is known of rows before; None when it has none.

    `styles` is how many styles there are.
    """
    row = _ROW.match(text, start)
    if row is None:
        return None
    told = row_attributes(row[1])
    if is_true(told.get("hidden")) or no_size(told.get("ht")):
        return None
    found: dict[str, Column] = {}
    at = row.end()
    while cell := _CELL.match(text, at):
        at = cell.end()
        number, style = columns().get(cell[1], 0), int(cell[3] or 0)
        if not number or style >= styles or cell[1] in found:
            return None
        found[cell[1]] = Column(number, cell[2], style, _KINDS[cell[4]])
    if not found or len(found) > _MOST_COLUMNS or not text.startswith("</row>", at):
        return None
    if (
        known is not None
        and known.attributes == row[1]
        and all(known.columns.get(letters, column) == column for letters, column in found.items())
    ):
        found = {**known.columns, **found}
    ordered = dict(sorted(found.items(), key=lambda pair: pair[1].number))
    return Shape(row[1], ordered)
