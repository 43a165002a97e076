"""The arithmetic of `tables`, block by block: exact int64 columns small enough to stay in the processor's cache.

A block works on amounts of 0 or more. Four paths, chosen by size, all exact:

- A: T · max(w) fits in 63 bits: one division by W.
- B: W² fits: T = Q·W + R, share = Q·w + ⌊R·w / W⌋, for any T.
- C: T below 2^51, n·W within 63 bits and W below 2^58: the quotient in floats, then T·w − q·W in wrapping int64, which
  is exact because the true remainder is small, and a correction by single units.
- D: anything else: Python's own whole numbers, row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column: TypeAlias = NDArray[np.int64]

LIMIT = 2**63 - 1
"""Largest int64."""

PAIRWISE = 24
"""Up to so many parts, ranking by comparing pairs beats sorting."""


def path(largest_total: int, largest_weight: int, weight_sum: int, n: int, *, varying: bool = False) -> str:
    """The letter of the path that is exact for totals and weights of this size.

    Given the largest total (0 or more), weight and sum of weights, and the number of parts. Weights that vary from row
    to row prefer C to A: dividing by a column of whole numbers is slow.

    >>> path(10**9, 500, 1000, 3), path(10**15, 10**9, 2 * 10**9, 3), path(10**9, 10**11, 2 * 10**11, 3)
    ('A', 'B', 'C')
    >>> path(10**16, 10**11, 2 * 10**11, 3)
    'D'
    """
    if largest_total >= LIMIT or weight_sum >= LIMIT:
        return "D"
    fits_c = largest_total < 2**51 and weight_sum * n <= LIMIT and weight_sum < 2**58
    if varying and fits_c:
        return "C"
    if largest_total * largest_weight <= LIMIT:
        return "A"
    if weight_sum * weight_sum <= LIMIT:
        return "B"
    return "C" if fits_c else "D"


def rows_in_block(n: int) -> int:
    """How many rows of n parts a block holds, so that its columns stay in cache.

    >>> rows_in_block(3), rows_in_block(12), rows_in_block(50)
    (16384, 16384, 3072)
    """
    return max(1024, min(16384, 196608 // max(n, 1) // 1024 * 1024))


class Block:
    """Scratch columns for blocks of up to `rows` rows of n parts, and the division that uses them."""

    def __init__(self, rows: int, n: int) -> None:
        import numpy as np

        self.n = n
        self.rests: NDArray[np.int64] = np.empty((n, rows), np.int64)
        self.scratch: Column = np.empty(rows, np.int64)
        self.other: Column = np.empty(rows, np.int64)
        self.ratio: NDArray[np.float64] = np.empty(rows)
        self.exact: NDArray[np.float64] = np.empty(rows)
        self.odd: NDArray[np.int8] = np.empty(rows, np.int8)
        self.ranks: NDArray[np.int8] = np.empty((n, rows), np.int8)
        self.ahead: NDArray[np.bool_] = np.empty(rows, np.bool_)

    def divide(
        self,
        letter: str,
        totals: Column,
        weights: Sequence[int] | Sequence[Column],
        weight_sum: int | Column,
        parts: Sequence[Column],
    ) -> None:
        """Write the largest-remainder parts of totals of 0 or more into the columns `parts`; ties go to the earlier."""
        rows = len(totals)
        floors = {"A": self._floors_a, "B": self._floors_b, "C": self._floors_c}[letter]
        floors(totals, weights, weight_sum, parts)
        self._give_odd(rows, totals, parts)

    def read_pence(self, pounds: NDArray[np.float64], into: Column) -> Column | None:
        """The whole pence of a column of pounds, or None where one of them needs a closer look."""
        import numpy as np

        pence, proof = self.ratio[: len(pounds)], self.exact[: len(pounds)]
        np.multiply(pounds, 100.0, out=pence)
        np.rint(pence, out=pence)
        np.divide(pence, 100.0, out=proof)
        if not np.equal(proof, pounds, out=self.ahead[: len(pounds)]).all():
            return None
        np.copyto(into, pence, casting="unsafe")
        return into

    def _floors_a(
        self,
        totals: Column,
        weights: Sequence[int] | Sequence[Column],
        weight_sum: int | Column,
        parts: Sequence[Column],
    ) -> None:
        import numpy as np

        rows = len(totals)
        product = self.scratch[:rows]
        for j in range(self.n):
            rest = self.rests[j, :rows]
            np.multiply(totals, weights[j], out=product)
            np.floor_divide(product, weight_sum, out=parts[j])
            np.multiply(parts[j], weight_sum, out=rest)
            np.subtract(product, rest, out=rest)

    def _floors_b(
        self,
        totals: Column,
        weights: Sequence[int] | Sequence[Column],
        weight_sum: int | Column,
        parts: Sequence[Column],
    ) -> None:
        import numpy as np

        rows = len(totals)
        whole, left = totals // weight_sum, self.other[:rows]
        np.multiply(whole, weight_sum, out=left)
        np.subtract(totals, left, out=left)
        product = self.scratch[:rows]
        self._floors_a(left, weights, weight_sum, parts)
        for j in range(self.n):
            np.multiply(whole, weights[j], out=product)
            np.add(parts[j], product, out=parts[j])

    def _floors_c(
        self,
        totals: Column,
        weights: Sequence[int] | Sequence[Column],
        weight_sum: int | Column,
        parts: Sequence[Column],
    ) -> None:
        import numpy as np

        rows = len(totals)
        ratio, exact, product = self.ratio[:rows], self.exact[:rows], self.scratch[:rows]
        np.divide(totals, weight_sum, out=ratio)
        for j in range(self.n):
            rest = self.rests[j, :rows]
            np.multiply(ratio, weights[j], out=exact)
            np.copyto(parts[j], exact, casting="unsafe")
            np.multiply(totals, weights[j], out=product)
            np.multiply(parts[j], weight_sum, out=rest)
            np.subtract(product, rest, out=rest)
            while (low := rest < 0).any():
                np.subtract(parts[j], low, out=parts[j])
                np.add(rest, np.multiply(low, weight_sum, out=product), out=rest)
            while (high := rest >= weight_sum).any():
                np.add(parts[j], high, out=parts[j])
                np.subtract(rest, np.multiply(high, weight_sum, out=product), out=rest)

    def _give_odd(self, rows: int, totals: Column, parts: Sequence[Column]) -> None:
        import numpy as np

        n = self.n
        left = self.scratch[:rows]
        np.subtract(totals, parts[0], out=left)
        for j in range(1, n):
            np.subtract(left, parts[j], out=left)
        if n > PAIRWISE:
            self._give_sorted(rows, left, parts)
            return
        odd, ahead = self.odd[:rows], self.ahead[:rows]
        np.copyto(odd, left, casting="unsafe")
        ranks = [self.ranks[j, :rows] for j in range(n)]
        rests = [self.rests[j, :rows] for j in range(n)]
        one = ahead.view(np.int8)
        for j in range(n):
            ranks[j].fill(n - 1 - j)
        for j in range(n):
            for k in range(j + 1, n):
                np.greater_equal(rests[j], rests[k], out=ahead)
                np.subtract(ranks[j], one, out=ranks[j])
                np.add(ranks[k], one, out=ranks[k])
        for j in range(n):
            np.less(ranks[j], odd, out=ahead)
            np.add(parts[j], ahead, out=parts[j])

    def _give_sorted(self, rows: int, left: Column, parts: Sequence[Column]) -> None:
        import numpy as np

        order = np.argsort(-self.rests[:, :rows], axis=0, kind="stable")
        gains = np.zeros((self.n, rows), np.int64)
        np.put_along_axis(gains, order, (np.arange(self.n)[:, None] < left).astype(np.int64), axis=0)
        for j in range(self.n):
            np.add(parts[j], gains[j], out=parts[j])


def by_rows(totals: Sequence[int], weights: Callable[[int], Sequence[int]], n: int) -> list[list[int]]:
    """Path D: the largest-remainder parts, row by row, in Python's whole numbers; ties to earlier columns.

    Given totals of 0 or more and the whole weights of a row by its place.

    >>> by_rows([100, 5], lambda row: [1, 1, 1], 3)
    [[34, 33, 33], [2, 2, 1]]
    """
    from mkip_xl.money.apportionment import largest_remainder

    found = []
    for row, total in enumerate(totals):
        line = weights(row)
        found.append(largest_remainder(total, line, sum(line)))
    return found
