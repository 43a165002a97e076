"""The full template and its arithmetic, and small templates made for one question each."""

from __future__ import annotations

import importlib.util
import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from mkip_xl.template import compile_template
from mkip_xl.template.filling import Template

HERE = Path(__file__).parent


def beside(name: str) -> ModuleType:
    """A module of this folder that holds no tests."""
    known = sys.modules.get(f"template_tests_{name}")
    if known is not None:
        return known
    spec = importlib.util.spec_from_file_location(f"template_tests_{name}", HERE / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def full() -> ModuleType:
    """`make()` and `data(years, partners)` of the full template."""
    return beside("full_template")


@pytest.fixture(scope="session")
def arithmetic() -> ModuleType:
    """`expected(data)` of the full template."""
    return beside("arithmetic")


@pytest.fixture(scope="session")
def agreement() -> ModuleType:
    """How filled cells are compared."""
    return beside("agreement")


@pytest.fixture(scope="session")
def full_source(full: ModuleType) -> bytes:
    """The full template's bytes."""
    made: bytes = full.make()
    return made


@pytest.fixture(scope="session")
def full_template(full_source: bytes) -> Template:
    """The full template, compiled."""
    return compile_template(full_source, name="full.xlsx")


Draw = Callable[[Any, Any], None]


@pytest.fixture(scope="session")
def drawn() -> Callable[[Draw], bytes]:
    """A template drawn by a function that is given a book and its sheet `S`."""

    def draw(by: Draw) -> bytes:
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        by(book, book.add_worksheet("S"))
        book.close()
        return out.getvalue()

    return draw


@pytest.fixture(scope="session")
def sheet_of() -> Callable[[dict[str, Any]], bytes]:
    """A template of one sheet `S` from its cells, `{"A1": "{{ title }}"}`; texts that begin with = are formulas."""

    def make(cells: dict[str, Any]) -> bytes:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "S"
        for address, value in cells.items():
            sheet[address] = value
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return make


@pytest.fixture(scope="session")
def cells_of(agreement: ModuleType) -> Callable[[bytes], dict[str, Any]]:
    """The values of the sheet `S` of a filled workbook, by address."""
    return lambda content: {at: value for (sheet, at), value in agreement.cached(content).items() if sheet == "S"}


@pytest.fixture(scope="session")
def formulas_of(agreement: ModuleType) -> Callable[[bytes], dict[str, str]]:
    """The formulas of the sheet `S` of a filled workbook, by address."""
    return lambda content: {at: text for (sheet, at), text in agreement.formulas(content).items() if sheet == "S"}


@pytest.fixture(scope="session")
def part() -> Callable[[bytes, str], str]:
    """The text of a part of a workbook."""

    def read(content: bytes, name: str) -> str:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return package.read(name).decode()

    return read
