"""A filled workbook held against the model: the totals its template names must be the model's, to the penny."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from mkip_xl.batch.shown import Number, shown
from mkip_xl.finance.checks import Check, tie_out
from mkip_xl.workbook.plain import Plain

NOTHING_SHOWN = -(10**18)
"""Stands for a named cell that shows no number: no model's figure is this, so the tie-out fails."""


def tied(filled: bytes, name: str, ties: Mapping[str, int | list[int]], read_back: Plain | None = None) -> list[Check]:
    """One tie-out for each named total: the model's figure, in pence, against the cell the filled workbook shows it in.

    The figures are read back from the bytes that will be written. A name the template does not define is passed over: a
    template of one's own need not offer every total. `read_back` is the same file, when it has been opened already.
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
            part = f" {number}" if isinstance(figures, list) else ""
            places = {"Model": wanted, "Filled workbook": shows}
            found += tie_out(f"{label.removeprefix('Tie_')}{part} in {name}", places)
    return found


def _pence(value: Number | None) -> int:
    return NOTHING_SHOWN if value is None else _nearest_penny(Decimal(value))


def _nearest_penny(pounds: Decimal) -> int:
    """Whole pence, halves away from zero, as the rules round.

    >>> _nearest_penny(Decimal("-0.005"))
    -1
    """
    return int((pounds * 100).quantize(Decimal(1), ROUND_HALF_UP))
