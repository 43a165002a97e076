"""Every figure of every appendix traces back to the cells of the finance workbook, and the sum is the figure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mkip_xl.batch.tracing import Tracer

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
