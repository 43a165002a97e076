"""Whole rows of plain cells, and plain shared texts, are read at once; they mean what they mean read one by one."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mkip_xl.errors import RefusedFile
from mkip_xl.workbook.guard import examine
from mkip_xl.workbook.guard.plain_rows import plain_rows
from mkip_xl.workbook.guard.regular_rows import RegularRows
from mkip_xl.workbook.guard.stretches import Stretches
from mkip_xl.workbook.guard.strings import plain_texts

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
    "entities": '<row r="2"><c r="A2" t="str"><f>A1&amp;"&lt;"</f><v>R&amp;D &amp;lt;</v></c></row>',
    "odd texts": '<row r="2"><c r="A2" t="inlineStr"><is><t>a_x000D_&quot;b&apos;&gt;</t></is></c></row>',
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
    """What the guard keeps of the texts and cells of a workbook, or why it refuses it."""
    try:
        found = examine(data, name="budget.xlsx")
    except RefusedFile as refusal:
        return refusal.code, str(refusal)
    cells = {name: {field: getattr(grid, field) for field in grid.__slots__} for name, grid in found.grids.items()}
    return found.strings, cells


def one_by_one(data: bytes, monkeypatch: pytest.MonkeyPatch) -> object:
    """The same with every element met by itself."""
    with monkeypatch.context() as patched:
        patched.setattr(Stretches, "_read", lambda *_: None)
        return kept(data)


@pytest.mark.parametrize("rows", PLAIN.values(), ids=PLAIN)
def test_plain_rows_mean_what_they_mean_one_by_one(
    rows: str, packing: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = packing.zipped(packing.parts(FIRST + rows + LAST))
    at_once = kept(data)

    assert plain_rows(rows) is not None
    assert at_once == one_by_one(data, monkeypatch)


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

    assert at_once == one_by_one(data, monkeypatch)


CELLS = {
    "": ("<v>1250.5</v>", "<v>-0.05</v>", "<v>12</v>", "<v>1E3</v>", "<v>1E400</v>", "<v>123456789012345678</v>",
         "<v>1,250</v>", "<v> 7</v>", "<v>1_0</v>", "<v>0.1234567890123456789</v>", "<f>A1</f><v>3</v>", "<v></v>", ""),
    ' t="n"': ("<v>-7</v>", "<v>+7</v>", ""),
    ' t="s"': ("<v>0</v>", "<v>2</v>", "<v>002</v>", "<v>9</v>", "<v>-1</v>", "<v>1.0</v>", ""),
    ' t="inlineStr"': ("<is><t>Wells</t></is>", "<is><t>R&amp;D</t></is>", "<is><t>&#163;5</t></is>",
                       "<is><t>a_x000A_b</t></is>", "<is><t/></is>", "<is><r><t>two</t></r></is>", ""),
    ' t="b"': ("<v>1</v>",),
    ' t="str"': ("<v>x</v>",),
}  # fmt: skip
"""What a cell of each kind may hold, much of it ordinary."""
AROUND = ("", "", "", ' spans="1:3"', ' spans="1:9"', ' ht="15" customHeight="1"', ' ht="0"', ' hidden="1"')


@st.composite
def extracts(draw: st.DrawFn) -> str:
    """Rows that are much alike: each column of one kind, blanks among them, now and then something else."""
    kinds = draw(st.lists(st.sampled_from(list(CELLS)), min_size=1, max_size=4))
    styles = [draw(st.sampled_from(("", "", ' s="1"', ' s="7"', ' s="8"'))) for _ in kinds]
    usual = [draw(st.sampled_from(CELLS[kind])) for kind in kinds]
    rows, number = [], 0
    for _ in range(draw(st.integers(3, 8))):
        number += draw(st.sampled_from((1, 1, 1, 1, 2, 5, 0, -1)))
        cells = ""
        for letter, kind, style, held in zip("ABXZ", kinds, styles, usual, strict=False):
            if draw(st.integers(0, 5)):
                inside = held if draw(st.integers(0, 4)) else draw(st.sampled_from(CELLS[kind]))
                row = number if draw(st.integers(0, 40)) else number + 1
                cells += f'<c r="{letter}{row}"{style}{kind}>{inside}</c>'
        rows.append(f'<row r="{number}"{draw(st.sampled_from(AROUND))}>{cells}</row>')
    return "".join(rows)


@settings(max_examples=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=extracts())
def test_rows_that_are_alike_mean_what_they_mean_one_by_one(
    rows: str, packing: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = packing.zipped(packing.parts(rows))

    assert kept(data) == one_by_one(data, monkeypatch)


def test_rows_of_one_shape_are_taken_together_blanks_and_all() -> None:
    rows = "".join(
        f'<row r="{at}" spans="1:{at}"><c r="A{at}" t="s"><v>{at}</v></c>'
        + (f'<c r="C{at}" s="2"><v>{at / 4}</v></c>' if at % 3 else f'<c r="C{at}" s="2"/>')
        + "</row>"
        for at in range(2, 50)
    )

    (batch,) = RegularRows(strings=50, styles=3).take(rows, row=1)

    assert (batch.last_row, batch.last_column, batch.end) == (49, 3, len(rows))
    assert batch.numbers == [value for at in range(2, 50) for value in ((at, at / 4) if at % 3 else (at,))]
    assert RegularRows(strings=49, styles=3).take(rows, row=1) == []
    assert RegularRows(strings=50, styles=2).take(rows, row=1) == []
    assert RegularRows(strings=50, styles=3).take(rows, row=2) == []


def test_rows_of_ever_new_shapes_are_soon_left_to_be_read_one_by_one() -> None:
    regular = RegularRows(strings=0, styles=1)
    taken = [
        regular.take(f'<row r="{at}" outlineLevel="{at}"><c r="A{at}"><v>1</v></c></row>', row=at - 1)
        for at in range(1, 100)
    ]

    assert sum(map(len, taken)) == 20


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        ("<si><t>Wells</t></si><si><t/></si>", ["Wells", ""]),
        ('<si><t xml:space="preserve"> R&amp;D &amp;lt;</t></si>', [" R&D &lt;"]),
        ("<si><t>&#163;</t></si>", None),
        ("<si><r><t>two</t></r></si>", None),
        ("<si><t>one</t><rPh><t>two</t></rPh></si>", None),
        ("<si><t>a\rb</t></si>", None),
    ],
)
def test_plain_shared_texts_are_taken_together(written: str, texts: list[str] | None) -> None:
    assert plain_texts(written) == texts


@pytest.mark.parametrize(
    "texts",
    [
        "<si><t>one</t></si>" * 3,
        "<si><t>one</t></si><si><t>&lt;_x0041_</t></si><si><t> two </t></si>",
        "<si><t>one</t></si><!-- </si><si><t>no</t></si> --><si><t>two</t></si>",
        "<si><t>one</t></si><si><t><![CDATA[</si><si><t>no</t></si>]]></t></si><si><t>two</t></si>",
        "<si><t>one</t></si><extLst><si><t>no</t></si></extLst><si><t>two</t></si>",
        f"<si><t>one</t></si><si><t>{'x' * 40_000}</t></si><si><t>two</t></si>",
        "<si><t>one</t></si><si><t>&nbsp;</t></si><si><t>two</t></si>",
    ],
)
def test_shared_texts_mean_what_they_mean_one_by_one(
    texts: str, packing: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    strings = f'<sst xmlns="{MAIN}">{texts}</sst>'.encode()
    data = packing.zipped(packing.parts(rows) | {"xl/sharedStrings.xml": strings})

    assert kept(data) == one_by_one(data, monkeypatch)
