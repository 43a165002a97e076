"""The register of bases decides: for one year, the split of every basis, whether it was kept or changed, and why.

A split is agreed beforehand (the estimate). When its driver has been measured the tolerance gate keeps or changes it;
splits that change within the year are blended by days. Everything that is divided by a basis is divided by the split
decided here, in the methodology and in every appendix: one basis, one split. What each partner then bears is set beside
last year's split, with any phase-in and damping.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from mkip_xl.errors import NotAvailableError
from mkip_xl.finance.basis import DatedSplit, by_days, days_in_force, percentages
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partnership import Basis, Partnership, distinct
from mkip_xl.finance.tolerance import tolerance_gate
from mkip_xl.finance.transition import damp, phase_in
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.provenance import as_exact, because, counted, shared, stated

Outcome = Literal["Agreed", "Measured", "Kept", "Changed"]

OUTCOMES: Mapping[str, str] = {
    "Agreed": "the split agreed beforehand is used; nothing measured decides it",
    "Measured": "no split was agreed beforehand, so the measure is used: unrounded, or in whole percents where a "
    "tolerance is stated",
    "Kept": "the measure is within the tolerance of the estimate, so the estimate is used",
    "Changed": "the measure is further from the estimate than the tolerance, so the measure in whole percents is used",
}
"""What may be decided of a split, by name."""

TOLERANCE = Fraction(3)
"""Percentage points allowed where the register states none. South Hams and West Devon, Shared Services Methodology."""

ByPartner = Mapping[str, int]
Split = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One split of one basis from its day on: percentages by partner in register order, and how it was decided.

    distances: of each partner's measure from its estimate, in percentage points, + where it is more; None where one of
    them is missing.
    starred: kept within the tolerance although the measure, in whole percents, would be another split.
    """

    basis: Basis
    split: Split
    outcome: Outcome
    measured: Split | None
    estimate: Split | None
    distances: Split | None
    tolerance: Fraction
    starred: bool
    why: str
    days: int = 0

    @property
    def gap(self) -> Fraction | None:
        """The largest distance of the measure from the estimate, in percentage points; None where there is none."""
        return None if self.distances is None else max(map(abs, self.distances))


@dataclass(frozen=True, slots=True)
class Effect:
    """What a basis costs each partner this year, in pence, one step after the other; every step adds to the cost.

    previous: by last year's split. new: by this year's. phased: with the new split only partly come. payable: after
    damping. Sign: costs positive; a change is + when the partner bears more.
    """

    cost: int
    previous: ByPartner
    new: ByPartner
    phased: ByPartner
    payable: ByPartner

    def change(self, code: str) -> int:
        """What the partner bears more than by last year's split, in pence."""
        return self.payable[code] - self.previous[code]


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One basis in one year: its splits by date, their blend over the year (percentages), and the effect in pence."""

    name: str
    service: str
    section: str
    decisions: tuple[Decision, ...]
    split: Split
    effect: Effect | None

    @property
    def latest(self) -> Decision:
        """The decision in force at the end of the year."""
        return self.decisions[-1]


def decide(basis: Basis, codes: Sequence[str]) -> Decision:
    """Return what is decided of one split: the estimate or the measure, and why.

    basis: one dated row of the register. codes: the partners, in register order. With an estimate the tolerance gate
    decides, and a changed split is in whole percents. Without one the measure is the split: unrounded, as a plain
    driver shares; in whole percents where the row states a tolerance, as the gate will hold it against that split next
    time. An outcome stated in the register stands where the register cannot decide: a split "Agreed" in spite of a
    measure (an indicator only), or "Kept" and "Changed" where nothing measured is shown.
    Source: South Hams and West Devon, Shared Services Methodology 2021/22 to 2023/24: a split is adjusted only when the
    measure is more than 3 percentage points from the original estimate.

    382 and 118 enforcement cases were counted, 71:29 had been estimated. Which split is used?

    >>> basis = Basis("Enforcement", "Planning", "Cases", "cases", "2023/24", date(2023, 4, 1),
    ...     {"SH": Fraction(382), "WD": Fraction(118)}, {"SH": Fraction(71, 100), "WD": Fraction(29, 100)})
    >>> decision = decide(basis, ["SH", "WD"])
    >>> decision.outcome, [str(percent) for percent in decision.split], str(decision.gap)
    ('Changed', ['76', '24'], '27/5')
    """
    estimate = _in_order(basis.estimates, codes)
    points = None if estimate is None else tuple(part * 100 for part in estimate)
    measures = _in_order(basis.measures, codes)
    allowed = stated(TOLERANCE, points or measures) if basis.tolerance is None else basis.tolerance
    if measures is None:
        assert points is not None, "a basis without measures has estimates"
        said: Outcome = "Kept" if basis.outcome == "Kept" else "Changed" if basis.outcome == "Changed" else "Agreed"
        why = basis.note or ("Agreed split." if said == "Agreed" else f"{said} by a review not shown here.")
        return Decision(basis, points, said, None, points, None, allowed, said == "Kept", why)
    exact = _percent(measures)
    whole = tuple(
        as_exact(percent, part, "in whole percents, by largest remainder")
        for percent, part in zip(percentages(measures), exact, strict=True)
    )
    if points is None or estimate is None:
        if basis.tolerance is None:
            return Decision(basis, exact, "Measured", exact, None, None, allowed, False, "As measured, unrounded.")
        why = "No estimate: as measured, in whole percents."
        return Decision(basis, whole, "Measured", exact, None, None, allowed, False, why)
    gate = tolerance_gate(measures, estimate, points=allowed)
    gaps = tuple(found - agreed for found, agreed in zip(exact, points, strict=True))
    if basis.outcome == "Agreed":
        why = basis.note or "Agreed; the measure is an indicator only."
        return Decision(basis, points, "Agreed", exact, points, gaps, allowed, False, why)
    outcome: Outcome = "Kept" if gate.kept else "Changed"
    starred = gate.kept and whole != points
    split = tuple(because(part, gate.outcome, (*measures, allowed)) for part in (points if gate.kept else whole))
    return Decision(basis, split, outcome, exact, points, gaps, allowed, starred, gate.why)


def register(partnership: Partnership, year: FinancialYear) -> tuple[RegisterLine, ...]:
    """Return every basis of the register for one year, in the order of the register.

    A basis with several dated rows is blended over the year: Σ split × days in force ÷ days in the year. Rows that are
    not in force in the year are passed over; days without a split, and overlaps, are refused with their dates.
    Source: South Hams and West Devon, Human Resources, changed on 3 October 2022.

    What does the example's register decide for its first year?

    >>> from pathlib import Path
    >>> from mkip_xl.intake.model import read_partnership
    >>> partnership, _ = read_partnership(Path("workbooks/mkip-ict.xlsx"))
    >>> decided = register(partnership, FinancialYear.parse("2013/14"))
    >>> decided[0].name, decided[0].latest.outcome, [str(percent) for percent in decided[0].split]
    ('ICT users', 'Kept', ['40', '28', '32'])
    """
    names = distinct(basis.name for basis in partnership.bases)
    return tuple(register_line(partnership, name, year) for name in names)


def register_line(partnership: Partnership, name: str, year: FinancialYear) -> RegisterLine:
    """Return one basis of the register for one year; see `register`. A name the register does not hold is refused.

    >>> from pathlib import Path
    >>> from mkip_xl.intake.model import read_partnership
    >>> partnership, _ = read_partnership(Path("workbooks/mkip-ict.xlsx"))
    >>> line = register_line(partnership, "ICT users", FinancialYear.parse("2013/14"))
    >>> line.latest.days, line.effect is None
    (365, True)
    """
    dated = partnership.dated(name)
    if not dated:
        known = ", ".join(distinct(basis.name for basis in partnership.bases)) or "none"
        raise NotAvailableError(f"There is no basis {name!r}. Choose one of the register (table Bases): {known}.")
    codes = partnership.codes
    decisions = [decide(basis, codes) for basis in dated]
    days = days_in_force([DatedSplit(one.effective_from, (), one.effective_to) for one in dated], year)
    there = tuple(
        replace(one, days=counted(held, (one.basis.effective_from, one.basis.effective_to, following)))
        for one, held, following in zip(decisions, days, [*(b.effective_from for b in dated[1:]), None], strict=True)
        if held
    )
    basis, split = there[-1].basis, there[-1].split
    if len(there) > 1:
        split = tuple(by_days([one.split for one in there], [one.days for one in there]))
    return RegisterLine(basis.name, basis.service, basis.section, there, split, effect(basis, split, codes))


def effect(basis: Basis, split: Sequence[Fraction], codes: Sequence[str]) -> Effect | None:
    """Return what a basis costs each partner by last year's split and by this year's; None where no cost is given.

    basis: its cost (pence), previous split, phase-in and largest rise. split: this year's, any scale. Without a
    previous split the new one stands for it. Phase-in: p × new + (1 − p) × old; damping: nobody above old × (1 + rise),
    the excess charged to the gainers. Every step adds to the cost exactly.
    Source: South Hams and West Devon, Shared Services Methodology, for last year's split beside this year's;
    `transition` for phasing in and damping.

    £1,000.00 was shared equally and is now to be 60 : 40, half of the way this year. What does each bear?

    >>> half = Fraction(1, 2)
    >>> basis = Basis("Calls", "Contact centre", "Calls", "calls", "2022/23", date(2023, 4, 1), {}, {}, cost=100_000,
    ...     previous={"SH": half, "WD": half}, phase_in=half)
    >>> found = effect(basis, [Fraction(60), Fraction(40)], ["SH", "WD"])
    >>> found.new, found.payable, found.change("SH")
    ({'SH': 60000, 'WD': 40000}, {'SH': 55000, 'WD': 45000}, 5000)
    """
    if basis.cost is None:
        return None
    old = _in_order(basis.previous, codes) or tuple(split)
    before, after = apportion(basis.cost, old), apportion(basis.cost, tuple(split))
    phased = after if basis.phase_in is None else phase_in(basis.cost, old, tuple(split), basis.phase_in)
    payable = phased
    if basis.largest_rise is not None:
        damped = [int(part) for part in damp(before, phased, rise=basis.largest_rise)]
        payable = (
            shared(damped, basis.cost, damped, "damped: no rise above the largest allowed") if any(damped) else damped
        )
    named = [dict(zip(codes, figures, strict=True)) for figures in (before, after, phased, payable)]
    return Effect(basis.cost, *named)


_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip
_FINANCIAL = re.compile(r"(?<!\d)(\d{4})\s?[/\-–](\d{2}|\d{4})(?![\d/\-–])")
_NUMERIC = re.compile(r"(?<!\d)(?:\d{1,2}[/.](\d{1,2})[/.](\d{4})|(\d{4})-(\d{2})-\d{2})(?!\d)")
_WORD = re.compile(r"[a-z]+|(?<!\d)(?:19|20|21)\d{2}(?!\d)")


def measured_in(period: str) -> tuple[FinancialYear, ...]:
    """Return the financial years that the words of a period name, first to last; none when they name none.

    Months take the year that follows them; a year without a month is taken at its middle, as a mid-year estimate.

    >>> [str(year) for year in measured_in("April to December 2011")]
    ['2011/12']
    >>> [str(year) for year in measured_in("January to June 2012, and budget 2012/13")], measured_in("last year")
    (['2011/12', '2012/13'], ())
    """
    found: set[FinancialYear] = set()
    text = period.casefold()
    for dated in _NUMERIC.finditer(text):
        month, year = (dated[1], dated[2]) if dated[2] else (dated[4], dated[3])
        if 1 <= int(month) <= 12:
            found.add(FinancialYear.containing(date(int(year), int(month), 1)))
    text = _NUMERIC.sub(" ", text)
    for written in _FINANCIAL.finditer(text):
        if int(written[2]) == (int(written[1]) + 1) % 10 ** len(written[2]):
            found.add(FinancialYear(int(written[1])))
            text = text.replace(written[0], " ")
    months: list[int] = []
    for word in _WORD.findall(text):
        if word in _MONTHS:
            months.append(_MONTHS[word])
        elif word.isdigit():
            found |= {FinancialYear.containing(date(int(word), month, 1)) for month in months or [6]}
            months = []
    return tuple(sorted(found))


def _in_order(figures: Mapping[str, Fraction | None], codes: Sequence[str]) -> Split | None:
    found = [figures.get(code) for code in codes]
    there = tuple(figure for figure in found if figure is not None)
    return there if len(there) == len(found) else None


def _percent(measures: Split) -> Split:
    whole = sum(measures, Fraction(0))
    return tuple(100 * measure / whole for measure in measures)
