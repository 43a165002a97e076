# ruff: noqa: E501  (one carrier a line: the table is read down, not across)
"""What other parts, their XML and the zip file can hide."""

from __future__ import annotations

import gzip

from .files import MODULE, XLS_NUMBER, compound, inner_document, inner_workbook, macro_stream, pdf
from .hiding import comments, external, other_part, pivot, threaded
from .making import BOOK, BOTH, MAIN, NUMBER, SHEET, TEXT, Carrier, before_end, cell, row, swap
from .zipping import behind_stream, deleted_entry, entry_comment, extra_field, orphan, set_comment, with_zip, zipped

PARTS = (
    # other parts
    Carrier("notes", comments, "comment"),
    Carrier("discussion", threaded, "threaded-comment"),
    Carrier("pivot cache", pivot, "pivot-cache"),
    Carrier("link to another workbook", external, "external-link"),
    Carrier("custom XML", other_part("customXml/item1.xml", "customXml", f"<a:x xmlns:a='urn:x'><a:y>{BOTH}</a:y></a:x>".encode()), "custom-xml"),
    Carrier("connection", other_part("xl/connections.xml", "connections", f'<connections xmlns="{MAIN}"><connection id="1" name="{TEXT}" refreshedVersion="6"><dbPr connection="Budget={NUMBER}"/></connection></connections>'.encode()), "connection"),
    Carrier("tracked changes", other_part("xl/revisions/revisionLog1.xml", "revisionLog", f'<revisions xmlns="{MAIN}"><rcc rId="1" sId="1"><oc r="A1"><v>{NUMBER}</v></oc><nc r="A1" t="inlineStr"><is><t>{TEXT}</t></is></nc></rcc></revisions>'.encode()), "revision"),
    Carrier("slicer", other_part("xl/slicerCaches/slicerCache1.xml", "http://schemas.microsoft.com/office/2007/relationships/slicerCache", f'<slicerCacheDefinition xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" name="{TEXT}"><data><tabular pivotCacheId="1"><items count="1"><i x="{NUMBER}"/></items></tabular></data></slicerCacheDefinition>'.encode()), "slicer"),
    Carrier("task pane", other_part("xl/webextensions/webextension1.xml", "http://schemas.microsoft.com/office/2011/relationships/webextension", f'<we:webextension xmlns:we="http://schemas.microsoft.com/office/webextensions/webextension/2010/11"><we:properties><we:property name="{TEXT}" value="{NUMBER}"/></we:properties></we:webextension>'.encode()), "web-extension"),
    Carrier("real-time data", other_part("xl/volatileDependencies.xml", "volatileDependencies", f'<volTypes xmlns="{MAIN}"><volType type="realTimeData"><main first="prog"><tp t="s"><v>{BOTH}</v><stp>x</stp><tr r="A1" s="1"/></tp></main></volType></volTypes>'.encode()), "real-time-data"),
    Carrier("data types", other_part("xl/richData/rdrichvalue.xml", "http://schemas.microsoft.com/office/2017/06/relationships/rdRichValue", f'<rvData xmlns="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata" count="1"><rv s="0"><v>{NUMBER}</v><v>{TEXT}</v></rv></rvData>'.encode()), "data-type"),
    Carrier("query table", other_part("xl/queryTables/queryTable1.xml", "queryTable", f'<queryTable xmlns="{MAIN}" name="{BOTH}" connectionId="1"/>'.encode(), source=SHEET), "query-table"),
    Carrier("macros", other_part("xl/vbaProject.bin", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", compound({"Module1": macro_stream(MODULE)}), "application/vnd.ms-office.vbaProject"), "macros"),
    Carrier("embedded workbook", other_part("xl/embeddings/Microsoft_Excel_Sheet1.xlsx", "package", inner_workbook(NUMBER), source=SHEET), "embedded-object", text=False),
    Carrier("embedded document", other_part("xl/embeddings/Microsoft_Word_Document1.docx", "package", inner_document(BOTH), source=SHEET), "embedded-object"),
    Carrier("object of the old kind", other_part("xl/embeddings/oleObject1.bin", "oleObject", compound({"Contents": BOTH.encode("utf-16-le")}), source=SHEET), "embedded-object"),
    Carrier("number in an old workbook", other_part("xl/embeddings/oleObject1.bin", "oleObject", compound({"Workbook": b"\x09\x08" + XLS_NUMBER + TEXT.encode()}), source=SHEET), "embedded-object"),
    Carrier("embedded PDF, letter by letter", other_part("xl/embeddings/a.pdf", "package", pdf(f"[{' 3 '.join(f'({letter})' for letter in BOTH)}] TJ"), source=SHEET), "embedded-object"),
    Carrier("embedded RTF", other_part("xl/embeddings/a.rtf", "package", rb"{\rtf1 ZEB{\b RA} QUART\u90?  \'31234{\i 567}.5}", source=SHEET), "embedded-object"),
    Carrier("embedded web page", other_part("xl/embeddings/a.htm", "package", b"<html><p>ZEBRA <b>QUA</b>RTZ<br>123<i>4567.5</i></html>", source=SHEET), "embedded-object"),
    Carrier("embedded message", other_part("xl/embeddings/a.eml", "package", b"Subject: x\r\n\r\nZEBRA QU=\r\nART=5A 12345=\r\n67.5", source=SHEET), "embedded-object"),
    Carrier("document inside a document", other_part("xl/embeddings/oleObject1.bin", "oleObject", compound({"Package": inner_workbook(BOTH)}), source=SHEET), "embedded-object"),
    Carrier("data model", other_part("xl/model/item.data", "http://schemas.microsoft.com/office/2011/relationships/powerPivotData", b"\x00model" + BOTH.encode("utf-16-le") + XLS_NUMBER), "data-model"),
    Carrier("property of a sheet", other_part("xl/customProperty1.bin", "customProperty", BOTH.encode("utf-16-le"), source=SHEET), "sheet-property"),
    Carrier("drawing of the older kind", other_part("xl/drawings/vmlDrawing1.vml", "vmlDrawing", f'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="s1"><v:textbox><div>{BOTH}</div></v:textbox></v:shape></xml>'.encode(), source=SHEET), "vml"),
    Carrier("ink", other_part("xl/ink/ink1.xml", "http://schemas.microsoft.com/office/2006/relationships/ink", f'<inkml:ink xmlns:inkml="http://www.w3.org/2003/InkML"><inkml:annotation>{BOTH}</inkml:annotation></inkml:ink>'.encode(), source=SHEET), "ink"),
    Carrier("sensitivity label", other_part("docMetadata/LabelInfo.xml", "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels", f'<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label name="{BOTH}"/></clbl:labelList>'.encode(), source=""), "label"),
    Carrier("unknown part", other_part("xl/secret/data.dat", "http://example.com/secret", BOTH.encode()), "unknown-part"),
    # the XML and the zip file
    Carrier("part nothing leads to", orphan("xl/worksheets/sheet77.xml", f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cell("A1", TEXT)}{cell("B1", NUMBER)}</row></sheetData></worksheet>'.encode()), "orphan-part"),
    Carrier("XML comment", lambda parts: before_end(parts, SHEET, "worksheet", f"<!-- {BOTH} -->"), "xml-comment"),
    Carrier("XML comment among the cells", lambda parts: before_end(parts, SHEET, "sheetData", f'<row r="6"><!-- {BOTH} --></row>'), "xml-comment"),
    Carrier("processing instruction", lambda parts: swap(parts, BOOK, "<workbook ", f"<?note {BOTH}?><workbook "), "instruction"),
    Carrier("unknown element", lambda parts: before_end(parts, SHEET, "worksheet", f"<remark>{BOTH}</remark>"), "unknown-element"),
    Carrier("unknown attribute", lambda parts: swap(parts, SHEET, "<sheetFormatPr ", f'<sheetFormatPr remark="{BOTH}" '), "unknown-attribute"),
    Carrier("unknown attribute of a cell", lambda parts: row(parts, f'<c r="A6" s="0" t="n" remark="{BOTH}"><v>1</v></c>'), "unknown-attribute"),
    Carrier("extension of somebody's own", lambda parts: before_end(parts, SHEET, "worksheet", f'<extLst><ext uri="{{11111111-2222-3333-4444-555555555555}}"><z:note xmlns:z="urn:z">{BOTH}</z:note></ext></extLst>'), "unknown-namespace"),
    Carrier("text beside elements", lambda parts: swap(parts, SHEET, "<sheetData>", f"{BOTH}<sheetData>"), "stray-text"),
    Carrier("attribute to be ignored", lambda parts: swap(parts, SHEET, "<worksheet ", f'<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:z="urn:z" mc:Ignorable="z" z:note="{BOTH}" '), "unknown-namespace"),
    Carrier("comment of the zip file", with_zip(set_comment), "file-comment"),
    Carrier("comment of an entry", entry_comment, "file-comment"),
    Carrier("extra field", extra_field, "extra-field"),
    Carrier("behind the file", zipped(lambda data: data + BOTH.encode()), "loose-bytes"),
    Carrier("before the file", zipped(lambda data: BOTH.encode() + data), "loose-bytes"),
    Carrier("compressed behind the file", zipped(lambda data: data + gzip.compress(BOTH.encode())), "loose-bytes"),
    Carrier("deleted part", deleted_entry, "loose-bytes"),
    Carrier("behind a compressed part", behind_stream, "loose-bytes"),
)  # fmt: skip
