"""Which old row, column or sheet became which new ones: the plan that every reference follows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from mkip_xl.workbook.formulas.references import LAST_COLUMN, LAST_ROW

Path = tuple[tuple[Hashable, int], ...]
"""The loops a line stands in, outermost first: (which loop, which iteration from 0)."""

Placed = tuple[int, Path]
"""A new line and the loops it stands in."""

Turns = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One new row or column: the old one it is a copy of (None: a fresh blank one) and the iterations it stands in."""

    old: int | None
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop in the old sheet: the first and last line of its body (its own markers left out).

    `source` is what it runs over, such as "years": two loops over the same source run side by side. A condition is
    a loop that runs once or not at all.
    """

    first: int
    last: int
    source: str | None = None
    condition: bool = False


@dataclass(frozen=True)
class AxisMap:
    """The rows, or the columns, of one new sheet, in order. Lines after the last `known` one keep their distance.

    `loops` may be left out; then a loop's body is taken to be the lines that survived, and loops that
    are not nested run side by side by their order.

    >>> rows = AxisMap([Line(1), Line(3, ((0, 0),)), Line(3, ((0, 1),)), Line(5)], size=LAST_ROW)
    >>> [new for new, path in rows.copies(3)], rows.copies(2), rows.copies(9)
    ([2, 3], (), ((8, ()),))
    """

    lines: Sequence[Line]
    size: int = LAST_ROW
    known: int | None = None
    loops: Mapping[Hashable, Loop] = field(default_factory=dict)

    @cached_property
    def last_known(self) -> int:
        """The last old line the map speaks of."""
        return self.known if self.known is not None else max((line.old or 0 for line in self.lines), default=0)

    @cached_property
    def shift(self) -> int:
        """How far the lines after the last known one move."""
        return len(self.lines) - self.last_known

    @cached_property
    def unchanged_until(self) -> int:
        """Lines up to this one stay where they are."""
        for index, line in enumerate(self.lines, 1):
            if line.old != index or line.path:
                return index - 1
        return self.size if self.shift == 0 else len(self.lines)

    @cached_property
    def _copies(self) -> dict[int, tuple[tuple[int, Path], ...]]:
        found: dict[int, list[tuple[int, Path]]] = {}
        for new, line in enumerate(self.lines, 1):
            if line.old is not None:
                found.setdefault(line.old, []).append((new, line.path))
        return {old: tuple(copies) for old, copies in found.items()}

    @cached_property
    def answers(self) -> dict[Hashable, object]:
        """Where references were found to go: asked again for each copy of a formula."""
        return {}

    @cached_property
    def starts(self) -> dict[Path, int]:
        """The first new line of every iteration of every loop."""
        found: dict[Path, int] = {}
        for new, line in enumerate(self.lines, 1):
            for depth in range(1, len(line.path) + 1):
                found.setdefault(line.path[:depth], new)
        return found

    def copies(self, old: int) -> tuple[tuple[int, Path], ...]:
        """The new lines an old one became, with the iterations each stands in; empty when it is gone."""
        if old > self.last_known:
            new = old + self.shift
            return ((new, ()),) if new <= self.size else ()
        return self._copies.get(old, ())

    @cached_property
    def _by_turns(self) -> dict[tuple[int, tuple[Hashable, ...]], Mapping[Turns, Sequence[Placed]] | None]:
        return {}

    def copies_in(self, old: int, wanted: Mapping[Hashable, int]) -> Sequence[Placed]:
        """The copies of an old line that stand in the wanted iterations, found without looking at all the others."""
        copies = self.copies(old)
        if not wanted or not copies:
            return copies
        if len(copies) == 1:
            return copies if _agrees(copies[0][1], wanted) else ()
        key = old, tuple(wanted)
        if key not in self._by_turns:
            self._by_turns[key] = _grouped(copies, key[1])
        groups = self._by_turns[key]
        if groups is None:
            return [copy for copy in copies if _agrees(copy[1], wanted)]
        mine = {loop for loop, _ in copies[0][1]}
        return groups.get(tuple(turn for loop, turn in wanted.items() if loop in mine), ())

    def old(self, new: int) -> int | None:
        """The old line a new one was copied from."""
        if new <= len(self.lines):
            return self.lines[new - 1].old
        return new - self.shift

    @cached_property
    def bodies(self) -> dict[Hashable, Loop]:
        """Every loop that left a line, with its body."""
        ends: dict[Hashable, tuple[int, int]] = {}
        for line in self.lines:
            if line.old is None:
                continue
            for loop, _ in line.path:
                first, last = ends.get(loop, (line.old, line.old))
                ends[loop] = (min(first, line.old), max(last, line.old))
        return {loop: self.loops.get(loop) or Loop(first, last) for loop, (first, last) in ends.items()}

    def within(self, path: Path, first: int, last: int | None = None) -> dict[Hashable, int]:
        """The part of a path whose loop bodies hold the old line (or the old lines from first to last)."""
        last = first if last is None else last
        return {
            loop: iteration
            for loop, iteration in path
            if (body := self.bodies.get(loop)) is not None and body.first <= first and last <= body.last
        }

    def surviving(self, first: int, last: int) -> Iterator[int]:
        """The old lines from first to last that became at least one new line, up to the last known one."""
        for old in range(first, min(last, self.last_known) + 1):
            if old in self._copies:
                yield old


def _agrees(path: Path, wanted: Mapping[Hashable, int]) -> bool:
    return all(wanted.get(loop, turn) == turn for loop, turn in path)


def _grouped(copies: Sequence[Placed], wanted: Sequence[Hashable]) -> Mapping[Turns, Sequence[Placed]] | None:
    """The copies by their iterations of the wanted loops; None when they do not all stand in the same loops."""
    loops = [loop for loop, _ in copies[0][1]]
    shared = [loop for loop in wanted if loop in loops]
    groups: dict[Turns, list[Placed]] = {}
    for copy in copies:
        turns = dict(copy[1])
        if list(turns) != loops:
            return None
        groups.setdefault(tuple(turns[loop] for loop in shared), []).append(copy)
    return groups


def unchanged(size: int = LAST_ROW) -> AxisMap:
    """An axis on which nothing moves."""
    return AxisMap((), size)


def inserted(before: int, count: int, size: int = LAST_ROW) -> AxisMap:
    """Blank lines put in before an old line, as Excel's Insert does."""
    kept = [Line(old) for old in range(1, before)]
    return AxisMap([*kept, *[Line(None)] * count], size, before - 1)


def deleted(first: int, count: int, size: int = LAST_ROW) -> AxisMap:
    """Lines taken out, as Excel's Delete does."""
    return AxisMap([Line(old) for old in range(1, first)], size, first + count - 1)


@dataclass(frozen=True)
class SheetMap:
    """The rows and the columns of one new sheet."""

    rows: AxisMap = field(default_factory=lambda: unchanged(LAST_ROW))
    columns: AxisMap = field(default_factory=lambda: unchanged(LAST_COLUMN))

    @cached_property
    def moves_nothing(self) -> bool:
        """Whether every cell stays where it is."""
        return self.rows.unchanged_until >= LAST_ROW and self.columns.unchanged_until >= LAST_COLUMN


class TablePlace(NamedTuple):
    """One copy of a table: its name, and the iterations of the loops it wholly lies in."""

    name: str
    row_path: Path = ()
    column_path: Path = ()


@dataclass(frozen=True)
class SheetCopy:
    """One new sheet made from an old one: its name, where its cells went, the iteration of a sheet loop it is.

    `tables`: the old name of a table on it, folded (`str.casefold`) → its copies on this sheet.
    """

    name: str
    map: SheetMap = field(default_factory=SheetMap)
    path: Path = ()
    tables: Mapping[str, Sequence[TablePlace]] = field(default_factory=dict)


class WorkbookMap:
    """Old sheet name → the new sheets made from it. A sheet that is not named keeps its name and its cells.

    `order` is the names of all new sheets from left to right, needed only to write `First:Last!` references; `loops`
    says what the sheet loops run over, so that a row for each partner finds each partner's sheet. `nothing_counts`: a
    total over a loop without copies is nought; without it, the reference becomes #REF! as when Excel deletes.
    """

    def __init__(
        self,
        sheets: Mapping[str, Iterable[SheetCopy]],
        order: Sequence[str] = (),
        loops: Mapping[Hashable, Loop] | None = None,
        *,
        tables: Mapping[str, str] | None = None,
        nothing_counts: bool = True,
    ) -> None:
        self.sheets = {name.casefold(): tuple(copies) for name, copies in sheets.items()}
        self.order = [name.casefold() for name in order]
        self.old_order = [name.casefold() for name in sheets]
        self.loops = dict(loops or {})
        self.nothing_counts = nothing_counts
        self.lost_names: set[str] = set()
        """Defined names (folded) whose cells are all gone: a formula that uses one loses it like a range."""
        self.tables = dict(tables or {})
        """The old sheet of every table that may have moved, by the table's folded name."""

    def source(self, loop: Hashable) -> str | None:
        """What a sheet loop runs over."""
        known = self.loops.get(loop)
        return known.source if known is not None else None

    def copies(self, sheet: str) -> tuple[SheetCopy, ...]:
        """The new sheets an old one became."""
        found = self.sheets.get(sheet.casefold())
        return (SheetCopy(sheet),) if found is None else found

    def neighbours(self, names: Sequence[str]) -> bool:
        """Whether these new sheets stand side by side, in this order."""
        folded = [name.casefold() for name in names]
        if folded[0] not in self.order:
            return False
        start = self.order.index(folded[0])
        return self.order[start : start + len(folded)] == folded
