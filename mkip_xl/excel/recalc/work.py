"""The `MKIP_` formulas of a workbook worked out: the values, those that are stale, and those that cannot be known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.outcomes import Refusal, answer
from mkip_xl.excel.recalc.sheets import Sheets, is_own, sheets_of
from mkip_xl.excel.recalc.storing import stored
from mkip_xl.findings import Findings
from mkip_xl.workbook.formulas.calculation import Calculation, Cell, Outcome
from mkip_xl.workbook.formulas.tokens import tokenise
from mkip_xl.workbook.formulas.values import ERRORS, NA, SPILL, Array, ExcelError, NotEvaluated, Value
from mkip_xl.workbook.guard import Examined, examine
from mkip_xl.workbook.guard.grid import WIDTH, reference
from mkip_xl.workbook.package import Package

_BY_DATE = ("MKIP_FINANCIAL_YEAR", "MKIP_PART_YEAR", "MKIP_KEY_DECISION", "MKIP_EXEMPTION")
_FIRST_OF = "_xlfn.single("
_WHOLE_CALL = re.compile(r"MKIP_[A-Z0-9_]+\(", re.IGNORECASE)


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
    blocked: set[Cell] = field(default_factory=set)

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
    """Work out every formula of a workbook that calls one of our functions, and what reads those."""
    examined = examine(source, name=name)
    sheets = sheets_of(examined)
    own = set(sheets.own)
    for cell in own - set(sheets.arrays):
        sheets.typed[cell] = _without_at(sheets.typed[cell])
    result = Recalculation(examined, sheets.parts, len(own))
    if not own:
        return result
    single = {cell for cell in own if cell not in sheets.arrays and _is_whole_call(sheets.typed[cell])}
    for _ in range(20):
        sheets.spell_spills()
        calculation, relied = _prepared(sheets, own, single)
        outcomes = dict(zip(calculation.cells, calculation.run(), strict=True))
        if not _resize(result, sheets, own, outcomes):
            break
    never = {cell for cell in sheets.formulas if sheets.values.get(cell) is None}
    reached = calculation.readers_of(own) | own | never
    for cell in sheets.formulas:
        if cell in result.blocked:
            _settle(result, sheets, cell, SPILL, is_one=True, is_own=True)
        elif cell in reached and cell in outcomes:
            _settle(result, sheets, cell, outcomes[cell], is_one=cell in single, is_own=cell in own)
    for cell in relied:
        if any(_reads(sheets.formulas[one], one, cell) for one in own):
            message = "This formula could not be worked out here; the value Excel kept for it was used."
            result.findings.warn(cell[0], _address(cell), "value-relied-on", message)
    return result


def _prepared(sheets: Sheets, own: set[Cell], single: set[Cell]) -> tuple[Calculation, dict[Cell, Value]]:
    """The calculation of all formulas that can be worked out, and the kept values relied on for others."""
    arrays = sheets.arrays | dict.fromkeys(single, (1, 1))
    spilled = {part for cell, size in sheets.arrays.items() for part in _filled(cell, size)}
    constants = {
        cell: value for cell, value in sheets.values.items() if cell not in sheets.formulas and cell not in spilled
    }
    formulas, relied = _without_the_unknown(sheets, own, constants, arrays)
    return _calculation(sheets, formulas, constants | relied, arrays), relied


def _resize(result: Recalculation, sheets: Sheets, own: set[Cell], outcomes: Mapping[Cell, Outcome]) -> bool:
    """Let formulas that spill by themselves fill as many cells as their answers have; whether any changed its size."""
    changed = False
    for cell in (sheets.dynamic & own & set(sheets.arrays)) - result.blocked:
        whole, old = outcomes.get(cell), sheets.arrays[cell]
        if isinstance(whole, NotEvaluated) or whole is None:
            continue
        new = (whole.rows, whole.columns) if isinstance(whole, Array) else (1, 1)
        if new == old:
            continue
        changed = True
        before, after = set(_filled(cell, old)), set(_filled(cell, new))
        if any(sheets.values.get(one) is not None or one in sheets.formulas for one in after - before):
            result.blocked.add(cell)
            new = (1, 1)
            after = {cell}
            result.findings.warn(
                cell[0],
                _address(cell),
                "spill-blocked",
                "The answer needs cells that are not empty, so Excel shows #SPILL!. Clear them.",
            )
        sheets.arrays[cell] = result.sizes[cell] = new
        result.changes |= dict.fromkeys(before - after)
        for gone in before - after:
            sheets.values.pop(gone, None)
    return changed


def _calculation(
    sheets: Sheets, formulas: dict[Cell, str], constants: dict[Cell, Value], arrays: dict[Cell, tuple[int, int]]
) -> Calculation:
    return Calculation(
        formulas,
        constants=constants,
        names=sheets.names,
        tables=sheets.tables,
        functions={name: _brought(name, date1904=sheets.date1904) for name in CATALOGUE},
        arrays={cell: size for cell, size in arrays.items() if cell in formulas},
        sheets=sheets.order,
    )


def _without_the_unknown(
    sheets: Sheets, own: set[Cell], constants: dict[Cell, Value], arrays: dict[Cell, tuple[int, int]]
) -> tuple[dict[Cell, str], dict[Cell, Value]]:
    """The formulas that can be worked out, and native ones that cannot, whose kept values are relied on instead.

    A kept value is relied on only where the formula plainly reads none of ours: no names, no tables, no cell of ours.
    """
    formulas, relied = dict(sheets.formulas), dict[Cell, Value]()
    for _ in range(20):
        calculation = _calculation(sheets, formulas, constants | relied, arrays)
        fresh = {cell: outcome.reason for cell, outcome in _unknown(calculation) if cell not in own}
        more = {
            cell: sheets.values[cell]
            for cell, why in fresh.items()
            if why != "a cell it needs could not be worked out"
            and sheets.values.get(cell) is not None
            and cell not in sheets.arrays
            and _reads_plainly(sheets.formulas[cell], cell, own)
        }
        if not more:
            break
        relied |= more
        formulas = {cell: formula for cell, formula in formulas.items() if cell not in relied}
    return formulas, relied


def _unknown(calculation: Calculation) -> Iterable[tuple[Cell, NotEvaluated]]:
    for cell, outcome in zip(calculation.cells, calculation.run(), strict=True):
        if isinstance(outcome, NotEvaluated):
            yield cell, outcome


def _brought(name: str, *, date1904: bool) -> Callable[..., object]:
    """One of our functions as the evaluator calls it."""
    from mkip_xl.workbook.formulas.values import CannotEvaluate

    def call(*cells: object) -> object:
        if date1904 and name in _BY_DATE:
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
            f"The answer fills {outcome.rows} × {outcome.columns} cells and the formula {rows} × {columns}. "
            "Open the workbook in Excel once, or enter the formula over the whole block."
        )
        result.findings.warn(cell[0], _address(cell), "spill-size", message)
    for place in _filled(cell, (rows, columns)):
        value = _at(outcome, place[1] - cell[1], place[2] - cell[2])
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


def _without_at(formula: str) -> str:
    """A call of ours without the `@` before it, which a file writes as a function; the first value is shown either way.

    >>> _without_at("_xlfn.SINGLE(MKIP_SHARES(A1,B1:B3))")
    'MKIP_SHARES(A1,B1:B3)'
    """
    inner = formula[len(_FIRST_OF) : -1]
    return inner if formula.lower().startswith(_FIRST_OF) and _is_whole_call(inner) else formula


def _is_whole_call(formula: str) -> bool:
    """Whether a formula is one call of ours and nothing around it."""
    if not _WHOLE_CALL.match(formula) or not formula.endswith(")"):
        return False
    depth = 0
    for at, token in enumerate(tokens := tokenise(formula)):
        depth += {"call": 1, "open": 1, "close": -1}.get(token.kind, 0)
        if depth == 0 and at < len(tokens) - 1:
            return False
    return True


def _reads_plainly(formula: str, cell: Cell, own: set[Cell]) -> bool:
    tokens = tokenise(formula)
    if is_own(formula) or any(token.kind in ("name", "table") for token in tokens):
        return False
    return not any(_reads(formula, cell, one) for one in own)


def _reads(formula: str, cell: Cell, other: Cell) -> bool:
    """Whether a formula in a cell has a reference that covers another cell."""
    for token in tokenise(formula):
        found = token.reference
        if found is None or found.external or (found.sheet or cell[0]).casefold() != other[0].casefold():
            continue
        rows = found.rows is None or found.rows.first <= other[1] <= found.rows.last
        columns = found.columns is None or found.columns.first <= other[2] <= found.columns.last
        if rows and columns:
            return True
    return False


def _address(cell: Cell) -> str:
    return reference(cell[1] * WIDTH + cell[2] - 1)
