# ruff: noqa: E501 - a table of cases reads by the line
"""Every parser of the reader against thousands of made-up inputs: right where the answer is known, a refusal elsewhere."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import zipfile
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from mkip_xl.errors import AmountError, MkipError, RefusedFile
from mkip_xl.findings import Findings
from mkip_xl.intake.extracts import Extract
from mkip_xl.intake.ledger_amounts import ledger_date, ledger_pence
from mkip_xl.intake.ledger_codes import Codes
from mkip_xl.workbook.guard import examine
from mkip_xl.workbook.guard.active import calls_out
from mkip_xl.workbook.guard.grid import area, position, reference
from mkip_xl.workbook.guard.sniffing import check_first_bytes
from mkip_xl.workbook.guard.strings import plain
from mkip_xl.workbook.guard.styles import shows
from mkip_xl.workbook.reading import KINDS, ExcelError, read_workbook
from mkip_xl.workbook.reading.cells import exact
from mkip_xl.workbook.reading.dates import from_iso, from_serial
from mkip_xl.workbook.reading.numerals import numeral
from mkip_xl.workbook.reading.ranges import ranges_under

thousands = settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=40
)
SHAPES = st.sampled_from(
    ["{}", "£{}", " {} ", "\u00a0{}", "{}\u202f", "£ {}", "GBP {}", "+{}", "{}DR", "{} dr", "\u200b{}"]
)
NEGATIVE = st.sampled_from(["-{}", "({})", "(£{})", "£({})", "{}-", "-£{}", "{} CR", "−{}", "£-{}", "( {} )"])


@thousands
@given(st.decimals(0, 10**12, places=2), SHAPES, NEGATIVE, st.booleans(), st.booleans())
def test_an_amount_is_read_however_it_is_written(
    amount: Decimal, shape: str, below: str, less: bool, commas: bool
) -> None:
    figures = f"{amount:,.2f}" if commas else f"{amount:.2f}"

    written = (below if less else shape).format(figures)
    found = numeral(written)

    assert found is not None
    assert found.value == (-amount if less else amount)
    assert found.because or written in (figures, f"+{figures}", f"-{figures}")


@thousands
@given(st.text(max_size=70))
@example("(" * 60)
@example("9" * 60)
@example("1e999")
def test_any_text_is_a_number_or_none_of_our_business(text: str) -> None:
    found = numeral(text)

    assert found is None or (
        any(character.isdecimal() or character.isnumeric() for character in text) and found.value.is_finite()
    )


@thousands
@given(st.integers(-(10**15), 10**15), st.booleans(), st.sampled_from(["{}", "£{}", " {} "]))
def test_ledger_amounts_come_back_to_the_penny(pence: int, commas: bool, shape: str) -> None:
    pounds, rest = divmod(abs(pence), 100)
    figures = f"{pounds:,}.{rest:02}" if commas else f"{pounds}.{rest:02}"

    assert ledger_pence(shape.format(f"({figures})" if pence < 0 else figures)) == pence


@thousands
@given(st.text(max_size=40))
@example("1e400")
def test_any_text_is_an_amount_or_a_refusal(text: str) -> None:
    try:
        assert abs(ledger_pence(text)) <= 10**15
    except AmountError as refusal:
        assert str(refusal)


@thousands
@given(
    st.dates(dt.date(1970, 1, 1), dt.date(2049, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d-%b-%y", "%Y%m%d"]),
    st.text(max_size=20),
)
def test_ledger_dates_come_back(day: dt.date, shape: str, text: str) -> None:
    assert ledger_date(day.strftime(shape)) == day
    assert ledger_date(text) is None or isinstance(ledger_date(text), dt.date)


@thousands
@given(st.integers(61, 2_958_465), st.integers(0, 86_399))
def test_serial_numbers_become_days_and_times(days: int, seconds: int) -> None:
    serial = Decimal(days) + Decimal(format(seconds / 86_400, ".11f"))

    found = from_serial(serial, "datetime", date1904=False)

    assert found == dt.datetime(1899, 12, 30) + dt.timedelta(days=days, seconds=seconds)
    if days > 1462:
        assert from_serial(serial - 1462, "datetime", date1904=True) == found


@thousands
@given(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.sampled_from(["date", "time", "datetime", "duration"]),
    st.booleans(),
)
def test_any_serial_number_is_a_date_or_none(serial: Decimal, seen: str, date1904: bool) -> None:
    found = from_serial(serial, seen, date1904=date1904)

    assert found is None or isinstance(found, dt.date | dt.time | dt.timedelta)


@thousands
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_keeps_the_fifteen_digits_that_excel_keeps(number: float) -> None:
    found = exact(number)

    assert math.isclose(float(found), number, rel_tol=1e-14, abs_tol=1e-320)
    assert isinstance(found, int) or found != found.to_integral_value() or abs(found) >= Decimal("1e21")


@thousands
@given(st.decimals(-(10**13), 10**13, places=2))
def test_pence_survive_the_double(amount: Decimal) -> None:
    assert exact(float(amount)) == amount


@thousands
@given(st.integers(1, 1_048_576), st.integers(1, 16_384), st.text(max_size=12))
def test_addresses_come_back(row: int, column: int, text: str) -> None:
    place = reference(row * 16_384 + column - 1)

    assert position(place) == (row, column)
    assert area(f"{place}:{place}") == (row, column, row, column)
    found = position(text)
    assert found is None or (1 <= found[0] <= 1_048_576 and 1 <= found[1] <= 16_384)
    area(text)


@thousands
@given(st.text(max_size=30), st.text('ymdhs0#?.,;[]"\\_*@% AMP/£-Ee:GeneralRd', max_size=25))
def test_any_number_format_shows_something(text: str, code: str) -> None:
    kinds = {"date", "time", "datetime", "duration", "percentage", "text", "number"}

    assert {shows(text), shows(code)} <= kinds


@thousands
@given(st.text(max_size=30))
def test_escapes_come_back(text: str) -> None:
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    escaped = "".join(
        f"_x{unit:04X}_" for at in range(len(text)) for unit in memoryview(text[at].encode("utf-16-le")).cast("H")
    )

    assert plain(escaped) == text
    assert isinstance(plain(text), str)


@thousands
@given(st.text(max_size=200), st.text("'\"|!=+(A1 cmd/.,", max_size=40))
def test_any_formula_calls_out_or_does_not(text: str, formula: str) -> None:
    assert calls_out(text) is None or isinstance(calls_out(text), str)
    assert calls_out(formula) in (None, "DDE")


@thousands
@given(st.text(max_size=15), st.text("0123456789-*ABab–to ", max_size=12))
def test_any_codes_hold_a_code_or_are_refused(code: str, written: str) -> None:
    try:
        line = Codes(written, "x", "'S'!A1")
    except MkipError:
        return
    assert line.hold(code) in (True, False)


@thousands
@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00")
@example("Ä".encode("cp1252") * 3000)
def test_any_bytes_are_refused_in_plain_words(data: bytes) -> None:
    with pytest.raises(RefusedFile) as refusal:
        check_first_bytes(data[:4].replace(b"PK\x03\x04", b"PK\x03\x05") + data[4:], "a.xlsx")

    assert str(refusal.value).startswith("a.xlsx ")


@thousands
@given(data=st.data())
def test_a_zip_file_with_bytes_changed_is_read_the_same_or_refused(packing: ModuleType, data: st.DataObject) -> None:
    made = packing.parts()
    whole = bytearray(packing.zipped(made))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(whole))))
    try:
        package = examine(bytes(whole[:cut]), name="a.xlsx").package
    except RefusedFile:
        return
    assert {part: package.read(part) for part in package.names} == made


VALUES = st.one_of(
    st.integers(-(10**14), 10**14),
    st.decimals(-(10**9), 10**9, places=4),
    st.booleans(),
    XML_TEXT,
    st.sampled_from([ExcelError("#N/A"), ExcelError("#DIV/0!")]),
)


def as_cell(place: str, value: Any, chosen: int, texts: list[str]) -> str:
    """One cell as a workbook may write it: in one of several ways."""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, ExcelError):
        return f'<c r="{place}" t="e"><v>{value}</v></c>'
    if isinstance(value, str):
        safe = escape(value.replace("_x", "_x005F_x"))
        if chosen == 0:
            texts.append(f'<t xml:space="preserve">{safe}</t>')
            return f'<c r="{place}" t="s"><v>{len(texts) - 1}</v></c>'
        if chosen == 1:
            return f'<c r="{place}" t="inlineStr"><is><r><t>{safe}</t></r><r><t></t></r></is></c>'
        return f'<c r="{place}" t="str"><f>A9</f><v>{safe}</v></c>'
    text = (
        f"{value:E}"
        if chosen == 0 and isinstance(value, Decimal)
        else f"{value:f}"
        if isinstance(value, Decimal)
        else str(value)
    )
    return (
        f'<c r="{place}"><v>{text[: len(text) // 2]}<!-- -->{text[len(text) // 2 :]}</v></c>'
        if chosen == 1
        else f'<c r="{place}"><v>{text}</v></c>'
    )


@thousands
@given(
    st.dictionaries(st.tuples(st.integers(1, 9), st.integers(1, 5)), st.tuples(VALUES, st.integers(0, 2)), max_size=9),
    st.randoms(),
)
def test_whatever_is_written_is_read(
    packing: ModuleType, cells: dict[tuple[int, int], tuple[Any, int]], chance: Any
) -> None:
    texts: list[str] = []
    rows: dict[int, list[str]] = {}
    for (row, column), (value, chosen) in cells.items():
        rows.setdefault(row, []).append(as_cell(f"{'ABCDE'[column - 1]}{row}", value, chosen, texts))
    order = list(rows)
    chance.shuffle(order)
    data = "".join(f'<row r="{row}">{"".join(rows[row])}</row>' for row in order)

    sheet = read_workbook(packing.zipped(packing.parts(data, strings=packing.strings(*texts))), "a.xlsx").sheets[
        "Sheet1"
    ]

    assert [((cell.row, cell.column), cell.value) for cell in sheet] == sorted(
        ((place, value) for place, (value, _) in cells.items()), key=lambda cell: cell[0]
    )


MARKUP = st.lists(
    st.sampled_from(
        ["<c>", "</c>", "<row>", "</row>", '<row r="2">', '<c r="B1">', '<c t="s">', '<c t="str">', "<v>", "</v>", "<v/>", "<f>", "</f>",
         "<is>", "</is>", "<t>", "</t>", "<r>", "</r>", "1", "0", "-1", "1.5", "x", " ", "<!-- -->", "<![CDATA[1]]>", "<?a b?>", "&lt;", "&#0;",
         "&x;", "<rPh>", "</rPh>", "<extLst>", "</extLst>", "<mergeCell ref='A1:B2'/>", '<c s="7">', '<c s="8">', "</sheetData>", "<sheetData>", "\x00", "é"]
    ),
    max_size=25,
)  # fmt: skip


@thousands
@given(MARKUP)
def test_any_markup_is_read_or_refused(packing: ModuleType, pieces: list[str]) -> None:
    made = packing.parts("".join(pieces))
    try:
        for cell in read_workbook(packing.zipped(made), "a.xlsx").sheets["Sheet1"]:
            assert cell.ref
    except RefusedFile as refusal:
        assert len(str(refusal)) > 40


@thousands
@given(
    MARKUP, st.sampled_from(["strings", "styles", "workbook", "types", "root", "workbook_rels"]), st.integers(0, 2000)
)
def test_any_markup_in_any_part_is_read_or_refused(packing: ModuleType, pieces: list[str], part: str, at: int) -> None:
    short = {"strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml", "workbook": "xl/workbook.xml", "types": "[Content_Types].xml",
             "root": "_rels/.rels", "workbook_rels": "xl/_rels/workbook.xml.rels"}  # fmt: skip
    old = packing.parts()[short[part]]
    new = old[: at % len(old)] + "".join(pieces).encode() + old[at % len(old) :]
    try:
        read_workbook(packing.zipped(packing.parts(**{part: new})), "a.xlsx")
    except RefusedFile as refusal:
        assert len(str(refusal)) > 40


def _is_utf_8_too(data: bytes) -> bool:
    """Whether bytes beyond ASCII happen to be UTF-8 as well: then nothing in the file says which was meant."""
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


FIELDS = st.text(st.characters(codec="cp1252", exclude_characters="\0"), max_size=12)


@thousands
@given(
    st.lists(st.tuples(FIELDS, FIELDS), max_size=6),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_csv_comes_back_field_by_field(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str]], separator: str, encoding: str, ending: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "extract.csv"
    held = io.StringIO()
    writer = csv.writer(held, delimiter=separator, lineterminator=ending, quoting=csv.QUOTE_ALL)
    writer.writerows([("Account", "Amount"), *lines])
    data = held.getvalue().encode(encoding)
    assume(encoding != "cp1252" or not _is_utf_8_too(data))
    path.write_bytes(data)

    blocks = list(Extract("extract.csv", path).blocks(["Amount", "Account"]))

    found = [pair for block in blocks for pair in zip(*block.columns, strict=True)]
    assert found == [(amount, account) for account, amount in lines if account.strip() or amount.strip()]


@thousands
@given(st.binary(max_size=400))
def test_any_csv_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "extract.csv"
    path.write_bytes(b"Account,Amount\n" + data)
    try:
        for block in Extract("extract.csv", path).blocks(["Amount", "Account"]):
            assert len(block.numbers) == len(block.columns[0]) == len(block.columns[1])
    except RefusedFile as refusal:
        assert str(refusal).startswith("extract.csv: ")


@thousands
@given(st.text(max_size=30))
def test_iso_texts_are_dates_or_raise_value_error(text: str) -> None:
    try:
        assert isinstance(from_iso(text), dt.date | dt.time)
    except ValueError:
        return


def test_a_zip_library_reads_what_the_guard_admits(packing: ModuleType) -> None:
    data = packing.zipped(packing.parts())
    package = examine(data, name="a.xlsx").package
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            part: package.read(part) for part in package.names
        }


@thousands
@given(
    st.sampled_from(KINDS),
    st.one_of(VALUES, st.text("0123456789,.£()-% CRDR\u00a0１２", max_size=10)),
    st.integers(0, 7),
)
def test_any_cell_is_converted_or_named_once(packing: ModuleType, kind: Any, value: Any, style: int) -> None:
    texts: list[str] = []
    cell = as_cell("A2", value, 0, texts).replace('r="A2"', f'r="A2" s="{style}"')
    data = f'<row r="1"><c r="A1" t="str"><v>Heading</v></c></row><row r="2">{cell}<c r="B2"><v>1</v></c></row>'
    reading = read_workbook(packing.zipped(packing.parts(data, strings=packing.strings(*texts))), "a.xlsx")
    (table,) = ranges_under(reading.sheets["Sheet1"], ["Heading"], [])
    findings = Findings()

    (record,) = table.records({"Heading": kind}, findings) or [None]

    if record is None:
        assert isinstance(value, str)
        return
    assert (record["Heading"] is None) == (len(findings.errors) == 1)
    assert len(findings.errors) <= 1
    if kind == "money" and record["Heading"] is not None:
        assert Decimal(record["Heading"]) / 100 == value
