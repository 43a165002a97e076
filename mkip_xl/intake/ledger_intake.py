"""Ledger extracts taken into the model: budgets beside those typed in, actual costs for the balancing payment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partnership import Agreement, RevenueBudgetLine, YearEndLine
from mkip_xl.findings import Findings, parted
from mkip_xl.intake import lines
from mkip_xl.intake.ledger import LedgerSum, actual_costs, actual_place, budget_lines, from_ledger, read_ledgers
from mkip_xl.intake.ledger_mapping import LEDGER

if TYPE_CHECKING:
    from mkip_xl.intake.rows import Rows
    from mkip_xl.workbook.reading import Reading


@dataclass(frozen=True, slots=True)
class Extracts:
    """What the ledger extracts of a workbook add up to; nothing when it has none."""

    sums: tuple[LedgerSum, ...]
    findings: Findings

    @property
    def files(self) -> tuple[str, ...]:
        """The extracts that were read, once each, as the workbook names them."""
        return tuple(dict.fromkeys(found.file for found in self.sums))

    def with_typed(self, rows: Rows) -> tuple[RevenueBudgetLine, ...]:
        """The revenue budgets: those typed in and those extracted. A line given in both ways is an error."""
        extracted = budget_lines(self.sums)
        table = rows.reading.tables.get("RevenueBudgets")
        if extracted and table is not None and next(table.rows(), None) is None:
            return extracted
        typed = lines.revenue_budgets(rows)
        known = {(line.year, line.partner, line.heading.casefold()): line for line in typed}
        for line in extracted:
            twice = known.get((line.year, line.partner, line.heading.casefold()))
            if twice is not None:
                self._at(
                    twice.cells.get("Budget", ""),
                    "duplicate",
                    f"{line.partner}'s budget of {line.year} for {line.heading} is typed in and comes from the ledger "
                    f"extract named in {line.cells['Budget']} too. Remove one of them.",
                )
        return (*typed, *extracted)

    def with_actual_cost(self, agreement: Agreement, places: Mapping[str, str]) -> Agreement:
        """The agreement with the balancing year's actual cost from the extracts, where it is not typed in."""
        year = agreement.balancing_year
        actual = actual_costs(self.sums).get(year) if year is not None else None
        if actual is None:
            return agreement
        if agreement.actual_cost is None:
            assert year is not None, "there are actual costs of no year but the balancing year"
            return replace(agreement, actual_cost=sum(actual.values()), cells={**agreement.cells, **self._from(year)})
        if agreement.actual_cost != sum(actual.values()):
            self._at(
                places.get("Actual cost", ""),
                "actual-differs",
                f"The actual cost of {year} is not what the ledger extracts add up to. Clear the cell, so that the "
                "extracts are used, or correct the table Ledger.",
            )
        return agreement

    def with_year_ends(self, typed: Sequence[YearEndLine]) -> tuple[YearEndLine, ...]:
        """The year ends with the actual costs of the extracts, for the years whose actual cost is not typed in."""
        actual = actual_costs(self.sums)
        blank = {line.year for line in typed} - {line.year for line in typed if line.spent}
        return tuple(
            replace(
                line,
                spent=actual[line.year].get(line.partner, 0),
                cells={**line.cells, **self._from(line.year, line.partner)},
            )
            if line.year in blank and line.year in actual
            else line
            for line in typed
        )

    def _from(self, year: FinancialYear, *partner: str) -> dict[str, str]:
        return {"Actual cost": actual_place(self.sums, year), **from_ledger("Actual", year, *partner)}

    def _at(self, place: str, code: str, message: str) -> None:
        self.findings.error(*parted(place), code, message)


def extracted(reading: Reading, folder: Path | None, findings: Findings, *, partners: Collection[str]) -> Extracts:
    """The ledger extracts of a workbook, from the folder it lies in; every fault of them a finding."""
    if LEDGER.name not in reading.tables:
        return Extracts((), findings)
    if folder is None:
        table = reading.tables[LEDGER.name]
        message = "Ledger extracts lie beside the workbook, and it was not given as a file. Save it beside them first."
        findings.error(table.sheet.name, None, "no-folder", message)
        return Extracts((), findings)
    return Extracts(read_ledgers(reading, folder, findings, partners=partners), findings)
