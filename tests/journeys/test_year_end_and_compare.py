"""A year end and a comparison of options, from the finance workbook to the files a person opens."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import Table

from mkip_xl.batch.tracing import Tracer

Run = Callable[..., Any]
YEAR_END = (
    ("Financial year", "Partner", "Paid", "Actual cost"),
    ("2014/15", "MBC", None, 3_882_000), ("2014/15", "SBC", None, 0), ("2014/15", "TWBC", None, 0),
    ("2015/16", "MBC", 1_500_000, 3_802_000.55), ("2015/16", "SBC", None, 0), ("2015/16", "TWBC", None, 0),
)  # fmt: skip
CRITERIA = (
    ("Criterion", "Weight", "Option", "Mark"),
    ("Cost", 0.6, "Maidstone", 7), ("Cost", 0.6, "Swale", 8),
    ("Resilience", 0.4, "Maidstone", 9), ("Resilience", 0.4, "Swale", 5),
)  # fmt: skip


def with_table(book: Workbook, name: str, rows: tuple[tuple[object, ...], ...]) -> None:
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)
    if name == "Criteria":
        for number in range(2, len(rows) + 1):
            sheet.cell(number, 2).number_format = "0%"
    sheet.add_table(Table(displayName=name, ref=f"A1:{chr(64 + len(rows[0]))}{len(rows)}"))


def listing(book: Workbook) -> None:
    sheet = book["Appendices"]
    (table,) = sheet.tables.values()
    first, last = table.ref.split(":")
    row = int("".join(filter(str.isdigit, last))) + 1
    entry = ("K", "Year-end statement", "Exempt", "3", "Financial affairs", "Not yet agreed", dt.date(2016, 4, 1),
             "year-end-statement.xlsx")  # fmt: skip
    for number, value in enumerate(entry, 1):
        sheet.cell(row, number, value)
    table.ref = f"{first}:H{row}"


@pytest.fixture
def workbook(root: Path, tmp_path: Path) -> Callable[..., Path]:
    def make(*changes: Callable[[Workbook], None], lists: bool = True) -> Path:
        book = openpyxl.load_workbook(root / "workbooks" / "mkip-ict.xlsx")
        if lists:
            listing(book)
        for change in changes:
            change(book)
        path = tmp_path / "finance.xlsx"
        book.save(path)
        return path

    return make


def values(path: Path, sheet: str) -> dict[str, list[Any]]:
    """The rows of a sheet by their first cell; of two alike the later one."""
    there = openpyxl.load_workbook(path, data_only=True)[sheet]
    return {str(row[0].value): [cell.value for cell in row[1:]] for row in there.iter_rows()}


def test_the_year_end_is_settled_by_hand(mkip_xl: Run, workbook: Callable[..., Path], tmp_path: Path) -> None:
    """2014/15: 3,921,000.00 was paid, 3,882,000.00 spent; 10,000.00 fills the reserve, 29,000.00 comes back.

    2015/16: 1,500,000.00 + 1,007,983.33 + 1,209,983.34 paid, 3,802,000.55 spent, so 84,033.88 over: the reserve's
    10,000.00 first, 74,033.88 called.
    """
    path = workbook(lambda book: with_table(book, "YearEnd", YEAR_END))
    done = mkip_xl("batch", path, "--out", tmp_path / "out", "--appendix", "K")
    assert done.returncode == 0, done.stderr
    statement = tmp_path / "out" / "SBC" / "SBC-appendix-K-EXEMPT.xlsx"
    everyone = values(statement, "All partners")

    assert -29_000 == pytest.approx(everyone["Settled, 2014/15"][3], abs=0.001)
    assert 74_033.88 == pytest.approx(everyone["Settled, 2015/16"][3], abs=0.001)
    assert 45_033.88 == pytest.approx(everyone["To pay in all (to be refunded in brackets)"][3], abs=0.001)
    assert everyone["Reserve carried forward"][3] == 0
    tracer = Tracer(statement, path)
    assert [place for place in tracer.places() if not tracer.trace(*place).agrees] == []


def test_the_statement_says_what_we_paid_what_we_owe_and_why(
    mkip_xl: Run, workbook: Callable[..., Path], tmp_path: Path
) -> None:
    path = workbook(lambda book: with_table(book, "YearEnd", YEAR_END))
    assert mkip_xl("batch", path, "--out", tmp_path / "out", "--appendix", "K", "--partner", "TWBC").returncode == 0
    statement = tmp_path / "out" / "TWBC" / "TWBC-appendix-K-EXEMPT.xlsx"
    said = " ".join(values(statement, "Statement"))
    assets = openpyxl.load_workbook(statement, data_only=True)["Assets returned"]

    assert "£39,000.00 less than was paid. £10,000.00 is kept in the reserve first. £29,000.00 is refunded" in said
    assert "£84,033.88 more than was paid. £10,000.00 is met from the reserve first. £74,033.88 is called" in said
    book = openpyxl.load_workbook(path)["Assets"]
    bought = sorted((row[2].value, row[0].value) for row in book.iter_rows(min_row=6) if row[0].value)
    names = {"MBC": "Maidstone", "SBC": "Swale", "TWBC": "Tunbridge Wells"}
    returned = [(row[0].value, row[1].value) for row in assets.iter_rows() if isinstance(row[3].value, int | float)]
    assert sorted(returned[:-1]) == sorted((f"{names[code]} Borough Council", number) for code, number in bought)


def no_owner(book: Workbook) -> None:
    book["Assets"]["C6"].value = None


def paid_negative(book: Workbook) -> None:
    book["YearEnd"]["C5"].value = -1


def other_year(book: Workbook) -> None:
    book["YearEnd"]["A2"].value = "2040/41"


def unknown_partner(book: Workbook) -> None:
    book["YearEnd"]["B3"].value = "ABC"


def partner_twice(book: Workbook) -> None:
    book["YearEnd"]["B3"].value = "MBC"


def by_a_basis_that_starts_late(book: Workbook) -> None:
    book["Agreement"]["C6"].value = "By basis"
    for row in range(6, 9):
        book["Basis register"].cell(row, 6).value = dt.date(2014, 4, 1)


@pytest.mark.parametrize(
    ("wrong", "sheet", "cell"),
    [
        (no_owner, "Assets", "C6"),
        (paid_negative, "YearEnd", "C5"),
        (other_year, "YearEnd", "A2"),
        (unknown_partner, "YearEnd", "B3"),
        (partner_twice, "YearEnd", "B3"),
        (by_a_basis_that_starts_late, "Basis register", "F6"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(
    mkip_xl: Run,
    workbook: Callable[..., Path],
    tmp_path: Path,
    wrong: Callable[[Workbook], None],
    sheet: str,
    cell: str,
) -> None:
    path = workbook(lambda book: with_table(book, "YearEnd", YEAR_END), wrong)
    done = mkip_xl("batch", path, "--out", tmp_path / "out", "--json")

    assert done.returncode == 1
    assert (sheet, cell) in {(one["sheet"], one["cell"]) for one in json.loads(done.stdout)["findings"]}
    assert not (tmp_path / "out").exists()


def test_options_are_set_side_by_side_with_a_chart(mkip_xl: Run, root: Path, tmp_path: Path) -> None:
    out = tmp_path / "comparison.xlsx"
    done = mkip_xl("compare", root / "workbooks" / "mkip-ict.xlsx", "--out", out, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    options = {option["name"]: option for option in told["options"]}
    third = options["Outsourcing at 35%"]

    assert len(options) == 6
    assert all(options[f"Shared service, capital option {name}"]["saving"] == 3_710_000 for name in ("One", "Three"))
    assert third["saving"] == third["npv"] == 0.35 * 4_154_000  # 35% of the first year's baseline and no more
    for option in options.values():
        assert round(sum(by["after_capital"] for by in option["by"].values()), 2) == option["after_capital"]
        assert len(option["years"]) == 10
    assert {"Equal", "Baseline budget"} <= {method["name"] for method in told["methods"]}
    # option Three: −£313,000, £233,000 and £402,050 in the first years; 80,000 of the third makes up for the rest
    assert options["Shared service, capital option Three"]["payback"] == "1.2 years, in 2015/16"
    assert third["payback"] == "At once"
    book = openpyxl.load_workbook(out)
    assert book["Chart"]._charts
    assert "NOT FOR PUBLICATION" in str(book["Options"]["A4"].value)


def test_criteria_are_scored(mkip_xl: Run, workbook: Callable[..., Path]) -> None:
    path = workbook(lambda book: with_table(book, "Criteria", CRITERIA), lists=False)
    told = json.loads(mkip_xl("compare", path, "--json").stdout)

    assert [("Maidstone", 7.8, 1), ("Swale", 6.8, 2)] == [(s["name"], s["score"], s["rank"]) for s in told["scores"]]


def test_criteria_that_do_not_come_to_100_percent_are_named(mkip_xl: Run, workbook: Callable[..., Path]) -> None:
    def heavier(book: Workbook) -> None:
        book["Criteria"]["B2"].value = book["Criteria"]["B3"].value = 0.7

    path = workbook(lambda book: with_table(book, "Criteria", CRITERIA), heavier, lists=False)
    done = mkip_xl("compare", path, "--json")

    assert done.returncode == 1
    (finding,) = [one for one in json.loads(done.stdout)["findings"] if one["severity"] == "error"]
    assert ("Criteria", "B2", "criteria") == (finding["sheet"], finding["cell"], finding["code"])


def test_a_host_that_leaves_and_a_tolerance_of_nothing_are_told_and_do_not_stop(
    mkip_xl: Run, workbook: Callable[..., Path]
) -> None:
    def change(book: Workbook) -> None:
        leaver = next(row[2] for row in book["Agreement"].iter_rows(min_row=6) if row[1].value == "Leaving partner")
        leaver.value = "MBC"
        for row in range(6, 9):
            book["Basis register"].cell(row, 9).value = None

    done = mkip_xl("check", workbook(change, lists=False), "--json")
    told = {(one["sheet"], one["cell"]): one["code"] for one in json.loads(done.stdout)["findings"]}

    assert done.returncode == 0
    assert told == {("Basis register", "J6"): "no-estimate", ("Agreement", "C12"): "host-leaves"}
