"""Where a secret survives, and what a scan comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mkip_xl.findings import Finding, place

_IN_WORDS = {
    "<definedName>": "a defined name", "comment of <definedName>": "the comment of a defined name",
    "name of <sheet>": "the name of a sheet", "<f>": "a formula", "<is>": "the text of the cell",
    "<oddHeader>": "the header", "<evenHeader>": "the header of even pages", "<firstHeader>": "the first page's header",
    "<oddFooter>": "the footer", "<evenFooter>": "the footer of even pages", "<firstFooter>": "the first page's footer",
    "<formula>": "the condition of a format", "text of <cfRule>": "the condition of a format",
    "<formula1>": "an input rule", "<formula2>": "an input rule", "prompt of <dataValidation>": "an input message",
    "error of <dataValidation>": "an input message", "val of <inputCells>": "a scenario", "<text>": "a comment",
    "<author>": "the author of a comment", "tooltip of <hyperlink>": "the tip of a link",
    "descr of <cNvPr>": "the alternative text of an object", "name of <cNvPr>": "the name of an object",
    "formatCode of <numFmt>": "a number format", "name of <cellStyle>": "the name of a style",
    "name of <tableColumn>": "the heading of a table's column", "<creator>": "the author in the document properties",
    "<lastModifiedBy>": "who saved it last, in the document properties", "<Company>": "the company",
    "<Manager>": "the manager", "<keywords>": "the keywords", "<lpstr>": "the list of sheets and names",
}  # fmt: skip
"""Places in the XML as a reader would call them; others are told by their element."""

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
        spot = _IN_WORDS.get(self.spot, self.spot)
        inside = f"{self.part}, {spot}" if spot else self.part
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
