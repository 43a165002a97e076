"""Arithmetic and comparisons of expressions: on numbers only, within what a cell can hold."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from jinja2 import nodes

from mkip_xl.errors import TemplateError
from mkip_xl.template.filters import Value

LONGEST_TEXT = 32_767  # what a cell holds
LARGEST_INTEGER_BITS = 1_100  # beyond any Excel number

ARITHMETIC: dict[type[nodes.BinExpr], Callable[[Any, Any], Any]] = {
    nodes.Add: operator.add, nodes.Sub: operator.sub, nodes.Mul: operator.mul,
    nodes.Div: operator.truediv, nodes.FloorDiv: operator.floordiv, nodes.Mod: operator.mod,
}  # fmt: skip
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "lteq": operator.le, "gt": operator.gt,
    "gteq": operator.ge, "in": lambda item, holder: item in holder, "notin": lambda item, holder: item not in holder,
}  # fmt: skip


def bounded_text(text: str) -> str:
    """The text, refused when a cell could not hold it."""
    if len(text) > LONGEST_TEXT:
        raise TemplateError(f"a text of {len(text):,} characters; a cell holds {LONGEST_TEXT:,}")
    return text


def worked(work: Callable[[Any, Any], Any], left: Value, right: Value) -> Value:
    """The result of an operation on two numbers; Decimals stay exact beside floats.

    >>> worked(operator.add, Decimal("0.1"), 0.2)
    Decimal('0.3')
    """
    left, right = numeric(left), numeric(right)
    if isinstance(left, Decimal) and isinstance(right, float):
        right = Decimal(repr(right))
    elif isinstance(left, float) and isinstance(right, Decimal):
        left = Decimal(repr(left))
    try:
        result = work(left, right)
    except ZeroDivisionError:
        raise TemplateError("a division by nought; test for it first, such as {{ a / b if b else 0 }}") from None
    except (OverflowError, InvalidOperation):
        raise TemplateError("a figure too large to be worked out") from None
    if isinstance(result, int) and result.bit_length() > LARGEST_INTEGER_BITS:
        raise TemplateError("a figure too large to be worked out")
    if isinstance(result, Decimal) and result and abs(result.adjusted()) > 400:
        raise TemplateError("a figure too large to be worked out")
    return result


def numeric(value: Value) -> Value:
    """The value, when it is a number a cell could hold."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        if isinstance(value, int) and value.bit_length() > LARGEST_INTEGER_BITS:
            raise TemplateError("a figure too large to be worked out")
        return value
    if isinstance(value, str):
        raise TemplateError(f"arithmetic with the text {value[:40]!r}; join texts with ~, such as {{{{ a ~ b }}}}")
    raise TemplateError(f"arithmetic with {'an empty value' if value is None else type(value).__name__}")


def integer(value: Value, who: str) -> int:
    """The value, when it is a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TemplateError(f"{who} is asked of something that is not a whole number")
