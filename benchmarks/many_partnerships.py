"""Batches of made-up partnerships: workbooks a second, in this process, in two, on a local Dask cluster, and by hand.

    python -m benchmarks.many_partnerships [--sizes 10,100,1000] [--rated 80] [--libreoffice 20] [--sources FOLDER]

Runs of growing size come first; then the ways of doing the work are held against one another over the first `--rated`
partnerships. `--sources` is a folder that `python -m benchmarks.partnerships` has filled, for many of them take long to
make up.

"By hand" is a straightforward openpyxl script: it reads the finance workbook once for each partnership; then, for each
cabinet's copy, loads the template, sets every cell the appendix has, and saves. It is given the values, so that it
calculates and checks nothing. Cells that the template lacks take their style from one that it has: attribute by
attribute, as openpyxl's own pages show, or at once by its private `_style`. All figures are from one run, the ways
taken in turn; only their ratios mean anything on a shared machine, those of processor time more than the clock's.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from copy import copy
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.partnerships import partnership
from mkip_xl.batch.manifest import faults
from mkip_xl.batch.run import run, tasks
from mkip_xl.batch.work import Outcome, Task
from mkip_xl.shipped import templates_folder

RESULTS = Path(__file__).parent / "results"
HAND_FILES = 60
Style = Callable[[Any, Any], None]


def batch(sources: Path, out: Path, *, workers: int = 1, cluster: str | None = None) -> tuple[float, float, int]:
    """Seconds by the clock and of this process, and workbooks written, by one run over a folder.

    Every check of every partnership has passed, and every file is what its manifest says, or this fails.
    """
    shutil.rmtree(out, ignore_errors=True)
    given = tasks([sources], out, Task(sources, out, templates_folder()))
    started, spent = time.perf_counter(), time.process_time()
    outcomes: list[Outcome] = run(given, out, workers=workers, cluster=cluster)
    took, used = time.perf_counter() - started, time.process_time() - spent
    assert not any(outcome.failed for outcome in outcomes), [o.findings for o in outcomes if o.failed][:1]
    assert min(outcome.checks_made for outcome in outcomes) > 0
    assert not faults(out)
    return took, used, len(list(out.rglob("*.xlsx")))


def by_hand(sources: Path, out: Path, style: Style) -> tuple[float, float, int]:
    """Seconds by the clock and of this process that an openpyxl script takes for some of the files of a run."""
    import openpyxl

    files = sorted(out.rglob("*-EXEMPT.xlsx"))
    files = sorted(random.Random(0).sample(files, min(HAND_FILES, len(files))))
    wanted = [(path, _cells(openpyxl.load_workbook(path))) for path in files]
    target = out / "by-hand.xlsx"
    started, spent = time.perf_counter(), time.process_time()
    for of, copies in groupby(wanted, lambda each: each[0].relative_to(out).parts[0]):
        several = list(copies)
        share = len(several) / len(list((out / of).rglob("*-EXEMPT.xlsx")))
        if random.Random(of).random() < share:  # the reading is shared by all the files of the partnership
            _cells(openpyxl.load_workbook(sources / f"{of}.xlsx", data_only=True))
        for path, cells in several:
            letter = path.name.rpartition("-EXEMPT")[0].rpartition("-")[2].lower()
            book = openpyxl.load_workbook(templates_folder() / f"appendix-{letter}.xlsx")
            for title, held in cells.items():
                _set(book[title], held, style)
            book.save(target)
    took, used = time.perf_counter() - started, time.process_time() - spent
    target.unlink()
    return took, used, len(files)


def _cells(book: Any) -> dict[str, list[tuple[int, int, Any]]]:
    return {
        sheet.title: [
            (cell.row, cell.column, cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None
        ]
        for sheet in book.worksheets
    }


def _set(sheet: Any, held: list[tuple[int, int, Any]], style: Style) -> None:
    from openpyxl.cell.cell import MergedCell

    rows, columns = sheet.max_row, sheet.max_column
    model = sheet.cell(min(12, rows), 2)
    for row, column, value in held:
        cell = sheet.cell(row, column)
        if not isinstance(cell, MergedCell):
            cell.value = value
            if row > rows or column > columns:
                style(cell, model)


def attribute_by_attribute(cell: Any, model: Any) -> None:
    """The style of one cell given to another by openpyxl's public names."""
    for attribute in ("font", "border", "fill", "number_format", "protection", "alignment"):
        setattr(cell, attribute, copy(getattr(model, attribute)))


def privately(cell: Any, model: Any) -> None:
    """The style of one cell given to another by a private name of openpyxl."""
    cell._style = copy(model._style)


def on_a_cluster(do: Callable[[str], tuple[float, float, int]]) -> tuple[float, float, int]:
    """Run something on a local Dask cluster of two worker processes."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as cluster:
        return do(cluster.scheduler_address)


def growth_of(folder: Path, sources: Path, sizes: Sequence[int]) -> list[dict[str, float]]:
    """Seconds and memory of runs of growing size, each in this process."""
    found = []
    for size in sizes:
        took, used, files = batch(first(sources, size, folder), folder / "out")
        found.append(
            {
                "partnerships": size, "files": files, "seconds": took, "processor seconds": used,
                "most memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )  # fmt: skip
        print(found[-1], flush=True)
    return found


def first(sources: Path, count: int, folder: Path) -> Path:
    """A folder of the first so many finance workbooks."""
    some = folder / f"in-{count}"
    some.mkdir(exist_ok=True)
    for path in sorted(sources.iterdir())[:count]:
        shutil.copyfile(path, some / path.name)
    return some


def rates_of(sources: Path, out: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Workbooks a second, and processor milliseconds a workbook, of each way to do the same work."""
    rates, spent = {}, {}
    took, used, files = batch(sources, out)
    rates["this process"], spent["this process"] = files / took, used / files * 1000
    for name, style in (("openpyxl by hand", attribute_by_attribute), ("openpyxl, private styles", privately)):
        took, used, count = by_hand(sources, out, style)
        rates[name], spent[name] = count / took, used / count * 1000
    took, _, files = batch(sources, out, workers=2)
    rates["2 workers"] = files / took
    took, _, files = on_a_cluster(lambda address: batch(sources, out, cluster=address))
    rates["2 Dask workers"] = files / took
    return rates, spent


def recalculated(out: Path, count: int) -> str:
    """What LibreOffice says of some of the files of a run, having worked every formula out again."""
    from benchmarks.libreoffice import disagreements

    sample = random.Random(0).sample(sorted(out.rglob("*.xlsx")), count)
    cells, wrong = disagreements(sample)
    return f"{cells:,} numbers of {len(sample)} files, {len(wrong)} differ {wrong[:3]}"


def drawn(growth: Sequence[dict[str, float]]) -> str:
    """The growth as a picture: processor seconds and memory against partnerships, both axes by powers of ten."""
    from math import log10

    def line(key: str, colour: str) -> str:
        points = [
            (60 + 150 * log10(max(1, each["partnerships"])), 330 - 70 * log10(max(1, each[key]))) for each in growth
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in points)
        last = points[-1]
        return (
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'
            f'<text x="{last[0] + 8:.0f}" y="{last[1] - 6:.0f}" fill="{colour}">{key}</text>'
        )

    marks = "".join(
        f'<text x="{60 + 150 * power}" y="350" text-anchor="middle">{10**power:,}</text>'
        f'<text x="52" y="{334 - 70 * power}" text-anchor="end">{10**power:,}</text>'
        for power in range(5)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 380" font-family="sans-serif" font-size="13">'
        '<rect width="820" height="380" fill="white"/><path d="M60 20V330H700" stroke="black" fill="none"/>'
        f'{marks}<text x="360" y="372" text-anchor="middle">partnerships in one run</text>'
        f"{line('processor seconds', '#1f4e79')}{line('most memory MB', '#b45f06')}</svg>\n"
    )


def main() -> None:
    """Measure, print a table and save it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10,30", help="numbers of partnerships for the growth table")
    parser.add_argument("--rated", type=int, default=80, help="partnerships that each way of doing the work is given")
    parser.add_argument("--libreoffice", type=int, default=0, help="files of the largest run to be worked out again")
    parser.add_argument("--sources", type=Path, help="finance workbooks made before with benchmarks.partnerships")
    given = parser.parse_args()
    sizes = [int(part) for part in given.sizes.split(",") if part]
    folder = Path(tempfile.mkdtemp())
    held: dict[str, Any] = {}
    try:
        sources = given.sources or folder / "in"
        if given.sources is None:
            sources.mkdir()
            for seed in range(max([*sizes, given.rated])):
                (sources / f"partnership-{seed:04d}.xlsx").write_bytes(partnership(seed))
        if sizes:
            held["growth"] = growth_of(folder, sources, sizes)
            save("growth", held)
            (RESULTS / "many_partnerships.svg").write_text(drawn(held["growth"]))
            if given.libreoffice:
                held["LibreOffice"] = recalculated(folder / "out", given.libreoffice)
                print(held["LibreOffice"], flush=True)
                save("growth", held)
        if given.rated:
            rates, spent = rates_of(first(sources, given.rated, folder), folder / "rated")
            tell(rates, spent)
            save("rates", {"partnerships": given.rated, "workbooks a second": rates, "processor ms a file": spent})
    finally:
        shutil.rmtree(folder)


def tell(rates: dict[str, float], spent: dict[str, float]) -> None:
    """Print the rates, and how they stand to one another."""
    one = rates["this process"]
    for name, rate in rates.items():
        print(f"{name:25} {rate:8.1f} workbooks/s  {rate / one:5.2f} × this process")
    for name, each in spent.items():
        print(f"{name:25} {each:8.1f} ms of processor time a file  {each / spent['this process']:5.2f} × this process")
    print(f"cluster against pool: {rates['2 Dask workers'] / rates['2 workers']:.2f}")


def save(what: str, held: dict[str, Any]) -> None:
    """Put what was measured beside the other results."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"many_partnerships_{what}.json").write_text(json.dumps(held, indent=1) + "\n")


if __name__ == "__main__":
    main()
