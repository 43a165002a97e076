"""The published table of South Hams and West Devon, line by line; another year of the series; what is refused."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.intake.model import read_partnership
from mkip_xl.workbook.package import Package

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def build(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_methodology", root / "workbooks" / "build_methodology.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def printed(mkip_xl: Run, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The methodology as it is written for South Hams."""
    out = tmp_path_factory.mktemp("methodology") / "out"
    done = mkip_xl("batch", root / "workbooks" / "south-hams-west-devon-2023-24.xlsx", "--out", out)
    assert done.returncode == 0, done.stderr
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()) == [
        "SHDC/SHDC-appendix-A.xlsx", "WDBC/WDBC-appendix-A.xlsx", "checks.xlsx", "manifest.json",
    ]  # fmt: skip
    return out / "SHDC" / "SHDC-appendix-A.xlsx"


def shown(path: Path) -> list[dict[str, Any]]:
    """The lines of the sheet of splits, by its headings."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Shared services splits"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(number for number, row in enumerate(rows) if row[0] == "Service")
    headings = [str(cell or "") for cell in rows[top]]
    return [dict(zip(headings, row, strict=True)) for row in rows[top + 3 :]]


def test_the_published_table_is_reproduced_line_by_line(root: Path, printed: Path) -> None:
    case = json.loads((root / "tests" / "cases" / "data" / "south-hams-west-devon-2023-24.json").read_text("utf-8"))
    lines = shown(printed)
    by_service: dict[str, list[dict[str, Any]]] = {}
    last = ""
    for line in lines:
        if line["Basis of the split"] is None:
            continue
        last = line["Service"] or last
        by_service.setdefault(last.removesuffix("*"), []).append(line)

    assert [row["service"] for row in case["rows"]] == list(by_service)
    for row in case["rows"]:
        there = by_service[row["service"]]
        splits = [[line["SHDC: split"], line["WDBC: split"]] for line in there if line["SHDC: split"] is not None]
        loads = [[line["SHDC: caseload"], line["WDBC: caseload"]] for line in there]

        assert splits == (row["splits"] or [row["split"]]), row["service"]
        assert [load for load in loads if load != [None, None]] == row["measured"]
        assert there[0]["Service"].endswith("*") == row["starred"]


def test_what_was_kept_and_what_was_changed(root: Path) -> None:
    """Stars are splits kept; the two splits the table explains in notes were changed from 71/29 and 66/34."""
    partnership, _ = read_partnership(root / "workbooks" / "south-hams-west-devon-2023-24.xlsx")
    assert partnership is not None
    found = {line.name: line.latest for line in Accounts(partnership).register}

    assert {name for name, one in found.items() if one.outcome == "Changed"} == {
        "Planning Enforcement",
        "Customer Contact Centre",
    }
    assert {name for name, one in found.items() if one.starred} == {
        "Planning Applications",
        "Human Resources",
        "Internal Audit",
        "Housing Benefits",
    }
    assert all(sum(one.split) == 100 for one in found.values())


def test_the_shipped_workbook_is_what_its_table_makes(root: Path, build: ModuleType) -> None:
    made = Package.from_bytes(build.workbook(build.SOURCE, FinancialYear(2023), build.TARGET.name))
    shipped = Package.open(root / "workbooks" / "south-hams-west-devon-2023-24.xlsx")

    assert {name: made.read(name) for name in made.names} == {name: shipped.read(name) for name in shipped.names}


def test_another_year_of_the_series(mkip_xl: Run, build: ModuleType, tmp_path: Path) -> None:
    """Rows of 2022/2023 as published: a split dated within the year, one changed, two kept, one agreed."""
    headings = build.SOURCE.read_text("utf-8").splitlines()[0].split(",")
    period = "April 2022 - December 2022"
    rows = [
        {"Service": "Member Services", "Split": "50/50", "Basis of the split": "Equal"},
        {"Service": "Planning Applications", "Split": "75/25", "Starred": "yes", "Measured": period, "SHDC": "2125",
         "WDBC": "806", "Basis of the split": "Planning applications"},
        {"Service": "Planning Enforcement", "Split": "71/29", "Estimate": "75/25", "Measured": period, "SHDC": "372",
         "WDBC": "150", "Basis of the split": "Planning Enforcement cases"},
        {"Service": "HR", "Split": "74/26", "With effect from": "2020-04-01", "Basis of the split": "Permanent posts"},
        {"Service": "HR", "Split": "82/18", "With effect from": "2022-10-03", "Measured": "December 2022",
         "SHDC": "512", "WDBC": "110", "Basis of the split": "Permanent posts"},
        {"Service": "Customer Contact Centre", "Split": "66/34", "Starred": "yes", "Measured": period,
         "SHDC": "60924", "WDBC": "27820", "Basis of the split": "Number of calls"},
    ]  # fmt: skip
    source = tmp_path / "2022-23.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings, restval="")
        writer.writeheader()
        writer.writerows({"Section": "Governance", **row} for row in rows)
    workbook = tmp_path / "2022-23.xlsx"
    workbook.write_bytes(build.workbook(source, FinancialYear(2022), workbook.name))

    assert mkip_xl("batch", workbook, "--out", tmp_path / "out").returncode == 0
    lines = [line for line in shown(tmp_path / "out/WDBC/WDBC-appendix-A.xlsx") if line["SHDC: split"] is not None]
    assert [
        ("Member Services", 50), ("Planning Applications*", 75), ("Planning Enforcement", 71),
        ("HR, to 2 October 2022", 74), ("HR, from 3 October 2022", 82), ("Customer Contact Centre*", 66),
    ] == [(line["Service"], line["SHDC: split"]) for line in lines]  # fmt: skip
    dated = openpyxl.load_workbook(tmp_path / "out/WDBC/WDBC-appendix-A.xlsx", data_only=True)["Splits by date"]
    whole = [[cell.value for cell in row] for row in dated.iter_rows() if row[0].value == "HR: whole year"]
    assert [365, 77.9452, 22.0548] == [cell for cell in whole[0] if isinstance(cell, int | float)][:3]


def table(path: Path, *lines: str) -> Path:
    """A published table with the columns that are needed, and a few more."""
    headings = "Service,Split,Starred,Estimate,With effect from,Basis of the split,Measured,SHDC,WDBC,Note"
    path.write_text("\n".join((headings, *lines)) + "\n", encoding="utf-8-sig")
    return path


def from_csv(root: Path, source: Path, year: str) -> tuple[subprocess.CompletedProcess[str], Path]:
    """What the script says of a table, and the finance workbook it writes."""
    target = source.with_suffix(".xlsx")
    script = root / "workbooks" / "build_methodology.py"
    done = subprocess.run(
        [sys.executable, script, source, year, target], capture_output=True, text=True, check=False, cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)}, encoding="utf-8",
    )  # fmt: skip
    return done, target


def test_a_table_is_read_as_it_is_printed(mkip_xl: Run, root: Path, tmp_path: Path) -> None:
    """Thousands with commas, N/A, words for a caseload, splits with decimals or a colon, days in words, few columns."""
    source = table(
        tmp_path / "printed.csv",
        'Planning Applications,75:25,*,,,Planning applications,April 2022 - December 2022,"2,125",806,',
        "Internal Audit,62.5% / 37.5%,yes,,,Time recording,,Each role is assessed individually,N/A,",
        "Payroll,81/19,,74/26,,Payslips,,N/A,N/A,Changed by a review",
        "HR,74/26,,,1 April 2020,Posts,,,,",
        "HR,82/18,,,3 October 2022,Posts,December 2022,512,110,",
        "Elections,53/47,,50/50,,Electors,December 2022,53,47,Within three points",
    )
    done, workbook = from_csv(root, source, "2022/23")
    assert mkip_xl("batch", workbook, "--out", tmp_path / "out").returncode == 0
    found = {line["Service"]: line for line in shown(tmp_path / "out/SHDC/SHDC-appendix-A.xlsx")}
    decisions = openpyxl.load_workbook(tmp_path / "out/SHDC/SHDC-appendix-A.xlsx", data_only=True)["Kept or changed"]
    outcomes = [row[6].value for row in decisions.iter_rows(min_row=7) if row[1].value and row[6].value]

    assert {
        "Planning Applications*": 75, "Internal Audit*": 62.5, "Payroll": 81, "HR, to 2 October 2022": 74,
        "HR, from 3 October 2022": 82, "Elections*": 50,
    } == {name: line["SHDC: split"] for name, line in found.items() if line["SHDC: split"] is not None}  # fmt: skip
    assert found["Planning Applications*"]["SHDC: caseload"] == 2125
    assert found["Internal Audit*"]["Note"] == "Each role is assessed individually"
    assert ["Kept*", "Kept*", "Changed", "Agreed", "Kept", "Kept*"] == outcomes
    assert done.returncode == 1
    assert done.stderr.startswith("printed.csv, line 7: Elections is printed as 53/47, the register decides 50/50*")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Legal,70/20/10,,,,Time,,,,", "line 2: Split is '70/20/10'"),
        ("Legal,most,,,,Time,,,,", "line 2: Split is 'most'"),
        ("Legal,70/30,,,last week,Time,,,,", "line 2: With effect from is 'last week'"),
        ("Legal,70/20,,,,Time,,,,", "the estimates come to 90%, not 100%"),
        ("Legal,70/30,,,,Cases,,12,7,", "Cases was measured, but Period is blank"),
        ("Legal,70/30,,,,Cases,December 2021,12,7,", "measured in 2021/22"),
        ("Legal,70/30,,,,Cases,December 2022,12,,", "Measure is blank for WDBC"),
    ],
)
def test_a_line_that_cannot_be_read_is_told(root: Path, tmp_path: Path, line: str, said: str) -> None:
    done, _ = from_csv(root, table(tmp_path / "printed.csv", line), "2022/23")

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_table_without_a_column_that_is_needed_is_told(root: Path, tmp_path: Path) -> None:
    source = tmp_path / "printed.csv"
    source.write_text("Service,SHDC,WDBC\nLegal,,\n")
    done, _ = from_csv(root, source, "2022/23")

    assert "printed.csv has no column Split, Basis of the split." in done.stderr


def change(path: Path, out: Path, make: Callable[[Workbook], None]) -> Path:
    book = openpyxl.load_workbook(path)
    make(book)
    book.save(out)
    return out


def column(book: Workbook, heading: str) -> int:
    return next(cell.column for cell in book["Basis register"][5] if cell.value == heading)


def row_of(book: Workbook, basis: str) -> int:
    return next(cell.row for cell in book["Basis register"]["A"] if cell.value == basis)


def add_column(book: Workbook, heading: str, basis: str, value: object) -> str:
    """A column of one's own at the right of the register, filled in the rows of one basis."""
    sheet = book["Basis register"]
    (table,) = sheet.tables.values()
    at = sheet.max_column + 1
    sheet.cell(5, at, heading)
    for row in range(6, sheet.max_row + 1):
        if sheet.cell(row, 1).value == basis:
            sheet.cell(row, at, value)
    first, last = table.ref.split(":")
    letter = openpyxl.utils.get_column_letter(at)
    table.ref = f"{first}:{letter}{''.join(filter(str.isdigit, last))}"
    table.tableColumns.append(openpyxl.worksheet.table.TableColumn(id=at, name=heading))
    if table.autoFilter is not None:
        table.autoFilter.ref = table.ref
    return letter


def overlap(book: Workbook) -> str:
    """A second split of Legal from October, the first one ending in December."""
    sheet = book["Basis register"]
    row = row_of(book, "Legal")
    letter = add_column(book, "Effective to", "Legal", dt.date(2023, 12, 31))
    (table,) = sheet.tables.values()
    last = sheet.max_row
    for offset in (0, 1):
        for number in range(1, sheet.max_column):
            like = sheet.cell(row + offset, number)
            sheet.cell(last + 1 + offset, number, like.value).number_format = like.number_format
        sheet.cell(last + 1 + offset, column(book, "Effective from"), dt.date(2023, 10, 1))
    first, end = table.ref.split(":")
    table.ref = f"{first}:{''.join(filter(str.isalpha, end))}{last + 2}"
    table.autoFilter.ref = table.ref
    return f"{letter}{row}"


def blank_period(book: Workbook) -> str:
    row = row_of(book, "Council Tax")
    for each in (row, row + 1):
        book["Basis register"].cell(each, column(book, "Period")).value = None
    return f"E{row}"


def wrong_year(book: Workbook) -> str:
    row = row_of(book, "Council Tax")
    for each in (row, row + 1):
        book["Basis register"].cell(each, column(book, "Period")).value = "At 31 December 2022"
    return f"E{row}"


def late_start(book: Workbook) -> str:
    row = row_of(book, "Design")
    for each in (row, row + 1):
        book["Basis register"].cell(each, column(book, "Effective from")).value = dt.date(2023, 6, 1)
    return f"F{row}"


def partner_missing(book: Workbook) -> str:
    row = row_of(book, "Design")
    for number in range(1, book["Basis register"].max_column + 1):
        book["Basis register"].cell(row + 1, number).value = None
    return f"G{row}"


def said_otherwise(book: Workbook) -> str:
    row = row_of(book, "Council Tax")
    book["Basis register"].cell(row, column(book, "Outcome")).value = "Changed"
    return f"{openpyxl.utils.get_column_letter(column(book, 'Outcome'))}{row}"


def kept_of_nothing(book: Workbook) -> str:
    """An outcome without a split that was agreed beforehand."""
    said_otherwise(book)
    row = row_of(book, "Council Tax")
    for each in (row, row + 1):
        book["Basis register"].cell(each, column(book, "Estimate")).value = None
    return f"{openpyxl.utils.get_column_letter(column(book, 'Outcome'))}{row}"


def twice(book: Workbook) -> str:
    row = row_of(book, "Design")
    book["Basis register"].cell(row + 1, column(book, "Partner")).value = "SHDC"
    return f"{openpyxl.utils.get_column_letter(column(book, 'Partner'))}{row + 1}"


def exempt(book: Workbook) -> str:
    book["Appendices"]["C6"].value = "Exempt"
    return "C6"


@pytest.mark.parametrize(
    ("wrong", "sheet", "code"),
    [
        (overlap, "Basis register", "overlap"),
        (blank_period, "Basis register", "no-period"),
        (wrong_year, "Basis register", "wrong-year"),
        (late_start, "Basis register", "no-split"),
        (partner_missing, "Basis register", "partner-missing"),
        (said_otherwise, "Basis register", "outcome-differs"),
        (kept_of_nothing, "Basis register", "no-estimate"),
        (twice, "Basis register", "duplicate"),
        (exempt, "Appendices", "public-by-nature"),
    ],
)
def test_wrong_input_is_named_by_its_cell_and_nothing_is_written(
    mkip_xl: Run, root: Path, tmp_path: Path, wrong: Callable[[Workbook], str], sheet: str, code: str
) -> None:
    cells = []
    shipped = root / "workbooks" / "south-hams-west-devon-2023-24.xlsx"
    path = change(shipped, tmp_path / "wrong.xlsx", lambda book: cells.append(wrong(book)))
    done = mkip_xl("batch", path, "--out", tmp_path / "out", "--json")
    found = {(one["sheet"], one["cell"], one["code"]) for one in json.loads(done.stdout)["findings"]}

    assert done.returncode == 1
    assert (sheet, cells[0], code) in found
    assert not (tmp_path / "out").exists()


def test_an_appendix_that_wants_a_missing_table_is_named(mkip_xl: Run, root: Path, tmp_path: Path) -> None:
    def list_g(book: Workbook) -> None:
        for number, value in enumerate(
            ("G", "Staff", "Exempt", "1, 2", "Staff", "Staff", dt.date(2030, 4, 1), "appendix-g.xlsx"), 1
        ):
            book["Appendices"].cell(7, number, value)
        (table,) = book["Appendices"].tables.values()
        table.ref = table.ref.replace("6", "7")

    shipped = root / "workbooks" / "south-hams-west-devon-2023-24.xlsx"
    done = mkip_xl("check", change(shipped, tmp_path / "more.xlsx", list_g), "--json")
    (missing,) = [one for one in json.loads(done.stdout)["findings"] if one["code"] == "missing-table"]

    assert "no table named Posts" in missing["message"]
    assert "Appendix G cannot be filled without it" in missing["message"]


def test_an_open_appendix_is_printed_in_the_public_part_of_the_agenda_pack(
    mkip_xl: Callable[..., Any], root: Path, tmp_path: Path
) -> None:
    from pypdf import PdfReader

    out = tmp_path / "out"
    done = mkip_xl("batch", root / "workbooks" / "south-hams-west-devon-2023-24.xlsx", "--out", out, "--pdf")
    packs = sorted(path.name for path in out.rglob("*.pdf"))
    pack = PdfReader(out / "SHDC" / "SHDC-agenda-pack-PUBLIC.pdf")

    assert done.returncode == 0, done.stderr
    assert packs == ["SHDC-agenda-pack-PUBLIC.pdf", "WDBC-agenda-pack-PUBLIC.pdf"]
    assert [item.title for item in pack.outline] == ["Appendix A"]
    assert "Human Resources" in "".join(page.extract_text() for page in pack.pages)
    assert mkip_xl("verify", out).returncode == 0
