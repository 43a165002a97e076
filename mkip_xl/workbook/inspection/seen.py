"""What a reader of the workbook sees: a title or a header that says nothing more is no finding."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mkip_xl.workbook.inspection.figures import TOKEN, readings
from mkip_xl.workbook.inspection.wording import even

_WORD = re.compile(r"[^\W\d_]{4,}")
_LITTLE = re.compile(r"\b(?:and|of|the|for|in|on|to|&)\b")
_INITIAL = re.compile(r"\b[^\W\d_]")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
_LAST_DAY = frozenset({2958465.0, 1048576.0, 16384.0})  # the ends of Excel's own calendar and grid
_MOST_NUMBERS = 400_000
_MOST_INITIALS = 20_000
_COMMON = frozenset({
    "the", "and", "for", "with", "from", "this", "that", "not", "are", "was", "per", "all", "each", "its", "their",
    "than", "into", "over", "under", "above", "below", "between", "which", "chart", "graph", "picture", "image",
    "logo", "table", "figure", "column", "columns", "bar", "line", "area", "pie", "scatter", "stacked", "clustered",
    "showing", "shows", "show", "axis", "title", "series", "legend", "value", "values", "category", "categories",
    "total", "totals", "page", "pages", "sheet", "sheets", "workbook", "publication", "exempt", "public", "paragraph",
    "paragraphs", "schedule", "appendix", "part", "draft", "confidential", "official", "sensitive", "printed", "date",
    "time", "file", "name", "select", "choose", "enter", "list", "please", "must", "number", "text", "amount", "yes",
    "cell", "row", "rows", "data", "true", "false", "one", "two", "three", "whole", "decimal", "minimum",
    "maximum", "percentage", "english", "united", "kingdom", "comparison", "statement", "options", "summary", "notes",
    "methods", "council", "authority", "contents",
})  # fmt: skip


class Seen:
    """The words and numbers of the cells a reader sees."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.numbers: set[float] = set(_LAST_DAY)
        self._texts: set[str] = set()
        self._initials: set[str] = set()

    def text(self, text: str) -> None:
        """A visible text."""
        evened = even(text)
        if evened not in self._texts:
            self._texts.add(evened)
            self.words.update(_WORD.findall(evened))
            if len(self._initials) < _MOST_INITIALS:
                self._initials |= {"".join(_INITIAL.findall(text)) for text in (evened, _LITTLE.sub("", evened))}
            for token in TOKEN.findall(text):
                self.numbers.update(round(reading.value, 4) for reading in readings(token))

    @property
    def full(self) -> bool:
        """Whether no more numbers are kept."""
        return len(self.numbers) >= _MOST_NUMBERS

    def number(self, value: float) -> None:
        """A visible number."""
        if not self.full:
            self.numbers.add(round(abs(value), 4))

    def unseen_words(self, text: str) -> list[str]:
        """The words and numbers of a text that no visible cell has."""
        text = _TEMPLATE.sub(" ", text)
        new = [word for word in _WORD.findall(even(text)) if not self._known(word)]
        return list(dict.fromkeys([*new, *self.unseen_numbers(text)]))

    def _known(self, word: str) -> bool:
        """Whether a word is seen, is nobody's secret, or is made of the initials of words that are seen."""
        return word in self.words or word in _COMMON or any(word in initials for initials in self._initials)

    def unseen_numbers(self, text: str) -> list[str]:
        """The numbers of at least three digits in a text that no visible cell has."""
        return [
            token
            for token in TOKEN.findall(text)
            if sum(letter.isdigit() for letter in token) >= 3 and not self._has(token)
        ]

    def unseen_marks(self, text: str) -> list[str]:
        """The numbers, and the words that look like codes (capitals throughout, digits beside), not seen in a cell."""
        text = _TEMPLATE.sub(" ", text)
        new = [
            word
            for word in re.findall(r"[^\W_][\w\-]{3,}", text)
            if _is_mark(word) and even(word) not in self._texts and not set(_WORD.findall(even(word))) <= self.words
        ]
        return list(dict.fromkeys([*new, *self.unseen_numbers(text)]))

    def _has(self, token: str) -> bool:
        found = readings(token)
        return not found or any(round(reading.value, 4) in self.numbers for reading in found)

    def add_all(self, texts: Iterable[str]) -> None:
        """Several visible texts."""
        for text in texts:
            self.text(text)


def _is_mark(word: str) -> bool:
    """Whether a word looks like a code: letters beside digits, or capitals throughout."""
    letters = [letter for letter in word if letter.isalpha()]
    digits = sum(letter.isdigit() for letter in word)
    return (digits >= 3 and len(letters) >= 2) or (len(letters) >= 5 and all(letter.isupper() for letter in letters))
