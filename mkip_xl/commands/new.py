"""`mkip-xl new`: a starter finance workbook."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkip_xl.commands.paths import NamedPath
from mkip_xl.errors import OutputError, RuleError

if TYPE_CHECKING:
    from mkip_xl.finance.exemption import Country


@click.command(short_help="write a starter finance workbook")
@click.argument("out", type=NamedPath())
@click.option(
    "--partners",
    required=True,
    metavar="A,B,C",
    help="Codes or names, in register order; MBC=Maidstone gives both. Names that hold commas: put ; between.",
)
@click.option("--service", default="ICT", show_default=True, help="The shared service the figures are about.")
@click.option("--years", default=10, show_default=True, help="The term, in financial years.")
@click.option("--start", metavar="DATE", help="The first day, as 01/04/2013 or 2013-04-01. Next 1 April if left out.")
@click.option("--name", help="The partnership's name.")
@click.option(
    "--country",
    type=click.Choice(["England", "Wales"], case_sensitive=False),
    default="England",
    show_default=True,
    help="Whose paragraphs of Schedule 12A the exemptions are drafted with.",
)
@click.option("--appendix", metavar="B,E", help="Only these exempt appendices; their lines may be added to later.")
def command(
    out: Path,
    partners: str,
    service: str,
    years: int,
    start: str | None,
    name: str | None,
    country: Country,
    appendix: str | None,
) -> None:
    """Write a finance workbook with the tables laid out for these partners, to OUT.xlsx.

    Fill the pale yellow cells, then run check and batch. A file that is already there is not overwritten.
    """
    from mkip_xl.intake.schema import EXEMPT
    from mkip_xl.intake.starter import StarterPartner, starter_workbook
    from mkip_xl.workbook.writing import write_whole

    if out.suffix.casefold() != ".xlsx":
        raise click.BadParameter(f"{out.name} should end in .xlsx.", param_hint="OUT")
    if out.exists():
        raise OutputError(f"{out} is already there, and is not overwritten. Give another name, or move it away.")
    between = ";" if ";" in partners else ","
    named = [StarterPartner.named(text) for text in partners.split(between) if text.strip()]
    letters = EXEMPT if appendix is None else [text.strip().upper() for text in appendix.split(",") if text.strip()]
    try:
        content = starter_workbook(
            named, service=service, start=_first_day(start), years=years, partnership=name, letters=letters,
            country=country,
        )  # fmt: skip
    except RuleError as refusal:
        raise click.UsageError(str(refusal)) from None
    write_whole(out, content)
    click.echo(f"{out}: open it in Excel and fill the pale yellow cells, then run: mkip-xl check {out}")


def _first_day(text: str | None) -> dt.date:
    if text is not None:
        try:
            day_first = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text.strip())
            return dt.date(*map(int, reversed(day_first.groups()))) if day_first else dt.date.fromisoformat(text)
        except ValueError:
            raise click.BadParameter(
                f"{text!r} is not a date. Give 1 April of a year, as 01/04/2013 or 2013-04-01.", param_hint="--start"
            ) from None
    today = dt.datetime.now(tz=dt.UTC).date()
    return dt.date(today.year + (today >= dt.date(today.year, 4, 1)), 4, 1)
