"""A formula cut into tokens. Joined again, the tokens give the formula back to the letter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mkip_xl.workbook.formulas.references import Reference, read_reference

# The counts bound the work on a hostile formula; a sheet's name has at most 31 characters, a file's path some 260.
_SHEET = r"(?:'(?:[^']|''){1,600}+'!|(?:\[[^\[\]]{1,300}+\])?(?:[\w.]{1,300}+(?::[\w.]{1,300}+)?)?!)"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_AREA = rf"(?:{_CELL}:{_CELL}|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[1-9]\d{{0,6}}:\$?[1-9]\d{{0,6}}|{_CELL})"
_NAME = r"[^\W\d][\w.\\?]*|\\[\w.\\?]*"
_INNER = r"(?:[^\[\]']|'.)*"

_TOKEN = re.compile(
    rf"""
    (?P<space>[ \r\n\t]+)
  | (?P<text>"(?:[^"]|"")*")
  | (?P<array>\{{(?:[^"{{}}]|"(?:[^"]|"")*")*\}})
  | (?P<reference>{_SHEET}?{_AREA}(?![\w.\\?(!\[])\#?)
  | (?P<lost>{_SHEET}(?i:\#REF!))
  | (?P<error>(?i:\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA
              |(?:SPILL|CALC|FIELD|BLOCKED|CONNECT|BUSY|UNKNOWN|PYTHON)!)))
  | (?P<table>(?:{_NAME})?\[(?:[^\[\]']|'.|\[{_INNER}\])*\](?![\w!]))
  | (?P<call>{_SHEET}?(?:{_NAME})\()
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<name>{_SHEET}?(?:{_NAME}))
  | (?P<operator><=|>=|<>|[-+*/^&=<>%:@#])
  | (?P<open>\()
  | (?P<close>\))
  | (?P<separator>[,;])
  | (?P<other>'(?:[^']|'')*+'?|.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a formula. `call` holds the name and its bracket; `reference` tokens carry what they refer to."""

    kind: str
    text: str
    reference: Reference | None = None


@lru_cache(maxsize=8192)
def tokenise(formula: str) -> tuple[Token, ...]:
    """The tokens of a formula, without a leading `=`.

    >>> [token.kind for token in tokenise("SUM(B8:E8)*LOG10(R1C1)")]
    ['call', 'reference', 'close', 'operator', 'call', 'name', 'close']
    """
    found = []
    for match in _TOKEN.finditer(formula):
        kind, text = match.lastgroup or "other", match[0]
        if kind == "reference":
            reference = read_reference(text)
            if reference is None:
                # Shaped like a reference yet beyond the grid, such as XFE1: a name, or two with a colon between.
                found.extend(_as_names(text))
                continue
            found.append(Token(kind, text, reference))
        else:
            found.append(Token(kind, text))
    return tuple(found)


def _as_names(text: str) -> list[Token]:
    start, colon, end = text.rpartition(":")
    if not colon or start.endswith("'") or "!" in end:
        return [Token("name", text)]
    pieces = []
    for piece in (start, end):
        reference = read_reference(piece)
        pieces.append(Token("reference", piece, reference) if reference else Token("name", piece))
    return [pieces[0], Token("operator", ":"), pieces[1]]
