"""Figures that remember where they came from: the cells they were read from, and how they were worked out.

A `Figure` is an int, an `ExactFigure` a Fraction; both calculate as such, and their results remember the sum. What is
worked out from plain numbers stays plain and costs nothing: only a trace begins with figures that have a source.

    origin = value of a cell | Σ factor × term + odd      (odd: what rounding or an odd penny added)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, Self, TypeVar

Unit = Literal["money", "number", "date"]
T = TypeVar("T")

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


class Figure(int):
    """A whole number, pence as a rule, with its origin."""

    origin: Origin

    @classmethod
    def of(cls, value: int, origin: Origin) -> Self:
        """The number with an origin."""
        figure = cls(value)
        figure.origin = origin
        return figure

    @classmethod
    def read(cls, value: int, cell: str, unit: Unit = "money", ledger: str | None = None) -> Self:
        """A number as a cell gives it.

        >>> first, second = Figure.read(300, "'Savings'!D6"), Figure.read(200, "'Savings'!E6")
        >>> saved = first - second
        >>> saved, [(source.cell, str(source.times)) for source in saved.origin.sources().values()]
        (100, [("'Savings'!D6", '1'), ("'Savings'!E6", '-1')])
        """
        return cls.of(value, Origin(Fraction(value), "cell", cell, unit, ledger=ledger))

    def __add__(self, other: int) -> Any:
        return _sum(self, other, 1)

    def __radd__(self, other: int) -> Any:
        return self if other == 0 and not isinstance(other, Figure) else _sum(self, other, 1)

    def __sub__(self, other: int) -> Any:
        return _sum(self, other, -1)

    def __rsub__(self, other: int) -> Any:
        return (-self) + other

    def __neg__(self) -> Any:
        terms = ((Fraction(-1), self.origin),)
        return Figure.of(-int(self), Origin(Fraction(-int(self)), "less", unit=self.origin.unit, terms=terms))

    def __pos__(self) -> Any:
        return self

    def __mul__(self, other: Any) -> Any:
        return times(self, other)

    def __rmul__(self, other: Any) -> Any:
        return times(self, other)

    def __abs__(self) -> Any:
        return -self if self < 0 else self


class ExactFigure(Fraction):
    """An exact number (full-time equivalents, a driver's measure) with its origin."""

    origin: Origin

    def __new__(cls, value: Fraction | int, origin: Origin) -> Self:
        """The number with an origin."""
        figure = super().__new__(cls, value)
        figure.origin = origin
        return figure

    __slots__ = ("origin",)

    @classmethod
    def read(cls, value: Fraction, cell: str) -> Self:
        """A number as a cell gives it."""
        return cls(value, Origin(Fraction(value), "cell", cell, "number"))

    def __add__(self, other: Any) -> Any:
        return _sum(self, other, 1)

    def __radd__(self, other: Any) -> Any:
        return self if other == 0 and not _has_origin(other) else _sum(self, other, 1)

    def __sub__(self, other: Any) -> Any:
        return _sum(self, other, -1)

    def __rsub__(self, other: Any) -> Any:
        return _sum(-self, other, 1)

    def __neg__(self) -> Any:
        return times(self, -1)

    def __mul__(self, other: Any) -> Any:
        return times(self, other)

    def __rmul__(self, other: Any) -> Any:
        return times(self, other)

    def __truediv__(self, other: Any) -> Any:
        decided = origin_of(other)
        made = times(self, 1 / Fraction(other))
        return made if decided is None else ExactFigure(made, replace(made.origin, rule="divided", basis=(decided,)))


class Day(date):
    """A day with the cell it was read from; its value there is its number in the calendar."""

    origin: Origin

    @classmethod
    def read(cls, day: date, cell: str) -> Self:
        """A day as a cell gives it."""
        made = cls(day.year, day.month, day.day)
        made.origin = Origin(Fraction(day.toordinal()), "cell", cell, "date")
        return made


class ShownPounds(Decimal):
    """An amount in pounds as an appendix shows it, with the origin of its pence; sums and differences keep it."""

    origin: Origin

    def __neg__(self, context: Any = None) -> Any:
        return _pounds(super().__neg__(), ((-1, self),))

    def __add__(self, other: Any, context: Any = None) -> Any:
        return _pounds(super().__add__(other), ((1, self), (1, other)))

    def __radd__(self, other: Any, context: Any = None) -> Any:
        return _pounds(super().__radd__(other), ((1, other), (1, self)))

    def __sub__(self, other: Any, context: Any = None) -> Any:
        return _pounds(super().__sub__(other), ((1, self), (-1, other)))

    def __rsub__(self, other: Any, context: Any = None) -> Any:
        return _pounds(super().__rsub__(other), ((1, other), (-1, self)))


class ShownNumber(float):
    """A number as an appendix shows it, with its origin."""

    origin: Origin


def origin_of(value: object) -> Origin | None:
    """The origin of a figure; None for a plain number."""
    found = getattr(value, "origin", None)
    return found if isinstance(found, Origin) else None


def shown(value: object, as_shown: T) -> T:
    """What an appendix shows of a figure, with the figure's origin where it has one.

    >>> shown(5, Decimal("0.05"))
    Decimal('0.05')
    """
    origin = origin_of(value)
    if origin is None:
        return as_shown
    kept: Any = ShownPounds(as_shown) if isinstance(as_shown, Decimal) else ShownNumber(as_shown)  # type: ignore[arg-type]
    kept.origin = origin
    return kept  # type: ignore[no-any-return]


def times(one: Any, other: Any) -> Any:
    """One figure times another number: the money counts that many times; the other decides how many."""
    mine, decided = origin_of(one), origin_of(other)
    if mine is None or (decided is not None and decided.unit == "money" != mine.unit):
        one, other, mine, decided = other, one, decided, mine
    assert mine is not None
    factor = Fraction(other)
    value = Fraction(one) * factor
    origin = Origin(value, "times", unit=mine.unit, terms=((factor, mine),), basis=(decided,) if decided else ())
    if isinstance(one, Figure) and value.denominator == 1 and isinstance(other, int):
        return Figure.of(int(value), origin)
    return ExactFigure(value, origin)


def rounded(value: int, exact: object, rule: str) -> int:
    """A whole number rounded from an exact one, with the exact one's origin and what rounding added."""
    origin = origin_of(exact)
    if origin is None:
        return value
    odd = value - origin.value
    return Figure.of(value, Origin(Fraction(value), rule, terms=((Fraction(1), origin),), odd=odd))


def as_exact(value: Decimal | Fraction, exact: Fraction, rule: str) -> Fraction:
    """A number rounded from an exact one, with the exact one's origin and what rounding added; plain if it is."""
    number = Fraction(value)
    origin = origin_of(exact)
    if origin is None:
        return number
    odd = number - origin.value
    return ExactFigure(number, Origin(number, rule, unit=origin.unit, terms=((Fraction(1), origin),), odd=odd))


def shared(parts: Sequence[int], total: object, weights: Sequence[Any], rule: str = "share") -> list[int]:
    """The parts of a total with their origins: each its exact share of the total and an odd penny; plain if it is.

    The parts may be rounded by any rule that keeps each within a penny or so of its exact share.
    """
    origin = origin_of(total)
    if origin is None:
        return list(parts)
    exact = tuple(Fraction(weight) for weight in weights)
    whole = sum(exact, Fraction(0))
    basis = tuple(decided for weight in weights if (decided := origin_of(weight)) is not None)
    found: list[int] = []
    for place, (part, weight) in enumerate(zip(parts, exact, strict=True)):
        factor = weight / whole
        odd = part - factor * origin.value
        terms = ((factor, origin),)
        division = (int(origin.value), exact, place)
        found.append(
            Figure.of(part, Origin(Fraction(part), rule, terms=terms, basis=basis, odd=odd, division=division))
        )
    return found


def because(value: Fraction, rule: str, deciding: Iterable[object]) -> Fraction:
    """The same number, with the figures that decided that it is used; plain if it is."""
    origin = origin_of(value)
    if origin is None:
        return value
    basis = tuple(decided for figure in deciding if (decided := origin_of(figure)) is not None)
    return ExactFigure(value, Origin(value, rule, unit=origin.unit, terms=((Fraction(1), origin),), basis=basis))


def counted(value: int, of: Iterable[object]) -> int:
    """A number counted from others (days between dates, filled cells), which it is not a sum of; plain if they are."""
    none = tuple((Fraction(0), origin) for figure in of if (origin := origin_of(figure)) is not None)
    if not none:
        return value
    return Figure.of(value, Origin(Fraction(value), COUNTED, unit="number", terms=none, odd=Fraction(value)))


def stated(value: Fraction, beside: Iterable[object] | None) -> Fraction:
    """A number that a rule states by itself, beside figures that have a source; plain beside plain ones."""
    if all(origin_of(figure) is None for figure in beside or ()):
        return value
    return ExactFigure(value, Origin(value, STATED, unit="number", odd=value))


class NothingElse(dict[Any, Any]):
    """Sums by key; a key without lines is nought, which comes from having looked at every line."""

    def __init__(self, found: Mapping[Any, Any], looked_at: Iterable[object]) -> None:
        super().__init__(found)
        self._looked_at = tuple(origin for line in looked_at if (origin := origin_of(line)) is not None)

    def __missing__(self, key: object) -> int:
        nothing = tuple((Fraction(0), origin) for origin in self._looked_at)
        return Figure.of(0, Origin(Fraction(0), "no line of these", terms=nothing))


def _pounds(value: Decimal, terms: Iterable[tuple[int, object]]) -> Any:
    """Pounds worked out in a template from others, with the origin of both."""
    if value is NotImplemented:
        return value
    made = ShownPounds(value)
    origins = tuple((Fraction(sign), origin) for sign, term in terms if (origin := origin_of(term)) is not None)
    pence = Fraction(value) * 100
    odd = pence - sum((sign * origin.value for sign, origin in origins), Fraction(0))
    made.origin = Origin(pence, "sum", terms=origins, odd=odd)
    return made


def _has_origin(value: object) -> bool:
    return origin_of(value) is not None


def _sum(one: Any, other: Any, sign: int) -> Any:
    if isinstance(other, Decimal | float):
        return NotImplemented
    value = Fraction(int(one) if isinstance(one, Figure) else Fraction(one)) + sign * Fraction(other)
    mine = _terms(one.origin)
    origin = origin_of(other)
    theirs = () if origin is None else tuple((sign * factor, term) for factor, term in _terms(origin))
    odd = one.origin.odd if _is_sum(one.origin) else Fraction(0)
    if origin is not None and _is_sum(origin):
        odd += sign * origin.odd
    if origin is None:
        odd += sign * Fraction(other)
    made = Origin(value, "sum", unit=one.origin.unit, terms=(*mine, *theirs), odd=odd)
    if isinstance(one, Figure) and isinstance(other, int):
        return Figure.of(int(value), made)
    return ExactFigure(value, made)


def _is_sum(origin: Origin) -> bool:
    return origin.rule == "sum"


def _terms(origin: Origin) -> tuple[tuple[Fraction, Origin], ...]:
    return origin.terms if _is_sum(origin) else ((Fraction(1), origin),)
