"""What a run will write, and from what: worked out before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from mkip_xl.appendices.register import to_fill
from mkip_xl.batch.names import safe_name, safe_names
from mkip_xl.errors import NotAvailableError
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.partner import Partner
from mkip_xl.finance.partnership import AppendixEntry

T = TypeVar("T")

CHECKS = "checks.xlsx"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Copy:
    """One workbook to be written: an appendix for one partner's cabinet, from a template."""

    entry: AppendixEntry
    cabinet: Partner
    template: Path
    target: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one run writes for one finance workbook, by path within the output folder."""

    source: Path
    out: Path
    copies: tuple[Copy, ...]
    checks_template: Path

    @property
    def targets(self) -> tuple[str, ...]:
        """Every file the run writes, within the output folder."""
        return (*(copy.target for copy in self.copies), CHECKS, MANIFEST)

    @property
    def templates(self) -> tuple[Path, ...]:
        """Every template the run reads, once each."""
        return tuple(dict.fromkeys([*(copy.template for copy in self.copies), self.checks_template]))


def plan(
    accounts: Accounts,
    source: Path,
    out: Path,
    templates: Path,
    *,
    letters: Collection[str] = (),
    codes: Collection[str] = (),
) -> Plan:
    """What will be written for one partnership: each exempt appendix for each partner's cabinet.

    `letters` and `codes` narrow it to those appendices and partners; none means all. An appendix or partner that is not
    there, and a template that is not in `templates`, are refused with NotAvailableError.
    """
    it = accounts.partnership
    entries = _chosen(to_fill(accounts), letters, lambda entry: entry.letter, "exempt appendix")
    cabinets = _chosen(list(it.partners), codes, lambda partner: partner.code, "partner")
    missing = [
        f"Appendix {entry.letter} wants the template {entry.template}"
        for entry in entries
        if not (templates / str(entry.template)).is_file()
    ]
    if not (templates / CHECKS).is_file():
        missing.append(f"the checks want the template {CHECKS}")
    if missing:
        raise NotAvailableError(
            f"The folder {templates} lacks what is to be filled: {'; '.join(missing)}. "
            "Put the templates there, correct the table Appendices, or name another folder with --templates."
        )
    names = dict(zip(it.codes, safe_names(it.codes), strict=True))
    copies = tuple(
        Copy(entry, cabinet, templates / str(entry.template), target(names[cabinet.code], safe_name(entry.letter)))
        for cabinet in cabinets
        for entry in entries
    )
    return Plan(source, out, copies, templates / CHECKS)


def target(code: str, letter: str) -> str:
    """Where an appendix goes within the output folder; both as they may stand in file names.

    >>> target("MBC", "B")
    'MBC/MBC-appendix-B-EXEMPT.xlsx'
    """
    return f"{code}/{code}-appendix-{letter}-EXEMPT.xlsx"


def _chosen(there: list[T], wanted: Collection[str], name: Callable[[T], str], what: str) -> list[T]:
    asked = {text.casefold() for text in wanted}
    unknown = sorted(asked - {name(one).casefold() for one in there})
    if unknown:
        known = ", ".join(map(name, there)) or "none"
        raise NotAvailableError(f"There is no {what} {', '.join(map(repr, unknown))}. There is: {known}.")
    return [one for one in there if not asked or name(one).casefold() in asked]
