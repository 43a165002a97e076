"""Whole rows of plain cells are read at once; they mean what they mean when read element by element."""

from __future__ import annotations

from types import ModuleType

import pytest

from mkip_xl.errors import RefusedFile
from mkip_xl.workbook.guard import examine, worksheet
from mkip_xl.workbook.guard.plain_rows import plain_rows

FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'
LAST = '<row r="9"><c r="A9"><v>9</v></c></row>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PLAIN = {
    "numbers": '<row r="2" spans="1:3" ht="15"><c r="A2" s="6"><v>1250.5</v></c><c r="C2" t="n"><v>-1E3</v></c></row>',
    "texts": '<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve"> Wells </t></is></c></row>',
    "formulas": '<row r="2"><c r="A2"><f>A1>0</f><v>1</v></c></row>',
    "answers": '<row r="2"><c r="A2" t="str"><f>"a"</f><v>a_x000D_b</v></c><c r="B2" t="b"><v>1</v></c></row>',
    "errors": '<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2" t="d"><v>2024-04-01</v></c></row>',
    "styled blanks": '<row r="2" hidden="1"><c r="A2" s="1"/><c r="B2" s="2"></c></row><row r="3" ht="0"/>',
    "no order": '<row r="4"><c r="B4"><v>1</v></c><c r="A4"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>',
    "no numbers": '<row><c r="A2"><v>1,250</v></c><c r="B2"><v>nan</v></c><c r="C2"><v>12345678901234567</v></c></row>',
    "cell of another row": '<row r="2"><c r="A3"><v>1</v></c></row>',
    "cell off the grid": '<row r="2"><c r="XFE2"><v>1</v></c></row>',
    "row twice": '<row r="2"></row><row r="2"></row>',
    "text that is not there": '<row r="2"><c r="A2" t="s"><v>7</v></c></row>',
    "end of a section": '<row r="2"><c r="A2" t="str"><v>]]></v></c></row>',
    "sign that XML has not": '<row r="2"><c r="A2" t="str"><v>\x01</v></c></row>',
    "attribute twice": '<row r="2" s="1" s="2"><c r="A2"><v>2</v></c></row>',
}
ROW = '<row r="2"><c r="A2"><v>2</v></c></row>'
SEEMING = {
    "in a comment": f'<row r="1"/><!-- </row>{ROW}{LAST} -->',
    "in a text": f'<row r="1"><c r="A1" t="str"><v><![CDATA[</row>{ROW}{LAST}]]></v></c></row>',
    "in the text of a row": f'{FIRST}<row r="2"><c r="A2" t="str"><v><![CDATA[</row>{ROW}]]></v></c></row>{LAST}',
    "of another namespace": f'<row r="1" xmlns="{MAIN}"></row>{ROW}{LAST}',
    "in another program's element": f'<extLst xmlns="{MAIN}"><row></row>{ROW}{LAST}</extLst>',
}
"""Rows that would be plain, were they not where they are. The sheet's own names are prefixed: x:row."""


def kept(data: bytes) -> object:
    """What the guard keeps of the cells of a workbook, or why it refuses it."""
    try:
        grids = examine(data, name="budget.xlsx").grids
    except RefusedFile as refusal:
        return refusal.code, str(refusal)
    return {name: {field: getattr(grid, field) for field in grid.__slots__} for name, grid in grids.items()}


@pytest.mark.parametrize("rows", PLAIN.values(), ids=PLAIN)
def test_plain_rows_mean_what_they_mean_one_by_one(
    rows: str, packing: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = packing.zipped(packing.parts(FIRST + rows + LAST))
    at_once = kept(data)
    monkeypatch.setattr(worksheet, "plain_rows", lambda _: None)

    assert plain_rows(rows.encode()) is not None
    assert at_once == kept(data)


@pytest.mark.parametrize("prefixed", [False, True], ids=["", "prefixed"])
@pytest.mark.parametrize("rows", SEEMING.values(), ids=SEEMING)
def test_rows_that_only_seem_plain_are_not_read_at_once(
    rows: str, prefixed: bool, packing: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = packing.sheet(rows)
    if prefixed:
        sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'.encode()
    data = packing.zipped(packing.parts() | {"xl/worksheets/sheet1.xml": sheet})
    at_once = kept(data)
    monkeypatch.setattr(worksheet, "plain_rows", lambda _: None)

    assert at_once == kept(data)
