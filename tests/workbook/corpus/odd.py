# ruff: noqa: E501 - a table of cases reads by the line
"""Odd but legal workbooks: name → (how the bytes are made, the cells and values that must be read from them).

Values are what Excel shows by the file format's own rules, written by hand. Sheets are `Sheet1` unless named.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from .packing import (
    HEAD,
    MAIN,
    PKG,
    REL,
    SHEET_TYPE,
    Entry,
    by_hand,
    content_types,
    entries,
    noise,
    parts,
    rels,
    sheet,
    strings,
    styles,
    workbook,
    zipped,
)  # fmt: skip

Expected = dict[str, dict[str, Any]]
ODD: dict[str, tuple[Callable[[], bytes], Expected]] = {}
D = Decimal


def odd(name: str, make: Callable[[], bytes], cells: dict[str, Any], **sheets: dict[str, Any]) -> None:
    """Enter an odd file into the table."""
    ODD[name] = (make, sheets or {"Sheet1": cells})


def cell(name: str, inside: str, value: Any, told: str = "", **more: bytes) -> None:
    """Enter a file that is odd in its cell A1 only."""
    odd(
        name,
        lambda: zipped(parts(f'<row r="1"><c r="A1"{told}>{inside}</c></row>', **more)),
        {} if value is None else {"A1": value},
    )


def rows(name: str, data: str, cells: dict[str, Any], **more: bytes) -> None:
    """Enter a file with odd rows."""
    odd(name, lambda: zipped(parts(data, **more)), cells)


cell("comment_inside_the_value", "<v>12<!-- half -->50.5</v>", D("1250.5"))
cell("instruction_inside_the_value", "<v>12<?half way?>50.5</v>", D("1250.5"))
cell("cdata_value", "<v><![CDATA[1250.5]]></v>", D("1250.5"))
cell("cdata_and_text", "<v>12<![CDATA[50]]>.5</v>", D("1250.5"))
cell("character_references", "<v>&#49;2&#x35;0.5</v>", D("1250.5"))
cell("spaces_around_the_number", "<v> \n1250.5\t</v>", D("1250.5"))
cell("exponent", "<v>1.2505E+3</v>", D("1250.5"))
cell("small_exponent", "<v>1.5e-3</v>", D("0.0015"))
cell("plus_sign", "<v>+12</v>", 12)
cell("leading_zeros", "<v>0012.50</v>", D("12.5"))
cell("no_digit_before_the_point", "<v>.5</v>", D("0.5"))
cell("point_at_the_end", "<v>5.</v>", 5)
cell("minus_nought", "<v>-0</v>", 0)
cell("binary_noise", "<v>0.30000000000000004</v>", D("0.3"))
cell("seventeen_digits", "<v>1234567.8899999999</v>", D("1234567.89"))
cell("one_tenth_in_full", "<v>0.1000000000000000055511151231257827</v>", D("0.1"))
cell("twenty_digits", "<v>12345678901234567890</v>", 12345678901234567890)
cell("very_large", "<v>1.7E+308</v>", D("1.7E+308"))
cell("very_small", "<v>2.5E-300</v>", D("2.5E-300"))
cell("empty_value", "<v/>", None)
cell("value_of_spaces", "<v>  </v>", None)
cell("no_value", "", None)
cell("true_as_a_word", "<v>true</v>", True, ' t="b"')
cell("false_as_a_figure", "<v>0</v>", False, ' t="b"')
cell("said_to_be_a_number", "<v>7</v>", 7, ' t="n"')
cell("error", "<v>#N/A</v>", "#N/A", ' t="e"')
cell("new_error", "<f>X()</f><v>#SPILL!</v>", "#SPILL!", ' t="e"')
cell("text_that_says_none", "<is><t>None</t></is>", "None", ' t="inlineStr"')
cell("text_that_says_na", "<is><t>#N/A</t></is>", "#N/A", ' t="inlineStr"')
cell("text_that_says_null", "<v>NULL</v>", "NULL", ' t="str"')
cell("text_of_digits", "<is><t>007</t></is>", "007", ' t="inlineStr"')
cell("iso_date", "<v>2013-04-01T00:00:00</v>", date(2013, 4, 1), ' t="d" s="1"')
cell("iso_date_alone", "<v>2013-04-01</v>", date(2013, 4, 1), ' t="d"')
cell("iso_moment", "<v>2013-04-01T09:30:00</v>", datetime(2013, 4, 1, 9, 30), ' t="d"')
cell("formula_text", "<f>A2&amp;A3</f><v>a&lt;b</v>", "a<b", ' t="str"')
cell("formula_empty_text", '<f>""</f><v></v>', "", ' t="str"')
cell("formula_after_value", "<v>5</v><f>2+3</f>", 5)
cell("formula_with_comment", "<f>SUM(<!-- all -->A2:A3)</f><v>5</v>", 5)
cell("array_formula", '<f t="array" ref="A1:A2">B1:B2*2</f><v>6</v>', 6)
cell("data_table", '<f t="dataTable" ref="A1:A1" dt2D="0" dtr="0" r1="B1"/><v>6</v>', 6)
cell(
    "rich_text_in_the_cell",
    "<is><r><rPr><b/></rPr><t>Net </t></r><r><t>cost</t></r></is>",
    "Net cost",
    ' t="inlineStr"',
)
cell(
    "phonetic_hints",
    '<is><t>課長</t><rPh sb="0" eb="1"><t>カ</t></rPh><phoneticPr fontId="0"/></is>',
    "課長",
    ' t="inlineStr"',
)
cell("spaces_kept", '<is><t xml:space="preserve">  two  </t></is>', "  two  ", ' t="inlineStr"')
cell("escaped_return", "<v>one_x000D_\ntwo</v>", "one\r\ntwo", ' t="str"')
cell("escaped_escape", "<v>_x005F_x000D_</v>", "_x000D_", ' t="str"')
cell("escaped_emoji", "<v>_xD83D__xDE00_</v>", "😀", ' t="str"')
cell("not_an_escape", "<v>_x00ZZ_ and _x41_</v>", "_x00ZZ_ and _x41_", ' t="str"')
cell("cell_with_extension", '<v>5</v><extLst><ext uri="{0}"><x>9</x></ext></extLst>', 5)
cell("unknown_attributes", "<v>5</v>", 5, ' cm="0" ph="1"')

rows(
    "rows_out_of_order",
    '<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
    {"A1": 1, "A2": 2, "A3": 3},
)
rows(
    "cells_out_of_order",
    '<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c><c r="B1"><f>A1+1</f><v>2</v></c></row>',
    {"A1": 1, "B1": 2, "C1": 3},
)
rows("no_cell_addresses", '<row r="2"><c><v>1</v></c><c/><c><v>3</v></c></row>', {"A2": 1, "C2": 3})
rows("no_row_numbers", '<row><c r="A1"><v>1</v></c></row><row><c r="B2"><v>2</v></c></row>', {"A1": 1, "B2": 2})
rows("no_addresses_at_all", "<row><c><v>1</v></c></row><row/><row><c><v>3</v></c></row>", {"A1": 1, "A3": 3})
rows(
    "addresses_now_and_then",
    '<row r="5"><c r="C5"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>',
    {"C5": 1, "D5": 2, "A6": 3},
)
rows("wrong_spans", '<row r="1" spans="4:5"><c r="A1"><v>1</v></c><c r="Z1"><v>26</v></c></row>', {"A1": 1, "Z1": 26})
rows("last_row", '<row r="1048576"><c r="A1048576"><v>1</v></c></row>', {"A1048576": 1})
rows("last_column", '<row r="1"><c r="XFD1"><v>1</v></c></row>', {"XFD1": 1})
rows("blank_styled_cells", '<row r="1"><c r="A1" s="2"/><c r="B1"><v>1</v></c></row>', {"B1": 1})
rows(
    "shared_formula",
    '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>2</v></c></row><row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>',
    {"A1": 2, "A2": 4},
)
rows(
    "foreign_elements_in_rows",
    '<row r="1" xmlns:z="urn:z"><z:c r="A1"><z:v>9</z:v></z:c><c r="B1"><v>1</v><z:note>5</z:note></c></row>',
    {"B1": 1},
)
rows(
    "unknown_extension_in_rows",
    '<row r="1"><c r="A1"><v>1</v></c><extLst><ext><c r="B1"><v>9</v></c></ext></extLst></row>',
    {"A1": 1},
)
rows(
    "dates",
    '<row r="1"><c r="A1" s="1"><v>41365</v></c><c r="B1" s="3"><v>41365.5</v></c><c r="C1" s="4"><v>1.5</v></c><c r="D1" s="7"><v>0.75</v></c><c r="E1" s="2"><v>0.3</v></c></row>',
    {"A1": date(2013, 4, 1), "B1": datetime(2013, 4, 1, 12), "C1": timedelta(hours=36), "D1": time(18), "E1": D("0.3")},
)
rows(
    "around_the_day_that_never_was",
    '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="1"><v>59</v></c><c r="C1" s="1"><v>60</v></c><c r="D1" s="1"><v>61</v></c></row>',
    {"A1": date(1900, 1, 1), "B1": date(1900, 2, 28), "C1": 60, "D1": date(1900, 3, 1)},
)
rows("negative_date", '<row r="1"><c r="A1" s="1"><v>-5</v></c></row>', {"A1": -5})
rows(
    "last_date",
    '<row r="1"><c r="A1" s="1"><v>2958465</v></c><c r="B1" s="1"><v>2958466</v></c></row>',
    {"A1": date(9999, 12, 31), "B1": 2958466},
)
rows(
    "milliseconds",
    '<row r="1"><c r="A1" s="3"><v>41365.395833333336</v></c></row>',
    {"A1": datetime(2013, 4, 1, 9, 30)},
)
rows(
    "dates_from_1904",
    '<row r="1"><c r="A1" s="1"><v>39903</v></c><c r="B1" s="1"><v>0</v></c></row>',
    {"A1": date(2013, 4, 1), "B1": date(1904, 1, 1)},
    workbook=workbook(("Sheet1", "rId1"), before='<workbookPr date1904="1"/>'),
)
rows(
    "dates_from_1904_said_as_true",
    '<row r="1"><c r="A1" s="1"><v>39903</v></c></row>',
    {"A1": date(2013, 4, 1)},
    workbook=workbook(("Sheet1", "rId1"), before='<workbookPr date1904="true"/>'),
)

TEXTS = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
rows(
    "rich_shared_strings",
    TEXTS,
    {"A1": "Net cost", "B1": "", "C1": "plain"},
    strings=strings("<r><t>Net </t></r><r><rPr><b/></rPr><t>cost</t></r>", "", "<t>plain</t>"),
)
rows(
    "shared_string_with_hints",
    TEXTS,
    {"A1": "東京", "B1": "a", "C1": "b"},
    strings=strings(
        '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>',
        "<t>a</t><phoneticPr fontId='1'/>",
        "<t>b</t><extLst><ext><t>no</t></ext></extLst>",
    ),
)
rows(
    "shared_strings_without_counts",
    TEXTS,
    {"A1": "a", "B1": "b", "C1": "c"},
    strings=strings("<t>a</t>", "<t>b</t>", "<t>c</t>"),
)
rows(
    "shared_strings_counted_too_low",
    TEXTS,
    {"A1": "a", "B1": "b", "C1": "c"},
    strings=strings("<t>a</t>", "<t>b</t>", "<t>c</t>", counts=' count="1" uniqueCount="1"'),
)
rows(
    "shared_strings_with_cdata_and_comments",
    TEXTS,
    {"A1": "a<b", "B1": "one two", "C1": "x"},
    strings=strings("<t><![CDATA[a<b]]></t>", "<t>one<!-- not --> two</t>", "<!-- no --><t>x</t>"),
)
rows(
    "shared_string_spaces",
    TEXTS,
    {"A1": " a ", "B1": "\n", "C1": "a\tb"},
    strings=strings('<t xml:space="preserve"> a </t>', '<t xml:space="preserve">\n</t>', "<t>a\tb</t>"),
)
rows("shared_number_with_spaces", '<row r="1"><c r="A1" t="s"><v> 1 </v></c></row>', {"A1": "Swale"})


def prefixed(made: bytes) -> bytes:
    """The XML of a part with every element of the main namespace under the prefix x."""
    import re

    text = made.decode().replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    return re.sub(r"<(/?)(?=[a-zA-Z])(?![\w]+:)", r"<\1x:", text).encode()


odd(
    "prefixes_everywhere",
    lambda: zipped(
        parts(
            sheet=prefixed(sheet(TEXTS)),
            strings=prefixed(strings("<t>a</t>", "<r><t>b</t></r>", "<t>c</t>")),
            workbook=prefixed(workbook(("Sheet1", "rId1"))),
            styles=prefixed(parts()["xl/styles.xml"]),
        )
    ),
    {"A1": "a", "B1": "b", "C1": "c"},
)
odd(
    "other_prefix_for_relationships",
    lambda: zipped(
        parts(workbook=workbook(("Sheet1", "rId1")).replace(b"r:id", b"q:id").replace(b"xmlns:r=", b"xmlns:q="))
    ),
    {"A1": D("1250.5")},
)
odd(
    "absolute_targets",
    lambda: zipped(
        parts(
            root=rels(("rId1", "officeDocument", "/xl/workbook.xml")),
            workbook_rels=rels(
                ("rId1", "worksheet", "/xl/worksheets/sheet1.xml"),
                ("rId2", "styles", "/xl/styles.xml"),
                ("rId3", "sharedStrings", "/xl/sharedStrings.xml"),
            ),
        )
    ),
    {"A1": D("1250.5")},
)
odd(
    "winding_targets",
    lambda: zipped(
        parts(
            workbook_rels=rels(
                ("rId1", "worksheet", "./worksheets/../worksheets/sheet1.xml"),
                ("rId2", "styles", "../xl/styles.xml"),
                ("rId3", "sharedStrings", "sharedStrings.xml"),
            )
        )
    ),
    {"A1": D("1250.5")},
)
odd(
    "targets_in_other_capitals",
    lambda: zipped(
        parts(
            workbook_rels=rels(
                ("rId1", "worksheet", "Worksheets/Sheet1.XML"),
                ("rId2", "styles", "STYLES.xml"),
                ("rId3", "sharedStrings", "SharedStrings.xml"),
            )
        )
    ),
    {"A1": D("1250.5")},
)


def moved() -> bytes:
    """A workbook whose parts have quite other names."""
    made = parts(root=rels(("a", "officeDocument", "book/the%20book.xml")))
    made["[Content_Types].xml"] = content_types(
        ("/book/the%20book.xml", f"{SHEET_TYPE}.sheet.main+xml"), ("/book/one.data", f"{SHEET_TYPE}.worksheet+xml")
    )
    made["book/the%20book.xml"] = workbook(("Sheet1", "x"))
    made["book/_rels/the%20book.xml.rels"] = rels(("x", "worksheet", "one.data"))
    made["book/one.data"] = sheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    for part in [part for part in made if part.startswith("xl/")]:
        del made[part]
    return zipped(made)


odd("parts_under_other_names", moved, {"A1": 1})
odd(
    "no_styles_and_no_strings",
    lambda: zipped(
        parts(
            '<row r="1"><c r="A1"><v>1</v></c></row>',
            styles=None,
            strings=None,
            workbook_rels=rels(("rId1", "worksheet", "worksheets/sheet1.xml")),
        )
    ),
    {"A1": 1},
)
odd(
    "utf16",
    lambda: zipped(
        parts(
            sheet=sheet('<row r="1"><c r="A1" t="str"><v>£ é 😀</v></c></row>')
            .decode()
            .replace("UTF-8", "UTF-16")
            .encode("utf-16")
        )
    ),
    {"A1": "£ é 😀"},
)
odd(
    "utf16_big_endian",
    lambda: zipped(
        parts(
            sheet=b"\xfe\xff"
            + sheet('<row r="1"><c r="A1"><v>5</v></c></row>').decode().replace("UTF-8", "utf-16").encode("utf-16-be")
        )
    ),
    {"A1": 5},
)
odd(
    "utf8_with_a_mark",
    lambda: zipped(parts(sheet=b"\xef\xbb\xbf" + sheet('<row r="1"><c r="A1"><v>5</v></c></row>'))),
    {"A1": 5},
)
odd(
    "no_xml_declaration",
    lambda: zipped(parts(sheet=sheet('<row r="1"><c r="A1"><v>5</v></c></row>', head=""))),
    {"A1": 5},
)
odd(
    "single_quotes_and_new_lines",
    lambda: zipped(
        parts(
            sheet=f"<?xml version='1.0'?>\r\n<!-- a -->\r\n<worksheet\r\n xmlns='{MAIN}'>\r\n<sheetData\r\n>\r\n<row r='1'\r\n>\r\n<c\tr='A1' ><v\n>5</v ></c></row></sheetData></worksheet >\r\n<!-- z -->\n".encode()
        )
    ),
    {"A1": 5},
)
odd(
    "comments_everywhere",
    lambda: zipped(
        parts(
            '<!-- <row> --><row r="1"><!-- --><c r="A1"><!-- --><v><!-- -->5<!-- --></v><!-- --></c></row><!-- <!DOCTYPE x> -->'
        )
    ),
    {"A1": 5},
)
odd(
    "doctype_as_text",
    lambda: zipped(parts('<row r="1"><c r="A1" t="str"><v><![CDATA[<!DOCTYPE x [<!ENTITY a "b">]>]]></v></c></row>')),
    {"A1": '<!DOCTYPE x [<!ENTITY a "b">]>'},
)
odd(
    "ignorable_namespaces",
    lambda: zipped(
        parts(
            sheet=f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:x14ac="urn:x14ac" mc:Ignorable="x14ac"><sheetData><row r="1" x14ac:dyDescent="0.25"><c r="A1"><v>5</v></c></row></sheetData></worksheet>'.encode()
        )
    ),
    {"A1": 5},
)
odd(
    "alternatives_around_controls",
    lambda: zipped(
        parts(
            sheet=sheet(
                '<row r="1"><c r="A1"><v>5</v></c></row>',
                after='<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x14"><controls/></mc:Choice></mc:AlternateContent>',
            )
        )
    ),
    {"A1": 5},
)
odd("nothing_on_the_sheet", lambda: zipped(parts("")), {})
odd(
    "dimension_too_small",
    lambda: zipped(parts(sheet=sheet('<row r="9"><c r="J9"><v>5</v></c></row>', before='<dimension ref="A1"/>'))),
    {"J9": 5},
)
odd(
    "dimension_too_large",
    lambda: zipped(parts(sheet=sheet('<row r="1"><c r="A1"><v>5</v></c></row>', before='<dimension ref="A1:Z1000"/>'))),
    {"A1": 5},
)
odd(
    "whole_row_merged",
    lambda: zipped(
        parts(
            sheet=sheet(
                '<row r="1"><c r="A1"><v>5</v></c></row>',
                after='<mergeCells count="1"><mergeCell ref="A1:XFD1"/></mergeCells>',
            )
        )
    ),
    {"A1": 5},
)
odd("stored_not_deflated", lambda: zipped(parts(), stored=True), {"A1": D("1250.5")})
odd(
    "sizes_behind_the_parts",
    lambda: by_hand([Entry(entry.name, entry.content, descriptor=True) for entry in entries(parts())]),
    {"A1": D("1250.5")},
)
odd("larger_directory", lambda: by_hand(entries(parts()), zip64=True), {"A1": D("1250.5")})
odd(
    "folders_in_the_zip",
    lambda: by_hand([Entry(b"xl/", b"", method=0), Entry(b"xl/worksheets/", b"", method=0), *entries(parts())]),
    {"A1": D("1250.5")},
)
odd("remark_on_the_zip", lambda: by_hand(entries(parts()), comment=b"made by the ledger"), {"A1": D("1250.5")})
odd(
    "times_in_the_zip",
    lambda: by_hand(
        [
            Entry(entry.name, entry.content, extra=b"UT\x05\0\x03\0\0\0\0", local_extra=b"UT\x09\0\x03\0\0\0\0\0\0\0\0")
            for entry in entries(parts())
        ]
    ),
    {"A1": D("1250.5")},
)
odd("parts_in_reverse", lambda: zipped(dict(reversed(list(parts().items())))), {"A1": D("1250.5")})
odd(
    "pictures_and_unknown_parts",
    lambda: zipped(
        {**parts(), "xl/media/a.png": b"\x89PNG", "custom/thing.dat": b"\0\1", "docProps/app.xml": b"<Properties/>"}
    ),
    {"A1": D("1250.5")},
)
odd(
    "macro_workbook",
    lambda: zipped(
        {
            **parts(
                types=content_types(
                    ("/xl/vbaProject.bin", "application/vnd.ms-office.vbaProject"),
                    main="application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            ),
            "xl/vbaProject.bin": b"\xd0\xcf",
        }
    ),
    {"A1": D("1250.5")},
)
odd(
    "template_workbook",
    lambda: zipped(parts(types=content_types(main=f"{SHEET_TYPE}.template.main+xml"))),
    {"A1": D("1250.5")},
)


def several(*names: str, states: tuple[str, ...] = ()) -> bytes:
    """A workbook whose sheets hold their number in A1, listed in another order than their parts."""
    count = len(names)
    made = parts()
    made["[Content_Types].xml"] = content_types(
        *((f"/xl/worksheets/sheet{at}.xml", f"{SHEET_TYPE}.worksheet+xml") for at in range(2, count + 1))
    )
    listed = "".join(
        f'<sheet name="{name}" sheetId="{50 - at}" r:id="s{count - at}"{" state=" + chr(34) + states[at] + chr(34) if states else ""}/>'
        for at, name in enumerate(names)
    )
    made["xl/workbook.xml"] = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{listed}</sheets></workbook>'.encode()
    )
    made["xl/_rels/workbook.xml.rels"] = rels(
        *((f"s{count - at}", "worksheet", f"worksheets/sheet{at + 1}.xml") for at in range(count)),
        ("rId2", "styles", "styles.xml"),
    )
    for at in range(count):
        made[f"xl/worksheets/sheet{at + 1}.xml"] = sheet(f'<row r="1"><c r="A1"><v>{at + 1}</v></c></row>')
    return zipped(made)


ODD["sheet_names"] = (
    lambda: several("Partners' list", "&lt;R&amp;D&gt;", "الميزانية", "Net 😀", " spaces "),
    {
        "Partners' list": {"A1": 1},
        "<R&D>": {"A1": 2},
        "الميزانية": {"A1": 3},
        "Net 😀": {"A1": 4},
        " spaces ": {"A1": 5},
    },
)
ODD["hidden_sheets"] = (
    lambda: several("One", "Two", "Three", states=("visible", "hidden", "veryHidden")),
    {"One": {"A1": 1}, "Two": {"A1": 2}, "Three": {"A1": 3}},
)


def with_chart_sheet() -> bytes:
    """A workbook with a sheet that is a chart."""
    made = parts(
        types=content_types(("/xl/chartsheets/sheet1.xml", f"{SHEET_TYPE}.chartsheet+xml")),
        workbook=workbook(("Sheet1", "rId1"), ("Chart", "rId9")),
        workbook_rels=rels(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId9", "chartsheet", "chartsheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml"),
        ),
    )
    return zipped({**made, "xl/chartsheets/sheet1.xml": f'<chartsheet xmlns="{MAIN}"/>'.encode()})


ODD["chart_sheet"] = (with_chart_sheet, {"Sheet1": {"A1": D("1250.5")}, "Chart": {}})
odd(
    "hyperlinks",
    lambda: zipped(
        {
            **parts(
                sheet=sheet(
                    '<row r="1"><c r="A1"><v>5</v></c></row>',
                    after='<hyperlinks><hyperlink ref="A1" r:id="rId1"/></hyperlinks>',
                )
            ),
            "xl/worksheets/_rels/sheet1.xml.rels": rels(
                ("rId1", "hyperlink", "https://www.gov.uk/"), mode=' TargetMode="External"'
            ),
        }
    ),
    {"A1": 5},
)
odd(
    "relationship_to_a_place",
    lambda: zipped(
        {
            **parts(),
            "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PKG}"><Relationship Id="a" Type="{REL}/hyperlink" Target="#Sheet1!A1"/></Relationships>'.encode(),
        }
    ),
    {"A1": D("1250.5")},
)
_FORMATS = {"d mmmm yyyy": date(2013, 4, 1), "[$-809]dd mmm yy;@": date(2013, 4, 1), '"Paid "dd/mm': date(2013, 4, 1), "mmm": date(2013, 4, 1),
            '#,##0" days"': 41365, "[Red]0.00": 41365, '"Day "0': 41365, "0.0\\d": 41365, "[$£-809]#,##0.00": 41365, "General": 41365, "_-* #,##0_-;@": 41365}  # fmt: skip


def formats() -> bytes:
    """A workbook with the serial 41365 in many custom formats."""
    from xml.sax.saxutils import quoteattr

    custom = "".join(
        f'<numFmt numFmtId="{200 + at}" formatCode={quoteattr(code)}/>' for at, code in enumerate(_FORMATS)
    )
    xfs = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(_FORMATS)))
    made = f'<styleSheet xmlns="{MAIN}"><numFmts>{custom}</numFmts><cellXfs>{xfs}</cellXfs></styleSheet>'.encode()
    data = "".join(
        f'<row r="{at}"><c r="A{at}" s="{at - 1}"><v>41365</v></c></row>' for at in range(1, len(_FORMATS) + 1)
    )
    return zipped(parts(data, styles=made))


odd("custom_formats", formats, {f"A{at}": value for at, value in enumerate(_FORMATS.values(), 1)})
odd(
    "much_text_around_the_cells",
    lambda: zipped(
        parts(
            sheet=sheet(
                '<row r="1"><c r="A1"><v>5</v></c></row>',
                after="<extLst><ext>" + "".join(f"<a>{noise(9000 + at)}</a>" for at in range(400)) + "</ext></extLst>",
            )
        )
    ),
    {"A1": 5},
)
ODD["sheet_name_with_a_hard_space"] = (
    lambda: zipped(parts(workbook=workbook(("Net\u00a0savings \u200dé", "rId1")))),
    {"Net\u00a0savings \u200dé": {"A1": D("1250.5")}},
)
odd(
    "printer_settings_gone",
    lambda: zipped(
        {
            **parts(),
            "xl/worksheets/_rels/sheet1.xml.rels": rels(
                ("rId1", "printerSettings", "../printerSettings/printerSettings1.bin")
            ),
        }
    ),
    {"A1": D("1250.5")},
)
odd(
    "moments_to_the_millisecond",
    lambda: zipped(
        parts(
            '<row r="1"><c r="A1" s="3"><v>41365.5</v></c></row>',
            styles=parts()["xl/styles.xml"].replace(b"dd/mm/yyyy hh:mm", b"yyyy-mm-dd hh:mm:ss.000"),
        )
    ),
    {"A1": datetime(2013, 4, 1, 12)},
)
cell("largest_number_there_is", "<v>1.7976931348623157E+308</v>", D("1.7976931348623157E+308"))


def shown_as(name: str, code: str, serial: str, value: Any) -> None:
    """Enter a file whose cell A1 has a number format of its own."""
    odd(
        name,
        lambda: zipped(
            parts(
                f'<row r="1"><c r="A1" s="3"><v>{serial}</v></c></row>',
                styles=styles().replace(b"dd/mm/yyyy hh:mm", code.encode()),
            )
        ),
        {"A1": value},
    )


shown_as("general_in_german", "Standard", "5", 5)
shown_as("general_in_chinese", "G/通用格式", "5", 5)
shown_as("japanese_era", "[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", "41365", date(2013, 4, 1))
cell("inline_text_of_nothing", "<is><t/></is>", "", ' t="inlineStr"')
cell("seventeen_digit_code", "<v>12345678901234567</v>", 12345678901234567)
cell("five_thousand_noughts_before_a_long_number", "<v>" + "0" * 5_000 + "123456789012345678</v>", 123456789012345678)
odd(
    "picture_that_is_packed",
    lambda: zipped(
        {
            **parts(types=content_types(("/xl/media/image1.svgz", "image/svg+xml"))),
            "xl/media/image1.svgz": b"\x1f\x8b\x08\0",
        }
    ),
    {"A1": D("1250.5")},
)
