"""Made-up partnerships to run batches over."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.partnerships import partnership


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finance workbook of two partners and three years: the quickest there is to run."""
    path = tmp_path_factory.mktemp("small") / "small.xlsx"
    path.write_bytes(partnership(1, partners=2, years=3))
    return path


@pytest.fixture(scope="session")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three finance workbooks."""
    folder = tmp_path_factory.mktemp("several")
    for seed in range(3):
        (folder / f"partnership-{seed}.xlsx").write_bytes(partnership(seed, partners=2, years=3))
    return folder


@pytest.fixture(scope="session")
def contents() -> Callable[[Path], dict[str, bytes]]:
    """Every file of a folder by its path within it."""

    def read(folder: Path) -> dict[str, bytes]:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    return read


@pytest.fixture(scope="session")
def mkip_xl(root: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command as a user runs it; named words are put into its environment."""

    def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mkip_xl", *map(str, words)], cwd=root, capture_output=True, text=True, check=False,
            env={**os.environ, **environment}, timeout=200,
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def plain(
    several: Path, mkip_xl: Callable[..., subprocess.CompletedProcess[str]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What a plain run over the three workbooks wrote."""
    out = tmp_path_factory.mktemp("plain") / "out"
    done = mkip_xl("batch", several, "--out", out)
    assert done.returncode == 0, done.stderr
    return out
