"""`mkip-xl template check TEMPLATE`: its fields, loops and faults."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from mkip_xl.commands.paths import NamedPath
from mkip_xl.errors import MkipError, RefusedFile


@click.group(help="Look at a template: its fields, loops and faults.")
def command() -> None:
    """Look at a template."""


@command.command(name="check")
@click.argument("template", type=NamedPath())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")
def check(template: Path, as_json: bool) -> None:
    """List the fields a template asks for, its loops, and every finding by 'Sheet'!Cell.

    Exit status: 0 it can be filled, 1 it cannot.
    """
    from mkip_xl.template.checking import check_template

    try:
        report = check_template(template)
    except MkipError as refusal:
        if not as_json:
            raise
        code = refusal.code if isinstance(refusal, RefusedFile) else "template"
        click.echo(json.dumps({"refused": {"code": code, "message": str(refusal)}}, ensure_ascii=False, indent=2))
        sys.exit(1)
    if as_json:
        document = {
            "template": report.name,
            "fields": list(report.fields),
            "loops": [loop.as_json() for loop in report.loops],
            "findings": [finding.as_json() for finding in report.findings],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{report.name}\n\nFields")
        for field in report.fields:
            click.echo(f"  {field}")
        click.echo("\nLoops")
        for loop in report.loops:
            click.echo(f"  '{loop.sheet}'!{loop.cell}  {loop.kind} {loop.lines}: {loop.tag}")
        click.echo("\nFindings" if report.findings else "\nNo findings.")
        for finding in report.findings:
            click.echo(f"  {finding.severity}: {finding}")
    sys.exit(0 if report.usable else 1)
