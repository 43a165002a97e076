"""What every folder of tests may ask for: LibreOffice to calculate with, Microsoft's validator to judge with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("shared machine", deadline=None)  # the clock of a busy machine says nothing of the code
settings.load_profile("shared machine")

ROOT = Path(__file__).parents[1]

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""

Cells = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Iterable[Path], str, Path], list[Path]]:
    """Convert files with LibreOffice in a profile of its own that works out every formula, trusting no cached value."""
    program = shutil.which("soffice")
    assert program is not None, "LibreOffice is needed: python3 run.py tests installs it"
    profile = tmp_path_factory.mktemp("profile")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")

    def converted(files: Iterable[Path], kind: str, out: Path) -> list[Path]:
        held = list(files)
        out.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind, "--outdir",
             str(out), *map(str, held)],
            check=True, capture_output=True, timeout=280,
        )  # fmt: skip
        made = [out / f"{file.stem}.{kind.partition(':')[0]}" for file in held]
        assert all(path.is_file() for path in made)
        return made

    return converted


@pytest.fixture(scope="session")
def recalculated(
    convert: Callable[[Iterable[Path], str, Path], list[Path]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Iterable[Path]], dict[Path, Cells]]:
    """The value of every cell of some workbooks after LibreOffice has worked out every formula from scratch."""
    import openpyxl

    def calculate(files: Iterable[Path]) -> dict[Path, Cells]:
        held = list(files)
        folder = tmp_path_factory.mktemp("recalculated")
        made = convert(held, "xlsx", folder)
        return {
            file: {
                sheet.title: {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}
                for sheet in openpyxl.load_workbook(path, data_only=True).worksheets
            }
            for file, path in zip(held, made, strict=True)
        }

    return calculate


@pytest.fixture(scope="session")
def open_xml_findings() -> Callable[[Iterable[Path]], dict[Path, list[str]]]:
    """What Microsoft's Open XML SDK finds wrong in each workbook: description and part, without the place."""
    program = ROOT / "node_modules" / ".bin" / ("ooxml-validator.cmd" if os.name == "nt" else "ooxml-validator")
    assert program.exists(), "the validator is needed: python3 run.py tests installs it"

    def judge(files: Iterable[Path]) -> dict[Path, list[str]]:
        found = {}
        for file in files:
            done = subprocess.run([str(program), str(file)], capture_output=True, text=True, timeout=60, check=False)
            found[file] = _described(json.loads(done.stdout))
        return found

    return judge


def _described(answer: Any) -> list[str]:
    return [json.dumps(error, sort_keys=True) for error in answer.get("errors", [])]
