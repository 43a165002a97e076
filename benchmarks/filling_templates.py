"""Filling a template, side by side with openpyxl and xltpl, in one run: processor time, memory, and the floor below.

    python -m benchmarks.filling_templates [--rounds 7] [--fills 10000] [--out DIR]

The template is the one of the tests, with every feature a council's workbook may have, 10 years × 3 partners. Ours
runs its loops, moves every reference and keeps the value of every formula and chart. The others are spared all that:
openpyxl loads the workbook already laid out for the shape, sets its values and saves; xltpl has it compiled once with a
tag in each value's cell. The floor deflates and writes the bytes that change. Rounds take turns, so that a busy machine
is busy for all; the least of rounds is told, in processor time, for other work only ever adds. What each way keeps in
memory between calls is taken out of the collector's sight (gc.freeze), so that no way pays for another's.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import io
import json
import platform
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

RESULTS = Path(__file__).parent / "results"
TESTS = Path(__file__).parents[1] / "tests" / "template"
SHAPE = (10, 3)
MEMORY = """
import gc, os, sys
sys.path.insert(0, sys.argv[2])
import full_template as full
from mkip_xl.template import compile_template
def held():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
template = compile_template(full.make(), name="full.xlsx")
data = [full.data(10, 3), full.data(12, 4), full.data(3, 2), full.data(10, 5)]
for at in range(200): template.fill(data[at % 4])
early = held()
for at in range(int(sys.argv[1])): template.fill(data[at % 4])
print(early, held())
"""


def beside(name: str) -> ModuleType:
    """A module of the template tests."""
    spec = importlib.util.spec_from_file_location(f"template_tests_{name}", TESTS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ways(folder: Path) -> tuple[dict[str, Callable[[], Any]], int]:
    """What is timed, by name; and how many values are put in."""
    import openpyxl
    from xltpl.writerx import BookWriter

    from mkip_xl.template import compile_template
    from mkip_xl.workbook.package import Package, packed

    full = beside("full_template")
    source, data = full.make(), full.data(*SHAPE)
    template = compile_template(source, name="full.xlsx")
    filled, other = template.fill(data), template.fill({**data, "title": "Another"})
    values = _values(filled)
    laid_out = folder / "laid-out.xlsx"
    laid_out.write_bytes(filled)
    tagged = folder / "tagged.xlsx"
    book = openpyxl.load_workbook(laid_out)
    for at, (sheet, cell, _) in enumerate(values):
        book[sheet][cell] = f"{{{{ v[{at}] }}}}"
    book.save(tagged)
    writer = BookWriter(str(tagged))
    payload = {"v": [value for _, _, value in values]}
    names = book.sheetnames
    package = Package.from_bytes(filled)
    changed = _changed(source, filled)
    assembly = package.assembly(set(changed))

    def openpyxl_way() -> bytes:
        loaded = openpyxl.load_workbook(laid_out)
        for sheet, cell, value in values:
            loaded[sheet][cell] = value
        out = io.BytesIO()
        loaded.save(out)
        return out.getvalue()

    def xltpl_way() -> bytes:
        writer.render_book([{**payload, "tpl_name": name, "sheet_name": name} for name in names])
        out = io.BytesIO()
        writer.save(out)
        return out.getvalue()

    assert other != filled
    return {
        "floor: deflate and write the same changed bytes": lambda: assembly.write(
            {name: packed(name, content) for name, content in changed.items()}
        ),
        "mkip_xl": lambda: template.fill(data),
        "xltpl, compiled once": xltpl_way,
        "openpyxl, load, set, save": openpyxl_way,
        "mkip_xl, compile": lambda: compile_template(source, name="full.xlsx"),
        "openpyxl, load": lambda: openpyxl.load_workbook(io.BytesIO(source)),
    }, len(values)


def _values(filled: bytes) -> list[tuple[str, str, Any]]:
    agreement = beside("agreement")
    formulas = agreement.formula_cells(filled)
    every = agreement.cached(filled)
    return [(sheet, at, value) for (sheet, at), value in every.items() if (sheet, at) not in formulas]


def _changed(source: bytes, filled: bytes) -> dict[str, bytes]:
    """The parts of the filled workbook that are not the template's."""
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(io.BytesIO(filled)) as new:
        before = {name: old.read(name) for name in old.namelist()}
        return {name: new.read(name) for name in new.namelist() if new.read(name) != before.get(name)}


def timed(work: Callable[[], Any], least: float = 0.4) -> float:
    """Processor time of one call, over as many as take a while."""
    count, taken = 0, 0.0
    begun = time.process_time()
    while taken < least:
        work()
        count += 1
        taken = time.process_time() - begun
    return taken / count


def main() -> None:
    """Time everything and write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--fills", type=int, default=10_000)
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        timing, values = ways(Path(folder))
        rounds: dict[str, list[float]] = {name: [] for name in timing}
        for work in timing.values():
            work()
        gc.collect()
        gc.freeze()
        for _ in range(asked.rounds):
            for name, work in timing.items():
                rounds[name].append(timed(work))
    least = {name: min(taken) for name, taken in rounds.items()}
    command = [sys.executable, "-c", MEMORY, str(asked.fills), str(TESTS)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    early, late = map(float, told.stdout.split())
    ours = least["mkip_xl"]
    ratios = {
        "times as fast as openpyxl load, set, save": least["openpyxl, load, set, save"] / ours,
        "times as fast as xltpl compiled once": least["xltpl, compiled once"] / ours,
        "times the floor": ours / least["floor: deflate and write the same changed bytes"],
        "compile, in openpyxl loads": least["mkip_xl, compile"] / least["openpyxl, load"],
        "MB resident after 200 fills": early,
        f"MB resident after {asked.fills:,} more": late,
    }
    asked.out.mkdir(parents=True, exist_ok=True)
    document = {"seconds": least, "ratios": ratios, "values": values, "shape": SHAPE}
    (asked.out / "filling_templates.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    text = _table(least, ratios, values)
    (asked.out / "filling_templates.md").write_text(text, encoding="utf-8")
    print(text)


def _table(least: dict[str, float], ratios: dict[str, float], values: int) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("openpyxl", "xltpl", "lxml"))
    lines = [
        "# Filling a template, side by side", "",
        f"Python {platform.python_version()} on {platform.machine()}, {libraries}; "
        f"{SHAPE[0]} years × {SHAPE[1]} partners, {values} values.", "",
        "| way | processor time | × mkip_xl |", "|---|---:|---:|",
        *[f"| {name} | {taken * 1e3:,.2f} ms | {taken / least['mkip_xl']:,.2f} |" for name, taken in least.items()],
        "", "| ratio | |", "|---|---:|", *[f"| {name} | {value:,.2f} |" for name, value in ratios.items()], "",
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    main()
