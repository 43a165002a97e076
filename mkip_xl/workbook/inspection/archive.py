"""The zip file under a workbook, byte by byte: its entries, and every byte that belongs to none of them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_LOCAL = b"PK\x03\x04"
_CENTRAL = b"PK\x01\x02"
_END = b"PK\x05\x06"
_END64 = b"PK\x06\x06"
_LOCATOR64 = b"PK\x06\x07"
_DESCRIPTOR = b"PK\x07\x08"


class NotAnArchive(ValueError):
    """Bytes that are not a whole zip file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the central directory tells it, with the places of its bytes in the file."""

    name: str
    method: int
    flags: int
    size: int
    header: int
    start: int
    end: int
    comment: bytes
    extra: bytes
    local_extra: bytes
    local_name: bytes
    central_name: bytes


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file laid open. `loose` is every run of bytes that no entry owns, with where it lies in words."""

    data: bytes
    entries: tuple[Entry, ...]
    comment: bytes
    loose: tuple[tuple[str, bytes], ...]

    def read(self, entry: Entry) -> tuple[bytes, bytes]:
        """The content of an entry, and any bytes lying behind its compressed stream.

        Raises NotAnArchive when more comes out than the entry says, or the stream is damaged.
        """
        raw = self.data[entry.start : entry.end]
        if entry.method == 0:
            return raw, b""
        if entry.method != 8:
            raise NotAnArchive(f"{entry.name} is packed in a way (method {entry.method}) that cannot be read")
        return inflate(raw, entry.size)


def inflate(raw: bytes, limit: int, window: int = -15) -> tuple[bytes, bytes]:
    """A compressed stream inflated, and what lies behind it; ValueError when damaged or larger than `limit`."""
    machine = zlib.decompressobj(window)
    try:
        content = machine.decompress(raw, limit + 1)
        if len(content) > limit:
            raise NotAnArchive(f"more than {limit} bytes come out of a compressed stream")
        content += machine.flush()
    except zlib.error as fault:
        raise NotAnArchive("a compressed stream is damaged") from fault
    return content, machine.unused_data


def open_archive(data: bytes) -> Archive:
    """The zip file in `data`; NotAnArchive when there is no whole one."""
    try:
        return _open(data)
    except (struct.error, IndexError) as fault:
        raise NotAnArchive("the zip directory is damaged") from fault


def _open(data: bytes) -> Archive:
    end = data.rfind(_END)
    if end < 0:
        raise NotAnArchive("no end of a zip directory")
    count, size, offset, comment_length = struct.unpack_from("<10xHLLH", data, end)
    owned: list[tuple[int, int]] = [(end, end + 22 + comment_length)]
    tail = end
    if data[end - 20 : end - 16] == _LOCATOR64:
        end64 = data.rfind(_END64, 0, end - 20)
        if end64 >= 0:
            count, size, offset = struct.unpack_from("<32xQQQ", data, end64)
            record = struct.unpack_from("<4xQ", data, end64)[0] + 12
            owned += [(end64, end64 + record), (end - 20, end)]
            tail = end64
    shift = tail - (offset + size)
    if shift < 0 or data[offset + shift : offset + shift + 4] not in (_CENTRAL, _END, _END64):
        shift = 0
    entries = []
    at = offset + shift
    owned.append((at, at + size))
    for _ in range(count):
        if data[at : at + 4] != _CENTRAL:
            raise NotAnArchive("the zip directory is damaged")
        entry, at, span = _entry(data, at, shift)
        entries.append(entry)
        owned.append(span)
    loose = tuple(_between(data, owned))
    return Archive(data, tuple(entries), data[end + 22 : end + 22 + comment_length], loose)


def _entry(data: bytes, at: int, shift: int) -> tuple[Entry, int, tuple[int, int]]:
    """The entry at a place of the directory, the place of the next, and the span of bytes it owns."""
    flags, method, _crc, packed, size, n_name, n_extra, n_comment, header = struct.unpack_from(
        "<8xHH4xLLLHHH8xL", data, at
    )
    name = data[at + 46 : at + 46 + n_name]
    extra = data[at + 46 + n_name : at + 46 + n_name + n_extra]
    comment = data[at + 46 + n_name + n_extra : at + 46 + n_name + n_extra + n_comment]
    if 0xFFFFFFFF in (packed, size, header):
        size, packed, header = _zip64(extra, size, packed, header)
    header += shift
    if data[header : header + 4] != _LOCAL:
        raise NotAnArchive("an entry of the zip directory points nowhere")
    l_name, l_extra = struct.unpack_from("<26xHH", data, header)
    start = header + 30 + l_name + l_extra
    end = start + packed
    close = end
    if flags & 8:
        signed = data[end : end + 4] == _DESCRIPTOR
        wide = data[end + (4 if signed else 0) + 4 :][:8] == struct.pack("<Q", packed) and packed != 0
        close = end + (4 if signed else 0) + (20 if wide else 12)
    encoding = "utf-8" if flags & 0x800 else "cp437"
    entry = Entry(
        name.decode(encoding, "replace"), method, flags, size, header, start, end, comment, extra,
        data[header + 30 + l_name : start], data[header + 30 : header + 30 + l_name], name,
    )  # fmt: skip
    return entry, at + 46 + n_name + n_extra + n_comment, (header, close)


def _zip64(extra: bytes, size: int, packed: int, header: int) -> tuple[int, int, int]:
    for tag, body in extra_fields(extra):
        if tag == 1:
            numbers = list(struct.unpack(f"<{len(body) // 8}Q", body[: len(body) // 8 * 8]))
            size = numbers.pop(0) if size == 0xFFFFFFFF else size
            packed = numbers.pop(0) if packed == 0xFFFFFFFF else packed
            header = numbers.pop(0) if header == 0xFFFFFFFF else header
    return size, packed, header


def extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """The tag and bytes of each extra field; what cannot be read as one comes last under tag -1."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        if at + 4 + length > len(extra):
            break
        yield tag, extra[at + 4 : at + 4 + length]
        at += 4 + length
    if at < len(extra):
        yield -1, extra[at:]


def _between(data: bytes, owned: list[tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """Every run of bytes of the file that nothing owns, with its place in words."""
    reached = 0
    for start, end in sorted(owned):
        if start > reached:
            where = "before the first entry of the file" if reached == 0 else "between the entries of the file"
            yield where, data[reached:start]
        reached = max(reached, end)
    if reached < len(data):
        yield "behind the end of the file", data[reached:]


def salvage(data: bytes, limit: int) -> Iterator[tuple[str, bytes]]:
    """Entries that lie in loose bytes without a directory (a deleted part, for one): their name and content."""
    at = data.find(_LOCAL)
    while at >= 0:
        following = data.find(_LOCAL, at + 4)
        try:
            _flags, method, packed, n_name, n_extra = struct.unpack_from("<6xHH8xL4xHH", data, at)
            start = at + 30 + n_name + n_extra
            name = data[at + 30 : at + 30 + n_name].decode("utf-8", "replace")
            raw = data[start : start + packed] if packed else data[start:]
            yield name, raw if method == 0 else inflate(raw, limit)[0]
        except (struct.error, NotAnArchive):
            pass
        at = following
