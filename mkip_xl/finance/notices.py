"""Notices before a decision: what must be published, by when, under the law in force on the day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal, get_args

from mkip_xl.errors import RuleError

Notice = Literal["private meeting", "key decision"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A notice and the clear days it stands before the meeting, for meetings from a date; None where none is set."""

    notice: Notice
    since: datetime.date
    clear_days: int | None
    source: str


REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement("private meeting", datetime.date(2001, 1, 9), None, "SI 2000/3272: no notice of a private meeting"),
    Requirement("private meeting", datetime.date(2012, 9, 10), 28, "SI 2012/2089, regulation 5"),
    Requirement("key decision", datetime.date(2001, 1, 9), None, "SI 2000/3272: in the Forward Plan of the month"),
    Requirement("key decision", datetime.date(2012, 9, 10), 28, "SI 2012/2089, regulation 9"),
)
"""England. When the law changes, add the new requirement; the old one stays for the meetings it governed."""


def requirement(notice: Notice, meeting: datetime.date) -> Requirement:
    """Return what the law in force on the day of a meeting asks for.

    notice: "private meeting" or "key decision". meeting: the day of the meeting or decision, in England.
    Source: see REQUIREMENTS.

    Did Maidstone's Cabinet of 16 April 2012 need 28 days' notice to sit in private?

    >>> requirement("private meeting", datetime.date(2012, 4, 16)).clear_days is None
    True
    """
    if notice not in get_args(Notice):
        raise RuleError(f"The notice was given as {notice!r}. Say {' or '.join(get_args(Notice))}.")
    in_force = [entry for entry in REQUIREMENTS if entry.notice == notice and entry.since <= meeting]
    if not in_force:
        raise RuleError(f"Executive meetings before {_day(REQUIREMENTS[0].since)} are not covered. Check the date.")
    return max(in_force, key=lambda entry: entry.since)


def last_day(notice: Notice, meeting: datetime.date) -> datetime.date | None:
    """Return the last day on which a notice may be published; None when the law of the day sets none.

    Clear days leave out the day of the notice and the day of the meeting: meeting − (clear days + 1).
    Source: see REQUIREMENTS.

    A private meeting is on 16 April 2013. By when is its notice published?

    >>> str(last_day("private meeting", datetime.date(2013, 4, 16)))
    '2013-03-18'
    """
    clear = requirement(notice, meeting).clear_days
    return None if clear is None else meeting - datetime.timedelta(clear + 1)


def notice_faults(notice: Notice, meeting: datetime.date, published: datetime.date | None) -> list[str]:
    """Return what is wrong with the date of a notice, as a sentence; none when it is in time or not needed.

    published: the day the notice was published, None when it was not.
    Source: see REQUIREMENTS.

    >>> notice_faults("key decision", datetime.date(2013, 4, 16), datetime.date(2013, 4, 2))
    ['The notice of the key decision on 16 April 2013 was published on 2 April 2013. 28 clear days (SI 2012/2089,
      regulation 9) end on 18 March 2013: publish it by then, or move the meeting.']
    """
    by = last_day(notice, meeting)
    if by is None or (published is not None and published <= by):
        return []
    asked = requirement(notice, meeting)
    said = "was not published" if published is None else f"was published on {_day(published)}"
    return [
        f"The notice of the {notice} on {_day(meeting)} {said}. {asked.clear_days} clear days ({asked.source}) end on "
        f"{_day(by)}: publish it by then, or move the meeting."
    ]


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"
