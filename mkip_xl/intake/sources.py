"""The model with sources: every figure of it remembers the cell of the finance workbook that it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from mkip_xl.finance.partnership import Basis, CapitalOption, Partnership
from mkip_xl.intake.basis_register import together
from mkip_xl.intake.ledger import FROM_LEDGER
from mkip_xl.money.figures import Day, ExactFigure, Figure
from mkip_xl.money.origin import Origin

T = TypeVar("T")

MONEY: Mapping[str, str] = {
    "budget": "Budget", "baseline": "Baseline", "proposed": "Proposed", "amount": "Amount", "salary": "Salary",
    "national_insurance": "National Insurance", "pension": "Pension", "actual_cost": "Actual cost",
    "held_in_reserve": "Held in reserve first", "redundancy": "Redundancy", "contract_breakage": "Contract breakage",
    "stranded_cost": "Stranded cost", "unspent_contributions": "Unspent contributions", "cost": "Cost",
    "spent": "Actual cost", "paid": "Paid", "reserve_opening": "Reserve brought forward", "one_off": "One-off cost",
}  # fmt: skip
"""Fields of the model that hold pence, and the headings or items they are read from."""

NUMBERS: Mapping[str, str] = {
    "fte": "FTE", "life": "Life in years", "tolerance": "Tolerance", "mark": "Mark", "weight": "Weight",
    "initial_saving": "Initial saving", "later_saving": "Later saving",
}  # fmt: skip
"""Fields that hold other numbers."""

DAYS: Mapping[str, str] = {"effective_from": "Effective from", "effective_to": "Effective to"}
"""Fields that hold days."""

BY_PARTNER: Mapping[str, str] = {"measures": "Measure", "estimates": "Estimate", "previous": "Previous split"}
"""Fields of a basis that hold a number for each partner."""

OF_LEDGER = ("Budget", "Actual cost")
"""Headings whose figures may have been added up from lines of the ledger."""

LINES = (
    "revenue_budgets",
    "capital_budgets",
    "savings",
    "investment",
    "posts",
    "assets",
    "year_ends",
    "options",
    "marks",
)


def with_sources(partnership: Partnership) -> Partnership:
    """The same partnership, its figures with their cells; figures worked out from it say what they came from."""
    lines: dict[str, Any] = {name: tuple(_traced(line) for line in getattr(partnership, name)) for name in LINES}
    return replace(
        partnership,
        **lines,
        agreement=_traced(partnership.agreement),
        bases=tuple(_basis(_traced(basis)) for basis in partnership.bases),
        capital_options=tuple(
            CapitalOption(option.name, option.description, tuple(_traced(line) for line in option.instalments))
            for option in partnership.capital_options
        ),
    )


def _traced(line: T) -> T:
    cells: Mapping[str, str] = line.cells  # type: ignore[attr-defined]
    found: dict[str, object] = {}
    for field, heading in (*MONEY.items(), *NUMBERS.items(), *DAYS.items()):
        value, cell = getattr(line, field, None), cells.get(heading)
        if cell is None:
            if value == 0:
                found[field] = Figure.of(0, Origin(Fraction(0), "not in the workbook"))
        elif isinstance(value, date):
            found[field] = Day.read(value, cell)
        elif isinstance(value, Fraction):
            found[field] = ExactFigure.read(value, cell)
        elif isinstance(value, int):
            ledger = cells.get(FROM_LEDGER) if heading in OF_LEDGER else None
            found[field] = Figure.read(value, cell, "money" if field in MONEY else "number", ledger)
    return replace(line, **found)  # type: ignore[type-var]


def _basis(basis: Basis) -> Basis:
    found: dict[str, Any] = {}
    for field, heading in BY_PARTNER.items():
        figures: Mapping[str, Fraction | None] = getattr(basis, field)
        found[field] = {
            code: value
            if value is None or (cell := basis.cells.get(f"{heading} {code}")) is None
            else ExactFigure.read(value, cell)
            for code, value in figures.items()
        }
    drivers = [
        replace(
            driver,
            measures={
                code: ExactFigure.read(value, cell)
                if (cell := basis.cells.get(f"Measure {code} {driver.name}")) is not None
                else value
                for code, value in driver.measures.items()
            },
        )
        for driver in basis.drivers
    ]
    measured = [driver for driver in drivers if driver.measures]
    if measured:
        found["measures"] = together(measured)
    return replace(basis, **found, drivers=tuple(drivers))
