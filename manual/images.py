"""The manual's pictures, rendered from real output: `python -m manual images` (needs LibreOffice and poppler)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOTS = 96
"""To the inch: A4 landscape comes to 1123 by 794."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, the workbook and page it shows, and how much of the page, in dots; page -1 is the last."""

    name: str
    workbook: str
    page: int
    wide: int = 1123
    high: int = 794
    left: int = 0
    top: int = 0


PICTURES = (
    Picture("appendix-b", "MBC-appendix-B-EXEMPT", 3, high=600),
    Picture("appendix-b-chart", "MBC-appendix-B-EXEMPT", 5, high=740),
    Picture("appendix-c", "MBC-appendix-C-EXEMPT", 2, high=620),
    Picture("appendix-d", "MBC-appendix-D-EXEMPT", 2, high=520),
    Picture("appendix-e", "MBC-appendix-E-EXEMPT", 5, high=600),
    Picture("appendix-g", "MBC-appendix-G-EXEMPT", 4, high=560),
    Picture("appendix-j", "MBC-appendix-J-EXEMPT", 3, high=560),
    Picture("checks", "checks", 1, high=368),
    Picture("sign-off", "checks", -1, high=480),
    Picture("template", "contributions-template", 1, wide=1010, high=205, left=60, top=60),
    Picture("template-filled", "contributions-filled", 1, wide=1010, high=205, left=60, top=60),
)


def make_images(folder: Path) -> None:
    """Run the example, print its pages and cut the pictures out of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as held:
        work = Path(held)
        _mkip_xl("batch", ROOT / "workbooks" / "mkip-ict.xlsx", "--out", work / "out")
        examples = ROOT / "docs" / "examples"
        template = examples / "contributions-template.xlsx"
        _mkip_xl("fill", template, examples / "contributions.json", work / "contributions-filled.xlsx")
        books = [*work.glob("out/MBC/*.xlsx"), work / "out" / "checks.xlsx"]
        printed = _printed([*books, template, work / "contributions-filled.xlsx"], work)
        for picture in PICTURES:
            _cut(picture, printed / f"{picture.workbook}.pdf", folder / picture.name)


def _mkip_xl(*words: str | Path) -> None:
    subprocess.run([sys.executable, "-m", "mkip_xl", *map(str, words)], check=True, cwd=ROOT, capture_output=True)


def _printed(books: list[Path], work: Path) -> Path:
    out = work / "printed"
    program = shutil.which("soffice")
    if program is None:
        sys.exit("LibreOffice is needed to print the pages. Install it, or run: python3 run.py tests")
    profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), *map(str, books)],
        check=True, capture_output=True, timeout=280,
    )  # fmt: skip
    return out


def _cut(picture: Picture, pdf: Path, target: Path) -> None:
    box = ("-x", picture.left, "-y", picture.top, "-W", picture.wide, "-H", picture.high)
    number = picture.page if picture.page > 0 else _pages(pdf) + 1 + picture.page
    page = ("-f", number, "-l", number)
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS), *map(str, (*page, *box)), str(pdf), str(target)],
        check=True,
    )


def _pages(pdf: Path) -> int:
    told = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith("Pages:")))
