"""Key decisions: an amount against the authority's own threshold on the day."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from mkip_xl.errors import NotAvailableError, RuleError
from mkip_xl.money.pence import to_pounds

Kind = Literal["revenue", "capital"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """What makes a decision key: an amount in pence for an authority, from a date until the next one given for it.

    kind: "revenue" or "capital"; None when one threshold serves both. since: None when the source gives no date, and
    the threshold is then used for any date before a dated one. reached: whether an amount equal to it is key too.
    """

    authority: str
    amount: int
    since: datetime.date | None
    source: str
    kind: Kind | None = None
    reached: bool = False


THRESHOLDS: tuple[Threshold, ...] = (
    Threshold("Maidstone", 25_000_000, None, "Cabinet, 16 April 2012, MKIP ICT Shared Service: savings above £250,000"),
    Threshold("Lancaster", 25_000_000, None, "Constitution, definition of a key decision"),
    Threshold("Hyndburn", 15_000_000, None, "Constitution, definition of a key decision: revenue", "revenue"),
    Threshold("Hyndburn", 20_000_000, None, "Constitution, definition of a key decision: capital", "capital"),
    Threshold("North Lincolnshire", 35_000_000, None, "Constitution, definition of a key decision"),
)
"""Published thresholds. When one changes, add the new one with its date beside the old one, which stays.

An authority's own constitution on the day comes first: give its threshold to `key_decision` when it differs.
"""


@dataclass(frozen=True, slots=True)
class KeyDecision:
    """The answer: whether the decision is key, the amount tested in pence, and the threshold it was tested against."""

    key: bool
    amount: int
    threshold: Threshold

    def __str__(self) -> str:
        said = ("reaches" if self.threshold.reached else "is above") if self.key else "is not above"
        return (
            f"{'Key' if self.key else 'Not a key'} decision: £{to_pounds(abs(self.amount)):,.2f} {said} "
            f"{self.threshold.authority}'s threshold of £{to_pounds(self.threshold.amount):,.2f}."
        )


def key_decision(
    amount: int,
    authority: str,
    on: datetime.date,
    *,
    kind: Kind = "revenue",
    thresholds: Sequence[Threshold] = THRESHOLDS,
) -> KeyDecision:
    """Return whether a decision is key for an authority on a date, and against which threshold.

    amount: the saving or spending in pence; its sign does not matter. authority: as in `thresholds`. on: the day of the
    decision. kind: "revenue" or "capital". thresholds: the published ones, or the caller's own. Key when the amount is
    above the threshold in force (or reaches it, where the threshold says so).
    Source: regulation 8 of SI 2000/3272 until 9 September 2012 and of SI 2012/2089 since (what is "significant" is for
    each authority to say); the authority's constitution.

    Was saving £371,000 a year a key decision for Maidstone on 16 April 2012?

    >>> print(key_decision(37_100_000, "Maidstone", datetime.date(2012, 4, 16)))
    Key decision: £371,000.00 is above Maidstone's threshold of £250,000.00.
    """
    if kind not in get_args(Kind):
        raise RuleError(f"The kind of decision was given as {kind!r}. Say revenue or capital.")
    named = [entry for entry in thresholds if entry.authority.casefold() == authority.strip().casefold()]
    if not named:
        known = ", ".join(dict.fromkeys(entry.authority for entry in thresholds))
        raise NotAvailableError(
            f"No key-decision threshold is held for {authority!r} (held: {known or 'none'}). "
            "Give the authority's own threshold."
        )
    in_force = [entry for entry in named if entry.kind in (None, kind) and (entry.since is None or entry.since <= on)]
    if not in_force:
        raise NotAvailableError(
            f"No {kind} threshold is held for {authority} on {on.day} {on:%B %Y}. Give the one then in force."
        )
    entry = max(in_force, key=lambda entry: (entry.since or datetime.date.min, entry.kind is not None))
    size = abs(amount)
    return KeyDecision(size > entry.amount or (entry.reached and size == entry.amount), amount, entry)


def own_threshold(authority: str, amount: int, *, reached: bool = False) -> tuple[Threshold, ...]:
    """Return an authority's own threshold, in pence, in the form `key_decision` takes.

    >>> own = own_threshold("Swale", 10_000_000)
    >>> key_decision(9_000_000, "Swale", datetime.date(2012, 5, 1), thresholds=own).key
    False
    """
    if amount < 0:
        raise RuleError(f"The threshold of {authority} is negative. Give 0 pence or more.")
    return (Threshold(authority, amount, None, "given by the authority", None, reached),)
