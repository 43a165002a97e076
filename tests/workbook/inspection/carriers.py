# ruff: noqa: E501  (one carrier a line: the table is read down, not across)
"""Workbooks that each hide a mark in one place: a number (1234567.5), a text (ZEBRA QUARTZ), or both.

Every carrier starts from the same plain workbook, written by openpyxl, and changes it in one way. The table at the end
says the code an inspection must answer with, and which marks a search for secrets must find.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

NUMBER = 1234567.5
TEXT = "ZEBRA QUARTZ"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Parts = dict[str, bytes]


def plain() -> bytes:
    """The workbook that hides nothing: two sheets of public figures, a chart-free, comment-free openpyxl file."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Summary"
    sheet["A1"] = "Public summary of savings"
    sheet["A1"].font = Font(bold=True, color="FFFFFF")
    sheet["A1"].fill = PatternFill("solid", fgColor="1F3864")
    for row in (("Partner", "Budget", "Saving"), ("Maidstone", 410250, 8123.25), ("Swale", 398100, 7012.4)):
        sheet.append(row)
    sheet["A5"], sheet["B5"], sheet["C5"] = "Together", "=SUM(B3:B4)", "=SUM(C3:C4)"
    sheet.column_dimensions["A"].width = 30
    notes = book.create_sheet("Notes")
    notes["A1"] = "Figures are in pounds."
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def unpacked(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"


def swap(parts: Parts, part: str, old: str, new: str) -> Parts:
    text = parts[part].decode()
    assert old in text, (part, old, text[:3000])
    return parts | {part: text.replace(old, new, 1).encode()}


def before_end(parts: Parts, part: str, tag: str, new: str) -> Parts:
    return swap(parts, part, f"</{tag}>", f"{new}</{tag}>")


def after_data(parts: Parts, new: str) -> Parts:
    return swap(parts, SHEET, "</sheetData>", f"</sheetData>{new}")


def row(parts: Parts, cells: str, number: int = 6, attributes: str = "") -> Parts:
    return before_end(parts, SHEET, "sheetData", f'<row r="{number}" {attributes}>{cells}</row>')


def related(parts: Parts, source: str, kind: str, target: str, content: bytes | None, content_type: str = "application/xml",
            mode: str = "", id: str = "rIdX") -> Parts:  # fmt: skip
    """Add a part (absolute target) and a relationship to it."""
    folder, _, file = source.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels".lstrip("/") if source else "_rels/.rels"
    if rels not in parts:
        parts = parts | {
            rels: b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        }
    full = kind if "://" in kind else f"{REL}/{kind}"
    parts = before_end(
        parts, rels, "Relationships", f'<Relationship Id="{id}" Type="{full}" Target="{target}" {mode}/>'
    )
    if content is not None:
        name = target.lstrip("/")
        parts = parts | {name: content}
        if not name.endswith(".rels"):
            parts = before_end(
                parts, "[Content_Types].xml", "Types", f'<Override PartName="/{name}" ContentType="{content_type}"/>'
            )
    return parts


def styled(parts: Parts, *, font: str = "", fill: str = "", format: str = "", alignment: str = "") -> tuple[Parts, int]:
    """Add a cell style; gives its number."""
    text = parts[STYLES].decode()
    font_id = text[text.index("<fonts") : text.index("</fonts>")].count("<font>")
    fill_id = text[text.index("<fills") : text.index("</fills>")].count("<fill>")
    if font:
        text = text.replace("</fonts>", f"<font>{font}</font></fonts>", 1)
    if fill:
        text = text.replace(
            "</fills>", f'<fill><patternFill patternType="solid"><fgColor {fill}/></patternFill></fill></fills>', 1
        )
    if format:
        code = format.replace("&", "&amp;").replace('"', "&quot;")
        text = text.replace('<numFmts count="0" />', "").replace('<numFmts count="0"/>', "")
        text = text.replace(
            "<fonts", f'<numFmts count="1"><numFmt numFmtId="190" formatCode="{code}"/></numFmts><fonts', 1
        )
    block = text[text.index("<cellXfs") : text.index("</cellXfs>")]
    number = block.count("<xf ")
    xf = f'<xf numFmtId="{190 if format else 0}" fontId="{font_id if font else 0}" fillId="{fill_id if fill else 0}" borderId="0" xfId="0">{alignment}</xf>'
    text = text.replace("</cellXfs>", f"{xf}</cellXfs>", 1)
    import re

    for name in ("fonts", "fills", "cellXfs"):
        inner = text[text.index(f"<{name}") : text.index(f"</{name}>")]
        item = {"fonts": "<font>", "fills": "<fill>", "cellXfs": "<xf "}[name]
        text = re.sub(rf'<{name} count="\d+"', f'<{name} count="{inner.count(item)}"', text)
    return parts | {STYLES: text.encode()}, number


def cell(reference: str, value: float | str, style: int = 0) -> str:
    if isinstance(value, str):
        return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{reference}" s="{style}"><v>{value}</v></c>'


Build = Callable[[Parts], Parts | bytes]


@dataclass(frozen=True)
class Carrier:
    """One way to hide a mark: how it is made, the code an inspection answers with, and the marks it hides."""

    name: str
    build: Build
    code: str | None
    number: bool = True
    text: bool = True
    form: str | None = None

    def file(self) -> bytes:
        made = self.build(unpacked(plain()))
        return made if isinstance(made, bytes) else packed(made)


BOTH = f"{TEXT} {NUMBER}"
DRAWING_NS = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{REL}" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)


def drawn(parts: Parts, anchor: str, at: tuple[int, int, int, int] = (10, 8, 14, 12)) -> Parts:
    top, left, bottom, right = at
    body = (
        f"<xdr:wsDr {DRAWING_NS}><xdr:twoCellAnchor><xdr:from><xdr:col>{left}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{top}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>{right}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{bottom}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>{anchor}<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    parts = related(parts, SHEET, "drawing", "/xl/drawings/drawing1.xml", body.encode(),
                    "application/vnd.openxmlformats-officedocument.drawing+xml", id="rIdD")  # fmt: skip
    parts = swap(parts, SHEET, "<worksheet ", f'<worksheet xmlns:r="{REL}" ')
    return before_end(parts, SHEET, "worksheet", '<drawing r:id="rIdD"/>')


def shape(
    text: str,
    *,
    cnv: str = "",
    run: str = "",
    fill: str = '<a:solidFill><a:srgbClr val="DDDDDD"/></a:solidFill>',
    sp: str = "",
) -> str:
    return (
        f'<xdr:sp macro="" textlink="" {sp}><xdr:nvSpPr><xdr:cNvPr id="2" name="Box 1" {cnv}/><xdr:cNvSpPr/></xdr:nvSpPr>'
        f'<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}</xdr:spPr>'
        f'<xdr:txBody><a:bodyPr/><a:p><a:r><a:rPr lang="en-GB">{run}</a:rPr><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>'
    )


def picture(parts: Parts, content: bytes, extension: str = "png", blip: str = "", cnv: str = "") -> Parts:
    pic = (
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Picture 1" {cnv}/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip r:embed="rIdP">{blip if blip.startswith("<a:alpha") else ""}</a:blip>{blip if not blip.startswith("<a:alpha") else ""}'
        '<a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>'
    )
    parts = drawn(parts, pic)
    return related(
        parts,
        "xl/drawings/drawing1.xml",
        "image",
        f"/xl/media/image1.{extension}",
        content,
        f"image/{extension}",
        id="rIdP",
    )


def png(*chunks: tuple[bytes, bytes], tail: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">LLBBBBB", 1, 1, 8, 2, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\x00\xff\xff\xff"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunk(*one) for one in chunks) + data + chunk(b"IEND", b"") + tail


def jpeg(*segments: tuple[int, bytes], tail: bytes = b"") -> bytes:
    body = b"".join(b"\xff" + bytes([mark]) + struct.pack(">H", len(data) + 2) + data for mark, data in segments)
    return b"\xff\xd8" + body + b"\xff\xda\x00\x02\x00\xff\xd9" + tail


def inner_workbook(value: float | str) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    book.active["A1"] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def inner_document(text: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'
                         f"<w:r><w:t>{text[:6]}</w:t></w:r><w:r><w:t>{text[6:]}</w:t></w:r></w:p></w:body></w:document>")  # fmt: skip
    return stream.getvalue()


def compound(streams: dict[str, bytes]) -> bytes:
    """A small OLE compound file with these streams, each kept in full sectors."""
    sector = 512
    contents = {name: data.ljust(4096, b"\x00") for name, data in streams.items()}
    chains, place, body = {}, 0, b""
    table: list[int] = []
    for name, data in contents.items():
        count = -(-len(data) // sector)
        chains[name] = place
        table += [*range(place + 1, place + count), 0xFFFFFFFE]
        body += data.ljust(count * sector, b"\x00")
        place += count
    directory_start = place

    def entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
        encoded = name.encode("utf-16-le")
        return (
            encoded.ljust(64, b"\x00") + struct.pack("<HBBLLL", len(encoded) + 2, kind, 1, 0xFFFFFFFF, right, child)
            + b"\x00" * 36 + struct.pack("<LLL", start, size, 0)
        )  # fmt: skip

    names = list(contents)
    entries = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1)
    for number, name in enumerate(names, 1):
        entries += entry(
            name, 2, chains[name], len(contents[name]), right=number + 1 if number < len(names) else 0xFFFFFFFF
        )
    entries = entries.ljust(-(-len(entries) // sector) * sector, b"\x00")
    count = len(entries) // sector
    table += [*range(directory_start + 1, directory_start + count), 0xFFFFFFFE]
    table_place = len(table)
    table.append(0xFFFFFFFD)
    table += [0xFFFFFFFF] * (128 - len(table) % 128)
    assert len(table) == 128
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
        + struct.pack("<LLLLLLLLL", 0, 1, directory_start, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + struct.pack("<L", table_place) + b"\xff" * 4 * 108
    )  # fmt: skip
    return head + body + entries + struct.pack("<128L", *table)


def macro_stream(text: bytes) -> bytes:
    """A macro module: a little preamble, then text compressed in literal tokens only (MS-OVBA 2.4.1)."""
    packed_text = b"".join(b"\x00" + text[at : at + 8] for at in range(0, len(text), 8))
    return b"\x00" * 20 + b"\x01" + struct.pack("<H", 0xB000 | (len(packed_text) - 1)) + packed_text


CHART = f"""<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{REL}">
<c:chart><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:ser><c:idx val="0"/><c:order val="0"/>SERIES</c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart>
</c:plotArea></c:chart></c:chartSpace>"""


def charted(parts: Parts, series: str) -> Parts:
    frame = (
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart 1"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="rIdC"/></a:graphicData></a:graphic></xdr:graphicFrame>'
    )
    parts = drawn(parts, frame)
    return related(parts, "xl/drawings/drawing1.xml", "chart", "/xl/charts/chart1.xml", CHART.replace("SERIES", series).encode(),
                   "application/vnd.openxmlformats-officedocument.drawingml.chart+xml", id="rIdC")  # fmt: skip


def newer_chart(parts: Parts) -> Parts:
    space = "http://schemas.microsoft.com/office/drawing/2014/chartex"
    body = f'<cx:chartSpace xmlns:cx="{space}"><cx:chartData><cx:data id="0"><cx:strDim type="cat"><cx:f>Gone!A1</cx:f><cx:lvl ptCount="1"><cx:pt idx="0">{TEXT}</cx:pt></cx:lvl></cx:strDim><cx:numDim type="val"><cx:f>Gone!B1</cx:f><cx:lvl ptCount="1"><cx:pt idx="0">{NUMBER}</cx:pt></cx:lvl></cx:numDim></cx:data></cx:chartData></cx:chartSpace>'
    parts = drawn(parts, shape("Shown"))
    return related(parts, "xl/drawings/drawing1.xml", "http://schemas.microsoft.com/office/2014/relationships/chartEx",
                   "/xl/charts/chartEx1.xml", body.encode(), "application/vnd.ms-office.chartex+xml")  # fmt: skip


def gradient(parts: Parts) -> Parts:
    """Dark blue text on a gradient from dark blue to dark blue."""
    parts, number = styled(parts, font='<sz val="11"/><color rgb="FF112233"/>', fill='rgb="FF112233"')
    stops = "".join(f'<stop position="{at}"><color rgb="FF112233"/></stop>' for at in (0, 1))
    parts = swap(parts, STYLES, '<patternFill patternType="solid"><fgColor rgb="FF112233"/></patternFill>',
                 f'<gradientFill degree="90">{stops}</gradientFill>')  # fmt: skip
    return row(parts, cell("A6", TEXT, number) + cell("B6", NUMBER, number))


def pdf(shown: str) -> bytes:
    """A PDF of one page, which shows its text by these commands in a compressed stream."""
    content = zlib.compress(f"BT /F 12 Tf 9 9 Td {shown} ET".encode())
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )  # fmt: skip
    made = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%b endobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table, len(made)
    )  # fmt: skip


def hidden_style(**how: str) -> Build:
    def build(parts: Parts) -> Parts:
        parts, number = styled(parts, **how)
        return row(parts, cell("A6", TEXT, number) + cell("B6", NUMBER, number))

    return build


def hidden_format(code: str, value: float | str) -> Build:
    def build(parts: Parts) -> Parts:
        parts, number = styled(parts, format=code)
        return row(parts, cell("A6", value, number))

    return build


def other_part(name: str, kind: str, content: bytes, content_type: str = "", source: str = BOOK) -> Build:
    told = content_type or ("application/xml" if name.endswith(".xml") else "application/octet-stream")
    return lambda parts: related(parts, source, kind, f"/{name}", content, told)


def property_of(part: str, element: str, ends: str) -> Build:
    return lambda parts: before_end(parts, part, ends, element)


def comments(parts: Parts) -> Parts:
    body = f'<comments xmlns="{MAIN}"><authors><author>J. Doe</author></authors><commentList><comment ref="B3" authorId="0"><text><r><t>ZEBRA </t></r><r><t>QUARTZ 1,234</t></r><r><t>,567.50</t></r></text></comment></commentList></comments>'
    return related(
        parts,
        SHEET,
        "comments",
        "/xl/comments1.xml",
        body.encode(),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    )


def extra_sheet(state: str) -> Build:
    def build(parts: Parts) -> Parts:
        body = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cell("A1", TEXT)}{cell("B1", NUMBER)}</row></sheetData></worksheet>'
        parts = related(parts, BOOK, "worksheet", "/xl/worksheets/sheet9.xml", body.encode(),
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml", id="rId99")  # fmt: skip
        if not state:
            return parts
        return swap(
            parts,
            BOOK,
            "</sheets>",
            f'<sheet xmlns:r="{REL}" name="Workings" sheetId="9" state="{state}" r:id="rId99"/></sheets>',
        )

    return build


def orphan(name: str, content: bytes) -> Build:
    return lambda parts: before_end(
        parts | {name: content},
        "[Content_Types].xml",
        "Types",
        f'<Override PartName="/{name}" ContentType="application/xml"/>',
    )


def defined(element: str) -> Build:
    def build(parts: Parts) -> Parts:
        text = parts[BOOK].decode()
        for empty in ("<definedNames />", "<definedNames/>"):
            text = text.replace(empty, "")
        assert "<definedNames" not in text
        return parts | {BOOK: text.replace("<calcPr", f"<definedNames>{element}</definedNames><calcPr", 1).encode()}

    return build


def zipped(edit: Callable[[bytes], bytes]) -> Build:
    return lambda parts: edit(packed(parts))


def with_zip(change: Callable[[zipfile.ZipFile], None]) -> Build:
    def build(parts: Parts) -> bytes:
        stream = io.BytesIO(packed(parts))
        with zipfile.ZipFile(stream, "a") as archive:
            change(archive)
        return stream.getvalue()

    return build


def set_comment(archive: zipfile.ZipFile) -> None:
    archive.comment = BOTH.encode()


def extra_field(parts: Parts) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number, (name, content) in enumerate(parts.items()):
            info = zipfile.ZipInfo(name)
            if number == 2:
                info.extra = struct.pack("<HH", 0x4D4B, len(BOTH)) + BOTH.encode()
            archive.writestr(info, content)
    return stream.getvalue()


def entry_comment(parts: Parts) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number, (name, content) in enumerate(parts.items()):
            info = zipfile.ZipInfo(name)
            if number == 2:
                info.comment = BOTH.encode()
            archive.writestr(info, content)
    return stream.getvalue()


def deleted_entry(parts: Parts) -> bytes:
    """A part whose bytes are still there, and whose entry is gone from the directory."""
    whole = packed({"xl/old.xml": f"<old>{BOTH} {'x' * 200}</old>".encode()} | parts)
    end = whole.rfind(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<10xHLL", whole, end)
    first = offset
    n_name, n_extra, n_comment = struct.unpack_from("<28xHHH", whole, first)
    length = 46 + n_name + n_extra + n_comment
    tail = bytearray(whole[end:])
    struct.pack_into("<HHLL", tail, 8, count - 1, count - 1, size - length, offset)
    return whole[:first] + whole[first + length : end] + bytes(tail)


def behind_stream(parts: Parts) -> bytes:
    """Bytes behind the compressed data of a part, counted as its own."""
    whole = bytearray(packed({"xl/theme/theme1.xml": parts["xl/theme/theme1.xml"]} | parts))
    mark = BOTH.encode()
    n_name, n_extra = struct.unpack_from("<26xHH", whole, 0)
    size = struct.unpack_from("<18xL", whole, 0)[0]
    at = 30 + n_name + n_extra + size
    whole[at:at] = mark
    struct.pack_into("<L", whole, 18, size + len(mark))
    end = whole.rfind(b"PK\x05\x06")
    count, _, offset = struct.unpack_from("<10xHLL", whole, end)
    offset += len(mark)
    struct.pack_into("<L", whole, end + 16, offset)
    place = offset
    for number in range(count):
        n_name, n_extra, n_comment = struct.unpack_from("<28xHHH", whole, place)
        if number == 0:
            struct.pack_into("<L", whole, place + 20, size + len(mark))
        else:
            header = struct.unpack_from("<42xL", whole, place)[0]
            struct.pack_into("<L", whole, place + 42, header + len(mark))
        place += 46 + n_name + n_extra + n_comment
    return bytes(whole)


def pivot(parts: Parts) -> Parts:
    records = f'<pivotCacheRecords xmlns="{MAIN}" count="1"><r><s v="{TEXT}"/><n v="{NUMBER}"/></r></pivotCacheRecords>'
    definition = f'<pivotCacheDefinition xmlns="{MAIN}" refreshedBy="J. Doe"><cacheSource type="worksheet"/><cacheFields count="0"/></pivotCacheDefinition>'
    parts = related(
        parts, BOOK, "pivotCacheDefinition", "/xl/pivotCache/pivotCacheDefinition1.xml", definition.encode()
    )
    return related(
        parts,
        "xl/pivotCache/pivotCacheDefinition1.xml",
        "pivotCacheRecords",
        "/xl/pivotCache/pivotCacheRecords1.xml",
        records.encode(),
    )


def external(parts: Parts) -> Parts:
    body = f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{REL}" r:id="rId1"><sheetNames><sheetName val="Old"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>{NUMBER}</v></cell><cell r="B1" t="str"><v>{TEXT}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'
    parts = related(parts, BOOK, "externalLink", "/xl/externalLinks/externalLink1.xml", body.encode())
    return related(
        parts,
        "xl/externalLinks/externalLink1.xml",
        "externalLinkPath",
        "file:///C:/Users/jdoe/old.xlsx",
        None,
        mode='TargetMode="External"',
        id="rId1",
    )


def tabled(extra: str = "", column: str = "Partner", totals: str = "") -> Build:
    def build(parts: Parts) -> Parts:
        body = (
            f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A2:C4" totalsRowShown="0" {extra}><autoFilter ref="A2:C4"/>'
            f'<tableColumns count="3"><tableColumn id="1" name="{column}" {totals}/><tableColumn id="2" name="Budget"/><tableColumn id="3" name="Saving"/></tableColumns></table>'
        )
        parts = related(parts, SHEET, "table", "/xl/tables/table1.xml", body.encode(),
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml", id="rIdT")  # fmt: skip
        parts = swap(parts, SHEET, "<worksheet ", f'<worksheet xmlns:r="{REL}" ')
        return before_end(parts, SHEET, "worksheet", '<tableParts count="1"><tablePart r:id="rIdT"/></tableParts>')

    return build


def linked(target: str, attributes: str = "", reference: str = "A2") -> Build:
    def build(parts: Parts) -> Parts:
        parts = related(parts, SHEET, "hyperlink", target, None, mode='TargetMode="External"', id="rIdH")
        return after_data(
            parts, f'<hyperlinks><hyperlink xmlns:r="{REL}" ref="{reference}" r:id="rIdH" {attributes}/></hyperlinks>'
        )

    return build


def rule_that_hides(parts: Parts) -> Parts:
    text = parts[STYLES].decode()
    import re

    text = re.sub(r"<dxfs[^>]*/>|<dxfs[^>]*></dxfs>", "", text)
    text = text.replace(
        "</cellStyles>", '</cellStyles><dxfs count="1"><dxf><font><color rgb="FFFFFFFF"/></font></dxf></dxfs>', 1
    )
    parts = row(parts | {STYLES: text.encode()}, cell("A6", TEXT) + cell("B6", NUMBER))
    return after_data(
        parts,
        '<conditionalFormatting sqref="A6:B6"><cfRule type="expression" dxfId="0" priority="1"><formula>TRUE</formula></cfRule></conditionalFormatting>',
    )


def frozen(parts: Parts) -> Parts:
    """Row 1 holds the mark; the view starts at row 2 and is frozen there."""
    import re

    text = parts[SHEET].decode()
    text = re.sub(
        r"<sheetViews>.*?</sheetViews>",
        '<sheetViews><sheetView workbookViewId="0" topLeftCell="A2"><pane ySplit="1" topLeftCell="A3" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>',
        text,
    )
    text = text.replace("</row>", f"{cell('D1', TEXT)}{cell('E1', NUMBER)}</row>", 1)
    return parts | {SHEET: text.encode()}


def narrow(attributes: str) -> Build:
    def build(parts: Parts) -> Parts:
        parts = row(parts, cell("H6", TEXT) + cell("I6", NUMBER))
        return swap(parts, SHEET, "</cols>", f'<col min="8" max="9" {attributes}/></cols>')

    return build


def orphan_string(parts: Parts) -> Parts:
    if STRINGS in parts:
        return before_end(parts, STRINGS, "sst", f"<si><t>{BOTH}</t></si>")
    body = f'<sst xmlns="{MAIN}" count="0" uniqueCount="1"><si><t>{BOTH}</t></si></sst>'
    return related(parts, BOOK, "sharedStrings", f"/{STRINGS}", body.encode(),
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml")  # fmt: skip


def threaded(parts: Parts) -> Parts:
    body = f'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="B3" personId="{{0}}" id="{{1}}"><text>{BOTH}</text></threadedComment></ThreadedComments>'
    return related(
        parts,
        SHEET,
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
        "/xl/threadedComments/threadedComment1.xml",
        body.encode(),
    )


def split_runs(parts: Parts) -> Parts:
    """In plain view, but in pieces: only the search for secrets has to find it."""
    return row(
        parts,
        '<c r="A6" t="inlineStr"><is><r><t>ZEB</t></r><r><rPr><b/></rPr><t>RA QUA</t></r><r><t>RTZ 1,23</t></r><r><t>4,567.50</t></r></is></c>',
    )


def in_sight(*cells: str) -> Build:
    return lambda parts: row(parts, "".join(cells))


def derived(parts: Parts) -> Parts:
    cells = [cell("A6", 2000000.25), cell("B6", 500000.5), cell("C6", 265432.25)]
    return row(parts, "".join(cells))


XLS_NUMBER = struct.pack("<d", NUMBER)
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><desc>{BOTH}</desc></svg>'.encode()
MODULE = b'Attribute VB_Name = "M"\r\nSub A()\r\nx = 1234567.5 \' ZEBRA QUARTZ\r\nEnd Sub\r\n'

CARRIERS: tuple[Carrier, ...] = (
    # cells that cannot be seen
    Carrier("hidden row", lambda parts: row(parts, cell("A6", TEXT) + cell("B6", NUMBER), attributes='hidden="1"'), "hidden-row"),
    Carrier("row of no height", lambda parts: row(parts, cell("A6", TEXT) + cell("B6", NUMBER), attributes='ht="0.1" customHeight="1"'), "hidden-row"),
    Carrier("hidden column", narrow('width="9" hidden="1" customWidth="1"'), "hidden-column"),
    Carrier("column of no width", narrow('width="0.05" customWidth="1"'), "hidden-column"),
    Carrier("rows hidden unless told", lambda parts: swap(row(parts, cell("A6", TEXT) + cell("B6", NUMBER)), SHEET, "<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" '), "hidden-row"),
    Carrier("hidden sheet", extra_sheet("hidden"), "hidden-sheet"),
    Carrier("very hidden sheet", extra_sheet("veryHidden"), "very-hidden-sheet"),
    Carrier("sheet that is not listed", extra_sheet(""), "unlisted-sheet"),
    Carrier("white on nothing", hidden_style(font='<sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/>'), "same-colour"),
    Carrier("white by theme", hidden_style(font='<sz val="11"/><color theme="0"/><name val="Calibri"/>'), "same-colour"),
    Carrier("almost white by tint", hidden_style(font='<sz val="11"/><color theme="0" tint="-0.02"/><name val="Calibri"/>'), "same-colour"),
    Carrier("white by index", hidden_style(font='<sz val="11"/><color indexed="9"/><name val="Calibri"/>'), "same-colour"),
    Carrier("paper on paper", hidden_style(font='<sz val="11"/><color indexed="65"/><name val="Calibri"/>'), "same-colour"),
    Carrier("one colour in a gradient", gradient, "same-colour"),
    Carrier("black on black", hidden_style(fill='rgb="FF000000"'), "same-colour"),
    Carrier("blue on the same blue", hidden_style(font='<sz val="11"/><color theme="4"/><name val="Calibri"/>', fill='theme="4"'), "same-colour"),
    Carrier("tiny font", hidden_style(font='<sz val="1"/><name val="Calibri"/>'), "tiny-text"),
    Carrier("symbol font", hidden_style(font='<sz val="11"/><name val="Wingdings"/>'), "symbol-font"),
    Carrier("indented away", hidden_style(alignment='<alignment indent="200"/>'), "pushed-aside"),
    Carrier("format of three semicolons", hidden_format(";;;", TEXT), "blank-format", number=False),
    Carrier("number in three semicolons", hidden_format(";;;", NUMBER), "blank-format", text=False),
    Carrier("format without a positive part", hidden_format(";-0;0", NUMBER), "blank-format", text=False),
    Carrier("format of words", hidden_format('"not given"', NUMBER), "masking-format", text=False),
    Carrier("format that hides what is large", hidden_format('[>1000]"";0.00', NUMBER), "blank-format", text=False),
    Carrier("format in white", hidden_format("[White]0.00", NUMBER), "same-colour", text=False),
    Carrier("under a merged cell", lambda parts: after_data(row(parts, cell("A6", "Shown") + cell("B6", NUMBER) + cell("C6", TEXT)), '<mergeCells count="1"><mergeCell ref="A6:C6"/></mergeCells>'), "under-merge"),
    Carrier("far below", lambda parts: row(parts, cell("A900", TEXT) + cell("B900", NUMBER), 900), "far-away"),
    Carrier("far to the right", lambda parts: row(parts, cell("BZ6", TEXT) + cell("CA6", NUMBER)), "far-away"),
    Carrier("outside the print area", lambda parts: defined("<definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">Summary!$A$1:$C$5</definedName>")(row(parts, cell("A8", TEXT) + cell("B8", NUMBER), 8)), "outside-print-area"),
    Carrier("above a frozen pane", frozen, "out-of-reach"),
    Carrier("rule that whitens", rule_that_hides, "hiding-rule"),
    Carrier("bar without its value", lambda parts: after_data(row(parts, cell("A6", NUMBER)), '<conditionalFormatting sqref="A6"><cfRule type="dataBar" priority="1"><dataBar showValue="0"><cfvo type="min"/><cfvo type="max"/><color rgb="FF638EC6"/></dataBar></cfRule></conditionalFormatting>'), "hiding-rule", text=False),
    Carrier("pushed out of the cell", lambda parts: row(parts, cell("A6", "Shown" + " " * 120 + BOTH)), "pushed-aside"),
    Carrier("signs without width", lambda parts: row(parts, cell("A6", "Sho\u200bwn")), "invisible-signs", number=False, text=False),
    Carrier("white run in a text", lambda parts: row(parts, f'<c r="A6" t="inlineStr"><is><r><t>Shown </t></r><r><rPr><color rgb="FFFFFFFF"/></rPr><t>{BOTH}</t></r></is></c>'), "hidden-run"),
    Carrier("reading aid", lambda parts: row(parts, f'<c r="A6" t="inlineStr"><is><t>Shown</t><rPh sb="0" eb="1"><t>{BOTH}</t></rPh></is></c>'), "phonetic-text"),
    Carrier("value behind a text", lambda parts: row(parts, f'<c r="A6" t="inlineStr"><v>{NUMBER}</v><is><t>Shown</t></is></c>'), "two-values", text=False),
    Carrier("string no cell uses", orphan_string, "orphan-string"),
    # formulas, names and rules
    Carrier("texts in a formula", lambda parts: row(parts, f'<c r="A6"><f>IF(FALSE,"{BOTH}",1)</f><v>1</v></c>'), "formula-constant"),
    Carrier("number in a formula", lambda parts: row(parts, f'<c r="A6"><f>{NUMBER}-B3*2.5</f><v>0</v></c>'), "formula-constant", text=False),
    Carrier("sum in a formula", lambda parts: row(parts, '<c r="A6"><f>0*(1000000+234567.5)</f><v>0</v></c>'), "formula-constant", text=False, form="worked out in a formula"),
    Carrier("text put together", lambda parts: row(parts, '<c r="A6"><f>LEN("ZEBRA "&amp;"QUARTZ"&amp;"1234"&amp;"567.5")</f><v>3</v></c>'), "formula-constant", form="put together in a formula"),
    Carrier("name with a value", defined(f'<definedName name="Rate">{NUMBER}</definedName>'), "name-constant", text=False),
    Carrier("name with a text", defined(f'<definedName name="Remark">"{BOTH}"</definedName>'), "name-constant"),
    Carrier("hidden name", defined('<definedName name="Zebra" hidden="1">Summary!$A$1</definedName>'), "hidden-name", number=False, text=False),
    Carrier("comment of a name", defined(f'<definedName name="Area" comment="{BOTH}">Summary!$A$1</definedName>'), "name-comment"),
    Carrier("list of an input rule", lambda parts: after_data(parts, f'<dataValidations count="1"><dataValidation type="list" sqref="D3"><formula1>"yes,no,{TEXT},{NUMBER}"</formula1></dataValidation></dataValidations>'), "input-list"),
    Carrier("message of an input rule", lambda parts: after_data(parts, f'<dataValidations count="1"><dataValidation type="whole" sqref="D3" prompt="{BOTH}"><formula1>1</formula1><formula2>2</formula2></dataValidation></dataValidations>'), "input-message"),
    Carrier("condition of a format", lambda parts: after_data(parts, f'<conditionalFormatting sqref="B3"><cfRule type="cellIs" priority="1" operator="greaterThan"><formula>{NUMBER}</formula></cfRule></conditionalFormatting>'), "rule-constant", text=False),
    Carrier("scenario", lambda parts: after_data(parts, f'<scenarios><scenario name="{TEXT}" user="J. Doe" count="1"><inputCells r="B3" val="{NUMBER}"/></scenario></scenarios>'), "scenario"),
    Carrier("filter that is on", lambda parts: after_data(parts, f'<autoFilter ref="A2:C4"><filterColumn colId="1"><filters><filter val="{NUMBER}"/><filter val="{TEXT}"/></filters></filterColumn></autoFilter>'), "filter"),
    Carrier("custom sheet view", lambda parts: after_data(parts, f'<customSheetViews><customSheetView guid="{{00000000-0000-0000-0000-000000000001}}"><headerFooter><oddHeader>{BOTH}</oddHeader></headerFooter></customSheetView></customSheetViews>'), "custom-view"),
    Carrier("header", lambda parts: after_data(parts, f"<headerFooter><oddHeader>&amp;C{BOTH}</oddHeader></headerFooter>"), "header"),
    Carrier("header cut up by its lettering", lambda parts: after_data(parts, '<headerFooter><oddHeader>&amp;LZEBRA &amp;BQUA&amp;"Arial,Bold"RTZ &amp;14 1234&amp;I567.5</oddHeader></headerFooter>'), "header"),
    Carrier("header never printed", lambda parts: after_data(parts, f"<headerFooter><evenFooter>&amp;L{BOTH}</evenFooter></headerFooter>"), "header"),
    Carrier("link's address", linked(f"https://example.com/?q=ZEBRA%20QUARTZ&amp;n={NUMBER}"), "link-target", form="percent-encoded as written"),
    Carrier("link's tip", linked("https://example.com/", f'tooltip="{BOTH}"'), "link-tip"),
    Carrier("link to a computer", linked("file:///C:/Users/jdoe/ZEBRA%20QUARTZ.xlsx"), "path", number=False),
    Carrier("link on an empty cell", linked("https://example.com/", reference="F20"), "empty-link", number=False, text=False),
    Carrier("link that nothing uses", lambda parts: related(parts, SHEET, "hyperlink", f"https://example.com/{NUMBER}", None, mode='TargetMode="External"'), "unused-link", text=False),
    Carrier("protected range", lambda parts: after_data(parts, f'<protectedRanges><protectedRange name="{TEXT}" sqref="A1"/></protectedRanges>'), "protected-range", number=False),
    Carrier("macro name of a sheet", lambda parts: swap(parts, SHEET, "<sheetPr>", '<sheetPr codeName="ZEBRAQUARTZ1234567">'), "code-name"),
    # tables and styles
    Carrier("comment of a table", tabled(f'comment="{BOTH}"'), "alt-text"),
    Carrier("column name that no cell shows", tabled(column=BOTH), "table-heading"),
    Carrier("label of a totals row not shown", tabled(totals=f'totalsRowLabel="{BOTH}"'), "table-total"),
    Carrier("words of a number format", hidden_format(f'0;0;0;@;"{BOTH}"', "Shown"), "format-text"),
    Carrier("letters of a number format", hidden_format(r"0;0;0;@\Z\E\B\R\A\ \Q\U\A\R\T\Z", "Shown"), "format-text", number=False),
    Carrier("name of a style", lambda parts: swap(parts, STYLES, '<cellStyle name="Normal"', f'<cellStyle name="ZEBRA QUARTZ {NUMBER}" xfId="0"/><cellStyle name="Normal"'), "style-name"),
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
    # in plain view, in another shape: for the search for secrets only
    Carrier("runs of a text", split_runs, None),
    Carrier("value cut up by a comment", in_sight('<c r="A6"><v>1234<!-- -->567.5</v></c>'), "xml-comment", text=False),
    Carrier("pieces along a row", in_sight(cell("A6", "ZEBRA"), cell("B6", "QUARTZ"), cell("D6", "1234"), cell("E6", "567"), cell("F6", ".5")), None, form="split over cells"),
    Carrier("entities", in_sight('<c r="A6" t="inlineStr"><is><t>&#90;EBRA QUA&#x52;TZ &#49;234567.5</t></is></c>'), None),
    Carrier("base64", in_sight(cell("A6", base64.b64encode(BOTH.encode()).decode())), None, form="in base64 as written"),
    Carrier("base64 of UTF-16", in_sight(cell("A6", base64.b64encode(BOTH.encode("utf-16-le")).decode())), None),
    Carrier("hexadecimal", in_sight(cell("A6", binascii.hexlify(BOTH.encode()).decode())), None, form="in hexadecimal as written"),
    Carrier("binary number in hexadecimal", in_sight(cell("A6", XLS_NUMBER.hex())), None, text=False),
    Carrier("binary number in base64", in_sight(cell("A6", base64.b64encode(XLS_NUMBER).decode())), None, text=False),
    Carrier("link's address with plus signs", linked("mailto:post@example.com?subject=ZEBRA+QUARTZ"), None, number=False),
    Carrier("percent signs", in_sight(cell("A6", "%5AEBRA%20QUARTZ%20%31234567%2E5")), None),
    Carrier("full width", in_sight(cell("A6", "ＺＥＢＲＡ　ＱＵＡＲＴＺ １２３４５６７．５")), None),
    Carrier("other spaces and case", in_sight(cell("A6", "zebra\u00a0\u00a0Quartz 1\u202f234\u202f567,5")), None),
    Carrier("in words", in_sight(cell("A6", "one million, two hundred and thirty-four thousand, five hundred and sixty-seven pounds")), None, text=False),
    Carrier("backwards", in_sight(cell("A6", BOTH[::-1])), None),
    Carrier("by arithmetic", derived, None, text=False),
    Carrier("by a share of one", in_sight(cell("A6", 4938270), cell("B6", 0.25)), None, text=False),
    Carrier("by a share in percent", in_sight(cell("A6", 4938270), cell("B6", 25)), None, text=False),
)  # fmt: skip

FORMS = (
    "1234567.5", "1,234,567.50", "£1,234,567.50", "1 234 567.5", "1.234.567,50", "1'234'567.50", "12,34,567.50", "1234.5675",
    "£1.2m", "1.23m", "1.235 million", "£1,234.6k", "1.235E+06", "1234567.5000001", "1234567.4999999", "123456750", "(1,234,567.50)",
    "-1234567.5", "1,234,568", "1234567.50 CR", "GBP1234567.5", "total:1234567.5;", "5.7654321", "1235000", "=1234567.5",
    "١٬٢٣٤٬٥٦٧٫٥", "1 2 3 4 5 6 7",
)  # fmt: skip
TEXT_FORMS = (
    "Zebra Quartz", "zebra\u00a0 quartz", "Zebra\nQuartz", "ZebraQuartz", "ZEBRA_QUARTZ", "zebra-quartz.xlsx", "Quartz, Zebra",
    "Z E B R A   Q U A R T Z", "Zébra Quàrtz", "Ze\u00adbra Quartz", "ztrauq arbez", "annual-ZebraQuartz2", "zebra (quartz)",
)  # fmt: skip
NOT_TEXT_FORMS = ("zebras and quartz", "a zebra", "quartz", "zebra quarry", "ZebraQuartzite", "quartz zebra")
NOT_FORMS = ("12345678.5", "234567.5", "1234", "1.2", "2012/13", "71234567.5", "1234567.51234", "A1234", "1.1m", "1.3m")
