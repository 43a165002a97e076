"""File names for partners and partnerships: safe on Windows, macOS and Linux, and no two the same."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable

LONGEST = 60
"""Characters a name may have: folders, the appendix and the ending still fit into Windows' 260."""

_KEPT = frozenset(" -_.()&',+")
_RESERVED = frozenset(
    [
        "CON",
        "PRN",
        "AUX",
        "NUL",
        "CONIN$",
        "CONOUT$",
        *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³"),
    ]
)


def safe_name(text: str) -> str:
    """A text as a file name: letters, figures and plain punctuation kept, everything else a hyphen.

    Names that Windows keeps for devices, dots and spaces at the end, and long names are changed. An ordinary code stays
    as it is.

    >>> safe_name("MBC"), safe_name("Kent: Fire/Rescue"), safe_name("nul")
    ('MBC', 'Kent- Fire-Rescue', 'nul_')
    """
    text = unicodedata.normalize("NFC", text)
    kept = "".join(letter if _is_kept(letter) else "-" for letter in text if unicodedata.category(letter) != "Cf")
    kept = kept.strip().rstrip(". ").lstrip(".") or "partner"
    if len(kept) > LONGEST or len(kept.encode()) > 3 * LONGEST:
        kept = f"{kept[: LONGEST - 9].rstrip('. ')}-{_mark(text)}"
    if kept.partition(".")[0].rstrip().upper() in _RESERVED:
        kept += "_"
    return kept


def safe_names(texts: Iterable[str], besides: Iterable[str] = ()) -> list[str]:
    """A safe name for each text, no two the same even where capitals are not told apart; the earlier keeps its own.

    `besides` are names that stand in the same folder already.

    >>> safe_names(["ABC", "abc", "A/C", "A:C"])
    ['ABC', 'abc-2', 'A-C', 'A-C-2']
    """
    names: list[str] = []
    taken = set(map(_folded, besides))
    for text in texts:
        plain = name = safe_name(text)
        count = 1
        while _folded(name) in taken:
            count += 1
            name = f"{plain}-{count}"
        taken.add(_folded(name))
        names.append(name)
    return names


def _is_kept(letter: str) -> bool:
    return letter in _KEPT or unicodedata.category(letter)[0] in "LMN"


def _folded(name: str) -> str:
    """A name as a file system sees it that tells neither capitals nor ways of writing an accent apart."""
    return unicodedata.normalize("NFKC", name).casefold()


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
