"""The starter workbook: any partners and service; filled, it goes through check and batch with no other step."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet

from mkip_xl.cli import group
from mkip_xl.errors import RuleError
from mkip_xl.intake.schema import ITEMS, TABLES
from mkip_xl.intake.starter import StarterPartner, starter_workbook
from mkip_xl.workbook.reading import read_workbook
from mkip_xl.workbook.reading.survey import survey


def new(path: Path, partners: str, *more: str) -> Any:
    """The outcome of `mkip-xl new`."""
    return CliRunner().invoke(group, ["new", str(path), "--partners", partners, "--start", "2013-04-01", *more])


def blanks(sheet: Worksheet) -> Iterator[tuple[Any, str]]:
    """The cells that the starter leaves to be filled, with what kind of value each takes."""
    schema = next(schema for schema in TABLES if schema.sheet == sheet.title)
    if schema.name in ITEMS:
        return
    first, last = (int("".join(filter(str.isdigit, end))) for end in sheet.tables[schema.name].ref.split(":"))
    for row in range(first + 1, last + 1):
        if all(
            sheet.cell(row, column).value is None for column in range(1, len(schema.columns) - len(schema.extra) + 1)
        ):
            continue
        for column, told in enumerate(schema.columns, 1):
            cell = sheet.cell(row, column)
            if cell.value is None and told.heading not in ("Estimate", "Tolerance"):
                exempt = schema.name != "Appendices" or sheet.cell(row, 3).value == "Exempt"
                if exempt:
                    yield cell, told.kind


def filled(path: Path) -> None:
    """Fill every blank cell as an accountant would, and save the workbook."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets[1:]:
        if sheet.title not in {schema.sheet for schema in TABLES}:
            continue
        for at, (cell, kind) in enumerate(blanks(sheet)):
            lower = sheet.title == "Savings" and cell.column == 5
            cell.value = {
                "money": (900.25 if lower else 1000.5) + at,
                "count": 1 + at,
                "date": dt.date(2013, 4, 16),
                "percentage": 0.1,
            }.get(kind, "Filled")
    book.save(path)


PARTNERS = {
    "three codes": "MBC,SBC,TWBC",
    "two names": "Maidstone Borough Council,Swale Borough Council",
    "four with both": "A=Ashford,M=Maidstone,S=Swale,T=Tunbridge Wells",
}


@pytest.mark.parametrize("partners", PARTNERS.values(), ids=PARTNERS.keys())
def test_a_filled_starter_goes_through_check_and_batch(tmp_path: Path, partners: str) -> None:
    path, out = tmp_path / "finance.xlsx", tmp_path / "out"
    made = new(path, partners, "--service", "Audit", "--years", "4")
    assert made.exit_code == 0, made.output
    filled(path)

    checked = CliRunner().invoke(group, ["check", str(path), "--json"])
    done = CliRunner().invoke(group, ["batch", str(path), "--out", str(out), "--json"])

    errors = [each for each in json.loads(checked.stdout)["findings"] if each["severity"] == "error"]
    assert errors == []
    assert checked.exit_code == 0
    assert done.exit_code == 0, done.output
    count = len(partners.split(","))
    assert len(list(out.rglob("*EXEMPT.xlsx"))) == 6 * count


@pytest.mark.parametrize(
    ("country", "finances", "staff"), [("England", "3", "1, 2, 3, 4"), ("Wales", "14", "12, 13, 14, 15")]
)
def test_exemptions_are_drafted_with_the_paragraphs_of_the_country(
    tmp_path: Path, country: str, finances: str, staff: str
) -> None:
    """Local Government Act 1972, Schedule 12A: Part 1 for England, Part 4 for Wales."""
    path = tmp_path / "finance.xlsx"
    new(path, "CER=Ceredigion County Council,POW=Powys County Council", "--country", country)

    register = openpyxl.load_workbook(path)["Appendices"]
    cited = {row[0].value: row[3].value for row in register.iter_rows(min_row=6) if row[2].value == "Exempt"}
    assert cited == {**dict.fromkeys("BCDEJ", finances), "G": staff}


def test_every_blank_of_a_fresh_starter_is_named_by_check(tmp_path: Path) -> None:
    path = tmp_path / "finance.xlsx"
    new(path, "MBC,SBC,TWBC", "--years", "2")

    checked = CliRunner().invoke(group, ["check", str(path), "--json"])

    named = {(each["sheet"], each["cell"]) for each in json.loads(checked.stdout)["findings"]}
    book = openpyxl.load_workbook(path)
    for sheet in ("Partners", "Revenue budgets", "Capital budgets", "Savings", "Investment", "Posts"):
        places = {(sheet, cell.coordinate) for cell, _ in blanks(book[sheet])}
        assert places and places <= named


def test_a_basis_for_contributions_without_a_register_is_told_at_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "finance.xlsx"
    new(path, "MBC,SBC", "--years", "2", "--appendix", "B")
    filled(path)
    book = openpyxl.load_workbook(path)
    book["Partnership"]["B15"] = "Users"
    for row in (6, 7):
        for column in "HIJ":
            book["Basis register"][f"{column}{row}"] = None
    book.save(path)

    checked = CliRunner().invoke(group, ["check", str(path), "--json"])

    errors = [each for each in json.loads(checked.stdout)["findings"] if each["severity"] == "error"]
    assert [(each["sheet"], each["cell"], each["code"]) for each in errors] == [("Partnership", "B15", "unknown-basis")]


def test_years_and_the_ways_to_divide_are_offered_and_others_not_refused(tmp_path: Path) -> None:
    path = tmp_path / "finance.xlsx"
    new(path, "MBC,SBC", "--years", "2")
    book = openpyxl.load_workbook(path)

    offered = {
        rule.formula1: rule.showErrorMessage
        for sheet in ("Savings", "Capital options")
        for rule in book[sheet].data_validations.dataValidation
    }
    assert offered['"2011/12,2012/13,2013/14,2014/15"'] is False
    assert offered['"Equal,Users"'] is False


def test_the_starter_passes_the_guard_and_raises_no_alarm(tmp_path: Path) -> None:
    path = tmp_path / "finance.xlsx"
    new(path, "MBC,SBC")

    assert survey(read_workbook(path)) == []


def test_the_starter_offers_choices_notes_and_instructions(tmp_path: Path) -> None:
    path = tmp_path / "finance.xlsx"
    new(path, "MBC,SBC,TWBC")
    book = openpyxl.load_workbook(path)

    assert {schema.sheet for schema in TABLES if schema.required} <= set(book.sheetnames)
    for schema in (schema for schema in TABLES if schema.sheet in book.sheetnames):
        sheet = book[schema.sheet]
        assert all(sheet.cell(5, column).comment for column in range(1, len(schema.columns) - len(schema.extra) + 1))
        if any(column.choices or column.refers_to for column in schema.columns):
            assert any(rule.type == "list" for rule in sheet.data_validations.dataValidation)
    read_me = " ".join(str(cell.value) for row in book["Read me"].iter_rows() for cell in row)
    assert all(word in read_me for word in ("mkip-xl check", "mkip-xl batch", "pale yellow", "MBC, SBC, TWBC"))


def test_the_same_arguments_give_the_same_bytes() -> None:
    partners = [StarterPartner.named(text) for text in ("MBC", "SBC")]

    made = {
        hashlib.sha256(starter_workbook(partners, service="ICT", start=dt.date(2013, 4, 1), years=3)).hexdigest()
        for _ in range(2)
    }

    assert len(made) == 1


@pytest.mark.parametrize(
    ("partners", "more", "word"),
    [
        ("MBC", (), "at least two"),
        ("MBC,mbc", (), "the code"),
        ("MBC,SBC", ("--years", "0"), "term"),
        ("MBC,SBC", ("--start", "2013-04-02"), "1 April"),
        ("MBC,SBC", ("--start", "soon"), "not a date"),
        ("MBC,SBC", ("--service", " "), "service"),
        ("MBC,=x", (), "code"),
        ("MBC," + "X" * 30, (), "code"),
    ],
)
def test_what_cannot_be_laid_out_is_refused(tmp_path: Path, partners: str, more: tuple[str, ...], word: str) -> None:
    done = new(tmp_path / "finance.xlsx", partners, *more)

    assert done.exit_code == 2
    assert word in done.output
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "finance.xlsx"
    path.write_bytes(b"mine")

    done = new(path, "MBC,SBC")

    assert done.exit_code == 1
    assert path.read_bytes() == b"mine"


def test_names_that_look_like_formulas_stay_text() -> None:
    partners = [StarterPartner("=1+1", "@SUM(A1)"), StarterPartner("+S", "-Swale")]

    data = starter_workbook(partners, service="ICT", start=dt.date(2013, 4, 1), years=1)

    sheet = read_workbook(data, "a.xlsx").sheets["Partners"]
    assert [(sheet.cells[place].value, sheet.cells[place].formula) for place in ("A6", "B6", "A7", "B7")] == [
        ("=1+1", None), ("@SUM(A1)", None), ("+S", None), ("-Swale", None),
    ]  # fmt: skip


def test_a_starter_without_enough_partners_is_refused_by_the_library_too() -> None:
    with pytest.raises(RuleError):
        starter_workbook([StarterPartner("A", "A")], service="ICT", start=dt.date(2013, 4, 1), years=1)


def test_budgets_of_a_filled_starter_may_come_from_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "finance.xlsx"
    assert new(path, "MBC,SBC", "--years", "2").exit_code == 0
    filled(path)
    book = openpyxl.load_workbook(path)
    budgets = book["Revenue budgets"]
    rows = budgets.iter_rows(6, budgets.max_row, values_only=True)
    lines = [(str(row[0]), str(row[1]), str(row[2]), row[3]) for row in rows]
    for cells in budgets.iter_rows(6, budgets.max_row):
        for cell in cells:
            cell.value = None
    budgets.tables["RevenueBudgets"].ref = "A5:D6"
    headings = list(dict.fromkeys(line[2] for line in lines))
    for year in ("2011/12", "2012/13"):
        name = f"{year[:4]}.csv"
        text = "".join(f"{headings.index(h)}00,{p}1,{amount}\n" for y, p, h, amount in lines if y == year)
        (tmp_path / name).write_text("Code,Centre,Net\n" + text, encoding="utf-8")
    ledger, codes = book["Ledger"], book["Ledger codes"]
    for row, year in enumerate(("2011/12", "2012/13"), 6):
        told = [f"{year[:4]}.csv", None, "Budget", year, None, "Code", "Centre", "Net", None, None, None]
        for column, value in enumerate(told, 1):
            ledger.cell(row, column, value)
    ledger.tables["Ledger"].ref = "A5:K7"
    mapped = [("Subjective", f"{at}00", heading) for at, heading in enumerate(headings)]
    mapped += [("Cost centre", "MBC*", "MBC"), ("Cost centre", "SBC*", "SBC")]
    for row, line in enumerate(mapped, 6):
        for column, value in enumerate(line, 1):
            codes.cell(row, column, value)
    codes.tables["LedgerCodes"].ref = f"A5:C{5 + len(mapped)}"
    book.save(path)

    done = CliRunner().invoke(group, ["batch", str(path), "--out", str(tmp_path / "out"), "--json"])

    assert done.exit_code == 0, done.output
    assert len(list((tmp_path / "out").rglob("*EXEMPT.xlsx"))) == 12
