"""Whether an exempt workbook is marked: on every sheet, in header and footer, in its properties and in its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mkip_xl.finance.partnership import AppendixEntry
from mkip_xl.findings import Finding
from mkip_xl.workbook.plain import OtherForm, Plain, plainly

if TYPE_CHECKING:
    from mkip_xl.workbook.inspection.opened import Opened, Sheet

WORDS = "not for publication"


def unmarked(content: bytes, name: str, entry: AppendixEntry, read_back: Plain | None = None) -> list[Finding]:
    """What an exempt workbook lacks of its marking, as errors; none when every sheet and the file itself carry it.

    Each sheet says in a cell that it is not for publication, by which paragraphs of Schedule 12A; its header and footer
    say so too; one sheet gives the reason, the public-interest statement and the review date; so do the properties, and
    the name of the file ends in EXEMPT.
    """
    if _plainly_marked(read_back or plainly(content), entry) and re.search(r"EXEMPT\.xlsx$", name):
        return []
    from mkip_xl.workbook.inspection.opened import opened

    book = opened(content, name)
    found = [
        Finding("error", sheet, None, "not-marked", f"{name}: {what} Mark it in the template. Nothing was written.")
        for sheet, what in _faults(book, entry.paragraphs, (entry.reason, entry.public_interest))
    ]
    if not re.search(r"EXEMPT\.xlsx$", name):
        found.append(
            Finding(
                "error",
                None,
                None,
                "not-marked",
                f"{name}: the name of the file does not end in EXEMPT. Nothing was written.",
            )
        )
    return found


def _plainly_marked(book: Plain | None, entry: AppendixEntry) -> bool:
    """Whether the marks are all found at once where the engine writes them; if not, the workbook is read in full."""
    if book is None:
        return False
    wanted = {statement for statement in (entry.reason, entry.public_interest) if statement}
    try:
        for sheet in book.parts:
            marked = any(_marks(text, entry.paragraphs) for text in book.texts(sheet))
            wanted -= {statement for statement in wanted if book.holds(sheet, statement)}
            header, footer = book.banner(sheet, "oddHeader"), book.banner(sheet, "oddFooter")
            if not (marked and _marks(header, entry.paragraphs) and WORDS in footer.casefold()):
                return False
        properties = re.sub(rb"<[^>]*>", b" ", book.read("docProps/core.xml")).decode()
    except OtherForm:
        return False
    return not wanted and _marks(properties, entry.paragraphs)


def _faults(book: Opened, paragraphs: Sequence[int], statements: Sequence[str]) -> Iterator[tuple[str | None, str]]:
    strings = _strings(book)
    whole = set()
    for sheet in book.sheets:
        header, footer, cells = _said(book, sheet, strings)
        whole |= cells
        if not _marks(header, paragraphs):
            yield sheet.name, "the header does not say that it is not for publication, with the paragraphs."
        if WORDS not in footer.casefold():
            yield sheet.name, "the footer does not say that it is not for publication."
        if sheet.kind == "worksheet" and not any(_marks(text, paragraphs) for text in cells):
            yield sheet.name, "no cell says that it is not for publication, with the paragraphs."
    for statement in statements:
        if statement and statement not in whole:
            yield None, "no sheet gives the reason for the exemption and the public interest."
            break
    if not _marks(_properties(book), paragraphs):
        yield None, "the document properties do not say that it is not for publication, with the paragraphs."


def _marks(text: str, paragraphs: Sequence[int]) -> bool:
    numbers = set(re.findall(r"\d+", text))
    return WORDS in text.casefold() and all(str(number) in numbers for number in paragraphs)


def _said(book: Opened, sheet: Sheet, strings: Sequence[str]) -> tuple[str, str, set[str]]:
    """The header, the footer and the texts of the cells of a sheet."""
    from mkip_xl.workbook.inspection.opened import tree
    from mkip_xl.workbook.inspection.segments import runs

    root = tree(book.read(sheet.part))
    header = " ".join(element.text or "" for element in root.iterfind("{*}headerFooter/{*}oddHeader"))
    footer = " ".join(element.text or "" for element in root.iterfind("{*}headerFooter/{*}oddFooter"))
    texts = set()
    for cell in root.iterfind("{*}sheetData/{*}row/{*}c"):
        value = cell.findtext("{*}v") or ""
        own = cell.find("{*}is")
        if own is not None:
            texts.add(runs(own))
        elif cell.get("t") == "s" and value.isdigit() and int(value) < len(strings):
            texts.add(strings[int(value)])
        elif cell.get("t") == "str":
            texts.add(value)
    return header, footer, texts


def _strings(book: Opened) -> list[str]:
    from mkip_xl.workbook.inspection.segments import branches, runs

    parts = book.related(book.workbook_part, "sharedStrings")
    return [runs(item) for item in branches(book.read(parts[0]), "{*}si")] if parts else []


def _properties(book: Opened) -> str:
    from mkip_xl.workbook.inspection.opened import tree

    parts = book.related("", "core-properties")
    return " ".join(element.text or "" for part in parts for element in tree(book.read(part)))
