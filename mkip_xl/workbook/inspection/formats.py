"""Number formats: whether a value shown in one can be read."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKET = re.compile(r"\[[^\]]*\]")
_SHOWS = re.compile(r"[0#?@]|general|[ymdhsbeg]", re.I)
_CONDITION = re.compile(r"\[(<=|>=|<>|[<>=])\s*(-?\d+(?:\.\d+)?)\s*\]")
_TESTS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_LITERAL = re.compile(r'"([^"]*)"|((?:\\.)+)')


@lru_cache(maxsize=4096)
def sections(code: str) -> tuple[str, ...]:
    """The sections of a format code.

    >>> sections('#,##0;[Red](#,##0);"nil; none"')
    ('#,##0', '[Red](#,##0)', '"nil; none"')
    """
    found, start, quoted, at = [], 0, False, 0
    while at < len(code):
        letter = code[at]
        if letter == "\\" and not quoted:
            at += 1
        elif letter == '"':
            quoted = not quoted
        elif letter == ";" and not quoted:
            found.append(code[start:at])
            start = at + 1
        at += 1
    return (*found, code[start:])


def hidden_values(code: str) -> bool:
    """Whether a format may hide some number, or a text."""
    return any(hides(code, value) for value in (1, -1, "text")) or (
        _CONDITION.search(code) is not None and any(not _SHOWS.search(_bare(part)) for part in sections(code))
    )


@lru_cache(maxsize=4096)
def hides(code: str, value: float | str) -> str | None:
    """How a format hides a value: "blank" or "words only"; None when the value can be read.

    >>> hides(";;;", 1), hides('"paid"', 1), hides("#,##0;;", -1), hides("0.00", 1), hides(";;;", "a"), hides("0", "a")
    ('blank', 'words only', 'blank', None, 'blank', None)
    >>> hides('[>1000]"";0.00', 1200), hides('[>1000]"";0.00', 12)
    ('blank', None)
    """
    section = _bare(chosen := _section(code, value))
    if not code or (isinstance(value, str) and "@" in section) or (
        not isinstance(value, str) and _SHOWS.search(section)
    ):  # fmt: skip
        return None
    return "words only" if _bare_words(chosen) else "blank"


def _section(code: str, value: float | str) -> str:
    """The section of a format that a value is shown in."""
    parts = sections(code)
    if isinstance(value, str):
        return parts[3] if len(parts) > 3 else "@"
    conditions = [_CONDITION.search(part) for part in parts]
    if any(conditions):
        for part, told in zip(parts, conditions, strict=True):
            if told is None or _TESTS[told[1]](value, float(told[2])):
                return part
        return parts[-1]
    return parts[1 if value < 0 and len(parts) > 1 else 0]


@lru_cache(maxsize=4096)
def paints_white(code: str) -> bool:
    """Whether some section of a format writes in white."""
    return any(mark.lower() in ("[white]", "[color2]", "[color 2]") for mark in _BRACKET.findall(code))


def literal(code: str) -> str:
    """The words a format adds of its own.

    >>> literal('#,##0 "posts"')
    'posts'
    """
    told = (quoted or re.sub(r"\\(.)", r"\1", escaped) for quoted, escaped in _LITERAL.findall(code))
    return " ".join(word.strip() for word in told).strip()


def _bare(section: str) -> str:
    return _BRACKET.sub(lambda found: "h" if found[0][1:2].lower() in "hms" else "", _QUOTED.sub("", section))


def _bare_words(section: str) -> bool:
    return bool(literal(section) or re.sub(r"[\s_*;]", "", _bare(section)))
