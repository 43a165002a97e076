"""What stands around the cells of a worksheet: views, filters, rules, headers, links, scenarios."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkip_xl.workbook.formulas.references import column_letters
from mkip_xl.workbook.inspection.cells import address, position
from mkip_xl.workbook.inspection.constants import constants
from mkip_xl.workbook.inspection.grids import SheetGrid, areas
from mkip_xl.workbook.inspection.notes import Notes
from mkip_xl.workbook.inspection.opened import Opened, Relationship, local_name
from mkip_xl.workbook.inspection.seen import Seen
from mkip_xl.workbook.inspection.segments import local, printed

if TYPE_CHECKING:
    from lxml.etree import _Element

_FAR_ROWS, _FAR_COLUMNS = 150, 30
_PATH = re.compile(r"(?i)^(?:file:|[a-z]:[\\/]|\\\\|/(?:home|Users|mnt|srv)/)")
_PRESENCE = {
    "scenarios": ("scenario", "The sheet keeps scenarios (Data > What-If Analysis), with figures that are not shown."),
    "customSheetViews": ("custom-view", "The sheet keeps custom views, which can hold other filters and headers."),
    "dataConsolidate": ("consolidation", "The sheet keeps the sources of a consolidation."),
    "cellWatches": ("cell-watch", "The sheet keeps a list of watched cells."),
    "smartTags": ("smart-tag", "The sheet keeps smart tags behind its cells."),
    "webPublishItems": ("web-publishing", "The sheet keeps settings for publishing it on the web."),
    "customProperties": ("sheet-property", "The sheet carries custom properties, which are not shown."),
    "legacyDrawingHF": ("header-picture", "The sheet has pictures in its headers or footers."),
    "picture": ("background-picture", "The sheet has a picture behind its cells."),
    "oleObjects": ("embedded-object", "The sheet holds an embedded or linked object, which can carry a whole file."),
    "controls": ("control", "The sheet holds form or ActiveX controls, which can carry values and macros."),
}  # fmt: skip


def look_at_furniture(book: Opened, grid: SheetGrid, notes: Notes, seen: Seen, hiding_rules: list[int]) -> None:
    """Note what the XML around the cells of one sheet hides."""
    look = _Furniture(book, grid, notes, seen)
    for element in grid.furniture:
        name = local(element)
        if name in _PRESENCE:
            look.presence(element, name)
    look.views()
    look.filters()
    look.merges()
    look.rules(hiding_rules)
    look.validations()
    look.links()
    look.headers()
    look.formulas()
    look.far_cells()
    look.small_things()


class _Furniture:
    def __init__(self, book: Opened, grid: SheetGrid, notes: Notes, seen: Seen) -> None:
        self.book = book
        self.grid = grid
        self.notes = notes
        self.seen = seen
        self.root = grid.furniture
        self.sheet = grid.sheet.name
        self.open = grid.sheet.state == "visible"

    def presence(self, element: _Element, name: str) -> None:
        """Things whose mere presence is told."""
        if name == "cellWatches" and len(element) == 0:
            return
        code, message = _PRESENCE[name]
        self.notes.note(code, message, self.sheet)

    def views(self) -> None:
        """A frozen pane that leaves rows or columns above it out of reach; a view too small to read."""
        for view in self.root.iterfind("{*}sheetViews/{*}sheetView"):
            pane = view.find("{*}pane")
            first = position(view.get("topLeftCell", "A1")) or (1, 1)
            if pane is not None and pane.get("state", "split").startswith("frozen"):
                over = (1, 1, first[0] - 1, 16384) if pane.get("ySplit") and first[0] > 1 else None
                left = (1, 1, 1_048_576, first[1] - 1) if pane.get("xSplit") and first[1] > 1 else None
                for area in (over, left):
                    held = next(self.grid.holding(area), None) if area else None
                    if held and self.open:
                        message = "The cell lies beyond a frozen pane, where no scrolling reaches. Unfreeze the panes."
                        self.notes.note("out-of-reach", message, self.sheet, address(*held))
            if (view.get("zoomScale") or "100").isdigit() and int(view.get("zoomScale") or 100) < 20:
                self.notes.note("tiny-view", "The sheet is shown so small that it cannot be read.", self.sheet)

    def filters(self) -> None:
        """Filters that are on: they hide rows, and keep the values they were set to."""
        for column in self.root.iterfind("{*}autoFilter/{*}filterColumn"):
            if len(column):
                message = "A filter is on: it hides rows and keeps the values it was set to. Clear the filter."
                area = self.root.find("{*}autoFilter").get("ref", "A1")  # type: ignore[union-attr]
                self.notes.note("filter", message, self.sheet, area.partition(":")[0])
                return

    def merges(self) -> None:
        """Values under a merged cell, which shows only its first."""
        if not self.open:
            return
        for merge in self.root.iterfind("{*}mergeCells/{*}mergeCell"):
            for area in areas(merge.get("ref", "")):
                for row, column in self.grid.holding(area):
                    if (row, column) != area[:2]:
                        message = (
                            f"The cell holds a value under the merged cell {merge.get('ref')}, which does not show it."
                        )
                        self.notes.note("under-merge", message, self.sheet, address(row, column))

    def rules(self, hiding: list[int]) -> None:
        """Conditional formats that can make a cell unreadable, and figures kept in their conditions."""
        for block in self.root.iterfind(".//{*}conditionalFormatting"):
            where = block.get("sqref", "").split()
            cell = where[0].partition(":")[0] if where else None
            for rule in block.iterfind("{*}cfRule"):
                told = rule.get("dxfId") or ""
                bare = any(one.get("showValue") in ("0", "false") for one in rule.iter("{*}dataBar", "{*}iconSet"))
                if bare or (told.isdigit() and int(told) in hiding):
                    area = next(iter(areas(" ".join(where))), None)
                    if area is None or next(self.grid.holding(area), None):
                        self.notes.note(
                            "hiding-rule",
                            "A conditional format can make the content of these cells unreadable.",
                            self.sheet,
                            cell,
                        )
                for formula in rule.iter("{*}formula", "{http://schemas.microsoft.com/office/excel/2006/main}f"):
                    self._constants(formula.text or "", "rule-constant", "A conditional format", cell)
                for value in rule.iter("{*}cfvo"):
                    self._constants(value.get("val") or "", "rule-constant", "A conditional format", cell)
                if rule.get("text"):
                    self._constants(f'"{rule.get("text")}"', "rule-constant", "A conditional format", cell)

    def validations(self) -> None:
        """Words and figures kept in the input rules of cells."""
        for rule in self.root.iterfind(".//{*}dataValidation"):
            cell = (rule.get("sqref") or "A1").split()[0].partition(":")[0]
            said = " ".join(rule.get(key) or "" for key in ("promptTitle", "prompt", "errorTitle", "error"))
            unseen = _telling(self.seen.unseen_marks(said))
            if unseen:
                self.notes.note(
                    "input-message",
                    f"The input message of the cell says what no cell shows ({_some(unseen)}).",
                    self.sheet,
                    cell,
                )
            for formula in rule.iter("{*}formula1", "{*}formula2"):
                text = "".join(map(str, formula.itertext()))
                if rule.get("type") == "list":
                    text = text.replace(",", ", ")  # its items, one by one: 2012/13,2013/14 holds no 13,2013
                if text.startswith('"') or not (rule.get("type") == "date" or re.search(r"[A-Za-z$]", text)):
                    unseen = _telling(self.seen.unseen_marks(text))
                    if unseen:
                        message = f"The input rule of the cell keeps values that no cell shows ({_some(unseen)})."
                        self.notes.note("input-list", message, self.sheet, cell)

    def links(self) -> None:
        """Links to somebody's computer, links without a word to click, and what a link says when pointed at."""
        arrows = {one.id: one for one in self.book.relationships(self.grid.sheet.part)}
        for link in self.root.iterfind("{*}hyperlinks/{*}hyperlink"):
            cell = (link.get("ref") or "A1").partition(":")[0]
            unseen = self.seen.unseen_words(link.get("tooltip") or "")
            if unseen:
                self.notes.note(
                    "link-tip", f"The tip of the link says what no cell shows ({_some(unseen)}).", self.sheet, cell
                )
            unseen = self.seen.unseen_marks(
                f"{link.get('display') or ''} {link.get('location') or ''}".replace("!", " ")
            )
            if [
                one
                for one in unseen
                if position(one) is None and not any(one in sheet.name for sheet in self.book.sheets)
            ]:
                self.notes.note(
                    "link-text", f"The link keeps words that no cell shows ({_some(unseen)}).", self.sheet, cell
                )
            arrow = arrows.get(str(next((value for key, value in link.attrib.items() if local_name(key) == "id"), "")))
            if arrow:
                self._target(arrow, cell)
            at = position(cell)
            if at and self.open and next(self.grid.holding((*at, *at)), None) is None:
                self.notes.note("empty-link", "A link lies on an empty cell, where nobody sees it.", self.sheet, cell)

    def _target(self, arrow: Relationship, cell: str | None) -> None:
        target = arrow.target
        if _PATH.match(target):
            self.notes.mark("path", "The link leads to a file on somebody's computer or network.", self.sheet, cell)
        elif target.lower().startswith("mailto:") and self.seen.unseen_words(
            target[7:].partition("?")[0].partition("@")[0]
        ):
            self.notes.mark(
                "mail-address", "The link holds somebody's mail address, which no cell shows.", self.sheet, cell
            )
        query = re.split(r"[?#]", target, maxsplit=1)[1:]
        unseen = self.seen.unseen_marks(target) + (self.seen.unseen_words(query[0]) if query else [])
        if unseen:
            self.notes.note(
                "link-target", f"The address of the link holds what no cell shows ({_some(unseen)}).", self.sheet, cell
            )

    def headers(self) -> None:
        """Headers and footers that say more than the sheet, or are never printed."""
        found = self.root.find("{*}headerFooter")
        if found is None:
            return
        for element in found:
            name = local(element)
            text = printed(element.text or "")
            if not text.strip():
                continue
            idle = (name.startswith("even") and found.get("differentOddEven") not in ("1", "true")) or (
                name.startswith("first") and found.get("differentFirst") not in ("1", "true")
            )
            unseen = self.seen.unseen_words(text)
            if idle and unseen:
                self.notes.note("header", f"The sheet keeps a {_header(name)} that is never printed.", self.sheet)
            elif unseen:
                message = f"The {_header(name)} says what no cell shows ({_some(unseen)})."
                self.notes.note("header", message, self.sheet)

    def formulas(self) -> None:
        """Texts and figures kept inside formulas and shown by no cell."""
        for cell, formula in self.grid.formulas:
            self._constants(formula, "formula-constant", "The formula", cell)

    def _constants(self, formula: str, code: str, what: str, cell: str | None) -> None:
        told = re.findall(r'"((?:[^"]|"")*)"', formula)
        said = [unseen for text in told for unseen in self.seen.unseen_marks(text)]
        bare = re.sub(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!|\[[^\]]*\]', " ", formula)
        for token in re.findall(r"(?<![A-Za-z$_.:!\d])\d[\d.]*(?![\d:!A-Za-z_(])", bare):
            if len(token.replace(".", "").strip("0")) >= 4:
                said += self.seen.unseen_numbers(token)
        said += [
            unseen
            for how, made in constants(formula)
            if "put together" in how
            for unseen in self.seen.unseen_numbers(made)
        ]
        if said:
            self.notes.note(code, f"{what} keeps a value that no cell shows ({_some(said)}).", self.sheet, cell)

    def far_cells(self) -> None:
        """Cells far away from the rest, and cells beside the area that is printed."""
        if not self.open or not self.grid.filled:
            return
        before = 0
        for row in sorted(self.grid.filled):
            if row - before > _FAR_ROWS:
                message = "The cell stands far below the rest of the sheet, where nobody looks."
                self.notes.note("far-away", message, self.sheet, address(row, self.grid.filled[row][0]))
            before = row
        columns = sorted({column for row in self.grid.filled.values() for column in row})
        before = 0
        for column in columns:
            if column - before > _FAR_COLUMNS:
                row = next(row for row, held in sorted(self.grid.filled.items()) if column in held)
                message = "The cell stands far to the right of the rest of the sheet, where nobody looks."
                self.notes.note("far-away", message, self.sheet, f"{column_letters(column)}{row}")
            before = column

    def small_things(self) -> None:
        """Names that people gave to protected ranges, and the macro name of the sheet."""
        if self.root.find(".//{*}protectedRange") is not None:
            self.notes.mark(
                "protected-range", "The sheet keeps a protected range with a name and a list of users.", self.sheet
            )
        properties = self.root.find("{*}sheetPr")
        code = properties.get("codeName") if properties is not None else None
        if code and self.seen.unseen_numbers(re.sub(r"\d{1,3}$", "", code)) + [
            mark for mark in self.seen.unseen_marks(code) if len(mark) > 8
        ]:
            self.notes.note("code-name", "The macro name of the sheet says what no cell shows.", self.sheet)


def outside_print_area(grid: SheetGrid, printed: str, notes: Notes) -> None:
    """Note the cells of a sheet that lie beside its print area."""
    boxes = areas(printed)
    if not boxes or grid.sheet.state != "visible":
        return
    for row, column in grid.holding((1, 1, 1_048_576, 16384)):
        if not any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in boxes):
            message = "The cell lies outside the area that is printed. Clear it if it is not meant to be sent."
            notes.note("outside-print-area", message, grid.sheet.name, address(row, column))


def _telling(marks: list[str]) -> list[str]:
    """The marks but for round numbers, such as the limits of an input rule."""
    return [mark for mark in marks if not mark.isdigit() or len(mark.strip("0")) > 2]


def _header(name: str) -> str:
    page = "even-page " if name.startswith("even") else "first-page " if name.startswith("first") else ""
    return page + ("header" if name.endswith("Header") else "footer")


def _some(words: list[str]) -> str:
    told = ", ".join(f"“{word[:30]}”" for word in words[:3])
    return told + (" and more" if len(words) > 3 else "")
