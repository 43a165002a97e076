"""The wheel as a user has it: a clean environment, no development tools, offline, with libraries old and new."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = "server,secure,fast,cluster,pdf"

OFFLINE = """
import socket

def _refused(*_, **__):
    raise OSError("no network here")

socket.socket.connect = _refused
"""
"""Put beside a program that must not speak to anyone: connecting fails."""

pytestmark = pytest.mark.xdist_group("wheel")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel and the sdist, built from what is in the checkout."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(out)], cwd=ROOT, check=True, timeout=120)
    return out


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


def oldest(requirement: str) -> str | None:
    """The oldest version a requirement allows, pinned; None when it is for another Python."""
    from packaging.requirements import Requirement

    read = Requirement(requirement)
    if read.marker is not None and not read.marker.evaluate({"extra": ""}):
        return None
    (bound,) = (one.version for one in read.specifier if one.operator == ">=")
    return f"{read.name}=={bound}"


def requirements() -> Iterator[str]:
    yield from PROJECT["dependencies"]
    for several in PROJECT["optional-dependencies"].values():
        yield from several


def installed(folder: Path, what: str, *more: str) -> Path:
    """A clean environment with this installed in it, and nothing else but pip; its Python."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    subprocess.run([*command, what, *more], check=True, timeout=600)
    return python


@pytest.fixture(scope="module")
def newest_python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("newest") / "venv", str(wheel))


@pytest.fixture(scope="module")
def oldest_python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("oldest")
    pins = [pin for requirement in requirements() if (pin := oldest(requirement))]
    (folder / "oldest.txt").write_text("\n".join(pins) + "\n", encoding="utf-8")
    return installed(folder / "venv", f"{wheel}[{EXTRAS}]", "--constraint", str(folder / "oldest.txt"))


def run(python: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The installed command, in a folder that has nothing of the checkout, with the network refused."""
    shadow = cwd.parent / "offline"
    shadow.mkdir(exist_ok=True)
    (shadow / "sitecustomize.py").write_text(OFFLINE, encoding="utf-8")
    held = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP", "VIRTUAL"))}
    return subprocess.run(
        [str(python), "-m", "mkip_xl", *words],
        cwd=cwd, env={**held, "PYTHONPATH": str(shadow), "PYTHONUTF8": "1"},
        capture_output=True, text=True, timeout=120, check=False, encoding="utf-8",
    )  # fmt: skip


def demonstrates(python: Path, cwd: Path) -> None:
    """The demo in an empty folder fills 18 appendices, which verify."""
    done = run(python, "demo", cwd=cwd)
    assert done.returncode == 0, done.stderr
    assert len(list(cwd.glob("out/*/*-EXEMPT.xlsx"))) == 18
    assert run(python, "verify", "out", cwd=cwd).returncode == 0


def test_the_demo_works_from_the_wheel_in_an_empty_folder_offline(newest_python: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    demonstrates(newest_python, empty)
    called = run(newest_python, "call", "MKIP_SHARES", "[100, [[1], [1], [1]]]", cwd=empty)

    assert json.loads(called.stdout) == [[33.34], [33.33], [33.33]]


def test_every_command_of_the_wheel_answers_for_help_without_the_extras(newest_python: Path, tmp_path: Path) -> None:
    listed = run(newest_python, "--help", cwd=tmp_path).stdout
    names = re.findall(r"^  ([a-z]+)  ", listed, re.MULTILINE)

    assert len(names) >= 14
    for name in names:
        done = run(newest_python, name, "--help", cwd=tmp_path)
        assert done.returncode == 0, (name, done.stderr)


def test_what_needs_an_extra_says_which(newest_python: Path, tmp_path: Path) -> None:
    done = run(newest_python, "serve", "--plain", cwd=tmp_path)

    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "mkip_xl[server]" in done.stderr


def test_the_demo_works_with_the_oldest_libraries_allowed(oldest_python: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    demonstrates(oldest_python, empty)
    (empty / "password.txt").write_text("a long enough password\n", encoding="utf-8")
    locked = run(
        oldest_python, "batch", "mkip-ict.xlsx", "--out", "locked", "--appendix", "B", "--password-file",
        "password.txt", cwd=empty,
    )  # fmt: skip

    assert locked.returncode == 0, locked.stderr
    for words in (("check", "mkip-ict.xlsx"), ("new", "ours.xlsx", "--partners", "A,B"), ("serve", "--manifest")):
        done = run(oldest_python, *words, cwd=empty)
        assert done.returncode == 0, (words, done.stderr)


def test_every_bound_is_the_version_that_was_tried(oldest_python: Path) -> None:
    told = subprocess.run(
        [str(oldest_python), "-m", "pip", "list", "--format", "json"], capture_output=True, text=True, check=True
    ).stdout
    from packaging.utils import canonicalize_name
    from packaging.version import Version

    here = {canonicalize_name(one["name"]): one["version"] for one in json.loads(told)}
    pins = [pin.split("==") for requirement in requirements() if (pin := oldest(requirement))]

    assert {name: here[canonicalize_name(name)] for name, bound in pins
            if Version(here[canonicalize_name(name)]) != Version(bound)} == {}  # fmt: skip


def test_templates_and_examples_are_inside_and_what_makes_them_is_not(built: Path, wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("templates", "workbooks"):
        expected = {path.name for path in (ROOT / folder).glob("*.xl*") if not path.name.startswith(("~$", ".~"))}
        inside = {name.rpartition("/")[2] for name in names if name.startswith(f"mkip_xl/shipped/{folder}/")}
        assert inside == expected
    assert not [name for name in names if name.startswith(("tests", "manual", "docs", "benchmarks"))]
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {"run.py", "README.md", "templates/build.py", "workbooks/source/Savings.csv", "docs/index.md"} <= held
    assert not [name for name in held if name.startswith((".venv", "node_modules", "out/", "site/"))]


def test_the_version_of_the_wheel_is_that_of_the_program(wheel: Path) -> None:
    import mkip_xl

    assert wheel.name.split("-")[1] == mkip_xl.__version__
