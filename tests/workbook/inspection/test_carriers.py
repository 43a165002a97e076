"""Every carrier is found out, by the inspection and by the search for secrets; a clean workbook is left in peace."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from mkip_xl.workbook.inspection import Secrets, inspect
from mkip_xl.workbook.inspection.opened import open_anyway
from mkip_xl.workbook.inspection.scanning import scan_opened

OTHERS = Secrets.of(
    [1234567.5, 3, 100, 371.25, 98765.43, 0.1045, 262144.5, 45000.01], ["ZEBRA QUARTZ", "Ann", "Redundancy payment"]
)


def test_there_are_more_than_a_hundred_carriers(carriers: ModuleType) -> None:
    assert len({carrier.name for carrier in carriers.CARRIERS}) >= 120


def test_an_inspection_names_what_hides_the_mark(carrier: object) -> None:
    expected = carrier.code  # type: ignore[attr-defined]
    codes = {finding.code for finding in inspect(carrier.file())}  # type: ignore[attr-defined]

    assert expected is None or expected in codes


def test_the_search_finds_the_mark(carrier: object, making: ModuleType) -> None:
    book, _ = open_anyway(carrier.file())  # type: ignore[attr-defined]
    result = scan_opened(book, Secrets.of([making.NUMBER], [making.TEXT]))
    found = {survivor.kind for survivor in result.survivors}
    expected = _expected(carrier)

    assert result.complete
    assert expected == found
    assert carrier.form is None or any(carrier.form in one.form for one in result.survivors)  # type: ignore[attr-defined]


def _expected(carrier: object) -> set[str]:
    return {kind for kind in ("number", "text") if getattr(carrier, kind)}


def test_a_number_is_found_in_every_form_it_is_printed(form: str, making: ModuleType) -> None:
    assert _search(form, making)


def test_a_number_like_the_secret_is_left_in_peace(other_number: str, making: ModuleType) -> None:
    assert not _search(other_number, making)


def test_a_text_is_found_in_every_way_it_is_written(text_form: str, making: ModuleType) -> None:
    assert _search(text_form, making)


def test_a_text_like_the_secret_is_left_in_peace(other_text: str, making: ModuleType) -> None:
    assert not _search(other_text, making)


def _search(text: str, making: ModuleType) -> bool:
    parts = making.row(making.unpacked(making.plain()), making.cell("A6", text))
    book, _ = open_anyway(making.packed(parts))
    return bool(scan_opened(book, Secrets.of([making.NUMBER], [making.TEXT])).survivors)


def test_the_plain_workbook_of_the_carriers_hides_nothing(making: ModuleType) -> None:
    book, refusal = open_anyway(making.plain())

    assert refusal is None
    assert inspect(making.plain()) == []
    assert scan_opened(book, OTHERS).survivors == ()


def test_workbooks_of_other_programs_raise_no_false_alarm(clean_files: dict[str, bytes]) -> None:
    alarms = {name: [str(finding) for finding in inspect(data)] for name, data in clean_files.items()}

    assert alarms == {name: [] for name in clean_files}
    assert len(clean_files) == 6


def test_workbooks_of_other_programs_hold_no_secret(clean_files: dict[str, bytes]) -> None:
    for name, data in clean_files.items():
        result = scan_opened(open_anyway(data)[0], OTHERS)

        assert (name, (), True) == (name, result.survivors, result.complete)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (371000, "£371k"), (371000, "371,000"), (371000, "0.371m"), (371000, "37100000"), (300000, "£0.3m"),
        (0.1045, "10.45%"), (0.1045, "0.1045"), (0.1045, "10.45"), (10.45, "0.1045"), (3, "£3"),
        (100, "exactly 100 posts"), (98765.43, "98,765"), (98765.43, "9.88E+04"), (98765.43, "£98.8k"),
        (-98765.43, "(98,765.43)"),
    ],
)  # fmt: skip
def test_other_numbers_are_found_too(number: float, printed: str, making: ModuleType) -> None:
    parts = making.row(making.unpacked(making.plain()), making.cell("A6", printed))
    book, _ = open_anyway(making.packed(parts))

    assert scan_opened(book, Secrets.of([number])).survivors


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (371000, "371"), (3, "paragraph 3"), (100, "A100"), (100, "1001"), (0.1045, "10.6%"), (98765.43, "99"),
        (98765.43, "98,764"), (1200000, "£1m"), (371000, "£0.4m"), (100, "£100,000"),
    ],
)  # fmt: skip
def test_likeness_by_chance_is_no_find(number: float, printed: str, making: ModuleType) -> None:
    parts = making.row(making.unpacked(making.plain()), making.cell("A6", printed))
    book, _ = open_anyway(making.packed(parts))

    assert not scan_opened(book, Secrets.of([number])).survivors


@pytest.mark.parametrize("number", [16384, 124519, 45383])
def test_what_a_program_tells_of_itself_is_no_secret(number: int, making: ModuleType) -> None:
    parts = making.swap(making.unpacked(making.plain()), making.BOOK, 'calcId="124519"', f'calcId="{number}"')
    parts = making.swap(
        parts, making.BOOK, "<workbookView ", f'<workbookView windowWidth="{number}" xWindow="{number}" '
    )

    assert not scan_opened(open_anyway(making.packed(parts))[0], Secrets.of([number])).survivors


@pytest.mark.parametrize(
    "rule",
    [
        '<dataValidation type="date" sqref="D3"><formula1>45383</formula1></dataValidation>',
        '<dataValidation type="whole" sqref="D3" error="From 1 to 1000"><formula1>1</formula1><formula2>1000</formula2>'
        "</dataValidation>",
    ],
)
def test_a_date_or_a_round_number_that_limits_an_input_is_no_finding(rule: str, making: ModuleType) -> None:
    parts = making.after_data(making.unpacked(making.plain()), f'<dataValidations count="1">{rule}</dataValidations>')

    assert inspect(making.packed(parts)) == []


def test_thousands_are_found_where_the_sheet_speaks_of_thousands(making: ModuleType) -> None:
    parts = making.row(making.unpacked(making.plain()), making.cell("A6", "£000") + making.cell("B6", 1235))
    book, _ = open_anyway(making.packed(parts))
    found = scan_opened(book, Secrets.of([making.NUMBER])).survivors

    assert [("Summary", "B6", "in thousands, rounded")] == [(one.sheet, one.cell, one.form) for one in found]


def test_a_search_that_runs_out_of_time_is_not_complete(making: ModuleType) -> None:
    book, _ = open_anyway(making.plain())
    result = scan_opened(book, OTHERS, seconds=-1)

    assert not result.complete
    assert not result.clean
    assert "time" in (result.reason or "")


def test_a_locked_file_inside_makes_the_search_incomplete(making: ModuleType, carriers: ModuleType) -> None:
    locked = bytearray(carriers.files.inner_workbook("x"))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = locked.find(mark)
        locked[place + at] |= 1
    build = carriers.hiding.other_part("xl/embeddings/a.xlsx", "package", bytes(locked), source=making.SHEET)
    result = scan_opened(open_anyway(making.packed(build(making.unpacked(making.plain()))))[0], OTHERS)

    assert not result.complete
    assert "password" in (result.reason or "")


def test_survivors_never_repeat_the_secret(making: ModuleType, carriers: ModuleType) -> None:
    for carrier in carriers.CARRIERS[:20]:
        for one in scan_opened(open_anyway(carrier.file())[0], Secrets.of([making.NUMBER], [making.TEXT])).survivors:
            assert "1234567" not in one.message
            assert "ZEBRA" not in one.message.upper()


def test_the_project_s_own_workbooks_and_templates_hide_nothing(root: Path) -> None:
    files = [*(root / "workbooks").glob("*.xlsx"), *(root / "templates").glob("*.xlsx")]
    found = {path.name: [str(finding) for finding in inspect(path)] for path in files}

    assert found == {name: [] for name in found}
    assert len(found) >= 10


@pytest.mark.parametrize(
    ("author", "text", "expected"),
    [
        ("mkip_xl", "The first day of the agreement, as 1 April 2013.", set()),
        ("mkip_xl", "It was 1,234,567.50 at first.", {"comment"}),
        ("J. Doe", "The first day of the agreement.", {"comment"}),
    ],
)
def test_help_on_headings_is_no_finding_and_a_remark_is(
    author: str, text: str, expected: set[str], making: ModuleType, carriers: ModuleType
) -> None:
    body = (
        f'<comments xmlns="{making.MAIN}"><authors><author>{author}</author></authors><commentList>'
        f'<comment ref="B3" authorId="0"><text><t>{text}</t></text></comment></commentList></comments>'
    )
    build = carriers.hiding.other_part("xl/comments1.xml", "comments", body.encode(), source=making.SHEET)
    codes = {finding.code for finding in inspect(making.packed(build(making.unpacked(making.plain()))))}

    assert expected == codes
