"""Files written whole or not at all: a temporary file beside the target, flushed to disk, then put in its place."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path

from mkip_xl.errors import OutputError

CLOSED_TO_US = (
    "it may not be written: it is open in Excel, or the folder is read-only. Close it, or choose another folder."
)
A_FILE_IN_THE_WAY = "part of its path is a file, not a folder. Move it away, or choose another folder."
LEFTOVER = ".mkip-xl-tmp"
"""Ending of a file being written; one that is found belongs to a run that was killed."""


def write_whole(target: Path, content: bytes, *, lasting: bool = True) -> None:
    """Put `content` in `target`: afterwards the file holds all of it, or what it held before.

    Folders that are missing are made. A file open in Excel, a read-only folder and a full disk are named plainly in
    OutputError; nothing is left behind. Of several files in one folder all but the last need not be `lasting`: `settle`
    then makes all their names last through a power cut at once.
    """
    being_written = target.with_name(f".{secrets.token_hex(4)}{LEFTOVER}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with being_written.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            being_written.replace(target)
        except BaseException:  # told to stop, as well as refused by the disk
            with contextlib.suppress(OSError):
                being_written.unlink()
            raise
        if lasting:
            _settle(target.parent)
    except OSError as fault:
        raise OutputError(_said(fault, target)) from fault


def settle(folder: Path) -> None:
    """Make the names of the files in a folder last through a power cut; OutputError when the disk does not do it."""
    try:
        _settle(folder)
    except OSError as fault:
        raise OutputError(_said(fault, folder)) from fault


def take_away(target: Path) -> None:
    """Remove a file, if it is there; OutputError when that may not be."""
    try:
        target.unlink(missing_ok=True)
    except OSError as fault:
        raise OutputError(_said(fault, target)) from fault


def sweep(folder: Path) -> list[Path]:
    """Remove what killed runs left in a folder and below it; returns what was removed."""
    left = sorted(folder.rglob(f".*{LEFTOVER}")) if folder.is_dir() else []
    for path in left:
        with contextlib.suppress(OSError):
            path.unlink()
    return left


def _settle(folder: Path) -> None:
    """Make the new name in a folder last through a power cut, where the system offers that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _said(fault: OSError, target: Path) -> str:
    reasons = {
        errno.ENOSPC: "the disk is full. Free some space and run again.",
        errno.EDQUOT: "your space on this disk is used up. Free some and run again.",
        errno.EACCES: CLOSED_TO_US,
        errno.EPERM: CLOSED_TO_US,
        errno.EROFS: "the disk is read-only. Choose another folder.",
        errno.ENAMETOOLONG: "its path is too long. Choose a folder with a shorter path.",
        errno.ENOTDIR: A_FILE_IN_THE_WAY,
        errno.EEXIST: A_FILE_IN_THE_WAY,
        errno.EISDIR: "a folder of that name is there. Move it away and run again.",
        errno.EIO: "the disk has a fault. Choose a folder on another disk.",
    }
    reason = reasons.get(fault.errno or 0, f"{fault.strerror or 'the system refused'}. Look at the disk and run again.")
    return f"{target} was not written: {reason}"
