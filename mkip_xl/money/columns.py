"""Columns of amounts and lines of weights, read for a table: int64 where exact, Python's whole numbers elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mkip_xl.errors import AmountError, WeightsError
from mkip_xl.money.weights import listed, whole_weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def whole_column(amounts: Sequence[int] | NDArray[Any]) -> NDArray[Any]:
    """The amounts as one int64 column, or of Python's whole numbers when they are too large for it.

    Refused: floats, booleans, blanks, text and tables of more than one column, naming the row.

    >>> whole_column([1, 2]).dtype.name, whole_column([1, 2**63]).dtype.name
    ('int64', 'object')
    """
    import numpy as np

    given = np.asarray(amounts)
    if given.size == 0 and given.ndim == 1:
        return np.empty(0, np.int64)
    if given.ndim == 1 and given.dtype.kind == "i":
        column = given.astype(np.int64, copy=False)
        return column if int(column.min()) > -(2**63) else column.astype(object)
    if given.ndim != 1:
        raise AmountError(
            f"Amounts were given as a table of shape {given.shape}. Give one list, one amount for each row."
        )
    for row, amount in enumerate(amounts, 1):
        if isinstance(amount, bool) or not hasattr(amount, "__index__"):
            raise AmountError(
                f"The amount in row {row} was given as {amount!r}. Give whole pence (minor units); "
                "for pounds use apportion_pounds_table."
            )
    return np.array([int(amount) for amount in amounts], object)


class WeightLines:
    """Weights for the rows of a table, whole: one line for all rows (`first`) or one for each (`lines`)."""

    def __init__(self, n: int, first: Sequence[int], lines: NDArray[Any] | None) -> None:
        self.n = n
        self.first = first
        self.lines = lines
        self.varying = lines is not None

    def row(self, i: int) -> list[int]:
        """The whole weights of row i."""
        return list(self.first) if self.lines is None else [int(weight) for weight in self.lines[i]]

    def only(self, rows: NDArray[Any]) -> WeightLines:
        """The weights of some rows."""
        return self if self.lines is None else WeightLines(self.n, self.first, self.lines[rows])


def weight_lines(weights: Any, m: int) -> WeightLines:
    """The weights of m rows, read as `whole_weights` reads them: one line, or m lines of equal length.

    >>> weight_lines([0.5, 0.25], 9).first, weight_lines([[1, 2], [3, 4]], 2).row(1)
    ((2, 1), [3, 4])
    """
    import numpy as np

    if hasattr(weights, "to_numpy"):  # a pandas column or frame
        weights = weights.to_numpy()
    if isinstance(weights, np.ndarray):
        nested = weights.ndim == 2
    else:
        weights = listed(weights)
        nested = bool(weights) and isinstance(weights[0], (list, tuple, np.ndarray))
    if not nested:
        first, _ = whole_weights(*(weights.tolist() if isinstance(weights, np.ndarray) else weights))
        return WeightLines(len(first), first, None)
    if len(weights) != m:
        raise WeightsError(f"{m} amounts were given {len(weights)} rows of weights. Give one row for each amount.")
    n = len(weights[0]) if m else 0
    for row, line in enumerate(weights, 1):
        if len(line) != n:
            raise WeightsError(f"Row {row} has {len(line)} weights where row 1 has {n}. Give one for each part.")
    table = np.asarray(weights)
    whole = _whole_table(table) if table.dtype.kind in "if" and n else None
    if whole is None:
        rows = []
        for row, line in enumerate(weights, 1):
            try:
                rows.append(whole_weights.__wrapped__(*(line.tolist() if isinstance(line, np.ndarray) else line))[0])
            except WeightsError as error:
                raise WeightsError(f"Row {row}: {error}") from None
        whole = whole_array([list(line) for line in rows], n)
    return WeightLines(n, (), whole)


def _whole_table(table: NDArray[Any]) -> NDArray[np.int64] | None:
    """The weights as whole numbers by one power of ten for all, or None when they need reading one by one."""
    import numpy as np

    if table.dtype.kind == "i":
        whole = table.astype(np.int64)
    else:
        if not np.isfinite(table).all() or table.dtype != np.float64:
            return None
        for places_ in range(16):
            scaled = np.rint(table * 10.0**places_)
            if np.abs(scaled).max() >= 10**15:
                return None
            if (scaled / 10.0**places_ == table).all():
                whole = scaled.astype(np.int64)
                break
        else:
            return None
    sums = np.sum(whole, axis=1, dtype=float)
    return whole if (whole >= 0).all() and (sums > 0).all() else None


def whole_array(rows: Sequence[Sequence[int]], n: int) -> NDArray[Any]:
    """Rows of n whole numbers as an array: int64 if they all fit, else of Python's whole numbers.

    >>> whole_array([[1, 2**63]], 2).dtype.name
    'object'
    """
    import numpy as np

    if not rows:
        return np.empty((0, n), np.int64)
    fits = all(min(row) >= -(2**63) and max(row) < 2**63 for row in rows)
    return np.array(rows, np.int64 if fits else object)
