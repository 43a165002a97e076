"""One amount divided among partners in proportion to their weights; the parts always add."""

from __future__ import annotations

from collections.abc import Iterable

from mkip_xl.errors import AmountError
from mkip_xl.money.pence import whole
from mkip_xl.money.weights import Weight, whole_weights

_PLAIN = frozenset((list, tuple))


def apportion(
    total: int,
    weights: Iterable[Weight],
    *,
    method: str = "largest remainder",
    ties: str = "order",
) -> list[int]:
    """The whole pence each part bears.

    >>> apportion(100, [1, 1, 1])
    [34, 33, 33]
    """
    if total < 0:
        return [-part for part in apportion(-total, weights, method=method, ties=ties)]
    ws, w_sum = whole_weights(*weights)
    parts, remainders = [], []
    for w in ws:
        part, remainder = divmod(total * w, w_sum)
        parts.append(part)
        remainders.append(remainder)
    for i in sorted(range(len(ws)), key=remainders.__getitem__, reverse=True)[: total - sum(parts)]:
        parts[i] += 1
    return parts
