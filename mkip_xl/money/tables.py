"""Many amounts divided at once, at compiled speed and with the answers of `apportion`, row by row.

numpy is loaded when a table is asked for, not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mkip_xl.errors import AmountError, TieError
from mkip_xl.money import blocks
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.columns import WeightLines, weight_lines, whole_array, whole_column
from mkip_xl.money.methods import method_name
from mkip_xl.money.pence import LARGEST, to_pence
from mkip_xl.money.ties import places, tie_rule
from mkip_xl.money.weights import Weight

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


def apportion_table(
    amounts: Sequence[int] | NDArray[Any],
    weights: Sequence[Weight] | Sequence[Sequence[Weight]] | NDArray[Any],
    *,
    method: str = "largest remainder",
    ties: str = "order",
    named: int | None = None,
    turn: int = 0,
    **options: Any,
) -> NDArray[Any]:
    """The whole pence of every amount by every part: one row for each amount, one column for each part.

    Given m amounts in whole pence (any sign) and either n weights for all rows or m rows of n weights; returns an m × n
    array, int64 unless a figure is too large for it. Every row adds to its amount exactly.

    - `method`, `ties`, `named` and other options as `apportion`. Largest remainder runs in blocks of int64; other
      methods and bounded divisions go row by row.
    - `turn`: with ties "rotate", row i starts at part (turn + i) mod n, so that over many lines nobody gains.

    Refused: what `apportion` refuses, naming the row. Equation and source: as `apportion`. Sign: a negative amount is
    minus the same positive one.

    >>> apportion_table([100, -100, 5], [1, 1, 1]).tolist()
    [[34, 33, 33], [-34, -33, -33], [2, 2, 1]]
    """
    import numpy as np

    totals = whole_column(amounts)
    lines = weight_lines(weights, len(totals))
    rule = tie_rule(ties)
    if method_name(method) != "largest remainder" or options or (lines.varying and rule in ("largest", "smallest")):
        shared = {"method": method, "ties": ties, "named": named, **options}
        rows = [
            apportion(int(total), lines.row(i), turn=turn + i if rule == "rotate" else turn, **shared)
            for i, total in enumerate(totals)
        ]
        return whole_array(rows, lines.n)
    if rule == "rotate":
        start = (np.arange(len(totals)) + turn) % lines.n
        parts: NDArray[Any] = np.empty((len(totals), lines.n), np.int64, order="F")
        for first in range(lines.n):
            chosen = np.flatnonzero(start == first)
            if len(chosen):
                some = _largest_remainders(
                    totals[chosen], lines.only(chosen), places("rotate", [0] * lines.n, None, first)
                )
                parts = parts.astype(object) if some.dtype == object else parts
                parts[chosen] = some
        return parts
    queue = places(rule, lines.first if not lines.varying else [0] * lines.n, named, turn)
    found = _largest_remainders(totals, lines, queue)
    if rule == "error":
        other = _largest_remainders(totals, lines, queue[::-1])
        if (tied := (found != other).any(axis=1)).any():
            raise TieError(
                f"Row {int(np.flatnonzero(tied)[0]) + 1} has equal claims to an odd penny. "
                "Choose a rule for ties that says who gets it, such as order or largest."
            )
    return found


def apportion_pounds_table(
    amounts: ArrayLike, weights: Sequence[Weight] | Sequence[Sequence[Weight]] | NDArray[Any], **options: Any
) -> NDArray[np.float64]:
    """The same division for floats: m amounts in pounds to an m × n array of pounds, each the float nearest its pence.

    Given and refused as `apportion_table` and `pence.to_pence`, at two decimals. Equation, source and sign: as
    `apportion`.

    >>> apportion_pounds_table([100.01, -0.05], [1, 1, 1]).tolist()
    [[33.34, 33.34, 33.33], [-0.02, -0.02, -0.01]]
    """
    import numpy as np

    pounds = np.asarray(amounts)
    if pounds.ndim != 1 or pounds.dtype.kind not in "fiu":
        raise AmountError("Amounts were not given as one list of numbers. Give one number of pounds for each row.")
    pounds = np.ascontiguousarray(pounds, np.float64)
    if not options:
        lines = weight_lines(weights, len(pounds))
        return _largest_remainders(pounds, lines, range(lines.n), in_pounds=True)
    totals = np.array([_row_pence(amount, row) for row, amount in enumerate(pounds.tolist(), 1)], np.int64)
    found: NDArray[np.float64] = np.divide(apportion_table(totals, weights, **options), 100.0, dtype=np.float64)
    return found


def running(
    amounts: Sequence[int] | NDArray[Any],
    weights: Sequence[Weight],
    *,
    method: str = "largest remainder",
    **options: Any,
) -> NDArray[Any]:
    """The whole pence of every period by every part, so that the running totals are divided exactly as well.

    Given m amounts (minor units, in order of time) and n weights; returns an m × n array in which every row adds to
    its amount and the sum of the first k rows is `apportion` of the sum of the first k amounts, for every k. So the
    year adds for each partner, whatever the months.

    Equation: part_k = f(T_1 + … + T_k) − f(T_1 + … + T_{k−1}). With largest remainder a cell is within two pence of
    its exact share, and a tiny month may show −1p for a partner; Webster never does while the amounts have one sign.
    Source: cumulative rounding, as schedules of instalments use it. Sign: symmetric.

    >>> running([1, 1, 1, 1], [1, 1, 1]).tolist()
    [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
    """
    import numpy as np

    totals = whole_column(amounts)
    size = (
        sum(abs(int(total)) for total in totals) if totals.dtype == object else float(np.abs(totals, dtype=float).sum())
    )
    if size >= 2**62:
        totals = totals.astype(object)
    so_far = apportion_table(np.cumsum(totals, dtype=totals.dtype), weights, method=method, **options)
    return np.diff(so_far, axis=0, prepend=np.zeros((1, so_far.shape[1]), so_far.dtype))


def _largest_remainders(
    totals: NDArray[Any], lines: WeightLines, queue: Sequence[int], *, in_pounds: bool = False
) -> NDArray[Any]:
    import numpy as np

    m, n = len(totals), lines.n
    order = sorted(range(n), key=queue.__getitem__)
    ends = (totals.max(), totals.min()) if m else (0, 0)
    if in_pounds and not max(ends[0], -ends[1]) <= LARGEST / 100:
        for row, amount in enumerate(totals.tolist(), 1):
            _row_pence(amount, row)
    most = max(abs(int(end * 100 if in_pounds else end)) for end in ends) + in_pounds
    if lines.lines is None:
        widest, weight_sum = max(lines.first), sum(lines.first)
    else:
        widest = int(lines.lines.max()) if m else 1
        weight_sum = n * widest
    letter = blocks.path(most, widest, weight_sum, n, varying=lines.varying)
    if letter == "D" or totals.dtype == object or (lines.lines is not None and lines.lines.dtype == object):
        if in_pounds:
            totals = np.array([_row_pence(amount, row) for row, amount in enumerate(totals.tolist(), 1)], np.int64)
        found = _row_by_row(totals, lines, order)
        return found / 100.0 if in_pounds else found
    parts: NDArray[Any] = np.empty((m, n), np.float64 if in_pounds else np.int64, order="F")
    size = min(blocks.rows_in_block(n), max(m, 1))
    block = blocks.Block(size, n)
    pence = np.empty((n + 1, size), np.int64) if in_pounds else None
    negative = ends[1] < 0
    columns = None if lines.lines is None else np.asfortranarray(lines.lines[:, order])
    fixed = [lines.first[j] for j in order] if columns is None else []
    for start in range(0, m, size):
        some = totals[start : start + size]
        into = [parts[start : start + size, j] if pence is None else pence[j, : len(some)] for j in order]
        if pence is not None:
            clean = block.read_pence(some, pence[n, : len(some)])
            rows = enumerate(some.tolist(), start + 1) if clean is None else ()
            some = np.array([_row_pence(amount, row) for row, amount in rows], np.int64) if clean is None else clean
        sizes = np.abs(some) if negative else some
        if columns is None:
            block.divide(letter, sizes, fixed, weight_sum, into)
        else:
            here = columns[start : start + size]
            block.divide(letter, sizes, [here[:, j] for j in range(n)], here.sum(axis=1), into)
        if negative:
            below = some < 0
            for column in into:
                np.negative(column, out=column, where=below)
        if pence is not None:
            for j in range(n):
                pounds = parts[start : start + size, j]
                np.copyto(pounds, pence[j, : len(some)])
                np.divide(pounds, 100.0, out=pounds)
    return parts


def _row_by_row(totals: NDArray[Any], lines: WeightLines, order: Sequence[int]) -> NDArray[Any]:
    back = sorted(range(lines.n), key=order.__getitem__)
    rows = blocks.by_rows(
        [abs(int(total)) for total in totals],
        lambda i: [line[j] for j in order] if (line := lines.row(i)) else [],
        lines.n,
    )
    signs = [-1 if total < 0 else 1 for total in totals]
    return whole_array([[sign * row[j] for j in back] for sign, row in zip(signs, rows, strict=True)], lines.n)


def _row_pence(value: float, row: int) -> int:
    try:
        return to_pence(value)
    except AmountError as error:
        raise AmountError(f"Row {row}: {error}") from None
