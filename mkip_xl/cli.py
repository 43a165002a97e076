"""The command `mkip-xl`: a table of commands, each loaded when it is first asked for."""

from __future__ import annotations

import importlib
import io
import os
import sys

import click

from mkip_xl import __version__
from mkip_xl.errors import MkipError

COMMANDS = {
    "batch": "fill every exempt appendix for every partner's cabinet",
    "check": "name every finding in a finance workbook; nothing is written",
    "read": "show what the reader sees in any workbook",
    "fill": "fill any template from a JSON file",
    "template": "look at a template: its fields, loops and faults",
    "call": "call one worksheet function as a cell would",
    "functions": "list the worksheet functions",
    "recalc": "work out every MKIP_ formula in a workbook without Excel",
    "inspect": "find what is hidden in a workbook",
    "verify": "check the files of a run against its manifest",
    "compare": "set options or bases side by side",
    "trace": "take a figure of an appendix back to its source cells",
    "new": "write a starter finance workbook",
    "demo": "run the example, end to end, in the present folder",
    "serve": "serve the worksheet functions to an Office add-in",
    "excel": "install, examine and relink the functions in Excel",
}


class LazyGroup(click.Group):
    """A group that imports `mkip_xl.commands.<name>` (its `command`) only when that command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if _is_there(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS or not _is_there(cmd_name):
            return None
        loaded = importlib.import_module(f"mkip_xl.commands.{cmd_name}").command
        assert isinstance(loaded, click.Command)
        return loaded

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


def _is_there(name: str) -> bool:
    import importlib.util

    return importlib.util.find_spec(f"mkip_xl.commands.{name}") is not None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mkip-xl")
def group() -> None:
    """Split shared money so that it always adds up; fill, check and release the appendices that carry it.

    Exit status: 0 done, 1 refused or findings that stop the work, 2 wrong usage.
    """


def main() -> None:
    """Run the command; a refusal is told in plain words on standard error, with exit status 1.

    A program that asked for JSON reads it on standard output too, for there it looks for one document whatever happens.
    """
    _speak_every_alphabet()
    try:
        try:
            group(standalone_mode=True)
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except MkipError as refusal:
        if "--json" in sys.argv:
            import json

            from mkip_xl.commands.telling import refusal_as_json

            click.echo(json.dumps(refusal_as_json(refusal), ensure_ascii=False))
        click.echo(str(refusal), err=True)
        sys.exit(1)
    except BrokenPipeError:
        _print_no_more()
        sys.exit(1)
    except OSError as fault:
        _print_no_more()
        where = fault.filename or "The place that this was to be printed to"
        click.echo(f"{where} cannot be used: {fault.strerror}. Look at it, or at the disk, and run again.", err=True)
        sys.exit(1)


def _print_no_more() -> None:
    """Have nothing more printed where nothing can be: what is still held back goes nowhere when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _speak_every_alphabet() -> None:
    """Print any name, whatever the terminal's code page knows; what goes to a file or a program is UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
