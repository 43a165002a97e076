"""The progress of a run: a bar on a terminal, JSON lines when asked, and nothing else; never a figure."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mkip_xl.batch.work import Outcome

Shown = tuple[Callable[[str], None], Callable[["Outcome"], None]]


@contextmanager
def showing(workbooks: int, as_json: bool) -> Iterator[Shown]:
    """What to tell of each file filled and of each finance workbook finished, all of it on standard error."""
    if as_json:
        yield (lambda _: None), _json_lines(workbooks)
    elif sys.stderr is not None and sys.stderr.isatty():
        with _bar(workbooks) as shown:
            yield shown
    else:
        yield (lambda _: None), (lambda _: None)


def _json_lines(workbooks: int) -> Callable[[Outcome], None]:
    done = 0

    def finished(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        line = {"done": done, "of": workbooks, "workbook": outcome.source.name, "status": outcome.status}
        click.echo(json.dumps(line, ensure_ascii=False), err=True)

    return finished


@contextmanager
def _bar(workbooks: int) -> Iterator[Shown]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        SpinnerColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f} a second" if task.speed else "")

    columns = (
        SpinnerColumn("line"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        if workbooks == 1:
            task = bar.add_task("reading", total=None)
            yield (lambda name: bar.update(task, advance=1, description=name)), (lambda _: None)
        else:
            task = bar.add_task("reading", total=workbooks)
            yield (
                (lambda _: None),
                (lambda outcome: bar.update(task, advance=1, description=outcome.source.name)),
            )
