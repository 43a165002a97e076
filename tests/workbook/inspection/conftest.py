"""The carriers as arguments of tests, and workbooks of other programs that hide nothing."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import pytest


def _carriers() -> ModuleType:
    """The carriers as a package of its own."""
    name = "inspection_carriers"
    if name not in sys.modules:
        folder = Path(__file__).parent / "carriers"
        spec = importlib.util.spec_from_file_location(
            name, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `carrier`, or for a way to write a number or a text, once for each."""
    module = _carriers()
    shapes = module.in_sight
    lists = {
        "carrier": module.CARRIERS, "form": shapes.FORMS, "other_number": shapes.NOT_FORMS,
        "text_form": shapes.TEXT_FORMS, "other_text": shapes.NOT_TEXT_FORMS,
    }  # fmt: skip
    for name in lists.keys() & set(metafunc.fixturenames):
        metafunc.parametrize(name, lists[name], ids=lambda one: getattr(one, "name", None))


@pytest.fixture(scope="session")
def carriers() -> ModuleType:
    """The tables of carriers."""
    return _carriers()


@pytest.fixture(scope="session")
def making() -> ModuleType:
    """The plain workbook of the carriers, and the ways to change it."""
    return _carriers().making


@pytest.fixture(scope="session")
def clean_files(
    tmp_path_factory: pytest.TempPathFactory, convert: Callable[[Iterable[Path], str, Path], list[Path]]
) -> dict[str, bytes]:
    """Workbooks with much on them and nothing hidden: by two libraries, and saved again by LibreOffice."""
    folder = tmp_path_factory.mktemp("clean")
    made = [folder / "openpyxl.xlsx", folder / "xlsxwriter.xlsx", folder / "empty.xlsx"]
    _by_openpyxl(made[0])
    _by_xlsxwriter(made[1])
    from openpyxl import Workbook

    Workbook().save(made[2])
    saved = convert(made, "xlsx", folder / "saved")
    again = {f"LibreOffice {path.stem}": path.read_bytes() for path in saved}
    return {path.stem: path.read_bytes() for path in made} | again


FIGURES = (("Maidstone", 100000, 5000.5), ("Swale", 120000, 4000), ("Wells", 99000, 300))


def _by_openpyxl(path: Path) -> None:
    import datetime

    from openpyxl import Workbook
    from openpyxl.chart import BarChart, Reference
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.table import Table, TableStyleInfo

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Budget"
    sheet["A1"] = "Net savings"
    sheet["A1"].font = Font(bold=True, color="FFFFFF")
    sheet["A1"].fill = PatternFill("solid", fgColor="1F3864")
    for row in (("Partner", "Cost", "Saving"), *FIGURES):
        sheet.append(row)
    sheet["A6"], sheet["B6"], sheet["C6"] = "Total", "=SUM(B3:B5)", "=SUM(C3:C5)*1.2"
    sheet["D3"] = datetime.date(2012, 4, 16)
    sheet.merge_cells("A1:C1")
    sheet.freeze_panes = "B3"
    for column in "BC":
        for number in range(3, 7):
            sheet[f"{column}{number}"].number_format = '#,##0.00;[Red](#,##0.00);"-"'
    style = TableStyleInfo(name="TableStyleMedium9", showRowStripes=True)
    sheet.add_table(Table(displayName="Costs", ref="A2:C5", tableStyleInfo=style))
    rule = CellIsRule(operator="lessThan", formula=["0"], font=Font(color="FF0000"))
    sheet.conditional_formatting.add("C3:C5", rule)
    choice = DataValidation(type="list", formula1='"yes,no"', prompt="Choose yes or no")
    choice.add("E3")
    sheet.add_data_validation(choice)
    chart = BarChart()
    chart.title = "Net savings"
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=5), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=3, max_row=5))
    sheet.add_chart(chart, "G2")
    sheet.oddFooter.center.text = "Page &P of &N"
    sheet.print_area = "A1:F20"
    sheet["A8"] = "See the website"
    sheet["A8"].hyperlink = "https://www.example.gov.uk/savings"
    book.create_sheet("Notes")["A1"] = "All figures in £"
    book.defined_names["TotalCost"] = DefinedName("TotalCost", attr_text="Budget!$B$6")
    book.save(path)


def _by_xlsxwriter(path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Budget")
    head = book.add_format({"bold": 1, "bg_color": "#1F3864", "font_color": "white"})
    money, bold = book.add_format({"num_format": "#,##0.00"}), book.add_format({"bold": 1})
    sheet.write_row("A1", ["Partner", "Cost", "Saving"], head)
    for number, row in enumerate(FIGURES, 1):
        sheet.write_row(number, 0, row, money)
    sheet.write_formula("B5", "=SUM(B2:B4)", money, 319000)
    sheet.write_rich_string("A8", "This is ", bold, "bold", " text")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": "=Budget!$B$1", "categories": "=Budget!$A$2:$A$4", "values": "=Budget!$B$2:$B$4"})
    chart.set_title({"name": "Cost by partner"})
    sheet.insert_chart("F2", chart)
    sheet.freeze_panes(1, 0)
    sheet.autofilter("A1:C4")
    sheet.set_header("&CBudget")
    sheet.set_column("A:A", 20)
    sheet.conditional_format("B2:B4", {"type": "data_bar"})
    sheet.conditional_format("C2:C4", {"type": "3_color_scale"})
    sheet.add_sparkline("D2", {"range": "Budget!B2:C2"})
    sheet.data_validation("E2", {"validate": "list", "source": ["yes", "no"]})
    sheet.write_url("A10", "https://example.com", string="link")
    sheet.print_area("A1:E12")
    sheet.repeat_rows(0)
    book.define_name("Costs", "=Budget!$B$2:$B$4")
    book.close()
