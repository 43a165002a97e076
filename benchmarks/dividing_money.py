"""Dividing money, side by side with its peers: one run, every figure a ratio to a floor measured in the same run.

    python benchmarks/dividing_money.py [--quick] [--out DIR]

The floor is what division cannot do without: for one amount a Python divmod for each part, for a table numpy's divmod
and a sum, in blocks that stay in cache. It loses the odd pennies. A peer that is not installed is left out and said so.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mkip_xl.money.apportionment import apportion
from mkip_xl.money.margins import biproportional
from mkip_xl.money.pounds import apportion_pounds
from mkip_xl.money.tables import apportion_pounds_table, apportion_table, running
from mkip_xl.money.two_way import two_way

Work = Callable[[], Any]
RESULTS = Path(__file__).parent / "results"
THREE = [455, 310, 235]
TWELVE = [75, 33, 72, 50, 31, 10, 18, 90, 44, 98, 35, 6]

KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "1000000000", "MALLOC_MMAP_THRESHOLD_": "1000000000"}
"""The C library keeps memory that was given back, so that no way of dividing pays by lot for fresh pages."""


def floor_single(total: int, weights: list[int]) -> list[tuple[int, int]]:
    whole = sum(weights)
    return [divmod(total * weight, whole) for weight in weights]


def floor_table(totals: np.ndarray, weights: list[int], rows: int = 8192) -> np.ndarray:
    """numpy divmod and a sum, in blocks: the parts before the odd pennies."""
    m, n, whole = len(totals), len(weights), sum(weights)
    parts, sums = np.empty((m, n), np.int64, order="F"), np.empty(m, np.int64)
    product, rest = np.empty(rows, np.int64), np.empty(rows, np.int64)
    for start in range(0, m, rows):
        some, line = totals[start : start + rows], sums[start : start + rows]
        k = len(some)
        line.fill(0)
        for j in range(n):
            np.multiply(some, weights[j], out=product[:k])
            np.divmod(product[:k], whole, out=(parts[start : start + rows, j], rest[:k]))
            np.add(line, parts[start : start + rows, j], out=line)
    return parts


def decimal_loop(total: int, weights: list[int]) -> list[int]:
    """The recipe of many a script: largest remainder on 28-digit Decimals."""
    whole = Decimal(sum(weights))
    shares = [Decimal(total) * Decimal(weight) / whole for weight in weights]
    parts = [int(share) for share in shares]
    order = sorted(range(len(weights)), key=lambda i: (-(shares[i] - parts[i]), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def decimal_plug(total: int, weights: list[int]) -> list[int]:
    """Round each to the penny, the last takes the rest: the spreadsheet habit, unfair by up to (n − 1) / 2 pence."""
    whole = Decimal(sum(weights))
    parts = [int((Decimal(total) * w / whole).quantize(Decimal(1), ROUND_HALF_UP)) for w in weights[:-1]]
    return [*parts, total - sum(parts)]


def pandas_plug(totals: np.ndarray, weights: list[int]) -> pd.DataFrame:
    """Round each column to the penny, the last column takes the rest."""
    pounds = pd.Series(totals / 100)
    whole = sum(weights)
    table = pd.DataFrame({j: (pounds * (weight / whole)).round(2) for j, weight in enumerate(weights[:-1])})
    table[len(weights) - 1] = (pounds - table.sum(axis=1)).round(2)
    return table


def peers() -> dict[str, Callable[[int, list[int]], Any]]:
    """The packages that divide one amount, as far as they are installed."""
    found: dict[str, Callable[[int, list[int]], Any]] = {}
    with contextlib.suppress(ImportError):
        from apportionment.methods import compute

        found["apportionment"] = lambda total, weights: compute("largest_remainder", weights, total, verbose=False)
    with contextlib.suppress(ImportError):
        from apportionpy.methods.hamilton import calculate_hamilton

        found["apportionpy"] = lambda total, weights: calculate_hamilton(total, weights)[1]
    return found


def interleaved(works: dict[str, tuple[Work, int]], rounds: int) -> dict[str, float]:
    """Processor seconds per unit of each work: the 20th percentile of rounds in which every work takes its turn."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for work, _ in works.values():
        work()
    for _ in range(rounds):
        for name, (work, units) in works.items():
            start = time.process_time()
            work()
            times[name].append((time.process_time() - start) / units)
    return {name: statistics.quantiles(taken, n=5)[0] for name, taken in times.items()}


def right(total: int, weights: list[int]) -> list[int]:
    """Largest remainder by Fractions, to count a peer's wrong answers."""
    shares = [Fraction(total * weight, sum(weights)) for weight in weights]
    parts = [int(share) for share in shares]
    for i in sorted(range(len(shares)), key=lambda i: (parts[i] - shares[i], i))[: total - sum(parts)]:
        parts[i] += 1
    return parts


def wrong_answers(divide: Callable[[int, list[int]], Any], times: int = 400) -> str:
    """How many of some tie-rich divisions, and of some large ones, a way of dividing gets wrong or cannot do."""
    chance = np.random.default_rng(3)
    counts = []
    for most, heavy in ((12, 20), (10**11, 10**9)):
        wrong = 0
        for _ in range(times):
            weights = chance.integers(1, heavy, int(chance.integers(2, 6))).tolist()
            total = int(chance.integers(1, most))
            with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
                try:
                    wrong += [int(part) for part in divide(total, weights)] != right(total, weights)
                except Exception:  # noqa: BLE001 - a peer may fail in any way; it counts as wrong
                    wrong += 1
        counts.append(wrong)
    return f"{100 * counts[0] / times:.0f}% / {100 * counts[1] / times:.0f}%"


def single(quick: bool) -> dict[str, float]:
    totals = list(range(1_234_567, 1_234_567 + 7919 * 300, 7919))
    pounds, shares = [total / 100 for total in totals], [0.455, 0.31, 0.235]
    works: dict[str, tuple[Work, int]] = {
        "floor": (lambda: [floor_single(total, THREE) for total in totals], len(totals)),
        "mkip_xl, integers": (lambda: [apportion(total, THREE) for total in totals], len(totals)),
        "mkip_xl, floats": (lambda: [apportion_pounds(total, shares) for total in pounds], len(totals)),
        "Decimal loop": (lambda: [decimal_loop(total, THREE) for total in totals], len(totals)),
        "Decimal round and plug": (lambda: [decimal_plug(total, THREE) for total in totals], len(totals)),
    }
    for name, divide in peers().items():
        works[name] = (lambda divide=divide: [divide(total, THREE) for total in totals], len(totals))
    return interleaved(works, 10 if quick else 40)


def table(m: int, weights: list[int], quick: bool) -> dict[str, float]:
    totals = np.random.default_rng(1).integers(0, 10**8, m)
    pounds, shares = totals / 100, [weight / 1000 for weight in weights]
    few = totals[: 300 if quick else 1000].tolist()
    works: dict[str, tuple[Work, int]] = {
        "floor": (lambda: floor_table(totals, weights), m),
        "mkip_xl, integers": (lambda: apportion_table(totals, weights), m),
        "mkip_xl, floats": (lambda: apportion_pounds_table(pounds, shares), m),
        "pandas round and plug": (lambda: pandas_plug(totals, weights), m),
        "Decimal loop": (lambda: [decimal_loop(total, weights) for total in few], len(few)),
    }
    for name, divide in peers().items():
        works[name] = (lambda divide=divide: [divide(total, weights) for total in few], len(few))
    return interleaved(works, 6 if quick else 30)


def two_way_tables(m: int, quick: bool) -> dict[str, float]:
    """One table by our ways and by a linear program, and the mean over several tables that biprop can finish.

    biprop divides by votes that are not quite proportional: on exactly proportional ones, ours, it does not finish.
    """
    totals, columns = margins_of(m, 2)
    works: dict[str, tuple[Work, int]] = {
        "floor": (lambda: floor_table(totals, TWELVE), 1),
        "mkip_xl, two-way": (lambda: two_way(totals, TWELVE, columns), 1),
        "mkip_xl, running": (lambda: running(totals, TWELVE), 1),
        "mkip_xl, rows only": (lambda: apportion_table(totals, TWELVE), 1),
    }
    if m <= 200:
        with contextlib.suppress(ImportError):
            solvable = [work for seed in range(8) if (work := by_biprop(m, seed))]
            if solvable:
                works["biprop"] = (lambda: [work() for work, _ in solvable], len(solvable))
                works["mkip_xl, biproportional"] = (lambda: [work() for _, work in solvable], len(solvable))
        with contextlib.suppress(ImportError):
            works["HiGHS linear program"] = (linear_program(totals, columns), 1)
    return interleaved(works, 5 if quick else 20)


def margins_of(m: int, seed: int) -> tuple[np.ndarray, list[int]]:
    totals = np.random.default_rng(seed).integers(0, 10**6, m)
    return totals, apportion(int(totals.sum()), TWELVE)


def by_biprop(m: int, seed: int) -> tuple[Work, Work] | None:
    """biprop and mkip_xl on one biproportional table, or None where biprop does not finish."""
    import biprop

    totals, columns = margins_of(m, seed)
    votes = np.outer(totals + 1, TWELVE) * np.random.default_rng(seed).integers(900, 1100, (m, 12)) // 1000 + 1

    def theirs() -> Any:
        with contextlib.redirect_stdout(io.StringIO()):
            return biprop.Election(votes).biproportional_apportionment(
                total_seats=int(totals.sum()), party_seats=totals, region_seats=np.array(columns)
            )

    try:
        theirs()
    except RecursionError:
        return None
    return theirs, lambda: biproportional(votes, totals.tolist(), columns)


def linear_program(totals: np.ndarray, columns: list[int]) -> Work:
    """The same table by a general solver: cells as 0 or 1 above their floors."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    m, n, whole = len(totals), len(TWELVE), sum(TWELVE)

    def solve() -> Any:
        product = np.outer(totals, TWELVE)
        floors, rests = product // whole, product % whole
        cells = np.arange(m * n)
        rows = np.concatenate([cells // n, m + cells % n])
        need = coo_array((np.ones(2 * m * n), (rows, np.concatenate([cells, cells]))), shape=(m + n, m * n)).tocsr()
        short = np.concatenate([totals - floors.sum(axis=1), np.array(columns) - floors.sum(axis=0)])
        limits = np.stack([np.zeros(m * n), (rests > 0).ravel()], axis=1)
        return linprog((whole - 2 * rests).ravel(), A_eq=need, b_eq=short, bounds=limits, method="highs")

    return solve


def import_cost(rounds: int) -> dict[str, float]:
    """Seconds of processor time to start Python, and to start it and import mkip_xl."""

    def start(code: str) -> Work:
        return lambda: subprocess.run([sys.executable, "-c", code], check=True)

    works = {"floor": (start("pass"), 1), "import mkip_xl": (start("import mkip_xl"), 1)}
    works["import mkip_xl.money.apportionment"] = (start("import mkip_xl.money.apportionment"), 1)
    return interleaved(works, rounds)


def marks(found: dict[str, dict[str, float]]) -> list[tuple[str, str, float, str, bool]]:
    """Each mark of the project: what, the limit, what was measured, the unit and whether it is met."""
    one, tall, wide = found["one amount × 3"], found["100,000 × 3"], found["10,000 × 12"]
    small, large, load = found["two-way 200 × 12"], found["two-way 10,000 × 12"], found["import"]
    rows: list[tuple[str, str, float, str]] = []

    def at_most(what: str, limit: float, value: float, unit: str = "× floor") -> None:
        rows.append((what, f"≤ {limit:g}", value, unit))

    def at_least(what: str, limit: float, value: float) -> None:
        rows.append((what, f"≥ {limit:g}", value, "× faster"))

    def best_peer(times: dict[str, float]) -> float:
        return min(taken for name, taken in times.items() if name in ("Decimal loop", "apportionment", "apportionpy"))

    at_most("one amount × 3, integers", 2.5, one["mkip_xl, integers"] / one["floor"])
    at_most("one amount × 3, floats with cached weights", 5, one["mkip_xl, floats"] / one["floor"])
    at_most("100,000 × 3, integers", 2, tall["mkip_xl, integers"] / tall["floor"])
    at_most("100,000 × 3, floats in and out", 4.5, tall["mkip_xl, floats"] / tall["floor"])
    at_least("100,000 × 3 against the best pure-Python peer", 100, best_peer(tall) / tall["mkip_xl, integers"])
    at_most("10,000 × 12, integers", 3, wide["mkip_xl, integers"] / wide["floor"])
    at_most("10,000 × 12, floats in and out", 4.5, wide["mkip_xl, floats"] / wide["floor"])
    at_least("10,000 × 12 against the best pure-Python peer", 35, best_peer(wide) / wide["mkip_xl, integers"])
    at_most("two-way 200 × 12", 3, 1000 * small["mkip_xl, two-way"], "ms")
    if "biprop" in small:
        at_least("two-way 200 × 12 against biprop", 10, small["biprop"] / small["mkip_xl, two-way"])
    at_most("two-way 10,000 × 12", 150, 1000 * large["mkip_xl, two-way"], "ms")
    at_most("import mkip_xl over bare Python", 20, 1000 * (load["import mkip_xl"] - load["floor"]), "ms")
    return [
        (what, limit, value, unit, value <= float(limit[2:]) if limit[0] == "≤" else value >= float(limit[2:]))
        for what, limit, value, unit in rows
    ]


def report(found: dict[str, dict[str, float]], wrong: dict[str, str]) -> str:
    """The run as Markdown tables."""
    lines = ["# Dividing money, side by side", "", f"{machine()}.", ""]
    for title, times in found.items():
        lines += [f"## {title}", "", "| way | time | × floor |", "|---|---:|---:|"]
        for name, taken in times.items():
            shown = f"{taken * 1e9:,.1f} ns" if taken < 1e-4 else f"{taken * 1e3:,.2f} ms"
            lines.append(f"| {name} | {shown} | {taken / times['floor']:,.2f} |")
        lines.append("")
    lines += [
        "## Wrong answers",
        "",
        "Of 400 divisions with many ties / of 400 of up to £1bn by weights of up to 10⁹.",
        "",
    ]
    lines += ["| way | ties / large |", "|---|---:|", *(f"| {name} | {share} |" for name, share in wrong.items()), ""]
    lines += ["## Marks", "", "| mark | limit | measured | met |", "|---|---:|---:|---|"]
    lines += [
        f"| {what} | {limit} {unit} | {value:,.2f} | {'yes' if met else 'NO'} |"
        for what, limit, value, unit, met in marks(found)
    ]
    return "\n".join(lines) + "\n"


def machine() -> str:
    names = ("numpy", "pandas", "scipy", "apportionment", "apportionpy", "biprop")
    there = []
    for name in names:
        try:
            there.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            there.append(f"{name} not installed")
    return f"Python {platform.python_version()} on {platform.machine()}, {', '.join(there)}"


def run(quick: bool = False) -> dict[str, dict[str, float]]:
    """Every measurement: title to way to seconds."""
    return {
        "one amount × 3": single(quick),
        "100,000 × 3": table(2_000 if quick else 100_000, THREE, quick),
        "10,000 × 12": table(1_000 if quick else 10_000, TWELVE, quick),
        "two-way 200 × 12": two_way_tables(20 if quick else 200, quick),
        "two-way 10,000 × 12": two_way_tables(500 if quick else 10_000, True),
        "import": import_cost(3 if quick else 15),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, to see that it runs; its ratios mean nothing"
    )
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the results")
    given = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in KEEP_MEMORY.items()):
        again = subprocess.run([sys.executable, *sys.argv], env={**os.environ, **KEEP_MEMORY}, check=False)
        sys.exit(again.returncode)
    found = run(given.quick)
    ways: dict[str, Callable[[int, list[int]], Any]] = {"mkip_xl": apportion, "Decimal loop": decimal_loop}
    ways |= {"Decimal round and plug": decimal_plug, **peers()}
    wrong = {name: wrong_answers(divide, 40 if given.quick else 400) for name, divide in ways.items()}
    text = report(found, wrong)
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "dividing_money.md").write_text(text, encoding="utf-8")
    record = {"machine": machine(), "seconds": found, "wrong": wrong, "marks": marks(found)}
    (given.out / "dividing_money.json").write_text(json.dumps(record, indent=1, ensure_ascii=False), encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
