"""Marks put into the zip file, beside or between its parts."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from .making import BOTH, Build, Parts, before_end, packed


def orphan(name: str, content: bytes) -> Build:
    return lambda parts: before_end(
        parts | {name: content},
        "[Content_Types].xml",
        "Types",
        f'<Override PartName="/{name}" ContentType="application/xml"/>',
    )


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
