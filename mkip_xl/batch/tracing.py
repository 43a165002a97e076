"""A figure of a filled appendix taken back to the cells of the finance workbook, through every step, to the penny.

The appendix itself carries nothing but what it shows. So a trace fills it again, from the same finance workbook and
template, with figures that remember where they come from, and looks the figure up there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from mkip_xl.appendices.comparison import TEMPLATE as COMPARISON
from mkip_xl.appendices.comparison import comparison_data
from mkip_xl.appendices.front_matter import Data
from mkip_xl.appendices.register import filling
from mkip_xl.batch.following import NEAR, Following, Place
from mkip_xl.batch.manifest import fingerprint, read
from mkip_xl.batch.plan import MANIFEST, plan
from mkip_xl.batch.work import compiled
from mkip_xl.errors import NotAvailableError, RefusedFile
from mkip_xl.finance.accounts import Accounts
from mkip_xl.findings import place
from mkip_xl.intake.ledger import lines_behind
from mkip_xl.intake.model import read_partnership
from mkip_xl.intake.sources import with_sources
from mkip_xl.money.origin import NOT_SUMMED, Origin, Source, origin_of
from mkip_xl.template.tracing import FilledCell, filled_cells

if TYPE_CHECKING:
    from mkip_xl.workbook.reading import Reading

_PLACE = re.compile(r"\s*(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})\s*")


@dataclass(frozen=True, slots=True)
class Trace:
    """One figure taken back: `traced` is worked out anew from what the finance workbook's cells hold now.

    figure = Σ times × value of a source cell + odd. Amounts are in the unit the appendix shows, pounds as a rule.
    """

    sheet: str
    cell: str
    figure: Fraction
    field: str | None
    formula: str | None
    sources: tuple[Source, ...]
    decided_by: tuple[Origin, ...]
    odd: Fraction
    traced: Fraction | None
    origin: Origin | None

    @property
    def agrees(self) -> bool:
        """Whether the traced sum is the figure, and no step added more than an odd penny."""
        if self.traced is None or self.origin is None or abs(self.traced - self.figure) >= NEAR:
            return False
        return all(abs(step.odd) < 1 for step in self.origin.all() if step.rule not in NOT_SUMMED)

    @property
    def steps(self) -> tuple[Origin, ...]:
        """What the figure was worked out by, the figure itself first; the cells at the end are left out."""
        return () if self.origin is None else tuple(step for step in self.origin.all() if step.cell is None)


@dataclass(frozen=True, slots=True)
class Filling:
    """What a file may be: its name in a run, and the template and data that it is filled from."""

    name: str
    template: Path
    data: Callable[[Accounts], Data]


class Tracer:
    """One filled appendix, or a comparison, opened for tracing.

    `changed` are the finance workbook and its ledger extracts that are not, byte for byte, those of the run.
    """

    def __init__(self, appendix: Path, workbook: Path | None = None, templates: Path | None = None) -> None:
        from mkip_xl.shipped import templates_folder

        self.appendix = appendix
        if not appendix.is_file():
            raise NotAvailableError(f"There is no file {appendix}. Name an appendix that mkip-xl batch wrote.")
        run = _run_of(appendix)
        if workbook is None and run is None:
            raise NotAvailableError(
                f"{appendix} lies in no folder whose {MANIFEST} lists it. Name an appendix where mkip-xl batch wrote "
                "it, or the finance workbook it was made from with --workbook."
            )
        self.workbook = workbook or _workbook_of(run[0])  # type: ignore[index]
        self.templates = templates or templates_folder()
        partnership, findings = read_partnership(self.workbook)
        findings.stop_if_errors()
        assert partnership is not None
        self.accounts = Accounts(partnership)
        inputs = [self.workbook, *(self.workbook.parent / name for name in partnership.extracts)]
        made_from = [] if run is None else _inputs(run[0]).values()
        self.changed = [path.name for path in inputs if made_from and fingerprint(path.read_bytes()) not in made_from]
        self._traced = Accounts(with_sources(partnership))
        self.filling = self._filling(appendix.name if run is None else run[1])

    @cached_property
    def following(self) -> Following:
        """The appendix filled again, its figures with their origins; refused where it shows others."""
        template = compiled(self.filling.template)
        reading, differs = self._again(self.filling)
        if differs is not None:
            raise NotAvailableError(
                f"{place(*differs)} of {self.appendix.name} is not what {self.workbook.name} and the template "
                f"{self.filling.template.name} give: the appendix, the workbook or the template was changed since. "
                "Name the finance workbook it was written from with --workbook, or run the batch again."
            )
        remembering = self.filling.data(self._traced)
        filled = {(one.sheet, one.cell): one for one in filled_cells(template, remembering)}
        return Following(reading, filled)

    def places(self) -> Iterator[Place]:
        """Every cell of the appendix that holds a figure, sheet by sheet."""
        for sheet in self.following.reading.sheets.values():
            for cell in sheet:
                if isinstance(cell.value, int | Decimal) and not isinstance(cell.value, bool):
                    yield sheet.name, cell.ref

    def trace(self, sheet: str, cell: str) -> Trace:
        """One figure taken back; NotAvailableError where the cell holds none."""
        found = self.following.reading.sheets.get(sheet)
        if found is None:
            there = ", ".join(self.following.reading.sheets)
            raise NotAvailableError(f"{self.appendix.name} has no sheet {sheet!r}. It has: {there}.")
        shown = found.cells.get(cell)
        if shown is None or not isinstance(shown.value, int | Decimal) or isinstance(shown.value, bool):
            raise NotAvailableError(f"{place(sheet, cell)} of {self.appendix.name} holds no figure. Name one.")
        field = self.following.filled.get((sheet, cell))
        origin = origin_of(self.following.value(sheet, cell))
        figure = Fraction(shown.value)
        if origin is None:
            return Trace(sheet, cell, figure, _text(field), shown.formula, (), (), Fraction(0), None, None)
        sources = tuple(origin.sources().values())
        odd = origin.odd_pence
        traced = sum((source.times * self._now(source) for source in sources), odd)
        return Trace(
            sheet, cell, figure, _text(field), shown.formula, sources, tuple(origin.deciding().values()), odd, traced,
            origin,
        )  # fmt: skip

    def _filling(self, name: str) -> Filling:
        """What the file is: by its name in a run, by its file name, or else by what it shows."""
        made = plan(self.accounts, self.workbook, self.appendix.parent, self.templates)
        known = [
            Filling(copy.target, copy.template, partial(filling, entry=copy.entry, cabinet=copy.cabinet))
            for copy in made.copies
        ]
        if self.accounts.partnership.savings:
            known.append(Filling(COMPARISON, self.templates / COMPARISON, comparison_data))
        for alike in (lambda one: one.name == name, lambda one: PurePath(one.name).name == PurePath(name).name):
            if found := next(filter(alike, known), None):
                return found
        for one in known:
            if self._again(one)[1] is None:
                return one
        listed = ", ".join(one.name for one in known)
        raise NotAvailableError(f"{self.appendix.name} is nothing that {self.workbook.name} makes. It makes: {listed}.")

    def _again(self, of: Filling) -> tuple[Reading, Place | None]:
        """The workbook filled again, and the first cell of the file that shows something else.

        A file that was saved again is as good as long as it shows the same; cells of which nothing is shown any more,
        as after saving without working the formulas out, are named only where no other cell differs.
        """
        again, written = compiled(of.template).fill(of.data(self.accounts)), self.appendix.read_bytes()
        reading = _reading(again, of.name)
        if again == written:
            return reading, None
        try:
            other = _reading(written, self.appendix.name)
        except RefusedFile as refusal:
            raise NotAvailableError(f"{self.appendix.name} cannot be read: {refusal}") from refusal
        wanted, seen = _values(reading), _values(other)
        different = [where for where in {**wanted, **seen} if wanted.get(where) != seen.get(where)]
        return reading, min(different, key=lambda where: seen.get(where) is None, default=None)

    def ledger_lines(self, source: Source) -> list[tuple[str, int, int]]:
        """The lines of ledger extracts a source was added up from: extract, line number and pence; none for a cell."""
        if source.ledger is None:
            return []
        return list(lines_behind(self._source, self.workbook.parent, self.accounts.codes, source.ledger))

    @cached_property
    def _source(self) -> Reading:
        return _reading(self.workbook.read_bytes(), self.workbook.name)

    def _now(self, source: Source) -> Fraction:
        """What a cell of the finance workbook holds, pence where it is money; the sum read from an extract it names."""
        sheet, cell = parted(source.cell)
        there = self._source.sheets[sheet].cells.get(cell)
        held = None if there is None else there.value
        if not isinstance(held, int | Decimal):
            return source.value
        return Fraction(held) * 100 if source.unit == "money" else Fraction(held)


def parted(told: str) -> Place:
    """Sheet and cell of a place as it is told; NotAvailableError when it is not one.

    >>> parted("'Net savings'!$D$14"), parted("Cover!b2")
    (('Net savings', 'D14'), ('Cover', 'B2'))
    """
    found = _PLACE.fullmatch(told)
    if found is None:
        raise NotAvailableError(f"{told!r} is not a cell of a sheet. Write it as 'Net savings'!D14.")
    return (found[1] or found[2]).replace("''", "'").strip(), f"{found[3].upper()}{found[4]}"


def _text(field: FilledCell | None) -> str | None:
    return None if field is None else field.expression.strip()


def _reading(content: bytes, name: str) -> Reading:
    from mkip_xl.workbook.reading import read_workbook

    return read_workbook(content, name)


def _values(reading: Reading) -> dict[Place, object]:
    return {
        (sheet.name, cell.ref): cell.value
        for sheet in reading.sheets.values()
        for cell in sheet
        if cell.value is not None
    }


def _run_of(appendix: Path) -> tuple[Path, str] | None:
    """The output folder an appendix belongs to, and its name within it; None where no manifest lists it."""
    resolved = appendix.resolve()
    for folder in list(resolved.parents)[:4]:
        if (folder / MANIFEST).is_file():
            name = resolved.relative_to(folder).as_posix()
            if any(entry["path"] == name for entry in read(folder)["outputs"]):
                return folder, name
    return None


def _inputs(out: Path) -> dict[str, str]:
    """The inputs of a run and their fingerprints."""
    return {str(entry["path"]): str(entry["sha256"]) for entry in read(out)["inputs"]}


def _workbook_of(out: Path) -> Path:
    """The finance workbook a run was made from, looked for by name and fingerprint near its output and here."""
    wanted = {name: sha for name, sha in _inputs(out).items() if not name.casefold().endswith(".csv")}
    here = Path.cwd()
    for name, sha in wanted.items():
        for folder in (out.parent, out, out.parent.parent, here, here / "workbooks", out.parent / "workbooks"):
            path = folder / name
            if path.is_file() and fingerprint(path.read_bytes()) == sha:
                return path
    raise NotAvailableError(
        f"The finance workbook {' or '.join(wanted)} of this run is not near {out}, or has changed since. Name it with "
        "--workbook."
    )
