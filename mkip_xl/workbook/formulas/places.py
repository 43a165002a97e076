"""Where a formula stands, and what is to be said about how it was carried over."""

from __future__ import annotations

from typing import NamedTuple

from mkip_xl.workbook.formulas.expansion import Path


class Place(NamedTuple):
    """Where a formula stands: its old sheet, row and column, and the iterations of its new copy."""

    sheet: str
    row: int
    column: int
    row_path: Path = ()
    column_path: Path = ()
    new_sheet: str | None = None
    """The new sheet, needed only when the old one was copied by a sheet loop."""


class Note(NamedTuple):
    """Something a reader of the template should know. `code`: previous, several, uneven, between, lost."""

    code: str
    reference: str
    message: str


MESSAGES = {
    "previous": "is read as the line before: the last line of the copy before, for every copy but the first",
    "held": "is a factor and read as that one cell, not as the line before; write a $ to say so",
    "several": "has several copies here; the first is used. Name a range, or a function such as SUM, to use all",
    "uneven": "stands in a loop that has no iteration to match this one",
    "between": "has copies with other lines between them; the range covers those lines too",
    "lost": "is gone: its loop has no copies",
}
