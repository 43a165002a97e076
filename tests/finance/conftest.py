"""Answers from elsewhere, kept in data/: published tables and other programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def oracle() -> Callable[[str], list[Any]]:
    """The cases of one file of answers."""

    def read(name: str) -> list[Any]:
        cases = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))["cases"]
        assert cases
        return list(cases)

    return read
