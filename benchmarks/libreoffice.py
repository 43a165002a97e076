"""What LibreOffice makes of the formulas of filled workbooks, against the values kept in them."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


def disagreements(files: Sequence[Path]) -> tuple[int, list[str]]:
    """How many numbers were compared, and each cell whose kept value is not LibreOffice's, trusting no cached value."""
    program = shutil.which("soffice")
    if program is None:
        raise SystemExit("LibreOffice is not installed")
    count, wrong = 0, []
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        (here / "profile" / "user").mkdir(parents=True)
        (here / "profile" / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
        copies = [here / f"{at}.xlsx" for at in range(len(files))]
        for path, twin in zip(files, copies, strict=True):
            shutil.copyfile(path, twin)
        subprocess.run(
            [program, f"-env:UserInstallation={(here / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx",
             "--outdir", str(here / "out"), *map(str, copies)],
            check=True, capture_output=True, timeout=900,
        )  # fmt: skip
        for path, twin in zip(files, copies, strict=True):
            kept, found = numbers(path), numbers(here / "out" / twin.name)
            count += len(kept)
            wrong += [f"{path.name} {cell}" for cell, value in kept.items() if not _same(value, found.get(cell))]
    return count, wrong


def numbers(path: Path) -> Mapping[tuple[str, str], Any]:
    """Every number that a workbook keeps, by sheet and cell."""
    import openpyxl

    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in openpyxl.load_workbook(path, data_only=True).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    }


def _same(kept: float, found: object) -> bool:
    return isinstance(found, int | float) and abs(kept - found) <= 1e-9 * max(1.0, abs(kept))
