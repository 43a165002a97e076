"""The cells of a template's sheet: constant, a typed value, a text with values in it, or a formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from mkip_xl.errors import TemplateError
from mkip_xl.template import syntax, texts
from mkip_xl.template.expressions import Expression, Names, compile_expression
from mkip_xl.template.filters import Value, text_of
from mkip_xl.template.texts import MAIN, Marks, Slot
from mkip_xl.template.values import text_element
from mkip_xl.template.working import bounded_text
from mkip_xl.workbook.formulas.references import column_letters, column_number


@dataclass(slots=True)
class Constant:
    """A cell that never changes; `value` is what formulas read of it."""

    column: int
    style: bytes
    end: bytes
    value: float | str | bool | None


@dataclass(slots=True)
class Typed:
    """`{{ expression }}` alone in a cell."""

    column: int
    style: bytes
    expression: Expression
    where: str


@dataclass(slots=True)
class Mixture:
    """A text with values in it; `rich` holds its runs cut at the slots when it is formatted within the cell."""

    column: int
    style: bytes
    parts: tuple[str | Expression, ...]
    rich: texts.Cut | None
    where: str

    def text(self, frame: list[Value]) -> str:
        """The plain text for this frame."""
        joined = [part if isinstance(part, str) else text_of(part(frame)) for part in self.parts]
        return bounded_text("".join(joined))

    def end(self, frame: list[Value], text: str) -> bytes:
        """The end of the cell for this frame."""
        inner = text_element(text) if self.rich is None else texts.joined(self.rich, frame)
        return b' t="inlineStr"><is>' + inner + b"</is></c>"


@dataclass(slots=True)
class Formula:
    """A formula, without its =; `kind` is empty, array or dataTable, `area` the cells an array fills."""

    column: int
    style: bytes
    text: str
    kind: str
    area: str | None
    attributes: tuple[tuple[str, str], ...]
    where: str


Cell = Constant | Typed | Mixture | Formula


def address(row: int, column: int) -> str:
    """A cell's address.

    >>> address(8, 28)
    'AB8'
    """
    return f"{column_letters(column)}{row}"


def split_address(text: str) -> tuple[int, int]:
    """Row and column of an address.

    >>> split_address("AB8")
    (8, 28)
    """
    letters = text.rstrip("0123456789")
    if not letters.isalpha() or len(letters) == len(text):
        raise TemplateError(f"{text!r} is not the address of a cell")
    return int(text[len(letters) :]), column_number(letters)


class SharedStrings:
    """The texts that cells share, by number."""

    def __init__(self, root: etree._Element | None) -> None:
        self.items: list[etree._Element] = [] if root is None else list(root.iterchildren(f"{{{MAIN}}}si"))
        self.texts = ["".join(t.text or "" for t in texts.own_texts(item)) for item in self.items]
        self.staying: set[str] = set()
        self.carried: set[str] = set()
        """The numbers of texts in cells that stay, and of those that cells under a condition carry themselves."""

    def blanked(self, root: etree._Element) -> bytes | None:
        """The table without the texts that a filled file must not show; None when it has none of them.

        They are the texts that hold tags, and those of cells under a condition only, which may not come true.
        """
        going = {str(number) for number, text in enumerate(self.texts) if syntax.has_tags(text)}
        going |= self.carried - self.staying
        if not going:
            return None
        for number, item in enumerate(root.iterchildren(f"{{{MAIN}}}si")):
            if str(number) in going:
                for child in list(item):
                    item.remove(child)
                etree.SubElement(item, f"{{{MAIN}}}t")
        return texts.serialise(root)


def string_holder(cell: etree._Element, strings: SharedStrings) -> etree._Element | None:
    """The element that holds a text cell's runs: a shared string's `<si>`, an inline string's `<is>`, or None."""
    kind = cell.get("t")
    if kind == "s":
        number = cell.findtext(f"{{{MAIN}}}v")
        if number is None:
            return None
        try:
            return strings.items[int(number)]
        except (IndexError, ValueError):
            raise TemplateError(f"a text that is not in the file (number {number}). Save it again from Excel") from None
    return cell.find(f"{{{MAIN}}}is") if kind == "inlineStr" else None


def constant_value(cell: etree._Element, text: str | None) -> float | str | bool | None:
    """What a formula reads of a constant cell; an error cell reads as its code."""
    kind = cell.get("t", "n")
    if kind in ("s", "inlineStr"):
        return text or None
    value = cell.findtext(f"{{{MAIN}}}v")
    if value is None:
        return None
    if kind == "b":
        return value.strip() in ("1", "true")
    if kind == "n":
        return float(value)
    return value


def text_cell(column: int, style: bytes, holder: etree._Element, names: Names, where: str) -> Typed | Mixture:
    """A cell whose text holds tags: typed when it is one expression alone, else a mixture."""
    runs = list(texts.own_texts(holder))
    pieces = syntax.pieces("".join(run.text or "" for run in runs))
    alone = [piece for piece in pieces if not (isinstance(piece, str) and not piece.strip())]
    if len(alone) == 1 and isinstance(alone[0], syntax.Expression):
        return Typed(column, style, compile_expression(alone[0].text, names), where)
    parts = tuple(
        compile_expression(piece.text, names) if isinstance(piece, syntax.Expression) else str(piece)
        for piece in pieces
    )
    rich = _rich(holder, names, where) if len(runs) > 1 or runs[0].getparent() is not holder else None
    return Mixture(column, style, parts, rich, where)


def _rich(holder: etree._Element, names: Names, where: str) -> texts.Cut:
    texts.gather_tags(list(texts.own_texts(holder)))
    marks = Marks(names)
    for run in texts.own_texts(holder):
        run.text = marks.marked(run.text or "", texts.Carrier("", where))
    return marks.cut(texts.inner_bytes(holder))


def expressions(cell: Cell) -> Sequence[Expression]:
    """The expressions of a cell."""
    if isinstance(cell, Typed):
        return (cell.expression,)
    if isinstance(cell, Mixture):
        slots = [piece.expression for piece in cell.rich if isinstance(piece, Slot)] if cell.rich else []
        return (*[part for part in cell.parts if isinstance(part, Expression)], *slots)
    return ()
