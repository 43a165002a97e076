"""What a run will write, and from what: worked out before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from mkip_xl.appendices.register import to_fill
from mkip_xl.batch.names import safe_names
from mkip_xl.batch.pack import part_of
from mkip_xl.errors import NotAvailableError
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.partner import Partner
from mkip_xl.finance.partnership import AppendixEntry
from mkip_xl.shipped import templates_folder

T = TypeVar("T")

CHECKS = "checks.xlsx"
CHECKS_OPEN = "checks-open.xlsx"
MANIFEST = "manifest.json"
PUBLIC_MANIFEST = "manifest-public.json"
PUBLIC_TEMPLATE = "public.xlsx"
BESIDE_FOLDERS = (CHECKS, MANIFEST, PUBLIC_MANIFEST)
"""The files that stand beside the folders of partners and partnerships."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One workbook to be written: an appendix for one partner's cabinet, from a template."""

    entry: AppendixEntry
    cabinet: Partner
    template: Path
    target: str

    @property
    def companion(self) -> str | None:
        """Where its public companion goes; None for an open appendix, which is public itself."""
        if self.entry.status != "Exempt":
            return None
        return self.target.removesuffix("-EXEMPT.xlsx") + "-PUBLIC.xlsx"


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one run writes for one finance workbook, by path within the output folder."""

    source: Path
    out: Path
    copies: tuple[Copy, ...]
    checks_template: Path
    public_template: Path | None = None
    pdf: bool = False

    @property
    def targets(self) -> tuple[str, ...]:
        """Every file the run writes, within the output folder."""
        filled = [copy.target for copy in self.copies]
        public = [copy.companion for copy in self.copies if copy.companion] if self.public_template else []
        packs = [part_of(name) or "" for name in (*filled, *public)] if self.pdf else []
        last = [PUBLIC_MANIFEST, MANIFEST] if self.public_template else [MANIFEST]
        return tuple(name for name in dict.fromkeys([*filled, CHECKS, *public, *packs, *last]) if name)

    @property
    def templates(self) -> tuple[Path, ...]:
        """Every template the run reads, once each."""
        public = [self.public_template] if self.public_template else []
        return tuple(dict.fromkeys([*(copy.template for copy in self.copies), self.checks_template, *public]))


def plan(
    accounts: Accounts,
    source: Path,
    out: Path,
    templates: Path,
    *,
    letters: Collection[str] = (),
    codes: Collection[str] = (),
    public: bool = False,
    pdf: bool = False,
) -> Plan:
    """What will be written for one partnership: each appendix this program fills, for each partner's cabinet.

    `letters` and `codes` narrow it to those appendices and partners; none means all. `public` adds a companion for each
    exempt one, `pdf` the agenda packs. An appendix or partner that is not there, and a template that is not in
    `templates`, are refused with NotAvailableError.
    """
    it = accounts.partnership
    every = to_fill(accounts)
    entries = _chosen(every, letters, lambda entry: entry.letter, "appendix to be filled")
    cabinets = _chosen(list(it.partners), codes, lambda partner: partner.code, "partner")
    missing = [
        f"Appendix {entry.letter} wants the template {entry.template}"
        for entry in entries
        if not (templates / str(entry.template)).is_file()
    ]
    checks = CHECKS if any(entry.status == "Exempt" for entry in entries) else CHECKS_OPEN
    if not (templates / checks).is_file():
        missing.append(f"the checks want the template {checks}")
    if missing:
        raise NotAvailableError(
            f"The folder {templates} lacks what is to be filled: {'; '.join(missing)}. "
            "Put the templates there, correct the table Appendices, or name another folder with --templates."
        )
    names = dict(zip(it.codes, safe_names(it.codes, besides=BESIDE_FOLDERS), strict=True))
    letter_of = dict(zip(every, safe_names(entry.letter for entry in every), strict=True))
    copies = tuple(
        Copy(
            entry,
            cabinet,
            templates / str(entry.template),
            target(names[cabinet.code], letter_of[entry], exempt=entry.status == "Exempt"),
        )
        for cabinet in cabinets
        for entry in entries
    )
    companion = templates / PUBLIC_TEMPLATE
    if public and not companion.is_file():
        companion = templates_folder() / PUBLIC_TEMPLATE
    return Plan(source, out, copies, templates / checks, companion if public else None, pdf)


def target(code: str, letter: str, *, exempt: bool = True) -> str:
    """Where an appendix goes within the output folder; code and letter as they may stand in file names.

    >>> target("MBC", "B"), target("SHDC", "A", exempt=False)
    ('MBC/MBC-appendix-B-EXEMPT.xlsx', 'SHDC/SHDC-appendix-A.xlsx')
    """
    return f"{code}/{code}-appendix-{letter}{'-EXEMPT' if exempt else ''}.xlsx"


def _chosen(there: list[T], wanted: Collection[str], name: Callable[[T], str], what: str) -> list[T]:
    asked = {text.casefold() for text in wanted}
    known_as = {name(one).casefold() for one in there}
    unknown = sorted(text for text in wanted if text.casefold() not in known_as)
    if unknown:
        known = ", ".join(map(name, there)) or "none"
        raise NotAvailableError(f"There is no {what} {', '.join(map(repr, unknown))}. Choose from: {known}.")
    return [one for one in there if not asked or name(one).casefold() in asked]
