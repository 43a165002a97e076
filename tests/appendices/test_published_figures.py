"""The example reproduces every figure the founding report published, and its parts add.

Source: Maidstone Borough Council, Cabinet, 16 April 2012, MKIP ICT Shared Service.
"""

from __future__ import annotations

import csv
import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.key_decision import key_decision, own_threshold
from mkip_xl.intake.model import read_partnership


@pytest.fixture(scope="module")
def accounts(root: Path) -> Accounts:
    partnership, _ = read_partnership(root / "workbooks" / "mkip-ict.xlsx")
    assert partnership is not None
    return Accounts(partnership)


def rows(root: Path, table: str) -> list[dict[str, str]]:
    with (root / "workbooks" / "source" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_ten_year_net_saving_is_3_710_000_pounds(accounts: Accounts) -> None:
    assert accounts.net_saving == 3_710_000_00
    assert sum(accounts.net_saving_by_partner.values()) == 3_710_000_00


def test_the_average_is_371_000_pounds_a_year(accounts: Accounts) -> None:
    assert accounts.average_saving == Fraction(371_000_00)


def test_option_three_is_300_000_pounds_in_year_one_and_100_000_from_each(accounts: Accounts) -> None:
    assert accounts.partnership.chosen_option == "Three"
    assert accounts.fund_by_partner == {"MBC": 100_000_00, "SBC": 100_000_00, "TWBC": 100_000_00}
    assert accounts.fund[0].contribution == accounts.fund_by_partner


def test_the_term_is_ten_years_from_1_april_2013_with_a_full_review_after_five(accounts: Accounts) -> None:
    it = accounts.partnership
    assert (it.start, it.term, it.full_review_after) == (dt.date(2013, 4, 1), 10, 5)
    assert [str(it.years[0]), str(it.years[-1])] == ["2013/14", "2022/23"]


def test_it_is_a_key_decision_for_every_cabinet(accounts: Accounts) -> None:
    for partner in accounts.partnership.partners:
        own = own_threshold(partner.authority, partner.key_decision_threshold)
        decision = key_decision(int(accounts.average_saving), partner.authority, partner.meeting_date, thresholds=own)

        assert partner.key_decision_threshold == 250_000_00
        assert decision.key


def test_the_three_partners_stand_in_register_order(accounts: Accounts) -> None:
    assert accounts.codes == ("MBC", "SBC", "TWBC")


def test_each_year_is_baseline_less_proposed_less_investment(accounts: Accounts, root: Path) -> None:
    savings, investment = rows(root, "Savings"), rows(root, "Investment")
    for year in accounts.savings:
        label = str(year.year)
        expected = sum(int(r["Baseline"]) - int(r["Proposed"]) for r in savings if r["Financial year"] == label)
        expected -= sum(
            int(r["Amount"]) for r in investment if r["Financial year"] == label and r["Met from"] == "Savings"
        )

        assert year.net == expected * 100


def test_each_share_is_within_a_penny_of_the_exact_third(accounts: Accounts) -> None:
    for year in accounts.savings:
        assert sum(year.share.values()) == year.net
        assert all(abs(share - Fraction(year.net, 3)) < 1 for share in year.share.values())


def test_the_savings_are_near_nine_per_cent_of_the_budgets(accounts: Accounts) -> None:
    budget = sum(sum(row.current.values()) for row in accounts.revenue)

    assert Fraction(88, 1000) < accounts.average_saving / budget < Fraction(92, 1000)


def test_the_three_budgets_lie_between_1_1_and_1_7_million(accounts: Accounts) -> None:
    for code in accounts.codes:
        assert 1_100_000_00 <= sum(row.current[code] for row in accounts.revenue) <= 1_700_000_00


def test_some_65_posts_stand_in_the_current_structure(accounts: Accounts) -> None:
    assert sum(row.current_fte for row in accounts.tiers) == 65
