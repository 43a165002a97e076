"""Rows and columns put in and taken out move every reference as Excel does: compared with a second program's answers.

The second program is formulon, which does what Excel does. Known exceptions, not generated here: a range that ends in
the last row of the grid is cut at the edge by Excel (and here) when rows are put in, formulon gives #REF!.
"""

import random
from dataclasses import dataclass

import formulon
import pytest
from formulon.workbook import ConditionalFormatInput, DataValidationInput

from mkip_xl.workbook.formulas.areas import shift_formula_ranges, shift_ranges
from mkip_xl.workbook.formulas.expansion import AxisMap, SheetCopy, SheetMap, WorkbookMap, deleted, inserted
from mkip_xl.workbook.formulas.references import LAST_COLUMN, LAST_ROW, column_letters, quoted_sheet, read_reference
from mkip_xl.workbook.formulas.shifting import Place, shift_formula

SHEETS = ("Costs", "Net savings", "Ä-1")
WORKBOOKS_A_RUN, RUNS = 65, 8  # 520 workbooks


@dataclass
class Edit:
    method: str
    sheet: int
    at: int
    count: int

    @property
    def by_row(self) -> bool:
        return self.method.endswith("rows")

    @property
    def axis(self) -> AxisMap:
        make = inserted if self.method.startswith("insert") else deleted
        return make(self.at, self.count, LAST_ROW if self.by_row else LAST_COLUMN)

    @property
    def map(self) -> SheetMap:
        return SheetMap(rows=self.axis) if self.by_row else SheetMap(columns=self.axis)

    @property
    def maps(self) -> WorkbookMap:
        name = SHEETS[self.sheet]
        return WorkbookMap({name: [SheetCopy(name, self.map)]}, nothing_counts=False)

    def moved(self, sheet: int, row: int, column: int) -> tuple[int, int] | None:
        if sheet != self.sheet:
            return row, column
        copies = self.axis.copies(row if self.by_row else column)
        if not copies:
            return None
        return (copies[0][0], column) if self.by_row else (row, copies[0][0])


def some_reference(chance: random.Random, fixed: float = 0.3) -> str:
    def dollar() -> str:
        return "$" if chance.random() < fixed else ""

    def two(most: int) -> list[int]:
        return sorted((chance.randint(1, most), chance.randint(1, most)))

    rows, columns, kind = two(25), [column_letters(column) for column in two(12)], chance.random()
    if kind < 0.4:
        text = f"{dollar()}{columns[0]}{dollar()}{rows[1]}"
    elif kind < 0.8:
        text = f"{dollar()}{columns[0]}{dollar()}{rows[0]}:{dollar()}{columns[1]}{dollar()}{rows[1]}"
    elif kind < 0.9:
        text = f"{dollar()}{columns[0]}:{dollar()}{columns[1]}"
    else:
        text = f"{dollar()}{rows[0]}:{dollar()}{rows[1]}"
    return f"{quoted_sheet(chance.choice(SHEETS))}!{text}" if chance.random() < 0.3 else text


def some_formula(chance: random.Random) -> str:
    one, two, three = (some_reference(chance) for _ in range(3))
    return chance.choice(
        [
            f"SUM({one})", f"{one}+{two}*2", f'IF({one}>0,"A1:B2",{two})', f"SUM({one},{two})/3", f"-{one}%",
            f'SUMIF({one},">0",{two})', f'INDEX({one},2)&"x"', f"SUM(({one},{two}))", f"Rate*{one}",
            f"VLOOKUP({one},{two},2,FALSE)", f"SUMPRODUCT({one}*{two})", f"ROUND({one}/{two}*{three},2)",
            f"IFERROR({one}/SUM({two}),{three})", f"SUMPRODUCT(--({one}={{1,2;3,4}}))",
        ]
    )  # fmt: skip


def some_edit(chance: random.Random) -> Edit:
    method = chance.choice(["insert_rows", "delete_rows", "insert_cols", "delete_cols"])
    return Edit(method, chance.randrange(len(SHEETS)), chance.randint(1, 20), chance.randint(1, 6))


def rectangle(reference: str) -> formulon.MergeRange:
    found = read_reference(reference)
    assert found is not None
    assert found.rows is not None
    assert found.columns is not None
    return formulon.MergeRange(
        found.rows.first - 1, found.columns.first - 1, found.rows.last - 1, found.columns.last - 1
    )


def some_rectangle(chance: random.Random) -> str:
    row, column = chance.randint(1, 20), chance.randint(1, 10)
    last = f"{column_letters(column + chance.randint(0, 3))}{row + chance.randint(1, 4)}"
    return f"{column_letters(column)}{row}:{last}"


def new_workbook() -> formulon.Workbook:
    book = formulon.Workbook.create_empty()
    for name in SHEETS:
        book.add_sheet(name)
    return book


@pytest.mark.parametrize("run", range(RUNS))
def test_formulas_follow_as_in_excel(run: int) -> None:
    chance = random.Random(20_120_416 + run)
    compared, different = 0, []
    for _ in range(WORKBOOKS_A_RUN):
        book, edit, cells = new_workbook(), some_edit(chance), {}
        for _ in range(12):
            cell = chance.randrange(len(SHEETS)), chance.randint(1, 25), chance.randint(1, 12)
            cells[cell] = some_formula(chance)
            book.set_formula(cell[0], cell[1] - 1, cell[2] - 1, "=" + cells[cell])
        getattr(book, edit.method)(edit.sheet, edit.at - 1, edit.count)
        for (sheet, row, column), formula in cells.items():
            place = edit.moved(sheet, row, column)
            if place is None:
                continue
            theirs = (book.get_formula(sheet, place[0] - 1, place[1] - 1) or "").removeprefix("=")
            ours = shift_formula(formula, Place(SHEETS[sheet], row, column), edit.maps)
            compared += 1
            if ours != theirs:
                different.append((edit, SHEETS[sheet], formula, ours, theirs))
        book.close()

    assert different == []
    assert compared > 5 * WORKBOOKS_A_RUN


@pytest.mark.parametrize("run", range(4))
def test_merges_formats_validation_and_names_follow_as_in_excel(run: int) -> None:
    chance = random.Random(1972 + run)
    for _ in range(30):
        book, edit = new_workbook(), some_edit(chance)
        merge, formats, checked = some_rectangle(chance), some_rectangle(chance), some_rectangle(chance)
        other = some_rectangle(chance)
        named = f"{quoted_sheet(SHEETS[edit.sheet])}!$B$5:$D${chance.randint(6, 20)}"
        book.add_merge(edit.sheet, rectangle(merge))
        ranges = [rectangle(formats), rectangle(other)]
        rule = ConditionalFormatInput(sqref=ranges, type=1, formula1="1>0", priority=1)
        book.add_conditional_format(edit.sheet, rule)
        book.add_validation(edit.sheet, DataValidationInput(type=1, ranges=[rectangle(checked)], formula1="1"))
        book.set_defined_name("Tie", named)
        getattr(book, edit.method)(edit.sheet, edit.at - 1, edit.count)

        def moved(*ranges: str, manner: str = "cover", edit: Edit = edit) -> list[formulon.MergeRange]:
            return [
                rectangle(found)
                for text in ranges
                for found in shift_ranges(text, edit.map, manner)  # type: ignore[arg-type]
            ]

        theirs_formats = [found for rule in book.get_conditional_formats(edit.sheet) for found in rule.sqref]
        theirs_checked = [found for rule in book.get_validations(edit.sheet) for found in rule.ranges]
        theirs_name = {name.name: name.formula for name in book.iter_defined_names()}["Tie"].removeprefix("=")
        ours_name = shift_formula_ranges(named, Place(SHEETS[edit.sheet], 1, 1), edit.maps)

        assert moved(formats, other) == theirs_formats, edit
        assert moved(checked) == theirs_checked, edit
        if not _one_cell(moved(merge, manner="copies")):  # a merge of one cell is no merge
            assert moved(merge, manner="copies") == book.get_merges(edit.sheet), edit
        assert (ours_name or "#REF!") == theirs_name, edit
        book.close()


def _one_cell(ranges: list[formulon.MergeRange]) -> bool:
    return all((at.first_row, at.first_col) == (at.last_row, at.last_col) for at in ranges)


@pytest.mark.parametrize(
    ("edit", "formula", "expected"),
    [
        (Edit("insert_rows", 0, 3, 2), "SUM(A5:A1048576)", "SUM(A7:A1048576)"),
        (Edit("insert_cols", 0, 3, 2), "SUM(E1:XFD1)", "SUM(G1:XFD1)"),
        (Edit("insert_rows", 0, 3, 2), "A1048576", "#REF!"),
        (Edit("delete_rows", 0, 3, 2), "SUM(A3:A1048576)", "SUM(A3:A1048574)"),
        (Edit("insert_rows", 0, 3, 2), "SUM(B:B)+SUM('Net savings'!A5)", "SUM(B:B)+SUM('Net savings'!A5)"),
        (Edit("insert_rows", 0, 3, 2), "SUM(Costs:Ä-1!A5)", "SUM(Costs:Ä-1!A5)"),
        (Edit("delete_rows", 0, 5, 1), "[1]Costs!A5+Rate", "[1]Costs!A5+Rate"),
    ],
)
def test_the_edge_of_the_grid_and_sheets_that_did_not_change(edit: Edit, formula: str, expected: str) -> None:
    assert shift_formula(formula, Place("Costs", 1, 1), edit.maps) == expected
