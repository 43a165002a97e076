# ruff: noqa: E501  (one carrier a line: the table is read down, not across)
"""Files of other kinds that a workbook can wrap: pictures, documents, old compound files."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from .making import BOTH, NUMBER


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


XLS_NUMBER = struct.pack("<d", NUMBER)


SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><desc>{BOTH}</desc></svg>'.encode()


MODULE = b'Attribute VB_Name = "M"\r\nSub A()\r\nx = 1234567.5 \' ZEBRA QUARTZ\r\nEnd Sub\r\n'
