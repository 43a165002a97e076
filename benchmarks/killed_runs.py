"""Runs killed at random moments: what they leave is whole, and the next run ends as if nothing had happened.

    python -m benchmarks.killed_runs --kills 200 [--workers 2] [--public] [any option of batch]

Each kill is a SIGKILL at a random moment of a run that resumes the one before. When a run has come to its end, some of
what it wrote is taken away, so that the next has work to do.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.partnerships import partnership


@dataclass
class Found:
    """Runs killed; broken files under a final name, ever; leftovers at the end; whether the end is as it should be."""

    killed: int = 0
    broken: int = 0
    left_on_the_way: int = 0
    leftovers: int = 0
    same: bool = False


def killed_runs(
    sources: Path, *, kills: int, seed: int, whole: Path | None = None, options: Sequence[str] = ()
) -> Found:
    """Kill so many runs over a folder of finance workbooks; `whole` is what an uninterrupted run writes."""
    folder = Path(tempfile.mkdtemp())
    chance, found = random.Random(seed), Found()
    command = [sys.executable, "-m", "mkip_xl", "batch", str(sources), *options, "--resume", "--json", "--out"]
    try:
        started = time.monotonic()
        _end(command, folder / "whole")
        took = time.monotonic() - started
        right = _finals(whole or folder / "whole")
        out = folder / "out"
        for _ in range(kills):
            process = subprocess.Popen([*command, str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(chance.uniform(0.1, 1.0) * took)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                found.killed += 1
            finals = _finals(out)
            found.broken += sum(right.get(name) != held for name, held in finals.items())
            found.left_on_the_way += len(_hidden(out))
            for manifest in sorted(out.rglob("manifest.json")):
                if chance.random() < 0.5:
                    manifest.unlink()
        _end(command, out)
        found.leftovers = len(_hidden(out))
        found.same = _finals(out) == right
    finally:
        shutil.rmtree(folder)
    return found


def _end(command: list[str], out: Path) -> None:
    subprocess.run([*command, str(out)], check=True, capture_output=True)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def _finals(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in _files(folder)
        if not path.name.startswith(".")
    }


def _hidden(folder: Path) -> list[Path]:
    return [path for path in _files(folder) if path.name.startswith(".")]


def main() -> None:
    """Kill, resume, compare, and say what was found; the exit status is 1 when anything was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    given, options = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as name:
        for seed in range(3):
            (Path(name) / f"partnership-{seed}.xlsx").write_bytes(partnership(seed, partners=2, years=3))
        found = killed_runs(Path(name), kills=given.kills, seed=given.seed, options=options)
    print(found)
    sys.exit(0 if found.same and not found.broken and not found.leftovers else 1)


if __name__ == "__main__":
    main()
