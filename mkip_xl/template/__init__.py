"""Templates: compiled once, filled many times; nothing lost, every reference right. Knows nothing of finance.

from mkip_xl.template import compile_template
template = compile_template(Path("appendix-b.xlsx"))
template.fill({"partners": [...], "years": [...]})  ->  bytes of a new .xlsx
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from mkip_xl.template.filling import Template

__all__ = ["compile_template"]


def compile_template(source: Path | bytes, *, name: str | None = None, quick: bool = False) -> Template:
    """A template ready to be filled many times. TemplateError tells every fault at once, by `'Sheet'!Cell`.

    `quick` compresses with isal when that is installed: the same parts sooner, yet not the same bytes on every machine.
    """
    from mkip_xl.template.compiling import compile_template

    return compile_template(source, name=name, quick=quick)
