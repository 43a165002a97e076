"""Exempt information: the paragraphs of Schedule 12A by country and date, the marking, what an exemption carries."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from mkip_xl.errors import NotAvailableError, RuleError

Country = Literal["England", "Wales"]

ACT = "Local Government Act 1972"
"""The Act whose Schedule 12A says what may be exempt."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The paragraphs of Schedule 12A in force for a country from a date, each with what it covers."""

    country: Country
    part: int
    since: datetime.date
    until: datetime.date | None
    source: str
    paragraphs: dict[int, str]


_COVERS = (
    "any individual",
    "information likely to reveal the identity of an individual",
    "the financial or business affairs of any particular person, including the authority",
    "consultations or negotiations on a labour relations matter",
    "legal professional privilege",
    "a proposed statutory notice, order or direction",
    "the prevention, investigation or prosecution of crime",
)

SCHEDULES: tuple[Schedule, ...] = (
    Schedule("England", 1, datetime.date(2006, 3, 1), None, "SI 2006/88", dict(enumerate(_COVERS, 1))),
    Schedule(
        "Wales",
        4,
        datetime.date(2007, 4, 21),
        None,
        "SI 2007/969 (W. 86)",
        dict(enumerate(("a particular individual", *_COVERS[1:]), 12)),
    ),
)
"""The present Schedules. When one is substituted, give the old one its last day and add the new one beside it."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why an appendix is exempt: its paragraphs, the reason, the public interest, and when that is looked at again."""

    paragraphs: tuple[int, ...]
    reason: str
    review: datetime.date
    public_interest: str = (
        "In all the circumstances of the case, the public interest in maintaining the exemption outweighs the public "
        "interest in disclosing the information."
    )
    country: Country = "England"

    def marking(self, on: datetime.date) -> str:
        """The words on every sheet, header, file name and property of the appendix, as `marking`."""
        return marking(self.paragraphs, on, self.country)


def schedule(on: datetime.date, country: Country = "England") -> Schedule:
    """Return the Schedule in force on a day.

    on: the day of the meeting. country: "England" or "Wales". A day before the present Schedules is refused.
    Source: Local Government Act 1972, Schedule 12A, as substituted by SI 2006/88 (England, 1 March 2006) and
    SI 2007/969 (Wales, 21 April 2007).

    What does paragraph 3 cover in England on 16 April 2012?

    >>> schedule(datetime.date(2012, 4, 16)).paragraphs[3]
    'the financial or business affairs of any particular person, including the authority'
    """
    for entry in SCHEDULES:
        if entry.country == country and entry.since <= on and (entry.until is None or on <= entry.until):
            return entry
    held = ", ".join(f"{entry.country} from {_day(entry.since)}" for entry in SCHEDULES)
    raise NotAvailableError(f"No Schedule 12A is held for {country} on {_day(on)} (held: {held}). Check the date.")


def present(country: Country) -> Schedule:
    """Return the Schedule in force from its latest date on.

    country: "England" or "Wales". Source: as `schedule`.

    Which paragraphs are there in Wales?

    >>> list(present("Wales").paragraphs)
    [12, 13, 14, 15, 16, 17, 18]
    """
    return next(entry for entry in SCHEDULES if entry.country == country and entry.until is None)


def country_of(paragraphs: Iterable[int]) -> Country:
    """Return the country whose Schedule has these paragraphs: 12 to 18 stand in the Welsh Part only.

    >>> country_of([12, 14]), country_of([3])
    ('Wales', 'England')
    """
    cited = list(paragraphs)
    return "Wales" if cited and min(cited) >= 12 else "England"


def marking(paragraphs: Iterable[int], on: datetime.date, country: Country = "England") -> str:
    """Return the words that mark exempt information: not for publication, by which paragraphs of which Part.

    paragraphs: one or more, each in force on the day. on: the day of the meeting. country: "England" or "Wales".
    Source: Local Government Act 1972, section 100B(5) and Schedule 12A.

    A staff structure falls under paragraphs 1, 2, 3 and 4. How is it marked?

    >>> marking([3, 1, 2, 4], datetime.date(2012, 4, 16))
    'Not for publication by virtue of paragraphs 1, 2, 3 and 4 of Part 1 of Schedule 12A to the Local
    Government Act 1972'
    """
    cited = sorted(set(paragraphs))
    in_force = schedule(on, country)
    if not cited:
        raise RuleError("No paragraph was given for exempt information. Cite at least one of Schedule 12A.")
    for paragraph in cited:
        if paragraph not in in_force.paragraphs:
            raise RuleError(
                f"Paragraph {paragraph} is not in Part {in_force.part} of Schedule 12A ({country}). "
                f"Cite {min(in_force.paragraphs)} to {max(in_force.paragraphs)}."
            )
    numbers = [str(paragraph) for paragraph in cited]
    told = f"paragraph {numbers[0]}" if len(numbers) == 1 else f"paragraphs {', '.join(numbers[:-1])} and {numbers[-1]}"
    return f"Not for publication by virtue of {told} of Part {in_force.part} of Schedule 12A to the {ACT}"


def exemption_faults(exemption: Exemption, on: datetime.date) -> list[str]:
    """Return what is missing or wrong in an exemption, as sentences; none when it may stand.

    on: the day it is used. Every exemption cites a paragraph in force, gives a reason and a public-interest statement,
    and has a review date that is not past: information is exempt only if and so long as the public interest in
    maintaining the exemption outweighs that in disclosing (Schedule 12A, paragraph 10; in Wales paragraph 21).

    >>> exemption_faults(Exemption((3,), "", datetime.date(2011, 4, 1)), datetime.date(2012, 4, 16))
    ['The exemption gives no reason. Say why the information is exempt.',
     'The review date, 1 April 2011, is past. Review the exemption, then give the next date.']
    """
    faults: list[str] = []
    try:
        marking(exemption.paragraphs, on, exemption.country)
    except (RuleError, NotAvailableError) as refused:
        faults.append(str(refused))
    if not exemption.reason.strip():
        faults.append("The exemption gives no reason. Say why the information is exempt.")
    if not exemption.public_interest.strip():
        faults.append("The exemption says nothing of the public interest. Say why it favours the exemption.")
    if exemption.review < on:
        faults.append(
            f"The review date, {_day(exemption.review)}, is past. Review the exemption, then give the next date."
        )
    return faults


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"
