"""The cover of an appendix: what it is, why it is exempt, whose copy it is, what it holds and how to read it."""

from __future__ import annotations

from collections.abc import Sequence

from design import style
from design.paper import BANNER, Paper

READING = (
    "Dark blue figures are brought in from the partnership's finance workbook and its rules of division. Black figures "
    "are worked out on the sheet by formulas that can be followed. Subtotals have a thin rule above them, totals a "
    "double rule below.",
    "Grey rows are checks. They say “Agrees” where the two sides are equal to the penny, and show the difference in "
    "red where they are not.",
    "The column (or row) marked “This authority” is that of the authority named above. The figures are the same in "
    "every authority's copy.",
)

TERM = (
    "Term",
    "{{ partnership.term }} years from {{ partnership.start }}: {{ partnership.first_year }} to {{ "
    "partnership.last_year }}",
)


def cover(
    paper: Paper,
    contents: Sequence[tuple[str, str]],
    figures: Sequence[tuple[str, str, str]] = (),
    reading: Sequence[str] = READING,
    period: tuple[str, str] = TERM,
) -> None:
    """Write the cover. contents: (sheet, what it shows). figures: (what, formula, number format)."""
    sheet = paper.sheet("Cover")
    look = paper.look
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 98)
    row = 0

    def across(name: str, text: str, height: float) -> None:
        nonlocal row
        sheet.set_row(row, height)
        sheet.merge_range(row, 0, row, 1, text, look(name))
        row += 1

    def gap(height: float = 9) -> None:
        nonlocal row
        sheet.set_row(row, height)
        row += 1

    def pair(
        field: str, value: str, looks: tuple[str, str] = ("field", "value"), lines: int = 1, number: str = ""
    ) -> None:
        nonlocal row
        sheet.set_row(row, 13.5 * lines + 2.5)
        sheet.write_string(row, 0, field, look(looks[0]))
        form = look(looks[1], number or None)
        if value.startswith("="):
            sheet.write_formula(row, 1, value, form)
        else:
            sheet.write_string(row, 1, value, form)
        row += 1

    across("band", paper.wording.title, 34)
    across("subband", "{{ partnership.name }}: {{ partnership.service }}", 20)
    gap()
    if paper.exempt:
        sheet.set_row(row, 36)
        sheet.merge_range(row, 0, row, 1, BANNER, look("box_top"))
        row += 1
        pair("Why it is exempt", "{{ exempt.reason }}", ("box_field", "box_value"), 2)
        pair("Public interest", "{{ exempt.public_interest }}", ("box_field", "box_value"), 3)
        pair("Exemption reviewed on", "{{ exempt.review_date }}", ("box_field_end", "box_value_end"), 1, style.DATE)
        gap()
    pair("Authority", "{{ cabinet.authority }}")
    pair("Decision body", "{{ cabinet.body }}")
    pair("Meeting date", "{{ cabinet.meeting_date }}", number=style.DATE)
    pair("Report", "{{ cabinet.report }}")
    pair("Section 151 officer", "{{ cabinet.officer }}")
    pair(*period)
    gap()
    if figures:
        across("caption", "In brief", 18)
        for what, formula, number in figures:
            pair(what, formula, number=number)
        gap()
    across("caption", "What is in this appendix", 18)
    for name, shows in contents:
        sheet.set_row(row, 16)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", look("link"), name, f"Go to the sheet {name}")
        sheet.write_string(row, 1, shows, look("value"))
        row += 1
    gap()
    across("caption", "How to read it", 18)
    for number, text in enumerate((*reading, "Status: {{ partnership.statement }}"), 1):
        lines = 2 if "{{" in text else -(-len(text) // 160)
        across("note", f"{number}.  {text}", 12.5 * lines + 1)
    sheet.print_area(0, 0, row - 1, 1)
    sheet.fit_to_pages(1, 1)
