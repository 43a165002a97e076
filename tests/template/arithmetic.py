"""What the full template must come to for a shape: sums over its data in exact fractions, addresses by counting."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

Cells = dict[tuple[str, str], Any]


def letter(column: int) -> str:
    """The letters of a column, from 1, up to ZZ."""
    first, second = divmod(column - 1, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


def expected(data: dict[str, Any]) -> Cells:
    """Every cell that a formula or a value fills, by sheet and address."""
    cells: Cells = {}
    _net_savings(data, cells)
    _groups(data, cells)
    _table(data, cells)
    _by_partner(data, cells)
    _cross(data, cells)
    return cells


def _net(data: dict[str, Any]) -> list[list[Fraction]]:
    return [[Fraction(year["net"][p["code"]]) for p in data["partners"]] for year in data["years"]]


def _net_savings(data: dict[str, Any], cells: Cells) -> None:
    net, partners = _net(data), data["partners"]
    years, count = len(net), len(partners)
    total, cumulative, check = letter(3 + count), letter(4 + count), letter(5 + count)
    put = _putter(cells, "Net savings")
    put("A1", data["title"].upper())
    put("A2", "Basis: agreed share at 16 April 2012")
    for at, partner in enumerate(partners):
        put(f"{letter(3 + at)}4", partner["name"])
    running = Fraction(0)
    for at, year in enumerate(data["years"]):
        row = 5 + at
        running += sum(net[at])
        put(f"A{row}", year["label"])
        put(f"B{row}", Fraction(year["rate"]))
        for column, amount in enumerate(net[at]):
            put(f"{letter(3 + column)}{row}", amount)
        put(f"{total}{row}", sum(net[at]))
        put(f"{cumulative}{row}", running)
        put(f"{check}{row}", "OK")
    foot = 5 + years
    sums = [sum((line[column] for line in net), Fraction(0)) for column in range(count)]
    everything = sum(sums, Fraction(0))
    for at, one in enumerate([*sums, everything]):
        column = letter(3 + at)
        put(f"{column}{foot}", one)
        put(f"{column}{foot + 1}", one / everything if everything else 0)
        put(f"{column}{foot + 2}", one / years if years else 0)
    for at in range(count):
        rates = [Fraction(year["rate"]) for year in data["years"]]
        weighted = sum((rate * line[at] for rate, line in zip(rates, net, strict=True)), Fraction(0))
        put(f"{letter(3 + at)}{foot + 3}", weighted)
    put(f"{check}{foot}", "OK")
    put(f"{total}{foot + 4}", partners[sums.index(max(sums))]["name"])
    put(f"{total}{foot + 5}", 2 * everything)
    for at, number in enumerate((3, 5, 7)):
        put(f"A{foot + 6 + at}", number)
        put(f"B{foot + 6 + at}", 2 * number)


def _groups(data: dict[str, Any], cells: Cells) -> None:
    put = _putter(cells, "Groups")
    row, everything, count = 3, Fraction(0), 0
    for number, group in enumerate(data["groups"], 1):
        put(f"A{row}", f"{number}. {group['name']}")
        amounts = [Fraction(item["amount"]) for item in group["items"]]
        for item, amount in zip(group["items"], amounts, strict=True):
            row += 1
            put(f"B{row}", item["name"])
            put(f"C{row}", amount)
            put(f"D{row}", amount / sum(amounts))
        row += 1
        put(f"B{row}", f"Subtotal {group['name']}")
        put(f"C{row}", sum(amounts, Fraction(0)))
        row += 1
        if group["note"]:
            put(f"A{row}", group["note"])
            row += 1
        everything += sum(amounts, Fraction(0))
        count += len(amounts)
    put(f"C{row}", everything)
    put(f"C{row + 1}", everything)
    put(f"C{row + 2}", count)


def _table(data: dict[str, Any], cells: Cells) -> None:
    put = _putter(cells, "Table")
    rates = [Fraction(year["rate"]) for year in data["years"]]
    row = 3
    for year, rate in zip(data["years"], rates, strict=True):
        put(f"A{row}", year["label"])
        put(f"B{row}", rate)
        put(f"C{row}", 2 * rate)
        put(f"D{row}", "Rows")
        for at, partner in enumerate(data["partners"]):
            put(f"{letter(5 + at)}{row}", partner["posts"])
        put(f"{letter(5 + len(data['partners']))}{row}", sum(partner["posts"] for partner in data["partners"]))
        row += 1
    for at, partner in enumerate(data["partners"]):
        put(f"{letter(5 + at)}2", partner["name"])
    row = max(row, 4)
    put(f"B{row}", sum(rates, Fraction(0)))
    put(f"C{row}", 2 * sum(rates, Fraction(0)))


def _by_partner(data: dict[str, Any], cells: Cells) -> None:
    net = _net(data)
    everything = sum((sum(line) for line in net), Fraction(0))
    for at, partner in enumerate(data["partners"]):
        put = _putter(cells, partner["code"])
        own = [line[at] for line in net]
        put("A1", partner["name"])
        put("B2", at + 1)
        for year, amount in enumerate(own):
            put(f"A{3 + year}", data["years"][year]["label"])
            put(f"B{3 + year}", amount)
        put(f"B{3 + len(own)}", sum(own, Fraction(0)))
        put(f"B{4 + len(own)}", sum(own) / everything if everything else 0)


def _cross(data: dict[str, Any], cells: Cells) -> None:
    put = _putter(cells, "Cross")
    net = _net(data)
    everything = sum((sum(line) for line in net), Fraction(0))
    rates = sum((Fraction(year["rate"]) for year in data["years"]), Fraction(0))
    first = sum(net[0], Fraction(0)) if net else Fraction(0)
    found = (
        everything, everything, rates, 2 * rates, 2 * everything, 0, 2 * rates, len(data["partners"]), first,
        1 if everything else 0, everything,
    )  # fmt: skip
    for row, value in enumerate(found, 1):
        put(f"A{row}", value)


def _putter(cells: Cells, sheet: str) -> Any:
    def put(address: str, value: Any) -> None:
        cells[(sheet, address)] = value

    return put
