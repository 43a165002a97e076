"""Messages read aloud: every refusal is whole, says what to do, and neither scolds nor jokes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from manual.refusals import text_of

ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    "AmountError", "WeightsError", "BoundsError", "TieError", "MethodError", "RuleError", "NotAvailableError",
    "CellError", "OutputError",
}  # fmt: skip
"""Refusals that reach a person as they are. Template faults and formula limits are fragments told with their place."""

REMEDY = re.compile(
    r"\b(Give|Choose|Use|Correct|Say|Check|Name|Put|Install|Run|Add|Fill|Write|Enter|Wait|Try|Save|Move|Lower|Raise"
    r"|Change|Allow|Divide|Cite|Shorten|Leave|Point|Narrow|Release|Let|Count|Fit|Deal|Delete|Close|Take|Start|Round"
    r"|Mark|Stop|Type|Keep|Look|Format|Spell|Map|Both must|is accepted|are accepted|accepted are|give|use|put|write"
    r"|needs a|It makes|It has|There is:)\b"
)
FRAGMENTS = ("intake/ledger", "excel/office/calls.py", "workbook/formulas", "template/", "workbook/inspection/archive")
"""Where a message is a part of a longer one, put together by whoever knows the place."""


def messages() -> list[tuple[str, str]]:
    """Every message raised as it stands in the program, with its place."""
    found = []
    for path in sorted((ROOT / "mkip_xl").rglob("*.py")):
        name = path.relative_to(ROOT / "mkip_xl").as_posix()
        if name.startswith(FRAGMENTS):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args):
                continue
            text = text_of(node.exc.args[0])
            if getattr(node.exc.func, "id", "") in KINDS and text.strip("…: "):
                found.append((f"{name}:{node.lineno}", text))
    return found


MESSAGES = messages()


def test_there_are_messages_to_read() -> None:
    assert len(MESSAGES) > 150


@pytest.mark.parametrize(("where", "text"), MESSAGES, ids=[where for where, _ in MESSAGES])
def test_a_message_is_whole_and_says_what_to_do(where: str, text: str) -> None:
    assert text.rstrip().endswith((".", "…", ")", "--out out")), text
    assert REMEDY.search(text) or text.rstrip().endswith("…"), text


@pytest.mark.parametrize(("where", "text"), MESSAGES, ids=[where for where, _ in MESSAGES])
def test_a_message_neither_scolds_nor_jokes(where: str, text: str) -> None:
    assert not re.search(
        r"\b(invalid|illegal|bad|oops|sorry|fatal|failed to|unexpected|you must)\b", text, re.IGNORECASE
    )


def test_a_message_without_a_remedy_is_seen() -> None:
    assert not REMEDY.search("Weights were wrong.")


def test_what_is_to_be_typed_is_quoted_as_every_command_prompt_reads_it(root: Path) -> None:
    """cmd on Windows takes '…' for part of a name."""
    spoiled = re.compile(r"(pip|mkip-xl|python)[^\n`]* '[^']*\[")

    assert not [
        path.name for path in root.joinpath("mkip_xl").rglob("*.py") if spoiled.search(path.read_text(encoding="utf-8"))
    ]
