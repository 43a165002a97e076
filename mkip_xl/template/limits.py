"""How much work one filling may be: enough for any appendix, too little for a hostile template to hang the machine."""

from __future__ import annotations

import time
from dataclasses import dataclass

from mkip_xl.errors import TemplateError

FORMULA = 15
"""A formula is as much work as so many plain cells."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one filling: sheets, new rows and columns, cells (a formula counts as 15), cells that formulas
    read while they are worked out, and seconds of processor time for the expressions."""

    sheets: int = 500
    lines: int = 100_000
    cells: int = 250_000
    read: int = 1_000_000
    seconds: float = 2.0


STRICT = Limits()
LARGE = Limits(sheets=5_000, lines=1_048_576, cells=10_000_000, read=100_000_000, seconds=120.0)


class Budget:
    """What is left of the limits while a template is filled."""

    __slots__ = ("_clock", "_until", "left", "limits")

    def __init__(self, limits: Limits = STRICT) -> None:
        self.limits = limits
        self.left = limits.lines
        self.begin_values()

    def spend(self, lines: int, where: str) -> None:
        """Take some lines from what is left, or say where they ran out."""
        self.left -= lines
        if self.left < 0:
            raise TemplateError(f"{where}: the loops make more than {self.limits.lines:,} lines. {_ADVICE}")
        self.check_time()

    def check_sheets(self, sheets: int, where: str) -> None:
        """Refuse more sheets than a filling may have."""
        if sheets > self.limits.sheets:
            raise TemplateError(f"{where}: the loop makes more than {self.limits.sheets:,} sheets. {_ADVICE}")

    def begin_values(self) -> None:
        """The loops are counted and the lines planned; from here the values take their time."""
        self._until = time.thread_time() + self.limits.seconds
        self._clock = time.perf_counter() + self.limits.seconds

    def check_time(self) -> None:
        """Stop when the expressions have taken too long; the wall's clock, quicker to read, is looked at first."""
        if time.perf_counter() > self._clock and time.thread_time() > self._until:
            message = f"the values took more than {self.limits.seconds:g} seconds to work out. Simplify the expressions"
            raise TemplateError(f"{message}, or work them out before and give the results as data.")


_ADVICE = "Give them less data, or allow large workbooks (--large)."


def check_cells(cells: int, limits: Limits) -> None:
    """Refuse a filling that would make too many cells."""
    if cells > limits.cells:
        raise TemplateError(
            f"the loops make as much work as {cells:,} cells (a formula counts as {FORMULA}); the limit is"
            f" {limits.cells:,}. {_ADVICE}"
        )
