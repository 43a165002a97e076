"""A filled workbook held against the model: the totals its template names must be the model's, to the penny."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from mkip_xl.finance.checks import Check, tie_out


def tied(filled: bytes, name: str, ties: Mapping[str, int | list[int]]) -> list[Check]:
    """One tie-out for each named total: the model's figure against the cell the filled workbook shows it in.

    A name the template does not define is passed over: a template of one's own need not offer every total.
    """
    from mkip_xl.workbook.reading import read_workbook

    reading = read_workbook(filled, name=name)
    found: list[Check] = []
    for label, figures in ties.items():
        shown = reading.named_values(label)
        if shown is None:
            continue
        wanted = figures if isinstance(figures, list) else [figures]
        pence = [_pence(value) for value in shown]
        for number, (model, cell) in enumerate(zip(wanted, _padded(pence, len(wanted)), strict=True), 1):
            part = f" {number}" if len(wanted) > 1 else ""
            found += tie_out(f"{label.removeprefix('Tie_')}{part} in {name}", {"Model": model, "Filled workbook": cell})
    return found


def _pence(value: object) -> int:
    return round(Decimal(str(value)) * 100) if isinstance(value, int | Decimal) else -1


def _padded(values: Iterable[int], length: int) -> list[int]:
    held = list(values)
    return held if len(held) == length else [-1] * length
