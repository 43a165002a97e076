"""Looking for secrets in a workbook, guard included: time and memory, each in a fresh process.

    python benchmarks/scanning_for_secrets.py [--runs 3] [--secrets 100] [--out DIR]

The workbooks are made here: ledger lines of random figures. Half the secrets are numbers, half are texts. One figure of
each file is a secret, in its last line, so that a search that stops early is seen. Memory is the most that the process
holds. The ceilings are those the project promises: 68 KB in 0.3 s, 6.4 MB in 8 s and 250 MB.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = {"68 KB": (640, 0.3, None), "6.4 MB": (61_000, 8.0, 250)}
"""Ledger lines that give a file of about that size; seconds and megabytes promised."""
RESULTS = Path(__file__).parent / "results"
HIDDEN = 7654321.25

SEARCH = """
import json, resource, sys, time
from pathlib import Path
from mkip_xl.workbook.inspection import Secrets, scan
secrets = Secrets.of(**json.loads(Path(sys.argv[2]).read_text()))
import lxml.etree
start, busy = time.perf_counter(), time.process_time()
result = scan(Path(sys.argv[1]), secrets)
taken, busy = time.perf_counter() - start, time.process_time() - busy
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([taken, peak, busy, result.complete, [one.position for one in result.survivors]]))
"""


def ledger(path: Path, lines: int) -> None:
    """A workbook of that many ledger lines: a reference, a partner, a heading and ten figures each."""
    from openpyxl import Workbook

    chance = random.Random(20120416)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Ledger")
    sheet.append(["Reference", "Partner", "Heading", *(f"Month {month}" for month in range(1, 11))])
    for line in range(lines):
        figures = [round(chance.uniform(1, 999_999), 2) for _ in range(10)]
        if line == lines - 1:
            figures[-1] = HIDDEN
        heading = chance.choice(("Employees", "Premises", "Transport", "Supplies and services"))
        sheet.append(
            [f"{chance.randrange(10**7):07d}", chance.choice(("Maidstone", "Swale", "Wells")), heading, *figures]
        )
    book.save(path)


def secrets(count: int) -> dict[str, list[object]]:
    """Numbers and texts that are not in the ledger, and one number that is."""
    chance = random.Random(1972)
    numbers: list[object] = [HIDDEN, *(round(chance.uniform(10**6, 10**7), 2) for _ in range(count // 2 - 1))]
    texts: list[object] = [
        f"{chance.choice(('Head', 'Manager', 'Analyst'))} of {chance.randrange(10**6)}" for _ in range(count // 2)
    ]
    return {"numbers": numbers, "texts": texts}


def measured(workbook: Path, sought: Path, runs: int) -> dict[str, object]:
    """The median time and the most memory of several searches."""
    answers = []
    for _ in range(runs):
        done = subprocess.run(
            [sys.executable, "-c", SEARCH, workbook, sought], capture_output=True, text=True, check=True
        )
        answers.append(json.loads(done.stdout))
    for _, _, _, complete, found in answers:
        if not complete or found != [1]:
            raise SystemExit(f"The search of {workbook.name} is not what it should be: {complete}, {found}.")
    return {
        "bytes": workbook.stat().st_size,
        "seconds": round(statistics.median(answer[0] for answer in answers), 3),
        "processor seconds": round(statistics.median(answer[2] for answer in answers), 3),
        "megabytes": round(max(answer[1] for answer in answers)),
    }


def main() -> None:
    """Measure both sizes and print the table; with --out, keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--secrets", type=int, default=100)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sought = folder / "secrets.json"
        sought.write_text(json.dumps(secrets(asked.secrets)))
        for size, (lines, _, _) in SIZES.items():
            workbook = folder / f"{lines}.xlsx"
            ledger(workbook, lines)
            results[size] = measured(workbook, sought, asked.runs)
    lines_out = [
        "| file | bytes | seconds | of processor | promised | MB | promised |",
        "|---|---|---|---|---|---|---|",
    ]
    for size, (_, most_seconds, most_memory) in SIZES.items():
        found = results[size]
        told = (
            size, f"{found['bytes']:,}", found["seconds"], found["processor seconds"], most_seconds, found["megabytes"],
            most_memory or "–",
        )  # fmt: skip
        lines_out.append(f"| {' | '.join(map(str, told))} |")
    print(f"{asked.secrets} secrets, guard and search, median of {asked.runs} runs")
    print("\n".join(lines_out))
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / "scanning_for_secrets.json").write_text(json.dumps(results, indent=2) + "\n")
        (asked.out / "scanning_for_secrets.md").write_text("\n".join(lines_out) + "\n")


if __name__ == "__main__":
    main()
