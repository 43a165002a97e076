"""Templates are data, not programs: what is not on the list is refused, and nothing hangs or grows without bound."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from mkip_xl.errors import MissingField, TemplateError
from mkip_xl.template import compile_template

Maker = Callable[[dict[str, Any]], bytes]
Cells = Callable[[bytes], dict[str, Any]]

REFUSED = [
    ("9**9**9", "powers"),
    ("9**9", "powers"),
    ("'a' * 1000000000", "arithmetic with the text"),
    ("[0] * 1000000000", "arithmetic with"),
    ("range(1000000000)", "calls"),
    ("''.__class__", "not fields"),
    ("''.__class__.__mro__[1].__subclasses__()", "calls"),
    ("x.__init__", "not fields"),
    ("x['__class__']", "not fields"),
    ("x | attr('__class__')", "filter attr is not known"),
    ("x | default('none')", "default is not offered"),
    ("x | d(0)", "default is not offered"),
    ("missing is defined", "not offered"),
    ("x | map('upper') | list", "filter list is not known"),
    ("x | format(1)", "filter format is not known"),
    ("'%099999999d' % 1", "arithmetic with the text"),
    ("'{0:>999999999}'.format(1)", "calls"),
    ("lipsum(5)", "calls"),
    ("cycler('a')", "calls"),
    ("self", "not in the data"),
    ("namespace(a=1)", "calls"),
    ("{'a': 1}", "groups of fields"),
    ("x[1:2]", "slices"),
    ("(" * 300 + "1" + ")" * 300, "brackets too deep"),
    ("1" + " + 1" * 400, "longest"),
    ("1" + "+1" * 300, "parts"),
    ("9" * 900, "too large"),
    ("x if x", "needs its else"),
    ("x | round(999999999)", "decimal places"),
    ("x | gbp(99999999)", "decimal places"),
    ("1 / 0", "division by nought"),
    ("x y", "cannot be read"),
    ("x | nosuch", "filter nosuch is not known"),
]


@pytest.mark.parametrize(("expression", "told"), REFUSED, ids=[text[:40] for text, _ in REFUSED])
def test_what_is_not_in_the_language_is_refused_at_once(expression: str, told: str, sheet_of: Maker) -> None:
    source = sheet_of({"B2": "{{ " + expression + " }}"})
    begun = time.process_time()
    with pytest.raises(TemplateError) as refusal:
        compile_template(source).fill({"x": 1})

    assert told in str(refusal.value)
    assert "'S'!B2" in str(refusal.value)
    assert time.process_time() - begun < 2


def test_numbers_that_grow_are_stopped(sheet_of: Maker) -> None:
    source = sheet_of({"A1": "{{ " + "*".join(["x"] * 40) + " }}"})
    for value in (10**60, Decimal("1e300"), 10**400):
        with pytest.raises(TemplateError, match=r"too large|cannot|can hold"):
            compile_template(source).fill({"x": value})


@pytest.mark.parametrize("depth", [4, 8])
def test_loops_within_loops_end_in_a_message(depth: int, sheet_of: Maker) -> None:
    cells = {f"A{at + 1}": f"{{%tr for x{at} in xs %}}" for at in range(depth)}
    cells[f"A{depth + 1}"] = "{{ x0 }}"
    cells |= {f"A{depth + 2 + at}": "{%tr endfor %}" for at in range(depth)}
    source = sheet_of(cells)
    begun = time.process_time()
    with pytest.raises(TemplateError, match="100,000 lines"):
        compile_template(source).fill({"xs": list(range(60))})

    assert time.process_time() - begun < 2


def test_nine_loops_within_one_another_are_refused(sheet_of: Maker) -> None:
    cells = {f"A{at + 1}": f"{{%tr for x{at} in xs %}}" for at in range(9)}
    cells |= {f"A{10 + at}": "{%tr endfor %}" for at in range(9)}
    with pytest.raises(TemplateError, match="more than 8 loops"):
        compile_template(sheet_of(cells))


def test_a_crossing_of_long_loops_is_refused_before_it_is_made(sheet_of: Maker) -> None:
    cells = {"B1": "{%tc for c in xs %}", "D1": "{%tc endfor %}", "A2": "{%tr for r in xs %}", "C3": "{{ r }}"}
    source = sheet_of({**cells, "A4": "{%tr endfor %}"})
    begun = time.process_time()
    with pytest.raises(TemplateError, match="250,000"):
        compile_template(source).fill({"xs": list(range(2000))})

    assert time.process_time() - begun < 2


def test_a_sum_over_everything_in_every_row_stops_in_time(sheet_of: Maker) -> None:
    cells = {"A1": "{%tr for r in xs %}", "A2": "{{ " + " + ".join(["xs | sum"] * 60) + " }}", "A3": "{%tr endfor %}"}
    begun = time.process_time()
    with pytest.raises(TemplateError, match="seconds"):
        compile_template(sheet_of(cells)).fill({"xs": list(range(20_000))})

    assert time.process_time() - begun < 6


@pytest.mark.skipif(sys.platform == "win32", reason="resource is not on Windows")
def test_a_hostile_template_does_not_fill_the_memory(sheet_of: Maker) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cells = {"A1": "{%tr for a in xs %}", "A2": "{%tr for b in xs %}", "A3": "{{ xs | join }}", "A4": "{%tr endfor %}"}
    with pytest.raises(TemplateError):
        compile_template(sheet_of({**cells, "A5": "{%tr endfor %}"})).fill({"xs": ["x" * 20_000] * 300})

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024


LIKE_CODE = ["{{ secret }}", "{%tr for x in y %}", "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "{# #}", "\t="]
ODD_TEXTS = ["a\x00b", "\x07", "\ufffe", "_x0041_", "]]>", "<b>&amp;</b>", "\ud800", "\r\n", " a "]
NO_CELL_VALUES = [float("nan"), float("inf"), Decimal("NaN"), Decimal("1e999"), 10**400, [1], {"a": 1}]


@pytest.mark.parametrize("text", LIKE_CODE)
def test_a_value_is_never_read_again(text: str, sheet_of: Maker, cells_of: Cells, formulas_of: Cells) -> None:
    filled = compile_template(sheet_of({"A1": "{{ x }}", "A2": "so: {{ x }}"})).fill({"x": text, "secret": 7})

    assert cells_of(filled) == {"A1": text, "A2": f"so: {text}"}
    assert formulas_of(filled) == {}


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_text_gives_a_file_that_can_be_read(text: str, sheet_of: Maker, cells_of: Cells) -> None:
    filled = compile_template(sheet_of({"A1": "{{ x }}", "A2": "{{ x }}!"})).fill({"x": text})

    assert set(cells_of(filled)) == {"A1", "A2"}


@pytest.mark.parametrize("value", NO_CELL_VALUES)
def test_what_a_cell_cannot_hold_is_refused_with_its_place(value: Any, sheet_of: Maker) -> None:
    with pytest.raises(TemplateError, match=r"'S'!C3"):
        compile_template(sheet_of({"C3": "{{ x }}"})).fill({"x": value})


def test_a_missing_field_names_template_sheet_cell_and_field(sheet_of: Maker) -> None:
    source = sheet_of({"A1": "{%tr for y in years %}", "B2": "{{ y.net.total }}", "A3": "{%tr endfor %}"})
    template = compile_template(source, name="appendix-b.xlsx")
    with pytest.raises(MissingField) as refusal:
        template.fill({"years": [{"net": {"total": 1}}, {"net": {"sum": 2}}]})

    told = str(refusal.value)
    assert all(part in told for part in ("appendix-b.xlsx", "'S'!B2", "y.net.total", "it has sum"))


def test_a_missing_list_names_its_loop(sheet_of: Maker) -> None:
    source = sheet_of({"A4": "{%tr for y in years %}", "A5": "{{ y }}", "A6": "{%tr endfor %}"})
    with pytest.raises(MissingField, match="years") as refusal:
        compile_template(source, name="t.xlsx").fill({})

    assert "'S'!A4" in str(refusal.value)


def test_a_sheet_for_each_of_very_many_is_refused(sheet_of: Maker) -> None:
    begun = time.process_time()
    with pytest.raises(TemplateError, match="500 sheets"):
        compile_template(sheet_of({"A1": "{%sheet for p in xs %}"})).fill({"xs": ["same"] * 100_000})

    assert time.process_time() - begun < 2


def test_data_that_is_no_group_of_fields_is_refused(sheet_of: Maker) -> None:
    with pytest.raises(TemplateError, match="group of fields"):
        compile_template(sheet_of({"A1": "{{ x }}"})).fill([1, 2])  # type: ignore[arg-type]
