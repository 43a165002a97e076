"""What keeps desktop Excel from answering, looked at in the order in which it fails."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mkip_xl.excel.desktop.installing import ADD_IN, SETTINGS_ENCODING, Machine
from mkip_xl.excel.desktop.macro_enabled import xlwings_version
from mkip_xl.workbook.package import Package


@dataclass(frozen=True, slots=True)
class Look:
    """One thing looked at: whether it is as it should be, and what to do when it is not."""

    name: str
    is_well: bool
    words: str

    def as_json(self) -> dict[str, object]:
        """For --json."""
        return {"name": self.name, "well": self.is_well, "words": self.words}


def examine(machine: Machine) -> list[Look]:
    """Everything looked at, the most basic first."""
    return list(_looks(machine))


def _looks(machine: Machine) -> Iterator[Look]:
    if not machine.is_windows or machine.roaming is None:
        yield Look("Windows", False, "Desktop Excel calls Python on Windows only. Elsewhere: mkip-xl serve, or Calc.")
        return
    yield Look("Windows", True, "This is Windows.")
    has_com = importlib.util.find_spec("pythoncom") is not None
    yield Look("pywin32", has_com, "pywin32 is here." if has_com else "pywin32 is missing. Run: pip install pywin32")
    for bits in (64, 32):
        library = machine.library(bits)
        words = f"{library.name} is in {library.parent}."
        missing = f"{library} is missing. Run: pip install --force-reinstall xlwings=={xlwings_version()}"
        yield Look(f"Library for {bits}-bit Excel", library.exists(), words if library.exists() else missing)
    yield _settings(machine)
    yield _add_in(machine)
    yield _store_office(machine)
    yield _other_route(machine)


def _settings(machine: Machine) -> Look:
    file = machine.settings_file
    assert file is not None
    if not file.exists():
        return Look("Settings", False, f"{file} is missing. Run: mkip-xl excel install")
    told = dict(line.split("=", 1) for line in file.read_text(SETTINGS_ENCODING).splitlines() if "=" in line)
    if not Path(told.get("python", "")).exists():
        return Look("Settings", False, f"{file} names a Python that is not there any more. Run: mkip-xl excel install")
    if Path(told["python"]).parent != machine.python.parent:
        return Look("Settings", False, f"Excel uses {told['python']}, not this Python. Run: mkip-xl excel install")
    return Look("Settings", True, f"Excel uses {told['python']}.")


def _add_in(machine: Machine) -> Look:
    assert machine.start_folder is not None
    file = machine.start_folder / ADD_IN
    if not file.exists():
        return Look("Add-in", False, f"{file} is missing. Run: mkip-xl excel install")
    asked = library_asked_for(Package.open(file))
    if asked != xlwings_version():
        words = f"The add-in asks for xlwings {asked}; {xlwings_version()} is installed. Run: mkip-xl excel install"
        return Look("Add-in", False, words)
    return Look("Add-in", True, f"{file} is there and asks for xlwings {asked}.")


def library_asked_for(package: Package) -> str:
    """The version of xlwings that the VBA in a workbook or an add-in asks for; empty when it has none of ours."""
    if "xl/vbaProject.bin" not in package:
        return ""
    from mkip_xl.excel.desktop.vba_reading import module_texts

    bridge = module_texts(package.read("xl/vbaProject.bin")).get("MkipBridge", "")
    found = re.search(r"xlwings64-([0-9.]+)\.dll", bridge)
    return found.group(1) if found else ""


def _store_office(machine: Machine) -> Look:
    assert machine.roaming is not None
    packages = machine.roaming.parent / "Local" / "Packages"
    from_store = packages.exists() and any(packages.glob("Microsoft.Office.Desktop_*"))
    if from_store:
        words = "Office comes from the Microsoft Store, which keeps Python out. Ask IT for the desktop edition."
        return Look("Office", False, words)
    return Look("Office", True, "Office does not come from the Microsoft Store.")


def _other_route(machine: Machine) -> Look:
    assert machine.roaming is not None
    sideloaded = machine.roaming.parent / "Local" / "Microsoft" / "Office" / "16.0" / "Wef"
    held = sideloaded.exists() and any(b"mkip_xl" in file.read_bytes() for file in sideloaded.rglob("*.xml"))
    if held:
        words = (
            "The Office add-in is here as well, and the two spoil each other's formulas. Keep one: remove it under "
            "Insert, My Add-ins, or delete the desktop add-in. mkip-xl excel relink rewrites workbooks."
        )
        return Look("One route", False, words)
    return Look("One route", True, "The Office add-in is not here as well.")
