"""The Office add-in: Microsoft's custom-functions runtime in Chromium against the running server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mkip_xl.excel.functions import CATALOGUE


@pytest.fixture(scope="module")
def in_chromium(
    server: Any, node: Callable[..., Any], golden: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What the runtime and the task pane did."""
    found: dict[str, Any] = node(
        "office.mjs",
        {
            "address": server.address,
            "calls": golden,
            "ranges": {name: [one.is_range for one in each.arguments] for name, each in CATALOGUE.items()},
            "recalculate": 0,
            "picture": str(tmp_path_factory.mktemp("pane") / "taskpane.png"),
        },
    )
    return found


@pytest.mark.node
def test_every_call_of_the_golden_table_answers_on_microsofts_runtime(
    in_chromium: dict[str, Any], differences: Callable[[list[Any]], list[str]]
) -> None:
    assert in_chromium["faults"] == []
    assert differences(in_chromium["answers"]) == []


@pytest.mark.node
def test_a_refusal_carries_its_message_for_the_hover_text(
    in_chromium: dict[str, Any], golden: list[dict[str, Any]]
) -> None:
    place = next(at for at, case in enumerate(golden) if case["name"] == "error: a blank weight")

    assert in_chromium["answers"][place]["message"].startswith("weights, cell 2 of 3, is blank.")


@pytest.mark.node
def test_the_task_pane_lists_every_function_and_finds_by_words(in_chromium: dict[str, Any]) -> None:
    assert in_chromium["listed"] == len(CATALOGUE)
    assert "MKIP_SHARES" in in_chromium["found"]
    assert "MKIP_NPV" not in in_chromium["found"]
