"""Whatever is divided by a basis is divided by the one split that the register decides for the year."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from mkip_xl.errors import NotAvailableError, RuleError
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.comparison import bases
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partner import Partner
from mkip_xl.finance.partnership import (
    Agreement,
    Basis,
    CapitalOption,
    Instalment,
    Partnership,
    SavingLine,
    YearEndLine,
)
from mkip_xl.finance.year_end import YearEnd

FIRST, SECOND = FinancialYear(2022), FinancialYear(2023)
CODES = ("SHDC", "WDBC")


def split(start: dt.date, estimate: tuple[int, int] | None, measured: tuple[int, int] | None = None) -> Basis:
    """One dated row of Human Resources."""
    return Basis(
        "HR", "Human Resources", "Permanent posts", "posts", "December 2022", start,
        dict(zip(CODES, map(Fraction, measured), strict=True)) if measured else {},
        {code: Fraction(part, 100) for code, part in zip(CODES, estimate, strict=True)} if estimate else {},
    )  # fmt: skip


def accounts(*dated: Basis, shares: str = "Revised") -> Accounts:
    """Two councils over 2022/23 and 2023/24: £1,000.00 a year to share, £800.00 in the fund, £1,200.00 spent."""
    lines = tuple(
        SavingLine(year, code, category, 100_000 * (category == "Staff"), 50_000 * (category == "Staff"))
        for year in (FIRST, SECOND)
        for code in CODES
        for category in ("Staff", "Non-staff")
    )
    return Accounts(
        Partnership(
            "Made up", "MU", "HR", FIRST.start, 2, 1, None, None, "Contribution", "HR", "One", "",
            tuple(Partner(code, code, "", "Cabinet", FIRST.start, "Report", 0) for code in CODES),
            dated, (), (), lines, (), (CapitalOption("One", "At once", (Instalment(FIRST, 80_000, "HR"),)),), (), (),
            Agreement("By basis", "hr", shares, None, None, 0, None, None, 0, 0, 0, 0), (),
            year_ends=tuple(YearEndLine(FIRST, code, 50_000, 60_000) for code in CODES),
        )
    )  # fmt: skip


def everything(of: Accounts) -> dict[str, dict[str, int]]:
    """What each council bears of everything that HR divides in the first year."""
    (ended,) = of.year_ends
    return {
        "contribution": dict(of.contributions[FIRST]),
        "capital fund": dict(of.fund[0].contribution),
        "net saving": dict(of.savings[0].share),
        "year end": dict(ended.share_of_actual),
        "what if": dict(bases(of)[0].parts[FIRST]),
    }


@pytest.mark.parametrize(
    ("estimate", "measured", "parts"),
    [
        ((82, 18), (495, 104), (82, 18)),  # 82.64 : 17.36 is within 3 points: the estimate is kept
        ((74, 26), (495, 104), (83, 17)),  # 8.64 points away: changed to whole percents
        ((82, 18), None, (82, 18)),  # agreed
        ((79, 21), (820, 180), (79, 21)),  # exactly 3 points: kept
    ],
)
def test_contributions_fund_saving_year_end_and_what_if_agree(
    estimate: tuple[int, int], measured: tuple[int, int] | None, parts: tuple[int, int]
) -> None:
    """100,000p, 80,000p, 100,000p, 120,000p and 100,000p, each by the same whole percents."""
    found = everything(accounts(split(FIRST.start, estimate, measured)))

    amounts = {"contribution": 1000, "capital fund": 800, "net saving": 1000, "year end": 1200, "what if": 1000}
    assert found == {
        what: {code: part * hundredth for code, part in zip(CODES, parts, strict=True)}
        for what, hundredth in amounts.items()
    }


def test_a_plain_driver_shares_unrounded() -> None:
    """495 and 104 of 599: 100,000 × 495 / 599 = 82,637.7 and 17,362.3."""
    found = accounts(split(FIRST.start, None, (495, 104)))

    assert {"SHDC": 82_638, "WDBC": 17_362} == found.contributions[FIRST]


def test_a_split_that_changed_within_the_year_divides_that_year_by_its_blend_and_the_next_by_the_last() -> None:
    """2022/23: 74 for 185 days and 82 for 180 of 365: 77.9452 of 100; 2023/24: 82."""
    found = accounts(split(dt.date(2020, 4, 1), (74, 26)), split(dt.date(2022, 10, 3), (82, 18)))

    assert {"SHDC": 77_945, "WDBC": 22_055} == found.contributions[FIRST]
    assert {"SHDC": 62_356, "WDBC": 17_644} == found.fund[0].contribution
    assert {"SHDC": 82_000, "WDBC": 18_000} == found.contributions[SECOND]


def test_original_shares_are_those_first_asked_for_whatever_was_decided_since() -> None:
    """£820.00 and £180.00 were asked for: of £1,200.00 spent 984.00 and 216.00, less the £500.00 that each has paid."""
    ended: YearEnd = accounts(split(FIRST.start, (82, 18)), shares="Original").year_ends[0]

    assert {"SHDC": 98_400, "WDBC": 21_600} == ended.share_of_actual
    assert {"SHDC": 48_400, "WDBC": -28_400} == ended.payment


def test_a_basis_without_a_split_for_the_year_is_refused_with_the_days() -> None:
    late = accounts(split(dt.date(2022, 6, 1), (82, 18)))

    with pytest.raises(RuleError, match="No split is in force from 1 April 2022 to 31 May 2022"):
        late.shares("HR", FIRST)
    with pytest.raises(NotAvailableError, match=r"'Calls'.*: HR"):
        late.shares("Calls", FIRST)
    assert bases(late) == []
