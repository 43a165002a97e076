"""Large workbooks: a secret in the midst of a hundred thousand cells is found, in bounded time and memory."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from mkip_xl.workbook.inspection import Secrets, inspect, scan
from mkip_xl.workbook.inspection.scanning_xml import XmlScan

ROWS = 8000
SECRETS = Secrets.of(
    [7654321.25, 371000.75, *(1000003.5 + 7919.25 * step for step in range(20))], ["ZEBRA QUARTZ", "Jane Smith"]
)


def _workbook(put: Callable[[int, list[object]], None]) -> bytes:
    chance = random.Random(2012)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Ledger")
    for row in range(1, ROWS + 1):
        cells: list[object] = [f"Line {row}", "Maidstone", *(round(chance.uniform(1, 90_000), 2) for _ in range(10))]
        put(row, cells)
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _number(row: int, cells: list[object]) -> None:
    if row == 5000:
        cells[7] = 7654321.25


def _text(row: int, cells: list[object]) -> None:
    if row == 5000:
        cells[0] = "about Zebra  quartz & others"


def _pieces(row: int, cells: list[object]) -> None:
    if row == 5000:
        cells[3:6] = ["Jane", "Smith", None]


def _euro(row: int, cells: list[object]) -> None:
    if row == 4000:
        cells[1] = "£ and é"
    if row == 5000:
        cells[2] = "£371,000.75"


@pytest.mark.parametrize(("put", "cell"), [(_number, "H5000"), (_text, "A5000"), (_pieces, "D5000"), (_euro, "C5000")])
def test_a_secret_in_a_large_sheet_is_found_in_its_cell(put: Callable[[int, list[object]], None], cell: str) -> None:
    result = scan(_workbook(put), SECRETS)

    assert result.complete
    assert {("Ledger", cell)} == {(one.sheet, one.cell) for one in result.survivors}


def test_a_large_sheet_without_a_secret_raises_no_alarm() -> None:
    result = scan(_workbook(lambda row, cells: None), SECRETS)

    assert result.clean


def test_only_the_rows_around_a_secret_are_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes the search of a large sheet quick: benchmarks/scanning_for_secrets.py measures it."""
    taken_apart: list[int] = []
    rows = XmlScan._rows

    def counting(self: XmlScan, data: bytes, *rest: object) -> None:
        taken_apart.append(len(data))
        rows(self, data, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(XmlScan, "_rows", counting)
    scan(_workbook(_number), SECRETS)

    assert len(taken_apart) == 1
    assert taken_apart[0] < 500_000


def _hidden_by_colour(row: int, cells: list[object]) -> None:
    if row == 5000:
        cells[7] = "white"


def test_a_large_sheet_is_inspected_cell_by_cell_where_something_may_hide() -> None:
    """One row is hidden, one has text in the colour of its background, one a formula with a secret."""
    from openpyxl import load_workbook
    from openpyxl.styles import Font

    book = load_workbook(io.BytesIO(_workbook(_hidden_by_colour)))
    sheet = book["Ledger"]
    sheet["H5000"].font = Font(color="FFFFFF")
    sheet.row_dimensions[6000].hidden = True
    sheet["C7000"] = '=IF(FALSE,"ZEBRA-7654321",1)'
    stream = io.BytesIO()
    book.save(stream)
    found = {(finding.code, finding.cell) for finding in inspect(stream.getvalue())}

    assert found == {("same-colour", "H5000"), ("hidden-row", "A6000"), ("formula-constant", "C7000")}


def test_a_large_plain_sheet_hides_nothing() -> None:
    assert inspect(_workbook(lambda row, cells: None)) == []
