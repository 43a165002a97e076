"""Formulas of a filled appendix followed back to the cells that were filled, exactly: what each adds and how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mkip_xl.money.figures import ExactFigure
from mkip_xl.money.origin import Origin, origin_of
from mkip_xl.money.provenance import counted
from mkip_xl.money.rounding import half_away
from mkip_xl.template.tracing import FilledCell
from mkip_xl.workbook.formulas.parsing import Bracketed, Call, Cells, Constant, Node, Operation, parse
from mkip_xl.workbook.formulas.references import Reference, column_letters

if TYPE_CHECKING:
    from mkip_xl.workbook.reading import Cell, Reading

Place = tuple[str, str]
Held = Any  # an exact number, with its origin where it has one; a text, a truth value, or None for a blank


NEAR = Fraction(1, 10**6)
"""How far a figure worked out exactly may be from the one a cell holds in fifteen digits."""


NOTHING = ExactFigure(0, Origin(Fraction(0), "nothing to add", unit="number"))
"""What a sum of no figures comes to."""


class NotFollowed(Exception):
    """A formula that uses what is not followed here; its cell is then told by its own value."""


class Following:
    """The figures of one filled workbook with their origins, each worked out once."""

    def __init__(self, reading: Reading, filled: Mapping[Place, FilledCell]) -> None:
        self.reading, self.filled = reading, filled
        self._held: dict[Place, Held] = {}

    def value(self, sheet: str, cell: str) -> Held:
        """What a cell holds: an exact number with its origin, a text, a truth value or None."""
        place = (sheet, cell)
        if place not in self._held:
            self._held[place] = None  # a circle of formulas reads itself as blank
            self._held[place] = self._worked(place)
        return self._held[place]

    def _worked(self, place: Place) -> Held:
        sheet = self.reading.sheets.get(place[0])
        cell = None if sheet is None else sheet.cells.get(place[1])
        filled = self.filled.get(place)
        if filled is not None and (origin := origin_of(filled.value)) is not None:
            return _as_shown(filled.value, origin)
        if cell is None:
            return None
        if cell.formula is None:
            return _plain(cell)
        try:
            found = _Formula(self, place[0]).evaluate(parse(cell.formula))
        except NotFollowed:
            return _plain(cell)
        shown = _plain(cell)
        if not _is_figure(shown):
            return found
        return found if _is_figure(found) and abs(found - shown) < NEAR else shown

    def formula(self, place: Place) -> str | None:
        """The formula of a cell, without its =."""
        sheet = self.reading.sheets.get(place[0])
        cell = None if sheet is None else sheet.cells.get(place[1])
        return None if cell is None else cell.formula


class _Formula:
    """One formula worked out where it stands."""

    def __init__(self, following: Following, sheet: str) -> None:
        self.following, self.sheet = following, sheet

    def evaluate(self, node: Node) -> Held:
        if isinstance(node, Bracketed):
            return self.evaluate(node.inner)
        if isinstance(node, Constant):
            return Fraction(str(node.value)) if isinstance(node.value, float) else node.value
        if isinstance(node, Cells):
            found = self.cells(node.reference)
            if len(found) != 1:
                raise NotFollowed
            return found[0]
        if isinstance(node, Operation):
            return self.operation(node)
        if isinstance(node, Call):
            function = _FUNCTIONS.get(node.name.upper())
            if function is None:
                raise NotFollowed
            return function(self, node.arguments)
        raise NotFollowed

    def operation(self, node: Operation) -> Held:
        held = [self.evaluate(operand) for operand in node.operands]
        if node.operator in _COMPARE:
            return _COMPARE[node.operator](_compared(held[0]), _compared(held[1]))
        if node.operator == "&":
            return "".join(_text(one) for one in held)
        numbers = [_number(one) for one in held]
        if node.operator not in _CALCULATE:
            raise NotFollowed
        if node.operator == "/" and numbers[1] == 0:
            raise NotFollowed
        return _CALCULATE[node.operator](*numbers)

    def places(self, reference: Reference) -> list[Place]:
        if reference.external or reference.last_sheet or not reference.rows or not reference.columns:
            raise NotFollowed
        sheet = reference.sheet or self.sheet
        return [
            (sheet, f"{column_letters(column)}{row}")
            for row in range(reference.rows.first, reference.rows.last + 1)
            for column in range(reference.columns.first, reference.columns.last + 1)
        ]

    def cells(self, reference: Reference) -> list[Held]:
        return [self.following.value(*place) for place in self.places(reference)]

    def every(self, arguments: Sequence[Node]) -> list[Held]:
        found: list[Held] = []
        for node in arguments:
            found += self.cells(node.reference) if isinstance(node, Cells) else [self.evaluate(node)]
        return found


def _sum(at: _Formula, arguments: Sequence[Node]) -> Held:
    numbers = [one for one in at.every(arguments) if _is_figure(one)]
    return sum(numbers, Fraction(0)) if numbers else NOTHING


def _subtotal(at: _Formula, arguments: Sequence[Node]) -> Held:
    if at.evaluate(arguments[0]) not in (9, 109):
        raise NotFollowed
    found: Held = NOTHING
    for node in arguments[1:]:
        if not isinstance(node, Cells):
            raise NotFollowed
        for place in at.places(node.reference):
            held = at.following.value(*place)
            if _is_figure(held) and not (at.following.formula(place) or "").upper().startswith("SUBTOTAL("):
                found = held + found
    return found


def _round(at: _Formula, arguments: Sequence[Node]) -> Held:
    number, places = _number(at.evaluate(arguments[0])), int(_number(at.evaluate(arguments[1])))
    scaled = Fraction(number) * Fraction(10) ** places
    value = Fraction(half_away(scaled.numerator, scaled.denominator)) / Fraction(10) ** places
    origin = origin_of(number)
    if origin is None or value == number:
        return number if value == number else value
    made = Origin(value, "rounded", unit=origin.unit, terms=((Fraction(1), origin),), odd=value - origin.value)
    return ExactFigure(value, made)


def _if(at: _Formula, arguments: Sequence[Node]) -> Held:
    chosen = 1 if at.evaluate(arguments[0]) else 2
    return at.evaluate(arguments[chosen]) if chosen < len(arguments) else False


def _count(at: _Formula, arguments: Sequence[Node]) -> Held:
    figures = [one for one in at.every(arguments) if _is_figure(one)]
    return counted(len(figures), figures)


def _count_all(at: _Formula, arguments: Sequence[Node]) -> Held:
    filled = [one for one in at.every(arguments) if one not in (None, "")]
    return counted(len(filled), filled)


def _count_if(at: _Formula, arguments: Sequence[Node]) -> Held:
    pairs = list(zip(arguments[::2], arguments[1::2], strict=True))
    columns = [(at.every([cells]), at.evaluate(wanted)) for cells, wanted in pairs]
    if any(
        isinstance(wanted, str) and (wanted[:1] in "<>=" or "*" in wanted or "?" in wanted) for _, wanted in columns
    ):
        raise NotFollowed
    rows = zip(*([_compared(one) == _compared(wanted) for one in held] for held, wanted in columns), strict=True)
    return Fraction(sum(all(row) for row in rows))


def _sum_if(at: _Formula, arguments: Sequence[Node]) -> Held:
    cells, wanted, summed = at.every(arguments[:1]), at.evaluate(arguments[1]), at.every(arguments[-1:])
    if not isinstance(wanted, str) or set(wanted) & set("<>=?~"):
        raise NotFollowed
    pattern = wanted.casefold()
    found = [
        one
        for cell, one in zip(cells, summed, strict=True)
        if _is_figure(one) and isinstance(cell, str) and fnmatchcase(cell.casefold(), pattern)
    ]
    return sum(found, Fraction(0)) if found else NOTHING


_FUNCTIONS: Mapping[str, Callable[[_Formula, Sequence[Node]], Held]] = {
    "SUM": _sum, "SUBTOTAL": _subtotal, "ROUND": _round, "IF": _if, "COUNT": _count, "COUNTA": _count_all,
    "SUMIF": _sum_if, "COUNTIF": _count_if, "COUNTIFS": _count_if,
    "ABS": lambda at, arguments: _absolute(_number(at.evaluate(arguments[0]))),
    "MAX": lambda at, arguments: max((one for one in at.every(arguments) if _is_figure(one)), default=Fraction(0)),
    "MIN": lambda at, arguments: min((one for one in at.every(arguments) if _is_figure(one)), default=Fraction(0)),
    "AND": lambda at, arguments: all(at.every(arguments)),
    "OR": lambda at, arguments: any(at.every(arguments)),
}  # fmt: skip

_CALCULATE: Mapping[str, Callable[..., Held]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
    "-x": lambda a: -a, "+x": lambda a: a, "%": lambda a: a / 100,
}  # fmt: skip

_COMPARE: Mapping[str, Callable[[Held, Held], bool]] = {
    "=": lambda a, b: bool(a == b), "<>": lambda a, b: bool(a != b), "<": lambda a, b: bool(a < b),
    ">": lambda a, b: bool(a > b), "<=": lambda a, b: bool(a <= b), ">=": lambda a, b: bool(a >= b),
}  # fmt: skip


def _absolute(number: Held) -> Held:
    return -number if number < 0 else number


def _as_shown(value: object, origin: Origin) -> Held:
    """A figure in the unit its cell shows, pounds where it is money, with its origin in that unit."""
    if origin.unit == "number":
        held = Fraction(value) if isinstance(value, Decimal) else origin.value
        odd = held - origin.value
        return ExactFigure(held, Origin(held, "as shown", unit="number", terms=((Fraction(1), origin),), odd=odd))
    if isinstance(value, Decimal):
        pounds = Fraction(value)
        return ExactFigure(pounds, Origin(pounds, "in pounds", terms=((Fraction(1, 100), origin),)))
    return ExactFigure(origin.value, origin)


def _plain(cell: Cell) -> Held:
    return Fraction(cell.value) if _is_number(cell) else cell.value  # type: ignore[arg-type]


def _is_number(cell: Cell) -> bool:
    return isinstance(cell.value, int | Decimal) and not isinstance(cell.value, bool)


def _is_figure(held: Held) -> bool:
    return isinstance(held, Fraction | int) and not isinstance(held, bool)


def _number(held: Held) -> Any:
    if held is None:
        return Fraction(0)
    if isinstance(held, bool):
        return Fraction(int(held))
    if isinstance(held, Fraction | int):
        return held
    raise NotFollowed


def _compared(held: Held) -> Held:
    if isinstance(held, str):
        return held.casefold()
    return Fraction(0) if held is None else held


def _text(held: Held) -> str:
    if held is None:
        return ""
    return str(held) if isinstance(held, str) else f"{Decimal(Fraction(held).numerator) / Fraction(held).denominator:f}"
