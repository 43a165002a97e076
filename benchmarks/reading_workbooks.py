"""Reading a finance workbook, guard included, side by side with openpyxl: time and memory, each in a fresh process.

    python benchmarks/reading_workbooks.py [--runs 3] [--out DIR]

The workbook is made here: 6.4 MB of ledger lines on two sheets. Runs take turns, so a busy machine is busy for all.
Memory is what the process holds at its highest over what it held before reading. Ratios below 1 favour us.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
SIZES = {"68 KB": 400, "6.4 MB": 48_500}
"""Ledger lines on each of two sheets that give a file of about that size."""

TIMED = """
import resource, sys, time
{before}
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
{work}
taken = time.perf_counter() - start
print(taken, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) / 1024)
"""
READERS = {
    "mkip_xl, guard and read": (
        "from pathlib import Path; from mkip_xl.workbook.reading import read_workbook",
        "held = read_workbook(Path(sys.argv[1]))",
    ),
    "mkip_xl, guard and read, every value asked for": (
        "from pathlib import Path; from mkip_xl.workbook.reading import read_workbook",
        "held = read_workbook(Path(sys.argv[1]))\nfor sheet in held.sheets.values():\n  for cell in sheet: cell.value",
    ),
    "openpyxl, normal load": ("import openpyxl", "held = openpyxl.load_workbook(sys.argv[1])"),
    "openpyxl, values only": ("import openpyxl", "held = openpyxl.load_workbook(sys.argv[1], data_only=True)"),
}


def make(path: Path, lines: int) -> None:
    """A workbook of ledger lines, the same on every machine."""
    import openpyxl

    chance = random.Random(2012)
    book = openpyxl.Workbook(write_only=True)
    for year in ("2011-12", "2012-13"):
        sheet = book.create_sheet(f"Ledger {year}")
        sheet.append(["Date", "Cost centre", "Subjective", "Narrative", "Debit", "Credit", "Net", "Share"])
        for at in range(lines):
            debit, credit = chance.randrange(1_000_000) / 100, chance.randrange(1_000_000) / 100
            sheet.append(
                [41_000 + at % 365, f"C{chance.randrange(400):04}", chance.randrange(1000, 9999),
                 f"Invoice {chance.randrange(20_000)}", debit, credit, round(debit - credit, 2), chance.random()]
            )  # fmt: skip
    book.save(path)


def timed(reader: str, path: Path) -> tuple[float, float]:
    """Seconds and megabytes of one reader in a fresh process."""
    before, work = READERS[reader]
    script = TIMED.format(before=before, work=work)
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--out", type=Path, default=RESULTS)
    told = asked.parse_args()
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, lines in SIZES.items():
            path = Path(folder) / "ledger.xlsx"
            make(path, lines)
            size = path.stat().st_size
            measured: dict[str, list[tuple[float, float]]] = {reader: [] for reader in READERS}
            for _ in range(told.runs):
                for reader in READERS:
                    measured[reader].append(timed(reader, path))
            floor = measured["openpyxl, normal load"]
            for reader, runs in measured.items():
                seconds, memory = (statistics.median(run[at] for run in runs) for at in (0, 1))
                rows.append(
                    {
                        "file": name,
                        "bytes": size,
                        "reader": reader,
                        "seconds": round(seconds, 3),
                        "megabytes": round(memory, 1),
                        "time against openpyxl": round(seconds / statistics.median(run[0] for run in floor), 3),
                        "memory against openpyxl": round(
                            memory / max(1, statistics.median(run[1] for run in floor)), 3
                        ),
                    }
                )
    about = {"python": platform.python_version(), "machine": platform.machine(), "openpyxl": version("openpyxl")}
    told.out.mkdir(parents=True, exist_ok=True)
    document = {"about": about, "runs": told.runs, "rows": rows}
    (told.out / "reading_workbooks.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    columns = list(rows[0])
    table = [" | ".join(columns), " | ".join("---" for _ in columns)]
    table += [" | ".join(str(row[column]) for column in columns) for row in rows]
    text = "\n".join(f"| {line} |" for line in table) + "\n"
    (told.out / "reading_workbooks.md").write_text(f"# Reading workbooks\n\n{text}", encoding="utf-8")
    print(text)
    large = [row for row in rows if row["file"] == "6.4 MB" and str(row["reader"]).startswith("mkip_xl")]
    worse = [
        row
        for row in large
        if float(str(row["time against openpyxl"])) > 1 or float(str(row["memory against openpyxl"])) > 1
    ]
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
