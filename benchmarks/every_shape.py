"""Fill the full template for every shape of 0 to 40 years and 1 to 12 partners, and count the cells that are wrong.

    python -m benchmarks.every_shape [--years 40] [--partners 12] [--libreoffice]

Each shape is held against exact fractions, against formulon, and with --libreoffice against LibreOffice's own
recalculation from scratch; a file whose kept values differ from any of them is named. About ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from mkip_xl.template import compile_template

TESTS = Path(__file__).parents[1] / "tests" / "template"
BATCH = 41
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def beside(name: str) -> ModuleType:
    """A module of the template tests."""
    spec = importlib.util.spec_from_file_location(f"template_tests_{name}", TESTS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def main() -> int:
    """Run every shape; the exit status is 1 when any cell is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--years", type=int, default=40)
    parser.add_argument("--partners", type=int, default=12)
    parser.add_argument("--libreoffice", action="store_true")
    asked = parser.parse_args()
    full, arithmetic, agreement = beside("full_template"), beside("arithmetic"), beside("agreement")
    template = compile_template(full.make(), name="full.xlsx")
    begun, shapes, cells, wrong = time.monotonic(), 0, 0, 0
    for partners in range(1, asked.partners + 1):
        files: dict[str, tuple[bytes, Any]] = {}
        for years in range(asked.years + 1):
            data = full.data(years, partners)
            content, wanted = template.fill(data), arithmetic.expected(data)
            files[f"years{years}-partners{partners}"] = content, wanted
            shapes, cells = shapes + 1, cells + len(wanted)
            for who, found in (("kept", agreement.cached(content)), ("formulon", agreement.by_formulon(content))):
                wrong += _told(f"{years} × {partners}, {who}", agreement.disagreements(found, wanted))
            left = agreement.formula_cells(content) - set(wanted)
            wrong += _told(f"{years} × {partners}", (f"{cell} is not in the arithmetic" for cell in sorted(left)))
        if asked.libreoffice:
            for stem, found in _libreoffice(files, agreement).items():
                wrong += _told(f"{stem}, LibreOffice", agreement.disagreements(found, files[stem][1]))
        print(f"{shapes} shapes, {cells:,} cells, {wrong} wrong, {time.monotonic() - begun:.0f} s", flush=True)
    return 1 if wrong else 0


def _told(where: str, faults: Any) -> int:
    count = 0
    for fault in faults:
        count += 1
        if count <= 5:
            print(f"{where}: {fault}", flush=True)
    return count


def _libreoffice(files: dict[str, tuple[bytes, Any]], agreement: ModuleType) -> dict[str, Any]:
    program = shutil.which("soffice")
    if program is None:
        raise SystemExit("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "profile" / "user").mkdir(parents=True)
        (here / "profile" / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
        for stem, (content, _) in files.items():
            (here / f"{stem}.xlsx").write_bytes(content)
        profile = f"-env:UserInstallation={(here / 'profile').as_uri()}"
        sources = [str(here / f"{stem}.xlsx") for stem in files]
        command = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(here / "out"), *sources]
        subprocess.run(command, check=True, capture_output=True, timeout=900)
        return {stem: agreement.cached((here / "out" / f"{stem}.xlsx").read_bytes()) for stem in files}


if __name__ == "__main__":
    raise SystemExit(main())
