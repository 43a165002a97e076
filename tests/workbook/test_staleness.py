"""Stale values: found where they are, never where they are not, and in bounded time."""

from __future__ import annotations

import time
from pathlib import Path
from types import ModuleType
from xml.sax.saxutils import escape

import pytest

from mkip_xl.workbook.reading import read_workbook
from mkip_xl.workbook.reading.staleness import stale_values


def stale(packing: ModuleType, *cells: tuple[str, str, str]) -> list[str]:
    """The stale cells of a workbook with B1:B3 = 10, 20.5, -3 and these formulas: (place, formula, saved value)."""
    rows = {row: f'<c r="B{row}"><v>{value}</v></c>' for row, value in ((1, 10), (2, 20.5), (3, -3))}
    for place, formula, saved in cells:
        kind = (
            ""
            if saved.lstrip("-").replace(".", "").replace("E", "").isdigit()
            else ' t="e"'
            if saved[0] == "#"
            else ' t="str"'
        )
        row = int(place[1:])
        rows[row] = rows.get(row, "") + f'<c r="{place}"{kind}><f>{escape(formula)}</f><v>{escape(saved)}</v></c>'
    data = "".join(f'<row r="{row}">{held}</row>' for row, held in sorted(rows.items()))
    reading = read_workbook(packing.zipped(packing.parts(data)), "a.xlsx")
    return [str(finding.cell) for finding in stale_values(reading)]


FRESH = [
    ("SUM(B1:B3)", "27.5"), ("B1/3", "3.3333333333333335"), ("ROUND(B1/3,2)", "3.33"), ("B2*1.1", "22.550000000000001"),
    ('IF(B1>5,"yes","no")', "yes"), ("B1/0", "#DIV/0!"), ("NA()", "#N/A"), ("SUM(Z1:Z9)", "0"), ("B1&\"x\"", "10x"),
    ("TODAY()", "41365"), ("NOW()-1", "41364.5"), ("RAND()", "0.5"), ("MKIP_SHARE(B1)", "7"), ("Unknown_Name", "9"),
    ("[1]Other!A1", "12"), ('INDIRECT("B1")', "999"), ("SUMPRODUCT(B1:B3,B1:B3)", "529.25"), ("SUM(B:B)", "27.5"),
    ('VLOOKUP(10,B1:B3,1,FALSE)', "10"), ("-B3", "3"), ("B1%", "0.1"), ("DATE(2013,4,1)", "41365"),
    ("COUNT(B1:B3)", "3"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "saved"), FRESH)
def test_a_fresh_or_unknowable_value_is_not_named(packing: ModuleType, formula: str, saved: str) -> None:
    assert stale(packing, ("D1", formula, saved)) == []


STALE = [
    ("SUM(B1:B3)", "27"),
    ("B1*2", "21"),
    ('IF(B1>5,"yes","no")', "no"),
    ("B1/0", "5"),
    ("SUM(B:B)", "0"),
    ("ROUND(B1/3,2)", "3.34"),
]


@pytest.mark.parametrize(("formula", "saved"), STALE)
def test_a_stale_value_is_named(packing: ModuleType, formula: str, saved: str) -> None:
    assert stale(packing, ("D1", formula, saved)) == ["D1"]


def test_what_reads_a_stale_value_is_held_against_the_right_one(packing: ModuleType) -> None:
    cells = ("D1", "SUM(B1:B3)", "99"), ("D2", "D1*2", "55"), ("D3", "D1*2", "198"), ("D4", "RAND()*D1", "1")

    assert stale(packing, *cells) == ["D1", "D3"]


@pytest.mark.parametrize(
    "formulas",
    [
        [f"D{row - 1}&D{row - 1}" if row > 1 else '"abcdefgh"' for row in range(1, 200)],
        [f"SUM($A$1:$XFD$1048576)+{row}" for row in range(1, 1500)],
        [f"SUMPRODUCT($A$1:$A$900000,$B$1:$B$900000)+{row}" for row in range(1, 1500)],
        ['REPT("x",32000)&' * 50 + "1"] * 500,
        ["(" * 400 + "1" + ")" * 400] * 50,
        ["SEQUENCE(1000000)", "MMULT(A1:ZZ9999,A1:ZZ9999)", "RANDARRAY(99999,999)"],
        [f"D{row + 1}+1" for row in range(1, 1500)],
        ["IF(" * 60 + "1" + ",1,2)" * 60] * 100,
    ],
    ids=[
        "doubling texts",
        "whole sheets",
        "long products",
        "long texts",
        "brackets",
        "large arrays",
        "long chain",
        "nested",
    ],
)
def test_formulas_made_to_take_for_ever_do_not(packing: ModuleType, formulas: list[str]) -> None:
    before = time.process_time()

    stale(packing, *((f"D{row}", formula, "1") for row, formula in enumerate(formulas, 1)))

    assert time.process_time() - before < 10


def test_nothing_in_the_example_is_stale(root: Path) -> None:
    assert list(stale_values(read_workbook(root / "workbooks" / "mkip-ict.xlsx"))) == []
