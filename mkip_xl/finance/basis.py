"""The basis of a split: from drivers, agreed percentages, a blend of bases, or splits that changed in the year."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mkip_xl.errors import RuleError
from mkip_xl.finance.exact import Ratio, agreed, same_length
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.weights import Weight, whole_weights


@dataclass(frozen=True, slots=True)
class DatedSplit:
    """A split in force from a day, both days included; `until` None means until the next one starts."""

    start: datetime.date
    shares: tuple[Ratio, ...]
    until: datetime.date | None = None


def shares(weights: Sequence[Weight]) -> list[Fraction]:
    """Return each partner's exact share of one: its driver over the sum of the drivers, dᵢ/Σd.

    weights: the driver's measure of each partner (calls, posts, properties), or 1 each for equal shares; 0 or more,
    not all 0. Used unrounded: a percentage shown to two places is display only.

    69.8% of which calls? 53,418 against 23,154:
    Source: the basis register of the agreement; South Hams and West Devon, Appendix A, 2023/2024 (calls, cases, posts).

    >>> [str(share) for share in shares([53_418, 23_154])]
    ['8903/12762', '3859/12762']
    """
    whole, total = whole_weights(*weights)
    return [Fraction(weight, total) for weight in whole]


def percentages(weights: Sequence[Weight], places: int = 0, *, ties: str = "order") -> list[Decimal]:
    """Return percentages (40 means 40%) that come to exactly 100, by largest remainder.

    weights: one for each partner, 0 or more. places: decimal places, 0 for whole percents. For display and for splits
    agreed in whole percents; amounts are divided by the unrounded shares.
    Source: South Hams and West Devon, Appendix A, 2023/2024, whose splits are whole percents.

    Council-tax properties are 46,949 and 27,112. Which whole percents is that?

    >>> [str(percent) for percent in percentages([46_949, 27_112])]
    ['63', '37']
    """
    if isinstance(places, bool) or not 0 <= places <= 12:
        raise RuleError(f"Places was given as {places}. Give 0 to 12 decimal places.")
    units = apportion(100 * 10**places, weights, ties=ties)
    return [Decimal(unit).scaleb(-places) for unit in units]


def blend(bases: Sequence[Sequence[Weight]], mix: Sequence[Ratio]) -> list[Fraction]:
    """Return the share of each partner in a blend of bases: Σ mixₖ × shareₖᵢ, exact, adding to one.

    bases: one row a basis, one driver measure or share a partner; each row is taken as shares of its own sum.
    mix: how much each basis counts; must come to 100% or 1.
    Source: the basis register of the agreement.

    Half by users (400, 350, 250), 30% by devices (500, 300, 200), 20% equally: what does the first partner bear?

    >>> str(blend([[400, 350, 250], [500, 300, 200], [1, 1, 1]], [50, 30, 20])[0])
    '5/12'
    """
    parts = agreed(mix, "The parts of the mix")
    same_length(bases=bases, mix=parts)
    rows = [shares(row) for row in bases]
    count = same_length(**{f"basis_{place}": row for place, row in enumerate(rows, 1)})
    return [sum((part * row[i] for part, row in zip(parts, rows, strict=True)), Fraction(0)) for i in range(count)]


def days_in_force(splits: Sequence[DatedSplit], year: FinancialYear) -> list[int]:
    """Return how many days of the year each split is in force, in the order given; they come to the days in the year.

    splits: in any order. Each runs to its `until`, or to the day before the next one starts. Splits that overlap, or
    leave days of the year without one, are refused with the dates.

    >>> day = datetime.date
    >>> splits = [DatedSplit(day(2020, 4, 1), (74, 26)), DatedSplit(day(2022, 10, 3), (82, 18))]
    >>> days_in_force(splits, FinancialYear(2022))
    [185, 180]
    """
    ordered = sorted(range(len(splits)), key=lambda place: splits[place].start)
    days = [0] * len(splits)
    day = year.start
    for turn, place in enumerate(ordered):
        split = splits[place]
        following = splits[ordered[turn + 1]].start if turn + 1 < len(ordered) else None
        last = split.until or (following - datetime.timedelta(1) if following else max(split.start, year.end))
        if following is not None and last >= following:
            raise RuleError(
                f"The split from {_day(split.start)} overlaps the one from {_day(following)}. "
                f"Let it end on {_day(following - datetime.timedelta(1))}, or start the next one later."
            )
        if last < split.start:
            raise RuleError(
                f"The split from {_day(split.start)} ends on {_day(last)}, before it starts. Correct a date."
            )
        days[place] = year.days_between(split.start, last)
        if days[place]:
            if split.start > day:
                raise RuleError(_gap(day, split.start, year))
            day = min(last, year.end) + datetime.timedelta(1)
    if day <= year.end:
        raise RuleError(_gap(day, year.end + datetime.timedelta(1), year))
    return days


def by_days(rows: Sequence[Sequence[Fraction]], days: Sequence[int]) -> list[Fraction]:
    """Return splits blended by the days each is in force: Σ share × days / Σ days, exact.

    rows: one split a row, one share a partner, all on one scale. days: one number of days for each row.

    >>> [str(share) for share in by_days([[Fraction(74), Fraction(26)], [Fraction(82), Fraction(18)]], [185, 180])]
    ['5690/73', '1610/73']
    """
    same_length(rows=rows, days=days)
    count = same_length(**{f"split_{place}": row for place, row in enumerate(rows, 1)})
    return [
        sum((row[i] * held for row, held in zip(rows, days, strict=True)), Fraction(0)) / sum(days)
        for i in range(count)
    ]


def part_year(splits: Sequence[DatedSplit], year: FinancialYear) -> list[Fraction]:
    """Return the share of each partner for the year: Σ share × days in force / days in the year, exact.

    splits: dated splits, each as percentages or parts of one. year: the financial year. The shares add to one.
    Source: South Hams and West Devon, Human Resources, changed on 3 October 2022.

    Human Resources was 74/26 to 2 October 2022 and 82/18 from the next day. What was 2022/23?

    >>> day = datetime.date
    >>> splits = [DatedSplit(day(2020, 4, 1), (74, 26)), DatedSplit(day(2022, 10, 3), (82, 18))]
    >>> [str(percent) for percent in percentages(part_year(splits, FinancialYear(2022)), 2)]
    ['77.95', '22.05']
    """
    days = days_in_force(splits, year)
    return by_days([agreed(split.shares, f"The shares from {_day(split.start)}") for split in splits], days)


def core_and_specific(
    core: int, weights: Sequence[Weight], specific: Sequence[int], *, ties: str = "order"
) -> list[int]:
    """Return what each partner bears: its share of the core cost and all of its own: core × pᵢ + specificᵢ.

    core: pence, shared by the weights. specific: pence, wholly attributable to each partner. The parts add to
    core + Σspecific exactly.
    Source: the contribution clause of a collaboration agreement.

    >>> core_and_specific(10_000, [1, 1, 2], [500, 0, -200])
    [3000, 2500, 4800]
    """
    same_length(weights=weights, specific=specific)
    return [part + own for part, own in zip(apportion(core, weights, ties=ties), specific, strict=True)]


def effect(
    amount: int, old: Sequence[Weight], new: Sequence[Weight], *, ties: str = "order"
) -> list[tuple[int, int, int]]:
    """Return what each partner bears on the old basis, on the new one, and the change, in pence.

    amount: pence. old and new: last year's and this year's weights, one for each partner. The old and the new columns
    each add to the amount, the changes to nothing. Sign: a change is + when the partner bears more.

    A cost of £1,000 moves from 74/26 to 82/18: what does each council notice?

    >>> effect(100_000, [74, 26], [82, 18])
    [(74000, 82000, 8000), (26000, 18000, -8000)]
    """
    same_length(old=old, new=new)
    before, after = apportion(amount, old, ties=ties), apportion(amount, new, ties=ties)
    return [(was, now, now - was) for was, now in zip(before, after, strict=True)]


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _gap(first: datetime.date, following: datetime.date, year: FinancialYear) -> str:
    last = following - datetime.timedelta(1)
    return f"No split is in force from {_day(first)} to {_day(last)} of {year}. Give one that covers those days."
