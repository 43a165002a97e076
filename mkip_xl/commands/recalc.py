"""`mkip-xl recalc`: every MKIP_ formula in a workbook, without Excel."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from mkip_xl.commands.paths import NamedPath


@click.command("recalc")
@click.argument("workbook", type=NamedPath())
@click.option("--check", is_flag=True, help="Write nothing; name the cells whose cached value is not right.")
@click.option("--out", type=NamedPath(dir_okay=False), help="Write here; WORKBOOK stays as it is.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(workbook: Path, check: bool, out: Path | None, as_json: bool) -> None:
    """Work out every MKIP_ formula in WORKBOOK and write the values, so that others see right figures without Excel.

    Ranges on any sheet, tables, names, constants, nested calls and arithmetic are followed. A formula that cannot be
    worked out is named and left as it is; the exit status is then 1, as it is for stale cells under --check.
    """
    from mkip_xl.excel.recalc import worked_out
    from mkip_xl.findings import place
    from mkip_xl.workbook.guard.grid import WIDTH, reference
    from mkip_xl.workbook.writing import write_whole

    if check and out is not None:
        raise click.UsageError("--check writes nothing, so --out has nothing to say.")
    found = worked_out(workbook)
    stale = [(sheet, reference(row * WIDTH + column - 1)) for sheet, row, column in found.stale]
    findings = found.checked() if check else found.findings
    if not check and (found.changes or out is not None):
        write_whole(out or workbook, found.written())
    if as_json:
        document = {
            "formulas": found.count,
            "written": 0 if check else len(found.changes),
            "stale": [{"sheet": sheet, "cell": cell} for sheet, cell in stale],
            "findings": [finding.as_json() for finding in findings],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(str(finding))
        said = f"{found.count:,} MKIP_ formulas; {len(stale):,} cells were stale"
        click.echo(said + ("." if check else f", {len(found.changes):,} values written to {(out or workbook).name}."))
        if not check:
            for sheet, cell in stale[:20]:
                click.echo(f"  {place(sheet, cell)}")
    if findings.errors:
        sys.exit(1)
