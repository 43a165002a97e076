"""`mkip-xl call`: one worksheet function as a cell would call it, or one call a line from standard input."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import click

HELP = """Call one worksheet function as a cell would, and print what the cell would show, as JSON.

ARGUMENTS is a JSON list: numbers, texts, true or false; null for a blank cell or an argument left out; a list for a
row; a list of lists for rows; the texts "#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!" for cells
that hold those errors; dates as "2012-04-01" or as Excel's serial number.

Prints a value, a spill (a list of rows), or {"error": "#N/A", "message": "..."}: an error is an answer, and the exit
status is 0. With - in place of the function, reads one ["FUNCTION", [arguments]] a line and answers a line each.

    mkip-xl call MKIP_SHARES "[100, [[1], [1], [1]]]"
"""


@click.command("call", help=HELP)
@click.argument("function")
@click.argument("arguments", required=False)
def command(function: str, arguments: str | None) -> None:
    if function == "-":
        if arguments is not None:
            raise click.UsageError('After - nothing follows: give one ["FUNCTION", [arguments]] a line.')
        _each_line()
        return
    if arguments is None:
        raise click.UsageError('Give the arguments as a JSON list, for example "[100, [1, 1, 1]]".')
    try:
        cells = json.loads(arguments)
    except (ValueError, RecursionError) as fault:
        raise click.UsageError(
            f'The arguments are not JSON: {fault}. Give a list, for example "[100, [1, 1, 1]]".'
        ) from None
    if not isinstance(cells, list):
        raise click.UsageError('The arguments are not a JSON list. Give a list, for example "[100, [1, 1, 1]]".')
    click.echo(shown(function, cells))


def shown(function: str, cells: list[object]) -> str:
    """What the cell shows, as one line of JSON."""
    from mkip_xl.excel.outcomes import Refusal, answer

    outcome = answer(function, cells)
    if isinstance(outcome, Refusal):
        outcome = outcome.as_json()
    line = json.dumps(outcome, ensure_ascii=False, allow_nan=False)
    return line.encode("utf-8", "backslashreplace").decode()  # half a surrogate pair, quoted back, as JSON escapes it


def _each_line() -> None:
    for line in _lines():
        if not line.strip():
            continue
        try:
            call = json.loads(line)
        except (ValueError, RecursionError):
            call = None
        if not (isinstance(call, list) and len(call) == 2 and isinstance(call[0], str) and isinstance(call[1], list)):
            refused = {"error": "#VALUE!", "message": 'This line is not ["FUNCTION", [arguments]] in JSON.'}
            answer = json.dumps(refused)
        else:
            answer = shown(call[0], call[1])
        sys.stdout.buffer.write(answer.encode("utf-8") + b"\n")
        sys.stdout.buffer.flush()


def _lines() -> Iterator[str]:
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace")
