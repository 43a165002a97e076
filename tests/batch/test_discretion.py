"""A batch says what is wrong and where, and no figure: what it prints may be kept in a log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

from mkip_xl.batch.discretion import without_figures


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("Budget holds 'about 88,888' here.", "Budget holds 'about …' here."),
        ("Salary is £88888.123, not whole pence.", "Salary is …, not whole pence."),
        ("Pension holds '2010' as text.", "Pension holds '…' as text."),
        ("(1 234 567,50) and 88.8% and £45", "(…) and … and …"),
        ("a date (shows 2012-01-01 00:00:00)", "a date (shows …)"),
    ],
)
def test_a_figure_is_left_out_however_it_is_written(message: str, told: str) -> None:
    assert told == without_figures(message)


@pytest.mark.parametrize(
    "message",
    [
        "Net saving 2013/14, MBC follows from Net saving over the term.",
        "Already given in row 120; the meeting is on 16 April 2012.",
        "See xl/worksheets/sheet12.xml, 'Budget'!AB1204 and 18 appendices.",
        "The partner's code and the council's name.",
    ],
)
def test_years_rows_cells_and_counts_are_told(message: str) -> None:
    assert message == without_figures(message)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_refused_batch_names_the_cell_and_not_its_figure(
    options: list[str], root: Path, tmp_path: Path, mkip_xl: Callable[..., CompletedProcess[str]]
) -> None:
    book = openpyxl.load_workbook(root / "workbooks/mkip-ict.xlsx")
    book["Revenue budgets"]["D6"] = "£88,888.00"
    book.save(tmp_path / "changed.xlsx")
    done = mkip_xl("batch", tmp_path / "changed.xlsx", "--out", tmp_path / "out", *options)

    assert done.returncode == 1
    assert "D6" in done.stdout + done.stderr
    assert "88" not in (done.stdout + done.stderr).replace(str(tmp_path), "")
    assert "£88,888.00" in mkip_xl("check", tmp_path / "changed.xlsx").stderr
