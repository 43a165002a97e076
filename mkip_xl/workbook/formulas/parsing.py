"""A formula read as Excel reads it: what is done first, what stands where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mkip_xl.workbook.formulas.grouping import function_name
from mkip_xl.workbook.formulas.references import Reference
from mkip_xl.workbook.formulas.tokens import Token, tokenise
from mkip_xl.workbook.formulas.values import ERRORS, CannotEvaluate, Value


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a text, TRUE, FALSE or an error written out."""

    value: Value


@dataclass(frozen=True, slots=True)
class Matrix:
    """An array written out: `{1,2;3,4}`."""

    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """A reference."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class Named:
    """A defined name or the name of a table."""

    name: str


@dataclass(frozen=True, slots=True)
class Structured:
    """A structured reference, `Costs[[#Totals],[Net]]`."""

    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with one or two operands; `%` and unary signs have one. `:`, ` ` and `,` join references."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function called; an argument left out is Constant(None)."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Bracketed:
    """Anything in brackets."""

    inner: Node


Node = Constant | Matrix | Cells | Named | Structured | Operation | Call | Bracketed

_BINDING = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
_ENDS = frozenset({"reference", "name", "table", "close", "lost"})
_STARTS = frozenset({"reference", "name", "table", "open", "call", "lost"})


@lru_cache(maxsize=8192)
def parse(formula: str) -> Node:
    """The formula, without a leading `=`, as a tree. CannotEvaluate when it is not one."""
    reader = _Reader(_without_spaces(tokenise(formula)))
    try:
        node = reader.expression(0)
    except RecursionError:
        raise CannotEvaluate("a formula too deeply nested") from None
    if reader.here() is not None:
        raise CannotEvaluate(f"the formula {formula if len(formula) <= 80 else formula[:80] + '…'}")
    return node


def _without_spaces(tokens: Sequence[Token]) -> list[Token]:
    """The tokens; a space between two references becomes the operator that it is."""
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        if token.kind != "space":
            kept.append(token)
        elif kept and kept[-1].kind in _ENDS and index + 1 < len(tokens) and tokens[index + 1].kind in _STARTS:
            kept.append(Token("operator", " "))
    return kept


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.index = tokens, 0

    def here(self) -> Token | None:
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    def take(self) -> Token:
        token = self.here()
        if token is None:
            raise CannotEvaluate("a formula that breaks off")
        self.index += 1
        return token

    def expression(self, binding: int) -> Node:
        left = self.signed()
        while True:
            token = self.here()
            power = _BINDING.get(token.text) if token is not None and token.kind == "operator" else None
            if token is None or power is None or power <= binding:
                return left
            self.index += 1
            left = Operation(token.text, (left, self.expression(power)))

    def signed(self) -> Node:
        token = self.here()
        if token is not None and token.kind == "operator" and token.text in "+-@":
            self.index += 1
            return Operation(token.text + "x", (self.signed(),))
        node = self.joined()
        while (after := self.here()) is not None and after.text == "%":
            self.index += 1
            node = Operation("%", (node,))
        return node

    def joined(self) -> Node:
        node = self.single()
        while (token := self.here()) is not None and token.kind == "operator" and token.text in (":", " ", "#"):
            self.index += 1
            node = Operation("#", (node,)) if token.text == "#" else Operation(token.text, (node, self.single()))
        return node

    def single(self) -> Node:
        token = self.take()
        if token.reference is not None:
            return Cells(token.reference)
        if token.kind == "number":
            return Constant(float(token.text))
        if token.kind == "text":
            return Constant(token.text[1:-1].replace('""', '"'))
        if token.kind in ("error", "lost"):
            code = "#REF!" if token.kind == "lost" else token.text.upper()
            if code not in ERRORS:
                raise CannotEvaluate(code)
            return Constant(ERRORS[code])
        if token.kind == "array":
            return _matrix(token.text)
        if token.kind == "name":
            upper = token.text.upper()
            return Constant(upper == "TRUE") if upper in ("TRUE", "FALSE") else Named(token.text)
        if token.kind == "table":
            return Structured(token.text)
        if token.kind == "call":
            return Call(function_name(token.text[:-1]), tuple(self.arguments()))
        if token.kind == "open":
            inside = self.arguments()
            return Bracketed(inside[0] if len(inside) == 1 else Operation(",", tuple(inside)))
        raise CannotEvaluate(f"{token.text!r} where a value belongs")

    def arguments(self) -> list[Node]:
        found: list[Node] = []
        if (token := self.here()) is not None and token.kind == "close":
            self.index += 1
            return found
        while True:
            token = self.here()
            if token is not None and token.kind in ("separator", "close"):
                found.append(Constant(None))
            else:
                found.append(self.expression(0))
            if self.take_close():
                return found

    def take_close(self) -> bool:
        token = self.take()
        if token.kind not in ("separator", "close"):
            raise CannotEvaluate(f"{token.text!r} where a comma or a bracket belongs")
        return token.kind == "close"


def _matrix(written: str) -> Matrix:
    rows: list[list[Value]] = [[]]
    sign = 1.0
    for token in tokenise(written[1:-1]):
        if token.kind == "space":
            continue
        if token.kind == "separator":
            if token.text == ";":
                rows.append([])
        elif token.text in ("-", "+"):
            sign = -1.0 if token.text == "-" else 1.0
        elif token.kind == "number":
            rows[-1].append(sign * float(token.text))
            sign = 1.0
        elif token.kind == "text":
            rows[-1].append(token.text[1:-1].replace('""', '"'))
        elif token.text in ERRORS:
            rows[-1].append(ERRORS[token.text])
        elif token.text.upper() in ("TRUE", "FALSE"):
            rows[-1].append(token.text.upper() == "TRUE")
        else:
            raise CannotEvaluate(f"{token.text!r} in an array")
    if not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise CannotEvaluate(f"the array {written}")
    return Matrix(tuple(tuple(row) for row in rows))
