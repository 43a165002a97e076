"""Which field fills which cell: the values of a filling as the data gave them, before they become cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mkip_xl.template.cells import Typed, address
from mkip_xl.template.expressions import Frame
from mkip_xl.template.filling import Template


@dataclass(frozen=True, slots=True)
class FilledCell:
    """One cell that a lone `{{ … }}` fills: its sheet and address, the expression, and the value the data gave."""

    sheet: str
    cell: str
    expression: str
    value: Any


def filled_cells(template: Template, data: Mapping[str, Any]) -> Iterator[FilledCell]:
    """Every cell of a filling that is one expression alone; words with fields in them are not among them."""
    frame: Frame = [None] * template._source.frame_size
    frame[0] = data
    bound = template._binder.bind(frame)
    plan, _ = template._planned(bound)
    for part in plan.sheets:
        sheet = bound[part.position]
        for spot, item in sheet.assigned:
            frame[spot] = item
        for *_, slot in part.program:
            for spot, item in (*sheet.row_contexts[slot.row_context], *sheet.column_contexts[slot.column_context]):
                frame[spot] = item
            if type(slot.cell) is Typed:
                expression = slot.cell.expression
                yield FilledCell(part.sheet, address(*slot.key), expression.text, expression.function(frame))
