"""`mkip-xl excel`: the functions in Excel on this computer."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from mkip_xl.commands.paths import NamedPath


@click.group("excel")
def command() -> None:
    """Install the functions in Excel, see what keeps them from answering, and move workbooks between routes."""


@command.command("install")
@click.option(
    "--to",
    "folder",
    type=NamedPath(exists=True, file_okay=False),
    help="Only write the add-in into this folder, for another computer.",
)
def install(folder: Path | None) -> None:
    """Put the add-in where Excel on this computer loads it by itself (Windows)."""
    from mkip_xl.excel.desktop.installing import Machine
    from mkip_xl.excel.desktop.installing import install as put

    for file in put(Machine.present(), folder):
        click.echo(f"Written: {file}")
    if folder is None:
        click.echo("Start Excel again: =MKIP_SHARES(100,{1;1;1}) now answers. If not: mkip-xl excel doctor")


@command.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def doctor(as_json: bool) -> None:
    """Look at everything the functions need in desktop Excel, and say what to do about what is missing."""
    from mkip_xl.excel.desktop.doctor import examine
    from mkip_xl.excel.desktop.installing import Machine

    looks = examine(Machine.present())
    if as_json:
        click.echo(json.dumps([look.as_json() for look in looks], ensure_ascii=False, indent=2))
    else:
        for look in looks:
            click.echo(f"{'well ' if look.is_well else 'WRONG'}  {look.name}: {look.words}")
    if not all(look.is_well for look in looks):
        sys.exit(1)


@command.command("relink")
@click.argument("workbook", type=NamedPath())
@click.option(
    "--to",
    "route",
    type=click.Choice(["desktop", "add-in", "calc"]),
    required=True,
    help="The route that will read it: desktop Excel's own add-in, the Office add-in, or the LibreOffice extension.",
)
@click.option("--out", type=NamedPath(dir_okay=False), help="Write here; WORKBOOK stays as it is.")
def relink(workbook: Path, route: str, out: Path | None) -> None:
    """Rewrite a workbook's MKIP_ formulas for another route; values, formats and everything else stay."""
    from mkip_xl.excel.relinking import relinked
    from mkip_xl.workbook.guard import admit
    from mkip_xl.workbook.writing import write_whole

    data, count = relinked(admit(workbook), route)
    if count or out is not None:
        write_whole(out or workbook, data)
    click.echo(f"{count:,} formulas rewritten for the {route} route in {(out or workbook).name}.")


@command.command("extension")
@click.argument("out", type=NamedPath(dir_okay=False))
def extension(out: Path) -> None:
    """Write the LibreOffice Calc extension to OUT (.oxt); open it with LibreOffice to install it."""
    from mkip_xl.excel.calc.extension import extension as made
    from mkip_xl.excel.functions import CATALOGUE
    from mkip_xl.workbook.writing import write_whole

    write_whole(out, made(CATALOGUE))
    click.echo(f"Written: {out}")
