"""Constants inside formulas: sums of plain numbers, and texts put together from pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

_TEXT = re.compile(r'"((?:[^"]|"")*)"')
_SUM = re.compile(r"(?<![\w.$!:])\(*\d[\d.]*(?:\)*\s*[-+*/]\s*[-+]?\(*\d[\d.]*\)*)+(?![\w.(!:])")
_LISTED = re.compile(r"\bSUM\(([-+\d.,;\s]+)\)", re.I)
_INNER = re.compile(r"\((\d[\d.]*(?:\s*[-+*/]\s*\d[\d.]*)+)\)")
_CHARACTERS = re.compile(r"(?:UNI)?CHAR\((\d{1,5})\)", re.I)
_TOKEN = re.compile(r"\d+(?:\.\d+)?|\.\d+|[-+*/()]")


def constants(formula: str) -> Iterator[tuple[str, str]]:
    """What the constants of a formula come to, and how: texts joined, numbers added up.

    >>> list(constants('"1234"&"567.5"'))
    [('put together in a formula', '1234567.5')]
    >>> list(constants("1000000+234567.5"))
    [('worked out in a formula', '1234567.5')]
    """
    spelled = _CHARACTERS.sub(lambda found: f'"{chr(int(found[1]) % 0x110000)}"', formula)
    texts = [text.replace('""', '"') for text in _TEXT.findall(spelled)]
    if len(texts) > 1:
        yield "put together in a formula", "".join(texts)
    bare = _TEXT.sub('""', formula)
    sums = (re.sub("[,;]", "+", listed) for listed in _LISTED.findall(bare))
    for found in dict.fromkeys([*sums, *_SUM.findall(bare), *_INNER.findall(bare)]):
        worth = _worth(found)
        if worth is not None:
            yield "worked out in a formula", worth


def _worth(expression: str) -> str | None:
    """The value of a sum of plain numbers as digits; None when it is none."""
    tokens = _TOKEN.findall(expression)
    opened = expression.count("(") - expression.count(")")
    tokens = tokens[opened:] if opened > 0 else tokens[: len(tokens) + opened] if opened < 0 else tokens
    try:
        value, rest = _total(tokens)
    except (ZeroDivisionError, IndexError, ValueError, RecursionError):
        return None
    if rest or value < 0:
        value = abs(value)
    written = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _total(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, tokens = _product(tokens)
    while tokens and tokens[0] in "+-":
        sign = 1 if tokens[0] == "+" else -1
        term, tokens = _product(tokens[1:])
        value += sign * term
    return value, tokens


def _product(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, tokens = _factor(tokens)
    while tokens and tokens[0] in "*/":
        times = tokens[0] == "*"
        factor, tokens = _factor(tokens[1:])
        value = value * factor if times else value / factor
    return value, tokens


def _factor(tokens: list[str]) -> tuple[Fraction, list[str]]:
    if tokens[0] == "(":
        value, rest = _total(tokens[1:])
        return value, rest[1:]
    if tokens[0] in "+-":
        value, rest = _factor(tokens[1:])
        return (-value if tokens[0] == "-" else value), rest
    return Fraction(tokens[0]), tokens[1:]
