"""Stretches of elements that end alike, such as rows and shared strings, taken at once where all in them are plain.

The parser still sees every byte, so that nothing malformed passes; it only calls nobody meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Generic, TypeVar
from xml.sax.saxutils import unescape

from mkip_xl.workbook.guard.markup import Markup

Found = TypeVar("Found")
_ENTITY = re.compile("&(?:amp|lt|gt|quot|apos);")
_QUOTES: Final = {"&quot;": '"', "&apos;": "'"}


class Stretches(Generic[Found]):
    """Parses a part for `markup`, and takes whole elements at once if they lie right behind another one that ended.

    Whoever handles the end of such an element sets `ended` to where in the part it is: so it is known that what follows
    is not inside a comment or a text. `namespaces` is how many had been declared before the first of the elements: as
    none has been since, theirs is that of the element before. `read` gives what some whole elements hold, or None when
    not all of them are plain; `keep` takes it.
    """

    def __init__(
        self, markup: Markup, ending: bytes, read: Callable[[str], Found | None], keep: Callable[[Found], None]
    ) -> None:
        self.ending, self.read, self.keep = ending, read, keep
        self.ended = self.namespaces = self._parsed = 0
        self._markup = markup
        markup.parse = self.parse

    def parse(self, piece: bytes) -> None:
        """Parse a piece; the elements that end in it at once, but for the first, if they are plain."""
        parser, ending = self._markup.parser, self.ending
        first, last = piece.find(ending) + len(ending), piece.rfind(ending) + len(ending)
        if first < last:
            parser.Parse(piece[:first], False)
            behind = self.ended == self._parsed + first - len(ending) and self.namespaces == self._markup.namespaces
            found = self._read(piece[first:last]) if behind else None
            if found is None:
                parser.Parse(piece[first:], False)
            else:
                self._unheard(piece[first:last])
                self.keep(found)
                parser.Parse(piece[last:], False)
        else:
            parser.Parse(piece, False)
        self._parsed += len(piece)

    def _read(self, piece: bytes) -> Found | None:
        try:
            return self.read(piece.decode("utf-8"))
        except UnicodeDecodeError:
            return None

    def _unheard(self, piece: bytes) -> None:
        parser = self._markup.parser
        start, end, text = parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        parser.Parse(piece, False)
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text


def has_odd_entities(text: str) -> bool:
    """Whether XML refers to characters in any other way than as `&amp;`, `&lt;`, `&gt;`, `&quot;` and `&apos;`."""
    return "&" in text and "&" in _ENTITY.sub("", text)


def without_entities(text: str) -> str:
    """The text that XML means which has no odd entities.

    >>> without_entities("R&amp;D &amp;lt;")
    'R&D &lt;'
    """
    return unescape(text, _QUOTES) if "&" in text else text
