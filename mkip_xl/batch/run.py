"""One run for one finance workbook: read, check, fill, tie out, and only then write."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mkip_xl.appendices.controls import checks, checks_data
from mkip_xl.appendices.register import APPENDICES, filling
from mkip_xl.batch.manifest import manifest
from mkip_xl.batch.plan import CHECKS, MANIFEST, Plan, plan
from mkip_xl.batch.tying import tied
from mkip_xl.errors import FindingsError
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.checks import Check, failures
from mkip_xl.findings import Finding, Findings
from mkip_xl.intake.model import read_partnership
from mkip_xl.template import compile_template
from mkip_xl.template.filling import Template
from mkip_xl.workbook.writing import sweep, write_whole

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: the accounts it was made from, what it wrote, the checks it made and the warnings it met."""

    accounts: Accounts
    written: tuple[Path, ...]
    checks: tuple[Check, ...]
    warnings: tuple[Finding, ...]


def run(
    source: Path,
    out: Path,
    templates: Path,
    *,
    letters: Collection[str] = (),
    codes: Collection[str] = (),
    progress: Progress = lambda _: None,
) -> Outcome:
    """Fill every exempt appendix of one finance workbook for every partner's cabinet, prove it, and write it.

    Everything is filled and tied out in memory first: when the workbook has errors, or a check fails, FindingsError is
    raised with all of them and nothing is written. `progress` is told the name of each file as it is filled.
    """
    accounts, findings = accounts_of(source)
    made = plan(accounts, source, out, templates, letters=letters, codes=codes)
    files, proofs = fill_all(accounts, made, progress)
    stop_on_failures(proofs)
    files[MANIFEST] = manifest(
        {source.name: source.read_bytes()},
        {path.name: path.read_bytes() for path in made.templates},
        files,
        {"appendix": sorted(letters), "partner": sorted(codes)},
    )
    return Outcome(accounts, write_all(out, files), tuple(proofs), tuple(findings.warnings))


def accounts_of(source: Path) -> tuple[Accounts, Findings]:
    """The accounts of a finance workbook, and what was found in it; FindingsError when some of that is an error."""
    partnership, findings = read_partnership(source)
    findings.stop_if_errors()
    assert partnership is not None
    return Accounts(partnership), findings


def fill_all(accounts: Accounts, made: Plan, progress: Progress) -> tuple[dict[str, bytes], list[Check]]:
    """Every workbook of a plan, filled, and every check: those on the figures and those on the filled workbooks."""
    compiled = {path: compile_template(path) for path in made.templates}
    proofs = checks(accounts)
    files: dict[str, bytes] = {}
    for copy in made.copies:
        progress(copy.target)
        files[copy.target] = compiled[copy.template].fill(filling(accounts, copy.entry, copy.cabinet))
        proofs += tied(files[copy.target], copy.target, APPENDICES[copy.entry.letter].ties(accounts))
    progress(CHECKS)
    files[CHECKS] = _checks_workbook(accounts, made, proofs, compiled)
    return files, proofs


def stop_on_failures(proofs: Sequence[Check]) -> None:
    """Raise FindingsError naming every check that failed; without figures, which are exempt."""
    failed = failures(proofs)
    if failed:
        raise FindingsError([_failure(check) for check in failed])


def _failure(check: Check) -> Finding:
    said = (
        f"{check.name}: {check.left_label} does not agree with {check.right_label}. Nothing was written. {check.hint}"
    )
    return Finding("error", None, None, "tie-out", said.strip())


def write_all(out: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write every file, each whole or not at all, the manifest last; returns their paths."""
    sweep(out)
    for name, content in files.items():
        write_whole(out / name, content)
    return tuple(out / name for name in files)


def _checks_workbook(
    accounts: Accounts, made: Plan, proofs: Sequence[Check], compiled: Mapping[Path, Template]
) -> bytes:
    entries = list({copy.entry.letter: copy.entry for copy in made.copies}.values())
    return compiled[made.checks_template].fill(checks_data(accounts, proofs, entries))
