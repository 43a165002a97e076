"""Copies of the example finance workbook with something changed in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

Change = Callable[[Workbook], None]


@pytest.fixture
def changed(root: Path, tmp_path: Path) -> Callable[[Change], Path]:
    """The example with one change made to it, saved as a new workbook."""

    def make(change: Change) -> Path:
        book = openpyxl.load_workbook(root / "workbooks" / "mkip-ict.xlsx")
        change(book)
        path = tmp_path / "changed.xlsx"
        book.save(path)
        return path

    return make
