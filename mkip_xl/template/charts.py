"""Charts: ranges and kept values follow the loops; a series of one copy gets a twin for each, in its own colour."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from itertools import count

from lxml import etree

from mkip_xl.template.series import Cells, RangeMover, Turn, range_references, whole_lines

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAW = "http://schemas.openxmlformats.org/drawingml/2006/main"
C15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
C16 = "http://schemas.microsoft.com/office/drawing/2014/chart"
NEW_CHART = "http://schemas.microsoft.com/office/drawing/2014/chartex"
PALETTE = ("0072B2", "E69F00", "009E73", "CC79A7", "56B4E9", "D55E00", "F0E442", "000000")
"""Okabe and Ito's colours, told apart by colour-blind readers too; the order keeps neighbours apart."""

CacheMark = Callable[[Cells, str, bool], str | None]
"""Gives the mark that stands for the kept values of some cells: as numbers, texts, or one level of texts.

None when the cells stayed where they were (the third argument) and never change: what is kept is right.
"""

_KEPT = {"numRef": "numCache", "strRef": "strCache", "multiLvlStrRef": "multiLvlStrCache"}


def _c(name: str) -> str:
    return f"{{{CHART}}}{name}"


class ChartMover:
    """Carries one chart's part to its new place."""

    def __init__(self, ranges: RangeMover, cache: CacheMark) -> None:
        self.ranges, self.cache = ranges, cache

    def move(self, root: etree._Element) -> None:
        """Carry over every range under `root`, twin the series that stand for one copy, and renumber."""
        twinned = False
        for series in list(root.iter(_c("ser"))):
            twinned = self._series(series) or twinned
        if twinned:
            _renumber(root)
        for reference in list(_references(root)):
            if next(reference.iterancestors(_c("ser")), None) is None:
                self._reference(reference, None)

    def _series(self, series: etree._Element) -> bool:
        """Carry one series over; say whether it got twins or went."""
        values = _formula(series, "val") or _formula(series, "yVal")
        categories = _formula(series, "cat") or _formula(series, "xVal")
        turns = self.ranges.turns(values, _formula(series, "tx"), categories) if values else None
        parent = series.getparent()
        assert parent is not None
        at = parent.index(series)
        made: list[etree._Element] = []
        wanted: list[Turn | None] = [None] if turns is None else list(turns)
        for number, turn in enumerate(wanted):
            twin = copy.deepcopy(series)
            if number:
                _recolour(twin, number)
                _new_identity(twin, number)
            for reference in list(_references(twin)):
                self._reference(reference, turn)
            self._extensions(twin, turn)
            if _has_values(twin) or not _has_values(series):
                made.append(twin)
        parent[at : at + 1] = made
        return len(made) != 1

    def _reference(self, reference: etree._Element, turn: Turn | None) -> None:
        """Carry one reference over with its kept values; one whose cells are gone is taken out."""
        formula = reference.find(_c("f"))
        if formula is None or not formula.text:
            return
        cells = self.ranges.moved(formula.text, turn)
        if cells is None:
            holder = reference.getparent()
            grand = holder.getparent() if holder is not None else None
            if range_references(formula.text) and holder is not None and grand is not None:
                grand.remove(holder)
            return
        unmoved = formula.text == cells.formula
        formula.text = cells.formula
        self._keep(reference, cells, unmoved)

    def _extensions(self, series: etree._Element, turn: Turn | None) -> None:
        """Carry over what later Excels add to a series: labels taken from cells, and ranges before a filter."""
        for formula in series.iter(f"{{{C15}}}f", f"{{{C15}}}sqref"):
            cells = self.ranges.moved(formula.text or "", turn)
            if cells is None:
                continue
            unmoved, formula.text = formula.text == cells.formula, cells.formula
            kept = formula.getnext()
            if kept is not None and kept.tag == f"{{{C15}}}dlblRangeCache":
                mark = self.cache(cells, "texts", unmoved)
                if mark is not None:
                    _empty(kept)
                    kept.text = mark

    def _keep(self, reference: etree._Element, cells: Cells, unmoved: bool) -> None:
        kind = etree.QName(reference).localname
        if kind not in _KEPT or any(whole_lines(area) for area in cells.areas):
            return
        kept = reference.find(_c(_KEPT[kind]))
        if kind == "multiLvlStrRef":
            self._levels(reference, kept, cells, unmoved)
            return
        mark = self.cache(cells, "numbers" if kind == "numRef" else "texts", unmoved and kept is not None)
        if mark is None:
            return
        code = kept.find(_c("formatCode")) if kept is not None else None
        kept = _emptied(reference, kept, _KEPT[kind])
        if kind == "numRef":
            if code is None:
                code = etree.Element(_c("formatCode"))
                code.text = "General"
            kept.append(code)
            code.tail = mark
        else:
            kept.text = mark

    def _levels(self, reference: etree._Element, kept: etree._Element | None, cells: Cells, unmoved: bool) -> None:
        """Categories on several levels: the innermost first, as Excel keeps them."""
        area = cells.areas[0]
        down = area.bottom - area.top >= area.right - area.left
        count = area.bottom - area.top + 1 if down else area.right - area.left + 1
        lines = range(area.right, area.left - 1, -1) if down else range(area.bottom, area.top - 1, -1)
        levels = [
            area._replace(left=line, right=line) if down else area._replace(top=line, bottom=line) for line in lines
        ]
        marks = [self.cache(Cells(cells.formula, cells.sheet, (one,)), "level", False) for one in levels]
        if unmoved and kept is not None and self.cache(cells, "level", True) is None:
            return
        kept = _emptied(reference, kept, "multiLvlStrCache")
        etree.SubElement(kept, _c("ptCount")).set("val", str(count))
        for mark in marks:
            etree.SubElement(kept, _c("lvl")).text = mark


def move_new_chart(root: etree._Element, ranges: RangeMover) -> None:
    """Carry over a chart of the newer kinds (waterfall, treemap, funnel …); Excel reads its values from the cells."""
    for formula in root.iter(f"{{{NEW_CHART}}}f"):
        cells, holder = ranges.moved(formula.text or ""), formula.getparent()
        if cells is None or holder is None:
            continue
        formula.text = cells.formula
        for kept in list(holder.iterchildren(f"{{{NEW_CHART}}}lvl", f"{{{NEW_CHART}}}v")):
            holder.remove(kept)


def _emptied(reference: etree._Element, kept: etree._Element | None, name: str) -> etree._Element:
    if kept is None:
        kept = etree.Element(_c(name))
        formula = reference.find(_c("f"))
        assert formula is not None
        formula.addnext(kept)
    _empty(kept)
    return kept


def _empty(kept: etree._Element) -> None:
    for child in list(kept):
        kept.remove(child)
    kept.text = None


def _references(holder: etree._Element) -> Iterator[etree._Element]:
    return holder.iter(_c("numRef"), _c("strRef"), _c("multiLvlStrRef"))


def _formula(series: etree._Element, part: str) -> str | None:
    for reference in series.iterfind(_c(part)):
        for found in _references(reference):
            return found.findtext(_c("f"))
    return None


def _has_values(series: etree._Element) -> bool:
    return series.find(_c("val")) is not None or series.find(_c("yVal")) is not None


def _recolour(twin: etree._Element, number: int) -> None:
    """Give the colours a series was drawn with to its twin as others of the palette, each replaced alike."""
    for shape in twin.iter(_c("spPr")):
        if shape.getparent() is not twin and etree.QName(shape.getparent()).localname != "marker":
            continue
        for fill in shape.iter(f"{{{DRAW}}}solidFill"):
            colour = fill[0] if len(fill) else None
            if colour is None:
                continue
            value = str(colour.get("val", "")).upper()
            if value in ("FFFFFF", "BG1", "LT1") or colour.tag == f"{{{DRAW}}}sysClr":
                continue
            first = PALETTE.index(value) if value in PALETTE else -1
            for child in list(fill):
                fill.remove(child)
            etree.SubElement(fill, f"{{{DRAW}}}srgbClr").set("val", _colour(first, value, number))


def _colour(first: int, value: str, number: int) -> str:
    if first >= 0:
        return PALETTE[(first + number) % len(PALETTE)]
    others = [colour for colour in PALETTE if colour != value]
    return others[(number - 1) % len(others)]


def _new_identity(twin: etree._Element, number: int) -> None:
    for identity in twin.iter(f"{{{C16}}}uniqueId"):
        value = identity.get("val", "")
        match = re.fullmatch(r"\{([0-9A-Fa-f]{8})(-.+)\}", value)
        if match:
            identity.set("val", f"{{{(int(match[1], 16) + number * 0x1000) & 0xFFFFFFFF:08X}{match[2]}}}")


def _renumber(root: etree._Element) -> None:
    """Series are told apart by index and drawn by order; twins get indexes of their own."""
    every = list(root.iter(_c("ser")))
    indexes = [index for series in every if (index := series.find(_c("idx"))) is not None]
    kept = {int(index.get("val", "0")) for index in indexes}
    met: set[int] = set()
    free = (number for number in count() if number not in kept)
    for index in indexes:
        number = int(index.get("val", "0"))
        if number in met:
            index.set("val", str(next(free)))
        met.add(number)

    def place(series: etree._Element) -> int:
        order = series.find(_c("order"))
        return int(order.get("val", "0")) if order is not None else 0

    for number, series in enumerate(sorted(every, key=place)):
        order = series.find(_c("order"))
        if order is not None:
            order.set("val", str(number))
