"""A template with every feature a council's workbook may have, and data for any shape of it.

`make()` writes it with XlsxWriter, then puts in by hand what XlsxWriter does not write: a sensitivity label, printer
settings, custom XML, a shared formula, a calculation chain. `data(years, partners)` is its data; what its cells must
then come to is in `arithmetic.py`.
"""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from decimal import Decimal
from typing import Any

import xlsxwriter

Cells = dict[tuple[str, str], Any]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MONEY = '"£"#,##0.00;[Red]("£"#,##0.00)'


def png(red: int, green: int, blue: int) -> bytes:
    """A picture of 8 × 8 dots in one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    dots = b"".join(b"\0" + bytes((red, green, blue)) * 8 for _ in range(8))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(dots)) + chunk(b"IEND", b"")


def make() -> bytes:
    """The template's bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": "Net savings {{ basis }}", "author": "Section 151 officers"})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14, "font_color": "#FFFFFF", "bg_color": "#1F2A44"}),
        "head": book.add_format({"bold": True, "bottom": 1, "align": "right", "text_wrap": True}),
        "money": book.add_format({"num_format": MONEY}),
        "total": book.add_format({"num_format": MONEY, "bold": True, "top": 1, "bottom": 6}),
        "share": book.add_format({"num_format": "0.0%"}),
        "bold": book.add_format({"bold": True}),
        "open": book.add_format({"locked": False, "num_format": "0.00%"}),
        "date": book.add_format({"num_format": "d mmmm yyyy"}),
    }
    _net_savings(book, formats)
    _groups(book, formats)
    _table(book, formats)
    _by_partner(book, formats)
    _cross(book)
    book.define_name("Nets", "='Net savings'!$D$6:$D$6")
    book.define_name("AllTotal", "='Net savings'!$F$8")
    book.close()
    return _by_hand(out.getvalue())


def _net_savings(book: Any, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet("Net savings")
    sheet.merge_range("A1:G1", "{{ title | upper }}", formats["title"])
    sheet.write_rich_string("A2", "Basis: ", formats["bold"], "{{ ba", "sis }} at {{ asof | date }}")
    sheet.write("G2", "{{ asof | date }}", formats["date"])
    sheet.write("C3", "{%tc for p in partners %}")
    sheet.write("E3", "{%tc endfor %}")
    sheet.write_row("A4", ["Year", "Rate"], formats["head"])
    sheet.write("D4", "{{ p.name }}", formats["head"])
    sheet.write_row("F4", ["Total", "Cumulative", "Check", "Trend"], formats["head"])
    sheet.write("A5", "{%tr for y in years %}")
    sheet.write("A6", "{{ y.label }}")
    sheet.write("B6", "{{ y.rate }}", formats["open"])
    sheet.write("D6", "{{ y.net[p.code] }}", formats["money"])
    sheet.write_formula("F6", "=SUM(D6:D6)", formats["money"])
    sheet.write_formula("G6", "=SUM(F$6:F6)", formats["money"])
    sheet.write_formula("H6", '=IF(ROUND(F6-SUM(D6:D6),2)=0,"OK","no")')
    sheet.write("A7", "{%tr endfor %}")
    sheet.write("A8", "Total", formats["total"])
    for cell in ("D8", "F8"):
        sheet.write_formula(cell, f"=SUM({cell[0]}6:{cell[0]}6)", formats["total"])
    sheet.write_formula("H8", '=IF(ROUND(F8-SUM(D8:D8),2)=0,"OK","no")')
    sheet.write("A9", "Share")
    for cell in ("D9", "F9"):
        sheet.write_formula(cell, f"=IF($F$8=0,0,{cell[0]}8/$F$8)", formats["share"])
    sheet.write("A10", "Average")
    for cell in ("D10", "F10"):
        sheet.write_formula(
            cell, f"=IF(COUNT({cell[0]}6:{cell[0]}6)=0,0,AVERAGE({cell[0]}6:{cell[0]}6))", formats["money"]
        )
    sheet.write("A11", "Weighted")
    sheet.write_formula("D11", "=SUMPRODUCT($B$6:$B$6,D6:D6)", formats["money"])
    sheet.write("A12", "Leading")
    sheet.write_formula("F12", "=INDEX($D$4:$D$4,MATCH(MAX($D$8:$D$8),$D$8:$D$8,0))")
    sheet.write_array_formula("F13:F13", "{=SUM(D8:D8*2)}", formats["money"])
    for row, number in enumerate((3, 5, 7), 13):
        sheet.write(row, 0, number)
        sheet.write_formula(row, 1, f"=A{row + 1}*2")
    sheet.write_url("A17", "internal:'Groups'!A13", string="Groups")
    sheet.write_url("A18", "https://www.legislation.gov.uk/ukpga/1972/70/schedule/12A", string="Schedule 12A")
    _around_net_savings(book, sheet)


def _around_net_savings(book: Any, sheet: Any) -> None:
    sheet.set_row(5, 21, None, {"level": 1})
    sheet.set_column("A:A", 16)
    sheet.set_column("D:D", 15)
    sheet.set_column("F:G", 14)
    sheet.set_column("H:H", 9, None, {"hidden": True})
    red = book.add_format({"font_color": "#9C0006", "bg_color": "#FFC7CE"})
    sheet.conditional_format("D6:D6", {"type": "cell", "criteria": "<", "value": 0, "format": red})
    sheet.conditional_format("D6:D6", {"type": "formula", "criteria": "=D6>$F6/2", "format": red})
    sheet.conditional_format("F6:F6", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    sheet.conditional_format("G6:G6", {"type": "3_color_scale"})
    sheet.data_validation("B6:B6", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": "=$B$15"})
    sheet.data_validation("A14", {"validate": "list", "source": "='Groups'!$C$6:$C$6"})
    sheet.add_sparkline("I6", {"range": "'Net savings'!D6:D6", "markers": True})
    sheet.write_comment("D4", "{{ p.name }} agreed this", {"author": "Finance"})
    sheet.write_comment("A8", "All partners together", {"author": "Finance"})
    sheet.insert_textbox("F19", "{{ para }} applies; figures in pounds", {"width": 220, "height": 60})
    logo = {"image_data": io.BytesIO(png(0, 0, 255)), "description": "{{ logo }} Crest", "x_scale": 6, "y_scale": 6}
    sheet.insert_image("I1", "logo.png", logo)
    mark = {"image_data": io.BytesIO(png(0, 128, 0)), "description": "Mark of the council", "x_scale": 4, "y_scale": 4}
    sheet.insert_image("I12", "mark.png", mark)
    sheet.set_header("&L&G&CNet savings", {"image_left": "head.png", "image_data_left": io.BytesIO(png(255, 0, 0))})
    sheet.set_footer("&LNot for publication: {{ para }}&RPage &P of &N")
    sheet.print_area("A1:I18")
    sheet.repeat_rows(2, 3)
    sheet.repeat_columns(0, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_h_pagebreaks([8, 12])
    sheet.freeze_panes(4, 1)
    sheet.protect("", {"format_cells": True})
    sheet.ignore_errors({"number_stored_as_text": "A6:A6"})
    columns = book.add_chart({"type": "column", "subtype": "stacked"})
    columns.add_series(
        {
            "name": "='Net savings'!$D$4",
            "categories": "='Net savings'!$A$6:$A$6",
            "values": "='Net savings'!$D$6:$D$6",
            "fill": {"color": "#0072B2"},
        }
    )
    line = book.add_chart({"type": "line"})
    line.add_series(
        {
            "name": "='Net savings'!$G$4",
            "categories": "='Net savings'!$A$6:$A$6",
            "values": "='Net savings'!$G$6:$G$6",
            "y2_axis": True,
            "line": {"color": "#000000"},
        }
    )
    columns.combine(line)
    columns.set_title({"name": "Net saving by partner, {{ basis }}"})
    sheet.insert_chart("A20", columns, {"description": "Net saving by partner and year"})
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"name": "Shares", "categories": "='Net savings'!$D$4:$D$4", "values": "='Net savings'!$D$8:$D$8"})
    sheet.insert_chart("K2", pie)


def _groups(book: Any, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet("Groups")
    sheet.write_row("A2", ["Group", "Item", "Amount", "Share"], formats["head"])
    sheet.write("A3", "{%tr for g in groups %}")
    sheet.merge_range("A4:D4", "{{ loop.index }}. {{ g.name }}", formats["bold"])
    sheet.write("A5", "{%tr for i in g.items %}")
    sheet.write("B6", "{{ i.name }}")
    sheet.write("C6", "{{ i.amount }}", formats["money"])
    sheet.write_formula("D6", "=C6/SUM(C$6:C$6)", formats["share"])
    sheet.write("A7", "{%tr endfor %}")
    sheet.write("B8", "Subtotal {{ g.name }}")
    sheet.write_formula("C8", "=SUBTOTAL(9,C6:C6)", formats["total"])
    sheet.write("A9", "{%tr if g.note %}")
    sheet.write("A10", "{{ g.note }}")
    sheet.write("A11", "{%tr endif %}")
    sheet.write("A12", "{%tr endfor %}")
    sheet.write("A13", "All groups")
    sheet.write_formula("C13", "=SUBTOTAL(9,C4:C12)", formats["total"])
    sheet.write_formula("C14", "=SUM(C8)", formats["money"])
    sheet.write_formula("C15", "=COUNT(C6:C6)")
    sheet.autofilter("A2:D12")


def _table(book: Any, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet("Table")
    sheet.write("A3", "{%tr for y in years %}")
    sheet.write("A5", "{%tr endfor %}")
    sheet.write("A4", "{{ y.label }}")
    sheet.write("B4", "{{ y.rate }}", formats["open"])
    columns = [
        {"header": "Year", "total_string": "Total"},
        {"header": "Rate", "total_function": "sum"},
        {"header": "Twice", "formula": "=Years[@[Rate]]*2", "total_function": "sum"},
    ]
    sheet.add_table("A2:C6", {"name": "Years", "total_row": True, "columns": columns})
    for cell, heading in (("B6", "Rate"), ("C6", "Twice")):
        sheet.write_formula(cell, f"=SUBTOTAL(109,Years[{heading}])")
    sheet.write("E1", "{%tc for p in partners %}")
    sheet.write("G1", "{%tc endfor %}")
    sheet.add_table(
        "D2:H5",
        {
            "name": "ByPartner",
            "autofilter": False,
            "columns": [{"header": text} for text in ("Line", "from", "{{ p.name }}", "to", "Sum")],
        },
    )
    for column in (4, 6):
        sheet.write_blank(1, column, None)
    for row, line in ((3, "Rows"),):
        sheet.write(row, 3, line)
        sheet.write(row, 5, "{{ p.posts }}")
        sheet.write_formula(row, 7, f"=SUM(F{row + 1}:F{row + 1})")


def _by_partner(book: Any, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet("{{ p.code }}")
    sheet.write("A1", "{%sheet for p in partners %}{{ p.name }}", formats["title"])
    sheet.write("A2", "Number")
    sheet.write("B2", "{{ loop.index }}")
    sheet.write("A3", "{%tr for y in years %}")
    sheet.write("A4", "{{ y.label }}")
    sheet.write("B4", "{{ y.net[p.code] }}", formats["money"])
    sheet.write("A5", "{%tr endfor %}")
    sheet.write("A6", "Total")
    sheet.write_formula("B6", "=SUM(B4:B4)", formats["total"])
    sheet.write_formula("B7", "=IF('Net savings'!$F$8=0,0,B6/'Net savings'!$F$8)", formats["share"])
    sheet.set_footer("&L{{ p.name }}")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"categories": "='{{ p.code }}'!$A$4:$A$4", "values": "='{{ p.code }}'!$B$4:$B$4"})
    sheet.insert_chart("D2", chart)


def _cross(book: Any) -> None:
    sheet = book.add_worksheet("Cross")
    formulas = (
        "=SUM(Nets)",
        "=AllTotal*1",
        "=Years[[#Totals],[Rate]]",
        "=SUM(Table!B:B)",
        "=SUM('Net savings'!8:8)",
        "='Groups'!C13-'Groups'!C14",
        "=SUM(Years[Twice])",
        "=COUNTA('Net savings'!$D$4:$D$4)",
        "=SUMIF('Net savings'!$A$6:$A$6,\"2013/14\",'Net savings'!$F$6:$F$6)",
        "=ROUND('Net savings'!F9,4)",
    )
    for row, formula in enumerate(formulas):
        sheet.write_formula(row, 0, formula)
    sheet.write_formula("A11", "=SUM('{{ p.code }}'!B6)")


def _by_hand(content: bytes) -> bytes:
    """What XlsxWriter does not write."""
    with zipfile.ZipFile(io.BytesIO(content)) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for row, first in ((14, True), (15, False), (16, False)):
        told = '<f t="shared" ref="B14:B16" si="0">A14*2</f>' if first else '<f t="shared" si="0"/>'
        sheet = sheet.replace(f"<f>A{row}*2</f>", told)
    sheet = sheet.replace("<pageSetup ", '<pageSetup r:id="rId99" ')
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    relation = '<Relationship Id="{}" Type="{}" Target="{}"/></Relationships>'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

    def relate(holder: str, identity: str, kind: str, target: str) -> None:
        before = parts[holder].decode()
        parts[holder] = before.replace("</Relationships>", relation.format(identity, kind, target)).encode()

    settings = "../printerSettings/printerSettings1.bin"
    relate("xl/worksheets/_rels/sheet1.xml.rels", "rId99", office + "printerSettings", settings)
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(range(256)) * 4
    label = "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels"
    relate("_rels/.rels", "rId98", label, "docMetadata/LabelInfo.xml")
    parts["docMetadata/LabelInfo.xml"] = (
        b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>'
        b'<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata">'
        b'<clbl:label id="{11111111-2222-3333-4444-555555555555}" enabled="1" method="Privileged" '
        b'siteId="{66666666-7777-8888-9999-000000000000}" removed="0"/></clbl:labelList>'
    )
    relate("xl/_rels/workbook.xml.rels", "rId97", office + "customXml", "../customXml/item1.xml")
    parts["customXml/item1.xml"] = (
        b'<?xml version="1.0"?><council xmlns="urn:example:council"><name>Mid Kent</name></council>'
    )
    relate("xl/_rels/workbook.xml.rels", "rId96", office + "calcChain", "calcChain.xml")
    chain = f'<?xml version="1.0"?><calcChain xmlns="{MAIN}"><c r="F6" i="1"/><c r="B14" i="1"/></calcChain>'
    parts["xl/calcChain.xml"] = chain.encode()
    types = parts["[Content_Types].xml"].decode()
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    added = (
        f'<Default Extension="bin" ContentType="{spreadsheet}.printerSettings"/>'
        f'<Override PartName="/xl/calcChain.xml" ContentType="{spreadsheet}.calcChain+xml"/>'
        '<Override PartName="/docMetadata/LabelInfo.xml" '
        'ContentType="application/vnd.ms-office.classificationlabels+xml"/>'
    )
    parts["[Content_Types].xml"] = types.replace("</Types>", added + "</Types>").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name, part in parts.items():
            after.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def data(years: int, partners: int) -> dict[str, Any]:
    """The data of a shape; figures in whole pence, given as Decimals."""
    councils = [
        {"code": f"Council{at + 1:02d}", "name": f"Council & Sons {at + 1}", "posts": 3 + at * at}
        for at in range(partners)
    ]
    return {
        "title": "Proposed annual savings",
        "basis": "agreed share",
        "asof": "2012-04-16",
        "para": "paragraph 3 & 4",
        "logo": "data:image/png;base64," + base64.b64encode(png(200, 100, 0)).decode(),
        "partners": councils,
        "years": [
            {
                "label": f"{2013 + at}/{(14 + at) % 100:02d}",
                "rate": Decimal(at + 1) / 100,
                "net": {c["code"]: _net(at, number) for number, c in enumerate(councils)},
            }
            for at in range(years)
        ],
        "groups": groups(years),
    }


def _net(year: int, partner: int) -> Decimal:
    return Decimal((year * 7919 + partner * 104729 + 1234567) % 900001 - 40000) / 100


def groups(years: int) -> list[dict[str, Any]]:
    """Groups of items, some of them empty, some with a note."""
    return [
        {
            "name": f"Group {at}",
            "note": "A note" if at % 2 else "",
            "items": [
                {"name": f"Item {number}", "amount": Decimal(at * 1000 + number * 37 + 11) / 4}
                for number in range((years + at) % 4)
            ],
        }
        for at in range(1 + years % 3)
    ]
