"""The two tables of a budget appendix: consolidated, and by authority, for the previous and the current year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from design.paper import Paper
from design.style import MONEY, PERCENT
from design.table import GAP, OWN, Column, Table, each

CONSOLIDATED = "Consolidated"
BY_AUTHORITY = "By authority"
CHANGE = {"change": "=[current]-[previous]"}
PERCENTAGE = {"percent": '=IF([previous]=0,"n/a",[change]/ABS([previous]))'}
FIGURES = ("previous", "current", "change")


@dataclass(frozen=True)
class Budget:
    """What one budget appendix calls its things. `group` is empty where its lines stand in no groups."""

    what: str
    line: str
    group: str
    items: str
    total: str


@contextmanager
def _lines(table: Table, budget: Budget, sums: Mapping[str, str], *, first: str) -> Iterator[None]:
    """The rows of a budget, in groups with subtotals where it has them; the caller writes the row of one line."""
    if budget.group:
        table.tag(f"for g in {budget.group}")
        table.line({first: "{{ g.name }}"}, "group_text", label="group", mark="group")
        table.tag(f"for h in g.{budget.items}")
    else:
        table.tag(f"for h in {budget.items}")
    table.mark("line")
    yield
    table.tag("endfor")
    if budget.group:
        table.mark("last")
        table.subtotal({first: "{{ g.name }}, total", **sums})
        table.tag("endfor")
    else:
        table.marked["last"] = table.marked["line"]


def consolidated(paper: Paper, budget: Budget) -> Table:
    """The budgets of all partners together: previous, current, change and change in per cent."""
    table = Table(
        paper, CONSOLIDATED, f"{budget.what} budgets {{{{ previous }}}} and {{{{ current }}}}, consolidated",
        (
            Column("name", 50, budget.line),
            Column("previous", 17, "Budget {{ previous }}", "£", MONEY),
            Column("current", 17, "Budget {{ current }}", "£", MONEY),
            Column("change", 17, "Variance", "£", MONEY),
            Column("percent", 13, "Variance", "%", PERCENT),
        ),
    )  # fmt: skip
    table.caption(f"{budget.what} budgets of all partners together")
    table.headings(height=18)
    sums = table.figures("=SUBTOTAL(9,[*@group]:[*@line])", "previous", "current") | CHANGE | PERCENTAGE
    with _lines(table, budget, sums, first="name"):
        table.line(
            {
                "name": "{{ h.name }}", "previous": "{{ h.previous }}", "current": "{{ h.current }}",
                **CHANGE, **PERCENTAGE,
            },
            label="label_in" if budget.group else "label",
        )  # fmt: skip
    table.total(
        {
            "name": budget.total,
            **table.figures("=SUBTOTAL(9,[*@units]:[*@last])", "previous", "current"), **CHANGE, **PERCENTAGE,
        }
    )  # fmt: skip
    return table


def by_authority(paper: Paper, budget: Budget) -> Table:
    """The budgets of each partner side by side: previous, current and variance, then of all partners."""
    table = Table(
        paper, BY_AUTHORITY, f"{budget.what} budgets {{{{ previous }}}} and {{{{ current }}}}, by authority",
        (
            Column("name", 36, budget.line),
            *each(
                "partner", "for p in partners",
                Column("p_previous", 13, "{{ p.code }}\n{{ previous }}", "£", MONEY, OWN, edge=True),
                Column("p_current", 13, "{{ p.code }}\n{{ current }}", "£", MONEY),
                Column("p_change", 13, "{{ p.code }}\nvariance", "£", MONEY),
                GAP,
                to_a_page=3,
            ),
            Column("a_previous", 13, "All\n{{ previous }}", "£", MONEY, edge=True),
            Column("a_current", 13, "All\n{{ current }}", "£", MONEY),
            Column("a_change", 13, "All\nvariance", "£", MONEY),
        ),
    )  # fmt: skip
    table.caption(f"{budget.what} budgets by authority")
    table.headings(height=28, own=True, above={"p_previous": "{{ p.authority }}", "a_previous": "All partners"})
    change = {"p_change": "=[p_current]-[p_previous]", "a_change": "=[a_current]-[a_previous]"}
    held = ("p_previous", "p_current", "a_previous", "a_current")
    with _lines(table, budget, table.figures("=SUBTOTAL(9,[*@group]:[*@line])", *held) | change, first="name"):
        table.line(
            {
                "name": "{{ h.name }}",
                "p_previous": "{{ h.by[p.code].previous }}", "p_current": "{{ h.by[p.code].current }}",
                "a_previous": "=SUM([p_previous]:[p_previous])", "a_current": "=SUM([p_current]:[p_current])", **change,
            },
            label="label_in" if budget.group else "label",
        )  # fmt: skip
    table.total({"name": budget.total, **table.figures("=SUBTOTAL(9,[*@units]:[*@last])", *held), **change})
    table.shade_own((*(f"p_{key}" for key in FIGURES), "gap"), "total", by="p_previous")
    return table


def checks(together: Table, apart: Table) -> None:
    """On each of the two sheets, the row that compares its totals with the other's."""
    together.check(
        "Check: less the total by authority",
        {key: f"=ROUND([{key}@total]-{apart.there(f'a_{key}', 'total')},2)" for key in FIGURES},
    )
    apart.check(
        "Check: less the consolidated total",
        {f"a_{key}": f"=ROUND([a_{key}@total]-{together.there(key, 'total')},2)" for key in FIGURES},
    )
