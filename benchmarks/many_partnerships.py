"""Batches of made-up partnerships: workbooks a second, in this process, in two, on a local Dask cluster, and by hand.

    python -m benchmarks.many_partnerships [--count 100] [--sizes 10,100]

"By hand" is a straightforward openpyxl script: for each cabinet's copy it loads the template, sets every cell the
appendix has (values and styles given to it, so that it calculates nothing), and saves. All figures are from one run;
only their ratios mean anything on a shared machine.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.partnerships import partnership
from mkip_xl.batch.run import run, tasks
from mkip_xl.batch.work import Outcome, Task
from mkip_xl.shipped import templates_folder

RESULTS = Path(__file__).parent / "results" / "many_partnerships.json"


def batch(sources: Path, out: Path, *, workers: int = 1, cluster: str | None = None) -> tuple[float, int]:
    """Seconds taken, and workbooks written, by one run over a folder."""
    shutil.rmtree(out, ignore_errors=True)
    given = tasks([sources], out, Task(sources, out, templates_folder()))
    started = time.perf_counter()
    outcomes: list[Outcome] = run(given, out, workers=workers, cluster=cluster)
    took = time.perf_counter() - started
    assert not any(outcome.failed for outcome in outcomes), [o.findings for o in outcomes if o.failed][:1]
    return took, len(list(out.rglob("*.xlsx")))


def by_hand(out: Path, count: int) -> tuple[float, int]:
    """Seconds an openpyxl script takes for the first `count` files of a run, one after another."""
    import openpyxl
    from openpyxl.cell.cell import MergedCell

    files = sorted(out.rglob("*-EXEMPT.xlsx"))[:count]
    wanted = []
    for file in files:
        letter = file.name.rpartition("-EXEMPT")[0][-1].lower()
        book = openpyxl.load_workbook(file)
        cells = {
            sheet.title: [
                (cell.row, cell.column, cell.value)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            ]
            for sheet in book.worksheets
        }
        wanted.append((templates_folder() / f"appendix-{letter}.xlsx", cells))
    target = out / "by-hand.xlsx"
    started = time.perf_counter()
    for template, cells in wanted:
        book = openpyxl.load_workbook(template)
        for title, held in cells.items():
            sheet = book[title]
            style = sheet.cell(12, 2)._style
            for row, column, value in held:
                cell = sheet.cell(row, column)
                if not isinstance(cell, MergedCell):
                    cell.value = value
                    cell._style = style
        book.save(target)
    took = time.perf_counter() - started
    target.unlink()
    return took, len(files)


def on_a_cluster(do: Callable[[str], tuple[float, int]]) -> tuple[float, int]:
    """Run something on a local Dask cluster of two worker processes."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as cluster:
        return do(cluster.scheduler_address)


def main() -> None:
    """Measure, print a table and save it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--sizes", default="10,30,60", help="numbers of partnerships for the growth table")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        sources, out = folder / "in", folder / "out"
        sources.mkdir()
        for seed in range(given.count):
            (sources / f"partnership-{seed:04d}.xlsx").write_bytes(partnership(seed))
        growth = []
        for size in [int(part) for part in given.sizes.split(",")]:
            some = folder / f"in-{size}"
            some.mkdir()
            for path in sorted(sources.iterdir())[:size]:
                (some / path.name).write_bytes(path.read_bytes())
            took, files = batch(some, out)
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            growth.append({"partnerships": size, "files": files, "seconds": took, "most memory MB": memory})
        rates: dict[str, float] = {}
        took, files = batch(sources, out)
        rates["this process"] = files / took
        hand, done = by_hand(out, 60)
        rates["openpyxl by hand"] = done / hand
        took, files = batch(sources, out, workers=2)
        rates["2 workers"] = files / took
        took, files = on_a_cluster(lambda address: batch(sources, out, cluster=address))
        rates["2 Dask workers"] = files / took
    finally:
        shutil.rmtree(folder)
    one = rates["this process"]
    print(f"{given.count} partnerships")
    for name, rate in rates.items():
        print(f"{name:18} {rate:8.1f} workbooks/s  {rate / one:5.2f} × this process")
    print(f"against by hand: {one / rates['openpyxl by hand']:.1f} ×")
    for line in growth:
        print(line)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"partnerships": given.count, "rates": rates, "growth": growth}, indent=1) + "\n")


if __name__ == "__main__":
    main()
