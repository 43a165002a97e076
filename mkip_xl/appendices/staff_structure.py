"""Appendix G: the staff structure, current and proposed, by tier, full-time equivalents and cost."""

from __future__ import annotations

from fractions import Fraction

from mkip_xl.appendices.annual_savings import Ties
from mkip_xl.appendices.front_matter import Data, partners, pounds
from mkip_xl.finance.accounts import Accounts, cost_of
from mkip_xl.finance.exact import nearest
from mkip_xl.finance.partner import Partner
from mkip_xl.finance.partnership import STRUCTURES, Post, distinct, sums
from mkip_xl.money.shown import shown


def data(accounts: Accounts, cabinet: Partner) -> Data:
    """What Appendix G shows: full-time equivalents, and pounds a year."""
    posts = accounts.partnership.posts
    current = [post for post in posts if post.structure == "Current"]
    fte, cost = sums(current, lambda post: post.fte, "employer"), sums(current, cost_of, "employer")
    return {
        "structures": {
            structure.lower(): {"tiers": _tiers([post for post in posts if post.structure == structure])}
            for structure in STRUCTURES
        },
        "comparison": [
            {
                "tier": row.tier,
                "current_fte": number(row.current_fte),
                "proposed_fte": number(row.proposed_fte),
                "current_cost": pounds(row.current_cost),
                "proposed_cost": pounds(row.proposed_cost),
            }
            for row in accounts.tiers
        ],
        "employers": [
            {
                **partner,
                "fte": number(fte[(partner["code"],)]),
                "cost": pounds(cost[(partner["code"],)]),
            }
            for partner in partners(accounts.partnership, cabinet)
        ],
    }


def ties(accounts: Accounts) -> Ties:
    """The figures a filled Appendix G must show: costs in pence, full-time equivalents in hundredths."""
    return {
        "Tie_CurrentCost": sum(row.current_cost for row in accounts.tiers),
        "Tie_ProposedCost": sum(row.proposed_cost for row in accounts.tiers),
        "Tie_CurrentFTE": nearest(sum((row.current_fte for row in accounts.tiers), Fraction(0)) * 100),
        "Tie_ProposedFTE": nearest(sum((row.proposed_fte for row in accounts.tiers), Fraction(0)) * 100),
    }


def number(value: Fraction) -> int | float:
    """A count as a cell holds it: whole, or the nearest float."""
    return shown(value, int(value) if value.denominator == 1 else float(value))


def _tiers(posts: list[Post]) -> list[Data]:
    return [
        {
            "name": tier,
            "posts": [
                {
                    "employer": post.employer,
                    "title": post.title,
                    "fte": number(post.fte),
                    "salary": pounds(post.salary),
                    "national_insurance": pounds(post.national_insurance),
                    "pension": pounds(post.pension),
                }
                for post in posts
                if post.tier == tier
            ],
        }
        for tier in distinct(post.tier for post in posts)
    ]
