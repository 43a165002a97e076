"""The catalogue: one declaration for each worksheet function, from which every kind of Excel is served.

A function is declared once, as a plain typed function with a docstring, under `declare`. Its Excel name is its own in
capitals after `MKIP_`; its arguments, their help, its limits and its examples are read from the declaration. No host is
imported here.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

PREFIX = "MKIP_"

Value: TypeAlias = object
"""One cell: a number, a text, a boolean, a date, a blank (None) or an error such as "#N/A"."""
Range: TypeAlias = object
"""A cell or a range: a value, a row (list) or rows (list of lists)."""
Spill: TypeAlias = object
"""What a function that takes the shape of a range gives back: a value, or a list of rows."""

Body = TypeVar("Body", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a worksheet function."""

    name: str
    help: str
    is_range: bool
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: the formula as it is typed, and what the cell shows."""

    formula: str
    shows: str


@dataclass(frozen=True)
class Function:
    """One worksheet function: its name, its category, and what its declaration says of it."""

    name: str
    category: str
    body: Callable[..., object]

    @cached_property
    def _sections(self) -> tuple[str, dict[str, str]]:
        return _read_docstring(inspect.getdoc(self.body) or "")

    @cached_property
    def description(self) -> str:
        """The first paragraph of the docstring: what comes back, in one or two sentences."""
        return self._sections[0]

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments in order, optional ones last."""
        helps = self._sections[1]
        annotations = self.body.__annotations__
        defaults = self.body.__defaults__ or ()
        code = self.body.__code__
        names = code.co_varnames[: code.co_argcount]
        first_optional = len(names) - len(defaults)
        return tuple(
            Argument(name, helps.get(name, ""), annotations[name] in ("Range", Range), position >= first_optional)
            for position, name in enumerate(names)
        )

    @property
    def spills(self) -> bool:
        """True when the answer may fill more than one cell."""
        return bool(self.body.__annotations__["return"] == "Spill")

    @cached_property
    def signature(self) -> str:
        """The call as the documentation prints it, optional arguments in brackets.

        >>> from mkip_xl.excel.functions import CATALOGUE
        >>> CATALOGUE["MKIP_PERCENTAGES"].signature
        'MKIP_PERCENTAGES(weights, [places])'
        """
        names = (f"[{one.name}]" if one.is_optional else one.name for one in self.arguments)
        return f"{self.name}({', '.join(names)})"

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The worked examples of the docstring, as a person would type them in Excel."""
        return tuple(_examples(self.name, inspect.getdoc(self.body) or ""))

    def __call__(self, arguments: Sequence[object]) -> object:
        """The answer for these cells. Refusals are raised; `outcomes.answer` catches them."""
        most = self.body.__code__.co_argcount
        given = len(arguments)
        if given == most:
            return self.body(*arguments)
        from mkip_xl.errors import CellError

        if given < most:
            if given < most - len(self.body.__defaults__ or ()):
                name = self.body.__code__.co_varnames[given]
                raise CellError(
                    f"{name} was left out of {self.signature}. Give it; only those in brackets may be left out.",
                    "#VALUE!",
                )
            return self.body(*arguments, *([None] * (most - given)))
        raise CellError(
            f"{self.signature} takes at most {most} arguments; {given} were given. Leave out the last.", "#VALUE!"
        )


class Catalogue(Mapping[str, Function]):
    """The declared functions by Excel name, in the order they are declared."""

    def __init__(self) -> None:
        self._functions: dict[str, Function] = {}

    def declare(self, category: str) -> Callable[[Body], Body]:
        """A decorator that enters a function in the catalogue; the function itself stays a plain function."""

        def enter(body: Body) -> Body:
            name = PREFIX + body.__name__.upper()
            if name in self._functions:
                raise TypeError(f"{name} is declared twice.")
            self._functions[name] = Function(name, category, body)
            return body

        return enter

    def __getitem__(self, name: str) -> Function:
        return self._functions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)


_HEADING = re.compile(r"^(Arguments|Returns|Equation|Sign|Source|Example|Examples):\s*$")
_ARGUMENT = re.compile(r"^ {4}(\w+): (.*)$")


def _read_docstring(text: str) -> tuple[str, dict[str, str]]:
    """The first paragraph as one line, and the help of each argument as one line."""
    description, _, rest = text.partition("\n\n")
    helps: dict[str, str] = {}
    heading = name = ""
    for line in rest.splitlines():
        if found := _HEADING.match(line):
            heading, name = found.group(1), ""
        elif heading == "Arguments" and (found := _ARGUMENT.match(line)):
            name = found.group(1)
            helps[name] = found.group(2).strip()
        elif heading == "Arguments" and name and line.startswith(" " * 8):
            helps[name] += " " + line.strip()
        elif line.strip():
            name = ""
    return " ".join(description.split()), helps


def _examples(name: str, text: str) -> list[Example]:
    """The doctests that call the function, as formulas. A doctest that is not such a call is left to Python."""
    import doctest

    called = name.removeprefix(PREFIX).lower()
    found = []
    for test in doctest.DocTestParser().get_examples(text):
        call = ast.parse(test.source.strip(), mode="eval").body
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == called:
            cells = ", ".join(as_typed(ast.literal_eval(argument)) for argument in call.args)
            found.append(Example(f"={name}({cells})", _shown(ast.literal_eval(test.want.strip()))))
    return found


def described(catalogue: Mapping[str, Function]) -> list[dict[str, Any]]:
    """The catalogue as plain data: what `mkip-xl functions --json` prints and the task pane lists."""
    return [
        {
            "name": function.name,
            "category": function.category,
            "signature": function.signature,
            "description": function.description,
            "spills": function.spills,
            "arguments": [
                {"name": one.name, "help": one.help, "optional": one.is_optional, "range": one.is_range}
                for one in function.arguments
            ],
            "examples": [{"formula": one.formula, "shows": one.shows} for one in function.examples],
        }
        for function in catalogue.values()
    ]


def as_typed(value: object) -> str:
    """A value as it is typed in a formula; a list is a row of an array constant, None is left out.

    >>> as_typed([[1], [2.5]]), as_typed("webster"), as_typed(True)
    ('{1;2.5}', '"webster"', 'TRUE')
    """
    if isinstance(value, list):
        rows = value if value and isinstance(value[0], list) else [value]
        return "{" + ";".join(",".join(as_typed(cell) for cell in row) for row in rows) + "}"
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(" | ".join(_shown(cell) for cell in row) for row in value)
    return value if isinstance(value, str) else as_typed(value)
