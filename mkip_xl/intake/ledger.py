"""Ledger extracts summed into budgets and actuals by financial year, partner and subjective heading.

Two tables of the finance workbook say how. `Ledger` has a line for each extract: its file beside the workbook, sheet,
whether it holds budgets or actuals, and the headings of its columns. `LedgerCodes` says which subjective codes count as
which heading, and which cost centres belong to which partner.

    sums = read_ledgers(reading, Path("folder of the workbook"), findings)
    budget_lines(sums) · actual_costs(sums)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkip_xl.errors import RefusedFile, RuleError
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partnership import RevenueBudgetLine
from mkip_xl.findings import Findings, place
from mkip_xl.intake.extracts import Block
from mkip_xl.intake.ledger_amounts import ledger_date, pence_of
from mkip_xl.intake.ledger_codes import CodeBook
from mkip_xl.intake.ledger_mapping import LEDGER, LEFT_OUT, Holds, Source, code_books, source_of

if TYPE_CHECKING:
    from mkip_xl.workbook.reading import Reading

BUDGET_HEADINGS = ("Financial year", "Partner", "Subjective heading", "Budget")
FROM_LEDGER = "Lines of the ledger"
_BETWEEN = "\t"
_TOTAL = re.compile(r"\b(?:sub)?totals?\b", re.IGNORECASE)
_EXACT = 1 << 63
_NAMED = 500
"""How many faulty lines of an extract get a sentence of their own; the rest share one that lists their numbers."""


@dataclass(frozen=True, slots=True)
class LedgerSum:
    """What one extract says of one heading of one partner in one year, in pence, and from how many lines."""

    year: FinancialYear
    partner: str
    heading: str
    holds: Holds
    pence: int
    lines: int
    file: str
    place: str = ""
    """Where the table Ledger names the extract, `'Sheet'!Cell`."""


@dataclass(slots=True)
class _Faults:
    """Faulty lines of one extract: each named, the many of a kind by their numbers."""

    source: Source
    findings: Findings
    count: int = 0
    rest: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, line: int, code: str, what: str, advice: str) -> None:
        self.count += 1
        name = self.source.extract.name
        if self.count <= _NAMED:
            self.findings.error(name, f"line {line}", code, f"{name}, line {line:,}: {what}. {advice}")
        else:
            self.rest[code, advice].append(line)

    def close(self) -> None:
        """Name the lines that had no sentence of their own."""
        name = self.source.extract.name
        for (code, advice), lines in self.rest.items():
            told = f"{len(lines):,} more lines have faults of the same kind: {_runs(lines)}. {advice}"
            self.findings.error(name, f"line {lines[0]}", code, f"{name}: {told}")


def _runs(lines: Sequence[int]) -> str:
    """Line numbers as runs.

    >>> _runs([3, 4, 5, 9])
    '3-5, 9'
    """
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def read_ledgers(
    reading: Reading, folder: Path, findings: Findings, *, partners: Collection[str]
) -> tuple[LedgerSum, ...]:
    """The sums of every extract the workbook's table Ledger names; none when it has no such table.

    `folder` is where the extracts lie, `partners` are the codes of the partner register. Every faulty line becomes an
    error that names file and line; what an extract with faults adds up to is not to be used.
    """
    if LEDGER.name not in reading.tables:
        return ()
    books = code_books(reading, findings, partners)
    sums: list[LedgerSum] = []
    known: dict[object, Source] = {}
    for record in reading.tables[LEDGER.name].records(LEDGER.kinds, findings, optional=LEDGER.optional):
        source = source_of(record, folder, findings, partners)
        if source is None:
            continue
        twice = known.setdefault(source.lines_counted, source)
        if twice is not source:
            message = f"The same lines of {source.extract.name} are counted by {place(*twice.place)} too. Remove one."
            findings.error(*source.place, "duplicate", message)
            continue
        try:
            sums += _summed(source, books, findings)
        except RefusedFile as refusal:
            findings.error(*source.place, refusal.code, str(refusal))
    return tuple(sums)


def _summed(source: Source, books: Mapping[str, CodeBook], findings: Findings) -> list[LedgerSum]:
    totals: dict[tuple[FinancialYear, str, str], list[int]] = defaultdict(lambda: [0, 0])
    faults = _Faults(source, findings)
    known: dict[str, int] = {}
    totals_told, seen, repeated = _OwnTotals(faults), 0, 0
    for block in source.extract.blocks(source.wanted):
        for line, what in block.odd:
            faults.add(line, "line", what, "Correct the line, or extract the ledger again.")
        amounts = _amounts(source, block, faults, known)
        codes, totals_at = _apart(block)
        totals_told.check(block, amounts, totals_at)
        seen += len(block.numbers) - len(totals_at)
        repeated += block.repeated
        for key, (pence, lines) in _grouped(source, block, codes, amounts, totals_at, books, faults).items():
            totals[key][0] += pence
            totals[key][1] += lines
    faults.close()
    if repeated:
        told = f"{repeated:,} line{'s' * (repeated > 1)}"
        message = (
            f"{source.extract.name} says its headings again further down, as printed pages do: {told} passed over. "
            "Check that no page is missing."
        )
        findings.warn(*source.place, "headings-repeated", message)
    if not seen and not faults.count:
        findings.error(
            *source.place, "empty", f"{source.extract.name} has no lines beneath its headings. Run the extract again."
        )
    return [
        LedgerSum(year, partner, heading, source.holds, pence, lines, source.extract.name, place(*source.place))
        for (year, partner, heading), (pence, lines) in sorted(totals.items())
    ]


def _amounts(source: Source, block: Block, faults: _Faults, known: dict[str, int]) -> list[int]:
    """The pence of each line: the amount, or debit less credit."""
    advice = "Correct the amount in the ledger and extract it again."
    found: list[list[int]] = []
    first = len(source.wanted) - (1 if source.amount else 2)
    for column in range(first, len(source.wanted)):
        amounts: list[int] = []
        for at, what in pence_of(block.columns[column], amounts, known, sided=source.amount is None):
            faults.add(block.numbers[at], "amount", what, advice)
        found.append(amounts)
    columns = block.columns[first:]
    for at, number in enumerate(block.numbers):
        if not any(column[at].strip() for column in columns):
            faults.add(number, "blank", "no amount is given", advice)
    return found[0] if source.amount else [debit - credit for debit, credit in zip(*found, strict=True)]


def _apart(block: Block) -> tuple[list[str], set[int]]:
    """The subjective codes, and the positions of lines that are totals: a word such as `Total` where a code belongs."""
    codes = [code.strip() for code in block.columns[0]]
    totals = {code for code in set(codes) if _TOTAL.search(code)}
    return codes, {at for at, code in enumerate(codes) if code in totals} if totals else set()


@dataclass(slots=True)
class _OwnTotals:
    """The totals an extract states itself, each of all the lines above it or of those since the last total."""

    faults: _Faults
    whole: int = 0
    section: int = 0

    def check(self, block: Block, amounts: Sequence[int], totals_at: Collection[int]) -> None:
        start = 0
        for at in sorted(totals_at):
            self._add(amounts[start:at])
            if amounts[at] not in (self.whole, self.section):
                what = f"the extract's own total is {_pounds(amounts[at])} and its lines add to {_pounds(self.whole)}"
                advice = "Lines are missing or doubled: extract the ledger again."
                self.faults.add(block.numbers[at], "total", what, advice)
            self.section, start = 0, at + 1
        self._add(amounts[start:])

    def _add(self, amounts: Sequence[int]) -> None:
        added = sum(amounts)
        self.whole += added
        self.section += added


def _pounds(pence: int) -> str:
    return f"{'-' if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02}"


def _grouped(
    source: Source, block: Block, codes: Sequence[str], amounts: Sequence[int], totals_at: Collection[int],
    books: Mapping[str, CodeBook], faults: _Faults,
) -> dict[tuple[FinancialYear, str, str], tuple[int, int]]:  # fmt: skip
    """The block's lines added up through pandas, by the codes as they stand; then the codes looked up, each once."""
    import pandas as pd

    fits = max(map(abs, amounts), default=0) * len(amounts) < _EXACT
    columns: dict[str, Any] = {"code": codes, "pence": pd.Series(amounts, dtype="int64" if fits else "object")}
    rest = iter(block.columns[1:])
    columns["centre"] = [text.strip() for text in next(rest)] if source.centre else ""
    columns["date"] = [text.strip() for text in next(rest)] if source.date else ""
    frame = pd.DataFrame(columns)
    frame["line"] = block.numbers
    if totals_at:
        frame = frame.drop(index=list(totals_at))
    grouped = frame.groupby(["code", "centre", "date"], sort=False)
    found: dict[tuple[FinancialYear, str, str], list[int]] = defaultdict(lambda: [0, 0])
    summed = grouped["pence"].agg(["sum", "count"])
    faulty: set[tuple[str, str, str]] = set()
    whats: dict[tuple[str, str, str], tuple[str, str]] = {}
    for group, pence, lines in summed.itertuples():
        try:
            key = _key(source, group, books)
        except RuleError as refusal:
            faulty.add(group)
            whats[group] = ("code", str(refusal).rstrip("."))
            continue
        if key is not None:
            found[key][0] += int(pence)
            found[key][1] += int(lines)
    if faulty:
        for code, centre, date, line in frame[["code", "centre", "date", "line"]].itertuples(index=False):
            if (code, centre, date) in faulty:
                kind, what = whats[code, centre, date]
                faults.add(int(line), kind, what, "Correct the line, or the table LedgerCodes.")
    return {key: (pence, lines) for key, (pence, lines) in found.items()}


def _key(
    source: Source, group: tuple[str, str, str], books: Mapping[str, CodeBook]
) -> tuple[FinancialYear, str, str] | None:
    """Year, partner and heading of lines with these codes; None when they are left out; RuleError when not known."""
    code, centre, date = group
    if not code:
        raise RuleError("no subjective code is given")
    heading = books["Subjective"].becomes(code)
    if heading is None:
        raise RuleError(f"the subjective code {code!r} is in no line of the table LedgerCodes")
    partner = source.partner
    if partner is None:
        partner = books["Cost centre"].becomes(centre) if centre else None
        if partner is None:
            raise RuleError(
                f"the cost centre {centre!r} is in no line of the table LedgerCodes"
                if centre
                else "no cost centre is given"
            )
    if LEFT_OUT in (heading, partner):
        return None
    year = source.year
    if year is None:
        day = ledger_date(date)
        if day is None:
            raise RuleError(f"{date!r} is not a date" if date else "no date is given")
        year = FinancialYear.containing(day)
    return year, partner, heading


def lines_behind(
    reading: Reading, folder: Path, partners: Collection[str], asked: str
) -> Iterator[tuple[str, int, int]]:
    """Every line of the extracts that a figure was added up from: the extract, the line's number and its pence.

    `asked` says which, as `FROM_LEDGER` keeps it beside the figure.
    """
    findings = Findings()
    books = code_books(reading, findings, partners)
    holds, *wanted = asked.split(_BETWEEN)
    for record in reading.tables[LEDGER.name].records(LEDGER.kinds, findings, optional=LEDGER.optional):
        source = source_of(record, folder, findings, partners)
        if source is None or source.holds != holds:
            continue
        faults, known = _Faults(source, findings), dict[str, int]()
        for block in source.extract.blocks(source.wanted):
            amounts = _amounts(source, block, faults, known)
            codes, totals_at = _apart(block)
            rest = [[text.strip() for text in column] for column in block.columns[1:]]
            blank = [""] * len(codes)
            centres = rest.pop(0) if source.centre else blank
            dates = rest.pop(0) if source.date else blank
            for at, group in enumerate(zip(codes, centres, dates, strict=True)):
                key = None if at in totals_at else _key(source, group, books)
                if key is not None and list(map(str, key))[: len(wanted)] == wanted:
                    yield source.extract.name, block.numbers[at], amounts[at]


def from_ledger(holds: Holds, *key: object) -> dict[str, str]:
    """Which lines of the ledger a figure was added up from, to be kept among the cells of its row."""
    return {FROM_LEDGER: _BETWEEN.join((holds, *map(str, key)))}


def budget_lines(sums: Iterable[LedgerSum]) -> tuple[RevenueBudgetLine, ...]:
    """The revenue budgets that the extracts hold, one line for each year, partner and heading."""
    added: dict[tuple[FinancialYear, str, str], int] = defaultdict(int)
    places: dict[tuple[FinancialYear, str, str], str] = {}
    for each in sums:
        if each.holds == "Budget":
            added[each.year, each.partner, each.heading] += each.pence
            places.setdefault((each.year, each.partner, each.heading), each.place)
    return tuple(
        RevenueBudgetLine(*key, pence, dict.fromkeys(BUDGET_HEADINGS, places[key]) | from_ledger("Budget", *key))
        for key, pence in added.items()
    )


def actual_place(sums: Iterable[LedgerSum], year: FinancialYear) -> str:
    """Where the table Ledger names the extract of a year's actual cost, the first where there are several."""
    return next(each.place for each in sums if each.holds == "Actual" and each.year == year)


def actual_costs(sums: Iterable[LedgerSum]) -> dict[FinancialYear, dict[str, int]]:
    """The actual net cost of each year by partner, pence, for balancing payments."""
    added: dict[FinancialYear, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in sums:
        if each.holds == "Actual":
            added[each.year][each.partner] += each.pence
    return {year: dict(by_partner) for year, by_partner in added.items()}
