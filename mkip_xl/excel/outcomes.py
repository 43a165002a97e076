"""What a cell shows: the value, the spill, or an Excel error with its message. Nothing else decides that."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mkip_xl.errors import (
    AmountError,
    BoundsError,
    CellError,
    MethodError,
    MkipError,
    NoDriverError,
    NotAvailableError,
    RuleError,
    TieError,
    WeightsError,
)

ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
"""The Excel errors that come in from cells and go out to them, as the text a cell shows."""

_SHOWN_FOR: tuple[tuple[type[MkipError], str], ...] = (
    (MethodError, "#VALUE!"),
    (NotAvailableError, "#N/A"),
    (AmountError, "#NUM!"),
    (NoDriverError, "#DIV/0!"),
    (WeightsError, "#NUM!"),
    (BoundsError, "#NUM!"),
    (TieError, "#NUM!"),
    (RuleError, "#NUM!"),
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a cell shows when the function cannot answer: the Excel error, and why in plain words."""

    error: str
    message: str

    def as_json(self) -> dict[str, str]:
        """The refusal as `mkip-xl call` prints it and the Office add-in receives it."""
        return {"error": self.error, "message": self.message}


def answer(name: str, arguments: Sequence[object]) -> object:
    """What the cell `=NAME(arguments)` shows: a value, a list of rows, or a Refusal. Never raises.

    >>> answer("MKIP_SHARES", [100, [[1], [1], [1]]])
    [[33.34], [33.33], [33.33]]
    >>> answer("MKIP_SHARES", ["#REF!", [1, 1]])
    Refusal(error='#REF!', message='amount holds the error #REF!; put that cell right first.')
    """
    from mkip_xl.excel.functions import CATALOGUE

    function = CATALOGUE.get(name) or CATALOGUE.get(name.upper())
    if function is None:
        return Refusal("#NAME?", _no_such(name, CATALOGUE))
    try:
        return function(arguments)
    except MkipError as refused:
        return Refusal(error_for(refused), str(refused))
    except OverflowError:
        return Refusal("#NUM!", f"{function.name}: the answer is larger than a cell can hold.")
    except RecursionError:
        return Refusal("#VALUE!", f"{function.name}: the arguments are nested too deeply.")
    except Exception:  # noqa: BLE001  a cell must show an error, never a traceback
        # A fault of ours. The cell shows an error, never a traceback; the log names the function and no figure.
        logging.getLogger(__name__).error("%s failed unexpectedly", function.name)
        return Refusal("#VALUE!", f"{function.name} could not work with these cells; please report the formula.")


def error_for(refused: MkipError) -> str:
    """The Excel error that stands for a refusal.

    >>> error_for(NotAvailableError("no such year"))
    '#N/A'
    """
    if isinstance(refused, CellError):
        return refused.excel_error
    return next((shown for kind, shown in _SHOWN_FOR if isinstance(refused, kind)), "#VALUE!")


def _no_such(name: str, names: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name.upper(), list(names), n=3)
    hint = f" Did you mean {' or '.join(near)}?" if near else " `mkip-xl functions` lists them."
    return f"There is no function {name[:60]}.{hint}"
