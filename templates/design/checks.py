"""checks.xlsx: every check of a run with its two sides, a summary, and the officers' sign-off."""

from __future__ import annotations

from pathlib import Path

from design.paper import CHECKS as WORDING
from design.paper import Paper
from design.style import COUNT, PENCE
from design.table import Column, Table, each

SUMMARY = "Summary"
CHECKS = "Checks"
BALANCING = "Balancing"
SIGN_OFF = "Sign-off"
KINDS = ("Conservation", "Casting", "Tie-out")
RULES = {
    "Conservation": "Parts add to their whole at every stage",
    "Casting": "Every column and row, to the penny, adds to its total",
    "Tie-out": "One named figure has one value in every appendix",
}


def build(path: Path, *, exempt: bool = True) -> None:
    """Write the template: that of exempt appendices, or that of a run that holds public ones alone."""
    paper = Paper(
        path, "Every conservation, casting and tie-out check of the run, and the Section 151 officers' sign-off",
        SUMMARY, CHECKS, BALANCING, SIGN_OFF, wording=WORDING, exempt=exempt,
    )  # fmt: skip
    checks = _checks(paper)
    _summary(paper, checks)
    _balancing(paper)
    _sign_off(paper)
    paper.close()


def _checks(paper: Paper) -> Table:
    table = Table(
        paper, CHECKS, "Checks",
        (
            Column("number", 8, "Number"),
            Column("kind", 14, "Kind"),
            Column("name", 56, "What is checked"),
            Column("left_label", 33, "First side"),
            Column("left", 16, "First figure", "£ or FTE", PENCE),
            Column("right_label", 34, "Second side"),
            Column("right", 16, "Second figure", "£ or FTE", PENCE),
            Column("difference", 14, "Difference", "£ or FTE", PENCE),
            Column("result", 11, "Result"),
        ),
    )  # fmt: skip
    table.caption("Every check with its two sides")
    table.headings(height=18)
    table.tag("for c in checks")
    table.line(
        {
            "number": "{{ c.number }}", "kind": "{{ c.kind }}", "name": "{{ c.name }}",
            "left_label": "{{ c.left_label }}", "left": "{{ c.left }}",
            "right_label": "{{ c.right_label }}", "right": "{{ c.right }}",
            "difference": "=ROUND([left]-[right],2)", "result": '=IF([difference]=0,"Passed","FAILED")',
        },
        looks={"number": "number", "result": "passed"}, mark="line",
    )  # fmt: skip
    table.tag("endfor")
    passed = 'COUNTIF([result@units]:[result@line],"Passed")'
    made = "COUNT([left@units]:[left@line])"
    table.total(
        {
            "number": "All", "name": f'={passed}&" of "&{made}&" checks passed"',
            "result": f'=IF({passed}={made},"Passed","FAILED")',
        },
        looks={"result": "total_centre"},
    )  # fmt: skip
    table.sheet.conditional_format(
        table.marked["line"], table.at["result"], table.marked["total"], table.at["result"],
        {"type": "cell", "criteria": "==", "value": '"FAILED"', "format": paper.failed},
    )  # fmt: skip
    table.sheet.autofilter(table.marked["units"], 0, table.marked["line"], table.last)
    table.notes(
        "The difference is the first figure less the second, in the unit of the figures; a check passes only where "
        "it is nil to the penny (or to the hundredth of a full-time equivalent).",
        "The two sides come by different ways: one as an appendix shows it, one from the rows of the finance "
        "workbook or from another appendix.",
    )
    return table


def _balancing(paper: Paper) -> None:
    table = Table(
        paper, BALANCING, "Balancing sheet: what went into and out of every step",
        (
            Column("name", 32, "Step"),
            Column("source", 46, "What went in"),
            Column("into", 15.5, "In", "£", PENCE),
            *each("partner", "for p in partners", Column("by", 15.5, "{{ p.code }}", "£", PENCE), to_a_page=3),
            Column("other", 28, "What else came out"),
            Column("besides", 15.5, "Else", "£", PENCE),
            Column("out", 15.5, "Out", "£", PENCE),
            Column("check", 14, "Check: difference", "£", PENCE),
        ),
    )  # fmt: skip
    table.caption("Every step: what went in, what each partner bears, and what else came out")
    table.headings(height=30)
    table.tag("for s in balance")
    table.line(
        {
            "name": "{{ s.name }}", "source": "{{ s.source }}", "into": "{{ s.into }}", "by": "{{ s.by[p.code] }}",
            "other": "{{ s.other }}", "besides": "{{ s.besides }}", "out": "=SUM([by]:[by])+SUM([besides]:[besides])",
            "check": "=ROUND([into]-[out],2)",
        },
        looks={"source": "text", "other": "text", "out": "worked_bold", "check": "check_cell"}, mark="step",
    )  # fmt: skip
    table.tag("endfor")
    table.fails("check", "step", "step")
    table.notes(
        "Nothing is lost or made in a step: what went in is what came out, and the difference is nil.",
        "What went in comes from the rows of the finance workbook or from the step before it; what came out is "
        "what the appendices show.",
        "A net cost is in brackets where a saving is divided, and a refund where a year is balanced.",
    )


def _summary(paper: Paper, checks: Table) -> None:
    table = Table(
        paper, SUMMARY, "Checks of the appendices: summary",
        (
            Column("kind", 22, "Kind of check"),
            Column("rule", 62, "What it shows"),
            Column("made", 13, "Made", "number", COUNT),
            Column("passed", 13, "Passed", "number", COUNT),
            Column("failed", 13, "Failed", "number", '#,##0_);(#,##0);"None"_)'),
        ),
        lead="{{ passed }} of {{ total }} checks had passed when the appendices were written.",
    )  # fmt: skip
    table.caption("Checks by kind")
    table.headings(height=18)

    def every(key: str) -> str:
        first, last = checks.there(key, "units"), checks.there(key, "line")
        return f"{first}:{last.split('!')[1]}"

    for number, kind in enumerate(KINDS):
        table.line(
            {
                "kind": kind, "rule": RULES[kind],
                "made": f"=COUNTIF({every('kind')},[$kind])",
                "passed": f'=COUNTIFS({every("kind")},[$kind],{every("result")},"Passed")',
                "failed": "=[made]-[passed]",
            },
            looks={"rule": "text"}, mark="first" if number == 0 else "last",
        )  # fmt: skip
    table.total({"kind": "All", **table.figures("=SUM([*@first]:[*@last])", "made", "passed", "failed")})
    table.check(
        "Check: less the rows",
        {
            "made": f"=[made@total]-COUNT({every('left')})",
            "passed": f'=[passed@total]-COUNTIF({every("result")},"Passed")',
        },
    )
    for row in ("first", "last", "total"):
        table.fails("failed", row, row)
    table.notes(
        "The counts are worked out from the sheet “Checks”. A batch with a check that fails is not written, so all "
        "should have passed.",
        "The sheet “Sign-off” is for the Section 151 officers of all partners, who endorse how the saving is "
        "apportioned.",
    )


def _sign_off(paper: Paper) -> None:
    table = Table(
        paper, SIGN_OFF, "Sign-off by the Section 151 officers",
        (
            Column("authority", 24, "Authority"),
            Column("officer", 24, "Section 151 officer"),
            Column("text", 60, "Statement"),
            Column("sign", 32, "Signature"),
            Column("date", 17, "Date"),
        ),
    )  # fmt: skip
    table.caption("One block for each partner")
    table.headings(height=18)
    table.tag("for p in partners")
    table.line(
        {
            "authority": "{{ p.authority }}",
            "officer": "{{ p.officer }}",
            "text": "I have reviewed the figures of these appendices and the checks in this workbook. They agree with "
            "my authority's records, and I endorse the apportionment of the saving between the partners.",
        },
        label="sign_text", height=62, looks={"authority": "sign_bold", "sign": "sign_line", "date": "sign_line"},
    )  # fmt: skip
    table.tag("endfor")
    table.notes("Each officer signs for his or her own authority; keep the signed copy with the confidential papers.")
