"""The year end settled: what each partner paid, its share of what the service cost, what it owes or gets back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mkip_xl.finance.balancing import settle
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.money.weights import Weight

ByPartner = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class YearEnd:
    """One year settled, in pence; partners in register order.

    Share of the actual cost + share of what goes to the reserve − paid = payment, for every partner and in total.
    Sign: a payment is + to pay, − to be refunded; what goes to the reserve is +, what is drawn from it −.
    """

    year: FinancialYear
    paid: ByPartner
    share_of_actual: ByPartner
    to_reserve: ByPartner
    payment: ByPartner
    reserve_opening: int

    @property
    def actual(self) -> int:
        """What the service cost in the year."""
        return sum(self.share_of_actual.values())

    @property
    def difference(self) -> int:
        """Actual cost less what was paid: + for an overspend, − for an underspend."""
        return self.actual - sum(self.paid.values())

    @property
    def reserve_closing(self) -> int:
        """The reserve after the year end."""
        return self.reserve_opening + sum(self.to_reserve.values())


def year_end(
    year: FinancialYear,
    codes: Sequence[str],
    actual: int,
    paid: Sequence[int],
    weights: Sequence[Weight],
    *,
    reserve: int = 0,
    target: int | None = 0,
    on: str = "outturn",
) -> YearEnd:
    """Return a year settled: an overspend is met from the reserve first, an underspend fills the reserve first.

    actual: the service's net cost, pence. paid: what each partner has paid, pence, in order. weights: the shares, one
    for each partner. reserve: brought forward, pence. target: the reserve an underspend is to fill first, pence; 0 for
    none. on: "outturn" shares the cost, "difference" only what it differs by from what was paid.
    Source: the year-end clause of a collaboration agreement.

    £900 of £1,000 paid was spent; £40 is kept. Two partners shared 50:50 and paid £600 and £400. What comes back?

    >>> settled = year_end(FinancialYear(2014), ["A", "B"], 90_000, [60_000, 40_000], [1, 1], target=4_000)
    >>> dict(settled.payment), settled.reserve_closing
    ({'A': -13000, 'B': 7000}, 4000)
    """
    settled = settle(actual, paid, weights, on=on, reserve=reserve, reserve_target=target)
    bare = settle(actual, paid, weights, on=on).shares
    kept = [share - own for share, own in zip(settled.shares, bare, strict=True)]
    return YearEnd(
        year,
        dict(zip(codes, paid, strict=True)),
        dict(zip(codes, bare, strict=True)),
        dict(zip(codes, kept, strict=True)),
        dict(zip(codes, settled.payments, strict=True)),
        reserve,
    )
