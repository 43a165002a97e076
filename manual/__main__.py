"""Build the manual: `python -m manual`, or a part of it: `python -m manual pages | images | site`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from manual import commands, functions, refusals, rules, template_filters, workbook_tables

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
WRITERS = (functions, commands, rules, workbook_tables, refusals, template_filters)
FOLDERS = ("functions", "commands", "rules")


def generated() -> dict[str, str]:
    """Every generated page, by path under docs/."""
    return {path: text for writer in WRITERS for path, text in writer.pages().items()}


def write_pages() -> None:
    """Write the generated pages into docs/, and take away those of functions and commands that are gone."""
    wanted = generated()
    for folder in FOLDERS:
        for path in (DOCS / folder).glob("*.md"):
            if path.relative_to(DOCS).as_posix() not in wanted:
                path.unlink()
    for name, text in wanted.items():
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")


def build_site(out: Path = ROOT / "site") -> int:
    """Build the searchable site; a broken link or a page in no list stops it."""
    return subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-E", "-a", "-q", "-j", "2", str(DOCS), str(out)],
        check=False,
    ).returncode


def main(words: list[str]) -> int:
    """Do what is asked; everything but the images when nothing is."""
    if words == ["images"]:
        from manual.images import make_images

        make_images(DOCS / "images")
        return 0
    if words not in ([], ["pages"], ["site"]):
        sys.exit(__doc__)
    if words != ["site"]:
        write_pages()
    return build_site() if words != ["pages"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
