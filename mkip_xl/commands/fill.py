"""`mkip-xl fill TEMPLATE DATA.json OUT.xlsx`: the template engine alone, for any template."""

from __future__ import annotations

from pathlib import Path

import click

from mkip_xl.commands.paths import NamedPath
from mkip_xl.errors import OutputError


@click.command(help="Fill any template with the values of a JSON file (one object) and write the workbook.")
@click.argument("template", type=NamedPath())
@click.argument("data", type=NamedPath())
@click.argument("out", type=NamedPath(dir_okay=False))
@click.option("--large", is_flag=True, help="Allow workbooks of more than 100,000 lines or 250,000 cells.")
def command(template: Path, data: Path, out: Path, large: bool) -> None:
    """Fill a template from a JSON file."""
    from mkip_xl.template import compile_template
    from mkip_xl.template.datafile import read_data
    from mkip_xl.template.limits import LARGE, STRICT
    from mkip_xl.workbook.writing import write_whole

    compiled = compile_template(template)
    wanted = ".xlsm" if compiled.has_macros else ".xlsx"
    if out.suffix.lower() != wanted:
        has = "has macros" if compiled.has_macros else "has no macros"
        raise OutputError(f"{template.name} {has}, so the filled workbook is named {wanted}: {out.with_suffix(wanted)}")
    write_whole(out, compiled.fill(read_data(data), limits=LARGE if large else STRICT))
    click.echo(f"{out} written", err=True)
