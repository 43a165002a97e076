"""A run that fails or is killed leaves no half-written file, and the next run ends as if nothing had happened."""

from __future__ import annotations

import errno
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mkip_xl.batch import work
from mkip_xl.batch.lock import only_run
from mkip_xl.batch.pack import sweep_printing
from mkip_xl.batch.run import run, tasks
from mkip_xl.batch.work import Task
from mkip_xl.errors import OutputError
from mkip_xl.workbook.writing import write_whole

Contents = Callable[[Path], dict[str, bytes]]


def once(source: Path, out: Path, root: Path, *, resume: bool = False) -> list[Any]:
    like = Task(source, out, root / "templates", resume=resume)
    return run(tasks([source], out, like), out)


@contextmanager
def failing(nth: int, code: int, patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Make the nth new folder, file opened, write, flush to disk, rename or removal fail; notes what was tried.

    A write that fails has put half of what it was given in the file.
    """
    tried: list[str] = []

    def counted(what: str, really: Callable[..., Any], half: Callable[..., Any] = lambda *_: None) -> Any:
        def step(*args: Any, **named: Any) -> Any:
            tried.append(what)
            if len(tried) == nth:
                half(*args)
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
            if name != "write":
                return getattr(self.file, name)
            return counted("write", self.file.write, lambda held: self.file.write(held[: len(held) // 2]))

    def opening(self: Path, mode: str = "r", *args: Any, **named: Any) -> Any:
        if mode not in ("wb", "a+b"):
            return opened(self, mode, *args, **named)
        file = counted("open", opened)(self, mode, *args, **named)
        return Failing(file) if mode == "wb" else file

    with patch.context() as context:
        context.setattr(os, "fsync", counted("flush", os.fsync))
        context.setattr(os, "open", counted("open", os.open))
        context.setattr(Path, "replace", counted("rename", Path.replace))
        context.setattr(Path, "mkdir", counted("folder", Path.mkdir))
        context.setattr(Path, "unlink", counted("remove", Path.unlink))
        context.setattr(Path, "open", opening)
        yield tried


@pytest.fixture
def filled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fill each workbook once only, however often it is written: what fails here is the writing."""
    kept: dict[object, Any] = {}
    accounts_of, fill_all = work.accounts_of, work.fill_all

    def accounts(source: Path, _: object) -> Any:
        return kept.setdefault("accounts", kept.get("accounts") or accounts_of(source))

    def filled(*given: Any) -> Any:
        files, proofs = kept.setdefault("files", kept.get("files") or fill_all(*given))
        return dict(files), list(proofs)

    monkeypatch.setattr(work, "accounts_of", accounts)
    monkeypatch.setattr(work, "fill_all", filled)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.usefixtures("filled_once")
def test_every_step_of_writing_may_fail_in_turn(
    code: int, small: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contents: Contents
) -> None:
    once(small, tmp_path / "whole", root)
    whole = contents(tmp_path / "whole")
    with failing(10**9, code, monkeypatch) as tried:
        once(small, tmp_path / "counted", root)
    assert set(tried) == {"folder", "open", "write", "flush", "rename", "remove"}
    assert min(tried.count(what) for what in ("open", "write", "flush", "rename")) >= len(whole)

    out = tmp_path / "out"
    for nth in range(1, len(tried) + 1):
        with failing(nth, code, monkeypatch):
            said = refusal(small, out, root)
        there = {name: held for name, held in contents(out).items() if name != ".mkip-xl-lock"}
        assert all(there[name] == whole[name] for name in there), nth
        assert said is not None or there == whole, nth
        assert said is None or re.search(r"written|made", said), said
    (outcome,) = once(small, out, root, resume=True)

    assert outcome.status in ("written", "unchanged")
    assert contents(out) == whole


def refusal(source: Path, out: Path, root: Path) -> str | None:
    """What a run says that it could not do; None when it did everything."""
    try:
        (outcome,) = once(source, out, root)
    except OutputError as fault:
        return str(fault)
    return str(outcome.findings[0]) if outcome.failed else None


def test_a_file_holds_all_of_the_new_or_what_it_held_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.xlsx"
    write_whole(target, b"before")
    for nth in range(1, 6):  # folder, open, write, flush, rename
        with failing(nth, errno.ENOSPC, monkeypatch), pytest.raises(OutputError, match="disk is full"):
            write_whole(target, b"after")
        assert target.read_bytes() == b"before"
    write_whole(target, b"after")

    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]
    assert target.read_bytes() == b"after"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_runs_leave_nothing_broken_and_resume_to_the_same_bytes(several: Path, plain: Path) -> None:
    from benchmarks.killed_runs import killed_runs

    found = killed_runs(several, kills=6, seed=1, whole=plain)

    assert (found.broken, found.leftovers, found.same) == (0, 0, True)
    assert found.killed >= 4


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


def test_a_disk_that_cannot_lock_is_named_and_no_other_run_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def unlockable(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", unlockable)
    with pytest.raises(OutputError, match="cannot be locked on this disk"), only_run(tmp_path):
        pass


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups of this kind")
def test_the_workers_of_a_killed_run_end_with_it(several: Path, root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkip_xl", "batch", str(several), "--workers", "2", "--out", str(tmp_path / "out")]
    process = subprocess.Popen(command, cwd=root, start_new_session=True)
    while not list(tmp_path.rglob("*.xlsx")):
        assert process.poll() is None
    process.kill()
    process.wait()
    deadline = time.monotonic() + 60
    while is_running(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not is_running(process.pid)


def is_running(group: int) -> bool:
    """Whether a process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


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


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot be asked whether a process is there")
def test_what_a_killed_run_was_printing_is_swept_and_what_a_live_one_is_printing_stays(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for process in (ended.pid, os.getpid()):
        (tmp_path / f"mkip-xl-printing-{process}-abc").mkdir()
        (tmp_path / f"mkip-xl-printing-{process}-abc" / "0.xlsx").write_bytes(b"exempt")
    sweep_printing(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [f"mkip-xl-printing-{os.getpid()}-abc"]


def test_a_worker_that_is_killed_loses_nothing(
    several: Path, plain: Path, root: Path, tmp_path: Path, contents: Contents
) -> None:
    killed: list[int] = []

    def kill_one(_: object) -> None:
        for child in multiprocessing.active_children()[: 1 - len(killed)]:
            killed.append(child.pid or 0)
            child.kill()

    out = tmp_path / "out"
    outcomes = run(tasks([several], out, Task(several, out, root / "templates")), out, workers=2, finished=kill_one)

    assert len(killed) == 1
    assert [outcome.status for outcome in outcomes] == ["written"] * 3
    assert contents(out) == contents(plain)


class Deadly(type(Path())):  # type: ignore[misc]
    """A path that ends the process it is sent to."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (1,)


def test_a_workbook_that_kills_every_worker_is_named_and_the_others_are_done(
    small: Path, root: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    sources = {"one": small, "deadly": Deadly(small), "two": small}
    given = [Task(path, out / name, root / "templates") for name, path in sources.items()]
    outcomes = run(given, out, workers=2)

    assert [outcome.status for outcome in outcomes] == ["written", "refused", "written"]
    assert outcomes[1].findings[0].code == "worker-lost"
    assert "--resume" in outcomes[1].findings[0].message


def test_a_dask_worker_that_is_killed_loses_nothing(
    several: Path, plain: Path, root: Path, tmp_path: Path, contents: Contents
) -> None:
    from distributed import Client, LocalCluster

    out = tmp_path / "out"
    killed: list[int] = []
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster, Client(cluster) as client:

        def kill_one(_: object) -> None:
            if not killed:
                killed.append(next(iter(client.run(os.getpid).values())))
                os.kill(killed[0], signal.SIGKILL)

        like = Task(several, out, root / "templates")
        outcomes = run(tasks([several], out, like), out, cluster=cluster.scheduler_address, finished=kill_one)

    assert len(killed) == 1
    assert [outcome.status for outcome in outcomes] == ["written"] * 3
    assert contents(out) == contents(plain)
