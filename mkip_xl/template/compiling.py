"""`compile_template`: a template read, held against its findings, ready to be filled."""

from __future__ import annotations

from pathlib import Path

from mkip_xl.errors import TemplateError
from mkip_xl.template.filling import Template
from mkip_xl.template.reading import read_template
from mkip_xl.workbook.package import deflate, quick_deflate


def compile_template(source: Path | bytes, *, name: str | None = None, quick: bool = False) -> Template:
    """A template ready to be filled many times. TemplateError tells every fault at once, by `'Sheet'!Cell`.

    `quick` compresses with isal when that is installed: the same parts sooner, yet not the same bytes on every machine.
    """
    read = read_template(source, name=name)
    if read.findings.errors:
        told = "\n".join(str(finding) for finding in read.findings.errors)
        raise TemplateError(f"{read.package.name} cannot be used as a template:\n{told}")
    return Template(read, quick_deflate() if quick else deflate)
