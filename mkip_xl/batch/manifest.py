"""The manifest of a run: a fingerprint of everything it read and wrote, and nothing of what the figures are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkip_xl import __version__
from mkip_xl.batch.plan import MANIFEST
from mkip_xl.errors import NotAvailableError

if TYPE_CHECKING:
    from mkip_xl.batch.work import Outcome

Listing = list[dict[str, object]]
OWN = "sha256"
"""Where a manifest keeps its own fingerprint: that of the file without this line."""


def fingerprint(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal.

    >>> fingerprint(b"")[:16]
    'e3b0c44298fc1c14'
    """
    return hashlib.sha256(content).hexdigest()


def manifest(
    inputs: Mapping[str, bytes],
    templates: Mapping[str, bytes],
    outputs: Mapping[str, bytes],
    options: Mapping[str, object],
) -> bytes:
    """The manifest as JSON: same inputs, same bytes. It holds names, sizes and fingerprints, and no figure."""
    return _written({**_made_from(inputs, templates, options), "outputs": listed(outputs)})


def together(out: Path, outcomes: Sequence[Outcome]) -> bytes:
    """The manifest of a run over several finance workbooks: the manifest of each, and what was refused."""
    held: dict[str, bytes] = {}
    refused = []
    for outcome in outcomes:
        name = outcome.out.relative_to(out).as_posix()
        if outcome.failed:
            refused.append({"source": outcome.source.name, "folder": name})
        else:
            held[f"{name}/{MANIFEST}"] = (outcome.out / MANIFEST).read_bytes()
    return _written({"program": _program(), "refused": refused, "outputs": listed(held)})


def listed(files: Mapping[str, bytes]) -> Listing:
    """Files by name, each with its fingerprint and size."""
    return [
        {"path": name, "sha256": fingerprint(content), "bytes": len(content)} for name, content in sorted(files.items())
    ]


def complete(
    out: Path, inputs: Mapping[str, bytes], templates: Mapping[str, bytes], options: Mapping[str, object]
) -> bool:
    """Whether a folder already holds, whole, what a run with these inputs would write."""
    if not (out / MANIFEST).is_file():
        return False
    held = read(out)
    return all(held.get(key) == value for key, value in _made_from(inputs, templates, options).items()) and not faults(
        out
    )


def faults(folder: Path) -> list[str]:
    """What differs between a folder and its manifest, a sentence each; none when every file is as it was written.

    A file the manifest does not list is a difference too. The manifests that a manifest lists are followed; one that
    was changed itself is known by its own fingerprint.
    """
    held = read(folder)
    found: list[str] = []
    if (folder / MANIFEST).read_bytes() != _written(held):
        found.append(f"{MANIFEST} is not the file that was written: its own fingerprint differs.")
    expected = {MANIFEST}
    for entry in held["outputs"]:
        path = folder / entry["path"]
        expected.add(entry["path"])
        if not path.is_file():
            found.append(f"{entry['path']} is missing.")
        elif fingerprint(path.read_bytes()) != entry["sha256"]:
            found.append(f"{entry['path']} is not the file that was written: its fingerprint differs.")
        elif path.name == MANIFEST:
            below = path.parent.relative_to(folder).as_posix()
            found += [f"{below}/{fault}" for fault in faults(path.parent)]
            expected |= {f"{below}/{each['path']}" for each in read(path.parent)["outputs"]}
    there = {name for name, path in _files(folder).items() if not _of_the_system(path.name)}
    return found + [f"{name} is not in the manifest." for name in sorted(there - expected)]


def outdated(folder: Path, kept: Collection[str]) -> list[Path]:
    """The files of a folder that its manifest lists, that are as they were written, and that are not to be kept."""
    if not (folder / MANIFEST).is_file():
        return []
    there = _files(folder)
    return [
        there[entry["path"]]
        for entry in read(folder)["outputs"]
        if entry["path"] in there.keys() - set(kept)
        and there[entry["path"]].name != MANIFEST
        and fingerprint(there[entry["path"]].read_bytes()) == entry["sha256"]
    ]


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a folder; NotAvailableError when there is none that can be read."""
    path = folder / MANIFEST
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return {**held, "outputs": [{"path": str(e["path"]), "sha256": str(e["sha256"])} | e for e in held["outputs"]]}
    except FileNotFoundError:
        raise NotAvailableError(
            f"{folder} has no {MANIFEST}, so it holds no whole run. Name the folder given as --out, or run again."
        ) from None
    except (ValueError, KeyError, TypeError, OSError) as fault:
        raise NotAvailableError(f"{path} cannot be read as a manifest. Run the batch again.") from fault


def _files(folder: Path) -> dict[str, Path]:
    """Every file of a folder and of those below it, by its path within."""
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def _of_the_system(name: str) -> bool:
    """Whether Excel, macOS or Windows puts a file of this name beside others of itself."""
    return name.startswith("~$") or name in (".DS_Store", "Thumbs.db", "desktop.ini")


def _made_from(
    inputs: Mapping[str, bytes], templates: Mapping[str, bytes], options: Mapping[str, object]
) -> dict[str, object]:
    return {
        "program": _program(),
        "options": dict(sorted(options.items())),
        "inputs": listed(inputs),
        "templates": listed(templates),
    }


def _program() -> dict[str, str]:
    return {"name": "mkip_xl", "version": __version__}


def _written(held: Mapping[str, object]) -> bytes:
    """A manifest as it is written: what it holds and, last, the fingerprint of all that."""
    rest = {key: value for key, value in held.items() if key != OWN}
    return _as_json({**rest, OWN: fingerprint(_as_json(rest))})


def _as_json(held: Mapping[str, object]) -> bytes:
    return (json.dumps(held, indent=2, ensure_ascii=False) + "\n").encode()
