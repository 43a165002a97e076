"""The answers from elsewhere are all here, counted: what is left out of a comparison is named where it is compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ANSWERS = {
    "money/data/biproportional.json": 5,
    "money/data/bounds_min_max.json": 67,
    "money/data/brick_money.json": 73,
    "money/data/controlled_rounding.json": 22,
    "money/data/other_money_libraries.json": 61,
    "money/data/seats_one_way.json": 79,
    "money/data/us_house.json": 7,
    "finance/data/discounting_functions.json": 22,
    "finance/data/green_book_factors.json": 301,
    "finance/data/joint_cost_games.json": 16,
    "finance/data/mrp_annuity.json": 6,
    "finance/data/service_department_allocation.json": 6,
}


@pytest.mark.parametrize(("file", "count"), ANSWERS.items())
def test_every_answer_from_elsewhere_is_here_with_its_source(root: Path, file: str, count: int) -> None:
    answers = json.loads((root / "tests" / file).read_text(encoding="utf-8"))

    assert len(answers["cases"]) == count
    assert answers["source"]


def test_they_are_665_together() -> None:
    assert sum(ANSWERS.values()) == 665
