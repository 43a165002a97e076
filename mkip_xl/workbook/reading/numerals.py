"""Texts that look like numbers, as people and ledgers write them: 1,234 · (1,234) · £1,234 · 1,234- · 30% · 55 CR."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u2009\u200a\u2002\u2003\u2060\u200b\ufeff\u200e\u200f\u061c]+")
_SPACED_OUT = re.compile(r"\d\s+(?!\d{3}(?!\d))\d")
"""Figures with spaces among them that do not part thousands."""
_FIGURES = (
    r"\d+(?:\.\d*)?|\.\d+|\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d{1,3}(?:'\d{3})+(?:\.\d*)?|\d{1,3}(?:,\d{2})*,\d{3}(?:\.\d*)?"
)
_SHAPE = re.compile(
    rf"(?P<open>\()?(?P<sign>[+-])?(?P<currency>£|GBP|€|EUR|\$|USD)?(?P<sign2>[+-])?(?P<inner>\()?"
    rf"(?P<figures>{_FIGURES})(?P<exponent>[eE][+-]?\d{{1,3}})?"
    r"(?P<percent>%)?(?P<unit>k|m|p|GBP|£)?(?P<inner_close>\))?(?P<trailing>-|\+|CR|DR|C|D)?(?P<close>\))?(?P<late>%)?",
    re.IGNORECASE,
)
_MINUSES = str.maketrans(
    dict.fromkeys("−–‒﹣－", "-") | {"（": "(", "）": ")", "，": ",", "．": ".", "％": "%", "￡": "£"}
)
_SCALES = {"k": 1000, "m": 1_000_000}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A text read as a number: its value, whether it was a percentage, and what in it kept Excel from reading it."""

    value: Decimal
    percent: bool
    because: str


def numeral(text: str) -> Numeral | None:
    """The number a text looks like, and why it is not one; None when it does not look like a number.

    Brackets, a trailing minus and CR mean negative. A percentage's value is a fraction of one.

    >>> [str(numeral(text).value) for text in ("1,234.50", "(1,234)", "£1 234", "99-", "55 CR", "１２", "30%")]
    ['1234.50', '-1234', '1234', '-99', '-55', '12', '0.3']
    >>> numeral("1,2,3"), numeral("12/13"), numeral("Total")
    (None, None, None)
    """
    if len(text) > 60:
        return None
    bare = _SPACES.sub("", unicodedata.normalize("NFKC", text.translate(_MINUSES))).translate(_MINUSES)
    found = _SHAPE.fullmatch(bare)
    if found is None or bare.count("(") != bare.count(")") or _SPACED_OUT.search(text):
        return None
    percent = bool(found["percent"] or found["late"])
    unit = (found["unit"] or "").lower()
    trailing = (found["trailing"] or "").upper()
    signs = [
        found["sign"] == "-",
        found["sign2"] == "-",
        bool(found["open"]),
        bool(found["inner"]),
        trailing in ("-", "CR", "C"),
    ]
    if sum(signs) > 1 or (percent and unit):
        return None
    value = Decimal(re.sub("[,']", "", found["figures"]) + (found["exponent"] or ""))
    value = value * _SCALES.get(unit, 1) / (100 if percent or unit == "p" else 1)
    return Numeral(-value if any(signs) else value, percent, _because(text, found))


def _because(text: str, found: re.Match[str]) -> str:
    reasons = [
        ("full-width digits", any(unicodedata.east_asian_width(character) == "F" for character in text)),
        ("digits of another script", any(character.isdecimal() and not "0" <= character <= "9" for character in text)),
        ("non-breaking spaces", any(character in "\u00a0\u202f\u2007" for character in text)),
        ("invisible characters", any(character in "\u200b\u2060\ufeff\u200e\u200f\u061c" for character in text)),
        ("a currency sign", bool(found["currency"] or (found["unit"] or "") in ("£", "GBP"))),
        ("brackets", bool(found["open"] or found["inner"])),
        ("a minus sign behind it", found["trailing"] == "-"),
        ("CR or DR", (found["trailing"] or "").upper() in ("CR", "DR", "C", "D")),
        ("a per cent sign", bool(found["percent"] or found["late"])),
        ("a unit behind it", (found["unit"] or "").lower() in ("k", "m", "p")),
        ("a minus sign that is not Excel's", any(character in "−–‒﹣－" for character in text)),
        ("thousands commas", "," in found["figures"]),
        ("spaces", any(character.isspace() for character in text.strip())),
        ("spaces around it", text != text.strip()),
    ]
    named = [reason for reason, holds in reasons if holds]
    return " and ".join(named[:2])
