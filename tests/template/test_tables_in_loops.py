"""An Excel table wholly inside a loop becomes one for each turn, with a name of its own; formulas keep to theirs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from mkip_xl.template import compile_template
from mkip_xl.workbook.lint import lint
from mkip_xl.workbook.package import Package

Drawn = Callable[[Callable[[Any, Any], None]], bytes]
Cells = Callable[[bytes], dict[str, Any]]
COLUMNS = {
    "name": "Costs", "total_row": True,
    "columns": [{"header": "Line", "total_string": "Total"}, {"header": "Net", "total_function": "sum"}],
}  # fmt: skip


def fill(source: bytes, nets: list[list[int]]) -> bytes:
    filled = compile_template(source, name="t.xlsx").fill({"partners": [{"nets": each} for each in nets]})
    assert [str(finding) for finding in lint(Package.from_bytes(filled)).errors] == []
    return filled


def tables(filled: bytes) -> dict[str, str]:
    """Every table with its cells."""
    return dict(openpyxl.load_workbook(io.BytesIO(filled))["S"].tables.items())


def down(book: Any, sheet: Any) -> None:
    """A table of a partner's lines, and below all of them what they come to."""
    sheet.add_table("A2:B6", COLUMNS)
    sheet.write("A1", "{%tr for p in partners %}")
    sheet.write("A3", "{%tr for net in p.nets %}")
    sheet.write_row("A4", ["a line", "{{ net }}"])
    sheet.write("A5", "{%tr endfor %}")
    sheet.write_formula("B6", "=SUBTOTAL(109,Costs[Net])")
    sheet.write_formula("C6", "=Costs[[#Totals],[Net]]*2")
    sheet.write("A7", "{%tr endfor %}")
    sheet.write_formula("C8", "=SUM(Costs[Net])")


DOWN = [
    ([[1, 2], [], [4]], {"Costs": "A1:B4", "Costs_2": "A5:B7", "Costs_3": "A8:B10"}, {"C4": 6, "C7": 0, "C10": 8}, 7),
    ([[5]], {"Costs": "A1:B3"}, {"C3": 10}, 5),
    ([[]], {"Costs": "A1:B3"}, {"C3": 0}, 0),
    ([], {}, {}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("nets", "ranges", "own", "total"), DOWN, ids=[str(case[0]) for case in DOWN])
def test_a_table_for_each_partner_down_the_sheet(
    nets: list[list[int]], ranges: dict[str, str], own: dict[str, int], total: int, drawn: Drawn, cells_of: Cells
) -> None:
    filled = fill(drawn(down), nets)
    cells = cells_of(filled)
    last = max(int(cell[1:]) for cell in cells)

    assert tables(filled) == ranges
    assert {cell: cells[cell] for cell in own} == own
    assert cells[f"C{last}"] == total


def test_a_table_that_is_gone_leaves_no_part_behind(drawn: Drawn) -> None:
    with zipfile.ZipFile(io.BytesIO(fill(drawn(down), []))) as package:
        assert [name for name in package.namelist() if "table" in name] == []
        assert b"table" not in package.read("[Content_Types].xml")


def test_a_table_for_each_partner_across_the_sheet(drawn: Drawn, cells_of: Cells) -> None:
    def across(book: Any, sheet: Any) -> None:
        sheet.add_table("B2:C4", COLUMNS)
        sheet.write("A1", "{%tc for p in partners %}")
        sheet.write("C3", "{{ p.nets[0] }}")
        sheet.write_formula("C4", "=SUBTOTAL(109,Costs[Net])")
        sheet.write("D1", "{%tc endfor %}")
        sheet.write_formula("E6", "=SUM(Costs[Net])")

    filled = fill(drawn(across), [[3], [4]])
    cells = cells_of(filled)

    assert tables(filled) == {"Costs": "A2:B4", "Costs_2": "C2:D4"}
    assert (cells["B4"], cells["D4"], cells["E6"]) == (3, 4, 7)


def test_a_total_over_a_table_whose_sheet_is_gone_is_nought(drawn: Drawn, cells_of: Cells) -> None:
    def sheets(book: Any, sheet: Any) -> None:
        sheet.write_formula("A1", "=SUM(Costs[Net])")
        other = book.add_worksheet("Other")
        other.add_table("A2:B4", COLUMNS)
        other.write("A1", "{%sheet for p in partners %}")
        other.write("B3", "{{ p.nets[0] }}")

    source = drawn(sheets)

    assert cells_of(fill(source, [[3], [4]]))["A1"] == 7
    assert cells_of(fill(source, []))["A1"] == 0


def test_the_filter_of_a_copy_covers_its_own_rows(drawn: Drawn) -> None:
    with zipfile.ZipFile(io.BytesIO(fill(drawn(down), [[1, 2], [3]]))) as package:
        parts = [package.read(f"xl/tables/table{at}.xml").decode() for at in (1, 2)]

    assert [re.findall(r'autoFilter ref="(.*?)"', text) for text in parts] == [["A1:B3"], ["A5:B6"]]


def test_references_to_a_tables_own_columns_are_written_as_excel_keeps_them(
    drawn: Drawn, cells_of: Cells, formulas_of: Callable[[bytes], dict[str, str]]
) -> None:
    columns = [{"header": "Net", "total_function": "sum"}, {"header": "Twice", "formula": "=[@Net]*2"}]

    def draw(book: Any, sheet: Any) -> None:
        sheet.add_table("A1:B5", {"name": "Costs", "total_row": True, "columns": columns})
        sheet.write("A2", "{%tr for p in partners %}")
        sheet.write("A3", "{{ p.nets[0] }}")
        sheet.write("A4", "{%tr endfor %}")

    filled = fill(drawn(draw), [[3], [4]])
    row = "Costs[[#This Row],[Net]]*2"

    assert formulas_of(filled) == {"B2": row, "B3": row, "A4": "SUBTOTAL(109,Costs[Net])"}
    assert [cells_of(filled)[cell] for cell in ("B2", "B3", "A4")] == [6, 8, 7]
