"""Moving workbooks between routes, installing the add-in, and the doctor, on a computer made up for the test."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.formula import ArrayFormula

from mkip_xl.commands.excel import command
from mkip_xl.errors import NotAvailableError
from mkip_xl.excel.desktop import doctor, installing
from mkip_xl.excel.desktop.doctor import examine, library_asked_for
from mkip_xl.excel.desktop.installing import Machine, install
from mkip_xl.excel.desktop.macro_enabled import xlwings_version
from mkip_xl.excel.recalc.sheets import rewritten
from mkip_xl.excel.relinking import PREFIXES
from mkip_xl.workbook.package import Package


@pytest.mark.parametrize(
    ("formula", "desktop", "office"),
    [
        ("MKIP_NPV(A1:A9)", "MKIP_NPV(A1:A9)", "_xldudf_MKIP_NPV(A1:A9)"),
        ("_xldudf_MKIP_NPV(A1:A9)", "MKIP_NPV(A1:A9)", "_xldudf_MKIP_NPV(A1:A9)"),
        ("[1]!MKIP_NPV(A1)+1", "MKIP_NPV(A1)+1", "_xldudf_MKIP_NPV(A1)+1"),
        ("_xludf.MKIP_NPV(A1)", "MKIP_NPV(A1)", "_xldudf_MKIP_NPV(A1)"),
        ("UK.GOV.MKIP.MKIPFUNCTIONS.MKIP_NPV(A1)", "MKIP_NPV(A1)", "_xldudf_MKIP_NPV(A1)"),
        ("'C:\\Add-ins\\mkip_xl.xlam'!MKIP_NPV(A1)", "MKIP_NPV(A1)", "_xldudf_MKIP_NPV(A1)"),
        ("1+mkip_xl.xlam!MKIP_NPV(A1)", "1+MKIP_NPV(A1)", "1+_xldudf_MKIP_NPV(A1)"),
        (
            "SUM(MKIP_SHARES(MKIP_SHARE(1,A1,1),B1))",
            "SUM(MKIP_SHARES(MKIP_SHARE(1,A1,1),B1))",
            "SUM(_xldudf_MKIP_SHARES(_xldudf_MKIP_SHARE(1,A1,1),B1))",
        ),
        ('"MKIP_NPV("&MKIP_NPV(A1)&"""MKIP_NPV("', '"MKIP_NPV("&MKIP_NPV(A1)&"""MKIP_NPV("', None),
        ("MY_MKIP_NPV(A1)", "MY_MKIP_NPV(A1)", "MY_MKIP_NPV(A1)"),
        ("MKIP_RATE*2", "MKIP_RATE*2", "MKIP_RATE*2"),
    ],
)
def test_a_formula_is_stored_for_its_route(formula: str, desktop: str, office: str | None) -> None:
    if office is None:
        office = desktop.replace("&MKIP", "&_xldudf_MKIP")

    assert rewritten(formula, "") == desktop
    assert rewritten(formula, "_xldudf_") == office
    for prefix in PREFIXES.values():
        assert rewritten(rewritten(formula, prefix), "") == desktop


def test_a_workbook_goes_to_the_office_route_and_back_unchanged(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=MKIP_SHARE(100,B1:B3,1)"
    book.active["C1"] = ArrayFormula("C1:C3", "=MKIP_SHARES(100,B1:B3)")
    book.active["D1"] = '="MKIP_SHARES("'
    book.defined_names["share"] = openpyxl.workbook.defined_name.DefinedName("share", attr_text="MKIP_SHARE(9,{1},1)")
    path, there, back = (tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx"))
    book.save(path)
    runner = CliRunner()

    told = runner.invoke(command, ["relink", str(path), "--to", "add-in", "--out", str(there)])
    again = runner.invoke(command, ["relink", str(there), "--to", "desktop", "--out", str(back)])

    assert "3 formulas rewritten" in told.output and "3 formulas rewritten" in again.output
    office = openpyxl.load_workbook(there)
    assert office.active["A1"].value == "=_xldudf_MKIP_SHARE(100,B1:B3,1)"
    assert office.active["C1"].value.text == "=_xldudf_MKIP_SHARES(100,B1:B3)"
    assert office.active["D1"].value == '="MKIP_SHARES("'
    assert office.defined_names["share"].attr_text == "_xldudf_MKIP_SHARE(9,{1},1)"
    first, last = openpyxl.load_workbook(path), openpyxl.load_workbook(back)
    assert [first.active[c].value for c in ("A1", "D1")] == [last.active[c].value for c in ("A1", "D1")]


@pytest.fixture
def windows(tmp_path: Path) -> Machine:
    """A Windows computer on which everything is as it should be, but for what no test machine has."""
    python = tmp_path / "Python" / "pythonw.exe"
    python.parent.mkdir()
    python.touch()
    for bits in (64, 32):
        (python.parent / f"xlwings{bits}-{xlwings_version()}.dll").touch()
    (tmp_path / "AppData" / "Roaming").mkdir(parents=True)
    return Machine("win32", python, python.parent, tmp_path / "AppData" / "Roaming")


def wrong(machine: Machine) -> set[str]:
    return {look.name for look in examine(machine) if not look.is_well}


def test_the_doctor_is_content_after_installing(windows: Machine) -> None:
    before = wrong(windows)
    files = install(windows)

    assert {"Settings", "Add-in"} <= before
    assert wrong(windows) <= {"pywin32"}  # this machine has none
    assert library_asked_for(Package.open(files[0])) == xlwings_version()
    assert files[1].read_text("utf-8").splitlines() == [f"python={windows.python}", f"libraries={windows.libraries}"]


def test_the_doctor_names_what_is_missing_and_what_to_do(windows: Machine) -> None:
    install(windows)
    windows.library(64).unlink()
    windows.python.unlink()
    (windows.roaming.parent / "Local" / "Packages" / "Microsoft.Office.Desktop_8wekyb").mkdir(parents=True)  # type: ignore[union-attr]
    side = windows.roaming.parent / "Local" / "Microsoft" / "Office" / "16.0" / "Wef"  # type: ignore[union-attr]
    side.mkdir(parents=True)
    (side / "manifest.xml").write_text("<Id>mkip_xl</Id>")

    looks = {look.name: look for look in examine(windows)}

    assert wrong(windows) - {"pywin32"} == {"Library for 64-bit Excel", "Settings", "Office", "One route"}
    assert "pip install" in looks["Library for 64-bit Excel"].words
    assert "mkip-xl excel install" in looks["Settings"].words


def test_libraries_are_found_where_pip_puts_them_when_it_may_not_write_into_pythons_own_folder(tmp_path: Path) -> None:
    """Python in Program Files, as IT installs it for all: pip writes into the user's own folder instead."""
    everyone, own = tmp_path / "Program Files" / "Python", tmp_path / "AppData" / "Roaming" / "Python"
    for folder in (everyone, own):
        folder.mkdir(parents=True)
    assert installing._libraries(everyone, own) == everyone
    (own / f"xlwings64-{xlwings_version()}.dll").touch()
    assert installing._libraries(everyone, own) == own
    (everyone / f"xlwings64-{xlwings_version()}.dll").touch()
    assert installing._libraries(everyone, own) == everyone


def test_a_name_with_an_accent_goes_through_the_code_page_of_windows(
    windows: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (installing, doctor):
        monkeypatch.setattr(module, "SETTINGS_ENCODING", "cp1252")  # what "mbcs" is in western Europe
    python = windows.libraries.parent / "Zoë" / "pythonw.exe"
    python.parent.mkdir()
    python.touch()
    machine = replace(windows, python=python)

    _, settings = install(machine)

    assert "Zoë".encode("cp1252") in settings.read_bytes()
    assert "Settings" not in wrong(machine)


def test_an_add_in_of_another_xlwings_is_noticed(windows: Machine) -> None:
    from mkip_xl.excel.desktop.macro_enabled import add_in
    from mkip_xl.excel.functions import CATALOGUE

    (file, _) = install(windows)
    file.write_bytes(add_in(CATALOGUE, "0.1.2"))

    (look,) = [look for look in examine(windows) if look.name == "Add-in"]
    assert not look.is_well
    assert "0.1.2" in look.words


def test_off_windows_the_add_in_is_made_for_another_computer(tmp_path: Path) -> None:
    elsewhere = Machine("darwin", Path("/usr/bin/python3"), Path("/usr"), None)

    with pytest.raises(NotAvailableError, match="--to FOLDER"):
        install(elsewhere)
    (file,) = install(elsewhere, tmp_path)
    assert library_asked_for(Package.from_bytes(file.read_bytes())) == xlwings_version()
    assert wrong(elsewhere) == {"Windows"}


def test_the_doctor_s_command_ends_with_status_1_when_something_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Machine, "present", classmethod(lambda cls: cls("linux", Path("/python"), Path("/"), None)))
    done = CliRunner().invoke(command, ["doctor", "--json"])

    assert done.exit_code == 1
    assert json.loads(done.output)[0]["well"] is False


def test_the_extension_is_written_for_calc(tmp_path: Path) -> None:
    out = tmp_path / "mkip.oxt"

    assert CliRunner().invoke(command, ["extension", str(out)]).exit_code == 0
    assert io.BytesIO(out.read_bytes()).read(2) == b"PK"
