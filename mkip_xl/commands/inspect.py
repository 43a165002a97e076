"""`mkip-xl inspect`: what is hidden in workbooks, and where secrets survive."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkip_xl.commands.paths import NamedPath
from mkip_xl.errors import RefusedFile, RuleError

if TYPE_CHECKING:
    from mkip_xl.workbook.inspection.secrets import Secrets


@click.command(short_help="find what is hidden in a workbook")
@click.argument("files", nargs=-1, required=True, type=NamedPath(), metavar="FILE...")
@click.option(
    "--secrets",
    metavar="JSON",
    help='What must not survive: \'{"numbers": [1234567.5], "texts": ["Jane Smith"]}\', or a file that holds it.',
)
@click.option("--seconds", default=120.0, show_default=True, help="Time allowed for looking for secrets in one file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(files: tuple[Path, ...], secrets: str | None, seconds: float, as_json: bool) -> None:
    """Tell everything that is hidden in workbooks; with --secrets, where each secret survives.

    A secret number is found in every form it can be printed: 1234567.5, 1,234,567.50, £1.2m, 1.235E+06, in pence, in
    words, split over cells, in base64, in files within the file. Keep secrets in a file rather than on the command
    line, where other users of the computer may see them.

    Exit status: 0 nothing found, 1 something found, or a file refused or not looked through to the end, 2 wrong usage.
    """
    told = None if secrets is None else _secrets(secrets)
    answers = [_answer(path, told, seconds) for path in files]
    if as_json:
        click.echo(json.dumps(_document(answers), ensure_ascii=False, indent=2))
    else:
        for answer in answers:
            _tell(answer, several=len(answers) > 1)
    sys.exit(0 if all(_nothing(answer) for answer in answers) else 1)


def _secrets(given: str) -> Secrets:
    from mkip_xl.workbook.inspection.secrets import Secrets

    try:
        return Secrets.from_json(given)
    except RuleError as fault:
        raise click.BadParameter(str(fault), param_hint="--secrets") from None


def _answer(path: Path, secrets: Secrets | None, seconds: float) -> dict[str, object]:
    """What is told of one file."""
    from mkip_xl.findings import Finding
    from mkip_xl.workbook.inspection.inspecting import inspect_opened
    from mkip_xl.workbook.inspection.opened import open_anyway
    from mkip_xl.workbook.inspection.scanning import scan_opened

    answer: dict[str, object] = {"file": str(path), "findings": [], "survivors": [], "complete": True}
    try:
        book, odd = open_anyway(path)
        found = [] if odd is None else [Finding("error", None, None, odd.code, str(odd))]
        found += inspect_opened(book)
    except RefusedFile as refusal:
        return answer | {"refused": {"code": refusal.code, "message": str(refusal)}, "complete": False}
    survivors: list[dict[str, object]] = []
    if secrets is not None:
        result = scan_opened(book, secrets, seconds=seconds)
        for survivor in result.survivors:
            values = secrets.numbers if survivor.kind == "number" else secrets.texts
            survivors.append({
                "secret": values[survivor.position - 1], "kind": survivor.kind, "sheet": survivor.sheet,
                "cell": survivor.cell, "part": survivor.part, "spot": survivor.spot, "form": survivor.form,
                "message": survivor.message,
            })  # fmt: skip
            found.append(survivor.as_finding())
        answer |= {"complete": result.complete}
        if result.reason:
            message = f"The search for secrets did not reach the end: {result.reason}."
            found.append(Finding("error", None, None, "not-complete", message))
    return answer | {"findings": [finding.as_json() for finding in found], "survivors": survivors}


def _document(answers: list[dict[str, object]]) -> dict[str, object]:
    """One JSON document: the answer for each file, and all findings and survivors together."""
    together: dict[str, object] = {"files": answers}
    for key in ("findings", "survivors"):
        gathered: list[object] = []
        for answer in answers:
            told = answer[key]
            assert isinstance(told, list)
            gathered += [{"file": answer["file"], **item} for item in told]
        together[key] = gathered
    refused: list[dict[str, object]] = []
    for answer in answers:
        told = answer.get("refused")
        if isinstance(told, dict):
            refused.append({"file": answer["file"], **told})
    if refused:
        together["refused"] = refused[0] if len(answers) == 1 else refused
    return together | {"complete": all(answer["complete"] for answer in answers)}


def _nothing(answer: dict[str, object]) -> bool:
    return not answer["findings"] and bool(answer["complete"])


def _tell(answer: dict[str, object], *, several: bool) -> None:
    """The findings of one file as sentences, worst first."""
    from mkip_xl.findings import place

    refused = answer.get("refused")
    if isinstance(refused, dict):
        click.echo(refused["message"], err=True)
        return
    if several:
        click.echo(f"{answer['file']}:")
    findings = answer["findings"]
    assert isinstance(findings, list)
    for finding in sorted(findings, key=lambda finding: finding["severity"] != "error"):
        where = place(finding["sheet"], finding["cell"])
        click.echo(f"{where}: {finding['message']}" if where else finding["message"])
    click.echo(f"{len(findings)} found." if findings else "Nothing hidden was found.")
