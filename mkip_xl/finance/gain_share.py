"""Gain share: the pool keeps a part, and the rest goes to the partners by growth, population or any other basis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mkip_xl.finance.exact import Ratio, agreed, same_length
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.weights import Weight


@dataclass(frozen=True, slots=True)
class GainShare:
    """A gain divided, in pence: what the pool keeps, one row a basis and one figure a partner."""

    pool: int
    by_basis: tuple[tuple[int, ...], ...]

    @property
    def partners(self) -> tuple[int, ...]:
        """What each partner gets over all bases."""
        return tuple(sum(column) for column in zip(*self.by_basis, strict=True))


def gain_share(
    gain: int, pool: Ratio, bases: Sequence[tuple[Ratio, Sequence[Weight]]], *, ties: str = "order"
) -> GainShare:
    """Return a gain divided between the pool and the partners; pool and rows add to the gain exactly, rows to theirs.

    gain: pence. pool: the part the pool keeps, 0 to 1 (or 0% to 100%). bases: (part of the gain, one weight for each
    partner) for each basis, such as growth and population. Pool and parts must come to 100% (or 1). A partner whose
    business rates fell has a growth of 0, not less. Sign: a gain is positive; a loss is shared the same way.
    Source: the memorandum of understanding of a business-rates pool.

    A pool keeps 30% of £1m; 40% goes by growth (300, 100) and 30% by population (50,000, 100,000). Who gets what?

    >>> shared = gain_share(100_000_000, "30%", [("40%", [300, 100]), ("30%", [50_000, 100_000])])
    >>> shared.pool, shared.partners
    (30000000, (40000000, 30000000))
    """
    parts = agreed([pool, *(part for part, _ in bases)], "The parts of the pool and the bases")
    if bases:
        same_length(**{f"basis_{place}": weights for place, (_, weights) in enumerate(bases, 1)})
    kept, *rest = apportion(gain, parts, ties=ties)
    rows = tuple(tuple(apportion(part, weights, ties=ties)) for part, (_, weights) in zip(rest, bases, strict=True))
    return GainShare(kept, rows)
