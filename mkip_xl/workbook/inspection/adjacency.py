"""A secret cut up over neighbouring cells: pieces that join, rightwards or downwards, into a whole one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_LONGEST = 48
_MOST_PIECES = 200_000


class Pieces:
    """The short contents of a sheet's cells that could be pieces of a secret, by (row, column)."""

    def __init__(self, wholes: Iterable[tuple[str, str, int]]) -> None:
        """`wholes`: each whole without spaces, what kind of secret it is, and its place in its list."""
        self.wholes = {text: (kind, place) for text, kind, place in wholes if len(text) >= 6}
        self._inner = {
            text[start:end]
            for text in self.wholes
            if len(text) <= _LONGEST
            for start in range(len(text))
            for end in range(start + 1, len(text) + 1)
            if end - start < len(text)
        } | {word for text in self.wholes if len(text) > _LONGEST for word in (text[:_LONGEST], text[-_LONGEST:])}
        self.starts = {text[:end] for text in self.wholes for end in range(1, len(text))}
        self._grid: dict[tuple[int, int], str] = {}

    def could_be(self, text: str) -> bool:
        """Whether a cell's content, without spaces and in lower case, is a piece of some secret."""
        return text in self._inner

    def put(self, row: int, column: int, piece: str) -> None:
        """Note a piece at its cell; a sheet with more pieces than can be joined is given up beyond a bound."""
        if len(self._grid) < _MOST_PIECES:
            self._grid[row, column] = piece

    def found(self) -> Iterator[tuple[str, int, int, int, str]]:
        """Each secret that pieces join to: kind, place in its list, row and column of the first piece, direction."""
        for (row, column), piece in self._grid.items():
            if piece not in self.starts:
                continue
            for down, right, direction in ((0, 1, "along the row"), (1, 0, "down the column")):
                joined, step = piece, 1
                while joined in self.starts and step < 40:
                    following = self._grid.get((row + down * step, column + right * step))
                    if following is None:
                        break
                    joined += following
                    step += 1
                    if joined in self.wholes:
                        kind, place = self.wholes[joined]
                        yield kind, place, row, column, direction
                        break
        self._grid.clear()
