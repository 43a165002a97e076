"""Two-way tables where there is no numpy: the same table, cell by cell, as `two_way` gives."""

from __future__ import annotations

import random

import pytest

from mkip_xl.money.two_way import two_way
from mkip_xl.money.two_way_rows import two_way_rows


@pytest.mark.parametrize("seed", range(60))
def test_the_table_without_numpy_is_the_table_with_it(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(5):
        n = chance.randint(1, 7)
        weights = [chance.choice([0, 1, 1, 2, 3, 7, 455, 0.5, 33.3]) for _ in range(n)]
        if not any(weights):
            weights[0] = 1
        low = chance.choice([0, -200])
        totals = [chance.randint(low, chance.choice([3, 200, 10**9])) for _ in range(chance.randint(1, 25))]

        assert two_way_rows(totals, weights) == two_way(totals, weights).tolist(), (totals, weights)
