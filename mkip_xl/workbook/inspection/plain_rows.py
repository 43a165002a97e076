"""Large sheets: rows of plain cells are looked over many at a time, and taken apart only where something may be."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from mkip_xl.workbook.inspection.adjacency import Pieces
from mkip_xl.workbook.inspection.gathering import Gathered
from mkip_xl.workbook.inspection.wording import even

LARGE = 2**18
_BLOCK = 400_000
_MOST_KEPT = 300_000
_CELL = re.compile(
    r'<c r="[A-Z]+\d+"(?: s="\d+")?(?: t="(?:n|s|inlineStr|str)")?'
    r'(?:/>|>(?:<v>[^<&]*</v>|<is><t(?: xml:space="preserve")?>[^<]*</t></is>)?</c>)'
)
_ROWS = re.compile(r'(?:\s+|<row(?: [\w:]+="[^"<>]*")*/?>|</row>)*')
_NUMBER = re.compile(r'<c r="[A-Z]+\d+"(?: s="\d+")?(?: t="n")?><v>([^<]*)</v>')
_TEXT = re.compile(r'<t(?: xml:space="preserve")?>([^<]*)</t>|t="str"><v>([^<]*)</v>')
_SHARED = re.compile(r't="s"><v>(\d+)</v>')


def blocks(text: str, start: int, end: int) -> Iterator[str]:
    """The rows between two places of a sheet's XML, some hundred thousand characters at a time."""
    while start < end:
        stop = text.find("</row>", start + _BLOCK, end)
        stop = end if stop < 0 else stop + 6
        yield text[start:stop]
        start = stop


def bare(block: str) -> str | None:
    """A block of rows without its cells when all of them are plain; None when something in it is not."""
    left = _CELL.sub("", block)
    return left if _ROWS.fullmatch(left) else None


def numbers_in(block: str) -> set[str]:
    """The numbers of a block of plain rows, as written."""
    return set(_NUMBER.findall(block))


def texts_in(block: str) -> set[str]:
    """The texts that a block of plain rows holds itself."""
    return {own or worked_out for own, worked_out in _TEXT.findall(block)}


def shared_in(block: str) -> set[str]:
    """The numbers of the shared strings that a block of plain rows shows."""
    return set(_SHARED.findall(block))


@dataclass(slots=True)
class Sifter:
    """Says whether a block of plain rows may hold a secret. What was looked at once and is dull is kept in mind."""

    gathered: Gathered
    pieces: Pieces
    shared_pieces: Collection[int]
    dull: set[str]

    def promising(self, block: str, hints: Collection[str]) -> bool:
        """Whether some number or text of a block is a secret, or may be the first piece of one."""
        if self.shared_pieces and any(int(index) in self.shared_pieces for index in shared_in(block)):
            return True
        return self._numbers(numbers_in(block), hints) or self._texts(texts_in(block), hints)

    def _numbers(self, written: set[str], hints: Collection[str]) -> bool:
        figures = self.gathered.figures
        near, starts, openings = figures.near, self.pieces.starts, figures.openings
        if not hints:
            pieces = {text for text in written if 3 <= len(text) < 8} & starts
            if pieces:
                return True
            written = {text for text in written if text[:3] in openings}
        for text in written:
            try:
                worth = abs(float(text))
            except ValueError:
                return True
            if (hints or near(worth)) and figures.matches(text.strip().lstrip("-+"), hints):
                return True
            if 3 <= len(text) < 8 and text in starts:
                return True
        return False

    def _texts(self, written: set[str], hints: Collection[str]) -> bool:
        for text in written:
            if text in self.dull:
                continue
            said = html.unescape(text) if "&" in text else text
            evened = even(said)
            if self.gathered.says(said, evened, hints) or "".join(evened.split()) in self.pieces.starts:
                return True
            if len(self.dull) < _MOST_KEPT:
                self.dull.add(text)
        return False
