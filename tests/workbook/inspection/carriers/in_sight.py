# ruff: noqa: E501  (one carrier a line: the table is read down, not across)
"""Marks in plain view, in another shape: for the search for secrets only."""

from __future__ import annotations

import base64
import binascii

from .files import XLS_NUMBER
from .hiding import derived, in_sight, linked, split_runs
from .making import BOTH, Carrier, cell

IN_SIGHT = (
    Carrier("runs of a text", split_runs, None),
    Carrier("value cut up by a comment", in_sight('<c r="A6"><v>1234<!-- -->567.5</v></c>'), "xml-comment", text=False),
    Carrier("pieces along a row", in_sight(cell("A6", "ZEBRA"), cell("B6", "QUARTZ"), cell("D6", "1234"), cell("E6", "567"), cell("F6", ".5")), None, form="split over cells"),
    Carrier("entities", in_sight('<c r="A6" t="inlineStr"><is><t>&#90;EBRA QUA&#x52;TZ &#49;234567.5</t></is></c>'), None),
    Carrier("base64", in_sight(cell("A6", base64.b64encode(BOTH.encode()).decode())), None, form="in base64 as written"),
    Carrier("base64 of UTF-16", in_sight(cell("A6", base64.b64encode(BOTH.encode("utf-16-le")).decode())), None),
    Carrier("hexadecimal", in_sight(cell("A6", binascii.hexlify(BOTH.encode()).decode())), None, form="in hexadecimal as written"),
    Carrier("binary number in hexadecimal", in_sight(cell("A6", XLS_NUMBER.hex())), None, text=False),
    Carrier("binary number in base64", in_sight(cell("A6", base64.b64encode(XLS_NUMBER).decode())), None, text=False),
    Carrier("link's address with plus signs", linked("mailto:post@example.com?subject=ZEBRA+QUARTZ"), None, number=False),
    Carrier("percent signs", in_sight(cell("A6", "%5AEBRA%20QUARTZ%20%31234567%2E5")), None),
    Carrier("full width", in_sight(cell("A6", "ＺＥＢＲＡ　ＱＵＡＲＴＺ １２３４５６７．５")), None),
    Carrier("other spaces and case", in_sight(cell("A6", "zebra\u00a0\u00a0Quartz 1\u202f234\u202f567,5")), None),
    Carrier("in words", in_sight(cell("A6", "one million, two hundred and thirty-four thousand, five hundred and sixty-seven pounds")), None, text=False),
    Carrier("backwards", in_sight(cell("A6", BOTH[::-1])), None),
    Carrier("by arithmetic", derived, None, text=False),
    Carrier("by a share of one", in_sight(cell("A6", 4938270), cell("B6", 0.25)), None, text=False),
    Carrier("by a share in percent", in_sight(cell("A6", 4938270), cell("B6", 25)), None, text=False),
)  # fmt: skip


FORMS = (
    "1234567.5", "1,234,567.50", "£1,234,567.50", "1 234 567.5", "1.234.567,50", "1'234'567.50", "12,34,567.50", "1234.5675",
    "£1.2m", "1.23m", "1.235 million", "£1,234.6k", "1.235E+06", "1234567.5000001", "1234567.4999999", "123456750", "(1,234,567.50)",
    "-1234567.5", "1,234,568", "1234567.50 CR", "GBP1234567.5", "total:1234567.5;", "5.7654321", "1235000", "=1234567.5",
    "١٬٢٣٤٬٥٦٧٫٥", "1 2 3 4 5 6 7", "1/234/567.5", "1.234.567.50", "0x12D687", "1.2345675 x 10^6", "1.23 mio",
    "one point two three five million", "one two three four five six seven", "l234567.5", "1 million 235 thousand",
    "100101101011010000111", "1\u03362\u03363\u03364\u03365\u03366\u03367", "12.35 lakh",
)  # fmt: skip
TEXT_FORMS = (
    "Zebra Quartz", "zebra\u00a0 quartz", "Zebra\nQuartz", "ZebraQuartz", "ZEBRA_QUARTZ", "zebra-quartz.xlsx", "Quartz, Zebra",
    "Z E B R A   Q U A R T Z", "Zébra Quàrtz", "Ze\u00adbra Quartz", "ztrauq arbez", "annual-ZebraQuartz2", "zebra (quartz)",
    "Mroen Dhnegm", "Ζeb\u0433a Quаrtz".replace("\u0433", "r"), "Z. Quartz", "Quartz Zebra", "Z.e.b.r.a Q.u.a.r.t.z", "Ze<b>bra</b> Quartz",
)  # fmt: skip
NOT_TEXT_FORMS = ("zebras and quartz", "a zebra", "quartz", "zebra quarry", "ZebraQuartzite")
NOT_FORMS = ("12345678.5", "234567.5", "1234", "1.2", "2012/13", "71234567.5", "1234567.51234", "A1234", "1.1m", "1.3m")
