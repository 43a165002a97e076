"""What a formula came to, as the value its cell keeps until Excel works it out again."""

from __future__ import annotations

from mkip_xl.template.plan import FormulaSlot
from mkip_xl.template.values import text_bytes
from mkip_xl.workbook.formulas.calculation import Outcome
from mkip_xl.workbook.formulas.values import Array, ExcelError, NotEvaluated


def number_text(value: float) -> bytes:
    """A number as a cell keeps it.

    >>> number_text(3.0), number_text(0.1), number_text(-0.0)
    (b'3', b'0.1', b'0')
    """
    if value == 0:
        return b"0"
    return b"%d" % value if value.is_integer() and abs(value) < 1e15 else repr(value).encode()


def formula_end(slot: FormulaSlot, outcome: Outcome) -> tuple[bytes, bool]:
    """The end of a formula's cell, and whether its value is known."""
    if type(outcome) is float:
        return b">" + slot.element + b"<v>" + number_text(outcome) + b"</v></c>", True
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
