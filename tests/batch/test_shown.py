"""What a filled workbook shows in its named cells is read from its bytes, as the full reader reads it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from mkip_xl.appendices.marking import unmarked
from mkip_xl.batch.shown import shown
from mkip_xl.batch.tying import tied
from mkip_xl.intake.model import read_partnership
from mkip_xl.workbook.plain import plainly
from mkip_xl.workbook.reading import read_workbook


def fitted(change: Callable[[bytes], bytes], filled: bytes) -> bytes:
    """A workbook with the bytes of its sheets changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(filled)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            held = before.read(name)
            after.writestr(name, change(held) if name.startswith("xl/worksheets/") else held)
    return out.getvalue()


@pytest.fixture(scope="module")
def book() -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Bob's sums"
    for row, values in enumerate([(1250.5, 0.1, "12"), (None, True, -3), (1e15, 1010.7700000000001, 1 / 3)], 1):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column, value)
    for name, refers_to in (
        ("Tie_Block", "'Bob''s sums'!$A$1:$C$3"),
        ("Tie_Two", "'Bob''s sums'!$B$3,'Bob''s sums'!$A$1"),
        ("Tie_Lost", "#REF!"),
    ):
        made.defined_names[name] = DefinedName(name, attr_text=refers_to)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


FOUND = {
    "Tie_Block": [
        Decimal("1250.5"), Decimal("0.1"), None, None, None, -3, 10**15, Decimal("1010.77"),
        Decimal("0.333333333333333"),
    ],
    "Tie_Two": [Decimal("1010.77"), Decimal("1250.5")],
    "Tie_Lost": [],
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet,
        lambda sheet: sheet.replace(b"<sheetData>", b'<sheetData><!-- <c r="A1"><v>9</v></c> -->'),
        lambda sheet: sheet.replace(b"<sheetData>", b"<sheetData \n>"),
    ],
)
def test_only_numbers_count_and_an_unusual_form_is_left_to_the_reader(
    change: Callable[[bytes], bytes], book: bytes
) -> None:
    assert shown(fitted(change, book), "a.xlsx", [*FOUND, "Tie_None"]) == FOUND


def test_a_part_whose_checksum_is_wrong_is_not_read(book: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    at = book.index(b"xl/worksheets/sheet1.xml") + len(info.filename) + 40
    with pytest.raises(Exception, match=r"CRC|invalid|incorrect|decompress"):
        shown(book[:at] + bytes([book[at] ^ 1]) + book[at + 1 :], "a.xlsx", FOUND)


def test_every_total_of_every_appendix_reads_as_the_full_reader_reads_it(plain: Path) -> None:
    compared = 0
    for path in sorted(plain.rglob("*-EXEMPT.xlsx")):
        held = path.read_bytes()
        reading = read_workbook(held, path.name)
        refers = {name.name: name.refers_to for name in reading.names if name.name.startswith("Tie_")}
        cells = shown(held, path.name, list(refers))
        for name, refers_to in refers.items():
            sheet, _, block = refers_to.partition(",")[0].rpartition("!")
            first = block.replace("$", "").partition(":")[0]
            assert cells[name][0] == reading.sheets[sheet.strip("'")].cells[first].value, (path.name, name)
            compared += 1
    assert compared > 50


def test_a_penny_too_many_does_not_tie(book: bytes) -> None:
    agree, differ, missing = (
        tied(book, "a.xlsx", {"Tie_Two": figures})
        for figures in ([1_010_77, 1_250_50], [1_010_78, 1_250_50], [1_010_77])
    )

    assert [check.passed for check in agree] == [True, True]
    assert [check.passed for check in differ] == [False, True]
    assert not any(check.passed for check in missing)


def test_the_texts_of_every_sheet_read_as_the_full_reader_reads_them(plain: Path) -> None:
    for path in sorted(plain.rglob("*-EXEMPT.xlsx"))[::3]:
        held = path.read_bytes()
        reading, book = read_workbook(held, path.name), plainly(held)
        assert book is not None
        for name, sheet in reading.sheets.items():
            there = [cell.value for cell in sheet.cells.values() if isinstance(cell.value, str)]
            assert [text for text in book.texts(name) if text] == [text for text in there if text], (path.name, name)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"<oddHeader>", b"<oddHeader>&amp;C", None),
        (b"NOT FOR PUBLICATION", b"FOR PUBLICATION", "header"),
        (b"</oddFooter>", b"!</oddFooter>", None),
        (b"oddFooter", b"evenFooter", "footer"),
    ],
)
def test_a_sheet_that_lost_a_mark_is_named(
    before: bytes, after: bytes, said: str | None, plain: Path, several: Path
) -> None:
    partnership, _ = read_partnership(next(several.glob("*-0.xlsx")))
    assert partnership is not None
    entry = next(entry for entry in partnership.appendices if entry.letter == "B")
    path = next((plain / "partnership-0").rglob("*-appendix-B-EXEMPT.xlsx"))
    assert unmarked(path.read_bytes(), path.name, entry) == []

    held = fitted(lambda sheet: sheet.replace(before, after), path.read_bytes())
    found = unmarked(held, path.name, entry)

    assert bool(found) is (said is not None)
    assert said is None or any(said in finding.message for finding in found)
