# ruff: noqa: E501  (one carrier a line: the table is read down, not across)
"""The plain workbook that every carrier starts from, and the ways to change a part of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

NUMBER = 1234567.5


TEXT = "ZEBRA QUARTZ"


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


Parts = dict[str, bytes]


def plain() -> bytes:
    """The workbook that hides nothing: two sheets of public figures, a chart-free, comment-free openpyxl file."""
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Summary"
    sheet["A1"] = "Public summary of savings"
    sheet["A1"].font = Font(bold=True, color="FFFFFF")
    sheet["A1"].fill = PatternFill("solid", fgColor="1F3864")
    for row in (("Partner", "Budget", "Saving"), ("Maidstone", 410250, 8123.25), ("Swale", 398100, 7012.4)):
        sheet.append(row)
    sheet["A5"], sheet["B5"], sheet["C5"] = "Together", "=SUM(B3:B4)", "=SUM(C3:C4)"
    sheet.column_dimensions["A"].width = 30
    notes = book.create_sheet("Notes")
    notes["A1"] = "Figures are in pounds."
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def unpacked(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


STRINGS = "xl/sharedStrings.xml"


BOOK = "xl/workbook.xml"


STYLES = "xl/styles.xml"


def swap(parts: Parts, part: str, old: str, new: str) -> Parts:
    text = parts[part].decode()
    assert old in text, (part, old, text[:3000])
    return parts | {part: text.replace(old, new, 1).encode()}


def before_end(parts: Parts, part: str, tag: str, new: str) -> Parts:
    return swap(parts, part, f"</{tag}>", f"{new}</{tag}>")


def after_data(parts: Parts, new: str) -> Parts:
    return swap(parts, SHEET, "</sheetData>", f"</sheetData>{new}")


def row(parts: Parts, cells: str, number: int = 6, attributes: str = "") -> Parts:
    return before_end(parts, SHEET, "sheetData", f'<row r="{number}" {attributes}>{cells}</row>')


def related(parts: Parts, source: str, kind: str, target: str, content: bytes | None, content_type: str = "application/xml",
            mode: str = "", id: str = "rIdX") -> Parts:  # fmt: skip
    """Add a part (absolute target) and a relationship to it."""
    folder, _, file = source.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels".lstrip("/") if source else "_rels/.rels"
    if rels not in parts:
        parts = parts | {
            rels: b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        }
    full = kind if "://" in kind else f"{REL}/{kind}"
    parts = before_end(
        parts, rels, "Relationships", f'<Relationship Id="{id}" Type="{full}" Target="{target}" {mode}/>'
    )
    if content is not None:
        name = target.lstrip("/")
        parts = parts | {name: content}
        if not name.endswith(".rels"):
            parts = before_end(
                parts, "[Content_Types].xml", "Types", f'<Override PartName="/{name}" ContentType="{content_type}"/>'
            )
    return parts


def styled(parts: Parts, *, font: str = "", fill: str = "", format: str = "", alignment: str = "") -> tuple[Parts, int]:
    """Add a cell style; gives its number."""
    text = parts[STYLES].decode()
    font_id = text[text.index("<fonts") : text.index("</fonts>")].count("<font>")
    fill_id = text[text.index("<fills") : text.index("</fills>")].count("<fill>")
    if font:
        text = text.replace("</fonts>", f"<font>{font}</font></fonts>", 1)
    if fill:
        text = text.replace(
            "</fills>", f'<fill><patternFill patternType="solid"><fgColor {fill}/></patternFill></fill></fills>', 1
        )
    if format:
        code = format.replace("&", "&amp;").replace('"', "&quot;")
        text = text.replace('<numFmts count="0" />', "").replace('<numFmts count="0"/>', "")
        text = text.replace(
            "<fonts", f'<numFmts count="1"><numFmt numFmtId="190" formatCode="{code}"/></numFmts><fonts', 1
        )
    block = text[text.index("<cellXfs") : text.index("</cellXfs>")]
    number = block.count("<xf ")
    xf = f'<xf numFmtId="{190 if format else 0}" fontId="{font_id if font else 0}" fillId="{fill_id if fill else 0}" borderId="0" xfId="0">{alignment}</xf>'
    text = text.replace("</cellXfs>", f"{xf}</cellXfs>", 1)
    import re

    for name in ("fonts", "fills", "cellXfs"):
        inner = text[text.index(f"<{name}") : text.index(f"</{name}>")]
        item = {"fonts": "<font>", "fills": "<fill>", "cellXfs": "<xf "}[name]
        text = re.sub(rf'<{name} count="\d+"', f'<{name} count="{inner.count(item)}"', text)
    return parts | {STYLES: text.encode()}, number


def cell(reference: str, value: float | str, style: int = 0) -> str:
    if isinstance(value, str):
        return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{reference}" s="{style}"><v>{value}</v></c>'


Build = Callable[[Parts], Parts | bytes]


@dataclass(frozen=True)
class Carrier:
    """One way to hide a mark: how it is made, the code an inspection answers with, and the marks it hides."""

    name: str
    build: Build
    code: str | None
    number: bool = True
    text: bool = True
    form: str | None = None

    def file(self) -> bytes:
        made = self.build(unpacked(plain()))
        return made if isinstance(made, bytes) else packed(made)


BOTH = f"{TEXT} {NUMBER}"
