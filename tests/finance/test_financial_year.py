"""The financial year: what it is called, when it starts and ends, what is in it."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkip_xl.errors import RuleError
from mkip_xl.finance.financial_year import FinancialYear

DAY = datetime.date


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("2012/13", "2012/13"),
        ("2012-13", "2012/13"),
        ("2012–13", "2012/13"),
        (" 2012/2013 ", "2012/13"),
        ("2023/2024", "2023/24"),
        ("FY 2012/13", "2012/13"),
        ("1999/00", "1999/00"),
        ("1999/2000", "1999/00"),
        (DAY(2012, 3, 31), "2011/12"),
        (DAY(2012, 4, 1), "2012/13"),
        (datetime.datetime(2013, 3, 31, 23, 59), "2012/13"),
    ],
)
def test_a_year_is_read_as_councils_write_it(written: str | datetime.date, year: str) -> None:
    assert year == str(FinancialYear.parse(written))


@pytest.mark.parametrize("written", ["2012/14", "2012/12", "2012", "12/13", "2012/2014", "", "next year", "1999/01"])
def test_what_is_no_single_year_is_refused_with_the_form_to_use(written: str) -> None:
    with pytest.raises(RuleError, match=r"2012/13|\d{4}/\d\d"):
        FinancialYear.parse(written)


@pytest.mark.parametrize(("first", "days"), [(2010, 365), (2011, 366), (2012, 365), (2099, 365), (1999, 366)])
def test_the_year_that_holds_29_february_has_366_days(first: int, days: int) -> None:
    assert days == FinancialYear(first).days


def test_years_sort_in_time_order_and_make_a_term() -> None:
    years = [FinancialYear.parse(text) for text in ("2013/14", "1999/00", "2012/13")]

    assert ["1999/00", "2012/13", "2013/14"] == [str(year) for year in sorted(years)]
    assert ["2021/22", "2022/23"] == [str(year) for year in FinancialYear(2021).term(2)]
    assert ["2021/22"] == [str(year) for year in FinancialYear(2021).term(1)]
    assert FinancialYear(2012) == FinancialYear(2013).previous
    assert DAY(2012, 4, 1) in FinancialYear(2012)
    assert DAY(2012, 3, 31) not in FinancialYear(2012)
    with pytest.raises(RuleError, match="at least 1"):
        FinancialYear(2012).term(0)


@given(st.dates(DAY(1850, 1, 1), DAY(9000, 1, 1)))
def test_every_day_is_in_one_year_whose_ends_hold_it(day: datetime.date) -> None:
    year = FinancialYear.parse(day)

    assert year.start <= day <= year.end
    assert year.end + datetime.timedelta(1) == year.next.start
    assert year == FinancialYear.parse(str(year)) or day.year >= 10_000
