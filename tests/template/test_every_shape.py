"""Every computed cell of the full template is right, for a spread of shapes (`benchmarks.every_shape` does them all).

Right is: what exact fractions say (arithmetic.py), what the file keeps, what LibreOffice works out from scratch, and
what formulon works out. The shapes below hold every number of years and of partners that is special (none, one, many).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import pytest

from mkip_xl.template.filling import Template

SHAPES = [(0, 1), (0, 3), (1, 1), (1, 12), (2, 2), (3, 3), (4, 1), (5, 7), (10, 3), (17, 12), (40, 1), (40, 12)]


@pytest.fixture(scope="module")
def filled(full: ModuleType, full_template: Template) -> dict[tuple[int, int], bytes]:
    return {shape: full_template.fill(full.data(*shape)) for shape in SHAPES}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_kept_values_are_what_exact_fractions_say(
    shape: tuple[int, int], filled: dict[tuple[int, int], bytes], full: ModuleType, arithmetic: ModuleType,
    agreement: ModuleType,
) -> None:  # fmt: skip
    wanted = arithmetic.expected(full.data(*shape))

    assert list(agreement.disagreements(agreement.cached(filled[shape]), wanted)) == []


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_no_formula_is_left_out_of_the_arithmetic(
    shape: tuple[int, int], filled: dict[tuple[int, int], bytes], full: ModuleType, arithmetic: ModuleType,
    agreement: ModuleType,
) -> None:  # fmt: skip
    wanted = arithmetic.expected(full.data(*shape))

    assert agreement.formula_cells(filled[shape]) - set(wanted) == set()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_formulon_works_out_the_same(
    shape: tuple[int, int], filled: dict[tuple[int, int], bytes], full: ModuleType, arithmetic: ModuleType,
    agreement: ModuleType,
) -> None:  # fmt: skip
    wanted = arithmetic.expected(full.data(*shape))

    assert list(agreement.disagreements(agreement.by_formulon(filled[shape]), wanted)) == []


@pytest.mark.libreoffice
def test_libreoffice_works_out_the_same_from_scratch(
    filled: dict[tuple[int, int], bytes], full: ModuleType, arithmetic: ModuleType, agreement: ModuleType,
    convert: Callable[[Iterable[Path], str, Path], list[Path]], tmp_path: Path,
) -> None:  # fmt: skip
    files = {}
    for (years, partners), content in filled.items():
        file = tmp_path / f"filled-{years}-{partners}.xlsx"
        file.write_bytes(content)
        files[file] = arithmetic.expected(full.data(years, partners))
    wrong, count = [], 0
    for file, made in zip(files, convert(files, "xlsx", tmp_path / "recalculated"), strict=True):
        found = agreement.cached(made.read_bytes())
        wrong += [f"{file.stem} {told}" for told in agreement.disagreements(found, files[file])]
        count += len(files[file])

    assert wrong == []
    assert count > 5000
