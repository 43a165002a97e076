# ruff: noqa: E501 - tables of cases and reasons read by the line
"""Workbooks put together part by part and byte by byte, so that anything in them can be made wrong."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FORMATS = {
    1: (14, None),
    2: (10, None),
    3: (164, "dd/mm/yyyy hh:mm"),
    4: (165, "[h]:mm"),
    5: (49, None),
    6: (4, None),
    7: (21, None),
}
"""Style number → built-in number format, or one of our own: date, percentage, moment, duration, text, amount, time."""

Parts = dict[str, bytes]


def rels(*relations: tuple[str, str, str], base: str = REL, mode: str = "") -> bytes:
    """A list of relationships: (id, last word of the type, target)."""
    inside = "".join(
        f'<Relationship Id="{identity}" Type="{base}/{kind}" Target="{target}"{mode}/>'
        for identity, kind, target in relations
    )
    return f'{HEAD}<Relationships xmlns="{PKG}">{inside}</Relationships>'.encode()


def content_types(*extra: tuple[str, str], main: str = f"{SHEET_TYPE}.sheet.main+xml") -> bytes:
    """The content types of a workbook with one sheet, and of more parts (name, type)."""
    listed = [
        ("/xl/workbook.xml", main),
        ("/xl/worksheets/sheet1.xml", f"{SHEET_TYPE}.worksheet+xml"),
        ("/xl/styles.xml", f"{SHEET_TYPE}.styles+xml"),
        ("/xl/sharedStrings.xml", f"{SHEET_TYPE}.sharedStrings+xml"),
        *extra,
    ]
    inside = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in listed)
    return (
        f'{HEAD}<Types xmlns="{TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{inside}</Types>'
    ).encode()


def workbook(*sheets: tuple[str, str], before: str = "", after: str = "") -> bytes:
    """The workbook part: sheets as (name, relationship id)."""
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="{rid}"/>' for at, (name, rid) in enumerate(sheets, 1))
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}">{before}<sheets>{listed}</sheets>{after}</workbook>'.encode()
    )


def sheet(data: str = "", before: str = "", after: str = "", head: str = HEAD) -> bytes:
    """A worksheet: the rows, and what goes before and after them."""
    return f'{head}<worksheet xmlns="{MAIN}" xmlns:r="{REL}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'.encode()


def strings(*texts: str, counts: str = "") -> bytes:
    """Shared strings, each the inside of its `si`."""
    inside = "".join(f"<si>{text}</si>" for text in texts)
    return f'{HEAD}<sst xmlns="{MAIN}"{counts}>{inside}</sst>'.encode()


def styles() -> bytes:
    """Eight cell styles: General, then those of FORMATS."""
    custom = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in FORMATS.values() if code)
    xfs = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        for number in (0, *(n for n, _ in FORMATS.values()))
    )
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="2">{custom}</numFmts>'
        '<fonts count="1"><font><sz val="10"/><name val="Arial"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="8">{xfs}</cellXfs></styleSheet>'
    ).encode()


def parts(data: str = '<row r="1"><c r="A1"><v>1250.5</v></c></row>', **more: bytes | None) -> Parts:
    """The parts of a sound workbook with one sheet, `Sheet1`. `more` replaces parts by a short name; None removes one."""
    short = {
        "types": "[Content_Types].xml",
        "root": "_rels/.rels",
        "workbook": "xl/workbook.xml",
        "workbook_rels": "xl/_rels/workbook.xml.rels",
        "sheet": "xl/worksheets/sheet1.xml",
        "styles": "xl/styles.xml",
        "strings": "xl/sharedStrings.xml",
    }
    made: Parts = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": rels(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook(("Sheet1", "rId1")),
        "xl/_rels/workbook.xml.rels": rels(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet(data),
        "xl/styles.xml": styles(),
        "xl/sharedStrings.xml": strings("<t>Maidstone</t>", "<t>Swale</t>", "<t>Tunbridge Wells</t>"),
    }
    for name, content in more.items():
        part = short[name]
        if content is None:
            del made[part]
        else:
            made[part] = content
    return made


def zipped(made: Parts, *, stored: bool = False) -> bytes:
    """The parts as an ordinary zip file, dates fixed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in made.items():
            info = zipfile.ZipInfo(name, (2013, 4, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


@dataclass
class Entry:
    """One member of a zip file written by hand: whatever is not None is told instead of the truth."""

    name: bytes
    content: bytes
    method: int = 8
    raw: bytes | None = None
    flags: int = 0
    local_name: bytes | None = None
    crc: int | None = None
    size: int | None = None
    local_size: int | None = None
    offset: int | None = None
    extra: bytes = b""
    local_extra: bytes = b""
    attributes: int = 0
    before: bytes = b""
    descriptor: bool = False
    disk: int = 0


def entries(made: Parts) -> list[Entry]:
    """The parts as entries to be told lies about."""
    return [Entry(name.encode(), content) for name, content in made.items()]


def deflated(content: bytes, level: int = 6) -> bytes:
    """The content as a zip member holds it."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def by_hand(
    listed: list[Entry],
    *,
    comment: bytes = b"",
    count: int | None = None,
    shift: int = 0,
    disk: int = 0,
    zip64: bool = False,
) -> bytes:
    """A zip file written field by field."""
    out, central = bytearray(), bytearray()
    for entry in listed:
        out += entry.before
        raw = entry.raw if entry.raw is not None else entry.content if entry.method == 0 else deflated(entry.content)
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        size = len(entry.content) if entry.size is None else entry.size
        local_size = size if entry.local_size is None else entry.local_size
        flags = entry.flags | (8 if entry.descriptor else 0)
        name = entry.name if entry.local_name is None else entry.local_name
        offset = len(out) if entry.offset is None else entry.offset
        said = (0, 0, 0) if entry.descriptor else (crc, len(raw), local_size)
        out += struct.pack(
            "<4s5H3L2H", b"PK\x03\x04", 20, flags, entry.method, 0, 33, *said, len(name), len(entry.local_extra)
        )
        out += name + entry.local_extra + raw
        if entry.descriptor:
            out += struct.pack("<4sLLL", b"PK\x07\x08", crc, len(raw), size)
        central += struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, flags, entry.method, 0, 33, crc, len(raw), size,
            len(entry.name), len(entry.extra), 0, entry.disk, 0, entry.attributes, offset,
        )  # fmt: skip
        central += entry.name + entry.extra
    number = len(listed) if count is None else count
    start, length = len(out) + shift, len(central)
    out += central
    if zip64:
        where = len(out)
        out += struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, number, number, length, start)
        out += struct.pack("<4sLQL", b"PK\x06\x07", 0, where, 1)
        number, length, start = 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF
    out += struct.pack("<4s4H2LH", b"PK\x05\x06", disk, disk, number, number, length, start, len(comment)) + comment
    return bytes(out)


def noise(length: int) -> str:
    """Letters that hardly compress, the same every time."""
    import random

    return random.Random(2012).randbytes(length // 2 + 1).hex()[:length]
