"""The shipped templates are what their design makes, part by part, wherever and whenever it is made."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SHIPPED = sorted(path.name for path in TEMPLATES.glob("*.xlsx"))
NAMES = [
    *(f"appendix-{letter}.xlsx" for letter in "bcdegj"),
    *(f"{name}.xlsx" for name in ("checks", "checks-open", "comparison", "methodology", "public")),
    "year-end-statement.xlsx",
]


def made(folder: Path, **environment: str) -> Path:
    """The templates made in a folder by their script, in a process of its own."""
    folder.mkdir()
    command = [sys.executable, "-B", str(TEMPLATES / "build.py"), str(folder)]
    subprocess.run(command, check=True, env={**os.environ, **environment}, timeout=120)
    return folder


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a workbook: what they say, not how this machine's zlib pressed them."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("made") / "today")


def test_every_exempt_appendix_and_the_checks_have_a_template() -> None:
    assert sorted(NAMES) == SHIPPED


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_template_is_what_its_design_makes(name: str, fresh: Path) -> None:
    expected, shipped = parts(fresh / name), parts(TEMPLATES / name)

    assert list(shipped) == list(expected)
    differing = [part for part in expected if shipped[part] != expected[part]]
    assert differing == [], f"templates/{name} is not what its design makes. Run: python templates/build.py"


def test_the_hour_the_zone_and_the_hash_seed_do_not_change_a_byte(fresh: Path, tmp_path: Path) -> None:
    elsewhere = made(tmp_path / "elsewhere", TZ="Pacific/Auckland", PYTHONHASHSEED="7")

    for name in NAMES:
        assert (elsewhere / name).read_bytes() == (fresh / name).read_bytes()


def lightness(colour: str) -> float:
    """The relative luminance of a colour, as the Web Content Accessibility Guidelines 2.2 define it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((lightness(one), lightness(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_text_stands_out_from_its_ground_by_seven_to_one() -> None:
    spec = importlib.util.spec_from_file_location("house_style", TEMPLATES / "design" / "style.py")
    assert spec is not None and spec.loader is not None
    style = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(style)
    grounds = (style.OWN, style.WHITE)
    faint = {
        name: round(contrast(look.get("font_color", style.INK), ground), 1)
        for name, look in style.LOOKS.items()
        for ground in ([look["bg_color"]] if "bg_color" in look else grounds)
        if contrast(look.get("font_color", style.INK), ground) < 7
    }

    assert contrast("#000000", "#FFFFFF") == 21
    assert faint == {}
