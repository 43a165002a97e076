"""Write a finance workbook for the Shared Services Methodology from a published table of splits, as a readable CSV.

    python workbooks/build_methodology.py                                  the shipped workbook, 2023/24
    python workbooks/build_methodology.py TABLE.csv 2024/25 OUT.xlsx       another year of the same series

One line of the CSV is one driver of one split, as the councils print it. A split is written 75/25 in the order of the
partners' columns. Where the estimate differs from the split that was used in the end, it stands under Estimate. A split
that changed within the year has a line for each of its splits, the later one with its first day under With effect from.
Columns that are not needed may be left out. A line whose printed split or star the register does not come to is told.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from mkip_xl.finance.accounts import Accounts
from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.intake.building import write_finance_workbook
from mkip_xl.intake.model import read_partnership
from mkip_xl.intake.schema import table

HERE = Path(__file__).parent
SOURCE = HERE / "published" / "south-hams-west-devon-2023-24.csv"
TARGET = HERE / "south-hams-west-devon-2023-24.xlsx"
STATUS = "PUBLISHED FIGURES: see Read me"
TOLERANCE = 3
PARTNERS = {"SHDC": "South Hams District Council", "WDBC": "West Devon Borough Council"}
REPORT = "Shared Services Methodology {year}"
READING = (
    (
        "PUBLISHED FIGURES",
        "South Hams District Council and West Devon Borough Council, Shared Services Allocations of costs for the "
        "financial year {long}, Appendix A: every split, caseload and star. The methodology reports say that a split "
        "is adjusted only where the measure is more than 3 percentage points from the original estimate.",
    ),
    (
        "Estimates",
        "The table does not print the original estimates. Where a note tells of a change, the estimate is last year's "
        "published split; everywhere else it is the split as published. Previous splits are those of the table of the "
        "year before.",
    ),
    (
        "Not in the source",
        "The costs that are shared are not published, so no cost is given. The periods of caseloads without a date of "
        "their own are the nine months the reports name. The meetings stand for those of both councils; the threshold "
        "of key decisions is not used here and is 0.",
    ),
    ("How to use it", "mkip-xl batch {name} --out out   writes the Shared Services Methodology for each council."),
    ("Cells to fill", "Pale yellow cells are inputs. Notes on the headings say what each column holds, in what unit."),
)


def split(text: str) -> list[float] | None:
    """A split as it is printed, 75/25 or 75:25 or 62.5% / 37.5%, as parts of one; None where none is printed."""
    if not text:
        return None
    parts = [float(Decimal(part.strip().removesuffix("%").strip()) / 100) for part in re.split("[/:]", text)]
    if len(parts) != len(PARTNERS):
        raise ValueError
    return parts


def count(text: str) -> float | None:
    """A caseload as it is printed, 53,418; None where there is none, or words such as N/A."""
    number = re.sub(r"[,\s£]", "", text)
    return float(number) if re.fullmatch(r"\d+(\.\d+)?", number) else None


def day(text: str) -> dt.date | None:
    """A day as 2022-10-03, 03/10/2022 or 3 October 2022."""
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"):
        with suppress(ValueError):
            return dt.datetime.strptime(text, form).date()
    raise ValueError


def printed(source: Path) -> Iterator[tuple[str, dict[str, str], dict[str, Any]]]:
    """Each line of the table: where it stands, its texts by heading, and what it says as numbers and days."""
    with source.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, restval="")
        missing = [heading for heading in NEEDED if heading not in (reader.fieldnames or ())]
        if missing:
            raise SystemExit(f"{source.name} has no column {', '.join(missing)}. Its columns may be: {', '.join(ALL)}.")
        for texts in reader:
            line = {heading: (texts.get(heading) or "").strip() for heading in ALL}
            told: dict[str, Any] = {}
            for heading, read in READ.items():
                try:
                    told[heading] = read(line[heading])
                except (ValueError, ArithmeticError):
                    raise SystemExit(
                        f"{source.name}, line {reader.line_num}: {heading} is {line[heading]!r}. Write it as "
                        f"{'75/25' if read is split else '2022-10-03'}, or leave it blank."
                    ) from None
            yield f"{source.name}, line {reader.line_num}", line, told


NEEDED = ("Service", "Split", "Basis of the split", *PARTNERS)
READ: Mapping[str, Callable[[str], Any]] = {
    "Split": split, "Estimate": split, "Previous split": split, "With effect from": day,
    **dict.fromkeys(PARTNERS, count),
}  # fmt: skip
ALL = (
    "Section", "Service", "Activity", "Split", "Starred", "Estimate", "Previous split", "With effect from",
    "Basis of the split", "Measured", "Unit", *PARTNERS, "Outcome", "Note",
)  # fmt: skip


def name_of(line: Mapping[str, str]) -> str:
    """The name of the basis that a line belongs to."""
    return f"{line['Service']}: {line['Activity']}" if line["Activity"] else line["Service"]


def bases(source: Path, year: FinancialYear) -> list[list[object]]:
    """The rows of the table Bases for a published table of splits.

    Where nothing is measured the printed split is the one in use, kept where it is starred and changed where it is not
    last year's. Where something is, the register decides between the measure and the estimate.
    """
    columns = [column.heading for column in table("Bases").columns]
    rows = []
    for _, line, told in printed(source):
        measured = [told[code] for code in PARTNERS]
        counted = any(each is not None for each in measured)
        words = next((line[code] for code in PARTNERS if told[code] is None and len(line[code]) > len("N/A")), "")
        before = told["Previous split"] or told["Estimate"]
        estimate = (told["Estimate"] if counted else None) or told["Split"]
        outcome = line["Outcome"]
        if not counted and not outcome and told["Split"]:
            outcome = "Kept" if starred(line) else "Changed" if before and before != told["Split"] else ""
        for place, code in enumerate(PARTNERS):
            cells: dict[str, object] = {
                "Basis": name_of(line), "Service": line["Service"], "Section": line["Section"] or None,
                "Driver": line["Basis of the split"], "Unit": line["Unit"] or ("number" if counted else "split"),
                "Period": line["Measured"] or None, "Effective from": told["With effect from"] or year.start,
                "Partner": code, "Measure": measured[place], "Estimate": estimate and estimate[place],
                "Previous split": before and before[place], "Tolerance": TOLERANCE if counted else None,
                "Basis note": line["Note"] or words or None, "Outcome": outcome or None,
            }  # fmt: skip
            rows.append([cells.get(column) for column in columns])
    return rows


def starred(line: Mapping[str, str]) -> bool:
    """Whether a line is printed with a star."""
    return line["Starred"].casefold() not in ("", "no")


def differences(source: Path, made: bytes) -> Iterator[str]:
    """What is wrong with the finance workbook, and every line whose printed split or star it does not come to."""
    partnership, findings = read_partnership(made, name=source.name)
    yield from map(str, findings)
    if partnership is None:
        return
    decided = {
        (line.name, one.basis.effective_from): one for line in Accounts(partnership).register for one in line.decisions
    }
    for where, line, told in printed(source):
        one = decided.get((name_of(line), told["With effect from"] or partnership.start))
        if one is None or not told["Split"]:
            continue
        found = "/".join(f"{float(part):g}" for part in one.split) + "*" * one.starred
        shown = "/".join(f"{part * 100:g}" for part in told["Split"]) + "*" * starred(line)
        if found != shown:
            yield (
                f"{where}: {name_of(line)} is printed as {shown}, the register decides {found} ({one.outcome}). Give "
                "the split agreed beforehand under Estimate; or Agreed under Outcome, with a Note, if the measure is "
                "an indicator only."
            )


def workbook(source: Path, year: FinancialYear, name: str) -> bytes:
    """The bytes of the finance workbook of one year's published table."""
    title = "South Hams District Council and West Devon Borough Council: shared services"
    items = (
        ("Partnership", "South Hams and West Devon"), ("Short name", "SHWD"),
        ("Service", "Shared services"), ("Start date", year.start), ("Term in years", 1),
        ("Statement on the figures", "Splits and caseloads as published by the two councils."),
        ("Year of the basis register", str(year)), ("Drivers measured in", str(year)),
    )  # fmt: skip
    meeting = dt.date(year.first + 1, 3, 28)
    tables = {
        "Partnership": [[label, value, None] for label, value in items],
        "Partners": [
            [code, authority, f"Section 151 Officer, {authority}", "Audit and Governance Committee", meeting,
             REPORT.format(year=year), 0]
            for code, authority in PARTNERS.items()
        ],
        "Bases": bases(source, year),
        "Appendices": [
            ["A", f"Shared Services Methodology {year}", "Open", None, None, None, None, "methodology.xlsx"]
        ],
    }  # fmt: skip
    long = f"{year.first}/{year.first + 1}"
    reading = [(heading, text.format(long=long, name=name)) for heading, text in READING]
    return write_finance_workbook(tables, title=title, reading=reading, status=STATUS, only=tables)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments:
        source, year, target = Path(arguments[0]), FinancialYear.parse(arguments[1]), Path(arguments[2])
    else:
        source, year, target = SOURCE, FinancialYear(2023), TARGET
    made = workbook(source, year, target.name)
    target.write_bytes(made)
    told = list(differences(source, made))
    sys.stderr.write("".join(f"{one}\n" for one in told))
    sys.exit(1 if told else 0)
