"""The catalogue keeps the limits of every kind of Excel, and the calls that other people's sheets hold."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mkip_xl.excel.catalogue import Catalogue, as_typed
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.limits import faults
from mkip_xl.excel.outcomes import Refusal, answer

FIXED = """
MKIP_SHARES(amount, weights, [places], [method], [ties], [minimums], [maximums])
MKIP_SHARE(amount, weights, position, [places], [method], [ties], [minimums], [maximums])
MKIP_SHARES_TABLE(amounts, weights, [places], [method])
MKIP_SHARES_TWO_WAY(amounts, weights, [places])
MKIP_PERCENTAGES(weights, [places])
MKIP_BLEND(shares, mix)
MKIP_TOLERANCE(measured, estimate, [points])
MKIP_BALANCING(actual, paid, weights, [places])
MKIP_RECHARGES(method, service_costs, use_by_services, use_by_partners)
MKIP_NPV(flows, [rate], [timing])
MKIP_PAYBACK(flows, [rate], [timing])
MKIP_DISCOUNT_FACTORS(years, [rate], [timing])
MKIP_MRP(capital, years, [rate], [method])
MKIP_NET_SAVINGS(baseline, proposed, [investment])
MKIP_SAVINGS_DIVISION(net_savings, basis, [method])
MKIP_CHECK_TOTAL(total, parts, [places])
MKIP_EXPLAIN(amount, weights, [places], [method], [ties], [minimums], [maximums])
MKIP_PART_YEAR(shares, starts, year)
MKIP_PHASE_IN(amount, old_weights, new_weights, part, [places])
MKIP_HOLD_HARMLESS(contributions, previous, [rise], [excess])
MKIP_CAPITAL_FUND_BALANCE(contributions, drawings, [opening])
MKIP_STAFF_COST(fte, salary, [national_insurance], [pension], [months], [vacancy])
MKIP_EXIT_COST(costs, [credits])
MKIP_KEY_DECISION(amount, threshold, [day], [kind])
MKIP_EXEMPTION(paragraphs, [day], [country])
MKIP_FINANCIAL_YEAR(day)
MKIP_CAST_CHECK(total, parts, [unit])
MKIP_DECISION(measured, estimate, [points])
MKIP_BASIS_EFFECT(amount, old_weights, new_weights, [places])
MKIP_YEAR_END(actual, paid, weights, [reserve], [target], [places])
MKIP_WINDING_UP(costs, unspent, weights, [places])
MKIP_SCORES(weights, marks)
"""
"""Released calls. A name and an order never change; new arguments come last and may be left out."""


def test_released_names_and_argument_orders_stay() -> None:
    signatures = {function.signature for function in CATALOGUE.values()}

    assert set(FIXED.strip().splitlines()) == signatures


def test_every_function_fits_every_kind_of_excel() -> None:
    assert faults(CATALOGUE.values()) == []


def long(date: object, amount: object = None) -> object:
    return date, amount


long.__doc__ = "x" * 256 + "\n\nArguments:\n    amount: " + "→" * 256


def test_what_would_not_fit_is_named() -> None:
    catalogue = Catalogue()
    long.__annotations__.update({"date": "Value", "amount": "Value", "return": "Value"})
    catalogue.declare("Sharing")(long)
    found = " ".join(faults(catalogue.values()))

    for fault in (
        "the description has 256 characters",
        "date cannot be the name of an argument in VBA",
        "the help of date has 0 characters",
        "the help of amount has 256 characters",
        "VBA cannot hold every character",
        "give a worked example",
    ):
        assert fault in found


def test_a_name_is_declared_once() -> None:
    catalogue = Catalogue()
    catalogue.declare("Sharing")(long)
    with pytest.raises(TypeError, match="declared twice"):
        catalogue.declare("Sharing")(long)


@pytest.mark.parametrize("name", list(CATALOGUE))
def test_every_printed_example_shows_what_it_says(name: str) -> None:
    """The formula of each example is worked out by `recalc`'s own reader, not by the doctest it came from."""
    from mkip_xl.excel.catalogue import _shown
    from mkip_xl.workbook.formulas.calculation import Calculation
    from mkip_xl.workbook.formulas.values import Array

    def work(*cells: object) -> object:
        found = answer(name, list(cells))
        assert not isinstance(found, Refusal), found
        return found

    for example in CATALOGUE[name].examples:
        cell = ("S", 1, 1)
        (found,) = Calculation({cell: example.formula[1:]}, functions={name: work}, arrays={cell: (1, 1)}).run()
        shown = found.lists() if isinstance(found, Array) else found
        assert _shown(shown) == example.shows


def test_what_is_typed_has_no_list_separator_of_another_country() -> None:
    assert as_typed([[1, "a"], [None, True]]) == '{1,"a";,TRUE}'


def test_the_catalogue_loads_nothing_heavy() -> None:
    heavy = "numpy pandas openpyxl lxml xlwings starlette orjson jinja2 rich click"
    code = f"import sys; import mkip_xl.excel.functions; print(sorted(set(sys.modules) & set({heavy.split()!r})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
