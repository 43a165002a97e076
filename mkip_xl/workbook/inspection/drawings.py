"""Drawings on a sheet: objects nobody sees, what they cover, and what they say when pointed at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkip_xl.workbook.inspection.appearance import Appearance
from mkip_xl.workbook.inspection.cells import address
from mkip_xl.workbook.inspection.charts import look_at_chart
from mkip_xl.workbook.inspection.colours import WHITE, alike, art_colour
from mkip_xl.workbook.inspection.grids import SheetGrid
from mkip_xl.workbook.inspection.notes import Notes
from mkip_xl.workbook.inspection.opened import Opened, tree
from mkip_xl.workbook.inspection.seen import Seen
from mkip_xl.workbook.inspection.segments import local

if TYPE_CHECKING:
    from lxml.etree import _Element

_ART = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FAR_ROWS, _FAR_COLUMNS = 300, 60
_SMALL = 20_000  # English Metric Units: about half a millimetre
_GENERATED = re.compile(r"(?i)^(a )?(screenshot|picture|image|close-?up|description automatically generated)")


@dataclass(slots=True)
class _Placed:
    """Where an object lies, from its first cell to the cell behind its last, and what it is."""

    top: int
    left: int
    bottom: int
    right: int
    element: _Element
    covers: bool


def look_at_drawings(
    book: Opened, grid: SheetGrid, grids: dict[str, SheetGrid], notes: Notes, seen: Seen, looks: Appearance
) -> None:
    """Note what the drawings of one sheet hide."""
    for part in book.related(grid.sheet.part, "drawing"):
        _Drawing(book, part, grid, notes, seen, looks).look()
        for chart in (*book.related(part, "chart"), *book.related(part, "chartEx")):
            look_at_chart(book, chart, grid.sheet.name, grids, notes, seen)


class _Drawing:
    def __init__(self, book: Opened, part: str, grid: SheetGrid, notes: Notes, seen: Seen, looks: Appearance) -> None:
        self.book = book
        self.part = part
        self.grid = grid
        self.sheet = grid.sheet.name
        self.notes = notes
        self.seen = seen
        self.looks = looks

    def look(self) -> None:
        placed: list[_Placed] = []
        for anchor in tree(self.book.read(self.part)):
            if not local(anchor).endswith("Anchor"):
                continue
            where = _place(anchor)
            cell = address(where.top + 1, where.left + 1)
            for shape in anchor.iter():
                self._object(shape, anchor, cell)
            self._covering(where, cell)
            for under in placed:
                if (
                    where.covers
                    and where.top <= under.top
                    and where.left <= under.left
                    and where.bottom >= under.bottom
                    and where.right >= under.right
                ):
                    self.notes.note(
                        "covered-object",
                        "An object lies wholly behind another.",
                        self.sheet,
                        address(under.top + 1, under.left + 1),
                    )
            placed.append(where)

    def _object(self, shape: _Element, anchor: _Element, cell: str) -> None:
        name = local(shape)
        note, sheet = self.notes.note, self.sheet
        if name == "cNvPr":
            if shape.get("hidden") in ("1", "true"):
                note("hidden-object", "An object is hidden (see Home > Find & Select > Selection Pane).", sheet, cell)
            said = f"{shape.get('descr') or ''} {shape.get('title') or ''}"
            unseen = self.seen.unseen_marks(said) if _describes(anchor) else self.seen.unseen_words(said)
            if unseen and not _GENERATED.match(said.strip()):
                note("alt-text", "The alternative text of an object says what no cell shows.", sheet, cell)
            if self.seen.unseen_marks(re.sub(r"\s*\d{1,3}$", "", shape.get("name") or "")):
                note("object-name", "The name of an object says what no cell shows.", sheet, cell)
        elif name in ("hlinkClick", "hlinkHover"):
            if self.seen.unseen_words(shape.get("tooltip") or ""):
                note("link-tip", "The tip of an object's link says what no cell shows.", sheet, cell)
            target = next(
                (one.target for one in self.book.relationships(self.part) if one.id in shape.attrib.values()), ""
            )
            if self.seen.unseen_marks(target):
                note("link-target", "The address of an object's link holds what no cell shows.", sheet, cell)
        elif name in ("sp", "cxnSp") and shape.get("macro"):
            note("macros", "An object starts a macro when it is clicked.", sheet, cell)
        elif name == "srcRect" and any(
            int(value) > 0 for value in shape.attrib.values() if re.fullmatch(r"-?\d+", str(value))
        ):
            note(
                "cropped-picture",
                "A picture is cropped: the parts cut off stay in the file. Use Compress Pictures.",
                sheet,
                cell,
            )
        elif (
            name == "alphaModFix"
            and (shape.get("amt") or "100000").rstrip("%").isdigit()
            and int((shape.get("amt") or "100000").rstrip("%")) < 10000
        ):
            note("invisible-object", "A picture is made so transparent that it is not seen.", sheet, cell)
        elif name == "contentPart":
            note("ink", "The sheet holds ink drawn by hand.", sheet, cell)
        elif name == "t" and shape.tag == f"{_ART}t" and (shape.text or "").strip():
            self._text(shape, cell)

    def _text(self, text: _Element, cell: str) -> None:
        """Text in a shape that nobody can read."""
        run = text.getparent()
        shape = next((above for above in text.iterancestors() if local(above) in ("sp", "cxnSp")), None)
        properties = run.find(f"{_ART}rPr") if run is not None else None
        ground = None
        if shape is not None:
            of_shape = next((child for child in shape if local(child) == "spPr"), None)
            ground = art_colour(of_shape.find(f"{_ART}solidFill"), self.looks.palette) if of_shape is not None else None
            if of_shape is not None and of_shape.find(f"{_ART}solidFill") is None:
                styled = any(local(child) == "style" for child in shape)
                ground = None if styled and of_shape.find(f"{_ART}noFill") is None else WHITE
        colour = art_colour(properties.find(f"{_ART}solidFill"), self.looks.palette) if properties is not None else None
        if colour is not None and ground is not None and alike(colour, ground):
            self.notes.note("same-colour", "The text of a shape has the colour of its background.", self.sheet, cell)
        if properties is not None:
            size = properties.get("sz") or "1000"
            if size.isdigit() and int(size) <= 300:
                self.notes.note("tiny-text", "The text of a shape is too small to see.", self.sheet, cell)
            if properties.find(f"{_ART}noFill") is not None or any(
                child.get("val") in ("0", "0%") for child in properties.iter(f"{_ART}alpha")
            ):  # fmt: skip
                self.notes.note("same-colour", "The text of a shape is transparent.", self.sheet, cell)

    def _covering(self, where: _Placed, cell: str) -> None:
        """Cells that an object covers, objects too small to see, and objects far away."""
        if self.grid.sheet.state != "visible":
            return
        extent = where.element.find("{*}ext")
        flat = (
            where.bottom <= where.top
            and where.right <= where.left
            and where.element.find("{*}to") is not None
            and _offsets_small(where.element)
        ) or (extent is not None and (int(extent.get("cx", "1")) < _SMALL or int(extent.get("cy", "1")) < _SMALL))
        if flat:
            self.notes.note("invisible-object", "An object is too small to be seen.", self.sheet, cell)
        last_row = max(self.grid.filled, default=0)
        last_column = max((max(held) for held in self.grid.filled.values() if held), default=0)
        if where.top > last_row + _FAR_ROWS or where.left > last_column + _FAR_COLUMNS:
            self.notes.note(
                "far-away", "An object lies far away from the rest of the sheet, where nobody looks.", self.sheet, cell
            )
        if where.covers and where.bottom > where.top and where.right > where.left:
            for row, column in self.grid.holding((where.top + 1, where.left + 1, where.bottom, where.right)):
                self.notes.note(
                    "covered-cell",
                    "The cell is covered by an object and cannot be seen.",
                    self.sheet,
                    address(row, column),
                )


def _place(anchor: _Element) -> _Placed:
    def corner(name: str) -> tuple[int, int] | None:
        found = anchor.find(f"{{*}}{name}")
        if found is None:
            return None
        told = {local(child): int(child.text or 0) for child in found if re.fullmatch(r"\s*-?\d+\s*", child.text or "")}
        return told.get("row", 0), told.get("col", 0)

    start = corner("from") or (0, 0)
    end = corner("to")
    if end is None:
        extent = anchor.find("{*}ext")
        wide, high = (int(extent.get("cx", "0")), int(extent.get("cy", "0"))) if extent is not None else (0, 0)
        end = start[0] + high // 190_500, start[1] + wide // 609_600
    covers = any(
        local(child) in ("pic", "graphicFrame") or (local(child) == "sp" and _is_filled(child)) for child in anchor
    )
    return _Placed(start[0], start[1], end[0], end[1], anchor, covers)


def _is_filled(shape: _Element) -> bool:
    properties = next((child for child in shape if local(child) == "spPr"), None)
    if properties is None or properties.find(f"{_ART}noFill") is not None:
        return False
    return any(local(child).endswith("Fill") for child in properties) or any(local(child) == "style" for child in shape)


def _offsets_small(anchor: _Element) -> bool:
    told: list[dict[str, int]] = []
    for name in ("from", "to"):
        corner = anchor.find(f"{{*}}{name}")
        told.append({} if corner is None else {local(child): int(child.text or 0) for child in corner})
    return all(told[1].get(key, 0) - told[0].get(key, 0) < _SMALL for key in ("colOff", "rowOff"))


def _describes(anchor: _Element) -> bool:
    """Whether the alternative text belongs to a chart, where describing it is asked for."""
    return any(local(child) == "graphicFrame" for child in anchor)
