"""Every way mkip_xl can refuse: one family.

MkipError                    anything this package refuses, in plain words
├── AmountError              an amount that is not whole minor units (also a ValueError)
├── WeightsError             weights that cannot share an amount (also a ValueError)
│   └── NoDriverError        weights that add up to zero, so that there is nothing to share by
├── BoundsError              minimums or maximums that no division can meet (also a ValueError)
├── TieError                 equal claims to an odd penny, where ties were to be refused (also a ValueError)
├── MethodError              a method, tie rule or option that is not offered (also a ValueError)
├── RuleError                figures a finance rule cannot work with (also a ValueError)
├── NotAvailableError        what was asked for is not there: a year, a position, a partner (also a LookupError)
├── CellError                a cell value a function cannot take; knows its Excel error (also a ValueError)
├── RefusedFile              a file the guard will not let in; has a short code
├── TemplateError            a template that cannot be compiled or filled
│   └── MissingField         a field the data does not hold (also a KeyError)
├── FindingsError            a workbook whose findings stop the work; carries them all
└── OutputError              a file that could not be written
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkip_xl.findings import Finding


class MkipError(Exception):
    """Anything this package refuses. The message says what was found, where, what is accepted and what to do."""


class AmountError(MkipError, ValueError):
    """An amount that is not whole minor units."""


class WeightsError(MkipError, ValueError):
    """Weights that cannot share an amount."""


class NoDriverError(WeightsError):
    """Weights that add up to zero, so that there is nothing to share by."""


class BoundsError(MkipError, ValueError):
    """Minimums or maximums that no division can meet."""


class TieError(MkipError, ValueError):
    """Equal claims to an odd penny, where ties were to be refused."""


class MethodError(MkipError, ValueError):
    """A method, tie rule or option that is not offered."""


class RuleError(MkipError, ValueError):
    """Figures a finance rule cannot work with."""


class NotAvailableError(MkipError, LookupError):
    """What was asked for is not there."""


class CellError(MkipError, ValueError):
    """A cell value a function cannot take; `excel_error` is what the cell shows, such as `#VALUE!`."""

    def __init__(self, message: str, excel_error: str = "#VALUE!") -> None:
        super().__init__(message)
        self.excel_error = excel_error


class RefusedFile(MkipError):
    """A file the guard will not let in. `code` is short and stable; the message is in plain words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class TemplateError(MkipError):
    """A template that cannot be compiled or filled."""


class MissingField(TemplateError, KeyError):
    """A field the data does not hold: names template, sheet, cell and field."""

    def __str__(self) -> str:
        return str(self.args[0])


class FindingsError(MkipError):
    """A workbook whose findings stop the work; `findings` holds every one of them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class OutputError(MkipError):
    """A file that could not be written."""
