"""Answers published elsewhere, for the tests of money."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def published() -> Callable[[str], list[dict[str, Any]]]:
    """The cases of one file of published answers, by its name."""

    def cases(name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))["cases"]
        return found

    return cases
