"""A compound file (MS-CFB version 3) written from its streams, the container a VBA project lives in.

Source: [MS-CFB] Compound File Binary File Format, sections 2.2 to 2.6. The same streams give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

SECTOR, MINI = 512, 64
MINI_CUTOFF = 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5
RED, BLACK = 0, 1


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: list[_Entry] = field(default_factory=list)
    number: int = 0
    left: int = FREE
    right: int = FREE
    child: int = FREE
    colour: int = BLACK
    start: int = 0
    size: int = 0

    @property
    def order(self) -> tuple[int, str]:
        """Names are ordered by length, then by their capitals."""
        return len(self.name), self.name.upper()


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """The bytes of a compound file that holds these streams; a path `Folder/Name` puts a stream in a storage.

    >>> compound_file({"VBA/dir": b"x"})[:8].hex()
    'd0cf11e0a1b11ae1'
    """
    root = _Entry("Root Entry", ROOT)
    for path, data in streams.items():
        _put(root, path.split("/"), data)
    entries = _numbered(root)

    mini, mini_fat, chains = bytearray(), [], []
    body: list[bytes] = []
    for entry in entries:
        if entry.kind != STREAM:
            continue
        entry.size = len(entry.data)
        if 0 < entry.size < MINI_CUTOFF:
            entry.start = len(mini) // MINI
            count = -(-entry.size // MINI)
            mini_fat += [entry.start + step + 1 for step in range(count - 1)] + [END]
            mini += entry.data.ljust(count * MINI, b"\0")
        elif entry.size:
            entry.start = len(body)
            chains.append((entry.start, _append(body, entry.data)))
        else:
            entry.start = END
    root.size = len(mini)
    root.start = len(body) if mini else END
    if mini:
        chains.append((root.start, _append(body, bytes(mini))))
    mini_fat_start = len(body) if mini_fat else END
    mini_fat_count = 0
    if mini_fat:
        mini_fat_count = _append(body, struct.pack(f"<{len(mini_fat)}I", *mini_fat), b"\xff")
        chains.append((mini_fat_start, mini_fat_count))
    directory_start = len(body)
    blank = b"\0" * 68 + struct.pack("<III", FREE, FREE, FREE) + b"\0" * 48
    directory = b"".join(_record(entry) for entry in entries)
    while len(directory) % SECTOR:
        directory += blank
    chains.append((directory_start, _append(body, directory)))
    return _assembled(body, chains, directory_start, mini_fat_start, mini_fat_count)


def _put(folder: _Entry, path: list[str], data: bytes) -> None:
    name, *rest = path
    if not rest:
        folder.children.append(_Entry(name, STREAM, data))
        return
    inside = next((child for child in folder.children if child.name == name), None)
    if inside is None:
        inside = _Entry(name, STORAGE)
        folder.children.append(inside)
    _put(inside, rest, data)


def _numbered(root: _Entry) -> list[_Entry]:
    entries = [root]

    def number(folder: _Entry) -> None:
        for child in folder.children:
            child.number = len(entries)
            entries.append(child)
            number(child)

    number(root)
    for entry in entries:
        ordered = sorted(entry.children, key=lambda child: child.order)
        depth = len(ordered).bit_length()
        entry.child = _balanced(ordered, 1, depth)
    return entries


def _balanced(ordered: list[_Entry], level: int, depth: int) -> int:
    """A red-black tree of the siblings: balanced, its last and incomplete level red."""
    if not ordered:
        return FREE
    middle = len(ordered) // 2
    top = ordered[middle]
    top.left = _balanced(ordered[:middle], level + 1, depth)
    top.right = _balanced(ordered[middle + 1 :], level + 1, depth)
    top.colour = RED if level == depth and level > 1 else BLACK
    return top.number


def _append(body: list[bytes], data: bytes, filler: bytes = b"\0") -> int:
    """Add data to the body in whole sectors; how many it took."""
    body.extend(data[start : start + SECTOR].ljust(SECTOR, filler) for start in range(0, len(data), SECTOR))
    return -(-len(data) // SECTOR)


def _record(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBB", len(name), entry.kind, entry.colour)
        + struct.pack("<III", entry.left, entry.right, entry.child)
        + b"\0" * 16  # class
        + struct.pack("<I", 0)
        + b"\0" * 16  # created and changed: not said, so that the same streams give the same bytes
        + struct.pack("<IQ", 0 if entry.kind == STORAGE else entry.start, entry.size)
    )


def _assembled(
    body: list[bytes], chains: list[tuple[int, int]], directory_start: int, mini_fat_start: int, mini_fat_count: int
) -> bytes:
    per_sector = SECTOR // 4
    fat_count = 1
    while fat_count * per_sector < len(body) + fat_count:
        fat_count += 1
    if fat_count > 109:
        raise ValueError(f"{len(body)} sectors are more than a compound file without a DIFAT sector can hold.")
    fat = [FREE] * (fat_count * per_sector)
    for start, count in chains:
        for step in range(count - 1):
            fat[start + step] = start + step + 1
        fat[start + count - 1] = END
    fat_start = len(body)
    for step in range(fat_count):
        fat[fat_start + step] = FAT
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        b"\0" * 16,
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        fat_count,
        directory_start,
        0,
        MINI_CUTOFF,
        mini_fat_start,
        mini_fat_count,
        END,
        0,
        fat_start,
    )
    difat = [fat_start + step for step in range(1, fat_count)]
    header += struct.pack(f"<{len(difat)}I", *difat)
    header = header.ljust(SECTOR, b"\xff")
    return header + b"".join(body) + struct.pack(f"<{len(fat)}I", *fat)
