"""What if: options, divisions, bases and funding after the review, as the comparison shows them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil

from mkip_xl.appendices.front_matter import Data, about, by_partner, exemption, first_meeting, partners, pounds
from mkip_xl.finance.accounts import DESCRIBED, Accounts
from mkip_xl.finance.comparison import Compared, Division, bases, compare, methods, review, scores
from mkip_xl.finance.partnership import AppendixEntry, Partnership
from mkip_xl.money.shown import shown

CHOSEN = "Chosen"
TEMPLATE = "comparison.xlsx"


def comparison_data(accounts: Accounts) -> Data:
    """Everything the comparison shows, in pounds; a saving is positive."""
    it = accounts.partnership
    options = compare(accounts)
    return {
        "partnership": about(it),
        "partners": partners(it, None),
        "exempt": exemption(_entry(it), first_meeting(it)),
        "options": [_option(one, accounts) for one in options],
        "assumed": not it.options,
        "years": [
            {
                "label": str(year),
                "cost": {one.option.name: pounds(sum(one.cost[year].values())) for one in options},
                "saving": {one.option.name: pounds(sum(one.saving[year].values())) for one in options},
                "after_capital": {one.option.name: pounds(one.flows[place]) for one in options},
                "so_far": {one.option.name: pounds(one.cumulative[place]) for one in options},
            }
            for place, year in enumerate(it.years)
        ],
        "methods": [{**_division(one, accounts), "description": DESCRIBED[one.name]} for one in methods(accounts)],
        "bases": [_division(one, accounts) for one in bases(accounts)],
        "review": {
            "after": it.full_review_after,
            "options": [
                {"name": one.name, "total": by_partner(one.total), "change": by_partner(one.change)}
                for one in review(accounts)
            ],
        },
        "scores": [
            {
                "name": score.option,
                "score": shown(score.score, _places(score.score)),
                "rank": shown(score.rank, Decimal(int(score.rank))),
            }
            for score in scores(it)
        ],
    }


def _option(one: Compared, accounts: Accounts) -> Data:
    codes = accounts.codes
    return {
        "name": one.option.name,
        "kind": one.option.kind,
        "description": one.option.description,
        "chosen": CHOSEN if one.chosen else "",
        "cost": pounds(one.total("cost")),
        "saving": pounds(one.total("saving")),
        "capital": pounds(one.total("capital")),
        "after_capital": pounds(one.total("after_capital")),
        "npv": pounds(one.net_present_value()),
        "payback": _payback(one),
        "by": {
            code: {
                "cost": pounds(one.total("cost", code)),
                "saving": pounds(one.total("saving", code)),
                "capital": pounds(one.total("capital", code)),
                "after_capital": pounds(one.total("after_capital", code)),
                "npv": pounds(one.net_present_value(code)),
            }
            for code in codes
        },
        "years": [
            {
                "label": str(year),
                "cost": by_partner(one.cost[year]),
                "saving": by_partner(saving),
                "capital": by_partner(one.capital[year]),
                "after_capital": by_partner(one.after_capital[year]),
                "so_far": pounds(one.cumulative[place]),
            }
            for place, (year, saving) in enumerate(one.saving.items())
        ],
    }


def _division(one: Division, accounts: Accounts) -> Data:
    return {
        "name": one.name,
        "chosen": CHOSEN if one.chosen else "",
        "total": {code: pounds(one.total(code)) for code in accounts.codes},
        "npv": {code: pounds(one.net_present_value(code)) for code in accounts.codes},
        "years": [{"label": str(year), "by": by_partner(parts)} for year, parts in one.parts.items()],
    }


def _payback(one: Compared) -> str:
    """The payback in words: how many years after the first, to one place, and the year in which it is."""
    if not any(one.flows):
        return "Nothing saved"
    years = one.payback
    if years is None:
        return "Not paid back"
    return "At once" if years == 0 else f"{_places(years, 1)} years, in {list(one.saving)[ceil(years)]}"


def _places(value: Fraction, places: int = 2) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal(1).scaleb(-places))


def _entry(it: Partnership) -> AppendixEntry:
    """The exemption of Appendix B, whose figures these are; paragraph 3 where the workbook lists none."""
    found = next((entry for entry in it.appendices if entry.kind in ("B", "J") and entry.status == "Exempt"), None)
    return found or AppendixEntry(
        "", "Comparison of options", "Exempt", (3,), "Financial or business affairs of the authorities", "", None, None
    )
