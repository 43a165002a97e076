"""What a template may be filled with: contexts of any shape, figures that need no program to be checked."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

Data = dict[str, Any]
WORDS = ("Ashford", "Brighton & Hove", "Canterbury", "Dover", "Eastbourne", "Folkestone & Hythe", "Gravesham",
         "Hastings", "Isle of Wight", "Kent", "Lewes", "Maidstone")  # fmt: skip


class Shape:
    """One partnership: how many partners and years it has, and whether its lists are empty."""

    def __init__(self, partners: int, years: int, *, own: int = 0, empty: bool = False) -> None:
        self.random = random.Random(f"{partners} {years} {empty}")
        self.codes = [f"P{number:02d}" for number in range(1, partners + 1)]
        self.years = [f"{2013 + number}/{(2014 + number) % 100:02d}" for number in range(years)]
        self.own, self.empty = self.codes[own], empty

    def __repr__(self) -> str:
        return f"{len(self.codes)} partners, {len(self.years)} years" + (", nothing listed" if self.empty else "")

    def money(self, low: int = -50_000_000, high: int = 50_000_000) -> Decimal:
        """Pounds and pence between two whole numbers of pence."""
        return Decimal(self.random.randrange(low, high)).scaleb(-2)

    def by(self, low: int = -50_000_000, high: int = 50_000_000) -> dict[str, Decimal]:
        """A figure for every partner."""
        return {code: self.money(low, high) for code in self.codes}

    def listed(self, items: Sequence[Any]) -> list[Any]:
        """The items, or none where nothing is listed."""
        return [] if self.empty else list(items)

    @property
    def partners(self) -> list[Data]:
        return [
            {"code": code, "authority": f"{WORDS[number]} Borough Council", "officer": f"Officer of {code}",
             "own": "This authority" if code == self.own else ""}
            for number, code in enumerate(self.codes)
        ]  # fmt: skip

    def contexts(self) -> dict[str, Data]:
        """What each template is filled with, by its file name."""
        made = {
            "appendix-b": self._savings(), "appendix-c": self._revenue(), "appendix-d": self._capital(),
            "appendix-e": self._investment(), "appendix-g": self._staff(), "appendix-j": self._agreement(),
        }  # fmt: skip
        common = self._common()
        filled = {
            name: {**common, "appendix": {"letter": name[-1].upper(), "title": f"Title of {name}"}, **data}
            for name, data in made.items()
        }
        checks = {key: common[key] for key in ("partnership", "partners", "exempt")}
        return {**filled, "checks": {**checks, **self._checks()}}

    def _common(self) -> Data:
        return {
            "partnership": {
                "name": "Weald & Downs Partnership", "short_name": "W&D", "service": "Audit",
                "start": dt.date(2013, 4, 1), "term": len(self.years),
                "first_year": self.years[0], "last_year": self.years[-1],
                "statement": "Made up for a test", "full_review_after": 5, "implementation_review_after": 3,
            },
            "cabinet": {
                "code": self.own, "authority": "Ashford Borough Council", "body": "Cabinet", "officer": "The officer",
                "meeting_date": dt.date(2012, 4, 16), "report": "The report",
            },
            "exempt": {
                "wording": "NOT FOR PUBLICATION – exempt information by virtue of paragraphs 1 and 3",
                "paragraphs": "1 and 3", "reason": "The reason", "public_interest": "The interest",
                "review_date": dt.date(2014, 4, 1),
            },
            "partners": self.partners,
        }  # fmt: skip

    def _savings(self) -> Data:
        years = []
        for label in self.years:
            parts = {
                f"{what}_{kind}": self.money(0)
                for what in ("baseline", "proposed", "investment")
                for kind in ("staff", "non_staff")
            }
            net = sum(amount if key.startswith("baseline") else -amount for key, amount in parts.items())
            share = self.by()
            share[self.codes[-1]] += net - sum(share.values())
            years.append({"label": label, **parts, "net": net, "share": share})
        term = {code: sum(year["share"][code] for year in years) for code in self.codes}
        method = {"name": "Equal", "description": "the same to every partner"}
        return {"years": years, "method": method, "methods": [{**method, "chosen": "Chosen", "total": term}]}

    def _rows(self, names: Sequence[str]) -> list[Data]:
        rows = []
        for number, name in enumerate(names):
            by = {
                code: {"previous": Decimal(0) if number == 1 else self.money(), "current": self.money()}
                for code in self.codes
            }
            total = {side: sum(each[side] for each in by.values()) for side in ("previous", "current")}
            rows.append({"name": name, **total, "by": by})
        return rows

    def _revenue(self) -> Data:
        groups = [("Expenditure", ["Employees", "Premises", "Supplies"]), ("Income", ["Fees"]), ("Nothing yet", [])]
        return {
            "previous": "2011/12", "current": "2012/13",
            "groups": self.listed([{"name": name, "headings": self._rows(lines)} for name, lines in groups]),
        }  # fmt: skip

    def _capital(self) -> Data:
        return {
            "previous": "2011/12",
            "current": "2012/13",
            "schemes": self.listed(self._rows(["Desktops", "Servers"])),
        }

    def _investment(self) -> Data:
        groups = [
            {"name": name, "items": [
                {"name": f"{name} {number}", "category": "Staff", "by": {year: self.money(0) for year in self.years}}
                for number in range(count)
            ]}
            for name, count in (("Met from savings", 2), ("Met from the capital fund", 3), ("Met by bids", 1))
        ]  # fmt: skip
        groups = self.listed(groups)

        def met(place: int, year: str) -> Decimal:
            return sum((item["by"][year] for item in groups[place]["items"]), Decimal(0)) if groups else Decimal(0)

        years = [
            {"label": year, "savings": met(0, year), "fund": met(1, year), "bids": met(2, year),
             "drawing": met(1, year), "contribution": self.by(0)}
            for year in self.years
        ]  # fmt: skip
        options = []
        for name in ("One", "Two"):
            lines = [{"year": year, "divided_by": "Equal", "by": self.by(0)} for year in self.years[:3]]
            total = {code: sum((line["by"][code] for line in lines), Decimal(0)) for code in self.codes}
            options.append({"name": name, "description": f"Option {name}", "chosen": "", "lines": lines,
                            "total": total, "lowest_balance": self.money()})  # fmt: skip
        return {
            "years": years, "groups": groups, "options": self.listed(options),
            "option": {"name": "One", "description": "Option One"},
        }  # fmt: skip

    def _staff(self) -> Data:
        structures = {
            which: {
                "tiers": self.listed(
                    {"name": tier, "posts": [
                        {"employer": self.random.choice(self.codes), "title": f"{tier} {number}",
                         "fte": self.random.choice([1, 0.6, 2.5]), "salary": self.money(0),
                         "national_insurance": self.money(0), "pension": self.money(0)}
                        for number in range(posts)
                    ]}
                    for tier, posts in (("Heads", 1), ("Officers", 4), ("Vacant tier", 0))
                )
            }
            for which in ("current", "proposed")
        }  # fmt: skip

        def sums(which: str, wanted: str, of: str) -> tuple[Any, Decimal]:
            posts = [(tier["name"], post) for tier in structures[which]["tiers"] for post in tier["posts"]]
            held = [post for tier, post in posts if (tier if of == "tier" else post["employer"]) == wanted]
            return sum(post["fte"] for post in held), sum((cost(post) for post in held), Decimal(0))

        comparison = []
        for tier in structures["current"]["tiers"]:
            current, proposed = sums("current", tier["name"], "tier"), sums("proposed", tier["name"], "tier")
            comparison.append({"tier": tier["name"], "current_fte": current[0], "current_cost": current[1],
                               "proposed_fte": proposed[0], "proposed_cost": proposed[1]})  # fmt: skip
        employers = [
            {**partner, **dict(zip(("fte", "cost"), sums("current", partner["code"], "employer"), strict=True))}
            for partner in self.partners
        ]
        return {"structures": structures, "comparison": comparison, "employers": employers}

    def _agreement(self) -> Data:
        years = []
        for label in self.years:
            baseline, share = self.by(0), self.by()
            years.append({"label": label, "baseline": baseline, "share": share,
                          "contribution": {code: baseline[code] - share[code] for code in self.codes}})  # fmt: skip
        paid, due, reserve = self.by(0), self.by(0), self.by(0, 100_000)
        balancing = {
            "year": "2014/15", "shares_used": "original", "actual_total": sum(due.values()), "contribution": paid,
            "share_of_actual": due, "underspend": {code: paid[code] - due[code] for code in self.codes},
            "reserve": reserve, "payment": {code: due[code] - paid[code] + reserve[code] for code in self.codes},
        }  # fmt: skip
        leaving = {
            "year": "2017/18", "leaver": "Dover Borough Council", "net": self.by(),
            "lines": [{"label": label, "by": self.by()} for label in ("Redundancy", "Breakage", "Less unspent")],
        }  # fmt: skip
        holders = [
            {**partner, "assets": [
                {"number": f"{partner['code']}-{number}", "description": "Switch", "cost": self.money(0),
                 "purchased": dt.date(2010, 5, 3), "life": 5}
                for number in range(0 if self.empty else place % 3)
            ]}
            for place, partner in enumerate(self.partners)
        ]  # fmt: skip
        return {
            "rule": "Baseline less share of net saving", "years": years, "holders": holders,
            "balancing": None if self.empty else balancing, "exit": None if self.empty else leaving,
        }  # fmt: skip

    def _checks(self) -> Data:
        kinds = ("Conservation", "Casting", "Tie-out")
        checks = []
        for number in range(0 if self.empty else 7):
            amount = self.money()
            checks.append({"number": number + 1, "kind": kinds[number % 3], "name": f"Check {number}", "left": amount,
                           "left_label": "One side", "right": amount, "right_label": "Other side"})  # fmt: skip
        return {"checks": checks, "passed": len(checks), "total": len(checks), "balance": self._balance()}

    def _balance(self) -> list[Data]:
        steps = []
        for number in range(0 if self.empty else 4):
            by, besides = self.by(), self.money()
            into = sum(by.values(), besides)
            steps.append({"name": f"Step {number}", "source": "What went in", "into": into, "by": by,
                          "other": "What else came out", "besides": besides})  # fmt: skip
        return steps


def cost(post: Data) -> Decimal:
    """FTE × (salary + National Insurance + pension), to the penny, halves away from zero."""
    each: Decimal = post["salary"] + post["national_insurance"] + post["pension"]
    return (Decimal(str(post["fte"])) * each).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.fixture(scope="session")
def shape() -> Callable[..., Shape]:
    """A partnership of any shape."""
    return Shape


@pytest.fixture(scope="session")
def cost_of() -> Callable[[Data], Decimal]:
    """What a post costs."""
    return cost
