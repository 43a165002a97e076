"""A workbook's formulas worked out: put in order once, then run for any figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from mkip_xl.workbook.formulas.book import Book
from mkip_xl.workbook.formulas.compiling import compile_cell
from mkip_xl.workbook.formulas.operators import Run
from mkip_xl.workbook.formulas.structured import TableArea
from mkip_xl.workbook.formulas.values import Array, CannotEvaluate, NotEvaluated, Result, Value

Cell = tuple[str, int, int]
"""A sheet's name, a row and a column, both from 1."""

Outcome = Value | Array | NotEvaluated


@dataclass(frozen=True, slots=True)
class _Step:
    slot: int
    run: Run
    needs: frozenset[int]


class Calculation:
    """Formulas that read inputs, constants and one another, ordered and compiled once.

    `formulas`: cell → formula without `=`. `inputs`: the cells whose values are given to each `run`, in that order.
    `constants`: the cells that never change. `names`: defined name → formula; a name of one sheet under (sheet, name).
    `tables`: name → TableArea. `functions`: name → Python function, given values and lists of rows; one with the
    attribute `gives_one_value` set never answers with rows. `arrays`: the cells whose formula is an array formula,
    each with the rows and columns it fills; `spilling`: those among them that Excel lets fill as many cells as their
    answer needs, so that one of another size is not known. `hidden`: sheet → hidden rows. `sheets`: all sheets from
    left to right, for `First:Last!`. Numbers are floats; dates are serial numbers.

    >>> figures = [("S", 1, 1), ("S", 2, 1)]
    >>> book = Calculation({("S", 3, 1): "SUM(A1:A2)*B1"}, inputs=figures, constants={("S", 1, 2): 2.0})
    >>> book.run([1.5, 2.5])
    [8.0]
    """

    def __init__(
        self,
        formulas: Mapping[Cell, str],
        *,
        inputs: Sequence[Cell] = (),
        constants: Mapping[Cell, Value] | None = None,
        names: Mapping[str | tuple[str, str], str] | None = None,
        tables: Mapping[str, TableArea] | None = None,
        functions: Mapping[str, Callable[..., object]] | None = None,
        arrays: Mapping[Cell, tuple[int, int]] | None = None,
        spilling: Collection[Cell] = (),
        hidden: Mapping[str, Iterable[int]] | None = None,
        sheets: Sequence[str] = (),
    ) -> None:
        constants, arrays = constants or {}, arrays or {}
        book = Book(names or {}, tables or {}, functions or {}, hidden or {}, sheets)
        base: list[Result] = [None]
        for cell in inputs:
            book.claim(cell)
            base.append(None)
        self._book = book
        self._inputs = slice(1, len(base))
        for cell, value in constants.items():
            if not book.has(cell):
                book.claim(cell)
                base.append(value)
        self.cells: tuple[Cell, ...] = tuple(formulas)
        first = len(base)
        for cell in self.cells:
            book.claim(cell)
            base.append(None)
        self._formulas = slice(first, len(base))
        wholes = {cell: book.reserve() for cell in arrays}
        spilled = [
            (wholes[cell], _part(book, cell, row, column), row, column)
            for cell, (rows, columns) in arrays.items()
            for row in range(max(1, rows))
            for column in range(max(1, columns))
        ]
        base.extend([None] * (book.size - len(base)))
        book.totalled = {book.slot(cell) for cell in self.cells if _is_subtotal(formulas[cell])}
        self._base = base
        self._faults: dict[int, str] = {}
        steps: dict[int, _Step] = {}
        for slot, cell in enumerate(self.cells, first):
            try:
                run, needs = compile_cell(book, formulas[cell], cell, array=cell in arrays)
            except CannotEvaluate as cannot:
                self._faults[slot] = self._faults[wholes.get(cell, slot)] = str(cannot)
            except RecursionError:
                self._faults[slot] = self._faults[wholes.get(cell, slot)] = "a formula too deeply nested"
            else:
                whole = wholes.get(cell, slot)
                steps[whole] = _Step(whole, _of_size(run, arrays[cell]) if cell in spilling else run, needs)
        for master, slot, row, column in spilled:
            steps[slot] = _Step(slot, _element(master, row, column), frozenset({master}))
        self._wholes = [(index, wholes[cell]) for index, cell in enumerate(self.cells) if cell in wholes]
        self._steps = self._ordered(steps)
        self._plain = [(step.slot, step.run) for step in self._steps]

    def _ordered(self, steps: Mapping[int, _Step]) -> list[_Step]:
        """The steps in an order in which each finds what it needs; those that go round in a circle are faults."""
        waiting = {slot: sum(1 for need in step.needs if need in steps) for slot, step in steps.items()}
        readers: dict[int, list[int]] = {}
        for slot, step in steps.items():
            for need in step.needs:
                readers.setdefault(need, []).append(slot)
        ready = [slot for slot, count in waiting.items() if count == 0]
        done: list[_Step] = []
        for slot in ready:
            done.append(steps[slot])
            for reader in readers.get(slot, ()):
                waiting[reader] -= 1
                if waiting[reader] == 0:
                    ready.append(reader)
        for slot, count in waiting.items():
            if count > 0:
                self._faults[slot] = "a circular reference"
        tainted = set(self._faults)
        for step in done:
            if not tainted.isdisjoint(step.needs):
                tainted.add(step.slot)
                self._faults.setdefault(step.slot, "a cell it needs could not be worked out")
        return [step for step in done if step.slot not in tainted]

    def readers_of(self, cells: Iterable[Cell]) -> set[Cell]:
        """The formulas that read these formulas' values, at first or second hand; themselves among them."""
        touched = self._slots(cells)
        for step in self._steps:
            if not touched.isdisjoint(step.needs):
                touched.add(step.slot)
        first, wholes = self._formulas.start, dict(self._wholes)
        return {cell for index, cell in enumerate(self.cells) if {first + index, wholes.get(index)} & touched}

    def read_by(self, readers: Iterable[Cell], among: Iterable[Cell]) -> set[Cell]:
        """Those among some cells whose values these formulas read, at first or second hand."""
        wanted = self._slots(readers)
        for step in reversed(self._steps):
            if step.slot in wanted:
                wanted |= step.needs
        wholes = {self.cells[index]: whole for index, whole in self._wholes}
        return {cell for cell in among if self._book.slot(cell) in wanted or wholes.get(cell) in wanted}

    def _slots(self, cells: Iterable[Cell]) -> set[int]:
        """The slots of these formulas, of their first cells and of their whole answers."""
        first = self._formulas.start
        at = {cell: index for index, cell in enumerate(self.cells)}
        known = {at[cell] for cell in cells if cell in at}
        return {first + index for index in known} | {whole for index, whole in self._wholes if index in known}

    @property
    def faults(self) -> dict[Cell, str]:
        """The formulas that are never worked out, whatever the figures, and why."""
        first = self._formulas.start
        return {
            self.cells[slot - first]: why
            for slot, why in sorted(self._faults.items())
            if first <= slot < self._formulas.stop
        }

    def run(self, values: Sequence[Value] = ()) -> list[Outcome]:
        """The value of each formula, in the order of `cells`, with these values for the inputs."""
        frame = self._base.copy()
        frame[self._inputs] = values
        try:
            for slot, run in self._plain:
                frame[slot] = run(frame)
        except CannotEvaluate:
            return self._carefully(values)
        return self._gathered(frame, self._faults)

    def _carefully(self, values: Sequence[Value]) -> list[Outcome]:
        """The same, leaving out what turns out, with these figures, to be beyond certain knowledge."""
        frame = self._base.copy()
        frame[self._inputs] = values
        faults = dict(self._faults)
        for step in self._steps:
            if not faults.keys().isdisjoint(step.needs):
                faults[step.slot] = "a cell it needs could not be worked out"
                continue
            try:
                frame[step.slot] = step.run(frame)
            except CannotEvaluate as cannot:
                faults[step.slot] = str(cannot)
        return self._gathered(frame, faults)

    def _gathered(self, frame: list[Result], faults: Mapping[int, str]) -> list[Outcome]:
        found: list[Outcome] = list(frame[self._formulas])
        for slot, why in faults.items():
            if slot - self._formulas.start < len(found):
                found[slot - self._formulas.start] = NotEvaluated(why)
        for at, whole in self._wholes:
            found[at] = NotEvaluated(faults[whole]) if whole in faults else frame[whole]
        return found


def _part(book: Book, master: Cell, row: int, column: int) -> int:
    """The slot of one cell that an array formula fills."""
    cell = (master[0], master[1] + row, master[2] + column)
    return book.slot(cell) if row == column == 0 else book.claim(cell)


def _is_subtotal(formula: str) -> bool:
    return formula.upper().startswith(("SUBTOTAL(", "AGGREGATE(", "_XLFN.AGGREGATE("))


def _of_size(run: Run, size: tuple[int, int]) -> Run:
    """The same, refusing an answer that fills more or fewer cells than are laid out for it."""

    def sized(frame: list[Result]) -> Result:
        answer = run(frame)
        filled = (answer.rows, answer.columns) if isinstance(answer, Array) else (1, 1)
        if filled != size:
            raise CannotEvaluate("an answer that spills over other cells than before")
        return answer

    return sized


def _element(master: int, row: int, column: int) -> Run:
    from mkip_xl.workbook.formulas.values import NA

    def pick(frame: list[Result]) -> Result:
        whole = frame[master]
        if not isinstance(whole, Array):
            return whole
        at_row = 0 if whole.rows == 1 else row
        at_column = 0 if whole.columns == 1 else column
        return whole.at(at_row, at_column) if at_row < whole.rows and at_column < whole.columns else NA

    return pick
