"""Secrets that follow from numbers of the workbook: a total less its other lines, a sum, a difference, a share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor

from mkip_xl.workbook.inspection.cells import address
from mkip_xl.workbook.inspection.figures import Figures, plain

_MOST_NUMBERS = 5000
_LONGEST_WINDOWED = 80
_WIDEST_GAP = 3
_LEAST_SHARE = 0.001


@dataclass(slots=True)
class Grid:
    """The numbers of one sheet by (row, column), in pence, and those that may be shares; too many are given up."""

    part: str
    sheet: str | None
    numbers: dict[tuple[int, int], int] = field(default_factory=dict)
    shares: dict[tuple[int, int], float] = field(default_factory=dict)
    full: bool = False

    def put(self, row: int, column: int, value: float) -> None:
        """Note a number: a share may be told of one (0.25) or in percent (25)."""
        if self.full or not abs(value) < 1e15:
            return
        self.numbers[row, column] = round(value * 100)
        if _LEAST_SHARE < value < 100 and value != 1:
            self.shares[row, column] = value if value < 1 else value / 100
        if len(self.numbers) > _MOST_NUMBERS:
            self.full = True
            self.numbers.clear()


@dataclass(frozen=True, slots=True)
class Derived:
    """A secret number that follows by arithmetic, how, and from where."""

    number: int
    form: str
    part: str
    sheet: str | None
    cell: str


@dataclass(frozen=True, slots=True)
class _Run:
    """Numbers next to each other in a row or column, with the places of their cells."""

    grid: Grid
    cells: tuple[tuple[int, int], ...]
    values: tuple[int, ...]

    def place(self) -> str:
        return f"{address(*self.cells[0])}:{address(*self.cells[-1])}"


def derivable(grids: Sequence[Grid], figures: Figures) -> Iterator[Derived]:
    """Each secret number that follows from the numbers of the sheets by adding, subtracting or taking a share.

    How many combinations are tried depends on the digits of the secret: so few that agreement is no accident.
    """
    runs = [run for grid in grids for run in _runs(grid)]
    everywhere = {value for grid in grids for value in grid.numbers.values()}
    for place, number in enumerate(figures.numbers):
        pence = number * 100
        if pence.denominator != 1 or pence < 10000 or int(pence) in everywhere or -int(pence) in everywhere:
            continue
        found = _first(int(pence), _tries(number), runs, grids, everywhere)
        if found is not None:
            form, grid, cell = found
            yield Derived(place, form, grid.part, grid.sheet, cell)


def _tries(number: Fraction) -> int:
    """How many combinations may be tried before agreement could be chance."""
    digits: int = 10 ** len(plain(number).replace(".", "").strip("0"))
    return max(20, digits // 200)


def _first(
    secret: int, tries: int, runs: Sequence[_Run], grids: Sequence[Grid], everywhere: set[int]
) -> tuple[str, Grid, str] | None:
    """The first combination that gives the secret: how, the sheet, and the cells."""
    for run in runs[: tries // 3]:
        whole = sum(run.values)
        if whole == secret and len(run.values) > 1:
            return "as the sum of", run.grid, run.place()
        if abs(2 * run.values[-1] - whole) == secret and len(run.values) > 1:
            return "as the last less the rest of", run.grid, run.place()
        if abs(2 * run.values[0] - whole) == secret and len(run.values) > 1:
            return "as the first less the rest of", run.grid, run.place()
    tries -= 3 * len(runs)
    if len(runs) * 2 <= tries:
        for run in runs:
            whole = sum(run.values)
            if whole and (secret + whole in everywhere or (whole - secret in everywhere and whole != secret)):
                return "as a total elsewhere less the sum of", run.grid, run.place()
        tries -= 2 * len(runs)
    for grid in grids:
        if len(grid.numbers) ** 2 > tries:
            continue
        tries -= len(grid.numbers) ** 2
        values = {value: cell for cell, value in grid.numbers.items()}
        for value, cell in values.items():
            if value - secret in values and value != secret:
                return f"as a difference, from {address(*values[value - secret])} and", grid, address(*cell)
            if secret - value in values and value * 2 != secret:
                return f"as a sum, with {address(*values[secret - value])} and", grid, address(*cell)
        if len(grid.shares) * len(values) <= tries:
            tries -= len(grid.shares) * len(values)
            for cell, share in grid.shares.items():
                wholes = range(ceil((secret - 0.5) / share), floor((secret + 0.5) / share) + 1)
                for whole in filter(values.__contains__, wholes):
                    return f"as a share, of {address(*values[whole])} by", grid, address(*cell)
    for run in runs:
        if 3 < len(run.values) <= _LONGEST_WINDOWED and len(run.values) ** 2 <= tries:
            tries -= len(run.values) ** 2
            found = _window(secret, run)
            if found:
                return found
    return None


def _window(secret: int, run: _Run) -> tuple[str, Grid, str] | None:
    """Neighbouring numbers that add to the secret, or that the number next to them exceeds by the secret."""
    sums = [0, *accumulate(run.values)]
    for start in range(len(run.values)):
        for end in range(start + 2, len(run.values) + 1):
            part = sums[end] - sums[start]
            place = f"{address(*run.cells[start])}:{address(*run.cells[end - 1])}"
            if part == secret:
                return "as the sum of", run.grid, place
            if end < len(run.values) and run.values[end] - part == secret:
                return f"as {address(*run.cells[end])} less the sum of", run.grid, place
    return None


def _runs(grid: Grid) -> Iterator[_Run]:
    """Each line of numbers down a column or along a row, broken where more than two cells hold none."""
    for axis in (1, 0):
        lines: dict[int, list[tuple[int, int]]] = {}
        for cell in sorted(grid.numbers, key=lambda cell: (cell[axis], cell[1 - axis])):
            lines.setdefault(cell[axis], []).append(cell)
        for cells in lines.values():
            start = 0
            for at in range(1, len(cells) + 1):
                if at == len(cells) or cells[at][1 - axis] - cells[at - 1][1 - axis] > _WIDEST_GAP:
                    piece = tuple(cells[start:at])
                    if len(piece) > 1:
                        yield _Run(grid, piece, tuple(grid.numbers[cell] for cell in piece))
                    start = at
