"""What posts cost: FTE × (salary + employer's National Insurance + pension), for the part-year they are filled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mkip_xl.errors import RuleError
from mkip_xl.finance.exact import Ratio, exact, nearest


@dataclass(frozen=True, slots=True)
class TierTotal:
    """One tier of the structure: posts, full-time equivalents (as text is exact, so a fraction) and cost in pence."""

    tier: str
    posts: int
    fte: Ratio
    cost: int


def post_cost(
    fte: Ratio,
    salary: int,
    national_insurance: int = 0,
    pension: int = 0,
    *,
    months: Ratio = 12,
    vacancy_factor: Ratio = 0,
) -> int:
    """Return what a post costs in a year, to the nearest penny, halves away from zero.

    fte: full-time equivalents (0.6 for three days in five). salary, national_insurance, pension: pence a year for one
    full-time equivalent, on-costs the employer's. months: how many of the twelve the post is filled, 12 by default; for
    days give days/365 × 12. vacancy_factor: the part of the cost saved by turnover (0.03 or "3%").
    Cost = fte × (salary + NI + pension) × months/12 × (1 − vacancy factor), rounded once. A post of 0 FTE costs 0.
    Sign: a cost is positive.
    Source: the staffing schedule of a business case.

    An officer on £30,000 (NI £3,100, pension £4,500) works three days in five from 1 October. What does 2013/14 cost?

    >>> post_cost("0.6", 3_000_000, 310_000, 450_000, months=6)
    1128000
    """
    part, held = exact(fte, "FTE"), exact(months, "Months")
    vacant = exact(vacancy_factor, "The vacancy factor")
    if part < 0:
        raise RuleError(f"FTE was given as {fte}. Give 0 or more, such as 0.6 for three days in five.")
    if not 0 <= held <= 12:
        raise RuleError(f"Months was given as {months}. Give 0 to 12, the months of the year the post is filled.")
    if not 0 <= vacant <= 1:
        raise RuleError(f"The vacancy factor was given as {vacancy_factor}. Give 0 to 1, such as 0.03 or 3%.")
    if min(salary, national_insurance, pension) < 0:
        below = [
            name for name, cost in (("salary", salary), ("NI", national_insurance), ("pension", pension)) if cost < 0
        ]
        raise RuleError(f"A post's {' and '.join(below)} is negative. Give 0 pence or more of each.")
    return nearest(part * (salary + national_insurance + pension) * held / 12 * (1 - vacant))


def on_cost(salary: int, rate: Ratio, threshold: int = 0) -> int:
    """Return an employer's on-cost for one full-time equivalent: rate × what the salary is above the threshold.

    salary and threshold: pence a year. rate: such as "13.8%". Nearest penny, halves away from zero; a salary at or
    below the threshold costs 0. For pension leave the threshold out.
    Source: Social Security Contributions and Benefits Act 1992, section 9, for National Insurance: the rate and
    threshold are the year’s.

    National Insurance at 13.8% above £7,696 on £30,000?

    >>> on_cost(3_000_000, "13.8%", 769_600)
    307795
    """
    charged = exact(rate, "The rate")
    if not 0 <= charged <= 1:
        raise RuleError(f"The rate was given as {rate}. Give 0 to 1, such as 0.138 or 13.8%.")
    return nearest(charged * max(0, salary - threshold))


def totals_by_tier(posts: Iterable[tuple[str, Ratio, int]]) -> list[TierTotal]:
    """Return each tier's posts, FTE and cost, in the order the tiers are first met.

    posts: (tier, FTE, cost in pence), one for each post. The costs of the tiers add to the cost of the posts.

    >>> tiers = totals_by_tier([("1", 1, 900), ("2", "0.5", 400), ("2", 1, 700)])
    >>> [(total.tier, total.posts, str(total.fte), total.cost) for total in tiers]
    [('1', 1, '1', 900), ('2', 2, '3/2', 1100)]
    """
    totals: dict[str, TierTotal] = {}
    for tier, fte, cost in posts:
        so_far = totals.get(tier, TierTotal(tier, 0, 0, 0))
        fte_so_far = exact(so_far.fte) + exact(fte, "FTE")
        totals[tier] = TierTotal(tier, so_far.posts + 1, fte_so_far, so_far.cost + cost)
    return list(totals.values())
