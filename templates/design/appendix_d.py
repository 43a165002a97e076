"""Appendix D: capital budgets of the previous and the current year, consolidated and by authority."""

from __future__ import annotations

from pathlib import Path

from design import budgets
from design.cover import cover
from design.paper import Paper
from design.style import MONEY

CAPITAL = budgets.Budget("Capital", "Scheme", "", "schemes", "Total")
SIGN = (
    "Capital expenditure is positive. The variance is the current year's budget less the previous year's: a figure in "
    "brackets is a fall."
)


def build(path: Path) -> None:
    """Write the template."""
    paper = Paper(
        path, "Capital budgets of the service by scheme, consolidated and by authority",
        "Cover", budgets.CONSOLIDATED, budgets.BY_AUTHORITY,
    )  # fmt: skip
    together = budgets.consolidated(paper, CAPITAL)
    apart = budgets.by_authority(paper, CAPITAL)
    budgets.checks(together, apart)
    together.notes(
        SIGN,
        "The variance in per cent is of the previous year's budget; “n/a” where there was none.",
        "Budgets are those of each authority's capital programme for the service, shown in whole pounds and held to "
        "the penny.",
    )
    apart.notes(
        SIGN,
        "Budgets are those of each authority's capital programme for the service, shown in whole pounds and held to "
        "the penny.",
    )
    cover(
        paper,
        (
            (budgets.CONSOLIDATED, "The partners' capital budgets for the service together, with the variance"),
            (budgets.BY_AUTHORITY, "Each authority's capital budget by scheme, with the variance"),
        ),
        (
            ("Capital budget {{ previous }}, £", f"={together.there('previous', 'total')}", MONEY),
            ("Capital budget {{ current }}, £", f"={together.there('current', 'total')}", MONEY),
            ("Variance, £", f"={together.there('change', 'total')}", MONEY),
        ),
    )
    paper.names(
        Tie_CapitalPrevious=together.there("previous", "total"),
        Tie_CapitalCurrent=together.there("current", "total"),
        Tie_CapitalCurrentByPartner=apart.there("p_current", "total"),
    )
    paper.close()
