"""Balancing payments: at the year end each partner's share of the outturn, less what it has paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mkip_xl.errors import MethodError, RuleError
from mkip_xl.finance.exact import same_length
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.weights import Weight

ON = {
    "outturn": "the outturn is shared, and what each has paid is taken off",
    "difference": "the difference between outturn and payments is shared, whatever each has paid",
}
"""What the shares are applied to, by name."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A year end settled: everything in pence, partners in register order.

    Σ payments = outturn − Σ paid − from_reserve: what partners pay and what the reserve gives meet the outturn.
    """

    outturn: int
    paid: tuple[int, ...]
    shares: tuple[int, ...]
    payments: tuple[int, ...]
    reserve_opening: int
    from_reserve: int

    @property
    def reserve_closing(self) -> int:
        """The reserve after the settlement, in pence."""
        return self.reserve_opening - self.from_reserve

    @property
    def difference(self) -> int:
        """Outturn − paid, in pence: positive when the service cost more than was paid, negative for an underspend."""
        return self.outturn - sum(self.paid)


def settle(
    outturn: int,
    paid: Sequence[int],
    weights: Sequence[Weight],
    *,
    on: str = "outturn",
    reserve: int = 0,
    reserve_target: int | None = None,
    ties: str = "order",
) -> Settlement:
    """Return the year end settled: payments that meet the outturn exactly, the reserve first when there is one.

    outturn: actual net cost of the service, pence. paid: what each partner has paid for the year, pence, in order.
    weights: the shares, one for each partner – the original ones or the revised ones, as the agreement says.
    on: "outturn" (share of the outturn − paid) or "difference" (share of outturn − Σpaid). reserve: held for the
    service, pence; an overspend is met from it first. reserve_target: an underspend first fills the reserve to this
    many pence; left out, all of it is refunded. ties: as `apportion`.
    Sign: a payment is + when the partner is called on to pay, − when it is refunded; from_reserve is + when drawn.
    Source: the year-end clause of a collaboration agreement; Worcestershire Regulatory Services, 23 June 2011, returned
    £300,000 of its underspend on the original shares ("difference").

    A service cost £1,000 and two councils paid £500 and £400 on shares of 60:40. Who owes what?

    >>> settle(100_000, [50_000, 40_000], [60, 40]).payments
    (10000, 0)
    """
    same_length(paid=paid, weights=weights)
    if on not in ON:
        raise MethodError(f"{on!r} is not what balancing shares can be applied to. Choose one of: {', '.join(ON)}.")
    if reserve < 0 or (reserve_target is not None and reserve_target < 0):
        raise RuleError("The reserve or its target was given as less than nothing. Give 0 pence or more for each.")
    gap = outturn - sum(paid)
    if gap >= 0:
        drawn = min(gap, reserve)
    else:
        drawn = 0 if reserve_target is None else -min(-gap, max(0, reserve_target - reserve))
    if on == "outturn":
        shares = apportion(outturn - drawn, weights, ties=ties)
        payments = [share - already for share, already in zip(shares, paid, strict=True)]
    else:
        payments = apportion(gap - drawn, weights, ties=ties)
        shares = [already + due for already, due in zip(paid, payments, strict=True)]
    return Settlement(outturn, tuple(paid), tuple(shares), tuple(payments), reserve, drawn)


def balancing_payments(
    outturn: int, paid: Sequence[int], weights: Sequence[Weight], *, ties: str = "order"
) -> list[int]:
    """Return what each partner owes (+) or is refunded (−): its share of the outturn less what it has paid.

    outturn: pence. paid and weights: one for each partner, in order. The payments add to outturn − Σpaid exactly.
    The same as `settle` with no reserve.

    An underspend: £900 spent, £500 and £500 paid, shares 50:50. What comes back?

    >>> balancing_payments(90_000, [50_000, 50_000], [1, 1])
    [-5000, -5000]
    """
    return list(settle(outturn, paid, weights, ties=ties).payments)
