"""The limits of every kind of Excel, checked over the whole catalogue when it is built and tested."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mkip_xl.excel.catalogue import PREFIX, Function

LONGEST_HELP = 255
LONGEST_ARGUMENT_NAMES = 254
MOST_DESCRIBED_ARGUMENTS = 20

_NAME = re.compile(r"[A-Z][A-Z0-9_]{2,254}")
_ARGUMENT = re.compile(r"[a-z][a-z0-9_]*")
_CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}|R[0-9]*C[0-9]*", re.IGNORECASE)
# fmt: off
_VBA_WORDS = frozenset((
    "abs", "and", "any", "array", "as", "boolean", "byref", "byte", "byval", "call", "case", "cbool", "cbyte",
    "cdate", "cdbl", "cint", "clng", "const", "csng", "cstr", "currency", "cvar", "date", "debug", "declare", "dim",
    "do", "double", "each", "else", "elseif", "empty", "end", "enum", "eqv", "erase", "error", "event", "exit",
    "false", "for", "friend", "function", "get", "global", "gosub", "goto", "if", "imp", "implements", "in",
    "input", "int", "integer", "is", "kill", "len", "let", "lib", "like", "line", "lock", "long", "loop", "lset",
    "me", "mid", "mod", "module", "name", "new", "next", "not", "nothing", "null", "object", "on", "open", "option",
    "optional", "or", "paramarray", "preserve", "print", "private", "property", "public", "put", "randomize",
    "redim", "rem", "resume", "return", "rset", "seek", "select", "set", "single", "static", "step", "stop",
    "string", "sub", "then", "time", "to", "true", "type", "typeof", "unlock", "until", "variant", "wend", "while",
    "width", "with", "write", "xor",
))
# fmt: on


def faults(functions: Iterable[Function]) -> list[str]:
    """What would not fit some kind of Excel, as sentences; none when the catalogue may be built.

    >>> from mkip_xl.excel.functions import CATALOGUE
    >>> faults(CATALOGUE.values())
    []
    """
    return [fault for function in functions for fault in _faults(function)]


def _faults(function: Function) -> list[str]:
    name, arguments = function.name, function.arguments
    found = []
    if not (name.startswith(PREFIX) and _NAME.fullmatch(name)) or _CELL.fullmatch(name):
        found.append(f"{name}: a name is {PREFIX} and capitals, digits or underscores, not shaped like a cell.")
    if not function.description or len(function.description) > LONGEST_HELP:
        found.append(f"{name}: the description has {len(function.description)} characters; 1 to {LONGEST_HELP} fit.")
    if len(", ".join(one.name for one in arguments)) > LONGEST_ARGUMENT_NAMES:
        found.append(f"{name}: the argument names together are longer than {LONGEST_ARGUMENT_NAMES} characters.")
    if len(arguments) > MOST_DESCRIBED_ARGUMENTS:
        found.append(f"{name}: {len(arguments)} arguments; the function wizard describes {MOST_DESCRIBED_ARGUMENTS}.")
    optional = [one.is_optional for one in arguments]
    if optional != sorted(optional):
        found.append(f"{name}: optional arguments come last.")
    if not function.examples:
        found.append(f"{name}: give a worked example.")
    for one in arguments:
        if (
            one.name.casefold() in _VBA_WORDS
            or not re.fullmatch(r"[a-z][a-z0-9_]*", one.name)
            or _CELL.fullmatch(one.name)
        ):
            found.append(f"{name}: {one.name} cannot be the name of an argument in VBA.")
        if not one.help or len(one.help) > LONGEST_HELP:
            found.append(f"{name}: the help of {one.name} has {len(one.help)} characters; 1 to {LONGEST_HELP} fit.")
    for text in (function.description, *(one.help for one in arguments)):
        try:
            text.encode("cp1252")
        except UnicodeEncodeError:
            found.append(f"{name}: VBA cannot hold every character of {text[:40]!r}.")
    return found
