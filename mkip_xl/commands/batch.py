"""`mkip-xl batch`: fill every exempt appendix for every partner's cabinet."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkip_xl.commands.telling import findings_as_json, stop_with_findings
from mkip_xl.errors import FindingsError
from mkip_xl.shipped import templates_folder

if TYPE_CHECKING:
    from mkip_xl.batch.run import Outcome


def _several(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if value else ()


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--appendix", callback=_several, metavar="B,E", help="Only these appendices.")
@click.option("--partner", callback=_several, metavar="MBC", help="Only these partners' cabinets.")
@click.option("--templates", type=click.Path(path_type=Path), help="Folder of templates; the shipped ones if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(
    workbook: Path,
    out: Path,
    appendix: tuple[str, ...],
    partner: tuple[str, ...],
    templates: Path | None,
    as_json: bool,
) -> None:
    """Check WORKBOOK, calculate, fill every exempt appendix for every partner's cabinet, and prove that it ties out.

    Nothing is written when the workbook has errors or a check fails; each is named, and the exit status is 1.
    """
    from mkip_xl.batch.run import run
    from mkip_xl.commands.progress import filling_bar

    try:
        with filling_bar(silent=as_json) as progress:
            outcome = run(
                workbook, out, templates or templates_folder(), letters=appendix, codes=partner, progress=progress
            )
    except FindingsError as refusal:
        stop_with_findings(refusal, as_json)
    if as_json:
        click.echo(json.dumps(_as_json(outcome, out), ensure_ascii=False))
    else:
        _tell(outcome, out)


def _as_json(outcome: Outcome, out: Path) -> dict[str, object]:
    """What was done, without a figure: JSON is what ends up in logs."""
    return {
        "written": [path.relative_to(out).as_posix() for path in outcome.written],
        "checks": {"passed": sum(check.passed for check in outcome.checks), "total": len(outcome.checks)},
        "findings": findings_as_json(outcome.warnings),
    }


def _tell(outcome: Outcome, out: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(file=sys.stdout, highlight=False)
    for finding in outcome.warnings:
        console.print(f"Warning: {finding}", markup=False)
    accounts = outcome.accounts
    term = f"{accounts.years[0]} to {accounts.years[-1]}"
    table = Table(title=f"{accounts.partnership.short_name} {accounts.partnership.service}: written to {out}")
    table.add_column("Partner")
    table.add_column("Exempt appendices", justify="right")
    table.add_column(f"Net saving £, {term}", justify="right")
    for partner in accounts.partnership.partners:
        written = [path for path in outcome.written if path.parent.name == partner.code]
        table.add_row(partner.authority, str(len(written)), _pounds(accounts.net_saving_by_partner[partner.code]))
    count = len(outcome.written)
    table.add_section()
    table.add_row("Total", str(count - 2), _pounds(accounts.net_saving))
    console.print(table)
    passed = sum(check.passed for check in outcome.checks)
    console.print(f"{passed} of {len(outcome.checks)} checks passed; see checks.xlsx. Fingerprints: manifest.json.")


def _pounds(pence: int) -> str:
    text = f"{abs(pence) / 100:,.2f}"
    return f"({text})" if pence < 0 else text
