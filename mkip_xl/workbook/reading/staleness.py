"""Stale values: formulas whose saved value is not what the figures they read say now.

Formulas are worked out without Excel, as far as that can be done for certain; what depends on today's date, on other
files or on unknown functions is passed over. Large workbooks are not worked out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import isclose
from typing import TYPE_CHECKING, Any

from mkip_xl.findings import Finding
from mkip_xl.workbook.guard.grid import WIDTH, Area, area, reference

if TYPE_CHECKING:
    from mkip_xl.workbook.formulas.structured import TableArea
    from mkip_xl.workbook.reading import Reading
    from mkip_xl.workbook.reading.cells import Sheet, Value

    Place = tuple[str, int, int]

_FORMULAS, _CELLS, _WORK = 2_000, 200_000, 3_000_000
"""The most formulas, cells and cells read by formulas of a workbook that is worked out: a few seconds' work."""
_LENGTH = 2_000
"""The longest formula that is worked out."""
_TEXTS = re.compile(r'"(?:[^"]|"")*"')


def stale_values(reading: Reading) -> Iterator[Finding]:
    """An error for each stale value in an Excel table, which is an input; a warning for each elsewhere."""
    count = sum(len(sheet.grid.formulas) for sheet in reading.sheets.values())
    if not count or count > _FORMULAS or sum(len(sheet) for sheet in reading.sheets.values()) > _CELLS:
        return
    for place, expected in _outcomes(reading):
        sheet = reading.sheets[place[0]]
        cell = sheet.cell(place[1], place[2])
        if cell is None or cell.uncalculated or cell.broken is not None or _same(cell.number, cell.value, expected):
            continue
        at = reference(place[1] * WIDTH + place[2] - 1)
        inside = any(table.sheet is sheet and _holds(table.area, place) for table in reading.tables.values())
        message = (
            f"The value saved with this formula ({_shown(cell.value)}) is not what its cells say now "
            f"({_shown(expected)}). Open the workbook in Excel, press F9, and save it."
        )
        yield Finding("error" if inside else "warning", sheet.name, at, "stale", message)


def _outcomes(reading: Reading) -> Iterator[tuple[Place, Any]]:
    """Each formula's place and the value it should have, where that can be told for certain."""
    from mkip_xl.workbook.formulas.calculation import Calculation
    from mkip_xl.workbook.formulas.values import Array, NotEvaluated

    formulas: dict[Place, str] = {}
    arrays: dict[Place, tuple[int, int]] = {}
    constants: dict[Place, Any] = {}
    filled: set[Place] = set()
    for sheet in reading.sheets.values():
        for place, text, block in _formulas(sheet):
            formulas[place] = text
            if block is not None:
                arrays[place] = block.bottom - block.top + 1, block.right - block.left + 1
                filled |= {
                    (sheet.name, row, column)
                    for row in range(block.top, block.bottom + 1)
                    for column in range(block.left, block.right + 1)
                }
        for cell in sheet:
            constants[sheet.name, cell.row, cell.column] = _given(cell.number, cell.value)
    constants = {place: value for place, value in constants.items() if place not in formulas and place not in filled}
    _bound(reading, formulas, arrays)
    calculation = Calculation(
        formulas,
        constants=constants,
        names={
            (each.name if each.sheet is None else (each.sheet, each.name)): each.refers_to for each in reading.names
        },
        tables=_tables(reading),
        arrays=arrays,
        hidden={sheet.name: sheet.grid.hidden_rows for sheet in reading.sheets.values()},
        sheets=list(reading.sheets),
    )
    for place, outcome in zip(calculation.cells, calculation.run(), strict=True):
        if not isinstance(outcome, NotEvaluated):
            yield place, outcome.at(0, 0) if isinstance(outcome, Array) else outcome


_UNKNOWN = "NOT.WORKED.OUT()"
"""A formula the evaluator does not know, in place of one that would take too long: what reads it is unknown too."""
_RANGE = re.compile(
    r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|"
    r"\$?[0-9]{1,7}:\$?[0-9]{1,7}"
)
_CALL = re.compile(r"(?<![A-Z0-9.])([A-Z][A-Z0-9.]*)\(")
_ORDINARY = frozenset(
    ["ABS", "AND", "AVERAGE", "CEILING", "CHOOSE", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF",
     "COUNTIFS", "DATE", "DAY", "DAYS", "EDATE", "EOMONTH", "EXACT", "FALSE", "FLOOR", "HLOOKUP", "IF",
     "IFERROR", "IFNA", "IFS", "INDEX", "INT", "ISBLANK", "ISERROR", "ISNA", "ISNUMBER", "ISTEXT",
     "LARGE", "LEFT", "LEN", "LOWER", "MATCH", "MAX", "MAXIFS", "MEDIAN", "MID", "MIN", "MINIFS", "MOD",
     "MONTH", "N", "NA", "NOT", "NPV", "OR", "PI", "PMT", "POWER", "PRODUCT", "QUOTIENT", "RANK",
     "RIGHT", "ROUND", "ROUNDDOWN", "ROUNDUP", "ROW", "ROWS", "SIGN", "SMALL", "SQRT", "SUBTOTAL", "SUM",
     "SUMIF", "SUMIFS", "SUMPRODUCT", "SWITCH", "TRIM", "TRUE", "TRUNC", "UPPER", "VALUE", "VLOOKUP",
     "XLOOKUP", "XMATCH", "YEAR"]
)  # fmt: skip


def _bound(reading: Reading, formulas: dict[Place, str], arrays: dict[Place, tuple[int, int]]) -> None:
    """Leave out formulas that could take long: unusual functions, and wide ranges once the work allowed is spent."""
    widest = max((sheet.grid.last_row for sheet in reading.sheets.values()), default=0)
    left = _WORK
    for place, text in list(formulas.items()):
        bare = _TEXTS.sub('""', text.upper()) if len(text) <= _LENGTH else ""
        calls = {name.removeprefix("_XLFN.").removeprefix("_XLWS.") for name in _CALL.findall(bare)}
        breadth = sum(_breadth(found, widest) for found in _RANGE.finditer(bare)) + (widest if "[" in bare else 0)
        work = 10 + breadth + (breadth * breadth // 4 if "SUMPRODUCT" in calls or place in arrays else 0)
        left -= work if calls <= _ORDINARY and len(text) <= _LENGTH and work <= left else 0
        if not calls <= _ORDINARY or len(text) > _LENGTH or work > left:
            height, width = arrays.pop(place, (1, 1))
            sheet, top, first = place
            formulas |= {
                (sheet, row, column): _UNKNOWN
                for row in range(top, top + height)
                for column in range(first, first + width)
            }


def _breadth(found: re.Match[str], widest: int) -> int:
    """How many cells a range takes in, at most; a whole column is as long as the longest sheet."""
    if found[1] is None:
        return 4 * widest
    block = area(found[0])
    return 0 if block is None else min(block.size, (block.right - block.left + 1) * widest)


def _formulas(sheet: Sheet) -> Iterator[tuple[Place, str, Area | None]]:
    """The formulas of a sheet, shared ones carried to their places; the block for those that fill one."""
    from mkip_xl.workbook.formulas.filling import translate

    grid = sheet.grid
    masters: dict[str, tuple[int, str]] = {}
    for key, formula in zip(grid.formula_keys, grid.formulas, strict=True):
        kind, block, shared = grid.shared_formulas.get(key, ("", "", ""))
        row, column = divmod(key, WIDTH)
        text = formula
        if kind == "shared" and formula:
            masters[shared] = key, formula
        elif kind == "shared" and shared in masters:
            first, told = masters[shared]
            text = translate(told, row - first // WIDTH, column - first % WIDTH)
        if text and kind != "dataTable":
            found = area(block) if kind == "array" else None
            yield (sheet.name, row, column + 1), text, found if found is not None and found.size <= 10_000 else None


def _tables(reading: Reading) -> dict[str, TableArea]:
    from mkip_xl.workbook.formulas.structured import TableArea

    return {
        table.name: TableArea(
            table.sheet.name,
            table.area.top,
            table.area.left,
            table.area.bottom,
            list(table.columns),
            table.data.start - table.area.top,
            table.area.bottom + 1 - table.data.stop,
        )
        for table in reading.tables.values()
        if not table.doubled
    }


def _given(number: Any, value: Value) -> Any:
    """A cell's value as the evaluator takes it."""
    from mkip_xl.workbook.formulas.values import ERRORS
    from mkip_xl.workbook.formulas.values import ExcelError as Error
    from mkip_xl.workbook.reading.cells import ExcelError

    if number is not None:
        return float(number)
    if isinstance(value, ExcelError):
        return ERRORS.get(value.code) or Error(value.code)
    return None if isinstance(value, (datetime, date, time, timedelta)) else value


def _same(number: Any, value: Value, expected: Any) -> bool:
    """Whether a saved value is the expected one, but for the noise of binary figures."""
    if expected is None:
        return not value and not number
    if isinstance(expected, bool) or isinstance(value, bool):
        return value is expected
    if isinstance(expected, (int, float)):
        return number is not None and isclose(float(number), expected, rel_tol=1e-9, abs_tol=1e-9)
    return str(expected) == str(value)


def _shown(value: object) -> str:
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 30 else text[:27] + "..."


def _holds(block: Area, place: Place) -> bool:
    return block.top <= place[1] <= block.bottom and block.left <= place[2] <= block.right
