"""The register of bases decides: kept or changed, blended by days, and what it costs each partner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkip_xl.errors import RuleError
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.finance.partnership import Basis
from mkip_xl.finance.register import decide, effect, measured_in

SH, WD = "SHDC", "WDBC"
PUBLISHED = "South Hams and West Devon, Shared Services Allocations of costs, Appendix A"


def basis(estimate: tuple[int, int] | None, measured: tuple[int, int] | None, **more: object) -> Basis:
    codes = (SH, WD)
    return Basis(
        "Service", "Service", "Driver", "number", "2022/23", dt.date(2022, 4, 1),
        dict(zip(codes, map(Fraction, measured), strict=True)) if measured else {},
        {code: Fraction(part, 100) for code, part in zip(codes, estimate, strict=True)} if estimate else {},
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("service", "estimate", "measured", "split", "outcome", "starred"),
    [
        # 2022/2023 and 2021/2022: estimate and split as printed, caseloads as printed; star as printed
        ("Planning Applications 2022/23", (75, 25), (2125, 806), (75, 25), "Kept", True),
        ("Planning Enforcement 2022/23", (75, 25), (372, 150), (71, 29), "Changed", False),
        ("Customer Contact Centre 2022/23", (66, 34), (60924, 27820), (66, 34), "Kept", True),
        ("Planning Applications 2021/22", (75, 25), (1936, 734), (75, 25), "Kept", True),
        ("Planning Enforcement 2021/22", (75, 25), (439, 155), (75, 25), "Kept", True),
        ("Customer Contact Centre 2021/22", (71, 29), (77297, 32158), (71, 29), "Kept", False),
        ("Council Tax 2021/22", (63, 37), (45670, 26345), (63, 37), "Kept", False),
        ("Housing Benefits 2021/22, both drivers", (60, 40), (182 + 1949, 133 + 1280), (60, 40), "Kept", False),
        # a tolerance of exactly 3 points keeps
        ("Just within", (50, 50), (53, 47), (50, 50), "Kept", True),
        ("Just beyond", (50, 50), (5301, 4699), (53, 47), "Changed", False),
    ],
)
def test_a_split_is_kept_or_changed_as_published(
    service: str, estimate: tuple[int, int], measured: tuple[int, int], split: tuple[int, int], outcome: str,
    starred: bool,
) -> None:  # fmt: skip
    decision = decide(basis(estimate, measured), (SH, WD))

    assert (split, outcome, starred) == (decision.split, decision.outcome, decision.starred), PUBLISHED


def test_an_indicator_does_not_decide_and_says_why() -> None:
    """Business Rates 2021/2022: 63/37 although rateable values are £86,747,206 and £32,839,979."""
    note = "Rateable values are an indicator; an assessment of workload is used"
    decision = decide(basis((63, 37), (86_747_206, 32_839_979), outcome="Agreed", note=note), (SH, WD))

    assert ((63, 37), "Agreed", note) == (decision.split, decision.outcome, decision.why)


def test_a_plain_driver_without_an_estimate_shares_unrounded() -> None:
    decision = decide(basis(None, (1, 2)), (SH, WD))

    assert ((Fraction(100, 3), Fraction(200, 3)), "Measured") == (decision.split, decision.outcome)


def test_a_measure_that_a_tolerance_governs_is_in_whole_percents_from_its_first_year() -> None:
    decision = decide(basis(None, (1, 2), tolerance=Fraction(3)), (SH, WD))

    assert ((33, 67), "Measured") == (decision.split, decision.outcome)


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("1 April 2023 - 31 December 2023", ["2023/24"]),
        ("At 31 December 2011", ["2011/12"]),
        ("Budget 2012/13", ["2012/13"]),
        ("January to March 2012", ["2011/12"]),
        ("31/03/2024", ["2023/24"]),
        ("2024-04-01", ["2024/25"]),
        ("Mid-2011 population", ["2011/12"]),
        ("Calendar year to December 2022, from January 2022", ["2021/22", "2022/23"]),
        ("2012-13", ["2012/13"]),
        ("last year", []),
        ("", []),
    ],
)
def test_a_period_names_its_financial_years(period: str, years: Sequence[str]) -> None:
    assert years == [str(year) for year in measured_in(period)]


def test_the_effect_is_old_and_new_side_by_side_with_phase_in_and_damping() -> None:
    """£1,000 moves from 50:50 to 70:30, half of it this year: 60:40. A rise of 10% lets the first pay £550."""
    old = {SH: Fraction(1, 2), WD: Fraction(1, 2)}
    moved = basis((70, 30), None, cost=100_000, previous=old, phase_in=Fraction(1, 2), largest_rise=Fraction(1, 10))
    found = effect(moved, (Fraction(70), Fraction(30)), (SH, WD))

    assert found is not None
    assert found.previous == {SH: 50_000, WD: 50_000}
    assert found.new == {SH: 70_000, WD: 30_000}
    assert found.phased == {SH: 60_000, WD: 40_000}
    assert found.payable == {SH: 55_000, WD: 45_000}
    assert (5_000, -5_000) == (found.change(SH), found.change(WD))


def test_damping_that_cannot_be_is_refused() -> None:
    free = basis((100, 0), None, cost=100, previous={SH: Fraction(0), WD: Fraction(1)}, largest_rise=Fraction(0))

    found = effect(free, (Fraction(100), Fraction(0)), (SH, WD))
    assert found is not None and found.payable == {SH: 0, WD: 100}
    with pytest.raises(RuleError):
        effect(basis((100, 0), None, cost=-100, previous={SH: Fraction(0), WD: Fraction(1)}, largest_rise=Fraction(0)),
               (Fraction(100), Fraction(0)), (SH, WD))  # fmt: skip


@given(
    cost=st.integers(0, 10**10),
    old=st.lists(st.integers(1, 100), min_size=2, max_size=7),
    seed=st.randoms(use_true_random=False),
    part=st.fractions(0, 1, max_denominator=20),
    rise=st.fractions(0, 1, max_denominator=20),
)
def test_every_step_of_the_effect_adds_to_the_cost(
    cost: int, old: list[int], seed: object, part: Fraction, rise: Fraction
) -> None:
    codes = [f"P{place}" for place in range(len(old))]
    new = [seed.randint(1, 100) for _ in old]  # type: ignore[attr-defined]
    before = {code: Fraction(each, sum(old)) for code, each in zip(codes, old, strict=True)}
    moved = Basis("B", "S", "D", "n", "", dt.date(2022, 4, 1), {}, {}, cost=cost, previous=before, phase_in=part,
                  largest_rise=rise)  # fmt: skip
    found = effect(moved, [Fraction(each, sum(new)) for each in new], codes)

    assert found is not None
    for step in (found.previous, found.new, found.phased, found.payable):
        assert sum(step.values()) == cost
    assert all(found.payable[code] <= found.previous[code] * (1 + rise) for code in codes)
    assert sum(found.change(code) for code in codes) == 0


def test_a_split_that_changes_in_the_year_is_blended_by_days() -> None:
    """Human Resources 2022/2023: 74/26 to 2 October 2022 (185 days), 82/18 from the next day (180 of 365)."""
    from mkip_xl.finance.basis import DatedSplit, part_year

    splits = [DatedSplit(dt.date(2022, 4, 1), (74, 26)), DatedSplit(dt.date(2022, 10, 3), (82, 18))]

    assert [Fraction(74 * 185 + 82 * 180, 36500), Fraction(26 * 185 + 18 * 180, 36500)] == part_year(
        splits, FinancialYear(2022)
    )
