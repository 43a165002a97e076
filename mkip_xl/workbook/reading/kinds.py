"""What a column may hold, and how a cell becomes a value of that kind or a finding that says why it cannot.

name, code, text → str · count → int or Decimal · money → whole pence · percentage → Fraction of one · date → date.
A blank cell gives None; whether that is a fault is for the table to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, get_args

from mkip_xl.findings import Findings
from mkip_xl.workbook.reading.cells import Cell, ExcelError
from mkip_xl.workbook.reading.numerals import Numeral, numeral
from mkip_xl.workbook.reading.percentages import percent

Kind = Literal["name", "code", "count", "money", "percentage", "date", "text"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Converted = str | int | Decimal | Fraction | date | None

_LARGEST_PENCE, _LARGEST_COUNT = 10**15, 10**12
_OTHER_CURRENCY = re.compile(r"\[\$(?:€|\$|USD|EUR|US\$)|€|\"\$\"|\\\$|(?<!\[)\$(?=[#0 ])")
_NOISE = Decimal("0.0000001")
_NUMBER_KINDS = ("count", "money", "percentage")
_WANTED: dict[Kind, str] = {
    "name": "a text",
    "code": "a code",
    "count": "a number",
    "money": "an amount in pounds",
    "percentage": "a percentage",
    "date": "a date",
    "text": "a text",
}


def convert(cell: Cell | None, kind: Kind, findings: Findings, heading: str, example: str = "") -> Converted:
    """The value of a cell that should hold `kind`; None for a blank one, or a faulty one, which gives one finding.

    `example` is what such a text looks like, told where Excel made a date or a number of it.
    """
    if cell is None or cell.is_blank:
        return None
    if _is_unusable(cell, kind, findings, heading):
        return None
    if example and not isinstance(cell.value, str):
        a_date = isinstance(cell.value, (datetime, date, time, timedelta))
        what, code = ("a date", "date-in-text") if a_date else (f"the number {cell.value}", "number-in-text")
        _note(
            findings,
            cell,
            code,
            f"{heading} holds {what}. Write it as {example}; if Excel makes a date of that, "
            f"type an apostrophe before it: '{example}.",
        )
        return None
    return _CONVERSIONS[kind](cell, findings, heading)


def _is_unusable(cell: Cell, kind: Kind, findings: Findings, heading: str) -> bool:
    wanted = _WANTED[kind]
    if isinstance(cell.value, ExcelError):
        meaning = _MEANINGS.get(cell.value.code, "its formula has gone wrong")
        message = f"{heading} shows {cell.value.code}: {meaning}. Mend the formula, or type {wanted} in its place."
        _note(findings, cell, "error-value", message)
    elif cell.uncalculated:
        message = (
            f"{heading} has a formula that was never calculated. Open the workbook in Excel, press F9, and save it."
        )
        _note(findings, cell, "not-calculated", message)
    elif cell.broken is not None:
        _note(findings, cell, "not-a-number", f"{heading} holds {cell.broken!r}, which is no number. Type {wanted}.")
    elif isinstance(cell.value, bool) and kind not in ("text",):
        _note(findings, cell, "true-or-false", f"{heading} holds {str(cell.value).upper()}. Type {wanted}.")
    else:
        return False
    return True


_MEANINGS = {
    "#N/A": "a look-up found nothing",
    "#REF!": "its formula points at cells that were deleted",
    "#DIV/0!": "its formula divides by zero or by a blank cell",
    "#NAME?": "its formula uses a name Excel does not know",
    "#VALUE!": "its formula uses a text where a number is needed",
    "#NUM!": "its formula gives a number Excel cannot hold",
    "#NULL!": "its formula names ranges that do not meet",
    "#SPILL!": "its formula has no room for its results",
    "#GETTING_DATA": "it was saved while data were still being fetched",
}


def _note(findings: Findings, cell: Cell, code: str, message: str) -> None:
    findings.error(cell.sheet, cell.ref, code, message)


def _name(cell: Cell, findings: Findings, heading: str) -> str | None:
    value = cell.value
    if isinstance(value, (datetime, date, time, timedelta)):
        message = (
            f"{heading} holds a date ({cell.number_format}). Excel turned "
            "what was typed into one: type it again after an apostrophe (')."
        )
        _note(findings, cell, "date-in-text", message)
        return None
    if not isinstance(value, str):
        message = (
            f"{heading} holds the number {value}. A text is expected: type it after an apostrophe (') if it is meant."
        )
        _note(findings, cell, "number-in-text", message)
        return None
    return tidy(value, cell, findings, heading)


def tidy(value: str, cell: Cell, findings: Findings, heading: str) -> str:
    """The text without spaces around it and with ordinary spaces inside; a warning when anything was changed."""
    hidden = [
        character
        for character in value
        if unicodedata.category(character) in ("Cf", "Cc") and character not in "\n\r\t\u200d\u200c"
    ]
    spaced = (
        value.translate({0xA0: " ", 0x202F: " ", 0x2007: " "})
        if any(c in value for c in "\u00a0\u202f\u2007")
        else value
    )
    tidied = "".join(character for character in spaced if character not in hidden).strip()
    if tidied != value:
        what = (
            "invisible characters"
            if hidden
            else "non-breaking spaces"
            if spaced != value
            else "spaces before or behind it"
        )
        findings.warn(
            cell.sheet,
            cell.ref,
            "spaces",
            f"{heading} has {what}; it is read as {tidied!r}. Type it again without them.",
        )
    return tidied


def _code(cell: Cell, findings: Findings, heading: str) -> str | None:
    value = cell.value
    if isinstance(value, int):
        if cell.number_format.strip("0") == "" and len(cell.number_format) > 1 and value >= 0:
            return str(value).zfill(len(cell.number_format))
        return str(value)
    if isinstance(value, Decimal):
        _note(
            findings,
            cell,
            "number-in-text",
            f"{heading} holds the number {value}. A code is expected: type it after an apostrophe (').",
        )
        return None
    return _name(cell, findings, heading)


def _text(cell: Cell, findings: Findings, heading: str) -> str | None:
    value = cell.value
    if isinstance(value, bool):
        return str(value).upper()
    return (
        value
        if isinstance(value, str)
        else value.isoformat()
        if isinstance(value, (datetime, date, time))
        else str(value)
    )


def _figure(cell: Cell, kind: Kind, findings: Findings, heading: str) -> int | Decimal | None:
    """The number in a cell that should hold one."""
    wanted, value = _WANTED[kind], cell.value
    if isinstance(value, str):
        found = numeral(value)
        if found is None:
            message = f"{heading} holds the text {_shown(value)}, which is not a number. Type {wanted}."
            _note(findings, cell, "text-for-number", message)
        else:
            _note(findings, cell, "number-as-text", _retype(value, found, kind, heading))
        return None
    if isinstance(value, (datetime, date, time, timedelta)) or cell.shows in ("date", "datetime", "time", "duration"):
        message = (
            f"{heading} holds a date or time ({cell.number_format} shows {value}) where {wanted} belongs. "
            "Give the cell a number format and type the figure again."
        )
        _note(findings, cell, "date-for-number", message)
        return None
    return cell.number


def _shown(value: str) -> str:
    return repr(value if len(value) <= 40 else value[:37] + "...")


def _retype(value: str, found: Numeral, kind: Kind, heading: str) -> str:
    if kind == "percentage":
        as_typed = percent(found.value if found.percent else found.value / 100)
    else:
        as_typed = f"{found.value:f}"
    why = f" (it has {found.because})" if found.because else ""
    return (
        f"{heading} holds {_shown(value)} as text{why}, and Excel leaves texts out of its sums. "
        f"Give the cell a number format and type {as_typed} as a number."
    )


def _count(cell: Cell, findings: Findings, heading: str) -> int | Decimal | None:
    number = _figure(cell, "count", findings, heading)
    if number is None:
        return None
    if cell.shows == "percentage":
        message = (
            f"{heading} holds a percentage ({percent(number)}) where a number "
            "belongs. Give the cell a number format and type the figure again."
        )
        _note(findings, cell, "percentage-for-number", message)
        return None
    if number < 0:
        _note(findings, cell, "negative", f"{heading} is {number}, and it cannot be less than nothing. Type 0 or more.")
        return None
    if number > _LARGEST_COUNT:
        message = f"{heading} is {float(number):.0e}, more than a million million. Check the figure."
        _note(findings, cell, "too-large", message)
        return None
    return number


def _money(cell: Cell, findings: Findings, heading: str) -> int | None:
    number = _figure(cell, "money", findings, heading)
    if number is None:
        return None
    if cell.shows == "percentage":
        message = (
            f"{heading} holds a percentage ({percent(number)}) where an amount in pounds belongs. Type the amount."
        )
        _note(findings, cell, "percentage-for-number", message)
        return None
    other = _OTHER_CURRENCY.search(cell.number_format)
    if other is not None:
        message = (
            f"{heading} is shown in another currency ({cell.number_format}). It is read as £{number}; check that it is."
        )
        findings.warn(cell.sheet, cell.ref, "other-currency", message)
    pence = Decimal(number) * 100
    if abs(pence) > _LARGEST_PENCE:
        _note(
            findings,
            cell,
            "too-large",
            f"{heading} is {number}, more than ten million million pounds. Check the figure.",
        )
        return None
    whole = pence.to_integral_value()
    if whole != pence and not (cell.formula is not None and abs(whole - pence) <= _NOISE):
        how = "Round it in the workbook, as =ROUND(…, 2)" if cell.formula is not None else "Type it in whole pence"
        message = f"{heading} is £{number}, which is not whole pence. {how}, so that everybody adds up the same figure."
        _note(findings, cell, "part-penny", message)
        return None
    return int(whole)


def _percentage(cell: Cell, findings: Findings, heading: str) -> Fraction | None:
    figure = _figure(cell, "percentage", findings, heading)
    if figure is None:
        return None
    number = Decimal(figure)
    if abs(number) > 10 and cell.shows == "percentage":
        message = f"{heading} shows {percent(number)}. Was {number}% meant? Type it with its % sign."
        _note(findings, cell, "percentage-too-large", message)
        return None
    if abs(number) > 1 and cell.shows != "percentage":
        message = (
            f"{heading} holds {number} without a percentage format: to Excel "
            f"that is {percent(number)}. Type {number}% with its % sign."
        )
        _note(findings, cell, "percentage-unclear", message)
        return None
    if number > 1:
        findings.warn(
            cell.sheet,
            cell.ref,
            "percentage-above-100",
            f"{heading} is {percent(number)}, more than the whole. Check that it is meant.",
        )
    if number < 0:
        findings.warn(
            cell.sheet,
            cell.ref,
            "negative-percentage",
            f"{heading} is {percent(number)}, less than nothing. Check that it is meant.",
        )
    return Fraction(number)


def _date(cell: Cell, findings: Findings, heading: str) -> date | None:
    value = cell.value
    if isinstance(value, datetime):
        if value.time() != time():
            message = (
                f"{heading} has a time of day ({value:%H:%M}) beside "
                "its date; the time is left out. Type the date alone."
            )
            findings.warn(cell.sheet, cell.ref, "time-beside-date", message)
        value = value.date()
    if isinstance(value, date):
        if not 1950 <= value.year <= 2150:
            message = (
                f"{heading} is {value.day} {value:%B} {value.year}, a long "
                "way off. Check the year, and whether a number was meant."
            )
            findings.warn(cell.sheet, cell.ref, "date-far-off", message)
        return value
    example = "Type it as 1/4/2013, so that Excel shows it on the right of the cell"
    if isinstance(value, str):
        message = f"{heading} holds the text {_shown(value)}, not a date. {example}."
        code = "date-as-text"
    elif isinstance(value, (time, timedelta)):
        message, code = f"{heading} holds a time of day, not a date. {example}.", "time-for-date"
    elif cell.shows in ("date", "datetime", "time", "duration"):
        message, code = f"{heading} holds {value}, which is no date in Excel's calendar. {example}.", "no-such-date"
    else:
        message, code = f"{heading} holds the number {value} where a date belongs. {example}.", "number-for-date"
    _note(findings, cell, code, message)
    return None


_CONVERSIONS: dict[Kind, Callable[[Cell, Findings, str], Converted]] = {
    "name": _name,
    "code": _code,
    "count": _count,
    "money": _money,
    "percentage": _percentage,
    "date": _date,
    "text": _text,
}
