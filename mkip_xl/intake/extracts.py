"""Ledger extracts as they come: lines of a .csv or .xlsx file, in blocks of columns, each with its line number.

A CSV may be separated by commas, semicolons, tabs or bars, in UTF-8, UTF-16 or Windows-1252, and have a title above its
headings. Nothing is guessed in silence: what cannot be read is refused, and a line that does not fit is named.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from mkip_xl.errors import RefusedFile
from mkip_xl.workbook.guard import grid as g

if TYPE_CHECKING:
    from mkip_xl.workbook.reading import Cell, Sheet

BLOCK = 100_000
LARGEST = 1 << 30
_TITLES = 60
_SEPARATORS = ",;\t|"
_RULED = " -=_"
"""What a line drawn across a printed page is made of."""


@dataclass(slots=True)
class Block:
    """Some lines of an extract: their numbers, and the texts of the wanted columns, column by column."""

    numbers: list[int]
    columns: list[list[str]]
    odd: list[tuple[int, str]] = field(default_factory=list)
    """Lines that do not fit: number and what is wrong with them."""
    repeated: int = 0
    """How many lines were passed over because they say the headings again, as printed pages do."""


@dataclass(frozen=True, slots=True)
class Extract:
    """One extract: what it is called in messages, and its file."""

    name: str
    path: Path
    sheet: str | None = None

    def blocks(self, wanted: Sequence[str]) -> Iterator[Block]:
        """Its lines with the columns under the wanted headings; raises RefusedFile."""
        if self.path.suffix.casefold() in (".csv", ".txt", ".tsv"):
            return _csv_blocks(self, wanted)
        return _sheet_blocks(self, wanted)

    def refuse(self, code: str, what: str) -> RefusedFile:
        """A refusal of this extract."""
        return RefusedFile(code, f"{self.name}: {what}")


def folded(heading: str) -> str:
    """A heading as it is compared."""
    return " ".join(heading.replace("\ufeff", "").split()).casefold()


def _csv_blocks(extract: Extract, wanted: Sequence[str]) -> Iterator[Block]:
    data = _bytes(extract)
    encoding = _encoding(extract, data)
    separator, headings_at, places, width = _layout(extract, data, encoding, wanted)
    lines = csv.reader(_text(data, encoding), delimiter=separator, strict=True)
    block = Block([], [[] for _ in wanted])
    picked = list(zip(block.columns, places, strict=True))
    start, read, headings = 0, 0, list[str]()
    try:
        for line in lines:
            begins, start, read = start + 1, lines.line_num, read + 1
            if read <= headings_at:
                headings = line
                continue
            if line == headings:
                block.repeated += 1
                continue
            if not (line and line[0].strip()) and not any(map(str.strip, line)):
                continue
            if len(line) != width and not any(field.strip(_RULED) for field in line):
                continue
            if len(line) != width and not (len(line) > width and not any(line[width:])):
                block.odd.append((begins, f"has {len(line)} fields where the headings have {width}"))
                continue
            block.numbers.append(begins)
            for column, place in picked:
                column.append(line[place])
            if len(block.numbers) >= BLOCK:
                yield block
                block = Block([], [[] for _ in wanted])
                picked = list(zip(block.columns, places, strict=True))
    except csv.Error as fault:
        raise _not_csv(extract, lines.line_num, fault) from None
    except UnicodeDecodeError:
        raise extract.refuse(
            "encoding", f"the text after line {lines.line_num:,} is not {encoding}. Save the extract as CSV UTF-8."
        ) from None
    yield block


def _not_csv(extract: Extract, line: int, fault: csv.Error) -> RefusedFile:
    what = f"line {line:,} cannot be read as CSV ({fault}). Look for a quotation mark too many there."
    return extract.refuse("csv", what)


def _bytes(extract: Extract) -> bytes:
    from mkip_xl.workbook.guard.sniffing import check_name

    check_name(extract.path.name)
    try:
        if not extract.path.is_file():
            raise extract.refuse(
                "not-found", ("the file was not found. Put it beside the workbook, under the name given.")
            )
        if extract.path.stat().st_size > LARGEST:
            raise extract.refuse("too-large", "the file is larger than 1 GB. Split it, or extract fewer years.")
        data = extract.path.read_bytes()
    except OSError as fault:
        raise extract.refuse("cannot-open", f"the file cannot be opened ({fault.strerror}).") from None
    if not data.strip():
        raise extract.refuse("empty", "the file is empty. Run the extract again.")
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise extract.refuse("not-csv", "the file is a workbook under the name of a CSV. Rename it to .xlsx.")
    return data


def _encoding(extract: Extract, data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return encoding
    start = data[:4096]
    if b"\0" in start:
        if start[1::2].count(0) > len(start) // 4:
            return "utf-16-le"
        if start[::2].count(0) > len(start) // 4:
            return "utf-16-be"
        raise extract.refuse("not-csv", "the file is not a text file. Save the extract as CSV UTF-8.")
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        for at in range(0, len(data), 1 << 22):
            decoder.decode(data[at : at + (1 << 22)], at + (1 << 22) >= len(data))
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _text(data: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding, newline="")


def _layout(extract: Extract, data: bytes, encoding: str, wanted: Sequence[str]) -> tuple[str, int, list[int], int]:
    """The separator, the line of headings that hold the wanted ones, their places, and how many fields a line has."""
    best: tuple[int, list[str]] = (0, [])
    unread: RefusedFile | None = None
    for separator in _SEPARATORS:
        lines = csv.reader(_text(data, encoding), delimiter=separator, strict=True)
        try:
            for number, line in zip(range(1, _TITLES + 1), lines, strict=False):
                headings = [folded(field) for field in line]
                found = [heading for heading in wanted if folded(heading) in headings]
                if len(found) == len(wanted):
                    width = len(headings) - next((at for at, each in enumerate(reversed(headings)) if each), 0)
                    return separator, number, _places(extract, headings, wanted), width
                best = max(
                    best, (len(found), [field.strip() for field in line]), key=lambda pair: (pair[0], len(pair[1]))
                )
        except csv.Error as fault:
            unread = unread or _not_csv(extract, lines.line_num, fault)
        except UnicodeDecodeError:
            continue
    if unread is not None and not any(best[1]):
        raise unread
    missing = [heading for heading in wanted if folded(heading) not in map(folded, best[1])]
    listed = ", ".join(best[1][:20]) or "none"
    raise extract.refuse(
        "missing-column",
        f"there is no column {missing[0]!r} in its first {_TITLES} lines. Its columns seem to be: {listed}. "
        "Correct the table Ledger, or the extract.",
    )


def _places(extract: Extract, headings: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Where each wanted column stands among the folded headings, which hold them all."""
    doubled = [heading for heading in wanted if headings.count(folded(heading)) > 1]
    if doubled:
        raise extract.refuse("duplicate-column", f"there are two columns {doubled[0]!r}. Rename one.")
    return [headings.index(folded(heading)) for heading in wanted]


def _sheet_blocks(extract: Extract, wanted: Sequence[str]) -> Iterator[Block]:
    from mkip_xl.workbook.reading import read_workbook

    reading = read_workbook(extract.path)
    if extract.sheet is None:
        sheet = next(iter(reading.sheets.values()))
    else:
        found = [each for name, each in reading.sheets.items() if name.casefold() == extract.sheet.casefold()]
        if not found:
            listed = ", ".join(reading.sheets)
            raise extract.refuse("missing-sheet", f"there is no sheet {extract.sheet!r}. Its sheets are: {listed}.")
        sheet = found[0]
    header, places = _headings(extract, sheet, wanted)
    yield from _rows(sheet, header, places, [folded(heading) for heading in wanted])


def _headings(extract: Extract, sheet: Sheet, wanted: Sequence[str]) -> tuple[int, list[int]]:
    best: list[str] = []
    for row in range(1, min(_TITLES, sheet.grid.last_row) + 1):
        cells = [cell for cell in sheet.row(row) if isinstance(cell.value, str)]
        headings = [folded(str(cell.value)) for cell in cells]
        if all(folded(heading) in headings for heading in wanted):
            return row, [cells[at].column for at in _places(extract, headings, wanted)]
        best = max(best, headings, key=len)
    missing = next(heading for heading in wanted if folded(heading) not in best)
    raise extract.refuse(
        "missing-column",
        f"there is no column {missing!r} on the sheet {sheet.name!r}. Its columns seem to be: "
        f"{', '.join(best[:20]) or 'none'}. Correct the table Ledger, or the extract.",
    )


def _rows(sheet: Sheet, header: int, places: Sequence[int], headings: Sequence[str]) -> Iterator[Block]:
    """The rows beneath the headings, column by column, found from the cells there are."""
    import numpy as np

    keys = np.frombuffer(sheet.grid.keys, dtype=np.int64) if len(sheet) else np.empty(0, np.int64)
    first = int(np.searchsorted(keys, (header + 1) * g.WIDTH))
    lines, columns = np.divmod(keys[first:], g.WIDTH)
    filled = np.unique(lines[np.isin(columns, np.array(places) - 1)])
    known: dict[tuple[int, int, float], str] = {}
    bare = {style for style in set(sheet.grid.styles) if sheet.shows(style) in ("number", "text")}
    for start in range(0, max(1, len(filled)), BLOCK):
        numbers = filled[start : start + BLOCK]
        block = Block(numbers.tolist(), [])
        within = slice(*np.searchsorted(lines, [numbers[0], numbers[-1] + 1])) if len(numbers) else slice(0)
        for place in places:
            at = np.flatnonzero(columns[within] == place - 1) + (within.start or 0)
            texts = _texts(sheet, (at + first).tolist(), bare, block, known)
            if len(texts) < len(numbers):
                held = dict(zip(lines[at].tolist(), texts, strict=True))
                texts = [held.get(number, "") for number in block.numbers]
            block.columns.append(texts)
        _drop_idle_lines(block, headings)
        yield block


def _drop_idle_lines(block: Block, headings: Sequence[str]) -> None:
    """Leave out the lines of which no wanted column says anything, and those that say the headings again."""
    first = block.columns[0]
    again = {
        at
        for at, text in enumerate(first)
        if len(text) >= len(headings[0]) and [folded(column[at]) for column in block.columns] == headings
    }
    block.repeated = len(again)
    kept = [
        at
        for at, texts in enumerate(zip(*block.columns, strict=True))
        if at not in again and any(map(str.strip, texts))
    ]
    if len(kept) < len(block.numbers):
        block.numbers = [block.numbers[at] for at in kept]
        block.columns = [[column[at] for at in kept] for column in block.columns]


def _texts(
    sheet: Sheet, positions: Sequence[int], bare: set[int], block: Block, known: dict[tuple[int, int, float], str]
) -> list[str]:
    """Cells as a ledger would write them: plain figures, days as 2013-04-01.

    `bare` are the styles that show a number as such; `known` holds the days met before.
    """
    grid, text_at = sheet.grid, sheet.text_at
    kinds, numbers, styles = grid.kinds, grid.numbers, grid.styles
    texts = []
    for at in positions:
        kind = kinds[at]
        if kind in (g.SHARED, g.TEXT):
            texts.append(text_at(at))
        elif kind == g.NUMBER and styles[at] in bare:
            texts.append(_figure(numbers[at]) or f"{sheet.cell_at(at).number:f}")
        else:
            alike = (kind, styles[at], numbers[at])
            if alike not in known or kind == g.BLANK:
                known[alike] = _in_words(sheet.cell_at(at), block)
            texts.append(known[alike])
    return texts


def _figure(number: float) -> str:
    """A figure in plain digits; blank when it takes more than the 15 that Excel keeps."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    shortest = repr(number)
    return shortest if len(shortest) <= 16 and "e" not in shortest else ""


def _in_words(cell: Cell, block: Block) -> str:
    """A day, a truth, an error value; nothing, and a note, for a formula that was never calculated."""
    if cell.uncalculated:
        block.odd.append((cell.row, f"has a formula in {cell.ref} that was never calculated"))
        return ""
    value = cell.value
    if isinstance(value, Decimal):
        return f"{value * 100:f}%" if cell.shows == "percentage" else f"{value:f}"
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
