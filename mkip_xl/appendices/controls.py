"""The checks of a run: every division adds, every table casts, and one named figure has one value everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from mkip_xl.appendices import balance
from mkip_xl.appendices.front_matter import Data, about, exemption, first_meeting, listed, partners, pounds
from mkip_xl.finance.account_rows import BudgetRow
from mkip_xl.finance.accounts import Accounts, cost_of
from mkip_xl.finance.checks import Check, conservation, tie_out
from mkip_xl.finance.partnership import CATEGORIES, AppendixEntry, sums


def checks(accounts: Accounts) -> list[Check]:
    """Every check on the figures themselves, before anything is filled; both sides in pence, or hundredths of an FTE.

    The two sides come by different ways: one as an appendix shows it, one from the lines of the finance workbook.
    """
    it = accounts.partnership
    return [
        *(_division(accounts) if it.savings else ()),
        *(_budgets("Revenue", accounts.revenue, accounts, it.revenue_budgets) if it.revenue_budgets else ()),
        *(_budgets("Capital", accounts.capital, accounts, it.capital_budgets) if it.capital_budgets else ()),
        *(_investment(accounts) if it.capital_options else ()),
        *(_structure(accounts) if it.posts else ()),
        *(_agreement(accounts) if it.savings and it.agreement.contribution_rule else ()),
        *(_between_appendices(accounts) if it.savings and it.capital_options else ()),
        *balance.checks(accounts),
        *(_register(accounts) if any(entry.kind == "methodology" for entry in it.appendices) else ()),
    ]


def _division(accounts: Accounts) -> Iterator[Check]:
    it = accounts.partnership
    for year in accounts.savings:
        yield conservation(
            f"Net saving {year.year} divided between partners", year.net, year.share.values(),
            total_label="Net saving (B)", parts_label="Partners' shares (B)",
        )  # fmt: skip
        yield conservation(
            f"Baseline {year.year}, staff and non-staff", sum(year.baseline.values()),
            [line.baseline for line in it.savings if line.year == year.year],
            total_label="Baseline (B)", parts_label="Rows of Savings",
        )  # fmt: skip
        yield conservation(
            f"Proposed cost {year.year}, staff and non-staff", sum(year.proposed.values()),
            [line.proposed for line in it.savings if line.year == year.year],
            total_label="Proposed (B)", parts_label="Rows of Savings",
        )  # fmt: skip
    yield conservation(
        "Net saving over the term by partner", accounts.net_saving, accounts.net_saving_by_partner.values(),
        total_label="Net saving (B)", parts_label="Partners' totals (B)",
    )  # fmt: skip
    for name, parts in accounts.methods.items():
        yield conservation(
            f"Net saving over the term, method {name}", accounts.net_saving, parts.values(),
            total_label="Net saving (B)", parts_label="Partners' totals (B, methods)",
        )  # fmt: skip


def _budgets(what: str, rows: Sequence[BudgetRow], accounts: Accounts, lines: Iterable[object]) -> Iterator[Check]:
    letter = "C" if what == "Revenue" else "D"
    by_partner = sums(lines, lambda line: line.budget, "year", "partner")  # type: ignore[attr-defined]
    for year, figure in zip(accounts.budget_years, ("previous", "current"), strict=True):
        shown = [getattr(row, figure) for row in rows]
        for code in accounts.codes:
            yield Check(
                "casting", f"{what} budget {year}, {code}", f"Column of {code} ({letter})",
                sum(row[code] for row in shown), balance.rows_of(what, accounts),
                by_partner[year, code],
            )  # fmt: skip
        yield Check(
            "casting", f"{what} budget {year}, all partners", f"Total ({letter})",
            sum(sum(row.values()) for row in shown), balance.rows_of(what, accounts),
            sum(amount for (given, _), amount in by_partner.items() if given == year),
        )  # fmt: skip


def _investment(accounts: Accounts) -> Iterator[Check]:
    it = accounts.partnership
    shown = sum(sum(by_year.values()) for by_year in accounts.investment.values())
    yield conservation(
        "Investment by what meets it", shown, [line.amount for line in it.investment],
        total_label="Level of investment (E)", parts_label="Rows of Investment",
    )  # fmt: skip
    for option in it.capital_options:
        for line in option.instalments:
            year = next(year for year in accounts.options[option.name] if year.year == line.year)
            yield conservation(
                f"Capital fund, option {option.name}, {line.year}", line.amount, year.contribution.values(),
                total_label="Instalment (CapitalOptions)", parts_label="Partners' contributions (E)",
            )  # fmt: skip
    fund = accounts.fund
    paid = sum(sum(year.contribution.values()) for year in fund)
    yield Check(
        "casting", "Capital fund, closing balance", "Closing balance (E)", fund[-1].balance,
        "Contributions less drawings (E)", paid - sum(year.drawing for year in fund),
    )  # fmt: skip


def _structure(accounts: Accounts) -> Iterator[Check]:
    posts = accounts.partnership.posts
    for name, cost, fte in (
        ("Current", sum(row.current_cost for row in accounts.tiers), sum(row.current_fte for row in accounts.tiers)),
        ("Proposed", sum(row.proposed_cost for row in accounts.tiers), sum(row.proposed_fte for row in accounts.tiers)),
    ):
        there = [post for post in posts if post.structure == name]
        yield conservation(
            f"{name} structure, cost by tier", cost, [cost_of(post) for post in there],
            total_label="Tiers (G)", parts_label="Rows of Posts",
        )  # fmt: skip
        yield Check(
            "conservation", f"{name} structure, FTE by tier (hundredths)", "Tiers (G)", Fraction(fte) * 100,
            "Rows of Posts", sum((post.fte for post in there), Fraction(0)) * 100,
        )  # fmt: skip


def _agreement(accounts: Accounts) -> Iterator[Check]:
    for year in accounts.savings:
        yield Check(
            "tie-out", f"Contributions {year.year} meet the cost", "Contributions (J)",
            sum(accounts.contributions[year.year].values()), "Proposed cost and investment (B)",
            sum(year.proposed.values()) + sum(year.investment.values()),
        )  # fmt: skip
    worked = accounts.balancing
    agreement = accounts.partnership.agreement
    if worked is not None and agreement.actual_cost is not None:
        yield conservation(
            "Actual cost divided between partners", agreement.actual_cost, worked.share_of_actual.values(),
            total_label="Actual cost (Agreement)", parts_label="Partners' shares (J)",
        )  # fmt: skip
        yield Check(
            "conservation", "Balancing payments settle the year", "Contributions and payments (J)",
            sum(worked.contribution.values()) + sum(worked.payment.values()), "Actual cost and reserve (J)",
            agreement.actual_cost + sum(worked.reserve.values()),
        )  # fmt: skip
    if accounts.leaving is not None:
        yield conservation(
            "Net cost of leaving", sum(accounts.leaving.net.values()),
            [sum(by.values()) for by in accounts.leaving.lines.values()],
            total_label="Borne (J)", parts_label="Lines (J)",
        )  # fmt: skip


def _between_appendices(accounts: Accounts) -> Iterator[Check]:
    yield from tie_out(
        "Net saving over the term",
        {
            "Division (B)": sum(accounts.net_saving_by_partner.values()),
            "Baseline less contributions (J)": sum(
                accounts.baseline_of(code, year) - accounts.contributions[year][code]
                for code in accounts.codes
                for year in accounts.years
            ),
        },
    )
    yield from tie_out(
        "Investment met from savings",
        {
            "Net savings (B)": sum(year.investment[category] for year in accounts.savings for category in CATEGORIES),
            "Level of investment (E)": sum(accounts.investment["Savings"].values()),
        },
    )
    yield from tie_out(
        "Drawings on the capital fund",
        {
            "Capital fund (E)": sum(year.drawing for year in accounts.fund),
            "Level of investment (E)": sum(accounts.investment["Capital fund"].values()),
        },
    )


def _register(accounts: Accounts) -> Iterator[Check]:
    for line in accounts.register:
        for one in line.decisions:
            yield Check(
                "conservation", f"Split of {line.name} from {one.basis.effective_from:%d.%m.%Y} (hundredths of 1%)",
                "Whole", 10000, "Partners' splits (methodology)", sum(one.split, Fraction(0)) * 100,
            )  # fmt: skip
        if line.effect is not None:
            for step in ("previous", "new", "phased", "payable"):
                yield conservation(
                    f"Cost of {line.name}, {step}", line.effect.cost, getattr(line.effect, step).values(),
                    total_label="Cost (Bases)", parts_label="Partners (methodology)",
                )  # fmt: skip


def shown(check: Check, number: int) -> Data:
    """One line of checks.xlsx: both sides in pounds (or whole FTE), as the reader of the appendices sees them."""
    return {
        "number": number,
        "kind": check.kind.capitalize(),
        "name": check.name,
        "left_label": check.left_label,
        "left": pounds(int(check.left)),
        "right_label": check.right_label,
        "right": pounds(int(check.right)),
    }


def checks_data(accounts: Accounts, made: Sequence[Check], filled: Sequence[AppendixEntry]) -> Data:
    """What checks.xlsx is filled with: every check with its two sides, and the partners whose officers sign them off.

    It shows figures of the appendices that were filled, so it is exempt by all their paragraphs together.
    """
    exempt = [entry for entry in filled if entry.status == "Exempt"]
    return {
        "partnership": about(accounts.partnership),
        "partners": partners(accounts.partnership, None),
        "exempt": exemption(_together(exempt), first_meeting(accounts.partnership)) if exempt else None,
        "balance": [balance.shown(step, accounts.codes) for step in balance.steps(accounts)],
        "checks": [shown(check, number) for number, check in enumerate(made, 1)],
        "passed": sum(check.passed for check in made),
        "total": len(made),
    }


def _together(filled: Sequence[AppendixEntry]) -> AppendixEntry:
    letters = listed([entry.letter for entry in filled])
    return AppendixEntry(
        letter="",
        title="Checks and sign-off",
        status="Exempt",
        paragraphs=tuple(sorted({number for entry in filled for number in entry.paragraphs})),
        reason=f"Figures of exempt Appendices {letters}",
        public_interest=filled[0].public_interest,
        review_date=min((entry.review_date for entry in filled if entry.review_date is not None), default=None),
        template="checks.xlsx",
    )
