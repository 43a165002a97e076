"""Cell addresses as numbers and back."""

from __future__ import annotations

import re

from mkip_xl.workbook.formulas.references import column_letters, column_number

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


def position(address: str) -> tuple[int, int] | None:
    """The row and column of a cell, from 1; None when it is no address.

    >>> position("$B$7")
    (7, 2)
    """
    found = _ADDRESS.fullmatch(address.strip())
    return (int(found[2]), column_number(found[1])) if found else None


def address(row: int, column: int) -> str:
    """A cell's address.

    >>> address(7, 2)
    'B7'
    """
    return f"{column_letters(column)}{row}"


def box(reference: str) -> tuple[int, int, int, int] | None:
    """The first row, first column, last row and last column of a range; whole rows and columns reach the edge.

    >>> box("B2:C9")
    (2, 2, 9, 3)
    >>> box("A:B")
    (1, 1, 1048576, 2)
    """
    first, _, last = reference.replace("$", "").strip().partition(":")
    last = last or first
    start, end = position(first), position(last)
    if start and end:
        return min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
    if first.isalpha() and last.isalpha() and len(first) <= 3 and len(last) <= 3:
        return 1, column_number(first.upper()), 1048576, column_number(last.upper())
    if first.isdigit() and last.isdigit():
        return int(first), 1, int(last), 16384
    return None
