"""The golden table called directly, and through `mkip-xl call`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.outcomes import Refusal, answer


def test_every_call_of_the_golden_table_answers_as_worked_out_by_hand(
    golden: list[dict[str, Any]], differences: Callable[[list[Any]], list[str]]
) -> None:
    answers = [answer(case["call"], case["args"]) for case in golden]
    answers = [one.as_json() if isinstance(one, Refusal) else one for one in answers]

    assert differences(answers) == []


def test_the_command_answers_a_line_for_each_line(
    golden: list[dict[str, Any]], differences: Callable[[list[Any]], list[str]]
) -> None:
    lines = "".join(json.dumps([case["call"], case["args"]]) + "\n" for case in golden)
    done = subprocess.run(
        [sys.executable, "-m", "mkip_xl", "call", "-"],
        input=lines.encode(),
        capture_output=True,
        timeout=60,
        check=True,
    )

    assert differences([json.loads(line) for line in done.stdout.splitlines()]) == []


def test_the_golden_table_calls_every_function_and_meets_every_error(golden: list[dict[str, Any]]) -> None:
    called = {case["call"] for case in golden}
    errors = {case["answer"]["error"] for case in golden if isinstance(case["answer"], dict)}

    assert called == set(CATALOGUE)
    assert errors == {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}
    assert len(golden) >= 80
