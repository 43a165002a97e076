"""What lies in the zip file beside the parts: comments, extra fields, loose bytes, second copies."""

from __future__ import annotations

from collections import Counter

from mkip_xl.workbook.inspection.archive import NotAnArchive, extra_fields
from mkip_xl.workbook.inspection.notes import Notes
from mkip_xl.workbook.inspection.opened import Opened

_USUAL_FIELDS = {1, 0x000A, 0x5455, 0x5855, 0xA220, 0xCAFE}
_LONGEST_FIELD = 64


def look_at_wrapping(book: Opened, notes: Notes) -> None:
    """Note every byte of the file that is no part of the workbook."""
    archive = book.archive
    for where, loose in archive.loose:
        message = (
            f"There are {len(loose):,} bytes {where}, which Excel never shows. Save the workbook again from Excel."
        )
        notes.note("loose-bytes", message)
    if archive.comment:
        notes.note("file-comment", f"The zip file carries a comment of {len(archive.comment)} bytes.")
    names = Counter(entry.name.lower() for entry in archive.entries)
    for entry in archive.entries:
        if names[entry.name.lower()] > 1:
            notes.note("second-copy", f"The file holds the part {entry.name} twice; only one is shown.")
        if entry.comment:
            notes.note("file-comment", f"The part {entry.name} carries a comment in the zip file.")
        for field in (entry.extra, entry.local_extra):
            if any(_odd(tag, body) for tag, body in extra_fields(field)):
                notes.note(
                    "extra-field", f"The part {entry.name} carries bytes in the zip file that are none of its own."
                )
        if entry.local_name != entry.central_name:
            notes.note("second-name", f"The part {entry.name} has another name in front of its bytes.")
        if entry.name.endswith("/") and entry.size == 0:
            continue
        if entry.method == 8:
            try:
                behind = archive.read(entry)[1] if entry.end - entry.start < 2**16 or entry.size < 2**20 else b""
            except NotAnArchive:
                notes.note("damaged-part", f"The part {entry.name} cannot be opened.")
                continue
            if behind:
                notes.note(
                    "loose-bytes",
                    f"There are {len(behind):,} bytes behind the part {entry.name} that belong to nothing.",
                )


def _odd(tag: int, body: bytes) -> bool:
    """Whether an extra field is unknown, or holds more than such a field needs."""
    if tag not in _USUAL_FIELDS:
        return bool(body) or tag == -1
    if tag == 0xA220:  # room that Office leaves for growth: a signature, a length and noughts
        return bool(body[4:].strip(b"\x00"))
    return len(body) > _LONGEST_FIELD
