"""Pounds in, pounds out: a division for whoever holds floats or Decimals, as a worksheet or a ledger extract does."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from mkip_xl.money.apportionment import apportion
from mkip_xl.money.pence import decimals, to_float, to_pence, to_pounds
from mkip_xl.money.weights import Weight


def apportion_pounds(
    total: float | int | str, weights: Iterable[Weight], *, currency: str = "GBP", **options: Any
) -> list[float]:
    """The pounds each part bears, as the floats nearest to whole pence.

    Given a total in pounds (major units) and one weight for each part; returns pounds. The pence behind them add to
    the total exactly; their float SUM may differ in the sixteenth digit, so a sheet checks =ROUND(SUM(…) − total, 2).
    The `options` are those of `apportion`; bounds and step among them are in minor units.

    Refused besides what `apportion` refuses: sub-pennies and parts beyond ten trillion pounds. Equation, source and
    sign: as `apportion`.

    >>> apportion_pounds(100.01, [1, 1, 1])
    [33.34, 33.34, 33.33]
    """
    parts = apportion(to_pence(total, currency), weights, **options)
    if currency == "GBP" and -(10**15) <= parts[0] <= 10**15 and type(total) is float:
        return [part / 100 for part in parts]
    return [to_float(part, currency) for part in parts]


def apportion_decimal(
    total: Decimal | int | str, weights: Iterable[Weight], *, currency: str = "GBP", **options: Any
) -> list[Decimal]:
    """The pounds each part bears, as exact Decimals with the currency's decimals.

    Given a total in pounds (major units) and one weight for each part; returns pounds that add exactly. Equation, edge
    cases, source and sign: as `apportion_pounds`, without its limit of size.

    >>> apportion_decimal("100.01", [1, 1, 1])
    [Decimal('33.34'), Decimal('33.34'), Decimal('33.33')]
    """
    decimals(currency)
    return [to_pounds(part, currency) for part in apportion(to_pence(total, currency), weights, **options)]
