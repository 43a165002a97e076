"""What is wrapped inside some bytes or a text: files within files, and texts written in another alphabet."""

from __future__ import annotations

import base64
import binascii
import bz2
import html
import io
import lzma
import quopri
import re
import struct
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

from mkip_xl.workbook.inspection import archive, compound

_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?=[0-9+/]{0,40}[A-Za-z])[A-Za-z0-9+/_-]{8,}(?:\s?[\r\n]+[A-Za-z0-9+/]+)*={0,2}"
)
_HEX = re.compile(r"(?<![0-9A-Za-z])((?:(?:0x)?[0-9a-fA-F]{2}[ :,]{0,2}){5,})(?![0-9A-Za-z])")
_BASE32 = re.compile(r"(?<![A-Z0-9])[A-Z2-7]{8,}={0,6}(?![A-Za-z0-9])")
_CODES = re.compile(r"(?<![\d.])\d{2,3}(?:[ ,;]{1,2}\d{2,3}){5,}(?![\d.])")
_CHARACTER = re.compile(r"(?:(?:UNI)?CHAR|ChrW?\$?|fromCharCode)\(\s*(\d{1,6})\s*\)(?:\s*[&+]\s*)?", re.I)
_GARBLED = re.compile("[\u00c2-\u00ef\u00f0][\u0080-\u00bf\u0152-\u2122]")
_FILES = (b"PK", b"\x1f\x8b", b"BZ", b"x\x9c", b"x\xda", b"x\x01", b"\x89PNG", b"\xd0\xcf\x11\xe0", b"%PDF")
_ESCAPES = re.compile(
    r"_x([0-9A-Fa-f]{4})_|\\u\{?([0-9A-Fa-f]{4})\}?|\\x([0-9A-Fa-f]{2})|\\'([0-9A-Fa-f]{2})"
    r"|U\+([0-9A-F]{4,5})(?:[ ,]+(?=U\+))?|=([0-9A-F]{2})(?![0-9A-F])|=\r?\n"
)
_DOUBLE = 8  # bytes of a binary number
_HEADED = 64  # a file may begin behind so many bytes of its own
_PIXELS = (b"IDAT", b"fdAT")
_RTF = re.compile(r"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,5})\s?\??|\\[a-z]+-?\d* ?|[{}\r\n]")
_PDF_TEXT = re.compile(rb"\(((?:[^()\\]|\\.)*)\)", re.S)
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.S)


def inner_files(data: bytes, limit: int) -> Iterator[tuple[str, bytes]]:
    """Each file wrapped in some bytes: its name in words, and its bytes. At most `limit` bytes come out of one.

    Raises ValueError when one is larger or cannot be opened to the end.
    """
    head = data[:8]
    if b"PK\x03\x04" in data or b"PK\x05\x06" in data:
        yield from _zipped(data, limit)
    if compound.SIGNATURE in data:
        found = data[data.index(compound.SIGNATURE) :]
        for name, stream in compound.streams(found):
            yield f"stream {name}", stream
            for text in compound.macro_texts(stream):
                yield f"macro text of {name}", text
    if head[:2] == b"\x1f\x8b":
        yield "gzip content", archive.inflate(data, limit, 31)[0]
    elif head[:1] == b"x" and head[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
        yield "compressed content", archive.inflate(data, limit, 15)[0]
    elif head[:3] == b"BZh":
        yield "bzip2 content", _unpacked(bz2.BZ2File(io.BytesIO(data)), limit)
    elif head[:6] == b"\xfd7zXZ\x00":
        with lzma.LZMAFile(io.BytesIO(data)) as stream_of_xz:
            yield "xz content", _unpacked(stream_of_xz, limit)
    elif head == b"\x89PNG\r\n\x1a\n":
        yield from _png(data, limit)
    elif head[:5] == b"%PDF-":
        yield from _pdf(data, limit)
    elif head[:5] == b"{\\rtf":
        yield "text of the document", _RTF.sub(_rtf_sign, data.decode("cp1252", "replace")).encode()


def _zipped(data: bytes, limit: int) -> Iterator[tuple[str, bytes]]:
    try:
        opened = archive.open_archive(data)
    except archive.NotAnArchive:
        yield from archive.salvage(data, limit)
        return
    for entry in opened.entries:
        if entry.flags & 1:
            raise ValueError(f"{entry.name} inside it has a password")
        if entry.size > limit:
            raise ValueError(f"{entry.name} inside it is larger than {limit} bytes")
        content, behind = opened.read(entry)
        yield entry.name, content
        if behind:
            yield f"bytes behind {entry.name}", behind
    for where, loose in opened.loose:
        yield f"bytes {where}", loose


def _unpacked(stream: io.BufferedIOBase | bz2.BZ2File | lzma.LZMAFile, limit: int) -> bytes:
    try:
        content = stream.read(limit + 1)
    except (OSError, EOFError, lzma.LZMAError) as fault:
        raise ValueError("a compressed stream is damaged") from fault
    if len(content) > limit:
        raise ValueError(f"more than {limit} bytes come out of a compressed stream")
    return content


def _png(data: bytes, limit: int) -> Iterator[tuple[str, bytes]]:
    """The compressed texts of a picture, in whatever kind of chunk; plain ones are readable as they lie."""
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">L4s", data, at)
        body = data[at + 8 : at + 8 + length]
        at += 12 + length
        for offset in range(len(body)) if kind not in _PIXELS else ():
            if body[offset : offset + 1] == b"x":
                try:
                    yield f"{kind.decode('latin-1')} text of the picture", archive.inflate(body[offset:], limit, 15)[0]
                    break
                except ValueError:
                    continue


def _pdf(data: bytes, limit: int) -> Iterator[tuple[str, bytes]]:
    """The words of each page, whatever alphabet its fonts have, and every stream."""
    for place, stream in enumerate(_PDF_STREAM.findall(data), 1):
        try:
            content = archive.inflate(stream, limit, 15)[0]
        except ValueError:
            continue
        yield f"PDF stream {place}", content
        yield f"text of PDF stream {place}", b"".join(_PDF_TEXT.findall(content))
    try:
        import pypdf
    except ImportError as fault:
        raise ValueError('a PDF inside it cannot be read without pypdf: pip install "mkip_xl[pdf]"') from fault
    try:
        for place, page in enumerate(pypdf.PdfReader(io.BytesIO(data)).pages, 1):
            yield f"page {place}", page.extract_text().encode()
    except Exception as fault:  # a damaged PDF fails in as many ways as there are objects in it
        raise ValueError("a PDF inside it is damaged or has a password") from fault


def _rtf_sign(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2]) % 2**16 if found[2] else None
    return "" if code is None else chr(code)


def inner_texts(text: str) -> Iterator[tuple[str, str | bytes]]:
    """Each text written in another alphabet inside a text: how, and what it says (bytes when it is no plain text)."""
    if "&" in text:
        plain = html.unescape(text)
        if plain != text:
            yield "with characters escaped", plain
    if re.search("%[0-9A-Fa-f]{2}", text):
        plain = unquote(text.replace("+", " "), errors="replace")
        if plain != text:
            yield "percent-encoded", plain
    if _ESCAPES.search(text):
        plain = _ESCAPES.sub(lambda found: chr(int(next(filter(None, found.groups()), "200b"), 16)), text)
        if plain != text:
            yield "with characters escaped", plain
    yield from _spelled_out(text)
    for found in dict.fromkeys(_BASE64.findall(text)):
        content = _from_base64(found)
        if content is not None:
            yield "in base64", content
    for found in dict.fromkeys(_HEX.findall(text)):
        digits = re.sub("0x(?=..)|[ :,]", "", found)
        if len(digits) % 2 == 0:
            content = bytes.fromhex(digits)
            if _readable(content) or len(content) == _DOUBLE:
                yield "in hexadecimal", content


def _spelled_out(text: str) -> Iterator[tuple[str, str]]:
    """What a text says by the numbers of its letters, in quoted-printable or base32, or read in a wrong alphabet."""
    if "(" in text and _CHARACTER.search(text):
        yield "by the numbers of its letters", _CHARACTER.sub(lambda found: chr(int(found[1]) % 0x110000), text)
    for found in _CODES.findall(text):
        codes = [int(code) for code in re.findall(r"\d+", found)]
        if all(31 < code < 256 for code in codes):
            yield "by the numbers of its letters", "".join(map(chr, codes))
    if re.search(r"\\[0-7]{3}", text):
        yield "with characters escaped", re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)
    if re.search("=[0-9A-F]{2}", text):
        plain = quopri.decodestring(text.encode()).decode("utf-8", "replace")
        if plain != text:
            yield "in quoted-printable", plain
    if not text.isascii() and _GARBLED.search(text):
        for encoding in ("latin-1", "cp1252"):
            plain = text.encode(encoding, "ignore").decode("utf-8", "ignore")
            yield "read in a wrong alphabet", plain
    for found in dict.fromkeys(_BASE32.findall(text)):
        bare = found.rstrip("=")
        try:
            content = base64.b32decode(bare + "=" * (-len(bare) % 8))
        except (binascii.Error, ValueError):
            continue
        if content and _readable(content):
            yield "in base32", content.decode("utf-8", "replace")


def _from_base64(text: str) -> bytes | None:
    bare = re.sub(r"\s", "", text).rstrip("=").replace("-", "+").replace("_", "/")
    if len(bare) % 4 == 1:
        return None
    try:
        content = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    number = len(content) == _DOUBLE and text.endswith("=")
    wrapped = len(content) > _HEADED and any(mark in content[:_HEADED] for mark in _FILES if len(mark) > 3)
    wrapped |= b"PK\x03\x04" in content[:_HEADED]
    return content if number or wrapped or content.startswith(_FILES) or _readable(content) else None


def _readable(content: bytes) -> bool:
    """Whether bytes are text, in one byte or two to a letter."""
    wide = content[0:1] == b"\x00" or content[1:2] == b"\x00"
    even = content.replace(b"\x00", b"") if wide else content
    odd = sum(1 for byte in even if byte < 9 or 13 < byte < 32 or byte == 127)
    if odd:
        return False
    try:
        even.decode("utf-8")
    except UnicodeDecodeError:
        return wide
    return True


def raw_deflate(data: bytes, limit: int) -> bytes:
    """Bytes that are a bare compressed stream, inflated; empty when they are none."""
    try:
        content, _ = archive.inflate(data, limit)
    except ValueError:
        return b""
    return content if len(content) > 8 and zlib.crc32(content) else b""
