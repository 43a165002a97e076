"""The budget build-up: gross cost less income, grant and reserves is the net contribution; uplifts by named rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mkip_xl.errors import NotAvailableError, RuleError
from mkip_xl.finance.exact import Ratio, exact, nearest


@dataclass(frozen=True, slots=True)
class BuildUp:
    """A budget from gross to net, in pence, each line as given (all positive)."""

    gross: int
    income: int
    grant: int
    reserves: int

    @property
    def net(self) -> int:
        """Gross − income − grant − reserves: positive when the partners pay, negative when money is over."""
        return self.gross - self.income - self.grant - self.reserves


def net_contribution(gross: int, income: int = 0, grant: int = 0, reserves: int = 0) -> BuildUp:
    """Return the budget build-up, whose `net` is what the partners contribute together.

    gross: gross expenditure, pence. income: fees and charges, pence. grant: pence. reserves: drawn from reserves,
    pence. Each is positive; a transfer into reserves is a negative figure for reserves.
    Source: London Councils, grants scheme 2019/20 (expenditure, ESF grant, reserves, borough contributions).

    £6,909,000 of expenditure, £58,000 of grant and £183,000 from reserves: what do the boroughs contribute?

    >>> net_contribution(690_900_000, grant=5_800_000, reserves=18_300_000).net
    666800000
    """
    if min(gross, income, grant) < 0:
        raise RuleError(
            "Gross expenditure, income or grant is negative. Give each as 0 pence or more; "
            "income and grant are taken off."
        )
    return BuildUp(gross, income, grant, reserves)


def uplifted(amount: int, rate: Ratio) -> int:
    """Return an amount after an uplift, to the nearest penny, halves away from zero: amount × (1 + rate).

    amount: pence. rate: "2%" or 0.02; negative for a cut; at least −100%.
    Source: the uplift clause of the agreement (pay award, CPI or none, line by line).

    >>> uplifted(100_050, "1%")
    101051
    """
    raised = exact(rate, "The uplift")
    if raised < -1:
        raise RuleError(f"The uplift was given as {rate}. Give −100% or more.")
    return nearest(amount * (1 + raised))


def uplifted_lines(lines: Sequence[tuple[int, str]], rates: Mapping[str, Ratio]) -> list[int]:
    """Return budget lines after each one's own uplift; each is rounded once and the total is their sum.

    lines: (pence, name of its uplift: "pay award", "CPI"); "none" leaves the line as it is. rates: name → rate.

    Salaries of £1,000 rise by a pay award of 1%, supplies of £500 by CPI of 2.5%, and rent not at all. Next year?

    >>> uplifted_lines([(100_000, "pay award"), (50_000, "CPI"), (20_000, "none")], {"pay award": "1%", "CPI": "2.5%"})
    [101000, 51250, 20000]
    """
    named = {name.casefold(): rate for name, rate in rates.items()} | {"none": 0}
    for place, (_, name) in enumerate(lines, 1):
        if name.casefold() not in named:
            raise NotAvailableError(
                f"Line {place} is uplifted by {name!r}, for which no rate was given "
                f"(given: {', '.join(rates) or 'none'}). Give its rate, or say none."
            )
    return [uplifted(amount, named[name.casefold()]) for amount, name in lines]
