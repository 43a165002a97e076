"""Appendix B: proposed annual savings over the term, and the division of net savings."""

from __future__ import annotations

from pathlib import Path

from design import charts
from design.cover import cover
from design.paper import Paper
from design.style import MONEY, PENCE, PERCENT, POUNDS
from design.table import OWN, Column, Table, each

SAVINGS = "Net savings"
DIVISION = "Division of net savings"
METHODS = "Methods compared"
CHARTS = "Charts"
AVERAGE = "=IF(COUNT([*@units]:[*@year])=0,0,ROUND([*@total]/COUNT([*@units]:[*@year]),2))"


def build(path: Path) -> None:
    """Write the template."""
    paper = Paper(
        path, "Net savings by year, staff and non-staff, and their division between the partners",
        "Cover", SAVINGS, DIVISION, METHODS, CHARTS,
    )  # fmt: skip
    division = _division(paper)
    savings = _net_savings(paper, division)
    _methods(paper, savings)
    _charts(paper, savings, division)
    cover(
        paper,
        (
            (SAVINGS, "Baseline, proposed cost, investment and net saving of each year, staff and non-staff"),
            (DIVISION, "How each year's net saving is divided between the partners, to the penny"),
            (METHODS, "What each partner would have under every method of division; the method proposed is marked"),
            (CHARTS, "Net saving by partner in each year, and the cumulative net saving"),
        ),
        (
            ("Net saving over the term", f"={savings.there('net', 'total')}", POUNDS),
            ("Average a year", f"={savings.there('net', 'average')}", POUNDS),
            ("Method of division", "{{ method.name }}", ""),
        ),
    )
    paper.names(
        Tie_NetSaving=savings.there("net", "total"),
        Tie_AverageSaving=savings.there("net", "average"),
        Tie_NetSavingByPartner=division.there("share", "total"),
    )
    paper.close()


def _net_savings(paper: Paper, division: Table) -> Table:
    table = Table(
        paper, SAVINGS, "Proposed annual savings over {{ partnership.term }} years",
        (
            Column("year", 15, "Financial year"),
            Column("bs", 12.5, "Baseline:\nstaff", "£", MONEY),
            Column("bn", 12.5, "Baseline:\nnon-staff", "£", MONEY),
            Column("b", 13, "Baseline:\nall", "£", MONEY),
            Column("ps", 12.5, "Proposed:\nstaff", "£", MONEY),
            Column("pn", 12.5, "Proposed:\nnon-staff", "£", MONEY),
            Column("p", 13, "Proposed:\nall", "£", MONEY),
            Column("gross", 13, "Gross saving", "£", MONEY),
            Column("is", 12.5, "Investment:\nstaff", "£", MONEY),
            Column("in", 12.5, "Investment:\nnon-staff", "£", MONEY),
            Column("i", 12.5, "Investment:\nall", "£", MONEY),
            Column("net", 13, "Net saving", "£", MONEY),
            Column("so_far", 13, "Cumulative net saving", "£", MONEY),
        ),
    )  # fmt: skip
    working = {
        "year": "Working", "bs": "a", "bn": "b", "b": "c = a + b", "ps": "d", "pn": "e", "p": "f = d + e",
        "gross": "g = c − f", "is": "h", "in": "i", "i": "j = h + i", "net": "k = g − j", "so_far": "sum of k",
    }  # fmt: skip
    table.caption("Net savings, {{ partnership.first_year }} to {{ partnership.last_year }}")
    table.headings(height=30, working=working)
    table.tag("for y in years")
    table.line(
        {
            "year": "{{ y.label }}",
            "bs": "{{ y.baseline_staff }}", "bn": "{{ y.baseline_non_staff }}", "b": "=[bs]+[bn]",
            "ps": "{{ y.proposed_staff }}", "pn": "{{ y.proposed_non_staff }}", "p": "=[ps]+[pn]",
            "gross": "=[b]-[p]",
            "is": "{{ y.investment_staff }}", "in": "{{ y.investment_non_staff }}", "i": "=[is]+[in]",
            "net": "=[gross]-[i]", "so_far": "=SUM([net@$year]:[net])",
        },
        looks={"net": "worked_bold"}, mark="year",
    )  # fmt: skip
    table.tag("endfor")
    keys = ("bs", "bn", "b", "ps", "pn", "p", "gross", "is", "in", "i", "net")
    table.total({"year": "Total", **table.figures("=SUM([*@units]:[*@year])", *keys)})
    table.line(
        {"year": "Average a year", **table.figures(AVERAGE, *keys)}, "share", label="share_label", mark="average"
    )
    table.check("Check (note 4)", {"net": f"=ROUND([net@total]-{division.there('all', 'total')},2)"})
    table.notes(
        "Net saving is the baseline cost, less the proposed cost, less the investment met from savings. What is met "
        "from the capital fund and capital bids is in the appendix on the level of investment.",
        "A saving is positive; a net cost is shown in brackets. Costs and investment are positive.",
        "Figures are held to the penny and shown in whole pounds, so a column as printed may differ from its printed "
        "total by a pound or two.",
        "The check compares the net saving over the term with the sum of the partners' shares on the next sheet.",
    )
    table.on_one_page()
    return table


def _division(paper: Paper) -> Table:
    table = Table(
        paper, DIVISION, "Division of net savings between the partners",
        (
            Column("year", 18, "Financial year"),
            *each(
                "partner", "for p in partners", Column("share", 16, "{{ p.authority }}", "£", PENCE, OWN), to_a_page=6
            ),
            Column("all", 16, "All partners", "£", PENCE),
            Column("net", 16, "Net saving of the year", "£", PENCE),
            Column("check", 14, "Check: difference", "£", PENCE),
        ),
        lead="Method proposed: {{ method.name }} – {{ method.description }}",
    )  # fmt: skip
    table.caption("Each partner's share of the net saving, {{ partnership.first_year }} to {{ partnership.last_year }}")
    table.headings(own=True)
    table.tag("for y in years")
    table.line(
        {
            "year": "{{ y.label }}", "share": "{{ y.share[p.code] }}", "all": "=SUM([share]:[share])",
            "net": "{{ y.net }}", "check": "=ROUND([all]-[net],2)",
        },
        looks={"all": "worked_bold", "check": "check_cell"}, mark="year",
    )  # fmt: skip
    table.tag("endfor")
    table.total(
        {"year": "Total", **table.figures("=SUM([*@units]:[*@year])", "share", "all", "net"),
         "check": "=ROUND([all]-[net],2)"}, looks={"check": "check_cell_total"},
    )  # fmt: skip
    table.line(
        {"year": "Average a year", **table.figures(AVERAGE, "share", "all", "net")},
        "share", label="share_label", mark="average",
    )  # fmt: skip
    table.line(
        {"year": "Share of total", "share": "=IF([$all@total]=0,0,[share@total]/[$all@total])",
         "all": "=SUM([share]:[share])"},
        "share", label="share_label", mark="part", numbers={"share": PERCENT, "all": PERCENT},
    )  # fmt: skip
    table.fails("check", "year", "total")
    table.shade_own(("share",), "part")
    table.notes(
        "A share is positive where the partner saves, in brackets where the year is a net cost to it.",
        "Each year's shares add to its net saving, and each partner's years to its share of the term, to the penny.",
        "The percentages are rounded for display only: no amount is worked out from them.",
    )
    return table


def _methods(paper: Paper, savings: Table) -> None:
    table = Table(
        paper, METHODS, "Methods of division compared",
        (
            Column("method", 20, "Method"),
            Column("description", 54, "How it divides"),
            Column("chosen", 11, "Proposed"),
            *each(
                "partner", "for p in partners", Column("total", 15.5, "{{ p.authority }}", "£", PENCE, OWN), to_a_page=5
            ),
            Column("all", 15.5, "All partners", "£", PENCE),
            Column("check", 14, "Check: difference", "£", PENCE),
        ),
    )  # fmt: skip
    table.caption("Each partner's share of the net saving over {{ partnership.term }} years, by method")
    table.headings(own=True)
    table.tag("for m in methods")
    table.line(
        {
            "method": "{{ m.name }}", "description": "{{ m.description }}", "chosen": "{{ m.chosen }}",
            "total": "{{ m.total[p.code] }}", "all": "=SUM([total]:[total])",
            "check": f"=ROUND([all]-{savings.there('net', 'total')},2)",
        },
        looks={"chosen": "chosen", "all": "worked_bold", "check": "check_cell"}, mark="method",
    )  # fmt: skip
    table.tag("endfor")
    table.fails("check", "method", "method")
    table.shade_own(("total",), "method")
    table.notes(
        "Every method divides the same net saving; the check compares each row with the net saving over the term.",
        "The method proposed is marked “Chosen”; it is the one used on the sheet before this one.",
        "A share is positive where the partner saves over the term, in brackets where it bears a net cost.",
    )


def _charts(paper: Paper, savings: Table, division: Table) -> None:
    sheet, row = charts.chart_sheet(paper, CHARTS, "Net saving by partner and cumulative net saving")
    by_partner = charts.stacked(paper, "Net saving of each year, by partner", "£, net saving of the year")
    by_partner.add_series(
        {
            "name": f"={division.there('share', 'heading')}",
            "categories": f"={division.there('year', 'year')}",
            "values": f"={division.there('share', 'year')}",
            "gap": 60,
        }
    )
    row = charts.place(
        sheet, row, by_partner,
        "Stacked columns: each partner's net saving in each financial year. The figures are on the sheet “Division of "
        "net savings”.", 350,
    )  # fmt: skip
    cumulative = charts.line(paper, "Cumulative net saving, all partners", "£, cumulative", legend=False)
    cumulative.add_series(
        {
            "name": "Cumulative, all partners",
            "categories": f"={savings.there('year', 'year')}",
            "values": f"={savings.there('so_far', 'year')}",
            **charts.BLACK_LINE,
        }
    )
    row = charts.place(
        sheet, row, cumulative,
        "Line: the net saving of all partners from the first financial year to the end of each year. The figures are "
        "on the sheet “Net savings”.", 260,
    )  # fmt: skip
    charts.notes(
        paper, sheet, row,
        "A saving is above the axis, a net cost below it.",
        "The figures are those of the sheets “Division of net savings” (columns) and “Net savings” (line).",
    )  # fmt: skip
