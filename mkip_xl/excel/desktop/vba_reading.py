"""The source of a VBA project that we wrote, read back: enough to know which library it asks for."""

from __future__ import annotations

import struct

from mkip_xl.excel.desktop.compound import END, MINI, MINI_CUTOFF, SECTOR, STREAM


def module_texts(project: bytes) -> dict[str, str]:
    """The modules of a project whose modules begin with their source, as ours do, by name.

    >>> from mkip_xl.excel.desktop.vba_project import Module, vba_project
    >>> module_texts(vba_project([Module("Sums", "Function One()")]))["Sums"].splitlines()[1]
    'Function One()'
    """
    found = {}
    for name, data in _streams(project).items():
        if data[:1] == b"\x01" and name != "dir":
            found[name] = decompressed(data).decode("cp1252", "replace")
    return found


def decompressed(data: bytes) -> bytes:
    """The content of a compressed container ([MS-OVBA] 2.4.1).

    >>> decompressed(bytes.fromhex("0103b002614500"))[:5]
    b'aaaaa'
    """
    out = bytearray()
    at = 1
    while at < len(data):
        header = int.from_bytes(data[at : at + 2], "little")
        end = min(at + (header & 0x0FFF) + 3, len(data))
        at += 2
        if not header & 0x8000:
            out += data[at:end]
            at = end
            continue
        start = len(out)
        while at < end:
            flags = data[at]
            at += 1
            for bit in range(8):
                if at >= end:
                    break
                if not flags >> bit & 1:
                    out.append(data[at])
                    at += 1
                    continue
                token = int.from_bytes(data[at : at + 2], "little")
                at += 2
                bits = max((len(out) - start - 1).bit_length(), 4)
                back, length = (token >> (16 - bits)) + 1, (token & (0xFFFF >> bits)) + 3
                for _ in range(length):
                    out.append(out[-back])
    return bytes(out)


def _streams(data: bytes) -> dict[str, bytes]:
    """The streams of a small compound file, by their last name."""
    header = struct.unpack_from("<IIIIIIIIII", data, 44)
    fat_count, directory, mini_start = header[0], header[1], header[4]
    fat: list[int] = []
    for sector in struct.unpack_from(f"<{fat_count}I", data, 76):
        fat += struct.unpack_from("<128I", data, (sector + 1) * SECTOR)

    def chain(sector: int) -> bytes:
        parts: list[bytes] = []
        while sector != END and len(parts) <= len(fat):
            parts.append(data[(sector + 1) * SECTOR : (sector + 2) * SECTOR])
            sector = fat[sector]
        return b"".join(parts)

    entries = chain(directory)
    records = [entries[at : at + 128] for at in range(0, len(entries), 128)]
    mini = chain(struct.unpack_from("<I", records[0], 116)[0])
    mini_table = chain(mini_start)
    mini_fat = struct.unpack(f"<{len(mini_table) // 4}I", mini_table)
    found = {}
    for record in records:
        length, kind = struct.unpack_from("<HB", record, 64)
        if kind != STREAM:
            continue
        start, size = struct.unpack_from("<IQ", record, 116)
        name = record[: length - 2].decode("utf-16-le")
        if size >= MINI_CUTOFF:
            found[name] = chain(start)[:size]
            continue
        parts: list[bytes] = []
        sector = start
        while sector != END and size and len(parts) <= len(mini_fat):
            parts.append(mini[sector * MINI : (sector + 1) * MINI])
            sector = mini_fat[sector]
        found[name] = b"".join(parts)[:size]
    return found
