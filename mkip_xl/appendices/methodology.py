"""The Shared Services Methodology: the year's splits, what was measured, what was kept or changed, and the effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from mkip_xl.appendices.annual_savings import Ties
from mkip_xl.appendices.front_matter import Data, partners, pounds
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.basis import percentages
from mkip_xl.finance.partner import Partner
from mkip_xl.finance.partnership import Driver, Partnership, distinct
from mkip_xl.finance.register import Decision, Effect, RegisterLine
from mkip_xl.money.shown import shown

STAR = "*"


def data(accounts: Accounts, cabinet: Partner) -> Data:
    """What the methodology shows: percentages in points of a hundred, caseloads as counted, costs in pounds."""
    it, lines = accounts.partnership, accounts.register
    sections = distinct(line.section for line in lines)
    return {
        "year": str(it.register_year),
        "sections": [
            {
                "name": section or it.service,
                "rows": [row for line in lines if line.section == section for row in _rows(accounts, line)],
            }
            for section in sections
        ],
        "decisions": [row for line in lines for one in line.decisions for row in _decision(it, cabinet, line, one)],
        "dated": [row for line in lines for row in _dated(accounts, line)],
        "effects": [_effect(it, cabinet, line.name, line.effect) for line in lines if line.effect is not None],
    }


def ties(accounts: Accounts) -> Ties:
    """The figures a filled methodology must show, in pence."""
    effects = [line.effect for line in accounts.register if line.effect is not None]
    if not effects:
        return {}
    payable = [sum(effect.payable[code] for effect in effects) for code in accounts.codes]
    return {
        "Tie_RegisterCost": sum(effect.cost for effect in effects),
        "Tie_RegisterPayable": sum(payable),
        "Tie_RegisterPayableByPartner": payable,
    }


def _rows(accounts: Accounts, line: RegisterLine) -> list[Data]:
    """The printed rows of one basis: one for each split of the year, and one more for each further driver."""
    rows = []
    for number, one in enumerate(line.decisions):
        basis = one.basis
        started = basis.effective_from > accounts.partnership.register_year.start
        ends = f"to {_day(line.decisions[number + 1].basis.effective_from, -1)}" if one is not line.latest else ""
        since = f", from {_day(basis.effective_from)}" if started else f", {ends}" if ends else ""
        drivers: Sequence[Driver | None] = basis.drivers or (None,)
        for turn, driver in enumerate(drivers):
            first = turn == 0
            named = driver.name if driver is not None else basis.driver
            rows.append(
                {
                    "service": f"{line.service}{since}" if first else "",
                    "star": STAR if one.starred and first else "",
                    "split": _points(accounts.codes, one.split) if first else _blank(accounts.codes),
                    "basis": named,
                    "period": driver.period if driver is not None else basis.period,
                    "load": _load(accounts, driver.measures if driver is not None else {}),
                    "note": basis.note if first else "",
                }
            )
    return rows


def _decision(it: Partnership, cabinet: Partner, line: RegisterLine, one: Decision) -> list[Data]:
    """One row for each partner; what is decided for all of them stands in the first."""
    estimate, measured, split = (
        _points(it.codes, one.estimate), _points(it.codes, one.measured, 2), _points(it.codes, one.split)
    )  # fmt: skip
    rows = [
        {
            "service": None, "tolerance": None, "outcome": None, "why": None,
            "partner": partner["authority"], "own": partner["own"],
            "estimate": estimate[code], "measured": measured[code], "split": split[code],
            "distance": None if one.distances is None else _number(one.distances[place], 2),
        }
        for place, partner in enumerate(partners(it, cabinet))
        if (code := partner["code"])
    ]  # fmt: skip
    rows[0] |= {
        "service": line.name, "outcome": f"{one.outcome}{STAR if one.starred else ''}", "why": one.why,
        "tolerance": None if one.gap is None else _number(one.tolerance, 2),
    }  # fmt: skip
    return rows


def _dated(accounts: Accounts, line: RegisterLine) -> list[Data]:
    year = accounts.partnership.register_year
    rows = [
        {
            "service": line.name,
            "start": max(one.basis.effective_from, year.start),
            "days": shown(one.days, Decimal(int(one.days))),
            "split": _points(accounts.codes, one.split),
        }
        for one in line.decisions
    ]
    if len(rows) > 1:
        days = sum(one.days for one in line.decisions)
        whole = {"service": f"{line.name}: whole year", "start": None, "days": shown(days, Decimal(int(days)))}
        rows.append({**whole, "split": _points(accounts.codes, line.split)})
    return rows


def _effect(it: Partnership, cabinet: Partner, name: str, effect: Effect) -> Data:
    return {
        "service": name,
        "cost": pounds(effect.cost),
        "partners": [
            {
                "authority": partner["authority"],
                "own": partner["own"],
                "previous": pounds(effect.previous[code]),
                "new": pounds(effect.new[code]),
                "phased": pounds(effect.phased[code]),
                "payable": pounds(effect.payable[code]),
            }
            for partner in partners(it, cabinet)
            if (code := partner["code"])
        ],
    }


def _points(codes: Sequence[str], split: Sequence[Fraction] | None, places: int = 4) -> dict[str, Decimal | None]:
    """A split by partner as the numbers a reader sees, 75 for 75%; those that do not end are cast so as to come to 100.

    What is divided is divided by the split itself.
    """
    if split is None:
        return _blank(codes)
    cast = percentages(split, places)
    return {code: shown(part, _plain(percent)) for code, part, percent in zip(codes, split, cast, strict=True)}


def _load(accounts: Accounts, measures: Mapping[str, Fraction]) -> dict[str, Decimal | None]:
    return {code: _number(measures[code], 12) if code in measures else None for code in accounts.codes}


def _blank(codes: Sequence[str]) -> dict[str, Decimal | None]:
    return dict.fromkeys(codes)


def _number(value: Fraction, places: int) -> Decimal:
    """An exact number to some places, without noughts at its end.

    >>> _number(Fraction(1090, 1000), 2), _number(Fraction(75), 2)
    (Decimal('1.09'), Decimal('75'))
    """
    return shown(value, _plain((Decimal(value.numerator) / value.denominator).quantize(Decimal(1).scaleb(-places))))


def _plain(number: Decimal) -> Decimal:
    """The same number without noughts at its end.

    >>> _plain(Decimal("70.50")), _plain(Decimal("70"))
    (Decimal('70.5'), Decimal('70'))
    """
    return Decimal(f"{number:f}".rstrip("0").rstrip(".")) if "." in f"{number:f}" else number


def _day(day: date, offset: int = 0) -> str:
    day += timedelta(offset)
    return f"{day.day} {day:%B %Y}"
