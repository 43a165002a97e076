"""A cost divided in two stages: first between tiers of government, then within each tier; both stages add."""

from __future__ import annotations

from collections.abc import Sequence

from mkip_xl.finance.exact import Ratio, agreed, same_length
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.weights import Weight

BUSINESS_RATES_2013 = ("50%", "40%", "9%", "1%")
"""Central government, district, county, fire: Non-Domestic Rating (Rates Retention) Regulations 2013, SI 2013/452."""


def tiered(
    amount: int, tier_shares: Sequence[Ratio], members: Sequence[Sequence[Weight]], *, ties: str = "order"
) -> list[list[int]]:
    """Return one row a tier, one part for each of its members; the rows add to the tiers and the tiers to the amount.

    amount: pence. tier_shares: what each tier bears, adding to 100% or to 1. members: the weights within each tier, [1]
    for a tier of one. ties: as `apportion`, at both stages.
    Source: the client-cost clause of the Somerset Waste Partnership (45.76% to the disposal authority, 54.24% by
    properties among the collection authorities).

    How are £10,000 of client costs split when two collection authorities have 40,000 and 60,000 properties?

    >>> tiered(1_000_000, ["45.76%", "54.24%"], [[1], [40_000, 60_000]])
    [[457600], [216960, 325440]]
    """
    same_length(tier_shares=tier_shares, members=members)
    by_tier = apportion(amount, agreed(tier_shares, "The shares of the tiers"), ties=ties)
    return [apportion(part, weights, ties=ties) for part, weights in zip(by_tier, members, strict=True)]
