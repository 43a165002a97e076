"""The actual cost of a year end comes from the ledger extracts where it is not typed in."""

from __future__ import annotations

from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partnership import YearEndLine
from mkip_xl.findings import Findings
from mkip_xl.intake.ledger import LedgerSum
from mkip_xl.intake.ledger_intake import Extracts

TYPED, BLANK = FinancialYear(2014), FinancialYear(2015)


def ledger(year: FinancialYear, partner: str, pence: int) -> LedgerSum:
    return LedgerSum(year, partner, "Employees", "Actual", pence, 3, "ledger.csv")


def test_a_year_that_is_not_typed_in_takes_the_extracts_and_a_typed_one_stays() -> None:
    lines = [
        YearEndLine(TYPED, "MBC", None, 500), YearEndLine(TYPED, "SBC", None, 0),
        YearEndLine(BLANK, "MBC", None, 0), YearEndLine(BLANK, "SBC", 100, 0),
    ]  # fmt: skip
    sums = (ledger(TYPED, "MBC", 999), ledger(BLANK, "MBC", 700), ledger(BLANK, "MBC", 50))
    found = Extracts(sums, Findings()).with_year_ends(lines)

    assert [500, 0, 750, 0] == [line.spent for line in found]
    assert [None, None, None, 100] == [line.paid for line in found]
