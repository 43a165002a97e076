"""The words of the file format: which elements, attributes and namespaces a workbook's XML is made of."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
ART = "http://schemas.openxmlformats.org/drawingml/2006/main"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"

_FAMILIES = (
    "http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/office/", "http://schemas.microsoft.com/ink/",
    "http://schemas.microsoft.com/Ink/", "http://schemas.libreoffice.org/", "http://purl.org/dc/",
    "http://purl.oclc.org/ooxml/", "http://www.w3.org/", "http://opendope.org/", "urn:schemas-microsoft-com:",
)  # fmt: skip


@cache
def _words() -> tuple[dict[str, dict[str, frozenset[str]]], dict[str, frozenset[str]]]:
    text = resources.files("mkip_xl.workbook.inspection").joinpath("vocabulary.json").read_text(encoding="utf-8")
    told = json.loads(text)
    elements = {
        space: {name: frozenset(attributes.split()) for name, attributes in names.items()}
        for space, names in told["elements"].items()
    }
    return elements, {space: frozenset(names) for space, names in told["texts"].items()}


def known_space(space: str) -> bool:
    """Whether a namespace belongs to the file format or to a program that writes it."""
    return not space or space.startswith(_FAMILIES)


def attributes_of(space: str, element: str) -> frozenset[str] | None:
    """The attributes an element may have; None when its namespace has no such element; all allowed is an empty set.

    A namespace whose elements are not listed allows everything.
    """
    listed = _words()[0].get(space)
    if listed is None:
        return frozenset()
    return listed.get(element)


def is_listed(space: str) -> bool:
    """Whether the elements of a namespace are listed here."""
    return space in _words()[0]


def holds_text(space: str, element: str) -> bool:
    """Whether an element of a listed namespace may hold text of its own."""
    return element in _words()[1].get(space, ())
