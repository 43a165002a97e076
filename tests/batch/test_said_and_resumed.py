"""What a run says when it is refused, what it resumes, and what it makes of files that change beneath it."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.partnerships import partnership
from mkip_xl.batch import run as running
from mkip_xl.batch import work
from mkip_xl.batch.lock import only_run
from mkip_xl.batch.manifest import faults
from mkip_xl.batch.run import run, tasks
from mkip_xl.batch.work import Outcome, Task
from mkip_xl.errors import NotAvailableError, OutputError

Contents = Callable[[Path], dict[str, bytes]]
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def one(small: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run over one finance workbook wrote."""
    out = tmp_path_factory.mktemp("one") / "out"
    again(small, out, root)
    return out


def again(source: Path, out: Path, root: Path, *, resume: bool = False) -> Outcome:
    (outcome,) = run(tasks([source], out, Task(source, out, root / "templates", resume=resume)), out)
    return outcome


def test_resume_leaves_the_files_of_one_workbook_alone_when_they_are_whole(
    one: Path, small: Path, root: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(one, out)
    assert again(small, out, root, resume=True).status == "unchanged"
    (out / "note.txt").write_text("the accountant's own")
    assert again(small, out, root, resume=True).status == "unchanged"
    next(out.rglob("*-appendix-B-*")).unlink()

    assert again(small, out, root, resume=True).status == "written"


@pytest.mark.parametrize("damage", [b"{", b"{}", b"[1]", b"\xff", b'{"outputs": [1]}'])
@pytest.mark.parametrize("resume", [True, False])
def test_a_damaged_manifest_is_written_again(
    damage: bytes, resume: bool, one: Path, small: Path, root: Path, tmp_path: Path, contents: Contents
) -> None:
    out = tmp_path / "out"
    shutil.copytree(one, out)
    (out / "manifest.json").write_bytes(damage)

    assert again(small, out, root, resume=resume).status == "written"
    assert contents(out) == contents(one)


def test_a_damaged_manifest_below_another_is_one_fault(plain: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(plain, out)
    below = out / "partnership-1" / "manifest.json"
    below.write_bytes(below.read_bytes().replace(b'"mkip_xl"', b'"mkip-xl"'))

    assert len(faults(out)) == 2  # the run's manifest knows it, and so does its own fingerprint
    assert all("partnership-1/manifest.json" in fault for fault in faults(out))


def test_the_workbook_a_run_was_made_from_may_lie_in_its_folder(small: Path, root: Path, tmp_path: Path) -> None:
    source = tmp_path / "out" / small.name
    source.parent.mkdir()
    shutil.copyfile(small, source)
    again(source, tmp_path / "out", root)
    assert faults(tmp_path / "out") == []
    assert again(source, tmp_path / "out", root, resume=True).status == "unchanged"
    source.write_bytes(source.read_bytes() + b"?")

    assert faults(tmp_path / "out") == [f"{small.name} is not in the manifest: this run did not write it."]


def test_workbooks_may_lie_in_the_folder_of_their_run(
    several: Path, root: Path, tmp_path: Path, mkip_xl: Command
) -> None:
    folder = tmp_path / "in"
    shutil.copytree(several, folder)
    done = mkip_xl("batch", folder, "--out", folder)

    assert done.returncode == 0
    assert [fault for fault in faults(folder) if "partnership-0.xlsx" in fault] == []


@pytest.mark.parametrize("changed", ["the workbook", "a template"])
def test_a_file_saved_while_it_is_worked_on_stops_its_partnership(
    changed: str, small: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, templates = tmp_path / "p.xlsx", tmp_path / "templates"
    shutil.copyfile(small, source)
    shutil.copytree(root / "templates", templates)
    saved = source if changed == "the workbook" else templates / "appendix-b.xlsx"
    fill_all = work.fill_all

    def saving(*given: Any) -> Any:
        filled = fill_all(*given)
        saved.write_bytes(saved.read_bytes() + b"\n")
        return filled

    monkeypatch.setattr(work, "fill_all", saving)
    out = tmp_path / "out"
    (outcome,) = run(tasks([source], out, Task(source, out, templates)), out)

    assert outcome.status == "refused"
    assert f"{saved.name} was changed while it was being worked on" in outcome.findings[0].message
    assert not out.exists()


def test_a_workbook_saved_between_its_reading_and_its_fingerprint_is_found(
    small: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "p.xlsx"
    shutil.copyfile(small, source)
    accounts_of = work.accounts_of

    def saving(*given: Any) -> Any:
        read = accounts_of(*given)
        source.write_bytes(partnership(2, partners=2, years=3))
        return read

    monkeypatch.setattr(work, "accounts_of", saving)

    assert again(source, tmp_path / "out", root).findings[0].message.startswith("p.xlsx was changed while")


def test_a_fault_of_the_program_in_one_workbook_stops_no_other_and_tells_no_figure(
    several: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out = work.carry_out

    def faulty(task: Task, *given: Any) -> Any:
        if task.source.name == "partnership-1.xlsx":
            raise KeyError("£1,234.56")
        return carry_out(task, *given)

    monkeypatch.setattr(work, "carry_out", faulty)
    out = tmp_path / "out"
    outcomes = run(tasks([several], out, Task(several, out, root / "templates")), out)

    assert [outcome.status for outcome in outcomes] == ["written", "refused", "written"]
    assert outcomes[1].findings[0].code == "program-fault"
    assert "KeyError in test_said_and_resumed.py, faulty" in outcomes[1].findings[0].message
    assert "1,234" not in outcomes[1].findings[0].message
    assert faults(out) == []


def test_a_worker_that_writes_where_this_machine_does_not_look_is_named(
    several: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "done", lambda task, _: Outcome(task.source, task.out, "written"))
    out = tmp_path / "out"
    with pytest.raises(OutputError, match="every worker see under the same name"):
        run(tasks([several], out, Task(several, out, root / "templates")), out)


def test_a_full_disk_hides_no_other_refusal(
    several: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_all, full = work.fill_all, []

    def filling(*given: Any) -> Any:
        full.append(len(full) == 2)  # the third workbook, and all that comes after
        return fill_all(*given)

    def replacing(self: Path, target: Path) -> Path:
        if full[-1]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return put(self, target)

    put = Path.replace
    monkeypatch.setattr(work, "fill_all", filling)
    monkeypatch.setattr(Path, "replace", replacing)
    out = tmp_path / "out"
    outcomes = run(tasks([several], out, Task(several, out, root / "templates")), out)
    said = [finding.message for finding in outcomes[2].findings]

    assert [outcome.status for outcome in outcomes] == ["written", "written", "refused"]
    assert all("the disk is full" in message for message in said)
    assert [str(out / "manifest.json") in message for message in said] == [False, True]


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
@pytest.mark.parametrize("wrong", ["no workbook", "a file", "below a file", "too long"])
def test_a_run_refused_as_a_whole_is_one_json_document(
    wrong: str, dry: tuple[str, ...], small: Path, mkip_xl: Command, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_bytes(b"")
    out = {"a file": "file", "below a file": "file/out", "too long": "n" * 300}.get(wrong, "out")
    done = mkip_xl(
        "batch", tmp_path / "empty" if wrong == "no workbook" else small, "--out", tmp_path / out, "--json", *dry
    )
    told = json.loads(done.stdout)

    assert done.returncode == 1
    assert len(told["refused"]) == 1
    assert told["written"] == []
    assert [found["code"] for found in told["findings"]] == ["refused"]
    assert "Choose another" in done.stdout or "Name one" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "file"]


@pytest.mark.parametrize("words", [("verify", "nowhere"), ("compare", "nowhere.xlsx"), ("recalc", "nowhere.xlsx")])
def test_any_refusal_is_a_json_document_where_one_was_asked_for(words: tuple[str, ...], mkip_xl: Command) -> None:
    done = mkip_xl(*words, "--json")

    assert done.returncode == 1
    assert set(json.loads(done.stdout)["refused"]) == {"code", "message"}


def test_a_dry_run_names_what_would_be_refused_without_figures(mkip_xl: Command, several: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(several, folder)
    (folder / "broken.xlsx").write_bytes(b"not a workbook")
    done = mkip_xl("batch", folder, "--out", tmp_path / "out", "--dry-run", "--json")
    told = json.loads(done.stdout)

    assert done.returncode == 1
    assert len(told["plan"]) == 3
    assert told["refused"] == ["broken.xlsx"]
    assert {found["workbook"] for found in told["findings"]} == {"broken.xlsx"}


def test_one_workbook_under_two_names_is_one_workbook(small: Path, root: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    try:
        link.symlink_to(small)
    except OSError:
        pytest.skip("this system lets nobody make links")
    relative = Path(os.path.relpath(small))
    given = tasks([small, relative, link], tmp_path / "out", Task(small, tmp_path / "out", root / "templates"))

    assert [task.source for task in given] == [small]
    assert given[0].out == tmp_path / "out"


@pytest.mark.parametrize("blank", ["", " "])
@pytest.mark.parametrize(
    "words",
    [
        ("batch", "FINANCE", "--out", "BLANK"),
        ("batch", "BLANK", "--out", "out"),
        ("new", "BLANK"),
        ("fill", "templates/appendix-b.xlsx", "data.json", "BLANK"),
        ("compare", "FINANCE", "--out", "BLANK"),
        ("verify", "BLANK"),
    ],
)
def test_a_blank_path_is_wrong_usage_and_not_the_present_folder(
    words: tuple[str, ...], blank: str, small: Path, root: Path, tmp_path: Path
) -> None:
    given = [{"FINANCE": str(small), "BLANK": blank}.get(word, word) for word in words]
    done = subprocess.run(
        [sys.executable, "-m", "mkip_xl", *given], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "it is blank. Name a file or a folder." in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_verify_passes_over_the_lock_of_a_run(small: Path, mkip_xl: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert mkip_xl("batch", small, "--out", out).returncode == 0
    with only_run(out):
        assert mkip_xl("verify", out).returncode == 0


def test_a_folder_of_workbooks_that_may_not_be_read_is_named(
    several: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(_: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", forbidden)
    with pytest.raises(NotAvailableError, match=r"cannot be read: Permission denied\. Name another folder"):
        tasks([several], tmp_path / "out", Task(several, tmp_path / "out", root / "templates"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no terminals of this kind")
def test_the_bar_is_shown_on_a_terminal_that_knows_only_ascii(several: Path, root: Path, tmp_path: Path) -> None:
    import pty

    terminal, end = pty.openpty()
    words = [sys.executable, "-m", "mkip_xl", "batch", str(several), "--out", str(tmp_path / "out")]
    with subprocess.Popen(
        words, cwd=root, stdout=subprocess.DEVNULL, stderr=end,
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "TERM": "xterm"},
    ) as process:  # fmt: skip
        os.close(end)
        shown = b""
        with contextlib.suppress(OSError):  # the terminal has gone with the process
            while part := os.read(terminal, 65536):
                shown += part
    os.close(terminal)

    assert process.returncode == 0
    assert b"/3" in shown
    assert b"Traceback" not in shown
