"""Appendix C: revenue budgets of the previous and the current year, consolidated and by authority."""

from __future__ import annotations

from pathlib import Path

from design import budgets
from design.cover import cover
from design.paper import Paper
from design.style import POUNDS

REVENUE = budgets.Budget("Revenue", "Subjective heading", "groups", "headings", "Net budget")
SIGN = (
    "Expenditure is positive; income and net income are shown in brackets.",
    "The variance is the current year's budget less the previous year's: in brackets, a fall in net cost.",
)


def build(path: Path) -> None:
    """Write the template."""
    paper = Paper(
        path, "Revenue budgets of the service by subjective heading, consolidated and by authority",
        "Cover", budgets.CONSOLIDATED, budgets.BY_AUTHORITY,
    )  # fmt: skip
    together = budgets.consolidated(paper, REVENUE)
    apart = budgets.by_authority(paper, REVENUE)
    budgets.checks(together, apart)
    together.notes(
        *SIGN,
        "The variance in per cent is of the previous year's budget; “n/a” where there was none.",
        "Each authority's own budget for the service, shown in whole pounds and held to the penny, so a column as "
        "printed may differ from its printed total by a pound or two.",
    )
    apart.notes(
        *SIGN,
        "Each authority's own budget for the service, shown in whole pounds and held to the penny, so a column as "
        "printed may differ from its printed total by a pound or two.",
    )
    cover(
        paper,
        (
            (budgets.CONSOLIDATED, "The partners' revenue budgets for the service together, with the variance"),
            (budgets.BY_AUTHORITY, "Each authority's revenue budget by subjective heading, with the variance"),
        ),
        (
            ("Net budget {{ previous }}", f"={together.there('previous', 'total')}", POUNDS),
            ("Net budget {{ current }}", f"={together.there('current', 'total')}", POUNDS),
            ("Variance", f"={together.there('change', 'total')}", POUNDS),
        ),
    )
    paper.names(
        Tie_RevenuePrevious=together.there("previous", "total"),
        Tie_RevenueCurrent=together.there("current", "total"),
        Tie_RevenueCurrentByPartner=apart.there("p_current", "total"),
    )
    paper.close()
