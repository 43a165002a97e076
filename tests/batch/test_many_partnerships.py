"""Many finance workbooks in one run: the same bytes however the work is done, and one bad one stops no other."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.partnerships import partnership
from mkip_xl.batch import run as running
from mkip_xl.batch.manifest import faults
from mkip_xl.batch.work import Task, carry_out
from mkip_xl.errors import NotAvailableError

Contents = Callable[[Path], dict[str, bytes]]
Command = Callable[..., subprocess.CompletedProcess[str]]


def test_each_partnership_has_a_folder_and_the_run_a_manifest(plain: Path) -> None:
    assert sorted(path.name for path in plain.iterdir()) == [
        "manifest.json", "partnership-0", "partnership-1", "partnership-2",
    ]  # fmt: skip
    for folder in plain.glob("partnership-*"):
        assert {"checks.xlsx", "manifest.json"} <= {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("options", "environment"),
    [
        ((), {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1"}),
        ((), {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "99", "LC_ALL": "C"}),
        (("--workers", "2"), {}),
    ],
)
def test_the_bytes_are_the_same_in_any_time_zone_hash_seed_and_number_of_workers(
    options: tuple[str, ...], environment: dict[str, str], plain: Path, several: Path, mkip_xl: Command, tmp_path: Path,
    contents: Contents,
) -> None:  # fmt: skip
    done = mkip_xl("batch", several, "--out", tmp_path / "out", *options, **environment)

    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "out") == contents(plain)


def test_one_bad_workbook_is_named_and_stops_no_other(several: Path, mkip_xl: Command, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for path in several.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "broken.xlsx").write_bytes(b"not a workbook")
    done = mkip_xl("batch", folder, "--out", tmp_path / "out", "--json")
    told = json.loads(done.stdout)

    assert done.returncode == 1
    assert told["refused"] == ["broken.xlsx"]
    assert [found["workbook"] for found in told["findings"] if found["severity"] == "error"] == ["broken.xlsx"]
    assert len({name.partition("/")[0] for name in told["written"]}) == 3
    assert [json.loads(line)["done"] for line in done.stderr.splitlines()] == [1, 2, 3, 4]


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(
    several: Path, plain: Path, mkip_xl: Command, tmp_path: Path
) -> None:
    dry = mkip_xl("batch", several, "--out", tmp_path / "out", "--dry-run", "--json")
    planned = [name for entry in json.loads(dry.stdout)["plan"] for name in entry["writes"]]

    assert not (tmp_path / "out").exists()
    written = {path.relative_to(plain).as_posix() for path in plain.rglob("*") if path.is_file()}
    assert {Path(name).relative_to(tmp_path / "out").as_posix() for name in planned} == written - {"manifest.json"}
    assert len(planned) == len(set(planned))


def test_resume_leaves_what_is_whole_and_does_again_what_is_not(
    several: Path, plain: Path, mkip_xl: Command, tmp_path: Path, contents: Contents
) -> None:
    out = tmp_path / "out"
    shutil.copytree(plain, out)
    (out / "partnership-1" / "manifest.json").unlink()
    flipped = next((out / "partnership-2").rglob("*-appendix-B-*"))
    flipped.write_bytes(flipped.read_bytes()[:-1] + b"?")
    done = mkip_xl("batch", several, "--out", out, "--resume", "--json")
    told = json.loads(done.stdout)

    assert told["unchanged"] == ["partnership-0.xlsx"]
    assert {name.partition("/")[0] for name in told["written"]} == {"partnership-1", "partnership-2"}
    assert contents(out) == contents(plain)


def test_a_folder_that_may_not_be_written_is_named_and_left_as_it_was(
    small: Path, mkip_xl: Command, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_bytes(b"a file, not a folder")
    done = mkip_xl("batch", small, "--out", tmp_path / "taken" / "out")

    assert done.returncode != 0
    assert "cannot be made" in done.stderr and "Choose another" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_disk_that_is_full_is_told_as_it_is(small: Path, root: Path, tmp_path: Path) -> None:
    """Ten files fit and the rest do not: the summary must not say that nothing was written."""
    code = (
        "import errno, sys\nfrom pathlib import Path\nfrom mkip_xl import cli\nput, count = Path.replace, []\n"
        "def full(self, target):\n    count.append(1)\n"
        "    if len(count) > 10: raise OSError(errno.ENOSPC, 'full')\n    return put(self, target)\n"
        "Path.replace = full\nsys.argv[0] = 'mkip-xl'\ncli.main()\n"
    )
    words = [sys.executable, "-c", code, "batch", str(small), "--out", str(tmp_path / "out")]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "the disk is full. Free some space and run again" in done.stderr
    assert "Nothing was written" not in done.stderr
    assert "does not hold the whole of it" in done.stderr
    assert len(list((tmp_path / "out").rglob("*"))) == 10 + len(list((tmp_path / "out").iterdir()))


def test_the_papers_of_another_workbook_are_left_where_they_are_and_told(
    small: Path, mkip_xl: Command, root: Path, tmp_path: Path, contents: Contents
) -> None:
    out = tmp_path / "out"
    assert mkip_xl("batch", small, "--out", out).returncode == 0
    before = {name: held for name, held in contents(out).items() if "/" in name}
    other = mkip_xl("batch", root / "workbooks" / "south-hams-west-devon-2023-24.xlsx", "--out", out)
    after = contents(out)

    assert other.returncode == 0, other.stderr
    assert f"holds the files of an earlier run, from {small.name}." in other.stderr
    assert {name: after.get(name) for name in before} == before
    assert "taken away" not in other.stderr


def test_verify_counts_the_files_of_every_partnership(plain: Path, mkip_xl: Command) -> None:
    files = [path for path in plain.rglob("*") if path.is_file() and path != plain / "manifest.json"]

    assert mkip_xl("verify", plain).stdout == f"{len(files)} files listed; every one is as it was written.\n"


def test_what_somebody_changed_by_hand_is_written_again_and_named(
    small: Path, mkip_xl: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert mkip_xl("batch", small, "--out", out).returncode == 0
    changed, whole = sorted(out.rglob("*-EXEMPT.xlsx"))[:2]
    before = changed.read_bytes()
    changed.write_bytes(b"by hand")
    again = mkip_xl("batch", small, "--out", out, "--json")
    told = json.loads(again.stdout)["replaced"]
    third = mkip_xl("batch", small, "--out", out)
    changed.write_bytes(b"by hand")
    fourth = mkip_xl("batch", small, "--out", out)

    assert told == [changed.relative_to(out).as_posix()]
    assert changed.read_bytes() == before
    assert "had been changed" not in third.stderr
    assert f"{changed} had been changed since an earlier run wrote it, and is written again." in fourth.stderr
    assert whole.name not in fourth.stderr


def test_what_an_earlier_run_wrote_and_this_one_does_not_is_taken_away(
    root: Path, tmp_path: Path, contents: Contents
) -> None:
    source, out, two = tmp_path / "p.xlsx", tmp_path / "out", tmp_path / "two"

    def run_with(partners: int, out: Path, *codes: str) -> tuple[str, ...]:
        source.write_bytes(partnership(1, partners=partners, years=3))
        return carry_out(Task(source, out, root / "templates", codes=codes)).removed

    run_with(3, out)
    run_with(2, two)
    third = next(path for path in out.iterdir() if path.is_dir() and not (two / path.name).exists())
    changed, unlisted, note = next(third.glob("*-B-*")), third / "mine.xlsx", out / "note.txt"
    own = {path.relative_to(out).as_posix() for path in (changed, unlisted, note)}
    for path in (changed, unlisted, note):
        path.write_bytes(b"the accountant's own")
    removed = run_with(2, out)
    left = contents(out)

    assert len(removed) == 5
    assert own <= left.keys()
    assert {name: held for name, held in left.items() if name not in own} == contents(two)
    assert run_with(2, two, "ASHF") == ()


def test_one_changed_byte_of_a_manifest_is_found(plain: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(plain / "partnership-0", out)
    manifest = out / "manifest.json"
    held = manifest.read_bytes()
    for at in range(0, len(held), 7):
        manifest.write_bytes(held[:at] + bytes([held[at] ^ 1]) + held[at + 1 :])
        try:
            found = faults(out)
        except NotAvailableError:
            continue  # it is no JSON any more
        assert found, (at, held[at : at + 20])


def test_files_that_excel_and_the_system_put_beside_others_are_passed_over(plain: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(plain, out)
    for name in ("~$ASHF-appendix-B-EXEMPT.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini"):
        (out / "partnership-1" / name).write_bytes(b"?")

    assert faults(out) == []


def test_verify_finds_one_flipped_bit_anywhere(
    plain: Path, mkip_xl: Command, tmp_path: Path, contents: Contents
) -> None:
    out = tmp_path / "out"
    for name, held in contents(plain).items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(held)
    assert faults(out) == []
    chance = random.Random(7)
    for path in sorted(out.rglob("*.xlsx")):
        held = path.read_bytes()
        at = chance.randrange(len(held))
        path.write_bytes(held[:at] + bytes([held[at] ^ (1 << chance.randrange(8))]) + held[at + 1 :])
        assert len(faults(out)) == 1, path
        path.write_bytes(held)
    (out / "partnership-0" / "extra.xlsx").write_bytes(b"?")
    next(out.rglob("*-appendix-B-*")).unlink()
    done = mkip_xl("verify", out)

    assert done.returncode == 1
    assert "extra.xlsx is not in the manifest" in done.stderr
    assert "is missing" in done.stderr


def test_the_manifest_holds_no_figure_and_no_path_of_the_machine(plain: Path, several: Path) -> None:
    for path in plain.rglob("manifest.json"):
        text = path.read_text(encoding="utf-8")
        assert str(several) not in text
        assert str(plain) not in text
        assert set(json.loads(text)) <= {"program", "options", "inputs", "templates", "outputs", "refused", "sha256"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals of this kind")
def test_on_a_terminal_a_bar_tells_the_rate_and_the_time_left(
    several: Path, plain: Path, root: Path, tmp_path: Path
) -> None:
    import pty

    out = tmp_path / "out"
    shutil.copytree(plain, out)
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "mkip_xl", "batch", str(several), "--resume", "--out", str(out)], cwd=root, stderr=its,
        stdout=subprocess.PIPE, env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
    )  # fmt: skip
    os.close(its)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(ours)
    told, _ = process.communicate()

    assert process.returncode == 0
    assert "3/3" in shown.decode() and "a second" in shown.decode()
    assert re.search(r"\d:\d\d:\d\d", shown.decode())
    assert "3 already there" in told.decode()


def test_the_largest_workbook_is_begun_first_and_the_outcomes_keep_their_order(
    several: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []

    class Noting(running.InThisProcess):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **named: Any) -> Any:
            begun.append(args[0].source.stat().st_size)
            return super().submit(fn, *args, **named)

    monkeypatch.setattr(running, "executor", lambda *_: contextlib.nullcontext(Noting()))
    folder = tmp_path / "in"
    shutil.copytree(several, folder)
    (folder / "middle.xlsx").write_bytes(partnership(5, partners=6, years=6))
    out = tmp_path / "out"
    outcomes = running.run(running.tasks([folder], out, Task(folder, out, root / "templates")), out, workers=2)

    assert len(begun) == 4
    assert begun == sorted(begun, reverse=True)
    assert [outcome.source.name for outcome in outcomes] == sorted(path.name for path in folder.iterdir())
