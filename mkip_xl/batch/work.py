"""What a run does for one finance workbook: read, check, fill, tie out, and only then write.

It is one function of a few plain arguments, so that any executor can run it anywhere the folders can be seen.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path, PureWindowsPath
from typing import Literal

from mkip_xl.appendices.controls import checks, checks_data
from mkip_xl.appendices.marking import unmarked
from mkip_xl.appendices.register import APPENDICES, filling
from mkip_xl.batch.discretion import discreet
from mkip_xl.batch.manifest import complete, edited, made_from, manifest, outdated
from mkip_xl.batch.plan import CHECKS, MANIFEST, Plan, plan
from mkip_xl.batch.release import public_files, secured
from mkip_xl.batch.tying import tied
from mkip_xl.errors import FindingsError, MkipError, OutputError, RefusedFile
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.checks import Check, failures
from mkip_xl.findings import Finding, Findings
from mkip_xl.intake.model import partnership_of
from mkip_xl.template import compile_template
from mkip_xl.template.filling import Template
from mkip_xl.workbook.guard import Examined, examine
from mkip_xl.workbook.plain import plainly
from mkip_xl.workbook.reading import reading_of
from mkip_xl.workbook.writing import settle, sweep, take_away, write_whole

Progress = Callable[[str], None]
Also = Callable[[Examined], Findings]
NOT_WRITTEN = "not-written"
SELDOM = 500_000
"""Objects made before Python looks for circular garbage: a task leaves next to none, and looking takes time."""


@dataclass(frozen=True, slots=True)
class Task:
    """One finance workbook and where its appendices go; `letters` and `codes` narrow what is written.

    `also` checks the workbook in a way this floor does not know: its worksheet functions' kept values, from above.
    """

    source: Path
    out: Path
    templates: Path
    letters: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    resume: bool = False
    public: bool = False
    pdf: bool = False
    password: str | None = field(default=None, repr=False)
    also: Also | None = field(default=None, repr=False)

    @property
    def options(self) -> dict[str, object]:
        """What the manifest says was asked for; the password is not in it."""
        asked = {"public": self.public, "pdf": self.pdf, "locked": self.password is not None}
        return {"appendix": sorted(self.letters), "partner": sorted(self.codes)} | {
            name: True for name, wanted in asked.items() if wanted
        }


@dataclass(frozen=True, slots=True)
class PartnerTotal:
    """One line of the closing table: how many appendices a partner's cabinet got; its net saving in pence, if given."""

    authority: str
    written: int
    net_saving: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done for one finance workbook: small enough to be sent back from another machine."""

    source: Path
    out: Path
    status: Literal["written", "unchanged", "refused"]
    title: str = ""
    term: str = ""
    written: tuple[str, ...] = ()
    checks_made: int = 0
    partners: tuple[PartnerTotal, ...] = ()
    findings: tuple[Finding, ...] = ()
    removed: tuple[str, ...] = ()
    """Files of an earlier run into the same folder that this one took away, for it writes none of that name."""
    replaced: tuple[str, ...] = ()
    """Files that somebody had changed since an earlier run wrote them, and that this one wrote again."""

    @property
    def failed(self) -> bool:
        """Whether it was refused."""
        return self.status == "refused"

    @property
    def left_unfinished(self) -> bool:
        """Whether its files could not be written: those that are there are whole, yet not all are there."""
        return any(finding.code == NOT_WRITTEN for finding in self.findings)


def done(task: Task, progress: Progress = lambda _: None) -> Outcome:
    """Do one task; a refusal is an Outcome too, with every finding, so that it does not stop the other tasks.

    Its findings are told without figures, for they may end up in a log.
    """
    try:
        outcome = carry_out(task, progress)
        return replace(outcome, findings=discreet(outcome.findings))
    except MkipError as refusal:
        return Outcome(task.source, task.out, "refused", findings=told(refusal))
    except Exception as fault:  # noqa: BLE001  # a fault of this program in one workbook must not stop the others
        return Outcome(task.source, task.out, "refused", findings=(_fault(task, fault),))


def told(refusal: MkipError) -> tuple[Finding, ...]:
    """A refusal as findings without figures: its own, or the one that it is."""
    if isinstance(refusal, FindingsError):
        return discreet(refusal.findings)
    code = NOT_WRITTEN if isinstance(refusal, OutputError) else "refused"
    return discreet([Finding("error", None, None, code, str(refusal))])


def carry_out(task: Task, progress: Progress = lambda _: None) -> Outcome:
    """Fill every exempt appendix of one finance workbook for every partner's cabinet, prove it, and write it.

    Everything is filled and tied out in memory first: when the workbook has errors, or a check fails, FindingsError is
    raised with all of them and nothing is written. With `resume`, a folder whose manifest says that it already holds
    what this task would write is left as it is. `progress` is told the name of each file as it is filled.
    """
    _look_for_garbage_seldom()
    before = {task.source: _content(task.source)}
    accounts, findings = accounts_of(task.source, task.also)
    made = planned(task, accounts)
    extracts = _extracts(task.source, accounts)
    read = before | {path: _content(path) for path in (*extracts.values(), *made.templates)}
    inputs = {task.source.name: read[task.source], **{name: read[path] for name, path in extracts.items()}}
    templates = {path.name: read[path] for path in made.templates}
    if task.resume and complete(task.out, inputs, templates, task.options):
        return _outcome(task, accounts, made, "unchanged", 0, findings)
    files, proofs = fill_all(accounts, made, progress)
    stop_on_failures(proofs)
    files |= public_files(accounts, made, files, compiled, progress)
    files = secured(files, made, task.password, progress)
    files[MANIFEST] = manifest(inputs, templates, files, task.options)
    _stop_if_changed(read)
    earlier = made_from(task.out)
    another = bool(earlier) and task.source.name not in earlier
    if another:
        findings.warn(
            None, None, "another-run",
            f"{task.out} holds the files of an earlier run, from {' and '.join(earlier)}. Those that this run does not "
            "write again are left there, and mkip-xl verify names them. Give each workbook its own folder with --out.",
        )  # fmt: skip
    removed = [] if task.letters or task.codes or another else outdated(task.out, files)
    replaced = tuple(edited(task.out, files))
    write_all(task.out, files, removed)
    names = tuple(path.relative_to(task.out).as_posix() for path in removed)
    return replace(_outcome(task, accounts, made, "written", len(proofs), findings), removed=names, replaced=replaced)


@cache
def _look_for_garbage_seldom() -> None:
    """From now on in this process; and not at its end, when going through all that is kept takes up to two seconds."""
    gc.set_threshold(SELDOM)
    atexit.register(gc.freeze)


def _extracts(source: Path, accounts: Accounts) -> dict[str, Path]:
    """The ledger extracts that figures came from, each by the path the finance workbook gives."""
    return {name: source.parent / PureWindowsPath(name).as_posix() for name in accounts.partnership.extracts}


def _content(path: Path) -> bytes:
    """What a file holds; nothing where it cannot be read, which the guard tells why."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""


def _stop_if_changed(read: Mapping[Path, bytes]) -> None:
    """Refuse to write what comes from files that have been saved since: the manifest would name others."""
    for path, content in read.items():
        if _content(path) != content:
            raise RefusedFile(
                "changed", f"{path.name} was changed while it was being worked on. Run again when nobody is saving it."
            )


def planned(task: Task, accounts: Accounts) -> Plan:
    """What a task will write."""
    return plan(
        accounts, task.source, task.out, task.templates, letters=task.letters, codes=task.codes, public=task.public,
        pdf=task.pdf,
    )  # fmt: skip


def accounts_of(source: Path, also: Also | None = None) -> tuple[Accounts, Findings]:
    """The accounts of a finance workbook, and what was found in it; FindingsError when some of that is an error."""
    examined = examine(source)
    partnership, findings = partnership_of(reading_of(examined), source)
    findings.stop_if_errors()
    if also is not None:
        findings.extend(also(examined))
        findings.stop_if_errors()
    assert partnership is not None
    return Accounts(partnership), findings


def fill_all(accounts: Accounts, made: Plan, progress: Progress) -> tuple[dict[str, bytes], list[Check]]:
    """Every workbook of a plan, filled, and every check: those on the figures and those on the filled workbooks."""
    proofs = checks(accounts)
    files: dict[str, bytes] = {}
    for copy in made.copies:
        progress(copy.target)
        files[copy.target] = compiled(copy.template).fill(filling(accounts, copy.entry, copy.cabinet))
        read_back = plainly(files[copy.target])
        if copy.entry.status == "Exempt" and (
            lacking := unmarked(files[copy.target], copy.target, copy.entry, read_back)
        ):
            raise FindingsError(lacking)
        proofs += tied(
            files[copy.target], copy.target, APPENDICES[copy.entry.kind].ties(accounts), read_back, accounts.codes
        )
    progress(CHECKS)
    entries = list({copy.entry.letter: copy.entry for copy in made.copies}.values())
    files[CHECKS] = compiled(made.checks_template).fill(checks_data(accounts, proofs, entries))
    return files, proofs


def stop_on_failures(proofs: Sequence[Check]) -> None:
    """Raise FindingsError naming every check that failed; without figures, which are exempt."""
    failed = failures(proofs)
    if failed:
        raise FindingsError([_failure(check) for check in failed])


def write_all(out: Path, files: Mapping[str, bytes], outdated: Sequence[Path] = ()) -> None:
    """Write every file, each whole or not at all, the manifest last; take away those that are outdated.

    The manifest of an earlier run goes first: a folder with a manifest holds everything that the manifest says.
    """
    sweep(out)
    for path in outdated:
        take_away(path)
        with contextlib.suppress(OSError):  # its folder, when nothing else is in it
            path.parent.rmdir()
    take_away(out / MANIFEST)
    for name, content in files.items():
        if name != MANIFEST:
            write_whole(out / name, content, lasting=False)
    for folder in sorted({(out / name).parent for name in files}):
        settle(folder)
    write_whole(out / MANIFEST, files[MANIFEST])


def compiled(path: Path) -> Template:
    """A template, compiled once for all the runs of this process as long as its file stays the same."""
    there = path.stat()
    return _compiled(path, there.st_mtime_ns, there.st_size)


@lru_cache(maxsize=32)
def _compiled(path: Path, _changed: int, _size: int) -> Template:
    return compile_template(path)


def _fault(task: Task, fault: Exception) -> Finding:
    """A fault of this program, by its kind and place alone: its own words may hold a figure."""
    place = traceback.extract_tb(fault.__traceback__)[-1]
    said = (
        f"{task.source.name} could not be done, for a fault of this program ({type(fault).__name__} in "
        f"{Path(place.filename).name}, {place.name}). Send that in brackets to whoever looks after it."
    )
    return Finding("error", None, None, "program-fault", said)


def _failure(check: Check) -> Finding:
    said = (
        f"{check.name}: {check.left_label} does not agree with {check.right_label}. Nothing was written. {check.hint}"
    )
    return Finding("error", None, None, "tie-out", said.strip())


def _outcome(
    task: Task, accounts: Accounts, made: Plan, status: Literal["written", "unchanged"], checks_made: int,
    findings: Findings,
) -> Outcome:  # fmt: skip
    it = accounts.partnership
    return Outcome(
        task.source,
        task.out,
        status,
        f"{it.short_name} {it.service}",
        f"{it.years[0]} to {it.years[-1]}",
        made.targets,
        checks_made,
        tuple(
            PartnerTotal(
                partner.authority,
                sum(copy.cabinet is partner for copy in made.copies),
                accounts.net_saving_by_partner[partner.code] if it.savings and task.password is None else None,
            )
            for partner in it.partners
        ),
        tuple(findings.warnings),
    )
