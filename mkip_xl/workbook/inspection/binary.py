"""Secrets in bytes that are no text: figures as binary numbers, and the readable runs of a file of any kind."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from fractions import Fraction

_RUN = re.compile(rb"[\t\n\r\x20-\x7e\x80-\xff]{4,}")
_ENCODINGS = (
    ("utf-8", "as text"),
    ("utf-16-le", "as UTF-16 text"),
    ("utf-16-be", "as UTF-16 text"),
    ("cp1252", "as text"),
)
_WIDE = re.compile(rb"(?:[\t\n\r\x20-\x7e\xa0-\xff]\x00){3,}")
_WIDE_BIG = re.compile(rb"(?:\x00[\t\n\r\x20-\x7e\xa0-\xff]){3,}")
_TELLING = 3  # bytes that are not nought: with fewer, a whole number is met by chance


def readable(data: bytes) -> Iterator[tuple[str, str]]:
    """The readable runs of some bytes, as (encoding in words, text), one run a line."""
    runs = _RUN.findall(data)
    if runs:
        yield "as text", "\n".join(map(_decoded, runs))
    for pattern, encoding in ((_WIDE, "utf-16-le"), (_WIDE_BIG, "utf-16-be")):
        runs = pattern.findall(data)
        if runs:
            yield "as UTF-16 text", "\n".join(run.decode(encoding, "replace") for run in runs)


def _decoded(data: bytes) -> str:
    """A run of readable bytes, in UTF-8 where it is so, and in both ways where only a part of it is."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        western = data.decode("cp1252", "replace")
        kept = data.decode("utf-8", "ignore")
        return western if kept.isascii() else f"{western}\n{kept}"


def number_patterns(number: Fraction) -> dict[bytes, str]:
    """The bytes of a number as binary formats keep it (doubles, whole numbers, the short numbers of .xls and .xlsb)."""
    found: dict[bytes, str] = {}
    for form, scaled in (("", number), (" in pence", number * 100)):
        for signed in (scaled, -scaled):
            found[struct.pack("<d", float(signed))] = f"as a binary number{form}"
            found[struct.pack(">d", float(signed))] = f"as a binary number{form}"
            if signed.denominator == 1 and 2**16 <= abs(signed) < 2**63:
                for layout, limit in (("<i", 2**31), (">i", 2**31), ("<q", 2**63), (">q", 2**63)):
                    packed = struct.pack(layout, int(signed)) if abs(signed) < limit else b""
                    if len(packed) - packed.count(0) >= _TELLING:
                        found[packed] = f"as a binary number{form}"
    for signed in (number, -number):
        money = signed * 10**4
        if money.denominator == 1 and 2**16 <= abs(money) < 2**63:
            found[struct.pack("<q", int(money))] = "as a binary number of money"
        for kind, value in ((2, signed), (3, signed * 100)):
            if value.denominator == 1 and 2**12 <= abs(value) < 2**29:
                found[struct.pack("<I", (int(value) << 2 | kind) & 0xFFFFFFFF)] = "as a binary number"
    return found


def text_patterns(text: str) -> dict[bytes, str]:
    """The bytes of a text in the encodings a binary format may use, in the usual spellings of its letters."""
    found: dict[bytes, str] = {}
    for spelling in dict.fromkeys((text, text.lower(), text.upper(), text.title())):
        for encoding, form in _ENCODINGS:
            try:
                found.setdefault(spelling.encode(encoding), form)
            except UnicodeEncodeError:
                continue
    return found


def patterns_in(data: bytes, patterns: Iterable[tuple[bytes, str]]) -> Iterator[str]:
    """The form of each pattern that the bytes hold."""
    return (form for pattern, form in patterns if pattern in data)
