"""What the register of bases must say: dates in order, drivers of the right year, reasons, a split for every use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from mkip_xl.errors import MkipError
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partnership import Basis, Partnership, distinct
from mkip_xl.finance.register import decide, measured_in, register_line
from mkip_xl.findings import parted
from mkip_xl.intake.rows import Rows

STALE_AFTER = 2
"""Financial years a measure may be old before the year whose split it decides, where the workbook does not say."""


def check_register(partnership: Partnership, rows: Rows) -> None:
    """Note every overlap, gap, period, outcome and transition of the register of bases that cannot be right."""
    checks = _Register(partnership, rows)
    for name in distinct(basis.name.casefold() for basis in partnership.bases):
        checks.check(partnership.dated(name))


class _Register:
    def __init__(self, partnership: Partnership, rows: Rows) -> None:
        self.it, self.rows = partnership, rows
        self.year = partnership.register_year
        self.printed = any(entry.kind == "methodology" for entry in partnership.appendices)
        self.whole = not any(
            rows.reading.tables[name].sheet.name == error.sheet
            for name in ("Partners", "Partnership")
            for error in rows.findings.errors
            if name in rows.reading.tables
        )

    def check(self, dated: Sequence[Basis]) -> None:
        before = len(self.rows.findings.errors)
        self._dates(dated)
        in_force = [basis for basis in dated if basis.effective_from <= self.year.end]
        if in_force:
            self._period(in_force[-1])
        for basis in dated:
            self._tolerance(basis)
            self._outcome(basis)
            self._transition(basis)
        if self.whole and len(self.rows.findings.errors) == before:
            self._every_use(dated)

    def _every_use(self, dated: Sequence[Basis]) -> None:
        """Whatever is divided by the basis, in whichever year, has a split for every day of it."""
        name = dated[0].name
        years = {year for used, year in _uses(self.it) if used.casefold() == name.casefold()}
        if self.printed or any(basis.cost is not None for basis in dated):
            years.add(self.year)
        for year in sorted(years):
            try:
                register_line(self.it, name, year)
            except MkipError as refusal:
                early = dated[0].effective_from > year.start
                heading = "Effective from" if early else "Effective to"
                if year == self.year and dated[-1].largest_rise is not None:
                    heading = "Largest rise"
                self._at(dated[0 if early else -1], heading, "register", f"Basis {name}: {refusal}")
                return

    def _tolerance(self, basis: Basis) -> None:
        """A tolerance with nothing to hold the measure against is no fault: the year may be the first."""
        if basis.tolerance is not None and basis.measures and not basis.estimates:
            self.rows.findings.warn(
                *parted(basis.cells["Tolerance"]), "no-estimate",
                f"Basis {basis.name} has a tolerance but no estimate to hold the measure against, so the measure in "
                "whole percents is the split. Fill Estimate, or clear Tolerance to share by the unrounded measure.",
            )  # fmt: skip

    def _dates(self, dated: Sequence[Basis]) -> None:
        for basis, following in zip(dated, [*dated[1:], None], strict=True):
            last = basis.effective_to
            if last is not None and last < basis.effective_from:
                self._at(
                    basis, "Effective to", "ends-before-start",
                    f"Basis {basis.name}: the split from {_day(basis.effective_from)} ends on {_day(last)}, before it "
                    "starts. Correct one of the two dates.",
                )  # fmt: skip
            elif last is not None and following is not None and last >= following.effective_from:
                day_before = following.effective_from - dt.timedelta(1)
                self._at(
                    basis, "Effective to", "overlap",
                    f"Basis {basis.name}: the split until {_day(last)} overlaps the one from "
                    f"{_day(following.effective_from)} ({following.cells['Effective from']}). Let it end on "
                    f"{_day(day_before)}, or leave Effective to blank.",
                )  # fmt: skip
            elif self.printed and last is not None and last < self.year.end:
                next_day = last + dt.timedelta(1)
                if last >= self.year.start and (following is None or following.effective_from > next_day):
                    self._gap(basis, "Effective to", next_day)
        first = dated[0]
        if self.printed and first.effective_from > self.year.start:
            self._gap(first, "Effective from", self.year.start)

    def _gap(self, basis: Basis, heading: str, day: dt.date) -> None:
        self._at(
            basis, heading, "no-split",
            f"Basis {basis.name} has no split on {_day(day)}, in {self.year}, the year of the register. Give one that "
            "covers every day of the year.",
        )  # fmt: skip

    def _period(self, basis: Basis) -> None:
        for driver in basis.drivers:
            if not driver.measures or not driver.period:
                continue
            years = measured_in(driver.period)
            if not years:
                if self.printed or self.it.drivers_year is not None:
                    self._at(
                        basis, "Period", "no-year",
                        f"Basis {basis.name}: the period {driver.period!r} names no year. Say when {driver.name} was "
                        f"measured, such as April to December {self.year.first}.",
                    )  # fmt: skip
            elif not self._accepted(years[-1]):
                self._at(
                    basis, "Period", "wrong-year",
                    f"Basis {basis.name}: {driver.name} was measured in {years[-1]} ({driver.period!r}); "
                    f"{self._wanted()}. Enter the measure of that year, or correct the period.",
                )  # fmt: skip

    def _accepted(self, year: FinancialYear) -> bool:
        if self.it.drivers_year is not None:
            return year == self.it.drivers_year
        return self.year + -STALE_AFTER <= year <= self.year

    def _wanted(self) -> str:
        if self.it.drivers_year is not None:
            return f"the workbook says that drivers are measured in {self.it.drivers_year}"
        return f"for the splits of {self.year} it is to be of {self.year + -STALE_AFTER} to {self.year}"

    def _changed(self, basis: Basis) -> None:
        """A split that changes is printed in the methodology; where none is written, it is told here."""
        if self.printed or not self.whole or not (basis.estimates and basis.measures):
            return
        if decide(basis, self.it.codes).outcome == "Changed":
            self.rows.findings.warn(
                *parted(basis.cells["Estimate"]), "split-changed",
                f"Basis {basis.name}: the measure is further from the estimate than the tolerance, so the split is the "
                "measure in whole percents and no longer the estimate. To keep that, write Agreed under Outcome, and "
                "why under Basis note.",
            )  # fmt: skip

    def _outcome(self, basis: Basis) -> None:
        if basis.outcome is None:
            self._changed(basis)
            return
        if not basis.estimates:
            self._at(
                basis, "Outcome", "no-estimate",
                f"Basis {basis.name}: Outcome says {basis.outcome}, but no split was agreed beforehand. Fill Estimate "
                "with that split, or leave Outcome blank.",
            )  # fmt: skip
            return
        if not basis.measures:
            if basis.outcome == "Changed" and not basis.previous:
                self._at(
                    basis, "Outcome", "no-previous",
                    f"Basis {basis.name}: the split is said to be changed, but Previous split is blank. Fill it.",
                )  # fmt: skip
            return
        if basis.outcome == "Agreed":
            if not basis.note:
                self._at(
                    basis, "Outcome", "no-reason",
                    f"Basis {basis.name}: the split is agreed in spite of a measure. Say why under Basis note.",
                )  # fmt: skip
            return
        if not self.whole:  # a partner is missing, and its share with it
            return
        decided = decide(basis, self.it.codes)
        if decided.outcome != basis.outcome:
            self._at(
                basis, "Outcome", "outcome-differs",
                f"Basis {basis.name}: Outcome says {basis.outcome}, the tolerance gate says {decided.outcome}. "
                f"{decided.why} Correct the measure or the estimate, or clear Outcome.",
            )  # fmt: skip

    def _transition(self, basis: Basis) -> None:
        for heading, given in (("Phase-in", basis.phase_in), ("Largest rise", basis.largest_rise)):
            if given is None:
                continue
            if not basis.previous:
                self._at(
                    basis, heading, "no-previous",
                    f"Basis {basis.name}: {heading} needs the split it comes from. Fill Previous split.",
                )  # fmt: skip
            if given < 0 or (heading == "Phase-in" and given > 1):
                self._at(basis, heading, "not-a-part", f"Basis {basis.name}: {heading} is to be from 0% to 100%.")

    def _at(self, basis: Basis, heading: str, code: str, message: str) -> None:
        self.rows.findings.error(*parted(basis.cells.get(heading) or basis.cells["Basis"]), code, message)


def _uses(it: Partnership) -> Iterator[tuple[str, FinancialYear]]:
    """Every basis that divides an amount, and the year of the amount."""
    agreement = it.agreement
    if it.savings_basis is not None and it.savings:
        yield from ((it.savings_basis, year) for year in it.years)
    for option in it.capital_options:
        yield from ((line.divided_by, line.year) for line in option.instalments)
    if agreement.contribution_basis is not None:
        years = set(it.years) if agreement.contribution_rule == "By basis" and it.savings else set()
        if agreement.balancing_shares == "Revised":
            years |= {line.year for line in it.year_ends}
            if agreement.balancing_year is not None:
                years.add(agreement.balancing_year)
        yield from ((agreement.contribution_basis, year) for year in years)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
