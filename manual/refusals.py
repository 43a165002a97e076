"""The page of refusals: the family of errors, what a cell shows for each, and the codes of findings."""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
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
            " desks. Those below are read from the program. A gap in a sentence is shown as …; a reason that begins"
            " with a small letter follows the name of the file or the cell.",
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


TELLS = frozenset(
    ("RefusedFile", "Finding", "error", "warn", "note", "mark", "wrong", "holds", "add", "refuse", "put", "at", "table")
)
"""What a refusal or a finding is told through, whatever underscores stand before the name."""
_BY_A_RULE = "The sentence of the rule that the cell does not meet."
_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def codes() -> dict[str, list[str]]:
    """Every code the program can give, with the sentences that go with it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for told in _told_in(tree, {}):
            if told[1] not in found[told[0]]:
                found[told[0]].append(told[1])
    return {code: [words for words in said if words] or [_BY_A_RULE] for code, said in sorted(found.items())}


def _told_in(node: ast.AST, held: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    """Codes and sentences below a node; `held` is what its names stand for there."""
    if isinstance(node, ast.FunctionDef):
        held = dict(held)
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Assign) and isinstance(child.targets[0], ast.Name):
            held[child.targets[0].id] = child.value
        yield from _told_in(child, held)
    if isinstance(node, ast.Call):
        yield from _codes_and_message(node, held)
    elif isinstance(node, ast.Tuple) and (said := _of_a_table(node)):
        yield said


def _codes_and_message(call: ast.Call, held: dict[str, ast.expr]) -> list[tuple[str, str]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name.lstrip("_") not in TELLS:
        return []
    for at, argument in enumerate(call.args):
        if not (given := _codes_of(argument, held)):
            continue
        for said in call.args[at + 1 : at + 3]:
            message = text_of(held.get(said.id, said) if isinstance(said, ast.Name) else said)
            if " " in message.strip("… "):
                return [(code, message) for code in given]
        if "-" in given[0] and len(call.args) > at + 1:
            return [(code, "") for code in given]
    return []


def _codes_of(node: ast.expr, held: dict[str, ast.expr]) -> list[str]:
    """The codes an argument may be: written out, under a name, or one of two."""
    if isinstance(node, ast.Name) and isinstance(held.get(node.id), ast.IfExp):
        return _codes_of(held[node.id], {})
    if isinstance(node, ast.IfExp):
        return [*_codes_of(node.body, {}), *_codes_of(node.orelse, {})]
    is_code = _is_text(node) and _CODE.fullmatch(text_of(node)) and text_of(node) not in ("error", "warning")
    return [text_of(node)] if is_code else []


def _of_a_table(row: ast.Tuple) -> tuple[str, str] | None:
    """The code and the words of a row of what is active or embedded: a pattern, a code, and what is held."""
    at = next((at for at, one in enumerate(row.elts) if _is_text(one) and re.match(r"an? [\w ]+", text_of(one))), 0)
    if at and _is_text(row.elts[at - 1]) and _CODE.fullmatch(code := text_of(row.elts[at - 1])):
        return code, f"The workbook holds {text_of(row.elts[at])}."
    return None


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def text_of(node: ast.expr) -> str:
    """A message as it is written in the program, what is filled in shown as an ellipsis."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(value) if isinstance(value, ast.Constant) else "…" for value in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return text_of(node.left) + text_of(node.right)
    return "…"
