"""`compile_template`: a template read, held against its findings, ready to be filled."""

from __future__ import annotations

from pathlib import Path

from mkip_xl.errors import TemplateError
from mkip_xl.template.filling import Template
from mkip_xl.template.reading import read_template


def compile_template(source: Path | bytes, *, name: str | None = None) -> Template:
    """A template ready to be filled many times. TemplateError tells every fault at once, by `'Sheet'!Cell`."""
    read = read_template(source, name=name)
    if read.findings.errors:
        told = "\n".join(str(finding) for finding in read.findings.errors)
        raise TemplateError(f"{read.package.name} cannot be used as a template:\n{told}")
    return Template(read)
