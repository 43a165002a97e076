"""The worksheet functions known to the evaluator: each declared once, by name and by what its arguments are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from mkip_xl.workbook.formulas.values import Result

Body = Callable[..., Result]

_HOMES = ("totals", "rounding", "lookups", "arrays", "texts", "dates", "statistics", "financial", "kinds")


@dataclass(frozen=True, slots=True)
class Function:
    """One function. The letters of its arguments:

    N a number · S a number, not TRUE or FALSE · T a text · L true or false · V one value, an error goes straight
    through · E one value, errors too · R a range or a value as it stands · A the same, worked out cell by cell.
    `?` begins the arguments that may be left out, brackets hold those that repeat.
    """

    name: str
    fixed: str
    repeated: str
    needed: int
    body: Body
    many: bool

    def kind(self, position: int) -> str:
        """The letter of the argument at a position from 0."""
        if position < len(self.fixed):
            return self.fixed[position]
        return self.repeated[(position - len(self.fixed)) % len(self.repeated)] if self.repeated else "V"

    def takes(self, count: int) -> bool:
        """Whether it may be called with so many arguments."""
        return count >= self.needed and (bool(self.repeated) or count <= len(self.fixed))


_KNOWN: dict[str, Function] = {}


def worksheet(names: str, arguments: str = "", *, many: bool = False) -> Callable[[Body], Body]:
    """Declare a function under one name or several. `many`: it may answer with an Array."""
    needed, _, rest = arguments.partition("?")
    fixed, bracket, repeated = (needed + rest).partition("(")
    least = len(needed.partition("(")[0])
    if bracket and "(" in needed:
        least += len(repeated.rstrip(")"))

    def declare(body: Body) -> Body:
        for name in names.split():
            _KNOWN[name] = Function(name, fixed, repeated.rstrip(")"), least, body, many)
        return body

    return declare


def function(name: str) -> Function | None:
    """The function of that name, or None."""
    if not _KNOWN:
        for home in _HOMES:
            import_module(f"mkip_xl.workbook.formulas.functions.{home}")
    return _KNOWN.get(name)


def function_names() -> list[str]:
    """The names of all functions that can be worked out."""
    function("SUM")
    return sorted(_KNOWN)
