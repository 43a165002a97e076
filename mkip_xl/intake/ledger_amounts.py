"""Amounts as ledgers write them, to whole pence: 1234.50 · 1,234.50 · (1,234.50) · £1,234.50 · 1,234.50- · 55.00 CR."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from mkip_xl.errors import AmountError

_PLAIN = re.compile(r"(-?)([0-9]{1,13})(?:\.([0-9]{1,2}))?")
_TIME = re.compile(
    r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AP]M|Z|[+-][0-9]{2}:?[0-9]{2})?$", re.IGNORECASE
)
_LARGEST = 10**15
_DATES = (
    "%d/%m/%Y",
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%d-%b-%y",
    "%d/%m/%y",
    "%Y%m%d",
)


def ledger_pence(text: str) -> int:
    """The amount in whole pence; brackets, a trailing minus and CR are negative, and a blank is nothing.

    Raises AmountError for anything that is not certainly an amount in whole pence.

    >>> [ledger_pence(text) for text in ("1,234.50", "(1,234.5)", "£7", "12.00-", "55.00 CR", "55.00DR", "")]
    [123450, -123450, 700, -1200, -5500, 5500, 0]
    """
    found = _PLAIN.fullmatch(text)
    if found is not None:
        pence = int(found[2]) * 100 + int((found[3] or "0").ljust(2, "0"))
        return -pence if found[1] else pence
    return _written(text)


def _written(text: str, *, sided: bool = False) -> int:
    from mkip_xl.workbook.reading.numerals import numeral

    bare = text.strip()
    if bare in ("", "-", "–"):
        return 0
    found = numeral(bare)
    if found is None:
        raise AmountError(f"{_shown(bare)} is not an amount")
    if found.percent:
        raise AmountError(f"{_shown(bare)} is a percentage, not an amount")
    if re.search(r"[0-9]\s*[eE]", bare):
        raise AmountError(f"{_shown(bare)} was shortened by a spreadsheet, and pence may be lost")
    if re.search(r"[kKmMp$€]|USD|EUR", bare):
        raise AmountError(f"{_shown(bare)} is not written in pounds")
    if sided and re.search(r"[CD]R?\W*$", bare, re.IGNORECASE):
        raise AmountError(f"{_shown(bare)} says debit or credit in a column that says so already")
    pence = found.value * 100
    if pence != pence.to_integral_value():
        raise AmountError(f"{_shown(bare)} is not whole pence")
    if abs(pence) > _LARGEST:
        raise AmountError(f"{_shown(bare)} is more than ten million million pounds")
    return int(pence)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 30 else text[:27] + "...")


def pence_of(
    texts: Sequence[str], amounts: list[int], known: dict[str, int], *, sided: bool = False
) -> list[tuple[int, str]]:
    """Append each text's pence to `amounts`, 0 for a faulty one; the faulty ones: position and what is wrong.

    In a `sided` column, of debits or of credits alone, CR and DR have no place.
    """
    faults: list[tuple[int, str]] = []
    plain = _PLAIN.fullmatch
    for at, text in enumerate(texts):
        found = plain(text)
        if found is not None:
            sign, pounds, pence = found.groups()
            amount = int(pounds) * 100 + (int(pence) * (10 if len(pence) == 1 else 1) if pence else 0)
            amounts.append(-amount if sign else amount)
            continue
        kept = known.get(text)
        if kept is None:
            try:
                kept = _written(text, sided=sided)
            except AmountError as fault:
                faults.append((at, str(fault)))
                amounts.append(0)
                continue
            if len(known) < 100_000:
                known[text] = kept
        amounts.append(kept)
    return faults


def ledger_date(text: str) -> date | None:
    """The day a ledger's text names, day before month as in Britain; None when it names none.

    >>> ledger_date("01/04/2013"), ledger_date("2013-04-01"), ledger_date("1 Apr 2013"), ledger_date("31/02/2013")
    (datetime.date(2013, 4, 1), datetime.date(2013, 4, 1), datetime.date(2013, 4, 1), None)
    """
    bare = _TIME.sub("", text.strip())
    if bare.isdecimal() and len(bare) != len("20130401"):
        return None
    for shape in _DATES:
        try:
            return datetime.strptime(bare, shape).date()
        except ValueError:
            continue
    return None
