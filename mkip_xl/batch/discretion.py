"""What a batch says without a figure: its messages may be kept in logs that others read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from mkip_xl.findings import Finding

LEFT_OUT = "…"
_NUMBER = r"\d+(?:[.,'’·\u00a0\u202f ]\d+)*"
_KEPT = r"\d{4}/\d{2}\b|\b[Rr]ows? \d+|[A-Za-z$]+\$?\d+"  # a financial year, a row, a cell or a reference
_QUOTED = re.compile(r"(?<!\w)'[^']*'(?!\w)|“[^”]*”")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?: [\d:]+)?")
_FIGURE = re.compile(rf"({_KEPT})|[£$€]\s?{_NUMBER}|{_NUMBER}%?")
_YEAR = re.compile(r"(?:19|20)\d\d")


def without_figures(message: str) -> str:
    """The message with its figures left out; years, rows, cells and small counts stay.

    >>> without_figures("Budget holds '£88,888.00' as text. Type 88888.00 as a number.")
    "Budget holds '…' as text. Type … as a number."
    >>> without_figures("Financial year 2011/12: already given in row 120, of 12 rows, before 1 April 2013.")
    'Financial year 2011/12: already given in row 120, of 12 rows, before 1 April 2013.'
    """
    quoted = _QUOTED.sub(lambda found: _left_out(found[0], years=False), _DAY.sub(LEFT_OUT, message))
    return _left_out(quoted, years=True)


def discreet(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with no figure in their messages. `mkip-xl check` tells them whole, at the accountant's desk."""
    return tuple(replace(finding, message=without_figures(finding.message)) for finding in findings)


def _left_out(text: str, *, years: bool) -> str:
    def told(found: re.Match[str]) -> str:
        figure = found[0]
        small = len(figure) < 3 and figure.isdecimal()
        return figure if found[1] or small or (years and _YEAR.fullmatch(figure)) else LEFT_OUT

    return _FIGURE.sub(told, text)
