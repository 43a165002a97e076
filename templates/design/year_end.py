"""The year-end statement: what the authority paid, what it owes and why, all partners, the exit account, the assets."""

from __future__ import annotations

from pathlib import Path

from design.cover import READING, cover
from design.paper import Paper
from design.style import PENCE
from design.table import OWN, Column, Table, each

STATEMENT = "Statement"
PARTNERS = "All partners"
EXIT = "Exit account"
ASSETS = "Assets returned"


def build(path: Path) -> None:
    """Write the template."""
    paper = Paper(
        path, "What each partner paid for the year, what it owes or is refunded, and why",
        "Cover", STATEMENT, PARTNERS, EXIT, ASSETS,
    )  # fmt: skip
    _statement(paper)
    everyone = _partners(paper)
    _exit(paper)
    _assets(paper)
    cover(
        paper,
        (
            (STATEMENT, "What this authority paid, what it owes or is refunded, and why"),
            (PARTNERS, "The settlement of every partner, and the reserve"),
            (EXIT, "What a partner that leaves would pay: the leaver bears the net cost of leaving"),
            (ASSETS, "The assets that go back to each authority, by number"),
        ),
        reading=READING,
    )
    paper.names(
        Tie_YearEndPayments=everyone.there("all", "total"),
        Tie_YearEndPaymentsByPartner=everyone.there("each", "total"),
    )
    paper.close()


def _statement(paper: Paper) -> None:
    table = Table(
        paper, STATEMENT, "Year-end statement of {{ cabinet.authority }}",
        (
            Column("what", 62, "What"),
            Column("amount", 24, "This authority", "£", PENCE),
            Column("result", 24, "Result"),
        ),
    )  # fmt: skip
    table.caption("What we paid, what we owe, and why")
    table.headings(height=18)
    table.tag("for y in years")
    table.line({"what": "Financial year {{ y.label }}"}, "group_right", label="group", looks={"result": "group_text"})
    table.line({"what": "Our share of the actual cost", "amount": "{{ y.own.share }}"}, label="label_in", mark="share")
    table.line({"what": "Kept in the reserve (drawn from it in brackets)", "amount": "{{ y.own.reserve }}"},
               label="label_in", mark="reserve")  # fmt: skip
    table.line({"what": "Less what we paid for the year", "amount": "{{ 0 - y.own.paid }}"},
               label="label_in", mark="paid")  # fmt: skip
    table.total(
        {"what": "To pay (to be refunded in brackets)", "amount": "=SUM([amount@share]:[amount@paid])",
         "result": "{{ y.own.result }}"}, looks={"result": "total_centre"}, mark="due",
    )  # fmt: skip
    table.line({"what": "{{ y.why }}"}, label="prose", height=42)
    table.space(6)
    table.tag("endfor")
    table.notes(
        "Costs and payments are positive, refunds in brackets.",
        "The actual cost is shared by the {{ shares_used }} shares. An overspend is met from the reserve first; an "
        "underspend fills the reserve first, to the amount the agreement states, before anything is refunded.",
    )


def _partners(paper: Paper) -> Table:
    table = Table(
        paper, PARTNERS, "Settlement of all partners",
        (
            Column("what", 46, "What"),
            *each("partner", "for p in partners", Column("each", 21, "{{ p.authority }}", "£", PENCE, OWN)),
            Column("all", 21, "All partners", "£", PENCE),
            Column("check", 16, "Check: difference", "£", PENCE),
        ),
    )  # fmt: skip
    table.caption("Share of the actual cost, reserve, payments made, and what is to be settled")
    table.headings(height=42, own=True)
    table.tag("for y in years")
    table.line({"what": "Financial year {{ y.label }}"}, "group_right", label="group", looks={"check": "group_right"})
    rows = (("share", "Share of the actual cost", "{{ y.share[p.code] }}"),
            ("reserve", "Kept in the reserve (drawn in brackets)", "{{ y.reserve[p.code] }}"),
            ("paid", "Less paid for the year", "{{ 0 - y.paid[p.code] }}"))  # fmt: skip
    for key, label, figure in rows:
        table.line({"what": label, "each": figure, "all": "=SUM([each]:[each])"}, label="label_in",
                   looks={"all": "worked_bold"}, mark=key)  # fmt: skip
    table.subtotal(
        {"what": "To pay (to be refunded in brackets), {{ y.label }}",
         "each": "=[each@share]+[each@reserve]+[each@paid]",
         "all": "=[all@share]+[all@reserve]+[all@paid]", "check": "=ROUND([all]-SUM([each]:[each]),2)"},
        looks={"check": "check_cell"}, mark="due",
    )  # fmt: skip
    table.line({"what": "Reserve brought forward", "all": "{{ y.reserve_opening }}"}, label="label_in", mark="opening")
    table.line({"what": "Reserve carried forward", "all": "{{ y.reserve_closing }}",
                "check": "=ROUND([all]-[all@opening]-[all@reserve],2)"}, label="label_in",
               looks={"check": "check_cell"}, mark="closing")  # fmt: skip
    table.line({"what": "Settled, {{ y.label }}", "each": "{{ y.payment[p.code] }}", "all": "=SUM([each]:[each])",
                "check": "=ROUND([all]-[all@due],2)"}, label="label",
               looks={"all": "worked_bold", "check": "check_cell"}, mark="settled")  # fmt: skip
    table.tag("endfor")
    table.total({"what": "To pay in all (to be refunded in brackets)",
                 "each": '=SUMIF([$what@units]:[$what@settled],"Settled*",[each@units]:[each@settled])',
                 "all": "=SUM([each]:[each])"})  # fmt: skip
    table.fails("check", "share", "settled")
    table.shade_own(("each",), "total")
    table.notes(
        "What partners pay and what the reserve gives meet the actual cost exactly; every row adds to its total.",
        "To pay is the share of the actual cost and of the reserve, less what was paid; “Settled” is the figure of the "
        "finance workbook's settlement, and the check compares the two.",
    )
    return table


def _exit(paper: Paper) -> None:
    table = Table(
        paper, EXIT, "Exit account",
        (
            Column("label", 46, "What"),
            *each("partner", "for p in partners", Column("each", 21, "{{ p.authority }}", "£", PENCE, OWN)),
            Column("all", 21, "All partners", "£", PENCE),
        ),
        lead="{{ 'The leaver bears the net cost of leaving: ' ~ exit.leaver ~ ', ' ~ exit.year ~ '.' if exit else "
        "'The agreement works no exit.' }}",
    )  # fmt: skip
    table.caption("The costs of leaving, what comes off them, and who bears them")
    table.headings(height=42, own=True)
    table.tag("for e in ([exit] if exit else [])")
    table.tag("for l in e.lines")
    table.line({"label": "{{ l.label }}", "each": "{{ l.by[p.code] }}", "all": "=SUM([each]:[each])"}, mark="line")
    table.tag("endfor")
    table.tag("endfor")
    table.total({"label": "Borne (paid out in brackets)",
                 **table.figures("=SUM([*@units]:[*@line])", "each", "all")})  # fmt: skip
    table.shade_own(("each",), "total")
    table.notes("Costs are positive; what comes off them, such as unspent contributions, is in brackets.")


def _assets(paper: Paper) -> None:
    table = Table(
        paper, ASSETS, "Assets returned to the authority that bought them",
        (
            Column("authority", 34, "Authority"),
            Column("number", 18, "Asset number"),
            Column("description", 50, "Description"),
            Column("cost", 18, "Cost", "£", PENCE),
            Column("own", 18, ""),
        ),
    )  # fmt: skip
    table.caption("Each asset stays with the purchasing authority, by its number")
    table.headings(height=18)
    table.tag("for a in returned")
    table.line({"authority": "{{ a.authority }}", "number": "{{ a.number }}", "description": "{{ a.description }}",
                "cost": "{{ a.cost }}", "own": "{{ a.own }}"},
               looks={"description": "text", "number": "text"}, mark="asset")  # fmt: skip
    table.tag("endfor")
    table.total({"authority": "All assets", "cost": "=SUM([cost@units]:[cost@asset])"})
    table.shade_own_rows("own", "asset", "asset")
    table.notes("Cost is what the authority paid; what an asset is worth now is not in the finance workbook.")
