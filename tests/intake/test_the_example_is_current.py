"""The shipped example is what its source tables make, and its source tables are what a person reads."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from mkip_xl.workbook.package import Package


def test_the_example_is_what_its_source_tables_make(root: Path) -> None:
    spec = importlib.util.spec_from_file_location("build_example", root / "workbooks" / "build.py")
    assert spec is not None and spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    made, shipped = Package.from_bytes(build.example()), Package.open(root / "workbooks" / "mkip-ict.xlsx")

    assert {name: made.read(name) for name in made.names} == {name: shipped.read(name) for name in shipped.names}


def test_the_example_says_on_every_sheet_that_its_figures_are_illustrative(root: Path) -> None:
    from mkip_xl.workbook.reading import read_workbook

    for sheet in read_workbook(root / "workbooks" / "mkip-ict.xlsx").sheets.values():
        top = [str(cell.value) for cell in sheet if cell.row <= 3]

        assert any("ILLUSTRATIVE FIGURES" in text for text in top), sheet.name
