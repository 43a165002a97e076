"""The manifest of a run: a fingerprint of everything it read and wrote, and nothing of what the figures are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from mkip_xl import __version__
from mkip_xl.batch.lock import NAME as LOCK
from mkip_xl.batch.plan import MANIFEST
from mkip_xl.errors import NotAvailableError

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


def together(manifests: Mapping[str, bytes], refused: Iterable[tuple[str, str]]) -> bytes:
    """The manifest of a run over several finance workbooks: that of each, by folder, and what was refused.

    Of each that was refused: the finance workbook's name and the folder that would have held its files.
    """
    held = {f"{folder}/{MANIFEST}": content for folder, content in manifests.items()}
    left_out = [{"source": source, "folder": folder} for source, folder in refused]
    return _written({"program": _program(), "refused": left_out, "outputs": listed(held)})


def listed(files: Mapping[str, bytes]) -> Listing:
    """Files by name, each with its fingerprint and size."""
    return [
        {"path": name, "sha256": fingerprint(content), "bytes": len(content)} for name, content in sorted(files.items())
    ]


def complete(
    out: Path, inputs: Mapping[str, bytes], templates: Mapping[str, bytes], options: Mapping[str, object]
) -> bool:
    """Whether a folder already holds, whole, what a run with these inputs would write.

    Other files beside them do not matter, for writing again would not take them away.
    """
    held = _readable(out)
    wanted = _made_from(inputs, templates, options)
    return held is not None and all(held.get(key) == wanted[key] for key in wanted) and not _changed(out, held)


def faults(folder: Path) -> list[str]:
    """What differs between a folder and its manifest, a sentence each; none when every file is as it was written.

    A file the manifest does not list is a difference too, save what was read for the run, as it was read. The manifests
    that a manifest lists are followed; one that was changed itself is known by its own fingerprint.
    """
    held = read(folder)
    found = _changed(folder, held)
    expected = {MANIFEST, *(entry["path"] for entry in held["outputs"])}
    read_from = _inputs(held)
    for below, inner in _below(folder, held):
        found += [f"{below}/{fault}" for fault in _changed(folder / below, inner)]
        expected |= {f"{below}/{entry['path']}" for entry in inner["outputs"]}
        read_from |= _inputs(inner)
    names = {name for name, _ in read_from}
    for name, path in sorted(_files(folder).items()):
        known = name in expected or _put_there_by_others(path.name)
        if not known and not (name in names and (name, fingerprint(path.read_bytes())) in read_from):
            found.append(f"{name} is not in the manifest: this run did not write it.")
    return found


def count(folder: Path) -> int:
    """How many files the manifest of a folder lists, those of the manifests that it lists among them."""
    held = read(folder)
    return len(held["outputs"]) + sum(len(inner["outputs"]) for _, inner in _below(folder, held))


def _changed(folder: Path, held: Mapping[str, Any]) -> list[str]:
    """What of the files that a manifest lists, and of the manifest itself, is not as it was written."""
    found: list[str] = []
    if (folder / MANIFEST).read_bytes() != _written(held):
        found.append(f"{MANIFEST} is not the file that was written: its own fingerprint differs.")
    for entry in held["outputs"]:
        path = folder / entry["path"]
        if not path.is_file():
            found.append(f"{entry['path']} is missing.")
        elif fingerprint(path.read_bytes()) != entry["sha256"]:
            found.append(f"{entry['path']} is not the file that was written: its fingerprint differs.")
    return found


def _inputs(held: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The name and fingerprint of each file that was read for a run; of a manifest that was changed, those it tells."""
    entries = held.get("inputs")
    told = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return {(str(entry.get("path")), str(entry.get("sha256"))) for entry in told}


def _below(folder: Path, held: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The folders whose manifests a manifest lists, each with its manifest; one that cannot be read is left out."""
    for entry in held["outputs"]:
        below = PurePosixPath(entry["path"]).parent
        if PurePosixPath(entry["path"]).name == MANIFEST and (inner := _readable(folder / below)) is not None:
            yield below.as_posix(), inner


def made_from(folder: Path) -> list[str]:
    """The names of the files that an earlier run into a folder read: its finance workbook and ledger extracts."""
    held = _readable(folder)
    return [] if held is None else sorted(name for name, _ in _inputs(held))


def outdated(folder: Path, kept: Collection[str]) -> list[Path]:
    """The files of a folder that its manifest lists, that are as they were written, and that are not to be kept."""
    held = _readable(folder)
    if held is None:
        return []
    there = _files(folder)
    return [
        there[entry["path"]]
        for entry in held["outputs"]
        if entry["path"] in there.keys() - set(kept)
        and there[entry["path"]].name != MANIFEST
        and fingerprint(there[entry["path"]].read_bytes()) == entry["sha256"]
    ]


def edited(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Which of the files about to be written were changed by somebody since an earlier run wrote them."""
    held = _readable(folder)
    if held is None:
        return []
    wrote, there = {entry["path"]: entry["sha256"] for entry in held["outputs"]}, _files(folder)
    return [
        name
        for name in sorted(files.keys() & wrote.keys() & there.keys())
        if fingerprint(there[name].read_bytes()) not in (wrote[name], fingerprint(files[name]))
    ]


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a folder; NotAvailableError when there is none that can be read."""
    path = folder / MANIFEST
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return {**held, "outputs": [{"path": str(e["path"]), "sha256": str(e["sha256"])} | e for e in held["outputs"]]}
    except FileNotFoundError:
        if not folder.is_dir():
            raise NotAvailableError(f"There is no folder {folder}. Name the folder given as --out.") from None
        raise NotAvailableError(
            f"{folder} has no {MANIFEST}, so it holds no whole run. Name the folder given as --out, or run again."
        ) from None
    except (ValueError, KeyError, TypeError, OSError) as fault:
        raise NotAvailableError(f"{path} cannot be read as a manifest. Run the batch again.") from fault


def _readable(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder; None when there is none, or one that is damaged and has to be written again."""
    try:
        return read(folder)
    except NotAvailableError:
        return None


def _files(folder: Path) -> dict[str, Path]:
    """Every file of a folder and of those below it, by its path within."""
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def _put_there_by_others(name: str) -> bool:
    """Whether Excel, macOS, Windows or a run that is being made puts a file of this name beside others of itself."""
    return name.startswith("~$") or name in (".DS_Store", "Thumbs.db", "desktop.ini", LOCK)


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
