"""How findings are told: as sentences on standard error, or as one JSON document on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import NoReturn

import click

from mkip_xl.errors import FindingsError
from mkip_xl.findings import Finding


def findings_as_json(findings: Iterable[Finding]) -> list[dict[str, str | None]]:
    """Findings as the command prints them with --json."""
    return [finding.as_json() for finding in findings]


def stop_with_findings(refusal: FindingsError, as_json: bool) -> NoReturn:
    """Tell every finding and stop with exit status 1."""
    if as_json:
        click.echo(json.dumps({"written": [], "findings": findings_as_json(refusal.findings)}, ensure_ascii=False))
    else:
        tell_findings(refusal.findings)
        errors = sum(finding.severity == "error" for finding in refusal.findings)
        click.echo(f"{errors} {'error' if errors == 1 else 'errors'}. Nothing was written.", err=True)
    sys.exit(1)


def tell_findings(findings: Iterable[Finding]) -> None:
    """Each finding on a line of standard error, errors marked apart from warnings."""
    for finding in findings:
        click.echo(f"{finding.severity.capitalize()}: {finding}", err=True)
