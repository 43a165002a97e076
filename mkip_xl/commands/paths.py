"""Files and folders as they are named on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


class NamedPath(click.Path):
    """A path that is not blank: `--out "$OUT"`, where OUT was never set, would else be the present folder."""

    def __init__(self, **rules: bool) -> None:
        super().__init__(path_type=Path, **rules)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; wrong usage when it is blank, or breaks a rule of click.Path."""
        if not str(value).strip():
            self.fail("it is blank. Name a file or a folder.", param, ctx)
        return super().convert(value, param, ctx)
