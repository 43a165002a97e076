"""A finance workbook whose cached MKIP_ results are not what its inputs say is not released."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from mkip_xl.commands.batch import command
from mkip_xl.workbook.package import Package


@pytest.fixture(scope="module")
def with_formulas(root: Path) -> bytes:
    """The example with live formulas, every one of them worked out."""
    spec = importlib.util.spec_from_file_location("build_functions", root / "workbooks" / "build_functions.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_functions"] = module
    spec.loader.exec_module(module)
    return bytes(module.example_with_formulas())


def batch(workbook: Path, out: Path) -> tuple[int, str]:
    done = CliRunner().invoke(command, [str(workbook), "--out", str(out), "--appendix", "D", "--partner", "MBC"])
    return done.exit_code, done.output


def test_right_figures_are_released(with_formulas: bytes, tmp_path: Path) -> None:
    workbook = tmp_path / "example.xlsx"
    workbook.write_bytes(with_formulas)
    status, told = batch(workbook, tmp_path / "out")

    assert status == 0, told
    assert list((tmp_path / "out").rglob("*-EXEMPT.xlsx"))


def test_a_stale_figure_stops_the_work_and_is_named(with_formulas: bytes, tmp_path: Path) -> None:
    package = Package.from_bytes(with_formulas)
    (part,) = [name for name in package.names if "sheet" in name and b"MKIP_SHARES(" in package.read(name)]
    changed = re.sub(rb"<v>33\.34</v>", b"<v>33.35</v>", package.read(part), count=1)
    workbook = tmp_path / "example.xlsx"
    workbook.write_bytes(package.write({part: changed}))
    status, told = batch(workbook, tmp_path / "out")

    assert status == 1
    assert "'Functions'!C10" in told
    assert "33.3" not in told
    assert not list(tmp_path.rglob("*-EXEMPT.xlsx"))
