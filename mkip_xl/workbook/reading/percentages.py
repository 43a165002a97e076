"""Percentages within one column: a cell shown as 30% says what it is; a bare 0.3 says so only by its company."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from mkip_xl.findings import Findings
from mkip_xl.workbook.reading.cells import Cell

if TYPE_CHECKING:
    from mkip_xl.workbook.reading.tables import Record


def check_percentages(records: Sequence[Record], heading: str, findings: Findings) -> None:
    """Note the bare numbers of a percentage column that could be read in two ways.

    With a percentage format 0.3 is 30%. Without one, 30 has been named a fault already. Bare fractions are taken as
    fractions of one where all figures of the column are such and make whole ones together (shares do); where they
    stand beside percentages or bare 30s each is a fault; and where they stand alone the first carries a warning.
    """
    cells = [cell for record in records if (cell := record.cell(heading)) is not None and cell.number is not None]
    bare = [cell for cell in cells if cell.shows != "percentage" and cell.shows in ("number", "text")]
    fractions = [cell for cell in bare if cell.number is not None and 0 < abs(cell.number) <= 1]
    if not fractions:
        return
    if len(fractions) < len([cell for cell in cells if cell.number]):
        for cell in fractions:
            _unclear(cell, heading, findings)
        return
    total = sum(Decimal(cell.number) for cell in fractions if cell.number is not None)
    if abs(total - total.to_integral_value()) > Decimal("0.000000001") or not total:
        cell = fractions[0]
        message = (
            f"{heading} holds {cell.number} and {len(fractions) - 1} more without a percentage format; they are read as "
            f"{Decimal(cell.number or 0) * 100:f}% and so on. Give the column a percentage format so that everybody reads it so."
        )
        findings.warn(cell.sheet, cell.ref, "percentage-unformatted", message)


def _unclear(cell: Cell, heading: str, findings: Findings) -> None:
    number = Decimal(cell.number or 0)
    message = (
        f"{heading} holds {number} without a percentage format, beside figures given otherwise: {number * 100:f}% or "
        f"{number:f}%? Type it with its % sign."
    )
    findings.error(cell.sheet, cell.ref, "percentage-unclear", message)
