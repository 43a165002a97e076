"""LibreOffice Calc: the golden table in real cells, through the extension made from the catalogue."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from mkip_xl.excel.calc.extension import extension
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.recalc import worked_out
from mkip_xl.excel.relinking import relinked
from mkip_xl.workbook.package import Package

DEBIAN_PYTHON = "/usr/bin/python3"  # the one that has LibreOffice's `uno`


def error_in_a_range(case: dict[str, Any]) -> bool:
    """Whether Calc answers in the function's place: it calls no add-in with a range that holds an error."""
    return any(
        isinstance(rows, list) and any("#" in str(cell)[:1] for row in rows for cell in row) for rows in case["args"]
    )


@pytest.fixture(scope="module")
def in_calc(golden: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Calc showed for every call, what its function wizard says, and a workbook it has worked out and saved."""
    folder = tmp_path_factory.mktemp("calc")
    (folder / "mkip.oxt").write_bytes(extension(CATALOGUE))
    (folder / "book.xlsx").write_bytes(relinked(Package.from_bytes(workbook()), "calc")[0])
    calls = [{**case, "as_arrays": error_in_a_range(case)} for case in golden] + list(filter(error_in_a_range, golden))
    given = {"extension": str(folder / "mkip.oxt"), "workbook": str(folder / "book.xlsx"), "calls": calls}
    done = subprocess.run(
        [DEBIAN_PYTHON, str(Path(__file__).with_name("calc_cells.py"))],
        input=json.dumps(given).encode(),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def workbook() -> bytes:
    """A workbook as desktop Excel stores it, with a figure of each kind."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row, weight in enumerate((1, 1, 1), 1):
        sheet.cell(row, 1, weight)
    sheet["B1"] = ArrayFormula("B1:B3", "=MKIP_SHARES(100,A1:A3)")
    sheet["C1"] = "=MKIP_CHECK_TOTAL(100,B1:B3)"
    sheet["C2"] = "=ROUND(MKIP_SHARE(B1,MKIP_PERCENTAGES({1,2}),2),1)"
    sheet["C3"] = '=IF(MKIP_FINANCIAL_YEAR(41015)="2012/13","MKIP_NPV(","")'
    sheet["C4"] = "=MKIP_SHARE(100,{0,0},1)"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.libreoffice
def test_every_call_of_the_golden_table_answers_in_cells(
    in_calc: dict[str, Any], golden: list[dict[str, Any]], differences: Callable[[list[Any]], list[str]]
) -> None:
    answers = zip(golden, in_calc["answers"], strict=False)

    assert differences([case["answer"] if case.get("in Calc") == answer else answer for case, answer in answers]) == []


@pytest.mark.libreoffice
def test_a_range_that_holds_an_error_is_answered_by_calc_itself(
    in_calc: dict[str, Any], golden: list[dict[str, Any]]
) -> None:
    assert in_calc["answers"][len(golden) :] == [{"error": "Err:504"}] * 7


@pytest.mark.libreoffice
def test_a_workbook_relinked_for_calc_is_worked_out_there_and_known_again_when_calc_has_saved_it(
    in_calc: dict[str, Any],
) -> None:
    saved = base64.b64decode(in_calc["saved"])
    shown = openpyxl.load_workbook(io.BytesIO(saved), data_only=True).active
    found = worked_out(saved)
    back = openpyxl.load_workbook(io.BytesIO(relinked(Package.from_bytes(saved), "desktop")[0])).active

    assert [shown[cell].value for cell in ("B1", "B2", "B3")] == [33.34, 33.33, 33.33]
    assert [shown[cell].value for cell in ("C1", "C2", "C3", "C4")] == ["OK", 22.3, "MKIP_NPV(", "#DIV/0!"]
    assert (found.count, found.stale, list(found.findings)) == (5, [], [])
    assert back["C1"].value == "=MKIP_CHECK_TOTAL(100,B1:B3)"


@pytest.mark.libreoffice
def test_the_function_wizard_has_every_function_with_its_help(in_calc: dict[str, Any]) -> None:
    assert in_calc["wizard"] == {
        name: {
            "description": function.description,
            "arguments": {one.name: one.help for one in function.arguments},
        }
        for name, function in CATALOGUE.items()
    }


def test_the_same_package_gives_the_same_extension() -> None:
    first, second = extension(CATALOGUE), extension(CATALOGUE)

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        names = package.namelist()
    assert "pythonpath/mkip_xl/money/apportionment.py" in names
    assert not [name for name in names if "xlwings" in name or "/office/" in name or "__pycache__" in name]
