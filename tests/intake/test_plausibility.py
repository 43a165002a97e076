"""What is allowed and probably not meant is told: totals among rows, figures out of scale, rows apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from mkip_xl.intake.model import read_partnership

Change = Callable[[Workbook], None]
Changed = Callable[[Change], Path]


def put(sheet: str, **cells: object) -> Change:
    def change(book: Workbook) -> None:
        for cell, value in cells.items():
            book[sheet][cell] = value

    return change


def row(sheet: str, number: int, *values: object) -> Change:
    def change(book: Workbook) -> None:
        for column, value in enumerate(values, 1):
            book[sheet].cell(number, column, value)

    return change


ERRORS = [
    # what is done, where it is told, by which code, what is said
    (put("Investment", B10="Total"), "'Investment'!B10", "total-row", "counted twice. Delete the row."),
    (put("Investment", B10="GRAND TOTAL:"), "'Investment'!B10", "total-row", "counted twice. Delete the row."),
    (put("Revenue budgets", C8="Sub-total"), "'Revenue budgets'!C8", "total-row", "counted twice. Delete the row."),
    (put("Capital budgets", C8="Totals"), "'Capital budgets'!C8", "total-row", "counted twice. Delete the row."),
    (put("Posts", D8="sum"), "'Posts'!D8", "total-row", "counted twice. Delete the row."),
    (put("Assets", B8="Overall total"), "'Assets'!B8", "total-row", "counted twice. Delete the row."),
    (
        row("Savings", 68, "2022/23", "MBC", "Staff", 5000, 4000),
        "'Savings'!A68", "below-table", "Drag the table's corner down over it, or clear it.",
    ),
    (
        lambda book: [row("Investment", at, "2015/16", "More", "Staff", 5000, "Savings")(book) for at in (26, 27, 40)],
        "'Investment'!A26", "below-table", "So are 2 more below it.",
    ),
    (put("Savings", A6=2013), "'Savings'!A6", "number-in-text", "Write it as 2012/13; if Excel makes a date of that,"),
    (put("Savings", A6=dt.date(2011, 12, 1)), "'Savings'!A6", "date-in-text", "type an apostrophe before it"),
    (put("Savings", A6="13/14"), "'Savings'!A6", "not-a-year", "Write it as 2012/13 (or 2012-13, or 2012/2013)."),
]  # fmt: skip

WARNINGS = [
    (put("Investment", B10="Total programme cost"), "'Investment'!B10", "total-row", "delete it"),
    (put("Revenue budgets", C8="Premises total"), "'Revenue budgets'!C8", "total-row", "delete it"),
    (put("Revenue budgets", C14="premises"), "'Revenue budgets'!C14", "written-two-ways", "Write both alike."),
    (put("Capital budgets", C10="Network  and telephony"), "'Capital budgets'!C10", "written-two-ways", "alike."),
    (put("Posts", C7="2 Service  managers"), "'Posts'!C8", "written-two-ways", "'2 Service  managers' above"),
    (put("Savings", E6=340_000), "'Savings'!E6", "proposed-low", "correct it if the saving was typed."),
    (put("Savings", D12=10_206_200), "'Savings'!D12", "leap", "Baseline is at least 8 times that of the year before."),
    (put("Savings", E12=96_000), "'Savings'!E12", "leap", "Proposed is no more than 1/8 of that of the year"),
    (put("Revenue budgets", D6=-1_034_900), "'Revenue budgets'!D6", "other-sign", "Costs are positive"),
    (put("Revenue budgets", D12=55_000), "'Revenue budgets'!D12", "other-sign", "Costs are positive"),
    (put("Posts", F7=3_900), "'Posts'!F7", "out-of-scale", "for a year of one full-time post, in pounds."),
    (put("Posts", G7=13.8), "'Posts'!G7", "out-of-scale", "not a percentage."),
    (put("Posts", H7=20), "'Posts'!H7", "out-of-scale", "not a percentage."),
    (put("Posts", E7=37), "'Posts'!E7", "out-of-scale", "correct it if hours were typed."),
    (put("Basis register", J6=0.05, J7=0.05, J8=0.05), "'Basis register'!J6", "out-of-scale", "Type 3 for three"),
    (put("Basis register", H7=700), "'Basis register'!I6", "split-changed", "write Agreed under Outcome"),
    (put("Revenue budgets", A6="2009/10"), "'Revenue budgets'!A6", "year-not-shown", "the last two years"),
    (put("Capital options", A8="two"), "'Capital options'!A8", "written-two-ways", "Write both alike."),
    (put("Partners", G6=250), "'Partners'!G6", "out-of-scale", "It is an amount in pounds, as 250000."),
    (put("Partners", E6=dt.date(2016, 4, 18)), "'Partners'!E6", "meeting-late", "Correct the meeting date"),
    (put("Appendices", D7="14"), "'Appendices'!D7", "two-countries", "Cite those of one country."),
    (put("Appendices", H7="apendix-b.xlsx"), "'Appendices'!H7", "own-template", "Correct the name"),
    (put("Investment", D13=900_000), "'Partnership'!B16", "fund-overdrawn", "the capital fund is overdrawn in 2014/15"),
]  # fmt: skip

SILENT = [
    put("Investment", B10="Totalmobile licences"),
    put("Savings", E6=0),
    put("Savings", E6=400_000),
    put(
        "Savings",
        **{cell: 9_000_000 for row in range(18, 66, 6) for cell in (f"D{row}", f"E{row}")},
        D12=7_100_000,
        E12=7_000_000,
    ),
    put("Revenue budgets", D12=0),
    put("Posts", E7=25, H7=0),
    put("Basis register", J6=1, J7=1, J8=1),
    put("Savings", A67="Source: outturn report, table 3", A68="2013/14 prices", D69=12),
]


@pytest.mark.parametrize(("change", "place", "code", "words"), ERRORS)
def test_what_would_count_wrongly_is_an_error(
    change: Change, place: str, code: str, words: str, changed: Changed
) -> None:
    partnership, findings = read_partnership(changed(change))

    assert partnership is None
    assert [
        each.message for each in findings.errors if (each.place, each.code) == (place, code) and words in each.message
    ]


@pytest.mark.parametrize(("change", "place", "code", "words"), WARNINGS)
def test_what_is_probably_not_meant_is_a_warning(
    change: Change, place: str, code: str, words: str, changed: Changed
) -> None:
    partnership, findings = read_partnership(changed(change))
    told = [each.message for each in findings.warnings if each.code == code]

    assert partnership is not None, list(findings)
    assert [each.message for each in findings.warnings if (each.place, each.code) == (place, code)], list(findings)
    assert all(words in message for message in told)
    assert code != "leap" or len(told) == 1


@pytest.mark.parametrize("change", SILENT)
def test_what_may_well_be_meant_is_not_asked_about(change: Change, changed: Changed) -> None:
    _, findings = read_partnership(changed(change))

    assert {each.code for each in findings} <= {"baseline-differs"}


@pytest.mark.parametrize(("beside", "program"), [("~$changed.xlsx", "Excel"), (".~lock.changed.xlsx#", "LibreOffice")])
def test_a_workbook_that_is_open_elsewhere_is_read_as_it_was_last_saved_and_told(
    beside: str, program: str, changed: Changed
) -> None:
    path = changed(put("Savings", E6=950_000))
    (path.parent / beside).write_bytes(b"")
    partnership, findings = read_partnership(path)

    assert partnership is not None
    (told,) = findings
    assert (told.severity, told.code) == ("warning", "open-elsewhere")
    assert f"changed.xlsx is open in {program} ({beside} lies beside it)." in told.message


@pytest.mark.parametrize("outcome", [None, "Kept"])
def test_a_partner_that_cannot_be_read_is_told_and_not_what_only_follows(
    outcome: str | None, root: Path, tmp_path: Path
) -> None:
    """Its share is missing in every split, which is no fault of the split."""
    book = openpyxl.load_workbook(root / "workbooks" / "south-hams-west-devon-2023-24.xlsx")
    register = book["Basis register"]
    headings = [cell.value for cell in register[5]]
    for place in range(6, register.max_row + 1):
        if register.cell(place, 8).value is not None:
            register.cell(place, headings.index("Outcome") + 1).value = outcome
    book["Partners"]["C7"] = None
    book.save(tmp_path / "faulty.xlsx")
    _, findings = read_partnership(tmp_path / "faulty.xlsx")

    assert [each.place for each in findings.errors] == ["'Partners'!C7"]


@pytest.mark.parametrize("wrong", [{"B16": "Four"}, {"B16": None}])
def test_a_fund_that_no_appendix_shows_may_be_half_filled_in(wrong: dict[str, object], changed: Changed) -> None:
    def only_b(book: Workbook) -> None:
        for place in range(6, 19):
            if book["Appendices"].cell(place, 1).value != "B":
                book["Appendices"].cell(place, 3).value = "Open"
        put("Partnership", **wrong)(book)
        put("Capital options", E6="No such basis")(book)

    _, findings = read_partnership(changed(only_b))

    assert {each.code for each in findings} <= {"unknown-option", "unknown-basis", "blank"}
