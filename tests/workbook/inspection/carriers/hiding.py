# ruff: noqa: E501  (one carrier a line: the table is read down, not across)
"""Marks put where a cell, a name, a table or a part of its own hides them."""

from __future__ import annotations

from .making import (
    BOOK,
    BOTH,
    MAIN,
    NUMBER,
    REL,
    SHEET,
    STRINGS,
    STYLES,
    TEXT,
    Build,
    Parts,
    after_data,
    before_end,
    cell,
    related,
    row,
    styled,
    swap,
)


def gradient(parts: Parts) -> Parts:
    """Dark blue text on a gradient from dark blue to dark blue."""
    parts, number = styled(parts, font='<sz val="11"/><color rgb="FF112233"/>', fill='rgb="FF112233"')
    stops = "".join(f'<stop position="{at}"><color rgb="FF112233"/></stop>' for at in (0, 1))
    parts = swap(parts, STYLES, '<patternFill patternType="solid"><fgColor rgb="FF112233"/></patternFill>',
                 f'<gradientFill degree="90">{stops}</gradientFill>')  # fmt: skip
    return row(parts, cell("A6", TEXT, number) + cell("B6", NUMBER, number))


def hidden_style(**how: str) -> Build:
    def build(parts: Parts) -> Parts:
        parts, number = styled(parts, **how)
        return row(parts, cell("A6", TEXT, number) + cell("B6", NUMBER, number))

    return build


def hidden_format(code: str, value: float | str) -> Build:
    def build(parts: Parts) -> Parts:
        parts, number = styled(parts, format=code)
        return row(parts, cell("A6", value, number))

    return build


def other_part(name: str, kind: str, content: bytes, content_type: str = "", source: str = BOOK) -> Build:
    told = content_type or ("application/xml" if name.endswith(".xml") else "application/octet-stream")
    return lambda parts: related(parts, source, kind, f"/{name}", content, told)


def property_of(part: str, element: str, ends: str) -> Build:
    return lambda parts: before_end(parts, part, ends, element)


def comments(parts: Parts) -> Parts:
    body = f'<comments xmlns="{MAIN}"><authors><author>J. Doe</author></authors><commentList><comment ref="B3" authorId="0"><text><r><t>ZEBRA </t></r><r><t>QUARTZ 1,234</t></r><r><t>,567.50</t></r></text></comment></commentList></comments>'
    return related(
        parts,
        SHEET,
        "comments",
        "/xl/comments1.xml",
        body.encode(),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    )


def extra_sheet(state: str) -> Build:
    def build(parts: Parts) -> Parts:
        body = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cell("A1", TEXT)}{cell("B1", NUMBER)}</row></sheetData></worksheet>'
        parts = related(parts, BOOK, "worksheet", "/xl/worksheets/sheet9.xml", body.encode(),
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml", id="rId99")  # fmt: skip
        if not state:
            return parts
        return swap(
            parts,
            BOOK,
            "</sheets>",
            f'<sheet xmlns:r="{REL}" name="Workings" sheetId="9" state="{state}" r:id="rId99"/></sheets>',
        )

    return build


def defined(element: str) -> Build:
    def build(parts: Parts) -> Parts:
        text = parts[BOOK].decode()
        for empty in ("<definedNames />", "<definedNames/>"):
            text = text.replace(empty, "")
        assert "<definedNames" not in text
        return parts | {BOOK: text.replace("<calcPr", f"<definedNames>{element}</definedNames><calcPr", 1).encode()}

    return build


def pivot(parts: Parts) -> Parts:
    records = f'<pivotCacheRecords xmlns="{MAIN}" count="1"><r><s v="{TEXT}"/><n v="{NUMBER}"/></r></pivotCacheRecords>'
    definition = f'<pivotCacheDefinition xmlns="{MAIN}" refreshedBy="J. Doe"><cacheSource type="worksheet"/><cacheFields count="0"/></pivotCacheDefinition>'
    parts = related(
        parts, BOOK, "pivotCacheDefinition", "/xl/pivotCache/pivotCacheDefinition1.xml", definition.encode()
    )
    return related(
        parts,
        "xl/pivotCache/pivotCacheDefinition1.xml",
        "pivotCacheRecords",
        "/xl/pivotCache/pivotCacheRecords1.xml",
        records.encode(),
    )


def external(parts: Parts) -> Parts:
    body = f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{REL}" r:id="rId1"><sheetNames><sheetName val="Old"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>{NUMBER}</v></cell><cell r="B1" t="str"><v>{TEXT}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'
    parts = related(parts, BOOK, "externalLink", "/xl/externalLinks/externalLink1.xml", body.encode())
    return related(
        parts,
        "xl/externalLinks/externalLink1.xml",
        "externalLinkPath",
        "file:///C:/Users/jdoe/old.xlsx",
        None,
        mode='TargetMode="External"',
        id="rId1",
    )


def tabled(extra: str = "", column: str = "Partner", totals: str = "") -> Build:
    def build(parts: Parts) -> Parts:
        body = (
            f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A2:C4" totalsRowShown="0" {extra}><autoFilter ref="A2:C4"/>'
            f'<tableColumns count="3"><tableColumn id="1" name="{column}" {totals}/><tableColumn id="2" name="Budget"/><tableColumn id="3" name="Saving"/></tableColumns></table>'
        )
        parts = related(parts, SHEET, "table", "/xl/tables/table1.xml", body.encode(),
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml", id="rIdT")  # fmt: skip
        parts = swap(parts, SHEET, "<worksheet ", f'<worksheet xmlns:r="{REL}" ')
        return before_end(parts, SHEET, "worksheet", '<tableParts count="1"><tablePart r:id="rIdT"/></tableParts>')

    return build


def linked(target: str, attributes: str = "", reference: str = "A2") -> Build:
    def build(parts: Parts) -> Parts:
        parts = related(parts, SHEET, "hyperlink", target, None, mode='TargetMode="External"', id="rIdH")
        return after_data(
            parts, f'<hyperlinks><hyperlink xmlns:r="{REL}" ref="{reference}" r:id="rIdH" {attributes}/></hyperlinks>'
        )

    return build


def rule_that_hides(parts: Parts) -> Parts:
    text = parts[STYLES].decode()
    import re

    text = re.sub(r"<dxfs[^>]*/>|<dxfs[^>]*></dxfs>", "", text)
    text = text.replace(
        "</cellStyles>", '</cellStyles><dxfs count="1"><dxf><font><color rgb="FFFFFFFF"/></font></dxf></dxfs>', 1
    )
    parts = row(parts | {STYLES: text.encode()}, cell("A6", TEXT) + cell("B6", NUMBER))
    return after_data(
        parts,
        '<conditionalFormatting sqref="A6:B6"><cfRule type="expression" dxfId="0" priority="1"><formula>TRUE</formula></cfRule></conditionalFormatting>',
    )


def frozen(parts: Parts) -> Parts:
    """Row 1 holds the mark; the view starts at row 2 and is frozen there."""
    import re

    text = parts[SHEET].decode()
    text = re.sub(
        r"<sheetViews>.*?</sheetViews>",
        '<sheetViews><sheetView workbookViewId="0" topLeftCell="A2"><pane ySplit="1" topLeftCell="A3" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>',
        text,
    )
    text = text.replace("</row>", f"{cell('D1', TEXT)}{cell('E1', NUMBER)}</row>", 1)
    return parts | {SHEET: text.encode()}


def narrow(attributes: str) -> Build:
    def build(parts: Parts) -> Parts:
        parts = row(parts, cell("H6", TEXT) + cell("I6", NUMBER))
        return swap(parts, SHEET, "</cols>", f'<col min="8" max="9" {attributes}/></cols>')

    return build


def orphan_string(parts: Parts) -> Parts:
    if STRINGS in parts:
        return before_end(parts, STRINGS, "sst", f"<si><t>{BOTH}</t></si>")
    body = f'<sst xmlns="{MAIN}" count="0" uniqueCount="1"><si><t>{BOTH}</t></si></sst>'
    return related(parts, BOOK, "sharedStrings", f"/{STRINGS}", body.encode(),
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml")  # fmt: skip


def threaded(parts: Parts) -> Parts:
    body = f'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="B3" personId="{{0}}" id="{{1}}"><text>{BOTH}</text></threadedComment></ThreadedComments>'
    return related(
        parts,
        SHEET,
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
        "/xl/threadedComments/threadedComment1.xml",
        body.encode(),
    )


def split_runs(parts: Parts) -> Parts:
    """In plain view, but in pieces: only the search for secrets has to find it."""
    return row(
        parts,
        '<c r="A6" t="inlineStr"><is><r><t>ZEB</t></r><r><rPr><b/></rPr><t>RA QUA</t></r><r><t>RTZ 1,23</t></r><r><t>4,567.50</t></r></is></c>',
    )


def in_sight(*cells: str) -> Build:
    return lambda parts: row(parts, "".join(cells))


def derived(parts: Parts) -> Parts:
    cells = [cell("A6", 2000000.25), cell("B6", 500000.5), cell("C6", 265432.25)]
    return row(parts, "".join(cells))
