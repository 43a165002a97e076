"""Each rule of the lint catches a file broken for it, and a good file passes without a word."""

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table

from mkip_xl.workbook.lint import lint
from mkip_xl.workbook.package import Package

SHEET, OTHER, BOOK = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"
TABLE, TABLE_2, CHAIN = "xl/tables/table1.xml", "xl/tables/table2.xml", "xl/calcChain.xml"
TYPES, DRAWING, CHART, NOTES = (
    "[Content_Types].xml",
    "xl/drawings/drawing1.xml",
    "xl/charts/chart1.xml",
    "xl/comments/comment1.xml",
)
BOOK_LINKS, SHEET_LINKS = "xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet1.xml.rels"
_CHAIN = (
    '<?xml version="1.0" encoding="UTF-8"?><calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<c r="E8" i="1"/><c r="E9"/><c r="A1" i="2"/></calcChain>'
)
_CHAIN_TYPE = (
    '<Override PartName="/xl/calcChain.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>'
)
_CHAIN_LINK = (
    '<Relationship Id="rIdChain" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" '
    'Target="calcChain.xml"/></Relationships>'
)


@pytest.fixture(scope="module")
def good() -> Package:
    """A workbook with two tables, a chart, formats, links, notes, names and a calculation chain, all in order."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Net savings"
    sheet.append(["Net savings over ten years"])
    sheet.merge_cells("A1:C1")
    sheet.append([])
    for row in (
        ["Partner", "Baseline", "Saving"],
        ["MBC", 1_642_000, 0.1],
        ["SBC", 1_183_500, 0.2],
        ["TWBC", 1_320_250.5, 0.3],
    ):
        sheet.append(row)
    sheet.add_table(Table(displayName="Costs", ref="A3:C6"))
    for row, line in enumerate((["Year", "Amount"], ["2013/14", 5], ["2014/15", 6]), 3):
        for column, held in enumerate(line, 5):
            sheet.cell(row, column, held)
    sheet.add_table(Table(displayName="Years", ref="E3:F5"))
    sheet["E8"], sheet["E9"] = "=SUM(Costs[Baseline])*Rate", "='Notes 1'!A1&\"x\""
    sheet["G3"] = True
    other = book.create_sheet("Notes 1")
    other["A1"] = "=SUM('Net savings'!B4:B6)"
    other["A2"] = "A text"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=3, max_row=6), titles_from_data=True)
    sheet.add_chart(chart, "H2")
    fill = PatternFill(bgColor="FFCC00", fill_type="solid")
    sheet.conditional_formatting.add("B4:B6", CellIsRule(operator="lessThan", formula=["$E$8"], fill=fill))
    sheet.conditional_formatting.add("C4:C6", CellIsRule(operator="lessThan", formula=["0"], fill=fill))
    check = DataValidation(type="list", formula1="'Notes 1'!$A$1:$A$2", sqref="A4:A6")
    sheet.add_data_validation(check)
    sheet["E10"].hyperlink = Hyperlink(ref="E10", location="'Notes 1'!A1")
    sheet["B4"].comment = Comment("As agreed.", "Treasurer")
    sheet.row_breaks.append(Break(id=20))
    sheet.column_dimensions["A"].width = 30
    sheet.print_area, sheet.print_title_rows = "A1:F20", "1:3"
    book.defined_names["Rate"] = DefinedName("Rate", attr_text="'Net savings'!$C$4")
    stream = io.BytesIO()
    book.save(stream)
    package = Package.from_bytes(stream.getvalue())
    return package.replaced(
        {
            CHAIN: _CHAIN.encode(),
            TYPES: package.read(TYPES).replace(b"</Types>", _CHAIN_TYPE.encode()),
            BOOK_LINKS: package.read(BOOK_LINKS).replace(b"</Relationships>", _CHAIN_LINK.encode()),
        }
    )


def test_a_good_file_passes_without_a_word(good: Package) -> None:
    assert [str(finding) for finding in lint(good)] == []


def swap(part: str, old: str, new: str) -> Callable[[Package], Mapping[str, bytes]]:
    """Break a part: the one place where the pattern is found becomes the new text."""

    def broken(package: Package) -> Mapping[str, bytes]:
        text, count = re.subn(old, new, package.read(part).decode(), count=1, flags=re.DOTALL)
        assert count == 1, f"{old} is not in {part}: {package.read(part).decode()[:3000]}"
        return {part: text.encode()}

    return broken


RULES = [
    # code, place, how the file is broken
    ("row-twice", None, swap(SHEET, r'(<row r="5".*?</row>)', r"\1\1")),
    ("row-order", None, swap(SHEET, r'(<row r="4".*?</row>)(<row r="5".*?</row>)', r"\2\1")),
    ("cell-twice", "B5", swap(SHEET, r'(<c r="B5".*?</c>)', r"\1\1")),
    ("cell-order", "A5", swap(SHEET, r'(<c r="A5".*?</c>)(<c r="B5".*?</c>)', r"\2\1")),
    ("cell-row", "B7", swap(SHEET, r'<c r="B5"', '<c r="B7"')),
    ("grid", None, swap(SHEET, r'<c r="F5"', '<c r="XFE5"')),
    ("value", "B5", swap(SHEET, "<v>1183500</v>", "<v>NaN</v>")),
    ("value", "B5", swap(SHEET, "<v>1183500</v>", "<v>1,183,500</v>")),
    ("value", "B5", swap(SHEET, "<v>1183500</v>", "<v>1E+999</v>")),
    ("value", "B5", swap(SHEET, "<v>1183500</v>", "<v></v>")),
    ("value", "A5", swap(SHEET, '<c r="A5".*?</c>', '<c r="A5" t="s"><v>999</v></c>')),
    ("value", "G3", swap(SHEET, r'(<c r="G3"[^>]*><v>)1', r"\g<1>TRUE!")),
    ("value", "G3", swap(SHEET, r'<c r="G3" t="b"><v>1', '<c r="G3" t="e"><v>#NONE!')),
    ("value", "G3", swap(SHEET, r'<c r="G3" t="b"', '<c r="G3" t="boolean"')),
    ("value", "G3", swap(SHEET, r'<c r="G3" t="b"', '<c r="G3" t="inlineStr"')),
    ("style", "B5", swap(SHEET, r'<c r="B5"', '<c r="B5" s="99"')),
    ("style", None, swap(SHEET, r'dxfId="\d"', 'dxfId="7"')),
    ("merge", "A1", swap(SHEET, '<mergeCell ref="A1:C1" ?/>', '<mergeCell ref="A1:C1"/><mergeCell ref="B1:D2"/>')),
    ("merge", "A1:A1", swap(SHEET, 'ref="A1:C1"', 'ref="A1:A1"')),
    ("merge", None, swap(SHEET, 'ref="A1:C1"', 'ref="A1:ZZZZ1"')),
    ("columns", None, swap(SHEET, "(<col .*?/>)", r"\1\1")),
    ("range", None, swap(SHEET, 'sqref="B4:B6"', 'sqref="B4:B6 nowhere"')),
    ("range", None, swap(SHEET, 'sqref="A4:A6"', 'sqref=""')),
    ("priority", None, swap(SHEET, 'priority="2"', 'priority="1"')),
    ("hyperlink", "E10", swap(SHEET, "location=\"'Notes 1'!A1\"", "location=\"'Notes 2'!A1\"")),
    ("page-break", None, swap(SHEET, "(<brk .*?/>)", r"\1\1")),
    ("formula", "E8", swap(SHEET, r"<f>SUM\(Costs\[Baseline\]\)\*Rate</f>", "<f></f>")),
    ("formula", "E8", swap(SHEET, r"SUM\(Costs\[Baseline\]\)", "SUM(Costs[Baseline]")),
    ("shared-formula", "E8", swap(SHEET, r"<f>SUM\(Costs\[Baseline\]\)\*Rate</f>", '<f t="shared" si="4"/>')),
    ("missing-sheet", "E9", swap(SHEET, "'Notes 1'!A1&amp;", "'Notes 9'!A1&amp;")),
    ("missing-table", "E8", swap(SHEET, r"Costs\[Baseline\]", "Cost[Baseline]")),
    ("missing-column", "E8", swap(SHEET, r"Costs\[Baseline\]", "Costs[Base]")),
    ("missing-name", "E8", swap(SHEET, r"\*Rate", "*Rates")),
    ("lost-reference", "E9", swap(SHEET, "'Notes 1'!A1&amp;", "#REF!&amp;")),
    ("table", None, swap(TABLE_2, 'ref="E3:F5"', 'ref="C3:D5"')),
    ("table", "A1", swap(SHEET, 'ref="A1:C1"', 'ref="A1:C3"')),
    ("table", None, swap(TABLE, ' ref="A3:C6"', ' ref="A3:C3"')),
    ("table", None, swap(TABLE, ' ref="A3:C6"', ' ref="Costs"')),
    ("table-filter", None, swap(TABLE, '<autoFilter ref="A3:C6"', '<autoFilter ref="A3:C5"')),
    ("table-heading", "B3", swap(TABLE, 'name="Baseline"', 'name="Base line"')),
    ("table-heading", None, swap(TABLE, 'name="Baseline"', 'name="partner"')),
    ("table-heading", None, swap(TABLE, 'name="Baseline"', 'name=""')),
    ("table-heading", "F3", swap(SHEET, '<c r="F3".*?</c>', '<c r="F3"><v>5</v></c>')),
    ("table-columns", None, swap(TABLE, r"<tableColumn [^>]*?/></tableColumns>", "</tableColumns>")),
    ("table-columns", None, swap(TABLE, r'<tableColumn id="2"', '<tableColumn id="1"')),
    ("table-name", None, swap(TABLE_2, 'displayName="Years"', 'displayName="costs"')),
    ("table-name", None, swap(TABLE_2, 'displayName="Years"', 'displayName="Rate"')),
    ("table-id", None, swap(TABLE_2, 'id="2" ', 'id="1" ')),
    ("calc-chain", "E9", swap(CHAIN, '<c r="E9"/>', '<c r="E9"/><c r="E9"/>')),
    ("calc-chain", "E10", swap(CHAIN, '<c r="E9"/>', '<c r="E10"/>')),
    ("calc-chain", "A1", swap(CHAIN, 'i="2"', 'i="9"')),
    ("name-missing-sheet", None, swap(BOOK, r"'Net savings'!\$C\$4", "'Net saving'!$C$4")),
    ("name-lost-reference", None, swap(BOOK, r"'Net savings'!\$C\$4", "#REF!")),
    ("name", None, swap(BOOK, "(<definedName name=\"Rate\".*?</definedName>)", r"\1\1")),
    ("name", None, swap(BOOK, 'localSheetId="0"', 'localSheetId="5"')),
    ("print", None, swap(BOOK, r"'Net savings'!\$1:\$3", "'Net savings'!$A$1:$C$3")),
    ("print", None, swap(BOOK, r"'Net savings'!\$1:\$3", "'Notes 1'!$1:$3")),
    ("sheet-name", None, swap(BOOK, 'name="Notes 1"', 'name="NET savings"')),
    ("sheet-name", None, swap(BOOK, 'name="Notes 1"', 'name="Notes/1"')),
    ("sheet-id", None, swap(BOOK, 'sheetId="2"', 'sheetId="1"')),
    ("active-tab", None, swap(BOOK, 'activeTab="0"', 'activeTab="4"')),
    ("hidden", None, lambda package: {BOOK: package.read(BOOK).replace(b'state="visible"', b'state="hidden"')}),
    ("relationships", None, swap(BOOK_LINKS, "worksheets/sheet2.xml", "worksheets/sheet7.xml")),
    ("relationships", None, swap(SHEET_LINKS, r"<Relationship [^>]*drawing1\.xml[^>]*/>", "")),
    ("relationships", None, swap(SHEET_LINKS, r"(<Relationship [^>]*drawing1\.xml[^>]*/>)", r"\1\1")),
    ("content-types", None, swap(TYPES, r'<Override PartName="/xl/tables/table1\.xml"[^>]*/>', "")),
    ("content-types", None, swap(TYPES, "</Types>", '<Override PartName="/xl/gone.xml" ContentType="a/b"/></Types>')),
    ("content-types", None, swap(TYPES, r'(<Override PartName="/xl/tables/table1\.xml"[^>]*/>)', r"\1\1")),
    ("anchor", None, swap(DRAWING, r"<(xdr:)?row>\d+</(xdr:)?row>", r"<\1row>1048576</\1row>")),
    ("chart-missing-sheet", None, swap(CHART, r"'Net savings'!", "'Net saving'!")),
    ("chart-lost-reference", None, swap(CHART, r"<(c:)?f>'Net savings'![^<]*</", r"<\1f>#REF!</")),
    ("note", "B4", swap(NOTES, "(<comment .*?</comment>)", r"\1\1")),
    ("note", "B4", swap(NOTES, 'authorId="0"', 'authorId="3"')),
    ("xml", None, swap(SHEET, "</sheetData>", "</sheetDat>")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "cell", "broken"), RULES, ids=[f"{number}-{rule[0]}" for number, rule in enumerate(RULES)]
)
def test_a_broken_file_is_caught(
    good: Package, code: str, cell: str | None, broken: Callable[[Package], Mapping[str, bytes]]
) -> None:
    found = lint(good.replaced(broken(good)))

    assert (code, cell) in {(finding.code, finding.cell) for finding in found}
    assert all(finding.message.endswith(".") and len(finding.message) > 12 for finding in found)


def test_a_chart_that_counts_fewer_points_than_it_holds_is_caught(good: Package) -> None:
    cache = "<c:numRef><c:f>'Net savings'!$B$4</c:f><c:numCache><c:ptCount val=\"1\"/>" \
        '<c:pt idx="0"><c:v>1</c:v></c:pt><c:pt idx="1"><c:v>1</c:v></c:pt></c:numCache></c:numRef>'  # fmt: skip
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart>' + cache
        + "</c:chart></c:chartSpace>"
    )  # fmt: skip

    assert [finding.code for finding in lint(good.replaced({CHART: chart.encode()}))] == ["chart-cache"]


def test_a_part_without_content_type_and_parts_that_differ_only_by_case_are_caught(good: Package) -> None:
    found = lint(good.replaced({"xl/odd.bin": b"x", "xl/Workbook.xml": good.read(BOOK)}))

    assert {finding.code for finding in found} >= {"content-types", "parts"}


def test_every_shipped_workbook_and_template_passes_without_an_error(root: Path) -> None:
    shipped = [*sorted(root.glob("templates/*.xlsx")), *sorted(root.glob("workbooks/*.xls[xm]"))]

    assert len(shipped) >= 8
    assert {path.name: [str(finding) for finding in lint(Package.open(path)).errors] for path in shipped} == {
        path.name: [] for path in shipped
    }
