"""Secret texts, looked for without regard to case, accents, spacing, width of letters or invisible characters."""

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
_ACCENT = re.compile("[\u0300-\u036f]")
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"})
_SHORT = 8  # a shorter text counts only as whole words
_LONG = 10_000  # in a longer text each secret is looked for by itself: quicker than all at once


def even(text: str) -> str:
    """A text evened out: one width and case of letters, no accents, plain quotes, single spaces, nothing invisible.

    >>> even("  Jané\\u00a0SMITH\\u200b ")
    ' jane smith '
    """
    if not text.isascii():
        text = _ACCENT.sub("", unicodedata.normalize("NFKD", INVISIBLE.sub("", text)).translate(_ALIKE))
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
        self._otherwise = [
            (place, form, written)
            for place, text in enumerate(self.texts)
            if len(text) >= _SHORT
            for form, written in _otherwise(text)
            if written not in self.texts
        ]
        self._joined = [(place, *_joined(text)) for place, text in enumerate(self.texts) if " " in text]
        sought = [text for _, text, _ in self._first] + [text for _, _, text in self._otherwise]
        sought += [first for _, first, _ in self._joined]
        self._any = re.compile(_any_of(set(sought)))

    def __bool__(self) -> bool:
        return bool(self._first)

    def find(self, evened: str) -> Iterator[tuple[int, str, int]]:
        """Each secret text in a text already evened: its place in the list, its form, and where it starts."""
        if len(evened) < _LONG and not self._any.search(evened):
            return
        for place, text, short in self._first:
            at = evened.find(text)
            while at >= 0:
                if not short or not _inside_a_word(evened, at, at + len(text)):
                    yield place, "as written", at
                    break
                at = evened.find(text, at + 1)
        for place, form, text in self._otherwise:
            at = evened.find(text)
            if at >= 0:
                yield place, form, at
        for place, first, whole in self._joined:
            at = evened.find(first)
            while at >= 0:
                found = whole.match(evened, at)
                if found and not (evened[at - 1 : at].isalpha() or evened[found.end() : found.end() + 1].isalpha()):
                    yield place, "with its words joined otherwise", at
                    break
                at = evened.find(first, at + 1)

    def find_spoken(self, evened: str) -> Iterator[tuple[int, int]]:
        """Each secret number written out in words: its place among the numbers, and where it starts."""
        if not any(word in evened for word in ("thousand", "million", "hundred")):
            return
        bare = " ".join(word for word in re.split(r"[\s,\-]+", evened) if word != "and")
        for place, words in self.spoken.items():
            at = bare.find(words)
            if at >= 0:
                yield place, at


def _any_of(texts: set[str], letters: int = 3) -> str:
    """A pattern that finds whether one of the texts is there. They are told apart by their first letters, for speed."""
    if not letters or "" in texts or len(texts) < 2:
        return "|".join(map(re.escape, texts))
    rest: dict[str, set[str]] = {}
    for text in texts:
        rest.setdefault(text[0], set()).add(text[1:])
    return "|".join(f"{re.escape(first)}(?:{_any_of(more, letters - 1)})" for first, more in rest.items())


def _otherwise(text: str) -> Iterator[tuple[str, str]]:
    """Other ways to write a text: backwards, letter by letter, the surname first."""
    yield "written backwards", text[::-1]
    yield "letter by letter", " ".join(letter for letter in text if letter.isalnum())
    words = text.split()
    if 2 <= len(words) <= 4 and "," not in text:
        yield "with the last word first", f"{words[-1]}, {' '.join(words[:-1])}"


def _joined(text: str) -> tuple[str, re.Pattern[str]]:
    """The first word of a text, and all of its words with other signs between them, or none: JaneSmith, jane_smith."""
    words = re.findall(r"[^\W_]+", text) or [text]
    return words[0], re.compile(r"[\W_]{0,3}".join(map(re.escape, words)))


def _inside_a_word(text: str, start: int, end: int) -> bool:
    """Whether a find begins or ends in the middle of a word."""
    return (start > 0 and text[start - 1].isalnum() and text[start].isalnum()) or (
        end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    )
