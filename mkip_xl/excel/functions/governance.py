"""Key decisions, exempt information and financial years."""

from __future__ import annotations

import datetime as dt
import re

from mkip_xl.errors import CellError
from mkip_xl.excel import cells, ranges
from mkip_xl.excel.catalogue import Range, Value
from mkip_xl.excel.functions import CATALOGUE

PARAGRAPHS = re.compile(r"(paragraphs?\s+)?\d{1,2}(\s*(,|;|and|&|,\s*and)\s*\d{1,2})*", re.IGNORECASE)
"""Paragraph numbers as a report writes them: 3, or 1, 2 and 3."""


@CATALOGUE.declare("Governance")
def key_decision(amount: Value, threshold: Value, day: Value = None, kind: Value = None) -> Value:
    """ "Yes" when an amount makes a key decision, "No" when it does not. Key is above the authority's own threshold.

    Arguments:
        amount: The saving or the spending, in pounds; its sign does not matter.
        threshold: The authority's threshold, in pounds; or an authority whose published threshold is held, such as
            "Maidstone".
        day: Date of the decision, for an authority's name; the latest threshold held when left out.
        kind: "revenue" (the default) or "capital", for an authority with two thresholds.

    Example:
        >>> key_decision(371000, "Maidstone")
        'Yes'
        >>> key_decision(-250000, 250000)
        'No'
    """
    from mkip_xl.finance import key_decision as rule

    tested = cells.pence(amount, "amount")
    given = cells.only(threshold, "threshold")
    on = dt.date.max if cells.is_blank(cells.only(day, "day")) else cells.date(day, "day")
    chosen = cells.option(kind, "kind", ("revenue", "capital"), "revenue")
    which: rule.Kind = "capital" if chosen == "capital" else "revenue"
    if isinstance(given, str):
        return _yes(rule.key_decision(tested, cells.text(given, "threshold"), on, kind=which).key)
    own = rule.own_threshold("the authority", cells.pence(given, "threshold"))
    return _yes(rule.key_decision(tested, "the authority", on, kind=which, thresholds=own).key)


@CATALOGUE.declare("Governance")
def exemption(paragraphs: Range, day: Value = None, country: Value = None) -> Value:
    """The words that mark exempt information: not for publication, by which paragraphs of Schedule 12A.

    Arguments:
        paragraphs: Paragraph numbers of Schedule 12A: one number, a range of them, or a text such as "1, 2 and 3".
        day: Date of the meeting; the Schedule now in force when left out.
        country: "England" (the default) or "Wales".

    Example:
        >>> exemption(3)
        'Not for publication by virtue of paragraph 3 of Part 1 of Schedule 12A to the Local Government Act 1972'
    """
    from mkip_xl.finance import exemption as rule

    on = dt.date.max if cells.is_blank(cells.only(day, "day")) else cells.date(day, "day")
    wales = cells.option(country, "country", ("England", "Wales"), "England") == "Wales"
    given = cells.only(paragraphs, "paragraphs")
    if isinstance(given, str):
        if not PARAGRAPHS.fullmatch(cells.text(given, "paragraphs")):
            raise CellError('paragraphs is a text without clear numbers; write it as "1, 2 and 3".', "#VALUE!")
        cited = [int(word) for word in re.findall(r"\d+", given)]
    else:
        rows, _ = ranges.grid(paragraphs, "paragraphs", lambda cell, name: cells.whole(cell, name, 1, 99))
        cited = [number for row in rows for number in row]
    return rule.marking(cited, on, "Wales" if wales else "England")


@CATALOGUE.declare("Governance")
def financial_year(day: Value) -> Value:
    """The financial year a date falls in, 1 April to 31 March, written as 2012/13.

    Arguments:
        day: A date. A financial year as text ("2012-13", "2012/2013") is given back in the usual form.

    Example:
        >>> financial_year("2013-03-31")
        '2012/13'
    """
    return str(cells.financial_year(day, "day"))


def _yes(answer: bool) -> str:
    return "Yes" if answer else "No"
