"""What every appendix carries: the partnership, the cabinet it is for, and its exemption."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from mkip_xl.finance.account_rows import ByPartner
from mkip_xl.finance.exemption import country_of, schedule
from mkip_xl.finance.partner import Partner
from mkip_xl.finance.partnership import AppendixEntry, Partnership
from mkip_xl.money.shown import shown

OWN = "This authority"
Data = dict[str, Any]


def pounds(pence: int) -> Decimal:
    """Pence as pounds, exactly.

    >>> pounds(-12345)
    Decimal('-123.45')
    """
    return shown(pence, Decimal(pence).scaleb(-2))


def by_partner(figures: ByPartner) -> dict[str, Decimal]:
    """Each partner's figure in pounds."""
    return {code: pounds(pence) for code, pence in figures.items()}


def front_matter(partnership: Partnership, entry: AppendixEntry, cabinet: Partner) -> Data:
    """The title block and exemption of one appendix for one cabinet, whose own column is marked."""
    return {
        "partnership": about(partnership),
        "cabinet": {
            "code": cabinet.code,
            "authority": cabinet.authority,
            "body": cabinet.decision_body,
            "meeting_date": cabinet.meeting_date,
            "report": cabinet.report,
            "officer": cabinet.section_151_officer,
        },
        "appendix": {"letter": entry.letter, "title": entry.title},
        "exempt": exemption(entry, cabinet.meeting_date) if entry.status == "Exempt" else None,
        "partners": partners(partnership, cabinet),
    }


def about(partnership: Partnership) -> Data:
    """The partnership in words."""
    return {
        "name": partnership.name,
        "short_name": partnership.short_name,
        "service": partnership.service,
        "start": partnership.start,
        "term": partnership.term,
        "first_year": str(partnership.years[0]),
        "last_year": str(partnership.years[-1]),
        "statement": partnership.statement or "The status of the figures is not stated.",
        "full_review_after": partnership.full_review_after,
        "implementation_review_after": partnership.implementation_review_after,
    }


def partners(partnership: Partnership, cabinet: Partner | None) -> list[Data]:
    """The partners in register order, the cabinet's own one marked in words."""
    return [
        {
            "code": partner.code,
            "authority": partner.authority,
            "officer": partner.section_151_officer,
            "own": OWN if partner is cabinet else "",
        }
        for partner in partnership.partners
    ]


def exemption(entry: AppendixEntry, on: dt.date) -> Data:
    """The exemption of one appendix in words, by the Schedule in force on the day of the meeting."""
    paragraphs = listed([str(number) for number in entry.paragraphs])
    several = "paragraphs" if len(entry.paragraphs) > 1 else "paragraph"
    part = schedule(on, country_of(entry.paragraphs)).part
    return {
        "wording": f"NOT FOR PUBLICATION – exempt information by virtue of {several} {paragraphs} of Part {part} of "
        "Schedule 12A to the Local Government Act 1972",
        "paragraphs": paragraphs,
        "reason": entry.reason,
        "public_interest": entry.public_interest,
        "review_date": entry.review_date,
    }


def first_meeting(partnership: Partnership) -> dt.date:
    """The day on which the first of the partners meets: what is for all of them is marked by the law of that day."""
    return min(partner.meeting_date for partner in partnership.partners)


def listed(words: list[str]) -> str:
    """Words as a sentence lists them.

    >>> listed(["1", "2", "4"])
    '1, 2 and 4'
    """
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" and {words[-1]}" if words else ""
