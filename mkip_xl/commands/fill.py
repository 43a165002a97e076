"""`mkip-xl fill TEMPLATE DATA.json OUT.xlsx`: the template engine alone, for any template."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(help="Fill any template with the values of a JSON file (one object) and write the workbook.")
@click.argument("template", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def command(template: Path, data: Path, out: Path) -> None:
    """Fill a template from a JSON file."""
    from mkip_xl.template import compile_template
    from mkip_xl.template.datafile import read_data
    from mkip_xl.workbook.writing import write_whole

    filled = compile_template(template).fill(read_data(data))
    write_whole(out, filled)
    click.echo(f"{out} written", err=True)
