"""Differencing: which exempt lines follow, by adding and subtracting, from the totals that are to be released."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Relation = Mapping[str, Fraction | int]
"""Figures by name, each with its factor; together they come to nothing: total − line − line … = 0."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """An exempt line that follows from released figures, and which."""

    line: str
    follows_from: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.line} follows from {' and '.join(self.follows_from) or 'the structure of the tables alone'}."


def total_of(total: str, lines: Iterable[str]) -> dict[str, int]:
    """The relation that a total is the sum of its lines.

    >>> total_of("total", ["a", "b"])
    {'total': 1, 'a': -1, 'b': -1}
    """
    relation = {total: 1}
    for line in lines:
        relation[line] = relation.get(line, 0) - 1
    return relation


def disclosed(relations: Iterable[Relation], released: Collection[str], exempt: Collection[str]) -> list[Disclosed]:
    """Every exempt line whose figure follows exactly from the released ones and the relations of the tables.

    relations: how figures add up. released: names of the figures the public is given. exempt: names of those it is not.

    Equation: the relations are reduced to echelon form over the figures that are not released, in exact fractions; a
    line follows when a row holds it and no other unknown. Edge case: a total of one line gives that line away.
    Source: Local Government Act 1972, Schedule 12A; the arithmetic of complementary disclosure.

    The total of three lines is released, and the total of the first two. What follows?

    >>> tables = [total_of("all", ["x", "y", "z"]), total_of("first two", ["x", "y"])]
    >>> [str(found) for found in disclosed(tables, ["all", "first two"], ["x", "y", "z"])]
    ['z follows from all and first two.']
    """
    known = set(released)
    rows: list[dict[str, Fraction]] = []
    sources: list[dict[str, Fraction]] = []
    pivots: dict[str, int] = {}
    for relation in relations:
        row: dict[str, Fraction] = {}
        source: dict[str, Fraction] = {}
        for name, factor in relation.items():
            if factor:
                (source if name in known else row)[name] = Fraction(factor)
        for name in [name for name in row if name in pivots]:
            if name in row:
                _take(row, source, rows[pivots[name]], sources[pivots[name]], name)
        if not row:
            continue
        pivot = min(row, key=lambda name: (name not in exempt, name))
        factor = row[pivot]
        row = {name: value / factor for name, value in row.items()}
        source = {name: value / factor for name, value in source.items()}
        for place, other in enumerate(rows):
            if pivot in other:
                _take(other, sources[place], row, source, pivot)
        pivots[pivot] = len(rows)
        rows.append(row)
        sources.append(source)
    wanted = [name for name in dict.fromkeys(exempt) if name not in known]
    return [
        Disclosed(line, tuple(name for name in released if name in sources[pivots[line]]))
        for line in wanted
        if line in pivots and len(rows[pivots[line]]) == 1
    ]


def _take(
    row: dict[str, Fraction], source: dict[str, Fraction], other: Mapping[str, Fraction],
    other_source: Mapping[str, Fraction], pivot: str,
) -> None:  # fmt: skip
    """Subtract another row, as often as its pivot stands in this one."""
    factor = row[pivot]
    for mine, theirs in ((row, other), (source, other_source)):
        for name, value in theirs.items():
            left = mine.get(name, Fraction(0)) - factor * value
            if left:
                mine[name] = left
            else:
                mine.pop(name, None)


def determined(equations: Sequence[Relation], known: Collection[str]) -> set[str]:
    """Every figure, exempt or not, that follows from the known ones: a plain form of `disclosed`.

    >>> sorted(determined([{"a": 1, "b": -2}, {"b": 1, "c": 1, "d": 1}], ["a"]))
    ['b']
    """
    every = {name for equation in equations for name in equation}
    return {one.line for one in disclosed(equations, known, sorted(every - set(known)))}
