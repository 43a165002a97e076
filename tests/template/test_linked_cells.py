"""What is drawn on a sheet and shows, or writes to, cells: it follows those cells, as a formula would."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from mkip_xl.errors import MissingField
from mkip_xl.template import compile_template
from mkip_xl.template.checking import check_template

Drawn = Callable[[Callable[[Any, Any], None]], bytes]
Part = Callable[[bytes, str], str]
DRAWING, CHART = "xl/drawings/drawing1.xml", "xl/charts/chart1.xml"
NEWER = "http://schemas.microsoft.com/office/drawing/2014/chartex"
C15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTNERS = [{"code": "MBC", "net": 5}, {"code": "SBC", "net": 6}, {"code": "TWBC", "net": 7}]


def changed(source: bytes, changes: dict[str, Callable[[str], str]], added: dict[str, str] | None = None) -> bytes:
    """The workbook with some parts changed as Excel would have written them, and some added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, changes[name](content.decode()) if name in changes else content)
        for name, text in (added or {}).items():
            new.writestr(name, text)
    return out.getvalue()


def fill(source: bytes, partners: int) -> bytes:
    return compile_template(source, name="t.xlsx").fill({"partners": PARTNERS[:partners], "title": "Net"})


def contributions(sheet: Any) -> None:
    """A row for each partner, and a total below, in B4."""
    sheet.write("A1", "{%tr for p in partners %}")
    sheet.write_row("A2", ["{{ p.code }}", "{{ p.net }}"])
    sheet.write("A3", "{%tr endfor %}")
    sheet.write("A4", "Total")
    sheet.write_formula("B4", "=SUM(B2:B2)")


SHOWN = [
    (3, ['"$B$1"', '"$B$2"', '"$B$3"', '"S!$B$4"'], "#S!B4"),
    (1, ['"$B$1"', '"S!$B$2"'], "#S!B2"),
    (0, ['"S!$B$1"'], "#S!B1"),
]


@pytest.mark.parametrize(("partners", "cells", "jump"), SHOWN)
def test_a_text_box_shows_the_cell_of_its_own_row_and_a_click_jumps_to_it(
    partners: int, cells: list[str], jump: str, drawn: Drawn, part: Part
) -> None:
    def draw(book: Any, sheet: Any) -> None:
        contributions(sheet)
        sheet.set_row(1, 60)
        sheet.insert_textbox("D2", "5", {"textlink": "=$B$2", "width": 60, "height": 30})
        sheet.insert_textbox("D9", "5", {"textlink": "=S!$B$4", "width": 60, "height": 30, "url": "internal:S!B4"})

    filled = fill(drawn(draw), partners)

    assert re.findall(r'textlink=("[^"]+")', part(filled, DRAWING)) == cells
    assert f'Target="{jump}"' in part(filled, "xl/drawings/_rels/drawing1.xml.rels")


def test_a_form_control_keeps_to_its_cells_wherever_excel_says_them(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        contributions(sheet)
        sheet.insert_checkbox("F9", True)
        sheet.insert_button("D9", {})

    control, links = "xl/ctrlProps/ctrlProp1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
    relation = f'<Relationship Id="rIdC" Type="{OFFICE}/ctrlProp" Target="../ctrlProps/ctrlProp1.xml"/></Relationships>'
    properties = '<controlPr defaultSize="0" linkedCell="$B$4" listFillRange="$A$2:$A$2"/>'
    source = changed(
        drawn(draw),
        {
            links: lambda text: text.replace("</Relationships>", relation),
            "xl/worksheets/sheet1.xml": lambda text: text.replace(
                "</worksheet>",
                f'<controls><control shapeId="1" r:id="rIdC" name="List">{properties}</control></controls></worksheet>',
            ),
            "xl/drawings/vmlDrawing1.vml": lambda text: text.replace(
                "</x:ClientData>", "<x:FmlaLink>$B$4</x:FmlaLink></x:ClientData>"
            ),
        },
        {control: '<formControlPr objectType="Drop" fmlaLink="S!$B$4" fmlaRange="$A$2:$A$2"/>'},
    )
    filled = fill(source, 3)

    assert 'fmlaLink="S!$B$4" fmlaRange="$A$1:$A$3"' in part(filled, control)
    assert 'linkedCell="$B$4" listFillRange="$A$1:$A$3"' in part(filled, "xl/worksheets/sheet1.xml")
    assert "<x:FmlaLink>$B$4</x:FmlaLink>" in part(filled, "xl/drawings/vmlDrawing1.vml")
    assert "<x:FmlaLink>$B$2</x:FmlaLink>" in part(fill(source, 1), "xl/drawings/vmlDrawing1.vml")


def test_labels_taken_from_cells_follow_the_chart(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        contributions(sheet)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=S!$B$2:$B$2", "categories": "=S!$A$2:$A$2"})
        sheet.insert_chart("D9", chart)

    kept = '<c15:dlblRangeCache><c:ptCount val="1"/><c:pt idx="0"><c:v>x</c:v></c:pt></c15:dlblRangeCache>'
    labels = f"<c15:datalabelsRange><c15:f>S!$A$2:$A$2</c15:f>{kept}</c15:datalabelsRange>"
    extension = f'<c:extLst><c:ext uri="labels" xmlns:c15="{C15}">{labels}</c:ext></c:extLst></c:ser>'
    source = changed(drawn(draw), {CHART: lambda text: text.replace("</c:ser>", extension)})
    shown = part(fill(source, 3), CHART).split("c15:datalabelsRange")[1]

    assert "<c15:f>S!$A$1:$A$3</c15:f>" in shown
    assert re.findall(r"<c:v>(.*?)</c:v>", shown) == ["MBC", "SBC", "TWBC"]


def test_a_chart_of_the_newer_kinds_grows_and_leaves_its_values_to_excel(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        contributions(sheet)
        sheet.insert_textbox("D9", "x")

    newer, links = "xl/charts/chartEx1.xml", "xl/drawings/_rels/drawing1.xml.rels"
    level = '<cx:lvl ptCount="1"><cx:pt idx="0">{{ p.code }}</cx:pt></cx:lvl>'
    said = "<a:p><a:r><a:t>{{ ti</a:t></a:r><a:r><a:t>tle }} by partner</a:t></a:r></a:p>"
    names = f'xmlns:cx="{NEWER}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    source = changed(
        drawn(draw),
        {},
        {
            newer: f"<cx:chartSpace {names}><cx:chartData><cx:strDim><cx:f>S!$A$2:$A$2</cx:f>{level}</cx:strDim>"
            f"<cx:numDim><cx:f>_xlchart.v1.2</cx:f></cx:numDim></cx:chartData>{said}</cx:chartSpace>",
            links: '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
            'Id="rId1" Type="http://schemas.microsoft.com/office/2014/relationships/chartEx" '
            'Target="../charts/chartEx1.xml"/></Relationships>',
        },
    )
    filled = part(fill(source, 3), newer)

    assert re.findall(r"<cx:f>(.*?)</cx:f>", filled) == ["S!$A$1:$A$3", "_xlchart.v1.2"]
    assert "cx:lvl" not in filled
    assert re.findall(r"<a:t>(.+?)</a:t>", filled) == ["Net", " by partner"]


def test_text_in_a_box_that_no_cell_holds_is_filled_too(drawn: Drawn, part: Part) -> None:
    box = (
        '<xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="9" cy="9"/><xdr:sp macro="" textlink="$B$4">'
        "<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{{ title }}</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/>"
        "</xdr:absoluteAnchor></xdr:wsDr>"
    )

    def draw(book: Any, sheet: Any) -> None:
        contributions(sheet)
        sheet.insert_textbox("D9", "x")

    source = changed(drawn(draw), {DRAWING: lambda text: text.replace("</xdr:wsDr>", box)})
    filled = part(fill(source, 1), DRAWING).split("absoluteAnchor")[1]

    assert "<a:t>Net</a:t>" in filled
    assert 'textlink="$B$2"' in filled


CARRIERS: list[tuple[str, Callable[[Any, Any], Any], str]] = [
    ("a header", lambda book, sheet: sheet.set_header("&L{{ nope }}"), "'S', in the header"),
    ("a footer", lambda book, sheet: sheet.set_footer("&R{{ nope }}"), "'S', in the footer"),
    ("a text box", lambda book, sheet: sheet.insert_textbox("C3", "{{ nope }}"), "'S'!C3, in a text box"),
    ("a note", lambda book, sheet: sheet.write_comment("B4", "{{ nope }}"), "'S'!B4, in a note"),
    ("a property", lambda book, sheet: book.set_properties({"title": "{{ nope }}"}), "in the document's properties"),
    (
        "a message of a data validation",
        lambda book, sheet: sheet.data_validation("D2:D9", {"validate": "any", "input_title": "{{ nope }}"}),
        "'S'!D2, in a data validation",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("draw", "where"), [carrier[1:] for carrier in CARRIERS], ids=[name for name, *_ in CARRIERS])
def test_a_missing_field_is_named_wherever_it_stands(draw: Any, where: str, drawn: Drawn) -> None:
    def around(book: Any, sheet: Any) -> None:
        sheet.write("A1", "nothing to fill in the cells")
        draw(book, sheet)

    with pytest.raises(MissingField) as refusal:
        compile_template(drawn(around), name="t.xlsx").fill({})

    assert str(refusal.value).startswith(f"t.xlsx, {where}: the field nope is not in the data")


def test_a_link_whose_address_holds_a_tag_is_refused_by_its_cell(drawn: Drawn) -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.write_url("B2", "https://example.org/{{ code }}", string="{{ code }}")
        sheet.insert_textbox("D9", "5", {"url": "https://example.org/{{ code }}"})

    told = [str(finding) for finding in check_template(drawn(draw)).findings]

    assert [text.partition(",")[0] for text in told] == [
        "'S': a link's address holds a tag",
        "'S'!B2: a link's address holds a tag",
    ]


def test_each_copy_of_a_conversation_is_its_own(drawn: Drawn, part: Part) -> None:
    begun, answer = "{AAAAAAAA-0000-0000-0000-000000000001}", "{AAAAAAAA-0000-0000-0000-000000000002}"
    conversation = "xl/threadedComments/threadedComment1.xml"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"

    def draw(book: Any, sheet: Any) -> None:
        contributions(sheet)
        sheet.write_comment("B2", "Comment: {{ p.code }}?", {"author": f"tc={begun}"})

    relation = f'<Relationship Id="rIdT" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/>'
    said = (
        f'<ThreadedComments xmlns="{space}">'
        f'<threadedComment ref="B2" id="{begun}"><text>{{{{ p.code }}}}?</text></threadedComment>'
        f'<threadedComment ref="B2" id="{answer}" parentId="{begun}"><text>Yes</text></threadedComment>'
        "</ThreadedComments>"
    )
    links = "xl/worksheets/_rels/sheet1.xml.rels"
    end = "</Relationships>"
    source = changed(drawn(draw), {links: lambda text: text.replace(end, relation + end)}, {conversation: said})
    filled = fill(source, 2)
    notes, talk = part(filled, "xl/comments1.xml"), part(filled, conversation)
    ids = re.findall(r' id="([^"]+)"', talk)

    assert re.findall("<text>(.*?)</text>", talk) == ["MBC?", "SBC?", "Yes", "Yes"]
    assert (len(set(ids)), ids[0], ids[2]) == (4, begun, answer)
    assert re.findall(r'parentId="([^"]+)"', talk) == ids[:2]
    assert re.findall(r"<author>tc=(.*?)</author>", notes) == ids[:2]
    assert re.findall(r'ref="(\w+)" authorId="(\d)"', notes) == [("B1", "0"), ("B2", "1")]


def test_a_slicer_on_a_sheet_that_a_loop_copies_is_refused(drawn: Drawn) -> None:
    kind = "http://schemas.microsoft.com/office/2007/relationships/slicer"
    relation = f'<Relationship Id="rIdS" Type="{kind}" Target="../slicers/slicer1.xml"/></Relationships>'

    def sliced(opening: str) -> list[str]:
        def draw(book: Any, sheet: Any) -> None:
            sheet.write("A1", opening)
            sheet.insert_textbox("D9", "5")

        links = "xl/worksheets/_rels/sheet1.xml.rels"
        source = changed(
            drawn(draw),
            {links: lambda text: text.replace("</Relationships>", relation)},
            {"xl/slicers/slicer1.xml": "<slicers/>"},
        )
        return [str(finding).partition(" stands")[0] for finding in check_template(source).findings]

    assert sliced("{%sheet for p in partners %}") == ["'S'!A1: a slicer"]
    assert sliced("{%sheet if partners %}") == sliced("{{ title }}") == []
