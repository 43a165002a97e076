"""The parts of one .xlsx held in memory: read what is needed, copy the rest as it lies, write the same bytes always.

    Package.open(path) or Package.from_bytes(data)
        .names · .read(part) · .write(changes, dropped)       one file
        .assembly(changing)                                    many files from one package

A part that is not changed is copied as the compressed bytes it already is: it is neither inflated nor deflated, so it
comes out identical, and costs a memory copy. Every member carries the same fixed date, so that the same parts always
give the same file.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from mkip_xl.errors import RefusedFile

STORED, DEFLATED = 0, 8
_DATE, _TIME = (1 << 5) | 1, 0  # 1 January 1980, the first date a zip file knows
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8 = 0x800
LARGEST = 0xFFFF_FFFE
LEVEL = 3  # two thirds of the time of zlib's usual 6, for files a few hundredths larger

Deflate = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Member:
    """One member as it lies in the zip file: its compressed bytes and what is said of them."""

    name: str
    raw: bytes
    method: int
    crc: int
    size: int

    def content(self) -> bytes:
        """The member's bytes, inflated."""
        return self.raw if self.method == STORED else zlib.decompress(self.raw, -15, self.size)


def deflate(content: bytes) -> bytes:
    """The bytes compressed as zip files want them.

    >>> zlib.decompress(deflate(b"aaaa"), -15)
    b'aaaa'
    """
    return zlib.compress(content, LEVEL, -15)


def quick_deflate() -> Deflate:
    """What compresses three times as fast, when isal is installed (`pip install "mkip_xl[fast]"`), else zlib's own.

    The parts are the same; the compressed bytes are not those of zlib, so use it where files are not compared by hash.
    """
    try:
        from isal import isal_zlib
    except ImportError:
        return deflate

    def pack(content: bytes) -> bytes:
        made: bytes = isal_zlib.compress(content, 1, -15)
        return made

    return pack


def packed(name: str, content: bytes, deflater: Deflate = deflate) -> Member:
    """A member made from its content."""
    return Member(name, deflater(content), DEFLATED, zlib.crc32(content), len(content))


class Package:
    """The parts of one workbook file, by name (`xl/workbook.xml`), in the order of the file."""

    __slots__ = ("_members", "name")

    def __init__(self, members: Mapping[str, Member], name: str) -> None:
        self._members = dict(members)
        self.name = name

    @classmethod
    def open(cls, path: Path) -> Package:
        """The package in a file. It is named after the file in messages."""
        return cls.from_bytes(path.read_bytes(), path.name)

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "workbook.xlsx") -> Package:
        """The package whose file is `data`; `name` is used in messages only."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = {info.filename: _as_it_lies(data, info) for info in archive.infolist() if not info.is_dir()}
        except (zipfile.BadZipFile, struct.error, NotImplementedError) as fault:
            message = f"{name} is not an .xlsx workbook (not a whole zip file). Save it again from Excel as .xlsx."
            raise RefusedFile("not-a-zip", message) from fault
        return cls(members, name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts, in the order of the file."""
        return tuple(self._members)

    def __contains__(self, part: object) -> bool:
        return part in self._members

    def member(self, part: str) -> Member:
        """A part as it lies in the file, compressed."""
        try:
            return self._members[part]
        except KeyError:
            message = f"{self.name} has no part {part}: the file is damaged. Open it in Excel and save it again."
            raise RefusedFile("missing-part", message) from None

    def read(self, part: str) -> bytes:
        """The bytes of a part, inflated.

        >>> Package({"a": packed("a", b"hello")}, "a.xlsx").read("a")
        b'hello'
        """
        member = self.member(part)
        try:
            return member.content()
        except zlib.error as fault:
            message = f"{self.name}: the part {part} cannot be inflated: the file is damaged. Save it again from Excel."
            raise RefusedFile("damaged", message) from fault

    def replaced(self, changes: Mapping[str, bytes], dropped: Collection[str] = ()) -> Package:
        """A package with some parts changed or added, and some left out; the rest lies as it lay."""
        members = {name: member for name, member in self._members.items() if name not in dropped}
        members.update((name, packed(name, content)) for name, content in changes.items())
        return Package(members, self.name)

    def write(self, changes: Mapping[str, bytes] | None = None, dropped: Collection[str] = ()) -> bytes:
        """The file's bytes, with some parts changed or added, and some left out; same parts, same bytes."""
        return self.replaced(changes or {}, dropped).assembly(()).write({})

    def assembly(
        self, changing: Collection[str], settled: Mapping[str, Member] | None = None, deflater: Deflate = deflate
    ) -> Assembly:
        """The file laid out but for the parts that change each time: see Assembly. `settled` parts are put in once."""
        members = {**self._members, **(settled or {})}
        return Assembly([member for name, member in members.items() if name not in changing], deflater)


class Assembly:
    """A file whose unchanging members are laid out once; `write` adds the changing ones behind them.

    >>> base = Package({"a": packed("a", b"one")}, "a.xlsx").assembly(())
    >>> Package.from_bytes(base.write({"b": b"two"})).read("b")
    b'two'
    """

    __slots__ = ("_central", "_count", "_deflate", "_laid", "_offset")

    def __init__(self, kept: Collection[Member], deflater: Deflate = deflate) -> None:
        self._deflate = deflater
        laid: list[bytes] = []
        central, offset = [], 0
        for member in kept:
            local, entry = _records(member, offset)
            laid += [local, member.raw]
            central.append(entry)
            offset += len(local) + len(member.raw)
        self._laid, self._offset = laid, offset  # not joined: many assemblies share the members of one package
        self._central, self._count = b"".join(central), len(kept)

    def write(self, changes: Mapping[str, bytes | Member]) -> bytes:
        """The whole file: the members laid out, then `changes` in their order (compressed already, or not)."""
        offset, laid, central = self._offset, self._laid.copy(), [self._central]
        for name, content in changes.items():
            member = content if isinstance(content, Member) else packed(name, content, self._deflate)
            local, entry = _records(member, offset)
            laid += (local, member.raw)
            central.append(entry)
            offset += len(local) + len(member.raw)
        directory = b"".join(central)
        count = self._count + len(changes)
        if offset + len(directory) > LARGEST or count > 0xFFFF:
            raise RefusedFile("too-large", "The workbook would be larger than 4 GB. Split it into several.")
        laid += (directory, _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), offset, 0))
        return b"".join(laid)


def _as_it_lies(data: bytes, info: zipfile.ZipInfo) -> Member:
    if info.flag_bits & 0x1:
        raise RefusedFile("password", "The file has a password: open it, save a copy without one, and use the copy.")
    if info.compress_type not in (STORED, DEFLATED):
        raise zipfile.BadZipFile(f"compression method {info.compress_type}")
    signature, *_, name_size, extra_size = _LOCAL.unpack_from(data, info.header_offset)
    if signature != b"PK\x03\x04":
        raise zipfile.BadZipFile("no local header")
    start = info.header_offset + _LOCAL.size + name_size + extra_size
    raw = data[start : start + info.compress_size]
    if len(raw) != info.compress_size:
        raise zipfile.BadZipFile("truncated")
    return Member(info.filename, raw, info.compress_type, info.CRC, info.file_size)


def _records(member: Member, offset: int) -> tuple[bytes, bytes]:
    name = member.name.encode()
    flags = 0 if name.isascii() else _UTF8
    size = len(member.raw)
    if offset + size > LARGEST or member.size > LARGEST:
        raise RefusedFile("too-large", "The workbook would be larger than 4 GB. Split it into several.")
    local = _LOCAL.pack(
        b"PK\x03\x04", 20, flags, member.method, _TIME, _DATE, member.crc, size, member.size, len(name), 0
    )
    entry = _CENTRAL.pack(
        b"PK\x01\x02", 20, 20, flags, member.method, _TIME, _DATE, member.crc, size, member.size,
        len(name), 0, 0, 0, 0, 0, offset,
    )  # fmt: skip
    return local + name, entry + name
