"""Desktop Excel: the golden table through xlwings' COM server class with a stub COM layer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_every_call_of_the_golden_table_answers_through_xlwings(
    golden: list[dict[str, Any]], differences: Callable[[list[Any]], list[str]]
) -> None:
    stub = Path(__file__).with_name("desktop_stub.py")
    done = subprocess.run(
        [sys.executable, str(stub)], input=json.dumps(golden).encode(), capture_output=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr.decode()[-3000:]
    assert differences(json.loads(done.stdout)) == []
