"""The agenda pack: every cabinet's appendices as PDF, the exempt part and the public part in files of their own.

LibreOffice prints the filled workbooks in a folder that only this user can read (in memory where the system offers it),
which is removed at once; the pages are put together with nothing in their properties but a title.
"""

from __future__ import annotations

import io
import logging
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from mkip_xl.errors import NotAvailableError, OutputError

_MEMORY = Path("/dev/shm")
_PRINTING = "mkip-xl-printing-"
_SECONDS_EACH = 60
_APPENDIX = re.compile(r".*-appendix-([^/]+?)(?:-(EXEMPT|PUBLIC))?\.xlsx$")


def packs(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The PDFs of the filled workbooks, by path: one of the exempt and one of the public appendices of each cabinet.

    The public part holds the companions of exempt appendices and the open appendices, in the order of their letters.

    >>> part_of("MBC/MBC-appendix-B-EXEMPT.xlsx"), part_of("SHDC/SHDC-appendix-A.xlsx")
    ('MBC/MBC-agenda-pack-EXEMPT.pdf', 'SHDC/SHDC-agenda-pack-PUBLIC.pdf')
    """
    wanted = sorted((name for name in files if part_of(name)), key=_letter)
    pages = printed([files[name] for name in wanted])
    parts: dict[str, list[tuple[str, bytes]]] = {}
    for name, page in zip(wanted, pages, strict=True):
        parts.setdefault(str(part_of(name)), []).append((f"Appendix {_letter(name)}", page))
    return {name: bound(chapters, _title(name)) for name, chapters in parts.items()}


def part_of(name: str) -> str | None:
    """The pack that a filled workbook belongs to; None for one that belongs to no cabinet."""
    folder = PurePosixPath(name).parent
    found = _APPENDIX.match(name)
    if found is None or folder.as_posix() == ".":
        return None
    return f"{folder}/{folder.name}-agenda-pack-{found[2] or 'PUBLIC'}.pdf"


def printed(workbooks: Sequence[bytes]) -> list[bytes]:
    """Each workbook as PDF, printed by LibreOffice."""
    program = _libreoffice()
    if program is None:
        raise NotAvailableError("PDF needs LibreOffice, which is not installed. Install it, or leave out --pdf.")
    place = _MEMORY if _MEMORY.is_dir() else Path(tempfile.gettempdir())
    sweep_printing(place)
    with tempfile.TemporaryDirectory(prefix=f"{_PRINTING}{os.getpid()}-", dir=place) as name:
        folder = Path(name)
        paths = [folder / f"{number}.xlsx" for number in range(len(workbooks))]
        for path, content in zip(paths, workbooks, strict=True):
            path.write_bytes(content)
        command = [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", "pdf", "--outdir", str(folder), *map(str, paths),
        ]  # fmt: skip
        try:
            subprocess.run(
                command, check=True, capture_output=True, timeout=120 + _SECONDS_EACH * len(paths),
                env={**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))},
            )  # fmt: skip
            return [path.with_suffix(".pdf").read_bytes() for path in paths]
        except (OSError, subprocess.SubprocessError) as fault:
            raise OutputError(
                "LibreOffice could not print the appendices as PDF, so nothing was written. Close LibreOffice and run "
                "again, or leave out --pdf."
            ) from fault


def _libreoffice() -> str | None:
    """LibreOffice by its name, or where its own installer puts it on Windows and on a Mac, which is not on the Path."""
    usual = [
        Path(folder) / "LibreOffice" / "program" / "soffice.com"
        for folder in map(os.environ.get, ("PROGRAMFILES", "PROGRAMFILES(X86)"))
        if folder
    ]
    usual.append(Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"))
    named = shutil.which("soffice") or shutil.which("libreoffice")
    return named or next((str(path) for path in usual if path.is_file()), None)


def sweep_printing(place: Path) -> None:
    """Remove the folders of printing runs that were killed: what lies in them is exempt."""
    for left in place.glob(f"{_PRINTING}*"):
        number = left.name.removeprefix(_PRINTING).partition("-")[0]
        if number.isdecimal() and not _is_running(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _is_running(process: int) -> bool:
    """Whether a process of this machine is there; taken to be so where asking would end it."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def bound(chapters: Sequence[tuple[str, bytes]], title: str) -> bytes:
    """PDFs bound into one, a bookmark for each, its properties emptied of all but a title."""
    library = _library()
    writer = library.PdfWriter()
    for heading, content in chapters:
        writer.append(io.BytesIO(content), outline_item=heading, import_outline=False)
    writer.metadata = {"/Title": title, "/Producer": "mkip_xl"}
    for key in ("/Metadata", "/PieceInfo"):
        writer.root_object.pop(key, None)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def locked(pdf: bytes, password: str) -> bytes:
    """The PDF locked with a password (AES, 256 bits), proved to open with it and not without."""
    library = _library()
    writer = library.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt(password, algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    content = stream.getvalue()
    reader = library.PdfReader(io.BytesIO(content))
    if not reader.is_encrypted or not reader.decrypt(password) or len(reader.pages) != len(writer.pages):
        raise OutputError(
            "The locked PDF did not open again with its password, so nothing was written. Run again or omit --pdf."
        )
    return content


def _letter(name: str) -> str:
    found = _APPENDIX.match(name)
    return found[1] if found else ""


def _title(name: str) -> str:
    path = PurePosixPath(name)
    public = "PUBLIC" in path.name
    return f"{path.parent.name}: agenda pack, {'public part' if public else 'exempt part: not for publication'}"


def _library() -> Any:
    try:
        import pypdf
    except ImportError as fault:
        raise NotAvailableError(
            'An agenda pack needs pypdf, which is not installed. Install mkip_xl with it: pip install "mkip_xl[pdf]".'
        ) from fault
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote letters of a password
    return pypdf
