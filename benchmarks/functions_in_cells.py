"""Functions in cells against their marks: in process, through the server beside an echo of the same stack, in Chromium.

    python benchmarks/functions_in_cells.py [--rounds 15] [--out DIR] [--quick]

In process, per call: 1 × 3 in at most 0.1 ms, 1,000 × 12 in and out in at most 15 ms of CPU. Through the server, with a
Node client: at least 40% of the rate of an echo endpoint one after another, 80% at 50 at once, measured in turns in the
same run. On Microsoft's custom-functions runtime in Chromium: 500 cells recalculated at 900 a second or more (its own
timers set the pace). A busy machine is busy for all; only ratios mean anything.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent


def in_process() -> dict[str, float]:
    """CPU milliseconds a call, the best of many: what the code costs, whatever else the machine does."""
    from mkip_xl.excel.outcomes import answer

    chance = random.Random(2012)
    amounts = [[round(chance.uniform(0, 100_000), 2)] for _ in range(1000)]
    one_row = [chance.randint(1, 1000) for _ in range(12)]
    a_row_each = [[round(chance.uniform(0, 1000), 2) for _ in range(12)] for _ in range(1000)]
    counts = [[chance.randint(1, 10_000) for _ in range(12)] for _ in range(1000)]
    measured: dict[str, Callable[[int], object]] = {
        "1 x 3, the same weights": lambda at: answer("MKIP_SHARES", [100.01 + at, [[0.5], [0.3], [0.2]]]),
        "1 x 3, new weights each time": lambda at: answer("MKIP_SHARES", [100.01, [[at + 0.5], [0.3], [0.2]]]),
        "1,000 x 12, one row of weights": lambda at: answer("MKIP_SHARES_TABLE", [amounts, one_row]),
        "1,000 x 12, weights of two decimals in each row": lambda at: answer(
            "MKIP_SHARES_TABLE", [amounts, a_row_each]
        ),
        "1,000 x 12, counts in each row": lambda at: answer("MKIP_SHARES_TABLE", [amounts, counts]),
        "1,000 x 12, both ways": lambda at: answer("MKIP_SHARES_TWO_WAY", [amounts, one_row]),
    }
    found = {}
    for name, call in measured.items():
        many = 2000 if name.startswith("1 x") else 1
        call(0)
        best = float("inf")
        for turn in range(7):
            start = time.process_time()
            for at in range(many):
                call(turn * many + at)
            best = min(best, (time.process_time() - start) / many)
        found[name] = best * 1000
    return found


def _serve(port: int, address: str, token: str) -> Any:
    """Our application and an echo endpoint of the same stack, in one server."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from mkip_xl.excel.office.server import Settings, application

    async def echo(request: Request) -> Response:
        return Response(await request.body(), media_type="application/json")

    ours = application(Settings(address, token=token))
    theirs = Starlette(routes=[Route("/echo", echo, methods=["POST"])])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await (theirs if scope.get("path") == "/echo" else ours)(scope, receive, send)

    config = uvicorn.Config(
        app, port=port, log_level="warning", access_log=False, server_header=False, date_header=False
    )
    return uvicorn.Server(config)


def through_the_server(rounds: int, seconds: float) -> dict[str, dict[str, float]]:
    """Requests a second, ours and the echo's, in short turns; the ratio is the median over pairs of turns."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, token = f"http://127.0.0.1:{port}", "t" * 43
    server = subprocess.Popen([sys.executable, __file__, "--serve", str(port)], env=os.environ)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            except OSError:
                time.sleep(0.05)
        small = json.dumps({"calls": [["MKIP_SHARES", [100.01, [[5], [3], [2]]]]]})
        chance = random.Random(2012)
        wide = [[chance.randint(1, 10_000) for _ in range(12)] for _ in range(1000)]
        large = json.dumps({"calls": [["MKIP_SHARES_TABLE", [[[100.01]] * 1000, wide]]]})
        headers = {"Content-Type": "application/json", "Origin": address, "X-Mkip-Token": token}

        def run(name: str, path: str, body: str, concurrent: int) -> dict[str, Any]:
            told = {**headers, "Content-Length": len(body)}
            return {
                "name": name, "url": address + path, "headers": told, "body": body,
                "seconds": seconds, "concurrent": concurrent,
            }  # fmt: skip

        runs = []
        for _ in range(rounds):
            for concurrent in (1, 50):
                runs.append(run(f"echo, {concurrent} at once", "/echo", small, concurrent))
                runs.append(run(f"mkip_xl, {concurrent} at once", "/call", small, concurrent))
            runs.append(run("echo, 1,000 x 12", "/echo", large, 1))
            runs.append(run("mkip_xl, 1,000 x 12", "/call", large, 1))
        done = subprocess.run(
            [shutil.which("node") or "node", str(HERE / "load.mjs")],
            input=json.dumps({"runs": runs}).encode(), capture_output=True, check=True,
        )  # fmt: skip
    finally:
        server.terminate()
        server.wait(20)
    rates: dict[str, list[float]] = {}
    for one in json.loads(done.stdout):
        rates.setdefault(one["name"], []).append(one["rate"])
    found = {}
    for kind in ("1 at once", "50 at once", "1,000 x 12"):
        echo, ours = rates[f"echo, {kind}"], rates[f"mkip_xl, {kind}"]
        ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, echo, strict=True))
        found[kind] = {"echo": statistics.median(echo), "mkip_xl": statistics.median(ours), "ratio": ratio}
    return found


def in_chromium(cells: int) -> list[float]:
    """Cells a second on Microsoft's runtime, three recalculations of so many cells, against the running server."""
    from mkip_xl.excel.functions import CATALOGUE

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkip_xl", "serve", "--plain", "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=ROOT)
    try:
        time.sleep(2)
        given = {
            "address": f"http://localhost:{port}",
            "calls": [{"call": "MKIP_SHARE", "args": [100, [[1, 1]], 1]}],
            "ranges": {name: [one.is_range for one in each.arguments] for name, each in CATALOGUE.items()},
            "recalculate": cells,
            "picture": None,
        }
        script = ROOT / "tests" / "hosts" / "office.mjs"
        done = subprocess.run(
            [shutil.which("node") or "node", str(script)],
            input=json.dumps(given).encode(), capture_output=True, check=True, cwd=ROOT,
        )  # fmt: skip
    finally:
        server.terminate()
        server.wait(20)
    rates: list[float] = json.loads(done.stdout)["rates"]
    return rates


def table(found: dict[str, Any]) -> str:
    """The figures as a page."""
    lines = ["# Functions in cells", "", "| in process | ms of CPU a call | mark |", "| --- | --- | --- |"]
    for name, taken in found["in process"].items():
        lines.append(f"| {name} | {taken:.4f} | {0.1 if name.startswith('1 x') else 15} |")
    lines += [
        "",
        "| through the server | echo a second | mkip_xl a second | ratio | mark |",
        "| --- | --- | --- | --- | --- |",
    ]
    marks = {"1 at once": "0.40", "50 at once": "0.80", "1,000 x 12": ""}
    for name, rate in found["server"].items():
        figures = f"{rate['echo']:,.0f} | {rate['mkip_xl']:,.0f} | {rate['ratio']:.2f}"
        lines.append(f"| {name} | {figures} | {marks[name]} |")
    rates = ", ".join(f"{rate:,.0f}" for rate in found["chromium"])
    lines += ["", f"500 cells on Microsoft's runtime in Chromium: {rates} cells a second (mark: 900 or more).", ""]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--quick", action="store_true", help="three rounds")
    parser.add_argument("--out", type=Path, default=HERE / "results")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        _serve(given.serve, f"http://127.0.0.1:{given.serve}", "t" * 43).run()
        return
    found = {
        "machine": f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "in process": in_process(),
        "server": through_the_server(3 if given.quick else given.rounds, 0.4),
        "chromium": in_chromium(500),
    }
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "functions_in_cells.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    (given.out / "functions_in_cells.md").write_text(table(found), encoding="utf-8")
    print(table(found))


if __name__ == "__main__":
    main()
