"""What stands around the cells follows the loops: one small template a question, drawn with XlsxWriter."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Callable
from types import ModuleType
from typing import Any

import openpyxl
import pytest

from mkip_xl.template import compile_template
from mkip_xl.workbook.lint import lint
from mkip_xl.workbook.package import Package

Drawn = Callable[[Callable[[Any, Any], None]], bytes]
Cells = Callable[[bytes], dict[str, Any]]
Part = Callable[[bytes, str], str]
SHEET = "xl/worksheets/sheet1.xml"
YEARS = [{"label": f"20{13 + at}", "net": 10 * (at + 1)} for at in range(3)]
PARTNERS = [{"code": "MBC", "net": 5}, {"code": "SBC", "net": 6}]
DATA = {"years": YEARS, "partners": PARTNERS, "nobody": [], "asof": "2013-04-01", "logo": None}


def rows(sheet: Any, *lines: list[Any], name: str = "years", item: str = "y") -> None:
    """Row 1 begins a loop, row 2 is its body, row 3 ends it."""
    sheet.write("A1", f"{{%tr for {item} in {name} %}}")
    for line in lines:
        for column, value in enumerate(line):
            sheet.write(1, column, value)
    sheet.write("A3", "{%tr endfor %}")


def fill(source: bytes, **more: Any) -> bytes:
    filled = compile_template(source, name="t.xlsx").fill({**DATA, **more})
    assert [str(finding) for finding in lint(Package.from_bytes(filled)).errors] == []
    return filled


def test_a_picture_in_a_loop_is_copied_and_one_below_moves(drawn: Drawn, part: Part, full: ModuleType) -> None:
    def draw(book: Any, sheet: Any) -> None:
        rows(sheet, ["{{ y.label }}"])
        sheet.set_row(1, 60)
        for cell, name in (("C2", "in"), ("C9", "below")):
            options = {"image_data": io.BytesIO(full.png(1, 2, 3)), "description": name}
            sheet.insert_image(cell, f"{name}.png", options)

    found = part(fill(drawn(draw)), "xl/drawings/drawing1.xml")

    assert re.findall(r"<xdr:from>.*?<xdr:row>(\d+)</xdr:row>", found) == ["0", "1", "2", "8"]
    assert len(set(re.findall(r'<xdr:cNvPr id="(\d+)"', found))) == 4


def test_a_text_box_in_a_loop_says_what_its_own_row_says(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        rows(sheet, ["{{ y.label }}"])
        sheet.set_row(1, 60)
        sheet.insert_textbox("C2", "Net in {{ y.label }}: {{ y.net }}", {"width": 60, "height": 40})

    found = part(fill(drawn(draw)), "xl/drawings/drawing1.xml")

    assert re.findall(r"<a:t>(.*?)</a:t>", found) == ["Net in 2013: 10", "Net in 2014: 20", "Net in 2015: 30"]


def test_a_chart_in_a_loop_has_a_part_of_its_own_for_each_copy(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        rows(sheet, ["{{ y.label }}", "{{ y.net }}", "{{ y.net * 2 }}"])
        sheet.set_row(1, 200)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"name": "=S!$A$2", "values": "=S!$B$2:$C$2"})
        sheet.insert_chart("E2", chart, {"x_scale": 0.4, "y_scale": 0.4})

    filled = fill(drawn(draw))

    assert [re.findall(r"<c:f>(.*?)</c:f>", part(filled, f"xl/charts/chart{at}.xml")) for at in (1, 2, 3)] == [
        ["S!$A$1", "S!$B$1:$C$1"], ["S!$A$2", "S!$B$2:$C$2"], ["S!$A$3", "S!$B$3:$C$3"]
    ]  # fmt: skip


CHARTS = [
    ("years down, one series a partner", "=S!$C$2", "=S!$A$4:$A$4", "=S!$C$4:$C$4",
     [["S!$B$2", "S!$A$3:$A$5", "S!$B$3:$B$5"], ["S!$C$2", "S!$A$3:$A$5", "S!$C$3:$C$5"]]),
    ("years down, the whole block of rows named", "=S!$C$2", "=S!$A$3:$A$5", "=S!$C$3:$C$5",
     [["S!$B$2", "S!$A$3:$A$5", "S!$B$3:$B$5"], ["S!$C$2", "S!$A$3:$A$5", "S!$C$3:$C$5"]]),
    ("partners along, one series a year", "=S!$A$4", "=S!$C$2:$C$2", "=S!$C$4:$C$4",
     [["S!$A$3", "S!$B$2:$C$2", "S!$B$3:$C$3"], ["S!$A$4", "S!$B$2:$C$2", "S!$B$4:$C$4"],
      ["S!$A$5", "S!$B$2:$C$2", "S!$B$5:$C$5"]]),
    ("partners along the totals", None, "=S!$C$2:$C$2", "=S!$C$6:$C$6", [["S!$B$2:$C$2", "S!$B$6:$C$6"]]),
    ("the totals column down", "=S!$E$2", "=S!$A$4:$A$4", "=S!$E$4:$E$4", [["S!$D$2", "S!$A$3:$A$5", "S!$D$3:$D$5"]]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "categories", "values", "wanted"), [chart[1:] for chart in CHARTS], ids=[chart[0] for chart in CHARTS]
)
def test_series_are_cloned_along_the_loop_their_name_stands_in(
    name: str | None, categories: str, values: str, wanted: list[list[str]], drawn: Drawn, part: Part
) -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.write("B1", "{%tc for p in partners %}")
        sheet.write("D1", "{%tc endfor %}")
        sheet.write_row("A2", ["Year"])
        sheet.write("C2", "{{ p.code }}")
        sheet.write("E2", "Total")
        sheet.write("A3", "{%tr for y in years %}")
        sheet.write("A4", "{{ y.label }}")
        sheet.write("C4", "{{ y.net + p.net }}")
        sheet.write_formula("E4", "=SUM(C4:C4)")
        sheet.write("A5", "{%tr endfor %}")
        sheet.write_formula("C6", "=SUM(C4:C4)")
        chart = book.add_chart({"type": "line"})
        series = {"categories": categories, "values": values}
        chart.add_series(series if name is None else {"name": name, **series})
        sheet.insert_chart("G2", chart)

    chart = part(fill(drawn(draw)), "xl/charts/chart1.xml")
    found = [re.findall(r"<c:f>(.*?)</c:f>", series) for series in re.findall(r"<c:ser>.*?</c:ser>", chart)]

    assert found == wanted
    assert re.findall(r'<c:order val="(\d+)"', chart) == [str(at) for at in range(len(wanted))]


def test_a_chart_of_nothing_has_no_series_and_still_is_a_chart(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        rows(sheet, ["{{ y.label }}", "{{ y.net }}"], name="nobody")
        chart = book.add_chart({"type": "pie"})
        chart.add_series({"categories": "=S!$A$2:$A$2", "values": "=S!$B$2:$B$2"})
        sheet.insert_chart("E5", chart)

    chart = part(fill(drawn(draw)), "xl/charts/chart1.xml")

    assert "<c:ser>" not in chart and "<c:pieChart>" in chart


def test_page_breaks_outline_links_and_widths_follow_rows_and_columns(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        rows(sheet, ["{{ y.label }}", "{{ y.net }}"])
        sheet.write("D1", "{%tc for p in partners %}")
        sheet.write("E2", "{{ p.code }}")
        sheet.write("F1", "{%tc endfor %}")
        sheet.write("G5", "right")
        sheet.set_column("E:E", 22)
        sheet.set_column("G:G", 33)
        sheet.set_column("H:XFD", None, None, {"hidden": True})
        sheet.set_h_pagebreaks([2])
        sheet.set_v_pagebreaks([5])
        sheet.set_row(1, 30, None, {"level": 2})
        sheet.write_url("B2", "internal:S!A5", string="{{ y.net }}")

    sheet = part(fill(drawn(draw)), SHEET)

    assert re.findall(r'<brk id="(\d+)"', sheet) == ["1", "2", "3", "4", "5"]
    assert re.findall(r'<row r="(\d)"[^>]*ht="30"[^>]*outlineLevel="2"', sheet) == ["1", "2", "3"]
    assert re.findall(r'<hyperlink ref="(\w+)" location="S!A(\d)"', sheet) == [("B1", "5"), ("B2", "5"), ("B3", "5")]
    assert re.findall(r'<col min="(\d+)" max="(\d+)"', sheet) == [("4", "5"), ("6", "6"), ("7", "16384")]


def test_a_page_break_goes_with_a_column_that_a_condition_drops(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        turn = "{%tc if loop.index % 2 == 0 and not loop.last %}"
        across = ["{%tc for p in partners %}", "{{ p.code }}", turn, "turn", "{%tc endif %}", "{%tc endfor %}", "All"]
        for column, text in enumerate(across, 1):
            sheet.write(0, column, text)
        sheet.set_v_pagebreaks([5])

    def breaks(partners: int) -> list[str]:
        codes = [{"code": code} for code in "ABCDE"[:partners]]
        return re.findall(r'<brk id="(\d+)"', part(fill(drawn(draw), partners=codes), SHEET))

    assert [breaks(2), breaks(3), breaks(5)] == [[], ["4"], ["4", "7"]]


def test_frozen_panes_and_the_selected_cell_follow(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        rows(sheet, ["{{ y.label }}"])
        sheet.freeze_panes(3, 0)
        sheet.set_selection("C6")

    sheet = part(fill(drawn(draw)), SHEET)

    assert re.search(r'<pane ySplit="3" topLeftCell="A4"', sheet)
    assert re.search(r'activeCell="C6" sqref="C6"', sheet)


def test_panes_frozen_in_a_view_that_begins_below_a_loop_stay_as_high(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        rows(sheet, ["{{ y.label }}"])
        sheet.freeze_panes(6, 0)

    pane = '<pane ySplit="2" topLeftCell="A7" state="frozen"/>'
    view = f'<sheetViews><sheetView topLeftCell="A5" workbookViewId="0">{pane}</sheetView></sheetViews>'
    kept = f'</sheetData><customSheetViews><customSheetView topLeftCell="A5" guid="{{1}}">{pane}</customSheetView>'
    source = drawn(draw)
    text = re.sub("<sheetViews>.*</sheetViews>", view, part(source, SHEET))
    text = text.replace("</sheetData>", f"{kept}</customSheetViews>")
    source = Package.from_bytes(source).write({SHEET: text.encode()})

    for years in (0, 1, 6):
        sheet = part(fill(source, years=YEARS[:1] * years), SHEET)

        assert re.findall(r'topLeftCell="(\w+)"', sheet) == [f"A{2 + years}", f"A{4 + years}"] * 2
        assert re.findall(r'ySplit="(\d+)"', sheet) == ["2", "2"]


def test_an_array_formula_over_several_cells_keeps_all_its_values(drawn: Drawn, cells_of: Cells, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        rows(sheet, ["{{ y.net }}"])
        sheet.write_array_formula("B2:B2", "{=A2:A2*2}")
        sheet.write("D5", 1)
        sheet.write("D6", 2)
        sheet.write_array_formula("F5:F6", "{=D5:D6*3}")

    filled = fill(drawn(draw))
    cells = cells_of(filled)

    assert [cells[cell] for cell in ("B1", "B2", "B3", "F5", "F6")] == [20.0, 40.0, 60.0, 3.0, 6.0]
    assert '<f t="array" ref="F5:F6">D5:D6*3</f>' in part(filled, SHEET)


def test_a_date_in_a_cell_without_a_number_format_shows_as_a_date(sheet_of: Any) -> None:
    filled = fill(sheet_of({"A1": "{{ asof | date }}", "A2": "{{ asof | date('%Y') }}"}))
    sheet = openpyxl.load_workbook(io.BytesIO(filled))["S"]

    assert (sheet["A1"].is_date, sheet["A1"].value.isoformat()[:10], sheet["A2"].value) == (True, "2013-04-01", "2013")


def test_dates_since_1904_are_counted_from_there(cells_of: Cells) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.title = "S"
    book.active["A1"] = "{{ asof | date }}"
    out = io.BytesIO()
    book.save(out)

    assert cells_of(fill(out.getvalue())) == {"A1": 41365.0 - 1462}


def test_headings_of_a_table_are_texts_and_none_twice(drawn: Drawn, part: Part, cells_of: Cells) -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.write("B1", "{%tc for p in partners %}")
        sheet.write("D1", "{%tc endfor %}")
        sheet.add_table("A2:E4", {"columns": [{"header": h} for h in ("Line", "from", "{{ p.code }}", "to", "Sum")]})
        sheet.write("A3", "a")
        sheet.write("C3", "{{ p.net }}")

    for codes, wanted in (
        (["MBC", "mbc"], ["MBC", "mbc2"]),
        ([2013, 2014], ["2013", "2014"]),
        ([None, "x"], ["Column2", "x"]),
    ):
        filled = fill(drawn(draw), partners=[{"code": code, "net": 1} for code in codes])
        names = re.findall(r'<tableColumn id="\d+" name="(.*?)"', part(filled, "xl/tables/table1.xml"))

        assert names == ["Line", *wanted, "Sum"]
        assert [cells_of(filled)[at] for at in ("B2", "C2")] == wanted


def test_a_heading_that_never_changes_is_numbered_in_its_copies(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.write("B1", "{%tc for p in partners %}")
        sheet.write("D1", "{%tc endfor %}")
        sheet.add_table("A2:E4", {"columns": [{"header": h} for h in ("Line", "from", "Net", "to", "Sum")]})
        sheet.write("C3", "{{ p.net }}")

    table = part(fill(drawn(draw)), "xl/tables/table1.xml")

    assert re.findall(r'name="(\w+)"', table.split("tableColumns")[1]) == ["Line", "Net", "Net2", "Sum"]
    assert len(set(re.findall(r'<tableColumn id="(\d+)"', table))) == 4


def test_copies_of_a_sheet_bring_their_drawings_tables_and_notes(drawn: Drawn, full: ModuleType) -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.write("A1", "{%sheet for p in partners %}{{ p.code }}")
        sheet.add_table("A3:B5", {"name": "Costs", "columns": [{"header": "Line"}, {"header": "Net"}]})
        sheet.write("B4", "{{ p.net }}")
        sheet.write_formula("D4", "=SUM(Costs[Net])")
        sheet.write_comment("B4", "{{ p.code }} says")
        sheet.insert_image("F2", "a.png", {"image_data": io.BytesIO(full.png(9, 9, 9)), "description": "{{ logo }}"})
        sheet.print_area("A1:D6")
        other = book.add_worksheet("Other")
        other.write_formula("A1", "=SUM(Costs[Net])")
        other.write_formula("A2", "=SUM(S!B4)")

    logo = base64.b64encode(full.png(7, 7, 7)).decode()
    filled = fill(drawn(draw), logo=logo)
    book = openpyxl.load_workbook(io.BytesIO(filled))
    with zipfile.ZipFile(io.BytesIO(filled)) as package:
        names = package.namelist()

    assert book.sheetnames == ["MBC", "SBC", "Other"]
    assert [list(book[name].tables) for name in ("MBC", "SBC")] == [["Costs"], ["Costs_2"]]
    assert [book[name]["B4"].comment.text for name in ("MBC", "SBC")] == ["MBC says", "SBC says"]
    assert [book[name]["D4"].value for name in ("MBC", "SBC")] == ["=SUM(Costs[Net])", "=SUM(Costs_2[Net])"]
    assert book["Other"]["A1"].value == "=SUM(Costs[Net],Costs_2[Net])"
    assert book["SBC"].print_area == "'SBC'!$A$1:$D$6"
    assert len([name for name in names if name.startswith("xl/media/")]) == 2
    values = openpyxl.load_workbook(io.BytesIO(filled), data_only=True)
    assert [values["Other"][cell].value for cell in ("A1", "A2")] == [11, 11]


def test_a_template_saved_as_xltx_gives_a_workbook(sheet_of: Any, part: Part) -> None:
    source = sheet_of({"A1": "{{ asof }}"})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"spreadsheetml.sheet.main+xml", b"spreadsheetml.template.main+xml"))

    assert "spreadsheetml.sheet.main+xml" in part(fill(out.getvalue()), "[Content_Types].xml")


def test_a_formula_that_is_not_known_has_no_value_and_excel_is_asked_to_work_it_out(
    sheet_of: Any, cells_of: Cells, part: Part
) -> None:
    filled = fill(sheet_of({"A1": "{{ asof }}", "A2": "=CUBEVALUE(A1)", "A3": "=A2+1", "A4": "=1+1"}))

    assert set(cells_of(filled)) == {"A1", "A4"}
    assert 'fullCalcOnLoad="1"' in part(filled, "xl/workbook.xml")


def test_fields_within_a_formula_are_refused(sheet_of: Any) -> None:
    from mkip_xl.template.checking import check_template

    found = check_template(sheet_of({"A1": '="{{ asof }}"&1'})).findings

    assert [(finding.cell, finding.code) for finding in found] == [("A1", "formula-tag")]


def test_the_command_fills_a_file_from_json(tmp_path: Any, sheet_of: Any, cells_of: Cells) -> None:
    import subprocess
    import sys

    (tmp_path / "t.xlsx").write_bytes(sheet_of({"A1": "{{ net }}", "A2": "{{ name }}"}))
    (tmp_path / "d.json").write_text('{"net": 0.10, "name": "Tonbridge & Malling – £"}', encoding="utf-8")
    command = [sys.executable, "-m", "mkip_xl", "fill", "t.xlsx", "d.json", "o.xlsx"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")
    assert cells_of((tmp_path / "o.xlsx").read_bytes()) == {"A1": 0.1, "A2": "Tonbridge & Malling – £"}


def test_the_command_wants_the_ending_excel_will_open(tmp_path: Any, sheet_of: Any) -> None:
    import subprocess
    import sys

    (tmp_path / "t.xlsx").write_bytes(sheet_of({"A1": "{{ net }}"}))
    (tmp_path / "d.json").write_text('{"net": 1}', encoding="utf-8")
    command = [sys.executable, "-m", "mkip_xl", "fill", "t.xlsx", "d.json", "o.xls"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "is named .xlsx: o.xlsx" in done.stderr
    assert not (tmp_path / "o.xls").exists()


def test_a_chart_on_a_sheet_of_its_own_grows_too(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        rows(sheet, ["{{ y.label }}", "{{ y.net }}"])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"categories": "=S!$A$2:$A$2", "values": "=S!$B$2:$B$2"})
        book.add_chartsheet("Chart").set_chart(chart)

    chart = part(fill(drawn(draw)), "xl/charts/chart1.xml")

    assert re.findall(r"<c:f>(.*?)</c:f>", chart) == ["S!$A$1:$A$3", "S!$B$1:$B$3"]
    assert re.findall(r"<c:v>(.*?)</c:v>", chart) == ["2013", "2014", "2015", "10", "20", "30"]


def test_charts_of_openpyxl_without_kept_values_get_them(part: Part) -> None:
    from openpyxl.chart import BarChart, Reference

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    for address, text in {
        "B1": "{%tc for p in partners %}", "D1": "{%tc endfor %}", "C2": "{{ p.code }}", "A3": "{%tr for y in years %}",
        "A4": "{{ y.label }}", "C4": "{{ y.net + p.net }}", "A5": "{%tr endfor %}",
    }.items():  # fmt: skip
        sheet[address] = text
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=2, max_row=5), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=3, max_row=5))
    sheet.add_chart(chart, "F2")
    out = io.BytesIO()
    book.save(out)
    found = part(fill(out.getvalue()), "xl/charts/chart1.xml")

    assert [formula.replace("$", "") for formula in re.findall(r"<(?:c:)?f>(.*?)</(?:c:)?f>", found)] == [
        "S!B2", "S!A3:A5", "S!B3:B5", "S!C2", "S!A3:A5", "S!C3:C5"
    ]  # fmt: skip
    assert re.findall(r"<(?:c:)?v>(.*?)</(?:c:)?v>", found)[-3:] == ["16", "26", "36"]


def test_a_pivot_tables_source_grows_and_is_read_anew(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.write_row("A1", ["Year", "Net"])
        sheet.write("A2", "{%tr for y in years %}")
        sheet.write_row("A3", ["{{ y.label }}", "{{ y.net }}"])
        sheet.write("A4", "{%tr endfor %}")

    held = {}
    with zipfile.ZipFile(io.BytesIO(drawn(draw))) as package:
        held = {name: package.read(name) for name in package.namelist()}
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    held["xl/pivotCache/pivotCacheDefinition1.xml"] = (
        f'<pivotCacheDefinition xmlns="{main}" refreshedBy="A" recordCount="0"><cacheSource type="worksheet">'
        '<worksheetSource ref="A1:B4" sheet="S"/></cacheSource><cacheFields count="0"/></pivotCacheDefinition>'
    ).encode()
    rels = held["xl/_rels/workbook.xml.rels"].decode()
    cache = "pivotCache/pivotCacheDefinition1.xml"
    target = f'<Relationship Id="rIdP" Type="{office}/pivotCacheDefinition" Target="{cache}"/>'
    held["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", target + "</Relationships>").encode()
    types = held["[Content_Types].xml"].decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
    override = f'<Override PartName="/xl/pivotCache/pivotCacheDefinition1.xml" ContentType="{kind}"/></Types>'
    held["[Content_Types].xml"] = types.replace("</Types>", override).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in held.items():
            package.writestr(name, content)
    filled = compile_template(out.getvalue()).fill({"years": [*YEARS, *YEARS]})
    found = part(filled, "xl/pivotCache/pivotCacheDefinition1.xml")

    assert '<worksheetSource ref="A1:B7" sheet="S"/>' in found
    assert 'refreshOnLoad="1"' in found


def test_a_formula_that_spills_over_more_cells_than_before_is_left_to_excel(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.write_column("A1", ["{%tr for n in figures %}", "{{ n }}", "{%tr endfor %}"])
        sheet.write_dynamic_array_formula("C5", "=A2:A2*2")
        sheet.write_formula("D5", "=SUM(C5:C9)")

    template = compile_template(drawn(draw), name="t.xlsx")

    def last_row(figures: list[int]) -> str:
        return part(template.fill({"figures": figures}), "xl/worksheets/sheet1.xml").rpartition("<row ")[2]

    assert '*2</f><v>10</v></c><c r="D3"><f>SUM(C3:C7)</f><v>10</v></c>' in last_row([5])
    assert '*2</f></c><c r="D4"><f>SUM(C4:C8)</f></c>' in last_row([5, 6])


def test_a_name_without_dollars_stays_as_far_from_the_cell_that_uses_it(drawn: Drawn, part: Part) -> None:
    def draw(book: Any, sheet: Any) -> None:
        rows(sheet, ["{{ y.label }}", "{{ y.net }}"])
        book.define_name("Beside", "=S!B1")
        book.define_name("Net", "=S!$B1")
        book.define_name("S!Here", "=S!B1")
        sheet.write_formula("A5", "=Beside+Net+Here")

    filled = fill(drawn(draw))
    names = re.findall(r"<definedName .*?>(.*?)</definedName>", part(filled, "xl/workbook.xml"))

    assert names == ["S!B1", "S!B1", "S!$B1"]
    assert '<c r="A5"><f>Beside+Net+Here</f></c>' in part(filled, SHEET)
