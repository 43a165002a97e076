"""`mkip-xl verify`: every file of a run against its manifest."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from mkip_xl.commands.paths import NamedPath


@click.command()
@click.argument("folder", type=NamedPath())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(folder: Path, as_json: bool) -> None:
    """Check every file in FOLDER against its manifest.json: one changed byte, a missing or an added file is named."""
    from mkip_xl.batch.manifest import count, faults

    found, listed = faults(folder), count(folder)
    if as_json:
        click.echo(json.dumps({"files": listed, "faults": found}, ensure_ascii=False))
    else:
        for fault in found:
            click.echo(fault, err=True)
        if found:
            click.echo("Run the batch again to have every file as it was written, or ask who changed them.", err=True)
        click.echo(
            f"{listed} files listed; {'every one is as it was written' if not found else f'{len(found)} differ'}."
        )
    sys.exit(1 if found else 0)
