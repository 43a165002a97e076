"""Every `MKIP_` formula of a workbook worked out without Excel, and its cached value checked or written.

`worked_out(path)` gives a `Recalculation`: `.findings` name what could not be worked out, `.stale` the cells whose
cached value is not what their inputs say; `.written()` is the workbook with the right values in place.
"""

from __future__ import annotations

from mkip_xl.excel.recalc.work import Recalculation, worked_out

__all__ = ["Recalculation", "worked_out"]
