"""Finance workbooks of partnerships that do not exist: any number of partners, years and headings, from one seed.

    python -m benchmarks.partnerships FOLDER --count 100

The same seed gives the same workbook, byte for byte.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
from collections.abc import Mapping
from pathlib import Path

from mkip_xl.intake.building import write_finance_workbook

TOWNS = (
    *("Ashford", "Bexhill", "Canterbury", "Dover", "Eastbourne", "Folkestone"),
    *("Gravesham", "Hastings", "Ipswich", "Kendal", "Lewes", "Malvern"),
)
HEADINGS = ("Employees", "Premises", "Transport", "Supplies and services", "Third party payments", "Income")
SCHEMES = ("Desktop replacement", "Network", "Telephony", "Document management", "Mobile working")
METHODS = ("Equal", "Baseline budget", "Contribution", "Own gross saving", "No detriment")
TIERS = ("1 Head of service", "2 Managers", "3 Officers", "4 Assistants")
LETTERS = {
    "B": "Annual savings and division of net savings", "C": "Revenue budgets", "D": "Capital budgets",
    "E": "Level of investment", "G": "Staff structure", "J": "Collaboration agreement",
}  # fmt: skip

Rows = list[list[object]]


def partnership(
    seed: int, *, partners: int | None = None, years: int | None = None, councils: Mapping[str, str] | None = None
) -> bytes:
    """The bytes of one finance workbook: 2 to 12 partners and 3 to 15 years, unless told; `councils`: code → name."""
    chance = random.Random(seed)
    towns = TOWNS[: partners or chance.randint(2, 12)]
    councils = councils or {town[:4].upper(): f"{town} Council" for town in towns}
    codes = list(councils)
    first = chance.randint(2010, 2024)
    labels = [_label(first + offset) for offset in range(years or chance.randint(3, 15))]
    tables = {
        "Partnership": _items(seed, chance, first, len(labels), codes),
        "Partners": [
            [code, council, f"Section 151 Officer, {council}", "Cabinet", dt.date(first, 1, 10 + place % 18),
             "Shared service", 250_000]
            for place, (code, council) in enumerate(councils.items())
        ],
        "Bases": [
            ["Users", "ICT", "Named users", "users", "31 December", dt.date(first, 4, 1), code, chance.randint(1, 900),
             None, 3]
            for code in codes
        ],
        "RevenueBudgets": [
            [_label(first + back), code, heading, _money(chance, -90_000 if heading == "Income" else 900_000)]
            for back in (-2, -1) for code in codes for heading in HEADINGS
        ],
        "CapitalBudgets": [
            [_label(first + back), code, scheme, _money(chance, 120_000)]
            for back in (-2, -1) for code in codes for scheme in SCHEMES if chance.random() < 0.6
        ] or [[_label(first - 1), codes[0], SCHEMES[0], 1]],
        "Savings": _savings(chance, labels, codes),
        "Investment": _investment(chance, labels),
        "CapitalOptions": [
            [option, f"Option {option}", labels[0], _money(chance, 400_000), divided_by]
            for option, divided_by in (("One", "Users"), ("Two", "Equal"))
        ],
        "Posts": [
            [structure, code, tier, f"Officer {n}", chance.choice((0.5, 1, 1, 2, 3.6)), 20_000 + n * 1_111.11, 2_000.5,
             3_000]
            for structure in ("Current", "Proposed") for code in codes for n, tier in enumerate(TIERS)
        ],
        "Assets": [[f"{code}-{n}", "Server", code, _money(chance, 50_000), dt.date(first - 1, 5, n + 1), 5]
                   for code in codes for n in range(chance.randint(1, 3))],
        "Agreement": _agreement(chance, labels, codes),
        "Appendices": [
            [letter, title, "Exempt", "3", "Financial affairs of the authorities", "Disclosure would harm the partners",
             dt.date(first + 1, 4, 1), f"appendix-{letter.lower()}.xlsx"]
            for letter, title in LETTERS.items()
        ],
    }  # fmt: skip
    return write_finance_workbook(tables, title=f"Partnership {seed}", reading=[("Made up", "Figures from a seed.")])


def _items(seed: int, chance: random.Random, first: int, years: int, codes: list[str]) -> Rows:
    values = {
        "Partnership": f"Partnership {seed}", "Short name": f"P{seed}", "Service": "ICT",
        "Start date": dt.date(first, 4, 1),
        "Term in years": years, "Full review after years": min(5, years), "Implementation review after years": None,
        "Host authority": chance.choice(codes), "Division of net savings": chance.choice(METHODS),
        "Basis for contributions": "Users", "Capital fund option": chance.choice(("One", "Two")),
        "Statement on the figures": "Made-up figures.",
    }  # fmt: skip
    return [[item, value, None] for item, value in values.items()]


def _savings(chance: random.Random, labels: list[str], codes: list[str]) -> Rows:
    rows: Rows = []
    for label in labels:
        for code in codes:
            for category in ("Staff", "Non-staff"):
                baseline = chance.randint(10_000_000, 90_000_000)
                proposed = round(baseline * chance.uniform(0.7, 0.99))
                rows.append([label, code, category, baseline / 100, proposed / 100])
    return rows


def _investment(chance: random.Random, labels: list[str]) -> Rows:
    return [
        [label, item, category, _money(chance, 60_000), met_from]
        for label in labels
        for item, category, met_from in (
            ("Programme", "Staff", "Savings"), ("Network", "Non-staff", "Capital fund"),
            ("Renewal", "Non-staff", "Capital bids"),
        )
        if label == labels[0] or chance.random() < 0.4
    ]  # fmt: skip


def _agreement(chance: random.Random, labels: list[str], codes: list[str]) -> Rows:
    values = {
        "Contribution rule": chance.choice(("Baseline less share of net saving", "By basis")),
        "Contribution basis": "Users", "Balancing shares": chance.choice(("Original", "Revised")),
        "Balancing year": labels[1], "Actual cost": _money(chance, 2_000_000), "Held in reserve first": 10_000,
        "Leaving partner": chance.choice(codes), "Leaving year": labels[-1], "Redundancy": _money(chance, 40_000),
        "Contract breakage": _money(chance, 20_000), "Stranded cost": _money(chance, 50_000),
        "Unspent contributions": 1_000,
    }  # fmt: skip
    return [[None, item, value, None] for item, value in values.items()]


def _money(chance: random.Random, most: int) -> float:
    """Pounds and pence between nothing and `most`."""
    return chance.randint(0, abs(most) * 100) / 100 * (1 if most > 0 else -1)


def _label(first: int) -> str:
    return f"{first}/{(first + 1) % 100:02d}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=10)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for number in range(given.count):
        (given.folder / f"partnership-{number:04d}.xlsx").write_bytes(partnership(number))
