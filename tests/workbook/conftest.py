"""The reader's corpus as a package of its own, `workbook_corpus`, and its cases as arguments of tests."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

CORPUS = Path(__file__).parent / "corpus"
collect_ignore = ["corpus"]


def corpus(module: str) -> ModuleType:
    """A module of the corpus."""
    if "workbook_corpus" not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            "workbook_corpus", CORPUS / "__init__.py", submodule_search_locations=[str(CORPUS)]
        )
        assert spec is not None and spec.loader is not None
        package = importlib.util.module_from_spec(spec)
        sys.modules["workbook_corpus"] = package
        spec.loader.exec_module(package)
    return importlib.import_module(f"workbook_corpus.{module}")


TABLES = {
    "hostile_case": ("hostile", "HOSTILE"),
    "odd_case": ("odd", "ODD"),
    "faulty_case": ("faults", "FAULTS"),
    "clean_case": ("faults", "CLEAN"),
    "active_case": ("active", "ACTIVE"),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `hostile_case` (and so on) once for each case of that table."""
    for argument, (module, table) in TABLES.items():
        if argument in metafunc.fixturenames:
            cases = getattr(corpus(module), table)
            metafunc.parametrize(argument, list(cases.values()), ids=list(cases))


@pytest.fixture(scope="session")
def clean_files() -> dict[str, bytes]:
    """Clean workbooks of the corpus whose formulas LibreOffice works out alike, by name."""
    skipped = ("formula", "stale")
    return {name: make() for name, (make, _) in corpus("faults").CLEAN.items() if not name.startswith(skipped)}


@pytest.fixture(scope="session")
def differential() -> ModuleType:
    """The comparison with two other readers."""
    return corpus("differential")


@pytest.fixture(scope="session")
def packing() -> ModuleType:
    """The functions that put workbooks together part by part."""
    return corpus("packing")
