"""`mkip-xl functions`: the catalogue."""

from __future__ import annotations

import json

import click


@click.command("functions")
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, with every argument and example.")
def command(words: tuple[str, ...], as_json: bool) -> None:
    """List the worksheet functions; with WORDS, only those whose name or help holds them all."""
    from mkip_xl.excel.catalogue import described
    from mkip_xl.excel.functions import CATALOGUE

    found = [one for one in described(CATALOGUE) if all(word.casefold() in str(one).casefold() for word in words)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo("No function has those words. `mkip-xl functions` lists them all.")
        return
    for one in found:
        click.echo(f"{one['signature']}\n    {one['description']}")
        if words:
            for argument in one["arguments"]:
                click.echo(f"      {argument['name']}: {argument['help']}")
        for example in one["examples"]:
            click.echo(f"    {example['formula']}  shows  {example['shows']}")
        click.echo()
