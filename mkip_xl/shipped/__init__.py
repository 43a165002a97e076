"""The templates and example workbooks that come with the program, wherever it is installed."""

from __future__ import annotations

from pathlib import Path

from mkip_xl.errors import NotAvailableError


def templates_folder() -> Path:
    """The folder of the shipped templates."""
    return _folder("templates")


def workbooks_folder() -> Path:
    """The folder of the shipped example workbooks."""
    return _folder("workbooks")


def _folder(name: str) -> Path:
    """In an installed wheel it lies beside this file; in a checkout, at the top."""
    here = Path(__file__).parent
    for folder in (here / name, here.parents[1] / name):
        if folder.is_dir():
            return folder
    raise NotAvailableError(f"The shipped {name} are not here. Install mkip_xl again.")
