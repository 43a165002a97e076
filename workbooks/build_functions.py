"""Make the files that carry the worksheet functions: `mkip-ict.xlsm`, the example with live formulas beside it, and
`mkip_xl.xlam`, the add-in for desktop Excel. Run it after `build.py`; the same sources give the same bytes.
"""

from __future__ import annotations

import io
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from mkip_xl.excel.desktop.macro_enabled import add_in, macro_enabled, xlwings_version
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.recalc import worked_out
from mkip_xl.intake.building import fonts_in_order
from mkip_xl.workbook.package import Package

HERE = Path(__file__).parent
EXAMPLE, WORKBOOK, ADD_IN = HERE / "mkip-ict.xlsx", HERE / "mkip-ict.xlsm", HERE / "mkip_xl.xlam"

BAND, INK, RULE, HEAD, OUTPUT, CHECK = "0B2A4A", "FFFFFF", "C9CED6", "34506B", "FFFFFF", "EAF4EE"
MONEY, PERCENT, PLAIN = "#,##0.00;(#,##0.00);0.00", "0.0%", "General"
PARTNERS = ("MBC", "SBC", "TWBC")
USERS, DEVICES = "'Basis register'!$H$6:$H$8", "'Basis register'!$H$9:$H$11"
YEARS = tuple(f"{year}/{(year + 1) % 100:02d}" for year in range(2013, 2023))


@dataclass
class Page:
    """The sheet being written, and the row it has come to."""

    sheet: Worksheet
    row: int = 5
    checks: list[str] = field(default_factory=list)

    def section(self, title: str, words: str) -> None:
        """A heading across the page, and what the section shows."""
        self.row += 1
        for column in range(1, 9):
            self.sheet.cell(self.row, column).fill = PatternFill("solid", fgColor=HEAD)
        self.put(1, title, font=Font(name="Arial", size=10, bold=True, color=INK))
        self.row += 1
        self.put(1, words, font=Font(name="Arial", size=9, italic=True, color="5B6770"))
        self.row += 1

    def heads(self, *texts: str) -> None:
        """Headings over columns."""
        for column, text in enumerate(texts, 1):
            where = Alignment(horizontal="left" if column == 1 else "right", wrap_text=True)
            self.put(column, text, font=Font(name="Arial", size=10, bold=True)).alignment = where
        self.row += 1

    def put(self, column: int, value: object, form: str = PLAIN, font: Font | None = None) -> object:
        """One cell of the present row."""
        cell = self.sheet.cell(self.row, column, value)
        cell.font = font or Font(name="Arial", size=10)
        cell.number_format = form
        if column > 1 and font is None:
            cell.border = Border(bottom=Side(style="thin", color=RULE))
            cell.alignment = Alignment(horizontal="right")
        return cell

    def block(self, column: int, rows: int, columns: int, formula: str, form: str = MONEY) -> str:
        """A function that fills a block from the present row on; the block's address."""
        first, last = get_column_letter(column), get_column_letter(column + columns - 1)
        address = f"{first}{self.row}:{last}{self.row + rows - 1}"
        top = self.row
        for down in range(rows):
            self.row = top + down
            for across in range(columns):
                self.put(column + across, None, form)
        self.row = top
        self.sheet[f"{first}{top}"] = ArrayFormula(address, f"={formula}")
        return address

    def check(self, column: int, formula: str) -> None:
        """A native check: TRUE when the figures add."""
        cell = self.put(column, f"={formula}")
        cell.fill = PatternFill("solid", fgColor=CHECK)  # type: ignore[attr-defined]
        self.checks.append(f"{get_column_letter(column)}{self.row}")


def functions_sheet(sheet: Worksheet) -> None:
    """Live formulas on the example's own figures, each beside a check of Excel's own."""
    sheet.sheet_view.showGridLines = False
    for column, width in enumerate((34, 16, 16, 16, 16, 16, 16, 14), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).fill = PatternFill("solid", fgColor=BAND)
    sheet.cell(1, 1, "Functions in cells").font = Font(name="Arial", size=14, bold=True, color=INK)
    sheet.row_dimensions[1].height = 26
    about = (
        "Each figure is worked out by a MKIP_ function from the other sheets; pale green cells are Excel's own checks.",
        "ILLUSTRATIVE FIGURES, not the councils' own: see Read me. Without the add-in the last figures are shown.",
    )
    for row, words in enumerate(about, 2):
        sheet.cell(row, 1, words).font = Font(name="Arial", size=9, italic=True, color="5B6770")
    page = Page(sheet)
    _shares(page)
    _bases(page)
    _savings(page)
    _capital(page)
    _governance(page)
    page.row = 4
    page.put(1, "All checks on this sheet", font=Font(name="Arial", size=10, bold=True))
    page.put(2, "=AND(" + ",".join(page.checks) + ")")
    sheet.freeze_panes = "B5"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.sheet_properties.tabColor = "009E73"


def _shares(page: Page) -> None:
    page.section("Shares of an amount", "Shares add up to the amount, to the penny, whatever the weights.")
    page.heads("", "Amount", *PARTNERS, "", "", "Adds up")
    for name, amount, weights, options in (
        ("Capital fund, Option three, equally", 300000, "{1,1,1}", ""),
        ("£100.00 equally", 100, "{1,1,1}", ""),
        ("The same, odd penny to the last", 100, "{1,1,1}", ',,,"last"'),
        ("Licences by ICT users", 61234.57, f"TRANSPOSE({USERS})", ""),
        ("Repairs by devices, whole pounds", 12345, f"TRANSPOSE({DEVICES})", ",0"),
    ):
        page.put(1, name)
        page.put(2, amount, MONEY)
        made = page.block(3, 1, 3, f"MKIP_SHARES(B{page.row},{weights}{options})")
        page.check(8, f"ROUND(SUM({made})-B{page.row},2)=0")
        page.row += 1


def _bases(page: Page) -> None:
    page.section("Bases", "Users and devices from the basis register, blended 60 : 40; estimates kept within 3 points.")
    page.heads("", "", *PARTNERS, "", "", "Adds up")
    for name, source in (("ICT users", USERS), ("Devices", DEVICES)):
        page.put(1, name)
        for place in range(3):
            page.put(3 + place, f"=INDEX({source},{place + 1})", "#,##0")
        page.row += 1
    users, devices = page.row - 2, page.row - 1
    page.put(1, "Users, whole per cents")
    made = page.block(3, 1, 3, f"MKIP_PERCENTAGES(C{users}:E{users})", "0")
    page.check(8, f"SUM({made})=100")
    page.row += 1
    page.put(1, "Blend, 60% users and 40% devices")
    made = page.block(3, 1, 3, f"MKIP_BLEND(C{users}:E{devices},{{0.6;0.4}})", PERCENT)
    page.check(8, f"ROUND(SUM({made})-1,12)=0")
    page.row += 1
    page.put(1, "Split to use: 40, 28 and 32 estimated")
    made = page.block(3, 1, 3, f"MKIP_TOLERANCE(C{users}:E{users},{{40,28,32}})", "0")
    page.check(8, f"SUM({made})=100")
    page.row += 1


def _savings(page: Page) -> None:
    page.section("Net savings and their division", "Net saving = baseline - proposed - investment met from savings.")
    page.heads("Financial year", "Baseline", "Proposed", "Investment", "Net saving", *PARTNERS)
    first, last = page.row, page.row + len(YEARS) - 1
    for year in YEARS:
        page.put(1, year)
        at = page.row
        page.put(2, f"=SUMIFS(Savings[Baseline],Savings[Financial year],A{at})", MONEY)
        page.put(3, f"=SUMIFS(Savings[Proposed],Savings[Financial year],A{at})", MONEY)
        met = f'Investment[Met from],"Savings",Investment[Financial year],A{at}'
        page.put(4, f"=SUMIFS(Investment[Amount],{met})", MONEY)
        page.row += 1
    page.row = first
    page.block(5, len(YEARS), 1, f"MKIP_NET_SAVINGS(B{first}:B{last},C{first}:C{last},D{first}:D{last})")
    page.block(6, len(YEARS), 3, f"MKIP_SAVINGS_DIVISION(E{first}:E{last},TRANSPOSE({USERS}))")
    page.row = last + 1
    page.put(1, "Ten years", font=Font(name="Arial", size=10, bold=True))
    for column in range(2, 9):
        letter = get_column_letter(column)
        page.put(column, f"=SUM({letter}{first}:{letter}{last})", MONEY)
    total = page.row
    page.row += 1
    page.put(1, "The partners' parts add up to the net saving")
    page.check(2, f"ROUND(SUM(F{total}:H{total})-E{total},2)=0")
    page.row += 1
    page.put(1, "The report's £3,710,000")
    page.check(2, f"ROUND(E{total}-3710000,2)=0")
    page.row += 1
    page.put(1, "In words")
    page.put(2, f"=MKIP_CHECK_TOTAL(E{total},F{total}:H{total})")
    page.row += 1
    page.put(1, "Net present value, Green Book")
    page.put(2, f"=MKIP_NPV(E{first}:E{last})", MONEY)
    page.row += 1
    page.put(1, "At a rate of nothing it is the total")
    page.put(2, f"=MKIP_NPV(E{first}:E{last},0)", MONEY)
    page.check(8, f"ROUND(B{page.row}-E{total},2)=0")
    page.row += 1


def _capital(page: Page) -> None:
    page.section("Capital", "£300,000 repaid from revenue over five years: the years add up to it exactly.")
    page.heads("", "Year 1", "Year 2", "Year 3", "Year 4", "Year 5", "", "Adds up")
    for name, options in (("Provision, straight line", ""), ("Provision, annuity at 3.25%", ",0.0325")):
        page.put(1, name)
        made = page.block(2, 1, 5, f"TRANSPOSE(MKIP_MRP(300000,5{options}))")
        page.check(8, f"ROUND(SUM({made})-300000,2)=0")
        page.row += 1


def _governance(page: Page) -> None:
    page.section("Governance", "The founding decision, and the words an exempt appendix carries.")
    for name, formula in (
        ("£371,000 a year: a key decision?", 'MKIP_KEY_DECISION(371000,"Maidstone",DATE(2012,4,16))'),
        ("Financial year of the meeting", "MKIP_FINANCIAL_YEAR(DATE(2012,4,16))"),
        ("Staff structure is exempt by", 'MKIP_EXEMPTION("1, 2, 3 and 4")'),
    ):
        page.put(1, name)
        cell = page.put(2, f"={formula}")
        cell.alignment = Alignment(horizontal="left")  # type: ignore[attr-defined]
        page.row += 1


def example_with_formulas() -> bytes:
    """The example as .xlsx with the sheet of functions, every formula worked out."""
    book = openpyxl.load_workbook(EXAMPLE)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None:
                    cell.comment.width, cell.comment.height = 300, 90
    functions_sheet(book.create_sheet("Functions", 1))
    held = io.BytesIO()
    book.save(held)
    package = Package.from_bytes(held.getvalue(), EXAMPLE.name)
    settled = {
        "docProps/core.xml": _unstamped(package.read("docProps/core.xml"), Package.open(EXAMPLE)),
        "xl/styles.xml": fonts_in_order(package.read("xl/styles.xml")),
    }
    found = worked_out(package.write(settled), name=EXAMPLE.name)
    if found.findings.errors:
        raise SystemExit("\n".join(str(finding) for finding in found.findings))
    return found.written()


def _unstamped(core: bytes, example: Package) -> bytes:
    """The properties with the example's own date in place of the moment of saving."""
    pattern = rb"(<dcterms:modified[^>]*>)([^<]*)(</dcterms:modified>)"
    kept = re.search(pattern, example.read("docProps/core.xml"))
    assert kept is not None
    return re.sub(pattern, lambda found: found.group(1) + kept.group(2) + found.group(3), core)


def workbook(with_xlwings: str) -> bytes:
    """The example as .xlsm: its tables, the live formulas with their values, and our VBA."""
    return macro_enabled(Package.from_bytes(example_with_formulas(), WORKBOOK.name), CATALOGUE, with_xlwings)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    (folder / WORKBOOK.name).write_bytes(workbook(xlwings_version()))
    (folder / ADD_IN.name).write_bytes(add_in(CATALOGUE, xlwings_version()))
