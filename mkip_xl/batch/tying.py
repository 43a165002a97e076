"""A filled workbook held against the model: the totals its template names must be the model's, to the penny."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from mkip_xl.batch.shown import Number, shown
from mkip_xl.finance.checks import Check, tie_out
from mkip_xl.workbook.plain import Plain

NOTHING_SHOWN = -(10**18)
"""Stands for a named cell that shows no number: no model's figure is this, so the tie-out fails."""


_IN_OTHER_WORDS = {
    "Tie_RevenuePrevious": "Revenue budgets, previous year",
    "Tie_RevenueCurrent": "Revenue budgets, current year",
    "Tie_RevenueCurrentByPartner": "Revenue budgets, current year, by partner",
    "Tie_CapitalPrevious": "Capital budgets, previous year",
    "Tie_CapitalCurrent": "Capital budgets, current year",
    "Tie_CapitalCurrentByPartner": "Capital budgets, current year, by partner",
}
"""Named totals whose name in a template does not say all that they are."""


def tied(
    filled: bytes,
    name: str,
    ties: Mapping[str, int | list[int]],
    read_back: Plain | None = None,
    codes: Sequence[str] = (),
) -> list[Check]:
    """One tie-out for each named total: the model's figure, in pence, against the cell the filled workbook shows it in.

    The figures are read back from the bytes that will be written. A name the template does not define is passed over: a
    template of one's own need not offer every total. `read_back` is the same file, when it has been opened already;
    `codes` name the partners whose figures a list gives, in order.
    """
    there = shown(filled, name, ties, read_back)
    found: list[Check] = []
    for label, figures in ties.items():
        if label not in there:
            continue
        model = figures if isinstance(figures, list) else [figures]
        cells = [_pence(value) for value in there[label]]
        if len(cells) != len(model):
            cells = [NOTHING_SHOWN] * len(model)
        for number, (wanted, shows) in enumerate(zip(model, cells, strict=True), 1):
            part = "" if not isinstance(figures, list) else codes[number - 1] if codes else str(number)
            places = {"Model": wanted, "Filled workbook": shows}
            found += tie_out(f"{said(label, part)} in {name}", places)
    return found


def said(label: str, part: str = "") -> str:
    """A named total in words, with the partner whose part of it is meant.

    >>> said("Tie_CapitalFundByPartner", "SBC"), said("Tie_CurrentFTE")
    ('Capital fund, SBC,', 'Current FTE')
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label.removeprefix("Tie_")).split()
    words = " ".join([apart[0], *(word if word.isupper() else word.lower() for word in apart[1:])])
    words = _IN_OTHER_WORDS.get(label, words)
    return f"{re.sub(',? by partner$', '', words)}, {part}," if part else words


def _pence(value: Number | None) -> int:
    return NOTHING_SHOWN if value is None else _nearest_penny(Decimal(value))


def _nearest_penny(pounds: Decimal) -> int:
    """Whole pence, halves away from zero, as the rules round.

    >>> _nearest_penny(Decimal("-0.005"))
    -1
    """
    return int((pounds * 100).quantize(Decimal(1), ROUND_HALF_UP))
