"""Rows and columns both add, at the least movement that an independent solver can find."""

from __future__ import annotations

import random
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

from mkip_xl.errors import BoundsError, WeightsError
from mkip_xl.money.apportionment import apportion
from mkip_xl.money.casting import cast_column, cast_table
from mkip_xl.money.margins import biproportional, fit_margins
from mkip_xl.money.tables import apportion_table
from mkip_xl.money.two_way import two_way


def exact_table(rows, weights):
    lines = weights if isinstance(weights[0], list) else [weights] * len(rows)
    return [[Fraction(row * w, sum(line)) for w in line] for row, line in zip(rows, lines, strict=True)]


def deviation(table, exact):
    return sum(
        abs(int(x) - share) for row, line in zip(table, exact, strict=True) for x, share in zip(row, line, strict=True)
    )


def least_deviation_by_linear_program(exact, rows, columns, worth=None):
    """The optimum of HiGHS: each cell is its floor plus 0 to 1 (nothing where the share is whole), margins as given."""
    m, n = len(exact), len(exact[0])
    costs, limits, need = [], [], lil_matrix((m + n, m * n))
    right = [row - sum(floor(share) for share in line) for row, line in zip(rows, exact, strict=True)]
    right += [column - sum(floor(line[j]) for line in exact) for j, column in enumerate(columns)]
    base = 0
    for i, line in enumerate(exact):
        for j, share in enumerate(line):
            rest = share - floor(share)
            heavy = worth[i][j] if worth else 1
            costs.append(float(heavy * (1 - 2 * rest)))
            limits.append((0, 1 if rest else 0))
            base += heavy * rest
            need[i, i * n + j] = need[m + j, i * n + j] = 1
    solved = linprog(costs, A_eq=need.tocsr(), b_eq=right, bounds=limits, method="highs")
    return float(base) + solved.fun if solved.success else None


def random_table(chance):
    m, n = chance.choice((2, 3, 8, 25, 60)), chance.choice((2, 3, 5, 12))
    signed = chance.random() < 0.4
    rows = [chance.randint(-50_000 if signed else 0, chance.choice((9, 1000, 10**6))) for _ in range(m)]

    def line():
        shares = [chance.choice((0, 1, 1, chance.randint(1, 99))) for _ in range(n)]
        shares[chance.randrange(n)] += 1
        return shares

    return rows, line() if chance.random() < 0.6 else [line() for _ in range(m)]


def test_fifty_random_tables_reach_the_optimum_of_an_independent_linear_program():
    chance = random.Random(50)
    for _ in range(50):
        rows, weights = random_table(chance)
        exact = exact_table(rows, weights)
        found = two_way(rows, weights)
        columns = found.sum(axis=0).tolist()

        assert found.sum(axis=1).tolist() == rows
        if not isinstance(weights[0], list):
            assert columns == apportion(sum(rows), weights)
        assert all(abs(column - sum(line[j] for line in exact)) < 1 for j, column in enumerate(columns))
        assert all(
            abs(int(x) - s) < 1 for row, line in zip(found, exact, strict=True) for x, s in zip(row, line, strict=True)
        )
        best = least_deviation_by_linear_program(exact, rows, columns)
        assert float(deviation(found, exact)) == pytest.approx(best, abs=1e-6)


def test_the_published_controlled_roundings_are_reached(published):
    cases = [case for case in published("controlled_rounding") if "key" in case]
    for case in cases:
        rows, key, columns = case["row_totals"], case["key"], case["col_totals"]
        whole = sum(key)
        found = two_way(rows, key, columns)

        assert found.sum(axis=1).tolist() == rows
        assert found.sum(axis=0).tolist() == columns
        assert deviation(found, exact_table(rows, key)) * whole == case["min_total_abs_deviation_times_W"], case["name"]
        ups = sum(
            row * key[j] % whole
            for row, line in zip(rows, found.tolist(), strict=True)
            for j in range(len(key))
            if line[j] > row * key[j] // whole
        )
        assert ups == case["max_sum_of_rounded_up_remainders"]
    assert len(cases) == 21


def test_a_two_way_refund_is_minus_the_charge():
    chance = random.Random(8)
    for _ in range(60):
        rows, weights = random_table(chance)
        assert (two_way([-row for row in rows], weights) == -two_way(rows, weights)).all()


def test_rows_stay_as_apportioned_when_the_columns_add_already():
    rows = [100, -30, 7]
    table = apportion_table(rows, [5, 3, 2])

    assert (two_way(rows, [5, 3, 2], table.sum(axis=0).tolist()) == table).all()


def test_twenty_thousand_equal_thirds_add_down_as_well():
    rows = np.random.default_rng(4).integers(0, 10**6, 20_000)
    found = two_way(rows, [1, 1, 1])

    assert (found.sum(axis=1) == rows).all()
    assert found.sum(axis=0).tolist() == apportion(int(rows.sum()), [1, 1, 1])
    assert np.abs(found * 3 - rows[:, None]).max() <= 2


@pytest.mark.parametrize("size", [2**61, 10**25])
def test_figures_too_large_for_the_machine_are_still_exact(size):
    rows, weights = [size, size + 1, 5], [10**11 + 3, 7 * 10**11, 1]
    found = two_way(rows, weights)

    assert [sum(int(x) for x in line) for line in found] == rows
    assert [sum(int(line[j]) for line in found) for j in range(3)] == apportion(sum(rows), weights)


def test_column_totals_out_of_reach_are_refused_or_met_at_the_least_movement():
    rows, weights, columns = [10, 10], [1, 1], [14, 6]
    with pytest.raises(BoundsError, match="Column 1 falls short by 4"):
        two_way(rows, weights, columns)

    with pytest.raises(BoundsError, match="Column 1 falls short by 1"):
        two_way([2, 2], [1, 1], [3, 1])  # every share is whole, and a whole share stays
    with pytest.raises(BoundsError, match="Column 3 falls short by 1"):
        two_way([2], [[1, 1, 2]], [0, 0, 2])  # so does one beside two halves

    assert two_way(rows, weights, columns, within_a_penny=False).sum(axis=0).tolist() == columns
    moved = two_way([3, 4, 5], [1, 2, 0], [6, 6, 0], within_a_penny=False)
    assert moved.sum(axis=0).tolist() == [6, 6, 0]
    assert moved.sum(axis=1).tolist() == [3, 4, 5]
    assert moved.min() >= 0


def test_a_weightless_partner_bears_nothing_whatever_the_column_totals_ask():
    with pytest.raises(BoundsError, match="Column 4 falls short by 1"):
        two_way([1], [1, 1, 1, 0], [0, 0, 0, 1])


def test_column_totals_are_refused_exactly_where_an_independent_linear_program_finds_no_table():
    chance = random.Random(51)
    refused = 0
    for _ in range(150):
        rows = [chance.randint(0, 9) for _ in range(chance.randint(1, 4))]
        weights = [chance.choice((0, 1, 1, 2, 10**17 + 1)) for _ in range(3)] + [1]
        exact = exact_table(rows, weights)
        columns = [floor(sum(column)) for column in zip(*exact, strict=True)]
        for _ in range(sum(rows) - sum(columns)):
            columns[chance.randrange(4)] += 1
        best = least_deviation_by_linear_program(exact, rows, columns)
        if best is None:
            refused += 1
            with pytest.raises(BoundsError, match="falls short"):
                two_way(rows, weights, columns)
        else:
            assert float(deviation(two_way(rows, weights, columns), exact)) == pytest.approx(best, abs=1e-6)
    assert 20 < refused < 130


@pytest.mark.parametrize(("columns", "names"), [([5, 4], "differ by 1"), ([10], "2 parts were given 1 column totals")])
def test_margins_that_do_not_agree_are_refused(columns, names):
    with pytest.raises(BoundsError, match=names):
        two_way([4, 6], [1, 1], columns)


def test_a_cast_table_adds_every_way_and_moves_least():
    chance = random.Random(6)
    for _ in range(40):
        m, n = chance.choice((1, 2, 5, 12)), chance.choice((1, 3, 6))
        spread = chance.choice((3_000, 10**6, 10**9))
        table = [[chance.choice((0, chance.randint(-spread // 4, spread))) for _ in range(n)] for _ in range(m)]
        cast = cast_table(table, 1000)
        minus = cast_table([[-cell for cell in row] for row in table], 1000)

        assert [sum(row) for row in cast.cells] == cast.row_totals
        assert [sum(column) for column in zip(*cast.cells, strict=True)] == cast.column_totals
        assert sum(cast.row_totals) == sum(cast.column_totals) == cast.total
        assert abs(cast.total - sum(map(sum, table))) <= 500
        assert all(
            abs(shown - cell) < 1000 and shown % 1000 == 0
            for line, row in zip(cast.cells, table, strict=True)
            for shown, cell in zip(line, row, strict=True)
        )
        assert all(abs(shown - sum(row)) < 1000 for shown, row in zip(cast.row_totals, table, strict=True))
        assert minus.cells == [[-cell for cell in row] for row in cast.cells]

        exact = [[Fraction(cell, 1000) for cell in row] for row in table]
        wide = [[*row, -sum(row)] for row in exact]
        full = [*wide, [-sum(column) for column in zip(*wide, strict=True)]]
        many = (m + 1) * (n + 1) + 1
        worth = [[(many if i == m else 1) * (many if j == n else 1) for j in range(n + 1)] for i in range(m + 1)]
        best = least_deviation_by_linear_program(full, [0] * (m + 1), [0] * (n + 1), worth)
        shown = [[*row, -total] for row, total in zip(cast.cells, cast.row_totals, strict=True)]
        shown.append([*(-total for total in cast.column_totals), cast.total])
        found = sum(
            worth[i][j] * abs(Fraction(shown[i][j], 1000) - full[i][j]) for i in range(m + 1) for j in range(n + 1)
        )
        assert float(found) == pytest.approx(best, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("table", "shown"),
    [([[50]], [[100]]), ([[-50]], [[-100]]), ([[150, -150]], [[200, -200]]), ([[150], [-150]], [[200], [-200]])],
)
def test_a_half_goes_away_from_zero_where_that_is_free(table, shown):
    assert cast_table(table, 100).cells == shown


def test_statistics_canada_accepts_our_controlled_rounding(published):
    (case,) = [case for case in published("controlled_rounding") if case["name"] == "StatCan RTRA"]
    cast = cast_table([[int(cell * 10) for cell in row] for row in case["table"]], case["base"] * 10)

    assert [[cell // 10 for cell in row] for row in cast.cells] == case["admissible_example"]
    assert [total // 10 for total in cast.row_totals] == case["row_example"]
    assert [total // 10 for total in cast.column_totals] == case["col_example"]


@pytest.mark.parametrize(
    ("amounts", "shown", "total"),
    [
        ([140000, 140000, 140000], [200000, 100000, 100000], 400000),
        ([-140000, -140000, -140000], [-200000, -100000, -100000], -400000),
        ([50000, 50000], [100000, 0], 100000),
        ([100000, 200000, -300000], [100000, 200000, -300000], 0),
        ([149999, 149999, -60000], [200000, 100000, -100000], 200000),
        ([], [], 0),
    ],
)
def test_a_column_in_thousands_casts(amounts, shown, total):
    assert cast_column(amounts) == (shown, total)


def test_seed_and_margins_meet_exactly_and_stay_in_proportion():
    chance = random.Random(2)
    for _ in range(25):
        m, n = chance.randint(1, 8), chance.randint(1, 6)
        seed = [[chance.randint(1, 500) for _ in range(n)] for _ in range(m)]
        truth = [[chance.randint(1, 10**6) for _ in range(n)] for _ in range(m)]
        rows, columns = [sum(row) for row in truth], [sum(column) for column in zip(*truth, strict=True)]
        found = fit_margins(seed, rows, columns)

        assert found.sum(axis=1).tolist() == rows
        assert found.sum(axis=0).tolist() == columns
        assert (fit_margins(seed, [-row for row in rows], [-c for c in columns]) == -found).all()
        # In proportion: every 2 x 2 cross ratio is the seed's, as near as whole pence allow.
        for i, j in ((i, j) for i in range(1, m) for j in range(1, n)):
            a, b, c, d = (float(found[x, y]) for x, y in ((0, 0), (i, j), (0, j), (i, 0)))
            if min(a, b, c, d) > 1000:
                seeds = seed[0][0] * seed[i][j] / (seed[0][j] * seed[i][0])
                assert a * b / (c * d) == pytest.approx(seeds, rel=8 / min(a, b, c, d))


def test_a_seed_that_meets_its_margins_is_kept():
    assert fit_margins([[0, 0], [1, 3]], [0, 4], [1, 3]).tolist() == [[0, 0], [1, 3]]
    assert biproportional([[0, 0], [1, 3]], [0, 4], [1, 3]).tolist() == [[0, 0], [1, 3]]
    assert fit_margins([[3, 1], [0, 4]], [4, 4], [3, 5]).tolist() == [[3, 1], [0, 4]]


def test_a_seed_whose_zeros_cannot_carry_the_margins_is_refused():
    with pytest.raises(BoundsError, match="zeros cannot carry"):
        fit_margins([[1, 0], [0, 1]], [5, 5], [9, 1])
    with pytest.raises(BoundsError, match="row 1"):
        biproportional([[0, 0], [0, 1]], [5, 5], [5, 5])
    with pytest.raises(BoundsError, match="Column 1 falls short"):
        biproportional([[1, 0], [0, 1]], [5, 5], [9, 1])
    with pytest.raises(BoundsError, match="differ by 1"):
        fit_margins([[1, 1]], [5], [3, 3])
    with pytest.raises(BoundsError, match="both signs"):
        fit_margins([[1, 1], [1, 1]], [5, -1], [2, 2])
    with pytest.raises(WeightsError, match="row 1, column 2"):
        fit_margins([[1, -1]], [5], [2, 3])
    with pytest.raises(WeightsError, match="1 rows by 2 columns"):
        fit_margins([[1]], [5], [2, 3])


def test_published_biproportional_tables_agree(published):
    cases = published("biproportional")
    for case in cases:
        found = biproportional(case["votes"], case["row_totals"], case["col_totals"])

        assert found.tolist() == case["expected"], case["name"]
    assert len(cases) == 5


def test_biproportional_tables_have_one_multiplier_for_each_row_and_column():
    """No cycle of moves is cheaper: the exact condition for multipliers to exist, by Bellman and Ford on logarithms."""
    chance = random.Random(13)
    for _ in range(30):
        m, n = chance.randint(2, 5), chance.randint(2, 5)
        votes = [[chance.randint(1, 300) for _ in range(n)] for _ in range(m)]
        truth = [[chance.randint(0, 30) for _ in range(n)] for _ in range(m)]
        rows, columns = [sum(row) for row in truth], [sum(column) for column in zip(*truth, strict=True)]
        found = biproportional(votes, rows, columns)

        assert found.sum(axis=1).tolist() == rows
        assert found.sum(axis=0).tolist() == columns
        # Difference constraints on log multipliers: x - 1/2 <= rho * v * gamma <= x + 1/2 for every cell.
        size = m + n
        limit = np.full((size, size), np.inf)
        np.fill_diagonal(limit, 0)
        for i in range(m):
            for j in range(n):
                x, v = int(found[i, j]), votes[i][j]
                limit[m + j, i] = np.log((x + 0.5) / v)
                if x:
                    limit[i, m + j] = -np.log((x - 0.5) / v)
        for k in range(size):
            limit = np.minimum(limit, limit[:, [k]] + limit[[k], :])
        assert np.diag(limit).min() > -1e-9
