"""The local-government financial year, 1 April to 31 March: parsed, ordered, counted, written `2012/13`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mkip_xl.errors import RuleError

_WRITTEN = re.compile(r"(?:FY\s*)?(\d{4})\s*[/\-–‐‑]\s*(\d{2}|\d{4})", re.IGNORECASE)
_FIRST, _LAST = 1800, 9998


@dataclass(frozen=True, order=True, slots=True)
class FinancialYear:
    """A financial year, held by the calendar year it starts in; sorts in time order.

    Source: Local Government and Housing Act 1989, section 66(1): twelve months beginning on 1 April.

    When does 2012/13 end, and what follows it?

    >>> year = FinancialYear.parse("2012/13")
    >>> str(year.end), str(year.next), year.days
    ('2013-03-31', '2013/14', 365)
    """

    first: int

    def __post_init__(self) -> None:
        if not _FIRST <= self.first <= _LAST:
            raise RuleError(
                f"A financial year was given as starting in {self.first}. Give one from {_FIRST} to {_LAST}, such as "
                "2012 for 2012/13."
            )

    @classmethod
    def parse(cls, value: str | datetime.date | FinancialYear) -> FinancialYear:
        """Return the financial year a text names or a date falls in.

        value: "2012/13", "2012-13", "2012/2013" or "FY2012/13"; or any date in the year. The second half of the text
        must be the year after the first: "2012/14" is two years and is refused, as is a bare "2012".

        Which year is 31 March 2013 in?

        >>> str(FinancialYear.parse(datetime.date(2013, 3, 31)))
        '2012/13'
        >>> str(FinancialYear.parse("1999-00"))
        '1999/00'
        """
        if isinstance(value, FinancialYear):
            return value
        if isinstance(value, datetime.date):
            return cls.containing(value)
        match = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            raise RuleError(f"{value!r} is not a financial year. Write it as 2012/13 (or 2012-13, or 2012/2013).")
        first, second = int(match[1]), match[2]
        if int(second) != (first + 1) % 10 ** len(second):
            raise RuleError(
                f"{value!r} is not one financial year: {first} is followed by {first + 1}. Write {cls(first)} for the "
                f"year from 1 April {first}."
            )
        return cls(first)

    @classmethod
    def containing(cls, day: datetime.date) -> FinancialYear:
        """Return the financial year a date falls in.

        >>> str(FinancialYear.containing(datetime.date(2013, 4, 1)))
        '2013/14'
        """
        return cls(day.year - (day.month < 4))

    @property
    def start(self) -> datetime.date:
        """The first day, 1 April."""
        return datetime.date(self.first, 4, 1)

    @property
    def end(self) -> datetime.date:
        """The last day, 31 March."""
        return datetime.date(self.first + 1, 3, 31)

    @property
    def days(self) -> int:
        """The number of days in the year: 366 when it holds a 29 February, else 365."""
        return (self.end - self.start).days + 1

    @property
    def next(self) -> FinancialYear:
        """The year after."""
        return self + 1

    @property
    def previous(self) -> FinancialYear:
        """The year before."""
        return self + -1

    def __add__(self, years: int) -> FinancialYear:
        return FinancialYear(self.first + years)

    def __contains__(self, day: object) -> bool:
        """Whether a date falls in the year."""
        return isinstance(day, datetime.date) and FinancialYear.parse(day) == self

    def __str__(self) -> str:
        return f"{self.first}/{(self.first + 1) % 100:02d}"

    def term(self, years: int) -> tuple[FinancialYear, ...]:
        """Return the years of a term that starts with this one.

        years: length of the term, at least 1.

        Which years does a ten-year agreement from 1 April 2013 cover?

        >>> term = FinancialYear.parse("2013/14").term(10)
        >>> str(term[0]), str(term[-1]), len(term)
        ('2013/14', '2022/23', 10)
        """
        if years < 1:
            raise RuleError(f"A term of {years} years was asked for. Give at least 1.")
        return tuple(self + later for later in range(years))

    def until(self, last: FinancialYear) -> Iterator[FinancialYear]:
        """Return the years from this one to `last`, both included; none when `last` is earlier.

        >>> [str(year) for year in FinancialYear(2012).until(FinancialYear(2014))]
        ['2012/13', '2013/14', '2014/15']
        """
        return (FinancialYear(first) for first in range(self.first, last.first + 1))

    def days_between(self, start: datetime.date, end: datetime.date) -> int:
        """Return how many days of this year lie from `start` to `end`, both days included; 0 when none do.

        How many days of 2022/23 does a split that ended on 2 October 2022 cover?

        >>> FinancialYear(2022).days_between(datetime.date(2020, 4, 1), datetime.date(2022, 10, 2))
        185
        """
        return max(0, (min(end, self.end) - max(start, self.start)).days + 1)
