"""A partner: one authority of the partnership, and the cabinet that decides for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner authority, in register order.

    `key_decision_threshold` is in pence: an amount above it makes the decision a key decision for this authority.
    `cells` says where each field stands in the finance workbook, `'Sheet'!Cell`.
    """

    code: str
    authority: str
    section_151_officer: str
    decision_body: str
    meeting_date: dt.date
    report: str
    key_decision_threshold: int
    cells: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
