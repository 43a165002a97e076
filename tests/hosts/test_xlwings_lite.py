"""xlwings Lite: the golden table under Pyodide in Node, Python as the browser runs it, without numpy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mkip_xl.excel.functions import CATALOGUE


@pytest.fixture(scope="module")
def in_pyodide(node: Callable[..., Any], golden: list[dict[str, Any]], root: Path) -> dict[str, Any]:
    """What Pyodide answered, and what it loaded and registered."""
    files = {str(path.relative_to(root)): path.read_text("utf-8") for path in (root / "mkip_xl").rglob("*.py")}
    found: dict[str, Any] = node("lite.mjs", {"files": files, "calls": golden})
    return found


@pytest.mark.node
def test_every_call_of_the_golden_table_answers_in_the_browser_s_python(
    in_pyodide: dict[str, Any], differences: Callable[[list[Any]], list[str]]
) -> None:
    assert differences(in_pyodide["answers"]) == []


@pytest.mark.node
def test_every_function_is_registered_and_nothing_heavy_is_loaded(in_pyodide: dict[str, Any]) -> None:
    assert in_pyodide["registered"] == list(CATALOGUE)
    assert in_pyodide["loaded"] == []
