"""LibreOffice, working every formula out again, comes to the values kept in the workbooks of a run."""

from __future__ import annotations

from pathlib import Path

from benchmarks.libreoffice import disagreements
from benchmarks.many_partnerships import drawn


def test_libreoffice_comes_to_every_number_of_one_of_each_workbook(plain: Path) -> None:
    folder = plain / "partnership-1"
    partner = min(path.name for path in folder.iterdir() if path.is_dir())
    count, wrong = disagreements([folder / "checks.xlsx", *sorted((folder / partner).glob("*.xlsx"))])

    assert count > 500
    assert wrong == []


def test_linear_growth_is_drawn_as_a_straight_line() -> None:
    sizes = [{"partnerships": 10.0**n, "processor seconds": 10.0**n, "most memory MB": 100} for n in (1, 2, 3)]
    picture = drawn(sizes)

    assert 'points="210.0,260.0 360.0,190.0 510.0,120.0"' in picture
    assert 'points="210.0,190.0 360.0,190.0 510.0,190.0"' in picture
