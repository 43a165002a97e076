"""`mkip-xl batch`: fill every exempt appendix for every partner's cabinet."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkip_xl.batch.discretion import LEFT_OUT
from mkip_xl.commands.paths import NamedPath
from mkip_xl.commands.telling import findings_as_json, tell_findings
from mkip_xl.shipped import templates_folder

if TYPE_CHECKING:
    from mkip_xl.batch.work import Outcome, Task
    from mkip_xl.errors import MkipError


def _several(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if value else ()


@click.command()
@click.argument("workbooks", nargs=-1, required=True, type=NamedPath())
@click.option("--out", required=True, type=NamedPath(), help="Folder to write to.")
@click.option("--appendix", callback=_several, metavar="B,E", help="Only these appendices.")
@click.option("--partner", callback=_several, metavar="MBC", help="Only these partners' cabinets.")
@click.option("--templates", type=NamedPath(), help="Folder of templates; the shipped ones if left out.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, metavar="N", help="Processes to work in, 1 to 64.")
@click.option("--cluster", metavar="ADDRESS", help="A Dask cluster to work on, as tcp://host:8786.")
@click.option("--public", is_flag=True, help="Also write a public companion of each, once nothing exempt is in it.")
@click.option("--pdf", is_flag=True, help="Also print each cabinet's agenda packs (needs LibreOffice).")
@click.option("--password-file", type=NamedPath(), help="Lock what is exempt: password on line 1.")
@click.option("--password", "ask", is_flag=True, help="Lock what is exempt with a password that is asked for.")
@click.option("--resume", is_flag=True, help="Leave alone what an earlier run has already written whole.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document; progress as JSON lines on stderr.")
def command(
    workbooks: tuple[Path, ...],
    out: Path,
    appendix: tuple[str, ...],
    partner: tuple[str, ...],
    templates: Path | None,
    workers: int,
    cluster: str | None,
    public: bool,
    pdf: bool,
    password_file: Path | None,
    ask: bool,
    resume: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Check each finance workbook, fill every exempt appendix for every partner's cabinet, and prove that it ties out.

    WORKBOOKS are finance workbooks, or folders of them. A workbook that has errors, or whose checks fail, is named with
    every fault and nothing is written for it; the others go on, and the exit status is 1.
    """
    from mkip_xl.batch.run import check_out, run, tasks
    from mkip_xl.batch.work import Task
    from mkip_xl.commands.progress import showing
    from mkip_xl.commands.stopping import stopping_tidily
    from mkip_xl.errors import MkipError
    from mkip_xl.excel.recalc import kept_values

    try:
        password = _password(password_file, ask, cluster)
        folder = templates or templates_folder()
        like = Task(workbooks[0], out, folder, appendix, partner, resume, public, pdf, password, kept_values)
        given = tasks(workbooks, out, like)
        if dry_run:
            check_out(out)
            sys.exit(_tell_plan(given, as_json))
        with stopping_tidily(), showing(len(given), as_json) as (filled, finished):
            outcomes = run(given, out, workers=workers, cluster=cluster, progress=filled, finished=finished)
    except MkipError as refusal:
        if not as_json:
            raise
        plan: dict[str, object] = {"plan": []} if dry_run else {}
        click.echo(json.dumps(plan | _all_refused(workbooks, out, refusal), ensure_ascii=False))
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(_as_json(outcomes, out), ensure_ascii=False))
    else:
        _tell(outcomes, out)
    sys.exit(1 if any(outcome.failed for outcome in outcomes) else 0)


def _password(file: Path | None, ask: bool, cluster: str | None) -> str | None:
    """The password that locks what is exempt, from its file or a prompt; it never stands on the command line."""
    if file is None and not ask:
        return None
    if cluster is not None:
        raise click.UsageError("A password is not sent to a cluster. Leave out --cluster.")
    from mkip_xl.workbook.encryption import checked_password, password_in

    if file is not None:
        return password_in(file)
    return checked_password(str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)))


def _tell_plan(given: Sequence[Task], as_json: bool) -> int:
    """Say what each task would write; 1 when one of them would be refused."""
    from mkip_xl.batch.work import accounts_of, planned, told
    from mkip_xl.errors import MkipError

    plan, refused, findings = [], [], []
    for task in given:
        try:
            accounts, _ = accounts_of(task.source, task.also)
            made = planned(task, accounts)
        except MkipError as refusal:
            refused.append(task.source.name)
            found = told(refusal)
            findings += [{"workbook": task.source.name, **each} for each in findings_as_json(found)]
            if not as_json:
                click.echo(f"{task.source} would be refused:", err=True)
                tell_findings(found)
            continue
        targets = [(task.out / name).as_posix() for name in made.targets]
        plan.append({"source": str(task.source), "templates": [p.name for p in made.templates], "writes": targets})
    if as_json:
        click.echo(json.dumps({"plan": plan, "refused": refused, "findings": findings}, ensure_ascii=False))
    else:
        for entry in plan:
            click.echo(f"{entry['source']} would write:")
            for name in entry["writes"]:
                click.echo(f"  {name}")
    return 1 if refused else 0


def _as_json(outcomes: Sequence[Outcome], out: Path) -> dict[str, object]:
    """What was done, without a figure: JSON is what ends up in logs."""
    return {
        "written": [
            (outcome.out / name).relative_to(out).as_posix()
            for outcome in outcomes
            for name in (outcome.written if outcome.status == "written" else ())
        ],
        "removed": [
            (outcome.out / name).relative_to(out).as_posix() for outcome in outcomes for name in outcome.removed
        ],
        "replaced": [
            (outcome.out / name).relative_to(out).as_posix() for outcome in outcomes for name in outcome.replaced
        ],
        "unchanged": [outcome.source.name for outcome in outcomes if outcome.status == "unchanged"],
        "refused": [outcome.source.name for outcome in outcomes if outcome.failed],
        "checks": {"passed": sum(outcome.checks_made for outcome in outcomes)},
        "findings": [
            {"workbook": outcome.source.name, **found}
            for outcome in outcomes
            for found in findings_as_json(outcome.findings)
        ],
    }


def _all_refused(workbooks: Sequence[Path], out: Path, refusal: MkipError) -> dict[str, object]:
    """The same, when the run was refused as a whole, for a reason that is no one workbook's."""
    from mkip_xl.batch.work import Outcome
    from mkip_xl.findings import Finding

    found = Finding("error", None, None, "refused", str(refusal)).as_json()
    every = [Outcome(path, out, "refused") for path in workbooks]
    return _as_json(every, out) | {"findings": [{"workbook": None, **found}]}


def _tell(outcomes: Sequence[Outcome], out: Path) -> None:
    for outcome in outcomes:
        if outcome.findings and len(outcomes) > 1:
            click.echo(f"{outcome.source}:", err=True)
        tell_findings(outcome.findings)
    good = [outcome for outcome in outcomes if not outcome.failed]
    if len(outcomes) == 1 and good:
        _tell_one(good[0])
    elif len(outcomes) > 1:
        _tell_many(outcomes, out)
    for outcome in outcomes:
        if outcome.failed:
            errors = sum(finding.severity == "error" for finding in outcome.findings)
            noun = "error" if errors == 1 else "errors"
            ending = (
                "The folder does not hold the whole of it. Run again once that is mended."
                if outcome.left_unfinished
                else "Nothing was written for it."
            )
            click.echo(f"{outcome.source.name}: {errors} {noun}. {ending}", err=True)
        for name in outcome.removed:
            click.echo(f"{outcome.out / name}, from an earlier run, was taken away: it is not in this one.", err=True)
        for name in outcome.replaced:
            changed = f"{outcome.out / name} had been changed since an earlier run wrote it, and is written again."
            click.echo(f"{changed} Change the finance workbook or the template, and the change stays.", err=True)
    if any(LEFT_OUT in finding.message for outcome in outcomes for finding in outcome.findings):
        click.echo(f"Figures are left out here ({LEFT_OUT}): mkip-xl check tells them.", err=True)


def _tell_one(outcome: Outcome) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(file=sys.stdout, highlight=False)
    said = "written to" if outcome.status == "written" else "already in"
    table = Table(title=f"{outcome.title}: {said} {outcome.out}")
    table.add_column("Partner")
    table.add_column("Appendices", justify="right")
    savings = [partner.net_saving for partner in outcome.partners if partner.net_saving is not None]
    if savings:
        table.add_column(f"Net saving £, {outcome.term}", justify="right")
    for partner in outcome.partners:
        saved = [] if partner.net_saving is None else [_pounds(partner.net_saving)]
        table.add_row(partner.authority, str(partner.written), *saved)
    table.add_section()
    written = str(sum(partner.written for partner in outcome.partners))
    table.add_row("Total", written, *([_pounds(sum(savings))] if savings else []))
    console.print(table)
    companions = sum(name.endswith("-PUBLIC.xlsx") for name in outcome.written)
    if companions:
        console.print(f"{companions} public companions beside them, searched for everything exempt.")
    if outcome.status == "written":
        console.print(f"All {outcome.checks_made} checks passed; see checks.xlsx. Fingerprints: manifest.json.")


def _tell_many(outcomes: Sequence[Outcome], out: Path) -> None:
    counts = {status: sum(outcome.status == status for outcome in outcomes) for status in ("written", "unchanged")}
    files = sum(len(outcome.written) for outcome in outcomes if outcome.status == "written")
    checks = sum(outcome.checks_made for outcome in outcomes)
    click.echo(
        f"{counts['written']} of {len(outcomes)} finance workbooks written to {out} ({files} files, {checks} checks "
        f"passed), {counts['unchanged']} already there, {sum(outcome.failed for outcome in outcomes)} refused."
    )


def _pounds(pence: int) -> str:
    pounds, left = divmod(abs(pence), 100)
    text = f"{pounds:,}.{left:02d}"
    return f"({text})" if pence < 0 else text
