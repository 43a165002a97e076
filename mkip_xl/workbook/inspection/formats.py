"""Number formats: whether a value shown in one can be read."""

from __future__ import annotations

import re
from functools import lru_cache

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKET = re.compile(r"\[[^\]]*\]")
_SHOWS = re.compile(r"[0#?@]|general|[ymdhsbeg]", re.I)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')


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


@lru_cache(maxsize=4096)
def hides(code: str, sign: int) -> str | None:
    """How a format hides a value: "blank" or "words only"; None when the value can be read.

    sign: 1 a number above nought, -1 below, 0 a text.

    >>> hides(";;;", 1), hides('"paid"', 1), hides("#,##0;;", -1), hides("0.00", 1), hides(";;;", 0), hides("0", 0)
    ('blank', 'words only', 'blank', None, 'blank', None)
    """
    parts = sections(code)
    if sign == 0:
        if len(parts) < 4:
            if len(parts) == 1 and "@" not in _bare(parts[0]):
                return None
            return None
        section = parts[3]
        if "@" in _bare(section):
            return None
        return "words only" if _bare_words(section) else "blank"
    if any(re.search(r"\[[<>=]", part) for part in parts):
        chosen = parts
    elif sign < 0 and len(parts) > 1:
        chosen = (parts[1],)
    else:
        chosen = (parts[0],)
    if any(_SHOWS.search(_bare(section)) for section in chosen):
        return None
    if code == "":
        return None
    return "words only" if any(_bare_words(section) for section in chosen) else "blank"


@lru_cache(maxsize=4096)
def paints_white(code: str) -> bool:
    """Whether some section of a format writes in white."""
    return any(mark.lower() in ("[white]", "[color2]", "[color 2]") for mark in _BRACKET.findall(code))


def literal(code: str) -> str:
    """The words a format adds of its own.

    >>> literal('#,##0 "posts"')
    'posts'
    """
    return " ".join("".join(found).strip() for found in _LITERAL.findall(code)).strip()


def _bare(section: str) -> str:
    return _BRACKET.sub(lambda found: "h" if found[0][1:2].lower() in "hms" else "", _QUOTED.sub("", section))


def _bare_words(section: str) -> bool:
    return bool(literal(section) or re.sub(r"[\s_*;]", "", _bare(section)))
