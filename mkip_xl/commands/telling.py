"""How findings are told: as sentences on standard error, or as one JSON document on standard output."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import NoReturn

import click

from mkip_xl.errors import FindingsError, MkipError
from mkip_xl.findings import Finding, place

TOLD_TOGETHER = 3
"""So many cells below one another, all with the same to say, are told as one range."""


def findings_as_json(findings: Iterable[Finding]) -> list[dict[str, str | None]]:
    """Findings as the command prints them with --json."""
    return [finding.as_json() for finding in findings]


def refusal_as_json(refusal: MkipError) -> dict[str, object]:
    """Why a file, or what was asked for, is refused, as the command prints it with --json."""
    return {"refused": {"code": getattr(refusal, "code", "refused"), "message": str(refusal)}}


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
    for line in lines(findings):
        click.echo(line, err=True)


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    """What is told of findings: one line each, or one for a column of cells that all say the same.

    >>> blank = [Finding("error", "Savings", f"D{row}", "blank", "Baseline is blank.") for row in range(6, 14)]
    >>> list(lines([*blank, Finding("warning", "Savings", "E6", "sign", "Proposed is negative.")]))
    ["Error: 'Savings'!D6:D13 (8 cells): Baseline is blank.", "Warning: 'Savings'!E6: Proposed is negative."]
    """
    alike: dict[tuple[str, str | None, str, str], list[Finding]] = {}
    for finding in findings:
        column = re.sub(r"\d+$", "", finding.cell or "")
        alike.setdefault((finding.severity, finding.sheet, column, finding.message), []).append(finding)
    for (severity, sheet, column, message), found in alike.items():
        rows = [int(finding.cell[len(column) :]) for finding in found if finding.cell and finding.cell != column]
        if len(rows) >= TOLD_TOGETHER and rows == list(range(rows[0], rows[0] + len(found))):
            where = f"{place(sheet, found[0].cell)}:{found[-1].cell} ({len(found)} cells)"
            yield f"{severity.capitalize()}: {where}: {message}"
        else:
            yield from (f"{severity.capitalize()}: {finding}" for finding in found)
