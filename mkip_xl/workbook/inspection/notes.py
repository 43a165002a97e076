"""Noting what an inspection finds: one finding for a place, and for many cells alike a bound and a count."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from mkip_xl.findings import Findings

_MOST_ALIKE = 25


class Notes:
    """The findings of one inspection."""

    def __init__(self) -> None:
        self.findings = Findings()
        self._told: set[tuple[str | None, str | None, str, str]] = set()
        self._alike: Counter[tuple[str | None, str]] = Counter()

    def note(
        self,
        code: str,
        message: str,
        sheet: str | None = None,
        cell: str | None = None,
        severity: Literal["error", "warning"] = "error",
    ) -> None:
        """Note something hidden. The same at the same place is noted once; many alike up to a bound."""
        key = (sheet, cell, code, message)
        if key in self._told:
            return
        self._told.add(key)
        self._alike[sheet, code] += 1
        count = self._alike[sheet, code]
        if count > _MOST_ALIKE:
            if count == _MOST_ALIKE + 1:
                self._put(severity, sheet, None, code, f"There are more like the {_MOST_ALIKE} told here ({code}).")
            return
        self._put(severity, sheet, cell, code, message)

    def mark(self, code: str, message: str, sheet: str | None = None, cell: str | None = None) -> None:
        """Note something that tells of a person, a machine or a place rather than of the figures."""
        self.note(code, message, sheet, cell, "warning")

    def _put(self, severity: str, sheet: str | None, cell: str | None, code: str, message: str) -> None:
        (self.findings.error if severity == "error" else self.findings.warn)(sheet, cell, code, message)
