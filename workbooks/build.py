"""Write workbooks/mkip-ict.xlsx, the example finance workbook, from the tables in workbooks/source/.

    python workbooks/build.py

The figures are illustrative. They are built so that their totals reproduce what the Cabinet report of 16 April 2012
("MKIP ICT Shared Service") published: £3,710,000 of net savings over ten years, £371,000 a year on average, and a
capital fund of £300,000 under Option three, £100,000 from each authority.
"""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

from mkip_xl.intake.building import write_finance_workbook
from mkip_xl.intake.schema import ITEMS, TABLES, Kind, TableSchema

HERE = Path(__file__).parent
TARGET = HERE / "mkip-ict.xlsx"
TITLE = "Mid Kent Improvement Partnership: ICT shared service"
STATUS = "ILLUSTRATIVE FIGURES, not the councils' own: see Read me"
READING = (
    (
        "ILLUSTRATIVE FIGURES",
        "The figures inside the exempt appendices of the founding report were never published. Those in this workbook "
        "are invented; they are not the councils' own. They are built so that their totals reproduce every figure the "
        "report did publish.",
    ),
    (
        "What the report published",
        "Maidstone Borough Council, Cabinet, 16 April 2012, MKIP ICT Shared Service: net savings, staff and non-staff, "
        "of £3,710,000 over ten years, £371,000 a year on average; an ICT capital fund of £300,000 under Option three, "
        "£100,000 from each authority in the first year; a key decision, being above £250,000; ten years from "
        "1 April 2013, with a full review after five.",
    ),
    ("What this workbook is for", "It is the one place the figures of Appendices B, C, D, E, G and J come from."),
    (
        "How to use it",
        "At a command prompt: mkip-xl batch mkip-ict.xlsx --out out. It writes every exempt appendix for each "
        "authority's cabinet.",
    ),
    (
        "Cells to fill",
        "Pale yellow cells are inputs. Notes on the headings say what each column holds and in what unit.",
    ),
    (
        "Growing",
        "Type in the row beneath a table and it grows. A new partner is a new row in Partners and rows for it in the "
        "other tables; a longer term is a larger number of years and rows for each new year.",
    ),
    ("Your own", "Sheets and columns of your own may be added anywhere; they are left alone."),
    (
        "Sign",
        "Costs, budgets and investment are positive, income is negative. A saving is baseline less proposed cost, "
        "positive when money is saved.",
    ),
    ("Prices", "2012/13 prices throughout; no inflation."),
)


def value(text: str, kind: Kind) -> object:
    """What one cell of the source tables holds, as the workbook takes it."""
    if text == "":
        return None
    if kind == "date":
        return dt.date.fromisoformat(text)
    if kind == "percentage":
        return float(Decimal(text.removesuffix("%")) / 100)
    if kind in ("money", "count"):
        number = Decimal(text)
        return int(number) if number == number.to_integral_value() else float(number)
    return text


def rows(schema: TableSchema) -> list[list[object]]:
    """The rows of one table, from its file in workbooks/source/."""
    with _source(schema).open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        kinds = {item.label: item.kind for item in ITEMS.get(schema.name, ())}
        return [
            [
                value(
                    line.get(column.heading, ""),
                    kinds[line["Item"]] if kinds and column.heading == "Value" else column.kind,
                )
                for column in schema.columns
            ]
            for line in reader
        ]


def _source(schema: TableSchema) -> Path:
    return HERE / "source" / f"{schema.name}.csv"


def example() -> bytes:
    """The bytes of the example finance workbook: every table that has a file in workbooks/source/."""
    tables = {schema.name: rows(schema) for schema in TABLES if _source(schema).is_file()}
    return write_finance_workbook(tables, title=TITLE, reading=READING, status=STATUS)


if __name__ == "__main__":
    TARGET.write_bytes(example())
