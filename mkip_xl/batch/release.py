"""What a run adds for the public, and how it locks what is exempt: companions, agenda packs, passwords."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

from mkip_xl import __version__
from mkip_xl.appendices.public import Release, checked
from mkip_xl.batch.manifest import listed
from mkip_xl.batch.pack import locked
from mkip_xl.batch.pack import packs as bound
from mkip_xl.batch.plan import CHECKS, CHECKS_OPEN, PUBLIC_MANIFEST, Plan
from mkip_xl.errors import FindingsError
from mkip_xl.finance.accounts import Accounts
from mkip_xl.template.filling import Template


def public_files(
    accounts: Accounts, made: Plan, filled: Mapping[str, bytes], compiled: Callable[[Path], Template],
    progress: Callable[[str], None],
) -> dict[str, bytes]:  # fmt: skip
    """The companions of a plan and their manifest, each searched for everything exempt; none when none is asked for.

    What is exempt is what the rules say is, and every amount in the exempt appendices as they were `filled`.
    Raises FindingsError, and gives no companion at all, when one of them would give something away.
    """
    if made.public_template is None:
        return {}
    release, template = Release(accounts, _amounts(made, filled)), made.public_template.read_bytes()
    found = release.differences()
    if found:
        raise FindingsError(found)
    files: dict[str, bytes] = {}
    for copy in made.copies:
        if copy.companion is not None:
            progress(copy.companion)
            companion = compiled(made.public_template).fill(release.data(copy.entry, copy.cabinet))
            found += checked(companion, copy.companion, release, template=template)
            files[copy.companion] = companion
    if found:
        raise FindingsError(found)
    return files | {PUBLIC_MANIFEST: public_manifest(files)}


def _amounts(made: Plan, filled: Mapping[str, bytes]) -> frozenset[Decimal]:
    """The numbers in the cells of the exempt appendices of one cabinet; those of the others show the same figures."""
    from mkip_xl.workbook.reading import read_workbook

    first = [copy for copy in made.copies if copy.companion and copy.cabinet is made.copies[0].cabinet]
    return frozenset(
        Decimal(cell.value)
        for copy in first
        for sheet in read_workbook(filled[copy.target], copy.target).sheets.values()
        for cell in sheet
        if isinstance(cell.value, int | Decimal) and not isinstance(cell.value, bool)
    )


def public_manifest(files: Mapping[str, bytes]) -> bytes:
    """The manifest that may be published: the companions by name with their fingerprints, and nothing of the rest."""
    held = {"program": {"name": "mkip_xl", "version": __version__}, "outputs": listed(files)}
    return (json.dumps(held, indent=2, ensure_ascii=False) + "\n").encode()


def secured(
    files: Mapping[str, bytes], made: Plan, password: str | None, progress: Callable[[str], None]
) -> dict[str, bytes]:
    """The files of a run with the agenda packs added, everything exempt locked with the password where there is one."""
    packs: dict[str, bytes] = {}
    if made.pdf:
        progress("agenda packs")
        packs = bound(files)
    if password is None:
        return {**files, **packs}
    from mkip_xl.workbook.encryption import encrypt

    opened = {copy.target for copy in made.copies if copy.entry.status != "Exempt"}
    public = {copy.companion for copy in made.copies} | opened | {PUBLIC_MANIFEST}
    if made.checks_template.name == CHECKS_OPEN:
        public.add(CHECKS)
    held: dict[str, bytes] = {}
    for name, content in files.items():
        progress(name)
        held[name] = content if name in public else encrypt(content, password)
    for name, content in packs.items():
        held[name] = content if name.endswith("-PUBLIC.pdf") else locked(content, password)
    return held
