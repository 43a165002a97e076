"""The shipped templates are what their design makes, part by part, wherever and whenever it is made."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SHIPPED = sorted(path.name for path in TEMPLATES.glob("*.xlsx"))
NAMES = [*(f"appendix-{letter}.xlsx" for letter in "bcdegj"), "checks.xlsx"]


def made(folder: Path, **environment: str) -> Path:
    """The templates made in a folder by their script, in a process of its own."""
    folder.mkdir()
    command = [sys.executable, "-B", str(TEMPLATES / "build.py"), str(folder)]
    subprocess.run(command, check=True, env={**os.environ, **environment}, timeout=120)
    return folder


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a workbook: what they say, not how this machine's zlib pressed them."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("made") / "today")


def test_every_exempt_appendix_and_the_checks_have_a_template() -> None:
    assert sorted(NAMES) == SHIPPED


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_template_is_what_its_design_makes(name: str, fresh: Path) -> None:
    expected, shipped = parts(fresh / name), parts(TEMPLATES / name)

    assert list(shipped) == list(expected)
    differing = [part for part in expected if shipped[part] != expected[part]]
    assert differing == [], f"templates/{name} is not what its design makes. Run: python templates/build.py"


def test_the_hour_the_zone_and_the_hash_seed_do_not_change_a_byte(fresh: Path, tmp_path: Path) -> None:
    elsewhere = made(tmp_path / "elsewhere", TZ="Pacific/Auckland", PYTHONHASHSEED="7")

    for name in NAMES:
        assert (elsewhere / name).read_bytes() == (fresh / name).read_bytes()
