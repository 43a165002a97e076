"""Where a figure comes from: the cells it is made of, and how it was worked out from them.

origin = value of a cell | Σ factor × term + odd      (odd: what rounding or an odd penny added)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Unit = Literal["money", "number", "date"]

COUNTED, STATED = "counted", "stated by the rule"
NOT_SUMMED = (COUNTED, STATED)
"""Rules whose figure is not a sum of cells: all of it stands under `odd`."""


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where one figure comes from: a cell, or terms each times a factor, plus the odd pennies; `value` is their sum.

    `basis` are the figures that decided the factors. `division` is (total, weights, place) for a share. `ledger` says
    which lines of an extract that the cell names. Money in pence.
    """

    value: Fraction
    rule: str
    cell: str | None = None
    unit: Unit = "money"
    terms: tuple[tuple[Fraction, Origin], ...] = ()
    basis: tuple[Origin, ...] = ()
    odd: Fraction = Fraction(0)
    division: tuple[int, tuple[Fraction, ...], int] | None = None
    ledger: str | None = None

    def sources(self) -> dict[tuple[str, Fraction, str | None], Source]:
        """The cells the figure is a sum of, each with its value there and how often it counts.

        A cell that names an extract of a ledger stands for each of the sums that were read from it.
        """
        found: dict[tuple[str, Fraction, str | None], Source] = {}
        for origin, times in self._leaves():
            assert origin.cell is not None
            key = origin.cell, origin.value, origin.ledger
            already = found[key].times if key in found else Fraction(0)
            found[key] = Source(origin.cell, origin.value, origin.unit, already + times, origin.ledger)
        return found

    def deciding(self) -> dict[str, Origin]:
        """The cells of the figures that decided how a total was shared or multiplied, however far back."""
        return {
            leaf.cell: leaf
            for origin in self.all()
            for basis in origin.basis
            for leaf in basis.all()
            if leaf.cell is not None
        }

    @property
    def odd_pence(self) -> Fraction:
        """What roundings and odd pennies added on the way, in the unit of the figure."""
        return self.value - sum((source.value * source.times for source in self.sources().values()), Fraction(0))

    def all(self) -> Iterator[Origin]:
        """This origin and those it is worked out from, each once."""
        seen: set[int] = set()
        waiting = [self]
        while waiting:
            here = waiting.pop()
            if id(here) not in seen:
                seen.add(id(here))
                yield here
                waiting += [term for _, term in here.terms]

    def _leaves(self) -> Iterator[tuple[Origin, Fraction]]:
        waiting = [(self, Fraction(1))]
        while waiting:
            here, times = waiting.pop()
            if here.cell is not None:
                yield here, times
            waiting += [(term, times * factor) for factor, term in reversed(here.terms)]


@dataclass(frozen=True, slots=True)
class Source:
    """A cell a figure is made of: its value (pence where it is money) and how many times it counts."""

    cell: str
    value: Fraction
    unit: Unit
    times: Fraction
    ledger: str | None = None


def origin_of(value: object) -> Origin | None:
    """The origin of a figure; None for a plain number.

    >>> from mkip_xl.money.figures import Figure
    >>> origin_of(Figure.read(30000, "'Savings'!D6")).cell, origin_of(30000)
    ("'Savings'!D6", None)
    """
    found = getattr(value, "origin", None)
    return found if isinstance(found, Origin) else None
