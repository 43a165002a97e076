"""`mkip-xl trace`: take a figure of an appendix back to its source cells."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkip_xl.commands.paths import NamedPath

if TYPE_CHECKING:
    from mkip_xl.batch.tracing import Trace, Tracer
    from mkip_xl.money.origin import Origin, Source


@click.command()
@click.argument("appendix", type=NamedPath())
@click.argument("cell", required=False)
@click.option("--workbook", type=NamedPath(), help="The finance workbook it was filled from.")
@click.option("--templates", type=NamedPath(), help="Folder of templates; the shipped ones if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(appendix: Path, cell: str | None, workbook: Path | None, templates: Path | None, as_json: bool) -> None:
    """Take a figure of APPENDIX back to the cells it came from: CELL is written as "'Net savings'!D14".

    Without CELL every figure of the appendix is traced and counted. The finance workbook is found by the manifest of
    the run, or named with --workbook. What is printed is exempt where the appendix is.
    """
    from mkip_xl.batch.tracing import Tracer, parted

    tracer = Tracer(appendix, workbook, templates)
    for name in tracer.changed:
        click.echo(f"{name} has changed since the run. What it holds now is told.", err=True)
    if cell is None:
        sys.exit(_every(tracer, as_json))
    found = tracer.trace(*parted(cell))
    if as_json:
        click.echo(json.dumps(_as_json(found, tracer), ensure_ascii=False))
    else:
        _tell(found, tracer)
    sys.exit(0 if found.agrees else 1)


def _every(tracer: Tracer, as_json: bool) -> int:
    """Trace every figure and say how many agree; 1 when one does not."""
    found = [tracer.trace(*place) for place in tracer.places()]
    lost = [f"'{one.sheet}'!{one.cell}" for one in found if not one.agrees]
    if as_json:
        told = [_as_json(one, tracer) for one in found]
        counts = {"traced": len(found) - len(lost), "total": len(found)}
        click.echo(json.dumps({"figures": told, "counts": counts, "lost": lost}, ensure_ascii=False))
    else:
        click.echo(f"{len(found) - len(lost)} of {len(found)} figures of {tracer.appendix.name} trace to their cells.")
        for place in lost:
            click.echo(f"  {place} does not.", err=True)
    return 1 if lost else 0


def _as_json(found: Trace, tracer: Tracer) -> dict[str, object]:
    return {
        "appendix": tracer.appendix.name,
        "workbook": tracer.workbook.name,
        "changed_since": tracer.changed,
        "sheet": found.sheet,
        "cell": found.cell,
        "figure": _number(found.figure),
        "field": found.field,
        "formula": None if found.formula is None else f"={found.formula}",
        "traced": None if found.traced is None else _number(found.traced),
        "agrees": found.agrees,
        "sources": [
            {
                "cell": source.cell,
                "value": _told(source),
                "times": str(source.times * _unit(source.unit)),
                "amount": _number(source.value * source.times),
                "ledger": [
                    {"file": file, "line": line, "amount": _number(Fraction(pence, 100))}
                    for file, line, pence in tracer.ledger_lines(source)
                ],
            }
            for source in found.sources
        ],
        "odd_pennies": _number(found.odd),
        "decided_by": [{"cell": leaf.cell, "value": _told(leaf)} for leaf in found.decided_by],
        "steps": [_step(step) for step in found.steps],
    }


def _step(step: Origin) -> dict[str, object]:
    told: dict[str, object] = {"rule": step.rule, "value": _number(step.value), "odd": _number(step.odd)}
    if step.division is not None:
        total, weights, place = step.division
        told["division"] = {"total": total, "weights": [str(weight) for weight in weights], "part": place + 1}
    return told


def _tell(found: Trace, tracer: Tracer) -> None:
    from rich.console import Console
    from rich.table import Table

    from mkip_xl.money.origin import NOT_SUMMED

    console = Console(file=sys.stdout, highlight=False, soft_wrap=False)
    console.print(f"'{found.sheet}'!{found.cell} of {tracer.appendix.name} shows {_shown(found.figure)}.")
    if found.field is not None:
        console.print(f"It is filled by the field {found.field}.", markup=False)
    if found.formula is not None:
        console.print(f"It is worked out by ={found.formula}", markup=False)
    for step in found.steps:
        if step.division is not None:
            _tell_division(step, tracer)
            break
    table = Table(title=f"Cells of {tracer.workbook.name} it is the sum of")
    for heading in ("Cell", "Value", "Times", "Amount"):
        table.add_column(heading, justify="left" if heading == "Cell" else "right")
    adding = [source for source in found.sources if source.times]
    for source in adding:
        times, amount = _part(source.times * _unit(source.unit)), _shown(source.value * source.times)
        table.add_row(source.cell, str(_held(source)), times, amount)
    if found.odd:
        by_itself = any(step.rule in NOT_SUMMED for step in found.steps)
        table.add_row("Counted or stated" if by_itself else "Odd pennies and rounding", "", "", _shown(found.odd, 6))
    table.add_section()
    table.add_row("Sum", "", "", "" if found.traced is None else _shown(found.traced))
    console.print(table)
    nothing = len(found.sources) - len(adding)
    if nothing:
        console.print(f"{nothing} {'cell was' if nothing == 1 else 'cells were'} looked at and added nothing.")
    for source in found.sources:
        if lines := tracer.ledger_lines(source):
            told = ", ".join(f"{file} line {line} ({_shown(Fraction(pence, 100))})" for file, line, pence in lines[:24])
            more = f" and {len(lines) - 24:,} more" if len(lines) > 24 else ""
            console.print(f"{source.cell} stands for {told}{more}.", markup=False)
    if found.decided_by:
        listed = ", ".join(f"{leaf.cell} ({_held(leaf)})" for leaf in found.decided_by[:24])
        more = f" and {len(found.decided_by) - 24} more" if len(found.decided_by) > 24 else ""
        console.print(f"How it was shared or multiplied was decided by {listed}{more}.", markup=False)
    console.print("The sum is the figure." if found.agrees else "The sum is NOT the figure.")


def _tell_division(step: Origin, tracer: Tracer) -> None:
    """The odd-penny working of a share: every partner's weight, exact share, what it bears, and why."""
    from mkip_xl.money.explanation import explain

    assert step.division is not None
    total, weights, place = step.division
    codes: Sequence[str] = tracer.accounts.codes
    working = explain(total, weights, names=codes if len(codes) == len(weights) else None)
    exact = _shown(step.value - step.odd, 4)
    click.echo(f"It is a share of {total:,}p: exactly {exact}p, and {_shown(step.odd, 4)}p of odd penny.")
    if working.lines[place].part != step.value:
        click.echo("  Shared together with the other years, so that they add to the partner's share of the term.")
        return
    for line in working.lines:
        weight = _shown(line.weight, 4).rstrip("0").rstrip(".")
        click.echo(
            f"  {line.name}: weight {weight}, exactly {_shown(line.exact_share, 4)}p, bears {line.part:,}p. {line.why}"
        )


def _unit(unit: str) -> int:
    """Pence in what a cell of that unit shows."""
    return 100 if unit == "money" else 1


def _held(leaf: Origin | Source) -> str:
    """What a cell holds, as a reader writes it."""
    day = _day(leaf)
    return _shown(leaf.value / _unit(leaf.unit)) if day is None else f"{day.day} {day:%B %Y}"


def _told(leaf: Origin | Source) -> int | float | str:
    """What a cell holds, as JSON can tell it."""
    day = _day(leaf)
    return _number(leaf.value / _unit(leaf.unit)) if day is None else day.isoformat()


def _day(leaf: Origin | Source) -> date | None:
    return date.fromordinal(int(leaf.value)) if leaf.unit == "date" else None


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _part(value: Fraction | int) -> str:
    return f"{int(value):,}" if value.denominator == 1 else str(value)


def _shown(value: Fraction, places: int = 2) -> str:
    text = f"{abs(Decimal(value.numerator) / value.denominator):,.{places}f}"
    return f"({text})" if value < 0 else text
