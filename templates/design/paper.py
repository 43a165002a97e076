"""One template workbook in the making: its cover, its properties, and its sheets, all in the house style."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from design import style

CREATED = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
BANNER = "{{ exempt.wording }}"
KEYWORDS = "Not for publication; exempt; Schedule 12A, {{ exempt.paragraphs }}"
PARAGRAPHS = 'paragraph{{ "s" if " and " in exempt.paragraphs else "" }} {{ exempt.paragraphs }}'


@dataclass(frozen=True)
class Wording:
    """What the top and foot of every sheet say of the paper it belongs to."""

    title: str = "Appendix {{ appendix.letter }}: {{ appendix.title }}"
    prefix: str = "Appendix {{ appendix.letter }}: "
    subband: str = (
        "{{ partnership.name }}: {{ partnership.service }}. For the {{ cabinet.body }} of {{ cabinet.authority }}, "
        "{{ cabinet.meeting_date }}."
    )
    header: str = "Appendix {{ appendix.letter }}: &A"
    footer: str = "{{ cabinet.authority }}"


APPENDIX = Wording()
CHECKS = Wording(
    title="Checks and sign-off: {{ partnership.name }}",
    prefix="",
    subband="{{ partnership.name }}: {{ partnership.service }}. For the Section 151 officers of the partners.",
    header="Checks and sign-off: &A",
    footer="{{ partnership.short_name }}",
)


class Paper:
    """A template workbook. `subject` says what it is about; `sheets` are its sheets from left to right.

    The sheets may be written in any order, so that a check can name a cell of a sheet further on. A paper that is not
    `exempt` is public: it carries no banner, and its header and properties say nothing of an exemption.
    """

    def __init__(
        self, path: Path, subject: str, *sheets: str, wording: Wording = APPENDIX, exempt: bool = True
    ) -> None:
        self.wording = wording
        self.exempt = exempt
        self.book = xlsxwriter.Workbook(
            path, {"default_format_properties": {"font_name": style.FONT, "font_size": 10}, "default_row_height": 18}
        )
        self.book.use_custom_theme(StringIO(style.theme()))
        self.book.set_size(2400, 1500)
        self.book.set_properties(
            {
                "title": wording.title,
                "subject": BANNER if exempt else subject,
                "author": "{{ partnership.name }}",
                "keywords": KEYWORDS if exempt else "Public",
                "comments": subject,
                "category": "Exempt" if exempt else "Public",
                "status": "Not for publication" if exempt else "For publication",
                "created": CREATED,
            }
        )
        self._formats: dict[str, Format] = {}
        self.own = self.book.add_format({"bg_color": style.OWN})
        self.failed = self.book.add_format({"bold": True, "font_color": style.RED, "bg_color": "#FFD9D9"})
        self._sheets = {name: self._new(name) for name in sheets}

    def look(self, name: str, number: str | None = None, **more: Any) -> Format:
        """The format of one look of the house, with a number format where it shows a figure."""
        key = repr((name, number, sorted(more.items())))
        if key not in self._formats:
            base = {"font_name": style.FONT, "font_size": 10, "font_color": style.INK}
            figure = {} if number is None else {"num_format": number}
            self._formats[key] = self.book.add_format({**base, **style.LOOKS[name], **more, **figure})
        return self._formats[key]

    def sheet(self, name: str) -> Worksheet:
        """The sheet of that name."""
        return self._sheets[name]

    def _new(self, name: str) -> Worksheet:
        """A new A4 landscape sheet with its header and footer, exempt or not, one page wide."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
        marking, foot = (
            (f"NOT FOR PUBLICATION: Schedule 12A {PARAGRAPHS}", f"Not for publication: {PARAGRAPHS}")
            if self.exempt
            else ("{{ partnership.name }}", "{{ partnership.short_name }}")
        )
        sheet.set_header(
            f'&L&"Arial,Bold"{marking}&R&"Arial,Regular"{self.wording.header}',
            {"margin": 0.32, "scale_with_doc": False},
        )
        sheet.set_footer(
            f'&L&"Arial,Regular"{foot}&C{self.wording.footer}&RPage &P of &N',
            {"margin": 0.3, "scale_with_doc": False},
        )
        sheet.center_horizontally()
        return sheet

    def names(self, **cells: str) -> None:
        """Defined names on cells (`'Net savings'!$L$20`): what the batch ties back to the model."""
        for name, cell in cells.items():
            self.book.define_name(name, f"={cell}")

    def close(self) -> None:
        """Write the file."""
        self.book.close()
