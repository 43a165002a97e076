"""Expressions: read by Jinja2's parser, held against an allow-list, turned into plain Python functions of a frame.

Jinja2 only *reads*: its code generator, which folds constants while compiling and would hang on `9**9**9`, is never
reached. What is not on the list below does not exist here: no calls, powers, attributes of objects, `default`,
formatting, or tests that hide a missing field. Names and keys look into the data's mappings and nowhere else.

A frame is a list: frame[0] is the data, then one place for each loop variable.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateSyntaxError

from mkip_xl.errors import MissingField, TemplateError
from mkip_xl.findings import place
from mkip_xl.template.filters import FILTERS, TEXT_FILTERS, Value, text_of
from mkip_xl.template.working import (
    ARITHMETIC,
    COMPARISONS,
    LARGEST_INTEGER_BITS,
    bounded_text,
    integer,
    numeric,
    worked,
)

Frame = list[Any]
Function = Callable[[Frame], Value]
Names = Mapping[str, int]

MOST_NODES = 200
LOOP_FIELDS = ("index", "index0", "first", "last", "length", "revindex", "revindex0")


Field = tuple[int | None, str]
"""A field an expression reads: the frame's place of its first name (None: the data itself), and its dotted path."""


class Missing(Exception):
    """A field the data does not hold; told with its place by whoever knows the place."""

    def __init__(self, field: str, has: str) -> None:
        super().__init__(field)
        self.field, self.has = field, has
        self.cell: str | None = None

    def at(self, template: str, sheet: str | None, cell: str | None, carrier: str = "") -> MissingField:
        """The error for a reader: template, sheet, cell, what carries the tag, field, and what there is instead."""
        where = ", ".join(part for part in (template, place(sheet, cell or self.cell), carrier) if part)
        return MissingField(f"{where}: the field {self.field} is not in the data ({self.has}). Add it to the data.")


class Expression:
    """An expression ready to be worked out: call it with a frame."""

    __slots__ = ("fields", "function", "gives", "text")

    def __init__(self, text: str, function: Function, fields: tuple[Field, ...], gives: str) -> None:
        self.text, self.function, self.fields, self.gives = text, function, fields, gives

    def __call__(self, frame: Frame) -> Value:
        return self.function(frame)


def compile_expression(text: str, names: Names) -> Expression:
    """The expression of a tag. `names` gives the frame's place of each loop variable that is in reach.

    >>> compile_expression("a.b[1] * 2 if c else 0", {})([{"a": {"b": [3, 4]}, "c": True}])
    8
    >>> compile_expression("9**9**9", {})
    Traceback (most recent call last):
    mkip_xl.errors.TemplateError: {{ 9**9**9 }}: powers (**) are not part of this language
    """
    try:
        tree = _parse(text)
        builder = _Builder(names)
        function = builder.build(tree)
    except RecursionError:
        raise TemplateError(f"{{{{ {text[:40]}… }}}}: brackets too deep; write it in simpler parts") from None
    except TemplateSyntaxError as fault:
        raise TemplateError(f"{{{{ {text} }}}} cannot be read: {fault.message}") from None
    except TemplateError as fault:
        raise TemplateError(f"{{{{ {text} }}}}: {fault}") from None
    except ValueError:
        raise TemplateError(f"{{{{ {text[:40]}… }}}}: a number too long to be read") from None
    return Expression(text, function, tuple(dict.fromkeys(builder.fields)), _gives(tree))


def _gives(tree: nodes.Expr) -> str:
    """What is known of an expression's value: "number text", "date", or nothing."""
    if not isinstance(tree, nodes.Filter):
        return ""
    if tree.name in TEXT_FILTERS:
        return "number text"
    return "date" if tree.name == "date" and not tree.args and not tree.kwargs else ""


@cache
def _environment() -> Environment:
    return Environment(autoescape=False)


def _parse(text: str) -> nodes.Expr:
    template = _environment().parse("{{ " + text + " }}")
    if len(template.body) == 1 and isinstance(output := template.body[0], nodes.Output) and len(output.nodes) == 1:
        return output.nodes[0]
    raise TemplateError("this is not one expression")


_NOT_OFFERED: dict[type[nodes.Node], str] = {
    nodes.Pow: "powers (**) are not part of this language",
    nodes.Call: "calls are not part of this language; filters are, such as {{ amount | gbp }}",
    nodes.Slice: "slices are not part of this language",
    nodes.Dict: "groups of fields cannot be written in a tag; put them in the data",
}


class _Builder:
    """Turns a checked tree into closures; notes which fields and frame places it uses."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.fields: list[Field] = []
        self.count = 0

    def build(self, node: nodes.Node) -> Function:
        self.count += 1
        if self.count > MOST_NODES:
            raise TemplateError(f"more than {MOST_NODES} parts; write it in simpler parts")
        method = getattr(self, "_" + type(node).__name__.lower(), None)
        if method is None:
            kind = type(node).__name__
            raise TemplateError(_NOT_OFFERED.get(type(node), f"{kind} is not part of this language"))
        function: Function = method(node)
        return function

    def _const(self, node: nodes.Const) -> Function:
        value = node.value
        if isinstance(value, int) and value.bit_length() > LARGEST_INTEGER_BITS:
            raise TemplateError("a number too large for a cell")
        return lambda frame: value

    def _list(self, node: nodes.List) -> Function:
        items = [self.build(item) for item in node.items]
        return lambda frame: [item(frame) for item in items]

    def _tuple(self, node: nodes.Tuple) -> Function:
        items = [self.build(item) for item in node.items]
        return lambda frame: [item(frame) for item in items]

    def _name(self, node: nodes.Name) -> Function:
        name = node.name
        _refuse_private(name)
        if name in self.names:
            place = self.names[name]
            self.fields.append((place, name))
            return operator.itemgetter(place)
        if name == "loop":
            raise TemplateError("loop is known inside a loop only")
        self.fields.append((None, name))

        def field(frame: Frame) -> Value:
            try:
                return frame[0][name]
            except KeyError:
                raise Missing(name, _has(frame[0])) from None

        return field

    def _getattr(self, node: nodes.Getattr) -> Function:
        return self._key(node.node, node.attr, _dotted(node))

    def _getitem(self, node: nodes.Getitem) -> Function:
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._key(node.node, node.arg.value, _dotted(node))
        inner, index, path = self.build(node.node), self.build(node.arg), _dotted(node.node)
        self._deeper(path, path + "[…]")

        def item(frame: Frame) -> Value:
            holder, at = inner(frame), index(frame)
            if type(holder) is dict or isinstance(holder, Mapping):
                if at in holder:
                    return holder[at]
                raise Missing(f"{path}[{at!r}]", _has(holder))
            if isinstance(holder, (list, tuple)) and isinstance(at, int) and not isinstance(at, bool):
                if -len(holder) <= at < len(holder):
                    return holder[at]
                raise Missing(f"{path}[{at}]", f"{path} has {len(holder)} items")
            raise TemplateError(f"{path}[{at!r}]: {path} is no list or group of fields, or {at!r} no position in it")

        return item

    def _key(self, holder_node: nodes.Node, key: str, path: str) -> Function:
        _refuse_private(key)
        inner, holder_path = self.build(holder_node), _dotted(holder_node)
        self._deeper(holder_path, path)

        def looked_up(holder: Value) -> Value:
            if type(holder) is dict or isinstance(holder, Mapping):
                try:
                    return holder[key]
                except KeyError:
                    raise Missing(path, _has(holder)) from None
            raise Missing(path, f"{holder_path} is not a group of fields")

        if isinstance(holder_node, nodes.Name) and holder_node.name in self.names:
            place = self.names[holder_node.name]

            def own_field(frame: Frame) -> Value:
                holder = frame[place]
                return holder[key] if type(holder) is dict and key in holder else looked_up(holder)

            return own_field
        return lambda frame: looked_up(inner(frame))

    def _deeper(self, holder: str, path: str) -> None:
        """Note that a field was read within another: the longer path takes the shorter one's place."""
        for at in range(len(self.fields) - 1, -1, -1):
            if self.fields[at][1] == holder:
                place = self.fields.pop(at)[0]
                self.fields.append((place, path))
                return

    def _filter(self, node: nodes.Filter) -> Function:
        name = node.name
        function = FILTERS.get(name)
        if name in ("default", "d"):
            raise TemplateError("default is not offered: a missing field is always an error. Put the field in the data")
        if function is None:
            raise TemplateError(f"the filter {name} is not known; the filters are {', '.join(FILTERS)}")
        if node.node is None or node.dyn_args is not None or node.dyn_kwargs is not None:
            raise TemplateError(f"the filter {name} is written in a way that is not part of this language")
        inner = self.build(node.node)
        arguments = [self.build(argument) for argument in node.args]
        named = {str(pair.key): self.build(pair.value) for pair in cast(list[nodes.Keyword], node.kwargs)}
        _check_arguments(name, function, len(arguments), named)
        if not arguments and not named:
            return lambda frame: function(inner(frame))

        def filtered(frame: Frame) -> Value:
            given = [argument(frame) for argument in arguments]
            try:
                return function(inner(frame), *given, **{key: value(frame) for key, value in named.items()})
            except (TypeError, AttributeError):
                raise TemplateError(f"the filter {name} is given an argument it does not take") from None

        return filtered

    def _test(self, node: nodes.Test) -> Function:
        inner = self.build(node.node)
        if node.args or node.kwargs or node.name not in ("none", "odd", "even"):
            raise TemplateError(f"the test is {node.name} is not offered; is none, is odd and is even are")
        if node.name == "none":
            return lambda frame: inner(frame) is None
        odd = node.name == "odd"
        return lambda frame: (integer(inner(frame), "is odd or even") % 2 == 1) is odd

    def _condexpr(self, node: nodes.CondExpr) -> Function:
        if node.expr2 is None:
            raise TemplateError('an if needs its else, such as {{ "yes" if agreed else "no" }}')
        test, then, other = self.build(node.test), self.build(node.expr1), self.build(node.expr2)
        return lambda frame: then(frame) if test(frame) else other(frame)

    def _and(self, node: nodes.And) -> Function:
        left, right = self.build(node.left), self.build(node.right)
        return lambda frame: left(frame) and right(frame)

    def _or(self, node: nodes.Or) -> Function:
        left, right = self.build(node.left), self.build(node.right)
        return lambda frame: left(frame) or right(frame)

    def _not(self, node: nodes.Not) -> Function:
        inner = self.build(node.node)
        return lambda frame: not inner(frame)

    def _compare(self, node: nodes.Compare) -> Function:
        first = self.build(node.expr)
        rest = [(COMPARISONS[operand.op], self.build(operand.expr)) for operand in node.ops]

        def compared(frame: Frame) -> bool:
            left = first(frame)
            for compare, right_of in rest:
                right = right_of(frame)
                try:
                    holds = compare(left, right)
                except TypeError:
                    message = f"{type(left).__name__} and {type(right).__name__} cannot be compared"
                    raise TemplateError(message) from None
                if not holds:
                    return False
                left = right
            return True

        return compared

    def _concat(self, node: nodes.Concat) -> Function:
        parts = [self.build(part) for part in node.nodes]

        def joined(frame: Frame) -> str:
            return bounded_text("".join([text_of(part(frame)) for part in parts]))

        return joined

    def _arithmetic(self, node: nodes.BinExpr) -> Function:
        left, right, work = self.build(node.left), self.build(node.right), ARITHMETIC[type(node)]
        return lambda frame: worked(work, left(frame), right(frame))

    _add = _sub = _mul = _div = _floordiv = _mod = _arithmetic

    def _neg(self, node: nodes.Neg) -> Function:
        inner = self.build(node.node)
        return lambda frame: -numeric(inner(frame))

    def _pos(self, node: nodes.Pos) -> Function:
        inner = self.build(node.node)
        return lambda frame: numeric(inner(frame))


def _refuse_private(name: str) -> None:
    if name.startswith("_"):
        raise TemplateError(f"{name}: names that begin with _ are not fields")


def _has(holder: Mapping[str, Value]) -> str:
    names = [str(name) for name in holder][:12]
    return "it has " + ", ".join(names) if names else "it is empty"


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr):
        return f"{_dotted(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        if not isinstance(node.arg, nodes.Const):
            return f"{_dotted(node.node)}[…]"
        key = node.arg.value
        return f"{_dotted(node.node)}.{key}" if isinstance(key, str) else f"{_dotted(node.node)}[{key}]"
    return "(…)"


def _check_arguments(name: str, function: Callable[..., Value], count: int, named: Mapping[str, object]) -> None:
    code = function.__code__
    takes = code.co_varnames[1 : code.co_argcount]
    needed = len(takes) - len(function.__defaults__ or ())
    given = set(takes[:count]) | set(named)
    if count > len(takes) or not set(named) <= set(takes) or len(given) < needed:
        accepted = ", ".join(takes) if takes else "nothing in brackets"
        raise TemplateError(f"the filter {name} takes {accepted}")
