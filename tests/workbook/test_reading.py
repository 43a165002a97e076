"""The reader: exact values from odd files, every faulty cell named, nothing said of clean ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from mkip_xl.cli import group
from mkip_xl.findings import Findings
from mkip_xl.workbook.reading import ExcelError, Reading, must_be_known, no_duplicates, read_workbook
from mkip_xl.workbook.reading.survey import as_json, survey

Make = Callable[[], bytes]
ERRORS = {"error", "new_error"}


def values(reading: Reading) -> dict[str, dict[str, Any]]:
    """Every cell with a value."""
    return {name: {cell.ref: cell.value for cell in sheet} for name, sheet in reading.sheets.items()}


def test_an_odd_file_gives_exact_values(
    odd_case: tuple[Make, dict[str, dict[str, Any]]], request: pytest.FixtureRequest
) -> None:
    make, expected = odd_case
    if request.node.callspec.id in ERRORS:
        expected = {"Sheet1": {place: ExcelError(code) for place, code in expected["Sheet1"].items()}}

    reading = read_workbook(make(), "odd.xlsx")
    found = values(reading)

    assert json.loads(json.dumps(as_json(reading, survey(reading)), allow_nan=False))
    assert expected == found
    assert [[type(value) for value in cells.values()] for cells in expected.values()] == [
        [type(found[sheet][place]) for place in expected[sheet]] for sheet in expected
    ]


def test_every_faulty_cell_is_named_and_no_other(faulty_case: tuple[Make, Any, dict[str, str]]) -> None:
    make, kinds, faulty = faulty_case

    findings = survey(read_workbook(make(), "faulty.xlsx"), kinds)

    assert sorted(faulty.items()) == sorted((finding.cell, finding.code) for finding in findings)
    assert {finding.sheet for finding in findings} == {"Net savings"}
    assert all(len(finding.message.split()) > 5 and finding.message[-1] in ".?)" for finding in findings)


def test_findings_come_in_reading_order(faulty_case: tuple[Make, Any, dict[str, str]]) -> None:
    make, kinds, _ = faulty_case

    places = [finding.cell or "A0" for finding in survey(read_workbook(make(), "faulty.xlsx"), kinds)]

    assert places == sorted(places, key=lambda place: (int(place[1:]), place[0]))


def test_nothing_is_said_of_a_clean_file(clean_case: tuple[Make, Any]) -> None:
    make, kinds = clean_case
    reading = read_workbook(make(), "clean.xlsx")

    assert [str(finding) for finding in survey(reading, kinds)] == []
    assert [str(finding) for finding in survey(reading)] == []


def test_nothing_is_said_of_a_total_over_what_an_unknown_function_fills(packing: ModuleType) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:B1">THEIRS(2)</f><v>5</v></c><c r="B1"><v>7</v></c></row>'
        '<row r="2"><c r="A2"><f>SUM(A1:A1)</f><v>5</v></c><c r="B2"><f>SUM(B1:B1)</f><v>7</v></c></row>'
    )

    assert survey(read_workbook(packing.zipped(packing.parts(rows)), "a.xlsx")) == []


def test_the_example_workbook_is_clean(root: Path) -> None:
    reading = read_workbook(root / "workbooks" / "mkip-ict.xlsx")

    assert survey(reading) == []
    assert "partners" in reading.tables


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit status of the command and the document it prints."""
    done = CliRunner().invoke(group, ["read", *arguments])
    return done.exit_code, json.loads(done.stdout) if done.exit_code < 2 else {}


def test_the_command_prints_cells_findings_and_refusals(tmp_path: Path, packing: ModuleType) -> None:
    file = tmp_path / "a.xlsx"
    rows = '<row r="1"><c r="A1" t="str"><v>Net cost</v></c></row><row r="2"><c r="A2"><v>1250.5</v></c></row>'
    file.write_bytes(packing.zipped(packing.parts(rows + '<row r="3"><c r="A3" t="str"><v>£5</v></c></row>')))
    kinds = ("--kinds", '{"Net cost": "money"}')

    assert run(str(file), "--json")[1]["sheets"] == {"Sheet1": {"A1": "Net cost", "A2": 1250.5, "A3": "£5"}}
    status, document = run(str(file), *kinds, "--json")
    assert (status, [finding["code"] for finding in document["findings"]]) == (1, ["number-as-text"])
    assert document["findings"][0]["cell"] == "A3"
    status, document = run(str(tmp_path / "missing.xlsx"), "--json")
    assert (status, document["refused"]["code"]) == (1, "not-found")
    for wrong in ("nonsense", "[]", '{"a": "colour"}', '{"a": 1}', "[" * 100_000):
        assert run(str(file), "--kinds", wrong)[0] == 2


def test_check_tells_a_refusal_as_json_too(tmp_path: Path) -> None:
    done = CliRunner().invoke(group, ["check", str(tmp_path / "missing.xlsx"), "--json"])

    assert (done.exit_code, list(json.loads(done.stdout)), done.stderr) == (1, ["refused"], "")
    assert json.loads(done.stdout)["refused"]["code"] == "not-found"


def test_the_command_shows_dates_errors_and_truths_as_json(tmp_path: Path, packing: ModuleType) -> None:
    file = tmp_path / "a.xlsx"
    row = (
        '<row r="1"><c r="A1" s="1"><v>41365</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="b"><v>1</v></c>'
        '<c r="D1" s="4"><v>1.5</v></c><c r="E1"><v>0.30000000000000004</v></c><c r="F1"><f>1+1</f></c></row>'
    )
    file.write_bytes(packing.zipped(packing.parts(row)))

    status, document = run(str(file), "--json")

    assert status == 0
    assert document["sheets"]["Sheet1"] == {
        "A1": "2013-04-01",
        "B1": "#N/A",
        "C1": True,
        "D1": "36:00:00",
        "E1": 0.3,
        "F1": None,
    }
    assert [(finding["cell"], finding["code"]) for finding in document["findings"]] == [
        ("B1", "error-value"),
        ("F1", "not-calculated"),
    ]


def test_a_missing_column_is_named_with_the_nearest_heading(root: Path) -> None:
    findings = Findings()

    read_workbook(root / "workbooks" / "mkip-ict.xlsx").tables["PARTNERS"].records({"Authorty": "name"}, findings)

    assert [finding.code for finding in findings] == ["missing-column"]
    assert "'Authority'" in findings.found[0].message


def test_duplicate_and_unknown_entries_are_named(root: Path) -> None:
    findings = Findings()
    table = read_workbook(root / "workbooks" / "mkip-ict.xlsx").tables["RevenueBudgets"]
    records = table.records({"Partner": "code", "Subjective heading": "name"}, findings)
    assert not findings

    no_duplicates(records, ["Partner"], findings)
    must_be_known(records, "Partner", ["MBC", "SBCC"], findings, whose="partners")

    duplicates = [finding for finding in findings if finding.code == "duplicate"]
    unknown = [finding for finding in findings if finding.code == "unknown"]
    assert len(duplicates) == len(records) - 3
    assert len(unknown) == sum(record["Partner"] != "MBC" for record in records)
    assert any("Was 'SBCC' meant?" in finding.message for finding in unknown)


def test_cells_tell_their_formula_format_and_number(packing: ModuleType) -> None:
    rows = '<row r="2" hidden="1"><c r="B2" s="1"><f>TODAY()</f><v>41365</v></c><c r="C2" s="2"><v>0.3</v></c></row>'

    sheet = read_workbook(packing.zipped(packing.parts(rows)), "a.xlsx").sheets["Sheet1"]

    cell, share = sheet.cells["b2"], sheet.cells["$C$2"]
    assert (cell.formula, cell.number_format, cell.shows, cell.number, cell.hidden) == (
        "TODAY()",
        "dd/mm/yyyy",
        "date",
        41365,
        True,
    )
    assert (share.value, share.shows, share.formula) == (Decimal("0.3"), "percentage", None)
    assert "A1" not in sheet.cells and len(sheet.cells) == 2
