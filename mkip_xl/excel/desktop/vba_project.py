"""A VBA project written from the source text of its modules, without Excel.

Only source is written (every module begins at offset 0 and `_VBA_PROJECT` carries no compiled code); Excel compiles it
when it opens the file. Source: [MS-OVBA] Office VBA File Format Structure, sections 2.2 to 2.4.
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from mkip_xl.excel.desktop.compound import compound_file

CODE_PAGE = "cp1252"
_REFERENCES = (
    ("stdole", r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"),
)


@dataclass(frozen=True, slots=True)
class Module:
    """One module: its name, its source without the attribute lines at its head, and the class of a document module."""

    name: str
    source: str
    document_class: str = ""

    @property
    def text(self) -> str:
        """The whole source as it stands in the file, with its attribute lines."""
        lines = [f'Attribute VB_Name = "{self.name}"']
        if self.document_class:
            lines += [
                f'Attribute VB_Base = "0{{{self.document_class}}}"',
                "Attribute VB_GlobalNameSpace = False",
                "Attribute VB_Creatable = False",
                "Attribute VB_PredeclaredId = True",
                "Attribute VB_Exposed = True",
                "Attribute VB_TemplateDerived = False",
                "Attribute VB_Customizable = True",
            ]
        return "\r\n".join([*lines, *self.source.splitlines()]) + "\r\n"


WORKBOOK_CLASS = "00020819-0000-0000-C000-000000000046"
SHEET_CLASS = "00020820-0000-0000-C000-000000000046"


def vba_project(modules: Sequence[Module], name: str = "mkip_xl") -> bytes:
    """The bytes of `vbaProject.bin` for these modules. The same modules give the same bytes."""
    streams = {
        "PROJECT": _project_text(modules, name).encode(CODE_PAGE),
        "PROJECTwm": b"".join(
            one.name.encode(CODE_PAGE) + b"\0" + one.name.encode("utf-16-le") + b"\0\0" for one in modules
        )
        + b"\0\0",
        "VBA/dir": compressed(_directory(modules, name)),
        "VBA/_VBA_PROJECT": struct.pack("<HHBH", 0x61CC, 0xFFFF, 0, 1),
    }
    for one in modules:
        streams[f"VBA/{one.name}"] = compressed(one.text.encode(CODE_PAGE))
    return compound_file(streams)


def compressed(data: bytes) -> bytes:
    """Data in the compressed container of a VBA project (section 2.4.1): chunks of 4,096 bytes, each on its own.

    >>> compressed(b"a" * 73).hex()
    '0103b002614500'
    """
    out = bytearray(b"\x01")
    for start in range(0, len(data), 4096):
        chunk = data[start : start + 4096]
        packed = _chunk(chunk)
        if len(packed) < 4096:
            out += struct.pack("<H", 0xB000 | (len(packed) - 1)) + packed
        else:
            out += struct.pack("<H", 0x3FFF) + chunk.ljust(4096, b"\0")
    return bytes(out)


def _chunk(chunk: bytes) -> bytes:
    out = bytearray()
    at = 0
    seen: dict[bytes, list[int]] = {}
    while at < len(chunk):
        flags, tokens = 0, bytearray()
        for bit in range(8):
            if at >= len(chunk):
                break
            offset_bits = max((at - 1).bit_length(), 4) if at else 4
            longest = (0xFFFF >> offset_bits) + 3
            length, offset = _match(chunk, at, longest, seen)
            if length >= 3:
                flags |= 1 << bit
                tokens += struct.pack("<H", (offset - 1) << (16 - offset_bits) | (length - 3))
            else:
                length = 1
                tokens.append(chunk[at])
            for step in range(length):
                seen.setdefault(chunk[at + step : at + step + 3], []).append(at + step)
            at += length
        out.append(flags)
        out += tokens
    return bytes(out)


def _match(chunk: bytes, at: int, longest: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """The longest earlier run equal to what stands here, nearest first: its length and how far back it is."""
    best_length = best_offset = 0
    most = min(longest, len(chunk) - at)
    if most < 3:
        return 0, 0
    for candidate in reversed(seen.get(chunk[at : at + 3], ())):
        length = 3
        while length < most and chunk[candidate + length] == chunk[at + length]:
            length += 1
        if length > best_length:
            best_length, best_offset = length, at - candidate
            if length == most:
                break
    return best_length, best_offset


def _directory(modules: Sequence[Module], name: str) -> bytes:
    def record(identity: int, data: bytes) -> bytes:
        return struct.pack("<HI", identity, len(data)) + data

    def both(identity: int, text: str, unicode_identity: int) -> bytes:
        return record(identity, text.encode(CODE_PAGE)) + record(unicode_identity, text.encode("utf-16-le"))

    parts = [
        record(0x0001, struct.pack("<I", 3)),
        record(0x0002, struct.pack("<I", 0x0409)),
        record(0x0014, struct.pack("<I", 0x0409)),
        record(0x0003, struct.pack("<H", 1252)),
        record(0x0004, name.encode(CODE_PAGE)),
        both(0x0005, "", 0x0040),
        record(0x0006, b"") + record(0x003D, b""),
        record(0x0007, struct.pack("<I", 0)),
        record(0x0008, struct.pack("<I", 0)),
        struct.pack("<HIIH", 0x0009, 4, 1, 1),
        both(0x000C, "", 0x003C),
    ]
    for reference, library in _REFERENCES:
        text = library.encode(CODE_PAGE)
        parts += [
            both(0x0016, reference, 0x003E),
            record(0x000D, struct.pack("<I", len(text)) + text + b"\0" * 6),
        ]
    parts += [record(0x000F, struct.pack("<H", len(modules))), record(0x0013, struct.pack("<H", 0xFFFF))]
    for one in modules:
        parts += [
            both(0x0019, one.name, 0x0047),
            both(0x001A, one.name, 0x0032),
            both(0x001C, "", 0x0048),
            record(0x0031, struct.pack("<I", 0)),
            record(0x001E, struct.pack("<I", 0)),
            record(0x002C, struct.pack("<H", 0xFFFF)),
            record(0x0022 if one.document_class else 0x0021, b""),
            record(0x002B, b""),
        ]
    parts.append(record(0x0010, b""))
    return b"".join(parts)


def _project_text(modules: Sequence[Module], name: str) -> str:
    identity = "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, name)).upper() + "}"
    lines = [f'ID="{identity}"']
    lines += [f"Document={one.name}/&H00000000" if one.document_class else f"Module={one.name}" for one in modules]
    lines += [
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_obscured(identity, bytes(4))}"',
        f'DPB="{_obscured(identity, bytes(1))}"',
        f'GC="{_obscured(identity, bytes([255]))}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{one.name}=0, 0, 0, 0, C" for one in modules),
    ]
    return "\r\n".join(lines) + "\r\n"


def _obscured(identity: str, data: bytes, seed: int = 0xA0) -> str:
    """A protection value as the PROJECT stream writes it (section 2.4.3.2): no password, visible, not locked."""
    key = sum(identity.encode("ascii")) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    plain, last, before = key, seed ^ key, seed ^ 2
    for byte in b"\x07" * ((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        coded = byte ^ ((before + plain) & 0xFF)
        out.append(coded)
        plain, before, last = byte, last, coded
    return "".join(f"{byte:02X}" for byte in out)
