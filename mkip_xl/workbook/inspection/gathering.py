"""Gathering what a scan finds: each text is looked at here, and each survivor noted once for its place."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator

from mkip_xl.workbook.inspection.disguise import (
    BESIDE,
    ODD_DIGITS,
    figures_in_disguise,
    figures_in_words,
    unseen_letters,
)
from mkip_xl.workbook.inspection.figures import Figures, Match, plain
from mkip_xl.workbook.inspection.secrets import Secrets
from mkip_xl.workbook.inspection.survivors import SecretKind, Survivor
from mkip_xl.workbook.inspection.wording import INVISIBLE, Words, even

_DIGIT = re.compile(r"\d")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SEAM = re.compile(r'"\s*[&+]\s*"|\*\*')
_EXACT = frozenset({"as written", "in pence", "without its decimal point", "written backwards"})
_REPEATED = 100  # a longer text is not looked out for to come again
_MOST_KEPT = 50_000
_MOST = 25  # places told for one secret in one part


class Gathered:
    """The secrets made ready, and where they were found so far."""

    def __init__(self, secrets: Secrets) -> None:
        self.secrets = secrets
        self.figures = Figures(secrets.numbers)
        self.words = Words(secrets.texts, self.figures.numbers)
        self._found: dict[tuple[str, int, str, str, str | None], Survivor] = {}
        self._dull: set[tuple[object, ...]] = set()
        self._told: Counter[tuple[str, int, str]] = Counter()

    def survivors(self) -> Iterator[Survivor]:
        """Every survivor, in the order found."""
        return iter(self._found.values())

    def known(self, kind: SecretKind, place: int, part: str) -> bool:
        """Whether a secret has been found in a part already."""
        return self._told[kind, place, part] > 0

    def add(
        self,
        kind: SecretKind,
        place: int,
        part: str,
        spot: str,
        form: str,
        sheet: str | None = None,
        cell: str | None = None,
    ) -> None:
        """Note a survivor; the second in the same spot, and those beyond a bound in one part, are not told again."""
        key = (kind, place, part, spot, cell)
        if key in self._found or self._told[kind, place, part] >= _MOST:
            return
        self._told[kind, place, part] += 1
        self._found[key] = Survivor(kind, place + 1, part, spot, form, sheet, cell)

    def look(
        self,
        text: str,
        part: str,
        spot: str,
        sheet: str | None,
        cell: str | None,
        *,
        distinct_only: bool = False,
        exact_only: bool = False,
        via: str = "",
        hints: Collection[str] = (),
        missing_only: bool = False,
    ) -> None:
        """Look for every secret in one text.

        `distinct_only`: only numbers with digits of their own. `exact_only`: only as keyed. `missing_only`: only those
        not yet found in this part.
        """
        dull = (text, distinct_only, exact_only, *hints)
        if len(text) < _REPEATED and dull in self._dull:
            return
        found = False
        for shape, how in self._shapes(text) if not missing_only else [(text, "")]:
            evened = even(shape)
            shape = _digits(shape)
            for match in self._numbers(shape, evened, distinct_only, hints, disguised=not exact_only):
                if exact_only and (match.form != "as written" or match.token.startswith("00")):
                    continue
                found = True
                if not (missing_only and self.known("number", match.number, part)):
                    self.add("number", match.number, part, spot, f"{via}{how}{match.form}", sheet, cell)
            for number, _ in self.words.find_spoken(evened) if self.figures else ():
                found = True
                self.add("number", number, part, spot, f"{via}{how}in words", sheet, cell)
            for number, form, _ in self.words.find(evened) if self.words else ():
                found = True
                if not (missing_only and self.known("text", number, part)):
                    self.add("text", number, part, spot, f"{via}{how}{form}", sheet, cell)
        if not found and len(text) < _REPEATED and len(self._dull) < _MOST_KEPT:
            self._dull.add(dull)

    def is_dull(self, text: str, hints: Collection[str] = ()) -> bool:
        """Whether a text was looked at already, and nothing was found in it."""
        return (text, False, False, *hints) in self._dull

    @staticmethod
    def _shapes(text: str) -> Iterator[tuple[str, str]]:
        """A text as it is, without its tags, with its pieces put together, and what it says in unseen letters."""
        yield text, ""
        if "<" in text and (bare := _TAG.sub("", text)) != text:
            yield from dict.fromkeys(((bare, "between tags "), (_TAG.sub(" ", text), "between tags ")))
        if ('"' in text or "**" in text) and (bare := _SEAM.sub("", text)) != text:
            yield bare, "put together "
        if not text.isascii() and (unseen := unseen_letters(text)):
            yield unseen, "in unseen letters "

    def says(self, text: str, evened: str, hints: Collection[str] = ()) -> bool:
        """Whether a text says any secret. `evened`: the same text evened out."""
        if "<" in text or ('"' in text and _SEAM.search(text)) or (not text.isascii() and unseen_letters(text)):
            return True
        found: Iterator[object] = self._numbers(_digits(text), evened, False, hints)
        return any(True for each in (found, self.words.find_spoken(evened), self.words.find(evened)) for _ in each)

    def _numbers(
        self, text: str, evened: str, distinct_only: bool, hints: Collection[str], *, disguised: bool = True
    ) -> Iterator[Match]:
        """Each secret number in a text, as it is printed or in disguise."""
        if not self.figures:
            return
        if _DIGIT.search(text):
            yield from self.figures.find(text, distinct_only=distinct_only, hints=hints)
            if not disguised:
                return
            for plainly, how, trust in figures_in_disguise(text):
                for number, form in self.figures.matches(plainly).items():
                    exact = form in _EXACT
                    long = form == "as written, rounded" and len(plainly.partition(".")[0]) >= 6
                    if self.figures.distinct[number] and (trust == "any" or exact or (trust == "long" and long)):
                        yield Match(number, f"{how} {form}", 0, len(text), plainly)
        for said in figures_in_words(evened) if len(evened) > 18 else ():
            for match in self.figures.find(said):
                yield Match(match.number, f"in words {match.form}", 0, len(text), said)

    def wholes(self) -> Iterator[tuple[str, str, int]]:
        """What neighbouring cells could join to: each secret without spaces, its kind and its place in the list."""
        for place, text in enumerate(self.words.texts):
            yield text.replace(" ", ""), "text", place
        for place, number in enumerate(self.figures.numbers):
            if not self.figures.distinct[place]:
                continue
            written = plain(number)
            whole, _, decimals = written.partition(".")
            grouped = f"{int(whole):,}"
            yield f"£{grouped}", "number", place
            yield written, "number", place
            yield whole + decimals, "number", place
            for text in (f"{whole}.{decimals:0<2}", f"{grouped}.{decimals:0<2}", grouped, whole):
                yield text, "number", place


def _digits(text: str) -> str:
    """A text with the digits of every alphabet as ours, and nothing invisible in it."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text.translate(ODD_DIGITS)))
    return BESIDE.sub("", INVISIBLE.sub("", text))
