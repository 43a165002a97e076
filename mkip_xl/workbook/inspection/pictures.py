"""Pictures: what a picture file carries besides the picture."""

from __future__ import annotations

import re
import struct

from mkip_xl.workbook.inspection.notes import Notes
from mkip_xl.workbook.inspection.opened import Opened

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TEXT = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_PNG_USUAL = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD hIST pHYs sPLT acTL fcTL fdAT cICP mDCV cLLI".split()
)
_PICTURE = re.compile(r"(?i)\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|wdp)$")


def look_at_pictures(book: Opened, notes: Notes, owners: dict[str, str]) -> None:
    """Note pictures that carry texts, a camera's data, or bytes behind their end."""
    for part in book.parts():
        if not _PICTURE.search(part) or "thumbnail" in part.lower():
            continue
        for what in _carried(book.read(part)):
            notes.note("picture-data", f"The picture {part} carries {what}, which is never shown.", owners.get(part))


def _carried(data: bytes) -> list[str]:
    if data.startswith(_PNG):
        return _png(data)
    if data[:2] == b"\xff\xd8":
        return _jpeg(data)
    if data[:6] in (b"GIF87a", b"GIF89a"):
        comment = b"\x21\xfe" in data
        rest = data[data.rfind(b"\x3b") + 1 :].strip(b"\x00")
        return ["a comment"] * comment + ["bytes behind its end"] * bool(rest)
    if data.lstrip()[:5] in (b"<?xml", b"<svg ", b"<svg>") or b"<svg" in data[:500]:
        found = [
            word.decode()
            for word in (b"<title", b"<desc", b"<metadata", b"<text", b"<!--", b"display:none")
            if word in data
        ]
        return [f"texts ({', '.join(found)})"] if found else []
    if data[:2] == b"BM" and len(data) > 6:
        size = struct.unpack_from("<L", data, 2)[0]
        return ["bytes behind its end"] if 0 < size < len(data) else []
    if data[:4] in (b"II*\x00", b"MM\x00*"):
        return ["the data of a TIFF file"] if re.search(rb"[ -~]{12,}", data) else []
    return []


def _png(data: bytes) -> list[str]:
    found, at = [], 8
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">L4s", data, at)
        at += 12 + length
        if kind in _PNG_TEXT and not (
            kind == b"tEXt"
            and data[at - 4 - length : at - 4].lower().startswith((b"software\x00matplotlib", b"software\x00adobe"))
        ):
            found.append("a text or camera data" if kind != b"tIME" else "the time it was made")
        elif kind not in _PNG_TEXT | _PNG_USUAL:
            found.append("a chunk of an unknown kind")
        if kind == b"IEND":
            break
    if data[at:].strip(b"\x00"):
        found.append("bytes behind its end")
    return list(dict.fromkeys(found))


def _jpeg(data: bytes) -> list[str]:
    found, at = [], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xDA:
            break
        length = struct.unpack_from(">H", data, at + 2)[0]
        body = data[at + 4 : at + 2 + length]
        if mark == 0xFE:
            found.append("a comment")
        elif mark == 0xE1:
            found.append("a camera's data (Exif or XMP)")
        elif mark == 0xED:
            found.append("a press caption (IPTC)")
        elif mark in range(0xE2, 0xF0) and not body.startswith((b"ICC_PROFILE", b"Adobe", b"MPF")):
            found.append("data of another program")
        at += 2 + length
    end = data.rfind(b"\xff\xd9")
    if end >= 0 and data[end + 2 :].strip(b"\x00"):
        found.append("bytes behind its end")
    return list(dict.fromkeys(found))
