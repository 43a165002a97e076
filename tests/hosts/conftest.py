"""What the tests on every kind of Excel share: the golden table, and how an answer is compared."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
GOLDEN: list[dict[str, Any]] = json.loads((Path(__file__).parent / "golden.json").read_text("utf-8"))

collect_ignore = ["basic_bridge.py", "calc_cells.py", "desktop_stub.py"]  # programs of their own, for other Pythons

Differences = Callable[[list[Any]], list[str]]


@pytest.fixture(scope="session")
def golden() -> list[dict[str, Any]]:
    """Every call with its answer; the answers were worked out by hand or are published."""
    return GOLDEN


@pytest.fixture(scope="session")
def differences() -> Differences:
    """Compare the answers of one host with the table: one sentence for each that differs, none when all agree.

    A host may lay a single value out as a 1 × 1 spill, and say an error as `{"error": "#N/A"}` with any message.
    """

    def compare(answers: list[Any]) -> list[str]:
        assert len(answers) == len(GOLDEN)
        return [
            f"{case['name']}: {case['answer']} was expected, {answer} came"
            for case, answer in zip(GOLDEN, answers, strict=True)
            if not _same(case["answer"], answer)
        ]

    return compare


def _same(expected: Any, answer: Any) -> bool:
    if isinstance(expected, dict):
        return isinstance(answer, dict) and answer.get("error") == expected["error"]
    return bool(_rows(expected) == _rows(answer))


def _rows(value: Any) -> Any:
    return value if isinstance(value, list) else [[value]]


@dataclass(frozen=True)
class Served:
    """A running server, its address and the token its page holds."""

    address: str
    token: str
    process: int


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _start(folder: Path, *options: str) -> Iterator[Served]:
    port, token = _free_port(), folder / "token"
    scheme = "http" if "--plain" in options else "https"
    command = [sys.executable, "-m", "mkip_xl", "serve", "--port", str(port), "--token-file", str(token), *options]
    environment = {**os.environ, "XDG_DATA_HOME": str(folder)}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    address = f"{scheme}://localhost:{port}"
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/manifest.xml", timeout=1, context=trusting).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "server.log").read_text("utf-8", "replace")
                time.sleep(0.05)
        yield Served(address, token.read_text("ascii").strip(), process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`mkip-xl serve --plain`, running."""
    yield from _start(tmp_path_factory.mktemp("server"), "--plain")


@pytest.fixture(scope="session")
def server_with_own_certificate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`mkip-xl serve` with the certificate it makes for itself, running."""
    yield from _start(tmp_path_factory.mktemp("server"))


@pytest.fixture(scope="session")
def node() -> Callable[..., Any]:
    """Run a script of this folder under Node with a JSON document on standard input; its JSON answer."""
    program = shutil.which("node")
    assert program, "Node is needed for these tests; the test command installs it."

    def run(script: str, given: Any, timeout: float = 120) -> Any:
        done = subprocess.run(
            [program, str(Path(__file__).parent / script)],
            input=json.dumps(given).encode(),
            capture_output=True,
            timeout=timeout,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-4000:]
        return json.loads(done.stdout)

    return run
