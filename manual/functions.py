"""A page for each worksheet function: its arguments, worked examples, what it refuses, its rule and source."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from manual.writing import cell, code_cell, fence, page, prose, table
from mkip_xl.excel.catalogue import Function, as_typed
from mkip_xl.excel.functions import CATALOGUE
from mkip_xl.excel.outcomes import Refusal, answer

ROOT = Path(__file__).resolve().parents[1]
REFUSALS = ROOT / "tests" / "spec" / "refusals.json"
CHAPTERS = ROOT / "docs" / "worked-examples"

SHARING_RULE = ("mkip_xl.money.apportionment", ("apportion",))
"""What every function that shares an amount stands on, where its own body names no rule of finance."""


def pages() -> dict[str, str]:
    """The page of each function and their list, by path under docs/."""
    refusals = json.loads(REFUSALS.read_text(encoding="utf-8"))
    written = {f"functions/{name}.md": function_page(CATALOGUE[name], refusals.get(name, [])) for name in CATALOGUE}
    return {"functions/index.md": index(), **written}


def index() -> str:
    """The list of all functions, by category."""
    parts = [
        "Every function can be typed into a cell of Excel once the add-in is installed (see [Excel](../excel.md)), into"
        " LibreOffice Calc, or at a command prompt with [`mkip-xl call`](../commands/call.md). Amounts are in pounds;"
        " a function that returns several figures fills the cells beside and below it.",
    ]
    categories = dict.fromkeys(function.category for function in CATALOGUE.values())
    for category in categories:
        rows = [
            (f"[{name}]({name}.md)", cell(function.description))
            for name, function in CATALOGUE.items()
            if function.category == category
        ]
        parts += [f"## {category}", table(("Function", "What comes back"), rows)]
    return page("Worksheet functions", *parts)


def function_page(function: Function, refusals: list[dict[str, Any]]) -> str:
    """The page of one function."""
    return page(
        function.name,
        prose(function.description),
        fence(f"={function.signature}"),
        "## Arguments",
        "Those in square brackets may be left out.",
        table(("Argument", "Takes", "What it is"), _arguments(function)),
        "## What comes back",
        "A table that fills as many cells as it needs; leave them empty." if function.spills else "One cell.",
        "## Worked example",
        *(_example(example.formula, example.shows) for example in function.examples),
        "## When it refuses",
        "A cell that cannot be answered shows an error of Excel's own, never a wrong figure; the reason is told in"
        " plain words, as here.",
        table(("Typed", "Shows", "The reason given"), [_refusal(function.name, one) for one in refusals]),
        "## Rule and source",
        *_rules(function),
        *_worked(function.name),
    )


def _arguments(function: Function) -> list[tuple[str, str, str]]:
    return [
        (
            f"`[{one.name}]`" if one.is_optional else f"`{one.name}`",
            "a range" if one.is_range else "one cell",
            cell(one.help),
        )
        for one in function.arguments
    ]


def _example(formula: str, shows: str) -> str:
    """The formula, and what the cells show: a grid where it fills several."""
    rows = [row.split(" | ") for row in shows.split("; ")]
    if len(rows) == 1 and len(rows[0]) == 1:
        return f"{fence(formula)}\n\nshows `{shows}`."
    width = max(len(row) for row in rows)
    grid = table([" "] * width, [[prose(text) or " " for text in row] for row in rows])
    return f"{fence(formula)}\n\nfills these cells:\n\n{grid}"


def _refusal(name: str, one: Mapping[str, Any]) -> tuple[str, str, str]:
    """A call that is refused, as the program answers it today."""
    outcome = answer(name, one["arguments"])
    if not isinstance(outcome, Refusal) or outcome.error != one["shows"]:
        raise ValueError(f"{name}{one['arguments']} does not show {one['shows']}: {outcome}")
    typed = ", ".join(as_typed(argument) for argument in one["arguments"]).replace('"#', "#").replace('!"', "!")
    return code_cell(f"={name}({typed})"), code_cell(outcome.error), cell(outcome.message)


def _rules(function: Function) -> list[str]:
    """Where the rule is written, and the sources its own documentation names."""
    module_name, names = rule_of(function)
    module = importlib.import_module(module_name)
    shown = [f"The rule is written in [`{module_name}`](../rules/{module_name}.md)."]
    sources = []
    for name in names:
        text = inspect.getdoc(getattr(module, name)) or ""
        sources += re.findall(r"^Source: ((?:.+\n?)+?)(?=^\S+: |^Sign|\n\n|\Z)", text, re.MULTILINE)
    if not sources:
        for text in (inspect.getdoc(one) or "" for _, one in inspect.getmembers(module, inspect.isfunction)):
            sources += re.findall(r"^Source: ((?:.+\n?)+?)(?=^\S+: |^Sign|\n\n|\Z)", text, re.MULTILINE)
    shown += [f"Source: {prose(' '.join(source.split()))}" for source in dict.fromkeys(sources)]
    return shown


def rule_of(function: Function) -> tuple[str, tuple[str, ...]]:
    """The module a function's body calls as its rule, and the names it asks of it; read from the source itself."""
    tree = ast.parse(inspect.cleandoc(inspect.getsource(function.body)))
    for node in ast.walk(tree):
        if not (isinstance(node, ast.ImportFrom) and str(node.module).startswith(("mkip_xl.finance", "mkip_xl.money"))):
            continue
        name = node.names[0]
        if importlib.util.find_spec(str(node.module) + "." + name.name) if _is_package(str(node.module)) else None:
            module = f"{node.module}.{name.name}"
            held = importlib.import_module(module)
            asked = {
                one.attr
                for one in ast.walk(tree)
                if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == name.asname
            }
            return module, tuple(sorted(word for word in asked if inspect.isfunction(getattr(held, word))))
        return str(node.module), tuple(one.name for one in node.names)
    if function.name == "MKIP_FINANCIAL_YEAR":
        return "mkip_xl.finance.financial_year", ("FinancialYear",)
    return SHARING_RULE


def _is_package(name: str) -> bool:
    return hasattr(importlib.import_module(name), "__path__")


def _worked(name: str) -> list[str]:
    """Links to the worked examples that use the function."""
    found = []
    for chapter in sorted(CHAPTERS.glob("*.md")):
        text = chapter.read_text(encoding="utf-8")
        if re.search(rf"={name}\(", text):
            title = text.partition("\n")[0].removeprefix("# ")
            found.append(f"- [{title}](../worked-examples/{chapter.name})")
    return ["## See it worked", "\n".join(found)] if found else []
