"""What public bodies must meet: every shipped template, and what is filled from it, can be read by everyone."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").glob("*.xlsx"))
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

OKABE_ITO = {"E69F00", "56B4E9", "009E73", "F0E442", "0072B2", "D55E00", "CC79A7", "000000", "1A1A1A"}
"""Colours that the colour-blind tell apart (Okabe and Ito, 2008), and the ink of the page."""

every_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)


def roots(path: Path, folder: str) -> Iterator[tuple[str, Any]]:
    """The XML parts of a workbook under a folder."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith(folder) and name.endswith(".xml"):
                yield name, etree.fromstring(package.read(name))


@every_template
def test_every_chart_and_picture_has_words(path: Path) -> None:
    silent = [
        (name, shape.get("name"))
        for name, root in roots(path, "xl/drawings/")
        for shape in root.iter(f"{DRAWING}cNvPr")
        if len((shape.get("descr") or "").strip()) < 20 and shape.getparent().tag != f"{DRAWING}nvGrpSpPr"
    ]

    assert silent == []


@every_template
def test_every_chart_has_a_title_titled_axes_and_a_legend_or_one_series(path: Path) -> None:
    for name, root in roots(path, "xl/charts/chart"):
        chart = root.find(f"{CHART}chart")
        assert chart is not None and chart.find(f"{CHART}title") is not None, name
        for axis in [*root.iter(f"{CHART}catAx"), *root.iter(f"{CHART}valAx")]:
            hidden = axis.find(f"{CHART}delete")
            if hidden is None or hidden.get("val") != "1":
                assert axis.find(f"{CHART}title") is not None, name
        assert chart.find(f"{CHART}legend") is not None or len(list(root.iter(f"{CHART}ser"))) == 1, name


@every_template
def test_the_colours_of_charts_are_told_apart_by_the_colour_blind(path: Path) -> None:
    used = {
        colour.get("val")
        for _, root in roots(path, "xl/charts/chart")
        for series in root.iter(f"{CHART}ser")
        for colour in series.iter(f"{MAIN}srgbClr")
    }

    assert used <= OKABE_ITO | {"FFFFFF"}


@every_template
def test_the_header_row_is_marked_and_repeats_on_every_page(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    bare = []
    for sheet in book.worksheets:
        figures = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        has_loop = any("{%tr" in str(cell.value) for row in sheet.iter_rows() for cell in row)
        if figures and has_loop and not sheet.print_title_rows and not sheet.tables:
            bare.append(sheet.title)

    assert bare == []


@every_template
def test_what_is_exempt_says_so_in_words_on_every_page_and_sheet(path: Path) -> None:
    if path.stem in ("checks-open", "methodology", "public"):
        return
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        words = " ".join(
            str(part.text)
            for header in (sheet.oddHeader, sheet.oddFooter)
            for part in (header.left, header.center, header.right)
            if part.text
        ).lower()
        assert "publication" in words or "{{" in words, sheet.title
        texts = " ".join(str(cell.value) for row in sheet.iter_rows(max_row=12) for cell in row if cell.value)
        assert "publication" in texts.lower() or "banner" in texts or "exempt" in texts.lower(), sheet.title


def brackets_negatives(code: str) -> bool:
    """A number format whose negatives are told by more than colour."""
    parts = re.sub(r'"[^"]*"|\\.', "", code).split(";")
    if len(parts) < 2:
        return "[Red]" not in code
    return "(" in code.split(";")[1] or "-" in code.split(";")[1]


@every_template
def test_colour_is_never_the_only_sign_of_a_negative(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    bare = {
        cell.number_format
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if "#,##0" in cell.number_format and not brackets_negatives(cell.number_format)
    }

    assert bare == set()


@every_template
def test_a_figure_too_long_for_its_column_is_made_smaller_and_never_hidden(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    hidden = [
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value).startswith(("=", "{{")) and "#,##0" in cell.number_format
        if not (cell.alignment.shrink_to_fit or sheet.title == "Cover")
    ]

    assert hidden == []


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def plain(colour: Any, default: str) -> str:
    """Six digits of a colour, where the workbook states them."""
    return colour.rgb[-6:] if colour is not None and colour.type == "rgb" and isinstance(colour.rgb, str) else default


@every_template
def test_text_stands_out_by_seven_to_one_in_the_workbook_itself(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    faint = set()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None:
                    continue
                ground = plain(cell.fill.fgColor, "FFFFFF") if cell.fill.patternType == "solid" else "FFFFFF"
                ink = plain(cell.font.color, "000000")
                if contrast(ink, ground) < 7:
                    faint.add((sheet.title, cell.coordinate, ink, ground))

    assert faint == set()


@every_template
def test_every_sheet_says_what_it_is_and_prints_on_a4(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        assert not re.fullmatch(r"Sheet\d*", sheet.title)
        assert any(cell.value is not None for row in sheet.iter_rows(max_row=3) for cell in row), sheet.title
        assert sheet.page_setup.paperSize in ("9", 9), sheet.title
    assert book.properties.title


def test_the_ways_of_seeing_what_is_wrong_see_it(tmp_path: Path) -> None:
    assert contrast("777777", "FFFFFF") < 7 < contrast("333333", "FFFFFF")
    assert not brackets_negatives("#,##0;[Red]#,##0")
    assert brackets_negatives("#,##0;(#,##0)")
