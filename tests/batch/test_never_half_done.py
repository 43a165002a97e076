"""A run that fails or is killed leaves no half-written file, and the next run ends as if nothing had happened."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mkip_xl.batch.lock import only_run
from mkip_xl.batch.run import run, tasks
from mkip_xl.batch.work import Task
from mkip_xl.errors import OutputError
from mkip_xl.workbook.writing import write_whole

Contents = Callable[[Path], dict[str, bytes]]


def once(source: Path, out: Path, root: Path, *, resume: bool = False) -> list[Any]:
    like = Task(source, out, root / "templates", resume=resume)
    return run(tasks([source], out, like), out)


@contextmanager
def failing(nth: int, code: int, patch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Make the nth write, flush to disk, rename or new folder fail; counts how many were tried."""
    count = [0]

    def counted(really: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **named: Any) -> Any:
            count[0] += 1
            if count[0] == nth:
                raise OSError(code, os.strerror(code))
            return really(*args, **named)

        return step

    opened = Path.open

    class Failing:
        def __init__(self, file: Any) -> None:
            self.file = file

        def __enter__(self) -> Failing:
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def __getattr__(self, name: str) -> Any:
            return counted(self.file.write) if name == "write" else getattr(self.file, name)

    def opening(self: Path, mode: str = "r", *args: Any, **named: Any) -> Any:
        file = opened(self, mode, *args, **named)
        return Failing(file) if mode == "wb" else file

    with patch.context() as context:
        context.setattr(os, "fsync", counted(os.fsync))
        context.setattr(Path, "replace", counted(Path.replace))
        context.setattr(Path, "open", opening)
        yield count


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_every_write_flush_and_rename_may_fail_in_turn(
    code: int, small: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contents: Contents
) -> None:
    once(small, tmp_path / "whole", root)
    whole = contents(tmp_path / "whole")
    with failing(10**9, code, monkeypatch) as count:
        once(small, tmp_path / "counted", root)
    steps = count[0]
    assert steps >= 4 * len(whole)

    out = tmp_path / "out"
    for nth in range(1, steps + 1):
        with failing(nth, code, monkeypatch):
            (outcome,) = once(small, out, root)
        assert outcome.failed, nth
        assert "was not written" in str(outcome.findings[0]), nth
        there = contents(out)
        assert all(there[name] == whole[name] for name in there if name != ".mkip-xl-lock"), nth
        assert not [name for name in there if "mkip-xl-tmp" in name], nth
    (outcome,) = once(small, out, root, resume=True)

    assert outcome.status == "written"
    assert contents(out) == whole


def test_a_file_holds_all_of_the_new_or_what_it_held_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.xlsx"
    write_whole(target, b"before")
    for nth in (1, 2, 3):
        with failing(nth, errno.ENOSPC, monkeypatch), pytest.raises(OutputError, match="disk is full"):
            write_whole(target, b"after")
        assert target.read_bytes() == b"before"
    write_whole(target, b"after")

    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]
    assert target.read_bytes() == b"after"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_runs_leave_nothing_broken_and_resume_to_the_same_bytes(
    several: Path, root: Path, tmp_path: Path, contents: Contents
) -> None:
    whole_out, out = tmp_path / "whole", tmp_path / "out"
    command = [sys.executable, "-m", "mkip_xl", "batch", str(several), "--resume", "--json", "--out"]
    started = time.monotonic()
    subprocess.run([*command, str(whole_out)], cwd=root, check=True, capture_output=True)
    took = time.monotonic() - started
    whole = contents(whole_out)
    chance = random.Random(1)
    for _ in range(8):
        process = subprocess.Popen([*command, str(out)], cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.2, 0.9) * took)
        process.send_signal(signal.SIGKILL)
        process.wait()
        finals = {name: held for name, held in contents(out).items() if not Path(name).name.startswith(".")}
        assert all(whole[name] == held for name, held in finals.items())
    subprocess.run([*command, str(out)], cwd=root, check=True, capture_output=True)

    assert contents(out) == whole


def test_only_one_run_at_a_time_holds_a_folder(tmp_path: Path) -> None:
    with only_run(tmp_path):
        code = (
            "import sys; from pathlib import Path; from mkip_xl.batch.lock import only_run\n"
            "with only_run(Path(sys.argv[1])): print('held')"
        )
        other = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
        assert "Another run is writing" in other.stderr
        assert other.stdout == ""

    with only_run(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_lock_left_by_a_dead_run_holds_nobody(tmp_path: Path) -> None:
    (tmp_path / ".mkip-xl-lock").write_bytes(b"")

    with only_run(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_a_dead_run_are_swept(small: Path, root: Path, tmp_path: Path, contents: Contents) -> None:
    once(small, tmp_path / "whole", root)
    left = tmp_path / "out" / "ASHF" / ".ASHF-appendix-B-EXEMPT.xlsx.mkip-xl-tmp"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    once(small, tmp_path / "out", root)

    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
