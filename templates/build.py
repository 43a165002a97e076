"""Make the shipped templates from their design: `python templates/build.py [FOLDER]`, this folder by default."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = {
    "appendix-b.xlsx": "design.appendix_b",
    "appendix-c.xlsx": "design.appendix_c",
    "appendix-d.xlsx": "design.appendix_d",
    "appendix-e.xlsx": "design.appendix_e",
    "appendix-g.xlsx": "design.appendix_g",
    "appendix-j.xlsx": "design.appendix_j",
    "methodology.xlsx": "design.methodology",
    "year-end-statement.xlsx": "design.year_end",
    "comparison.xlsx": "design.comparison",
    "checks.xlsx": "design.checks",
    "checks-open.xlsx": "design.checks_open",
    "public.xlsx": "design.public",
}


def build(folder: Path) -> list[Path]:
    """Write every template into a folder and return the files."""
    if str(HERE) not in sys.path:
        sys.path.insert(0, str(HERE))
    made = []
    for name, module in MODULES.items():
        path = folder / name
        importlib.import_module(module).build(path)
        made.append(path)
    return made


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
