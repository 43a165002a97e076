"""The older container (OLE compound file) inside a workbook: its streams, and macro text, which is kept compressed."""

from __future__ import annotations

import struct
from collections.abc import Iterator

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks, not places


def streams(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The name and bytes of every stream and storage of a compound file; nothing when it cannot be read."""
    try:
        yield from _streams(data)
    except (struct.error, IndexError, ValueError):
        return


def _streams(data: bytes) -> Iterator[tuple[str, bytes]]:
    shift, mini_shift = struct.unpack_from("<30xHH", data)
    sector, mini_sector = 1 << shift, 1 << mini_shift
    if not (sector in (512, 4096) and mini_sector == 64):
        return
    root, cutoff, mini_start = struct.unpack_from("<48xL4xLL", data)
    difat = list(struct.unpack_from("<109L", data, 76))
    following = struct.unpack_from("<68xL", data)[0]
    seen = set()
    while following < _LAST and following not in seen:
        seen.add(following)
        block = struct.unpack_from(f"<{sector // 4}L", data, (following + 1) * sector)
        difat += block[:-1]
        following = block[-1]
    table: list[int] = []
    for place in difat:
        if place < _LAST and (place + 2) * sector <= len(data) + sector:
            piece = data[(place + 1) * sector : (place + 2) * sector]
            table += struct.unpack(f"<{len(piece) // 4}L", piece[: len(piece) // 4 * 4])

    def chain(start: int) -> bytes:
        return b"".join(data[(place + 1) * sector : (place + 2) * sector] for place in _links(table, start))

    directory = chain(root)
    mini_bytes = chain(mini_start)
    mini_table = list(struct.unpack(f"<{len(mini_bytes) // 4}L", mini_bytes[: len(mini_bytes) // 4 * 4]))
    mini_stream = b""
    for at in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<64xHB", directory, at)
        if kind not in (1, 2, 5):
            continue
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<116xLL", directory, at)
        if kind == 5:
            mini_stream = chain(start)[:size]
        elif kind == 1:
            yield name, b""
        elif size < cutoff:
            pieces = (mini_stream[place * 64 : place * 64 + 64] for place in _links(mini_table, start))
            yield name, b"".join(pieces)[:size]
        else:
            yield name, chain(start)[:size]


def _links(table: list[int], start: int) -> Iterator[int]:
    """The sectors of a chain, in order; a chain that bites its tail ends."""
    seen = set()
    while start < _LAST and start < len(table) and start not in seen:
        seen.add(start)
        yield start
        start = table[start]


def macro_texts(stream: bytes) -> Iterator[bytes]:
    """The text of the macros in a stream of a macro project (the compression of MS-OVBA 2.4.1)."""
    starts = {0} if stream[:1] == b"\x01" else set()
    at = stream.find(b"\x00Attribut")
    while at >= 0:
        starts.add(at - 3)
        at = stream.find(b"\x00Attribut", at + 1)
    for start in sorted(starts):
        if start >= 0:
            text = _expanded(stream, start)
            if text:
                yield text


def _expanded(stream: bytes, start: int) -> bytes:
    """One compressed container from its signature byte on; empty when it is none."""
    if stream[start : start + 1] != b"\x01":
        return b""
    whole = bytearray()
    at = start + 1
    while at + 2 <= len(stream):
        header = stream[at] | stream[at + 1] << 8
        if header >> 12 & 7 != 3:
            break
        end = min(at + (header & 0x0FFF) + 3, len(stream))
        at += 2
        if not header & 0x8000:
            whole += stream[at:end]
            at = end
            continue
        first = len(whole)
        while at < end:
            flags = stream[at]
            at += 1
            for bit in range(8):
                if at >= end:
                    break
                if not flags >> bit & 1:
                    whole.append(stream[at])
                    at += 1
                    continue
                if at + 1 >= end:
                    return bytes(whole)
                token = stream[at] | stream[at + 1] << 8
                at += 2
                width = max(4, (len(whole) - first - 1).bit_length())
                back = (token >> (16 - width)) + 1
                if back > len(whole):
                    return bytes(whole)
                for _ in range((token & (0xFFFF >> width)) + 3):
                    whole.append(whole[-back])
    return bytes(whole)
