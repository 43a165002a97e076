"""Tables give the answers of `apportion`, row by row, whatever the size of the figures."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest

from mkip_xl.errors import AmountError, TieError, WeightsError
from mkip_xl.money import blocks
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.pounds import apportion_pounds
from mkip_xl.money.tables import apportion_pounds_table, apportion_table, running


def as_lists(table):
    return [[int(cell) for cell in row] for row in table.tolist()]


def test_random_tables_of_every_size_agree_with_single_divisions():
    chance = random.Random(3)
    letters = set()
    for _ in range(1200):
        n, m = chance.choice((1, 2, 3, 3, 4, 12, 30)), chance.choice((1, 2, 9))
        most = chance.choice((10, 10**4, 10**9, 10**12, 10**15, 2**62, 2**63, 2**70))
        heaviest = chance.choice((2, 5, 100, 10**4, 10**9, 2**33, 10**12, 10**17, 2**65))
        totals = [chance.randint(-most, most) for _ in range(m)]
        varying = chance.random() < 0.5
        lines = [[chance.choice((0, 1, 5, chance.randint(0, heaviest))) for _ in range(n)] for _ in range(m)]
        for line in lines:
            line[chance.randrange(n)] += 1
        lines = lines if varying else [lines[0]] * m
        ties = chance.choice(("order", "last", "rotate", "largest", "smallest", "named"))
        options = {"ties": ties, "named": 0}
        letters.add(blocks.path(most, heaviest, n * heaviest, n, varying=varying))

        found = apportion_table(totals, lines if varying else lines[0], turn=4, **options)
        expected = [
            apportion(total, line, turn=4 + (row if ties == "rotate" else 0), **options)
            for row, (total, line) in enumerate(zip(totals, lines, strict=True))
        ]
        assert as_lists(found) == expected, (totals, lines, ties)
    assert letters == {"A", "B", "C", "D"}


@pytest.mark.parametrize(("most", "heaviest"), [(10**9, 10**3), (2**62, 10**9), (2**50, 2**54), (10**12, 3)])
@pytest.mark.parametrize("varying", [False, True])
def test_long_tables_cross_block_borders_without_a_wrong_row(most, heaviest, varying):
    chance = np.random.default_rng(5)
    m = 40_000
    totals = chance.integers(-most, most, m)
    weights = chance.integers(0, heaviest, (m, 3)) + 1 if varying else chance.integers(1, heaviest, 3)

    found = apportion_table(totals, weights)
    assert (found.sum(axis=1) == totals).all()
    for row in [0, 16_383, 16_384, 32_767, 32_768, m - 1, *chance.integers(0, m, 400).tolist()]:
        line = weights[row] if varying else weights
        assert found[row].tolist() == apportion(int(totals[row]), line.tolist())


@pytest.mark.parametrize("kind", ["fixed", "varying", "whole shares"])
def test_quotients_taken_in_floats_are_put_right_before_any_penny_is_given(kind):
    chance = np.random.default_rng(6)
    totals = chance.integers(0, 2**51, 4000)
    varying = kind == "varying"
    weights = [chance.integers(1, 2**54, 4000) if varying else int(chance.integers(1, 2**54)) for _ in range(3)]
    if kind == "whole shares":
        totals, weights = totals // 49 * 49, [7 * 10**9, 13 * 10**9, 29 * 10**9]
    whole = weights[0] + weights[1] + weights[2]
    block, parts = blocks.Block(4000, 3), np.empty((3, 4000), np.int64)
    block._floors_c(totals, weights, whole, list(parts))

    assert ((block.rests >= 0) & (block.rests < whole)).all()
    for j in range(3):
        line = weights[j].tolist() if varying else [weights[j]] * 4000
        below = whole.tolist() if varying else [whole] * 4000
        quotients = [t * w // v for t, w, v in zip(totals.tolist(), line, below, strict=True)]
        assert parts[j].tolist() == quotients


def test_other_methods_and_bounds_go_row_by_row():
    totals = [100, -7, 12345]

    assert as_lists(apportion_table(totals, [5, 3, 2], method="webster")) == [
        apportion(total, [5, 3, 2], method="webster") for total in totals
    ]
    assert as_lists(apportion_table([5, 5], [1, 1], method="webster", ties="rotate", turn=1)) == [[2, 3], [3, 2]]
    assert as_lists(apportion_table(totals, [5, 3, 2], maximums=[5000, None, None])) == [
        apportion(total, [5, 3, 2], maximums=[5000, None, None]) for total in totals
    ]


def test_pounds_in_and_out_agree_with_single_divisions():
    chance = np.random.default_rng(9)
    pence = chance.integers(-(10**9), 10**9, 30_000)
    weights = [0.455, 0.31, 1 - 0.455 - 0.31]

    found = apportion_pounds_table(pence / 100, weights)
    assert (np.rint(found * 100).sum(axis=1) == pence).all()
    for row in range(0, 30_000, 311):
        assert found[row].tolist() == apportion_pounds(float(pence[row] / 100), weights)
    assert apportion_pounds_table([0.1 + 0.2, 10**10], [1, 2], ties="last").tolist() == [
        [0.1, 0.2],
        [3333333333.33, 6666666666.67],
    ]
    assert apportion_pounds_table([1.01], [10**17, 2 * 10**17 + 1]).tolist() == [[0.34, 0.67]]
    huge = [[10**20, 1], [1, 1]]
    assert apportion_pounds_table([1.0, 1.0], huge).tolist() == [[1.0, 0.0], [0.5, 0.5]]


def test_weights_of_a_table_are_read_as_single_weights_are():
    lines = [[0.455, 0.31, 1 - 0.455 - 0.31], ["1/3", "1/3", "1/3"], [7, 0, 0]]

    assert as_lists(apportion_table([1000, 100, 5], lines)) == [[455, 310, 235], [34, 33, 33], [5, 0, 0]]
    sixteen = [1.234567890123456, 0.5]
    assert as_lists(apportion_table([10**17], [sixteen]))[0] == apportion(10**17, sixteen)
    clean = np.array([[0.5, 0.25, 0.25], [0.455, 0.31, 0.235]])
    assert as_lists(apportion_table([10, 1000], clean)) == [[5, 3, 2], [455, 310, 235]]


def test_a_running_table_adds_across_and_down_at_every_month():
    chance = random.Random(1)
    months = [chance.randint(0, 10**6) for _ in range(24)]
    for method in ("largest remainder", "webster"):
        table = running(months, [5, 3, 2, 1], method=method)

        so_far = np.cumsum(table, axis=0)
        assert table.sum(axis=1).tolist() == months
        for month in range(24):
            assert so_far[month].tolist() == apportion(sum(months[: month + 1]), [5, 3, 2, 1], method=method)
    tiny = running([1] * 500, [7, 5, 3, 1], method="webster")
    assert tiny.min() == 0
    assert as_lists(running([2**62, 2**62, 2**62], [1, 1]))[2] == [2**61, 2**61]


def test_over_many_lines_rotation_takes_away_the_bias_of_partner_order():
    totals = np.full(3000, 100)

    assert apportion_table(totals, [1, 1, 1]).sum(axis=0).tolist() == [102_000, 99_000, 99_000]
    assert apportion_table(totals, [1, 1, 1], ties="rotate").sum(axis=0).tolist() == [100_000] * 3


def test_columns_of_a_data_frame_are_taken_as_they_are():
    frame = pd.DataFrame({"amount": [100, -7], "A": [1.0, 0.5], "B": [1.0, 0.25], "C": [1.0, 0.25]})

    expected = [[34, 33, 33], [-3, -2, -2]]
    assert as_lists(apportion_table(frame["amount"], frame[["A", "B", "C"]])) == expected
    assert as_lists(apportion_table(frame["amount"], pd.Series([2, 1, 1])))[1] == [-3, -2, -2]


def test_an_empty_table_stays_empty():
    assert apportion_table([], [1, 2]).shape == (0, 2)
    assert apportion_pounds_table([], [1, 2]).shape == (0, 2)


@pytest.mark.parametrize(
    ("amounts", "weights", "error", "names"),
    [
        ([1.5], [1, 1], AmountError, "row 1"),
        ([1, None], [1, 1], AmountError, "row 2"),
        ([True], [1, 1], AmountError, "row 1"),
        ([[1, 2]], [1, 1], AmountError, "one list"),
        ([1, 2], [[1, 1]], WeightsError, "1 rows of weights"),
        ([1, 2], [[1, 1], [1]], WeightsError, "Row 2 has 1 weights"),
        ([1, 2], [[1, 1], [0, 0]], WeightsError, "Row 2: The weights are all zero"),
        ([1, 2], [[1, 1], [1, float("nan")]], WeightsError, "Row 2: Weight 2"),
        ([1, 2], np.array([[1, 1], [1, -1]]), WeightsError, "Row 2: Weight 2"),
        ([1, 2], [], WeightsError, "nobody"),
        ([1, 2], 7, WeightsError, "not as a list"),
    ],
)
def test_what_a_table_cannot_divide_is_refused_by_row(amounts, weights, error, names):
    with pytest.raises(error, match=names):
        apportion_table(amounts, weights)


def test_pounds_that_are_not_pence_are_refused_by_row():
    with pytest.raises(AmountError, match=r"Row 20001: The amount 0\.005"):
        apportion_pounds_table([1.0] * 20_000 + [0.005], [1, 1])
    with pytest.raises(AmountError, match="Row 2: The amount was given as nan"):
        apportion_pounds_table([1.0, float("nan")], [1, 1])
    with pytest.raises(AmountError, match="one list"):
        apportion_pounds_table(["1.00"], [1, 1])


def test_a_tie_in_a_table_is_refused_when_asked():
    with pytest.raises(TieError, match="Row 2"):
        apportion_table([4, 5], [1, 1], ties="error")
    assert as_lists(apportion_table([4, 6], [1, 1], ties="error")) == [[2, 2], [3, 3]]
