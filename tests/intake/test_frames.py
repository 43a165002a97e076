"""The model's tables and results as pandas frames: the same figures, in pence, for a notebook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from mkip_xl.errors import FindingsError
from mkip_xl.intake.frames import frames, results


def test_every_table_becomes_a_frame_with_its_rows(root: Path) -> None:
    tables = frames(root / "workbooks" / "mkip-ict.xlsx")
    book = openpyxl.load_workbook(root / "workbooks" / "mkip-ict.xlsx")
    for name in ("Savings", "RevenueBudgets", "Posts", "Assets", "CapitalOptions", "Investment"):
        sheet = next(sheet for sheet in book.worksheets if name in sheet.tables)
        top, bottom = (int("".join(filter(str.isdigit, end))) for end in sheet.tables[name].ref.split(":"))

        assert len(tables[name]) == bottom - top, name


def test_the_frames_of_results_add_up_to_what_was_published(root: Path) -> None:
    """£3,710,000 over ten years; a capital fund of £300,000 under Option three."""
    worked = results(root / "workbooks" / "mkip-ict.xlsx")
    net, fund = worked["net_savings"], worked["capital_fund"]
    codes = ["MBC", "SBC", "TWBC"]

    assert int(net["net"].sum()) == 371_000_000 == int(net[codes].to_numpy().sum())
    assert str(net["net"].dtype) == "int64"
    assert int(fund[fund["option"] == "Three"][codes].to_numpy().sum()) == 30_000_000
    shared = worked["comparison"].query("option == 'Shared service, capital option Three'")
    assert int(shared["saving"].sum()) == 371_000_000


def test_the_register_as_a_frame(root: Path) -> None:
    register = results(root / "workbooks" / "south-hams-west-devon-2023-24.xlsx")["register"]

    assert set(register[register["outcome"] == "Changed"]["basis"]) == {
        "Planning Enforcement",
        "Customer Contact Centre",
    }
    assert (register["SHDC"] + register["WDBC"] == 100).all()


def test_a_workbook_with_errors_gives_no_frames(root: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(root / "workbooks" / "mkip-ict.xlsx")
    book["Savings"]["D6"] = "about a million"
    book.save(tmp_path / "wrong.xlsx")

    with pytest.raises(FindingsError):
        frames(tmp_path / "wrong.xlsx")
