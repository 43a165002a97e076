"""A finding, its place in a workbook, and how findings are gathered and told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from mkip_xl.errors import FindingsError

Severity = Literal["error", "warning"]


def place(sheet: str | None, cell: str | None) -> str:
    """The place of a finding as Excel writes it.

    >>> place("Net savings", "D14")
    "'Net savings'!D14"
    >>> place("Partners' list", None)
    "'Partners'' list'"
    """
    if sheet is None:
        return ""
    quoted = "'" + sheet.replace("'", "''") + "'"
    return quoted if cell is None else f"{quoted}!{cell}"


def parted(told: str) -> tuple[str | None, str | None]:
    """The sheet and the cell of a place as `place` tells it.

    >>> parted("'Partners'' list'!B2"), parted("")
    (("Partners' list", 'B2'), (None, None))
    """
    sheet, _, cell = told.rpartition("!")
    return sheet[1:-1].replace("''", "'") or None, cell or None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a workbook: how grave, where, a short stable code, and a sentence that says what to do."""

    severity: Severity
    sheet: str | None
    cell: str | None
    code: str
    message: str

    @property
    def place(self) -> str:
        """Where it was found, `'Sheet'!Cell`; empty for a finding about the whole file."""
        return place(self.sheet, self.cell)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.sheet is not None else self.message

    def as_json(self) -> dict[str, str | None]:
        """The finding as the command prints it with --json."""
        return {
            "severity": self.severity,
            "sheet": self.sheet,
            "cell": self.cell,
            "code": self.code,
            "message": self.message,
        }


@dataclass(slots=True)
class Findings:
    """All findings of one reading, in the order they were met. Nothing stops at the first."""

    found: list[Finding] = field(default_factory=list)

    def error(self, sheet: str | None, cell: str | None, code: str, message: str) -> None:
        """Note something that stops the work."""
        self.found.append(Finding("error", sheet, cell, code, message))

    def warn(self, sheet: str | None, cell: str | None, code: str, message: str) -> None:
        """Note something a person should look at; the work goes on."""
        self.found.append(Finding("warning", sheet, cell, code, message))

    def extend(self, findings: Iterable[Finding]) -> None:
        """Take in findings gathered elsewhere."""
        self.found.extend(findings)

    @property
    def errors(self) -> list[Finding]:
        """Those that stop the work."""
        return [finding for finding in self.found if finding.severity == "error"]

    @property
    def warnings(self) -> list[Finding]:
        """Those that do not."""
        return [finding for finding in self.found if finding.severity == "warning"]

    def stop_if_errors(self) -> None:
        """Raise FindingsError carrying every finding when one of them is an error."""
        if self.errors:
            raise FindingsError(self.found)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)
