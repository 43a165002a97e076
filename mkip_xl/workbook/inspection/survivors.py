"""Where a secret survives, and what a scan comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mkip_xl.findings import Finding, place

SecretKind = Literal["number", "text"]


@dataclass(frozen=True, slots=True)
class Survivor:
    """One place where a secret survives. `position`: the secret's place in its list, from 1; no value is kept."""

    kind: SecretKind
    position: int
    part: str
    spot: str
    form: str
    sheet: str | None = None
    cell: str | None = None

    @property
    def where(self) -> str:
        """The place in words: `'Sheet'!Cell` where there is one, and the part of the file."""
        at = place(self.sheet, self.cell)
        inside = f"{self.part}, {self.spot}" if self.spot else self.part
        return f"{at} ({inside})" if at else inside

    @property
    def message(self) -> str:
        """A sentence that names the secret by its place in the list only."""
        return f"Secret {self.kind} {self.position} survives {self.form}: {self.where}. Take it out before release."

    def as_finding(self) -> Finding:
        """The survivor as an error."""
        return Finding("error", self.sheet, self.cell, "secret-survives", self.message)


@dataclass(frozen=True, slots=True)
class ScanResult:
    """Every survivor found. `complete` is False when the scan could not look everywhere; `reason` says why."""

    survivors: tuple[Survivor, ...]
    complete: bool
    reason: str | None = None

    @property
    def clean(self) -> bool:
        """Whether the whole workbook was looked through and nothing survives."""
        return self.complete and not self.survivors
