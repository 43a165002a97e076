"""checks-open.xlsx: the checks of a run that holds public appendices alone; it carries no exemption."""

from __future__ import annotations

from pathlib import Path

from design import checks


def build(path: Path) -> None:
    """Write the template."""
    checks.build(path, exempt=False)
