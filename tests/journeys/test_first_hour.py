"""The first hour: from a bare machine to eighteen appendices, and from an empty workbook to a first own appendix."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.xdist_group("wheel")
def test_the_readmes_first_command_needs_nothing_but_python_and_the_second_run_no_network(tmp_path: Path) -> None:
    leave = shutil.ignore_patterns(".*", "node_modules", "out", "site", "__pycache__", "tests", "docs", "dist")
    folder = tmp_path / "clone"
    shutil.copytree(ROOT, folder, ignore=leave)
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    for environment in (bare, {**bare, "PIP_INDEX_URL": "https://no.network.invalid", "PIP_RETRIES": "0"}):
        done = subprocess.run(
            [getattr(sys, "_base_executable", sys.executable), "run.py", "batch"],
            cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False, encoding="utf-8",
        )  # fmt: skip

        assert done.returncode == 0, done.stderr
        assert len(list(folder.glob("out/*/*-EXEMPT.xlsx"))) == 18
        assert "checks passed" in done.stdout


PLAUSIBLE = {
    "Meeting date": "2026-12-08", "Key decision threshold": 250_000, "Measure": 120, "Budget": 100_000.25,
    "Baseline": 500_000, "Proposed": 450_000, "Amount": 30_000, "FTE": 1, "Salary": 30_000.5,
    "National Insurance": 3_000, "Pension": 6_000, "Cost": 12_000, "Purchased": "2026-04-01", "Life in years": 5,
    "Review date": "2027-12-08",
}  # fmt: skip
"""What a person types under each heading of the starter workbook."""


def fill_what_check_names(mkip_xl: Callable[..., Any], book: Path) -> set[str]:
    """Fill the cells that `check` names until it names none, in as many rounds as it promises; the sheets it named."""
    asked = set()
    for _ in range(3):
        found = json.loads(mkip_xl("check", book, "--json").stdout)["findings"]
        errors = [one for one in found if one["severity"] == "error"]
        if not errors:
            break
        held = openpyxl.load_workbook(book)
        for one in errors:
            assert one["sheet"] and one["cell"], one
            sheet = held[one["sheet"]]
            cell = sheet[one["cell"]]
            (table,) = sheet.tables.values()
            heading = sheet.cell(int("".join(filter(str.isdigit, table.ref.split(":")[0]))), cell.column).value
            value = PLAUSIBLE[str(heading)]
            cell.value = dt.date.fromisoformat(value) if isinstance(value, str) else value
            asked.add(one["sheet"])
        held.save(book)
    return asked


def test_a_starter_workbook_goes_to_a_first_own_appendix_by_what_check_says_alone(
    mkip_xl: Callable[..., Any], tmp_path: Path
) -> None:
    """Whoever fills just the cells that `check` names, by the headings over them, gets appendices."""
    book = tmp_path / "ours.xlsx"
    assert (
        mkip_xl("new", book, "--partners", "ABC=Abbey Council,DEF=Derby Council", "--service", "Audit").returncode == 0
    )
    fill_what_check_names(mkip_xl, book)
    done = mkip_xl("batch", book, "--out", tmp_path / "out")

    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").glob("*/*-EXEMPT.xlsx"))) == 12


def test_two_appendices_ask_for_what_they_need_and_a_third_for_its_own_when_it_is_listed(
    mkip_xl: Callable[..., Any], tmp_path: Path
) -> None:
    book = tmp_path / "ours.xlsx"
    mkip_xl("new", book, "--partners", "ABC,DEF", "--appendix", "B,C")

    asked = fill_what_check_names(mkip_xl, book)
    assert asked == {"Partners", "Revenue budgets", "Savings", "Investment", "Appendices"}
    assert mkip_xl("batch", book, "--out", tmp_path / "out").returncode == 0
    assert len(list((tmp_path / "out").glob("*/*-EXEMPT.xlsx"))) == 4
    net = openpyxl.load_workbook(tmp_path / "out" / "ABC" / "ABC-appendix-B-EXEMPT.xlsx")["Net savings"]
    assert any("Status: The status of the figures is not stated." in str(cell.value) for cell in net["A"])

    held = openpyxl.load_workbook(book)
    register = held["Appendices"]
    line = [cell.value for cell in register[7]]
    register.tables["Appendices"].ref = f"A5:H{register.max_row + 1}"
    register.append(["E", "Level of investment", *line[2:7], "appendix-e.xlsx"])
    held.save(book)

    assert fill_what_check_names(mkip_xl, book) == {"Basis register", "Capital options"}
    assert mkip_xl("batch", book, "--out", tmp_path / "more").returncode == 0
    assert len(list((tmp_path / "more").glob("*/*-EXEMPT.xlsx"))) == 6


def test_a_name_of_any_alphabet_is_told_whatever_the_code_page_of_the_terminal(
    mkip_xl: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    book = tmp_path / "ours.xlsx"
    assert mkip_xl("new", book, "--partners", "ŴY=Cyngor Ŵyl,DEF=Derby Council").returncode == 0
    done = mkip_xl("read", book)

    assert done.returncode == 0, done.stderr
    assert "Cyngor Ŵyl" in done.stdout


def test_a_council_whose_name_holds_commas_is_one_partner(mkip_xl: Callable[..., Any], tmp_path: Path) -> None:
    book = tmp_path / "ours.xlsx"
    mkip_xl("new", book, "--partners", "BCP=Bournemouth, Christchurch and Poole Council; DC=Dorset Council")
    sheet = openpyxl.load_workbook(book)["Partners"]

    assert [sheet.cell(row, 2).value for row in (6, 7)] == [
        "Bournemouth, Christchurch and Poole Council", "Dorset Council"
    ]  # fmt: skip


def test_a_column_that_is_all_blank_is_told_in_one_line(mkip_xl: Callable[..., Any], tmp_path: Path) -> None:
    book = tmp_path / "ours.xlsx"
    mkip_xl("new", book, "--partners", "ABC,DEF")
    told = mkip_xl("check", book).stderr.splitlines()

    assert len(told) < 50
    assert "Error: 'Savings'!D6:D45 (40 cells): Baseline is blank. Fill it in, with 0 where there is nothing." in told


@pytest.mark.parametrize(
    "command",
    ["batch nofile.xlsx --out out", "check nofile.xlsx", "compare nofile.xlsx", "excel relink nofile.xlsx --to calc",
     "fill TEMPLATE nofile.json out.xlsx", "fill nofile.xlsx nofile.json out.xlsx", "inspect nofile.xlsx",
     "read nofile.xlsx", "recalc nofile.xlsx", "template check nofile.xlsx", "trace nofile.xlsx", "verify nofile"],
)  # fmt: skip
def test_a_file_that_is_not_there_is_told_with_what_to_do(
    command: str, mkip_xl: Callable[..., Any], tmp_path: Path
) -> None:
    words = command.replace("TEMPLATE", str(ROOT / "templates" / "appendix-b.xlsx")).split(" ")
    done = mkip_xl(*words, cwd=tmp_path)
    told = done.stdout + done.stderr

    assert done.returncode == 1, told
    assert "nofile" in told and "Traceback" not in told
    assert "Check its name" in told or "Name " in told, told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("start", ["01/04/2027", "1.4.2027", "2027-04-01"])
def test_a_start_is_written_as_the_reader_writes_it(start: str, mkip_xl: Callable[..., Any], tmp_path: Path) -> None:
    done = mkip_xl("new", tmp_path / "ours.xlsx", "--partners", "ABC,DEF", "--start", start)

    assert done.returncode == 0, done.stderr
    sheet = openpyxl.load_workbook(tmp_path / "ours.xlsx")["Partnership"]
    assert dt.datetime(2027, 4, 1) in [row[1].value for row in sheet.iter_rows()]


@pytest.mark.parametrize("start", ["31/02/2027", "April 2027", "2027"])
def test_a_start_that_is_no_date_is_told_what_is(start: str, mkip_xl: Callable[..., Any], tmp_path: Path) -> None:
    done = mkip_xl("new", tmp_path / "ours.xlsx", "--partners", "ABC,DEF", "--start", start)

    assert done.returncode == 2
    assert "as 01/04/2013 or 2013-04-01" in " ".join(done.stderr.split())


def test_a_folder_or_file_that_is_not_there_is_named_as_it_was_typed(
    mkip_xl: Callable[..., Any], tmp_path: Path
) -> None:
    assert f"There is no folder {tmp_path / 'nowhere'}." in mkip_xl("verify", tmp_path / "nowhere").stderr
    assert "work/books/ours.xlsx was not found." in mkip_xl("check", "work/books/ours.xlsx").stderr
