"""The guard: every package passes it before anything else opens it.

`admit` gives the package of a workbook, a template or a ledger extract, or raises RefusedFile with a short code and a
sentence in plain words. `examine` gives, besides, all that was learnt on the way: sheets, cells, names, findings. No
spreadsheet library is used, nothing is run, no other file and no network is touched.

    first bytes (sniffing) → zip structure (archive) → content types and relationships (relations, book)
    → shared strings, styles, worksheets in one pass each (strings, styles, worksheet) → every other XML part (markup)
    → active content (active)
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from mkip_xl.errors import RefusedFile
from mkip_xl.findings import Finding
from mkip_xl.workbook.guard import limits
from mkip_xl.workbook.guard.active import CALL_CODES, active_parts, holds, starts_macro, told_inside
from mkip_xl.workbook.guard.archive import inflated, open_archive
from mkip_xl.workbook.guard.book import Book, read_book
from mkip_xl.workbook.guard.grid import Grid, reference
from mkip_xl.workbook.guard.markup import check, check_unparsed
from mkip_xl.workbook.guard.relations import Web, canonical, weave
from mkip_xl.workbook.guard.sniffing import check_first_bytes, check_name
from mkip_xl.workbook.guard.strings import read_strings
from mkip_xl.workbook.guard.styles import read_formats
from mkip_xl.workbook.guard.worksheet import read_grid
from mkip_xl.workbook.package import Package

__all__ = ["Examined", "admit", "examine"]


@dataclass(slots=True)
class Examined:
    """A workbook that passed the guard, and all that was learnt of it."""

    package: Package
    web: Web
    book: Book
    strings: list[str]
    formats: list[str]
    grids: dict[str, Grid]
    """The cells of each worksheet, by the sheet's name."""
    findings: list[Finding]


def admit(source: Path | bytes, *, name: str | None = None) -> Package:
    """The package of a workbook file, or of its bytes, once nothing in it can do harm; raises RefusedFile.

    `name` is what messages call the file; a path's own name when left out.
    """
    return examine(source, name=name).package


def examine(source: Path | bytes, *, name: str | None = None) -> Examined:
    """A workbook that passed the guard, with its cells, names and warnings of active content; raises RefusedFile."""
    data, called = _bytes(source, name)
    check_first_bytes(data, called)
    package = open_archive(data, called)
    web = weave(package)
    book = read_book(web)
    strings = read_strings(web, book.shared_strings) if book.shared_strings else []
    formats = read_formats(web, book.styles)
    grids: dict[str, Grid] = {}
    room = limits.CELLS
    for sheet in book.sheets:
        if sheet.kind == "worksheet":
            grid = read_grid(web, sheet.part, sheet.name, len(strings), len(formats), room)
            room -= len(grid.keys)
            grids[sheet.name] = grid
    findings = [*_other_parts(web, book), *active_parts(web, book), *_calls(grids)]
    return Examined(package, web, book, strings, formats, grids, findings)


def _bytes(source: Path | bytes, name: str | None) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        called = name or "The workbook"
        if len(source) > limits.FILE_BYTES:
            raise _too_large(called, len(source))
        return source, called
    called = name or source.name or str(source)
    try:
        found = source.stat()
        if stat.S_ISDIR(found.st_mode):
            raise RefusedFile("not-a-file", f"{called} is a folder, not a workbook. Name the file inside it.")
        if not stat.S_ISREG(found.st_mode):
            raise RefusedFile("not-a-file", f"{called} is not an ordinary file. Only .xlsx workbooks are read.")
        check_name(source.name)
        if found.st_size > limits.FILE_BYTES:
            raise _too_large(called, found.st_size)
        return source.read_bytes(), called
    except FileNotFoundError:
        raise RefusedFile("not-found", f"{name or source} was not found. Check its name and folder.") from None
    except PermissionError:
        message = f"{called} may not be read. Ask for permission to read it, or copy it to your own folder."
        raise RefusedFile("cannot-open", message) from None
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else str(fault)
        raise RefusedFile(
            "cannot-open", f"{called} cannot be opened ({reason}). Check its name and the disk."
        ) from None


def _too_large(name: str, size: int) -> RefusedFile:
    megabytes = limits.FILE_BYTES >> 20
    return RefusedFile(
        "too-large", f"{name} has {size >> 20:,} MB; at most {megabytes} MB are read. Split it into several."
    )


def _other_parts(web: Web, book: Book) -> list[Finding]:
    """Check every part that nothing has read so far: XML for soundness, the rest for its length and checksum."""
    found: list[Finding] = []
    name = web.package.name
    for part in web.package.names:
        if part in web.seen:
            continue
        member = web.package.member(part)
        if _is_drawing_of_old(web, part):
            if check_unparsed(inflated(member, name), part, name):
                found.append(starts_macro(part))
        elif not _is_xml(web, part):
            for _ in inflated(member, name):
                pass
        else:
            told = check(inflated(member, name), part, name, told_inside)
            found.extend(holds(part, code, what) for code, what in told)
    return found


def _is_drawing_of_old(web: Web, part: str) -> bool:
    """Whether a part is VML, which Excel itself does not always write as well-formed XML."""
    return canonical(part).endswith(".vml") or "vmldrawing" in web.content_type(part).casefold()


def _is_xml(web: Web, part: str) -> bool:
    plain, kind = canonical(part), web.content_type(part).casefold()
    return plain.endswith((".xml", ".rels")) or (kind.endswith(("+xml", "/xml")) and not plain.endswith(".svgz"))


def _calls(grids: dict[str, Grid]) -> list[Finding]:
    found = []
    for sheet, grid in grids.items():
        for key, word in grid.calls:
            code = CALL_CODES.get(word, "data-function")
            what = "A rule or an object of the sheet" if key is None else "The formula"
            message = (
                f"{what} reaches outside the workbook ({word}). It was not run: the figure shown is the one last "
                "saved. Replace it by its value if nobody needs it live."
            )
            found.append(Finding("warning", sheet, None if key is None else reference(key), code, message))
    return found
