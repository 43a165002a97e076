"""The files for desktop Excel: what the catalogue makes of them, read back by programs that are not ours."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import subprocess
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import olefile
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # oletools calls functions that pyparsing means to drop
    from oletools.olevba import VBA_Parser, decompress_stream

from mkip_xl.excel.desktop.doctor import library_asked_for
from mkip_xl.excel.desktop.macro_enabled import add_in
from mkip_xl.excel.desktop.vba_project import SHEET_CLASS, Module, compressed, vba_project
from mkip_xl.excel.desktop.vba_reading import decompressed, module_texts
from mkip_xl.excel.desktop.wrappers import modules
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.recalc import worked_out
from mkip_xl.workbook.package import Package

DEBIAN_PYTHON = "/usr/bin/python3"
FILES = ("mkip-ict.xlsm", "mkip_xl.xlam")


@pytest.fixture(scope="module")
def build(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_functions", root / "workbooks" / "build_functions.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_functions"] = module
    spec.loader.exec_module(module)
    return module


def parts(package: Package) -> dict[str, bytes]:
    return {name: package.read(name) for name in package.names}


def test_the_shipped_workbook_is_what_its_script_makes(root: Path, build: ModuleType) -> None:
    shipped = Package.open(root / "workbooks" / "mkip-ict.xlsm")
    made = Package.from_bytes(build.workbook(library_asked_for(shipped)))

    assert parts(made) == parts(shipped), "Run: python workbooks/build_functions.py"


def test_the_shipped_add_in_is_what_the_catalogue_makes(root: Path) -> None:
    shipped = Package.open(root / "workbooks" / "mkip_xl.xlam")
    made = Package.from_bytes(add_in(CATALOGUE, library_asked_for(shipped)))

    assert parts(made) == parts(shipped), "Run: python workbooks/build_functions.py"


@pytest.mark.parametrize("name", FILES)
def test_olevba_reads_the_vba_that_the_catalogue_makes(root: Path, name: str) -> None:
    package = Package.open(root / "workbooks" / name)
    sheets = [f"Sheet{number}" for number in range(1, len([n for n in package.names if "/worksheets/sheet" in n]) + 1)]
    expected = {one.name: one.text for one in modules(CATALOGUE, library_asked_for(package), sheets)}
    parser = VBA_Parser(str(root / "workbooks" / name))
    read = {Path(module).stem: code for _, _, module, code in parser.extract_macros()}
    parser.close()

    assert {key: _lines(code) for key, code in read.items()} == {key: _lines(code) for key, code in expected.items()}


def _lines(code: str) -> list[str]:
    return code.replace("\r\n", "\n").rstrip("\n").split("\n")


def test_the_vba_keeps_to_the_length_of_line_and_of_statement_that_its_editor_takes() -> None:
    for module in modules(CATALOGUE, "0.37.8"):
        assert max(map(len, module.text.splitlines())) <= 1023
        for statement in re.findall(r"(?:.* _\r\n)+", module.text):
            assert statement.count(" _\r\n") <= 24


def test_nothing_in_the_vba_is_what_a_scanner_fears(root: Path) -> None:
    parser = VBA_Parser(str(root / "workbooks" / "mkip_xl.xlam"))
    kinds = {(kind, word) for kind, word, _ in parser.analyze_macros()}
    parser.close()

    assert ("AutoExec", "Workbook_Open") in kinds  # the function wizard's help is set when the file opens
    feared = ("CreateObject", "Shell", "URLDownloadToFile", "Kill", "FileCopy", "SaveToFile", "ExecuteExcel4Macro")
    assert not {word for kind, word in kinds if kind == "Suspicious"} & set(feared)


@pytest.mark.parametrize("name", FILES)
def test_microsofts_validator_passes_the_files(root: Path, name: str, open_xml_findings: Any) -> None:
    file = root / "workbooks" / name

    assert open_xml_findings([file]) == {file: []}


def test_the_live_formulas_show_what_they_say_and_the_native_checks_hold(root: Path) -> None:
    found = worked_out(root / "workbooks" / "mkip-ict.xlsm")

    assert found.count >= 15
    assert (found.stale, found.changes, list(found.findings)) == ([], {}, [])


def test_a_reader_without_the_functions_sees_every_check_true(root: Path) -> None:
    import openpyxl

    sheet = openpyxl.load_workbook(root / "workbooks" / "mkip-ict.xlsm", data_only=True)["Functions"]
    formulas = openpyxl.load_workbook(root / "workbooks" / "mkip-ict.xlsm")["Functions"]
    checks = [
        cell.coordinate
        for row in formulas.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=") and "=0" in cell.value.replace(" ", "")
    ]

    assert sheet["B4"].value is True
    assert len(checks) >= 8
    assert [sheet[check].value for check in checks] == [True] * len(checks)


@pytest.mark.libreoffice
def test_the_bridge_does_in_basic_what_it_should_do_in_vba(root: Path) -> None:
    expressions = {
        '"" & MkipSent(5)': "5",
        '"" & IsEmpty(MkipSent())': "True",
        "MkipSent(Array(1, CVErr(2042)))(1)": "#N/A",
        "MkipSent(Array(CVErr(2007), 1))(0)": "#DIV/0!",
        '"" & IsError(MkipAnswer("MKIP_SHARES", Array(1)))': "True",  # there is no Python to ask: #N/A, no message box
        '"" & CLng(MkipAnswer("MKIP_SHARES", Array(1)))': "2042",
        '"" & IsError(MKIP_SHARE(100, 1, 1))': "True",
        '"" & IsError(MKIP_SHARES(100, 1))': "True",
    }
    done = subprocess.run(
        [DEBIAN_PYTHON, str(root / "tests" / "hosts" / "basic_bridge.py")],
        input=json.dumps(
            {"workbook": str(root / "workbooks" / "mkip-ict.xlsm"), "expressions": list(expressions)}
        ).encode(),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found = json.loads(done.stdout)

    assert dict(zip(expressions, found["answers"], strict=True)) == expressions
    for name in CATALOGUE:
        assert f"Public Function {name}(" in found["sources"]["MkipFunctions"]


def test_a_compound_file_of_many_sizes_is_read_by_olefile(tmp_path: Path) -> None:
    long = "\n".join(f"' line {number} {number * 7919 % 1000}" for number in range(4000))
    given = [Module("ThisWorkbook", "", SHEET_CLASS), *(Module(f"M{n}", long[: n * n * 120]) for n in range(1, 30))]
    file = tmp_path / "project.bin"
    file.write_bytes(vba_project(given))

    with olefile.OleFileIO(str(file)) as read:
        names = {"/".join(path) for path in read.listdir()}
        issues = read.parsing_issues
        texts = {one.name: decompressed(read.openstream(f"VBA/{one.name}").read()).decode("cp1252") for one in given}

    assert issues == []
    assert names == {"PROJECT", "PROJECTwm", "VBA/dir", "VBA/_VBA_PROJECT", *(f"VBA/{one.name}" for one in given)}
    assert texts == {one.name: one.text for one in given}
    assert module_texts(file.read_bytes()) == texts


@pytest.mark.parametrize(
    ("plain", "published"),
    [
        (b"abcdefghijklmnopqrstuv.", "0119b000616263646566676800696a6b6c6d6e6f70007172737475762e"),
        (b"a" * 73, "0103b002614500"),
    ],
)
def test_compression_gives_the_published_examples(plain: bytes, published: str) -> None:
    """[MS-OVBA] sections 3.2.1 and 3.2.3."""
    assert compressed(plain).hex() == published
    assert decompressed(compressed(plain)) == plain


def test_what_is_compressed_is_read_back_by_oletools_and_by_us() -> None:
    chance = random.Random(20121)
    for size in (1, 3, 4095, 4096, 4097, 9000):
        for letters in (b"ab", b"abcdefgh \r\n", bytes(range(256))):
            plain = bytes(chance.choice(letters) for _ in range(size))
            if letters == bytes(range(256)) and size > 4000:
                continue  # bytes without a pattern are stored in whole chunks of 4,096, which text never is

            assert bytes(decompress_stream(bytearray(compressed(plain)))) == plain
            assert decompressed(compressed(plain)) == plain
