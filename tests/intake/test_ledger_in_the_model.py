"""Ledger extracts beside the finance workbook give the model the budgets and actual costs that were typed in before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import Table

from mkip_xl.appendices.controls import checks
from mkip_xl.batch.tracing import Tracer
from mkip_xl.batch.work import Task, accounts_of, done
from mkip_xl.finance.partnership import Partnership
from mkip_xl.intake.ledger_mapping import LEDGER, LEDGER_CODES
from mkip_xl.intake.model import read_partnership

Change = Callable[[Workbook], None]
CODES = {"Employees": "1000", "Premises": "2000", "Transport": "3000", "Supplies and services": "4000",
         "Third party payments": "5000", "Support services": "6000", "Income": "9000"}  # fmt: skip


def with_ledger(book: Workbook, *sources: dict[str, str]) -> None:
    """Add the two tables of the ledger."""
    codes = [["Subjective", code, heading] for heading, code in CODES.items()]
    codes += [["Cost centre", f"{partner}*", partner] for partner in ("MBC", "SBC", "TWBC")]
    rows: Sequence[list[str | None]] = [[source.get(heading) for heading in LEDGER.kinds] for source in sources]
    for schema, lines in ((LEDGER, rows), (LEDGER_CODES, codes)):
        if schema.sheet in book.sheetnames:
            del book[schema.sheet]
        sheet = book.create_sheet(schema.sheet)
        sheet.append(list(schema.kinds))
        for line in lines:
            sheet.append(line)
        sheet.add_table(
            Table(displayName=schema.name, ref=f"A1:{get_column_letter(len(schema.columns))}{len(lines) + 1}")
        )


def without_budgets(book: Workbook) -> None:
    """Empty the table of revenue budgets."""
    sheet = book["Revenue budgets"]
    table = sheet.tables["RevenueBudgets"]
    first, last = (int("".join(filter(str.isdigit, end))) for end in table.ref.split(":"))
    for row in sheet.iter_rows(first + 1, last):
        for cell in row:
            cell.value = None
    table.ref = f"A{first}:D{first + 1}"
    table.autoFilter.ref = table.ref


SOURCE = {"Subjective column": "Account", "Cost centre column": "Centre", "Amount column": "Amount"}


def example(root: Path) -> Partnership:
    found, _ = read_partnership(root / "workbooks" / "mkip-ict.xlsx")
    assert found is not None
    return found


def test_budgets_come_from_an_extract_where_none_are_typed(
    root: Path, tmp_path: Path, changed: Callable[[Change], Path]
) -> None:
    before = example(root)
    for year in ("2011/12", "2012/13"):
        lines = [line for line in before.revenue_budgets if str(line.year) == year]
        text = "".join(
            f"{CODES[line.heading]},{line.partner}{at % 5},{line.budget / 200:.2f}\n" * 2
            for at, line in enumerate(lines)
        )
        name = f"budget-{year.replace('/', '-')}.csv"
        (tmp_path / name).write_text("Account,Centre,Amount\n" + text, encoding="utf-8")

    def change(book: Workbook) -> None:
        without_budgets(book)
        with_ledger(
            book,
            {**SOURCE, "File": "budget-2011-12.csv", "Holds": "Budget", "Financial year": "2011/12"},
            {**SOURCE, "File": "budget-2012-13.csv", "Holds": "Budget", "Financial year": "2012/13"},
        )

    after, findings = read_partnership(changed(change))

    assert [str(finding) for finding in findings.errors] == []
    assert after is not None
    assert {(line.year, line.partner, line.heading, line.budget) for line in after.revenue_budgets} == {
        (line.year, line.partner, line.heading, line.budget) for line in before.revenue_budgets
    }
    assert all(line.cells["Budget"].startswith("'Ledger'!A") for line in after.revenue_budgets)


def test_the_manifest_lists_the_extract_among_the_inputs(
    root: Path, tmp_path: Path, changed: Callable[[Change], Path]
) -> None:
    (tmp_path / "extra.csv").write_text("Account,Centre,Amount\n7000,MBC1,12.34\n", encoding="utf-8")

    def change(book: Workbook) -> None:
        with_ledger(book, {**SOURCE, "File": "extra.csv", "Holds": "Budget", "Financial year": "2012/13"})
        book["Ledger codes"].append(["Subjective", "7000", "Consultancy"])
        book["Ledger codes"].tables["LedgerCodes"].ref = f"A1:C{book['Ledger codes'].max_row}"

    source = changed(change)
    outcome = done(Task(source, tmp_path / "out", root / "templates"))
    inputs = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["inputs"]

    accounts, _ = accounts_of(source)
    said = {
        check.right_label for check in checks(accounts) if check.name.startswith(("Revenue budget", "Capital budget"))
    }

    assert said == {"Rows of RevenueBudgets and ledger extracts", "Rows of CapitalBudgets"}
    assert not outcome.failed
    assert [entry["path"] for entry in inputs] == [source.name, "extra.csv"]
    assert inputs[1]["sha256"] == hashlib.sha256((tmp_path / "extra.csv").read_bytes()).hexdigest()


def test_the_actual_cost_of_the_balancing_year_comes_from_an_extract(
    root: Path, tmp_path: Path, changed: Callable[[Change], Path]
) -> None:
    before = example(root).agreement
    assert before.actual_cost is not None
    (tmp_path / "actuals.csv").write_text(
        f"Account;Centre;Amount\n1000;MBC1;{(before.actual_cost - 12345) / 100:.2f}\n4000;SBC2;123.45\n",
        encoding="utf-8",
    )
    source = {**SOURCE, "File": "actuals.csv", "Holds": "Actual", "Financial year": str(before.balancing_year)}

    def change(book: Workbook) -> None:
        sheet = book["Agreement"]
        for row in sheet.iter_rows(6):
            if row[1].value == "Actual cost":
                row[2].value = None
        with_ledger(book, source)

    after, findings = read_partnership(changed(change))

    assert [str(finding) for finding in findings.errors] == []
    assert after is not None
    assert after.agreement.actual_cost == before.actual_cost


def test_a_budget_typed_in_and_extracted_is_named_twice(tmp_path: Path, changed: Callable[[Change], Path]) -> None:
    (tmp_path / "ledger.csv").write_text("Account,Centre,Amount\n1000,MBC1,5\n", encoding="utf-8")
    source = {**SOURCE, "File": "ledger.csv", "Holds": "Budget", "Financial year": "2012/13"}

    partnership, findings = read_partnership(changed(lambda book: with_ledger(book, source)))

    assert partnership is None
    assert [(finding.sheet, finding.code) for finding in findings.errors] == [("Revenue budgets", "duplicate")]


def test_an_actual_cost_that_differs_from_the_extracts_is_named(
    tmp_path: Path, changed: Callable[[Change], Path], root: Path
) -> None:
    (tmp_path / "ledger.csv").write_text("Account,Centre,Amount\n1000,MBC1,5\n", encoding="utf-8")
    year = str(example(root).agreement.balancing_year)
    source = {**SOURCE, "File": "ledger.csv", "Holds": "Actual", "Financial year": year}

    _, findings = read_partnership(changed(lambda book: with_ledger(book, source)))

    assert [finding.code for finding in findings.errors] == ["actual-differs"]


def test_extracts_need_the_folder_of_the_workbook(changed: Callable[[Change], Path]) -> None:
    source = {**SOURCE, "File": "ledger.csv", "Holds": "Actual", "Financial year": "2012/13"}
    path = changed(lambda book: with_ledger(book, source))

    _, findings = read_partnership(path.read_bytes(), name="bytes.xlsx")

    assert [finding.code for finding in findings.errors] == ["no-folder"]
    assert openpyxl.load_workbook(path).sheetnames[-1] == "Ledger codes"


def test_a_figure_traces_to_the_lines_of_the_extract(
    root: Path, tmp_path: Path, changed: Callable[[Change], Path]
) -> None:
    """12.34 stands in line 2 and 0.66 in line 4; line 3 is another partner's. A changed extract is told."""
    extract = tmp_path / "extra.csv"
    extract.write_text("Account,Centre,Amount\n7000,MBC1,12.34\n7000,SBC1,5\n7000,MBC2,0.66\n", encoding="utf-8")

    def change(book: Workbook) -> None:
        with_ledger(book, {**SOURCE, "File": "extra.csv", "Holds": "Budget", "Financial year": "2012/13"})
        book["Ledger codes"].append(["Subjective", "7000", "Consultancy"])
        book["Ledger codes"].tables["LedgerCodes"].ref = f"A1:C{book['Ledger codes'].max_row}"

    source = changed(change)
    assert not done(Task(source, tmp_path / "out", root / "templates")).failed
    tracer = Tracer(tmp_path / "out" / "MBC" / "MBC-appendix-C-EXEMPT.xlsx", source)
    traced = [tracer.trace(*place) for place in tracer.places()]
    lines = {
        found.figure: tracer.ledger_lines(found.sources[0])
        for found in traced
        if len(found.sources) == 1 and found.sources[0].ledger is not None
    }

    assert lines == {
        13: [("extra.csv", 2, 1_234), ("extra.csv", 4, 66)],
        5: [("extra.csv", 3, 500)],
    }
    assert tracer.changed == []
    extract.write_text(extract.read_text() + "\n")
    assert Tracer(tracer.appendix, source).changed == ["extra.csv"]


def with_empty_ledger(root: Path, folder: Path, change: Change) -> Path:
    """The example without budgets, which were to come from an extract that is not there."""
    book = openpyxl.load_workbook(root / "workbooks" / "mkip-ict.xlsx")
    without_budgets(book)
    with_ledger(book, {"File": "none.csv", "Holds": "Budget", "Financial year": "2012/13", **SOURCE})
    change(book)
    path = folder / "ledger.xlsx"
    book.save(path)
    return path


def test_an_extract_that_is_not_there_is_all_that_is_told_of_its_budgets(root: Path, tmp_path: Path) -> None:
    partnership, findings = read_partnership(with_empty_ledger(root, tmp_path, lambda _: None))

    assert partnership is None
    assert "the file was not found" in " ".join(each.message for each in findings.errors)


@pytest.mark.parametrize(
    ("one", "other", "cut"),
    [
        ("40020-41999", "40*", True),
        ("40000-41999", "401*", True),
        ("40000-40999", "40*", False),
        ("4010-4019", "40*", False),
        ("40020", "40*", False),
        ("50000-51999", "40*", False),
        ("AB100-AC900", "AB*", True),
    ],
)
def test_a_range_and_a_beginning_that_cut_into_one_another_are_refused(
    one: str, other: str, cut: bool, root: Path, tmp_path: Path
) -> None:
    def codes(book: Workbook) -> None:
        sheet = book["Ledger codes"]
        sheet.append(["Subjective", one, "Premises"])
        sheet.append(["Subjective", other, "Employees"])
        sheet.tables["LedgerCodes"].ref = f"A1:C{sheet.max_row}"

    _, findings = read_partnership(with_empty_ledger(root, tmp_path, codes))
    told = [each for each in findings.errors if each.code == "codes-overlap"]

    assert [each.place for each in told] == (["'Ledger codes'!B12"] if cut else [])
    assert all("does not lie wholly within the other. Narrow one of them." in each.message for each in told)
