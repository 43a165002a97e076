"""Functions on texts."""

from __future__ import annotations

import re

from mkip_xl.workbook.formulas.criteria import wildcard
from mkip_xl.workbook.formulas.number_formats import formatted
from mkip_xl.workbook.formulas.registry import worksheet
from mkip_xl.workbook.formulas.values import (
    VALUE,
    Array,
    CannotEvaluate,
    ExcelError,
    Failed,
    Result,
    Value,
    number_in,
    text,
)

_LONGEST = 32_767


def _short(written: str) -> Result:
    return written if len(written) <= _LONGEST else VALUE


@worksheet("LEFT", "T?N")
def left(written: str, count: float = 1.0) -> Result:
    """LEFT."""
    return VALUE if count < 0 else written[: int(count)]


@worksheet("RIGHT", "T?N")
def right(written: str, count: float = 1.0) -> Result:
    """RIGHT."""
    if count < 0:
        return VALUE
    return written[max(0, len(written) - int(count)) :]


@worksheet("MID", "TNN")
def middle(written: str, start: float, count: float) -> Result:
    """MID."""
    if start < 1 or count < 0:
        return VALUE
    return written[int(start) - 1 : int(start) - 1 + int(count)]


@worksheet("LEN", "T")
def length(written: str) -> Result:
    """LEN: in UTF-16 units, as Excel counts."""
    return float(len(written.encode("utf-16-le")) // 2)


@worksheet("TRIM", "T")
def trimmed(written: str) -> Result:
    """TRIM: single spaces between words."""
    return re.sub(" +", " ", written).strip(" ")


@worksheet("CLEAN", "T")
def cleaned(written: str) -> Result:
    """CLEAN: without control characters."""
    return "".join(character for character in written if ord(character) >= 32)


@worksheet("UPPER", "T")
def upper(written: str) -> Result:
    """UPPER."""
    return written.upper()


@worksheet("LOWER", "T")
def lower(written: str) -> Result:
    """LOWER."""
    return written.lower()


@worksheet("PROPER", "T")
def proper(written: str) -> Result:
    """PROPER: a capital after every character that is no letter."""
    out, after_letter = [], False
    for character in written:
        out.append(character.lower() if after_letter else character.upper())
        after_letter = character.isalpha()
    return "".join(out)


@worksheet("EXACT", "TT")
def exactly(first: str, second: str) -> Result:
    """EXACT."""
    return first == second


@worksheet("FIND", "TT?N")
def find(wanted: str, within: str, start: float = 1.0) -> Result:
    """FIND: case matters."""
    if start < 1 or start > len(within) + 1:
        return VALUE
    place = within.find(wanted, int(start) - 1)
    return VALUE if place < 0 else float(place + 1)


@worksheet("SEARCH", "TT?N")
def search(wanted: str, within: str, start: float = 1.0) -> Result:
    """SEARCH: case does not matter, wildcards do."""
    if start < 1 or start > len(within) + 1:
        return VALUE
    pattern = re.compile(wildcard(wanted).pattern.removesuffix(r"\Z"), re.IGNORECASE | re.DOTALL)
    match = pattern.search(within, int(start) - 1)
    return VALUE if match is None else float(match.start() + 1)


@worksheet("SUBSTITUTE", "TTT?N")
def substitute(within: str, old: str, new: str, which: float | None = None) -> Result:
    """SUBSTITUTE."""
    if not old:
        return within
    if which is None:
        return _short(within.replace(old, new))
    if which < 1:
        return VALUE
    place = -len(old)
    for _ in range(int(which)):
        place = within.find(old, place + len(old))
        if place < 0:
            return within
    return _short(within[:place] + new + within[place + len(old) :])


@worksheet("REPLACE", "TNNT")
def replace(within: str, start: float, count: float, new: str) -> Result:
    """REPLACE."""
    if start < 1 or count < 0:
        return VALUE
    at = int(start) - 1
    return _short(within[:at] + new + within[at + int(count) :])


@worksheet("REPT", "TN")
def repeated(written: str, count: float) -> Result:
    """REPT."""
    if count < 0 or len(written) * count > _LONGEST:
        return VALUE
    return written * int(count)


@worksheet("CONCATENATE", "(T)")
def concatenated(*parts: str) -> Result:
    """CONCATENATE."""
    return _short("".join(parts))


def _texts(arguments: tuple[Result, ...]) -> list[str]:
    found = []
    for argument in arguments:
        for value in argument.values if isinstance(argument, Array) else (argument,):
            if isinstance(value, ExcelError):
                raise Failed(value)
            found.append(text(value))
    return found


@worksheet("CONCAT", "(R)")
def joined(*parts: Result) -> Result:
    """CONCAT."""
    return _short("".join(_texts(parts)))


@worksheet("TEXTJOIN", "TL(R)")
def joined_by(between: str, skip_blanks: bool, *parts: Result) -> Result:
    """TEXTJOIN."""
    return _short(between.join(part for part in _texts(parts) if part or not skip_blanks))


@worksheet("CHAR", "N")
def character(code: float) -> Result:
    """CHAR: of Windows' Western alphabet."""
    if not 1 <= code < 256:
        return VALUE
    return bytes([int(code)]).decode("cp1252", "replace")


@worksheet("UNICHAR", "N")
def unicode_character(code: float) -> Result:
    """UNICHAR."""
    return chr(int(code)) if 1 <= code < 0x110000 and not 0xD800 <= code <= 0xDFFF else VALUE


@worksheet("CODE", "T")
def code(written: str) -> Result:
    """CODE: in Windows' Western alphabet."""
    if not written:
        return VALUE
    try:
        return float(written[0].encode("cp1252")[0])
    except UnicodeEncodeError:
        raise CannotEvaluate("CODE of a letter outside Windows' Western alphabet") from None


@worksheet("VALUE", "V")
def value(given: Value) -> Result:
    """VALUE."""
    if isinstance(given, bool):
        return VALUE
    if isinstance(given, str):
        return number_in(given)
    return 0.0 if given is None else given


@worksheet("TEXT", "VT")
def as_shown(given: Value, picture: str) -> Result:
    """TEXT."""
    if isinstance(given, bool):
        return "TRUE" if given else "FALSE"
    if isinstance(given, str):
        try:
            given = number_in(given)
        except Failed:
            return given
    return formatted(given if isinstance(given, float) else 0.0, picture)
