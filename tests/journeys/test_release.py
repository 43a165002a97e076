"""An exempt batch released: companions for the public, everything else locked, and no exempt figure left anywhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from mkip_xl.appendices.public import Release, checked
from mkip_xl.appendices.register import filling
from mkip_xl.batch.work import accounts_of, compiled
from mkip_xl.cli import group
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.partnership import Partnership
from mkip_xl.shipped import templates_folder
from mkip_xl.template import compile_template
from mkip_xl.workbook.encryption import decrypt, is_locked
from mkip_xl.workbook.inspection import Secrets, inspect, scan

PASSWORD = "grey-heron at low tide"
Run = Callable[..., "subprocess.CompletedProcess[str]"]
LETTERS = "BCDEGJ"


@pytest.fixture(scope="module")
def example(root: Path) -> Path:
    return root / "workbooks" / "mkip-ict.xlsx"


@pytest.fixture(scope="module")
def kept(example: Path) -> Secrets:
    """Every exempt figure and text of the example."""
    return Release(accounts_of(example)[0]).secrets


@pytest.fixture(scope="module")
def released(root: Path, example: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A full batch, locked, with companions and packs: its area of the disk, its output folder, what it printed."""
    area = tmp_path_factory.mktemp("area")
    (area / "password").write_text(PASSWORD + "\n", encoding="utf-8")
    (area / "tmp").mkdir()
    out = area / "out"
    done = subprocess.run(
        [sys.executable, "-m", "mkip_xl", "batch", str(example), "--out", str(out), "--public", "--pdf",
         "--password-file", str(area / "password"), "--json"],
        cwd=root, capture_output=True, text=True, timeout=280, check=False, encoding="utf-8",
        env={**os.environ, "TMPDIR": str(area / "tmp"), "HOME": str(area / "tmp")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return area, out, done.stdout + done.stderr


def test_every_exempt_file_is_locked_and_every_public_one_is_open(released: tuple[Path, Path, str]) -> None:
    _, out, _ = released
    locked = {path.relative_to(out).as_posix() for path in out.rglob("*.xlsx") if is_locked(path.read_bytes())}
    companions = {path.relative_to(out).as_posix() for path in out.rglob("*-PUBLIC.xlsx")}
    codes = ("MBC", "SBC", "TWBC")

    assert locked == {f"{code}/{code}-appendix-{letter}-EXEMPT.xlsx" for code in codes for letter in LETTERS} | {
        "checks.xlsx"
    }
    assert companions == {f"{code}/{code}-appendix-{letter}-PUBLIC.xlsx" for code in codes for letter in LETTERS}


def test_the_locked_files_hold_the_filled_appendices(released: tuple[Path, Path, str], kept: Secrets) -> None:
    _, out, _ = released
    opened = decrypt((out / "MBC/MBC-appendix-B-EXEMPT.xlsx").read_bytes(), PASSWORD)
    found = scan(opened, kept, name="B").survivors

    assert len({survivor.position for survivor in found}) > 20
    assert "Net savings" in openpyxl.load_workbook(BytesIO(opened)).sheetnames


def test_no_exempt_figure_is_left_outside_locked_files(released: tuple[Path, Path, str], kept: Secrets) -> None:
    """The whole area of the disk is searched: open workbooks in depth, every other file as it lies and as names."""
    area, _, printed = released
    searched = 0
    for path in area.rglob("*"):
        if not path.is_file() or is_locked(path.read_bytes()) or path.name.endswith("-EXEMPT.pdf"):
            continue
        lying = _said(path)
        content = lying if path.suffix == ".xlsx" else _wrapped(path.name, lying)
        result = scan(content, kept, name=path.name, arithmetic=False)
        searched += 1

        assert result.complete, (path, result.reason)
        assert result.survivors == (), path
    printed_in = scan(_wrapped("printed.txt", printed.encode()), kept, name="printed", arithmetic=False)

    assert printed_in.survivors == ()
    assert searched >= 24
    assert not list(Path("/dev/shm").glob("mkip-xl-*"))


def _said(path: Path) -> bytes:
    """What a file says: of a manifest all but fingerprints and sizes, of a PDF its text."""
    if path.suffix == ".json":
        return re.sub(rb'"(?:sha256|bytes)": "?[0-9a-f]+"?', b"", path.read_bytes())
    if path.suffix == ".pdf":
        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(path).pages).encode()
    return path.read_bytes()


def _wrapped(name: str, content: bytes) -> bytes:
    """Any file as a part of a plain workbook, so that the same search looks through it."""
    stream = BytesIO()
    openpyxl.Workbook().save(stream)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(f"searched/{name}.bin", content)
        types = archive.read("[Content_Types].xml")
    parts = {}
    with zipfile.ZipFile(stream) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts["[Content_Types].xml"] = types.replace(
        b"</Types>", b'<Default Extension="bin" ContentType="application/octet-stream"/></Types>'
    )
    again = BytesIO()
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, said in parts.items():
            archive.writestr(part, said)
    return again.getvalue()


def test_the_public_manifest_names_the_companions_and_nothing_else(
    released: tuple[Path, Path, str], mkip_xl: Run
) -> None:
    _, out, _ = released
    told = json.loads((out / "manifest-public.json").read_text(encoding="utf-8"))
    names = {entry["path"] for entry in told["outputs"]}

    assert names == {path.relative_to(out).as_posix() for path in out.rglob("*-PUBLIC.xlsx")}
    assert mkip_xl("verify", out).returncode == 0


def test_companions_hide_nothing(released: tuple[Path, Path, str]) -> None:
    _, out, _ = released
    found = {path.name: [str(one) for one in inspect(path)] for path in out.rglob("*-PUBLIC.xlsx")}

    assert found == {name: [] for name in found}
    assert len(found) == 18


def test_every_workbook_a_batch_writes_hides_nothing(example_run: Path) -> None:
    found = {path.name: [str(one) for one in inspect(path)] for path in example_run.rglob("*.xlsx")}

    assert found == {name: [] for name in found}
    assert len(found) >= 19


def test_a_companion_gives_the_paragraph_the_reason_and_the_released_totals(released: tuple[Path, Path, str]) -> None:
    _, out, _ = released
    sheet = openpyxl.load_workbook(out / "SBC/SBC-appendix-B-PUBLIC.xlsx").active
    said = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert "Paragraph 3 of Part 1 of Schedule 12A to the Local Government Act 1972" in said
    assert 3710000 in said
    assert 371000 in said
    assert "Information relating to the financial or business affairs of the partner authorities" in said


def test_the_packs_keep_exempt_and_public_apart(released: tuple[Path, Path, str]) -> None:
    from pypdf import PdfReader

    _, out, _ = released
    public = PdfReader(out / "MBC/MBC-agenda-pack-PUBLIC.pdf")
    exempt = PdfReader(out / "MBC/MBC-agenda-pack-EXEMPT.pdf")

    assert not public.is_encrypted
    assert {PdfReader(path).is_encrypted for path in out.rglob("*-EXEMPT.pdf")} == {True}
    assert len(public.pages) == len(LETTERS)
    assert {"/Title": "MBC: agenda pack, public part", "/Producer": "mkip_xl"} == dict(public.metadata or {})
    assert exempt.is_encrypted
    assert exempt.decrypt(PASSWORD)
    assert len(exempt.pages) >= len(LETTERS)
    assert [item.title for item in exempt.outline] == [f"Appendix {letter}" for letter in LETTERS]


def _changed(example: Path, target: Path, item: str, value: str) -> Path:
    """The example with one value of the table Partnership changed."""
    book = openpyxl.load_workbook(example)
    for sheet in book:
        if "Partnership" in sheet.tables:
            row = next(row for row in sheet.iter_rows() if row[0].value == item)
            row[1].value = value
    book.save(target)
    return target


@pytest.mark.parametrize(
    "totals",
    [
        "Net saving of each partner; Net saving over the term",
        "Capital fund contribution of each partner; Capital fund over the term; Investment over the term",
    ],
)
def test_totals_that_give_nothing_away_are_released(totals: str, example: Path, tmp_path: Path) -> None:
    changed = _changed(example, tmp_path / "changed.xlsx", "Public totals", totals)

    assert Release(accounts_of(changed)[0]).differences() == []


@pytest.mark.parametrize(
    ("totals", "line"),
    [
        ("Revenue budget of each partner, current year", "Baseline 2013/14, MBC"),
        ("Cost of the current structure", "Baseline 2013/14, staff"),
        ("Revenue budgets, current year; Cost of the current structure", "Baseline 2013/14, non-staff"),
        ("Cost of the current structure", "Revenue budget, current year, Employees"),
    ],
)
def test_a_total_that_another_appendix_shows_as_a_line_is_not_released(totals: str, line: str, example: Path) -> None:
    """The staff baseline of B is the cost of the current structure in G and the employees of C."""
    release = Release(Accounts(replace(_partnership(example), public_totals=tuple(totals.split("; ")))))

    assert any(f"{line} follows from" in str(finding) for finding in release.differences())


def test_what_an_open_appendix_shows_is_no_longer_given_away(example: Path) -> None:
    """With C open, the budgets and so the baselines are public: only lines that need a released total are told."""
    it = _partnership(example)
    entries = tuple(replace(one, status="Open") if one.kind == "C" else one for one in it.appendices)
    budgets = Release(Accounts(replace(it, appendices=entries, public_totals=("Average net saving a year",))))
    staff = replace(it, appendices=entries, public_totals=("Cost of the proposed structure",))
    given_away = [str(finding) for finding in Release(Accounts(staff)).differences()]

    assert budgets.differences() == []
    assert any("Proposed cost 2015/16, staff follows from" in line for line in given_away)
    assert not any("Baseline" in line for line in given_away)


def _partnership(example: Path) -> Partnership:
    return accounts_of(example)[0].partnership


def test_a_search_that_cannot_be_finished_leaves_no_file(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mkip_xl.batch.release.checked", partial(checked, seconds=-1))
    done = CliRunner().invoke(group, ["batch", str(example), "--out", str(tmp_path / "out"), "--public"])

    assert done.exit_code == 1
    assert "could not be finished" in f"{done.output} {done.exception}"
    assert not list(tmp_path.rglob("*.xlsx"))


def test_totals_that_give_a_line_away_stop_the_release(example: Path, tmp_path: Path, mkip_xl: Run) -> None:
    """With one scheme in the capital programme, the capital total of a partner is that scheme's figure."""
    book = openpyxl.load_workbook(example)
    for sheet in book:
        if "CapitalBudgets" in sheet.tables:
            table = sheet.tables["CapitalBudgets"]
            first, last = (int("".join(filter(str.isdigit, corner))) for corner in table.ref.split(":"))
            scheme = sheet.cell(first + 1, 3).value
            rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first + 1, max_row=last)]
            kept = [row for row in rows if row[2] == scheme]
            for at in range(first + 1, last + 1):
                for column, _ in enumerate(rows[0], 1):
                    place = at - first - 1
                    sheet.cell(at, column).value = kept[place][column - 1] if place < len(kept) else None
            left, right = table.ref.split(":")
            table.ref = f"{left}:{''.join(filter(str.isalpha, right))}{first + len(kept)}"
            table.autoFilter.ref = table.ref
    book.save(tmp_path / "one.xlsx")
    totals = "Capital budgets, current year; Capital budget of each partner, current year"
    changed = _changed(tmp_path / "one.xlsx", tmp_path / "changed.xlsx", "Public totals", totals)
    done = mkip_xl("batch", changed, "--out", tmp_path / "out", "--public")

    assert done.returncode == 1
    assert "give away an exempt line" in done.stderr
    assert str(scheme) in done.stderr
    assert not list((tmp_path / "out").rglob("*.xlsx"))


def test_an_exempt_figure_in_the_register_s_words_stops_the_release(
    example: Path, tmp_path: Path, mkip_xl: Run
) -> None:
    accounts, _ = accounts_of(example)
    share = next(iter(accounts.savings)).net
    words = f"Illustrative; the first year saves £{share / 100:,.2f} in all."
    changed = _changed(example, tmp_path / "changed.xlsx", "Statement on the figures", words)
    done = mkip_xl("batch", changed, "--out", tmp_path / "out", "--public")

    assert done.returncode == 1
    assert "an exempt figure is in it" in done.stderr
    assert f"{share / 100:,.2f}" not in done.stderr
    assert not list((tmp_path / "out").rglob("*.xlsx"))


def test_an_amount_like_the_year_of_the_act_stops_no_release(example: Path, tmp_path: Path, mkip_xl: Run) -> None:
    """Every companion cites the Local Government Act 1972: nobody could take that out of the register's words."""
    book = openpyxl.load_workbook(example)
    book["Assets"]["D6"] = 1972
    book.save(tmp_path / "changed.xlsx")
    done = mkip_xl("batch", tmp_path / "changed.xlsx", "--out", tmp_path / "out", "--public", "--partner", "MBC")

    assert done.returncode == 0, done.stderr
    assert "6 public companions beside them" in done.stdout


def test_an_unknown_total_is_named_with_those_there_are(example: Path, tmp_path: Path, mkip_xl: Run) -> None:
    changed = _changed(example, tmp_path / "changed.xlsx", "Public totals", "Net savings of the universe")
    done = mkip_xl("check", changed)

    assert done.returncode == 1
    assert "There is no public total" in done.stderr + done.stdout
    assert "Net saving over the term" in done.stderr + done.stdout


@pytest.mark.parametrize("password", ["", "too short"])
def test_a_password_that_does_not_protect_stops_the_batch(
    password: str, example: Path, tmp_path: Path, mkip_xl: Run
) -> None:
    (tmp_path / "password").write_text(password + "\n", encoding="utf-8")
    done = mkip_xl("batch", example, "--out", tmp_path / "out", "--password-file", tmp_path / "password")

    assert done.returncode == 1
    assert "password" in done.stderr
    assert not (tmp_path / "out").exists()


def test_no_figure_is_printed_of_a_locked_run(example: Path, tmp_path: Path, mkip_xl: Run, kept: Secrets) -> None:
    (tmp_path / "password").write_text(PASSWORD + "\n", encoding="utf-8")
    done = mkip_xl(
        "batch", example, "--out", tmp_path / "out", "--appendix", "B", "--partner", "MBC",
        "--password-file", tmp_path / "password",
    )  # fmt: skip
    found = scan(_wrapped("printed.txt", (done.stdout + done.stderr).encode()), kept, arithmetic=False)

    assert done.returncode == 0
    assert "Maidstone Borough Council" in done.stdout
    assert found.survivors == ()


@pytest.mark.parametrize("letter", LETTERS)
def test_every_amount_of_an_exempt_appendix_alone_is_kept_from_its_companion(letter: str, example: Path) -> None:
    """One appendix is listed, and the largest amount of each of its sheets is written into its own reason."""
    it = _partnership(example)
    (entry,) = (entry for entry in it.appendices if entry.letter == letter)
    alone = Accounts(replace(it, appendices=(entry,)))
    template = compiled(templates_folder() / str(entry.template))
    book = openpyxl.load_workbook(BytesIO(template.fill(filling(alone, entry, it.partners[0]))), data_only=True)
    released = {abs(float(figure.value)) for figures in Release(alone).figures.values() for figure in figures}
    held = {
        sheet.title: [
            abs(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, int | float) and abs(cell.value) * 100 not in released and abs(cell.value) > 2100
        ]
        for sheet in book
    }
    public = (templates_folder() / "public.xlsx").read_bytes()
    every = frozenset(Decimal(str(amount)) for amounts in held.values() for amount in amounts)

    assert sum(map(bool, held.values())) >= 3
    for sheet, amounts in held.items():
        for amount in sorted(amounts)[-1:]:
            spoken = replace(entry, reason=f"It would tell of the sheet {sheet} that it comes to £{amount:,.2f}.")
            release = Release(Accounts(replace(it, appendices=(spoken,))), every)
            companion = compile_template(public).fill(release.data(spoken, it.partners[0]))
            found = {finding.code for finding in checked(companion, "companion.xlsx", release, template=public)}
            assert found == {"exempt-survives"}, (sheet, amount)


def test_the_colours_of_the_companion_are_no_figures(example: Path) -> None:
    public = (templates_folder() / "public.xlsx").read_bytes()
    (entry,) = (entry for entry in _partnership(example).appendices if entry.letter == "B")
    release = Release(accounts_of(example)[0], frozenset([Decimal("17457.12"), Decimal(17457), Decimal(174570)]))
    companion = compile_template(public).fill(release.data(entry, _partnership(example).partners[0]))

    assert b"FF17457E" in zipfile.ZipFile(BytesIO(public)).read("xl/styles.xml")
    assert checked(companion, "companion.xlsx", release, template=public) == []
