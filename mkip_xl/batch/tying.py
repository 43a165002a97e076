"""A filled workbook held against the model: the totals its template names must be the model's, to the penny."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from mkip_xl.finance.checks import Check, tie_out

if TYPE_CHECKING:
    from mkip_xl.workbook.reading import Reading

_BLOCK = re.compile(r"(?:'((?:[^']|'')+)'|([^'!,=]+))!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)")
NOTHING_SHOWN = -(10**18)
"""Stands for a named cell that shows no number: no model's figure is this, so the tie-out fails."""


def tied(filled: bytes, name: str, ties: Mapping[str, int | list[int]]) -> list[Check]:
    """One tie-out for each named total: the model's figure, in pence, against the cell the filled workbook shows it in.

    A name the template does not define is passed over: a template of one's own need not offer every total.
    """
    from mkip_xl.workbook.reading import read_workbook

    reading = read_workbook(filled, name)
    refers_to = {defined.name: defined.refers_to for defined in reading.names}
    found: list[Check] = []
    for label, figures in ties.items():
        if label not in refers_to:
            continue
        model = figures if isinstance(figures, list) else [figures]
        cells = _pence(reading, refers_to[label])
        if len(cells) != len(model):
            cells = [NOTHING_SHOWN] * len(model)
        for number, (wanted, shown) in enumerate(zip(model, cells, strict=True), 1):
            part = f" {number}" if isinstance(figures, list) else ""
            places = {"Model": wanted, "Filled workbook": shown}
            found += tie_out(f"{label.removeprefix('Tie_')}{part} in {name}", places)
    return found


def _pence(reading: Reading, refers_to: str) -> list[int]:
    """The values of the cells a name refers to, in pence: area by area, each row by row."""
    from openpyxl.utils import range_boundaries

    values = []
    for sheet_name, plain_name, block in _BLOCK.findall(refers_to):
        sheet = reading.sheets[(sheet_name or plain_name).replace("''", "'")]
        left, top, right, bottom = range_boundaries(block)
        for row in range(top or 1, (bottom or 1) + 1):
            for column in range(left or 1, (right or 1) + 1):
                cell = sheet.cell(row, column)
                held = None if cell is None else cell.value
                number = isinstance(held, int | Decimal) and not isinstance(held, bool)
                values.append(_nearest_penny(Decimal(held)) if number else NOTHING_SHOWN)  # type: ignore[arg-type]
    return values


def _nearest_penny(pounds: Decimal) -> int:
    """Whole pence, halves away from zero, as the rules round.

    >>> _nearest_penny(Decimal("-0.005"))
    -1
    """
    return int((pounds * 100).quantize(Decimal(1), ROUND_HALF_UP))
