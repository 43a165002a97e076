"""One run at a time in an output folder; a run that died holds nothing."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mkip_xl.errors import OutputError

NAME = ".mkip-xl-lock"


@contextlib.contextmanager
def only_run(folder: Path) -> Iterator[None]:
    """Hold an output folder for this run; OutputError when another run holds it.

    The system itself lets go when the run ends, however it ends, so that a killed run never blocks the next one.
    """
    path = folder / NAME
    held = _hold(path)
    if held is None:
        raise OutputError(
            f"Another run is writing to {folder}. Wait until it has ended, or choose another folder with --out."
        )
    try:
        yield
    finally:
        if os.name == "nt":  # an open file cannot be removed there
            held.close()
        with contextlib.suppress(OSError):
            path.unlink()
        held.close()


def _hold(path: Path) -> BinaryIO | None:
    while True:
        try:
            file = path.open("a+b")
        except OSError as fault:
            raise OutputError(
                f"{path.parent} cannot be written to: {fault.strerror}. Choose another folder with --out."
            ) from fault
        if not _lock(file):
            file.close()
            return None
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()  # its name was taken away by the run that ended just now: try again


def _lock(file: BinaryIO) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as fault:
        file.close()
        raise OutputError(
            f"{file.name} cannot be locked on this disk ({fault.strerror}), so two runs could write there at once. "
            "Choose a folder on another disk with --out."
        ) from fault
    return True
