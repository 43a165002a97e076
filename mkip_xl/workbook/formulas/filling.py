"""A formula copied as Excel's Copy and Fill do: what no `$` holds moves along."""

from __future__ import annotations

from mkip_xl.workbook.formulas.references import LAST_COLUMN, LAST_ROW, Span
from mkip_xl.workbook.formulas.tokens import tokenise


def translate(formula: str, rows: int, columns: int) -> str:
    """The formula as Excel's Copy writes it so many rows down and columns right: parts held by `$` stay.

    >>> translate("B8*C$3+$D8+SUM(B:B)", 2, 1)
    'C10*D$3+$D10+SUM(C:C)'
    >>> translate("A1", -1, 0)
    '#REF!'
    """
    out = []
    for token in tokenise(formula):
        reference = token.reference
        if reference is None or reference.external:
            out.append(token.text)
            continue
        row_span = _carried(reference.rows, rows, LAST_ROW)
        column_span = _carried(reference.columns, columns, LAST_COLUMN)
        if (reference.rows and row_span is None) or (reference.columns and column_span is None):
            out.append(reference.prefix + "#REF!")
        else:
            out.append(reference.moved(row_span, column_span).text)
    return "".join(out)


def _carried(span: Span | None, by: int, limit: int) -> Span | None:
    if span is None:
        return None
    first = span.first if span.first_fixed else span.first + by
    last = span.last if span.last_fixed else span.last + by
    if not (1 <= first <= limit and 1 <= last <= limit):
        return None
    if first > last:
        return Span(last, first, span.last_fixed, span.first_fixed)
    return Span(first, last, span.first_fixed, span.last_fixed)
