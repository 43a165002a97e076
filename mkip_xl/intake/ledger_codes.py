"""Which ledger codes count as which heading or partner: single codes, ranges and beginnings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

from mkip_xl.errors import RuleError

_RANGE = re.compile(r"\s*([0-9A-Za-z]+)\s*(?:-|–|to)\s*([0-9A-Za-z]+)\s*")


@dataclass(frozen=True, slots=True)
class Codes:
    """One line of the mapping: `4010`, `4000-4099`, `40*` or `*`, and what those codes become."""

    written: str
    becomes: str
    place: str
    """Where the line stands, `'Sheet'!Cell`."""

    def __post_init__(self) -> None:
        found = self._ends()
        if found is not None and (len(found[0]) != len(found[1]) or found[0] > found[1]):
            raise RuleError(
                f"{self.place}: {self.written!r} is not a range of codes. Give the lower code first and as many "
                "figures in both, such as 4000-4099."
            )

    def _ends(self) -> tuple[str, str] | None:
        """The ends of a range; a single code may have a hyphen in it too, as AB-1234 has."""
        found = _RANGE.fullmatch(self.written)
        if found is None:
            return None
        first, last = found[1].casefold(), found[2].casefold()
        alike = first.rstrip("0123456789") == last.rstrip("0123456789")
        return (first, last) if alike or (len(first) == len(last) and first <= last) else None

    def hold(self, code: str) -> bool:
        """Whether a code is among these.

        >>> [Codes(written, "", "").hold("4010") for written in ("4010", "4000-4099", "40*", "5*", "4011-4012")]
        [True, True, True, False, False]
        """
        folded, written = code.casefold(), self.written.strip().casefold()
        if folded == written:
            return True
        if written.endswith("*"):
            return folded.startswith(written[:-1])
        ends = self._ends()
        return ends is not None and len(folded) == len(ends[0]) and ends[0] <= folded <= ends[1]

    def cuts(self, other: Codes) -> bool:
        """Whether a range and a beginning share some codes and the range does not lie wholly within the beginning.

        >>> codes = [Codes(written, "", "") for written in ("4020-4199", "40*", "41*", "4*", "5*")]
        >>> [codes[0].cuts(other) for other in codes[1:]]
        [True, True, False, False]
        """
        ends, start = self._ends(), other.written.strip().casefold()
        if ends is None or not start.endswith("*"):
            return False
        first, last = ends
        beginning = start[:-1]
        if all(end.startswith(beginning) for end in ends):
            return False
        return first[: len(beginning)] <= beginning <= last[: len(beginning)]

    @property
    def breadth(self) -> int:
        """How wide the line is: a code by itself counts before a range, a range before a beginning."""
        return 1_000_000 - len(self.written) if self.written.strip().endswith("*") else 1 if self._ends() else 0


class CodeBook:
    """All lines of one kind, subjective or cost centre. The narrowest line that holds a code says what it becomes.

    >>> book = CodeBook([Codes("40*", "Employees", "'Codes'!B2"), Codes("4090", "Training", "'Codes'!B3")])
    >>> book.becomes("4010"), book.becomes("4090"), book.becomes("7000")
    ('Employees', 'Training', None)
    """

    def __init__(self, lines: Iterable[Codes]) -> None:
        self._lines = sorted(lines, key=lambda line: line.breadth)
        self._known: dict[str, str | None] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def overlaps(self) -> Iterator[tuple[Codes, Codes]]:
        """Ranges and beginnings that cut into one another and say different things: none is the narrower one."""
        for one, other in permutations(self._lines, 2):
            if one.becomes != other.becomes and one.cuts(other):
                yield one, other

    def becomes(self, code: str) -> str | None:
        """What a code becomes; None when no line holds it. Two equally narrow lines that differ raise RuleError."""
        if code not in self._known:
            self._known[code] = self._look_up(code)
        return self._known[code]

    def _look_up(self, code: str) -> str | None:
        holding = [line for line in self._lines if line.hold(code)]
        if not holding:
            return None
        first = holding[0]
        for other in holding[1:]:
            if other.breadth == first.breadth and other.becomes != first.becomes:
                raise RuleError(
                    f"The code {code} is {first.becomes!r} by {first.place} and {other.becomes!r} by {other.place}. "
                    "Narrow or remove one of them."
                )
        return first.becomes
