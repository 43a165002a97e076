"""`mkip-xl check`: every finding in a finance workbook, by 'Sheet'!Cell; nothing is written."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from mkip_xl.commands.paths import NamedPath
from mkip_xl.commands.telling import findings_as_json, refusal_as_json, tell_findings
from mkip_xl.errors import RefusedFile
from mkip_xl.findings import Finding


@click.command()
@click.argument("workbook", type=NamedPath())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(workbook: Path, as_json: bool) -> None:
    """Name every finding in WORKBOOK, by 'Sheet'!Cell, and check that its figures add. Nothing is written."""
    from mkip_xl.appendices.controls import checks
    from mkip_xl.finance.accounts import Accounts
    from mkip_xl.finance.checks import failures
    from mkip_xl.intake.model import read_partnership

    try:
        partnership, findings = read_partnership(workbook)
    except RefusedFile as refusal:
        if not as_json:
            raise
        click.echo(json.dumps(refusal_as_json(refusal), ensure_ascii=False))
        sys.exit(1)
    made = checks(Accounts(partnership)) if partnership is not None else []
    findings.extend(
        Finding(
            "error",
            None,
            None,
            "tie-out",
            f"{check.name}: {check.left_label} is not {check.right_label}. Correct the figures of one.",
        )
        for check in failures(made)
    )
    if as_json:
        counts = {"passed": len(made) - len(failures(made)), "total": len(made)}
        click.echo(json.dumps({"findings": findings_as_json(findings), "checks": counts}, ensure_ascii=False))
    else:
        tell_findings(findings)
        errors, warnings = len(findings.errors), len(findings.warnings)
        told = f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"
        said = told if len(findings) else "No findings"
        passed = f"{len(made) - len(failures(made))} of {len(made)} checks passed"
        click.echo(f"{said}; {passed if made else 'the figures are checked when the errors are put right'}.")
    sys.exit(1 if findings.errors else 0)
