"""Checks a reader can see: what goes in comes out, printed columns add, and one named figure has one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from mkip_xl.errors import RuleError
from mkip_xl.money.rounding import half_away

Kind = Literal["conservation", "casting", "tie-out"]


@dataclass(frozen=True, slots=True)
class Check:
    """Two figures that should agree, what each is called, and by how much they may differ.

    left and right: in the unit the reader sees (pence for conservation and tie-out, the printed unit for casting).
    tolerance: in that same unit; only casting of a printed table has one, and a total held in pence never does.

    >>> check = Check("tie-out", "Ten-year net savings", "Appendix B", 371_000_000, "report", 371_000_000)
    >>> check.passed, check.difference
    (True, 0)
    """

    kind: Kind
    name: str
    left_label: str
    left: int | Fraction
    right_label: str
    right: int | Fraction
    tolerance: int | Fraction = 0

    def __post_init__(self) -> None:
        if self.tolerance != 0 and self.kind != "casting":
            raise RuleError(
                f"The check {self.name!r} is {self.kind}: it allows no tolerance. Give 0; only casting has one."
            )
        if Fraction(self.tolerance) < 0:
            raise RuleError(f"The check {self.name!r} was given a tolerance of {self.tolerance}. Give 0 or more.")

    @property
    def difference(self) -> int | Fraction:
        """Left minus right, in the same unit: positive when the left figure is the larger."""
        return self.left - self.right

    @property
    def passed(self) -> bool:
        """Whether the two agree, within the tolerance."""
        return -self.tolerance <= self.difference <= self.tolerance

    @property
    def casts_within_rounding(self) -> bool:
        """Whether a casting check passed only because printed figures are rounded: the parts do not add as printed."""
        return self.passed and self.difference != 0

    @property
    def transposed(self) -> bool:
        """Whether two digits may have changed places: the gap is not zero and divides by nine."""
        gap = Fraction(self.difference)
        return not self.passed and gap.denominator == 1 and int(gap) % 9 == 0

    @property
    def hint(self) -> str:
        """What to look for; empty when there is nothing to say."""
        if self.transposed:
            return "The gap divides by 9: look for two figures that have changed places."
        if self.casts_within_rounding:
            return "The printed parts differ from the printed total by rounding."
        return ""

    def __str__(self) -> str:
        said = "agrees" if self.passed else "does not agree"
        gap = "" if self.difference == 0 else f" (difference {_shown(self.difference)})"
        text = (
            f"{self.name}: {self.left_label} {_shown(self.left)} {said} with "
            f"{self.right_label} {_shown(self.right)}{gap}."
        )
        return f"{text} {self.hint}".rstrip()


def conservation(
    name: str, total: int, parts: Iterable[int], *, total_label: str = "total", parts_label: str = "sum of the parts"
) -> Check:
    """Return the check that parts add to their total exactly.

    total and parts: whole pence. No parts add to 0.
    Source: the promise that parts add to their total at every stage.

    Does a total of 100p survive its division?

    >>> conservation("ICT budget", 100, [34, 33, 33]).passed
    True
    """
    return Check("conservation", name, total_label, total, parts_label, sum(parts))


def casting(
    name: str,
    total: int | Fraction,
    parts: Sequence[int | Fraction],
    *,
    unit: int | Fraction = 1,
    total_label: str = "printed total",
    parts_label: str = "sum of the printed parts",
) -> Check:
    """Return the check that a printed column adds to its printed total, allowing for rounded figures.

    total and parts: as printed. unit: the last place printed (1 for whole pounds, 1000 for £000 held in pounds).
    The tolerance is n × half a unit for n parts: further apart than that, rounding alone cannot explain the gap.
    When every part was rounded by a rule that keeps the total, ask for `conservation` instead.
    Source: the auditor’s casting of a printed table; each rounded figure is at most half a unit out.

    Maidstone's collection fund surplus was printed as 71,089 over parts of 71,090: is that rounding?

    >>> print(casting("NNDR surplus", 71_089, [35_545, 28_436, 6_398, 711]))
    NNDR surplus: printed total 71,089 agrees with sum of the printed parts 71,090 (difference -1). The printed parts
    differ from the printed total by rounding.
    """
    allowed = Fraction(len(parts)) * Fraction(unit) / 2
    return Check("casting", name, total_label, total, parts_label, sum(parts, Fraction(0)), allowed)


def tie_out(name: str, figures: Mapping[str, int]) -> list[Check]:
    """Return one check for each later place a named figure is shown, against the first place.

    name: what the figure is. figures: place → the value there, whole pence. One named figure has one value everywhere.
    Source: the auditor’s tie-out of one figure across schedules.

    Do the three places that show the capital fund agree?

    >>> [check.passed for check in tie_out("Capital fund", {"E": 30_000_000, "D": 30_000_000, "report": 3_000_000})]
    [True, False]
    """
    if not figures:
        raise RuleError(f"No places were given for {name!r}. Give at least one place and its figure.")
    (first, value), *others = figures.items()
    return [Check("tie-out", name, first, value, place, other) for place, other in others]


def displayed_shares(total: int, lines: Sequence[tuple[str, str, int]]) -> list[str]:
    """Return a sentence for each amount that its displayed percentage does not give; none when all do.

    total: what was divided, in any whole unit. lines: (name, percentage as displayed, amount). A displayed percentage
    is rounded: an amount worked from it may differ though both are right, so shares are used unrounded.

    Worcestershire refunded £300,000 and printed 10.45% and £31,363 for Bromsgrove. Is 10.45% what was used?

    >>> displayed_shares(300_000, [("Bromsgrove", "10.45", 31_363), ("County", "28.90", 86_700)])
    ['Bromsgrove: 10.45% of 300,000 is 31,350, not 31,363. The percentage is rounded for display: use the unrounded
      share.']
    """
    if total == 0:
        raise RuleError("Nothing was divided, so there are no percentages to look at. Give the total that was divided.")
    said = []
    for name, shown, amount in lines:
        percent, places = Fraction(shown), len(shown.partition(".")[2])
        worked = half_away((percent * total / 100).numerator, (percent * total / 100).denominator)
        if worked == amount:
            continue
        implied = Fraction(100 * amount, total) * 10**places
        rounds = half_away(implied.numerator, implied.denominator) == percent * 10**places
        why = (
            "The percentage is rounded for display: use the unrounded share."
            if rounds
            else f"The amount is {_shown(Fraction(100 * amount, total))}% of it: correct one of them."
        )
        said.append(f"{name}: {shown}% of {total:,} is {worked:,}, not {amount:,}. {why}")
    return said


def failures(checks: Iterable[Check]) -> list[Check]:
    """Return the checks that did not pass, in the order given.

    >>> [check.name for check in failures([conservation("Budget", 100, [50, 50]), conservation("Fund", 100, [99])])]
    ['Fund']
    """
    return [check for check in checks if not check.passed]


def _shown(value: int | Fraction) -> str:
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"{Decimal(value.numerator) / value.denominator:,.2f}"
    return f"{int(value):,}"
