"""Charts: the values kept inside a chart that its cells do not show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkip_xl.workbook.inspection.cells import box
from mkip_xl.workbook.inspection.grids import SheetGrid
from mkip_xl.workbook.inspection.notes import Notes
from mkip_xl.workbook.inspection.opened import Opened, tree
from mkip_xl.workbook.inspection.seen import Seen
from mkip_xl.workbook.inspection.segments import local

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_SOURCES = frozenset({"numRef", "strRef", "multiLvlStrRef", "numDim", "strDim"})
_FILTERED = frozenset({
    "filteredLineSeries", "filteredBarSeries", "filteredPieSeries", "filteredAreaSeries", "filteredScatterSeries",
    "filteredSeriesTitle", "filteredCategoryTitle",
})  # fmt: skip
_AREA = re.compile(r"^(?:'((?:[^']|'')+)'|([\w.]+))!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)$")


def look_at_chart(book: Opened, part: str, sheet: str, grids: dict[str, SheetGrid], notes: Notes, seen: Seen) -> None:
    """Note what one chart keeps besides what it draws from visible cells."""
    root = tree(book.read(part))
    for source in root.iter():
        name = local(source)
        if name in _SOURCES:
            _cache(source, sheet, grids, notes, seen)
        elif name in ("numLit", "strLit") and any(local(child) == "pt" for child in source):
            notes.note("chart-values", "A chart keeps values of its own that stand in no cell.", sheet)
        elif name == "externalData":
            notes.note("embedded-object", "A chart draws on another file, kept inside it or linked.", sheet)
        elif name in _FILTERED:
            notes.note("chart-values", "A chart keeps series that are filtered out of the drawing.", sheet)
        elif name == "datalabelsRange":
            _labels(source, sheet, notes, seen)
        elif name == "userShapes":
            for shape in book.related(part, "chartUserShapes"):
                said = " ".join(found.text or "" for found in tree(book.read(shape)).iter("{*}t"))
                if seen.unseen_marks(said):
                    notes.note("chart-text", "A text drawn into a chart says what no cell shows.", sheet)
        elif name == "t" and source.tag != f"{_CHART}t" and seen.unseen_numbers(source.text or ""):
            notes.note("chart-text", "A text in a chart holds a number that no cell shows.", sheet)
        elif name in ("descr", "title") and source.text and seen.unseen_marks(source.text):
            notes.note("alt-text", "The alternative text of a chart says what no cell shows.", sheet)
    if (
        root.find(f".//{_CHART}chart/{_CHART}title") is not None
        and root.find(f".//{_CHART}autoTitleDeleted[@val='1']") is not None
    ):
        said = " ".join(found.text or "" for found in root.iterfind(f"{_CHART}chart/{_CHART}title//{{*}}t"))
        if seen.unseen_words(said):
            notes.note("chart-text", "A chart keeps a title that is not shown.", sheet)


def _cache(source: _Element, sheet: str, grids: dict[str, SheetGrid], notes: Notes, seen: Seen) -> None:
    """The values a chart keeps of the cells it draws: told when those cells do not show them."""
    formula = (source.findtext("{*}f") or "").strip()
    kept = [text for found in source.iter("{*}v", "{*}pt") if (text := (found.text or "").strip())]
    if not kept:
        return
    found = _AREA.match(formula)
    grid = grids.get((found[1] or "").replace("''", "'") or found[2]) if found else None
    if found is None or grid is None:
        if any(_unknown(text, seen) for text in kept) or "[" in formula:
            notes.note("chart-values", "A chart keeps values of cells that are not in the workbook.", sheet)
        return
    area = box(found[3])
    values = {
        round(grid.numbers[cell], 6)
        for cell in grid.numbers
        if area and area[0] <= cell[0] <= area[2] and area[1] <= cell[1] <= area[3]
    }
    for text in kept:
        try:
            wrong = (
                values
                and not any(abs(float(text) - value) <= 1e-6 * max(1.0, abs(value)) for value in values)
                and float(text) != 0
            )
        except ValueError:
            wrong = bool(seen.unseen_words(text))
        else:
            wrong = wrong or (not values and _unknown(text, seen))
        if wrong:
            notes.note("chart-values", f"A chart keeps values that its cells ({formula}) do not show.", sheet)
            return


def _unknown(text: str, seen: Seen) -> bool:
    try:
        return float(text) != 0 and round(abs(float(text)), 4) not in seen.numbers
    except ValueError:
        return bool(seen.unseen_words(text))


def _labels(source: _Element, sheet: str, notes: Notes, seen: Seen) -> None:
    if any(_unknown(found.text or "", seen) for found in source.iter() if local(found) == "v"):
        notes.note("chart-values", "A chart keeps labels that no cell shows.", sheet)
