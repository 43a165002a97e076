"""A workbook's formulas rewritten from one route to another.

Desktop Excel stores our functions by their bare names, the Office add-in with `_xldudf_` before them, LibreOffice Calc
with the name of its extension, and a workbook works on the route it is stored for.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from mkip_xl.excel.recalc.sheets import is_own, rewritten
from mkip_xl.workbook.package import Package

PREFIXES: Mapping[str, str] = {
    "desktop": "",
    "add-in": "_xldudf_",
    "calc": "UK.GOV.MKIP.MKIPFUNCTIONS.",
}
"""What stands before a function's name in a file, by the route that reads it."""

_HOLDERS = frozenset(("f", "definedName", "formula", "formula1", "formula2", "calculatedColumnFormula"))


def relinked(package: Package, route: str) -> tuple[bytes, int]:
    """The workbook with its formulas stored for a route, and how many formulas that changed."""
    prefix = PREFIXES[route]
    changes: dict[str, bytes] = {}
    count = 0
    for part in package.names:
        if not part.startswith("xl/") or not part.endswith(".xml") or b"MKIP_" not in package.read(part).upper():
            continue
        root = etree.fromstring(package.read(part), etree.XMLParser(resolve_entities=False, no_network=True))
        here = 0
        for element in root.iter(etree.Element):
            text = element.text
            if text and etree.QName(element).localname in _HOLDERS and is_own(text):
                element.text = rewritten(text, prefix)
                here += element.text != text
        if here:
            changes[part] = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
            count += here
    return package.write(changes), count
