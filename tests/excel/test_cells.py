"""The one door for cells: odd cells and what they show, as tables of inputs and answers."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from click.testing import CliRunner

from mkip_xl.commands.call import command as call
from mkip_xl.commands.functions import command as functions
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.outcomes import Refusal, answer

NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("amount", "error", "words"),
    [
        (None, "#VALUE!", "amount is blank"),
        ("", "#VALUE!", "amount is blank"),
        (" ", "#VALUE!", "the text"),
        ("100", "#VALUE!", "stored as text"),
        ("£1,234.50", "#VALUE!", "stored as text"),
        ("１００", "#VALUE!", "stored as text"),
        ("x" * 500, "#VALUE!", "…"),
        (True, "#VALUE!", "TRUE"),
        (False, "#VALUE!", "FALSE"),
        (NAN, "#NUM!", "NaN"),
        (INFINITY, "#NUM!", "too large"),
        (-INFINITY, "#NUM!", "too large"),
        (10**400, "#NUM!", "too large"),
        (10**16, "#NUM!", "too large"),
        (2e13, "#NUM!", "too large to hold to the penny"),
        (100.005, "#NUM!", "whole number of pence"),
        (0.001, "#NUM!", "whole number of pence"),
        (1e-7, "#NUM!", "whole number of pence"),
        (1234567890.123, "#NUM!", "whole number of pence"),
        (dt.date(2012, 4, 1), "#VALUE!", "is a date"),
        (dt.datetime(2012, 4, 1, 9), "#VALUE!", "is a date"),
        ([100, 200], "#VALUE!", "one cell"),
        ([[100], [200]], "#VALUE!", "2 rows and 1 column"),
        ([], "#VALUE!", "empty range"),
        ([[]], "#VALUE!", "empty range"),
        ({"a": 1}, "#VALUE!", "not a number"),
        ("#N/A", "#N/A", "put that cell right first"),
        ("#ref!", "#REF!", "put that cell right first"),
        (["#NUM!"], "#NUM!", "put that cell right first"),
    ],
)
def test_an_amount_that_cannot_be_taken_is_refused_by_name(amount: Any, error: str, words: str) -> None:
    refused = answer("MKIP_SHARES", [amount, [1, 1]])

    assert isinstance(refused, Refusal)
    assert refused.error == error
    assert refused.message.startswith("amount") and words in refused.message


@pytest.mark.parametrize(
    ("amount", "parts"),
    [
        (100, [50, 50]),
        (100.0, [50, 50]),
        ([100], [50, 50]),
        ([[100]], [50, 50]),
        (((100,),), [50, 50]),
        (0.1 + 0.2, [0.15, 0.15]),
        (1.1 + 2.2, [1.65, 1.65]),
        (sum([0.1] * 100), [5, 5]),
        (-0.0, [0, 0]),
        (9_999_999_999_999.98, [4_999_999_999_999.99, 4_999_999_999_999.99]),
        (Decimal("12.34"), [6.17, 6.17]),
        (Fraction(1, 4), [0.13, 0.12]),
    ],
)
def test_an_amount_that_can_be_taken(amount: Any, parts: list[float]) -> None:
    assert answer("MKIP_SHARES", [amount, [1, 1]]) == [parts]


@pytest.mark.parametrize(
    ("weights", "error", "words"),
    [
        ([1, None, 1], "#VALUE!", "weights, cell 2 of 3, is blank"),
        ([1, "", 1], "#VALUE!", "weights, cell 2 of 3, is blank"),
        ([[1], ["b"]], "#VALUE!", "weights, cell 2 of 2, is the text"),
        ([1, True], "#VALUE!", "weights, cell 2 of 2, is TRUE"),
        ([1, -1], "#NUM!", "weights, cell 2 of 2, is -1"),
        ([1, NAN], "#NUM!", "weights, cell 2 of 2, is not a number"),
        ([0, 0], "#DIV/0!", "weights adds up to zero"),
        ([[0]], "#DIV/0!", "weights adds up to zero"),
        ([1, "#DIV/0!"], "#DIV/0!", "weights, cell 2 of 2, holds the error"),
        ([None, None], "#VALUE!", "weights, cell 1 of 2, is blank"),
        ([[1, 2], [3]], "#VALUE!", "different lengths"),
        ([[1, 2], [3, 4]], "#VALUE!", "2 rows and 2 columns"),
        ([1, [2]], "#VALUE!", "mixes"),
        (None, "#VALUE!", "weights is blank"),
        ([], "#VALUE!", "empty range"),
    ],
)
def test_weights_that_cannot_share_are_refused_by_cell(weights: Any, error: str, words: str) -> None:
    refused = answer("MKIP_SHARES", [100, weights])

    assert isinstance(refused, Refusal)
    assert (refused.error, words in refused.message) == (error, True), refused


@pytest.mark.parametrize(
    ("weights", "spill"),
    [
        (1, 100.0),
        ([1], [[100.0]]),
        ([[1]], [[100.0]]),
        ([1, 3], [[25.0, 75.0]]),
        ([[1, 3]], [[25.0, 75.0]]),
        ([[1], [3]], [[25.0], [75.0]]),
        (((1.0,), (3.0,)), [[25.0], [75.0]]),
    ],
)
def test_an_answer_takes_the_shape_of_the_weights(weights: Any, spill: Any) -> None:
    assert answer("MKIP_SHARES", [100, weights]) == spill


@pytest.mark.parametrize(
    "written", ["Largest Remainder", "largest-remainder", "LARGEST_REMAINDER", " largest  remainder "]
)
def test_options_are_free_of_case_and_of_signs(written: str) -> None:
    assert answer("MKIP_SHARES", [1, [1, 1, 1], None, written]) == [[0.34, 0.33, 0.33]]


def test_a_bad_option_names_what_is_accepted() -> None:
    refused = answer("MKIP_RECHARGES", ["upwards", [1], [[0]], [[1]]])

    assert isinstance(refused, Refusal)
    assert refused.error == "#VALUE!"
    for accepted in ('"direct"', '"step-down"', '"double step-down"', '"reciprocal"'):
        assert accepted in refused.message


@pytest.mark.parametrize(
    ("minimums", "maximums", "places", "spill"),
    [
        ([10.555, None], None, 2, [10.56, 9.44]),
        (None, [9.555, None], 2, [9.55, 10.45]),
        ([10.5, None], None, 0, [11, 9]),
        (None, [9.5, None], 0, [9, 11]),
        ([0.1 + 0.2 + 12, None], None, 2, [12.3, 7.7]),  # dust of float sums is no sub-penny
    ],
)
def test_a_minimum_is_rounded_up_to_the_places_and_a_maximum_down(
    minimums: Any, maximums: Any, places: int, spill: list[float]
) -> None:
    assert answer("MKIP_SHARES", [20, [1, 1], places, None, None, minimums, maximums]) == [spill]


@pytest.mark.parametrize(
    ("weights", "minimums", "maximums", "words"),
    [
        ([1, 1], [-5, None], None, "minimums, cell 1 of 2, is -5; an amount of 0 or more"),
        ([1, 1], [60, 60], None, "minimums add up to £20.00 more than the amount"),
        ([1, 1], None, [40, 40], "maximums add up to £20.00 less than the amount"),
        ([1, 0], None, [40, None], "maximums add up to £60.00 less than the amount for the partners with a weight"),
        ([1, 1], [60, None], [50, None], "minimums, cell 1 of 2, is £60.00, above its maximum of £50.00"),
    ],
)
@pytest.mark.parametrize("amount", [100, -100])
def test_bounds_that_cannot_be_met_are_refused_in_pounds_by_name(
    weights: Any, minimums: Any, maximums: Any, words: str, amount: int
) -> None:
    refused = answer("MKIP_SHARES", [amount, weights, None, None, None, minimums, maximums])

    assert isinstance(refused, Refusal)
    assert (refused.error, words in refused.message) == ("#NUM!", True), refused


def test_what_a_subtraction_leaves_is_the_same_whether_the_host_sends_whole_numbers_as_floats_or_not() -> None:
    residue = 0.3 - 0.1 * 3

    assert residue < 0
    assert answer("MKIP_SHARES", [100, [1, 0, residue]]) == [[100, 0, 0]]
    assert answer("MKIP_SHARES", [100, [1.0, 0.0, residue]]) == [[100, 0, 0]]


@pytest.mark.parametrize("function", ["MKIP_SHARES", "MKIP_EXPLAIN"])
def test_rounding_each_share_takes_no_other_rule(function: str) -> None:
    refused = answer(function, [100, [1, 1, 1], None, "round each", "last"])

    assert isinstance(refused, Refusal)
    assert (refused.error, "no say in it" in refused.message) == ("#VALUE!", True)


@pytest.mark.parametrize(
    ("places", "method", "why"),
    [
        (2, None, "Gets an odd penny: remainder 1/3, tied, served in partner order."),
        (0, None, "Gets an odd pound: remainder 1/3, tied, served in partner order."),
        (-2, None, "Gets an odd unit: remainder 1/3, tied, served in partner order."),
        (2, "cascade", "Running total rounds to £33.33, less £0.00 before."),
        (0, "webster", "Webster: its claim to £34 is met, its claim to £35 is not."),
    ],
)
def test_the_working_speaks_in_pounds(places: int, method: str | None, why: str) -> None:
    amount = 100 if places >= 0 else 10000
    rows: Any = answer("MKIP_EXPLAIN", [amount, [1, 1, 1], places, method])

    assert rows[1][-1] == why


def test_an_option_without_a_mark_above_zero_scores_nothing() -> None:
    assert answer("MKIP_SCORES", [[60, 40], [[0, 0], [8, 5]]]) == [[0], [6.8]]


def test_more_flows_than_years_are_refused() -> None:
    refused = answer("MKIP_NPV", [[[1]] * 1001])

    assert isinstance(refused, Refusal)
    assert (refused.error, refused.message) == (
        "#NUM!",
        "flows has 1,001 cells; up to 1,000, one a year, are accepted.",
    )


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2013-03-31", "2012/13"),
        ("2013-04-01", "2013/14"),
        ("2013-04-01T09:30:00", "2013/14"),
        (41364, "2012/13"),
        (41364.75, "2012/13"),
        (41365, "2013/14"),
        (dt.date(2013, 4, 1), "2013/14"),
        (dt.datetime(2013, 3, 31, 23, 59), "2012/13"),
        ("2012-13", "2012/13"),
        ("2012/2013", "2012/13"),
        ("1999/00", "1999/00"),
    ],
)
def test_dates_come_as_excel_holds_them_or_as_text(day: Any, year: str) -> None:
    assert answer("MKIP_FINANCIAL_YEAR", [day]) == year


@pytest.mark.parametrize(
    ("day", "error"),
    [
        (None, "#VALUE!"),
        ("31/03/2013", "#VALUE!"),
        ("2012/14", "#VALUE!"),
        ("2013-02-30", "#VALUE!"),
        (True, "#VALUE!"),
        (0, "#NUM!"),
        (60, "#NUM!"),  # 29 February 1900, a day that only Excel knows
        (-5, "#NUM!"),
        (3_000_000, "#NUM!"),
        ("#N/A", "#N/A"),
    ],
)
def test_what_is_not_a_date_is_refused(day: Any, error: str) -> None:
    refused = answer("MKIP_FINANCIAL_YEAR", [day])

    assert isinstance(refused, Refusal)
    assert refused.error == error


def test_too_few_and_too_many_arguments_are_refused_with_the_signature() -> None:
    few, many = answer("MKIP_SHARE", [100, [1, 1]]), answer("MKIP_CHECK_TOTAL", [1, [1], 2, 4])

    assert isinstance(few, Refusal) and few.message.startswith(
        "position was left out of MKIP_SHARE(amount, weights, position"
    )
    assert isinstance(many, Refusal) and "MKIP_CHECK_TOTAL(total, parts, [places])" in many.message


def test_a_name_that_is_not_there_suggests_one_that_is() -> None:
    refused = answer("MKIP_SHARS", [1])

    assert isinstance(refused, Refusal)
    assert refused.error == "#NAME?"
    assert "MKIP_SHARE" in refused.message


def test_an_answer_too_large_for_a_cell_is_an_error() -> None:
    refused = answer("MKIP_DISCOUNT_FACTORS", [1000, -0.99])

    assert isinstance(refused, Refusal)
    assert refused.error == "#NUM!"


def test_a_fault_of_ours_shows_an_error_and_logs_no_figure(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError("31415.92")

    monkeypatch.setattr("mkip_xl.money.apportionment.apportion", broken)
    refused = answer("MKIP_SHARES", [31415.92, [1, 1]])

    assert isinstance(refused, Refusal)
    assert refused.error == "#VALUE!"
    assert "31415" not in refused.message + caplog.text
    assert "MKIP_SHARES" in caplog.text


def test_nothing_but_numbers_and_texts_goes_out() -> None:
    """NaN would show as an empty cell, None as nothing, a boolean as TRUE."""
    for function in CATALOGUE.values():
        for example in function.examples:
            assert "TRUE" not in example.shows and "NaN" not in example.shows


def run(*arguments: str, given: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(call, list(arguments), input=given)
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (("MKIP_SHARE", "[100, [1, 1, 1], 1]"), "33.34\n"),
        (("mkip_share", "[100, [1, 1, 1], 1]"), "33.34\n"),
        (("MKIP_SHARES", "[100, [[1], [1], [1]]]"), "[[33.34], [33.33], [33.33]]\n"),
        (("MKIP_KEY_DECISION", "[371000, 250000]"), '"Yes"\n'),
        (("MKIP_CHECK_TOTAL", "[1, [0.99]]"), '"The parts are £0.01 less than the total."\n'),
    ],
)
def test_the_command_prints_what_the_cell_shows(arguments: tuple[str, str], printed: str) -> None:
    assert run(*arguments) == (0, printed)


def test_the_command_prints_an_error_as_json() -> None:
    status, printed = run("MKIP_SHARES", "[NaN, [1]]")

    assert status == 0
    assert json.loads(printed)["error"] == "#NUM!"


@pytest.mark.parametrize("arguments", [("MKIP_SHARE",), ("MKIP_SHARE", "{}"), ("MKIP_SHARE", "[1"), ("-", "[]")])
def test_the_command_used_wrongly_says_how_and_exits_with_2(arguments: tuple[str, ...]) -> None:
    status, printed = run(*arguments)

    assert status == 2
    assert "Traceback" not in printed


def test_lines_that_are_not_calls_are_answered_in_their_place() -> None:
    lines = [
        '["MKIP_SHARE", [10, [1], 1]]',
        "",
        "nonsense",
        '["X"]',
        "[" * 3000,
        "\u00ff",
        r'["MKIP_SHARE", ["\ud800", [1], 1]]',
        '["MKIP_SHARE", [6, [1], 1]]',
    ]
    done = subprocess.run(
        [sys.executable, "-m", "mkip_xl", "call", "-"], input="\n".join(lines).encode(), capture_output=True, check=True
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    assert answers[0] == 10
    assert [one["error"] for one in answers[1:6]] == ["#VALUE!"] * 5
    assert answers[6] == 6
    assert b"Traceback" not in done.stderr


def test_the_catalogue_is_listed_and_searched() -> None:
    every = json.loads(CliRunner().invoke(functions, ["--json"]).output)
    some = CliRunner().invoke(functions, ["odd", "penny"]).output

    assert [one["name"] for one in every] == list(CATALOGUE)
    assert {"name", "help", "optional", "range"} == set(every[0]["arguments"][0])
    assert "MKIP_SHARES(" in some and "MKIP_NPV" not in some
