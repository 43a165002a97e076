"""Formulas made by chance come to what LibreOffice makes of them when it works out every cell from scratch."""

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mkip_xl.workbook.formulas.calculation import Calculation
from mkip_xl.workbook.formulas.values import ExcelError, NotEvaluated

SHEETS, FORMULAS = 12, 100
NEWER = re.compile(r"\b(IFS|SWITCH|MAXIFS|MINIFS|TEXTJOIN|IFNA|XOR)\(")


@pytest.mark.libreoffice
def test_formulas_over_figures_and_codes_come_to_what_libreoffice_says(
    formulas: Callable[..., Any], recalculated: Callable[[list[Path]], dict[Path, Any]], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    cells, constants = {}, {}
    for number in range(SHEETS):
        made = formulas(number + 1000, plain=True)
        sheet = book.create_sheet(f"S{number}")
        for (row, column), held in made.grid().items():
            sheet.cell(row, column, held)
            constants[sheet.title, row, column] = held
        for row in range(1, FORMULAS + 1):
            formula = made.formula()
            cells[sheet.title, row, 8] = formula
            sheet.cell(row, 8, "=" + NEWER.sub(r"_xlfn.\1(", formula))
    path = tmp_path / "formulas.xlsx"
    book.save(path)
    theirs = recalculated([path])[path]

    calculation = Calculation(cells, constants=constants)
    found = dict(zip(calculation.cells, calculation.run(), strict=True))

    known = {cell: ours for cell, ours in found.items() if not isinstance(ours, NotEvaluated)}
    different = [
        (cells[cell], ours, theirs[cell[0]][f"H{cell[1]}"])
        for cell, ours in known.items()
        if not _alike(ours, theirs[cell[0]][f"H{cell[1]}"])
    ]
    assert different == []
    assert len(known) > 0.95 * SHEETS * FORMULAS


def _alike(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, ExcelError):
        return isinstance(theirs, str) and theirs.startswith("#")
    if isinstance(ours, float) and hasattr(theirs, "timetuple"):
        from openpyxl.utils.datetime import to_excel

        theirs = to_excel(theirs)
    if isinstance(ours, float) and isinstance(theirs, (int, float)) and not isinstance(theirs, bool):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return ours == (theirs or "") if isinstance(ours, str) else ours == theirs
