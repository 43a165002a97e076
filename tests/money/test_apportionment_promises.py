"""The promises of a fair division, for amounts up to ten trillion pounds and weights of wildly different size."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkip_xl.money.apportionment import METHODS, apportion

amounts = st.integers(-(10**15), 10**15)
sizes = st.one_of(st.integers(0, 5), st.integers(0, 10**4), st.integers(0, 10**18))
weights = st.lists(sizes, min_size=1, max_size=9).filter(any)
AT_MOST_A_PENNY = ("floor first", "largest weight")  # the odd penny may fall on a share that is whole
NEVER_UPSIDE_DOWN = ("largest remainder", "webster", "jefferson", "adams", "dean", "huntington-hill", "largest weight")


@given(amounts, weights, st.sampled_from(METHODS))
def test_the_parts_add_to_the_total_by_every_method(total, shares, method):
    assert sum(apportion(total, shares, method=method)) == total


@given(amounts, weights)
def test_each_part_is_within_a_penny_of_its_exact_share(total, shares):
    parts = apportion(total, shares)

    whole = sum(shares)
    assert all(abs(part - Fraction(total * share, whole)) < 1 for part, share in zip(parts, shares, strict=True))


@given(amounts, weights, st.sampled_from(AT_MOST_A_PENNY))
def test_odd_pennies_in_turn_move_no_part_by_more_than_a_penny(total, shares, method):
    parts = apportion(total, shares, method=method)

    whole = sum(shares)
    assert all(abs(part - Fraction(total * share, whole)) <= 1 for part, share in zip(parts, shares, strict=True))


@given(st.integers(0, 10**15), weights, st.sampled_from(NEVER_UPSIDE_DOWN))
def test_a_bigger_weight_never_gets_less(total, shares, method):
    parts = apportion(total, shares, method=method)

    in_order = [part for _, part in sorted(zip(shares, parts, strict=True))]
    assert in_order == sorted(in_order)


@given(amounts, weights, st.sampled_from(METHODS))
def test_a_zero_weight_gets_zero_by_every_method(total, shares, method):
    parts = apportion(total, [0, *shares, 0], method=method)

    assert (parts[0], parts[-1]) == (0, 0)


@given(amounts, weights, st.integers(1, 10**9), st.sampled_from(METHODS))
def test_scaling_all_weights_changes_nothing(total, shares, factor, method):
    scaled = [share * factor for share in shares]
    divided = [Fraction(share, factor) for share in shares]

    expected = apportion(total, shares, method=method)
    assert apportion(total, scaled, method=method) == expected
    assert apportion(total, divided, method=method) == expected


@given(amounts, weights, st.sampled_from(METHODS), st.sampled_from(("order", "largest", "smallest", "last", "rotate")))
def test_a_refund_is_minus_the_charge(total, shares, method, ties):
    charge = apportion(total, shares, method=method, ties=ties, turn=2)

    assert apportion(-total, shares, method=method, ties=ties, turn=2) == [-part for part in charge]


@given(st.integers(0, 10**15), st.lists(st.integers(1, 10**12), min_size=2, max_size=8, unique=True), st.randoms())
def test_without_ties_the_order_of_partners_does_not_matter(total, shares, chance):
    order = list(range(len(shares)))
    chance.shuffle(order)
    whole = sum(shares)
    rests = [total * share % whole for share in shares]

    if len(set(rests)) == len(rests):
        parts = apportion(total, shares)
        assert apportion(total, [shares[i] for i in order]) == [parts[i] for i in order]


@given(amounts, weights, st.sampled_from((1, 5, 100, 100_000)), st.sampled_from(METHODS))
def test_with_a_step_every_part_is_a_multiple_of_it(total, shares, step, method):
    parts = apportion(total * step, shares, method=method, step=step)

    assert parts == [step * part for part in apportion(total, shares, method=method)]


@given(st.integers(0, 10**6), st.lists(st.integers(1, 10**6), min_size=1, max_size=6))
def test_house_monotone_methods_never_take_a_penny_back_when_the_total_grows(total, shares):
    for method in ("webster", "jefferson", "adams", "dean", "huntington-hill"):
        less, more = (apportion(total + extra, shares, method=method) for extra in (0, 1))
        assert all(one <= other for one, other in zip(less, more, strict=True))


def by_hand(total: int, shares: list[int]) -> list[int]:
    """Largest remainder in plain whole numbers: the odd pennies one at a time, the first of equals first."""
    size, whole = abs(total), sum(shares)
    parts = [size * share // whole for share in shares]
    rests = [size * share % whole for share in shares]
    for _ in range(size - sum(parts)):
        best = max(range(len(shares)), key=lambda i: (rests[i], -i))
        parts[best], rests[best] = parts[best] + 1, -1
    return parts if total >= 0 else [-part for part in parts]


def test_a_hundred_thousand_random_divisions_agree_with_plain_whole_numbers():
    chance = random.Random(20120416)
    mismatches = []
    for _ in range(100_000):
        n = chance.choice((1, 2, 3, 3, 3, 4, 5, 8, 12))
        total = chance.randint(-(10 ** chance.randint(0, 15)), 10 ** chance.randint(0, 15))
        shares = [chance.randint(0, 10 ** chance.randint(0, 18)) for _ in range(n)]
        if not any(shares):
            shares[chance.randrange(n)] = 1
        if apportion(total, shares) != by_hand(total, shares):
            mismatches.append((total, shares))

    assert mismatches == []


CLAIMS = {  # the square of a part's claim to one more than it holds, from the signposts in Balinski and Young
    "webster": lambda weight, held: Fraction(2 * weight, 2 * held + 1) ** 2,
    "jefferson": lambda weight, held: Fraction(weight, held + 1) ** 2,
    "adams": lambda weight, held: Fraction(weight, held) ** 2,
    "dean": lambda weight, held: Fraction(weight * (2 * held + 1), 2 * held * (held + 1)) ** 2,
    "huntington-hill": lambda weight, held: Fraction(weight * weight, held * (held + 1)),
}


@settings(max_examples=300)
@given(
    st.integers(0, 60),
    st.lists(st.integers(0, 40), min_size=1, max_size=6).filter(any),
    st.sampled_from(sorted(CLAIMS)),
)
def test_divisor_methods_agree_with_dealing_pennies_one_by_one(total, shares, method):
    dealt = [0] * len(shares)
    for _ in range(total):
        claims = []
        for i, share in enumerate(shares):
            first = dealt[i] == 0 and method in ("adams", "dean", "huntington-hill")
            if share:
                claims.append((first, share if first else CLAIMS[method](share, dealt[i]), -i))
        dealt[-max(claims)[2]] += 1

    assert apportion(total, shares, method=method) == dealt


@settings(max_examples=200)
@given(st.integers(0, 10**15), st.lists(sizes, min_size=2, max_size=9).filter(any), st.sampled_from(sorted(CLAIMS)))
def test_at_any_size_no_penny_was_given_to_a_lesser_claim(total, shares, method):
    """One divisor serves all parts: nobody's claim to one more beats anybody's claim to the last it holds."""
    parts = apportion(total, shares, method=method)

    everyone = method in ("adams", "dean", "huntington-hill")
    more = [CLAIMS[method](w, a) for w, a in zip(shares, parts, strict=True) if w and not (everyone and a == 0)]
    last = [CLAIMS[method](w, a - 1) for w, a in zip(shares, parts, strict=True) if a > (1 if everyone else 0)]
    if everyone and total >= sum(map(bool, shares)):
        assert all(a for w, a in zip(shares, parts, strict=True) if w)
    assert not more or not last or max(more) <= min(last)


@pytest.mark.parametrize(
    ("total", "shares", "expected"),
    [
        (6, [15, 15, 16, 14], [2, 1, 2, 1]),  # a published package starves the largest remainder here
        (2, [2, 2, 3], [1, 0, 1]),
        (100, [1, 1, 1], [34, 33, 33]),
        (-5, [3, 7], [-2, -3]),
        (1, [0, 0, 1], [0, 0, 1]),
        (0, [5, 3], [0, 0]),
    ],
)
def test_famous_edges_of_the_largest_remainder(total, shares, expected):
    assert apportion(total, shares) == expected
