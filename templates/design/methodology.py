"""The Shared Services Methodology: how each service is split for the year, what was decided and why, and its effect.

It is public by nature: no banner, no exemption.
"""

from __future__ import annotations

from pathlib import Path

from design.cover import cover
from design.paper import Paper
from design.style import DATE, PENCE
from design.table import OWN, Column, Table, each

SPLITS = "Shared services splits"
DECISIONS = "Kept or changed"
DATED = "Splits by date"
EFFECT = "Effect on each partner"
POINTS = "0.00_)"
PERCENT = "General"
READING = (
    "A split is the percentage of a service's cost that each partner bears. It is agreed before the year begins and is "
    "adjusted only when what was measured is further from it than the tolerance.",
    "A star marks a split that was kept although the measure, in whole percents, would be another split.",
    "The column marked “This authority” is that of the authority named above. The figures are the same in every "
    "authority's copy.",
)


def build(path: Path) -> None:
    """Write the template."""
    paper = Paper(
        path, "How the costs of shared services are split between the partners in {{ year }}, and why",
        "Cover", SPLITS, DECISIONS, DATED, EFFECT, exempt=False,
    )  # fmt: skip
    _splits(paper)
    _decisions(paper)
    _dated(paper)
    effect = _effect(paper)
    cover(
        paper,
        (
            (SPLITS, "The split of every service, its basis, and the caseload that informed it"),
            (DECISIONS, "What was measured against the estimate, the tolerance, and whether the split was kept"),
            (DATED, "The days every split was in force, and the split of the whole year"),
            (EFFECT, "Where costs are given: what each partner bears by last year's split and by this year's"),
        ),
        reading=READING,
        period=("Financial year", "{{ year }}"),
    )
    paper.names(
        Tie_RegisterCost=effect.there("cost", "total"),
        Tie_RegisterPayable=effect.there("payable_all", "total"),
        Tie_RegisterPayableByPartner=effect.there("payable", "total"),
    )
    paper.close()


def _splits(paper: Paper) -> None:
    table = Table(
        paper, SPLITS, "Shared services allocations of costs, {{ year }}",
        (
            Column("service", 30, "Service"),
            *each("split", "for p in partners", Column("split", 11, "{{ p.code }}: split", "%", PERCENT, OWN)),
            Column("basis", 52, "Basis of the split"),
            Column("period", 33, "Measured"),
            *each("load", "for p in partners", Column("load", 12, "{{ p.code }}: caseload", "number", "#,##0_)", OWN)),
            Column("note", 44, "Note"),
        ),
    )  # fmt: skip
    table.caption("Split of the cost of each service between the partners")
    table.headings(height=30, own=True)
    table.tag("for s in sections")
    table.line({"service": "{{ s.name }}"}, "group_right", label="group")
    table.tag("for r in s.rows")
    table.line(
        {
            "service": "{{ r.service }}{{ r.star }}", "split": "{{ r.split[p.code] }}", "basis": "{{ r.basis }}",
            "period": "{{ r.period }}", "load": "{{ r.load[p.code] }}", "note": "{{ r.note }}",
        },
        label="text", looks={"service": "label_in"}, mark="row",
    )  # fmt: skip
    table.tag("endfor")
    table.tag("endfor")
    table.notes(
        "* A star marks a split that was kept: what was measured is not further than the tolerance from the split "
        "agreed, although in whole percents it would be another split.",
        "A service with several splits is split by activity: each role is assessed by itself.",
        "A split “from” a day applies from that day on; the sheet “Splits by date” shows the split of the whole year.",
    )


def _decisions(paper: Paper) -> None:
    table = Table(
        paper, DECISIONS, "Splits kept or changed, {{ year }}",
        (
            Column("service", 30, "Service"),
            *each("estimate", "for p in partners", Column("estimate", 11, "{{ p.code }}: estimate", "%", PERCENT, OWN)),
            *each("found", "for p in partners", Column("found", 11, "{{ p.code }}: measured", "%", POINTS, OWN)),
            Column("gap", 10, "Distance", "points", POINTS),
            Column("tolerance", 10, "Tolerance", "points", PERCENT),
            Column("outcome", 18, "Decision"),
            *each("split", "for p in partners", Column("split", 11, "{{ p.code }}: split", "%", PERCENT, OWN)),
            Column("why", 70, "Why"),
        ),
    )  # fmt: skip
    table.caption("The measure against the estimate: whether the split was kept or changed, and why")
    table.headings(height=30, own=True)
    table.tag("for r in decisions")
    table.line(
        {
            "service": "{{ r.service }}", "estimate": "{{ r.estimate[p.code] }}", "found": "{{ r.measured[p.code] }}",
            "gap": "{{ r.gap }}", "tolerance": "{{ r.tolerance }}", "outcome": "{{ r.outcome }}",
            "split": "{{ r.split[p.code] }}", "why": "{{ r.why }}",
        },
        label="prose", looks={"service": "label", "outcome": "chosen"}, mark="row",
    )  # fmt: skip
    table.tag("endfor")
    table.total(
        {"service": "Splits changed",
         "outcome": '=COUNTIF([outcome@units]:[outcome@row],"Changed")&" of "&COUNTA([service@units]:[service@row])'},
        looks={"outcome": "total_centre"},
    )  # fmt: skip
    table.notes(
        "Agreed: nothing measured decides the split, or the measure is an indicator only. Kept: the measure is within "
        "the tolerance of the estimate. Changed: it is not, so the measure in whole percents is used.",
        "The distance is the largest over the partners, in percentage points.",
        "Measured percentages are shown to two places; the decision is taken on the exact figures.",
    )


def _dated(paper: Paper) -> None:
    table = Table(
        paper, DATED, "Splits by date, {{ year }}",
        (
            Column("service", 40, "Service"),
            Column("start", 22, "From", "", DATE),
            Column("days", 16, "In force", "days", "#,##0_)"),
            *each("split", "for p in partners", Column("split", 22, "{{ p.authority }}", "%", PERCENT, OWN)),
            Column("all", 16, "All partners", "%", PERCENT),
        ),
    )  # fmt: skip
    table.caption("Splits that apply for part of the year, and the split of the whole year")
    table.headings(height=30, own=True)
    table.tag("for r in dated")
    table.line(
        {
            "service": "{{ r.service }}", "start": "{{ r.start }}", "days": "{{ r.days }}",
            "split": "{{ r.split[p.code] }}", "all": "=SUM([split]:[split])",
        },
        looks={"start": "entered"}, mark="row",
    )  # fmt: skip
    table.tag("endfor")
    table.notes(
        "The split of the whole year is the sum, over its splits, of the split times the days it was in force, divided "
        "by the days of the year.",
        "A service whose split did not change in the year stands on one line.",
    )


def _effect(paper: Paper) -> Table:
    steps = (
        ("previous", "last year's split"), ("new", "this year's split"), ("phased", "phased in"),
        ("payable", "payable"), ("change", "change"),
    )  # fmt: skip
    columns = [
        Column(key, 15, f"{{{{ p.code }}}}: {what}", "£", PENCE, OWN, edge=key == "previous") for key, what in steps
    ]
    table = Table(
        paper, EFFECT, "Effect of the splits on each partner, {{ year }}",
        (
            Column("service", 30, "Service"),
            Column("cost", 16, "Cost to be shared", "£", PENCE),
            *each("partner", "for p in partners", *columns),
            Column("payable_all", 16, "All partners: payable", "£", PENCE, edge=True),
            Column("check", 14, "Check: difference", "£", PENCE),
        ),
        lead="{{ 'Costs in pounds, by the splits of last year and of this year.' if effects else "
        "'The finance workbook gives no costs, so no effect in pounds is shown.' }}",
    )  # fmt: skip
    table.caption("Cost of each service by last year's split and by this year's, side by side")
    table.headings(height=42, own=True)
    table.tag("for r in effects")
    table.line(
        {
            "service": "{{ r.service }}", "cost": "{{ r.cost }}", "previous": "{{ r.previous[p.code] }}",
            "new": "{{ r.new[p.code] }}", "phased": "{{ r.phased[p.code] }}", "payable": "{{ r.payable[p.code] }}",
            "change": "=[payable]-[previous]", "payable_all": "{{ r.all }}", "check": "=ROUND([payable_all]-[cost],2)",
        },
        looks={"check": "check_cell"}, mark="row",
    )  # fmt: skip
    table.tag("endfor")
    keys = ("cost", "previous", "new", "phased", "payable", "change", "payable_all")
    table.total(
        {"service": "Total", **table.figures("=SUM([*@units]:[*@row])", *keys),
         "check": "=ROUND([payable_all]-[cost],2)"}, looks={"check": "check_cell_total"},
    )  # fmt: skip
    table.fails("check", "row", "total")
    table.notes(
        "Last year's split is applied to this year's cost, so that the change shows the split alone. A change is "
        "positive where the partner bears more, in brackets where it bears less.",
        "Phased in: where a new split comes over several years, as far as it has come. Payable: after damping, where "
        "the rise of a partner's cost is limited and the excess is charged to those who gain.",
        "Only services whose cost the finance workbook gives are shown. Every step adds to the cost exactly.",
    )
    return table
