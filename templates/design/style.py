"""The house style: colours, number formats and the looks a cell can have.

Sober council paper. Nothing is told by colour alone: the exempt banner is words in a box, a partner's own column says
"This authority", a check says "Agrees". Text stands out from its ground by at least 7 to 1. A figure too long for its
column is printed smaller, never as ####.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.theme import THEME_XML_2007

FONT = "Arial"

NAVY = "#1B2A41"  # the title band
INK = "#1A1A1A"  # calculations and text
ENTERED = "#17457E"  # figures that come from the finance workbook
RED = "#8B1A1A"  # the exempt banner; a check that fails
HEAD = "#DDE3EA"  # heading row
GROUP = "#F0F3F6"  # name of a group
OWN = "#FFF2CC"  # the cabinet's own column
CHECK = "#F6F6F6"  # check row
RULE = "#5B6675"
HAIR = "#C9CFD7"
WHITE = "#FFFFFF"

# Okabe and Ito's palette, without the yellow and the black (too faint for columns; kept for lines).
OKABE_ITO = ("0072B2", "E69F00", "009E73", "D55E00", "CC79A7", "56B4E9")

MONEY = '#,##0_);(#,##0);"–"_)'
POUNDS = '"£"#,##0_);("£"#,##0);"–"_)'  # where the unit stands beside the figure
PENCE = '#,##0.00_);(#,##0.00);"–"_)'
PERCENT = '0.0%_);(0.0%);"–"_)'
FTE = '#,##0.00_);(#,##0.00);"–"_)'
COUNT = "#,##0_)"
DATE = "d mmmm yyyy"
DIFFERENCE = '#,##0.00_);(#,##0.00);"Agrees"_)'

Look = dict[str, Any]

_hair = {"bottom": 1, "bottom_color": HAIR}
_sub = {"bold": True, "top": 1, "top_color": INK, "bottom": 1, "bottom_color": HAIR}
_total = {"valign": "vcenter", "bold": True, "top": 1, "bottom": 6, "top_color": INK, "bottom_color": INK}
_head = {"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": HEAD}
_group = {"bg_color": GROUP, "bottom": 1, "bottom_color": HAIR, "top": 1, "top_color": HAIR}
_check = {"valign": "vcenter", "italic": True, "bg_color": CHECK, "font_size": 9}

LOOKS: dict[str, Look] = {
    # the top of every sheet
    "band": {"bold": True, "font_size": 15, "font_color": WHITE, "bg_color": NAVY, "valign": "vcenter", "indent": 1},
    "subband": {
        "font_size": 9, "font_color": WHITE, "bg_color": NAVY, "valign": "top", "align": "left", "indent": 1,
        "shrink": True,
    },
    "banner": {
        "bold": True, "font_color": RED, "border": 2, "border_color": RED, "valign": "vcenter", "align": "center",
        "text_wrap": True,
    },
    "banner_left": {
        "bold": True, "font_color": RED, "border": 2, "border_color": RED, "valign": "vcenter", "align": "left",
        "indent": 1,
    },
    "caption": {"bold": True, "font_size": 11, "valign": "vcenter"},
    "lead": {"text_wrap": True, "valign": "top"},
    # headings
    "heading": _head,
    "heading_right": {**_head, "align": "right"},
    "own": {"italic": True, "font_size": 8, "bg_color": HEAD, "align": "right"},
    "own_left": {"italic": True, "font_size": 8, "bg_color": HEAD},
    "above": {"bold": True, "bg_color": HEAD, "top": 1, "top_color": RULE, "align": "left", "shrink": True},
    "units": {
        "font_size": 9, "bg_color": HEAD, "align": "right", "bottom": 2, "bottom_color": NAVY, "italic": True,
    },
    "units_left": {"font_size": 9, "bg_color": HEAD, "bottom": 2, "bottom_color": NAVY, "italic": True},
    # the body
    "label": {**_hair, "valign": "vcenter", "shrink": True},
    "label_in": {**_hair, "valign": "vcenter", "align": "left", "indent": 1, "shrink": True},
    "text": {**_hair, "valign": "vcenter", "shrink": True},
    "prose": {**_hair, "text_wrap": True, "valign": "top"},
    "centre": {**_hair, "valign": "vcenter", "align": "center"},
    "group": {**_group, "bold": True, "valign": "vcenter"},
    "group_text": {**_group, "valign": "vcenter"},
    "group_right": {**_group, "italic": True, "align": "right", "shrink": True, "valign": "vcenter"},
    "entered": {**_hair, "font_color": ENTERED, "align": "right", "shrink": True, "valign": "vcenter"},
    "worked": {**_hair, "align": "right", "shrink": True, "valign": "vcenter"},
    "worked_bold": {**_hair, "align": "right", "shrink": True, "valign": "vcenter", "bold": True},
    "subtotal_label": {**_sub, "valign": "vcenter"},
    "subtotal": {**_sub, "align": "right", "shrink": True, "valign": "vcenter"},
    "total_label": {**_total, "valign": "vcenter"},
    "total": {**_total, "align": "right", "shrink": True, "valign": "vcenter"},
    "share_label": {**_hair, "italic": True, "valign": "vcenter"},
    "entered_total": {**_total, "font_color": ENTERED, "align": "right", "shrink": True},
    "share": {**_hair, "italic": True, "align": "right", "shrink": True, "valign": "vcenter"},
    "check_label": _check,
    "check": {**_check, "align": "right", "shrink": True},
    "check_cell": {**_check, **_hair, "align": "right", "shrink": True, "valign": "vcenter"},
    "check_cell_total": {**_check, **_total, "align": "right", "shrink": True, "valign": "vcenter"},
    "chosen": {**_hair, "bold": True, "valign": "vcenter", "align": "center"},
    # notes, and what the person who edits a template sees
    "notes_heading": {"bold": True},
    "note": {"font_size": 9, "text_wrap": True, "valign": "top"},
    "marker": {"font_size": 8, "italic": True, "font_color": "#4A4A4A"},
    # the cover
    "field": {"bold": True, "valign": "top", **_hair},
    "value": {"valign": "top", "align": "left", "text_wrap": True, **_hair},
    "link": {"font_color": ENTERED, "underline": 1, "valign": "top", **_hair},
    "box_field": {
        "bold": True, "valign": "top", "font_color": RED, "left": 2, "left_color": RED, "align": "left", "indent": 1,
    },
    "box_value": {"valign": "top", "align": "left", "text_wrap": True, "right": 2, "right_color": RED},
    "box_field_end": {
        "bold": True, "valign": "top", "font_color": RED, "left": 2, "bottom": 2, "left_color": RED,
        "bottom_color": RED, "align": "left", "indent": 1,
    },
    "box_value_end": {
        "valign": "top", "align": "left", "text_wrap": True, "right": 2, "bottom": 2, "right_color": RED,
        "bottom_color": RED,
    },
    "box_top": {
        "bold": True, "font_size": 11, "font_color": RED, "valign": "vcenter", "align": "center", "text_wrap": True,
        "top": 2, "left": 2, "right": 2, "border_color": RED, "top_color": RED, "left_color": RED, "right_color": RED,
    },
    "number": {**_hair, "valign": "top", "align": "left"},
    "total_centre": {**_total, "align": "center"},
    "text_italic": {**_hair, "italic": True, "valign": "top"},
    "group_wrap": {**_group, "text_wrap": True, "valign": "vcenter"},
    "group_bold_right": {**_group, "bold": True, "align": "right", "shrink": True, "valign": "vcenter"},
    "sign_text": {"text_wrap": True, "valign": "vcenter", "bottom": 1, "bottom_color": RULE},
    "sign_bold": {"text_wrap": True, "valign": "vcenter", "bold": True, "bottom": 1, "bottom_color": RULE},
    "sign_line": {"bottom": 1, "bottom_color": INK, "left": 1, "left_color": HAIR},
    "passed": {**_hair, "bold": True, "align": "center", "valign": "top"},
}  # fmt: skip


def theme() -> str:
    """The workbook theme: Arial, and Okabe and Ito's colours for the series of charts, whatever their number."""
    xml = THEME_XML_2007.replace('name="Office Theme"', 'name="Council paper"')
    for number, (old, new) in enumerate(
        zip(("4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646"), OKABE_ITO, strict=True), 1
    ):
        was = f'<a:accent{number}><a:srgbClr val="{old}"/>'
        assert was in xml, f"accent {number} is not where it was in the theme that XlsxWriter brings"
        xml = xml.replace(was, f'<a:accent{number}><a:srgbClr val="{new}"/>')
    return xml.replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{FONT}"/>').replace(
        '<a:latin typeface="Cambria"/>', f'<a:latin typeface="{FONT}"/>'
    )
