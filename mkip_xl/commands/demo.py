"""`mkip-xl demo`: the example, end to end, in the present folder."""

from __future__ import annotations

from pathlib import Path

import click

from mkip_xl.errors import OutputError
from mkip_xl.shipped import workbooks_folder

EXAMPLE = "mkip-ict.xlsx"


@click.command()
def command() -> None:
    """Put the example finance workbook in the present folder and fill its appendices into out/.

    The figures are illustrative. A mkip-ict.xlsx that is already here is not overwritten.
    """
    from mkip_xl.commands.batch import command as batch
    from mkip_xl.workbook.writing import write_whole

    here = Path(EXAMPLE)
    content = (workbooks_folder() / EXAMPLE).read_bytes()
    if here.exists() and here.read_bytes() != content:
        raise OutputError(
            f"{here} is already here and is not the example as shipped. Move it away, or run: "
            f"mkip-xl batch {EXAMPLE} --out out"
        )
    write_whole(here, content)
    click.echo(f"{EXAMPLE}: open it in Excel to see the tables the appendices are filled from.")
    batch.main([EXAMPLE, "--out", "out"], standalone_mode=False)
