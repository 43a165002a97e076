"""Each fault an accountant may make is named by its cell, all of them at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from mkip_xl.intake.model import read_partnership

Change = Callable[[Workbook], None]


def put(sheet: str, cell: str, value: object) -> Change:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


def without_table(sheet: str, name: str) -> Change:
    def change(book: Workbook) -> None:
        del book[sheet].tables[name]

    return change


def without_row(sheet: str, row: int) -> Change:
    def change(book: Workbook) -> None:
        for cell in book[sheet][row]:
            cell.value = None

    return change


def together(*changes: Change) -> Change:
    def change(book: Workbook) -> None:
        for each in changes:
            each(book)

    return change


def nothing_saved(division: str) -> Change:
    def change(book: Workbook) -> None:
        book["Partnership"]["B14"] = division
        for row in range(6, 66):
            book["Savings"].cell(row, 4).value = book["Savings"].cell(row, 5).value = 0

    return change


FAULTS = [
    # what is done, where it is found, by which code
    (put("Savings", "D6", "1,234"), "'Savings'!D6", "number-as-text"),
    (put("Savings", "D6", "about a million"), "'Savings'!D6", "text-for-number"),
    (put("Savings", "D6", None), "'Savings'!D6", "blank"),
    (put("Savings", "D6", dt.date(2013, 4, 1)), "'Savings'!D6", "date-for-number"),
    (put("Savings", "D6", 0.005), "'Savings'!D6", "part-penny"),
    (put("Savings", "D6", "#N/A"), "'Savings'!D6", "error-value"),
    (put("Savings", "D6", -5), "'Savings'!D6", "negative"),
    (put("Savings", "B6", "XYZ"), "'Savings'!B6", "unknown"),
    (put("Savings", "A6", "2013"), "'Savings'!A6", "not-a-year"),
    (put("Savings", "A6", "2031/32"), "'Savings'!A6", "outside-term"),
    (put("Savings", "C6", "Stuff"), "'Savings'!C6", "not-a-choice"),
    (put("Savings", "C6", "Non-staff"), "'Savings'!C7", "duplicate"),
    (put("Savings", "E5", "Proposal"), "'Savings'!A5", "missing-column"),
    (without_row("Savings", 6), "'Savings'!A5", "missing-row"),
    (without_table("Savings", "Savings"), "", "missing-table"),
    (put("Savings", "A66", "2023/24"), "'Savings'!A66", "below-table"),
    (together(*(put("Basis register", f"H{row}", 0) for row in (6, 7, 8))), "'Basis register'!H6", "zero-driver"),
    (
        together(*(put("Basis register", f"{column}{row}", None) for row in (6, 7, 8) for column in "HI")),
        "'Basis register'!H6",
        "blank-driver",
    ),
    (put("Basis register", "I6", 0.5), "'Basis register'!I8", "not-100"),
    (put("Basis register", "H6", None), "'Basis register'!H6", "blank"),
    (put("Basis register", "G6", "XX"), "'Basis register'!G6", "unknown"),
    (put("Basis register", "C7", "Another driver"), "'Basis register'!C7", "basis-differs"),
    (put("Capital options", "E6", "No such basis"), "'Capital options'!E6", "unknown-basis"),
    (put("Partnership", "B16", "Four"), "'Partnership'!B16", "unknown-option"),
    (put("Partnership", "B9", dt.date(2013, 5, 1)), "'Partnership'!B9", "not-1-april"),
    (put("Partnership", "B10", 0), "'Partnership'!B10", "not-years"),
    (put("Partnership", "B10", None), "'Partnership'!B10", "blank"),
    (put("Partnership", "A10", "Length"), "'Partnership'!A10", "unknown-item"),
    (put("Partnership", "B14", "By luck"), "'Partnership'!B14", "not-a-choice"),
    (put("Partners", "A7", "MBC"), "'Partners'!A7", "duplicate"),
    (nothing_saved("Baseline budget"), "'Savings'!D5", "nothing-to-weigh"),
    (nothing_saved("Own gross saving"), "'Savings'!E5", "nothing-to-weigh"),
    (put("Partners", "E6", "soon"), "'Partners'!E6", "date-as-text"),
    (put("Appendices", "D7", "8"), "'Appendices'!D7", "no-such-paragraph"),
    (put("Appendices", "E7", None), "'Appendices'!E7", "blank"),
    (put("Appendices", "G7", dt.date(2012, 1, 1)), "'Appendices'!G7", "review-past"),
    (put("Appendices", "A7", "A"), "'Appendices'!A7", "duplicate"),
    (put("Agreement", "C6", "As we like"), "'Agreement'!C6", "not-a-choice"),
    (put("Agreement", "C13", "2040/41"), "'Agreement'!C13", "outside-term"),
    (put("Agreement", "C10", None), "'Agreement'!C10", "blank"),
    (put("Posts", "B6", "Nobody"), "'Posts'!B6", "unknown"),
    (put("Assets", "A7", "MBC-1042"), "'Assets'!A7", "duplicate"),
    (put("Assets", "C6", None), "'Assets'!C6", "blank"),
    (put("Assets", "D6", -48_500), "'Assets'!D6", "negative"),
    (put("Assets", "F6", 1e20), "'Assets'!F6", "too-large"),
    (put("Partners", "G6", -250_000), "'Partners'!G6", "negative"),
]


@pytest.mark.parametrize(("change", "place", "code"), FAULTS)
def test_each_fault_is_named_by_its_cell(
    change: Change, place: str, code: str, changed: Callable[[Change], Path]
) -> None:
    partnership, findings = read_partnership(changed(change))

    assert partnership is None
    assert (place, code) in {(finding.place, finding.code) for finding in findings.errors}


def test_a_partner_without_measure_is_given_as_nought(changed: Callable[[Change], Path]) -> None:
    partnership, _ = read_partnership(changed(put("Basis register", "H6", 0)))

    assert partnership is not None
    assert list(partnership.dated("ICT users")[0].measures.values()) == [0, 438, 505]


SAID = [
    # what is done, where it is said, what is to be done
    (put("Savings", "B6", "CARMS"), "'Savings'!B6", "Correct it, or add it to the partners first."),
    (put("Appendices", "H8", None), "'Appendices'!H8", "Template must be filled: appendix-c.xlsx is the one supplied."),
    (put("Appendices", "D8", None), "'Appendices'!D8", "as 3 in England or 14 in Wales."),
    (put("Appendices", "D8", "13, 3"), "'Appendices'!D8", "Give 1 to 7 in England, or 12 to 18 in Wales."),
    (put("Appendices", "D8", "three"), "'Appendices'!D8", "as 1, 2, 4; in Wales as 12, 13, 15."),
    (put("Revenue budgets", "D12", 5000), "'Revenue budgets'!D12", "Type income with a minus sign before it."),
]


@pytest.mark.parametrize(("change", "place", "words"), SAID)
def test_a_fault_is_told_with_what_to_do(
    change: Change, place: str, words: str, changed: Callable[[Change], Path]
) -> None:
    _, findings = read_partnership(changed(change))

    assert [finding.message for finding in findings if finding.place == place and words in finding.message]


@pytest.mark.parametrize("percents", [(40, 32, 28), (40, 0.32, 0.28)])
def test_percentages_typed_without_their_sign_are_not_also_called_missing(
    percents: tuple[float, ...], changed: Callable[[Change], Path]
) -> None:
    """All three wrong, or one: the other two are not told that it was left blank."""
    wrong = [row for row, percent in enumerate(percents, 6) if percent > 1]
    typed = (put("Basis register", f"I{row}", percent) for row, percent in enumerate(percents, 6))
    unmeasured = (put("Basis register", f"H{row}", None) for row in (6, 7, 8))

    _, findings = read_partnership(changed(together(*typed, *unmeasured)))

    assert {(each.place, each.code) for each in findings.errors if each.sheet == "Basis register"} == {
        (f"'Basis register'!I{row}", "percentage-too-large") for row in wrong
    }


def test_all_faults_are_told_at_once(changed: Callable[[Change], Path]) -> None:
    def spoil(book: Workbook) -> None:
        for sheet, cell, value in (
            ("Savings", "D8", "lots"),
            ("Investment", "D7", None),
            ("Posts", "E9", "two"),
            ("Partners", "E7", "May"),
            ("Revenue budgets", "B10", "ZZ"),
            ("Capital options", "E7", "Guess"),
        ):
            book[sheet][cell] = value

    _, findings = read_partnership(changed(spoil))

    assert {finding.place for finding in findings.errors} == {
        "'Savings'!D8",
        "'Investment'!D7",
        "'Posts'!E9",
        "'Partners'!E7",
        "'Revenue budgets'!B10",
        "'Capital options'!E7",
    }


def test_the_example_has_no_finding(root: Path) -> None:
    partnership, findings = read_partnership(root / "workbooks" / "mkip-ict.xlsx")

    assert list(findings) == []
    assert partnership is not None
