"""Our reader beside openpyxl and calamine on mutated workbooks. The longer run is a command of its own:

python tests/workbook/corpus/differential.py --count 5000
"""

from __future__ import annotations

from types import ModuleType


def test_every_difference_from_two_other_readers_is_explained(differential: ModuleType) -> None:
    needed, unexplained = differential.compare(range(10_000, 10_400))

    assert unexplained == []
    assert needed["the same cells"] > 20
    assert len(needed) > 10


def test_a_difference_without_reason_is_told(differential: ModuleType) -> None:
    mine = {"named": [], "cells": {"S": {"A1": {"number": "12.0"}, "A2": "a"}}}
    other = {"cells": {"S": {"A1": {"number": "1250.5"}, "A2": "a"}}}

    assert list(differential.differences(mine, other, {"fault": "crash", "said": ""})) == [None]
    assert list(differential.differences(mine, other, other)) == [None]
    assert list(differential.differences({"fault": "some new code", "said": ""}, other, other)) == [None]
