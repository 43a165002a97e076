"""Marker lines read into blocks: `{%tr for … %}` … `{%tr endfor %}` down a sheet, `{%tc … %}` across it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mkip_xl.errors import TemplateError
from mkip_xl.findings import Findings
from mkip_xl.template.axes import Block, Choice, Loop, Run, enclosing
from mkip_xl.template.expressions import Expression, compile_expression
from mkip_xl.template.syntax import Statement

DEEPEST = 8


class Places:
    """Gives out places in the frame, and numbers to loops."""

    def __init__(self) -> None:
        self.size = 1
        self._loops = 0

    def take(self) -> int:
        """The next free place."""
        self.size += 1
        return self.size - 1

    def number(self) -> int:
        """The next loop's number."""
        self._loops += 1
        return self._loops


@dataclass(frozen=True, slots=True)
class Marker:
    """A statement and where it stands: its line on the axis and its cell."""

    line: int
    cell: str
    statement: Statement


@dataclass(slots=True)
class _Open:
    marker: Marker
    block: Loop | Choice
    body: list[Block]
    names: Mapping[str, int]


class BlockReader:
    """Reads the markers of one axis of one sheet. Faults become findings; nothing stops at the first."""

    def __init__(self, sheet: str, places: Places, findings: Findings, names: Mapping[str, int]) -> None:
        self.sheet, self.places, self.findings = sheet, places, findings
        self._open: list[_Open] = []
        self._names = dict(names)
        self._top: list[Block] = []
        self._next = 1

    def read(self, markers: Sequence[Marker], last_line: int) -> list[Block]:
        """The blocks of an axis of `last_line` lines."""
        for marker in markers:
            self._run_to(marker.line - 1)
            self._next = max(self._next, marker.line + 1)
            try:
                self._take(marker)
            except TemplateError as fault:
                self.findings.error(self.sheet, marker.cell, "tag", str(fault))
        for left in reversed(self._open):
            statement = left.marker.statement
            closer = "endfor" if statement.word == "for" else "endif"
            message = f"{{%{statement.axis} {statement.word} {_told(statement)}%}} is never ended: "
            message += f"add a marker with {{%{statement.axis} {closer} %}}"
            self.findings.error(self.sheet, left.marker.cell, "unbalanced", message)
        self._run_to(last_line)
        return self._top

    @property
    def _body(self) -> list[Block]:
        return self._open[-1].body if self._open else self._top

    @property
    def _reach(self) -> Mapping[str, int]:
        return self._open[-1].names if self._open else self._names

    def _run_to(self, line: int) -> None:
        if line >= self._next:
            self._body.append(Run(self._next, line))
            self._next = line + 1

    def _take(self, marker: Marker) -> None:
        word = marker.statement.word
        if word in ("for", "if"):
            if len(self._open) >= DEEPEST:
                raise TemplateError(f"more than {DEEPEST} loops and conditions inside one another")
            self._begin(marker)
        elif word == "endfor":
            self._close(marker, Loop)
        elif word == "endif":
            self._close(marker, Choice)
        else:
            self._branch(marker)

    def _begin(self, marker: Marker) -> None:
        statement, where = marker.statement, marker.cell
        compiled, fault = self._compiled(statement.text)
        if statement.word == "if":
            choice = Choice(self.places.number(), where, marker.line)
            body: list[Block] = []
            choice.branches.append((compiled, body))
            self._body.append(choice)
            self._open.append(_Open(marker, choice, body, self._reach))
        else:
            for name in statement.names:
                if name in ("loop", "rowloop", "colloop"):
                    fault = fault or TemplateError(f"{name} cannot be a loop's name; choose another")
                elif name in self._reach:
                    fault = fault or TemplateError(f"{name} is already the name of a loop around this one")
            places = tuple(self.places.take() for _ in statement.names)
            info = self.places.take()
            loop = Loop(self.places.number(), compiled, statement.names, places, info, where, marker.line)
            self._body.append(loop)
            own = "rowloop" if statement.axis == "tr" else "colloop"
            names = {**self._reach, **dict(zip(statement.names, places, strict=True)), "loop": info, own: info}
            self._open.append(_Open(marker, loop, loop.body, names))
        if fault is not None:
            raise fault

    def _compiled(self, text: str) -> tuple[Expression, TemplateError | None]:
        try:
            return compile_expression(text, self._reach), None
        except TemplateError as fault:
            return compile_expression("[]", {}), fault

    def _close(self, marker: Marker, kind: type[Loop | Choice]) -> None:
        if not self._open or not isinstance(self._open[-1].block, kind):
            self._refuse(marker)
            return
        self._open.pop().block.last = marker.line

    def _branch(self, marker: Marker) -> None:
        opened = self._open[-1] if self._open else None
        if opened is None or not isinstance(opened.block, Choice) or opened.block.branches[-1][0] is None:
            self._refuse(marker)
            return
        test: Expression | None = None
        fault = None
        if marker.statement.word == "elif":
            test, fault = self._compiled(marker.statement.text)
        opened.body = []
        opened.block.branches.append((test, opened.body))
        if fault is not None:
            raise fault

    def _refuse(self, marker: Marker) -> None:
        statement = marker.statement
        tag = f"{{%{statement.axis} {statement.word} %}}"
        if self._open:
            opened = self._open[-1].marker
            begun = f"{{%{opened.statement.axis} {opened.statement.word} … %}} of {opened.cell}"
            message = f"{tag} does not match {begun}, which is still open; "
            message += "loops and conditions must lie wholly inside one another"
        else:
            message = f"{tag} has no beginning {'above' if statement.axis == 'tr' else 'before'} it"
        self.findings.error(self.sheet, marker.cell, "unbalanced", message)


def names_at(blocks: Sequence[Block], line: int, axis: str) -> dict[str, int]:
    """The loop names in reach on a line, and `loop` of the innermost loop."""
    names: dict[str, int] = {}
    for loop in enclosing(blocks, line):
        names.update(zip(loop.names, loop.places, strict=True))
        names["loop"] = names["rowloop" if axis == "tr" else "colloop"] = loop.info
    return names


def _told(statement: Statement) -> str:
    if statement.word == "for":
        return f"{', '.join(statement.names)} in {statement.text} "
    return f"{statement.text} "
