"""A filled workbook keeps everything the template had, in its new place; what is not touched stays to the byte."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree

from mkip_xl.template import compile_template
from mkip_xl.template.filling import Template

SHEET = "xl/worksheets/sheet1.xml"
GROUPS = "xl/worksheets/sheet2.xml"
DRAWING = "xl/drawings/drawing1.xml"

# Three years, three partners: rows 5 to 7 are the years, columns C to E the partners, F the total, row 8 the totals.
FEATURES = [
    ("merged cells stretch over new columns", SHEET, r'<mergeCell ref="A1:G1"/>'),
    ("merged cells in a loop are copied", GROUPS, r'<mergeCell ref="A3:D3"/>'),
    ("logo", DRAWING, r'<xdr:pic>.*?descr="Crest"'),
    ("second picture below the loop", DRAWING, r'descr="Mark of the council"'),
    ("picture in the header", "xl/drawings/vmlDrawing2.vml", r"<v:imagedata"),
    ("chart on two axes", "xl/charts/chart1.xml", r"(?s)<c:barChart>.*<c:lineChart>.*<c:valAx>.*<c:valAx>"),
    ("conditional format", SHEET, r'<conditionalFormatting sqref="C5:E7"><cfRule type="cellIs"'),
    ("conditional format by formula", SHEET, r"<formula>C5&gt;\$F5/2</formula>"),
    ("colour scale", SHEET, r'<conditionalFormatting sqref="G5:G7"><cfRule type="colorScale"'),
    ("data bar of the newer kind", SHEET, r"(?s)<x14:conditionalFormatting .*?<xm:sqref>F5:F7</xm:sqref>"),
    ("data validation", SHEET, r'<dataValidation type="decimal"[^>]*sqref="B5:B7"><formula1>0<[^$]*\$B\$15<'),
    ("validation from another sheet", SHEET, r'<dataValidation type="list"[^>]*sqref="A14"><formula1>Groups!\$C\$4'),
    ("defined name", "xl/workbook.xml", r"<definedName name=\"Nets\">'Net savings'!\$C\$5:\$E\$7<"),
    ("print area", "xl/workbook.xml", r"Print_Area\" localSheetId=\"0\">'Net savings'!\$A\$1:\$I\$18<"),
    ("print titles", "xl/workbook.xml", r"Print_Titles\"[^>]*>'Net savings'!\$A:\$A,'Net savings'!\$3:\$4<"),
    ("header and footer", SHEET, r"<oddFooter>&amp;LNot for publication: paragraph 3 &amp;&amp; 4&amp;RPage"),
    ("frozen panes", SHEET, r'<pane xSplit="1" ySplit="4" topLeftCell="B5"'),
    ("hidden column", SHEET, r'<col min="8" max="8"[^>]*hidden="1"'),
    ("column width in a loop", SHEET, r'<col min="3" max="5" width="15'),
    ("row height and outline in a loop", SHEET, r'<row r="7"[^>]*ht="21"[^>]*outlineLevel="1"'),
    ("note in a loop", "xl/comments1.xml", r'(?s)ref="E4".*?Council &amp; Sons 3 agreed this'),
    ("note below a loop", "xl/comments1.xml", r'ref="A8"'),
    ("text box", DRAWING, r"paragraph 3 &amp; 4 applies; figures in pounds"),
    ("sparkline", SHEET, r"<xm:f>'Net savings'!C7:E7</xm:f><xm:sqref>I7</xm:sqref>"),
    ("table", "xl/tables/table1.xml", r'ref="A2:C6"[^>]*totalsRowCount="1"'),
    ("table headings from the data", "xl/tables/table2.xml", r'<tableColumn id="\d+" name="Council &amp; Sons 3"/>'),
    ("rich text", SHEET, r"(?s)Basis: .*?<b/>.*?agreed share.*? at 16 April 2012"),
    ("protection", SHEET, r"<sheetProtection [^>]*sheet=\"1\""),
    ("hyperlink to a cell", SHEET, r'<hyperlink ref="A17" location="Groups!A8"'),
    ("hyperlink to a page", SHEET, r'<hyperlink ref="A18" r:id='),
    ("sensitivity label", "docMetadata/LabelInfo.xml", r"clbl:label id="),
    ("printer settings", SHEET, r'<pageSetup [^>]*r:id="rId99"'),
    ("custom XML", "customXml/item1.xml", r"Mid Kent"),
    ("shared formula", SHEET, r"<f>A15\*2</f>"),
    ("array formula", SHEET, r'<f t="array" ref="F13">SUM\(C8:E8\*2\)</f>'),
    ("page breaks", SHEET, r'<rowBreaks count="2"[^>]*><brk id="8"'),
    ("auto-filter", GROUPS, r'<autoFilter ref="A2:D7"/>'),
    ("ignored errors", SHEET, r'<ignoredError sqref="A5:A7"'),
    ("document properties", "docProps/core.xml", r"Net savings agreed share"),
    ("chart title from the data", "xl/charts/chart1.xml", r"Net saving by partner, agreed share"),
]  # fmt: skip


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def filled(full: ModuleType, full_template: Template) -> dict[str, bytes]:
    return parts(full_template.fill(full.data(3, 3)))


@pytest.mark.parametrize(("feature", "part", "pattern"), FEATURES, ids=[feature[0] for feature in FEATURES])
def test_kept(feature: str, part: str, pattern: str, filled: dict[str, bytes]) -> None:
    assert re.search(pattern, filled[part].decode()), feature


def test_the_chart_has_a_series_for_every_partner_in_a_colour_of_its_own(filled: dict[str, bytes]) -> None:
    chart = filled["xl/charts/chart1.xml"].decode()
    bars = re.findall(r"<c:ser>.*?</c:ser>", chart.split("<c:lineChart>")[0], re.DOTALL)
    colours = [re.search(r'srgbClr val="(\w+)"', series)[1] for series in bars]  # type: ignore[index]

    assert [re.findall(r"<c:f>(.*?)</c:f>", series)[2] for series in bars] == [
        "'Net savings'!$C$5:$C$7", "'Net savings'!$D$5:$D$7", "'Net savings'!$E$5:$E$7"
    ]  # fmt: skip
    assert len(set(colours)) == 3
    assert re.findall(r'<c:idx val="(\d)"/>', chart) == ["0", "2", "3", "1"]
    assert re.findall(r'<c:order val="(\d)"/>', chart) == ["0", "1", "2", "3"]


def test_what_a_chart_keeps_is_what_the_cells_hold(filled: dict[str, bytes], full: ModuleType) -> None:
    data = full.data(3, 3)
    chart = filled["xl/charts/chart1.xml"].decode()
    second = re.findall(r"<c:ser>.*?</c:ser>", chart, re.DOTALL)[1]
    kept = [float(value) for value in re.findall(r"<c:v>([-\d.]+)</c:v>", second.split("<c:val>")[1])]

    assert kept == [float(year["net"]["Council02"]) for year in data["years"]]


UNTOUCHED = [
    "docMetadata/LabelInfo.xml", "xl/printerSettings/printerSettings1.bin", "customXml/item1.xml",
    "xl/theme/theme1.xml", "xl/styles.xml", "xl/media/image2.png", "xl/drawings/vmlDrawing2.vml", "_rels/.rels",
    "xl/worksheets/_rels/sheet1.xml.rels",
]  # fmt: skip


@pytest.mark.parametrize("part", UNTOUCHED)
def test_an_untouched_part_is_the_same_to_the_byte(part: str, filled: dict[str, bytes], full_source: bytes) -> None:
    assert filled[part] == parts(full_source)[part]


def test_the_picture_of_the_data_takes_the_place_of_the_templates(filled: dict[str, bytes], full: ModuleType) -> None:
    given = full.png(200, 100, 0)
    held = [name for name, content in filled.items() if content == given]

    assert held == ["xl/media/filled1.png"]
    assert 'Target="/xl/media/filled1.png"' in filled["xl/drawings/_rels/drawing1.xml.rels"].decode()


def test_the_calculation_chain_goes_with_its_relationship_and_content_type(filled: dict[str, bytes]) -> None:
    assert "xl/calcChain.xml" not in filled
    assert b"calcChain" not in filled["xl/_rels/workbook.xml.rels"]
    assert b"calcChain" not in filled["[Content_Types].xml"]


def test_no_part_shows_a_tag(filled: dict[str, bytes]) -> None:
    assert [name for name, content in filled.items() if b"{{" in content or b"{%" in content] == []


def test_the_same_data_gives_the_same_bytes_in_any_order_of_filling(full: ModuleType, full_source: bytes) -> None:
    one, other = compile_template(full_source, name="a.xlsx"), compile_template(full_source, name="b.xlsx")
    other.fill(full.data(9, 2))

    assert one.fill(full.data(3, 3)) == other.fill(full.data(3, 3)) == one.fill(full.data(3, 3))


def test_macros_of_a_template_stay(full_source: bytes, full: ModuleType) -> None:
    held = parts(full_source)
    held["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0macros" * 50
    types = held["[Content_Types].xml"].replace(
        b"spreadsheetml.sheet.main+xml", b"XX"
    ).replace(
        b"application/vnd.openxmlformats-officedocument.XX", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )  # fmt: skip
    vba = b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    held["[Content_Types].xml"] = types.replace(b"</Types>", vba)
    relation = b'<Relationship Id="rIdV" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
    held["xl/_rels/workbook.xml.rels"] = held["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>", relation + b'Target="vbaProject.bin"/></Relationships>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in held.items():
            package.writestr(name, content)
    filled = parts(compile_template(out.getvalue(), name="full.xlsm").fill(full.data(2, 2)))

    assert filled["xl/vbaProject.bin"] == held["xl/vbaProject.bin"]
    assert b"macroEnabled.main+xml" in filled["[Content_Types].xml"]


@pytest.mark.node
def test_microsofts_validator_finds_nothing_the_template_has_not(
    full: ModuleType, full_source: bytes, full_template: Template, tmp_path: Path,
    open_xml_findings: Callable[[Iterable[Path]], dict[Path, list[str]]],
) -> None:  # fmt: skip
    template = tmp_path / "template.xlsx"
    template.write_bytes(full_source)
    files = []
    for shape in ((0, 1), (1, 1), (3, 3), (12, 5)):
        files.append(tmp_path / f"filled-{shape[0]}-{shape[1]}.xlsx")
        files[-1].write_bytes(full_template.fill(full.data(*shape)))
    found = open_xml_findings([template, *files])

    assert {file.name: sorted(set(found[file]) - set(found[template])) for file in files} == {f.name: [] for f in files}


def test_openxml_audit_finds_nothing_the_template_has_not(
    full: ModuleType, full_source: bytes, full_template: Template, tmp_path: Path
) -> None:
    from openxml_audit import OpenXmlValidator

    def told(content: bytes) -> set[str]:
        file = tmp_path / "looked-at.xlsx"
        file.write_bytes(content)
        return {str(error.description) for error in OpenXmlValidator().validate(str(file)).errors}

    before = told(full_source)

    assert [told(full_template.fill(full.data(*shape))) - before for shape in ((0, 1), (3, 3), (12, 5))] == [set()] * 3


@pytest.mark.libreoffice
def test_a_template_saved_by_libreoffice_fills_as_well(
    full: ModuleType, full_source: bytes, arithmetic: ModuleType, agreement: ModuleType, tmp_path: Path,
    convert: Callable[[Iterable[Path], str, Path], list[Path]],
) -> None:  # fmt: skip
    original = tmp_path / "full.xlsx"
    original.write_bytes(full_source)
    (saved,) = convert([original], "xlsx", tmp_path / "saved")
    template = compile_template(saved)
    wrong = []
    for shape in ((0, 1), (1, 3), (3, 3), (10, 4)):
        data = full.data(*shape)
        wrong += list(agreement.disagreements(agreement.cached(template.fill(data)), arithmetic.expected(data)))

    assert wrong == []


def test_cells_declare_no_namespaces_of_their_own(filled: dict[str, bytes]) -> None:
    sheets = [content for name, content in filled.items() if name.startswith("xl/worksheets/sheet")]

    assert [sheet.split(b"<sheetData>")[1].split(b"</sheetData>")[0].count(b"xmlns") for sheet in sheets] == [0] * 7


def test_quicker_compression_gives_the_same_parts(
    full: ModuleType, full_source: bytes, full_template: Template
) -> None:
    quick = compile_template(full_source, name="full.xlsx", quick=True).fill(full.data(3, 3))

    assert parts(quick) == parts(full_template.fill(full.data(3, 3)))


def structure(content: bytes) -> dict[str, Counter[str]]:
    """How often each kind of element stands in each part, cells and what charts keep of them left out."""
    found = {}
    for name, part in parts(content).items():
        if not name.endswith((".xml", ".rels", ".vml")) or name in ("xl/sharedStrings.xml", "docProps/app.xml"):
            continue
        root = etree.fromstring(part, etree.XMLParser(recover=True))
        for held in list(root.iter("{*}sheetData", "{*}numCache", "{*}strCache", "{*}numLit")):
            for child in list(held):
                held.remove(child)
        found[name] = Counter(etree.QName(element).localname for element in root.iter("*"))
    return found


ONCE = {"note": "A note", "name": "Group", "items": [{"name": "Item", "amount": 1}]}


@pytest.mark.libreoffice
@pytest.mark.parametrize("saved_by", ["XlsxWriter", "LibreOffice"])
def test_with_every_loop_run_once_every_element_is_still_there(
    saved_by: str, full: ModuleType, full_source: bytes, tmp_path: Path,
    convert: Callable[[Iterable[Path], str, Path], list[Path]],
) -> None:  # fmt: skip
    original = tmp_path / "full.xlsx"
    original.write_bytes(full_source)
    template = original if saved_by == "XlsxWriter" else convert([original], "xlsx", tmp_path / "saved")[0]
    data = {**full.data(1, 1), "groups": [ONCE], "logo": None}
    before, after = structure(template.read_bytes()), structure(compile_template(template).fill(data))
    expected_to_go = {"xl/calcChain.xml"}

    assert set(before) - set(after) == expected_to_go & set(before)
    assert {
        name: (before[name] - after[name], after[name] - before[name])
        for name in after
        if before[name] != after[name] and name not in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels")
    } == allowed(before)


def allowed(before: dict[str, Counter[str]]) -> dict[str, tuple[Counter[str], Counter[str]]]:
    """What may differ: the table across partners loses its two marker columns."""
    (table,) = [name for name, counted in before.items() if counted["tableColumn"] == 5]
    return {table: (Counter({"tableColumn": 2}), Counter())}
