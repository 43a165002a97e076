"""A run that is told to stop: said in one sentence, nothing half done, and the rest done by --resume."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mkip_xl.workbook.writing import write_whole

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals of this kind")
Command = Callable[..., subprocess.CompletedProcess[str]]


def deaf_to_nothing() -> None:
    """Hear every signal, whatever started the tests."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_that_is_told_to_stop_says_so_and_leaves_nothing_half_done(
    number: signal.Signals, workers: str, several: Path, plain: Path, mkip_xl: Command, root: Path, tmp_path: Path,
    contents: Callable[[Path], dict[str, bytes]],
) -> None:  # fmt: skip
    out = tmp_path / "out"
    words = [sys.executable, "-m", "mkip_xl", "batch", str(several), "--workers", workers, "--out", str(out)]
    process = subprocess.Popen(
        words, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=deaf_to_nothing,
    )  # fmt: skip
    while not list(out.rglob("*.xlsx")):
        assert process.poll() is None
        time.sleep(0.001)
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    _, said = process.communicate(timeout=60)
    left = contents(out)

    assert process.returncode == 128 + number
    assert said.splitlines() == ["Stopped. Every file that is there is whole. Run again with --resume to do the rest."]
    assert not [name for name in left if Path(name).name.startswith(".")]
    assert all(contents(plain)[name] == held for name, held in left.items())
    assert mkip_xl("batch", several, "--out", out, "--resume").returncode == 0
    assert contents(out) == contents(plain)


def test_a_file_that_is_being_written_when_told_to_stop_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a.xlsx", b"half")

    assert list(tmp_path.iterdir()) == []


def test_a_run_goes_on_where_nobody_listens(small: Path, root: Path, tmp_path: Path) -> None:
    words = f"exec {sys.executable} -m mkip_xl batch {small} --out {tmp_path / 'out'} >&- 2>&-"
    done = subprocess.run(["sh", "-c", words], cwd=root, check=False)

    assert done.returncode == 0
    assert (tmp_path / "out" / "manifest.json").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("unbuffered", ["1", ""], ids=["as it comes", "at the end"])
def test_a_summary_that_cannot_be_printed_is_told_in_words(
    unbuffered: str, small: Path, root: Path, tmp_path: Path
) -> None:
    words = f"exec {sys.executable} -m mkip_xl batch {small} --out {tmp_path / 'out'} >/dev/full"
    printed = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(["sh", "-c", words], cwd=root, env=printed, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert os.strerror(errno.ENOSPC) in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "out" / "manifest.json").is_file()


@pytest.mark.parametrize("unbuffered", ["1", ""], ids=["as it comes", "at the end"])
def test_a_reader_that_has_read_enough_is_no_fault(unbuffered: str, root: Path) -> None:
    printed = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    words = f"{sys.executable} -m mkip_xl functions | true"
    done = subprocess.run(["sh", "-c", words], cwd=root, env=printed, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_end_of_a_process_goes_through_nothing_that_it_has_kept(small: Path, root: Path, tmp_path: Path) -> None:
    """Looking through it for garbage took each worker up to two seconds."""
    script = """
import atexit, gc, sys
from pathlib import Path
atexit.register(lambda: print(gc.get_freeze_count() > 100_000))
from mkip_xl.batch.work import Task, done
print(done(Task(Path(sys.argv[1]), Path(sys.argv[2]), Path("templates"))).status)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, small, tmp_path / "out"], cwd=root, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["written", "True"]
