"""A formula is cut so that nothing is lost, and each piece is known for what it is."""

import time

import pytest

from mkip_xl.workbook.formulas.filling import translate
from mkip_xl.workbook.formulas.references import (
    LAST_COLUMN,
    column_letters,
    column_number,
    quoted_sheet,
    read_reference,
)
from mkip_xl.workbook.formulas.tokens import tokenise

PIECES = [
    ("SUM(B8:E8)", "call reference close"),
    ("'It''s'!$A$1:B2+Costs!C3", "reference operator reference"),
    ("MBC:TWBC!A1", "reference"),
    ("'Kent 1:Kent 3'!A1", "reference"),
    ("[1]Costs!A1+'[Book 1.xlsx]Costs'!A1", "reference operator reference"),
    ("[1]!Rate", "name"),
    ("Costs!Rate*R1C1", "name operator name"),
    ("XFD1048576", "reference"),
    ("XFE1", "name"),
    ("A1048577", "name"),
    ("A1B+TRUE", "name operator name"),
    ("LOG10(A1)", "call reference close"),
    ("_xlfn._xlws.SORT(A1#)", "call reference close"),
    ("3:5+$B:D", "reference operator reference"),
    ("@A1:A3", "operator reference"),
    ("A1:INDEX(A:A,5)", "reference operator call reference separator number close"),
    ("Costs[[#This Row],[Net '[£']]]*[@Net]", "table operator table"),
    ("Costs[]", "table"),
    ('"A1:B2"&"say ""A1"""', "text operator text"),
    ('{1,-2;"}",TRUE}', "array"),
    ("-1.5E+3%", "operator number operator"),
    ("IF(A1>=2,#N/A,Costs!#REF!)", "call reference operator number separator error separator lost close"),
    ("A:A 3:3", "reference space reference"),
    ("Été!A1+_x.y", "reference operator name"),
]


@pytest.mark.parametrize(("formula", "kinds"), PIECES)
def test_each_piece_of_a_formula_is_known_for_what_it_is(formula: str, kinds: str) -> None:
    tokens = tokenise(formula)

    assert " ".join(token.kind for token in tokens) == kinds
    assert "".join(token.text for token in tokens) == formula


HOSTILE = ["'", "'a'", "[", "[a", "{", '{"', '"', "(", "A1:", "1.", "a.b", "#", "𝔘", "\\", "[[a]", "T["]


HOSTILE = ["'", "'a'", "[", "[a", "{", '{"', '"', "(", "A1:", "1.", "a.b", "#", "𝔘", "\\", "[[a]", "T["]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_formulas_are_cut_in_little_time_and_nothing_is_lost(piece: str) -> None:
    formula = piece * (8192 // len(piece))
    start = time.process_time()

    assert "".join(token.text for token in tokenise(formula)) == formula
    assert time.process_time() - start < 1.0


def test_columns_are_lettered_as_excel_letters_them() -> None:
    letters = [column_letters(number) for number in range(1, LAST_COLUMN + 1)]

    assert letters[:3] + letters[25:28] + letters[701:703] == ["A", "B", "C", "Z", "AA", "AB", "ZZ", "AAA"]
    assert letters[-1] == "XFD"
    assert [column_number(name) for name in letters] == list(range(1, LAST_COLUMN + 1))


@pytest.mark.parametrize(
    ("text", "address"),
    [("B9:B8", "B8:B9"), ("$D8:B$9", "B8:$D$9"), ("b8", "B8"), ("D:$B", "$B:D"), ("'A b'!C3", "C3"), ("A1#", "A1#")],
)
def test_a_reference_is_read_as_excel_reads_it(text: str, address: str) -> None:
    reference = read_reference(text)

    assert reference is not None
    assert reference.address == address


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Costs", "Costs"), ("Net savings", "'Net savings'"), ("2013", "'2013'"), ("Q1", "'Q1'"), ("R1C1", "'R1C1'"),
        ("O'Neil", "'O''Neil'"), ("A-B", "'A-B'"), ("Été", "Été"), ("TRUE", "'TRUE'"), ("RC", "'RC'"),
    ],
)  # fmt: skip
def test_a_sheet_name_is_quoted_where_excel_wants_it(name: str, written: str) -> None:
    assert quoted_sheet(name) == written


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "copied"),
    [
        ("B8*C$3+$D8", 2, 1, "C10*D$3+$D10"),
        ("SUM(B:B)+SUM(3:3)", 1, 1, "SUM(C:C)+SUM(4:4)"),
        ('Costs!A1&"A1"', 1, 0, 'Costs!A2&"A1"'),
        ("A1+B2", -1, 0, "#REF!+B1"),
        ("$A$1:A1", 3, 0, "$A$1:A4"),
        ("A$5:A1", 8, 0, "A$5:A9"),
        ("[1]Costs!A1", 1, 1, "[1]Costs!A1"),
        ("Rate*Costs[@Net]", 9, 9, "Rate*Costs[@Net]"),
    ],
)
def test_a_copied_formula_moves_what_no_dollar_holds(formula: str, rows: int, columns: int, copied: str) -> None:
    assert translate(formula, rows, columns) == copied
