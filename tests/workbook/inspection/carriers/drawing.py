# ruff: noqa: E501  (one carrier a line: the table is read down, not across)
"""Shapes, pictures and charts put on a sheet."""

from __future__ import annotations

from .making import NUMBER, REL, SHEET, TEXT, Parts, before_end, related, swap

DRAWING_NS = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{REL}" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)


def drawn(parts: Parts, anchor: str, at: tuple[int, int, int, int] = (10, 8, 14, 12)) -> Parts:
    top, left, bottom, right = at
    body = (
        f"<xdr:wsDr {DRAWING_NS}><xdr:twoCellAnchor><xdr:from><xdr:col>{left}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{top}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>{right}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{bottom}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>{anchor}<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    parts = related(parts, SHEET, "drawing", "/xl/drawings/drawing1.xml", body.encode(),
                    "application/vnd.openxmlformats-officedocument.drawing+xml", id="rIdD")  # fmt: skip
    parts = swap(parts, SHEET, "<worksheet ", f'<worksheet xmlns:r="{REL}" ')
    return before_end(parts, SHEET, "worksheet", '<drawing r:id="rIdD"/>')


def shape(
    text: str,
    *,
    cnv: str = "",
    run: str = "",
    fill: str = '<a:solidFill><a:srgbClr val="DDDDDD"/></a:solidFill>',
    sp: str = "",
) -> str:
    return (
        f'<xdr:sp macro="" textlink="" {sp}><xdr:nvSpPr><xdr:cNvPr id="2" name="Box 1" {cnv}/><xdr:cNvSpPr/></xdr:nvSpPr>'
        f'<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}</xdr:spPr>'
        f'<xdr:txBody><a:bodyPr/><a:p><a:r><a:rPr lang="en-GB">{run}</a:rPr><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>'
    )


def picture(parts: Parts, content: bytes, extension: str = "png", blip: str = "", cnv: str = "") -> Parts:
    pic = (
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Picture 1" {cnv}/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip r:embed="rIdP">{blip if blip.startswith("<a:alpha") else ""}</a:blip>{blip if not blip.startswith("<a:alpha") else ""}'
        '<a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>'
    )
    parts = drawn(parts, pic)
    return related(
        parts,
        "xl/drawings/drawing1.xml",
        "image",
        f"/xl/media/image1.{extension}",
        content,
        f"image/{extension}",
        id="rIdP",
    )


CHART = f"""<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{REL}">
<c:chart><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:ser><c:idx val="0"/><c:order val="0"/>SERIES</c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart>
</c:plotArea></c:chart></c:chartSpace>"""


def charted(parts: Parts, series: str) -> Parts:
    frame = (
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart 1"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="rIdC"/></a:graphicData></a:graphic></xdr:graphicFrame>'
    )
    parts = drawn(parts, frame)
    return related(parts, "xl/drawings/drawing1.xml", "chart", "/xl/charts/chart1.xml", CHART.replace("SERIES", series).encode(),
                   "application/vnd.openxmlformats-officedocument.drawingml.chart+xml", id="rIdC")  # fmt: skip


def newer_chart(parts: Parts) -> Parts:
    space = "http://schemas.microsoft.com/office/drawing/2014/chartex"
    body = f'<cx:chartSpace xmlns:cx="{space}"><cx:chartData><cx:data id="0"><cx:strDim type="cat"><cx:f>Gone!A1</cx:f><cx:lvl ptCount="1"><cx:pt idx="0">{TEXT}</cx:pt></cx:lvl></cx:strDim><cx:numDim type="val"><cx:f>Gone!B1</cx:f><cx:lvl ptCount="1"><cx:pt idx="0">{NUMBER}</cx:pt></cx:lvl></cx:numDim></cx:data></cx:chartData></cx:chartSpace>'
    parts = drawn(parts, shape("Shown"))
    return related(parts, "xl/drawings/drawing1.xml", "http://schemas.microsoft.com/office/2014/relationships/chartEx",
                   "/xl/charts/chartEx1.xml", body.encode(), "application/vnd.ms-office.chartex+xml")  # fmt: skip
