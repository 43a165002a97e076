"""The colours of a workbook as a reader's eye meets them: theme, tint, index and automatic ones as red, green, blue."""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING

from mkip_xl.workbook.inspection.segments import local

if TYPE_CHECKING:
    from lxml.etree import _Element

Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)

_THEME = (
    "FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646", "0000FF",
    "800080",
)  # fmt: skip
_INDEXED = (
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF", "000000", "FFFFFF", "FF0000",
    "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF", "800000", "008000", "000080", "808000", "800080", "008080",
    "C0C0C0", "808080", "9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF", "000080",
    "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF", "00CCFF", "CCFFFF", "CCFFCC", "FFFF99",
    "99CCFF", "FF99CC", "CC99FF", "FFCC99", "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699",
    "969696", "003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333",
)  # fmt: skip
_SYSTEM = {64: BLACK, 65: WHITE}  # the colours of text and paper, whatever list a workbook brings
_ALIKE = 1.2


class Palette:
    """The colours a workbook speaks of by number: its theme's and its own list."""

    def __init__(self, theme: _Element | None, indexed: list[str] | None = None) -> None:
        self.theme = [_parsed(colour) for colour in _THEME]
        if theme is not None:
            scheme = theme.find(".//{*}clrScheme")
            told = [_scheme_colour(child) for child in scheme] if scheme is not None else []
            if len(told) >= 12:
                self.theme = [told[1], told[0], told[3], told[2], *told[4:12]]
        self.indexed = [_parsed(colour) for colour in (indexed or _INDEXED)]

    def colour(self, element: _Element | None, automatic: Colour) -> Colour:
        """The colour an element such as <color> or <fgColor> tells; `automatic` when it tells none."""
        if element is None:
            return automatic
        found = automatic
        try:
            if element.get("rgb"):
                found = _parsed(element.get("rgb", ""))
            elif element.get("theme"):
                found = self.theme[int(element.get("theme", "0"))]
            elif element.get("indexed"):
                number = int(element.get("indexed", "64"))
                found = _SYSTEM.get(number) or self.indexed[number]
            tint = float(element.get("tint", "0"))
        except (ValueError, IndexError):
            return automatic
        return _tinted(found, tint) if tint else found


def alike(one: Colour, other: Colour) -> bool:
    """Whether text of one colour cannot be read on the other (a contrast ratio under 1.2 to 1).

    >>> alike((255, 255, 255), (250, 250, 250)), alike((255, 255, 255), (191, 191, 191))
    (True, False)
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05) < _ALIKE and max(abs(a - b) for a, b in zip(one, other, strict=True)) < 60


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )  # fmt: skip
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parsed(text: str) -> Colour:
    digits = text[-6:]
    try:
        return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    except ValueError:
        return BLACK


def _tinted(colour: Colour, tint: float) -> Colour:
    hue, light, full = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), full)
    return round(red * 255), round(green * 255), round(blue * 255)


def _scheme_colour(element: _Element) -> Colour:
    for child in element:
        return _parsed(child.get("lastClr") or child.get("val") or "")
    return BLACK


def art_colour(element: _Element | None, palette: Palette) -> Colour | None:
    """The colour of a DrawingML fill (solidFill); None when there is none or it cannot be told."""
    if element is None:
        return None
    names = (
        "lt1",
        "dk1",
        "lt2",
        "dk2",
        "accent1",
        "accent2",
        "accent3",
        "accent4",
        "accent5",
        "accent6",
        "hlink",
        "folHlink",
    )
    also = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
    for child in element:
        told = child.get("val", "")
        if local(child) == "srgbClr":
            return _parsed(told)
        if local(child) == "sysClr":
            return _parsed(child.get("lastClr", "000000"))
        if local(child) == "schemeClr" and also.get(told, told) in names and len(child) == 0:
            return palette.theme[names.index(also.get(told, told))]
    return None
