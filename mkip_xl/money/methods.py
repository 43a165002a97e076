"""The named methods of dividing an amount, and the texts they go by. Each keeps the sum."""

from __future__ import annotations

from collections.abc import Callable

from mkip_xl.errors import MethodError, TieError, WeightsError
from mkip_xl.money import divisors
from mkip_xl.money.division import Division
from mkip_xl.money.rounding import half_away
from mkip_xl.money.ties import named_part

METHODS = (
    "largest remainder",
    *divisors.NAMES,
    "cascade",
    "floor first",
    "largest weight",
    "plug",
)
"""The methods `apportion` offers. All keep the sum. "round each" does not, and is `residuals.round_each`."""

_ALSO_CALLED = {
    "hamilton": "largest remainder",
    "hare": "largest remainder",
    "largest remainders": "largest remainder",
    "sainte lague": "webster",
    "sainte laguë": "webster",
    "d'hondt": "jefferson",
    "dhondt": "jefferson",
    "huntington hill": "huntington-hill",
    "huntington–hill": "huntington-hill",
    "huntington": "huntington-hill",
    "cumulative": "cascade",
    "floor largest": "largest weight",
    "plug last": "plug",
}


def method_name(text: str) -> str:
    """The method a text names, in any case, with spaces, hyphens or underscores.

    >>> method_name("Huntington_Hill"), method_name("WEBSTER")
    ('huntington-hill', 'webster')
    """
    plain = " ".join(text.lower().replace("_", " ").replace("-", " ").split()) if isinstance(text, str) else ""
    plain = _ALSO_CALLED.get(plain, plain)
    if plain in METHODS:
        return plain
    if plain in ("round each", "round each share"):
        raise MethodError(
            "'round each' rounds every share by itself, so the parts may not add to the total, and apportion does not "
            "offer it. Use residuals.round_each, which returns the parts and the residual beside them."
        )
    raise MethodError(f"Method {text!r} is not offered. Choose one of: {', '.join(METHODS)}.")


def parts_of(division: Division, method: str, *, strict: bool = False) -> list[int]:
    """The parts of a division in whole steps, by a method named as in METHODS.

    `strict` refuses a tie: the odd penny must fall to the same part whichever end the register is read from.

    >>> from mkip_xl.money.division import division_of
    >>> parts_of(division_of(5, [1, 1])[0], "cascade")
    [3, 2]
    """
    work: Callable[[Division], list[int]] = _WORK.get(method) or (lambda d: _by_divisor(d, method))
    parts = work(division)
    if strict and method not in ("floor first", "cascade", "plug"):
        n = len(division.queue)
        other = work(division._replace(queue=[n - 1 - place for place in division.queue]))
        if other != parts:
            tied = [str(i + 1) for i in range(n) if parts[i] != other[i]]
            raise TieError(
                f"Parts {' and '.join(tied)} have equal claims to an odd penny. "
                "Choose a rule for ties that says who gets it, such as order or largest."
            )
    return parts


def _queued_remainder(division: Division) -> list[int]:
    denominator, queue = division.denominator, division.queue
    parts = [share // denominator for share in division.shares]
    rests = [share % denominator for share in division.shares]
    odd = division.total - sum(parts)
    for i in sorted(range(len(parts)), key=lambda i: (-rests[i], queue[i]))[:odd]:
        parts[i] += 1
    return parts


def _by_divisor(d: Division, method: str) -> list[int]:
    return divisors.divide(method, d.total, d.weights, d.shares, d.denominator, d.minimums, d.maximums, d.queue)


def _cascade(division: Division) -> list[int]:
    parts, so_far, rounded = [], 0, 0
    for share in division.shares:
        so_far += share
        before, rounded = rounded, half_away(so_far, division.denominator)
        parts.append(rounded - before)
    return parts


def _odd_pennies_in_turn(division: Division, order: Callable[[int], tuple[int, ...]]) -> list[int]:
    parts = [share // division.denominator for share in division.shares]
    odd = division.total - sum(parts)
    for i in sorted(range(len(parts)), key=order):
        most = division.maximums[i]
        free = not division.bounded or division.shares[i] > division.minimums[i] * division.denominator
        if odd and division.weights[i] and free and (most is None or parts[i] < most):
            parts[i] += 1
            odd -= 1
    return parts


def _plug(division: Division) -> list[int]:
    if division.bounded:
        raise MethodError("The plug can break a minimum or maximum. Use the largest remainder for a bounded division.")
    n = len(division.weights)
    named = division.named
    who = max(i for i in range(n) if division.weights[i]) if named is None else named_part(named, n, "plug")
    parts = [half_away(share, division.denominator) for share in division.shares]
    difference = division.total - sum(parts)
    if difference and not division.weights[who]:
        raise WeightsError(
            f"The plug is part {who + 1}, whose weight is zero: it must bear nothing. Name another part."
        )
    parts[who] += difference
    return parts


_WORK: dict[str, Callable[[Division], list[int]]] = {
    "largest remainder": _queued_remainder,
    "cascade": _cascade,
    "floor first": lambda d: _odd_pennies_in_turn(d, lambda i: (d.queue[i],)),
    "largest weight": lambda d: _odd_pennies_in_turn(d, lambda i: (-d.weights[i], d.queue[i])),
    "plug": _plug,
}
