"""Odd partner names, run end to end: safe folders, figures that tie out, and text that stays text."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from benchmarks.partnerships import partnership
from mkip_xl.batch.manifest import faults
from mkip_xl.batch.run import run, tasks
from mkip_xl.batch.work import Task
from mkip_xl.workbook.lint import lint
from mkip_xl.workbook.package import Package

COUNCILS = {
    'A"B': 'The "Quoted" Council',
    "=cmd|' /C calc'!A0": '=HYPERLINK("http://example.org")',
    "{{ x }}": "{{ partners }} {%tr for p in partners %}",
    "😀": "Emoji 😀 Council 🏛️",
    "אבג": "מועצת העיר",
    "x" * 40: "y" * 200,
    "CON": "nul",
    "../up": "..\\over/under:there",
    "O'B": "O'Brien's & Sons <b>",
    "@a": "+1-2",
    "checks.xlsx": "Manifest.json",
    "Manifest.json": "checks.xlsx",
}


@pytest.fixture(scope="module")
def written(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    source, out = folder / "odd.xlsx", folder / "out"
    source.write_bytes(partnership(1, years=3, councils=COUNCILS))
    (outcome,) = run(tasks([source], out, Task(source, out, root / "templates")), out)
    assert outcome.status == "written", outcome.findings
    return out


def test_each_partner_has_a_folder_of_its_own_and_nothing_lies_outside(written: Path) -> None:
    folders = [path.name for path in written.iterdir() if path.is_dir()]

    assert len({name.casefold() for name in folders}) == len(COUNCILS)
    assert {path.name for path in written.parent.iterdir()} == {"odd.xlsx", "out"}
    assert faults(written) == []


def test_names_stay_text_to_the_letter_and_formulas_are_the_templates(written: Path) -> None:
    seen: set[str] = set()
    for path in sorted(written.rglob("*-EXEMPT.xlsx"))[::5]:
        assert lint(Package.open(path)).errors == [], path.name
        for sheet in openpyxl.load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        assert "HYPERLINK" not in str(cell.value) and "cmd" not in str(cell.value), (path, cell)
                    elif isinstance(cell.value, str):
                        seen.add(cell.value)

    assert set(COUNCILS) <= seen
    assert set(COUNCILS.values()) <= seen
