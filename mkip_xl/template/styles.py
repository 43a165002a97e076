"""A cell that a date filter fills shows a date, though its template gave it no number format."""

from __future__ import annotations

import copy

from lxml import etree

from mkip_xl.template.texts import MAIN

_DATE = "14"  # the short date of the reader's own country


class DateStyles:
    """Gives each style without a number format a twin that shows dates; the part grows only when one is asked."""

    def __init__(self, root: etree._Element | None) -> None:
        self.root = root
        self.changed = False
        self._twins: dict[int, int] = {}

    def twin(self, style: int) -> int:
        """The style to use for a date in a cell of this style: itself when it has a number format."""
        formats = self.root.find(f"{{{MAIN}}}cellXfs") if self.root is not None else None
        if formats is None or style >= len(formats) or formats[style].get("numFmtId", "0") != "0":
            return style
        if style not in self._twins:
            made = copy.deepcopy(formats[style])
            made.set("numFmtId", _DATE)
            made.set("applyNumberFormat", "1")
            formats.append(made)
            formats.set("count", str(len(formats)))
            self._twins[style] = len(formats) - 1
            self.changed = True
        return self._twins[style]
