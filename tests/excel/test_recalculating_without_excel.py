"""`mkip-xl recalc`: MKIP_ formulas of a workbook worked out without Excel, judged by figures worked out by hand."""

from __future__ import annotations

import inspect
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from mkip_xl.commands.recalc import command
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.recalc import worked_out
from mkip_xl.excel.recalc.work import OF_DATES


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook with formulas of every kind and no cached value at all, as openpyxl writes one."""
    book = openpyxl.Workbook()
    costs = book.active
    costs.title = "Costs & shares"
    for row in [["Partner", "Weight"], ["MBC", 1], ["SBC", 1], ["TWBC", 1]]:
        costs.append(row)
    costs.add_table(Table(displayName="Basis", ref="A1:B4"))
    costs["D1"] = 100
    costs["D2"] = "=D1*2"
    costs["F2"] = ArrayFormula("F2:F4", "=MKIP_SHARES(D1,B2:B4)")
    costs["G2"] = ArrayFormula("G2:G4", "=_xldudf_MKIP_SHARES(D2,Basis[Weight])")
    costs["F5"] = "=ROUND(SUM(F2:F4)-D1,2)=0"
    sheet = book.create_sheet("Sums")
    sheet["A1"] = "=MKIP_SHARE('Costs & shares'!D1,'Costs & shares'!B2:B4,1)"
    sheet["A2"] = "=MKIP_SHARE(amount_to_share,weights_by_name,2)+1"
    sheet["A3"] = "=MKIP_CHECK_TOTAL(100,MKIP_SHARES(100,{1;1;1}))"
    sheet["A4"] = "=SUM(MKIP_SHARES(D9+300000/3,{3,2,1},0))"
    sheet["A5"] = "=MKIP_SHARES(10,{1,3})"
    sheet["A6"] = "=MKIP_SHARES(10,B20:B21)"
    sheet["A7"] = '=IF(MKIP_KEY_DECISION(371000,250000)="Yes","key","not key")'
    sheet["A8"] = "=INDEX(MKIP_SHARES(100,{1,1,1}),1,3)"
    sheet["A9"] = '="MKIP_SHARES("&"is only a text)"'
    sheet["A10"] = "=MKIP_FINANCIAL_YEAR(DATE(2013,4,1))"
    sheet["A11"] = "=MKIP_SHARE(A1,{1,1},1)"
    sheet["A13"] = "=MKIP_CHECK_TOTAL(100,_xlfn.ANCHORARRAY('Costs & shares'!$F$2))"
    sheet["A14"] = "=_xlfn.SINGLE(MKIP_SHARES(100,{1,3}))"
    sheet["A15"] = "=SUM(division)"
    sheet["A16"] = "=division"
    sheet["A17"] = '="a"&CHAR(7)&MKIP_CHECK_TOTAL(3,{1,2})'
    sheet["A18"] = '=IF(INDEX(MKIP_SHARES(100,{1,3}),2)>=75,IFS(INDEX(MKIP_SHARES(1,{1,3}),1)=0.25,"yes"),"no")'
    sheet["A12"] = "=MKIP_BALANCING(1000,{500,400},{60,40},)"
    book.defined_names["amount_to_share"] = openpyxl.workbook.defined_name.DefinedName(
        "amount_to_share", attr_text="'Costs & shares'!$D$1"
    )
    book.defined_names["weights_by_name"] = openpyxl.workbook.defined_name.DefinedName(
        "weights_by_name", attr_text="'Costs & shares'!$B$2:$B$4"
    )
    book.defined_names["division"] = openpyxl.workbook.defined_name.DefinedName(
        "division", attr_text="MKIP_SHARES(amount_to_share,weights_by_name)"
    )
    path = tmp_path / "shares.xlsx"
    book.save(path)
    return path


def values(path: Path) -> dict[str, dict[str, Any]]:
    """What a reader without the functions sees."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: {cell.coordinate: cell.value for row in sheet for cell in row} for sheet in book}


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, list(arguments))
    return done.exit_code, done.output


def test_every_formula_of_ours_gets_the_value_it_has_by_hand(workbook: Path) -> None:
    status, told = run(str(workbook))
    seen = values(workbook)

    assert status == 0, told
    assert [seen["Costs & shares"][cell] for cell in ("F2", "F3", "F4")] == [33.34, 33.33, 33.33]
    assert [seen["Costs & shares"][cell] for cell in ("G2", "G3", "G4")] == [66.67, 66.67, 66.66]
    assert seen["Sums"] == {
        "A1": 33.34,
        "A2": 34.33,
        "A3": "OK",
        "A4": 100000,
        "A5": 2.5,
        "A6": "#VALUE!",
        "A7": "key",
        "A8": 33.33,
        "A9": "MKIP_SHARES(is only a text)",
        "A10": "2013/14",
        "A11": 16.67,
        "A12": 100,
        "A13": "OK",
        "A14": 25,
        "A15": 100,
        "A16": 33.34,
        "A17": "a_x0007_OK",  # as a file writes a letter that XML has not
        "A18": "yes",
    }


def test_what_reads_our_figures_is_brought_along(workbook: Path) -> None:
    run(str(workbook))

    assert values(workbook)["Costs & shares"]["F5"] is True


def test_what_our_figures_read_is_brought_along(workbook: Path) -> None:
    run(str(workbook))
    source = io.BytesIO(workbook.read_bytes())
    _with_part(source, workbook, "xl/worksheets/sheet1.xml", lambda part: part.replace("<v>200</v>", "<v>150</v>", 1))
    assert values(workbook)["Costs & shares"]["D2"] == 150

    run(str(workbook))

    assert values(workbook)["Costs & shares"]["D2"] == 200


def test_the_formulas_stay_and_a_second_run_changes_no_byte(workbook: Path) -> None:
    before = formulas(workbook)
    run(str(workbook))
    once = workbook.read_bytes()
    status, told = run(str(workbook))

    assert status == 0
    assert "0 cells were stale" in told
    assert workbook.read_bytes() == once
    assert formulas(workbook) == before


def formulas(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    return [found for part in parts for found in re.findall(r"<f[ >].*?</f>", part)]


def test_check_names_the_stale_cells_and_writes_nothing(workbook: Path) -> None:
    run(str(workbook))
    book = io.BytesIO(workbook.read_bytes())
    _with_part(book, workbook, "xl/worksheets/sheet1.xml", lambda part: part.replace("<v>100</v>", "<v>130</v>", 1))
    changed = workbook.read_bytes()

    status, told = run(str(workbook), "--check", "--json")

    assert status == 1
    document = json.loads(told)
    stale = {(one["sheet"], one["cell"]) for one in document["stale"]}
    assert stale == {("Costs & shares", cell) for cell in ("F2", "F3", "F4", "G2", "G3", "G4")} | {
        ("Sums", "A1"),
        ("Sums", "A2"),
        ("Sums", "A11"),
        ("Sums", "A13"),
        ("Sums", "A15"),
        ("Sums", "A16"),
    }
    assert {finding["code"] for finding in document["findings"]} == {"stale"}
    assert workbook.read_bytes() == changed


def _with_part(source: io.BytesIO, target: Path, name: str, change: Any) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry, change(data.decode()).encode() if entry.filename == name else data)


def test_a_right_workbook_passes_the_check(workbook: Path) -> None:
    run(str(workbook))

    assert run(str(workbook), "--check")[0] == 0


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ('=MKIP_SHARE(INDIRECT("D1"),{1,1},1)', "INDIRECT"),
        ("=MKIP_SHARE(nowhere,{1,1},1)", "nowhere"),
        ("=MKIP_SHARE([2]Other!A1,{1,1},1)", "another file"),
        ("=MKIP_SHARE(SOMEBODYELSES(1),{1,1},1)", "SOMEBODYELSES"),
        ("=MKIP_SHARE(Missing!A1,{1,1},1)", "Missing"),
        ("=MKIP_NOT_OURS(1)", "MKIP_NOT_OURS"),
        ("=MKIP_SHARE(C1,{1,1},1)", "circular"),
        ("=MKIP_SHARE(TODAY(),{1,1},1)", "TODAY"),
    ],
)
def test_what_cannot_be_known_is_named_and_left_alone(tmp_path: Path, formula: str, reason: str) -> None:
    book = openpyxl.Workbook()
    book.active["C1"] = formula
    book.active["C2"] = "=MKIP_SHARE(5,{1},1)"
    path = tmp_path / "book.xlsx"
    book.save(path)

    status, told = run(str(path), "--json")

    assert status == 1
    (finding,) = json.loads(told)["findings"]
    assert (finding["sheet"], finding["cell"], finding["code"]) == ("Sheet", "C1", "not-worked-out")
    assert reason in finding["message"]
    assert (values(path)["Sheet"]["C1"], values(path)["Sheet"]["C2"]) == (None, 5)


def with_kept_values(path: Path, cells: dict[str, str], kept: dict[str, int]) -> Path:
    """A workbook with these formulas, some with the value that a program kept for them."""
    book = openpyxl.Workbook()
    for cell, formula in cells.items():
        book.active[cell] = formula
    book.save(path)

    def change(part: str) -> str:
        for cell, value in kept.items():
            part = re.sub(rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v ?/?>(</v>)?', rf"\1<v>{value}</v>", part)
        return part

    _with_part(io.BytesIO(path.read_bytes()), path, "xl/worksheets/sheet1.xml", change)
    return path


@pytest.mark.parametrize("between", [{}, {"A2": "=A1*1"}])
def test_a_kept_value_is_relied_on_where_excel_alone_could_have_set_it(tmp_path: Path, between: dict[str, str]) -> None:
    cells = {"A1": "=RANDARRAY_OF_SOMEONE(1)", **between, "B1": f"=MKIP_SHARE({'A2' if between else 'A1'},{{1,1}},1)"}
    found = worked_out(with_kept_values(tmp_path / "book.xlsx", cells, {"A1": 40}))

    assert found.changes[("Sheet", 1, 2)] == 20.0
    assert [(one.severity, one.code, one.cell) for one in found.findings] == [("warning", "value-relied-on", "A1")]


@pytest.mark.parametrize(
    "between", [{"A1": "=RANDARRAY_OF_SOMEONE(B1)"}, {"A2": "=B1+1", "A1": "=RANDARRAY_OF_SOMEONE(A2)"}]
)
def test_a_kept_value_that_may_come_from_ours_is_not_relied_on(tmp_path: Path, between: dict[str, str]) -> None:
    cells = {**between, "B1": "=MKIP_SHARE(10,{1,1},1)", "C1": "=MKIP_SHARE(A1,{1,1},1)"}
    found = worked_out(with_kept_values(tmp_path / "book.xlsx", cells, dict.fromkeys(between, 40)))

    assert found.changes[("Sheet", 1, 2)] == 5.0
    assert ("Sheet", 1, 3) not in found.changes
    assert [(one.code, one.cell) for one in found.findings.errors] == [("not-worked-out", "C1")]


def test_functions_of_dates_are_not_worked_out_in_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = "=MKIP_FINANCIAL_YEAR(39553)"
    book.active["A2"] = "=MKIP_SHARE(5,{1},1)"
    path = tmp_path / "book.xlsx"
    book.save(path)
    found = worked_out(path)

    assert found.changes == {("Sheet", 2, 1): 5.0}
    assert [(one.code, one.cell) for one in found.findings] == [("not-worked-out", "A1")]
    assert "1904" in found.findings.errors[0].message
    of_dates = {
        name
        for name, function in CATALOGUE.items()
        if re.search(r"cells\.(date|financial_year)\b", inspect.getsource(function.body))
    }
    assert of_dates == set(OF_DATES)


def test_a_workbook_without_our_functions_is_left_alone(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    path = tmp_path / "book.xlsx"
    book.save(path)
    before = path.read_bytes()

    assert run(str(path)) == (0, "0 MKIP_ formulas; 0 cells were stale, 0 values written to book.xlsx.\n")
    assert path.read_bytes() == before


def test_microsofts_validator_finds_nothing_new_in_a_written_workbook(workbook: Path, open_xml_findings: Any) -> None:
    before = open_xml_findings([workbook])
    run(str(workbook))

    assert open_xml_findings([workbook]) == before


def test_a_sheet_or_a_heading_named_like_a_call_is_no_call(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "='MKIP_NPV(old)'!A1+SUM(Old[MKIP_NPV(old)])"
    path = tmp_path / "book.xlsx"
    book.save(path)

    assert worked_out(path).count == 0


def dynamic(path: Path, ref: str = "C1", extra: str = "") -> Path:
    """A workbook with a formula that spills by itself, as XlsxWriter and Excel store one."""
    book = openpyxl.Workbook()
    book.active["A1"] = 100
    for row in (1, 2, 3):
        book.active[f"B{row}"] = 1
    book.active["C1"] = ArrayFormula(ref, "=MKIP_SHARES(A1,B1:B3)")
    book.active["E1"] = "=SUM(_xlfn.ANCHORARRAY(C1))"
    book.active["F1"] = ArrayFormula("F1", "=_xlfn.ANCHORARRAY(C1)*2")
    book.active["G1"] = ArrayFormula("G1", "=_xlfn.SINGLE(MKIP_SHARES(A1,B1:B3))")
    if extra:
        book.active[extra] = 7
    book.save(path)
    source = io.BytesIO(path.read_bytes())
    _with_part(source, path, "xl/worksheets/sheet1.xml", lambda part: re.sub('r="([CFG]1)"', r'r="\1" cm="1"', part))
    return path


@pytest.mark.parametrize("ref", ["C1", "C1:C3", "C1:C5", "C1:D1"])
def test_a_formula_that_spills_by_itself_fills_as_many_cells_as_it_answers(tmp_path: Path, ref: str) -> None:
    path = dynamic(tmp_path / "book.xlsx", ref)
    status, told = run(str(path))
    seen = values(path)["Sheet"]

    assert status == 0, told
    assert [seen.get(cell) for cell in ("C1", "C2", "C3", "C4", "D1", "E1")] == [33.34, 33.33, 33.33, None, None, 100]
    assert [seen[cell] for cell in ("F1", "F2", "F3", "G1")] == [66.68, 66.66, 66.66, 33.34]
    assert [re.findall('ref="([^"]*)', one) for one in formulas(path)] == [["C1:C3"], [], ["F1:F3"], ["G1"]]
    assert run(str(path), "--check")[0] == 0


def test_a_spill_that_is_in_the_way_of_something_shows_so(tmp_path: Path) -> None:
    path = dynamic(tmp_path / "book.xlsx", "C1", extra="C3")
    status, told = run(str(path), "--json")
    seen = values(path)["Sheet"]

    assert status == 0
    # A file has no #SPILL! of its own: Excel keeps it as #VALUE!. What reads the spilled range is an error as well.
    assert [seen[cell] for cell in ("C1", "C2", "C3", "E1")] == ["#VALUE!", None, 7, "#VALUE!"]
    assert [one["code"] for one in json.loads(told)["findings"]] == ["spill-blocked"]
