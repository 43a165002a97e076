"""The code about itself: light to import, no paths of a machine, no long rooms."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("numpy", "pandas", "openpyxl", "lxml", "jinja2", "rich", "xlwings", "scipy", "distributed")


@pytest.mark.parametrize(
    "module", ["mkip_xl", "mkip_xl.cli", "mkip_xl.finance.partnership", "mkip_xl.money.apportionment"]
)
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert loaded == []


ROOMS = {
    ".ci", ".github", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "benchmarks", "docs",
    "manual", "mkip_xl", "package.json", "pyproject.toml", "run.py", "templates", "tests", "workbooks",
}  # fmt: skip


def test_nothing_that_a_run_wrote_is_kept_among_the_sources(root: Path) -> None:
    if not (root / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is no checkout, or there is no git to ask")
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("git does not answer here")
    kept = listed.stdout.splitlines()

    assert {name.partition("/")[0] for name in kept} == ROOMS
    assert not [name for name in kept if name.endswith(("-EXEMPT.xlsx", "-PUBLIC.xlsx", "manifest.json"))]


def test_no_module_is_longer_than_one_sitting(root: Path) -> None:
    long = {
        path.relative_to(root).as_posix(): count
        for path in (root / "mkip_xl").rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }

    assert long == {}


def test_no_module_is_called_after_nothing(root: Path) -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}

    assert not [path for path in root.joinpath("mkip_xl").rglob("*.py") if path.stem in vague]


def test_every_public_module_says_what_it_is(root: Path) -> None:
    silent = [
        path for path in (root / "mkip_xl").rglob("*.py") if not path.read_text(encoding="utf-8").startswith('"""')
    ]

    assert silent == []


def test_every_rule_has_a_worked_example(root: Path) -> None:
    without = [
        f"{path.stem}.{each.name}"
        for floor in ("money", "finance")
        for path in sorted((root / "mkip_xl" / floor).rglob("*.py"))
        for each in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(each, ast.FunctionDef)
        and not each.name.startswith("_")
        and ">>>" not in (ast.get_docstring(each) or "")
    ]

    assert without == []


def test_no_float_arithmetic_on_money_below_the_roof(root: Path) -> None:
    found = [
        path.name
        for path in (root / "mkip_xl" / "finance").glob("*.py")
        if re.search(r"^(?! *>>>).*(?<![\w.])round\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert found == []
