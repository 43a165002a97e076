"""The capital fund: what each partner puts in under an option, what is drawn, and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mkip_xl.errors import RuleError
from mkip_xl.finance.exact import same_length
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.weights import Weight


@dataclass(frozen=True, slots=True)
class FundYear:
    """One year of the fund, in pence: opening balance + contributions − drawings = closing balance."""

    opening: int
    contributions: int
    drawings: int

    @property
    def closing(self) -> int:
        """The balance carried into the next year; negative when the fund is overdrawn."""
        return self.opening + self.contributions - self.drawings


def contributions(
    amounts: Sequence[int],
    partners: Sequence[str],
    *,
    weights: Sequence[Weight] | None = None,
    ties: str = "order",
) -> list[list[int]]:
    """Return what each partner puts in: one row a year, one figure a partner, every row adding to its year exactly.

    amounts: what the option puts into the fund, pence a year. partners: names, in register order. weights: one for
    each partner; equal when left out. ties: as `apportion`.
    Sign: a contribution is positive; a negative year is money returned to the partners by the same rule.
    Source: an option of the report that sets the fund up, such as Option three of Maidstone's Cabinet, 16 April 2012.

    Option three puts £300,000 in during the first year and nothing later. What does each of three councils pay?

    >>> contributions([30_000_000, 0], ["MBC", "SBC", "TWBC"])
    [[10000000, 10000000, 10000000], [0, 0, 0]]
    """
    if not partners:
        raise RuleError("No partners were given, so nobody pays into the fund. Give at least one.")
    shares: Sequence[Weight] = [1] * len(partners) if weights is None else weights
    same_length(partners=partners, weights=shares)
    return [apportion(amount, shares, ties=ties) for amount in amounts]


def fund_years(
    contributions: Sequence[int],
    drawings: Sequence[int],
    *,
    opening: int = 0,
    overdrawn: str = "allow",
) -> list[FundYear]:
    """Return the fund year by year: opening, contributions, drawings, closing.

    contributions: paid in by all partners, pence a year. drawings: spent from the fund, pence a year. opening: balance
    brought forward, pence. overdrawn: "allow" a negative balance, or "refuse" it, naming the first year.
    Closing = opening + contributions − drawings, and is the next year's opening.
    Sign: contributions and drawings are positive; a negative balance is overdrawn.
    Source: the capital-fund clause of a collaboration agreement.

    £300,000 goes in at once and £120,000 a year is drawn. When is the fund overdrawn?

    >>> [year.closing for year in fund_years([30_000_000, 0, 0], [12_000_000] * 3)]
    [18000000, 6000000, -6000000]
    """
    if overdrawn not in ("allow", "refuse"):
        raise RuleError(f"What to do with an overdrawn fund was given as {overdrawn!r}. Say allow or refuse.")
    same_length(contributions=contributions, drawings=drawings)
    years: list[FundYear] = []
    for place, (paid, drawn) in enumerate(zip(contributions, drawings, strict=True), 1):
        year = FundYear(opening, paid, drawn)
        if year.closing < 0 and overdrawn == "refuse":
            raise RuleError(
                f"The capital fund is overdrawn at the end of year {place} of {len(drawings)}. "
                "Put more in, draw less or later, or allow it."
            )
        years.append(year)
        opening = year.closing
    return years


def balances(
    contributions: Sequence[int], drawings: Sequence[int], *, opening: int = 0, overdrawn: str = "allow"
) -> list[int]:
    """Return the balance at the end of each year, in pence; arguments and refusals as `fund_years`.

    What is left after drawing £50,000 in each of two years?

    >>> balances([30_000_000, 0], [5_000_000, 5_000_000])
    [25000000, 20000000]
    """
    return [year.closing for year in fund_years(contributions, drawings, opening=opening, overdrawn=overdrawn)]


def unspent_contributions(paid: Sequence[int], drawn: int, *, ties: str = "order") -> list[int]:
    """Return what is left of each partner's contributions once drawings are borne in proportion to what each paid.

    paid: put in by each partner, pence, 0 or more. drawn: drawn from the fund, pence, at most what was paid.
    paidᵢ − share of drawn; the rest adds to Σpaid − drawn exactly. When nothing was paid, nothing is left.
    Source: the exit clause of a collaboration agreement.

    Two councils paid £60,000 and £40,000, and £50,000 was drawn: what of each is unspent?

    >>> unspent_contributions([6_000_000, 4_000_000], 5_000_000)
    [3000000, 2000000]
    """
    if not 0 <= drawn <= sum(paid):
        raise RuleError(
            "Drawings are negative, or more than was paid in. Give them from 0 to what all partners paid in."
        )
    if drawn == 0:
        return list(paid)
    return [put_in - used for put_in, used in zip(paid, apportion(drawn, paid, ties=ties), strict=True)]
