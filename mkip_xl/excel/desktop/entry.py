"""What desktop Excel calls, through xlwings' COM server: one function that answers for the whole catalogue.

xlwings' own converters are passed by: cells reach the catalogue untouched (they cost a second for 1,000 × 12 cells).
Excel errors cannot travel from Python, so a refusal goes back as a marked text, which our VBA turns into the error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mkip_xl.excel.outcomes import Refusal, answer

MARK = "\x02"
"""The first character of a refusal, and what parts its error from its message. No cell begins with it."""


def answered(name: str, cells: Sequence[object]) -> list[list[object]]:
    """Rows for CallUDF: the answer of a function, or one marked text for a refusal.

    >>> answered("MKIP_SHARE", [100, ((1.0,), (1.0,)), 1.0])
    [[50.0]]
    >>> answered("MKIP_SHARE", [100, None, 1.0])[0][0].split(MARK)[:2]
    ['', '#VALUE!']
    """
    outcome = answer(name, [_rows(cell) for cell in cells])
    if isinstance(outcome, Refusal):
        return [[MARK + outcome.error + MARK + outcome.message.replace(MARK, " ")]]
    if isinstance(outcome, list):
        return outcome
    return [[outcome]]


def serve(clsid: str) -> None:
    """Serve desktop Excel until it closes: the process our VBA starts on Windows."""
    import xlwings

    xlwings.serve(clsid)  # type: ignore[call-arg]


def _rows(cell: object) -> object:
    """Cells as the catalogue takes them: COM sends rows as tuples, and dates where Value2 was not used."""
    return [list(row) if isinstance(row, tuple) else row for row in cell] if isinstance(cell, tuple) else cell


def __getattr__(name: str) -> Any:
    """`mkip_answer`, as xlwings' COM server looks it up; xlwings is imported only then."""
    if name != "mkip_answer":
        raise AttributeError(name)
    function = _registered()
    globals()[name] = function
    return function


def _registered() -> Callable[..., list[list[object]]]:
    from xlwings.conversion import Accessor

    def mkip_answer(name: str, *cells: object) -> list[list[object]]:
        return answered(name, cells)

    untouched = {"convert": Accessor}
    name = {"name": "name", "pos": 0, "vba": None, "doc": "", "vararg": False, "options": untouched}
    cells = {"name": "cells", "pos": 1, "vba": None, "doc": "", "vararg": True, "options": untouched}
    mkip_answer.__xlfunc__ = {  # type: ignore[attr-defined]
        "name": "mkip_answer",
        "sub": False,
        "args": [name, cells],
        "argmap": {"name": name, "cells": cells},
        "ret": {"doc": "", "options": untouched},
        "category": "MKIP shared services",
        "call_in_wizard": True,
        "volatile": False,
        "async_mode": None,
    }
    return mkip_answer
