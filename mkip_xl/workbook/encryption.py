"""Workbooks locked with a password (ECMA-376 agile encryption, as Excel does it), each proved to open again.

The library beneath, msoffcrypto-tool, has two faults that are guarded here: it writes packages of up to 4,080 bytes so
that nothing can read them, and it takes an empty password that nothing can open.
"""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

from mkip_xl.errors import MethodError, NotAvailableError, OutputError, RefusedFile
from mkip_xl.workbook.package import STORED, Member, Package

SHORTEST = 12
LONGEST = 255  # Excel takes no more
_SMALLEST = 4096  # a package up to this size is laid out larger, or the library's file cannot be read


def checked_password(password: str) -> str:
    """The password, once it is one that protects: 12 to 255 characters, none of them a control character.

    >>> checked_password("correct horse battery")
    'correct horse battery'
    """
    if len(password) < SHORTEST:
        raise MethodError(
            f"The password has {len(password)} characters; at least {SHORTEST} are wanted. Use a few unrelated words."
        )
    if len(password) > LONGEST:
        raise MethodError(f"The password has {len(password)} characters; Excel takes at most {LONGEST}. Shorten it.")
    if not password.isprintable():
        raise MethodError("The password holds a tab, a line break or another control character. Use letters and signs.")
    if password != password.strip():
        raise MethodError("The password begins or ends with a space, which is easily lost. Leave it out.")
    return password


def password_in(path: Path) -> str:
    """The password in a file: its first line, checked. The file is only read."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            password = file.readline().removesuffix("\n")
    except FileNotFoundError:
        raise NotAvailableError(f"The password file {path} was not found. Check its name and folder.") from None
    except (OSError, UnicodeDecodeError):
        message = f"The password file {path} cannot be read. It holds the password as text, on its first line."
        raise NotAvailableError(message) from None
    if not password:
        raise MethodError(f"The password file {path} is empty. Put the password on its first line.")
    return checked_password(password)


def encrypt(workbook: bytes, password: str) -> bytes:
    """The workbook locked with a password, proved to open with it and to hold the same bytes, integrity verified.

    Raises MethodError for a password that does not protect, OutputError when the locked file would not open again.
    """
    checked_password(password)
    content = workbook if len(workbook) > _SMALLEST else _larger(workbook)
    stream = io.BytesIO()
    library = _library()
    try:
        library.OOXMLFile(io.BytesIO(content)).encrypt(password, stream)
    except Exception as fault:  # whatever the library meets, nothing unlocked may be written
        raise OutputError(
            "The workbook could not be locked with the password, so nothing was written. Try another password."
        ) from fault
    locked = stream.getvalue()
    try:
        proved = decrypt(locked, password)
    except RefusedFile as fault:
        raise OutputError(
            "The locked workbook did not open again with its password, so nothing was written. Try another password."
        ) from fault
    if proved != content:
        raise OutputError("The locked workbook did not hold what was put in it, so nothing was written. Run again.")
    return locked


def decrypt(locked: bytes, password: str) -> bytes:
    """What a locked workbook holds; RefusedFile when the password is wrong or the file was changed.

    The password and the integrity of the whole file are verified, not only its first bytes.
    """
    library = _library()
    if not locked.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise RefusedFile("not-locked", "The file has no password: it can be opened as it is.")
    stream = io.BytesIO()
    try:
        file = library.OOXMLFile(io.BytesIO(locked))
        file.load_key(password=password, verify_password=True)
        file.decrypt(stream, verify_integrity=True)
    except Exception as fault:  # the library has no one family of errors
        message = "The locked file does not open: the password is wrong, or the file was changed. Check both."
        raise RefusedFile("password", message) from fault
    return stream.getvalue()


def is_locked(content: bytes) -> bool:
    """Whether a file is a workbook locked with a password."""
    return content.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in content


def _larger(workbook: bytes) -> bytes:
    """A very small workbook with its parts laid out uncompressed, so that it is large enough to be locked."""
    package = Package.from_bytes(workbook)
    parts = {part: package.read(part) for part in package.names}
    members = {
        part: Member(part, content, STORED, zlib.crc32(content), len(content)) for part, content in parts.items()
    }
    content = Package(members, package.name).write()
    if len(content) <= _SMALLEST:
        raise OutputError(
            f"A workbook of {len(content):,} bytes is too small to be locked so that it opens again. Put more on it."
        )
    return content


def _library() -> Any:
    try:
        from msoffcrypto.format import ooxml
    except ImportError as fault:
        raise NotAvailableError(
            "Locking a workbook needs msoffcrypto-tool, which is not installed. "
            'Install mkip_xl with it: pip install "mkip_xl[secure]".'
        ) from fault
    return ooxml
