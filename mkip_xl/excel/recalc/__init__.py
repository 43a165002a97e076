"""Every `MKIP_` formula of a workbook worked out without Excel, and its cached value checked or written.

`worked_out(path)` gives a `Recalculation`: `.findings` name what could not be worked out, `.stale` the cells whose
cached value is not what their inputs say; `.written()` is the workbook with the right values in place.
"""

from __future__ import annotations

from mkip_xl.excel.recalc.work import Recalculation, recalculated, worked_out
from mkip_xl.findings import Findings
from mkip_xl.workbook.guard import Examined

__all__ = ["Recalculation", "kept_values", "worked_out"]


def kept_values(examined: Examined) -> Findings:
    """What is wrong with the cached values of a workbook's MKIP_ formulas: stale ones, and ones beyond knowing."""
    return recalculated(examined).checked()
