"""The manual's worked examples: each formula, worked out over its table, shows what the page says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import pytest

from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.outcomes import answer

CHAPTERS = sorted((Path(__file__).resolve().parents[2] / "docs" / "worked-examples").glob("*.md"))
REFERENCE = re.compile(r"([A-Z])(\d+)(?::([A-Z])(\d+))?")


@dataclass(frozen=True)
class Example:
    """A formula of a chapter, the sheet it stands beside, and what its cells show."""

    chapter: str
    sheet: list[list[str]]
    formula: str
    shows: list[list[str]]


def rows_of(lines: list[str]) -> list[list[str]]:
    """The rows of a Markdown table, headings first, without the rule."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    return [rows[0], *rows[2:]]


def sheets() -> Iterator[tuple[str, list[list[str]]]]:
    """Every table that formulas read, with the letters and numbers that it is drawn with."""
    for chapter in CHAPTERS:
        for before, block in pairwise(chapter.read_text(encoding="utf-8").split("\n\n")):
            if block.startswith("|") and not before.startswith("fills these cells") and chapter.stem != "index":
                yield chapter.stem, rows_of(block.splitlines())


def examples() -> Iterator[Example]:
    """Every formula of every chapter, in order."""
    for chapter in CHAPTERS:
        blocks = re.split(r"\n\n", chapter.read_text(encoding="utf-8"))
        sheet: list[list[str]] = []
        for at, block in enumerate(blocks):
            if block.startswith("|") and not blocks[at - 1].startswith("fills these cells"):
                sheet = [row[1:] for row in rows_of(block.splitlines())[1:]]
            if found := re.match(r"```text\n(=.+)\n```", block):
                told = blocks[at + 1].strip()
                shown = re.fullmatch(r"shows `(.*)`", told)
                shows = [[shown[1]]] if shown else rows_of(blocks[at + 2].strip().splitlines())[1:]
                yield Example(chapter.stem, sheet, found[1], shows)


def cell_value(text: str) -> object:
    """A cell as it is typed: a number where it is one."""
    try:
        return float(text)
    except ValueError:
        return text or None


def arguments(example: Example) -> tuple[str, list[object]]:
    """The function of a formula and its arguments, ranges read from the sheet."""

    def cells(found: re.Match[str]) -> str:
        left, top, right, bottom = found[1], int(found[2]), found[3] or found[1], int(found[4] or found[2])
        block = [
            [cell_value(cell) for cell in row[ord(left) - 65 : ord(right) - 64]]
            for row in example.sheet[top - 1 : bottom]
        ]
        return repr(block if found[3] else block[0][0])

    name, _, inner = example.formula.removeprefix("=").removesuffix(")").partition("(")
    outside = re.split(r'("[^"]*")', inner)
    text = "".join(part if part.startswith('"') else REFERENCE.sub(cells, part) for part in outside)
    text = re.sub(r"\{([^}]*)\}", lambda found: "[[" + found[1].replace(";", "],[") + "]]", text)
    text = re.sub(r",(?=\s*,)", ", None", text)
    return name, list(ast.literal_eval(f"[{text}]"))


EXAMPLES = list(examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{one.chapter} {one.formula}" for one in EXAMPLES])
def test_the_formula_shows_what_the_page_says(example: Example) -> None:
    name, given = arguments(example)
    shown: Any = answer(name, given)
    rows = shown if isinstance(shown, list) else [[shown]]

    assert [[cell_value(cell) for cell in row] for row in example.shows] == rows


@pytest.mark.parametrize(("chapter", "rows"), list(sheets()))
def test_a_table_is_drawn_with_the_letters_and_numbers_that_formulas_name(chapter: str, rows: list[list[str]]) -> None:
    assert rows[0] == ["", *ascii_uppercase[: len(rows[0]) - 1]], chapter
    assert [row[0] for row in rows[1:]] == [f"**{number}**" for number in range(1, len(rows))]


def test_every_category_of_functions_is_worked_in_a_chapter() -> None:
    worked = {CATALOGUE[example.formula.removeprefix("=").partition("(")[0]].category for example in EXAMPLES}

    assert {function.category for function in CATALOGUE.values()} == worked
    assert len(EXAMPLES) >= 25
