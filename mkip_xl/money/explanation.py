"""The working of an apportionment, line by line: what an auditor asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from mkip_xl.errors import WeightsError
from mkip_xl.money.division import Division, division_of
from mkip_xl.money.methods import method_name, parts_of
from mkip_xl.money.residuals import round_each
from mkip_xl.money.rounding import half_away
from mkip_xl.money.ties import tie_rule
from mkip_xl.money.weights import Weight, exact_weights

HEADINGS = ("Part", "Weight", "Exact share", "Whole pence", "Remainder", "Odd pence", "Bears", "Why")


class Line(NamedTuple):
    """One part's working. Amounts in minor units; weight, exact share and remainder exact."""

    name: str
    weight: Fraction
    exact_share: Fraction
    floor: int
    remainder: Fraction
    odd: int
    part: int
    why: str


class Working(NamedTuple):
    """The lines of an apportionment, its total, its method, and what is left over (0 unless each share is rounded)."""

    lines: list[Line]
    total: int
    method: str
    residual: int

    def table(self) -> list[list[object]]:
        """Headings, one row for each part and a total row: ready to show.

        >>> explain(5, [1, 1]).table()[-1][-2:]
        [5, 'The parts add to the total.']
        """
        rows: list[list[object]] = [list(HEADINGS)]
        rows += [list(line) for line in self.lines]
        note = "The parts add to the total." if not self.residual else f"The parts miss the total by {self.residual:,}."
        sums = [sum(line[column] for line in self.lines) for column in range(1, 7)]  # type: ignore[misc]
        return [*rows, ["Total", *sums, note]]


def explain(
    total: int,
    weights: Iterable[Weight],
    *,
    names: Sequence[str] | None = None,
    method: str = "largest remainder",
    **options: Any,
) -> Working:
    """The working of `apportion(total, weights, …)`: each part's weight, exact share, floor, remainder, odd penny, why.

    Given the same arguments as `apportion` and a name for each part; returns a `Working`, whose `table()` can be shown.
    The method "round each" is explained too, with its residual.

    Equation: exact share = T · w_i / W (or λ · w_i within bounds); floor and remainder are taken of its size, in whole
    steps; part = floor + odd. Sign: a negative total has negative shares, floors, remainders and odd pence.

    Why does the third partner bear 34p of £1.00?

    >>> for line in explain(100, [33, 33, 34]).lines: print(line.part, line.why)
    33 Whole share: nothing to round.
    33 Whole share: nothing to round.
    34 Whole share: nothing to round.
    >>> print(explain(100, [1, 1, 1], names=["MBC", "SBC", "TWBC"]).lines[0].why)
    Gets an odd penny: remainder 1/3, tied, served by order.
    """
    given = tuple(weights)
    plain = " ".join(method.lower().replace("_", " ").split()) if isinstance(method, str) else method
    each = plain in ("round each", "round each share")
    ties = tie_rule(options.get("ties", "order"))
    step = options.get("step", 1)
    if each:
        parts, residual = round_each(total, given, step=step)
        plain = "round each"
        division, sign = division_of(total - residual_of(total, step), given, step=step)
    else:
        plain, residual = method_name(method), 0
        division, sign = division_of(total, given, **options)
        parts = [sign * step * part for part in parts_of(division, plain, strict=ties == "error")]
    if names is not None and len(names) != len(parts):
        raise WeightsError(f"{len(parts)} parts were given {len(names)} names. Give one for each part.")
    exact = [Fraction(share * step, division.denominator) for share in division.shares]
    if each:
        exact = [Fraction(abs(total) * weight, division.denominator) for weight in division.weights]
    lines = []
    for i, part in enumerate(parts):
        floor = int(exact[i] / step) * step
        lines.append(
            Line(
                name=str(names[i]) if names is not None else f"Part {i + 1}",
                weight=exact_weights(*given)[i],
                exact_share=sign * exact[i],
                floor=sign * floor,
                remainder=sign * (exact[i] - floor),
                odd=part - sign * floor,
                part=part,
                why=_why(i, division, plain, ties, abs(part) // step, [share / step for share in exact]),
            )
        )
    return Working(lines, total, plain, residual)


def residual_of(total: int, step: int) -> int:
    """What is left of a total after whole steps, with the total's sign.

    >>> residual_of(-1234, 100)
    -34
    """
    return total % step if total >= 0 else -(-total % step)


def _why(i: int, d: Division, method: str, ties: str, part: int, exact: Sequence[Fraction]) -> str:
    share = exact[i]
    if not d.weights[i] and not part:
        return "Weight is zero: bears nothing."
    if d.bounded and share == d.minimums[i] and share * d.denominator > 0 and _held(i, d, exact, upper=False):
        return "Held at its minimum."
    if d.bounded and share == d.maximums[i] and _held(i, d, exact, upper=True):
        return "Held at its maximum."
    floor = share.numerator // share.denominator
    rest = share - floor
    odd = part - floor
    if method == "largest remainder":
        if not rest:
            return "Whole share: nothing to round."
        rests = [other - other.numerator // other.denominator for other in exact]
        queue = sorted(range(len(exact)), key=lambda j: (-rests[j], d.queue[j]))
        served = d.total - sum(other.numerator // other.denominator for other in exact)
        tied = 0 < served < len(queue) and rests[queue[served - 1]] == rests[queue[served]] == rest
        reason = f"remainder {rest}" + (f", tied, served by {ties}" if tied else "")
        return f"Gets an odd penny: {reason}." if odd else f"No odd penny: {reason}."
    if method == "cascade":
        before = sum(exact[:i], Fraction(0))
        after = before + share
        upto, so_far = (half_away(x.numerator, x.denominator) for x in (after, before))
        return f"Running total rounds to {upto:,}, less {so_far:,} before."
    if method in ("plug", "round each"):
        nearest = half_away(share.numerator, share.denominator)
        return (
            f"Rounds to {nearest:,}."
            if part == nearest
            else f"Rounds to {nearest:,}; takes the difference of the plug."
        )
    if method in ("floor first", "largest weight"):
        order = "partner order" if method == "floor first" else "order of weight"
        return f"Gets an odd penny in {order}." if odd else "Floor of its share."
    title = "–".join(word.capitalize() for word in method.split("-"))
    if part == share:
        return f"{title}: whole share."
    return f"{title}: its claim to {part:,} is met, its claim to {part + 1:,} is not."


def _held(i: int, d: Division, exact: Sequence[Fraction], *, upper: bool) -> bool:
    """Whether the bound holds the part away from the multiplier that the free parts share."""
    if not d.weights[i]:
        return not upper
    free = [
        j
        for j, share in enumerate(exact)
        if d.weights[j] and share != d.minimums[j] and (d.maximums[j] is None or share != d.maximums[j])
    ]
    if not free:
        return True
    level = exact[free[0]] / d.weights[free[0]]
    return exact[i] < level * d.weights[i] if upper else exact[i] > level * d.weights[i]
