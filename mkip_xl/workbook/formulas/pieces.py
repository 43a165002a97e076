"""The pieces of a formula: what stands beside a reference, and how they are put together again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mkip_xl.workbook.formulas.grouping import Group, Piece
from mkip_xl.workbook.formulas.references import Reference, Span
from mkip_xl.workbook.formulas.tokens import Token

_BETWEEN_TERMS = frozenset({"+", "-", "&", "=", "<", ">", "<=", ">=", "<>"})


def plain_factor(argument: Sequence[Piece], index: int) -> bool:
    """Whether a reference is multiplied or divided and nothing in brackets takes part: a rate, a total to be shared.

    `C7*(1+B8)` compounds, so C7 is no plain factor there; in `B9*D$5` and `B9/3` B9 is one.
    """
    first, last = index, index
    while first > 0 and not _ends_term(argument[first - 1]):
        first -= 1
    while last + 1 < len(argument) and not _ends_term(argument[last + 1]):
        last += 1
    others = [piece for at, piece in enumerate(argument[first : last + 1], first) if at != index]
    if any(isinstance(piece, Group) and not piece.name for piece in others):
        return False
    return any(isinstance(piece, Token) and piece.text in ("*", "/") for piece in others)


def _ends_term(piece: Piece) -> bool:
    return isinstance(piece, Token) and piece.kind == "operator" and piece.text in _BETWEEN_TERMS


def edge_of_range(argument: Sequence[Piece], index: int) -> str:
    """Whether the reference is an end of a range written with a `:` between two of them."""
    after = argument[index + 1] if index + 1 < len(argument) else None
    before = argument[index - 1] if index else None
    if isinstance(after, Token) and after.text == ":":
        return "first"
    return "last" if isinstance(before, Token) and before.text == ":" else ""


def edge_line(blocks: Sequence[tuple[int, int] | None], edge: str) -> tuple[int, int] | None:
    """The first or the last line of all."""
    if blocks[0] is None or blocks[-1] is None:
        return None
    return (blocks[0][0],) * 2 if edge == "first" else (blocks[-1][1],) * 2


def placed(reference: Reference, rows: tuple[int, int] | None, columns: tuple[int, int] | None) -> Reference:
    """The reference with new rows and columns; one cell stays one cell."""
    row_span, column_span = _respan(reference.rows, rows), _respan(reference.columns, columns)
    single = reference.single and all(span is None or span.first == span.last for span in (row_span, column_span))
    return reference.moved(row_span, column_span, single=single)


def _respan(span: Span | None, block: tuple[int, int] | None) -> Span | None:
    if span is None or block is None:
        return None
    return Span(block[0], block[1], span.first_fixed, span.last_fixed)


def joined(texts: Sequence[str], separators: Iterable[str]) -> str:
    """Arguments with their commas between."""
    out = list(texts[:1])
    for separator, text in zip(separators, texts[1:], strict=False):
        out += (separator, text)
    return "".join(out)


def spaced(argument: Sequence[Piece], text: str) -> str:
    """The text with the spaces that stood around it."""
    before = argument[0].text if isinstance(argument[0], Token) and argument[0].kind == "space" else ""
    last = argument[-1]
    after = last.text if len(argument) > 1 and isinstance(last, Token) and last.kind == "space" else ""
    return before + text + after
