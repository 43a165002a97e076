"""Write a finance workbook for the Shared Services Methodology from a published table of splits, as a readable CSV.

    python workbooks/build_methodology.py                                  the shipped workbook, 2023/24
    python workbooks/build_methodology.py TABLE.csv 2024/25 OUT.xlsx       another year of the same series

One line of the CSV is one driver of one split, as the councils print it. A split is written 75/25 in the order of the
partners' columns. Where the estimate differs from the split that was used in the end, it stands under Estimate.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
from decimal import Decimal
from pathlib import Path

from mkip_xl.finance.financial_year import FinancialYear
from mkip_xl.intake.building import write_finance_workbook
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


def split(text: str) -> list[float | None]:
    """A split as it is printed, 75/25, as parts of one; blank where none is."""
    if not text:
        return [None] * len(PARTNERS)
    return [float(Decimal(part.strip().removesuffix("%")) / 100) for part in text.split("/")]


def bases(source: Path, year: FinancialYear) -> list[list[object]]:
    """The rows of the table Bases for a published table of splits."""
    columns = [column.heading for column in table("Bases").columns]
    rows = []
    with source.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            since = dt.date.fromisoformat(line["With effect from"]) if line["With effect from"] else year.start
            estimate = split(line["Estimate"] or line["Split"])
            previous = split(line["Previous split"])
            measured = [line[code] for code in PARTNERS]
            for place, code in enumerate(PARTNERS):
                cells: dict[str, object] = {
                    "Basis": f"{line['Service']}: {line['Activity']}" if line["Activity"] else line["Service"],
                    "Service": line["Service"], "Section": line["Section"], "Driver": line["Basis of the split"],
                    "Unit": line["Unit"] or "split", "Period": line["Measured"] or None, "Effective from": since,
                    "Partner": code, "Measure": float(measured[place]) if measured[place] else None,
                    "Estimate": estimate[place], "Previous split": previous[place],
                    "Tolerance": TOLERANCE if any(measured) else None, "Basis note": line["Note"] or None,
                    "Outcome": "Kept" if line["Starred"] and not any(measured) else None,
                }  # fmt: skip
                rows.append([cells.get(column) for column in columns])
    return rows


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
    target.write_bytes(workbook(source, year, target.name))
