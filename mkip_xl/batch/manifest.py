"""The manifest of a run: a fingerprint of everything it read and wrote, and nothing of what the figures are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from mkip_xl import __version__


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
    held = {
        "program": {"name": "mkip_xl", "version": __version__},
        "options": dict(sorted(options.items())),
        "inputs": _listed(inputs),
        "templates": _listed(templates),
        "outputs": _listed(outputs),
    }
    return (json.dumps(held, indent=2, ensure_ascii=False) + "\n").encode()


def _listed(files: Mapping[str, bytes]) -> list[dict[str, object]]:
    return [
        {"path": name, "sha256": fingerprint(content), "bytes": len(content)} for name, content in sorted(files.items())
    ]


def faults(folder: Path, manifest_name: str = "manifest.json") -> list[str]:
    """What differs between a folder and its manifest, a sentence each; empty when every file is as it was written."""
    held = json.loads((folder / manifest_name).read_text(encoding="utf-8"))
    found = []
    for listed in held["outputs"]:
        path = folder / listed["path"]
        if not path.is_file():
            found.append(f"{listed['path']} is missing.")
        elif fingerprint(path.read_bytes()) != listed["sha256"]:
            found.append(f"{listed['path']} is not the file that was written: its fingerprint differs.")
    return found
