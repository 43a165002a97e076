"""The register of bases: for each basis and date, what was measured or agreed for each partner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from mkip_xl.finance.basis import shares
from mkip_xl.finance.partnership import Basis, Driver
from mkip_xl.intake.rows import Row, Rows

SAME_FOR_ALL = (
    "Section",
    "Service",
    "Effective to",
    "Tolerance",
    "Cost",
    "Phase-in",
    "Largest rise",
    "Outcome",
    "Basis note",
)
OF_A_DRIVER = ("Unit", "Period", "Mix")
PARTNERS = ("Measure", "Estimate", "Previous split")


def read_bases(rows: Rows) -> tuple[Basis, ...]:
    """The bases, one for each name and date, with every partner's measure and estimate."""
    groups: dict[tuple[str, dt.date], list[Row]] = {}
    for record in rows.whole("Bases", unique=("Basis", "Effective from", "Driver", "Partner")):
        groups.setdefault((record["Basis"].casefold(), record["Effective from"]), []).append(record)
    return tuple(_basis(rows, records) for records in groups.values())


def _basis(rows: Rows, records: Sequence[Row]) -> Basis:
    first = records[0]
    name = first["Basis"]
    by_driver = _by_driver(rows, records)
    common = {heading: _common(rows, name, records, heading) for heading in SAME_FOR_ALL}
    drivers = []
    for driver, own in by_driver.items():
        told = {heading: _common(rows, name, own, heading) for heading in OF_A_DRIVER}
        _everyone(rows, name, own)
        measures = _complete(rows, name, own, "Measure")
        if measures and sum(measures.values()) == 0:
            rows.error(
                own[0], "Measure", "zero-driver",
                f"Basis {name}: the measures of all partners come to 0, so nothing can be shared by them. "
                f"Enter what was measured ({', '.join(r.told('Measure') for r in own)}).",
            )  # fmt: skip
            measures = {}
        if measures and told["Period"] is None:
            rows.error(
                own[0], "Period", "no-period",
                f"Basis {name}: {driver} was measured, but Period is blank. Say when, such as April to December 2023.",
            )  # fmt: skip
        drivers.append(Driver(driver, str(told["Unit"]), str(told["Period"] or ""), measures, told["Mix"]))
    measured = [driver for driver in drivers if driver.measures]
    leading = next(iter(by_driver.values()))
    estimates = _split(rows, name, leading, "Estimate")
    previous = _split(rows, name, leading, "Previous split")
    _check_mix(rows, name, records, measured)
    if all(rows.is_blank(record, heading) for record in records for heading in ("Measure", "Estimate")):
        rows.error(
            first, "Measure", "blank-driver",
            f"Basis {name} has neither measures nor estimates. Fill one of the two columns for every partner.",
        )  # fmt: skip
    tolerance = common["Tolerance"]
    return Basis(
        name, first["Service"], first["Driver"], first["Unit"], first["Period"] or "", first["Effective from"],
        together(measured), estimates, None if tolerance is None else Fraction(tolerance),
        _cells(records, leading), tuple(drivers), common["Section"] or "", common["Effective to"], common["Cost"],
        previous, common["Phase-in"], common["Largest rise"], common["Outcome"], common["Basis note"] or "",
    )  # fmt: skip


def together(drivers: Sequence[Driver]) -> Mapping[str, Fraction]:
    """What several drivers measure together: their counts added up, or their shares blended where a mix is given."""
    if not drivers:
        return {}
    codes = list(drivers[0].measures)
    if all(driver.mix is None for driver in drivers):
        return {code: sum((driver.measures[code] for driver in drivers), Fraction(0)) for code in codes}
    rows = [shares([driver.measures[code] for code in codes]) for driver in drivers]
    mix = [driver.mix or Fraction(0) for driver in drivers]
    return {
        code: sum((part * row[at] for part, row in zip(mix, rows, strict=True)), Fraction(0))
        for at, code in enumerate(codes)
    }


def _by_driver(rows: Rows, records: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of each driver; where a driver lacks a partner the rows are one driver's, told in two ways."""
    found: dict[str, list[Row]] = {}
    for record in records:
        found.setdefault(record["Driver"], []).append(record)
    if len(found) == 1 or all({row["Partner"] for row in own} == set(rows.codes) for own in found.values()):
        return found
    first = records[0]
    _common(rows, first["Basis"], records, "Driver")
    return {first["Driver"]: list(records)}


def _common(rows: Rows, name: str, records: Sequence[Row], heading: str) -> Any:
    """What the rows of a basis say alike under a heading; a row of another opinion is a finding.

    An extra column may be filled once and left blank in the other rows.
    """
    first = next((record for record in records if record[heading] is not None), records[0])
    for record in records:
        blank = record[heading] is None and heading not in ("Tolerance", "Period", "Unit")
        if record[heading] != first[heading] and not blank:
            rows.error(
                record, heading, "basis-differs",
                f"Basis {name}: {heading} is {_told(record[heading])} here and {_told(first[heading])} at "
                f"{first.told(heading)}. Use the same for every partner.",
            )  # fmt: skip
    return first[heading]


def _told(value: object) -> str:
    return "blank" if value is None else repr(value) if isinstance(value, str) else str(value)


def _everyone(rows: Rows, name: str, records: Sequence[Row]) -> None:
    given = {record["Partner"] for record in records}
    missing = [code for code in rows.codes if code not in given]
    if missing:
        rows.error(
            records[0], "Partner", "partner-missing",
            f"Basis {name} has no row for {', '.join(missing)}. Give one for each partner; use 0 for one who "
            "bears no share.",
        )  # fmt: skip


def _split(rows: Rows, name: str, records: Sequence[Row], heading: str) -> Mapping[str, Fraction]:
    """A split of one basis by partner, which must come to 100%."""
    split = _complete(rows, name, records, heading)
    if split and sum(split.values()) != 1:
        shown = float(sum(split.values()) * 100)
        what = "estimates" if heading == "Estimate" else "previous splits"
        rows.error(
            records[-1], heading, "not-100",
            f"Basis {name}: the {what} come to {shown:g}%, not 100% "
            f"({', '.join(r.told(heading) for r in records)}). Correct them so that they sum to 100%.",
        )  # fmt: skip
        return {}
    return split


def _check_mix(rows: Rows, name: str, records: Sequence[Row], drivers: Sequence[Driver]) -> None:
    """The mix of several drivers is given for all of them, and comes to 100%, or for none."""
    given = [driver.mix for driver in drivers if driver.mix is not None]
    if given and (len(given) != len(drivers) or sum(given) != 1):
        rows.error(
            records[0], "Mix", "not-100",
            f"Basis {name}: the mix of its drivers comes to {float(sum(given) * 100):g}%. Give one for each of its "
            f"{len(drivers)} drivers, together 100%, or leave all blank to add the counts up.",
        )  # fmt: skip


def _cells(records: Sequence[Row], leading: Sequence[Row]) -> dict[str, str]:
    """Where the figures of each partner stand, and where the first row of the basis says the rest."""
    first = records[0]
    return {
        **{heading: first.told(heading) for heading in first.record.columns},
        **{
            f"{heading} {row['Partner']}": row.told(heading)
            for row in leading
            for heading in PARTNERS
            if heading in row.record.columns
        },
        **{f"Measure {row['Partner']} {row['Driver']}": row.told("Measure") for row in records},
    }


def _complete(rows: Rows, name: str, records: Sequence[Row], heading: str) -> Mapping[str, Fraction]:
    """The partners' figures in one column: all of them or none; a gap among them is a finding."""
    given = {record["Partner"]: Fraction(record[heading]) for record in records if record[heading] is not None}
    if given:
        for record in records:
            if rows.is_blank(record, heading):
                rows.error(
                    record, heading, "blank",
                    f"Basis {name}: {heading} is blank for {record['Partner']} but given for others. "
                    "Fill it; use 0 for a partner who bears no share.",
                )  # fmt: skip
    return {} if any(record[heading] is None for record in records) else given
