"""The benchmark runs with one command and measures every mark."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_one_command_measures_every_mark_and_saves_the_table(tmp_path):
    command = [sys.executable, str(ROOT / "benchmarks" / "dividing_money.py"), "--quick", "--out", str(tmp_path)]

    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    saved = json.loads((tmp_path / "dividing_money.json").read_text(encoding="utf-8"))
    assert (tmp_path / "dividing_money.md").read_text(encoding="utf-8") in done.stdout
    assert len(saved["marks"]) >= 11
    assert saved["wrong"]["mkip_xl"] == "0% / 0%"
    assert all(taken > 0 for times in saved["seconds"].values() for taken in times.values())
