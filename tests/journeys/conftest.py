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


@pytest.fixture(scope="session")
def all_year_workbook(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with all an accountant does in a year: a split that changed, a year end, options and marks."""
    import csv
    import datetime as dt
    import runpy

    from mkip_xl.intake.building import write_finance_workbook
    from mkip_xl.intake.schema import TABLES, table

    build = runpy.run_path(str(root / "workbooks" / "build.py"))
    tables = {
        one.name: build["rows"](one) for one in TABLES if (root / "workbooks/source" / f"{one.name}.csv").is_file()
    }

    def add(name: str, text: str) -> None:
        rows = csv.DictReader(text.strip().splitlines())
        kinds = table(name).kinds
        tables.setdefault(name, []).extend(
            [build["value"](row.get(column) or "", kind) for column, kind in kinds.items()] for row in rows
        )

    add(
        "Bases",
        """
Basis,Service,Driver,Unit,Effective from,Partner,Estimate,Cost,Previous split,Phase-in,Largest rise,Section,Basis note
HR,HR,Posts,split,2013-04-01,MBC,40%,98765.43,50%,,,Corporate,
HR,HR,Posts,split,2013-04-01,SBC,30%,98765.43,25%,,,Corporate,
HR,HR,Posts,split,2013-04-01,TWBC,30%,98765.43,25%,,,Corporate,
HR,HR,Posts,split,2013-10-03,MBC,33%,98765.43,50%,50%,10%,Corporate,Changed on 3 October
HR,HR,Posts,split,2013-10-03,SBC,33%,98765.43,25%,50%,10%,Corporate,Changed on 3 October
HR,HR,Posts,split,2013-10-03,TWBC,34%,98765.43,25%,50%,10%,Corporate,Changed on 3 October
""",
    )
    add(
        "YearEnd",
        """
Financial year,Partner,Paid,Actual cost
2014/15,MBC,,3882000
2014/15,SBC,,
2014/15,TWBC,,
2015/16,MBC,1500000,3802000.55
2015/16,SBC,1000000,0
2015/16,TWBC,1200000,0
""",
    )
    add(
        "Options",
        """
Option,Kind,Capital option,Initial saving,Initial years,Later saving,One-off cost
As now,Do nothing,,,,,
Together,Shared service,Two,,,,12345.67
A supplier,Outsourcing,,37.5%,2,1%,99999.99
""",
    )
    add(
        "Criteria",
        """
Criterion,Weight,Option,Mark
Cost,60%,Maidstone,7
Cost,60%,Swale,8
Resilience,40%,Maidstone,9
Resilience,40%,Swale,5
""",
    )
    tables["Appendices"] += [
        [
            "K",
            "Year-end statement",
            "Exempt",
            "3",
            "Affairs",
            "Not agreed",
            dt.date(2016, 4, 1),
            "year-end-statement.xlsx",
        ],
        ["M", "Shared Services Methodology 2013/14", "Open", None, None, None, None, "methodology.xlsx"],
    ]
    path = tmp_path_factory.mktemp("year") / "finance.xlsx"
    path.write_bytes(
        write_finance_workbook(tables, title="A year", reading=(("A year", "All of it."),), status="MADE UP")
    )
    return path


@pytest.fixture(scope="session")
def all_year_run(mkip_xl: Run, all_year_workbook: Path) -> Path:
    """The output folder of a batch over it, Swale's copies, and its comparison."""
    out = all_year_workbook.parent / "out"
    done = mkip_xl("batch", all_year_workbook, "--out", out, "--partner", "SBC", "--appendix", "J,K,M")
    assert done.returncode == 0, done.stderr
    done = mkip_xl("compare", all_year_workbook, "--out", out / "comparison.xlsx")
    assert done.returncode == 0, done.stderr
    return out
