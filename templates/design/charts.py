"""Charts in the house style: titles, units, a legend, words for those who do not see them, Okabe and Ito's colours.

Columns carry no colour of their own: the theme gives every series the next colour, however many partners there are.
"""

from __future__ import annotations

import math
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from design import style
from design.paper import BANNER, Paper

WIDTH = 985
ROW = 18  # pixels


def chart_sheet(paper: Paper, name: str, title: str) -> tuple[Worksheet, int]:
    """A sheet for charts, with the band and the banner, and the row where the first chart can stand."""
    sheet = paper.sheet(name)
    sheet.set_column(0, 9, 13.4)
    for row, (look, text, height) in enumerate(
        (("band", paper.wording.prefix + title, 26), ("subband", paper.wording.subband, 16), (None, "", 6),
         ("banner" if paper.exempt else None, BANNER, 34 if paper.exempt else 6))
    ):  # fmt: skip
        sheet.set_row(row, height)
        if look:
            sheet.merge_range(row, 0, row, 9, text, paper.look(look))
    sheet.fit_to_pages(1, 1)
    return sheet, 5


def stacked(paper: Paper, title: str, units: str) -> Chart:
    """A stacked column chart by financial year."""
    chart = paper.book.add_chart({"type": "column", "subtype": "stacked"})
    _dress(chart, title, units)
    return chart


def line(paper: Paper, title: str, units: str, *, legend: bool = True) -> Chart:
    """A line chart by financial year; one of a single line needs no legend, for its title says what it is."""
    chart = paper.book.add_chart({"type": "line"})
    _dress(chart, title, units)
    if not legend:
        chart.set_legend({"none": True})
    return chart


def _dress(chart: Chart, title: str, units: str) -> None:
    """Give a chart its title, axes and legend."""
    font = {"name": style.FONT, "size": 9, "color": style.INK}
    chart.set_title({"name": title, "name_font": {**font, "size": 12, "bold": True}, "overlay": False})
    chart.set_x_axis(
        {
            "name": "Financial year", "name_font": {**font, "bold": False}, "num_font": font, "label_position": "low",
            "line": {"color": style.RULE}, "major_tick_mark": "outside",
        }
    )  # fmt: skip
    chart.set_y_axis(
        {
            "name": units, "name_font": {**font, "bold": False}, "num_font": font, "num_format": "#,##0;(#,##0);0",
            "major_gridlines": {"visible": True, "line": {"color": style.HAIR, "width": 0.5}},
            "line": {"none": True},
        }
    )  # fmt: skip
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_chartarea({"border": {"color": style.HAIR}, "fill": {"color": style.WHITE}})
    chart.set_plotarea({"fill": {"none": True}})


BLACK_LINE: dict[str, Any] = {
    "line": {"color": style.INK, "width": 2},
    "marker": {"type": "circle", "size": 6, "fill": {"color": style.WHITE}, "border": {"color": style.INK}},
}


def place(sheet: Worksheet, row: int, chart: Chart, description: str, height: int) -> int:
    """Put a chart on its sheet, with words for those who do not see it, and return the row below it.

    It neither moves nor stretches with cells.
    """
    chart.set_size({"width": WIDTH, "height": height})
    sheet.insert_chart(row, 0, chart, {"x_offset": 2, "y_offset": 4, "object_position": 2, "description": description})
    return row + math.ceil((height + 10) / ROW)


def notes(paper: Paper, sheet: Worksheet, row: int, *texts: str) -> None:
    """The notes below a sheet's charts; the print area ends here."""
    for number, text in enumerate((*texts, "Status: {{ partnership.statement }}"), 1):
        sheet.set_row(row, 26 if "{{" in text else 14)
        sheet.merge_range(row, 0, row, 9, f"{number}.  {text}", paper.look("note"))
        row += 1
    sheet.print_area(0, 0, row - 1, 9)
