"""What a file that is not an .xlsx package seems to be, told from its first bytes, so that the refusal can say so."""

from __future__ import annotations

from mkip_xl.errors import RefusedFile

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")
_SAVE_AS = "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and use that file."


def check_name(name: str) -> None:
    """Refuse the small files that Excel and LibreOffice leave beside an open workbook."""
    if name.startswith("~$"):
        message = (
            f"{name} is not a workbook: it is the marker Excel keeps beside a workbook that somebody has open. "
            f"Use {name[2:]} itself, and close it in Excel first."
        )
        raise RefusedFile("owner-file", message)
    if name.startswith(".~lock."):
        message = (
            f"{name} is not a workbook: it is the lock LibreOffice keeps beside an open one. Use the workbook itself."
        )
        raise RefusedFile("owner-file", message)


def check_first_bytes(data: bytes, name: str) -> None:
    """Refuse anything that does not begin as a zip file does, saying what it seems to be."""
    if not data:
        raise RefusedFile("empty", f"{name} is empty (0 bytes). It was not saved or not copied whole: fetch it again.")
    if data[:4] == b"PK\x03\x04":
        return
    code, what = _seems(data)
    raise RefusedFile(code, f"{name} {what}")


def _seems(data: bytes) -> tuple[str, str]:
    start = data[:4096]
    if start[:8] == _COMPOUND:
        return _compound(data)
    if start[:4] in _OLD_EXCEL:
        return "legacy-xls", f"is a workbook of the old .xls kind. {_SAVE_AS}"
    if start[:4] == b"PK\x05\x06":
        return "empty", "is a zip file with nothing in it. It was not saved whole: fetch it again."
    if start[:2] == b"PK":
        return "damaged-zip", "is one piece of a zip file in several, or damaged. Fetch the whole file again."
    for mark, kind in ((b"%PDF", "a PDF"), (b"{\\rtf", "an RTF document"), (b"Rar!", "a RAR archive"),
                       (b"7z\xbc\xaf", "a 7-Zip archive"), (b"\x1f\x8b", "a gzip archive"),
                       (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"MZ", "a program"),
                       (b"ID;P", "a SYLK file (.slk)"), (b"MIME-Version:", "a web archive (.mht)"),
                       (b"\x7fELF", "a program"), (b"SQLite", "a database")):  # fmt: skip
        if start.startswith(mark):
            return "not-a-workbook", f"is {kind}, whatever its name says. Only .xlsx workbooks are read."
    if b"PK\x03\x04" in data[: 1 << 20] and b"PK\x05\x06" in data[-(1 << 17) :]:
        return (
            "damaged-zip",
            "has something in front of its zip archive. A workbook "
            "begins with the archive itself: save it again from Excel.",
        )
    return _textual(start)


def _compound(data: bytes) -> tuple[str, str]:
    if any(name.encode("utf-16-le") in data for name in ("EncryptedPackage", "EncryptionInfo")):
        return (
            "password",
            "has a password: open it, save a copy without one (File, Info, Protect Workbook), and use the copy.",
        )
    if "WordDocument".encode("utf-16-le") in data:
        return "not-a-workbook", "is a Word document of the old .doc kind. Only .xlsx workbooks are read."
    return "legacy-xls", f"is a workbook of the old .xls kind, whatever its name says. {_SAVE_AS}"


def _textual(start: bytes) -> tuple[str, str]:
    text = _decoded(start)
    low = text.lstrip("\ufeff \t\r\n").lower()
    if "urn:schemas-microsoft-com:office:spreadsheet" in low:
        return "xml-2003", f"is an XML Spreadsheet of 2003, not an .xlsx workbook. {_SAVE_AS}"
    if "opendocument" in low and low.startswith("<"):
        return "ods", f"is a flat OpenDocument spreadsheet. {_SAVE_AS}"
    if low.startswith(("<!doctype html", "<html", "<table", "<head", "<body", "<meta", "<style")) or "<table" in low:
        return "html", f"is a web page saved under a workbook's name. {_SAVE_AS}"
    if low.startswith("<"):
        return "not-a-workbook", "is an XML text, not an .xlsx workbook. Only .xlsx workbooks are read."
    if low and all(character.isprintable() or character in "\t\r\n" for character in text):
        return "text", f"is a text file (CSV, perhaps) under a workbook's name. {_SAVE_AS}"
    if not start.strip(b"\0"):
        return "damaged", "holds nothing but zero bytes: it was not copied whole. Fetch it again."
    return (
        "not-a-workbook",
        "is not an .xlsx workbook: it does not begin as one does. Save it again from Excel as .xlsx.",
    )


def _decoded(start: bytes) -> str:
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return start.decode("utf-16", "replace")
    try:
        return start.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        if fault.start > len(start) - 4:
            return start[: fault.start].decode("utf-8-sig")
        return start.decode("cp1252", "replace") if b"\0" not in start else start.decode("latin-1")
