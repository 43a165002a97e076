"""What a rule makes of figures that have an origin: the result remembers what it was made of, and by which rule.

Plain numbers stay plain. See `origin` for what is remembered and `figures` for the numbers that remember.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mkip_xl.money.figures import ExactFigure, Figure
from mkip_xl.money.origin import COUNTED, STATED, Origin, origin_of


def rounded(value: int, exact: object, rule: str) -> int:
    """A whole number rounded from an exact one, with the exact one's origin and what rounding added.

    A third of 100p is 33p; rounding took off a third of a penny.

    >>> third = Figure.read(100, "'Savings'!D6") * Fraction(1, 3)
    >>> part = rounded(33, third, "to the penny")
    >>> part, part.origin.rule, str(part.origin.odd_pence)
    (33, 'to the penny', '-1/3')
    """
    origin = origin_of(exact)
    if origin is None:
        return value
    odd = value - origin.value
    return Figure.of(value, Origin(Fraction(value), rule, terms=((Fraction(1), origin),), odd=odd))


def as_exact(value: Decimal | Fraction, exact: Fraction, rule: str) -> Fraction:
    """A number rounded from an exact one, with the exact one's origin and what rounding added; plain if it is.

    A measure of 76.4 per cent, used in whole percents:

    >>> measure = ExactFigure.read(Fraction(382, 5), "'Basis register'!H6")
    >>> whole = as_exact(Fraction(76), measure, "in whole percents")
    >>> str(whole), str(whole.origin.odd)
    ('76', '-2/5')
    """
    number = Fraction(value)
    origin = origin_of(exact)
    if origin is None:
        return number
    odd = number - origin.value
    return ExactFigure(number, Origin(number, rule, unit=origin.unit, terms=((Fraction(1), origin),), odd=odd))


def shared(parts: Sequence[int], total: object, weights: Sequence[Any], rule: str = "share") -> list[int]:
    """The parts of a total with their origins: each its exact share of the total and an odd penny; plain if it is.

    The parts may be rounded by any rule that keeps each within a penny or so of its exact share.

    100p between three equal partners: the first has two thirds of a penny more than its exact share.

    >>> parts = shared([34, 33, 33], Figure.read(100, "'Savings'!D6"), [1, 1, 1])
    >>> parts, [str(part.origin.odd) for part in parts]
    ([34, 33, 33], ['2/3', '-1/3', '-1/3'])
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
    """The same number, with the figures that decided that it is used; plain if it is.

    >>> estimate = ExactFigure.read(Fraction(40), "'Basis register'!I6")
    >>> kept = because(estimate, "kept", [Figure.read(382, "'Basis register'!H6")])
    >>> str(kept), list(kept.origin.deciding())
    ('40', ["'Basis register'!H6"])
    """
    origin = origin_of(value)
    if origin is None:
        return value
    basis = tuple(decided for figure in deciding if (decided := origin_of(figure)) is not None)
    return ExactFigure(value, Origin(value, rule, unit=origin.unit, terms=((Fraction(1), origin),), basis=basis))


def counted(value: int, of: Iterable[object]) -> int:
    """A number counted from others (days between dates, filled cells), which it is not a sum of; plain if they are.

    >>> filled = counted(2, [Figure.read(700, "'Savings'!D6"), Figure.read(900, "'Savings'!D7")])
    >>> filled, [(source.cell, int(source.times)) for source in filled.origin.sources().values()]
    (2, [("'Savings'!D6", 0), ("'Savings'!D7", 0)])
    """
    none = tuple((Fraction(0), origin) for figure in of if (origin := origin_of(figure)) is not None)
    if not none:
        return value
    return Figure.of(value, Origin(Fraction(value), COUNTED, unit="number", terms=none, odd=Fraction(value)))


def stated(value: Fraction, beside: Iterable[object] | None) -> Fraction:
    """A number that a rule states by itself, beside figures that have a source; plain beside plain ones.

    The three percentage points of the methodology, where the register states none:

    >>> points = stated(Fraction(3), [ExactFigure.read(Fraction(40), "'Basis register'!I6")])
    >>> str(points), points.origin.rule
    ('3', 'stated by the rule')
    """
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
