# ruff: noqa: E501 - a table of cases reads by the line
"""Workbooks with faults: name → (how the bytes are made, what the columns hold, the faulty cells and their codes).

Every other cell of them is sound, and must not be named. They are made by openpyxl, as a council's own tools would.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.table import Table, TableColumn
from openpyxl.worksheet.worksheet import Worksheet

Faulty = dict[str, str]
KINDS = {
    "Partner": "code",
    "Authority": "name",
    "Net cost": "money",
    "Share %": "percentage",
    "Start": "date",
    "Users": "count",
    "Note": "text",
}
HEADINGS = list(KINDS)
ROWS: list[list[Any]] = [
    ["MBC", "Maidstone", 1250.5, 0.45, date(2013, 4, 1), 520, "agreed"],
    ["SBC", "Swale", -310, 0.3, date(2013, 4, 1), 0, "2nd draft"],
    ["TWBC", "Tunbridge Wells", 1_234_567.89, 0.25, date(2014, 4, 1), 310.5, "see £1,234 above"],
]
FAULTS: dict[str, tuple[Callable[[], bytes], dict[str, str], Faulty]] = {}
CLEAN: dict[str, tuple[Callable[[], bytes], dict[str, str]]] = {}
Edit = Callable[[Worksheet], None]


def made(edit: Edit | None = None, *, table: bool = True, top: int = 1) -> bytes:
    """A sound workbook with the headings in row `top`, edited."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Net savings"
    for column, heading in enumerate(HEADINGS, 1):
        sheet.cell(top, column, heading)
    for at, row in enumerate(ROWS, top + 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column, value)
            cell.number_format = {3: "#,##0.00", 4: "0.0%", 5: "dd/mm/yyyy"}.get(column, "General")
    if edit:
        edit(sheet)
    if table:
        listed = Table(displayName="Savings", ref=f"A{top}:G{top + len(ROWS)}")
        listed._initialise_columns()
        for column, heading in zip(listed.tableColumns, HEADINGS, strict=True):
            assert isinstance(column, TableColumn)
            column.name = heading
        sheet.add_table(listed)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fault(
    name: str, faulty: Faulty, edit: Edit, *, table: bool = True, top: int = 1, kinds: dict[str, str] | None = None
) -> None:
    """Enter a file of faults."""
    FAULTS[name] = (lambda: made(edit, table=table, top=top), kinds or KINDS, faulty)


def put(**cells: Any) -> Edit:
    """An edit that puts values into cells, with their formats as they are."""

    def edit(sheet: Worksheet) -> None:
        for place, value in cells.items():
            kept = sheet[place].number_format
            sheet[place] = value
            sheet[place].number_format = kept

    return edit


def formatted(**cells: tuple[Any, str]) -> Edit:
    """An edit that puts values with number formats into cells."""

    def edit(sheet: Worksheet) -> None:
        for place, (value, code) in cells.items():
            sheet[place] = value
            sheet[place].number_format = code

    return edit


def both(*edits: Edit) -> Edit:
    """Several edits, one after another."""

    def edit(sheet: Worksheet) -> None:
        for each in edits:
            each(sheet)

    return edit


def patched(old: bytes, new: bytes, edit: Edit | None = None, **how: Any) -> Callable[[], bytes]:
    """A workbook whose sheet's XML is changed after openpyxl has written it."""

    def make() -> bytes:
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(made(edit, **how))) as given,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as taken,
        ):
            for part in given.namelist():
                content = given.read(part)
                if part == "xl/worksheets/sheet1.xml":
                    assert content.count(old) == 1, content
                    content = content.replace(old, new)
                taken.writestr(part, content)
        return out.getvalue()

    return make


_TEXTS = {
    "thousands_commas": "1,234", "brackets": "(1,234)", "pound_sign": "£1,234", "pound_and_pence": "£1,234.50", "non_breaking_space": "1\u00a0234",
    "narrow_space": "1\u202f234", "non_breaking_space_before": "\u00a01234", "full_width_digits": "１２３４", "trailing_minus": "1,234-",
    "credit": "1,234 CR", "debit": "1234DR", "plain_digits": "1234", "decimal_text": "1234.56", "minus_of_the_printer": "−1234", "spaces_around": " 1234 ",
    "arabic_digits": "١٢٣٤", "euro": "€99", "thousands_spaces": "1 234", "pounds_in_brackets": "(£1,234.00)", "brackets_in_pounds": "£(1,234)",
    "exponent_text": "1E3", "with_k": "£12k", "soft_space": "12\u200b34", "plus_sign": "+1,234", "percent_in_money": "30%", "tab_behind": "1234\t", "apostrophes": "1'234",
}  # fmt: skip
for _name, _text in _TEXTS.items():
    fault(f"text_{_name}", {"C3": "number-as-text"}, put(C3=_text))
for _name, _text in {
    "word": "tbc",
    "dash": "-",
    "letter_o": "12O",
    "two_points": "1.2.3",
    "wrong_commas": "12,34,5",
    "nil": "nil",
    "not_available": "N/A",
    "none": "None",
    "two_numbers": "12 or 13",
    "question": "1234?",
}.items():
    fault(f"money_is_{_name}", {"C3": "text-for-number"}, put(C3=_text))
fault("money_true", {"C3": "true-or-false"}, put(C3=True))
fault("money_date", {"C3": "date-for-number"}, formatted(C3=(date(2013, 4, 1), "dd/mm/yyyy")))
fault("money_time", {"C3": "date-for-number"}, formatted(C3=(time(9, 30), "hh:mm")))
fault("money_with_a_date_format", {"C3": "date-for-number"}, formatted(C3=(1250, "d mmm yy")))
fault("money_percentage", {"C3": "percentage-for-number"}, formatted(C3=(0.3, "0%")))
fault("money_part_penny", {"C3": "part-penny"}, put(C3=10.005))
fault("money_tenth_of_a_penny", {"C3": "part-penny"}, put(C3=1234567.891))
fault("money_third", {"C3": "part-penny"}, put(C3=1000 / 3))
fault("money_too_large", {"C3": "too-large"}, put(C3=1e15))
fault("money_error_text", {"C3": "error-value"}, put(C3="#REF!"))
for _code in ("#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"):
    fault(
        f"error_{_code.strip('#!?').replace('/', '_').lower()}",
        {"C2": "error-value", "D3": "error-value", "B4": "error-value", "G2": "error-value"},
        put(C2=_code, D3=_code, B4=_code, G2=_code),
    )
fault(
    "never_calculated",
    {"C2": "not-calculated", "D3": "not-calculated", "E4": "not-calculated"},
    put(C2="=1+1", D3="=1/2", E4="=TODAY()"),
)
FAULTS["calculated_to_nan"] = (patched(b"<v>1250.5</v>", b"<v>NaN</v>"), KINDS, {"C2": "not-a-number"})
FAULTS["infinity"] = (patched(b"<v>1250.5</v>", b"<v>INF</v>"), KINDS, {"C2": "not-a-number"})
FAULTS["beyond_excels_numbers"] = (patched(b"<v>1250.5</v>", b"<v>1E+999</v>"), KINDS, {"C2": "not-a-number"})
FAULTS["comma_in_the_file"] = (patched(b"<v>1250.5</v>", b"<v>1250,5</v>"), KINDS, {"C2": "not-a-number"})
FAULTS["underscore_in_the_file"] = (patched(b"<v>1250.5</v>", b"<v>1_250</v>"), KINDS, {"C2": "not-a-number"})
FAULTS["formula_with_a_part_penny"] = (
    patched(b"<v>1250.5</v>", b"<f>1250.5/3</f><v>416.83333333333331</v>"),
    KINDS,
    {"C2": "part-penny"},
)
FAULTS["formula_with_an_empty_value"] = (patched(b"<v>1250.5</v>", b"<f>A1/3</f><v/>"), KINDS, {"C2": "not-calculated"})
fault("blank_money", {"C3": "blank"}, put(C3=None))
fault("blank_money_of_spaces", {"C3": "blank"}, put(C3="   "))
fault("blank_of_non_breaking_spaces", {"C3": "blank"}, put(C3="\u00a0"))
fault(
    "blank_everything_but_the_name",
    {f"{c}3": "blank" for c in "ACDEFG"},
    put(A3=None, C3=None, D3=None, E3=None, F3=None, G3=None),
)
fault("blank_in_the_last_row", {"C4": "blank", "E4": "blank"}, put(C4=None, E4=None))
fault("thirty_without_percent", {"D3": "percentage-unclear"}, formatted(D3=(30, "General")))
fault("fraction_among_percentages", {"D3": "percentage-unclear"}, formatted(D3=(0.3, "General")))
fault("one_among_percentages", {"D3": "percentage-unclear"}, formatted(D3=(1, "0")))
fault("text_percentage", {"D3": "number-as-text"}, put(D3="30%"))
fault("text_percentage_with_a_space", {"D3": "number-as-text"}, put(D3="30 %"))
fault(
    "three_ways_at_once",
    {"D2": "percentage-unclear", "D3": "percentage-unclear", "D4": "number-as-text"},
    formatted(D2=(30, "0"), D3=(0.3, "0.0"), D4=("30%", "@")),
)
fault("thirty_shown_as_3000_percent", {"D3": "percentage-too-large"}, put(D3=30))
fault("percentage_above_the_whole", {"D3": "percentage-above-100"}, put(D3=1.3))
fault("percentage_below_nothing", {"D3": "negative-percentage"}, put(D3=-0.3))
fault("percentage_date", {"D3": "date-for-number"}, formatted(D3=(date(2013, 4, 1), "dd/mm/yyyy")))
fault(
    "whole_numbers_for_percentages",
    {"D2": "percentage-unclear", "D3": "percentage-unclear", "D4": "percentage-unclear"},
    formatted(D2=(45, "0"), D3=(30, "0"), D4=(25, "0")),
)
fault(
    "fractions_that_are_no_whole",
    {"D2": "percentage-unformatted"},
    formatted(D2=(0.45, "0.00"), D3=(0.3, "0.00"), D4=(0.1, "0.00")),
)
fault("date_as_text", {"E3": "date-as-text"}, put(E3="1/4/2013"))
fault("date_in_words", {"E3": "date-as-text"}, put(E3="1 April 2013"))
fault("date_as_iso_text", {"E3": "date-as-text"}, put(E3="2013-04-01"))
fault("date_as_number", {"E3": "number-for-date"}, formatted(E3=(41365, "General")))
fault("date_as_year", {"E3": "number-for-date"}, formatted(E3=(2013, "0")))
fault("date_as_time", {"E3": "time-for-date"}, formatted(E3=(time(9, 30), "hh:mm")))
fault("day_that_never_was", {"E3": "no-such-date"}, formatted(E3=(60, "dd/mm/yyyy")))
fault("negative_date", {"E3": "no-such-date"}, formatted(E3=(-1, "dd/mm/yyyy")))
fault("date_with_a_clock", {"E3": "time-beside-date"}, put(E3=datetime(2013, 4, 1, 9, 30)))
fault("date_far_off", {"E3": "date-far-off"}, put(E3=date(1909, 4, 1)))
fault("date_true", {"E3": "true-or-false"}, put(E3=True))
fault("negative_count", {"F3": "negative"}, put(F3=-1))
fault("count_without_end", {"F3": "too-large"}, put(F3=1e20))
fault("count_as_text", {"F3": "number-as-text"}, put(F3="1,520"))
fault("count_as_percentage", {"F3": "percentage-for-number"}, formatted(F3=(0.5, "0%")))
fault("count_as_date", {"F3": "date-for-number"}, formatted(F3=(date(2013, 4, 1), "mmm yy")))
fault("name_is_a_number", {"B3": "number-in-text"}, put(B3=12))
fault("name_is_a_date", {"B3": "date-in-text"}, formatted(B3=(date(2013, 12, 1), "mmm-yy")))
fault("name_with_spaces_behind", {"B3": "spaces"}, put(B3="Swale "))
fault("name_with_a_hard_space", {"B4": "spaces"}, put(B4="Tunbridge\u00a0Wells"))
fault("name_with_an_invisible_letter", {"B3": "spaces"}, put(B3="Swa\u200ble"))
fault("code_is_a_fraction", {"A3": "number-in-text"}, put(A3=1.5))
fault("code_is_true", {"A3": "true-or-false"}, put(A3=True))
fault("row_beneath_the_table", {"A5": "below-table"}, put(A5="NEW", B5="Newcomer", C5=5))
fault(
    "many_faults_at_once",
    {
        "A2": "blank",
        "B2": "number-in-text",
        "C2": "number-as-text",
        "C3": "part-penny",
        "D3": "number-as-text",
        "E3": "date-as-text",
        "F4": "negative",
        "G4": "blank",
    },
    put(A2=None, B2=7, C2="£5", C3=0.001, D3="5%", E3="soon", F4=-3, G4=None),
)


def _merged(sheet: Worksheet) -> None:
    sheet.merge_cells("C3:C4")


def _hidden(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def _hidden_column(sheet: Worksheet) -> None:
    sheet.column_dimensions["C"].hidden = True


fault("merged_down", {"C3": "merged", "C4": "blank"}, _merged)
fault("merged_down_in_a_range", {"C3": "merged", "C4": "blank"}, _merged, table=False)
fault("hidden_row", {f"{c}3": "hidden" for c in "ABCDEFG"}, _hidden)
fault("hidden_column", {f"C{r}": "hidden" for r in (2, 3, 4)}, _hidden_column)
fault(
    "range_without_a_table",
    {"C3": "number-as-text", "D4": "percentage-unclear", "E2": "date-as-text"},
    both(put(C3="£1,234", E2="x"), formatted(D4=(25, "0"))),
    table=False,
)
fault("range_lower_down", {"C8": "blank", "C7": "number-as-text"}, put(C8=None, C7="(5)"), table=False, top=5)
fault(
    "range_under_a_title",
    {"C8": "error-value"},
    put(C8="#N/A", A1="Net savings by partner", A2="£, 2013/14 prices"),
    table=False,
    top=5,
)
fault(
    "range_with_a_total",
    {"C3": "number-as-text", "C5": "number-as-text"},
    put(C3="1,000", A5="Total", C5="1,235,818"),
    table=False,
)


def clean(name: str, edit: Edit | None = None, kinds: dict[str, str] | None = None, **how: Any) -> None:
    """Enter a clean file."""
    CLEAN[name] = (lambda: made(edit, **how), kinds or KINDS)


clean("table")
clean("range", table=False)
clean("table_lower_down", top=7)
clean("range_under_a_title", put(A1="Net savings by partner", A2="Illustrative figures"), table=False, top=4)
clean("range_with_units", both(lambda s: s.insert_rows(2), put(C2="£", D2="%", F2="number")), table=False)
clean("range_with_total_row", both(put(A5="Total", C5=1235508.39), formatted(D5=(1, "0%"))), table=False)
clean(
    "range_with_notes",
    put(A6="Note: figures are illustrative and were agreed by the Section 151 officers.", A7="Source: budget book"),
    table=False,
)
clean(
    "range_with_a_note_beneath", put(A5="Source: budget book 2012/13, as amended by the revised estimates"), table=False
)
clean("notes_beside_the_table", put(J2="1,234 is the old figure", J3="£5"))
clean("notes_a_row_below_the_table", put(A6="Source: budget book", C7="1,234"))
clean("nought_and_whole_percentages", formatted(D2=(1, "0%"), D3=(0, "General"), D4=(0, "0%")))
clean("fractions_that_make_a_whole", formatted(D2=(0.45, "0.00"), D3=(0.3, "General"), D4=(0.25, "0.00")))
clean("thirds_that_make_a_whole", formatted(D2=(1 / 3, "General"), D3=(1 / 3, "General"), D4=(1 / 3, "General")))
clean("codes_that_are_numbers", put(A2=4010, A3=4020, A4=4030))
clean("blank_rows_at_the_end", put(A4=None, B4=None, C4=None, D4=None, E4=None, F4=None, G4=None))
clean("noughts", put(C2=0, C3=0, C4=0, F2=0))
clean("large_amounts", put(C2=9_999_999_999_999.99, C3=-1_710_000, C4=0.01))
clean("sums_with_binary_noise", put(C2=0.1 + 0.2, C3=1.1 + 2.2, C4=4.35 * 100))
clean("odd_capitals_and_spaces_in_headings", put(C1=" NET  COST ", D1="share %"), table=False)
clean(
    "formats_of_money",
    formatted(
        C2=(1250.5, '_-£* #,##0.00_-;[Red](£#,##0.00);"-"'), C3=(-5, '"£"#,##0;("£"#,##0)'), C4=(7, "[$£-809]#,##0.00")
    ),
)
clean("no_kinds", kinds={"Nothing of the kind": "money"})
clean("names_with_signs", put(B2="King's Lynn & West Norfolk", B3="Caerphilly / Caerffili", B4="São Tomé – “City”"))
clean("text_that_looks_odd_in_notes", put(G2="1,234", G3="30%", G4="(5)"))
CLEAN["calculated_formulas"] = (patched(b"<v>1250.5</v>", b"<f>1000+250.5</f><v>1250.5</v>"), KINDS)
CLEAN["formula_with_noise"] = (patched(b"<v>1250.5</v>", b"<f>1250+0.5</f><v>1250.5000000000132</v>"), KINDS)
CLEAN["hyperlinked"] = (lambda: made(lambda s: setattr(s["G2"], "hyperlink", "https://www.gov.uk/")), KINDS)
FAULTS["stale_value"] = (patched(b"<v>1250.5</v>", b"<f>1000+250</f><v>1250.5</v>"), KINDS, {"C2": "stale"})
FAULTS["stale_total_in_a_range"] = (
    patched(b"<v>5</v>", b"<f>SUM(C2:C4)</f><v>1235508.4</v>", put(A5="Total", C5=5), table=False),
    KINDS,
    {"C5": "stale"},
)
fault("row_entered_twice", {"A4": "duplicate"}, put(A4="SBC", B4="swale", E4=date(2013, 4, 1), G4="2nd draft"))
CLEAN["calculated_total_in_a_range"] = (
    patched(b"<v>5</v>", b"<f>SUM(C2:C4)</f><v>1235508.3899999999</v>", put(A5="Total", C5=5), table=False),
    KINDS,
)
CLEAN["formulas_that_depend_on_today"] = (
    patched(b"<v>1250.5</v>", b"<f>IF(TODAY()&gt;41365,1250.5,0)</f><v>1250.5</v>"),
    KINDS,
)


def _hidden_sheet(sheet: Worksheet) -> None:
    assert sheet.parent is not None
    sheet.parent.create_sheet("Cover")
    sheet.sheet_state = "veryHidden"
    sheet.parent.active = 1


fault("hidden_sheet", {"A1": "hidden"}, _hidden_sheet)
fault("money_in_euros", {"C3": "other-currency"}, formatted(C3=(1250, "[$€-2] #,##0.00")))
fault("money_in_dollars", {"C3": "other-currency"}, formatted(C3=(1250, '"$"#,##0.00')))
fault("one_of_three_percentages_bare", {"D4": "percentage-unclear"}, formatted(D4=(0.25, "0.00")))
FAULTS["row_of_no_height"] = (
    patched(b'<row r="3">', b'<row r="3" ht="0" customHeight="1">'),
    KINDS,
    {f"{c}3": "hidden" for c in "ABCDEFG"},
)
FAULTS["column_of_no_width"] = (
    patched(b"<sheetData>", b'<cols><col min="3" max="3" width="0" customWidth="1"/></cols><sheetData>'),
    KINDS,
    {f"C{r}": "hidden" for r in (2, 3, 4)},
)
fault("name_entered_twice", {"B4": "duplicate"}, put(B4="maidstone"), kinds={**KINDS, "Partner": "text"})
fault("code_entered_twice", {"A4": "duplicate"}, put(A4="MBC"))
fault("name_and_code_entered_twice", {"A4": "duplicate"}, put(A4="MBC", B4="Maidstone"))
fault("nothing_but_invisible_characters", {"B3": "blank"}, put(B3="\u200b\u00a0\u200b"))
clean("service_for_each_partner", put(A3="MBC", A4="SBC", B3="Swale", B4="Swale", G3="agreed"))
clean("signed_beneath", put(A8="Prepared by", B8="Finance", A9="Date", B9=date(2013, 6, 4)), table=False)
