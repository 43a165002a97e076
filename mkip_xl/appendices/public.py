"""The public companion of an exempt appendix: built up from an allow-list, then searched for everything exempt.

A companion is filled from what the register says may be public and from nothing else; it is never made from the exempt
workbook. Before it may be written, totals that give an exempt line away by arithmetic stop it, and so does any exempt
figure or text found anywhere in the file, in any form. When the search cannot be finished there is no file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from mkip_xl.appendices.front_matter import Data, about, listed
from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.differencing import determined, disclosed
from mkip_xl.finance.exempt_figures import ExemptFigures, exempt_figures
from mkip_xl.finance.exemption import ACT, country_of, schedule
from mkip_xl.finance.partner import Partner
from mkip_xl.finance.partnership import AppendixEntry
from mkip_xl.finance.public_totals import PUBLIC_TOTALS, Figure, PublicTotal, public_total
from mkip_xl.findings import Finding

if TYPE_CHECKING:
    from mkip_xl.workbook.inspection import ScanResult, Secrets

TEMPLATE = "public.xlsx"
_LEAST = 1000  # pence: a smaller amount is told apart from nothing
LOOKS = ("xl/styles.xml", "xl/theme/theme1.xml")
"""The parts that say how a workbook looks, and hold nothing of what it says."""
_LEAST_DERIVED = 2100  # pounds: what is smaller in a cell may be a count or a year


@dataclass(frozen=True)
class Release:
    """What one partnership releases of its exempt appendices, and what it keeps.

    `in_cells` are the amounts in pounds that the filled exempt appendices show: subtotals and variances too.
    """

    accounts: Accounts
    in_cells: frozenset[Decimal] = frozenset()

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of the exempt appendices."""
        return frozenset(entry.kind for entry in self.accounts.partnership.appendices if entry.status == "Exempt")

    @cached_property
    def totals(self) -> tuple[PublicTotal, ...]:
        """The totals the register releases, in the order of the appendices."""
        named = {public_total(name).name for name in self.accounts.partnership.public_totals}
        return tuple(total for name, total in PUBLIC_TOTALS.items() if name in named and total.letter in self.kinds)

    @cached_property
    def figures(self) -> dict[str, list[Figure]]:
        """The figures of each released total."""
        return {total.name: total.figures(self.accounts) for total in self.totals}

    @cached_property
    def shown(self) -> ExemptFigures:
        """Every figure of the appendices, exempt or open, and how they add up."""
        return exempt_figures(self.accounts, {entry.kind for entry in self.accounts.partnership.appendices})

    @cached_property
    def open(self) -> set[str]:
        """The figures that a reader has already: those of open appendices, and what follows from them."""
        kinds = {entry.kind for entry in self.accounts.partnership.appendices} - self.kinds
        printed = [name for name, kind in self.shown.letters.items() if kind in kinds]
        return {*printed, *determined(self.shown.relations, printed)}

    @cached_property
    def exempt(self) -> dict[str, Fraction]:
        """Every figure of the exempt appendices that is in no open one."""
        return {name: value for name, value in self.shown.values.items() if name not in self.open}

    @cached_property
    def released(self) -> dict[str, Fraction]:
        """The released figures by name."""
        return {figure.name: figure.value for figures in self.figures.values() for figure in figures}

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The exempt lines: every figure of an exempt appendix that is neither released nor a total that could be."""
        could_be = [total for total in PUBLIC_TOTALS.values() if total.letter in self.kinds]
        totals = {figure.name for total in could_be for figure in total.figures(self.accounts)}
        return tuple(name for name in self.exempt if name not in totals)

    def differences(self) -> list[Finding]:
        """The exempt lines that follow by arithmetic from the released totals: an error each, without a figure."""
        found = disclosed(self.shown.relations, (*self.released, *self.open), self.lines)
        return [
            Finding(
                "error", None, None, "differencing",
                f"The public totals give away an exempt line: {one} Release fewer totals (Public totals in the table "
                "Partnership). No public companion was written.",
            )
            for one in found
        ]  # fmt: skip

    @cached_property
    def secrets(self) -> Secrets:
        """What must not be found in a companion: every exempt amount, and the names of posts, schemes and assets.

        Left out is what the allow-list itself says: an amount equal to a released one, and words of its own titles.
        """
        from mkip_xl.workbook.inspection import Secrets
        from mkip_xl.workbook.inspection.figures import Figures

        it = self.accounts.partnership
        told = " ; ".join(self._printed())
        amounts = {
            abs(value)
            for name, value in self.exempt.items()
            if name not in self.released and abs(value) >= _LEAST and not name.startswith(("Full-time", "Posts"))
        }
        told_anyway = {abs(_pounds(self.shown.values[name])) for name in self.open}
        told_anyway |= {abs(_pounds(value)) for value in self.released.values()}
        derived = {abs(amount) for amount in self.in_cells if abs(amount) >= _LEAST_DERIVED} - told_anyway
        worths = sorted({_pounds(amount) for amount in amounts} | derived)
        kept = [worth for worth in worths if not any(True for _ in Figures([str(worth)]).find(told))]
        titles = " ".join(entry.title for entry in it.appendices).casefold()
        texts = {
            *(post.title for post in it.posts),
            *(line.scheme for line in it.capital_budgets),
            *(line.item for line in it.investment),
            *(asset.number for asset in it.assets),
            *(asset.description for asset in it.assets),
        }
        hidden = sorted(text for text in texts if len(text.strip()) > 3 and text.casefold() not in titles)
        return Secrets.of(kept, hidden)

    def _printed(self) -> Iterable[str]:
        """The released figures, dates and years as they are printed, and the year of the Act that is cited."""
        it = self.accounts.partnership
        yield ACT
        for value in self.released.values():
            yield f"{_pounds(value)}"
            yield f"{value}" if value.denominator == 1 else f"{float(value)}"
        meetings = (partner.meeting_date for partner in it.partners)
        for day in (it.start, *meetings, *(entry.review_date for entry in it.appendices)):
            if day is not None:
                yield f"{day.year}"
                yield f"{(day - dt.date(1899, 12, 30)).days}"

    def data(self, entry: AppendixEntry, cabinet: Partner) -> Data:
        """Everything a companion is filled with: the allow-list, word for word."""
        it = self.accounts.partnership
        law = schedule(cabinet.meeting_date, country_of(entry.paragraphs))
        several = "Paragraphs" if len(entry.paragraphs) > 1 else "Paragraph"
        numbers = listed([str(number) for number in entry.paragraphs])
        totals = [
            {"name": total.name, "label": figure.label, "figure": _shown(figure), "unit": figure.unit}
            for total in self.totals
            if total.letter == entry.kind
            for figure in self.figures[total.name]
        ]
        told = "The register releases these totals; they are for all partners unless one is named."
        return {
            "partnership": about(it),
            "cabinet": {
                "code": cabinet.code,
                "authority": cabinet.authority,
                "body": cabinet.decision_body,
                "meeting_date": cabinet.meeting_date,
                "report": cabinet.report,
            },
            "appendix": {"letter": entry.letter, "title": entry.title},
            "exempt": {
                "law": f"{several} {numbers} of Part {law.part} of Schedule 12A to the {ACT}",
                "covers": "; ".join(f"{number}: {law.paragraphs[number]}" for number in entry.paragraphs),
                "reason": entry.reason,
                "public_interest": entry.public_interest,
                "review_date": entry.review_date,
            },
            "released": told if totals else "The register releases no total of this appendix.",
            "totals": totals,
        }


def checked(companion: bytes, name: str, release: Release, *, template: bytes, seconds: float = 120.0) -> list[Finding]:
    """What stops a companion from being written: each exempt figure or text found in it, or a search not finished.

    Styles and colours that are the `template`'s own, byte for byte, are passed over: they were there before.
    The findings say which secret by its place in a list that is kept nowhere, and where it was found; never a figure.
    """
    from mkip_xl.workbook.inspection import inspect, scan
    from mkip_xl.workbook.package import Package

    made, drawn = Package.from_bytes(companion, name), Package.from_bytes(template, name)
    own = {part for part in LOOKS if part in drawn.names and part in made.names and drawn.read(part) == made.read(part)}
    result: ScanResult = scan(companion, release.secrets, name=name, seconds=seconds, arithmetic=False)
    found = [
        Finding(
            "error", survivor.sheet, survivor.cell, "exempt-survives",
            f"{name}: an exempt {'figure' if survivor.kind == 'number' else 'text'} is in it "
            f"({survivor.form}: {survivor.where}). Take it out of the register's words. No companion was written.",
        )
        for survivor in result.survivors
        if survivor.part not in own
    ]  # fmt: skip
    if not result.complete:
        message = f"{name}: the search for exempt figures could not be finished ({result.reason}). It was not written."
        found.append(Finding("error", None, None, "search-not-finished", message))
    hidden = [finding for finding in inspect(companion, name) if finding.severity == "error"]
    found += [
        Finding("error", finding.sheet, finding.cell, finding.code, f"{name}: {finding.message}") for finding in hidden
    ]
    return found


def _pounds(pence: Fraction) -> Decimal:
    return (Decimal(pence.numerator) / Decimal(pence.denominator)).scaleb(-2)


def _shown(figure: Figure) -> Decimal:
    value = Decimal(figure.value.numerator) / Decimal(figure.value.denominator)
    return value.scaleb(-2) if figure.unit == "£" else value
