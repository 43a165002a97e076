"""`{# … #}` is a note to the designer: it is left out, alone in a cell or beside other text."""

from __future__ import annotations

import io

import openpyxl

from mkip_xl.template import compile_template


def test_a_note_is_left_out_alone_or_beside_text() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "{# ask the treasurer #}"
    sheet["A2"] = "Net saving{# in cash terms #}"
    sheet["A3"] = "{{ net }}"
    held = io.BytesIO()
    book.save(held)
    filled = openpyxl.load_workbook(io.BytesIO(compile_template(held.getvalue(), name="notes.xlsx").fill({"net": 5})))

    assert [filled.active[f"A{row}"].value or None for row in (1, 2, 3)] == [None, "Net saving", 5]
