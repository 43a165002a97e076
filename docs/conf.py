"""How the manual's pages become a site: Sphinx, with Markdown as it is written."""

import sys
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mkip_xl import __version__

project = "mkip_xl"
author = "The mkip_xl founders"
copyright = "2026, the mkip_xl founders"
version = release = __version__
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_heading_anchors = 4
myst_enable_extensions = ["deflist"]
suppress_warnings = ["misc.highlighting_failure"]

smartquotes_action = "qe"  # quotation marks and dots; two hyphens are an option of the command

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["manual.css"]
html_title = f"mkip_xl {version}"
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False

CONTENTS = {
    "index": """
```{toctree}
:hidden:
:caption: Start

accountant
batch
finance-workbook
methodology
python
it
```

```{toctree}
:hidden:
:caption: How it works

odd-penny
worked-examples/index
templates
template-filters
secrecy
excel
assumptions
glossary
```

```{toctree}
:hidden:
:caption: Reference

functions/index
commands/index
rules/index
refusals
architecture
```
""",
    **{
        f"{folder}/index": "\n```{toctree}\n:hidden:\n:glob:\n\n*\n```\n"
        for folder in ("functions", "commands", "rules", "worked-examples")
    },
}
"""The lists of pages, kept here so that the pages themselves stay plain Markdown."""


def _with_contents(_: Sphinx, name: str, source: list[str]) -> None:
    source[0] += CONTENTS.get(name, "")


def setup(app: Sphinx) -> None:
    """Add the lists of pages as Sphinx reads each page."""
    app.connect("source-read", _with_contents)
