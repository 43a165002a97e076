"""Number formats: what each cell style shows a number as — a date, a time, a percentage, a text or a plain number."""

from __future__ import annotations

import re

from mkip_xl.workbook.guard import limits
from mkip_xl.workbook.guard.archive import inflated
from mkip_xl.workbook.guard.markup import COMPATIBILITY, MAIN, Markup
from mkip_xl.workbook.guard.relations import Web

_M = MAIN + " "
GENERAL = "General"
_GIVEN = (_M + "numFmt", _M + "cellXfs")
_BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "hh:mm", 21: "hh:mm:ss", 22: "dd/mm/yyyy hh:mm", 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@",
}  # fmt: skip
_BUILT_IN |= dict.fromkeys((*range(27, 32), *range(34, 37), *range(50, 59)), "yyyy-mm-dd")
_BUILT_IN |= dict.fromkeys((32, 33), "hh:mm:ss")
_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]\[]*\]', re.IGNORECASE | re.DOTALL)

_FRACTION = re.compile(r"(?<=s)\.0+|(?<=s\])\.0+")


def shows(code: str) -> str:
    """What a number format shows: `date`, `time`, `datetime`, `duration`, `percentage`, `text` or `number`.

    >>> [shows(code) for code in ("dd/mm/yyyy", "0.0%", "[h]:mm", '"Red day" 0', "@", "#,##0.00;[Red](#,##0.00)")]
    ['date', 'percentage', 'duration', 'number', 'text', 'number']
    """
    section = _FRACTION.sub("", _NOISE.sub("", code).split(";")[0].lower())
    if "general" in section or "standard" in section or "e+" in section or "e-" in section:
        return "percentage" if "%" in section else "number"
    if re.search(r"\[[hms]+\]", section):
        return "duration"
    clock = "h" in section or "s" in section or "am/pm" in section
    calendar = re.search(r"[ydbe]", section) is not None or (not clock and "m" in section)
    if calendar and not re.search(r"[#0?]", section):
        return "datetime" if clock else "date"
    if clock:
        return "time"
    if "%" in section:
        return "percentage"
    return "text" if section.strip() == "@" else "number"


def read_formats(web: Web, part: str | None) -> list[str]:
    """The number format of each cell style in order; a workbook without styles has the one General style."""
    if part is None:
        return [GENERAL]
    web.seen.add(part)
    member, name = web.package.member(part), web.package.name
    markup = Markup(part, name)
    custom: dict[int, str] = {}
    numbers: list[int] = []
    path: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        path.append(element)
        if len(path) > limits.DEPTH:
            markup.too_deep()
        if len(attributes) > limits.ATTRIBUTES:
            markup.too_many_attributes()
        if len(path) == 1 and element != _M + "styleSheet":
            markup.refuse("malformed", "it should hold the cell styles and does not.")
        if "count" in attributes:
            markup.check_count(attributes["count"], limits.STYLES)
        if len(path) != 3:
            if element in _GIVEN and path[1].startswith(COMPATIBILITY):
                markup.refuse("alternatives", "number formats are given in alternative versions.")
            return
        if element == _M + "numFmt" and path[1] == _M + "numFmts":
            code = attributes.get("formatCode", GENERAL)
            custom[_number(markup, attributes.get("numFmtId"))] = code
            if len(custom) > limits.NUMBER_FORMATS or len(code) > limits.FORMAT_LENGTH:
                markup.refuse("too-large", "it has more number formats, or a longer one, than Excel allows.")
        elif element == _M + "xf" and path[1] == _M + "cellXfs":
            numbers.append(_number(markup, attributes.get("numFmtId", "0")))
            if len(numbers) > limits.STYLES:
                markup.refuse("too-large", f"it has more than the {limits.STYLES:,} cell styles Excel allows.")

    def end(_: str) -> None:
        path.pop()

    markup.parser.StartElementHandler = start
    markup.parser.EndElementHandler = end
    markup.feed(inflated(member, name))
    return [custom.get(number) or _BUILT_IN.get(number, GENERAL) for number in numbers] or [GENERAL]


def _number(markup: Markup, told: str | None) -> int:
    if told is None or not told.strip().isdecimal() or len(told) > 9:
        markup.refuse("malformed", f"a number format has the number {(told or '')[:20]!a}.")
    return int(told)
