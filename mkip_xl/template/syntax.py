"""The tags of a template, found in a text: `{{ expression }}`, `{%tr … %}`, `{%tc … %}`, `{%sheet … %}`, `{# note #}`.

A text without tags comes back as itself; a text that is one tag alone is a typed value; anything else is a mixture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from mkip_xl.errors import TemplateError

Axis = Literal["tr", "tc", "sheet"]
LONGEST_TAG = 1000

_OPEN = re.compile(r"\{\{|\{%|\{#")
_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_STATEMENT = re.compile(r"\s*(tr|tc|sheet)?\b-?\s*(.*?)\s*-?$", re.DOTALL)
_FOR = re.compile(r"for\s+([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s+in\s+(.+)$", re.DOTALL)
_STRAIGHT = str.maketrans("“”‘’\u00a0", "\"\"'' ")


@dataclass(frozen=True, slots=True)
class Expression:
    """`{{ text }}`: a value to put in."""

    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """`{%tr for y in years %}` and its like; `word`: for, if, elif, else, endfor or endif; `names` of a loop."""

    axis: Axis
    word: str
    names: tuple[str, ...]
    text: str


Piece = str | Expression | Statement


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and where it stands in its text."""

    start: int
    end: int
    piece: Piece


def has_tags(text: str) -> bool:
    """Whether anything in the text could be a tag.

    >>> has_tags("{{ year }}"), has_tags("Total")
    (True, False)
    """
    return "{{" in text or "{%" in text or "{#" in text


def find_tags(text: str) -> list[Tag]:
    """Every tag of a text with its place. A tag that does not end is a TemplateError.

    >>> [tag.piece for tag in find_tags("For {{ p.name }} {%tr endfor %}")]
    [Expression(text='p.name'), Statement(axis='tr', word='endfor', names=(), text='')]
    """
    tags: list[Tag] = []
    at = 0
    while (found := _OPEN.search(text, at)) is not None:
        opener = found.group()
        inner, at = _body(text, found.end(), _CLOSERS[opener])
        if len(inner) > LONGEST_TAG:
            raise TemplateError(f"a tag of {len(inner):,} characters; {LONGEST_TAG:,} is the longest a tag may be")
        piece: Piece
        if opener == "{#":
            piece = ""
        elif opener == "{{":
            if inner.startswith("-"):
                shown = inner.strip(" -")
                told = f"{{{{-{shown} }}}} may mean two things; write {{{{ -{shown} }}}} for a negative"
                raise TemplateError(told)
            piece = Expression(inner.translate(_STRAIGHT).strip())
        else:
            piece = _statement(_tidy(inner))
        tags.append(Tag(found.start(), at, piece))
    return tags


def pieces(text: str) -> tuple[Piece, ...]:
    """The text cut into plain texts and tags, notes left out.

    >>> pieces("Net saving {{ year }}")
    ('Net saving ', Expression(text='year'))
    """
    cut: list[Piece] = []
    at = 0
    for tag in find_tags(text):
        cut += (text[at : tag.start], tag.piece)
        at = tag.end
    cut.append(text[at:])
    return tuple(piece for piece in cut if piece != "")


def statements(found: Sequence[Piece]) -> list[Statement]:
    """The statements among pieces."""
    return [piece for piece in found if isinstance(piece, Statement)]


def _tidy(inner: str) -> str:
    return inner.translate(_STRAIGHT).strip().removeprefix("-").removesuffix("-").strip()


def _body(text: str, start: int, closer: str) -> tuple[str, int]:
    """What lies between the opener and its closer, minding quotes; and where the tag ends."""
    quote = ""
    at = start
    while at < len(text):
        letter = text[at]
        if quote:
            at += 2 if letter == "\\" else 1
            if letter == quote:
                quote = ""
            continue
        if text.startswith(closer, at):
            return text[start:at], at + 2
        if letter in "\"'" and closer != "#}":
            quote = letter
        at += 1
    shown = text[max(0, start - 2) : start + 30]
    raise TemplateError(f"the tag {shown!r} does not end; end it with {closer}")


def _statement(inner: str) -> Statement:
    matched = _STATEMENT.match(inner)
    assert matched is not None
    found, rest = matched.groups()
    if found is None:
        message = f"{{% {inner} %}} is not a tag of this language; rows are looped with {{%tr … %}}, "
        raise TemplateError(message + "columns with {%tc … %}, sheets with {%sheet … %}")
    axis = cast(Axis, found)
    word, _, text = rest.partition(" ")
    if word == "for":
        loop = _FOR.match(rest)
        if loop is None:
            raise TemplateError(f"{{%{axis} {rest} %}} cannot be read; write {{%{axis} for item in items %}}")
        names = tuple(name.strip() for name in loop.group(1).split(","))
        return Statement(axis, "for", names, loop.group(2).strip())
    if word in ("if", "elif") and text.strip():
        return Statement(axis, word, (), text.strip())
    if word in ("else", "endfor", "endif") and not text.strip():
        return Statement(axis, word, (), "")
    accepted = "for … in …, if …, elif …, else, endif, endfor"
    raise TemplateError(f"{{%{axis} {rest} %}} cannot be read; after {axis} comes one of {accepted}")
