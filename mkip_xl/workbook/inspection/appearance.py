"""How cells look: for each cell style, whether what stands in it can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkip_xl.workbook.inspection.colours import BLACK, WHITE, Colour, Palette, alike
from mkip_xl.workbook.inspection.formats import hidden_values, hides, paints_white
from mkip_xl.workbook.inspection.opened import Opened, tree

if TYPE_CHECKING:
    from lxml.etree import _Element

TINY = 3.0  # points
_SYMBOLS = (
    "wingdings", "webdings", "symbol", "marlett", "zapf", "barcode", "code 39", "code39", "adobe blank", "blank",
)  # fmt: skip
_DEEP_INDENT = 40


@dataclass(frozen=True, slots=True)
class Style:
    """What a cell style does to the content of a cell. `faults` hold for every content: code and words."""

    faults: tuple[tuple[str, str], ...]
    format: str
    white_text: bool
    ground: Colour | None

    @property
    def suspect(self) -> bool:
        """Whether some content could not be read in this style."""
        return bool(self.faults or hidden_values(self.format))


class Appearance:
    """The styles of a workbook."""

    def __init__(self, book: Opened) -> None:
        parts = book.related(book.workbook_part, "styles")
        themes = book.related(book.workbook_part, "theme")
        self.root: _Element | None = tree(book.read(parts[0])) if parts else None
        self.part = parts[0] if parts else "xl/styles.xml"
        self.palette = Palette(tree(book.read(themes[0])) if themes else None, self._indexed())
        self.formats = {
            int(found.get("numFmtId", "0") or 0): found.get("formatCode", "")
            for found in self._all(".//{*}numFmts/{*}numFmt")
        }  # fmt: skip
        fonts, fills = self._all("./{*}fonts/{*}font"), self._all("./{*}fills/{*}fill")
        self.cell_formats = self._all("./{*}cellXfs/{*}xf")
        self.styles = [self._style(xf, fonts, fills) for xf in self.cell_formats]
        self.hiding_rules = [
            number for number, dxf in enumerate(self._all("./{*}dxfs/{*}dxf")) if self._rule_hides(dxf)
        ]

    def _all(self, path: str) -> list[_Element]:
        return self.root.findall(path) if self.root is not None else []

    def _indexed(self) -> list[str] | None:
        return [found.get("rgb", "") for found in self._all("./{*}colors/{*}indexedColors/{*}rgbColor")] or None

    def _style(self, xf: _Element, fonts: list[_Element], fills: list[_Element]) -> Style:
        font = _at(fonts, xf.get("fontId"))
        fill = _at(fills, xf.get("fillId"))
        code = self.formats.get(int(xf.get("numFmtId", "0") or 0), "")
        faults: list[tuple[str, str]] = []
        text, ground = self.font_colour(font), self.fill_colour(fill)
        if alike(text, ground or WHITE):
            faults.append(("same-colour", "the text has the colour of its background"))
        elif paints_white(code) and alike(WHITE, ground or WHITE):
            faults.append(("same-colour", "the number format writes in the colour of the background"))
        faults += list(font_faults(font))
        alignment = xf.find("{*}alignment")
        if (
            alignment is not None
            and (alignment.get("indent") or "0").isdigit()
            and int(alignment.get("indent") or 0) >= _DEEP_INDENT
        ):
            faults.append(("pushed-aside", "the content is indented out of the cell"))
        return Style(tuple(faults), code, alike(text, WHITE), ground)

    def ground(self, style: str | None) -> Colour:
        """The background of a cell with this style."""
        number = int(style) if style and style.isdigit() else 0
        return (self.styles[number].ground if number < len(self.styles) else None) or WHITE

    def font_colour(self, font: _Element | None) -> Colour:
        """The colour of a font; black when it tells none."""
        return self.palette.colour(font.find("{*}color") if font is not None else None, BLACK)

    def fill_colour(self, fill: _Element | None) -> Colour | None:
        """The colour of a fill; None when the cell is not filled, or so that a colour cannot be told."""
        if fill is None:
            return None
        pattern = fill.find("{*}patternFill[@patternType='solid']")
        if pattern is not None:
            return self.palette.colour(pattern.find("{*}fgColor"), BLACK)
        stops = {self.palette.colour(colour, WHITE) for colour in fill.iterfind("{*}gradientFill/{*}stop/{*}color")}
        return stops.pop() if len(stops) == 1 else None

    def _rule_hides(self, dxf: _Element) -> bool:
        """Whether a conditional format can make what stands in a cell unreadable."""
        code = dxf.find("{*}numFmt")
        if code is not None and hides(code.get("formatCode", ""), 1) == "blank":
            return True
        colour = dxf.find("{*}font/{*}color")
        if colour is None:
            return False
        ground = dxf.find("{*}fill/{*}patternFill")
        behind = None if ground is None else ground.find("{*}bgColor")
        if behind is None and ground is not None and ground.get("patternType") == "solid":
            behind = ground.find("{*}fgColor")
        return alike(self.palette.colour(colour, BLACK), self.palette.colour(behind, WHITE))


def font_faults(font: _Element | None) -> list[tuple[str, str]]:
    """What makes a font unreadable: its size, or that it has signs for letters."""
    if font is None:
        return []
    faults = []
    size = font.find("{*}sz")
    try:
        points = float(size.get("val", "11")) if size is not None else 11.0
    except ValueError:
        points = 11.0
    if points <= TINY:
        faults.append(("tiny-text", f"the text is {points:g} points high, too small to see"))
    name = next((found.get("val", "") for found in font if found.tag.rpartition("}")[2] in ("name", "rFont")), "")
    if name.lower().startswith(_SYMBOLS):
        faults.append(("symbol-font", f"the text is set in {name}, which shows signs in place of letters"))
    return faults


def _at(elements: list[_Element], number: str | None) -> _Element | None:
    place = int(number) if number and number.isdigit() else 0
    return elements[place] if place < len(elements) else None
