"""`mkip-xl read`: what the reader sees in any workbook."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkip_xl.commands.paths import NamedPath
from mkip_xl.commands.telling import refusal_as_json
from mkip_xl.errors import RefusedFile

if TYPE_CHECKING:
    from mkip_xl.workbook.reading import Kind


@click.command(short_help="show what the reader sees in any workbook")
@click.argument("file", type=NamedPath())
@click.option("--kinds", metavar="JSON", help='What columns hold: \'{"Net cost": "money", "Share %": "percentage"}\'.')
@click.option("--json", "compact", is_flag=True, help="Print on one line, for programs.")
def command(file: Path, kinds: str | None, compact: bool) -> None:
    """Print the cells of a workbook and every finding, or why it is refused, as JSON.

    --kinds says what the columns under those headings hold (name, code, count, money, percentage, date, text), so that
    wrong cells are named; at a Windows prompt type " around it and \\" for each quote inside. Exit status: 0 read,
    1 refused or with errors, 2 wrong usage.
    """
    told = _kinds(kinds)
    from mkip_xl.workbook.reading import read_workbook
    from mkip_xl.workbook.reading.survey import as_json, survey

    try:
        reading = read_workbook(file)
        findings = survey(reading, told)
    except RefusedFile as refusal:
        _print(refusal_as_json(refusal), compact)
        sys.exit(1)
    _print(as_json(reading, findings), compact)
    sys.exit(1 if any(finding.severity == "error" for finding in findings) else 0)


def _print(document: dict[str, object], compact: bool) -> None:
    if compact:
        click.echo(json.dumps(document, allow_nan=False))
    else:
        click.echo(json.dumps(document, allow_nan=False, ensure_ascii=False, indent=2))


def _kinds(text: str | None) -> dict[str, Kind] | None:
    if text is None:
        return None
    from mkip_xl.workbook.reading import KINDS

    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise click.BadParameter(f"{fault}. Give one JSON object: heading to kind.", param_hint="--kinds") from None
    if not isinstance(told, dict) or not all(kind in KINDS for kind in told.values() if isinstance(kind, str)):
        raise click.BadParameter(f"Give one JSON object: heading to one of {', '.join(KINDS)}.", param_hint="--kinds")
    if not all(isinstance(kind, str) for kind in told.values()):
        raise click.BadParameter(f"Give one JSON object: heading to one of {', '.join(KINDS)}.", param_hint="--kinds")
    return told
