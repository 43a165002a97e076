"""The tables of items and values: Partnership and Agreement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from mkip_xl.findings import place
from mkip_xl.intake.rows import Row, Rows, heading_cell, unknown
from mkip_xl.intake.schema import ITEMS, Item, table
from mkip_xl.workbook.formulas.references import column_letters

if TYPE_CHECKING:
    from mkip_xl.workbook.reading import Record, Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Items:
    """A table of items and values: each item's value, the place of its value, and its clause."""

    values: Mapping[str, object]
    places: Mapping[str, str]
    clauses: Mapping[str, str]

    def get(self, label: str, kind: Callable[..., T], default: T) -> T:
        """The value of an item as the type asked for, or `default` where it is blank or faulty."""
        value = self.values.get(label)
        return default if value is None else kind(value)


def read_items(rows: Rows, name: str) -> Items:
    """A table of items and values, by item."""
    schema, wanted = table(name), {item.label.casefold(): item for item in ITEMS[name]}
    values: dict[str, object] = {}
    places: dict[str, str] = {}
    clauses: dict[str, str] = {}
    found = rows.found(name)
    if found is None:
        return Items(values, places, clauses)
    kinds = {heading: kind for heading, kind in schema.kinds.items() if heading != "Value"}
    for read in found.records({**kinds, "Item": "name"}, rows.findings, optional=schema.optional):
        record = Row(read)
        label = record["Item"]
        item = wanted.get(label.casefold()) if label is not None else None
        if label is None:
            continue
        if item is None:
            rows.error(record, "Item", "unknown-item", unknown(label, [i.label for i in ITEMS[name]], "item"))
        elif item.label in places:
            rows.error(record, "Item", "duplicate", f"The item {item.label!r} stands twice. Keep one line of it.")
        else:
            places[item.label] = place(found.sheet.name, _value_cell(found, read))
            clauses[item.label] = (record["Clause"] or "") if "Clause" in schema.kinds else ""
            values[item.label] = _item_value(rows, found, read, item)
    for item in ITEMS[name]:
        if item.label not in places and item.required and rows.wanted.item(item):
            message = f"The table {name} has no line for the item {item.label!r}. Add one."
            rows.findings.error(found.sheet.name, heading_cell(found, "Item"), "missing-item", message)
    return Items(values, places, clauses)


def _value_cell(found: Table, read: Record) -> str:
    column = next((at for heading, at in found.columns.items() if heading.strip().casefold() == "value"), 1)
    return f"{column_letters(column)}{read.row}"


def _item_value(rows: Rows, found: Table, read: Record, item: Item) -> object:
    from mkip_xl.workbook.reading import convert

    at = _value_cell(found, read)
    cell = found.sheet.cells.get(at)
    value = convert(cell, item.kind, rows.findings, item.label)
    sheet = found.sheet.name
    if value is None:
        if item.required and rows.wanted.item(item) and (cell is None or cell.is_blank):
            rows.findings.error(sheet, at, "blank", f"{item.label} is blank. {item.help} Fill it in.")
        return None
    if item.choices:
        for choice in item.choices:
            if choice.casefold() == str(value).casefold():
                return choice
        message = f"{item.label} is {value!r}. Choose one of: {', '.join(item.choices)}."
        rows.findings.error(sheet, at, "not-a-choice", message)
        return None
    if item.refers_to == ("Partners", "Code") and value not in rows.codes:
        rows.findings.error(sheet, at, "unknown", unknown(str(value), rows.codes, "partner"))
        return None
    return value
