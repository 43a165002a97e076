"""Leaving and winding up: the leaver bears the net cost of leaving; assets return to the authority that bought them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mkip_xl.errors import RuleError
from mkip_xl.finance.exact import Ratio, exact, nearest, same_length
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.weights import Weight


@dataclass(frozen=True, slots=True)
class ExitAccount:
    """What leaving costs, what comes off it, and who bears it; everything in pence."""

    leaver: str
    costs: tuple[tuple[str, int], ...]
    credits: tuple[tuple[str, int], ...]
    borne: tuple[tuple[str, int], ...]

    @property
    def net(self) -> int:
        """Costs − credits: positive when the leaver pays, negative when it is paid."""
        return sum(amount for _, amount in self.costs) - sum(amount for _, amount in self.credits)


def leave(
    partners: Sequence[str], leaver: str, costs: Mapping[str, int], credits: Mapping[str, int] | None = None
) -> ExitAccount:
    """Return the exit account of a partner that leaves: it bears the net cost of leaving, the others nothing.

    partners: names, in register order. leaver: one of them. costs: what leaving causes (redundancy, contract breakage,
    stranded cost), name → pence, 0 or more. credits: what comes off (its unspent contributions, its share of a
    reserve), name → pence, 0 or more. Net = Σcosts − Σcredits.
    Sign: the leaver's figure is + when it pays, − when the partnership pays it.
    Source: the exit clause of the collaboration agreement (the leaver bears the net cost of leaving).

    Swale leaves: redundancy £40,000, breakage £5,000, unspent contributions £12,000. What does it pay?

    >>> account = leave(["MBC", "SBC"], "SBC", {"Redundancy": 4_000_000, "Breakage": 500_000}, {"Unspent": 1_200_000})
    >>> account.net, account.borne
    (3300000, (('MBC', 0), ('SBC', 3300000)))
    """
    credits = credits or {}
    if leaver not in partners:
        raise RuleError(f"{leaver!r} cannot leave: the partners are {', '.join(partners)}. Give one of them.")
    for name, amount in (*costs.items(), *credits.items()):
        if amount < 0:
            raise RuleError(f"{name} is negative. Give costs and credits as 0 pence or more, each under its own head.")
    net = sum(costs.values()) - sum(credits.values())
    borne = tuple((partner, net * (partner == leaver)) for partner in partners)
    return ExitAccount(leaver, tuple(costs.items()), tuple(credits.items()), borne)


def stranded_costs(fixed: int, weights: Sequence[Weight], leaver: int, taper: Sequence[Ratio]) -> list[int]:
    """Return the stranded cost of each year after a partner leaves: its share of costs that do not fall, tapering.

    fixed: fixed cost of the service, pence a year. weights: shares before leaving, one for each partner. leaver: its
    position among them, from 0. taper: the part of its share still stranded in each later year (1, 0.5, 0.25).
    Year t: nearest penny of share × taperₜ, halves away from zero. Sign: a cost is positive.
    Source: the exit clause of a collaboration agreement.

    Fixed costs are £90,000, three equal partners, and it takes two years to shed the leaver's part. What is stranded?

    >>> stranded_costs(9_000_000, [1, 1, 1], 1, ["100%", "50%"])
    [3000000, 1500000]
    """
    if not 0 <= leaver < len(weights):
        raise RuleError(f"The leaver was given at position {leaver} of {len(weights)} partners. Count from 0.")
    share = apportion(fixed, weights)[leaver]
    rates = [exact(rate, "A taper") for rate in taper]
    for rate in rates:
        if not 0 <= rate <= 1:
            raise RuleError(f"A taper was given as {rate}. Give the part still stranded, from 0 to 1 (or 0% to 100%).")
    return [nearest(share * rate) for rate in rates]


def winding_up(costs: int, unspent: Sequence[int], weights: Sequence[Weight], *, ties: str = "order") -> list[int]:
    """Return what each partner pays (+) or receives (−) when the partnership is wound up.

    costs: net cost of winding up, pence. unspent: each partner's contributions not yet spent, pence. weights: the
    winding-up shares, one for each partner. Share of costs − unspent; the figures add to costs − Σunspent exactly.
    Source: the winding-up clause of the collaboration agreement.

    Winding up costs £30,000, shared equally, and £12,000 of MBC's contributions are unspent. Who pays?

    >>> winding_up(3_000_000, [1_200_000, 0, 0], [1, 1, 1])
    [-200000, 1000000, 1000000]
    """
    same_length(unspent=unspent, weights=weights)
    return [share - left for share, left in zip(apportion(costs, weights, ties=ties), unspent, strict=True)]


def returned_assets(assets: Iterable[tuple[str, str]], partners: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the asset numbers each partner takes back: each asset goes to the authority that bought it.

    assets: (asset number, purchasing authority). partners: names, in register order; one with no assets gets ().
    An asset without a number or an owner, an owner who is not a partner, and a number given twice are refused.
    Source: Maidstone Cabinet, 16 April 2012: each asset stays with the purchasing authority, with an asset number.

    >>> returned_assets([("IT-001", "SBC"), ("IT-002", "MBC"), ("IT-003", "SBC")], ["MBC", "SBC"])
    {'MBC': ('IT-002',), 'SBC': ('IT-001', 'IT-003')}
    """
    taken: dict[str, list[str]] = {partner: [] for partner in partners}
    seen: set[str] = set()
    for number, owner in assets:
        if not number:
            raise RuleError(f"An asset bought by {owner or 'nobody'} has no number. Give each asset its number.")
        if number in seen:
            raise RuleError(f"Asset {number} is given twice. Give each asset once.")
        if owner not in taken:
            raise RuleError(
                f"Asset {number} was bought by {owner or 'nobody'}, who is not a partner ({', '.join(partners)}). "
                "Give the purchasing authority as one of them."
            )
        seen.add(number)
        taken[owner].append(number)
    return {partner: tuple(numbers) for partner, numbers in taken.items()}
