"""The working of an apportionment, line by line: what an auditor asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any, NamedTuple

from mkip_xl.errors import WeightsError
from mkip_xl.money.division import Division, division_of
from mkip_xl.money.methods import method_name, parts_of
from mkip_xl.money.residuals import round_each
from mkip_xl.money.rounding import half_away
from mkip_xl.money.ties import tie_rule
from mkip_xl.money.weights import Weight, exact_weights, listed

Say = Callable[[int], str]
"""How an amount of minor units is written in a sentence."""


def with_commas(amount: int) -> str:
    """The amount with commas between its thousands.

    >>> with_commas(1234567)
    '1,234,567'
    """
    return f"{amount:,}"


HEADINGS = ("Part", "Weight", "Exact share", "Whole pence", "Remainder", "Odd pence", "Bears", "Why")

_SERVED = {
    "order": "in partner order",
    "last": "in reverse partner order",
    "largest": "the larger weight first",
    "smallest": "the smaller weight first",
    "named": "the named partner first",
    "rotate": "in turn",
}


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
    say: Say = with_commas

    def table(self) -> list[list[object]]:
        """Headings, one row for each part and a total row: ready to show.

        >>> explain(5, [1, 1]).table()[-1][-2:]
        [5, 'The parts add to the total.']
        """
        rows: list[list[object]] = [list(HEADINGS)]
        rows += [list(line) for line in self.lines]
        note = "The parts add to the total."
        if self.residual:
            side = "less" if self.residual * self.total > 0 else "more"
            note = f"The parts come to {self.say(abs(self.residual))} {side} than the total."
        sums = [sum(line[column] for line in self.lines) for column in range(1, 7)]  # type: ignore[misc]
        return [*rows, ["Total", *sums, note]]


def explain(
    total: int,
    weights: Iterable[Weight],
    *,
    names: Sequence[str] | None = None,
    method: str = "largest remainder",
    say: Say = with_commas,
    penny: str = "penny",
    **options: Any,
) -> Working:
    """The working of `apportion(total, weights, …)`: each part's weight, exact share, floor, remainder, odd penny, why.

    Given the same arguments as `apportion` and a name for each part; returns a `Working`, whose `table()` can be shown.
    The method "round each" is explained too, with its residual. `say` writes an amount of minor units in a reason, and
    `penny` is what one of them is called.

    Equation: exact share = T · w_i / W (or λ · w_i within bounds); floor and remainder are taken of its size, in whole
    steps; part = floor + odd. Source: as `apportion`. Sign: a negative total has negative shares, floors,
    remainders and odd pence.

    Why does the third partner bear 34p of £1.00?

    >>> for line in explain(100, [33, 33, 34]).lines: print(line.part, line.why)
    33 Whole share: nothing to round.
    33 Whole share: nothing to round.
    34 Whole share: nothing to round.
    >>> print(explain(100, [1, 1, 1], names=["MBC", "SBC", "TWBC"]).lines[0].why)
    Gets an odd penny: remainder 1/3, tied, served in partner order.
    """
    given = listed(weights)
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
    read = exact_weights(*given)
    reasons = _reasons(
        division, plain, ties, [share / step for share in exact], lambda units: say(sign * step * units), penny
    )
    lines = []
    for i, part in enumerate(parts):
        floor = int(exact[i] / step) * step
        lines.append(
            Line(
                name=str(names[i]) if names is not None else f"Part {i + 1}",
                weight=read[i],
                exact_share=sign * exact[i],
                floor=sign * floor,
                remainder=sign * (exact[i] - floor),
                odd=part - sign * floor,
                part=part,
                why=reasons(i, abs(part) // step if part * sign >= 0 else -(abs(part) // step)),
            )
        )
    return Working(lines, total, plain, residual, say)


def residual_of(total: int, step: int) -> int:
    """What is left of a total after whole steps, with the total's sign.

    >>> residual_of(-1234, 100)
    -34
    """
    return total % step if total >= 0 else -(-total % step)


def _reasons(
    d: Division, method: str, ties: str, exact: Sequence[Fraction], say: Say, penny: str
) -> Callable[[int, int], str]:
    """Why part i bears what it bears, in whole steps."""
    floors = [share.numerator // share.denominator for share in exact]
    rests = [share - floor for share, floor in zip(exact, floors, strict=True)]
    ranked = sorted(range(len(exact)), key=lambda j: (-rests[j], d.queue[j]))
    served = d.total - sum(floors)
    cutoff = rests[ranked[served]] if 0 < served < len(ranked) else None
    tied = cutoff is not None and rests[ranked[served - 1]] == cutoff
    running = list(accumulate(exact, initial=Fraction(0)))
    level = _free_level(d, exact)

    def why(i: int, part: int) -> str:
        share, rest, floor = exact[i], rests[i], floors[i]
        if not d.weights[i] and not part:
            return "Weight is zero: bears nothing."
        if d.bounded and share == d.minimums[i] and share and (level is None or share > level * d.weights[i]):
            return "Held at its minimum."
        if d.bounded and share == d.maximums[i] and (level is None or share < level * d.weights[i]):
            return "Held at its maximum."
        if method == "largest remainder":
            if not rest:
                return "Whole share: nothing to round."
            reason = f"remainder {rest}" + (f", tied, served {_SERVED[ties]}" if tied and rest == cutoff else "")
            return f"Gets an odd {penny}: {reason}." if part > floor else f"No odd {penny}: {reason}."
        if method == "cascade":
            upto, before = (half_away(x.numerator, x.denominator) for x in (running[i + 1], running[i]))
            return f"Running total rounds to {say(upto)}, less {say(before)} before."
        if method in ("plug", "round each"):
            nearest = half_away(share.numerator, share.denominator)
            plugged = "" if part == nearest else "; takes the difference of the plug"
            return f"Rounds to {say(nearest)}{plugged}."
        if method in ("floor first", "largest weight"):
            order = "partner order" if method == "floor first" else "order of weight"
            return f"Gets an odd {penny} in {order}." if part > floor else "Floor of its share."
        title = "–".join(word.capitalize() for word in method.split("-"))
        if part == share:
            return f"{title}: whole share."
        return f"{title}: its claim to {say(part)} is met, its claim to {say(part + 1)} is not."

    return why


def _free_level(d: Division, exact: Sequence[Fraction]) -> Fraction | None:
    """The multiplier the free parts share, if any part is free of its bounds."""
    for share, weight, least, most in zip(exact, d.weights, d.minimums, d.maximums, strict=True):
        if weight and share != least and share != most:
            return share / weight
    return None
