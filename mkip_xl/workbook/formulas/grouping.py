"""A formula as calls, brackets and plain tokens, and what each argument of a function can take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from mkip_xl.workbook.formulas.tokens import Token, tokenise


class Role(Enum):
    """What may stand where a reference stands."""

    ONE = "one value"
    AREA = "one unbroken range"
    LIST = "any number of ranges"
    EACH = "a range, worked out cell by cell"


@dataclass(slots=True)
class Group:
    """A call (`name` set) or a pair of brackets: the pieces between its commas."""

    opening: str
    name: str
    arguments: list[list[Piece]] = field(default_factory=lambda: [[]])
    separators: list[str] = field(default_factory=list)
    closing: str = ""


Piece = Token | Group


@lru_cache(maxsize=4096)
def grouped(formula: str) -> Group:
    """The formula as one outermost group without brackets."""
    root = Group("", "")
    open_groups = [root]
    for token in tokenise(formula):
        here = open_groups[-1]
        if token.kind in ("call", "open"):
            inner = Group(token.text, function_name(token.text[:-1]) if token.kind == "call" else "")
            here.arguments[-1].append(inner)
            open_groups.append(inner)
        elif token.kind == "close" and len(open_groups) > 1:
            here.closing = token.text
            open_groups.pop()
        elif token.kind == "separator":
            here.separators.append(token.text)
            here.arguments.append([])
        else:
            here.arguments[-1].append(token)
    return root


def function_name(written: str) -> str:
    """The name of a function without the prefixes a file puts before newer ones.

    >>> function_name("_xlfn._xlws.SORT"), function_name("sum")
    ('SORT', 'SUM')
    """
    name = written.upper()
    for prefix in ("_XLFN.", "_XLWS.", "_XLUDF."):
        name = name.removeprefix(prefix)
    return name


def alone(argument: Sequence[Piece]) -> Piece | None:
    """The only piece of an argument, spaces apart; None when there are more."""
    pieces = [piece for piece in argument if isinstance(piece, Group) or piece.kind != "space"]
    return pieces[0] if len(pieces) == 1 else None


_LISTS = frozenset({
    "SUM", "PRODUCT", "COUNT", "COUNTA", "AVERAGE", "AVERAGEA", "MIN", "MAX", "MINA", "MAXA", "MEDIAN", "SUMSQ",
    "AND", "OR", "XOR", "CONCAT", "GCD", "LCM", "MODE", "MODE.SNGL", "STDEV", "STDEV.S", "STDEV.P", "STDEVP",
    "STDEVA", "STDEVPA", "VAR", "VAR.S", "VAR.P", "VARP", "VARA", "VARPA", "GEOMEAN", "HARMEAN", "DEVSQ", "AVEDEV",
})  # fmt: skip
_LISTS_AFTER = {"NPV": 1, "SUBTOTAL": 1, "AGGREGATE": 2, "TEXTJOIN": 2}
_AREAS: dict[str, tuple[int, ...]] = {
    "SUMIF": (0, 2), "COUNTIF": (0,), "AVERAGEIF": (0, 2), "COUNTBLANK": (0,), "ROWS": (0,), "COLUMNS": (0,),
    "RANK": (1,), "RANK.EQ": (1,), "RANK.AVG": (1,), "LARGE": (0,), "SMALL": (0,), "IRR": (0,), "MIRR": (0,),
    "PERCENTILE": (0,), "PERCENTILE.INC": (0,), "PERCENTILE.EXC": (0,), "QUARTILE": (0,), "QUARTILE.INC": (0,),
    "INDEX": (0,), "MATCH": (1,), "XMATCH": (1,), "VLOOKUP": (1,), "HLOOKUP": (1,), "LOOKUP": (1, 2),
    "XLOOKUP": (1, 2), "FILTER": (0, 1), "SORT": (0,), "UNIQUE": (0,), "TRANSPOSE": (0,), "MMULT": (0, 1),
    "XNPV": (1, 2), "XIRR": (0, 1),
}  # fmt: skip
_AREAS_BY_TURNS = {"SUMIFS": 1, "AVERAGEIFS": 1, "MINIFS": 1, "MAXIFS": 1, "COUNTIFS": 0}
_LOOKUPS = frozenset(_AREAS) | frozenset(_AREAS_BY_TURNS)


def role(function: str, position: int) -> Role:
    """What the argument at a position (from 0) of a function takes.

    >>> [role("SUMIF", 0).name, role("SUMIF", 1).name, role("SUM", 9).name, role("IF", 1).name]
    ['AREA', 'ONE', 'LIST', 'ONE']
    """
    if function in _LISTS or position >= _LISTS_AFTER.get(function, 999):
        return Role.LIST
    if function == "SUMPRODUCT":
        return Role.EACH
    if position in _AREAS.get(function, ()):
        return Role.AREA
    turn = _AREAS_BY_TURNS.get(function)
    if turn is not None and (position == 0 or position % 2 == turn):
        return Role.AREA
    return Role.ONE


def wants_whole_lists(function: str) -> bool:
    """Whether a range given to the function is a list to look in, not figures of one line."""
    return function in _LOOKUPS


TRANSPARENT = frozenset({
    "N", "ABS", "ROUND", "ROUNDUP", "ROUNDDOWN", "INT", "TRUNC", "IF", "IFERROR", "IFNA", "ISNUMBER", "ISTEXT",
    "ISBLANK", "ISERROR", "NOT", "VALUE", "LEFT", "RIGHT", "MID", "LEN", "TRIM", "UPPER", "LOWER", "YEAR", "MONTH",
    "DAY", "MOD", "SIGN", "SQRT", "POWER", "EXACT", "TEXT",
})  # fmt: skip
"""Functions that work cell by cell: given nothing, inside a total, they add nothing to it."""

CELL_BY_CELL = TRANSPARENT - {"N", "IF", "IFERROR", "IFNA"}
"""Those that, inside SUMPRODUCT, Excel works out for each cell of a range without an array formula."""

_ZERO = frozenset({
    "SUM", "PRODUCT", "MIN", "MAX", "MINA", "MAXA", "SUMSQ", "COUNT", "COUNTA", "SUMPRODUCT", "SUMIF", "SUMIFS",
    "COUNTIF", "COUNTIFS", "COUNTBLANK", "MINIFS", "MAXIFS", "ROWS", "COLUMNS", "NPV", "DEVSQ",
})  # fmt: skip
_NO_AVERAGE = frozenset({
    "AVERAGE", "AVERAGEA", "AVERAGEIF", "AVERAGEIFS", "STDEV", "STDEV.S", "STDEV.P", "STDEVP", "STDEVA", "STDEVPA",
    "VAR", "VAR.S", "VAR.P", "VARP", "VARA", "VARPA",
})  # fmt: skip
_NO_NUMBER = frozenset({
    "MEDIAN", "LARGE", "SMALL", "IRR", "MIRR", "GEOMEAN", "HARMEAN", "AVEDEV", "PERCENTILE", "PERCENTILE.INC",
    "PERCENTILE.EXC", "QUARTILE", "QUARTILE.INC",
})  # fmt: skip
_OTHERS = {"CONCAT": '""', "TEXTJOIN": '""', "AND": "TRUE", "OR": "FALSE", "XOR": "FALSE", "MODE": "#N/A"}
_AVERAGING = frozenset({
    "1", "7", "8", "10", "11", "101", "107", "108", "110", "111",
})  # fmt: skip


def of_nothing(function: str, first_argument: str = "") -> str | None:
    """What a function comes to when all its cells are gone, as a formula writes it; None: the reference is an error.

    >>> of_nothing("SUM"), of_nothing("AVERAGE"), of_nothing("SUBTOTAL", "109"), of_nothing("VLOOKUP")
    ('0', '#DIV/0!', '0', None)
    """
    if function in ("SUBTOTAL", "AGGREGATE"):
        return "#DIV/0!" if first_argument.strip() in _AVERAGING else "0"
    if function in _ZERO:
        return "0"
    if function in _NO_AVERAGE:
        return "#DIV/0!"
    return "#NUM!" if function in _NO_NUMBER else _OTHERS.get(function)


def takes_lists(function: str) -> bool:
    """Whether the function adds up any number of arguments, so that one may simply be left out."""
    return function in _LISTS or function in _LISTS_AFTER


def first_list_position(function: str) -> int:
    """The position (from 0) at which its list of arguments begins."""
    return _LISTS_AFTER.get(function, 0)
