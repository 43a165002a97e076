"""The small template the manual teaches with: `python -m manual.example_template`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

TARGET = Path(__file__).resolve().parents[1] / "docs" / "examples" / "contributions-template.xlsx"

ROWS: tuple[tuple[str | None, ...], ...] = (
    ("Contributions to {{ service }}, £",),
    (),
    ("Year", "{%tc for p in partners %}", "{{ p.name }}", "{%tc endfor %}", "All"),
    ("{%tr for y in years %}",),
    ("{{ y.year }}", None, "{{ y.paid[p.code] }}", None, "=SUM(C5:C5)"),
    ("{%tr endfor %}",),
    ("Total", None, "=SUM(C5:C5)", None, "=SUM(E5:E5)"),
)
"""What is typed into the cells: loops across and down stand in columns and rows of their own."""


def build(target: Path = TARGET) -> None:
    """Write the template as a person would make it in Excel."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Contributions"
    for number, row in enumerate(ROWS, 1):
        for column, text in enumerate(row, 1):
            sheet.cell(number, column, text)
    book.properties.created = book.properties.modified = datetime(2026, 1, 1)
    dress(sheet)
    book.save(target)


def dress(sheet) -> None:  # type: ignore[no-untyped-def]
    """Column widths, a header row, brackets for negatives, a total row."""
    sheet["A1"].font = Font(name="Arial", size=13, bold=True)
    thin, double = Side(style="thin"), Side(style="double")
    for cell in sheet[3]:
        cell.font = Font(name="Arial", size=10, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F2A44")
        cell.alignment = Alignment(horizontal="left" if cell.column == 1 else "right")
    for row in (4, 5, 6, 7):
        for cell in sheet[row]:
            cell.font = Font(name="Arial", size=10, bold=row == 7)
            cell.number_format = "#,##0.00;(#,##0.00)"
    for cell in sheet[7]:
        cell.border = Border(top=thin, bottom=double)
    for letter, width in (("A", 21), ("B", 25), ("C", 20), ("D", 15), ("E", 14)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.print_options.gridLines = sheet.print_options.headings = True


if __name__ == "__main__":
    build()
