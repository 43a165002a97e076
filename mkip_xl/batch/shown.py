"""The numbers a filled workbook shows in the cells of its defined names, read back from its bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal

from mkip_xl.workbook.formulas.references import column_letters, read_reference
from mkip_xl.workbook.plain import OtherForm, Plain, plainly
from mkip_xl.workbook.reading.cells import exact

Number = int | Decimal
Cell = Callable[[str, int, int], Number | None]
"""Sheet, row and column → the number shown there."""

_BLOCK = re.compile(r"(?:'((?:[^']|'')+)'|([^'!,=]+))!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)")


def shown(
    filled: bytes, name: str, wanted: Collection[str], read_back: Plain | None = None
) -> dict[str, list[Number | None]]:
    """The numbers in the cells of the wanted defined names, area by area, each row by row; None where none is shown.

    `name` is the file's, for messages; `read_back` the same file, when it has been opened already. A name that the
    workbook does not define is not in the answer.
    """
    book = read_back or plainly(filled)
    if book is not None:
        try:
            return _found(wanted, book.names, _in_the_bytes(book))
        except OtherForm:
            pass
    return _found(wanted, *_by_the_reader(filled, name))


def _in_the_bytes(book: Plain) -> Cell:
    def cell(sheet: str, row: int, column: int) -> Number | None:
        number = book.number(sheet, f"{column_letters(column)}{row}")
        return None if number is None else exact(number)

    return cell


def _found(wanted: Collection[str], names: Mapping[str, str], cell: Cell) -> dict[str, list[Number | None]]:
    return {label: [cell(*place) for place in _cells(names[label])] for label in wanted if label in names}


def _cells(refers_to: str) -> Iterator[tuple[str, int, int]]:
    for quoted, plain, block in _BLOCK.findall(refers_to):
        reference = read_reference(block)
        if reference is not None and reference.rows is not None and reference.columns is not None:
            rows, columns = reference.rows, reference.columns
            for row in range(rows.first, rows.last + 1):
                for column in range(columns.first, columns.last + 1):
                    yield (quoted or plain).replace("''", "'"), row, column


def _by_the_reader(filled: bytes, name: str) -> tuple[dict[str, str], Cell]:
    from mkip_xl.workbook.reading import read_workbook

    reading = read_workbook(filled, name)

    def cell(sheet: str, row: int, column: int) -> Number | None:
        there = reading.sheets[sheet].cell(row, column)
        held = None if there is None else there.value
        return held if isinstance(held, int | Decimal) and not isinstance(held, bool) else None

    return {defined.name: defined.refers_to for defined in reading.names}, cell
