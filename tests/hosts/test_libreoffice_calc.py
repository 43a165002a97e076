"""LibreOffice Calc: the golden table in real cells, through the extension made from the catalogue."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mkip_xl.excel.calc.extension import extension
from mkip_xl.excel.functions import CATALOGUE

DEBIAN_PYTHON = "/usr/bin/python3"  # the one that has LibreOffice's `uno`

OF_CALC_ITSELF = {
    **{
        f"error passed on: {error} among weights": {"error": "Err:504"}
        for error in ("#N/A", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#VALUE!", "#NULL!")
    },  # Calc calls no add-in with a range that holds an error; it shows Err:504 in its place
    "error: TRUE as amount": [[0.5]],  # TRUE is the number 1 in Calc
}
"""Where Calc answers before the function is asked, and what it shows."""


@pytest.fixture(scope="module")
def in_calc(golden: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Calc showed for every call, and what its function wizard says."""
    file = tmp_path_factory.mktemp("calc") / "mkip.oxt"
    file.write_bytes(extension(CATALOGUE))
    done = subprocess.run(
        [DEBIAN_PYTHON, str(Path(__file__).with_name("calc_cells.py"))],
        input=json.dumps({"extension": str(file), "calls": golden}).encode(),
        capture_output=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.libreoffice
def test_every_call_of_the_golden_table_answers_in_cells(
    in_calc: dict[str, Any], golden: list[dict[str, Any]], differences: Callable[[list[Any]], list[str]]
) -> None:
    own = {case["name"]: answer for case, answer in zip(golden, in_calc["answers"], strict=True)}

    assert {name: own[name] for name in OF_CALC_ITSELF} == OF_CALC_ITSELF
    expected = [
        case["answer"] if case["name"] in OF_CALC_ITSELF else answer
        for case, answer in zip(golden, in_calc["answers"], strict=True)
    ]
    assert differences(expected) == []


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
