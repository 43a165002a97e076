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
SIGNED = '+0.00_);–0.00_);"–"_)'
PERCENT = "General"
LOAD = "#,##0.##_)"
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
        Tie_RegisterPayable=effect.there("payable", "total"),
        Tie_RegisterPayableByPartner=effect.there("payable", "partner"),
    )
    paper.close()


def _splits(paper: Paper) -> None:
    table = Table(
        paper, SPLITS, "Shared services allocations of costs, {{ year }}",
        (
            Column("service", 30, "Service"),
            *each("split", "for p in partners", Column("split", 10, "{{ p.code }}: split", "%", PERCENT, OWN)),
            Column("basis", 52, "Basis of the split"),
            Column("period", 32, "Measured"),
            *each("load", "for p in partners", Column("load", 11, "{{ p.code }}: caseload", "number", LOAD, OWN)),
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
            Column("partner", 30, "Partner"),
            Column("estimate", 11, "Estimate", "%", PERCENT),
            Column("found", 11, "Measured", "%", POINTS),
            Column("distance", 11, "Distance", "points", SIGNED),
            Column("tolerance", 11, "Tolerance", "points", PERCENT),
            Column("outcome", 12, "Decision"),
            Column("split", 11, "Split", "%", PERCENT),
            Column("why", 66, "Why"),
            Column("own", 15, ""),
        ),
    )  # fmt: skip
    table.caption("The measure against the estimate: whether the split was kept or changed, and why")
    table.headings(height=18)
    table.tag("for r in decisions")
    table.line(
        {
            "service": "{{ r.service }}", "partner": "{{ r.partner }}", "estimate": "{{ r.estimate }}",
            "found": "{{ r.measured }}", "distance": "{{ r.distance }}", "tolerance": "{{ r.tolerance }}",
            "outcome": "{{ r.outcome }}", "split": "{{ r.split }}", "why": "{{ r.why }}", "own": "{{ r.own }}",
        },
        label="text", looks={"outcome": "chosen"}, mark="row",
    )  # fmt: skip
    table.tag("endfor")
    table.total(
        {"service": "Splits changed",
         "outcome": '=COUNTIF([outcome@units]:[outcome@row],"Changed")&" of "&COUNTA([service@units]:[service@row])'},
        looks={"outcome": "total_centre"},
    )  # fmt: skip
    table.shade_own_rows("own", "row", "row")
    table.notes(
        "Agreed: nothing measured decides the split, or the measure is an indicator only. Kept: the measure is within "
        "the tolerance of the estimate. Changed: it is not, so the measure in whole percents is used.",
        "The distance is the measure less the estimate, in percentage points; the largest of a service decides.",
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
        ("previous", "By last year's split"), ("new", "By this year's split"), ("phased", "Phased in"),
        ("payable", "Payable"), ("change", "Change"),
    )  # fmt: skip
    table = Table(
        paper, EFFECT, "Effect of the splits on each partner, {{ year }}",
        (
            Column("service", 40, "Service and partner"),
            Column("cost", 18, "Cost to be shared", "£", PENCE),
            *(Column(key, 18, what, "£", PENCE) for key, what in steps),
            Column("check", 14, "Check: difference", "£", PENCE),
            Column("own", 15, ""),
        ),
        lead="{{ 'Costs in pounds, by the splits of last year and of this year.' if effects else "
        "'The finance workbook gives no costs, so no effect in pounds is shown.' }}",
    )  # fmt: skip
    table.caption("Cost of each service by last year's split and by this year's, side by side")
    table.headings(height=30)
    given, change = ("previous", "new", "phased", "payable"), {"change": "=ROUND([payable]-[previous],2)"}
    table.tag("for r in effects")
    table.line({"service": "{{ r.service }}"}, "group_right", label="group", looks={"own": "group_text"}, mark="name")
    table.tag("for q in r.partners")
    table.line(
        {"service": "{{ q.authority }}", **table.figures("{{ q.* }}", *given), **change,
         "own": "{{ q.own }}"},
        label="label_in", mark="row",
    )  # fmt: skip
    table.tag("endfor")
    table.subtotal(
        {"service": "{{ r.service }}, all partners", "cost": "{{ r.cost }}",
         **table.figures("=SUM([*@name]:[*@row])", *given), **change, "check": "=ROUND([payable]-[cost],2)"},
        looks={"check": "check_cell"}, mark="service",
    )  # fmt: skip
    table.tag("endfor")
    table.line({"service": "All services"}, "group_right", label="group", looks={"own": "group_text"}, mark="all")
    table.tag("for p in partners")
    by_name = "=SUMIF([$service@$units]:[$service@$service],[$service],[*@$units]:[*@$service])"
    table.line({"service": "{{ p.authority }}", **table.figures(by_name, *given), **change, "own": "{{ p.own }}"},
               label="label_in", mark="partner")  # fmt: skip
    table.tag("endfor")
    table.total(
        {"service": "All services, all partners", "cost": "=SUM([cost@units]:[cost@service])",
         **table.figures("=SUM([*@all]:[*@partner])", *given), **change, "check": "=ROUND([payable]-[cost],2)"},
        looks={"check": "check_cell_total"},
    )  # fmt: skip
    table.fails("check", "row", "total")
    for row in ("row", "partner"):
        table.shade_own_rows("own", row, row)
    table.notes(
        "Last year's split is applied to this year's cost, so that the change shows the split alone. A change is "
        "positive where the partner bears more, in brackets where it bears less.",
        "Phased in: where a new split comes over several years, as far as it has come. Payable: after damping, where "
        "the rise of a partner's cost is limited and the excess is charged to those who gain.",
        "Only services whose cost the finance workbook gives are shown. Every step adds to the cost exactly.",
    )
    return table
