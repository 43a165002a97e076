"""Many finance workbooks in one run: the same bytes however the work is done, and one bad one stops no other."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

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


def test_verify_finds_one_flipped_bit_anywhere(
    plain: Path, mkip_xl: Command, tmp_path: Path, contents: Contents
) -> None:
    from mkip_xl.batch.manifest import faults

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
        assert set(json.loads(text)) <= {"program", "options", "inputs", "templates", "outputs", "refused"}


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
