"""`mkip-xl compare`: set options, ways to divide the saving, and bases side by side."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mkip_xl.commands.paths import NamedPath

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@click.argument("workbook", type=NamedPath())
@click.option("--out", type=NamedPath(), help="Write the comparison as a workbook, with a chart.")
@click.option("--templates", type=NamedPath(), help="Folder of templates; the shipped ones if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(workbook: Path, out: Path | None, templates: Path | None, as_json: bool) -> None:
    """Set the options of WORKBOOK side by side: total and by partner, year by year, net present value and payback.

    The options are those of its table Options, or the usual ones: do nothing, the shared service under each capital
    option, outsourcing at 35% and 40% with no later saving. The ways to divide the saving, the bases of the register,
    the funding after the full review, and the scores of the table Criteria follow. What is printed is exempt.
    """
    from mkip_xl.appendices.comparison import comparison_data
    from mkip_xl.batch.work import accounts_of
    from mkip_xl.commands.telling import stop_with_findings
    from mkip_xl.errors import FindingsError, NotAvailableError

    try:
        accounts, _ = accounts_of(workbook)
    except FindingsError as refusal:
        stop_with_findings(refusal, as_json)
    if not accounts.partnership.savings:
        raise NotAvailableError(f"{workbook.name} has no table Savings, so there are no options to compare. Add it.")
    data = comparison_data(accounts)
    if out is not None:
        _write(data, out, templates)
    if as_json:
        click.echo(json.dumps(_plain(data), ensure_ascii=False))
    else:
        _tell(data)
        if out is not None:
            click.echo(f"Written to {out}.")


def _write(data: dict[str, Any], out: Path, templates: Path | None) -> None:
    from mkip_xl.appendices.comparison import TEMPLATE
    from mkip_xl.batch.work import compiled
    from mkip_xl.shipped import templates_folder
    from mkip_xl.workbook.writing import write_whole

    write_whole(out, compiled((templates or templates_folder()) / TEMPLATE).fill(data))


def _plain(value: Any) -> Any:
    """The same as JSON can hold it: amounts as numbers, dates as text."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _tell(data: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 120)
    codes = [partner["code"] for partner in data["partners"]]
    table = Table(title="Options over the term, £: the saving is against doing nothing")
    for heading in ("Option", "Saving", "Capital", "After capital", "Net present value", "Payback"):
        table.add_column(heading, justify="left" if heading in ("Option", "Payback") else "right")
    for option in data["options"]:
        mark = " (chosen)" if option["chosen"] else ""
        figures = [_pounds(option[figure]) for figure in ("saving", "capital", "after_capital", "npv")]
        table.add_row(option["name"] + mark, *figures, option["payback"])
    console.print(table)
    click.echo(
        f"Payback: years after {data['years'][0]['label']}, and the year in which what was spent is made up for."
    )
    if data["assumed"]:
        click.echo(
            "Outsourcing is assumed, for the workbook has no table Options: 35% or 40% of the baseline is saved in the "
            "first year, nothing later, and it costs nothing (Maidstone Cabinet, 16 April 2012). State yours there."
        )
    by_partner = [
        {**one, "total": {code: one["by"][code]["after_capital"] for code in codes}} for one in data["options"]
    ]
    _tell_divisions(console, "Saving of the term after capital by partner, £", by_partner, codes)
    _tell_divisions(console, "Net saving of the term by way of division, £", data["methods"], codes)
    _tell_divisions(console, "Cost of the term by basis, £", data["bases"], codes)
    changed = [{**one, "total": one["change"], "chosen": ""} for one in data["review"]["options"]]
    if not any(any(one["change"].values()) for one in data["review"]["options"]):
        changed = []  # the review comes with the last year, and nothing is left to be divided otherwise
    title = f"Change to each partner if the saving is divided so after year {data['review']['after']}, £"
    _tell_divisions(console, title, changed, codes)
    if data["scores"]:
        scored = Table(title="Scores")
        for heading in ("Option", "Score", "Rank"):
            scored.add_column(heading, justify="left" if heading == "Option" else "right")
        for score in data["scores"]:
            scored.add_row(score["name"], str(score["score"]), str(score["rank"]))
        console.print(scored)


def _tell_divisions(console: Console, title: str, divisions: list[dict[str, Any]], codes: list[str]) -> None:
    from rich.table import Table

    if not divisions:
        return
    table = Table(title=title)
    table.add_column("Way")
    for code in codes:
        table.add_column(code, justify="right")
    for one in divisions:
        mark = " (chosen)" if one["chosen"] else ""
        table.add_row(one["name"] + mark, *[_pounds(one["total"][code]) for code in codes])
    console.print(table)


def _pounds(amount: Decimal) -> str:
    return f"({-amount:,.2f})" if amount < 0 else f"{amount:,.2f}"
