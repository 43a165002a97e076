"""Percentages within one column: a cell shown as 30% says what it is; a bare 0.3 says so only by its company."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from mkip_xl.findings import Findings
from mkip_xl.workbook.reading.cells import Cell

_NOISE = Decimal("0.000000001")

if TYPE_CHECKING:
    from mkip_xl.workbook.reading.tables import Record


def check_percentages(records: Sequence[Record], heading: str, findings: Findings) -> None:
    """Note the bare numbers of a percentage column that could be read in two ways.

    With a percentage format 0.3 is 30%. Without one, 30 has been named a fault already. Bare fractions are taken as
    fractions of one where all figures of the column are such and make whole ones together (shares do); where they
    stand beside percentages or bare 30s each is a fault; and where they stand alone the first carries a warning.
    """
    figures = [
        (cell, Decimal(cell.number))
        for record in records
        if (cell := record.cell(heading)) is not None and cell.number is not None
    ]
    bare = [(cell, number) for cell, number in figures if cell.shows in ("number", "text") and 0 < abs(number) <= 1]
    if not bare:
        return
    if len(bare) < sum(number != 0 for _, number in figures):
        for cell, number in bare:
            _unclear(cell, number, heading, findings)
        return
    total = sum((number for _, number in bare), Decimal(0))
    if abs(total - total.to_integral_value()) > _NOISE or not total:
        cell, number = bare[0]
        message = (
            f"{heading} holds {number} and {len(bare) - 1} more without a percentage format; they are read as "
            f"{percent(number)} and so on. Give the column a percentage format so that everybody reads it so."
        )
        findings.warn(cell.sheet, cell.ref, "percentage-unformatted", message)


def percent(number: Decimal | int) -> str:
    """A fraction of one as a percentage, without noughts at its end.

    >>> percent(Decimal("0.30")), percent(30), percent(Decimal("0.333"))
    ('30%', '3000%', '33.3%')
    """
    shown = f"{Decimal(number) * 100:f}"
    return f"{shown.rstrip('0').rstrip('.') if '.' in shown else shown}%"


def _unclear(cell: Cell, number: Decimal, heading: str, findings: Findings) -> None:
    message = (
        f"{heading} holds {number} without a percentage format, beside figures given otherwise: "
        f"{percent(number)} or {number:f}%? Type it with its % sign."
    )
    findings.error(cell.sheet, cell.ref, "percentage-unclear", message)
