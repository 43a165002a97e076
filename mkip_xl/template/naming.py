"""The names and content types of the parts that a filled workbook has and its template has not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection

from lxml import etree

from mkip_xl.template import texts
from mkip_xl.template.relations import CONTENT_TYPES, TYPES, content_type
from mkip_xl.workbook.package import Member, Package, packed


class PartNames:
    """Gives out names of new parts, each like that of a part that is there already."""

    def __init__(self, package: Package) -> None:
        self._types = texts.parse(package.read(CONTENT_TYPES))
        self._overrides = {element.get("PartName", "") for element in self._types if element.tag.endswith("Override")}
        self._taken = set(package.names)
        self._added: dict[str, str] = {}

    def new(self, model: str) -> str:
        """A name like the model's that no part has; the new part is of the model's content type."""
        stem, ending = posixpath.splitext(model)
        stem = re.sub(r"\d+$", "", stem)
        number = 1
        while f"{stem}{number}{ending}" in self._taken:
            number += 1
        name = f"{stem}{number}{ending}"
        self._taken.add(name)
        kind = content_type(self._types, model)
        if kind is not None and "/" + model in self._overrides:
            self._added[name] = kind
        return name

    def content_types(self, dropped: Collection[str]) -> Member | None:
        """The content types with the new parts and without those left out; None when they stay as they are."""
        gone = [element for element in self._types if element.get("PartName", "")[1:] in dropped]
        if not self._added and not gone:
            return None
        for element in gone:
            self._types.remove(element)
        for name, kind in self._added.items():
            made = etree.SubElement(self._types, f"{{{TYPES}}}Override")
            made.set("PartName", "/" + name)
            made.set("ContentType", kind)
        return packed(CONTENT_TYPES, texts.serialise(self._types))
