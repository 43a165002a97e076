"""What a workbook must hold for the appendices its register lists: nothing is asked for that none of them needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkip_xl.finance.partnership import OF_ANY_LETTER, kind_of
from mkip_xl.intake.schema import EXEMPT, Item, TableSchema

if TYPE_CHECKING:
    from mkip_xl.workbook.reading import Reading, Table

FIGURES = ("money", "count", "percentage")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The letters of the listed appendices by their kind; None where the workbook has no register to say."""

    letters: dict[str, str] | None

    def table(self, schema: TableSchema) -> bool:
        """Whether a table must be there."""
        if self.letters is None:
            return schema.required
        return (not schema.wanted_by and schema.required) or any(kind in self.letters for kind in schema.wanted_by)

    def passes_over(self, schema: TableSchema, found: Table) -> bool:
        """Whether a table is left alone: no listed appendix needs it, and it has no figure yet."""
        if not schema.wanted_by or self.table(schema):
            return False
        figures = {column.heading.casefold() for column in schema.columns if column.kind in FIGURES}
        return bool(figures) and not any(
            cell is not None and not cell.is_blank
            for _, cells in found.rows()
            for heading, cell in cells.items()
            if " ".join(heading.split()).casefold() in figures
        )

    def item(self, item: Item) -> bool:
        """Whether a line of a table of items must be there."""
        return self.letters is None or not item.wanted_by or any(kind in self.letters for kind in item.wanted_by)

    def why(self, schema: TableSchema) -> str:
        """Which appendices want a table, as a sentence; empty where every workbook needs it."""
        asking = [letter for kind, letter in (self.letters or {}).items() if kind in schema.wanted_by]
        if not asking:
            return ""
        several = "Appendices" if len(asking) > 1 else "Appendix"
        return f" {several} {', '.join(asking)} cannot be filled without it."


def wanted_by(reading: Reading) -> Wanted:
    """What the register of appendices asks for, read before anything else and whatever its faults."""
    found = reading.tables.get("Appendices")
    if found is None:
        return Wanted(None)
    letters: dict[str, str] = {}
    for _, cells in found.rows():
        told = {" ".join(heading.split()).casefold(): cell for heading, cell in cells.items()}
        letter, template, status = (
            "" if (cell := told.get(heading)) is None or cell.value is None else str(cell.value).strip()
            for heading in ("letter", "template", "status")
        )
        kind = kind_of(letter, template)
        if kind in OF_ANY_LETTER or (kind in EXEMPT and status.casefold() != "open"):
            letters.setdefault(kind, letter)
    return Wanted(letters)
