"""The workbook part of a template: its sheets in order, the loops over whole sheets, and the names they are given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mkip_xl.errors import TemplateError
from mkip_xl.findings import place
from mkip_xl.template.axes import Context, bind, turn
from mkip_xl.template.expressions import Frame, Missing
from mkip_xl.template.filters import text_of
from mkip_xl.template.limits import Budget
from mkip_xl.template.plan import BoundSheet, Entry

LONGEST_NAME = 31
_CELL = re.compile(r"[A-Z]{1,3}\d+$")
_ILLEGAL = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class Binder:
    """Counts every loop of a template with one set of data."""

    def __init__(self, entries: Sequence[Entry], template: str) -> None:
        self.entries, self.template = entries, template

    def bind(self, frame: Frame, budget: Budget | None = None) -> list[BoundSheet]:
        """The sheets of the filled workbook, in order, each with its loops counted."""
        budget = budget or Budget()
        bound: list[BoundSheet] = []
        taken: set[str] = {entry.name.casefold() for entry in self.entries if entry.title is None and not entry.loop}
        for entry in self.entries:
            for path, assigned in self._turns(entry, frame, budget):
                for spot, value in assigned:
                    frame[spot] = value
                name = self._name(entry, frame, assigned, taken)
                bound.append(self._sheet(entry, name, path, assigned, frame, budget))
        if not bound:
            raise TemplateError(f"{self.template}: no sheet is left, for every sheet's loop or condition is empty")
        return bound

    def _turns(self, entry: Entry, frame: Frame, budget: Budget) -> list[tuple[tuple[tuple[int, int], ...], Context]]:
        loop = entry.loop
        if loop is None:
            return [((), ())]
        value = self._told(entry, lambda: loop.items(frame))
        if loop.condition:
            return [(((loop.id, 0),), ())] if value else []
        if not isinstance(value, (list, tuple)):
            where = f"{self.template}, '{entry.name}'!A1"
            raise TemplateError(f"{where}: {loop.items.text} is not a list; a sheet loop takes a list")
        budget.check_sheets(len(value), f"{self.template}, {place(entry.name, 'A1')}")
        turns: list[tuple[tuple[tuple[int, int], ...], Context]] = []
        for at, item in enumerate(value):
            info = turn(at, len(value))
            turns.append((((loop.id, at),), ((loop.places[0], item), (loop.info, info))))
        return turns

    def _name(self, entry: Entry, frame: Frame, assigned: Context, taken: set[str]) -> str:
        if entry.title is not None:
            title = entry.title

            def render() -> str:
                return "".join(part if isinstance(part, str) else text_of(part(frame)) for part in title)

            return sheet_name(self._told(entry, render), taken)
        if entry.loop is not None and assigned:
            return sheet_name(_item_name(assigned[0][1]) or entry.name, taken)
        if entry.loop is not None:
            return sheet_name(entry.name, taken)
        return entry.name

    def _sheet(self, entry: Entry, name: str, path: Any, assigned: Context, frame: Frame, budget: Budget) -> BoundSheet:
        rows: list[Context] = [()]
        columns: list[Context] = [()]
        sheet = entry.sheet
        if sheet is None:
            return BoundSheet(entry, name, path, assigned, (), (), rows, columns)
        down = self._told(entry, lambda: bind(sheet.down, frame, rows, budget))
        across = self._told(entry, lambda: bind(sheet.across, frame, columns, budget))
        return BoundSheet(entry, name, path, assigned, down, across, rows, columns)

    def _told(self, entry: Entry, work: Any) -> Any:
        try:
            return work()
        except Missing as missing:
            raise missing.at(self.template, entry.name, None) from None
        except TemplateError as fault:
            if str(fault).startswith(self.template):
                raise
            cell, colon, rest = str(fault).partition(": ")
            if colon and _CELL.match(cell):
                raise TemplateError(f"{self.template}, {place(entry.name, cell)}: {rest}") from None
            raise TemplateError(f"{self.template}, {place(entry.name, None)}: {fault}") from None


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes and no other sheet has: 31 letters, none of []:*?/\\.

    >>> taken = set()
    >>> sheet_name("Costs 2012/13", taken), sheet_name("costs 2012-13", taken), sheet_name("''", taken)
    ('Costs 2012-13', 'costs 2012-13 (2)', 'Sheet')
    """
    legal = _ILLEGAL.sub("-", wanted).strip().strip("'").strip()[:LONGEST_NAME].rstrip("' ") or "Sheet"
    if legal.casefold() == "history":  # Excel keeps this name for itself
        legal += "_"
    name, count = legal, 1
    while name.casefold() in taken:
        count += 1
        ending = f" ({count})"
        name = legal[: LONGEST_NAME - len(ending)] + ending
    taken.add(name.casefold())
    return name


def _item_name(item: Any) -> str:
    if isinstance(item, Mapping):
        for key in ("sheet", "code", "name", "title"):
            if key in item:
                return text_of(item[key])
        return ""
    return text_of(item)
