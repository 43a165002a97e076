"""Finance workbooks written from rows: the starter and the example come from here, tables, drop-downs and notes."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from mkip_xl.intake.schema import ITEMS, TABLES, Column, Item, Kind, TableSchema
from mkip_xl.workbook.package import Package

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[object]]

INK, BAND, INPUT, RULE = "FFFFFF", "1F3447", "FFF9E5", "B8C2CC"
FORMATS: Mapping[Kind, str] = {
    "money": "#,##0.00_);(#,##0.00)",
    "percentage": "0.00%",
    "date": "d mmmm yyyy",
    "count": "#,##0.##",
}
HEADINGS_ROW = 5
FIXED_DATE = dt.datetime(2012, 4, 16)
SPARE_ROWS = 500
LONGEST_LIST = 255
"""The letters that Excel takes in a list written out in the rule itself."""


def write_finance_workbook(
    tables: Mapping[str, Rows],
    *,
    title: str,
    reading: Sequence[tuple[str, str]],
    status: str = "",
    author: str = "mkip_xl",
    only: Collection[str] | None = None,
    more: Sequence[TableSchema] = (),
) -> bytes:
    """The bytes of a finance workbook: a "Read me" sheet, then one sheet for each table of the schema.

    - `tables`: the rows of each table by its name, cells in the schema's column order; extra columns that no row fills,
      and tables that need not be there, are left out. Money in pounds, percentages as
      shares of one, dates as dates. A table of items and values takes its rows as they should stand.
    - `title`: shown on the Read me sheet and in the file's properties.
    - `reading`: the lines of the Read me sheet, as (heading, paragraph).
    - `status`: what the figures are, such as "Illustrative figures"; it stands on the face of every sheet.

    - `only`: the tables to write, where a workbook is to have but some.
    - `more`: tables beside those of the schema, such as the ledger's.

    Same arguments, same bytes: the date and the author are fixed.
    """
    from openpyxl import Workbook

    book = Workbook()
    offered = _offered(tables)
    _read_me(book.active, title, reading)  # type: ignore[arg-type]
    for full in (*TABLES, *more):
        if (full.name in only) if only is not None else (full.name in tables or full.required or full in more):
            schema, rows = _trimmed(full, tables.get(full.name, ()))
            sheet = book.create_sheet(schema.sheet)
            _heading(sheet, schema, status)
            _table(sheet, schema, rows, offered)
    _lists(book, {sheet_table for sheet in book.worksheets for sheet_table in sheet.tables})
    book.properties.title = title
    book.properties.creator = author
    book.properties.created = book.properties.modified = FIXED_DATE
    held = io.BytesIO()
    book.save(held)
    return _settled(held.getvalue())


def _offered(tables: Mapping[str, Rows]) -> dict[str, str]:
    """What a drop-down offers under a heading without refusing other entries, as Excel lists it: years, and bases."""
    column = {(schema.name, column.heading): at for schema in TABLES for at, column in enumerate(schema.columns)}
    years = {
        str(row[at])
        for (name, heading), at in column.items()
        if heading == "Financial year"
        for row in tables.get(name, ())
    }
    bases = dict.fromkeys(str(row[column["Bases", "Basis"]]) for row in tables.get("Bases", ()))
    lists = {"Financial year": sorted(years), "Divided by": ["Equal", *bases]}
    return {
        heading: f'"{",".join(texts)}"'
        for heading, texts in lists.items()
        if texts and len(",".join(texts)) <= LONGEST_LIST and not any(mark in text for text in texts for mark in ',"')
    }


def _trimmed(schema: TableSchema, rows: Rows) -> tuple[TableSchema, Rows]:
    """The table without the extra columns that no row fills."""
    whole = [[*row, *[None] * (len(schema.columns) - len(row))] for row in rows]
    filled = {at for row in whole for at, value in enumerate(row) if value is not None}
    kept = [at for at, column in enumerate(schema.columns) if not column.extra or at in filled]
    columns = tuple(schema.columns[at] for at in kept)
    return replace(schema, columns=columns), [[row[at] for at in kept] for row in whole]


def _settled(data: bytes) -> bytes:
    """The same workbook with the moment of saving taken out, so that the same rows give the same bytes."""
    package = Package.from_bytes(data, "finance workbook")
    core = package.read("docProps/core.xml")
    start, end = core.index(b"<dcterms:modified"), core.index(b"</dcterms:modified>")
    opening_ends = core.index(b">", start) + 1
    stamp = FIXED_DATE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    core = core[:opening_ends] + stamp + core[end:]
    return package.write({"docProps/core.xml": core, "xl/styles.xml": fonts_in_order(package.read("xl/styles.xml"))})


def fonts_in_order(styles: bytes) -> bytes:
    """A styles part whose fonts have their elements in the order of the standard; openpyxl has one of its own."""
    order = ("b", "i", "strike", "u", "vertAlign", "sz", "color", "name", "family", "charset", "scheme")

    def ordered(found: re.Match[bytes]) -> bytes:
        elements = re.findall(rb"<(\w+)\b([^>]*?)/>", found[1])
        ranked = sorted(elements, key=lambda element: order.index(element[0].decode()))
        return b"<font>" + b"".join(b"<%s%s/>" % element for element in ranked) + b"</font>"

    return re.sub(rb"<font>(.*?)</font>", ordered, styles, flags=re.DOTALL)


def _read_me(sheet: Worksheet, title: str, reading: Sequence[tuple[str, str]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet.title = "Read me"
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = 100
    band = PatternFill("solid", fgColor=BAND)
    for column in (1, 2):
        sheet.cell(1, column).fill = band
    sheet.cell(1, 1, title).font = Font(name="Arial", size=15, bold=True, color=INK)
    sheet.row_dimensions[1].height = 30
    sheet.cell(1, 1).alignment = Alignment(vertical="center")
    for row, (heading, paragraph) in enumerate(reading, start=3):
        sheet.cell(row, 1, heading).font = Font(name="Arial", size=10, bold=True)
        sheet.cell(row, 2, paragraph).font = Font(name="Arial", size=10)
        sheet.cell(row, 1).alignment = Alignment(vertical="top", wrap_text=True)
        sheet.cell(row, 2).alignment = Alignment(vertical="top", wrap_text=True)
        sheet.row_dimensions[row].height = 14 * max(1, -(-len(paragraph) // 105))
    _print_set_up(sheet, rows_to_repeat=None)


def _heading(sheet: Worksheet, schema: TableSchema, status: str) -> None:
    """The band with the sheet's title, what the table is for, and what its figures are."""
    from openpyxl.styles import Alignment, Font, PatternFill

    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "7A8B99" if schema.name in ITEMS else "0072B2"
    for number in range(1, len(schema.columns) + 1):
        sheet.cell(1, number).fill = PatternFill("solid", fgColor=BAND)
    sheet.cell(1, 1, schema.sheet).font = Font(name="Arial", size=14, bold=True, color=INK)
    sheet.cell(1, 1).alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = 26
    sheet.cell(2, 1, f"{schema.purpose}{schema.used_by}").font = Font(name="Arial", size=10)
    growing = "Type beneath the last row and the table grows; extra columns and sheets of your own are left alone."
    sheet.cell(3, 1, f"{status}. {growing}" if status else growing).font = Font(
        name="Arial", size=9, italic=True, color="3F4A52"
    )


def _table(sheet: Worksheet, schema: TableSchema, rows: Rows, offered: Mapping[str, str]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    items = {item.label: item for item in ITEMS.get(schema.name, ())}
    body = [*rows] or [[None] * len(schema.columns)]
    last = HEADINGS_ROW + len(body)
    for number, column in enumerate(schema.columns, start=1):
        _head(sheet, number, column)
    for row_number, row in enumerate(body, start=HEADINGS_ROW + 1):
        for number, (value, kind) in enumerate(zip(row, _kinds_of(schema, row, items), strict=True), start=1):
            column = schema.columns[number - 1]
            _cell(sheet, row_number, number, value, kind, column, is_input=not items or column.heading == "Value")
        sheet.row_dimensions[row_number].height = 14 * max(map(_lines, row, schema.columns))
    ref = f"A{HEADINGS_ROW}:{get_column_letter(len(schema.columns))}{last}"
    table = Table(displayName=schema.name, ref=ref)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)
    if items:
        _validate_items(sheet, schema, body, items)
    else:
        for number, column in enumerate(schema.columns, start=1):
            letter = get_column_letter(number)
            cells = f"{letter}{HEADINGS_ROW + 1}:{letter}{last + SPARE_ROWS}"
            if column.heading in offered:
                _offer(sheet, offered[column.heading], cells)
            else:
                _validate(sheet, column, cells)
    sheet.freeze_panes = f"A{HEADINGS_ROW + 1}"
    _print_set_up(sheet, rows_to_repeat=HEADINGS_ROW)


def _head(sheet: Worksheet, number: int, column: Column) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[HEADINGS_ROW].height = 32
    head = sheet.cell(HEADINGS_ROW, number, column.heading)
    head.font = Font(name="Arial", size=10, bold=True, color=INK)
    head.fill = PatternFill("solid", fgColor="34506B")
    head.alignment = Alignment(horizontal=_aligned(column.kind), vertical="center", wrap_text=True, indent=1)
    note = Comment(_help(column), "mkip_xl")
    note.width, note.height = 300, 90
    head.comment = note


def _cell(
    sheet: Worksheet, row: int, number: int, value: object, kind: Kind, column: Column, *, is_input: bool
) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell = sheet.cell(row, number, value)  # type: ignore[call-overload]
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        cell.data_type, cell.quotePrefix = "s", True  # a text stays a text, also when it is typed again
    cell.font = Font(name="Arial", size=10)
    cell.border = Border(bottom=Side(style="thin", color=RULE))
    cell.number_format = FORMATS.get(kind, "General")
    aligned = "left" if column.kind == "text" else _aligned(kind)
    cell.alignment = Alignment(horizontal=aligned, vertical="top", wrap_text=_lines(value, column) > 1, indent=1)
    if is_input:
        cell.fill = PatternFill("solid", fgColor=INPUT)


def _lines(value: object, column: Column) -> int:
    """How many lines a value takes in its column."""
    return -(-len(value) // int(column.width * 1.15)) if isinstance(value, str) and value else 1


def _aligned(kind: Kind) -> Literal["left", "right"]:
    return "right" if kind in FORMATS else "left"


def _kinds_of(schema: TableSchema, row: Sequence[object], items: Mapping[str, Item]) -> list[Kind]:
    if not items:
        return [column.kind for column in schema.columns]
    headings = [column.heading for column in schema.columns]
    item = items.get(str(row[headings.index("Item")]))
    return [item.kind if item is not None and heading == "Value" else "text" for heading in headings]


def _help(column: Column) -> str:
    filled = "" if column.required else " May be left blank."
    choices = f" One of: {', '.join(column.choices)}." if column.choices else ""
    return f"{column.help}{choices}{filled}"


def _offer(sheet: Worksheet, texts: str, cells: str) -> None:
    """A drop-down that refuses nothing: a year or a basis may be added later."""
    from openpyxl.worksheet.datavalidation import DataValidation

    validation = DataValidation(type="list", formula1=texts, allow_blank=True, showErrorMessage=False)
    validation.add(cells)
    sheet.add_data_validation(validation)


def _validate(sheet: Worksheet, column: Column | Item, cells: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    shown = column.heading if isinstance(column, Column) else column.label
    rules: Mapping[str, Mapping[str, str]] = {
        "money": {"type": "decimal", "operator": "between", "formula1": "-1E+12", "formula2": "1E+12"},
        "count": {"type": "decimal", "operator": "greaterThanOrEqual", "formula1": "0"},
        "percentage": {"type": "decimal", "operator": "between", "formula1": "0", "formula2": "1"},
        "date": {"type": "date", "operator": "between", "formula1": "1", "formula2": "2958465"},
    }
    accepted = {
        "money": "an amount in pounds, as a number",
        "count": "a number, 0 or more",
        "percentage": "a percentage from 0% to 100%",
        "date": "a date",
    }
    if column.choices:
        rule = {"type": "list", "formula1": '"' + ",".join(column.choices) + '"'}
        says = f"one of: {', '.join(column.choices)}"
    elif column.refers_to is not None:
        if column.refers_to == ("Bases", "Basis") and isinstance(column, Column):
            return  # "Equal" is accepted beside the register's names
        rule = {"type": "list", "formula1": _list_name(*column.refers_to)}
        says = f"an entry of the column {column.refers_to[1]} on the sheet for {column.refers_to[0]}"
    elif column.kind in rules:
        rule, says = dict(rules[column.kind]), accepted[column.kind]
    else:
        return
    validation = DataValidation(allow_blank=True, showErrorMessage=True, **rule)  # type: ignore[arg-type]
    validation.errorTitle = shown[:32]
    validation.error = f"{shown}: give {says}."[:225]
    validation.add(cells)
    sheet.add_data_validation(validation)


def _validate_items(sheet: Worksheet, schema: TableSchema, body: Rows, items: Mapping[str, Item]) -> None:
    from openpyxl.utils import get_column_letter

    headings = [column.heading for column in schema.columns]
    label, value = headings.index("Item"), get_column_letter(headings.index("Value") + 1)
    for number, row in enumerate(body, start=HEADINGS_ROW + 1):
        item = items.get(str(row[label]))
        if item is not None:
            _validate(sheet, item, f"{value}{number}")


def _list_name(table: str, heading: str) -> str:
    return f"List_{table}_{heading.replace(' ', '_')}"


def _lists(book: Workbook, there: Collection[str]) -> None:
    """A name for each column that a drop-down draws on: it follows the table as it grows."""
    from openpyxl.workbook.defined_name import DefinedName

    columns: Iterable[Column | Item] = [
        *(column for schema in TABLES for column in schema.columns),
        *(item for items in ITEMS.values() for item in items),
    ]
    for table, heading in sorted({column.refers_to for column in columns if column.refers_to is not None}):
        if table not in there:
            continue
        name = _list_name(table, heading)
        book.defined_names[name] = DefinedName(name, attr_text=f"{table}[{heading}]")


def _print_set_up(sheet: Worksheet, rows_to_repeat: int | None) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    footer = sheet.oddFooter
    assert footer is not None
    footer.left.text, footer.right.text = "&A", "Page &P of &N"
    if rows_to_repeat is not None:
        sheet.print_title_rows = f"{rows_to_repeat}:{rows_to_repeat}"
