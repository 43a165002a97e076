"""Looking for secrets in every byte of a workbook: each part, each file within a part, and what lies between them."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from mkip_xl.workbook.inspection import unwrapping
from mkip_xl.workbook.inspection.archive import NotAnArchive
from mkip_xl.workbook.inspection.binary import number_patterns, patterns_in, readable, text_patterns
from mkip_xl.workbook.inspection.derivable import derivable
from mkip_xl.workbook.inspection.gathering import Gathered
from mkip_xl.workbook.inspection.opened import Opened, open_workbook
from mkip_xl.workbook.inspection.scanning_xml import XmlScan, units, users
from mkip_xl.workbook.inspection.secrets import Secrets
from mkip_xl.workbook.inspection.survivors import ScanResult, Survivor

_DEEPEST = 6
_SMALL = 2048  # in a larger file that is no text, only a figure just as it would be keyed counts
_LARGEST_INNER = 64 * 2**20


class _OutOfTime(Exception):
    """The time allowed for a scan is over."""


def scan(
    source: Path | bytes, secrets: Secrets, *, name: str | None = None, seconds: float = 120.0, arithmetic: bool = True
) -> ScanResult:
    """Where the secrets survive in a workbook, in any part, wrapped in any file, in any form a number can be printed.

    source: an .xlsx file, or its bytes; the guard looks at it first and RefusedFile is raised when it does.
    seconds: the time allowed; when it runs out, or something cannot be opened, the result is not complete.
    arithmetic: also tell of secret numbers that follow from visible ones by adding or subtracting.

    Equation: a number is found when a printed token, read in any usual notation and unit (pounds, pence, thousands,
    millions, percent), equals it or is a rounding of it to at least two (with a unit) or four digits. One with fewer
    than five digits of its own counts only where a person could read it, not in the file's own counters.
    """
    return scan_opened(open_workbook(source, name), secrets, seconds=seconds, arithmetic=arithmetic)


def scan_opened(book: Opened, secrets: Secrets, *, seconds: float = 120.0, arithmetic: bool = True) -> ScanResult:
    """The same, for a workbook the guard has already let in."""
    gathered = Gathered(secrets)
    run = _Run(book, gathered, time.monotonic() + seconds)
    try:
        run.everything()
        if arithmetic:
            run.check_time()
            for found in derivable(run.xml.grids, gathered.figures):
                gathered.add(
                    "number", found.number, found.part, "the numbers of the sheet", found.form, found.sheet, found.cell
                )
    except _OutOfTime:
        run.stopped.append(f"the time allowed ({seconds:g} seconds) ran out")
    except MemoryError:
        run.stopped.append("the memory of this machine ran out")
    return ScanResult(
        _placed(book, tuple(gathered.survivors()), run.xml.strings_part),
        not run.stopped,
        "; ".join(run.stopped) or None,
    )


def _placed(book: Opened, survivors: tuple[Survivor, ...], strings: str) -> tuple[Survivor, ...]:
    """The survivors, those in the list of shared strings told by the cell that shows them, or that none does."""
    items = {
        survivor.spot: int(survivor.spot.removeprefix("item ")) - 1
        for survivor in survivors
        if survivor.part == strings and survivor.spot.startswith("item ")
    }
    if not items:
        return survivors
    cells = users(book, set(items.values()))
    placed = []
    for survivor in survivors:
        if survivor.part == strings and survivor.spot in items:
            sheet, cell = cells.get(items[survivor.spot], (None, None))
            spot = survivor.spot if cell else f"{survivor.spot}, which no cell uses"
            placed.append(replace(survivor, sheet=sheet, cell=cell, spot=spot))
        else:
            placed.append(survivor)
    return tuple(placed)


class _Run:
    """One scan of one workbook."""

    def __init__(self, book: Opened, gathered: Gathered, until: float) -> None:
        self.book = book
        self.gathered = gathered
        self.until = until
        self.stopped: list[str] = []
        self.xml = XmlScan(book, gathered, self.check_time)
        self.patterns = {
            ("number", place): list(number_patterns(number).items())
            for place, number in enumerate(gathered.figures.numbers)
            if gathered.figures.distinct[place]
        } | {
            ("text", place): list(text_patterns(text).items())
            for place, text in enumerate(gathered.secrets.texts)
            if len(text) > 3
        }  # fmt: skip

    def check_time(self) -> None:
        """Stop the scan when its time is over."""
        if time.monotonic() > self.until:
            raise _OutOfTime

    def everything(self) -> None:
        """Look through every byte of the file."""
        archive = self.book.archive
        for where, loose in archive.loose:
            self.look_through(f"bytes {where}", loose, 0, bare=True)
        self.look_through("comment of the zip file", archive.comment, 0)
        for entry in archive.entries:
            said = "\n".join((entry.name, entry.local_name.decode("latin-1")))
            self.text(said, entry.name, "the name of the part", "")
            for label, piece in (
                ("comment", entry.comment),
                ("extra field", entry.extra),
                ("extra field", entry.local_extra),
            ):
                self.look_through(f"{label} of {entry.name}", piece, 0)
        for entry in archive.entries:
            self.check_time()
            try:
                content, behind = archive.read(entry)
            except NotAnArchive as fault:
                self.stopped.append(f"{entry.name} cannot be opened ({fault})")
                continue
            self.look_through(f"bytes behind {entry.name}", behind, 0, bare=True)
            self.look_through(entry.name, content, 0)

    def look_through(self, part: str, data: bytes, depth: int, via: str = "", *, bare: bool = False) -> None:
        """Look through some bytes, and every file wrapped in them. `bare`: they may be a bare compressed stream."""
        if not data:
            return
        self.check_time()
        if depth > _DEEPEST:
            self.stopped.append(f"{part} is wrapped more than {_DEEPEST} times")
            return
        if self.xml.is_xml(data):
            for how, text in self.xml.part(part, data, via, top=depth == 0):
                self.written_otherwise(text, part, depth, f"{via}{how} ", raw=how == "with characters escaped")
            return
        for (kind, place), patterns in self.patterns.items():
            for form in patterns_in(data, patterns):
                self.gathered.add("number" if kind == "number" else "text", place, part, "", via + form)
        large = not via and len(data) > _SMALL
        hints = units(data) if len(data) < 2**20 else ()
        for form, text in readable(data):
            how = via if form == "as text" else f"{via}{form} "
            self.gathered.look(text, part, "", None, None, distinct_only=large, exact_only=large, via=how, hints=hints)
            for other, inner in unwrapping.inner_texts(text):
                self.written_otherwise(inner, part, depth, f"{via}{other} ", raw=large)
        if bare:
            self.look_through(part, unwrapping.raw_deflate(data, _LARGEST_INNER), depth + 1, f"{via}compressed ")
        try:
            for name, inner in unwrapping.inner_files(data, _LARGEST_INNER):
                self.text(name, part, "a name inside", via)
                self.look_through(f"{part} » {name}", inner, depth + 1, via)
        except ValueError as fault:
            self.stopped.append(f"{part} cannot be looked into ({fault})")

    def written_otherwise(self, content: str | bytes, part: str, depth: int, via: str, *, raw: bool = False) -> None:
        """Look through a text written in another alphabet (base64, hexadecimal, escapes). `raw`: it is XML still."""
        if depth >= _DEEPEST:
            return
        if isinstance(content, bytes):
            self.look_through(part, content, depth + 1, via)
            return
        self.gathered.look(content, part, "", None, None, distinct_only=raw, exact_only=raw, via=via, missing_only=raw)
        for how, inner in unwrapping.inner_texts(content):
            self.written_otherwise(inner, part, depth + 1, f"{via}{how} ", raw=raw and how == "with characters escaped")

    def text(self, text: str, part: str, spot: str, via: str) -> None:
        """Look through a text that has no place in a sheet."""
        self.gathered.look(text, part, spot, None, None, via=via)
