"""The page of the template language's filters, each with its examples."""

from __future__ import annotations

import doctest
import inspect

from manual.writing import cell, code_cell, page, table
from mkip_xl.template.filters import FILTERS


def pages() -> dict[str, str]:
    """The page, by path under docs/."""
    rows = []
    for name, body in sorted(FILTERS.items()):
        text = inspect.getdoc(body) or ""
        examples = [
            (example.source.strip(), example.want.strip()) for example in doctest.DocTestParser().get_examples(text)
        ]
        shown = "<br>".join(f"{code_cell(source)} → {code_cell(want)}" for source, want in examples)
        rows.append((f"`{name}`", cell(text.partition("\n\n")[0]), shown or " "))
    return {
        "template-filters.md": page(
            "Filters of the template language",
            "A filter stands after a bar: `{{ saving | gbp }}`. More than one may follow. Examples are written as the"
            " program calls them: `gbp(-1234)` is `{{ -1234 | gbp }}`.",
            table(("Filter", "What it gives", "Examples"), rows),
        )
    }
