# ruff: noqa: E501 - a table of cases reads by the line
"""Workbooks with active content: name → (how the bytes are made, the codes of the warnings they must carry)."""

from __future__ import annotations

from collections.abc import Callable

from .packing import MAIN, SHEET_TYPE, content_types, parts, rels, sheet, workbook, zipped

ACTIVE: dict[str, tuple[Callable[[], bytes], set[str]]] = {}
BOOK_RELS = (
    ("rId1", "worksheet", "worksheets/sheet1.xml"),
    ("rId2", "styles", "styles.xml"),
    ("rId3", "sharedStrings", "sharedStrings.xml"),
)
OFFICE = "application/vnd.openxmlformats-officedocument"


def active(name: str, codes: str, make: Callable[[], bytes]) -> None:
    """Enter a file with active content."""
    ACTIVE[name] = (make, set(codes.split()))


def holding(
    part: str, content: bytes = b"<a/>", kind: str = "application/octet-stream", rel: str = "", **more: bytes
) -> Callable[[], bytes]:
    """A sound workbook with one more part, related to the workbook if `rel` says how."""
    related = (*BOOK_RELS, ("rId9", rel, "/" + part)) if rel else BOOK_RELS
    return lambda: zipped(
        {**parts(types=content_types(("/" + part, kind)), workbook_rels=rels(*related), **more), part: content}
    )


def formula(text: str) -> Callable[[], bytes]:
    """A workbook with a formula in A1."""
    return lambda: zipped(parts(f'<row r="1"><c r="A1"><f>{text}</f><v>1</v></c></row>'))


def outside(kind: str, target: str) -> Callable[[], bytes]:
    """A workbook whose sheet has a relationship to something outside."""
    return lambda: zipped(
        {**parts(), "xl/worksheets/_rels/sheet1.xml.rels": rels(("rId1", kind, target), mode=' TargetMode="External"')}
    )


active("vba", "macros", holding("xl/vbaProject.bin", b"\xd0\xcf", "application/vnd.ms-office.vbaProject", "vbaProject"))
active(
    "vba_under_another_name",
    "macros",
    holding("xl/picture.bin", b"\xd0\xcf", "application/vnd.ms-office.vbaProject", "vbaProject"),
)
active(
    "macro_sheet",
    "macro-sheet",
    lambda: zipped(
        {
            **parts(
                types=content_types(("/xl/macrosheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml")),
                workbook=workbook(("Sheet1", "rId1"), ("Macro1", "rId9")),
                workbook_rels=rels(*BOOK_RELS, ("rId9", "xlMacrosheet", "macrosheets/sheet1.xml")),
            ),
            "xl/macrosheets/sheet1.xml": f'<xm:macrosheet xmlns="{MAIN}" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><sheetData><row r="1"><c r="A1"><f>EXEC("calc")</f></c></row></sheetData></xm:macrosheet>'.encode(),
        }
    ),
)
active(
    "macro_name",
    "macro-name",
    lambda: zipped(
        parts(
            workbook=workbook(
                ("Sheet1", "rId1"),
                after='<definedNames><definedName name="Auto_Open">Sheet1!$A$1</definedName></definedNames>',
            )
        )
    ),
)
active(
    "macro_name_of_excel_4",
    "macro-name",
    lambda: zipped(
        parts(
            workbook=workbook(
                ("Sheet1", "rId1"),
                after='<definedNames><definedName name="Go" xlm="1">Sheet1!$A$1</definedName></definedNames>',
            )
        )
    ),
)
active("dde_in_a_formula", "dde", formula("cmd|'/c calc'!A0"))
active("dde_quoted", "dde", formula("'cmd'|'/c calc'!'A0'"))
active("dde_in_a_sum", "dde", formula("1+MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe /c calc'!''"))
active(
    "dde_in_a_name",
    "dde",
    lambda: zipped(
        parts(
            workbook=workbook(
                ("Sheet1", "rId1"),
                after="<definedNames><definedName name=\"x\">cmd|'/c calc'!A0</definedName></definedNames>",
            )
        )
    ),
)
active(
    "dde_link",
    "external-link",
    holding(
        "xl/externalLinks/externalLink1.xml",
        f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'.encode(),
        f"{SHEET_TYPE}.externalLink+xml",
        "externalLink",
    ),
)
active(
    "external_link",
    "external-link external-target",
    lambda: zipped(
        {
            **parts(
                types=content_types(("/xl/externalLinks/externalLink1.xml", f"{SHEET_TYPE}.externalLink+xml")),
                workbook_rels=rels(*BOOK_RELS, ("rId9", "externalLink", "externalLinks/externalLink1.xml")),
            ),
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>'.encode(),
            "xl/externalLinks/_rels/externalLink1.xml.rels": rels(
                ("rId1", "externalLinkPath", "file:///C:/budget.xlsx"), mode=' TargetMode="External"'
            ),
        }
    ),
)
active(
    "embedded_object", "embedded-object", holding("xl/embeddings/oleObject1.bin", b"\xd0\xcf", f"{OFFICE}.oleObject")
)
active(
    "embedded_workbook",
    "embedded-object",
    holding("xl/embeddings/Microsoft_Excel_Sheet1.xlsx", b"PK", f"{SHEET_TYPE}.sheet"),
)
active("embedded_program", "embedded-object", holding("xl/embeddings/calc.exe", b"MZ"))
active(
    "connection",
    "connection",
    holding(
        "xl/connections.xml", f'<connections xmlns="{MAIN}"/>'.encode(), f"{SHEET_TYPE}.connections+xml", "connections"
    ),
)
active(
    "query",
    "connection",
    holding("xl/queryTables/queryTable1.xml", f'<queryTable xmlns="{MAIN}"/>'.encode(), f"{SHEET_TYPE}.queryTable+xml"),
)
active(
    "power_query",
    "connection",
    holding(
        "customXml/item1.xml",
        b'<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAAA</DataMashup>',
        "application/xml",
    ),
)
active(
    "power_query_in_utf16",
    "connection",
    holding(
        "customXml/item1.xml",
        '<?xml version="1.0" encoding="utf-16"?><DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAAA</DataMashup>'.encode(
            "utf-16"
        ),
        "application/xml",
    ),
)
active("active_x", "activex", holding("xl/activeX/activeX1.xml", b"<a/>", "application/vnd.ms-office.activeX+xml"))
active(
    "form_control",
    "form-control",
    holding("xl/ctrlProps/ctrlProp1.xml", b"<a/>", "application/vnd.ms-excel.controlproperties+xml"),
)
active(
    "add_in",
    "web-extension",
    holding("xl/webextensions/webextension1.xml", b"<a/>", "application/vnd.ms-office.webextension+xml"),
)
active(
    "custom_menus",
    "custom-ui",
    holding(
        "customUI/customUI14.xml",
        b'<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui" onLoad="go"/>',
        "application/xml",
    ),
)
active("data_model", "data-model", holding("xl/model/item.data", b"\0"))
active(
    "live_data",
    "rtd",
    holding(
        "xl/volatileDependencies.xml", f'<volTypes xmlns="{MAIN}"/>'.encode(), f"{SHEET_TYPE}.volatileDependencies+xml"
    ),
)
active("python", "python", holding("xl/python.xml", b"<a/>", "application/xml"))
active("web_pictures", "data-function", holding("xl/richData/rdRichValueWebImage.xml", b"<a/>", "application/xml"))
active("linked_data_types", "data-type", holding("xl/richData/rdrichvalue.xml", b"<a/>", "application/xml"))
for _word in (
    "WEBSERVICE(A2)",
    "_xlfn.WEBSERVICE(&quot;http://127.0.0.1:9/&quot;)",
    "RTD(&quot;a&quot;,,&quot;b&quot;)",
    "_xlfn.IMAGE(A2)",
    "CALL(&quot;kernel32&quot;,&quot;WinExec&quot;,&quot;JFJ&quot;,&quot;calc&quot;,0)",
    "EXEC(&quot;calc&quot;)",
    "REGISTER.ID(A1,A2)",
    "_xlfn._xlws.PY(0,1)",
    "SUM(1,CUBEVALUE(&quot;c&quot;,A1))",
    "_xlfn.STOCKHISTORY(A1,A2)",
):
    active(f"function_{_word.split('(')[0].lower().replace('.', '_')}", "data-function", formula(_word))
active("picture_from_the_web", "external-target", outside("image", "http://127.0.0.1:9/a.png"))
active("object_from_a_share", "external-target", outside("oleObject", "file:///\\\\server\\share\\a.xlsx"))
active("hyperlink_to_a_file", "outside-hyperlink", outside("hyperlink", "file:///C:/Windows/System32/calc.exe"))
active("hyperlink_to_a_share", "outside-hyperlink", outside("hyperlink", "\\\\server\\share\\a.xlsx"))
active("hyperlink_with_script", "outside-hyperlink", outside("hyperlink", "javascript:alert(1)"))
active("template_from_the_web", "external-target", outside("attachedTemplate", "http://127.0.0.1:9/t.dotm"))
active("hyperlink_into_a_program", "outside-hyperlink", outside("hyperlink", "ms-msdt:/id PCWDiagnostic"))
active("add_in_of_others", "data-function", formula("_xll.THEIRS(1)"))
active("add_in_by_its_file", "external-link", formula("Theirs.xlam!RATE(1)"))
active("another_workbook_by_number", "external-link", formula("[1]Sheet1!A1*2"))
active("another_workbook_by_its_path", "external-link", formula("'C:\\Budgets\\[2013.xlsx]Net cost'!A1"))
active("command_of_old_macros", "data-function", formula("GET.WORKBOOK(1)"))
for _name, _around, _code in (
    ("coloured_by_the_web", '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"><formula>_xlfn.WEBSERVICE(A1)=1</formula></cfRule></conditionalFormatting>', "data-function"),
    ("validated_by_a_program", "<dataValidations count=\"1\"><dataValidation type=\"list\" sqref=\"A1\"><formula1>cmd|'/c calc'!A0</formula1></dataValidation></dataValidations>", "dde"),
    ("an_object_linked", '<oleObjects><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x14"><oleObject progId="Package" link="[1]!a" oleUpdate="OLEUPDATE_ALWAYS" shapeId="1"/></mc:Choice></mc:AlternateContent></oleObjects>', "external-link"),
):  # fmt: skip
    active(_name, _code, lambda around=_around: zipped(parts(sheet=sheet(after=around))))
_LINK = f"{SHEET_TYPE}.externalLink+xml"
active(
    "dde_in_a_link",
    "dde external-link",
    holding(
        "xl/externalLinks/externalLink1.xml",
        f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'.encode(),
        _LINK,
        "externalLink",
    ),
)
active(
    "object_in_a_link",
    "embedded-object external-link",
    holding(
        "xl/externalLinks/externalLink1.xml",
        f'<externalLink xmlns="{MAIN}"><oleLink progId="Package"/></externalLink>'.encode(),
        _LINK,
        "externalLink",
    ),
)
active(
    "pivot_fed_from_outside",
    "connection",
    holding(
        "xl/pivotCache/cache1.xml",
        f'<pivotCacheDefinition xmlns="{MAIN}" refreshOnLoad="1"><cacheSource type="external" connectionId="1"/></pivotCacheDefinition>'.encode(),
        f"{SHEET_TYPE}.pivotCacheDefinition+xml",
        "pivotCacheDefinition",
    ),
)
active(
    "xml_map_fed_from_a_file",
    "connection",
    holding(
        "xl/xmlMaps.xml",
        f'<MapInfo xmlns="{MAIN}"><Map ID="1"><DataBinding FileBinding="true" DataBindingLoadMode="1"/></Map></MapInfo>'.encode(),
        "application/xml",
        "xmlMaps",
    ),
)
active(
    "live_data_under_another_name",
    "rtd",
    holding(
        "xl/v.xml",
        f'<volTypes xmlns="{MAIN}"><volType type="realTimeData"/></volTypes>'.encode(),
        "application/xml",
        "volatileDependencies",
    ),
)
active(
    "picture_that_starts_a_macro",
    "form-control",
    holding(
        "xl/drawings/drawing1.xml",
        b'<d:wsDr xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"><d:pic macro="[0]!run"/></d:wsDr>',
        "application/xml",
    ),
)
active(
    "old_button_that_starts_a_macro",
    "form-control",
    holding("xl/drawings/vmlDrawing1.vml", b'<xml xmlns:x="urn:x"><x:FmlaMacro>[0]!run</x:FmlaMacro></xml>'),
)
