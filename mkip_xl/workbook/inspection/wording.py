"""Secret texts, looked for without regard to case, spacing, width of letters or invisible characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from fractions import Fraction

from mkip_xl.workbook.inspection.figures import in_words

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_SPACE = re.compile(r"[^\S\n]+")
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"})
_SHORT = 8  # a shorter text counts only as whole words
_LONG = 10_000  # in a longer text each secret is looked for by itself: quicker than all at once


def even(text: str) -> str:
    """A text evened out: one width and case of letters, plain quotes and dashes, single spaces, nothing invisible.

    >>> even("  Jane\\u00a0SMITH\\u200b ")
    ' jane smith '
    """
    if not text.isascii():
        text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text).translate(_ALIKE))
        return _SPACE.sub(" ", text.casefold())
    return _SPACE.sub(" ", text.lower())


class Words:
    """The secret texts, and whole secret numbers written out in words, ready to be looked for."""

    def __init__(self, texts: Iterable[str], numbers: Iterable[Fraction] = ()) -> None:
        self.texts = [" ".join(even(text).split()) for text in texts]
        self.spoken = {
            place: in_words(int(number))
            for place, number in enumerate(numbers)
            if 1000 <= number < 10**15
        }  # fmt: skip
        self._first = [(place, text, len(text) < _SHORT) for place, text in enumerate(self.texts) if text]
        self._backwards = [(place, text[::-1]) for place, text in enumerate(self.texts) if len(text) >= _SHORT]
        sought = [text for _, text, _ in self._first] + [text for _, text in self._backwards]
        self._any = re.compile("|".join(map(re.escape, sorted(sought, key=len, reverse=True))))

    def __bool__(self) -> bool:
        return bool(self._first)

    def find(self, evened: str) -> Iterator[tuple[int, str, int]]:
        """Each secret text in a text already evened: its place in the list, its form, and where it starts."""
        if len(evened) < _LONG and not self._any.search(evened.replace("\n", " ")):
            return
        for place, text, short in self._first:
            at = evened.find(text)
            while at >= 0:
                if not short or not _inside_a_word(evened, at, at + len(text)):
                    yield place, "as written", at
                    break
                at = evened.find(text, at + 1)
            else:
                if "\n" in evened and " " in text:
                    at = evened.replace("\n", " ").find(text)
                    if at >= 0:
                        yield place, "over several lines", at
        for place, text in self._backwards:
            at = evened.find(text)
            if at >= 0 and text not in self.texts:
                yield place, "written backwards", at

    def find_spoken(self, evened: str) -> Iterator[tuple[int, int]]:
        """Each secret number written out in words: its place among the numbers, and where it starts."""
        if not any(word in evened for word in ("thousand", "million", "hundred")):
            return
        bare = " ".join(word for word in re.split(r"[\s,\-]+", evened) if word != "and")
        for place, words in self.spoken.items():
            at = bare.find(words)
            if at >= 0:
                yield place, at


def _inside_a_word(text: str, start: int, end: int) -> bool:
    """Whether a find begins or ends in the middle of a word."""
    return (start > 0 and text[start - 1].isalnum() and text[start].isalnum()) or (
        end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    )
