"""The page of the finance workbook: its tables and columns, read from the schema the reader checks against."""

from __future__ import annotations

from manual.writing import cell, page, prose, table
from mkip_xl.intake import ledger_mapping, schema

LEDGER_TABLES = (ledger_mapping.LEDGER, ledger_mapping.LEDGER_CODES)


def pages() -> dict[str, str]:
    """The page, by path under docs/."""
    parts = [
        "One workbook for the partnership, with these Excel tables in it. A table is found by its name (Table Design,"
        " Table Name) and a column by its heading, never by its address: move them, sort them, add sheets and columns"
        " of your own. `mkip-xl new` writes a workbook with the tables laid out that appendices are filled from;"
        " `mkip-xl check` names every cell that is not as it should be.",
        "A column or line marked *may be left out* need not be there at all. A new workbook does without such columns:"
        " type the heading beside the last one when you want it. A table is asked for by the appendices it"
        " is for: where the sheet *Appendices* lists none of them as exempt, it may stay as `new` laid it out.",
    ]
    for held in (*schema.TABLES, *LEDGER_TABLES):
        parts += [
            f"## {held.name}",
            prose(held.purpose + held.used_by),
            _where(held),
        ]
        items = getattr(schema, f"{held.name.upper()}_ITEMS", None)
        if items:
            rows = [(cell(item.label), item.kind, _needed(item), _help(item)) for item in items]
            parts.append(table(("Line", "Holds", "Filled", "What it is"), rows))
        else:
            rows = [(cell(column.heading), column.kind, _needed(column), _help(column)) for column in held.columns]
            parts.append(table(("Column", "Holds", "Filled", "What it is"), rows))
    return {"finance-workbook.md": page("The finance workbook", *parts)}


def _where(held: schema.TableSchema) -> str:
    if held.required or held in LEDGER_TABLES:
        return f"On the sheet *{prose(held.sheet)}* of a new workbook."
    return (
        "Not in a new workbook. Where it is wanted, type these headings on a sheet of your own and the rows beneath,"
        f" select them, choose Insert, Table, and name the table `{held.name}`."
    )


def _needed(one: schema.Column | schema.Item) -> str:
    if one.extra:
        return "may be left out"
    return "always" if one.required else "may be blank"


def _help(one: schema.Column | schema.Item) -> str:
    text = one.help
    if one.choices:
        text += f" One of: {', '.join(one.choices)}."
    if one.refers_to:
        text += f" As in the column {one.refers_to[1]} of {one.refers_to[0]}."
    return cell(text)
