"""What a formula came to, as the value its cell keeps until Excel works it out again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mkip_xl.template.plan import FormulaSlot
from mkip_xl.template.texts import KeptCells
from mkip_xl.template.values import EMPTY, text_bytes
from mkip_xl.workbook.formulas.calculation import Outcome
from mkip_xl.workbook.formulas.values import NA, Array, ExcelError, NotEvaluated, general


def number_text(value: float) -> bytes:
    """A number as a cell keeps it.

    >>> number_text(3.0), number_text(0.1), number_text(-0.0), number_text(1e300)
    (b'3', b'0.1', b'0', b'1e+300')
    """
    shown = repr(value)
    if shown[-2:] == ".0":
        return shown[:-2].encode() if value else b"0"
    return shown.encode()


def formula_end(slot: FormulaSlot, outcome: Outcome) -> tuple[bytes, bool]:
    """The end of a formula's cell, and whether its value is known."""
    if type(outcome) is float:
        return b"%b%b</v></c>" % (slot.before_number, number_text(outcome)), True
    if isinstance(outcome, NotEvaluated):
        return b">" + slot.element + b"</c>", False
    if isinstance(outcome, Array):
        return formula_end(slot, outcome.values[0])
    if outcome is None:
        return b">" + slot.element + b"<v>0</v></c>", True
    if isinstance(outcome, bool):
        return b' t="b">' + slot.element + b"<v>%d</v></c>" % outcome, True
    if isinstance(outcome, str):
        return b' t="str">' + slot.element + b"<v>" + text_bytes(outcome) + b"</v></c>", True
    if isinstance(outcome, ExcelError):
        return b' t="e">' + slot.element + b"<v>" + outcome.code.encode() + b"</v></c>", True
    return formula_end(slot, float(outcome))


def spilled_end(outcome: Outcome, row: int, column: int) -> bytes:
    """The end of a cell that one value of an array formula fills; a blank one when the array is not known."""
    if isinstance(outcome, NotEvaluated):
        return EMPTY
    value = outcome
    if isinstance(outcome, Array):
        at_row, at_column = min(row, outcome.rows - 1), min(column, outcome.columns - 1)
        inside = (row < outcome.rows or outcome.rows == 1) and (column < outcome.columns or outcome.columns == 1)
        value = outcome.at(at_row, at_column) if inside else NA
    if isinstance(value, float):
        return b"><v>" + number_text(value) + b"</v></c>"
    if isinstance(value, ExcelError):
        return b' t="e"><v>' + value.code.encode() + b"</v></c>"
    if isinstance(value, bool):
        return b' t="b"><v>%d</v></c>' % value
    if isinstance(value, str):
        return b' t="str"><v>' + text_bytes(value) + b"</v></c>"
    return b"><v>0</v></c>"


def kept_points(kept: KeptCells, values: Sequence[Any], outcomes: Sequence[Outcome]) -> bytes:
    """The values of cells as a chart keeps them."""
    c = kept.prefix
    points = [] if kept.kind == "level" else [b'<%sptCount val="%d"/>' % (c, len(kept.sources))]
    numbers = kept.kind == "numbers"
    point = b'<%spt idx="%%d"><%sv>%%s</%sv></%spt>' % (c, c, c, c)
    for at, (origin, found) in enumerate(kept.sources):
        value = values[found] if origin == "input" else outcomes[found] if origin == "formula" else found
        if type(value) is float:
            points.append(point % (at, number_text(value) if numbers else general(value).encode()))
        elif type(value) is str:
            if not numbers:
                points.append(point % (at, text_bytes(value)))
        elif value is not None:
            shown = _uncommon_point(value, numbers)
            if shown is not None:
                points.append(point % (at, shown))
    return b"".join(points)


def _uncommon_point(value: Any, numbers: bool) -> bytes | None:
    if isinstance(value, Array):
        value = value.values[0]
    if isinstance(value, (bool, ExcelError)):
        return str(value).upper().encode() if not numbers or str(value) == "#N/A" else None
    if isinstance(value, (float, int)):
        return number_text(float(value)) if numbers else general(float(value)).encode()
    return text_bytes(value) if isinstance(value, str) and not numbers else None
