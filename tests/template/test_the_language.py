"""The template language in small questions: one template of a few cells, data, and what the filled sheet must show."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from mkip_xl.errors import TemplateError
from mkip_xl.template import compile_template
from mkip_xl.template.checking import check_template

Maker = Callable[[dict[str, Any]], bytes]
Cells = Callable[[bytes], dict[str, Any]]

YEARS = [{"label": "2013/14", "net": 10}, {"label": "2014/15", "net": 20}]
PARTNERS = [{"code": "MBC", "name": "Maidstone"}, {"code": "SBC", "name": "Swale"}]

EXPRESSIONS = [
    ("x", 5, 5.0),
    ("x", "five", "five"),
    ("x", True, True),
    ("x", None, None),
    ("x", Decimal("0.10"), 0.1),
    ("x", datetime.date(2013, 4, 1), 41365.0),
    ("x", datetime.datetime(2013, 4, 1, 12), 41365.5),
    ("x | date", "2013-04-01", 41365.0),
    ("x | date | year", "2013-04-01", 2013.0),
    ("x | financial_year", "2013-03-31", "2012/13"),
    ("x | financial_year", 2012, "2012/13"),
    ("x | gbp", -1234567.5, "(£1,234,568)"),
    ("x | gbp(2)", 1234.5, "£1,234.50"),
    ("x | thousands", 1_234_567, "1,235"),
    ("x | percent", 0.125, "12.5%"),
    ("x | percent(1)", Decimal("0.33333"), "33.3%"),
    ("x | number", 1234567, "1,234,567"),
    ("x | upper", "mbc", "MBC"),
    ("x | length", [1, 2, 3], 3.0),
    ("x | sum", [1, 2, 3.5], 6.5),
    ("x | sum('net')", YEARS, 30.0),
    ("x | join(', ')", ["a", "b"], "a, b"),
    ("(x | sort(attribute='net', reverse=true) | first).label", YEARS, "2014/15"),
    ("x + 1", 2, 3.0),
    ("x - 0.1", Decimal("0.3"), 0.2),
    ("x // 2", 7, 3.0),
    ("x % 2", 7, 1.0),
    ("-x", 7, -7.0),
    ("'big' if x > 3 and not x > 9 else 'other'", 5, "big"),
    ("'in' if 'a' in x else 'out'", ["a"], "in"),
    ("x.a.b", {"a": {"b": 1}}, 1.0),
    ("x['a b']", {"a b": 1}, 1.0),
    ("x[1]", [4, 5], 5.0),
    ("x[-1].net", YEARS, 20.0),
    ("'£' ~ x ~ ' net'", 5, "£5 net"),
    ("x | round(1)", 2.25, 2.3),
    ("x.items", {"items": 3}, 3.0),
    ("“” ~ x", "smart quotes", "smart quotes"),
]


@pytest.mark.parametrize(
    ("expression", "value", "shown"), EXPRESSIONS, ids=[f"{e} of {v}"[:50] for e, v, _ in EXPRESSIONS]
)
def test_an_expression_alone_gives_a_typed_value(
    expression: str, value: Any, shown: Any, sheet_of: Maker, cells_of: Cells
) -> None:
    filled = cells_of(compile_template(sheet_of({"A1": "{{ " + expression + " }}"})).fill({"x": value}))

    assert filled.get("A1") == (shown if not isinstance(shown, float) else pytest.approx(shown))
    assert type(filled.get("A1")) is type(shown)


MIXTURES = [
    ("Net {{ x }}", 5, "Net 5"),
    ("{{ x }}{{ x }}", 5, "55"),
    ("at {{ x | date }}", "2013-04-01", "at 1 April 2013"),
    ("{{ x | date('%d/%m/%y') }}.", "2013-04-01", "01/04/13."),
    ("{# a note #}Net {{ x }}", 1.5, "Net 1.5"),
    ("{{ '}}' }} {{ x }}", 1, "}} 1"),
    ("{ {x} } %}", 1, "{ {x} } %}"),
    ("None: {{ x }}", None, "None: "),
]


@pytest.mark.parametrize(("text", "value", "shown"), MIXTURES, ids=[text for text, _, _ in MIXTURES])
def test_a_value_within_text_gives_text(text: str, value: Any, shown: str, sheet_of: Maker, cells_of: Cells) -> None:
    assert cells_of(compile_template(sheet_of({"A1": text})).fill({"x": value}))["A1"] == shown


LAYOUTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "rows",
        {"A1": "{%tr for y in years %}", "A2": "{{ y.label }}", "B2": "{{ loop.index }}", "A3": "{%tr endfor %}",
         "A4": "end"},
        {"A1": "2013/14", "B1": 1.0, "A2": "2014/15", "B2": 2.0, "A3": "end"},
    ),
    (
        "columns",
        {"A1": "{%tc for p in partners %}", "B1": "{{ p.code }}", "B2": "x", "C1": "{%tc endfor %}", "D1": "end"},
        {"A1": "MBC", "B1": "SBC", "A2": "x", "B2": "x", "C1": "end"},
    ),
    (
        "rows and columns crossing",
        {"B1": "{%tc for p in partners %}", "D1": "{%tc endfor %}", "A2": "{%tr for y in years %}",
         "A3": "{{ y.label }}", "C3": "{{ p.code ~ y.net ~ colloop.index ~ rowloop.index }}", "A4": "{%tr endfor %}"},
        {"A2": "2013/14", "B2": "MBC1011", "C2": "SBC1021", "A3": "2014/15", "B3": "MBC2012", "C3": "SBC2022"},
    ),
    (
        "loops within loops",
        {"A1": "{%tr for g in groups %}", "A2": "{{ g.name }}", "A3": "{%tr for i in g.items %}",
         "A4": "{{ i }}", "B4": "{{ g.name }}", "A5": "{%tr endfor %}", "A6": "sum {{ g.name }}",
         "A7": "{%tr endfor %}"},
        {"A1": "G", "A2": 1.0, "B2": "G", "A3": 2.0, "B3": "G", "A4": "sum G", "A5": "H", "A6": "sum H"},
    ),
    (
        "a condition with its other branches",
        {"A1": "{%tr for y in years %}", "A2": "{%tr if y.net > 15 %}", "A3": "big", "A4": "{%tr elif y.net > 5 %}",
         "A5": "middling", "A6": "{%tr else %}", "A7": "small", "A8": "{%tr endif %}", "A9": "{%tr endfor %}"},
        {"A1": "middling", "A2": "big"},
    ),
    (
        "a condition on columns",
        {"A1": "{%tc if years %}", "B1": "kept", "C1": "{%tc endif %}", "D1": "{%tc if nobody %}", "E1": "gone",
         "F1": "{%tc endif %}", "G1": "end"},
        {"A1": "kept", "B1": "end"},
    ),
    (
        "two tags in one marker",
        {"A1": "{%tr for y in years %}{%tr if loop.first %}", "A2": "{{ y.label }}",
         "A3": "{%tr endif %}{%tr endfor %}"},
        {"A1": "2013/14"},
    ),
    (
        "two names to an item",
        {"A1": "{%tr for code, sum in pairs %}", "A2": "{{ code }}", "B2": "{{ sum }}", "A3": "{%tr endfor %}"},
        {"A1": "MBC", "B1": 1.0, "A2": "SBC", "B2": 2.0},
    ),
    (
        "nothing to repeat",
        {"A1": "{%tr for y in nobody %}", "A2": "{{ y.label }}", "A3": "{%tr endfor %}", "A4": "end"},
        {"A1": "end"},
    ),
]  # fmt: skip
DATA = {
    "years": YEARS, "partners": PARTNERS, "nobody": [], "pairs": [["MBC", 1], ["SBC", 2]],
    "groups": [{"name": "G", "items": [1, 2]}, {"name": "H", "items": []}],
}  # fmt: skip


@pytest.mark.parametrize(("cells", "shown"), [layout[1:] for layout in LAYOUTS], ids=[layout[0] for layout in LAYOUTS])
def test_layouts(cells: dict[str, Any], shown: dict[str, Any], sheet_of: Maker, cells_of: Cells) -> None:
    assert cells_of(compile_template(sheet_of(cells)).fill(DATA)) == shown


FAULTS = [
    ({"A1": "{%tr for y in years %}"}, "'S'!A1", "is never ended"),
    ({"A1": "{%tr endfor %}"}, "'S'!A1", "has no beginning above it"),
    ({"A1": "{%tr if x %}", "A2": "{%tr endfor %}"}, "'S'!A2", "does not match"),
    ({"A1": "{%tr else %}"}, "'S'!A1", "has no beginning"),
    ({"A1": "{%tr for y in years %}", "B1": "Heading", "A2": "{%tr endfor %}"}, "'S'!B1", "marker row"),
    ({"A1": "{%tr for y in years %}", "B1": 5, "A2": "{%tr endfor %}"}, "'S'!B1", "marker row"),
    ({"A1": "{%tc for y in years %}", "A2": "{{ x }}", "B1": "{%tc endfor %}"}, "'S'!A2", "marker column"),
    ({"A1": "{%tr for y in years %} and more", "A2": "{%tr endfor %}"}, "'S'!A1", "marker row"),
    ({"A1": "{% for y in years %}"}, "'S'!A1", "is not a tag of this language"),
    ({"A1": "{%tr while x %}"}, "'S'!A1", "cannot be read"),
    ({"A1": "{{ x "}, "'S'!A1", "does not end"),
    ({"A1": "{{ }}"}, "'S'!A1", "cannot be read"),
    ({"A1": "{{-x }}"}, "'S'!A1", "may mean two things"),
    ({"B2": "{%sheet for p in partners %}"}, "'S'!B2", "stands in cell A1"),
    ({"A1": "{%tr for loop in xs %}", "A2": "{%tr endfor %}"}, "'S'!A1", "cannot be a loop's name"),
    ({"A1": "{{ loop.index }}"}, "'S'!A1", "inside a loop only"),
    ({"A1": "{%tr for y in a %}", "A2": "{%tr for y in b %}", "A3": "{%tr endfor %}", "A4": "{%tr endfor %}"}, "'S'!A2",
     "already the name"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "where", "told"), FAULTS, ids=[told + str(at) for at, (_, _, told) in enumerate(FAULTS)]
)
def test_a_fault_is_named_with_its_cell(cells: dict[str, Any], where: str, told: str, sheet_of: Maker) -> None:
    source = sheet_of(cells)
    findings = [str(finding) for finding in check_template(source, name="t.xlsx").findings]

    assert any(finding.startswith(where + ": ") and told in finding for finding in findings)
    with pytest.raises(TemplateError):
        compile_template(source)


def test_all_faults_are_told_at_once_in_reading_order(sheet_of: Maker) -> None:
    source = sheet_of({"C1": "{{ a | nosuch }}", "A2": "{{ 2 ** 9 }}", "B2": "{{ x", "A9": "{%tr endif %}"})
    found = [finding.cell for finding in check_template(source).findings]

    assert found == ["C1", "A2", "B2", "A9"]


def test_merged_cells_that_a_loop_tears_are_found() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    for address, text in {"A2": "{%tr for x in xs %}", "A3": "{{ x }}", "A5": "{%tr endfor %}"}.items():
        sheet[address] = text
    sheet.merge_cells("B4:B6")
    out = io.BytesIO()
    book.save(out)
    findings = [(finding.code, finding.cell) for finding in check_template(out.getvalue()).findings]

    assert findings == [("merge", "B4")]


def test_the_fields_of_a_template_are_told_by_path(sheet_of: Maker) -> None:
    source = sheet_of(
        {"A1": "{{ title }} {{ meta.date | date }}", "A2": "{%tr for g in groups %}", "A3": "{%tr for i in g.items %}",
         "A4": "{{ i.amount }}", "B4": "{{ by[i.code] }}", "A5": "{%tr endfor %}", "A6": "{%tr endfor %}"}
    )  # fmt: skip

    assert list(check_template(source).fields) == [
        "by[…]", "groups[].items[].amount", "groups[].items[].code", "meta.date", "title"
    ]  # fmt: skip


def test_a_tag_split_over_rich_text_works_and_keeps_the_runs_that_are_left() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    bold = InlineFont(b=True)
    sheet["A1"] = CellRichText("For {{ na", TextBlock(bold, "me"), " }} and ", TextBlock(bold, "{{ name }}"))
    out = io.BytesIO()
    book.save(out)
    filled = compile_template(out.getvalue()).fill({"name": "A & B"})
    cell = openpyxl.load_workbook(io.BytesIO(filled), rich_text=True)["S"]["A1"].value

    assert str(cell) == "For A & B and A & B"
    assert [str(run) for run in cell if isinstance(run, TextBlock) and run.font.b and run.text.strip()] == ["A & B"]


def test_a_text_that_alone_is_a_formatted_number_is_warned_of(sheet_of: Maker) -> None:
    findings = check_template(sheet_of({"A1": "{{ x | gbp }}", "A2": "Cost {{ x | gbp }}"})).findings

    assert [(finding.severity, finding.cell, finding.code) for finding in findings] == [
        ("warning", "A1", "text-number")
    ]


SHEET_NAMES = [
    (["MBC", "SBC"], ["MBC", "SBC"]),
    (["a/b", "a:b"], ["a-b", "a-b (2)"]),
    (["Same", "SAME", "same"], ["Same", "SAME (2)", "same (3)"]),
    (["x" * 40, "x" * 40], ["x" * 31, "x" * 27 + " (2)"]),
    (["'quoted'", ""], ["quoted", "Sheet"]),
    (["History", "Rest"], ["History_", "Rest (2)"]),
    (["🏛️ Kent", "كنت"], ["🏛️ Kent", "كنت"]),
]


@pytest.mark.parametrize(("codes", "names"), SHEET_NAMES, ids=[str(codes)[:30] for codes, _ in SHEET_NAMES])
def test_a_sheet_for_each_with_names_excel_takes(codes: list[str], names: list[str]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "{{ p }}"
    sheet["A1"] = "{%sheet for p in partners %}{{ p }}"
    book.create_sheet("Rest")["A1"] = "rest"
    out = io.BytesIO()
    book.save(out)
    filled = openpyxl.load_workbook(io.BytesIO(compile_template(out.getvalue()).fill({"partners": codes})))

    assert filled.sheetnames == [*names, "Rest"]
    assert [filled[name]["A1"].value for name in names] == [code or None for code in codes]


def test_a_sheet_may_depend_on_a_condition() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "{%sheet if exempt %}Not for publication"
    book.create_sheet("Rest")["A1"] = "=SUM(Sheet!B2)+1"
    out = io.BytesIO()
    book.save(out)
    template = compile_template(out.getvalue())

    assert openpyxl.load_workbook(io.BytesIO(template.fill({"exempt": True}))).sheetnames == ["Sheet", "Rest"]
    assert openpyxl.load_workbook(io.BytesIO(template.fill({"exempt": False}))).sheetnames == ["Rest"]


def test_a_template_of_prefixed_elements_fills_as_well(sheet_of: Maker, cells_of: Cells) -> None:
    import zipfile

    source = sheet_of({"A1": "{%tr for y in years %}", "A2": "{{ y.net }}", "B2": "=A2*2", "A3": "{%tr endfor %}"})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                content = (
                    content.replace("</", "<\0").replace("<", "<x:").replace("<x:\0", "</x:").replace("<x:?", "<?")
                )
                content = content.replace("xmlns=", "xmlns:x=")
            new.writestr(name, content)

    assert cells_of(compile_template(out.getvalue()).fill(DATA)) == {"A1": 10.0, "B1": 20.0, "A2": 20.0, "B2": 40.0}


@pytest.mark.parametrize("exempt", [True, False])
def test_what_a_condition_leaves_out_leaves_no_text_behind(exempt: bool, cells_of: Cells) -> None:
    import zipfile

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "S"
    for row, text in enumerate(("{%tr if exempt %}", "Redundancy", "Both", "{%tr endif %}", "Both", "Always"), 1):
        sheet.cell(row, 1, text)
    other = book.create_sheet("Posts")
    other["A1"], other["A2"] = "{%sheet if exempt %}", "Named officers"
    out = io.BytesIO()
    book.save(out)
    filled = compile_template(out.getvalue()).fill({"exempt": exempt})
    with zipfile.ZipFile(io.BytesIO(filled)) as package:
        whole = b"".join(package.read(name) for name in package.namelist())

    kept = ["Redundancy", "Both"] if exempt else []
    assert list(cells_of(filled).values()) == [*kept, "Both", "Always"]
    assert [text for text in (b"Redundancy", b"Named officers") if (text in whole) is not exempt] == []
