"""A page for each command, read from the command itself."""

from __future__ import annotations

import inspect
import re

import click

from manual.writing import cell, code_cell, fence, page, prose, table
from mkip_xl.cli import COMMANDS, group


def pages() -> dict[str, str]:
    """The page of each command and their list, by path under docs/."""
    context = click.Context(group, info_name="mkip-xl", **group.context_settings)
    names = group.list_commands(context)
    written = {}
    for name in names:
        command = group.get_command(context, name)
        assert command is not None
        written[f"commands/{name}.md"] = command_page(command, name, context)
    return {"commands/index.md": index(names, context), **written}


def index(names: list[str], context: click.Context) -> str:
    """The list of all commands."""
    rows = [
        (f"[`mkip-xl {name}`]({name}.md)", cell(COMMANDS[name][0].upper() + COMMANDS[name][1:] + ".")) for name in names
    ]
    return page(
        "Commands",
        "Type these at a command prompt: on Windows, press the Windows key, type `cmd` and press Enter.",
        table(("Command", "What it does"), rows),
        "Every command ends with status 0 when it is done, 1 when it refuses or finds what stops the work, and 2 when"
        " it was typed wrongly. `--json` prints one JSON document on standard output and nothing else there. `-h` tells"
        " what a command takes.",
        table(
            ("For all", "What it does"),
            _options(group, context),
        ),
    )


def command_page(command: click.Command, name: str, parent: click.Context) -> str:
    """The page of one command, its subcommands below it."""
    return page(f"mkip-xl {name}", *_parts(command, name, parent, "##"))


def _parts(command: click.Command, name: str, parent: click.Context, level: str) -> list[str]:
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(command.get_usage(context).removeprefix("Usage: ").split())
    parts = [fence(usage), _help(command)]
    if isinstance(command, click.Group):
        for word in command.list_commands(context):
            inner = command.get_command(context, word)
            assert inner is not None
            parts += [f"{level} {name} {word}", *_parts(inner, word, context, level + "#")]
        return parts
    return [*parts, f"{level} Options", table(("Option", "What it does"), _options(command, context))]


def _help(command: click.Command) -> str:
    """The command's own words: paragraphs as prose, indented lines as they are."""
    text = inspect.cleandoc(command.help or command.short_help or "").replace("\b", "")
    return "\n\n".join(
        fence(inspect.cleandoc(block)) if block.startswith("    ") else prose(" ".join(block.split()))
        for block in re.split(r"\n\s*\n", text)
    )


def _options(command: click.Command, context: click.Context) -> list[tuple[str, str]]:
    rows = []
    for option in command.params:  # the help option is not among them, and is the same for all
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record is not None:
            rows.append((code_cell(record[0]), cell(re.sub(r"\s*\[\d+<=x<=\d+\]", "", record[1]))))
    names = ", ".join(context.help_option_names)
    return [*rows, (code_cell(names), "Show this message and exit.")]
