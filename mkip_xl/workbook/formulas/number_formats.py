"""Number formats: what a number looks like under `#,##0.00`, `0%`, `d mmmm yyyy` and their like."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from mkip_xl.workbook.formulas.functions.rounding import rounded
from mkip_xl.workbook.formulas.values import VALUE, CannotEvaluate, Failed, general

_PIECE = re.compile(
    r"""(?P<quoted>"[^"]*"|\\.)|(?P<pad>_.)|(?P<fill>\*.)|(?P<money>\[\$[^\]]*\])|(?P<bracket>\[[^\]]*\])"""
    r"""|(?P<general>General)|(?P<half>AM/PM|A/P)|(?P<date>[dD]+|[mM]+|[yY]+|[hH]+|[sS]+)|(?P<digit>[0#?])"""
    r"""|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<at>@)|(?P<section>;)|(?P<other>.)""",
    re.DOTALL | re.IGNORECASE,
)
_LITERAL = frozenset("$£€-+()/: !^&'~{}<=>¥")
_COLOURS = frozenset(["[black]", "[blue]", "[cyan]", "[green]", "[magenta]", "[red]", "[white]", "[yellow]"])
_MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

Piece = tuple[str, str]


@lru_cache(maxsize=512)
def _sections(picture: str) -> tuple[tuple[Piece, ...], ...]:
    sections: list[list[Piece]] = [[]]
    for match in _PIECE.finditer(picture):
        kind, written = match.lastgroup or "other", match[0]
        if kind == "section":
            sections.append([])
        elif kind == "quoted":
            sections[-1].append(("literal", written[1:-1] if written[0] == '"' else written[1]))
        elif kind == "pad":
            sections[-1].append(("literal", " "))
        elif kind == "money":
            sections[-1].append(("literal", written[2:-1].partition("-")[0]))
        elif kind == "bracket":
            if written.casefold() not in _COLOURS and not re.fullmatch(r"(?i)\[colou?r\d+\]", written):
                raise CannotEvaluate(f"the number format {picture}")
        elif kind == "other":
            if written not in _LITERAL:
                raise CannotEvaluate(f"the number format {picture}")
            sections[-1].append(("literal", written))
        elif kind != "fill":
            sections[-1].append((kind, written))
    return tuple(tuple(section) for section in sections)


def formatted(value: float, picture: str) -> str:
    """The number as the format shows it. CannotEvaluate for a format this does not know for certain.

    >>> formatted(1234.5, "£#,##0.00"), formatted(-1234.5, "#,##0;(#,##0)"), formatted(0.125, "0.0%")
    ('£1,234.50', '(1,235)', '12.5%')
    >>> formatted(41365.0, "d mmmm yyyy")
    '1 April 2013'
    """
    sections = _sections(picture)
    if len(sections) > 4:
        raise CannotEvaluate(f"the number format {picture}")
    section, sign = sections[0], "-" if value < 0 else ""
    if len(sections) > 1 and value < 0:
        section, sign = sections[1], ""
    elif len(sections) > 2 and value == 0:
        section = sections[2]
    kinds = {kind for kind, _ in section}
    if "date" in kinds:
        if value < 0:
            raise Failed(VALUE)
        return _dated(value, section, picture)
    if not section and not picture:
        return ""
    if "general" in kinds:
        shown = _general(abs(value))
        return sign + "".join(shown if kind == "general" else written for kind, written in section)
    if kinds <= {"literal"}:
        return (sign if len(sections) == 1 else "") + "".join(written for _, written in section)
    if "at" in kinds:
        return "".join(sign + _general(abs(value)) if kind == "at" else written for kind, written in section)
    shown = _numbered(abs(value), section, picture)
    return sign + shown if sign and any(character in "123456789" for character in shown) else shown


def _general(value: float) -> str:
    """General, where it is sure: with more than ten digits Excel fits it to a width."""
    shown = general(value)
    if len(shown) > 10:
        raise CannotEvaluate("the General format of a number with more than ten digits")
    return shown


def _numbered(value: float, section: tuple[Piece, ...], picture: str) -> str:
    digits = [index for index, (kind, _) in enumerate(section) if kind in ("digit", "point", "comma")]
    if not digits or "half" in {kind for kind, _ in section}:
        raise CannotEvaluate(f"the number format {picture}")
    first, last = digits[0], digits[-1]
    core = section[first : last + 1]
    if any(kind not in ("digit", "point", "comma") for kind, _ in core):
        raise CannotEvaluate(f"the number format {picture}")
    written = "".join(text for _, text in core)
    body = written.rstrip(",")
    value /= 1000 ** (len(written) - len(body))
    value *= 100 ** sum(1 for kind, _ in section if kind == "percent")
    whole, point, decimals = body.partition(".")
    if point in decimals and point and "." in decimals:
        raise CannotEvaluate(f"the number format {picture}")
    thousands = "," in whole
    whole = whole.replace(",", "")
    decimals = decimals.replace(",", "")
    shown = f"{rounded(value, float(len(decimals))):.{len(decimals)}f}"
    before, _, after = shown.partition(".")
    before = _filled(before.lstrip("0"), whole, thousands)
    while after and decimals[len(after) - 1] == "#" and after[-1] == "0":
        after = after[:-1]
    if "?" in decimals:
        kept = after.rstrip("0")
        after = kept + "".join(" " if decimals[index] == "?" else "0" for index in range(len(kept), len(after)))
    number = before + (point + after if point else "")
    return "".join(
        number if index == first else "" if first < index <= last else text for index, (_, text) in enumerate(section)
    )


def _filled(digits: str, whole: str, thousands: bool) -> str:
    """The digits before the point, with the noughts that the format asks for."""
    padded = list(digits)
    for place in range(len(digits), len(whole)):
        mark = whole[len(whole) - 1 - place]
        if mark == "0":
            padded.insert(0, "0")
            while len(padded) < place + 1:
                padded.insert(0, "0")
        elif mark == "?":
            padded.insert(0, " ")
    text = "".join(padded)
    if not thousands:
        return text
    blank = len(text) - len(text.lstrip(" "))
    text = text[blank:]
    groups: list[str] = []
    while len(text) > 3:
        groups.insert(0, text[-3:])
        text = text[:-3]
    return " " * blank + ",".join([text, *groups])


def day(serial: float) -> date:
    """The date of a serial number. CannotEvaluate before March 1900, where Excel has a day that never was."""
    if serial < 61 or serial >= 2_958_466:
        raise CannotEvaluate("a date before March 1900 or after 9999")
    return date(1899, 12, 30) + timedelta(days=int(serial))


def _dated(serial: float, section: tuple[Piece, ...], picture: str) -> str:
    halves = any(kind == "half" for kind, _ in section)
    seconds = round((serial % 1) * 86_400)
    whole = int(serial)
    if seconds == 86_400:
        whole, seconds = whole + 1, 0
    out: list[str] = []
    marks = [index for index, (kind, _) in enumerate(section) if kind == "date"]
    for index, (kind, written) in enumerate(section):
        if kind == "half":
            out.append(written.split("/")[seconds >= 43_200])
        elif kind == "date":
            place = marks.index(index)
            before = section[marks[place - 1]][1].lower() if place else ""
            after = section[marks[place + 1]][1].lower() if place + 1 < len(marks) else ""
            out.append(_date_part(written.lower(), whole, seconds, halves, before, after, picture))
        elif kind == "literal":
            out.append(written)
        elif kind in ("point", "comma"):
            if kind == "point" and index + 1 < len(section) and section[index + 1][0] == "digit":
                raise CannotEvaluate(f"the number format {picture}")
            out.append(written)
        else:
            raise CannotEvaluate(f"the number format {picture}")
    return "".join(out)


def _date_part(mark: str, whole: int, seconds: int, halves: bool, before: str, after: str, picture: str) -> str:
    if mark[0] == "h":
        hour = seconds // 3600
        hour = (hour + 11) % 12 + 1 if halves else hour
        return str(hour).zfill(min(len(mark), 2))
    if mark[0] == "s":
        return str(seconds % 60).zfill(min(len(mark), 2))
    if mark[0] == "m" and len(mark) <= 2 and (before.startswith("h") or after.startswith("s")):
        return str(seconds // 60 % 60).zfill(len(mark))
    at = day(float(whole))
    if mark[0] == "d":
        name = _DAYS[at.weekday()]
        return str(at.day).zfill(len(mark)) if len(mark) <= 2 else name[:3] if len(mark) == 3 else name
    if mark[0] == "y":
        return str(at.year)[-2:] if len(mark) <= 2 else str(at.year)
    name = _MONTHS[at.month - 1]
    if len(mark) > 5:
        raise CannotEvaluate(f"the number format {picture}")
    return (str(at.month), str(at.month).zfill(2), name[:3], name, name[0])[len(mark) - 1]
