"""xlwings Lite: the same catalogue registered as custom functions of Python in the browser, inside Excel.

A user pastes two lines into the Lite editor and adds `mkip_xl` to its requirements:

    from mkip_xl.excel import lite
    globals().update(lite.functions())

Nothing leaves the machine. xlwings is imported only when functions are made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mkip_xl.excel.catalogue import Function
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.outcomes import Refusal, answer


def functions() -> dict[str, Callable[..., Any]]:
    """The functions by name, each registered with xlwings for cells; to be put into the module Lite reads."""
    import xlwings
    from xlwings.conversion import Accessor  # an accessor that leaves cells as they come

    made = {}
    for name, function in CATALOGUE.items():
        registered = _bare(function)
        for one in reversed(function.arguments):
            registered = xlwings.arg(one.name, doc=one.help, convert=Accessor)(registered)
        made[name] = xlwings.func(registered)
    return made


def answered(name: str, cells: Sequence[object]) -> object:
    """The answer of a function for cells as the browser sends them: a value, rows, or an error as its text.

    >>> answered("MKIP_SHARE", [100, [[1, 1]], 1])
    50.0
    >>> answered("MKIP_SHARE", [100, [[1, 1]], 3])
    '#N/A'
    """
    outcome = answer(name, [plain(cell) for cell in cells])
    return outcome.error if isinstance(outcome, Refusal) else outcome


def plain(cell: object) -> object:
    """A cell or a range of plain Python values: nulls of JavaScript are blanks, its arrays are lists.

    >>> plain([[1, {"type": "Error", "basicValue": "#REF!"}]])
    [[1, '#REF!']]
    """
    if hasattr(cell, "to_py"):
        cell = cell.to_py()
    if isinstance(cell, (list, tuple)):
        return [plain(one) for one in cell]
    if isinstance(cell, dict):  # an error, or another value with more to it than it shows
        return cell.get("basicValue", "#VALUE!")
    return None if type(cell).__name__ in ("JsNull", "JsUndefined") else cell


def _bare(function: Function) -> Callable[..., Any]:
    """A function whose signature xlwings can read: the names of the arguments, optional ones with None."""
    given = ", ".join(f"{one.name}=None" if one.is_optional else one.name for one in function.arguments)
    sent = ", ".join(one.name for one in function.arguments)
    scope: dict[str, Any] = {"answered": answered}
    source = f"def {function.name}({given}):\n    return answered({function.name!r}, [{sent}])\n"
    exec(compile(source, f"<{function.name}>", "exec"), scope)
    made: Callable[..., Any] = scope[function.name]
    made.__doc__ = function.description
    return made
