# ruff: noqa: E501 - a table of cases reads by the line
"""Ledger extracts: every way they are written gives the same pence, every faulty line is named, a million take seconds."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.findings import Findings
from mkip_xl.intake.extracts import Extract
from mkip_xl.intake.ledger import LedgerSum, actual_costs, budget_lines, read_ledgers
from mkip_xl.intake.ledger_amounts import ledger_date
from mkip_xl.intake.ledger_mapping import LEDGER, LEDGER_CODES
from mkip_xl.workbook.reading import read_workbook

YEAR = FinancialYear(2012)
PARTNERS = ("MBC", "SBC", "TWBC")
CODES = [
    ("Subjective", "1000-1999", "Employees"),
    ("Subjective", "2*", "Supplies and services"),
    ("Subjective", "2900", "Training"),
    ("Subjective", "9999", "Leave out"),
    ("Cost centre", "M*", "MBC"),
    ("Cost centre", "S*", "SBC"),
    ("Cost centre", "T100-T199", "TWBC"),
]
COLUMNS = {
    "File": "ledger.csv",
    "Holds": "Actual",
    "Financial year": "2012/13",
    "Subjective column": "Account",
    "Cost centre column": "Centre",
    "Amount column": "Amount",
}


def workbook(*sources: Mapping[str, str], codes: Sequence[tuple[str, str, str]] = CODES) -> bytes:
    """A finance workbook with nothing but the two tables of the ledger."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    rows = [[source.get(heading) for heading in LEDGER.kinds] for source in sources]
    for schema, lines in ((LEDGER, rows), (LEDGER_CODES, [list(line) for line in codes])):
        sheet = book.create_sheet(schema.sheet)
        sheet.append(list(schema.kinds))
        for line in lines:
            sheet.append(line)
        last = openpyxl.utils.get_column_letter(len(schema.columns))
        sheet.add_table(Table(displayName=schema.name, ref=f"A1:{last}{len(lines) + 1}"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(
    folder: Path, *sources: Mapping[str, str], **how: Sequence[tuple[str, str, str]]
) -> tuple[tuple[LedgerSum, ...], Findings]:
    """The sums and findings of extracts in a folder."""
    findings = Findings()
    reading = read_workbook(workbook(*(sources or [COLUMNS]), **how), "finance.xlsx")
    return read_ledgers(reading, folder, findings, partners=PARTNERS), findings


def told(sums: Sequence[LedgerSum]) -> dict[tuple[str, str], int]:
    """The pence by partner and heading."""
    return {(each.partner, each.heading): each.pence for each in sums}


LINES = [
    ("1010", "M200", "1250.50"),
    ("2100", "S001", "-310.00"),
    ("2900", "T150", "99.99"),
    ("1999", "M201", "0.01"),
    ("9999", "M1", "5"),
]
EXPECTED = {("MBC", "Employees"): 125051, ("SBC", "Supplies and services"): -31000, ("TWBC", "Training"): 9999}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_separators_encodings_and_line_ends(tmp_path: Path, separator: str, encoding: str, ending: str) -> None:
    rows = [
        ("Account", "Narrative – £", "Centre", "Amount"),
        *((code, "Café, “rent”", centre, amount) for code, centre, amount in LINES),
    ]
    quoted = [[f'"{field}"' if separator in field else field for field in row] for row in rows]
    (tmp_path / "ledger.csv").write_bytes(
        (ending.join(separator.join(row) for row in quoted) + ending).encode(encoding)
    )

    sums, findings = read(tmp_path)

    assert list(findings) == []
    assert told(sums) == EXPECTED


@pytest.mark.parametrize(
    ("written", "pence"),
    [("1234.5", 123450), ("1,234.50", 123450), ("£1,234.50", 123450), ("(1,234.50)", -123450), ("(£1,234.50)", -123450),
     ("1,234.50-", -123450), ("-1,234.50", -123450), ("1234.50 CR", -123450), ("1234.50DR", 123450), ("1 234.50", 123450),
     ("1\u00a0234.50", 123450), ("−5.00", -500), ("+5", 500), (".5", 50), ("0", 0), ("1,710,000", 171000000), ("9999999999999.99", 999999999999999)],
)  # fmt: skip
def test_ways_of_writing_an_amount(tmp_path: Path, written: str, pence: int) -> None:
    (tmp_path / "ledger.csv").write_text(f'Account,Centre,Amount\n1010,M1,"{written}"\n', encoding="utf-8")

    sums, findings = read(tmp_path)

    assert list(findings) == []
    assert [each.pence for each in sums] == [pence]


FAULTY = {
    "1.005": "not whole pence", "abc": "not an amount", "30%": "percentage", "1.2E+05": "shortened", "€5": "not written in pounds",
    "1,23,45.6": "not an amount", "12k": "not written in pounds", "": "no amount", "1.2.3": "not an amount", "#N/A": "not an amount",
    "1.234,50": "not an amount", "99999999999999.99": "more than", "12 34": "not an amount", "1 2345": "not an amount",
}  # fmt: skip


@pytest.mark.parametrize("written", FAULTY)
def test_a_faulty_amount_is_named_by_file_and_line(tmp_path: Path, written: str) -> None:
    lines = f'Account,Centre,Amount\n1010,M1,5\n1010,M1,"{written}"\n1010,M1,7\n'
    (tmp_path / "ledger.csv").write_text(lines, encoding="utf-8")

    _, findings = read(tmp_path)

    assert [(finding.sheet, finding.cell) for finding in findings] == [("ledger.csv", "line 3")]
    assert FAULTY[written] in findings.found[0].message
    assert "ledger.csv, line 3:" in findings.found[0].message


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    text = 'Ledger extract,,\n\nAccount,Centre,Amount\n1010,"M\n1",5\n\n1010,M1,"x\ny"\n1010,M1\n1010,M1,5,6\n7777,M1,1\n1010,Q1,1\n,M1,1\n'
    (tmp_path / "ledger.csv").write_text(text, encoding="utf-8")

    _, findings = read(tmp_path)

    assert {finding.cell: finding.code for finding in findings} == {
        "line 7": "amount", "line 9": "line", "line 10": "line", "line 11": "code", "line 12": "code", "line 13": "code",
    }  # fmt: skip


def test_debit_and_credit_columns(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(
        'Account,Centre,Dr,Cr\n1010,M1,"1,000.00",\n1010,M1,,250.25\n1010,M1,5,1\n1010,M1,,\n', encoding="utf-8"
    )
    columns = {**COLUMNS, "Amount column": "", "Debit column": "DR", "Credit column": "CR"}

    sums, findings = read(tmp_path, columns)

    assert [each.pence for each in sums] == [100000 - 25025 + 400]
    assert [(finding.cell, finding.code) for finding in findings] == [("line 5", "blank")]


def test_cr_and_dr_have_no_place_in_a_column_of_debits_or_credits(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(
        "Account,Centre,Dr,Cr\n1010,M1,5,\n1010,M1,,3 CR\n1010,M1,(4 dr),\n", encoding="utf-8"
    )

    _, findings = read(tmp_path, {**COLUMNS, "Amount column": "", "Debit column": "Dr", "Credit column": "Cr"})

    assert {(finding.cell, finding.code) for finding in findings} == {("line 3", "amount"), ("line 4", "amount")}


@pytest.mark.parametrize(
    ("written", "day"),
    [("01/04/2012", date(2012, 4, 1)), ("1/4/12", date(2012, 4, 1)), ("2012-04-01T10:00:00Z", date(2012, 4, 1)),
     ("01/04/2012 10:30", date(2012, 4, 1)), ("01/04/2012 9:00 am", date(2012, 4, 1)), ("1 April 2012", date(2012, 4, 1)),
     ("20120401", date(2012, 4, 1)), ("2012111", None), ("41000", None), ("12/31/2012", None), ("Apr-12", None),
     ("01/04/2012 to 31/03/2013", None), ("01/04/2012?", None)],
)  # fmt: skip
def test_a_day_is_read_whole_or_not_at_all(written: str, day: date | None) -> None:
    assert ledger_date(written) == day


def test_a_fixed_partner_and_years_from_dates(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(
        "Account,Amount,Posted\n1010,1,31/03/2013\n1010,2,01/04/2013\n1010,4,2013-03-31\n1010,8,30/02/2013\n",
        encoding="utf-8",
    )
    columns = {**COLUMNS, "Financial year": "", "Cost centre column": "", "Partner": "SBC", "Date column": "Posted"}

    sums, findings = read(tmp_path, columns)

    assert {str(each.year): each.pence for each in sums} == {"2012/13": 500, "2013/14": 200}
    assert [finding.cell for finding in findings] == ["line 5"]


def test_the_extracts_own_total_is_checked(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(
        "Account,Centre,Amount\n1010,M1,5\n2100,M1,7.01\nTotal,,12.01\n", encoding="utf-8"
    )
    assert list(read(tmp_path)[1]) == []

    (tmp_path / "ledger.csv").write_text(
        "Account,Centre,Amount\n1010,M1,5\n2100,M1,7.01\nTotal,,12.02\n", encoding="utf-8"
    )

    findings = read(tmp_path)[1]
    assert [(finding.cell, finding.code) for finding in findings] == [("line 4", "total")]
    assert "£12.02" in findings.found[0].message and "£12.01" in findings.found[0].message


@pytest.mark.parametrize("word", ["Total", "TOTALS:", "Sub-total", "Subtotal", "Report total", "Total for 1010"])
def test_a_line_of_a_total_is_never_counted_even_where_every_code_counts(tmp_path: Path, word: str) -> None:
    (tmp_path / "ledger.csv").write_text(
        f"Account,Centre,Amount\n1010,M1,5\n{word},,5\n1010,M1,6\n{word},,6\n{word},,11\n", encoding="utf-8"
    )

    sums, findings = read(tmp_path, codes=[("Subjective", "*", "Net cost"), ("Cost centre", "*", "MBC")])

    assert list(findings) == []
    assert told(sums) == {("MBC", "Net cost"): 1100}


def test_the_largest_amounts_add_up_without_overflow(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text(
        "Account,Centre,Amount\n" + "1010,M1,9999999999999.99\n" * 10_000, encoding="utf-8"
    )

    assert told(read(tmp_path)[0]) == {("MBC", "Employees"): 999_999_999_999_999 * 10_000}


def test_a_workbook_extract_is_read_like_a_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Actuals")
    sheet = book["Actuals"]
    sheet.append(["Ledger of Maidstone"])
    sheet.append(["Account", "Centre", "Amount"])
    for code, centre, amount in LINES:
        sheet.append([int(code), centre, float(amount)])
    sheet.append(["1010", "M1", "£x"])
    sheet.append(["1010", "M1", "=1+1"])
    book.save(tmp_path / "ledger.xlsx")

    sums, findings = read(tmp_path, {**COLUMNS, "File": "ledger.xlsx", "Sheet": "actuals"})

    assert told(sums) == EXPECTED
    assert {finding.cell for finding in findings} == {"line 8", "line 9"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"File": "../ledger.csv"}, "outside-folder"), ({"File": "C:\\ledger.csv"}, "outside-folder"), ({"File": "/etc/passwd.csv"}, "outside-folder"),
     ({"File": "ledger.pdf"}, "not-an-extract"), ({"File": "missing.csv"}, "not-found"), ({"Holds": "Both"}, "unknown"),
     ({"Financial year": "2012"}, "not-a-year"), ({"Financial year": ""}, "blank"), ({"Partner": "XYZ"}, "unknown"),
     ({"Cost centre column": ""}, "blank"), ({"Amount column": ""}, "columns"), ({"Debit column": "Dr"}, "columns"),
     ({"Subjective column": "Code"}, "missing-column"), ({"File": "renamed.csv"}, "not-csv"), ({"File": "empty.csv"}, "empty"),
     ({"File": "binary.csv"}, "not-csv"), ({"File": "text.xlsx"}, "text"), ({"File": "quote.csv"}, "csv"), ({"File": "twice.csv"}, "duplicate-column"),
     ({"File": "heading.csv"}, "empty"), ({"File": "title.csv"}, "csv"), ({"File": "twice.xlsx"}, "duplicate-column"),
     ({"Amount column": "", "Debit column": "Amount", "Credit column": "amount"}, "columns")],
)  # fmt: skip
def test_a_mapping_that_cannot_be_followed_is_named(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    files = {
        "ledger.csv": b"Account,Centre,Amount\n1010,M1,5\n", "renamed.csv": b"PK\x03\x04", "empty.csv": b" \n", "binary.csv": bytes(range(256)),
        "text.xlsx": b"Account,Centre,Amount\n", "quote.csv": b'Account,Centre,Amount\n1010,M1,"5\n1010,M1,6\n',
        "twice.csv": b"Account,Centre,Amount,Amount\n1010,M1,5,6\n", "heading.csv": b"Account,Centre,Amount\n", "title.csv": b'"Ledger" of May\nAccount,Centre,Amount\n1010,M1,5\n',
    }  # fmt: skip
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Account", "Centre", "Amount", "AMOUNT"])
    book.save(tmp_path / "twice.xlsx")
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    sums, findings = read(tmp_path, {**COLUMNS, **changes})

    assert sums == ()
    assert [finding.code for finding in findings] == [code]
    assert findings.found[0].sheet == "Ledger"


def test_codes_held_by_two_lines_are_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("Account,Centre,Amount\n1010,M1,5\n", encoding="utf-8")

    _, findings = read(
        tmp_path,
        codes=[
            *CODES,
            ("Subjective", "1000-1099", "Premises"),
            ("Subjective", "20-1000", "x"),
            ("Colour", "1", "x"),
            ("Cost centre", "1", "ABC"),
        ],
    )

    assert [finding.code for finding in findings] == ["not-a-range", "unknown", "unknown", "code"]
    assert "'Ledger codes'!B2" in findings.found[-1].message


def test_codes_with_hyphens_are_no_ranges_and_leave_out_is_known_in_any_case(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("Account,Centre,Amount\nAB-1234,M-2,5\n9000,M-2,6\n", encoding="utf-8")

    sums, findings = read(
        tmp_path,
        codes=[("Subjective", "AB-1234", "Rent"), ("Subjective", "9000", "leave OUT"), ("Cost centre", "M-2", "MBC")],
    )

    assert list(findings) == []
    assert told(sums) == {("MBC", "Rent"): 500}


def test_lines_are_not_counted_twice_by_two_lines_of_the_table(tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("Account,Centre,Amount\n1010,M1,5\n", encoding="utf-8")

    sums, findings = read(tmp_path, COLUMNS, {**COLUMNS, "File": "LEDGER.csv"}, {**COLUMNS, "Holds": "Budget"})

    assert [(finding.code, finding.cell) for finding in findings] == [("duplicate", "A3")]
    assert [(each.holds, each.pence) for each in sums] == [("Actual", 500), ("Budget", 500)]


def test_sums_become_budget_lines_and_actual_costs(tmp_path: Path) -> None:
    text = "Account,Centre,Amount\n" + "".join(f"{code},{centre},{amount}\n" for code, centre, amount in LINES)
    (tmp_path / "ledger.csv").write_text(text, encoding="utf-8")
    sums, _ = read(tmp_path, COLUMNS, {**COLUMNS, "Holds": "Budget", "Financial year": "2011/12"})

    budgets = budget_lines(sums)

    assert [(str(line.year), line.partner, line.heading, line.budget) for line in budgets] == [
        ("2011/12", "MBC", "Employees", 125051), ("2011/12", "SBC", "Supplies and services", -31000), ("2011/12", "TWBC", "Training", 9999),
    ]  # fmt: skip
    assert actual_costs(sums) == {YEAR: {"MBC": 125051, "SBC": -31000, "TWBC": 9999}}


def test_many_faulty_lines_are_all_named(tmp_path: Path) -> None:
    text = "Account,Centre,Amount\n" + "1010,M1,x\n" * 2000 + "1010,M1,5\n" + "1010,M1,y\n"
    (tmp_path / "ledger.csv").write_text(text, encoding="utf-8")

    _, findings = read(tmp_path)

    assert len(findings) == 501
    assert "502-2001, 2003" in findings.found[-1].message


def test_a_million_lines_in_twenty_seconds_to_the_penny(tmp_path: Path) -> None:
    count = 1_000_000
    centres, codes = ["M100", "S200", "T150"], ["1010", "1500", "2100", "2900"]
    pence = [(at * 7919) % 2_000_003 - 500_000 for at in range(count)]
    with (tmp_path / "ledger.csv").open("w", encoding="utf-8") as file:
        file.write("Date,Account,Centre,Reference,Narrative,Amount\n")
        file.writelines(
            f'01/04/2012,{codes[at % 4]},{centres[at % 3]},INV{at},"Supplier {at % 977}, rent",{"-" if p < 0 else ""}{abs(p) // 100}.{abs(p) % 100:02}\n'
            for at, p in enumerate(pence)
        )
    before = time.process_time()

    sums, findings = read(tmp_path)

    assert time.process_time() - before < 20
    assert list(findings) == []
    expected = Fraction(sum(pence), 100)
    assert expected == Fraction(sum(each.pence for each in sums), 100)
    employees = sum(p for at, p in enumerate(pence) if at % 3 == 0 and at % 4 in (0, 1))
    assert told(sums)[("MBC", "Employees")] == employees
    assert sum(each.lines for each in sums) == count


def test_cells_of_a_workbook_extract_are_written_as_a_ledger_would(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Held"])
    for value in (1234567.89, 0.1 + 0.2, -0.05, 12.0, 1e-7, date(2013, 4, 1), date(2013, 4, 1), True, "007", 0.3):
        sheet.append([value])
    sheet["A11"].number_format = "0%"
    book.save(tmp_path / "extract.xlsx")

    (block,) = Extract("extract.xlsx", tmp_path / "extract.xlsx").blocks(["Held"])

    assert block.columns == [
        ["1234567.89", "0.3", "-0.05", "12", "0.0000001", "2013-04-01", "2013-04-01", "True", "007", "30.0%"]
    ]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_headings_said_again_and_lines_of_spaces_are_passed_over(tmp_path: Path, suffix: str) -> None:
    """As a report printed to a file has them at the head of each page."""
    heads = ["Account", "Centre", "Amount"]
    lines = [heads, list(LINES[0]), heads, ["  ", " ", ""], list(LINES[1]), heads]
    if suffix == ".csv":
        text = "\n".join(map(",".join, [*lines, ["  "], ["---------"]]))
        (tmp_path / "ledger.csv").write_text(text)
    else:
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line)
        book.save(tmp_path / "ledger.xlsx")

    sums, findings = read(tmp_path, {**COLUMNS, "File": f"ledger{suffix}"})

    assert told(sums) == {("MBC", "Employees"): 125050, ("SBC", "Supplies and services"): -31000}
    assert [(each.severity, each.code) for each in findings] == [("warning", "headings-repeated")]
    assert "2 lines" in findings.found[0].message


@pytest.mark.parametrize(
    ("heading", "changes"),
    [("Date column", {"Date column": "Date"}), ("Cost centre column", {"Partner": "MBC"})],
)
def test_a_column_that_is_given_and_not_used_is_said(tmp_path: Path, heading: str, changes: dict[str, str]) -> None:
    (tmp_path / "ledger.csv").write_text("Account,Centre,Amount,Date\n1010,M200,5.00,01/04/2012\n")

    sums, findings = read(tmp_path, {**COLUMNS, **changes})

    place = openpyxl.utils.get_column_letter(list(LEDGER.kinds).index(heading) + 1) + "2"
    assert told(sums) == {("MBC", "Employees"): 500}
    assert [(each.severity, each.cell, each.code) for each in findings] == [("warning", place, "not-used")]
