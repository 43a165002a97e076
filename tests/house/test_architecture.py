"""What the architecture page claims of the house is so."""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import pkgutil
import re
import tomllib
from pathlib import Path

import mkip_xl
from mkip_xl import errors

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PURE = ("money", "finance")
IMPURE = {"os", "pathlib", "io", "logging", "time", "random", "secrets", "subprocess", "socket", "tempfile", "shutil"}


def floors() -> list[str]:
    """The floors as the import contracts have them, the highest first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = (one["layers"] for one in contracts if one.get("containers") == ["mkip_xl"])
    return [floor for floor in layers if floor != "__main__"]


def test_the_picture_of_the_house_names_every_floor_in_order() -> None:
    picture = re.search(r"```none\n(.*?)```", PAGE, re.DOTALL)
    assert picture is not None
    drawn = [name for line in picture[1].splitlines() for name in re.split(r" · ", line[:22].strip()) if name]

    assert drawn == floors()
    assert set(drawn) == {one.name for one in pkgutil.iter_modules(mkip_xl.__path__)} - {"__main__"}


def test_every_test_the_page_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", PAGE)

    assert len(named) >= 8
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_money_and_finance_touch_no_file_clock_chance_or_log() -> None:
    touched = []
    for floor in PURE:
        for path in (ROOT / "mkip_xl" / floor).glob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
                touched += [f"{path.name}: {name}" for name in names if name.partition(".")[0] in IMPURE]
                if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow"):
                    touched.append(f"{path.name}: .{node.attr}")
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("open", "print"):
                    touched.append(f"{path.name}: {node.func.id}")

    assert touched == []


def family() -> set[str]:
    return {
        name
        for name, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, errors.MkipError) and one.__module__ == "mkip_xl.errors"
    }


def test_the_tree_in_errors_draws_the_whole_family_and_what_else_each_is() -> None:
    tree = (inspect.getdoc(errors) or "").partition("\n\n")[2]
    drawn = dict(re.findall(r"^[│├└─\s]*(\w+)\s{2,}(.+)$", tree, re.MULTILINE))

    assert set(drawn) == family()
    for name, words in drawn.items():
        builtin = re.search(r"\(also a (\w+)\)", words)
        others = {base.__name__ for base in getattr(errors, name).__mro__} & {"ValueError", "LookupError", "KeyError"}
        if builtin is not None:
            assert builtin[1] in others, name


ASKED_FOR = {
    "mkip_xl/workbook/reading/cells.py": "KeyError: a mapping without the key",
    "mkip_xl/excel/desktop/entry.py": "AttributeError: a module without the name",
    "mkip_xl/excel/desktop/compound.py": "ValueError: our own VBA outgrew its file; no user can cause it",
    "mkip_xl/excel/office/calls.py": "ValueError: a JSON hook; its caller answers 400",
    "mkip_xl/template/datafile.py": "ValueError: a JSON hook; its caller says which file",
    "mkip_xl/workbook/inspection/figures.py": "ValueError: a secret; its caller says which",
    "mkip_xl/workbook/inspection/unwrapping.py": "ValueError: a damaged part; its caller makes it a finding",
}
"""Where a builtin is raised, since Python or a library asks for it, and who turns it into words."""


def test_what_is_raised_is_of_the_family() -> None:
    """A builtin is raised for a programmer's mistake only, never for what a user gave."""
    programmers = {"TypeError", "AssertionError", "NotImplementedError", "StopIteration"}
    raised = {}
    for path in (ROOT / "mkip_xl").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                name = getattr(node.exc.func, "id", "")
                if hasattr(builtins, name) and name not in programmers:
                    raised[path.relative_to(ROOT).as_posix()] = name

    assert {where: name for where, name in raised.items() if not ASKED_FOR.get(where, "").startswith(name)} == {}
    assert set(ASKED_FOR) <= set(raised)


def test_the_version_is_written_once() -> None:
    (line,) = re.findall(
        r"^__version__ = \"([\d.]+\w*)\"$", (ROOT / "mkip_xl" / "__init__.py").read_text("utf-8"), re.M
    )
    elsewhere = [
        path.relative_to(ROOT).as_posix()
        for path in [*(ROOT / "mkip_xl").rglob("*.py"), ROOT / "pyproject.toml", ROOT / "run.py", ROOT / "package.json"]
        if path.name != "__init__.py" and re.search(rf"[\"']{re.escape(line)}[\"']", path.read_text(encoding="utf-8"))
    ]

    assert elsewhere == []
    assert f"## {line}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_public_thing_of_money_and_finance_says_what_comes_back() -> None:
    silent = []
    for floor in PURE:
        package = importlib.import_module(f"mkip_xl.{floor}")
        for found in pkgutil.iter_modules(package.__path__, f"mkip_xl.{floor}."):
            module = importlib.import_module(found.name)
            silent += [
                f"{found.name}.{name}"
                for name, one in vars(module).items()
                if not name.startswith("_")
                and (inspect.isfunction(one) or inspect.isclass(one))
                and one.__module__ == found.name
                and not (one.__doc__ or "").strip()
            ]

    assert silent == []
