# ruff: noqa: E501  (one carrier a line: the table is read down, not across)
"""What drawings, charts, pictures, properties and persons can hide."""

from __future__ import annotations

import zlib

from .drawing import charted, drawn, newer_chart, picture, shape
from .files import SVG, jpeg, png
from .hiding import other_part, property_of
from .making import BOOK, BOTH, NUMBER, SHEET, TEXT, Carrier, cell, related, row, swap

OBJECTS = (
    # drawings, charts and pictures
    Carrier("hidden shape", lambda parts: drawn(parts, shape(BOTH, cnv='hidden="1"')), "hidden-object"),
    Carrier("alternative text", lambda parts: drawn(parts, shape("Shown", cnv=f'descr="{BOTH}"')), "alt-text"),
    Carrier("name of a shape", lambda parts: drawn(parts, shape("Shown", cnv="").replace("Box 1", "ZEBRA QUARTZ 1234567.5")), "object-name"),
    Carrier("shape's text in its own colour", lambda parts: drawn(parts, shape(BOTH, run='<a:solidFill><a:srgbClr val="DDDDDD"/></a:solidFill>')), "same-colour"),
    Carrier("cells behind a shape", lambda parts: drawn(row(parts, cell("A7", TEXT) + cell("B7", NUMBER), 7), shape("Shown"), (5, 0, 9, 4)), "covered-cell"),
    Carrier("chart's kept values", lambda parts: charted(parts, f'<c:val><c:numRef><c:f>Summary!$B$3:$B$4</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="2"/><c:pt idx="0"><c:v>410250</c:v></c:pt><c:pt idx="1"><c:v>{NUMBER}</c:v></c:pt></c:numCache></c:numRef></c:val>'), "chart-values", text=False),
    Carrier("chart of a sheet that is gone", lambda parts: charted(parts, f'<c:cat><c:strRef><c:f>Gone!$A$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{BOTH}</c:v></c:pt></c:strCache></c:strRef></c:cat>'), "chart-values"),
    Carrier("chart's own values", lambda parts: charted(parts, f'<c:val><c:numLit><c:ptCount val="1"/><c:pt idx="0"><c:v>{NUMBER}</c:v></c:pt></c:numLit></c:val>'), "chart-values", text=False),
    Carrier("newer chart's kept values", newer_chart, "chart-values"),
    Carrier("picture's text", lambda parts: picture(parts, png((b"tEXt", b"Comment\x00" + BOTH.encode()))), "picture-data"),
    Carrier("picture's compressed text", lambda parts: picture(parts, png((b"zTXt", b"Comment\x00\x00" + zlib.compress(BOTH.encode())))), "picture-data"),
    Carrier("compressed text of no known kind", lambda parts: picture(parts, png((b"prVt", b"\x01" + zlib.compress(BOTH.encode())))), "picture-data"),
    Carrier("behind a picture", lambda parts: picture(parts, png(tail=BOTH.encode())), "picture-data"),
    Carrier("camera's data", lambda parts: picture(parts, jpeg((0xE1, b"Exif\x00\x00II*\x00" + BOTH.encode("utf-16-le"))), "jpeg"), "picture-data"),
    Carrier("comment of a photograph", lambda parts: picture(parts, jpeg((0xFE, BOTH.encode())), "jpeg"), "picture-data"),
    Carrier("texts of a drawing file", lambda parts: picture(parts, SVG, "svg"), "picture-data"),
    Carrier("cropped picture", lambda parts: picture(parts, png(), blip='<a:srcRect r="90000"/>'), "cropped-picture", number=False, text=False),
    Carrier("transparent picture", lambda parts: picture(parts, png(), blip='<a:alphaModFix amt="0"/>'), "invisible-object", number=False, text=False),
    Carrier("linked picture", lambda parts: related(drawn(parts, shape("Shown")), "xl/drawings/drawing1.xml", "image", f"http://example.com/{NUMBER}.png", None, mode='TargetMode="External"'), "linked-picture", text=False),
    # properties and persons
    Carrier("title", property_of("docProps/core.xml", f'<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">{BOTH}</dc:title>', "cp:coreProperties"), "property"),
    Carrier("keywords", property_of("docProps/core.xml", f'<cp:keywords xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">{BOTH}</cp:keywords>', "cp:coreProperties"), "property"),
    Carrier("author", lambda parts: swap(parts, "docProps/core.xml", "openpyxl", TEXT), "author", number=False),
    Carrier("company", property_of("docProps/app.xml", f"<Company>{BOTH}</Company>", "Properties"), "company"),
    Carrier("custom property", other_part("docProps/custom.xml", "custom-properties", f'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{TEXT}"><vt:r8>{NUMBER}</vt:r8></property></Properties>'.encode(), source=""), "custom-properties"),
    Carrier("thumbnail", other_part("docProps/thumbnail.jpeg", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail", jpeg((0xFE, BOTH.encode())), "image/jpeg", source=""), "thumbnail"),
    Carrier("folder last saved in", lambda parts: swap(parts, BOOK, "<workbookPr", f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" url="C:\\Users\\{BOTH}\\"/></mc:Choice></mc:AlternateContent><workbookPr'), "path"),
    Carrier("printer", other_part("xl/printerSettings/printerSettings1.bin", "printerSettings", f"\\\\PRINT01\\{BOTH}".encode("utf-16-le") + b"\x00" * 64, "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings", source=SHEET), "printer"),
)  # fmt: skip
