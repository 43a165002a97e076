"""How a page is written: Markdown that reads well on a code host and in the built site alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MADE = "<!-- Made from the program by `python3 run.py manual pages`. Change the program's own words, not this page. -->"

_PROMPT = re.compile(r"^\s*>>> ", re.MULTILINE)
_CODE = re.compile(r"(`[^`]*`)")


def page(title: str, *parts: str) -> str:
    """A whole page: its title, then its parts with one empty line between them."""
    return "\n\n".join([MADE, f"# {title}", *(part.strip("\n") for part in parts if part.strip())]) + "\n"


def prose(text: str) -> str:
    """A text with nothing in it that Markdown would take for a mark; what stands in backticks is left alone.

    >>> prose("weights_of(a) * 2 in `snake_case`")
    'weights\\\\_of(a) \\\\* 2 in `snake_case`'
    """
    return "".join(
        piece if piece.startswith("`") else re.sub(r"([\\*_<>\[\]|#$~])", r"\\\1", piece) for piece in _CODE.split(text)
    )


def cell(text: str) -> str:
    """A text as one cell of a table."""
    return prose(" ".join(text.split())) or " "


def code_cell(text: str) -> str:
    """A formula or a name as one cell of a table, in type of its own."""
    return "`" + " ".join(text.split()).replace("|", "\\|") + "`" if text else " "


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the cells are given as they are to stand."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def fence(text: str, language: str = "text") -> str:
    """A block of code."""
    return f"```{language}\n{text.strip(chr(10))}\n```"


def docstring(text: str, arguments: Sequence[str] = ()) -> str:
    """A docstring of this project as Markdown: sentences as prose, lists as lists, examples as code.

    >>> print(docstring("net: pence. basis and floors: one row a year.", ["net", "basis", "floors"]))
    - `net`: pence.
    - `basis` and `floors`: one row a year.
    """
    written = []
    for block in re.split(r"\n\s*\n|\n(?=(?:Source|Sign|Equation)\b[^:\n]*:)", text.strip()):
        if _PROMPT.search(block):
            written.append(fence(block, "python"))
        elif re.match(r"\s*- ", block):
            items = re.split(r"\n(?=\s*- )", block)
            written.append("\n".join("- " + prose(" ".join(item.split())[2:]) for item in items))
        else:
            written.append(_listed(" ".join(block.split()), arguments))
    return "\n\n".join(written)


def _listed(text: str, arguments: Sequence[str]) -> str:
    """A paragraph as prose; what it says of each argument as a list."""
    names = "|".join(map(re.escape, arguments))
    if not names:
        return prose(text)
    heads = rf"(?:{names})(?:(?:, | and )(?:{names}))*"
    pieces = re.split(rf"(?:^|(?<=[.;] ))({heads}): ", text)
    if len(pieces) == 1:
        return prose(text)
    marked = [re.sub(f"({names})", r"`\1`", head) for head in pieces[1::2]]
    items = [f"- {head}: {prose(said.strip())}" for head, said in zip(marked, pieces[2::2], strict=True)]
    first = [prose(pieces[0].strip()), ""] if pieces[0].strip() else []
    return "\n".join([*first, *items])
