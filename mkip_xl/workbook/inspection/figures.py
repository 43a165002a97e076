"""A secret number in every form it can be printed: tokens of a text are read as values and compared."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_GROUPING = ".,'’٫٬· _\u00a0\u2007\u2009\u202f"
_DECIMAL = ".,٫·"
TOKEN = re.compile(
    rf"(?<![\d])(?:(?<!\d)\.)?\d+(?:[{_GROUPING}]\d+)*(?:[eE][+-]?\d{{1,3}}(?![\d]))?"
    r"(?:\s?[%‰]|\s?(?:bn|mn|tn|[kKmMbB]|mio)(?![A-Za-z])"
    r"|[\s-]?(?i:billion|million|mill?|mio|thousand|thou|lakhs?|crores?|per\s?cent)(?![A-Za-z]))?"
)
_SUFFIXES = {"%": Fraction(1, 100), "k": Fraction(1000), "thousand": Fraction(1000)}
_SUFFIXES |= dict.fromkeys(("m", "mn", "million", "mil", "mill", "mio"), Fraction(10**6))
_SUFFIXES |= dict.fromkeys(("lakh", "lakhs"), Fraction(10**5)) | dict.fromkeys(("crore", "crores"), Fraction(10**7))
_SUFFIXES |= {"thou": Fraction(1000), "‰": Fraction(1, 1000), "percent": Fraction(1, 100), "per cent": Fraction(1, 100)}
_SUFFIXES |= dict.fromkeys(("b", "bn", "billion"), Fraction(10**9)) | {"tn": Fraction(10**12)}
_SPLIT = re.compile(r"^(.*?)(?:[eE]([+-]?\d{1,3}))?[\s-]?([%‰]|[A-Za-z]+(?:\scent)?)?$", re.S)
_NOISE = 1e-9
_LONGEST = 48  # a longer run of digits is no figure


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a token: its value, its digits, those but for closing noughts, the worth of the last."""

    value: float
    digits: int
    own: int
    last: float
    scaled: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A secret number (by its place in the list given) found in a text, in which form, and where in the text."""

    number: int
    form: str
    start: int
    end: int
    token: str


@lru_cache(maxsize=65536)
def readings(token: str) -> tuple[Reading, ...]:
    """Every way a printed number can be read, as a value without its sign.

    >>> [reading.value for reading in readings("1,234,567.50")]
    [1234567.5]
    >>> [reading.value for reading in readings("1.234")]
    [1.234, 1234.0]
    >>> [reading.value for reading in readings("1.2m")]
    [1200000.0]
    """
    parts = _SPLIT.match(token)
    if parts is None or len(token) > _LONGEST or abs(int(parts[2] or 0)) > _LONGEST:
        return ()
    mantissa, power, suffix = parts.groups()
    scale = _SUFFIXES.get((suffix or "").lower(), Fraction(1)) * Fraction(10) ** int(power or 0)
    found = []
    for digits, decimals in _mantissas(mantissa):
        unit = scale / 10**decimals
        significant = digits.lstrip("0")
        trimmed = significant.rstrip("0")
        if not trimmed:
            continue
        exact = decimals > 0 or suffix is not None or power is not None
        last = unit if exact else unit * 10 ** (len(significant) - len(trimmed))
        given = len(significant) if exact else len(trimmed)
        found.append(Reading(float(int(digits) * unit), given, len(trimmed), float(last), scale != 1))
    return tuple(found)


def _mantissas(text: str) -> list[tuple[str, int]]:
    """The digits of each way to read grouped figures, and how many of them are decimals."""
    if text.startswith("."):
        return [(text[1:], len(text) - 1)] if text[1:].isdigit() else _mantissas(text[1:])
    groups = re.split(f"[{_GROUPING}]", text)
    marks = [mark for mark in text if mark in _GROUPING]
    if not marks:
        return [(text, 0)]
    found = []
    if marks[-1] in _DECIMAL and (
        len(marks) == 1 or (marks[-1] not in marks[:-1] and _grouped(groups[:-1], marks[:-1]))
    ):
        found.append(("".join(groups), len(groups[-1])))
    if _grouped(groups, marks):
        found.append(("".join(groups), 0))
    if len(marks) >= 2 and len(groups[-1]) <= 2 and len(set(marks)) == 1 and _grouped(groups[:-1], marks[:-1]):
        found.append(("".join(groups), len(groups[-1])))  # 1.234.567.50
    if len(marks) >= 4 and len(set(marks)) == 1 and all(len(group) == 1 for group in groups):
        found.append(("".join(groups), 0))  # digit by digit
    if found and not (marks == [","] and not _grouped(groups, marks)):
        return found
    pieces = {piece for mark in set(marks) for piece in text.split(mark)} - {text, ""}
    return list(dict.fromkeys([*found, *(reading for piece in sorted(pieces) for reading in _mantissas(piece))]))


def _grouped(groups: list[str], marks: list[str]) -> bool:
    """Whether the marks are one kind and set off thousands (or lakhs)."""
    last = len(groups) == 1 or len(groups[-1]) == 3
    return (
        len(set(marks)) <= 1
        and 0 < len(groups[0]) <= 3
        and last
        and all(len(group) in (2, 3) for group in groups[1:-1])
    )


@dataclass(frozen=True, slots=True)
class _Target:
    value: float
    number: int
    form: str


_SCALES = (
    ("as written", Fraction(1)),
    ("in pence", Fraction(100)),
    ("in thousands", Fraction(1, 1000)),
    ("in millions", Fraction(1, 10**6)),
    ("as a share of one", Fraction(1, 100)),
)
_LEAST = {"in pence": 5, "in thousands": 4, "in millions": 4, "as a share of one": 3, "in percent": 3,
          "without its decimal point": 5, "written backwards": 5}  # fmt: skip
_ROUNDED = ("as written", "in thousands", "in millions")


class Figures:
    """The secret numbers, ready to be looked for. The sign is not looked at; a nought cannot be looked for."""

    def __init__(self, numbers: Iterable[str | int | float]) -> None:
        self.numbers = [exact(number) for number in numbers]
        targets = []
        for place, number in enumerate(self.numbers):
            if number == 0:
                continue
            for form, scale in _SCALES:
                if form == "as a share of one" and number > 1000:
                    continue
                if form == "in pence" and number < 1:
                    form = "in percent"
                targets.append(_Target(float(number * scale), place, form))
            digits = plain(number)
            if "." in digits:
                targets.append(_Target(float(digits.replace(".", "").lstrip("0")), place, "without its decimal point"))
            if len(digits) >= 6 and digits[::-1] != digits:
                targets.append(_Target(float(digits[::-1]), place, "written backwards"))
        self._targets = sorted(targets, key=lambda target: target.value)
        self._values = [target.value for target in self._targets]
        self.openings = _OPENINGS | {opening for target in targets for opening in _openings(target.value)}
        self.distinct = [_is_distinct(number) for number in self.numbers]
        self.plain = [plain(number) for number in self.numbers]

    def __bool__(self) -> bool:
        return bool(self._targets)

    def near(self, value: float) -> bool:
        """Whether some secret could be meant by this value: a quick first look."""
        at = bisect_left(self._values, value * 0.9994)
        return at < len(self._values) and self._values[at] <= value * 1.0006

    def matches(self, token: str, hints: Collection[str] = ()) -> dict[int, str]:
        """Which secrets a printed number is, and in which form, the plainest form first.

        `hints` are units told elsewhere ("in thousands"): with one, fewer digits are enough.
        """
        found: dict[int, str] = {}
        if not hints and token.replace(".", "", 1).isdecimal() and token.count(".") + len(token) > 4 and not (
            self.near(float(token)) or self.near(float(token.replace(".", "")))
        ):  # fmt: skip
            return found
        for reading in readings(token):
            if reading.value <= 0:
                continue
            width = max(reading.last, reading.value * _NOISE)
            at = bisect_left(self._values, reading.value - width)
            while at < len(self._values) and self._values[at] <= reading.value + width:
                target = self._targets[at]
                at += 1
                form = _form(target, reading, hints)
                if form and (target.number not in found or len(form) < len(found[target.number])):
                    found[target.number] = form
        return found

    def find(self, text: str, *, distinct_only: bool = False, hints: Collection[str] = ()) -> Iterator[Match]:
        """Each secret number printed in a text. A number that is not distinct counts only where it stands alone."""
        for token in TOKEN.finditer(text):
            value = token.group()
            if len(value) > _LONGEST:
                yield from self._in_a_list(value, hints)
                continue
            if len(value) < 5 and distinct_only:
                continue
            found = self.matches(value, hints)
            for number, form in found.items():
                if not self.distinct[number] and (distinct_only or self._by_chance(number, text, token)):
                    continue
                yield Match(number, form, token.start(), token.end(), value)

    def _in_a_list(self, listed: str, hints: Collection[str]) -> Iterator[Match]:
        """Each distinct secret number in a run of figures with one mark between them all, as in a CSV file."""
        pieces = re.findall(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", listed)
        for piece in dict.fromkeys([*pieces, *re.findall(r"\d+(?:\.\d+)?", listed)]):
            for number, form in self.matches(piece, hints).items() if len(piece) <= _LONGEST else ():
                if self.distinct[number]:
                    yield Match(number, form, 0, len(listed), piece)

    def _by_chance(self, number: int, text: str, token: re.Match[str]) -> bool:
        """Whether a number with few digits may stand in a text by chance: in a word, or a mere 3 in prose."""
        start, end = token.span()
        if text[start - 1 : start].isalpha() or text[end : end + 1].isalpha() or text[start - 1 : start] in ("_", "#"):
            return True
        read = readings(token.group())
        grouped = len(read) > 1 and not read[0].scaled and not token.group().startswith("0")
        if text[end : end + 1] == "_" or (grouped and read[0].value == float(self.numbers[number])):
            return True  # 100,000 is a hundred thousand, not a hundred with three decimals
        alone = not text[:start].strip("£$€-+( \t\n=") and not text[end:].strip(") \t\n%")
        return len(self.plain[number]) < 3 and not alone and text[start - 1 : start] not in ("£", "€")


_OPENINGS = frozenset(
    [f"{one}{two}" for one in "0123456789-." for two in ("", *"0123456789.")]
    + [f"{one}{two}{three}" for one in "0123456789-." for two in "0123456789." for three in "0123456789."
       if "." in (two, three) or one in "0-."]
)  # fmt: skip
"""The first three characters that a plain number may have without telling its three leading digits."""


def _openings(value: float) -> tuple[str, str]:
    """The three leading digits of a number, as they are and one higher, for it may have been rounded up."""
    digits = int(f"{value:.12e}".replace(".", "")[:3])
    return str(digits), str(digits + 1)[:3]


def _form(target: _Target, reading: Reading, hints: Collection[str]) -> str | None:
    """The form in which a reading gives a target, or None when the likeness means nothing."""
    gap = abs(target.value - reading.value)
    hinted = target.form in hints
    if gap <= target.value * _NOISE:
        large = target.form == "in pence" and target.value >= 10**6
        enough = target.form == "as written" or hinted or large or reading.own >= _LEAST[target.form]
        return target.form if enough else None
    if target.form not in _ROUNDED:
        return None
    rounded = gap <= reading.last * 0.5 * (1 + _NOISE)
    cut = gap < reading.last and reading.value < target.value and reading.own >= 5
    if not (rounded or cut):
        return None
    if target.form == "as written":
        enough = reading.digits >= (2 if reading.scaled else 4)
    else:
        enough = not reading.scaled and reading.own >= (3 if hinted else 7)
    return f"{target.form}, rounded" if enough else None


def exact(number: str | int | float) -> Fraction:
    """A secret number as an exact value without its sign; a text may carry £, commas and brackets.

    >>> exact("£1,234,567.50")
    Fraction(2469135, 2)
    """
    if not isinstance(number, str):
        return abs(Fraction(repr(number)) if isinstance(number, float) else Fraction(number))
    token = TOKEN.search(number)
    if token is None:
        raise ValueError(f"“{number}” is not a number.")
    digits, decimals = _mantissas(_SPLIT.match(token.group()).group(1))[-1 if number.count(",") else 0]  # type: ignore[union-attr]
    parts = _SPLIT.match(token.group())
    assert parts is not None
    scale = _SUFFIXES.get((parts[3] or "").lower(), Fraction(1)) * Fraction(10) ** int(parts[2] or 0)
    return Fraction(int(digits), 10**decimals) * scale


def plain(number: Fraction) -> str:
    """The digits of a number as a person would key them, at most ten decimals.

    >>> plain(Fraction(2469135, 2))
    '1234567.5'
    """
    whole, rest = divmod(abs(number), 1)
    decimals = f"{int(rest * 10**10):010d}".rstrip("0")
    return f"{whole}.{decimals}" if decimals else str(whole)


def _is_distinct(number: Fraction) -> bool:
    """Whether a number has enough digits of its own that meeting it by chance is out of the question."""
    digits = plain(number).replace(".", "").strip("0")
    return len(digits) >= 5


_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number: int) -> str:
    """A whole number in words, without “and” or hyphens.

    >>> in_words(1234567)
    'one million two hundred thirty four thousand five hundred sixty seven'
    """
    for size, word in (
        (10**12, "trillion"),
        (10**9, "billion"),
        (10**6, "million"),
        (1000, "thousand"),
        (100, "hundred"),
    ):
        if number >= size:
            head, tail = divmod(number, size)
            return f"{in_words(head)} {word}" + (f" {in_words(tail)}" if tail else "")
    if number < 20:
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f" {_ONES[ones]}" if ones else "")
