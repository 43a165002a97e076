"""Who gets the odd penny when nobody has the better claim.

Equal thirds tie for two totals out of three, so a rule is always needed. It is stated, never left to chance.
"""

from __future__ import annotations

from collections.abc import Sequence

from mkip_xl.errors import MethodError

RULES = ("order", "largest", "smallest", "last", "named", "rotate", "error")


def tie_rule(text: str) -> str:
    """The tie rule a text names, in any case.

    >>> tie_rule(" Largest ")
    'largest'
    """
    rule = text.strip().lower() if isinstance(text, str) else text
    if rule not in RULES:
        raise MethodError(f"Tie rule {text!r} is not offered. Choose one of: {', '.join(RULES)}.")
    return rule


def places(ties: str, weights: Sequence[int], named: int | None = None, turn: int = 0) -> list[int]:
    """The place of each part in the queue for an odd penny, among those with equal claims; 0 is served first.

    Given the tie rule, the whole weights, the index of the `named` part (0 is the first) and the `turn` (a count:
    the line or year number; each turn moves the head of the queue one part on).

    - order, error: partner register order; last: the reverse
    - largest, smallest: by weight, equal weights in register order
    - named: the named part first, then register order
    - rotate: register order starting at part `turn` mod n

    >>> places("rotate", [5, 5, 5], turn=1)
    [2, 0, 1]
    """
    n = len(weights)
    if ties in ("order", "error"):
        return list(range(n))
    if ties == "last":
        return list(range(n - 1, -1, -1))
    if ties == "rotate":
        return [(i - turn) % n for i in range(n)]
    if ties == "named":
        who = named_part(named, n, "ties")
        return [0 if i == who else i + 1 for i in range(n)]
    sign = -1 if ties == "largest" else 1
    queue = [0] * n
    for place, i in enumerate(sorted(range(n), key=lambda i: (sign * weights[i], i))):
        queue[i] = place
    return queue


def named_part(named: int | None, n: int, use: str) -> int:
    """The index of the named part, 0 for the first; refused when it is missing or out of range.

    >>> named_part(2, 3, "plug")
    2
    """
    if named is None or isinstance(named, bool) or not isinstance(named, int) or not 0 <= named < n:
        raise MethodError(
            f"'{use}' needs the named part, given as {named!r}. Give its place in partner order, 0 to {n - 1}."
        )
    return named
