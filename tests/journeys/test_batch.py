"""One command fills the exempt appendices: right to the penny, the same figures everywhere, marked exempt."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

CODES = ("MBC", "SBC", "TWBC")
LETTERS = ("B", "C", "D", "E", "G", "J")
Recalculated = Callable[[Iterable[Path]], dict[Path, dict[str, dict[str, Any]]]]


def filled(out: Path) -> list[Path]:
    return sorted(out.glob("*/*-EXEMPT.xlsx"))


def formulas(path: Path) -> list[tuple[str, str]]:
    return [
        (sheet.title, cell.coordinate)
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def cached(path: Path) -> dict[str, dict[str, Any]]:
    return {
        sheet.title: {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}
        for sheet in openpyxl.load_workbook(path, data_only=True).worksheets
    }


def same(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return round(one * 100) == round(other * 100)
    return one == other or (one in (None, "") and other in (None, ""))


def test_eighteen_workbooks_a_manifest_and_the_checks_are_written(example_run: Path) -> None:
    names = {path.relative_to(example_run).as_posix() for path in example_run.rglob("*") if path.is_file()}

    assert names == {
        *(f"{code}/{code}-appendix-{letter}-EXEMPT.xlsx" for code in CODES for letter in LETTERS),
        "manifest.json",
        "checks.xlsx",
    }


@pytest.mark.libreoffice
@pytest.mark.parametrize("which", ["example", "larger"])
def test_every_formula_is_what_libreoffice_works_out_from_scratch(
    which: str, example_run: Path, larger_workbook: Path, mkip_xl: Any, tmp_path: Path, recalculated: Recalculated
) -> None:
    out = example_run
    if which == "larger":
        out = tmp_path / "out"
        done = mkip_xl("batch", larger_workbook, "--out", out)
        assert done.returncode == 0, done.stderr
    files = [*filled(out), out / "checks.xlsx"]
    again = recalculated(files)
    count = 0
    for path in files:
        before = cached(path)
        for sheet, cell in formulas(path):
            count += 1
            assert before[sheet][cell] is not None or again[path][sheet][cell] in (None, ""), (path.name, sheet, cell)
            assert same(before[sheet][cell], again[path][sheet][cell]), (path.name, sheet, cell)

    assert len(files) == (19 if which == "example" else 25)
    assert count > 500


def test_the_fourth_partner_and_the_fifteenth_year_are_everywhere(
    larger_workbook: Path, mkip_xl: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = mkip_xl("batch", larger_workbook, "--out", out)
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(out / "ABC" / "ABC-appendix-B-EXEMPT.xlsx", data_only=True)
    texts = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]

    assert "2027/28" in texts
    assert "Ashford Borough Council" in texts
    for sheet in book.worksheets:
        for area in sheet.print_area.split(",") if isinstance(sheet.print_area, str) and sheet.print_area else ():
            last = int("".join(filter(str.isdigit, area.rpartition(":")[2])))
            assert last >= max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value is not None)
    assert _series_of_charts(out / "ABC" / "ABC-appendix-B-EXEMPT.xlsx") == [1, 4]


def _series_of_charts(path: Path) -> list[int]:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return sorted(archive.read(name).count(b"<c:ser>") for name in archive.namelist() if "charts/chart" in name)


def test_the_figures_are_the_same_in_every_cabinets_copy(example_run: Path) -> None:
    for letter in LETTERS:
        numbers = [
            [value for cells in cached(example_run / code / f"{code}-appendix-{letter}-EXEMPT.xlsx").values()
             for value in cells.values() if isinstance(value, int | float)]
            for code in CODES
        ]  # fmt: skip

        assert numbers[0] == numbers[1] == numbers[2]
        assert numbers[0]


def test_each_copy_carries_its_own_authority_and_meeting_and_marks_its_own_column(example_run: Path) -> None:
    for code, authority in (("MBC", "Maidstone"), ("SBC", "Swale"), ("TWBC", "Tunbridge Wells")):
        for letter in LETTERS:
            cells = cached(example_run / code / f"{code}-appendix-{letter}-EXEMPT.xlsx")
            texts = [value for sheet in cells.values() for value in sheet.values() if isinstance(value, str)]
            assert any(authority in text for text in texts)
            assert any("Schedule 12A" in text for text in texts)
            if letter in "BCDJ":
                assert "This authority" in texts


def test_every_sheet_is_marked_exempt_in_words_and_in_its_footer(example_run: Path) -> None:
    for path in filled(example_run):
        for sheet in openpyxl.load_workbook(path).worksheets:
            words = " ".join(str(cell.value) for row in sheet.iter_rows(max_row=12) for cell in row)
            footer = " ".join(filter(None, (sheet.oddFooter.left.text, sheet.oddFooter.center.text,
                                            sheet.oddFooter.right.text)))  # fmt: skip
            assert "not for publication" in words.casefold(), (path.name, sheet.title)
            assert "not for publication" in footer.casefold(), (path.name, sheet.title)


def test_the_net_saving_shown_is_the_one_the_source_tables_give(example_run: Path, root: Path) -> None:
    with (root / "workbooks" / "source" / "Savings.csv").open(encoding="utf-8", newline="") as file:
        gross = sum(int(row["Baseline"]) - int(row["Proposed"]) for row in csv.DictReader(file))
    with (root / "workbooks" / "source" / "Investment.csv").open(encoding="utf-8", newline="") as file:
        spent = sum(int(row["Amount"]) for row in csv.DictReader(file) if row["Met from"] == "Savings")
    cells = cached(example_run / "MBC" / "MBC-appendix-B-EXEMPT.xlsx")
    values = {value for sheet in cells.values() for value in sheet.values() if isinstance(value, int | float)}

    assert gross - spent == 3_710_000
    assert {3_710_000, 371_000} <= values


def test_the_division_over_the_term_is_within_its_odd_pennies_of_a_third(example_run: Path) -> None:
    manifest = json.loads((example_run / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["outputs"]) == 19
    cells = cached(example_run / "SBC" / "SBC-appendix-B-EXEMPT.xlsx")
    third = Fraction(3_710_000, 3)
    near = [value for sheet in cells.values() for value in sheet.values()
            if isinstance(value, int | float) and abs(value - third) < Fraction(1, 10)]  # fmt: skip

    assert len(near) >= 3


def test_the_manifest_holds_the_fingerprint_of_every_file(example_run: Path) -> None:
    manifest = json.loads((example_run / "manifest.json").read_text(encoding="utf-8"))
    for listed in manifest["outputs"]:
        content = (example_run / listed["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == listed["sha256"]


def test_a_second_run_gives_the_same_bytes(example_run: Path, mkip_xl: Any, root: Path, tmp_path: Path) -> None:
    done = mkip_xl("batch", root / "workbooks" / "mkip-ict.xlsx", "--out", tmp_path / "again")

    assert done.returncode == 0
    for path in example_run.rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(example_run)).read_bytes(), path.name


def test_the_closing_table_says_what_was_written_and_what_was_checked(mkip_xl: Any, root: Path, tmp_path: Path) -> None:
    done = mkip_xl("batch", root / "workbooks" / "mkip-ict.xlsx", "--out", tmp_path / "out")

    assert "3,710,000.00" in done.stdout
    assert "checks passed" in done.stdout
    assert done.stderr == ""


def test_only_the_appendices_and_partners_asked_for_are_written(mkip_xl: Any, root: Path, tmp_path: Path) -> None:
    done = mkip_xl("batch", root / "workbooks" / "mkip-ict.xlsx", "--out", tmp_path / "out", "--appendix", "B,j",
                   "--partner", "SBC", "--json")  # fmt: skip

    assert json.loads(done.stdout)["written"] == [
        "SBC/SBC-appendix-B-EXEMPT.xlsx", "SBC/SBC-appendix-J-EXEMPT.xlsx", "checks.xlsx", "manifest.json",
    ]  # fmt: skip


@pytest.mark.parametrize("option", [("--appendix", "Z"), ("--partner", "XYZ"), ("--templates", "/nowhere")])
def test_an_appendix_partner_or_template_that_is_not_there_is_refused(
    option: tuple[str, str], mkip_xl: Any, root: Path, tmp_path: Path
) -> None:
    done = mkip_xl("batch", root / "workbooks" / "mkip-ict.xlsx", "--out", tmp_path / "out", *option)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_wrong_input_names_every_fault_and_writes_nothing(mkip_xl: Any, root: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(root / "workbooks" / "mkip-ict.xlsx")
    book["Savings"]["D6"] = "1,234"
    book["Partners"]["C7"] = None
    book["Revenue budgets"]["B9"] = "Nobody"
    del book["Posts"].tables["Posts"]
    book.save(tmp_path / "wrong.xlsx")
    done = mkip_xl("batch", tmp_path / "wrong.xlsx", "--out", tmp_path / "out")

    assert done.returncode == 1
    assert not (tmp_path / "out").exists()
    for named in ("'Savings'!D6", "'Partners'!C7", "'Revenue budgets'!B9", "no table named Posts"):
        assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_a_template_whose_total_is_wrong_stops_the_batch(mkip_xl: Any, root: Path, tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    for path in (root / "templates").glob("*.xlsx"):
        (templates / path.name).write_bytes(path.read_bytes())
    from mkip_xl.workbook.package import Package

    package = Package.open(templates / "appendix-b.xlsx")
    spoiled = {
        name: package.read(name).replace(b"<f>SUM(", b"<f>1+SUM(")
        for name in package.names
        if name.startswith("xl/worksheets/")
    }
    assert any(b"1+SUM(" in content for content in spoiled.values())
    (templates / "appendix-b.xlsx").write_bytes(package.write(spoiled))
    done = mkip_xl("batch", root / "workbooks" / "mkip-ict.xlsx", "--out", tmp_path / "out", "--templates", templates)

    assert done.returncode == 1
    assert "does not agree" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.node
def test_the_open_xml_validator_finds_nothing_in_the_outputs_that_the_templates_have_not(
    example_run: Path, root: Path, open_xml_findings: Any
) -> None:
    for letter in LETTERS:
        template = root / "templates" / f"appendix-{letter.lower()}.xlsx"
        output = example_run / "MBC" / f"MBC-appendix-{letter}-EXEMPT.xlsx"
        found = open_xml_findings([template, output])

        assert set(found[output]) <= set(found[template]), letter
