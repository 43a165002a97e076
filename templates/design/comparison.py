"""The comparison: options side by side, total and by partner, year by year; divisions, bases, review, scores."""

from __future__ import annotations

from pathlib import Path

from design import charts
from design.paper import Paper, Wording
from design.style import PENCE, POUNDS
from design.table import Column, Table, each

OPTIONS = "Options"
SHARES = "Options by partner"
YEARS = "Year by year"
PARTNERS = "By partner and year"
DIVISIONS = "Divisions of the saving"
BASES = "Bases"
REVIEW = "After the review"
SCORES = "Scores"
CHART = "Chart"
WORDING = Wording(
    title="Comparison of options: {{ partnership.name }}",
    prefix="",
    subband="{{ partnership.name }}: {{ partnership.service }}. For the Section 151 officers of the partners.",
    header="Comparison of options",
    footer="{{ partnership.short_name }}",
)


def build(path: Path) -> None:
    """Write the template."""
    paper = Paper(
        path, "Options, divisions of the saving and bases side by side",
        OPTIONS, SHARES, CHART, YEARS, PARTNERS, DIVISIONS, BASES, REVIEW, SCORES, wording=WORDING,
    )  # fmt: skip
    _options(paper)
    _shares(paper)
    years = _years(paper)
    _partners(paper)
    _divisions(paper, DIVISIONS, "Divisions of the net saving compared", "methods", "Net saving of the term")
    _divisions(paper, BASES, "Bases compared", "bases", "Cost of the term")
    _review(paper)
    _scores(paper)
    _chart(paper, years)
    paper.close()


def _options(paper: Paper) -> None:
    table = Table(
        paper, OPTIONS, "Options side by side",
        (
            Column("name", 30, "Option"),
            Column("description", 36, "What it is"),
            Column("chosen", 10.5, "Proposed"),
            Column("cost", 13, "Cost of the term", "£", POUNDS),
            Column("saving", 13, "Saving", "£", POUNDS),
            Column("capital", 13, "Capital", "£", POUNDS),
            Column("after", 13, "Saving after capital", "£", POUNDS),
            Column("npv", 13, "Net present value", "£", POUNDS),
            Column("payback", 19, "Payback"),
            Column("check", 11, "Check: difference", "£", PENCE),
        ),
    )  # fmt: skip
    table.caption("Each option over {{ partnership.first_year }} to {{ partnership.last_year }}, against doing nothing")
    table.headings(height=30)
    table.tag("for o in options")
    table.line(
        {
            "name": "{{ o.name }}", "description": "{{ o.description }}", "chosen": "{{ o.chosen }}",
            "cost": "{{ o.cost }}", "saving": "{{ o.saving }}", "capital": "{{ o.capital }}",
            "after": "=[saving]-[capital]", "npv": "{{ o.npv }}", "payback": "{{ o.payback }}",
            "check": "{{ o.after_capital - o.saving + o.capital }}",
        },
        looks={"description": "prose", "chosen": "chosen", "after": "worked_bold", "check": "check_cell"},
        mark="option", height=40,
    )  # fmt: skip
    table.tag("endfor")
    table.fails("check", "option", "option")
    table.notes(
        "Do nothing: each authority's baseline. Shared service: contributions by the agreement, and the capital fund "
        "under the option named. Outsourcing: a supplier's saving at first and none later, unless the workbook states "
        "otherwise.",
        "Capital: what is paid into the capital fund, an equal part of the investment met by capital bids, and one-off "
        "costs. The saving of the shared service is the net saving of Appendix B.",
        "Net present value of the saving after capital at the Green Book's 3.5% a year (3.0% after year 30), the first "
        "year not discounted. Payback: how many years after the first the saving has made up for what was spent, and "
        "the year in which it has.",
    )


def _shares(paper: Paper) -> None:
    table = Table(
        paper, SHARES, "Options by partner",
        (
            Column("name", 46, "Option and partner"),
            Column("saving", 20, "Saving", "£", PENCE),
            Column("capital", 20, "Capital", "£", PENCE),
            Column("after_capital", 20, "Saving after capital", "£", PENCE),
            Column("npv", 20, "Net present value", "£", PENCE),
        ),
    )  # fmt: skip
    table.caption("What each partner would save and pay over the term under each option")
    table.headings(height=18)
    table.tag("for o in options")
    table.line({"name": "{{ o.name }}"}, "group_right", label="group", mark="option")
    table.tag("for p in partners")
    given, after = ("saving", "capital", "npv"), {"after_capital": "=ROUND([saving]-[capital],2)"}
    table.line({"name": "{{ p.authority }}", **table.figures("{{ o.by[p.code].* }}", *given), **after},
               label="label_in", mark="partner")  # fmt: skip
    table.tag("endfor")
    table.subtotal({"name": "{{ o.name }}, all partners",
                    **table.figures("=SUM([*@option]:[*@partner])", *given), **after})  # fmt: skip
    table.tag("endfor")
    table.notes("The figures of the partners add to those of the sheet “Options”, each net present value to a penny.")


def _years(paper: Paper) -> Table:
    table = Table(
        paper, YEARS, "Options year by year",
        (
            Column("year", 15, "Financial year"),
            *each("saving", "for o in options", Column("saving", 13, "{{ o.name }}: saving, capital off", "£", POUNDS)),
            *each("so_far", "for o in options", Column("so_far", 13, "{{ o.name }}: cumulative", "£", POUNDS)),
        ),
    )  # fmt: skip
    table.caption("Saving after capital of each year, and so far, all partners together")
    table.headings(height=84)
    table.tag("for y in years")
    table.line(
        {"year": "{{ y.label }}", "saving": "{{ y.after_capital[o.name] }}", "so_far": "{{ y.so_far[o.name] }}"},
        mark="year",
    )
    table.tag("endfor")
    table.total({"year": "Total", "saving": "=SUM([saving@units]:[saving@year])"})
    table.notes("A saving is positive, a net cost in brackets. The cumulative saving is that at the end of the year.")
    return table


def _partners(paper: Paper) -> None:
    table = Table(
        paper, PARTNERS, "Options by partner and year",
        (
            Column("year", 60, "Option, partner and financial year"),
            Column("cost", 22, "Cost", "£", PENCE),
            Column("saving", 22, "Saving", "£", PENCE),
            Column("capital", 22, "Capital", "£", PENCE),
        ),
    )  # fmt: skip
    keys = ("cost", "saving", "capital")
    table.caption("Cost, saving and capital of each partner in each year under each option")
    table.headings(height=18)
    table.tag("for o in options")
    table.tag("for p in partners")
    table.line({"year": "{{ o.name }}: {{ p.authority }}"}, "group_right", label="group", mark="name")
    table.tag("for y in o.years")
    table.line({"year": "{{ y.label }}", **table.figures("{{ y.*[p.code] }}", *keys)}, label="label_in", mark="year")
    table.tag("endfor")
    table.subtotal({"year": "{{ p.authority }}, total", **table.figures("=SUM([*@name]:[*@year])", *keys)})
    table.tag("endfor")
    table.tag("endfor")
    table.notes("Costs and capital are positive; a saving is the baseline less the cost.")


def _divisions(paper: Paper, sheet: str, title: str, field: str, what: str) -> None:
    table = Table(
        paper, sheet, title,
        (
            Column("name", 34, "Way"),
            Column("chosen", 11, "Proposed"),
            *each("partner", "for p in partners", Column("total", 20, "{{ p.authority }}", "£", PENCE), to_a_page=5),
            Column("all", 20, "All partners", "£", PENCE),
        ),
    )  # fmt: skip
    table.caption(f"{what} by partner, {{{{ partnership.first_year }}}} to {{{{ partnership.last_year }}}}")
    table.headings(height=42)
    together = {"all": "=SUM([total]:[total])"}
    table.tag(f"for m in {field}")
    table.line({"name": "{{ m.name }}", "chosen": "{{ m.chosen }}"}, "group_right", label="group",
               looks={"chosen": "group_text"}, mark="name")  # fmt: skip
    table.tag("for y in m.years")
    table.line({"name": "{{ y.label }}", "total": "{{ y.by[p.code] }}", **together}, label="label_in", mark="year")
    table.tag("endfor")
    table.subtotal({"name": "{{ m.name }}, total", "total": "=SUM([total@name]:[total@year])", **together})
    table.line({"name": "Net present value", "total": "{{ m.npv[p.code] }}", **together}, label="label_in")
    table.tag("endfor")
    table.notes(
        "Every way divides the same total of each year, to the penny.",
        "Net present value at the Green Book's rate, the first year not discounted.",
    )


def _review(paper: Paper) -> None:
    table = Table(
        paper, REVIEW, "Funding after the full review",
        (
            Column("name", 50, "Division from the review on, and partner"),
            Column("total", 26, "Saving of the term", "£", PENCE),
            Column("change", 26, "Change", "£", PENCE),
        ),
        lead="The full review, funding arrangements included, comes after {{ review.after }} years: the years before "
        "it stay as they were divided.",
    )  # fmt: skip
    table.caption("What each partner would have of the net saving of the term if later years were divided otherwise")
    table.headings(height=18)
    keys = ("total", "change")
    table.tag("for r in review.options")
    table.line({"name": "{{ r.name }}"}, "group_right", label="group", mark="name")
    table.tag("for p in partners")
    table.line({"name": "{{ p.authority }}", **table.figures("{{ r.*[p.code] }}", *keys)}, label="label_in", mark="row")
    table.tag("endfor")
    table.subtotal({"name": "{{ r.name }}, all partners", **table.figures("=SUM([*@name]:[*@row])", *keys)})
    table.tag("endfor")
    table.notes("A change is positive where the partner would save more; the changes of all partners come to nothing.")


def _scores(paper: Paper) -> None:
    table = Table(
        paper, SCORES, "Weighted scores",
        (
            Column("name", 44, "Option"),
            Column("score", 18, "Weighted score", "marks", PENCE),
            Column("rank", 14, "Rank", "", "0_)"),
        ),
        lead="{{ 'Marks against the agreed criteria of the table Criteria.' if scores else "
        "'The finance workbook has no table Criteria, so nothing is scored.' }}",
    )  # fmt: skip
    table.caption("Options marked against agreed criteria")
    table.headings(height=18)
    table.tag("for s in scores")
    table.line({"name": "{{ s.name }}", "score": "{{ s.score }}", "rank": "{{ s.rank }}"}, mark="row")
    table.tag("endfor")
    table.notes("The score is the sum of weight times mark; options of the same score share a rank.")


def _chart(paper: Paper, years: Table) -> None:
    sheet, row = charts.chart_sheet(paper, CHART, "Cumulative saving of each option")
    chart = charts.line(paper, "Cumulative saving after capital, against doing nothing", "£")
    chart.add_series(
        {
            "name": f"={years.there('so_far', 'heading')}",
            "categories": f"={years.there('year', 'year')}",
            "values": f"={years.there('so_far', 'year')}",
            "marker": {"type": "automatic"},
        }
    )
    row = charts.place(
        sheet, row, chart,
        "Lines: the cumulative saving after capital of each option, all partners together, at the end of each "
        "financial year. The figures are on the sheet “Year by year”.", 480,
    )  # fmt: skip
    charts.notes(
        paper, sheet, row,
        "A line above the axis has saved more than was spent; where it crosses the axis is the payback.",
        "The figures are those of the sheet “Year by year”.",
    )  # fmt: skip
