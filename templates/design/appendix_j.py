"""Appendix J: the financial schedules of the collaboration agreement."""

from __future__ import annotations

from pathlib import Path

from design.cover import cover
from design.paper import Paper
from design.style import DATE, MONEY, PENCE, POUNDS
from design.table import GAP, OWN, Column, Table, each

CONTRIBUTIONS = "Contributions"
BALANCING = "Balancing payment"
EXIT = "Exit illustration"
ASSETS = "Assets"


def build(path: Path) -> None:
    """Write the template."""
    paper = Paper(
        path, "Contributions by year, the worked balancing payment and exit, and the register of assets",
        "Cover", CONTRIBUTIONS, BALANCING, EXIT, ASSETS,
    )  # fmt: skip
    contributions = _contributions(paper)
    balancing = _balancing(paper)
    _exit(paper)
    assets = _assets(paper)
    cover(
        paper,
        (
            (CONTRIBUTIONS, "What each authority contributes in each year, and how it comes about"),
            (BALANCING, "A worked example of the payment that settles a year"),
            (EXIT, "A worked example of what an authority that leaves would bear"),
            (ASSETS, "The assets each authority keeps, by number"),
        ),
        (
            ("Contributions over the term", f"={contributions.there('a_contribution', 'total')}", POUNDS),
            ("Rule", "{{ rule }}", ""),
            ("Assets at cost", f"={assets.there('cost', 'total')}", POUNDS),
        ),
    )
    paper.names(
        Tie_Contributions=contributions.there("a_contribution", "total"),
        Tie_ContributionsByPartner=contributions.there("contribution", "total"),
        Tie_BalancingPayment=balancing.there("all", "total"),
    )
    paper.close()


def _contributions(paper: Paper) -> Table:
    table = Table(
        paper, CONTRIBUTIONS, "Contributions by year",
        (
            Column("year", 16, "Financial year"),
            *each(
                "partner", "for p in partners",
                Column("baseline", 13.5, "{{ p.code }}\nbaseline", "£", PENCE, OWN, edge=True),
                Column("share", 13.5, "{{ p.code }} share\nof net saving", "£", PENCE),
                Column("contribution", 13.5, "{{ p.code }}\ncontribution", "£", PENCE),
                GAP,
                to_a_page=3,
            ),
            Column("a_baseline", 14.5, "All\nbaselines", "£", PENCE, edge=True),
            Column("a_share", 14.5, "All net\nsavings", "£", PENCE),
            Column("a_contribution", 14.5, "All\ncontributions", "£", PENCE),
            Column("check", 12, "Check: difference", "£", PENCE),
        ),
        lead="Rule of the agreement: {{ rule }}.",
    )  # fmt: skip
    table.caption("Contributions, {{ partnership.first_year }} to {{ partnership.last_year }}")
    table.headings(height=30, own=True, above={"baseline": "{{ p.authority }}", "a_baseline": "All partners"})
    parts = ("baseline", "share", "contribution")
    table.tag("for y in years")
    table.line(
        {
            "year": "{{ y.label }}", **{key: f"{{{{ y.{key}[p.code] }}}}" for key in parts},
            **{f"a_{key}": f"=SUM([{key}]:[{key}])" for key in parts},
            "check": "=ROUND([a_baseline]-[a_share]-[a_contribution],2)",
        },
        looks={"a_contribution": "worked_bold", "check": "check_cell"}, mark="year",
    )  # fmt: skip
    table.tag("endfor")
    table.total(
        {
            "year": "Total", **table.figures("=SUM([*@units]:[*@year])", *parts, *(f"a_{key}" for key in parts)),
            "check": "=ROUND([a_baseline]-[a_share]-[a_contribution],2)",
        },
        looks={"check": "check_cell_total"},
    )  # fmt: skip
    table.fails("check", "year", "total")
    table.shade_own((*parts, "gap"), "total", by="baseline")
    table.notes(
        "A contribution is positive: the authority pays.",
        "A share of the net saving is positive where the authority saves.",
        "Whatever the rule, all contributions are all baselines less the net saving: the check shows it.",
        "Amounts are to the penny; an odd penny goes to the largest remainder, and by the order of the register where "
        "these are equal.",
    )
    return table


def _balancing(paper: Paper) -> Table:
    table = Table(
        paper, BALANCING, "Worked balancing payment",
        (
            Column("what", 50, "Step"),
            *each(
                "partner", "for p in partners", Column("share", 16, "{{ p.authority }}", "£", PENCE, OWN), to_a_page=6
            ),
            GAP,
            Column("all", 16, "All partners", "£", PENCE, edge=True),
        ),
    )  # fmt: skip
    table.caption("The payment that settles a year")
    table.headings(own=True)
    table.tag("if balancing")
    together = {"all": "=SUM([share]:[share])"}
    bold = {"all": "worked_bold"}
    table.line(
        {"what": "{{ balancing.year }}, on the {{ balancing.shares_used }} shares"}, "group_text", label="group",
    )  # fmt: skip
    for mark, what, figure in (
        ("due", "Share of the actual cost", "balancing.share_of_actual[p.code]"),
        ("paid", "Less what was contributed for the year", "0 - balancing.contribution[p.code]"),
        ("reserve", "Add what is kept in the reserve", "balancing.reserve[p.code]"),
    ):
        table.line({"what": what, "share": f"{{{{ {figure} }}}}", **together}, label="label_in", looks=bold, mark=mark)
    table.tag("endif")
    table.tag("if not balancing")
    table.line({"what": '{{ "The agreement gives no worked balancing payment." }}'}, mark="none")
    table.tag("endif")
    table.total(
        {"what": "Balancing payment: to pay, or (refund)", "share": "=SUM([share@units]:[share@none])", **together}
    )
    table.tag("if balancing")
    table.line(
        {"what": "Underspend of the year, or (overspend)", "share": "{{ balancing.underspend[p.code] }}", **together},
        looks=bold, mark="underspend",
    )  # fmt: skip
    table.check(
        "Check: contributed, less cost, less underspend",
        {key: f"=ROUND(-[{key}@paid]-[{key}@due]-[{key}@underspend],2)" for key in ("share", "all")},
    )
    table.tag("endif")
    table.shade_own(("share",), "total")
    table.notes(
        "A balancing payment is positive where the authority has to pay, in brackets where it is refunded.",
        "An underspend is what was paid less the share of the actual cost.",
        "What the agreement holds in reserve first is taken off what would be refunded.",
        "A worked example of the agreement's rule, on the figures the agreement gives.",
    )
    return table


def _exit(paper: Paper) -> None:
    table = Table(
        paper, EXIT, "Worked exit",
        (
            Column("what", 50, "Cost, or (credit)"),
            *each(
                "partner", "for p in partners", Column("share", 16, "{{ p.authority }}", "£", PENCE, OWN), to_a_page=6
            ),
            GAP,
            Column("all", 16, "All partners", "£", PENCE, edge=True),
        ),
    )  # fmt: skip
    table.caption("What an authority that leaves would bear")
    table.headings(own=True)
    table.tag("if exit")
    table.line(
        {"what": "{{ exit.leaver }} leaves at the end of {{ exit.year }}"}, "group_text", label="group", mark="group"
    )
    table.tag("for l in exit.lines")
    table.line(
        {"what": "{{ l.label }}", "share": "{{ l.by[p.code] }}", "all": "=SUM([share]:[share])"},
        label="label_in", looks={"all": "worked_bold"}, mark="line",
    )  # fmt: skip
    table.tag("endfor")
    table.tag("endif")
    table.tag("if not exit")
    table.line({"what": '{{ "The agreement gives no worked exit." }}'}, mark="none")
    table.tag("endif")
    table.total(
        {"what": "Net cost of leaving", "share": "=SUM([share@units]:[share@none])", "all": "=SUM([share]:[share])"}
    )
    table.shade_own(("share",), "total")
    table.notes(
        "A cost that the authority bears is positive; what it is credited with, or receives, is in brackets.",
        "The authority that leaves bears the net cost; assets return to the authority that bought them.",
        "A worked example of the agreement's rule, on the figures the agreement gives.",
    )


def _assets(paper: Paper) -> Table:
    table = Table(
        paper, ASSETS, "Register of assets",
        (
            Column("number", 20, "Asset number"),
            Column("description", 60, "Description"),
            Column("purchased", 20, "Purchased", "date", DATE),
            Column("life", 12, "Useful life", "years", "#,##0_)"),
            Column("cost", 17, "Cost", "£", MONEY),
        ),
    )  # fmt: skip
    table.caption("Assets by purchasing authority")
    table.headings(height=18)
    table.tag("for h in holders")
    table.line(
        {"number": "{{ h.authority }}", "cost": "{{ h.own }}"}, "group_text", label="group",
        looks={"cost": "group_right"}, mark="group",
    )  # fmt: skip
    table.tag("for a in h.assets")
    table.line(
        {
            "number": "{{ a.number }}", "description": "{{ a.description }}", "purchased": "{{ a.purchased }}",
            "life": "{{ a.life }}", "cost": "{{ a.cost }}",
        },
        label="label_in", looks={"description": "text"}, mark="line",
    )  # fmt: skip
    table.tag("endfor")
    table.subtotal({"number": "{{ h.authority }}, total", "cost": "=SUBTOTAL(9,[cost@group]:[cost@line])"}, mark="last")
    table.tag("endfor")
    table.total({"number": "All assets", "cost": "=SUBTOTAL(9,[cost@units]:[cost@last])"})
    table.shade_own_rows("cost", "group", "group")
    table.notes(
        "Each asset stays with the authority that bought it, under that authority's asset number.",
        "Cost is what was paid, in whole pounds; no depreciation is shown.",
    )
    return table
