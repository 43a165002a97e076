"""Appendix E: the level of investment, the options for the capital fund, and the fund under the option chosen."""

from __future__ import annotations

from pathlib import Path

from design import charts
from design.cover import cover
from design.paper import Paper
from design.style import MONEY, PENCE, PERCENT, POUNDS
from design.table import GAP, OWN, Column, Table, each

LEVEL = "Level of investment"
BY_YEAR = "Investment by year"
OPTIONS = "Capital fund options"
FUND = "Capital fund"
CHARTS = "Charts"


def build(path: Path) -> None:
    """Write the template."""
    paper = Paper(
        path, "Investment by item, by year and by what meets it; the options for the capital fund; the fund's balance",
        "Cover", LEVEL, BY_YEAR, OPTIONS, FUND, CHARTS,
    )  # fmt: skip
    level = _level(paper)
    by_year = _by_year(paper)
    _options(paper)
    fund = _fund(paper)
    level.check("Check: less the total by year", {"all": f"=ROUND([all@total]-{by_year.there('all', 'total')},2)"})
    level.notes(
        "Investment is positive. It is shown in the year in which it is to be spent, by item and by what meets it.",
        "What savings meet is taken off the net savings of Appendix B; what the fund meets is drawn from it.",
        "Capital bids are decided by each authority.",
        "Figures are held to the penny and shown in whole pounds.",
    )
    by_year.check(
        "Check: less the level of investment", {"all": f"=ROUND([all@total]-{level.there('all', 'total')},2)"}
    )
    by_year.check("Check: fund less drawings", {"fund": f"=ROUND([fund@total]-{fund.there('drawing', 'total')},2)"})
    by_year.notes(
        "Investment is positive, in the year in which it is to be spent; whole pounds, held to the penny.",
        "The checks compare these totals with the items, and with the drawings on the capital fund.",
    )
    by_year.on_one_page()
    _charts(paper, by_year, fund)
    cover(
        paper,
        (
            (LEVEL, "Every item of investment by year, in groups by what meets it"),
            (BY_YEAR, "Investment in each year by what meets it, and cumulative"),
            (OPTIONS, "What each authority would pay into the capital fund under each option"),
            (FUND, "The capital fund under the option chosen: contributions, drawings and balance"),
            (CHARTS, "Investment by what meets it in each year, and the balance of the capital fund"),
        ),
        (
            ("Level of investment", f"={level.there('all', 'total')}", POUNDS),
            ("Capital fund", f"={fund.there('paid', 'total')}", POUNDS),
            ("Option chosen", "{{ option.name }}: {{ option.description }}", ""),
        ),
    )
    paper.names(
        Tie_Investment=level.there("all", "total"),
        Tie_CapitalFund=fund.there("paid", "total"),
        Tie_CapitalFundByPartner=fund.there("share", "total"),
        Tie_ClosingBalance=fund.there("closing", "total"),
    )
    paper.close()


def _level(paper: Paper) -> Table:
    table = Table(
        paper, LEVEL, "Level of investment",
        (
            Column("item", 40, "Item"),
            Column("category", 12, "Category"),
            *each("year", "for y in years", Column("amount", 11.5, "{{ y.label }}", "£", MONEY), to_a_page=10),
            GAP,
            Column("all", 13, "Total", "£", MONEY, edge=True),
        ),
    )  # fmt: skip
    table.caption("Investment by item and year, in groups by what meets it")
    table.headings(height=18)
    table.tag("for g in groups")
    table.line({"item": "{{ g.name }}"}, "group_text", label="group", mark="group")
    table.tag("for i in g.items")
    table.line(
        {
            "item": "{{ i.name }}", "category": "{{ i.category }}", "amount": "{{ i.by[y.label] }}",
            "all": "=SUM([amount]:[amount])",
        },
        label="label_in", looks={"category": "text", "all": "worked_bold"}, mark="line",
    )  # fmt: skip
    table.tag("endfor")
    sums = table.figures("=SUBTOTAL(9,[*@group]:[*@line])", "amount", "all")
    table.subtotal({"item": "{{ g.name }}, total", **sums}, mark="last")
    table.tag("endfor")
    table.total({"item": "Level of investment", **table.figures("=SUBTOTAL(9,[*@units]:[*@last])", "amount", "all")})
    return table


def _by_year(paper: Paper) -> Table:
    table = Table(
        paper, BY_YEAR, "Investment by year and by what meets it",
        (
            Column("year", 34, "Financial year"),
            Column("savings", 15, "Met from savings", "£", MONEY),
            Column("fund", 15, "Met from the capital fund", "£", MONEY),
            Column("bids", 15, "Met by capital bids", "£", MONEY),
            GAP,
            Column("all", 15, "Investment of the year", "£", MONEY, edge=True),
            Column("so_far", 15, "Cumulative investment", "£", MONEY),
        ),
    )  # fmt: skip
    sources = ("savings", "fund", "bids", "all")
    table.caption("Investment by year, {{ partnership.first_year }} to {{ partnership.last_year }}")
    table.headings(height=30)
    table.tag("for y in years")
    table.line(
        {
            "year": "{{ y.label }}", "savings": "{{ y.savings }}", "fund": "{{ y.fund }}", "bids": "{{ y.bids }}",
            "all": "=SUM([savings]:[bids])", "so_far": "=SUM([all@$year]:[all])",
        },
        looks={"all": "worked_bold"}, mark="year",
    )  # fmt: skip
    table.tag("endfor")
    table.total({"year": "Total", **table.figures("=SUM([*@units]:[*@year])", *sources)})
    table.line(
        {"year": "Part of the whole", **table.figures("=IF([$all@total]=0,0,[*@total]/[$all@total])", *sources)},
        "share", label="share_label", numbers=dict.fromkeys(sources, PERCENT),
    )  # fmt: skip
    return table


def _options(paper: Paper) -> None:
    table = Table(
        paper, OPTIONS, "Options for the capital fund",
        (
            Column("year", 22, "Financial year"),
            Column("divided", 54, "Option, and how it is divided"),
            *each(
                "partner", "for p in partners", Column("share", 15.5, "{{ p.authority }}", "£", PENCE, OWN), to_a_page=5
            ),
            GAP,
            Column("all", 15.5, "All partners", "£", PENCE, edge=True),
        ),
    )  # fmt: skip
    table.caption("What each authority would pay into the capital fund")
    table.headings(own=True)
    table.tag("for o in options")
    table.line(
        {"year": "Option {{ o.name }}", "divided": "{{ o.description }}", "all": "{{ o.chosen }}"},
        "group_text", label="group", looks={"divided": "group_wrap", "all": "group_bold_right"},
        mark="group", height=27,
    )  # fmt: skip
    table.tag("for l in o.lines")
    table.line(
        {
            "year": "{{ l.year }}", "divided": "{{ l.divided_by }}", "share": "{{ l.by[p.code] }}",
            "all": "=SUM([share]:[share])",
        },
        label="label_in", looks={"divided": "text", "all": "worked_bold"}, mark="line",
    )  # fmt: skip
    table.tag("endfor")
    table.subtotal(
        {
            "year": "Option {{ o.name }}, total",
            "share": "=SUM([share@group]:[share@line])", "all": "=SUM([share]:[share])",
        }
    )  # fmt: skip
    table.line(
        {"year": "Lowest balance of the fund", "all": "{{ o.lowest_balance }}"},
        label="share_label", looks={"all": "entered"}, mark="last",
    )  # fmt: skip
    table.tag("endfor")
    table.shade_own(("share",), "last")
    table.notes(
        "A contribution is positive. The one chosen is marked “Chosen”.",
        "The options are alternatives, so they are not added together.",
        "Each year's amount is divided to the penny; an odd penny goes to the largest remainder, and by the order of "
        "the register where these are equal.",
        "The lowest balance is that of the worst year end after the drawings; in brackets where overdrawn.",
    )


def _fund(paper: Paper) -> Table:
    table = Table(
        paper, FUND, "The capital fund, option {{ option.name }}",
        (
            Column("year", 18, "Financial year"),
            Column("opening", 16, "Opening balance", "£", PENCE),
            *each(
                "partner", "for p in partners", Column("share", 16, "Paid by {{ p.authority }}", "£", PENCE, OWN),
                to_a_page=6,
            ),
            GAP,
            Column("paid", 16, "Paid by all partners", "£", PENCE, edge=True),
            Column("drawing", 16, "Drawn for investment", "£", PENCE),
            Column("closing", 16, "Closing balance", "£", PENCE),
        ),
        lead="Option {{ option.name }}: {{ option.description }}",
    )  # fmt: skip
    table.caption("Contributions, drawings and balance, {{ partnership.first_year }} to {{ partnership.last_year }}")
    table.headings(height=66, own=True)
    table.tag("for y in years")
    table.line(
        {
            "year": "{{ y.label }}", "opening": "=[closing]-[paid]+[drawing]", "share": "{{ y.contribution[p.code] }}",
            "paid": "=SUM([share]:[share])", "drawing": "{{ y.drawing }}",
            "closing": "=SUM([paid@$year]:[paid])-SUM([drawing@$year]:[drawing])",
        },
        looks={"paid": "worked_bold", "closing": "worked_bold"}, mark="year",
    )  # fmt: skip
    table.tag("endfor")
    table.total(
        {
            "year": "Total", **table.figures("=SUM([*@units]:[*@year])", "share", "paid", "drawing"),
            "closing": "=[paid]-[drawing]",
        }
    )  # fmt: skip
    table.line(
        {"year": "Share of total", "share": "=IF([$paid@total]=0,0,[share@total]/[$paid@total])",
         "paid": "=SUM([share]:[share])"},
        "share", label="share_label", mark="part", numbers={"share": PERCENT, "paid": PERCENT},
    )  # fmt: skip
    table.check("Check: casts", {"paid": "=ROUND([paid@total]-SUM([share@total]:[share@total]),2)"})
    table.shade_own(("share",), "part")
    table.notes(
        "Contributions and drawings are positive. A balance in brackets is overdrawn.",
        "The closing balance is the opening balance, with what the partners pay added and the drawings taken off.",
        "The percentages are rounded for display only: no amount is worked out from them.",
    )
    return table


def _charts(paper: Paper, by_year: Table, fund: Table) -> None:
    sheet, row = charts.chart_sheet(paper, CHARTS, "Investment by year, and the capital fund")
    chart = charts.stacked(paper, "Investment by what meets it, each year", "£, investment of the year")
    for key in ("savings", "fund", "bids"):
        chart.add_series(
            {
                "name": f"={by_year.there(key, 'heading')}",
                "categories": f"={by_year.there('year', 'year')}",
                "values": f"={by_year.there(key, 'year')}",
                "gap": 60,
            }
        )
    row = charts.place(
        sheet, row, chart,
        "Stacked columns: investment in each financial year met from savings, from the capital fund and by capital "
        "bids. The figures are on the sheet “Investment by year”.", 330,
    )  # fmt: skip
    balance = charts.line(paper, "Capital fund: balance at the end of each year", "£, closing balance", legend=False)
    balance.add_series(
        {
            "name": "Closing balance of the capital fund",
            "categories": f"={fund.there('year', 'year')}",
            "values": f"={fund.there('closing', 'year')}",
            **charts.BLACK_LINE,
        }
    )
    row = charts.place(
        sheet, row, balance,
        "Line: the balance of the capital fund at the end of each financial year. The figures are on the sheet "
        "“Capital fund”.", 280,
    )  # fmt: skip
    charts.notes(
        paper, sheet, row,
        "The figures are those of the sheets “Investment by year” and “Capital fund”. A balance below the axis is "
        "overdrawn.",
    )  # fmt: skip
