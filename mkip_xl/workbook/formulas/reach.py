"""Where the rows (or the columns) of one reference go when loops have been written out.

The rules are those of Excel's own Insert, Delete and Fill, read as an accountant means them:

- a line of the same iteration is meant wherever both stand in the same loop body;
- a range holds all copies of its lines: it stretches over a loop that it covers, and shrinks to what is left;
- the line directly above a loop, named from inside without `$`, is the line above: for the first copy itself, for the
  others the last line of the copy before (`=C7+B8` runs on; write `C$7` to hold it). A plain factor in the formula's
  own column is held without a `$` (`=B8*C7` takes the rate in C7 each time); `=C7*(1+B8)` compounds. Columns likewise;
- a `$` on the line of the formula itself means the first copy (`B$8:B8` is the running total), a range held at both
  ends all copies (`B8/SUM(B$8:B$8)` is the share of the total);
- from one loop into another that runs beside it, a line named without `$` is that of the same iteration.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from mkip_xl.workbook.formulas.expansion import AxisMap, Loop, Path
from mkip_xl.workbook.formulas.references import Span

Block = tuple[int, int]


class View(NamedTuple):
    """Where the formula stands on this axis: its iterations and their loops, and its own old line if on this sheet."""

    path: Path = ()
    loops: Sequence[Loop] = ()
    line: int | None = None


class Reach(NamedTuple):
    """The new lines meant, as unbroken blocks in order; none when all are gone. `note`: what a reader should know."""

    blocks: tuple[Block, ...]
    note: str | None = None

    @property
    def hull(self) -> Block:
        """From the first line to the last."""
        return self.blocks[0][0], self.blocks[-1][1]


GONE = Reach(())


def reach(
    axis: AxisMap, span: Span, view: View, *, one: bool = False, whole: bool = False, held: bool = False
) -> Reach:
    """The new lines of a span.

    `one`: a single cell is wanted. `whole`: a list is meant, not the line beside. `held`: a plain factor, which is
    the line it names and not the line before.
    """
    if not view.path and span.last <= axis.unchanged_until:
        return Reach(((span.first, span.last),))
    asked = (span, view.path, tuple(view.loops), view.line, one, whole, held)
    found = axis.answers.get(asked)
    if found is None:
        found = axis.answers[asked] = _reach(axis, span, view, one, whole, held)
    assert isinstance(found, Reach)
    return found


def _reach(axis: AxisMap, span: Span, view: View, one: bool, whole: bool, held: bool) -> Reach:
    note = None
    first, last = span.first, span.last
    if view.path and view.line is not None:
        above = _line_above(axis, first, view) if first == last and not span.first_fixed else None
        if above is not None and not (held and axis.copies(first)):
            return Reach(((above, above),), "previous")
        note = "held" if above is not None else None
        if _held_by_itself(span, view):
            return _own_line_held(axis, span, view, one=one)
    start_filter = _shared(axis, view, first)
    end_filter = _shared(axis, view, last)
    if start_filter != end_filter:
        start = _edge(axis, axis.surviving(first, last), start_filter, first, last)
        olds = reversed(list(axis.surviving(first, last)))
        end = _edge(axis, olds, end_filter, first, last, end=True)
        return Reach(((start, end),)) if start is not None and end is not None and start <= end else GONE
    chosen = _chosen(axis, first, last, start_filter)
    if first == last and len(chosen) > 1:
        if not span.first_fixed and not whole:
            chosen, note = _beside(axis, chosen, view, start_filter)
        if one and len(chosen) > 1:
            chosen, note = chosen[:1], "several"
    tail = _tail(axis, first, last)
    blocks = _blocks(axis, [new for new, _ in chosen], tail)
    return Reach(blocks, note) if blocks else Reach((), note)


def _shared(axis: AxisMap, view: View, line: int) -> dict[Hashable, int]:
    """The iterations the formula shares with an old line; none with a line of another sheet."""
    return axis.within(view.path, line) if view.line is not None else {}


def _chosen(axis: AxisMap, first: int, last: int, wanted: dict[Hashable, int]) -> list[tuple[int, Path]]:
    chosen = [copy for old in axis.surviving(first, last) for copy in axis.copies_in(old, wanted)]
    if first < last:
        chosen.sort(key=lambda copy: copy[0])
    return chosen


def _agrees(path: Path, wanted: dict[Hashable, int]) -> bool:
    return all(wanted.get(loop, iteration) == iteration for loop, iteration in path)


def _tail(axis: AxisMap, first: int, last: int) -> Block | None:
    """The part of a span after the last known line: it keeps its length, cut off at the edge of the grid."""
    if last <= axis.last_known:
        return None
    start = max(first, axis.last_known + 1) + axis.shift
    return (start, min(last + axis.shift, axis.size)) if start <= axis.size else None


def _blocks(axis: AxisMap, lines: Sequence[int], tail: Block | None) -> tuple[Block, ...]:
    blocks: list[Block] = []
    spans: Iterable[Block] = [(line, line) for line in lines]
    for start, end in [*spans, *([tail] if tail else [])]:
        if blocks and all(axis.old(line) is None for line in range(blocks[-1][1] + 1, start)):
            blocks[-1] = (blocks[-1][0], end)
        else:
            blocks.append((start, end))
    return tuple(blocks)


def _edge(
    axis: AxisMap, olds: Iterable[int], wanted: dict[Hashable, int], first: int, last: int, *, end: bool = False
) -> int | None:
    """The first (or last) new line of the first (last) old line that is left."""
    tail = _tail(axis, first, last)
    if end and tail:
        return tail[1]
    for old in olds:
        lines = [new for new, path in axis.copies(old) if _agrees(path, wanted)]
        if lines:
            return max(lines) if end else min(lines)
    return tail[0] if tail else None


def _innermost(view: View) -> tuple[Hashable, Loop] | None:
    for (loop, _), body in zip(reversed(view.path), reversed(view.loops), strict=True):
        if not body.condition:
            return loop, body
    return None


def _held_by_itself(span: Span, view: View) -> bool:
    """Whether a `$` holds the formula's own line, or one end of a range in its own loop body and not the other."""
    inner = _innermost(view)
    if inner is None or view.line is None or not (span.first_fixed or span.last_fixed):
        return False
    body = inner[1]
    if not (body.first <= span.first and span.last <= body.last):
        return False
    return span.first_fixed != span.last_fixed or span.first <= view.line <= span.last


def _own_line_held(axis: AxisMap, span: Span, view: View, *, one: bool) -> Reach:
    inner = _innermost(view)
    assert inner is not None
    own = axis.within(view.path, span.first, span.last)
    around = {loop: iteration for loop, iteration in own.items() if loop != inner[0]}
    everywhere = _chosen(axis, span.first, span.last, around)
    here = _chosen(axis, span.first, span.last, own)
    if not everywhere or not here:
        return GONE
    if span.first == span.last and one:
        return Reach((everywhere[0][:1] * 2,))
    if span.first_fixed and span.last_fixed:
        return Reach(_blocks(axis, [new for new, _ in everywhere], None))
    # One end held, the other running: Excel, filled down, writes first copy → own copy whichever end carries the `$`.
    return Reach(((everywhere[0][0], here[-1][0]),))


def _line_above(axis: AxisMap, target: int, view: View) -> int | None:
    """The new line above the formula's own copy, when `target` is the old line directly above the loop's body."""
    for depth in range(len(view.path), 0, -1):
        body = view.loops[depth - 1]
        if target >= body.first or any(True for _ in axis.surviving(target + 1, body.first - 1)):
            return None
        mine = {loop for loop, _ in view.path}
        if any(loop not in mine for _, path in axis.copies(target)[:1] for loop, _ in path):
            return None  # a line of another loop, which runs beside this one
        if body.condition:
            continue
        start = axis.starts.get(view.path[:depth])
        if start is None or start == 1:
            return None
        if view.path[depth - 1][1] > 0:
            return start - 1
        if axis.copies(target):
            return None  # the first copy: the line itself
        for old in range(target - 1, 0, -1):  # a marker line: what stands above it
            wanted = axis.within(view.path, old)
            lines = [new for new, path in axis.copies(old) if _agrees(path, wanted)]
            if lines:
                return max(lines)
        return None
    return None


def _beside(
    axis: AxisMap, chosen: list[tuple[int, Path]], view: View, shared: dict[Hashable, int]
) -> tuple[list[tuple[int, Path]], str | None]:
    """Of the copies of one line in another loop, those of the iterations the formula itself stands in."""
    mine = [
        (body.source, iteration)
        for (loop, iteration), body in zip(view.path, view.loops, strict=True)
        if loop not in shared and not body.condition
    ]
    if not mine:
        return chosen, None
    kept, matched = [], False
    for new, path in chosen:
        free = list(mine)
        fits = True
        for loop, iteration in path:
            body = axis.bodies[loop]
            if loop in shared or body.condition:
                continue
            for index, (source, own) in enumerate(free):
                if source == body.source or source is None or body.source is None:
                    matched = True
                    fits = fits and own == iteration
                    del free[: index + 1]
                    break
        if fits:
            kept.append((new, path))
    if not matched:
        return chosen, None
    return kept, None if kept else "uneven"
