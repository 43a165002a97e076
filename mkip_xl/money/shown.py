"""Figures as an appendix shows them, in pounds or as a number, each with the origin of the figure behind it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from mkip_xl.money.origin import Origin, origin_of

T = TypeVar("T")


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


def shown(value: object, as_shown: T) -> T:
    """What an appendix shows of a figure, with the figure's origin where it has one.

    >>> shown(5, Decimal("0.05"))
    Decimal('0.05')
    >>> from mkip_xl.money.figures import Figure
    >>> told = shown(Figure.read(5, "'Savings'!D6"), Decimal("0.05"))
    >>> str(told), told.origin.cell
    ('0.05', "'Savings'!D6")
    """
    origin = origin_of(value)
    if origin is None:
        return as_shown
    kept: Any = ShownPounds(as_shown) if isinstance(as_shown, Decimal) else ShownNumber(as_shown)  # type: ignore[arg-type]
    kept.origin = origin
    return kept  # type: ignore[no-any-return]


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
