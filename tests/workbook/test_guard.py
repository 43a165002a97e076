"""The guard: hostile files are refused in plain words, soon and in little memory; active content is flagged."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from mkip_xl.errors import RefusedFile
from mkip_xl.workbook.guard import admit, examine
from mkip_xl.workbook.reading import read_workbook
from mkip_xl.workbook.reading.survey import survey

Make = Callable[[], bytes]


def test_a_hostile_file_is_refused_in_plain_words_within_two_seconds(hostile_case: tuple[Make, set[str]]) -> None:
    make, codes = hostile_case
    data = make()
    before = time.process_time()

    with pytest.raises(RefusedFile) as refusal:
        read_workbook(data, "budget.xlsx")

    assert time.process_time() - before < 2
    assert refusal.value.code in codes
    message = str(refusal.value)
    assert message.startswith("budget.xlsx ")
    assert message.endswith((".", ")."))
    assert len(message.split()) > 8
    assert not any(word in message for word in ("Traceback", "Exception", "expat", "zlib", "0x"))


def test_no_refusal_needs_half_a_gigabyte(tmp_path: Path) -> None:
    """All of them in one fresh process, with its memory limited to what Python needs and 512 MB more."""
    script = tmp_path / "all.py"
    here = Path(__file__).parent
    script.write_text(
        f"""
import importlib.util, resource, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("conftest_of_the_corpus", {str(here / "conftest.py")!r})
loader = importlib.util.module_from_spec(spec)
spec.loader.exec_module(loader)
from mkip_xl.errors import RefusedFile
from mkip_xl.workbook.reading import read_workbook
from mkip_xl.workbook.reading.survey import survey
tables = loader.corpus("hostile").HOSTILE
files = {{}}
folder = Path({str(tmp_path)!r})
import os
for name, (make, codes) in tables.items():
    child = os.fork()
    if child == 0:
        (folder / f"{{name}}.xlsx").write_bytes(make())
        os._exit(0)
    os.waitpid(child, 0)
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for name in tables:
    try:
        read_workbook(folder / f"{{name}}.xlsx")
        sys.exit(f"{{name}} was admitted")
    except RefusedFile:
        pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base)
"""
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=280, check=False)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 512 * 1024


def test_the_guard_opens_no_socket_and_no_other_file(
    monkeypatch: pytest.MonkeyPatch, active_case: tuple[Make, set[str]]
) -> None:
    data = active_case[0]()

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("the guard reached outside")

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr("builtins.open", forbidden)
    examine(data, name="budget.xlsx")


def test_active_content_is_flagged_as_a_warning(active_case: tuple[Make, set[str]]) -> None:
    make, codes = active_case

    findings = examine(make(), name="budget.xlsx").findings

    assert codes <= {finding.code for finding in findings}
    assert all(finding.severity == "warning" for finding in findings)


@pytest.mark.parametrize(
    "formula",
    ["SUM(A1:A9)", '"cmd|calc"', "RECALL(1)", "MYRTD(1)", "'a|b'!A1", "IF(A1,\"EXEC(x)\",2)", "IMAGES(1)",
     "Table1[[#This Row],[a|b]]", "PYTHAGORAS(3,4)", "CALLS+1"],
)  # fmt: skip
def test_an_ordinary_formula_raises_no_alarm(packing: ModuleType, formula: str) -> None:
    from xml.sax.saxutils import escape

    data = packing.zipped(packing.parts(f'<row r="1"><c r="A1"><f>{escape(formula)}</f><v>1</v></c></row>'))

    assert examine(data, name="a.xlsx").findings == []


def test_a_file_that_is_not_there_a_folder_and_an_owner_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "~$budget.xlsx").write_bytes(b"\x05owner" + b"\0" * 159)
    (tmp_path / ".~lock.budget.xlsx#").write_bytes(b"owner")
    cases = {
        tmp_path / "missing.xlsx": "not-found",
        tmp_path: "not-a-file",
        tmp_path / "~$budget.xlsx": "owner-file",
        tmp_path / ".~lock.budget.xlsx#": "owner-file",
        tmp_path / "missing.xlsx" / "inside.xlsx": "cannot-open",
        Path("/dev/null"): "not-a-file",
        tmp_path / ("a" * 300): "cannot-open",
        tmp_path / "nul\0byte.xlsx": "cannot-open",
    }
    for path, code in cases.items():
        with pytest.raises(RefusedFile) as refusal:
            admit(path)

        if path.parent != tmp_path / "missing.xlsx":
            assert refusal.value.code == code, path


def test_the_package_that_is_admitted_holds_every_part(packing: ModuleType) -> None:
    made = packing.parts()

    package = admit(packing.zipped(made), name="a.xlsx")

    assert {part: package.read(part) for part in package.names} == made


def test_a_sound_workbook_passes_whatever_wrote_its_zip_file(packing: ModuleType) -> None:
    listed = packing.entries(packing.parts())
    for data in (
        packing.by_hand(listed),
        packing.by_hand(listed, zip64=True),
        packing.zipped(packing.parts(), stored=True),
    ):
        assert admit(data, name="a.xlsx").read("xl/workbook.xml") == packing.parts()["xl/workbook.xml"]


@pytest.mark.parametrize(
    "formula", ["a" * 16_000 + "!", "a." * 8_000 + "!", "a|+" * 5_300, "F" * 16_000 + "("], ids=lambda text: text[:6]
)
def test_no_formula_takes_long_to_look_through(packing: ModuleType, formula: str) -> None:
    data = packing.zipped(packing.parts(f"<row><c><f>{formula}</f><v>1</v></c></row>" * 90))
    before = time.process_time()

    findings = survey(read_workbook(data, "slow.xlsx"))

    assert time.process_time() - before < 4
    assert findings == []


@pytest.mark.parametrize("code", ["[", "[h", "&quot;", "_"])
def test_no_number_format_takes_long_to_look_through(packing: ModuleType, code: str) -> None:
    formats = "".join(
        f'<numFmt numFmtId="{at}" formatCode="{code * (1_800 // len(code))}{at}"/>' for at in range(200, 700)
    )
    styles = packing.styles().replace(b"</numFmts>", formats.encode() + b"</numFmts>")
    cells = "".join(f'<xf numFmtId="{at}"/>' for at in range(200, 700))
    styles = styles.replace(b"</cellXfs>", cells.encode() + b"</cellXfs>")
    data = packing.zipped(packing.parts("<row><c><v>1</v></c></row>", styles=styles))
    before = time.process_time()

    survey(read_workbook(data, "slow.xlsx"))

    assert time.process_time() - before < 4


def test_many_parts_and_relationships_do_not_multiply(packing: ModuleType) -> None:
    pictures = {f"m/{at}.png": b"" for at in range(9_000)}
    relations = [(f"q{at}", "theme", f"/m/{at}.png") for at in range(9_000)]
    known = [
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml"),
        ("rId3", "sharedStrings", "sharedStrings.xml"),
    ]  # fmt: skip
    data = packing.zipped({**packing.parts(workbook_rels=packing.rels(*known, *relations)), **pictures})
    before = time.process_time()

    examine(data, name="wide.xlsx")

    assert time.process_time() - before < 4
