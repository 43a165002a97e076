"""The zip file itself, checked byte by byte before any library opens it.

The list at the end of the file (the directory) and the header in front of each part must tell one story, parts must lie
one behind another with nothing between, and each must inflate to exactly the length and checksum it declares. Headers
are all checked first, so that a bomb is refused before a byte of it is inflated.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import unquote

from mkip_xl.errors import RefusedFile
from mkip_xl.workbook.guard import limits
from mkip_xl.workbook.package import DEFLATED, STORED, Member, Package

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_FULL16, _FULL32 = 0xFFFF, 0xFFFF_FFFF
_ENCRYPTED, _DESCRIPTOR, _PATCHED = 0x1 | 0x40 | 0x2000, 0x8, 0x20
_CHUNK = 1 << 18
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"]
    + [f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"]
)
_UNSEEN = ("Cc", "Cf", "Cs")
"""Unicode's categories of control characters, invisible characters and halves of characters."""
_AGAIN = "Open it in Excel and save it again, or ask the sender for a fresh copy."


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    attributes: int


def open_archive(data: bytes, name: str) -> Package:
    """The parts of the zip file `data`, once its structure has been found sound. Nothing is inflated."""
    return _Archive(data, name).package()


def inflated(member: Member, name: str) -> Iterator[bytes]:
    """The content of a part in pieces, refused as soon as it is longer, shorter or other than it declares."""
    length = crc = 0
    for piece in _pieces(member, name):
        length += len(piece)
        if length > member.size:
            _refuse("false-size", name, f"the part {member.name} is larger than it declares ({member.size:,} bytes).")
        crc = zlib.crc32(piece, crc)
        yield piece
    if length != member.size:
        _refuse("false-size", name, f"the part {member.name} declares {member.size:,} bytes and has {length:,}.")
    if crc != member.crc:
        _refuse("checksum", name, f"the part {member.name} does not match its checksum: it was changed or damaged.")


def _pieces(member: Member, name: str) -> Iterator[bytes]:
    raw = memoryview(member.raw)
    if member.method == STORED:
        for start in range(0, len(raw), _CHUNK):
            yield bytes(raw[start : start + _CHUNK])
        return
    inflater = zlib.decompressobj(-15)
    try:
        for start in range(0, len(raw), _CHUNK):
            waiting: bytes | memoryview = raw[start : start + _CHUNK]
            while waiting and not inflater.eof:
                piece = inflater.decompress(waiting, _CHUNK)
                waiting = inflater.unconsumed_tail
                if piece:
                    yield piece
        while not inflater.eof:
            piece = inflater.decompress(b"", _CHUNK)
            if not piece:
                break
            yield piece
    except zlib.error:
        _refuse("damaged-zip", name, f"the part {member.name} cannot be inflated.")
    if not inflater.eof or inflater.unused_data:
        _refuse("damaged-zip", name, f"the compressed data of the part {member.name} ends too soon or too late.")


def _refuse(code: str, name: str, what: str) -> NoReturn:
    raise RefusedFile(code, f"{name} is damaged or was tampered with: {what} {_AGAIN}")


class _Archive:
    def __init__(self, data: bytes, name: str) -> None:
        self.data, self.name = data, name

    def package(self) -> Package:
        count, size, start = self._end()
        entries = list(self._directory(count, size, start))
        self._check_names(entries)
        self._check_sizes(entries)
        members = self._members(entries, start)
        return Package({member.name: member for member in members}, self.name)

    def _end(self) -> tuple[int, int, int]:
        tail_start = max(0, len(self.data) - _FULL16 - _END.size)
        at = self.data.rfind(b"PK\x05\x06", tail_start)
        if at < 0 or at + _END.size > len(self.data):
            self._refuse("truncated", "its end is missing, so it was not copied or saved whole.")
        _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(self.data, at)
        if at + _END.size + comment != len(self.data):
            code = "truncated" if at + _END.size + comment > len(self.data) else "after-the-end"
            self._refuse(code, "the archive does not end where it says it ends.")
        end = at
        if _LOCATOR.size <= at and self.data[at - _LOCATOR.size : at - _LOCATOR.size + 4] == b"PK\x06\x07":
            end, disk, first_disk, here, count, size, start = self._end64(at)
        elif _FULL16 in (count, here) or _FULL32 in (size, start):
            self._refuse("damaged-zip", "its directory is said to be too large, and the larger record is missing.")
        if disk or first_disk or here != count:
            self._refuse("damaged-zip", "it says it is one piece of several.")
        if start + size != end:
            self._refuse("damaged-zip", "its directory is not where it should be.")
        if count > limits.PARTS:
            self._refuse("too-many-parts", f"it has {count:,} parts; a workbook has fewer than {limits.PARTS:,}.")
        if size > limits.DIRECTORY_BYTES:
            self._refuse("hidden-bytes", f"the list of its {count:,} parts has {size >> 20:,} MB.")
        return count, size, start

    def _end64(self, at: int) -> tuple[int, int, int, int, int, int, int]:
        _, disk, where, disks = _LOCATOR.unpack_from(self.data, at - _LOCATOR.size)
        if where + _END64.size > at - _LOCATOR.size or self.data[where : where + 4] != b"PK\x06\x06" or disks > 1:
            self._refuse("damaged-zip", "its directory's larger record is not where it should be.")
        _, length, _, _, disk, first, here, count, size, start = _END64.unpack_from(self.data, where)
        if where + 12 + length != at - _LOCATOR.size:
            self._refuse("damaged-zip", "its directory's larger record has the wrong length.")
        _, _, _, here16, count16, size32, start32, _ = _END.unpack_from(self.data, at)
        for short, full, long in ((count16, _FULL16, count), (here16, _FULL16, here),
                                  (size32, _FULL32, size), (start32, _FULL32, start)):  # fmt: skip
            if short not in (full, long):
                self._refuse("damaged-zip", "the two records of its directory tell different stories.")
        return where, disk, first, here, count, size, start

    def _directory(self, count: int, size: int, start: int) -> Iterator[_Entry]:
        at, end = start, start + size
        for _ in range(count):
            if at + _CENTRAL.size > end or self.data[at : at + 4] != b"PK\x01\x02":
                self._refuse("damaged-zip", "its directory lists fewer parts than it says.")
            fields = _CENTRAL.unpack_from(self.data, at)
            flags, method, crc, packed, unpacked = fields[3], fields[4], fields[7], fields[8], fields[9]
            name_size, extra_size, comment_size, disk, attributes, offset = (*fields[10:14], fields[15], fields[16])
            names_at = at + _CENTRAL.size
            at = names_at + name_size + extra_size + comment_size
            if at > end or (disk not in (0, _FULL16)):
                self._refuse("damaged-zip", "its directory is cut short.")
            raw = self.data[names_at : names_at + name_size]
            extra = self._extra(self.data[names_at + name_size : names_at + name_size + extra_size])
            wide = self._wide(extra.get(1, b""), (unpacked, packed, offset))
            yield _Entry(self._name(raw, flags), raw, flags, method, crc, wide[1], wide[0], wide[2], attributes)
        if at != end:
            self._refuse("damaged-zip", "its directory lists more parts than it says.")

    def _extra(self, extra: bytes) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        at = 0
        while at + 4 <= len(extra):
            kind, size = struct.unpack_from("<HH", extra, at)
            if at + 4 + size > len(extra):
                break  # padding that some writers leave
            if kind in found:
                self._refuse("damaged-zip", "a part carries the same extra field twice.")
            found[kind] = extra[at + 4 : at + 4 + size]
            at += 4 + size
        if 0x7075 in found:
            self._refuse("part-name", "a part carries a second name beside its own.")
        if 0x9901 in found:
            self._password()
        return found

    def _wide(self, extra: bytes, values: tuple[int, int, int]) -> tuple[int, int, int]:
        wide, at = [], 0
        for value in values:
            if value == _FULL32:
                if at + 8 > len(extra):
                    self._refuse(
                        "damaged-zip", "a part's size is said to be too large, and the larger size is missing."
                    )
                (value,) = struct.unpack_from("<Q", extra, at)
                at += 8
            wide.append(value)
        return wide[0], wide[1], wide[2]

    def _name(self, raw: bytes, flags: int) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            if flags & 0x800:
                self._refuse("part-name", "a part's name is not valid text.")
            return raw.decode("cp437")

    def _check_names(self, entries: list[_Entry]) -> None:
        seen: set[str] = set()
        folders: set[str] = set()
        for entry in entries:
            part = entry.name
            shown = ascii(part[:80])
            if len(part) > limits.NAME_LENGTH or not part:
                self._refuse("part-name", f"the part {shown} has no name, or one that is too long.")
            plain = unicodedata.normalize("NFKC", unquote(part))
            if re.search(r"[<>|\"*?]", plain) or any(
                unicodedata.category(letter) in _UNSEEN for letter in part + plain
            ):
                self._refuse("part-name", f"the part {shown} has characters in its name that no part may have.")
            if part.startswith("/") or "\\" in plain or ":" in plain:
                self._refuse(
                    "part-name", f"the part {shown} has an absolute name, as if to reach outside the workbook."
                )
            segments = plain.removesuffix("/").split("/")
            if any(segment in ("", ".", "..") for segment in segments):
                self._refuse("part-name", f"the part {shown} has a name that would reach outside the workbook.")
            if any(
                segment != segment.rstrip(". ") or segment.split(".")[0].lower() in _DEVICES for segment in segments
            ):
                self._refuse("part-name", f"the part {shown} has a name that Windows keeps for devices or cannot hold.")
            key = plain.removesuffix("/").casefold()
            if key in seen:
                self._refuse("duplicate-part", f"it holds the part {shown} twice (capitals do not tell parts apart).")
            seen.add(key)
            if plain.endswith("/"):
                folders.add(key)
            if entry.attributes >> 28 in (0xA, 0x2, 0x6, 0x1, 0xC):
                self._refuse("part-name", f"the part {shown} is a link or device, not a part.")
        files = seen - folders
        if any(key[:at] in files for key in seen for at in _slashes(key)):
            self._refuse("duplicate-part", "one part's name is also the name of a folder of parts.")

    def _check_sizes(self, entries: list[_Entry]) -> None:
        for entry in entries:
            if entry.flags & _ENCRYPTED:
                self._password()
            if entry.method not in (STORED, DEFLATED) or entry.flags & _PATCHED:
                message = f"the part {entry.name} is compressed by a method ({entry.method}) that Excel does not use."
                self._refuse("compression", message)
            if entry.name.endswith("/") and entry.size:
                self._refuse("damaged-zip", f"the folder {entry.name} has content.")
            if entry.method == STORED and entry.size != entry.packed:
                self._refuse("false-size", f"the part {entry.name} declares two lengths.")
            if entry.size > limits.PART_BYTES:
                self._bomb(entry, "more than any workbook's")
            ratio = entry.size / max(1, entry.packed)
            if entry.size > limits.BOMB_BYTES and ratio > limits.BOMB_RATIO:
                self._bomb(entry, f"{ratio:,.0f} times its size in the file")
        total, packed = sum(entry.size for entry in entries), sum(entry.packed for entry in entries)
        if total > limits.BOMBS_BYTES and total > limits.BOMB_RATIO * packed:
            message = (
                f"{self.name} is refused: its {len(entries):,} parts would fill {total >> 20:,} MB when opened, "
                f"{total // max(1, packed):,} times their size in the file. Such files are made to stop computers. If "
                "it is genuine, delete empty rows and sheets in Excel and save it again."
            )
            raise RefusedFile("bomb", message)
        if total > limits.TOTAL_BYTES:
            gigabytes = f"{total / (1 << 30):,.1f} GB"
            message = (
                f"{self.name} would fill {gigabytes} when opened; at "
                "most 1 GB is read. Split it into several workbooks."
            )
            raise RefusedFile("too-large", message)

    def _bomb(self, entry: _Entry, how: str) -> NoReturn:
        message = (
            f"{self.name} is refused: its part {entry.name} would fill "
            f"{entry.size / (1 << 20):,.0f} MB when opened, {how}. "
            "Such files are made to stop computers. If it is genuine, "
            "delete empty rows and sheets in Excel and save it again."
        )
        raise RefusedFile("bomb", message)

    def _members(self, entries: list[_Entry], directory: int) -> list[Member]:
        members, free = [], 0
        for entry in sorted(entries, key=lambda entry: entry.offset):
            if entry.offset < free:
                self._refuse("overlap", f"the part {entry.name} lies on top of another part.")
            if entry.offset > free:
                self._refuse("hidden-bytes", f"there is something between its parts, before {entry.name}.")
            start = self._local(entry, directory)
            free = start + entry.packed
            if free > directory:
                self._refuse("overlap", f"the part {entry.name} runs into the directory, or is cut short.")
            if entry.flags & _DESCRIPTOR:
                free = self._after_descriptor(entry, free)
            if not entry.name.endswith("/"):
                raw = self.data[start : start + entry.packed]
                members.append((entry.offset, Member(entry.name, raw, entry.method, entry.crc, entry.size)))
        if free != directory:
            self._refuse("hidden-bytes", "there is something between its parts and its directory.")
        listed = {entry.name: position for position, entry in enumerate(entries)}
        return [member for _, member in sorted(members, key=lambda pair: listed[pair[1].name])]

    def _local(self, entry: _Entry, directory: int) -> int:
        at = entry.offset
        if at + _LOCAL.size > directory or self.data[at : at + 4] != b"PK\x03\x04":
            self._refuse("damaged-zip", f"the part {entry.name} is not where the directory says.")
        _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = _LOCAL.unpack_from(self.data, at)
        names_at = at + _LOCAL.size
        raw = self.data[names_at : names_at + name_size]
        if raw != entry.raw_name:
            self._refuse("two-stories", f"the part {entry.name} has another name in front of it than in the directory.")
        if flags & _ENCRYPTED:
            self._password()
        if method != entry.method or (flags ^ entry.flags) & _DESCRIPTOR:
            self._refuse("two-stories", f"the part {entry.name} is described in two different ways.")
        extra = self._extra(self.data[names_at + name_size : names_at + name_size + extra_size])
        if size == _FULL32 or packed == _FULL32:
            size, packed, _ = self._wide(extra.get(1, b""), (size, packed, 0))
        told, real = (crc, packed, size), (entry.crc, entry.packed, entry.size)
        if told != real and not (flags & _DESCRIPTOR and all(a in (0, b) for a, b in zip(told, real, strict=True))):
            self._refuse(
                "two-stories", f"the part {entry.name} declares other sizes in front of it than in the directory."
            )
        return int(names_at + name_size + extra_size)

    def _after_descriptor(self, entry: _Entry, at: int) -> int:
        for signed in (b"PK\x07\x08", b""):
            for layout in ("<LLL", "<LQQ"):
                said = signed + struct.pack(layout, entry.crc, entry.packed, entry.size)
                if self.data[at : at + len(said)] == said:
                    return at + len(said)
        return self._refuse("two-stories", f"the sizes written behind the part {entry.name} are missing or different.")

    def _password(self) -> NoReturn:
        message = f"{self.name} has a password: open it, save a copy without one, and use the copy."
        raise RefusedFile("password", message)

    def _refuse(self, code: str, what: str) -> NoReturn:
        _refuse(code, self.name, what)


def _slashes(key: str) -> list[int]:
    return [at for at, character in enumerate(key) if character == "/"]
