"""Every `MKIP_` formula of a workbook worked out without Excel, and its cached value checked or written.

`worked_out(path)` gives a `Recalculation`: `.findings` name what could not be worked out, `.stale` the cells whose
cached value is not what their inputs say; `.written()` is the workbook with the right values in place.
"""

from __future__ import annotations

from pathlib import Path

from mkip_xl.excel.recalc.work import Recalculation, worked_out
from mkip_xl.findings import Findings

__all__ = ["Recalculation", "kept_values", "worked_out"]


def kept_values(workbook: Path) -> Findings:
    """What is wrong with the cached values of a workbook's MKIP_ formulas: stale ones, and ones beyond knowing."""
    return worked_out(workbook).checked()
