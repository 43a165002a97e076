"""The page of refusals: the family of errors, what a cell shows for each, and the codes of findings."""

from __future__ import annotations

import ast
import inspect
from collections import defaultdict
from pathlib import Path

import mkip_xl
from manual.writing import cell, docstring, fence, page, table
from mkip_xl import errors
from mkip_xl.excel.outcomes import error_for

PACKAGE = Path(mkip_xl.__file__).parent


def pages() -> dict[str, str]:
    """The page, by path under docs/."""
    tree = (inspect.getdoc(errors) or "").partition("\n\n")[2]
    return {
        "refusals.md": page(
            "Refusals and findings",
            "It refuses rather than guesses. A message says what was found, where, what is accepted and what to do.",
            "## The family of errors",
            fence(tree, "none"),
            "## What a cell shows",
            table(("Refusal", "A cell shows", "When"), [(f"`{n}`", f"`{s}`", cell(w)) for n, s, w in shown_in_cells()]),
            "## Codes",
            "Every refused file and every finding carries a short code that does not change, for programs and for help"
            " desks. Those below are read from the program. A gap in a sentence is shown as …",
            table(
                ("Code", "What is said"),
                [(f"`{code}`", "<br>".join(cell(text) for text in said)) for code, said in codes().items()],
            ),
        )
    }


def shown_in_cells() -> list[tuple[str, str, str]]:
    """What a cell shows for each kind of refusal a function can meet."""
    kinds = ("MethodError", "NotAvailableError", "AmountError", "WeightsError", "BoundsError", "TieError", "RuleError")
    rows = []
    for name in kinds:
        kind = getattr(errors, name)
        rows.append((name, error_for(kind("")), docstring(inspect.getdoc(kind) or "")))
    return [*rows, ("CellError", "#VALUE!, #N/A or the error that came in", "A cell value a function cannot take.")]


def codes() -> dict[str, list[str]]:
    """Every code the program can give, with the sentences that go with it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (said := _code_and_message(node)):
                code, message = said
                if message not in found[code]:
                    found[code].append(message)
    return dict(sorted(found.items()))


def _code_and_message(call: ast.Call) -> tuple[str, str] | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    at = {"RefusedFile": (0, 1), "error": (2, 3), "warn": (2, 3), "Finding": (3, 4)}.get(name)
    if at is None or len(call.args) <= at[1]:
        return None
    code = call.args[at[0]]
    message = text_of(call.args[at[1]])
    if not (isinstance(code, ast.Constant) and isinstance(code.value, str) and message.strip("… ")):
        return None
    return code.value, message


def text_of(node: ast.expr) -> str:
    """A message as it is written in the program, what is filled in shown as an ellipsis."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(value) if isinstance(value, ast.Constant) else "…" for value in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return text_of(node.left) + text_of(node.right)
    return "…"
