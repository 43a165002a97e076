"""public.xlsx: the companion of an exempt appendix, with what the public is told of it and nothing else."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from design import style
from design.paper import CREATED, Paper, Wording

SHEET = "Public companion"
BOX = "This appendix is not published. What the public is told of it is on this page."
NOTES = (
    "This page is made from public figures only. It holds nothing of the appendix but what is written here.",
    "Information is withheld only if, and so long as, in all the circumstances of the case, the public interest in "
    "maintaining the exemption outweighs the public interest in disclosing it.",
    "Anyone may ask for the information under the Freedom of Information Act 2000. The authority named above answers "
    "such requests.",
)
APART = {"indent": 2, "align": "left"}
"""A unit stands clear of the figure on its left."""
PUBLIC = Wording(footer="{{ cabinet.authority }}", header="Appendix {{ appendix.letter }}: public companion")


class PublicPaper(Paper):
    """A paper for everybody: neither its sheets nor its properties say that it is exempt."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "", SHEET, wording=PUBLIC)
        self.book.set_properties(
            {
                "title": PUBLIC.title,
                "subject": "Public companion",
                "author": "{{ partnership.name }}",
                "category": "Public",
                "created": CREATED,
            }
        )

    def _new(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
        more = {"margin": 0.3, "scale_with_doc": False}
        sheet.set_header(f'&L&"Arial,Bold"Public companion&R&"Arial,Regular"{self.wording.header}', more)
        sheet.set_footer('&L&"Arial,Regular"{{ cabinet.authority }}&RPage &P of &N', more)
        sheet.center_horizontally()
        return sheet


def build(path: Path) -> None:
    """Write the template."""
    paper = PublicPaper(path)
    sheet, look = paper.sheet(SHEET), paper.look
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 56)
    sheet.set_column(2, 2, 22)
    sheet.set_column(3, 3, 12)
    row = 0

    def across(name: str, text: str, height: float) -> None:
        nonlocal row
        sheet.set_row(row, height)
        sheet.merge_range(row, 0, row, 3, text, look(name))
        row += 1

    def pair(field: str, value: str, lines: int = 1, number: str | None = None) -> None:
        nonlocal row
        sheet.set_row(row, 13.5 * lines + 3)
        sheet.write_string(row, 0, field, look("field"))
        sheet.merge_range(row, 1, row, 3, value, look("value", number))
        row += 1

    across("band", PUBLIC.title, 34)
    across("subband", PUBLIC.subband, 20)
    sheet.set_row(row, 9)
    row += 1
    sheet.set_row(row, 30)
    sheet.merge_range(
        row, 0, row, 3, BOX, look("heading", None, align="center", valign="vcenter", font_size=12, border=2)
    )
    row += 2
    across("caption", "Why it is not published", 18)
    pair("Exempt by virtue of", "{{ exempt.law }}")
    pair("What the law covers", "{{ exempt.covers }}", 3)
    pair("Why it applies", "{{ exempt.reason }}", 2)
    pair("Public interest", "{{ exempt.public_interest }}", 3)
    pair("Exemption looked at again on", "{{ exempt.review_date }}", number=style.DATE)
    row += 1
    across("caption", "Totals that are public", 18)
    across("note", "{{ released }}", 15)
    sheet.write_string(row, 0, "{%tr if totals %}", look("marker"))
    row += 1
    left = look("heading", align="left")
    for column, (text, heading) in enumerate(
        (("Total", left), ("Of", left), ("Figure", look("heading_right")), ("Unit", look("heading", **APART)))
    ):
        sheet.write_string(row, column, text, heading)
    row += 1
    sheet.write_string(row, 0, "{%tr for t in totals %}", look("marker"))
    row += 1
    sheet.write_string(row, 0, "{{ t.name }}", look("label"))
    sheet.write_string(row, 1, "{{ t.label }}", look("label"))
    sheet.write_string(row, 2, "{{ t.figure }}", look("entered", "#,##0.00_);(#,##0.00)"))
    sheet.write_string(row, 3, "{{ t.unit }}", look("label", **APART))
    row += 1
    sheet.write_string(row, 0, "{%tr endfor %}", look("marker"))
    row += 1
    sheet.write_string(row, 0, "{%tr endif %}", look("marker"))
    row += 2
    across("notes_heading", "Notes", 16)
    for number, text in enumerate((*NOTES, "{{ partnership.statement }}"), 1):
        across("note", f"{number}.  {text}", 12.5 * (2 if "{{" in text else 1) + 2)
    sheet.print_area(0, 0, row - 1, 3)
    sheet.fit_to_pages(1, 1)
    paper.close()
