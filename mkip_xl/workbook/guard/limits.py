"""How much of anything a workbook may hold before the guard refuses it. Excel's own limits where it has one."""

from __future__ import annotations

from typing import Final

ROWS: Final = 1_048_576
COLUMNS: Final = 16_384

FILE_BYTES: Final = 256 << 20
PARTS: Final = 10_000
DIRECTORY_BYTES: Final = 4 << 20
PART_BYTES: Final = 640 << 20
TOTAL_BYTES: Final = 1 << 30
BOMB_RATIO: Final = 120
"""A part of more than `BOMB_BYTES` that shrank by more than this is a bomb: figures shrink 5 to 40 times."""
BOMB_BYTES: Final = 3 << 20
BOMBS_BYTES: Final = 24 << 20
"""Parts of more than this together that shrank by more than `BOMB_RATIO` are bombs, however small each is."""
NAME_LENGTH: Final = 400

TOKEN_BYTES: Final = 1 << 20
"""The longest single piece of markup (a tag with its attributes, a comment)."""
DEPTH: Final = 200
ATTRIBUTES: Final = 200
STRINGS_BYTES: Final = 160 << 20

COUNT: Final = 20_000_000
"""The highest count an element may declare of what is inside it; stored pivot data have millions."""

SHEETS: Final = 2_000
NAMES: Final = 30_000
STYLES: Final = 65_535
NUMBER_FORMATS: Final = 10_000
FORMAT_LENGTH: Final = 2_000
CELLS: Final = 20_000_000
FORMULAS: Final = 4_000_000
SPREAD: Final = 50_000_000
"""The largest block of cells, from A1 to the last used row and column, that few cells may span."""
AROUND: Final = 70_000
"""Merged blocks, columns, links and the like, on one sheet."""
SKIPPED: Final = 300_000
MERGES: Final = 20_000
MERGED_CELLS: Final = 1_000_000
TEXT_LENGTH: Final = 32_767
FORMULA_LENGTH: Final = 8_192
