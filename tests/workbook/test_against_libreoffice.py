"""Clean workbooks as LibreOffice sees them: the same cells, the same values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mkip_xl.workbook.reading import ExcelError, read_workbook


def comparable(value: Any) -> Any:
    """A value as two readers can be compared by: numbers at 15 digits, days at midnight."""
    if isinstance(value, ExcelError):
        return value.code
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float, Decimal)):
        return format(float(value), ".14g")
    if isinstance(value, dt.datetime):
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day).isoformat()
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


@pytest.mark.libreoffice
def test_clean_workbooks_read_as_libreoffice_reads_them(
    clean_files: Mapping[str, bytes],
    root: Path,
    tmp_path: Path,
    recalculated: Callable[[Iterable[Path]], dict[Path, Mapping[str, Mapping[str, Any]]]],
) -> None:
    paths = []
    for name, data in clean_files.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(data)
        paths.append(path)
    example = tmp_path / "mkip-ict.xlsx"
    example.write_bytes((root / "workbooks" / "mkip-ict.xlsx").read_bytes())
    paths.append(example)

    theirs = recalculated(paths)

    for path in paths:
        for name, sheet in read_workbook(path).sheets.items():
            ours = {cell.ref: comparable(cell.value) for cell in sheet if cell.value not in (None, "")}
            seen = {place: comparable(value) for place, value in theirs[path][name].items() if value not in (None, "")}
            assert ours == seen, f"{path.name}, {name}"


def test_the_comparison_would_notice(packing: ModuleType) -> None:
    sheet = read_workbook(packing.zipped(packing.parts()), "a.xlsx").sheets["Sheet1"]

    assert comparable(sheet.cells["A1"].value) == "1250.5"
    assert comparable(sheet.cells["A1"].value) != comparable(12)
