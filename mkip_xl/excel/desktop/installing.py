"""Putting the add-in where Excel loads it by itself, and telling our VBA which Python to use."""

from __future__ import annotations

import os
import site
import sys
from dataclasses import dataclass
from pathlib import Path

from mkip_xl.errors import NotAvailableError
from mkip_xl.excel.desktop.macro_enabled import add_in, xlwings_version
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.workbook.writing import write_whole

ADD_IN = "mkip_xl.xlam"
SETTINGS_ENCODING = "mbcs" if sys.platform == "win32" else "utf-8"
"""How VBA reads a text file: in the code page of this Windows, in which a user's name may have an accent."""


@dataclass(frozen=True, slots=True)
class Machine:
    """The places of one computer that matter here. `present()` is this computer."""

    system: str
    python: Path
    libraries: Path
    roaming: Path | None

    @classmethod
    def present(cls) -> Machine:
        """This computer."""
        executable = Path(sys.executable)
        windowless = executable.with_name("pythonw.exe")
        roaming = os.environ.get("APPDATA")
        return cls(
            sys.platform,
            windowless if windowless.exists() else executable,
            _libraries(Path(sys.prefix), Path(site.getuserbase())),
            Path(roaming) if roaming else None,
        )

    @property
    def is_windows(self) -> bool:
        """Whether desktop Excel can call Python here at all."""
        return self.system == "win32"

    @property
    def start_folder(self) -> Path | None:
        """The folder whose add-ins Excel opens every time it starts."""
        return self.roaming / "Microsoft" / "Excel" / "XLSTART" if self.roaming else None

    @property
    def settings_file(self) -> Path | None:
        """The file our VBA reads."""
        return self.roaming / "mkip_xl" / "desktop.txt" if self.roaming else None

    def library(self, bits: int) -> Path:
        """The library that xlwings brings for Excel of so many bits."""
        return self.libraries / f"xlwings{bits}-{xlwings_version()}.dll"


def _libraries(*folders: Path) -> Path:
    """Where xlwings put its libraries: in Python's own folder, or in the user's where `pip` may not write there."""
    return next((folder for folder in folders if any(folder.glob("xlwings*.dll"))), folders[0])


def install(machine: Machine, folder: Path | None = None) -> list[Path]:
    """Write the add-in, and on Windows the settings beside it; the files written.

    With a folder the add-in is written there and nothing else: it can be made on any computer and sent out.
    """
    if folder is not None:
        write_whole(folder / ADD_IN, add_in(CATALOGUE, xlwings_version()))
        return [folder / ADD_IN]
    if not machine.is_windows or machine.start_folder is None or machine.settings_file is None:
        raise NotAvailableError(
            "Desktop Excel calls Python on Windows only. Run this there, or give --to FOLDER to make the add-in for "
            "another computer; on a Mac or in the browser the functions come from the Office add-in (mkip-xl serve)."
        )
    machine.start_folder.mkdir(parents=True, exist_ok=True)
    machine.settings_file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(machine.start_folder / ADD_IN, add_in(CATALOGUE, xlwings_version()))
    settings = f"python={machine.python}\r\nlibraries={machine.libraries}\r\n"
    write_whole(machine.settings_file, settings.encode(SETTINGS_ENCODING))
    return [machine.start_folder / ADD_IN, machine.settings_file]
