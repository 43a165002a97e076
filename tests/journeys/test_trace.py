"""Every figure of every appendix traces back to the cells of the finance workbook, and the sum is the figure."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mkip_xl.batch.tracing import Tracer
from mkip_xl.workbook.package import Package

Run = Callable[..., Any]
LETTERS = "BCDEGJ"
PLACE = re.compile(r"'(.+)'!([A-Z]+\d+)")


def figures(path: Path) -> dict[tuple[str, str], Fraction]:
    """Every number an appendix shows, as a person with another program finds them."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): Fraction(Decimal(format(cell.value, ".15g")))
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    }


def appendix(run: Path, letter: str, code: str = "MBC") -> Path:
    return run / code / f"{code}-appendix-{letter}-EXEMPT.xlsx"


@pytest.mark.parametrize("letter", LETTERS)
def test_every_figure_traces_to_cells_and_the_sum_is_the_figure(example_run: Path, root: Path, letter: str) -> None:
    path = appendix(example_run, letter)
    tracer = Tracer(path, root / "workbooks" / "mkip-ict.xlsx")
    shown = figures(path)
    held = openpyxl.load_workbook(root / "workbooks" / "mkip-ict.xlsx", data_only=True)
    assert len(shown) > 90

    for (sheet, cell), figure in shown.items():
        found = tracer.trace(sheet, cell)
        told = Fraction(0)
        for source in found.sources:
            place = PLACE.fullmatch(source.cell)
            assert place is not None
            there = Fraction(Decimal(format(held[place[1].replace("''", "'")][place[2]].value, ".15g")))
            told += source.times * there * (100 if source.unit == "money" else 1)

        assert found.sources, (sheet, cell)
        assert abs(told + found.odd - figure) < Fraction(1, 10**6), (sheet, cell)
        assert found.agrees, (sheet, cell)


@pytest.mark.parametrize("letter", LETTERS)
def test_no_step_adds_more_than_an_odd_penny(example_run: Path, root: Path, letter: str) -> None:
    tracer = Tracer(appendix(example_run, letter), root / "workbooks" / "mkip-ict.xlsx")
    steps = {id(step): step for place in tracer.places() for step in tracer.trace(*place).steps}

    for step in steps.values():
        terms = sum((factor * term.value for factor, term in step.terms), Fraction(0))
        assert terms + step.odd == step.value
        assert abs(step.odd) < 1 or step.rule == "counted"
        if step.division is not None:
            total, weights, place = step.division
            assert step.value == total * weights[place] / sum(weights) + step.odd


def test_a_larger_partnership_traces_too(mkip_xl: Run, larger_workbook: Path, tmp_path: Path) -> None:
    assert mkip_xl("batch", larger_workbook, "--out", tmp_path / "out", "--partner", "ABC").returncode == 0
    for letter in LETTERS:
        tracer = Tracer(appendix(tmp_path / "out", letter, "ABC"), larger_workbook)
        lost = [place for place in tracer.places() if not (tracer.trace(*place)).agrees]

        assert lost == []


FILES = ("SBC/SBC-appendix-K-EXEMPT.xlsx", "SBC/SBC-appendix-M.xlsx", "comparison.xlsx")


@pytest.mark.parametrize("name", FILES)
def test_statement_methodology_and_comparison_trace_too(all_year_run: Path, all_year_workbook: Path, name: str) -> None:
    tracer = Tracer(all_year_run / name, all_year_workbook)
    traced = {place: tracer.trace(*place) for place in tracer.places()}

    assert set(traced) == set(figures(all_year_run / name))
    assert len(traced) > 60
    assert [place for place, found in traced.items() if not found.agrees] == []


def test_a_blended_split_traces_to_the_splits_and_the_days_that_decided_it(mkip_xl: Run, all_year_run: Path) -> None:
    """40 for 185 days and 33 for 180 of 365 days."""
    sheet = openpyxl.load_workbook(all_year_run / "SBC/SBC-appendix-M.xlsx", data_only=True)["Splits by date"]
    row = next(row[0].row for row in sheet.iter_rows() if row[0].value == "HR: whole year")
    done = mkip_xl("trace", all_year_run / "SBC/SBC-appendix-M.xlsx", f"'Splits by date'!D{row}", "--json")
    told = json.loads(done.stdout)

    assert done.returncode == 0, done.stderr
    assert {source["value"] for source in told["sources"]} == {0.4, 0.33}
    assert {decided["value"] for decided in told["decided_by"]} == {"2013-04-01", "2013-10-03"}
    assert abs(told["figure"] - (40 * 185 + 33 * 180) / 365) < 0.0001


def copied(run: Path, workbook: Path, to: Path) -> tuple[Path, Path]:
    """A statement and its finance workbook, in folders of their own and under other names."""
    (to / "somewhere").mkdir()
    statement = shutil.copy(run / FILES[0], to / "somewhere" / "statement.xlsx")
    return statement, shutil.copy(workbook, to / "book.xlsx")


def test_a_file_that_was_moved_and_renamed_traces_by_its_finance_workbook(
    mkip_xl: Run, all_year_run: Path, all_year_workbook: Path, tmp_path: Path
) -> None:
    statement, book = copied(all_year_run, all_year_workbook, tmp_path)
    lonely, told = mkip_xl("trace", statement), mkip_xl("trace", statement, "--workbook", book)

    assert (lonely.returncode, told.returncode) == (1, 0)
    assert "--workbook" in lonely.stderr
    assert "figures of statement.xlsx trace to their cells" in told.stdout


ADDED = rb"</sheetData>", rb'<row r="200"><c r="C200"><v>12345</v></c></row></sheetData>', "C200"
CHANGED = rb'(<c r="B10"[^>]*>)<v>[^<]*</v>', rb"\1<v>0.01</v>", "B10"


@pytest.mark.parametrize(("found", "instead", "cell"), [ADDED, CHANGED])
def test_a_figure_put_in_by_hand_is_named_and_not_explained_away(
    mkip_xl: Run, all_year_run: Path, tmp_path: Path, found: bytes, instead: bytes, cell: str
) -> None:
    run = shutil.copytree(all_year_run.parent, tmp_path / "run")
    statement = run / "out" / FILES[0]
    package = Package.open(statement)
    sheet, count = re.subn(found, instead, package.read("xl/worksheets/sheet2.xml"))
    assert count == 1
    statement.write_bytes(package.write({"xl/worksheets/sheet2.xml": sheet}))
    done = mkip_xl("trace", statement, f"'Statement'!{cell}")

    assert done.returncode == 1
    assert f"'Statement'!{cell} of {statement.name} is not what finance.xlsx" in done.stderr


def test_a_finance_workbook_changed_since_the_run_is_told(mkip_xl: Run, all_year_run: Path, tmp_path: Path) -> None:
    run = shutil.copytree(all_year_run.parent, tmp_path / "run")
    book = openpyxl.load_workbook(run / "finance.xlsx")
    book["Partnership"]["C6"] = "A note of one's own"
    book.save(run / "finance.xlsx")
    statement = run / "out" / FILES[0]
    by_itself, named = mkip_xl("trace", statement), mkip_xl("trace", statement, "--workbook", run / "finance.xlsx")

    assert by_itself.returncode == 1 and "has changed since" in by_itself.stderr
    assert named.returncode == 0 and "finance.xlsx has changed since the run" in named.stderr


def test_the_command_says_where_a_share_comes_from(mkip_xl: Run, example_run: Path) -> None:
    done = mkip_xl("trace", appendix(example_run, "B"), "'Net savings'!D14", "--json")
    told = json.loads(done.stdout)

    assert done.returncode == 0
    assert told["agrees"] and told["figure"] == told["traced"]
    assert {source["cell"].split("!")[0] for source in told["sources"]} == {"'Savings'"}
    assert sum(source["amount"] for source in told["sources"]) == told["figure"]


def test_the_command_counts_every_figure(mkip_xl: Run, example_run: Path) -> None:
    done = mkip_xl("trace", appendix(example_run, "G", "TWBC"), "--json")
    told = json.loads(done.stdout)

    assert done.returncode == 0
    assert told["lost"] == []
    assert told["counts"]["traced"] == told["counts"]["total"] == len(figures(appendix(example_run, "G", "TWBC")))


def test_another_finance_workbook_is_refused_with_the_first_cell_that_differs(
    mkip_xl: Run, example_run: Path, root: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(root / "workbooks" / "mkip-ict.xlsx")
    book["Savings"]["D6"] = book["Savings"]["D6"].value + 1
    other = tmp_path / "mkip-ict.xlsx"
    book.save(other)
    done = mkip_xl("trace", appendix(example_run, "B"), "'Net savings'!D14", "--workbook", other)

    assert done.returncode == 1
    assert "is not what mkip-ict.xlsx" in done.stderr and "'Cover'!B17" in done.stderr


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("'No such sheet'!A1", "has no sheet"),
        ("'Net savings'!A1", "holds no figure"),
        ("D14", "is not a cell of a sheet"),
    ],
)
def test_a_cell_that_holds_no_figure_is_named(mkip_xl: Run, example_run: Path, cell: str, said: str) -> None:
    done = mkip_xl("trace", appendix(example_run, "B"), cell)

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
