"""Write the whole corpus into a folder, with what is expected of each file: `python tests/workbook/corpus FOLDER`."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from pathlib import Path


def main(folder: Path) -> None:
    here = Path(__file__).parent
    spec = importlib.util.spec_from_file_location(
        "workbook_corpus", here / "__init__.py", submodule_search_locations=[str(here)]
    )
    assert spec is not None and spec.loader is not None
    sys.modules["workbook_corpus"] = importlib.util.module_from_spec(spec)
    hostile, odd, faults, active = (
        importlib.import_module(f"workbook_corpus.{name}") for name in ("hostile", "odd", "faults", "active")
    )
    expected: dict[str, object] = {}
    folder.mkdir(parents=True, exist_ok=True)

    def keep(kind: str, name: str, data: bytes, answer: object) -> None:
        file = f"{kind}-{name}.xlsx"
        (folder / file).write_bytes(data)
        expected[file] = answer

    for name, (make, codes) in hostile.HOSTILE.items():
        keep("hostile", name, make(), {"refused": sorted(codes)})
    for name, (make, cells) in odd.ODD.items():
        keep("odd", name, make(), {"cells": cells})
    for name, (make, kinds, faulty) in faults.FAULTS.items():
        keep("faulty", name, make(), {"kinds": kinds, "faulty": faulty})
    for name, (make, kinds) in faults.CLEAN.items():
        keep("clean", name, make(), {"kinds": kinds, "faulty": {}})
    for name, (make, codes) in active.ACTIVE.items():
        keep("active", name, make(), {"warnings": sorted(codes)})
    (folder / "expected.json").write_text(
        json.dumps(expected, indent=1, default=str, ensure_ascii=False), encoding="utf-8"
    )
    sys.stdout.write(f"{len(expected)} files in {folder}\n")


main(Path(sys.argv[1]))
