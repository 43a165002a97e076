"""Which exempt lines follow from released totals: small tables by hand, random ones against a second method."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkip_xl.finance.differencing import determined, disclosed, total_of

THREE = [total_of("all", ["x", "y", "z"])]
TABLE = [  # two rows, three columns, their totals
    *(total_of(f"row {row}", [f"{row}{column}" for column in "abc"]) for row in "12"),
    *(total_of(f"column {column}", [f"{row}{column}" for row in "12"]) for column in "abc"),
    total_of("all", ["row 1", "row 2"]),
]
CELLS = [f"{row}{column}" for row in "12" for column in "abc"]


@pytest.mark.parametrize(
    ("relations", "released", "expected"),
    [
        (THREE, ["all"], []),
        (THREE, ["all", "x"], []),
        (THREE, ["all", "x", "y"], ["z"]),
        (THREE, ["x", "y"], []),
        ([total_of("all", ["x"])], ["all"], ["x"]),
        ([*THREE, total_of("two", ["x", "y"])], ["all", "two"], ["z"]),
        ([*THREE, total_of("xy", ["x", "y"]), total_of("yz", ["y", "z"])], ["all", "xy", "yz"], ["x", "y", "z"]),
        (TABLE, ["all"], []),
        (TABLE, ["row 1", "row 2", "column a", "column b", "column c"], []),
        (TABLE, ["row 1", "1a", "1b"], ["1c"]),
        (TABLE, ["row 1", "row 2", "column a", "column b", "1a", "1b"], ["1c", "2a", "2b", "2c"]),
        ([{"total": 1, "average": -10}], ["average"], ["total"]),
    ],
)
def test_what_follows_from_what_is_released(
    relations: list[dict[str, int]], released: list[str], expected: list[str]
) -> None:
    exempt = [name for name in ("x", "y", "z", "total", *CELLS) if name not in released]

    assert expected == [found.line for found in disclosed(relations, released, exempt)]


def test_a_finding_names_the_totals_it_follows_from() -> None:
    found = disclosed(
        [*THREE, total_of("two", ["x", "y"]), total_of("other", ["p", "q"])], ["all", "two", "other"], ["z"]
    )

    assert [("z", ("all", "two"))] == [(one.line, one.follows_from) for one in found]


@settings(max_examples=300)
@given(st.data())
def test_a_line_follows_just_when_no_other_figures_would_fit(data: st.DataObject) -> None:
    """The oracle is a second method: a line is fixed when every vector the relations allow leaves it at nought."""
    names = [f"n{number}" for number in range(data.draw(st.integers(2, 7)))]
    factors = st.integers(-2, 2)
    relations = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(names, factors)), min_size=1, max_size=6))
    released = data.draw(st.sets(st.sampled_from(names), max_size=3))
    unknown = [name for name in names if name not in released]
    free = _nullspace([[Fraction(relation[name]) for name in unknown] for relation in relations], len(unknown))
    expected = {name for at, name in enumerate(unknown) if all(vector[at] == 0 for vector in free)}

    assert expected == determined(relations, released)


def _nullspace(rows: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    """Vectors that span everything the rows send to nought, by plain elimination."""
    rows = [row[:] for row in rows]
    pivots: list[int] = []
    for column in range(width):
        found = next((row for row in rows[len(pivots) :] if row[column]), None)
        if found is None:
            continue
        rows.remove(found)
        rows.insert(len(pivots), [value / found[column] for value in found])
        pivot = rows[len(pivots)]
        for at, row in enumerate(rows):
            if at != len(pivots) and row[column]:
                rows[at] = [value - row[column] * own for value, own in zip(row, pivot, strict=True)]
        pivots.append(column)
    vectors = []
    for free in (column for column in range(width) if column not in pivots):
        vector = [Fraction(0)] * width
        vector[free] = Fraction(1)
        for at, column in enumerate(pivots):
            vector[column] = -rows[at][free]
        vectors.append(vector)
    return vectors
