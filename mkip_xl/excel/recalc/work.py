"""The `MKIP_` formulas of a workbook worked out: the values, those that are stale, and those that cannot be known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.outcomes import Refusal, answer
from mkip_xl.excel.recalc.sheets import OWN, Sheets, sheets_of
from mkip_xl.excel.recalc.storing import kept, stored
from mkip_xl.findings import Findings
from mkip_xl.workbook.formulas.calculation import Calculation, Cell, Outcome
from mkip_xl.workbook.formulas.tokens import tokenise
from mkip_xl.workbook.formulas.values import ERRORS, NA, SPILL, Array, ExcelError, NotEvaluated, Value
from mkip_xl.workbook.guard import Examined, examine
from mkip_xl.workbook.guard.grid import WIDTH, reference
from mkip_xl.workbook.package import Package

OF_DATES = ("MKIP_FINANCIAL_YEAR", "MKIP_PART_YEAR", "MKIP_KEY_DECISION", "MKIP_EXEMPTION")


@dataclass(slots=True)
class Recalculation:
    """What came of it: how many formulas of ours there are, the values of cells that change, and what to tell."""

    examined: Examined
    parts: dict[str, str]
    count: int = 0
    changes: dict[Cell, Value] = field(default_factory=dict)
    stale: list[Cell] = field(default_factory=list)
    """Cells with one of our formulas (or filled by one) whose cached value is not what its inputs say."""
    findings: Findings = field(default_factory=Findings)
    sizes: dict[Cell, tuple[int, int]] = field(default_factory=dict)
    """The formulas that spill over another block than before, and how many rows and columns they fill now."""

    @property
    def package(self) -> Package:
        """The workbook as it was."""
        return self.examined.package

    def checked(self) -> Findings:
        """Every finding, and an error for each cell whose cached value is not what its inputs say."""
        told = Findings()
        told.extend(self.findings)
        for cell in self.stale:
            message = "The cached value is not what the inputs say. Run mkip-xl recalc, or recalculate in Excel."
            told.error(cell[0], _address(cell), "stale", message)
        return told

    def written(self) -> bytes:
        """The workbook with the right values in place; nothing else in it changes."""
        if not self.changes:
            return self.package.write()
        return self.package.write(stored(self.package, self.parts, self.changes, self.sizes))


def worked_out(source: Path | bytes, *, name: str | None = None) -> Recalculation:
    """Work out every formula of a workbook that calls one of our functions, what those read and what reads them."""
    return recalculated(examine(source, name=name))


def recalculated(examined: Examined) -> Recalculation:
    """The same, of a workbook that passed the guard."""
    sheets = sheets_of(examined)
    own = set(sheets.own)
    result = Recalculation(examined, sheets.parts, len(own))
    if not own:
        return result
    single = {cell for cell in own if cell not in sheets.arrays and _is_one_answer(sheets.typed[cell])}
    for _ in range(20):
        sheets.spell_spills()
        calculation, outcomes, relied = _calculated(sheets, own, single)
        ours = own | calculation.readers_of(own)
        if not _resize(result, sheets, ours, outcomes):
            break
    never = {cell for cell in sheets.formulas if sheets.values.get(cell) is None}
    needed = calculation.read_by(own, sheets.formulas)
    for cell in sheets.formulas:
        if cell in outcomes and (cell in ours or cell in needed or cell in never):
            _settle(result, sheets, cell, outcomes[cell], is_one=cell in single, is_own=cell in own)
    for cell in sorted(relied & needed):
        message = "This formula could not be worked out here; the value Excel kept for it was used."
        result.findings.warn(cell[0], _address(cell), "value-relied-on", message)
    return result


def _calculated(
    sheets: Sheets, own: set[Cell], single: set[Cell]
) -> tuple[Calculation, dict[Cell, Outcome], set[Cell]]:
    """The calculation of all formulas, what came of it, and the native ones whose kept values stand for the unknown.

    A kept value is relied on only where the formula plainly reads none of ours and nothing unknown: no names, no
    tables, no such cell.
    """
    arrays = sheets.arrays | dict.fromkeys(single, (1, 1))
    spilled = {part for cell, size in sheets.arrays.items() for part in _filled(cell, size)}
    constants = {
        cell: value for cell, value in sheets.values.items() if cell not in sheets.formulas and cell not in spilled
    }
    relied: set[Cell] = set()
    while True:
        formulas = {cell: formula for cell, formula in sheets.formulas.items() if cell not in relied}
        calculation = Calculation(
            formulas,
            constants=constants | {cell: sheets.values[cell] for cell in relied},
            names=sheets.names,
            tables=sheets.tables,
            functions={name: _brought(name, date1904=sheets.date1904) for name in CATALOGUE},
            arrays={cell: size for cell, size in arrays.items() if cell in formulas},
            sheets=sheets.order,
        )
        outcomes = dict(zip(calculation.cells, calculation.run(), strict=True))
        unknown = {cell for cell, outcome in outcomes.items() if isinstance(outcome, NotEvaluated)}
        doubtful = _by_sheet(own | calculation.readers_of(own) | unknown)
        more = {
            cell
            for cell in unknown - own - set(sheets.arrays)
            if sheets.values.get(cell) is not None and _reads_none(sheets.formulas[cell], cell[0], doubtful)
        }
        if not more:
            return calculation, outcomes, relied
        relied |= more


def _resize(result: Recalculation, sheets: Sheets, ours: set[Cell], outcomes: Mapping[Cell, Outcome]) -> bool:
    """Let formulas that spill by themselves fill as many cells as their answers have; whether any changed its size.

    Only when all the others have their size is one without room given up: what stood in its way may have gone.
    """
    changed, without_room = False, []
    for cell in sorted(sheets.dynamic & ours & set(sheets.arrays)):
        whole, old = outcomes.get(cell), sheets.arrays[cell]
        if isinstance(whole, NotEvaluated) or whole is None:
            continue
        new = (whole.rows, whole.columns) if isinstance(whole, Array) else (1, 1)
        before, after = set(_filled(cell, old)), set(_filled(cell, new))
        if any(sheets.values.get(one) is not None or one in sheets.formulas for one in after - before):
            without_room.append(cell)
        elif new != old:
            changed = True
            _fill(result, sheets, cell, new)
    for cell in () if changed else without_room:
        _fill(result, sheets, cell, (1, 1))
        sheets.typed[cell] = SPILL.code
        message = "The answer needs cells that are not empty, so Excel shows #SPILL!. Clear them."
        result.findings.warn(cell[0], _address(cell), "spill-blocked", message)
    return changed or bool(without_room)


def _fill(result: Recalculation, sheets: Sheets, cell: Cell, size: tuple[int, int]) -> None:
    """Note that a formula fills another block now; the cells it leaves are emptied."""
    left = set(_filled(cell, sheets.arrays[cell])) - set(_filled(cell, size))
    sheets.arrays[cell] = result.sizes[cell] = size
    result.changes |= dict.fromkeys(left)
    for gone in left:
        sheets.values.pop(gone, None)


def _brought(name: str, *, date1904: bool) -> Callable[..., object]:
    """One of our functions as the evaluator calls it."""
    from mkip_xl.workbook.formulas.values import CannotEvaluate

    def call(*cells: object) -> object:
        if date1904 and name in OF_DATES:
            raise CannotEvaluate(f"{name} in a workbook that counts its days from 1904")
        outcome = answer(name, [_sent(cell) for cell in cells])
        return ERRORS[outcome.error] if isinstance(outcome, Refusal) else outcome

    call.gives_one_value = not CATALOGUE[name].spills  # type: ignore[attr-defined]
    return call


def _sent(cell: object) -> object:
    if isinstance(cell, list):
        return [[_sent(one) for one in row] for row in cell]
    return cell.code if isinstance(cell, ExcelError) else cell


def _settle(result: Recalculation, sheets: Sheets, cell: Cell, outcome: Outcome, *, is_one: bool, is_own: bool) -> None:
    """Note a formula's value where it differs from what is kept, or why it is not known."""
    if isinstance(outcome, NotEvaluated):
        code = "not-worked-out" if is_own else "reads-not-worked-out"
        told = result.findings.error if is_own else result.findings.warn
        told(cell[0], _address(cell), code, f"This formula could not be worked out here: {outcome.reason}.")
        return
    rows, columns = (1, 1) if is_one else sheets.arrays.get(cell, (1, 1))
    if isinstance(outcome, Array) and not is_one and _is_dynamic(outcome, rows, columns) and is_own:
        message = (
            f"The answer fills {outcome.rows} × {outcome.columns} cells and the formula {rows} × {columns}: cells to "
            "spare show #N/A, and what has no cell is not shown. Enter the formula over the whole block."
        )
        result.findings.warn(cell[0], _address(cell), "spill-size", message)
    for place in _filled(cell, (rows, columns)):
        value = kept(_at(outcome, place[1] - cell[1], place[2] - cell[2]))
        if not _same(value, sheets.values.get(place), place in sheets.values):
            result.changes[place] = value
            if is_own:
                result.stale.append(place)


def _is_dynamic(whole: Array, rows: int, columns: int) -> bool:
    fits_rows = whole.rows in (1, rows)
    return not (fits_rows and whole.columns in (1, columns))


def _at(outcome: Outcome, row: int, column: int) -> Value:
    """One cell of an answer laid over a block, as Excel fills one: a row or column repeats, the rest is #N/A."""
    if isinstance(outcome, NotEvaluated):
        return NA
    if not isinstance(outcome, Array):
        return 0.0 if outcome is None else outcome
    row = 0 if outcome.rows == 1 else row
    column = 0 if outcome.columns == 1 else column
    if row >= outcome.rows or column >= outcome.columns:
        return NA
    value = outcome.at(row, column)
    return 0.0 if value is None else value


def _same(value: Value, kept: Value, is_kept: bool) -> bool:
    """Whether a kept value is the value, to the 15 digits that Excel keeps."""
    if not is_kept or kept is None or isinstance(value, bool) is not isinstance(kept, bool):
        return False
    if isinstance(value, float) and isinstance(kept, float):
        return value == kept or format(value, ".15g") == format(kept, ".15g")
    return type(value) is type(kept) and value == kept


def _filled(cell: Cell, size: tuple[int, int]) -> list[Cell]:
    sheet, row, column = cell
    return [(sheet, row + down, column + across) for down in range(size[0]) for across in range(size[1])]


def _is_one_answer(formula: str) -> bool:
    """Whether a formula is one call of ours, or one name for such a call, with nothing around it."""
    tokens = tokenise(formula)
    if not OWN.match(formula):
        return len(tokens) == 1
    depth = 0
    for token in tokens[:-1]:
        depth += {"call": 1, "open": 1, "close": -1}.get(token.kind, 0)
        if depth == 0:
            return False
    return tokens[-1].kind == "close"


def _by_sheet(cells: Iterable[Cell]) -> dict[str, set[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for sheet, row, column in cells:
        found[sheet.casefold()].add((row, column))
    return found


def _reads_none(formula: str, sheet: str, cells: Mapping[str, set[tuple[int, int]]]) -> bool:
    """Whether it is plain from a formula on a sheet that it reads none of these cells."""
    for token in tokenise(formula):
        if token.kind in ("name", "table"):
            return False
        found = token.reference
        if found is None or found.external:
            continue
        there = cells.get((found.sheet or sheet).casefold(), ())
        rows, columns = found.rows, found.columns
        if found.last_sheet is not None or any(
            (rows is None or rows.first <= row <= rows.last)
            and (columns is None or columns.first <= column <= columns.last)
            for row, column in there
        ):
            return False
    return True


def _address(cell: Cell) -> str:
    return reference(cell[1] * WIDTH + cell[2] - 1)
