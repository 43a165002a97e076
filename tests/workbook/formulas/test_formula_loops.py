"""Formulas of a template when its loops are written out: what an accountant means by them, line by line."""

import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from mkip_xl.errors import TemplateError
from mkip_xl.workbook.formulas.areas import iterations, shift_anchor, shift_formula_ranges, shift_ranges
from mkip_xl.workbook.formulas.calculation import Calculation
from mkip_xl.workbook.formulas.expansion import AxisMap, Line, Loop, Path, SheetCopy, SheetMap, TablePlace, WorkbookMap
from mkip_xl.workbook.formulas.references import LAST_COLUMN, LAST_ROW, column_letters
from mkip_xl.workbook.formulas.shifting import Note, Place, shift_formula
from mkip_xl.workbook.formulas.tokens import tokenise


def years(count: int, size: int = LAST_ROW) -> AxisMap:
    """Lines 1 to 12 of a template: 8 is `for y in years`, 9 its body, 10 its end."""
    lines = [*map(Line, range(1, 8)), *(Line(9, (("y", at),)) for at in range(count)), Line(11), Line(12)]
    return AxisMap(lines, size, 12, {"y": Loop(9, 9, "years")})


def costs(rows: AxisMap, columns: AxisMap | None = None) -> WorkbookMap:
    return WorkbookMap({"Costs": [SheetCopy("Costs", SheetMap(rows, columns or AxisMap((), LAST_COLUMN)))]})


OUTSIDE = [
    # formula below the loop          no year         one year            three years
    ("SUM(B9:B9)", "0", "SUM(B8:B8)", "SUM(B8:B10)"),
    ("SUM(B8:B10)", "0", "SUM(B8:B8)", "SUM(B8:B10)"),
    ("SUM(B9)", "0", "SUM(B8)", "SUM(B8:B10)"),
    ("SUM(B7:B11)", "SUM(B7:B8)", "SUM(B7:B9)", "SUM(B7:B11)"),
    ("SUM(B9:B9,C12)", "SUM(C9)", "SUM(B8:B8,C10)", "SUM(B8:B10,C12)"),
    ("SUM((B9,C9))", "0", "SUM((B8,C8))", "SUM((B8:B10,C8:C10))"),
    ("AVERAGE(B9)", "#DIV/0!", "AVERAGE(B8)", "AVERAGE(B8:B10)"),
    ("COUNTA(B9:C9)", "0", "COUNTA(B8:C8)", "COUNTA(B8:C10)"),
    ("SUBTOTAL(109,B9:B9)", "0", "SUBTOTAL(109,B8:B8)", "SUBTOTAL(109,B8:B10)"),
    ('SUMIF(A9:A9,"x",B9:B9)', "0", 'SUMIF(A8:A8,"x",B8:B8)', 'SUMIF(A8:A10,"x",B8:B10)'),
    ("SUMPRODUCT((A9:A9=1)*(B9:B9))", "0", "SUMPRODUCT((A8:A8=1)*(B8:B8))", "SUMPRODUCT((A8:A10=1)*(B8:B10))"),
    ("SUMPRODUCT(B9,C9)", "0", "SUMPRODUCT(B8,C8)", "SUMPRODUCT(B8:B10,C8:C10)"),
    ('SUMIFS(B9:B9,A9,"x",C9,A12)', "0", 'SUMIFS(B8:B8,A8,"x",C8,A10)', 'SUMIFS(B8:B10,A8:A10,"x",C8:C10,A12)'),
    ("COUNTIFS(A9,A12,C9,1)", "0", "COUNTIFS(A8,A10,C8,1)", "COUNTIFS(A8:A10,A12,C8:C10,1)"),
    ("SUMPRODUCT(ROUND(B9,0)*(A9=1))", "0", "SUMPRODUCT(ROUND(B8,0)*(A8=1))", "SUMPRODUCT(ROUND(B8:B10,0)*(A8:A10=1))"),
    ("SUM(B12,ROUND(B9:B9,0))", "SUM(B9)", "SUM(B10,ROUND(B8:B8,0))", "SUM(B12,ROUND(B8:B10,0))"),
    ("ROUND(SUM($B$9:$B$9)/2,0)", "ROUND(0/2,0)", "ROUND(SUM($B$8:$B$8)/2,0)", "ROUND(SUM($B$8:$B$10)/2,0)"),
    ("IF(SUM(B9)=0,\"none\",MAX(B9))", 'IF(0=0,"none",0)', 'IF(SUM(B8)=0,"none",MAX(B8))',
     'IF(SUM(B8:B10)=0,"none",MAX(B8:B10))'),
    ("AND(B9>0,C12)", "AND(#REF!>0,C9)", "AND(B8>0,C10)", "AND(B8>0,C12)"),
    ("VLOOKUP(1,A9:B9,2,FALSE)", "VLOOKUP(1,#REF!,2,FALSE)", "VLOOKUP(1,A8:B8,2,FALSE)", "VLOOKUP(1,A8:B10,2,FALSE)"),
    ("ROWS(B9:B9)", "0", "ROWS(B8:B8)", "ROWS(B8:B10)"),
    ("NPV(0.035,B9:B9)", "0", "NPV(0.035,B8:B8)", "NPV(0.035,B8:B10)"),
    ("B9*2", "#REF!*2", "B8*2", "B8*2"),
    ("$F$12+F$7", "$F$9+F$7", "$F$10+F$7", "$F$12+F$7"),
    ("SUM(B:B)-SUM(7:7)", "SUM(B:B)-SUM(7:7)", "SUM(B:B)-SUM(7:7)", "SUM(B:B)-SUM(7:7)"),
    ("SUM(9:9)", "0", "SUM(8:8)", "SUM(8:10)"),
    ("SUM( B9:B9 )", "0", "SUM( B8:B8 )", "SUM( B8:B10 )"),
    ('"B9:B9"&SUM({1,2})', '"B9:B9"&SUM({1,2})', '"B9:B9"&SUM({1,2})', '"B9:B9"&SUM({1,2})'),
    ("Rate*Table1[Net]+[1]Costs!B9", "Rate*Table1[Net]+[1]Costs!B9", "Rate*Table1[Net]+[1]Costs!B9",
     "Rate*Table1[Net]+[1]Costs!B9"),
    ("SUM(B9:INDEX(B:B,12))", "SUM(#REF!:INDEX(B:B,12))", "SUM(B8:INDEX(B:B,12))", "SUM(B8:INDEX(B:B,12))"),
    ("SUM(B15:B20)+B13", "SUM(B12:B17)+B10", "SUM(B13:B18)+B11", "SUM(B15:B20)+B13"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "none", "one", "three"), OUTSIDE, ids=[row[0] for row in OUTSIDE])
def test_a_formula_below_a_loop_takes_in_all_its_copies(formula: str, none: str, one: str, three: str) -> None:
    for count, expected in ((0, none), (1, one), (3, three)):
        assert shift_formula(formula, Place("Costs", 11, 2), costs(years(count))) == expected


INSIDE = [
    # formula in C9                  first copy (row 8)   second (row 9)       third (row 10)
    ("SUM(D9:F9)", "SUM(D8:F8)", "SUM(D9:F9)", "SUM(D10:F10)"),
    ("B9*$B9", "B8*$B8", "B9*$B9", "B10*$B10"),
    ("C7+B9", "C7+B8", "C8+B9", "C9+B10"),  # the line above: the copy before
    ("N(C8)+B9", "N(C7)+B8", "N(C8)+B9", "N(C9)+B10"),  # the marker line is the line above, too
    ("SUM(D7:F7)", "SUM(D7:F7)", "SUM(D8:F8)", "SUM(D9:F9)"),
    ("C$7+B9", "C$7+B8", "C$7+B9", "C$7+B10"),  # held by its $
    ("B9*C7", "B8*C7", "B9*C7", "B10*C7"),  # a plain factor in its own column is a rate
    ("ROUND(C7/3*B9%,2)", "ROUND(C7/3*B8%,2)", "ROUND(C7/3*B9%,2)", "ROUND(C7/3*B10%,2)"),
    ("C7*(1+B9)", "C7*(1+B8)", "C8*(1+B9)", "C9*(1+B10)"),  # an index compounds
    ("C7/(1+$F$2)", "C7/(1+$F$2)", "C8/(1+$F$2)", "C9/(1+$F$2)"),  # so does a discount factor
    ("D7*$F$2", "D7*$F$2", "D8*$F$2", "D9*$F$2"),  # interest on the closing balance before
    ("B9*2+C7", "B8*2+C7", "B9*2+C8", "B10*2+C9"),
    ("B9*C8", "B8*C7", "B9*C8", "B10*C9"),  # a marker line can only mean the line before
    ("C6+B9", "C6+B8", "C6+B9", "C6+B10"),  # not directly above
    ("SUM(B$9:B9)", "SUM(B$8:B8)", "SUM(B$8:B9)", "SUM(B$8:B10)"),  # running total
    ("SUM(B9:B$9)", "SUM(B8:B$8)", "SUM(B8:B$9)", "SUM(B8:B$10)"),
    ("SUM(C$7:C9)", "SUM(C$7:C8)", "SUM(C$7:C9)", "SUM(C$7:C10)"),
    ("SUM(C7:C9)", "SUM(C7:C8)", "SUM(C7:C9)", "SUM(C7:C10)"),
    ("B9/SUM(B$9:B$9)", "B8/SUM(B$8:B$10)", "B9/SUM(B$8:B$10)", "B10/SUM(B$8:B$10)"),  # share of the total
    ("B9/SUM(B8:B10)", "B8/SUM(B8:B10)", "B9/SUM(B8:B10)", "B10/SUM(B8:B10)"),  # marker to marker: all copies
    ("B9/B$9", "B8/B$8", "B9/B$8", "B10/B$8"),  # index on the first year
    ("B9/B$11", "B8/B$11", "B9/B$11", "B10/B$11"),
    ("B9/B11", "B8/B11", "B9/B11", "B10/B11"),  # the total below stays the total
    ("SUM(B9:B11)", "SUM(B8:B11)", "SUM(B9:B11)", "SUM(B10:B11)"),  # from here to the end
    ("SUM(7:9)", "SUM(7:8)", "SUM(7:9)", "SUM(7:10)"),
]


@pytest.mark.parametrize(("formula", "first", "second", "third"), INSIDE, ids=[row[0] for row in INSIDE])
def test_a_formula_in_a_loop_means_its_own_copy(formula: str, first: str, second: str, third: str) -> None:
    for at, expected in enumerate((first, second, third)):
        place = Place("Costs", 9, 3, (("y", at),))

        assert shift_formula(formula, place, costs(years(3))) == expected


def test_columns_follow_as_rows_do() -> None:
    maps = costs(AxisMap(()), years(3, LAST_COLUMN))  # column I is the body
    inside = [shift_formula("SUM(I2:I5)+G9+SUM($I9:I9)/SUM($I9:$I9)", Place("Costs", 9, 9, (), (("y", at),)), maps)
              for at in range(3)]  # fmt: skip

    shares = [shift_formula("G9*I$5", Place("Costs", 9, 9, (), (("y", at),)), maps) for at in range(3)]

    assert shift_formula("SUM(I9:I9)+K2", Place("Costs", 9, 11), maps) == "SUM(H9:J9)+K2"
    assert shares == ["G9*H$5", "G9*I$5", "G9*J$5"]
    assert inside == [
        "SUM(H2:H5)+G9+SUM($H9:H9)/SUM($H9:$J9)",
        "SUM(I2:I5)+H9+SUM($H9:I9)/SUM($H9:$J9)",
        "SUM(J2:J5)+I9+SUM($H9:J9)/SUM($H9:$J9)",
    ]


def test_a_block_in_both_directions_stretches_both_ways() -> None:
    maps = costs(years(2), years(3, LAST_COLUMN))

    assert shift_formula("SUM(I9:I9)", Place("Costs", 12, 12), maps) == "SUM(H8:J9)"
    assert shift_formula("SUM(I9:I9)", Place("Costs", 9, 12, (("y", 1),)), maps) == "SUM(H9:J9)"
    assert shift_formula("SUM(I9:I9)", Place("Costs", 12, 9, (), (("y", 2),)), maps) == "SUM(J8:J9)"
    assert shift_formula("I9/SUM(I$9:I$9)", Place("Costs", 9, 9, (("y", 1),), (("y", 2),)), maps) == "J9/SUM(J$8:J$9)"


def groups(*sizes: int) -> AxisMap:
    """3 for services, 4 heading, 5 for years, 6 line, 7 end, 8 subtotal, 9 end, 10 total; as many services as sizes."""
    lines = [Line(1), Line(2)]
    for at, size in enumerate(sizes):
        here: Path = (("s", at),)
        lines += [Line(4, here), *(Line(6, (*here, ("y", year))) for year in range(size)), Line(8, here)]
    return AxisMap([*lines, Line(10)], known=10, loops={"s": Loop(4, 8, "services"), "y": Loop(6, 6, "years")})


def test_loops_in_loops_keep_to_their_own_group() -> None:
    maps = costs(groups(2, 3))  # 3 heading, 4-5 lines, 6 subtotal, 7 heading, 8-10 lines, 11 subtotal, 12 total

    assert shift_formula("SUM(B6:B6)", Place("Costs", 8, 2, (("s", 0),)), maps) == "SUM(B4:B5)"
    assert shift_formula("SUM(B5:B7)", Place("Costs", 8, 2, (("s", 1),)), maps) == "SUM(B8:B10)"
    assert shift_formula("SUM(B6:B6)", Place("Costs", 10, 2), maps) == "SUM(B4:B5,B8:B10)"
    assert shift_formula("SUM(B6)", Place("Costs", 10, 2), maps) == "SUM(B4:B5,B8:B10)"
    assert shift_formula("SUM(B8:B8)", Place("Costs", 10, 2), maps) == "SUM(B6:B6,B11:B11)"
    assert shift_formula("SUM(B3:B9)", Place("Costs", 10, 2), maps) == "SUM(B3:B11)"
    line = Place("Costs", 6, 3, (("s", 1), ("y", 1)))
    assert shift_formula("B6/B8", line, maps) == "B9/B11"
    assert shift_formula("B6/B$8", line, maps) == "B9/B$11"
    assert shift_formula("B6/B$10", line, maps) == "B9/B$12"
    assert shift_formula("B6/SUM(B$6:B$6)", line, maps) == "B9/SUM(B$8:B$10)"
    assert shift_formula("SUM(B$6:B6)", line, maps) == "SUM(B$8:B9)"
    assert shift_formula("$A$4&A6", line, maps) == "$A$7&A9"


def test_a_total_that_cannot_take_a_list_says_what_lies_between() -> None:
    notes: list[Note] = []

    formula = shift_formula('SUMIF(A6:A6,"x",B6:B6)', Place("Costs", 10, 2), costs(groups(2, 3)), notes)

    assert formula == 'SUMIF(A4:A10,"x",B4:B10)'
    assert [note.code for note in notes] == ["between", "between"]


@pytest.mark.parametrize("seed", range(40))
def test_groups_of_lines_add_up_run_on_and_share_whatever_their_number(seed: int) -> None:
    """A template with subtotals, a running total and shares against plain sums over the figures themselves."""
    chance = random.Random(seed)
    sizes = [chance.randint(0, 4) for _ in range(chance.randint(0, 4))]
    figures = [[float(chance.randint(-500, 500)) for _ in range(size)] for size in sizes]
    rows = groups(*sizes)
    template = {  # (old row, column) → formula
        (6, 3): "N(C4)+B6", (6, 4): "SUM(B$6:B6)", (6, 5): "B6-B$8", (6, 6): "B6-B10", (6, 7): "SUM(B$6:B$6)",
        (8, 2): "SUM(B6:B6)", (8, 3): "COUNT(B5:B7)", (4, 3): "B8*0", (10, 2): "SUM(B6:B6)", (10, 3): "SUM(B8)",
        (10, 4): "MAX(B6)", (10, 5): "SUMPRODUCT((B3:B9>0)*1)-SUMPRODUCT((B8:B8>0)*1)" if len(sizes) == 1 else "0",
    }  # fmt: skip
    formulas: dict[tuple[str, int, int], str] = {}
    constants: dict[tuple[str, int, int], Any] = {}
    for new, line in enumerate(rows.lines, 1):
        if line.old == 6:
            group, year = line.path[0][1], line.path[1][1]
            constants["Costs", new, 2] = figures[group][year]
        for (old, column), formula in template.items():
            if old == line.old:
                place = Place("Costs", old, column, line.path)
                formulas["Costs", new, column] = shift_formula(formula, place, costs(rows))
    calculation = Calculation(formulas, constants=constants)
    values = dict(zip(calculation.cells, calculation.run(), strict=True))

    expected = dict(_expected(rows, figures))
    assert {cell: values["Costs", *cell] for cell in expected} == expected


def _expected(rows: AxisMap, figures: list[list[float]]) -> Iterator[tuple[tuple[int, int], float]]:
    total = sum(map(sum, figures))
    for new, line in enumerate(rows.lines, 1):
        if line.old == 6:
            lines, year = figures[line.path[0][1]], line.path[1][1]
            yield (new, 3), sum(lines[: year + 1])
            yield (new, 4), sum(lines[: year + 1])
            yield (new, 5), lines[year] - sum(lines)
            yield (new, 6), lines[year] - total
            yield (new, 7), sum(lines)
        elif line.old == 8:
            yield (new, 2), sum(figures[line.path[0][1]])
            yield (new, 3), len(figures[line.path[0][1]])
        elif line.old == 10:
            yield (new, 2), total
            yield (new, 3), total
            yield (new, 4), max((figure for lines in figures for figure in lines), default=0.0)


def some_axis(chance: random.Random, size: int) -> AxisMap:
    """Any template: plain lines and loops in loops, each run any number of times, markers gone."""
    lines: list[Line] = []
    loops: dict[Any, Loop] = {}
    last = 0

    def block(path: Path, depth: int, live: bool) -> None:
        nonlocal last
        for _ in range(chance.randint(1, 3)):
            if depth < 3 and chance.random() < 0.5:
                loop(path, depth, live)
            else:
                last += 1
                if live:
                    lines.append(Line(last, path))

    def loop(path: Path, depth: int, live: bool) -> None:
        nonlocal last
        last += 1  # the marker
        name, first, held, state = f"loop {last}", last, len(lines), chance.getstate()
        for turn in range(times := chance.choice([0, 1, 2, 3])):
            last, again = first, lines[held:]
            del lines[held:]
            chance.setstate(state)
            block((*path, (name, turn)), depth + 1, live)
            lines[held:held] = again
        if not times:
            block(path, depth + 1, False)
        loops[name] = Loop(first + 1, last)
        last += 1

    while last < 12:
        block((), 0, True)
    return AxisMap(lines, size, last, loops)


@pytest.mark.parametrize("seed", range(150))
def test_a_total_from_outside_takes_every_copy_of_its_cells_and_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    rows, columns = some_axis(chance, LAST_ROW), some_axis(chance, LAST_COLUMN)
    first, last = sorted(chance.randint(1, rows.last_known + 3) for _ in range(2))
    left, right = sorted(chance.randint(1, columns.last_known + 3) for _ in range(2))
    written = f"SUM({column_letters(left)}{first}:{column_letters(right)}{last})"

    formula = shift_formula(written, Place("Costs", rows.last_known + 9, columns.last_known + 9), costs(rows, columns))

    covered = {
        (rows.old(row), columns.old(column), row, column)
        for token in tokenise(formula)
        if (found := token.reference) is not None and found.rows is not None and found.columns is not None
        for row in range(found.rows.first, found.rows.last + 1)
        for column in range(found.columns.first, found.columns.last + 1)
    }
    down = [(rows.old(new), new) for new in range(1, len(rows.lines) + 4) if first <= (rows.old(new) or 0) <= last]
    across = [(columns.old(new), new) for new in range(1, len(columns.lines) + 4)]
    inside = [(old, new) for old, new in across if left <= (old or 0) <= right]
    wanted = {(old, other, row, column) for old, row in down for other, column in inside}
    assert covered == wanted, (written, formula)


def test_what_a_reader_should_know_is_noted() -> None:
    notes: list[Note] = []

    shift_formula("C7+B9*C7-C11", Place("Costs", 9, 3, (("y", 1),)), costs(years(3)), notes)
    shift_formula("C9", Place("Costs", 11, 3), costs(years(3)), notes)
    shift_formula("C9", Place("Costs", 11, 3), costs(years(0)), notes)

    assert [note.code for note in notes] == ["previous", "held", "several", "lost"]
    assert notes[0].message == (
        "C7 is read as the line before: the last line of the copy before, for every copy but the first"
    )


def two_tables(first: int, second: int, source: str = "years") -> AxisMap:
    """2 for years, 3 body, 4 end, 5 heading, 6 for years, 7 body, 8 end, 9 total."""
    lines = [Line(1), *(Line(3, (("a", at),)) for at in range(first)), Line(5)]
    lines += [*(Line(7, (("b", at),)) for at in range(second)), Line(9)]
    return AxisMap(lines, known=9, loops={"a": Loop(3, 3, "years"), "b": Loop(7, 7, source)})


def test_two_loops_over_the_same_run_side_by_side() -> None:
    maps = costs(two_tables(3, 3))  # bodies in rows 2 to 4 and 6 to 8

    for at in range(3):
        place = Place("Costs", 7, 3, (("b", at),))
        assert shift_formula("B3*1.1", place, maps) == f"B{2 + at}*1.1"
        assert shift_formula("SUM(B3:F3)", place, maps) == f"SUM(B{2 + at}:F{2 + at})"
        assert shift_formula("B7/SUM(B3:B3)", place, maps) == f"B{6 + at}/SUM(B2:B4)"
        assert shift_formula("VLOOKUP(A7,A3:B3,2,0)", place, maps) == f"VLOOKUP(A{6 + at},A2:B4,2,0)"
        assert shift_formula("B7/SUM(B$3:B$3)", place, maps) == f"B{6 + at}/SUM(B$2:B$4)"


def test_two_loops_over_different_things_do_not() -> None:
    notes: list[Note] = []

    formula = shift_formula("B3", Place("Costs", 7, 3, (("b", 1),)), costs(two_tables(2, 2, "partners")), notes)

    assert formula == "B2"
    assert [note.code for note in notes] == ["several"]


def test_a_loop_on_another_sheet_over_the_same_runs_side_by_side() -> None:
    maps = WorkbookMap({name: [SheetCopy(name, SheetMap(years(3)))] for name in ("Costs", "Net savings")})
    places = [Place("Net savings", 9, 2, (("y", at),)) for at in (0, 2)]

    formulas = [shift_formula("Costs!B9-SUM(Costs!B9:B9)", place, maps) for place in places]

    assert formulas == ["Costs!B8-SUM(Costs!B8:B10)", "Costs!B10-SUM(Costs!B8:B10)"]
    assert shift_formula("SUM(Costs!B9)", Place("Net savings", 2, 2), maps) == "SUM(Costs!B8:B10)"


def partners(*codes: str) -> WorkbookMap:
    """A sheet for each partner, a summary with a row for each, a notes sheet."""
    rows = AxisMap(
        [Line(1), *(Line(3, (("r", at),)) for at in range(len(codes))), Line(5)],
        known=5, loops={"r": Loop(3, 3, "partners")},
    )  # fmt: skip
    copies = [
        SheetCopy(code, path=(("p", at),), tables={"costs": [TablePlace(f"Costs{code[0]}")]})
        for at, code in enumerate(codes)
    ]
    return WorkbookMap(
        {"Summary": [SheetCopy("Summary", SheetMap(rows))], "Partner": copies},
        order=["Summary", *codes, "Notes"], loops={"p": Loop(1, 1, "partners")}, tables={"costs": "Partner"},
    )  # fmt: skip


def test_copied_sheets_are_followed() -> None:
    maps = partners("MBC", "S BC", "TWBC")
    own = Place("Partner", 4, 4, new_sheet="S BC")

    assert shift_formula("Partner!B5*2+B6", own, maps) == "'S BC'!B5*2+B6"
    assert shift_formula("SUM(Costs[Net])", own, maps) == "SUM(CostsS[Net])"
    assert shift_formula("Summary!B1", own, maps) == "Summary!B1"
    assert shift_formula("Partner!B5", Place("Summary", 3, 2, (("r", 2),)), maps) == "TWBC!B5"
    listed = shift_formula("SUM(Partner!B5)", Place("Summary", 5, 2), partners("M BC", "TWBC"))
    assert listed == "SUM('M BC'!B5,TWBC!B5)", "LibreOffice reads no range of sheets in quotes"
    assert shift_formula("SUM(Partner!B5:B6)", Place("Summary", 5, 2), maps) == "SUM(MBC:TWBC!B5:B6)"
    assert shift_formula("SUM(Costs[Net])", Place("Summary", 5, 2), maps) == "SUM(CostsM[Net],CostsS[Net],CostsT[Net])"
    with pytest.raises(TemplateError, match=r"Partner!B5 in Summary names a sheet that has 3 copies"):
        shift_formula("Partner!B5+1", Place("Summary", 5, 2), maps)
    assert shift_formula("SUM(Partner!B5)+Partner!B5", Place("Summary", 5, 2), partners()) == "0+#REF!"
    assert shift_formula("Partner!B5+1", Place("Summary", 5, 2), partners("MBC")) == "MBC!B5+1"


def test_a_range_through_sheets_that_changed_differently_becomes_a_list() -> None:
    maps = WorkbookMap(
        {name: [SheetCopy(name, SheetMap(years(count)))] for name, count in (("MBC", 1), ("SBC", 3), ("TWBC", 3))}
    )

    assert shift_formula("SUM(MBC:TWBC!B12)", Place("Other", 1, 1), maps) == "SUM(MBC!B10,SBC!B12,TWBC!B12)"
    assert shift_formula("SUM(SBC:TWBC!B12)", Place("Other", 1, 1), maps) == "SUM(SBC:TWBC!B12)"


def test_many_copies_still_fit_into_one_function() -> None:
    formula = shift_formula("SUM(B6)", Place("Costs", 10, 2), costs(groups(*[1] * 300)))

    assert formula.startswith("SUM((B4,B7,")
    assert formula.count(",") == 299


def test_conditions_are_loops_that_run_once_or_not_at_all() -> None:
    """3 for years, 4 if, 5 line, 6 end if, 7 line, 8 end: the line above the body is the copy before."""
    lines = [Line(1), Line(2)]
    for at in range(3):
        lines += [Line(5, (("y", at), ("c", 0))), Line(7, (("y", at),))]
    loops: Mapping[Any, Loop] = {"y": Loop(4, 7, "years"), "c": Loop(5, 5, None, True)}
    maps = costs(AxisMap(lines, known=8, loops=loops))

    formulas = [shift_formula("N(B2)+B7", Place("Costs", 5, 3, (("y", at), ("c", 0))), maps) for at in range(3)]

    assert formulas == ["N(B2)+B4", "N(B4)+B6", "N(B6)+B8"]


@pytest.mark.parametrize(
    ("ranges", "manner", "none", "three"),
    [
        ("A9:C9", "cover", [], ["A8:C10"]),
        ("A9:C9", "copies", [], ["A8:C8", "A9:C9", "A10:C10"]),
        ("A7:C11", "copies", ["A7:C8"], ["A7:C11"]),
        ("A8:C10", "copies", [], ["A8:C10"]),
        ("A9 C12", "cover", ["C9"], ["A8:A10", "C12"]),
        ("$A$1:$F$12", "hull", ["$A$1:$F$9"], ["$A$1:$F$12"]),
        ("A12:A99", "copies", ["A9:A96"], ["A12:A99"]),
        ("B:C", "cover", ["B:C"], ["B:C"]),
    ],
)
def test_ranges_outside_formulas_follow(ranges: str, manner: Any, none: list[str], three: list[str]) -> None:
    assert shift_ranges(ranges, SheetMap(years(0)), manner) == none
    assert shift_ranges(ranges, SheetMap(years(3)), manner) == three


def test_a_range_over_a_group_is_copied_for_each_group() -> None:
    assert shift_ranges("A4:A8", SheetMap(groups(2, 3)), "copies") == ["A3:A6", "A7:A11"]
    assert shift_ranges("A6", SheetMap(groups(2, 3)), "cover") == ["A4:A5", "A8:A10"]
    assert [path for path, _ in iterations(groups(2, 3), 6, 6)][:3] == [
        (("s", 0), ("y", 0)), (("s", 0), ("y", 1)), (("s", 1), ("y", 0)),
    ]  # fmt: skip


def test_a_drawing_below_a_loop_moves_and_one_inside_is_copied() -> None:
    assert shift_anchor(12, 2, SheetMap(years(3))) == [(12, 2)]
    assert shift_anchor(12, 2, SheetMap(years(0))) == [(9, 2)]
    assert shift_anchor(9, 2, SheetMap(years(3))) == [(8, 2), (9, 2), (10, 2)]
    assert shift_anchor(10, 2, SheetMap(years(3))) == [(11, 2)]
    assert shift_anchor(10, 2, SheetMap(years(3)), end=True) == [(8, 2), (9, 2), (10, 2)]


def test_names_and_chart_data_stretch_or_go() -> None:
    place = Place("Costs", 1, 1)

    assert shift_formula_ranges("Costs!$B$9", place, costs(years(3))) == "Costs!$B$8:$B$10"
    assert shift_formula_ranges("Costs!$B$9:$B$9", place, costs(years(0))) is None
    assert shift_formula_ranges("Costs!$A$1:$F$12,Costs!$H$9", place, costs(years(0))) == "Costs!$A$1:$F$9"
    assert shift_formula_ranges("(Costs!$A$6,Costs!$B$6)", place, costs(groups(1, 1))) == (
        "(Costs!$A$4,Costs!$A$7,Costs!$B$4,Costs!$B$7)"
    )
    assert shift_formula_ranges("SUM(Costs!$B$9:$B$9)*2", place, costs(years(3))) == "SUM(Costs!$B$8:$B$10)*2"


def test_too_deep_a_formula_is_refused_in_words() -> None:
    with pytest.raises(TemplateError, match="nested too deeply"):
        shift_formula("(" * 4000 + "A1" + ")" * 4000, Place("Costs", 1, 1), costs(years(3)))
