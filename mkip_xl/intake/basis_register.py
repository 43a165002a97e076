"""The register of bases: for each basis and date, what was measured or agreed for each partner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction

from mkip_xl.finance.partnership import Basis
from mkip_xl.intake.rows import Row, Rows


def read_bases(rows: Rows) -> tuple[Basis, ...]:
    """The bases, one for each name and date, with every partner's measure and estimate."""
    groups: dict[tuple[str, dt.date], list[Row]] = {}
    for record in rows.whole("Bases", unique=("Basis", "Effective from", "Partner")):
        groups.setdefault((record["Basis"], record["Effective from"]), []).append(record)
    return tuple(_basis(rows, records) for records in groups.values())


def _basis(rows: Rows, records: Sequence[Row]) -> Basis:
    first = records[0]
    name = first["Basis"]
    for heading in ("Service", "Driver", "Unit", "Period", "Tolerance"):
        for record in records[1:]:
            if record[heading] != first[heading]:
                rows.error(
                    record, heading, "basis-differs",
                    f"Basis {name}: {heading} is {record[heading]!r} here and {first[heading]!r} at "
                    f"{first.told(heading)}. Use the same for every partner.",
                )  # fmt: skip
    given = {record["Partner"] for record in records}
    missing = [code for code in rows.codes if code not in given]
    if missing:
        rows.error(
            first, "Partner", "partner-missing",
            f"Basis {name} has no row for {', '.join(missing)}. Give one for each partner; use 0 for one who "
            "bears no share.",
        )  # fmt: skip
    measures = _complete(rows, name, records, "Measure")
    estimates = _complete(rows, name, records, "Estimate")
    if measures and sum(measures.values()) == 0:
        rows.error(
            first, "Measure", "zero-driver",
            f"Basis {name}: the measures of all partners come to 0, so nothing can be shared by them. "
            f"Enter what was measured ({', '.join(r.told('Measure') for r in records)}).",
        )  # fmt: skip
    if estimates and sum(estimates.values()) != 1:
        shown = float(sum(estimates.values()) * 100)
        rows.error(
            records[-1], "Estimate", "not-100",
            f"Basis {name}: the estimates come to {shown:g}%, not 100% "
            f"({', '.join(r.told('Estimate') for r in records)}). Correct them so that they sum to 100%.",
        )  # fmt: skip
    if not measures and not estimates:
        rows.error(
            first, "Measure", "blank-driver",
            f"Basis {name} has neither measures nor estimates. Fill one of the two columns for every partner.",
        )  # fmt: skip
    tolerance = first["Tolerance"]
    return Basis(
        name, first["Service"], first["Driver"], first["Unit"], first["Period"], first["Effective from"],
        measures, estimates, None if tolerance is None else Fraction(tolerance),
        {f"{heading} {r['Partner']}": r.told(heading) for r in records for heading in ("Measure", "Estimate")},
    )  # fmt: skip


def _complete(rows: Rows, name: str, records: Sequence[Row], heading: str) -> Mapping[str, Fraction]:
    """The partners' figures in one column: all of them or none; a gap among them is a finding."""
    given = {record["Partner"]: Fraction(record[heading]) for record in records if record[heading] is not None}
    if given:
        for record in records:
            if record[heading] is None:
                rows.error(
                    record, heading, "blank",
                    f"Basis {name}: {heading} is blank for {record['Partner']} but given for others. "
                    "Fill it; use 0 for a partner who bears no share.",
                )  # fmt: skip
    return given if len(given) == len(records) else {}
