"""Secret texts, looked for without regard to case, accents, spacing, width of letters or invisible characters."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator
from fractions import Fraction

from mkip_xl.workbook.inspection.disguise import ALIKE, BESIDE, bones
from mkip_xl.workbook.inspection.figures import in_words

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\uffa0"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_SPACE = re.compile(r"[^\S\n]+")
_ALIKE = ALIKE | str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"}
)
_SHORT = 8  # a shorter text counts only as whole words
_BONES = 10  # letters that a text must have to be known by them alone
_LONG = 10_000  # in a longer text each secret is looked for by itself: quicker than all at once


def even(text: str) -> str:
    """A text evened out: one width and case of letters, no accents, plain quotes, single spaces, nothing invisible.

    >>> even("  Jané\\u00a0SMITH\\u200b ")
    ' jane smith '
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", INVISIBLE.sub("", text).translate(_ALIKE)).translate(_ALIKE)
        text = BESIDE.sub("", text)
        return _SPACE.sub(" ", text.casefold())
    return _SPACE.sub(" ", text.lower())


class Words:
    """The secret texts, and whole secret numbers written out in words, ready to be looked for."""

    def __init__(self, texts: Iterable[str], numbers: Iterable[Fraction] = ()) -> None:
        texts = list(texts)
        numbers = list(numbers)
        self.texts = [" ".join(even(text).split()) for text in texts]
        self.spoken = {
            place: in_words(int(number))
            for place, number in enumerate(numbers)
            if 1000 <= number < 10**15
        }  # fmt: skip
        self._rounded = {
            place: in_words(round(Fraction(number), -3) // 1)
            for place, number in enumerate(numbers)
            if 10**5 <= number < 10**15 and len(str(round(number / 1000)).rstrip("0")) >= 3
        }
        self._first = [(place, text, len(text) < _SHORT) for place, text in enumerate(self.texts) if text]
        self._otherwise = [
            (place, form, written)
            for place, text in enumerate(self.texts)
            if len(text) >= _SHORT
            for form, written in _otherwise(text)
            if written not in self.texts
        ]
        self._joined = [(place, *_joined(text)) for place, text in enumerate(self.texts) if " " in text]
        self._names = [(place, *name) for place, text in enumerate(texts) if (name := _name(text))]
        self._bones = [(place, bone) for place, text in enumerate(self.texts) if len(bone := bones(text)) >= _BONES]
        self._shortest = min(
            [len(last) + 1 for _, last, _ in self._names] + [len(bone) for _, bone in self._bones], default=0
        )
        self._any_bone = re.compile(_any_of({bone for _, bone in self._bones}) if self._bones else r"(?!)")
        sought = [text for _, text, _ in self._first] + [text for _, _, text in self._otherwise]
        sought += [first for _, first, _ in self._joined]
        self._any = re.compile(_any_of(set(sought)))

    def __bool__(self) -> bool:
        return bool(self._first)

    def find(self, evened: str) -> Iterator[tuple[int, str, int]]:
        """Each secret text in a text already evened: its place in the list, its form, and where it starts."""
        yield from self._disguised(evened)
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

    def _disguised(self, evened: str) -> Iterator[tuple[int, str, int]]:
        """The texts that are there with an initial for a name, or letter by letter with anything between."""
        if len(evened) < self._shortest:
            return
        for place, last, pattern in self._names:
            if last in evened and (found := pattern.search(evened)):
                yield place, "with an initial", found.start()
        if len(evened) < _BONES:
            return
        bare = bones(evened)
        if not self._any_bone.search(bare):
            return
        for place, bone in self._bones:
            if bone in bare and re.search(_spread(bone), evened, re.S):
                yield place, "with its letters set apart", 0

    def find_spoken(self, evened: str) -> Iterator[tuple[int, int]]:
        """Each secret number written out in words: its place among the numbers, and where it starts."""
        if not any(word in evened for word in ("thousand", "million", "hundred")):
            return
        bare = " ".join(word for word in re.split(r"[\s,\-_]+", evened) if word != "and")
        tight = bare.replace(" ", "").replace("and", "")
        for place, words in self.spoken.items():
            at = bare.find(words)
            if at >= 0 or words.replace(" ", "").replace("and", "") in tight:
                yield place, max(at, 0)
                continue
            short = self._rounded.get(place)
            if short and f" {short} " in f" {bare} ":
                yield place, bare.find(short)


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
    yield "in ROT13", codecs.encode(text, "rot13")
    words = text.split()
    if 2 <= len(words) <= 4 and "," not in text:
        yield "with the last word first", f"{words[-1]}, {' '.join(words[:-1])}"
    if len(words) == 2 and all(len(word) > 2 and word.isalpha() for word in words):
        yield from (("with the last word first", f"{words[1]}{mark}{words[0]}") for mark in (" ", "; ", ".", "_"))


def _name(text: str) -> tuple[str, re.Pattern[str]] | None:
    """The last word of a text that looks like a person's name, and the name with an initial: M. Ellison, mellison."""
    words = text.split()
    if len(words) != 2 or not all(word[0].isupper() and word[-1].isalpha() and len(word) > 2 for word in words):
        return None
    first, last = (even(word) for word in words)
    if len(last) < 4:
        return None
    whole, name = re.escape(first), re.escape(last)
    return last, re.compile(
        rf"(?<!\w)(?:{whole[0]}\.?\s?{name}|{name},?\s?{whole[0]}\.?|{name}[,;. _]{{1,2}}{whole}"
        rf"|{whole}\s(?:\w\.?|[(\"'][\w\"']{{1,14}}[)\"'])\s{name})(?!\w)"
    )


def _spread(bone: str) -> str:
    """A pattern of the letters of a text with other signs between them, at the ends of words."""
    alike = {"o": "[o0]", "l": "[li1|]", "e": "[e3]", "a": "[a4]", "s": "[s5]", "t": "[t7]", "b": "[b8]"}
    return r"(?<![^\W_])" + r"[\W_]{0,4}".join(alike.get(letter, letter) for letter in bone) + r"(?![^\W_])"


def _joined(text: str) -> tuple[str, re.Pattern[str]]:
    """The first word of a text, and all of its words with other signs between them, or none: JaneSmith, jane_smith."""
    words = re.findall(r"[^\W_]+", text) or [text]
    return words[0], re.compile(r"[\W_]{0,3}".join(map(re.escape, words)))


def _inside_a_word(text: str, start: int, end: int) -> bool:
    """Whether a find begins or ends in the middle of a word."""
    return (start > 0 and text[start - 1].isalnum() and text[start].isalnum()) or (
        end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    )
