"""An exempt workbook is marked on every sheet, in header and footer, in its properties and its name; a gap is named."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from mkip_xl.appendices.front_matter import exemption
from mkip_xl.appendices.marking import unmarked
from mkip_xl.appendices.public import Release
from mkip_xl.appendices.register import filling
from mkip_xl.batch.work import accounts_of, compiled
from mkip_xl.finance import exemption as law
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.partnership import AppendixEntry
from mkip_xl.workbook.package import Package

NAME = "MBC/MBC-appendix-G-EXEMPT.xlsx"


@pytest.fixture(scope="module")
def accounts(root: Path) -> Accounts:
    return accounts_of(root / "workbooks" / "mkip-ict.xlsx")[0]


@pytest.fixture(scope="module")
def entry(accounts: Accounts) -> AppendixEntry:
    return next(entry for entry in accounts.partnership.appendices if entry.letter == "G")


@pytest.fixture(scope="module")
def filled(root: Path, accounts: Accounts, entry: AppendixEntry) -> bytes:
    return compiled(root / "templates" / "appendix-g.xlsx").fill(
        filling(accounts, entry, accounts.partnership.partners[0])
    )


def test_a_filled_appendix_is_marked(filled: bytes, entry: AppendixEntry) -> None:
    assert unmarked(filled, NAME, entry) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("xl/worksheets/sheet2.xml", r"<oddHeader>.*?</oddHeader>", "", "the header does not say"),
        ("xl/worksheets/sheet2.xml", r"<oddFooter>.*?</oddFooter>", "", "the footer does not say"),
        ("xl/worksheets/sheet2.xml", r"paragraphs? 1, 2, 3 and 4", "paragraph 3", "does not say"),
        ("docProps/core.xml", r"(?i)not for publication", "for all", "the document properties do not say"),
        ("xl/worksheets/sheet1.xml", r"Disclosure would reveal", "Telling would show", "no sheet gives the reason"),
    ],
)
def test_what_is_not_marked_is_named(
    part: str, old: str, new: str, said: str, filled: bytes, entry: AppendixEntry
) -> None:
    package = Package.from_bytes(filled)
    text = package.read(part).decode()
    assert re.search(old, text)
    found = unmarked(package.write({part: re.sub(old, new, text).encode()}), NAME, entry)

    assert any(said in finding.message for finding in found)


def test_the_name_of_the_file_is_part_of_the_marking(filled: bytes, entry: AppendixEntry) -> None:
    assert ["not-marked"] == [finding.code for finding in unmarked(filled, "MBC/appendix-G.xlsx", entry)]


@pytest.mark.parametrize(
    ("paragraphs", "said"),
    [
        ((3,), "paragraph 3 of Part 1 of Schedule 12A"),
        ((1, 2, 3, 4), "paragraphs 1, 2, 3 and 4 of Part 1 of Schedule 12A"),
        ((14,), "paragraph 14 of Part 4 of Schedule 12A"),
        ((12, 15), "paragraphs 12 and 15 of Part 4 of Schedule 12A"),
    ],
)
def test_wales_has_paragraphs_of_its_own(paragraphs: tuple[int, ...], said: str, entry: AppendixEntry) -> None:
    assert said in exemption(replace(entry, paragraphs=paragraphs), dt.date(2012, 4, 16))["wording"]


def test_a_companion_tells_what_the_welsh_paragraph_covers(accounts: Accounts, entry: AppendixEntry) -> None:
    welsh = replace(entry, paragraphs=(14,))
    cabinet = replace(accounts.partnership.partners[0], meeting_date=dt.date(2012, 4, 16))
    told = Release(accounts).data(welsh, cabinet)["exempt"]

    assert told["law"] == "Paragraph 14 of Part 4 of Schedule 12A to the Local Government Act 1972"
    assert told["covers"].startswith("14: the financial or business affairs")


def test_papers_of_an_old_meeting_keep_the_law_of_their_day(
    entry: AppendixEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = law.schedule(dt.date(2012, 4, 16))
    ended = replace(old, until=dt.date(2027, 3, 31))
    later = replace(old, part=2, since=dt.date(2027, 4, 1), until=None)
    monkeypatch.setattr(law, "SCHEDULES", (ended, later))
    three = replace(entry, paragraphs=(3,))

    assert "of Part 1 of Schedule 12A" in exemption(three, dt.date(2012, 4, 16))["wording"]
    assert "of Part 2 of Schedule 12A" in exemption(three, dt.date(2027, 4, 1))["wording"]
