"""Appendix G: the staff structure, current and proposed, by tier, and what it costs."""

from __future__ import annotations

from pathlib import Path

from design.cover import cover
from design.paper import Paper
from design.style import FTE, MONEY, PERCENT, POUNDS
from design.table import GAP, Column, Table

CURRENT = "Current structure"
PROPOSED = "Proposed structure"
COMPARISON = "Comparison"
EMPLOYERS = "By employer"
SINGLE = "A post, or a group of few posts, can point to a person: handle this appendix with that in mind."


def build(path: Path) -> None:
    """Write the template."""
    paper = Paper(
        path, "The staff structure of the service, current and proposed, by tier, full-time equivalents and cost",
        "Cover", CURRENT, PROPOSED, COMPARISON, EMPLOYERS,
    )  # fmt: skip
    current = _structure(paper, CURRENT, "current")
    proposed = _structure(paper, PROPOSED, "proposed")
    comparison = _comparison(paper, current, proposed)
    _employers(paper, current)
    cover(
        paper,
        (
            (CURRENT, "The posts of all partners as they are, by tier, with their cost"),
            (PROPOSED, "The posts of the shared service, by tier, with their cost"),
            (COMPARISON, "Full-time equivalents and cost by tier, current against proposed"),
            (EMPLOYERS, "Who employs the staff now"),
        ),
        (
            ("Current cost a year", f"={comparison.there('current_cost', 'total')}", POUNDS),
            ("Proposed cost a year", f"={comparison.there('proposed_cost', 'total')}", POUNDS),
            ("Current full-time equivalents", f"={comparison.there('current_fte', 'total')}", FTE),
            ("Proposed full-time equivalents", f"={comparison.there('proposed_fte', 'total')}", FTE),
        ),
    )
    paper.names(
        Tie_CurrentCost=current.there("cost", "total"),
        Tie_ProposedCost=proposed.there("cost", "total"),
        Tie_CurrentFTE=current.there("fte", "total"),
        Tie_ProposedFTE=proposed.there("fte", "total"),
    )
    paper.close()


def _structure(paper: Paper, name: str, which: str) -> Table:
    table = Table(
        paper, name, f"{name}: posts and cost",
        (
            Column("post", 62, "Tier and post"),
            Column("employer", 14, "Employer"),
            Column("own", 20, "Whose post"),
            Column("fte", 16, "Full-time\nequivalents", "FTE", FTE),
            Column("salary", 18, "Salary of one FTE", "£ a year", MONEY),
            Column("ni", 18, "National\nInsurance", "£ a year", MONEY),
            Column("pension", 18, "Pension\ncontribution", "£ a year", MONEY),
            Column("each", 18, "Cost of one FTE", "£ a year", MONEY),
            GAP,
            Column("cost", 20, "Cost", "£ a year", MONEY, edge=True),
        ),
    )  # fmt: skip
    table.caption(f"{name} by tier")
    table.headings(
        height=28,
        working={"post": "Working", "fte": "a", "salary": "b", "ni": "c", "pension": "d", "each": "e = b + c + d",
                 "cost": "a × e"},
    )  # fmt: skip
    sums = ("fte", "cost")
    table.tag(f"for t in structures.{which}.tiers")
    table.line({"post": "{{ t.name }}"}, "group_text", label="group", mark="group")
    table.tag("for s in t.posts")
    table.line(
        {
            "post": "{{ s.title }}", "employer": "{{ s.employer }}",
            "own": '{{ "This authority" if s.employer == cabinet.code else "" }}',
            "fte": "{{ s.fte }}", "salary": "{{ s.salary }}", "ni": "{{ s.national_insurance }}",
            "pension": "{{ s.pension }}", "each": "=SUM([salary]:[pension])", "cost": "=ROUND([fte]*[each],2)",
        },
        label="label_in", looks={"employer": "text", "own": "text_italic", "cost": "worked_bold"}, mark="line",
    )  # fmt: skip
    table.tag("endfor")
    table.subtotal(
        {"post": "{{ t.name }}, total", **table.figures("=SUBTOTAL(9,[*@group]:[*@line])", *sums)}, mark="last"
    )
    table.tag("endfor")
    table.total({"post": f"{name}, total", **table.figures("=SUBTOTAL(9,[*@units]:[*@last])", *sums)})
    table.shade_own_rows("own", "line", "line")
    table.notes(
        "Cost is the full-time equivalents times salary, employer's National Insurance and employer's pension of one.",
        "Each line is rounded to the penny and shown in whole pounds a year. A cost is positive.",
        SINGLE,
    )
    return table


def _comparison(paper: Paper, current: Table, proposed: Table) -> Table:
    table = Table(
        paper, COMPARISON, "Current and proposed structure compared",
        (
            Column("tier", 36, "Tier"),
            Column("current_fte", 13, "Current", "FTE", FTE),
            Column("proposed_fte", 13, "Proposed", "FTE", FTE),
            Column("change_fte", 13, "Change", "FTE", FTE),
            GAP,
            Column("current_cost", 15, "Current cost", "£ a year", MONEY, edge=True),
            Column("proposed_cost", 15, "Proposed cost", "£ a year", MONEY),
            Column("change_cost", 15, "Change in cost", "£ a year", MONEY),
            Column("percent", 13, "Change in cost", "%", PERCENT),
        ),
    )  # fmt: skip
    table.caption("Full-time equivalents and cost by tier")
    table.headings(height=18)
    change = {
        "change_fte": "=[proposed_fte]-[current_fte]", "change_cost": "=[proposed_cost]-[current_cost]",
        "percent": '=IF([current_cost]=0,"n/a",[change_cost]/[current_cost])',
    }  # fmt: skip
    entered = ("current_fte", "proposed_fte", "current_cost", "proposed_cost")
    table.tag("for c in comparison")
    table.line({"tier": "{{ c.tier }}", **{key: f"{{{{ c.{key} }}}}" for key in entered}, **change}, mark="line")
    table.tag("endfor")
    table.total({"tier": "All tiers", **table.figures("=SUM([*@units]:[*@line])", *entered), **change})
    table.check(
        "Check: less the structure sheets",
        {
            "current_fte": f"=ROUND([current_fte@total]-{current.there('fte', 'total')},2)",
            "proposed_fte": f"=ROUND([proposed_fte@total]-{proposed.there('fte', 'total')},2)",
            "current_cost": f"=ROUND([current_cost@total]-{current.there('cost', 'total')},2)",
            "proposed_cost": f"=ROUND([proposed_cost@total]-{proposed.there('cost', 'total')},2)",
        },
    )
    table.notes(
        "The change is proposed less current: a figure in brackets is a reduction.",
        "“n/a” where the tier has no cost now.",
        "Shown in whole pounds a year, held to the penny; the checks compare with the two structures.",
    )
    return table


def _employers(paper: Paper, current: Table) -> None:
    table = Table(
        paper, EMPLOYERS, "Current structure by employer",
        (
            Column("authority", 44, "Employer"),
            Column("own", 18, "Whose row"),
            Column("fte", 16, "Full-time\nequivalents", "FTE", FTE),
            Column("cost", 18, "Cost", "£ a year", MONEY),
            Column("part", 14, "Part of the cost", "%", PERCENT),
        ),
    )  # fmt: skip
    table.caption("Who employs the staff now")
    table.headings(height=30)
    table.tag("for e in employers")
    table.line(
        {
            "authority": "{{ e.authority }}", "own": "{{ e.own }}", "fte": "{{ e.fte }}", "cost": "{{ e.cost }}",
            "part": "=IF([cost@$line]=0,0,0)",
        },
        looks={"own": "text_italic"}, mark="line",
    )  # fmt: skip
    table.tag("endfor")
    table.total({"authority": "All employers", **table.figures("=SUM([*@units]:[*@line])", "fte", "cost", "part")})
    table.rewrite("part", "line", "=IF([cost@$total]=0,0,[cost@line]/[cost@$total])")
    table.check(
        "Check: less the current structure",
        {
            "fte": f"=ROUND([fte@total]-{current.there('fte', 'total')},2)",
            "cost": f"=ROUND([cost@total]-{current.there('cost', 'total')},2)",
        },
    )
    table.shade_own_rows("own", "line", "line")
    table.notes(
        "The employer is the authority that employs the staff now.",
        "Shown in whole pounds a year, held to the penny. A cost is positive.",
    )
