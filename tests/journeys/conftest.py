"""Whole runs, from what a person types."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def mkip_xl(root: Path) -> Run:
    """Run the command as a person would; gives its exit status and what it printed."""

    def run(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mkip_xl", *map(str, words)],
            cwd=cwd or root, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8",
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def example_run(mkip_xl: Run, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a batch over the example."""
    out = tmp_path_factory.mktemp("example") / "out"
    done = mkip_xl("batch", root / "workbooks" / "mkip-ict.xlsx", "--out", out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def larger_workbook(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with a fourth partner and fifteen years, changed as a person would: rows added to its tables."""
    import openpyxl

    book = openpyxl.load_workbook(root / "workbooks" / "mkip-ict.xlsx")

    def add(sheet_name: str, rows: list[list[object]]) -> None:
        sheet = book[sheet_name]
        (table,) = sheet.tables.values()
        left, bottom = table.ref.split(":")
        letters = "".join(filter(str.isalpha, bottom))
        last = int("".join(filter(str.isdigit, bottom)))
        for offset, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(last + offset, column, value).number_format = sheet.cell(last, column).number_format
        table.ref = f"{left}:{letters}{last + len(rows)}"

    import datetime as dt

    years = [f"{2013 + i}/{(2014 + i) % 100:02d}" for i in range(15)]
    add("Partners", [["ABC", "Ashford Borough Council", "Section 151 Officer, Ashford Borough Council", "Cabinet",
                      dt.date(2012, 4, 20), "MKIP ICT Shared Service", 250_000]])  # fmt: skip
    for basis in ("ICT users", "Devices", "Service desk calls", "Baseline revenue budget"):
        sheet = book["Basis register"]
        first = next(row for row in range(6, 40) if sheet.cell(row, 1).value == basis)
        like = [sheet.cell(first, column).value for column in range(1, 11)]
        add("Basis register", [[*like[:6], "ABC", 333, None, like[9]]])
    for row in range(6, 22):
        book["Basis register"].cell(row, 9).value = None
    add("Revenue budgets", [[year, "ABC", heading, amount] for year in ("2011/12", "2012/13")
                            for heading, amount in (("Employees", 412_345.67), ("Supplies and services", 98_765.43),
                                                    ("Income", -10_000.01), ("Consultancy", 1.01))])  # fmt: skip
    add("Capital budgets", [["2012/13", "ABC", "Mobile working", 77_777.77]])
    savings = book["Savings"]
    for partner in ("MBC", "SBC", "TWBC"):
        for category in ("Staff", "Non-staff"):
            amounts = next(
                [savings.cell(row, 4).value, savings.cell(row, 5).value]
                for row in range(60, 5, -1)
                if (savings.cell(row, 2).value, savings.cell(row, 3).value) == (partner, category)
            )
            add("Savings", [[year, partner, category, *amounts] for year in years[10:]])
    add("Savings", [[year, "ABC", category, 250_000.01 + n, 230_000.00 - n * 7.13]
                    for n, year in enumerate(years) for category in ("Staff", "Non-staff")])  # fmt: skip
    add("Investment", [["2027/28", "Final renewal", "Non-staff", 12_345.67, "Savings"]])
    add("Posts", [["Current", "ABC", "6 Apprentices", "Apprentice", 1.5, 15_000.33, 1_000.10, 2_000.20]])
    book["Partnership"]["B10"] = 15
    path = tmp_path_factory.mktemp("larger") / "larger.xlsx"
    book.save(path)
    return path
