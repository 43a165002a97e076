"""Figures that remember where they came from: numbers to calculate with, whose results remember the sum.

A `Figure` is an int, an `ExactFigure` a Fraction, a `Day` a date. What is worked out from plain numbers stays plain and
costs nothing: only a trace begins with figures that have an origin.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

from mkip_xl.money.origin import Origin, Unit, origin_of


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


def times(one: Any, other: Any) -> Any:
    """One figure times another number: the money counts that many times; the other decides how many.

    Two and a half posts at £30,000 each:

    >>> salary, posts = Figure.read(3000000, "'Posts'!F6"), ExactFigure.read(Fraction(5, 2), "'Posts'!E6")
    >>> cost = times(posts, salary)
    >>> int(cost), [(source.cell, str(source.times)) for source in cost.origin.sources().values()]
    (7500000, [("'Posts'!F6", '5/2')])
    >>> list(cost.origin.deciding())
    ["'Posts'!E6"]
    """
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
