"""The lines of a sheet, down or across: which are plain, which repeat, which depend, and what becomes of them.

A sheet has two axes. Each is a list of blocks: runs of plain lines, loops and choices, nested as deep as the marker
lines say. With data, an axis is *bound*: its loops are counted (the shape) and their items kept (the contexts). With a
shape, it is *expanded* into new lines, each knowing its old line, its iterations and its context.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from mkip_xl.errors import TemplateError
from mkip_xl.template.expressions import Expression, Frame, Missing
from mkip_xl.template.limits import Budget

Shape = tuple[Any, ...]
Path = tuple[tuple[int, int], ...]
Context = tuple[tuple[int, Any], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Plain lines, first to last (1-based, both included)."""

    first: int
    last: int


@dataclass(slots=True)
class Loop:
    """Lines repeated for each item. `places` are the frame places of its names, `info` that of its `loop`."""

    id: int
    items: Expression
    names: tuple[str, ...]
    places: tuple[int, ...]
    info: int
    where: str
    first: int
    last: int = 0
    body: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Choice:
    """Lines kept or not: the first branch whose test holds; a test of None is the else."""

    id: int
    where: str
    first: int
    last: int = 0
    branches: list[tuple[Expression | None, list[Block]]] = field(default_factory=list)


Block = Run | Loop | Choice


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line of the filled sheet: the template's line it comes from, its iterations, its context; or kept blank."""

    old: int
    path: Path
    context: int
    blank: bool = False


def bind(blocks: Sequence[Block], frame: Frame, contexts: list[Context], budget: Budget, above: Context = ()) -> Shape:
    """The shape of an axis with this data; `contexts` grows by one for each iteration, outermost first.

    contexts[0] is the context outside every loop; the caller puts it there.
    """
    shape: list[Any] = []
    for block in blocks:
        if isinstance(block, Loop):
            items = _items(block, frame)
            budget.spend(len(items) * max(1, block.last - block.first - 1), block.where)
            times, nested = len(items), _has_control(block.body)
            inner = []
            if len(block.places) == 1 and not nested:
                place, info, count = block.places[0], block.info, len(items)
                contexts += [(*above, (place, item), (info, turn(at, count))) for at, item in enumerate(items)]
                items = ()
            for at, item in enumerate(items):
                context = above + _assignments(block, item, at, len(items))
                contexts.append(context)
                if nested:
                    for place, value in context:
                        frame[place] = value
                    inner.append(bind(block.body, frame, contexts, budget, context))
            shape.append((times, tuple(inner)))
        elif isinstance(block, Choice):
            shape.append(_chosen(block, frame, contexts, budget, above))
    return tuple(shape)


def expand(blocks: Sequence[Block], shape: Shape) -> list[NewLine]:
    """The new lines of an axis, in order; contexts are numbered as `bind` made them."""
    lines: list[NewLine] = []
    _expand(blocks, iter(shape), (), 0, iter(range(1, 1 << 60)), lines)
    return lines


def loops(blocks: Sequence[Block]) -> Iterator[Loop]:
    """Every loop among the blocks, outer before inner."""
    for block in blocks:
        if isinstance(block, Loop):
            yield block
            yield from loops(block.body)
        elif isinstance(block, Choice):
            for _, body in block.branches:
                yield from loops(body)


def choices(blocks: Sequence[Block]) -> Iterator[Choice]:
    """Every choice among the blocks."""
    for block in blocks:
        if isinstance(block, Choice):
            yield block
            for _, body in block.branches:
                yield from choices(body)
        elif isinstance(block, Loop):
            yield from choices(block.body)


def plain_lines(blocks: Sequence[Block]) -> Iterator[int]:
    """The old lines that are no markers."""
    for block in blocks:
        if isinstance(block, Run):
            yield from range(block.first, block.last + 1)
        elif isinstance(block, Loop):
            yield from plain_lines(block.body)
        else:
            for _, body in block.branches:
                yield from plain_lines(body)


def enclosing(blocks: Sequence[Block], line: int) -> tuple[Loop, ...]:
    """The loops that a line lies in, outermost first."""
    for block in blocks:
        if isinstance(block, Loop) and block.first < line < block.last:
            return (block, *enclosing(block.body, line))
        if isinstance(block, Choice) and block.first < line < block.last:
            for _, body in block.branches:
                found = enclosing(body, line)
                if found:
                    return found
    return ()


def holders(blocks: Sequence[Block], first: int, last: int) -> Iterator[Loop | Choice]:
    """The loops and choices that hold all the lines from first to last, outermost first."""
    for block in blocks:
        if isinstance(block, Run) or not block.first < first or not last < block.last:
            continue
        yield block
        for body in [block.body] if isinstance(block, Loop) else [body for _, body in block.branches]:
            yield from holders(body, first, last)


@lru_cache(maxsize=2048)
def turn(at: int, count: int) -> Mapping[str, int | bool]:
    """What `loop` says in one turn of a loop.

    >>> turn(0, 3)["index"], turn(2, 3)["last"]
    (1, True)
    """
    return {
        "index": at + 1, "index0": at, "first": at == 0, "last": at == count - 1, "length": count,
        "revindex": count - at, "revindex0": count - at - 1,
    }  # fmt: skip


def _worked_out(expression: Expression, frame: Frame, where: str) -> Any:
    try:
        return expression(frame)
    except Missing as missing:
        missing.cell = where
        raise
    except TemplateError as fault:
        raise TemplateError(f"{where}: {fault}") from None


def _has_control(blocks: Sequence[Block]) -> bool:
    return any(not isinstance(block, Run) for block in blocks)


def _items(loop: Loop, frame: Frame) -> Sequence[Any]:
    items = _worked_out(loop.items, frame, loop.where)
    if isinstance(items, (list, tuple)):
        return items
    if isinstance(items, Mapping):
        return list(items)
    kind = "nothing" if items is None else f"a {type(items).__name__}"
    raise TemplateError(f"{loop.where}: {loop.items.text} is {kind}; a loop takes a list")


def _assignments(loop: Loop, item: Any, at: int, count: int) -> Context:
    info = turn(at, count)
    if len(loop.places) == 1:
        return ((loop.places[0], item), (loop.info, info))
    if not isinstance(item, (list, tuple)) or len(item) != len(loop.places):
        names = ", ".join(loop.names)
        raise TemplateError(f"{loop.where}: each item of {loop.items.text} should be a list of {names}")
    return (*zip(loop.places, item, strict=True), (loop.info, info))


def _chosen(choice: Choice, frame: Frame, contexts: list[Context], budget: Budget, above: Context) -> tuple[int, Shape]:
    for at, (test, body) in enumerate(choice.branches):
        if test is None or _worked_out(test, frame, choice.where):
            return at, bind(body, frame, contexts, budget, above)
    return -1, ()


def _expand(
    blocks: Sequence[Block], shape: Iterator[Any], path: Path, context: int, count: Iterator[int], lines: list[NewLine]
) -> None:
    for block in blocks:
        if isinstance(block, Run):
            lines.extend(NewLine(old, path, context) for old in range(block.first, block.last + 1))
        elif isinstance(block, Loop):
            times, inner = next(shape)
            for at in range(times):
                _expand(
                    block.body, iter(inner[at] if inner else ()), (*path, (block.id, at)), next(count), count, lines
                )
        else:
            branch, within = next(shape)
            if branch >= 0:
                _expand(block.branches[branch][1], iter(within), (*path, (block.id, 0)), context, count, lines)
