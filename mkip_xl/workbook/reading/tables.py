"""Tables as records: found by name, read by heading, every faulty cell named."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from mkip_xl.findings import Findings
from mkip_xl.workbook.guard.grid import WIDTH, Area, reference
from mkip_xl.workbook.reading.cells import Cell, Sheet
from mkip_xl.workbook.reading.kinds import Converted, Kind, convert
from mkip_xl.workbook.reading.percentages import check_percentages


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table: `record[heading]` is the converted value, None for a blank or faulty cell."""

    sheet: Sheet
    row: int
    columns: Mapping[str, int]
    """The column number of each heading."""
    values: Mapping[str, Converted]

    def __getitem__(self, heading: str) -> Converted:
        return self.values[heading]

    def __contains__(self, heading: object) -> bool:
        return heading in self.values

    def place(self, heading: str) -> tuple[str, str]:
        """The sheet and the cell that the value under a heading came from."""
        return self.sheet.name, reference(self.row * WIDTH + self.columns[heading] - 1)

    def cell(self, heading: str) -> Cell | None:
        """The cell itself, with its formula and format; None when it is blank."""
        return self.sheet.cell(self.row, self.columns[heading])


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its headings as they stand in its header row, and where its rows of data lie."""

    name: str
    sheet: Sheet
    area: Area
    header_row: int
    data: range
    """The numbers of its rows of data, without header and totals."""
    columns: Mapping[str, int]
    """The column number of each heading, as it stands in the header row."""
    is_range: bool = False
    """Whether it is a plain range under headings and not an Excel table."""
    doubled: tuple[str, ...] = ()
    """Headings that stand in the header row more than once."""
    passed_over: frozenset[int] = frozenset()
    """Rows that are no data: units beneath the headings, notes below."""
    loose: frozenset[int] = frozenset()
    """Rows in which a blank is no fault: totals, and what stands below a gap."""

    @property
    def ref(self) -> str:
        """Its block of cells, such as A3:F12."""
        area = self.area
        return f"{reference(area.top * WIDTH + area.left - 1)}:{reference(area.bottom * WIDTH + area.right - 1)}"

    @property
    def headings(self) -> Sequence[str]:
        """The headings from left to right."""
        return list(self.columns)

    def rows(self) -> Iterator[tuple[int, dict[str, Cell | None]]]:
        """Each row of data that is not wholly blank: its number and its cells by heading."""
        for row in self._filled_rows():
            yield row, {heading: self.sheet.cell(row, column) for heading, column in self.columns.items()}

    def records(
        self, kinds: Mapping[str, Kind], findings: Findings, *, optional: Collection[str] = (),
        examples: Mapping[str, str] = MappingProxyType({}),
    ) -> list[Record]:  # fmt: skip
        """Its rows with the columns in `kinds` converted; every fault is a finding, all of them at once.

        Headings are found whatever their capitals and spaces; a missing one is a finding at the header row. Rows that
        are wholly blank are passed over. A blank cell is a fault unless its heading is in `optional`. `examples` are of
        texts that Excel may take for dates or numbers, by heading.
        """
        columns = self._find(kinds, findings)
        gathered = Findings()
        records = []
        for row in self._filled_rows():
            values: dict[str, Converted] = dict.fromkeys(kinds)
            for heading, column in columns.items():
                cell = self.sheet.cell(row, column)
                before = len(gathered)
                values[heading] = convert(cell, kinds[heading], gathered, heading, examples.get(heading, ""))
                if cell is None or cell.is_blank:
                    if heading not in optional and row not in self.loose:
                        place = reference(row * WIDTH + column - 1)
                        message = self._blank(heading, kinds[heading], row, column)
                        gathered.error(self.sheet.name, place, "blank", message)
                elif len(gathered) == before and cell.hidden:
                    message = (
                        f"{heading} is in a hidden row or column, and counts all "
                        "the same. Unhide it so that everyone sees what counts."
                    )
                    gathered.warn(self.sheet.name, cell.ref, "hidden", message)
            records.append(Record(self.sheet, row, columns, values))
        for heading in columns:
            if kinds[heading] == "percentage":
                check_percentages(records, heading, gathered)
        if records and columns and self.sheet.state != "visible":
            place = reference(self.header_row * WIDTH + min(columns.values()) - 1)
            message = (
                f"The sheet {self.sheet.name} is hidden, and counts all the same. Unhide it so that everyone sees it."
            )
            gathered.warn(self.sheet.name, place, "hidden", message)
        self._check_merges(columns, gathered)
        self._check_beneath(gathered)
        findings.extend(sorted(gathered, key=lambda finding: _reading_order(finding.cell)))
        return records

    def _find(self, kinds: Mapping[str, Kind], findings: Findings) -> dict[str, int]:
        known = {folded(heading): column for heading, column in self.columns.items()}
        found: dict[str, int] = {}
        header = reference(self.header_row * WIDTH + self.area.left - 1)
        for heading in kinds:
            column = known.get(folded(heading))
            if column is not None:
                found[heading] = column
                continue
            close = _closest(heading, self.columns)
            hint = f" Is it the column {close!r}?" if close else ""
            message = (
                f"The table {self.name} has no column {heading!r}.{hint} Its columns are: {', '.join(self.columns)}."
            )
            findings.error(self.sheet.name, header, "missing-column", message)
        for heading in self.doubled:
            if folded(heading) in map(folded, kinds):
                message = f"The table {self.name} has two columns {heading!r}. Rename or remove one of them."
                findings.error(self.sheet.name, header, "duplicate-column", message)
        return found

    def _filled_rows(self) -> list[int]:
        """The rows of data with anything in them, found from the cells there are and not by counting rows."""
        grid, area = self.sheet.grid, self.area
        at = bisect_left(grid.keys, self.data.start * WIDTH)
        stop = bisect_left(grid.keys, self.data.stop * WIDTH)
        rows: list[int] = []
        while at < stop:
            row, column = divmod(grid.keys[at], WIDTH)
            if area.left <= column + 1 <= area.right and not self.sheet.cell_at(at).is_blank:
                if row not in self.passed_over:
                    rows.append(row)
                at = bisect_left(grid.keys, (row + 1) * WIDTH, at)
            else:
                at += 1
        return rows

    def _blank(self, heading: str, kind: Kind, row: int, column: int) -> str:
        block = self.sheet.merged_at(row, column)
        if block is not None:
            return f"{heading} is blank because the cell is merged with others. Unmerge them and fill every one."
        nothing = ", with 0 where there is nothing" if kind in ("money", "count", "percentage") else ""
        return f"{heading} is blank. Fill it in{nothing}."

    def _check_merges(self, columns: Mapping[str, int], findings: Findings) -> None:
        if not self.data:
            return
        for block in self.sheet.grid.merges:
            touched = [heading for heading, column in columns.items() if block.left <= column <= block.right]
            if touched and block.top < self.data.stop and block.bottom >= self.data.start:
                top = max(block.top, self.data.start)
                cell = reference(top * WIDTH + max(block.left, min(columns[heading] for heading in touched)) - 1)
                message = (
                    f"{block.size:,} cells are merged here, and only the first of them holds a value. "
                    "Unmerge them and fill every one."
                )
                findings.error(self.sheet.name, cell, "merged", message)

    def _check_beneath(self, findings: Findings) -> None:
        """Someone typed below the table: Excel leaves such rows out of it, and so out of every total."""
        if self.is_range or self.area.bottom != self.data.stop - 1:
            return
        row = self.area.bottom + 1
        for column in range(self.area.left, self.area.right + 1):
            cell = self.sheet.cell(row, column)
            if cell is not None and not cell.is_blank:
                message = (
                    f"This row lies directly beneath the table {self.name} and is not part of it. Drag the table's "
                    "corner down to take it in or, if it is a note, leave a blank row above it."
                )
                findings.error(self.sheet.name, cell.ref, "below-table", message)
                return


def _reading_order(cell: str | None) -> tuple[int, int]:
    from mkip_xl.workbook.guard.grid import position

    return (position(cell) if cell else None) or (0, 0)


def folded(heading: str) -> str:
    """A heading as it is compared: without the spaces around it, one space between words, small letters."""
    return " ".join(heading.split()).casefold()


def _closest(heading: str, known: Iterable[str]) -> str | None:
    from difflib import get_close_matches

    found = get_close_matches(folded(heading), [folded(each) for each in known], 1, 0.7)
    return next((each for each in known if found and folded(each) == found[0]), None)


def no_duplicates(records: Iterable[Record], headings: Sequence[str], findings: Findings) -> None:
    """Note every record whose values under `headings` together were there before; capitals do not tell them apart."""
    first: dict[tuple[object, ...], Record] = {}
    for record in records:
        key = tuple(_key(record[heading]) for heading in headings)
        if None in key:
            continue
        earlier = first.setdefault(key, record)
        if earlier is not record:
            sheet, cell = record.place(headings[-1])
            what = " and ".join(f"{heading} {record[heading]}" for heading in headings)
            message = (
                f"{what}: already given in row {earlier.row}. Each may be given once; remove or correct one of them."
            )
            findings.error(sheet, cell, "duplicate", message)


def must_be_known(
    records: Iterable[Record], heading: str, known: Collection[str], findings: Findings, *, whose: str
) -> None:
    """Note every record whose value under `heading` is not among `known`; `whose` says what they are (`partners`)."""
    for record in records:
        value = record[heading]
        if not isinstance(value, str) or value in known:
            continue
        sheet, cell = record.place(heading)
        close = _closest(value, known)
        hint = f" Was {close!r} meant?" if close else f" Correct it, or add it to the {whose} first."
        listed = ", ".join(list(known)[:12])
        findings.error(sheet, cell, "unknown", f"{heading} {value!r} is not among the {whose}: {listed}.{hint}")


def _key(value: Converted) -> object:
    return value.casefold() if isinstance(value, str) else value
