"""The divisor methods: Webster, Jefferson, Adams, Dean and Huntington–Hill, in whole numbers throughout.

Every part is λ · weight rounded at the method's own signposts, with one λ for all. The working starts at the exact
shares, which are right for some total near by, and gives or takes single units until the total is met: at most as many
steps as there are parts, whatever the size of the total.
"""

from __future__ import annotations

from collections.abc import Sequence

NAMES = ("webster", "jefferson", "adams", "dean", "huntington-hill")


def signpost(method: str, units: int) -> tuple[int, int]:
    """The claim at which a part of `units` gains one more, as (numerator, denominator); squared for Huntington–Hill.

    With a = units: Jefferson a + 1, Webster a + 1/2, Adams a, Dean 2a(a + 1) / (2a + 1), Huntington–Hill √(a(a + 1)).
    Source: Balinski and Young, Fair Representation (1982), chapter 10.

    >>> signpost("webster", 3), signpost("dean", 1), signpost("huntington-hill", 2)
    ((7, 2), (4, 3), (6, 1))
    """
    if method == "webster":
        return 2 * units + 1, 2
    if method == "jefferson":
        return units + 1, 1
    if method == "adams":
        return units, 1
    if method == "dean":
        return 2 * units * (units + 1), 2 * units + 1
    return units * (units + 1), 1


def divide(
    method: str,
    total: int,
    weights: Sequence[int],
    shares: Sequence[int],
    denominator: int,
    minimums: Sequence[int],
    maximums: Sequence[int | None],
    queue: Sequence[int],
) -> list[int]:
    """The whole units of each part by a divisor method, within bounds.

    Given the total (units), whole weights, the exact shares as numerators over one denominator, whole bounds (None for
    no maximum) and each part's place in the queue for ties; returns units adding to the total.

    Adams, Dean and Huntington–Hill give everybody one before anybody two; when there are fewer units than parts the
    larger weights go first. Parts of zero weight keep their minimum.

    >>> divide("webster", 5, [3, 2, 1], [15, 10, 5], 6, [0, 0, 0], [None, None, None], [0, 1, 2])
    [2, 2, 1]
    """
    square = method == "huntington-hill"
    parts = []
    for weight, share, least, most in zip(weights, shares, minimums, maximums, strict=True):
        units = share // denominator
        if weight:
            top, bottom = signpost(method, units)
            claim = share * share * bottom > top * denominator**2 if square else share * bottom > top * denominator
            units += claim
        units = max(units, least)
        parts.append(units if most is None else min(units, most))

    def beats(i: int, up_i: tuple[int, int], j: int, up_j: tuple[int, int]) -> bool:
        """Whether part i's claim to a unit at its signpost goes before part j's."""
        wi, wj = weights[i], weights[j]
        if not up_i[0] or not up_j[0]:
            if up_i[0] or up_j[0]:
                return not up_i[0]
            ahead = wi - wj
        elif square:
            ahead = wi * wi * up_i[1] * up_j[0] - wj * wj * up_j[1] * up_i[0]
        else:
            ahead = wi * up_i[1] * up_j[0] - wj * up_j[1] * up_i[0]
        return ahead > 0 or (ahead == 0 and queue[i] < queue[j])

    short = total - sum(parts)
    while short:
        chosen, post = -1, (0, 1)
        for i, weight in enumerate(weights):
            if not weight:
                continue
            most = maximums[i]
            if short > 0:
                if most is not None and parts[i] >= most:
                    continue
                mine = signpost(method, parts[i])
                if chosen < 0 or beats(i, mine, chosen, post):
                    chosen, post = i, mine
            elif parts[i] > minimums[i]:
                mine = signpost(method, parts[i] - 1)
                if chosen < 0 or beats(chosen, post, i, mine):
                    chosen, post = i, mine
        step = 1 if short > 0 else -1
        parts[chosen] += step
        short -= step
    return parts
