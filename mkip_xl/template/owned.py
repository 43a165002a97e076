"""The parts that belong to the sheets of a template: drawings, charts, notes, tables; read once, their tags marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from mkip_xl.errors import TemplateError
from mkip_xl.findings import Findings
from mkip_xl.template import syntax, texts
from mkip_xl.template.expressions import compile_expression
from mkip_xl.template.markers import names_at
from mkip_xl.template.references import Area, area_of
from mkip_xl.template.relations import OFFICE, Relation, relations
from mkip_xl.template.sheets import Sheet
from mkip_xl.template.texts import DRAWING, MAIN, Marks, Picture, Slot
from mkip_xl.workbook.package import Package

SHEET_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
READ = frozenset({"drawing", "chart", "comments", "threadedComment", "table", "vmlDrawing", "pivotTable"})
FOLLOWED = READ | {"chartUserShapes", "chartStyle", "chartColorStyle", "chartEx", "printerSettings", "themeOverride"}
_EMBED = f"{{{OFFICE}}}embed"


@dataclass(slots=True)
class Part:
    """A part that belongs to a sheet; `slots` are the tags marked in it."""

    name: str
    kind: str
    root: etree._Element
    marks: Marks
    as_read: bytes


@dataclass(slots=True)
class Owned:
    """All parts that belong to sheets, by name, and the relationships of every part that has some."""

    parts: dict[str, Part] = field(default_factory=dict)
    related: dict[str, list[Relation]] = field(default_factory=dict)


def read_owned(
    package: Package, sheet_part: str, sheet: Sheet | None, name: str, owned: Owned, findings: Findings
) -> None:
    """Read what belongs to one sheet into `owned`."""
    names = sheet.names if sheet is not None else {}
    waiting = [sheet_part]
    while waiting:
        part = waiting.pop()
        if part in owned.related:
            continue
        owned.related[part] = relations(package, part)
        for relation in owned.related[part]:
            if relation.external or relation.kind not in FOLLOWED or relation.target not in package:
                continue
            waiting.append(relation.target)
            if relation.kind in READ and relation.target not in owned.parts:
                found = _part(package, relation, names)
                owned.parts[relation.target] = found
                _mark(found, sheet, name, findings)


def _part(package: Package, relation: Relation, names: Mapping[str, int]) -> Part:
    content = package.read(relation.target)
    if relation.kind == "vmlDrawing":
        root = etree.fromstring(content, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    else:
        root = texts.parse(content)
    return Part(relation.target, relation.kind, root, Marks(names), etree.tostring(root))


def _mark(part: Part, sheet: Sheet | None, name: str, findings: Findings) -> None:
    try:
        if part.kind == "drawing":
            for anchor in part.root.iter(f"{{{SHEET_DRAWING}}}twoCellAnchor", f"{{{SHEET_DRAWING}}}oneCellAnchor"):
                _mark_anchor(anchor, part.marks, anchor_names(anchor, sheet), name, findings)
        elif part.kind == "chart":
            _mark_texts(part.root, part.marks, part.marks.names, "in a chart")
        elif part.kind in ("comments", "threadedComment"):
            for note in part.root.iter(f"{{{MAIN}}}comment"):
                where = note.get("ref", "")
                _mark_texts(note, part.marks, cell_names(area_of(where), sheet), f"in the note of {where}")
    except TemplateError as fault:
        findings.error(name, None, "tag", str(fault))


def _mark_anchor(anchor: etree._Element, marks: Marks, names: Mapping[str, int], name: str, findings: Findings) -> None:
    try:
        _mark_texts(anchor, marks, names, "in a text box")
        for described in anchor.iter(f"{{{SHEET_DRAWING}}}cNvPr"):
            alt = described.get("descr", "")
            if syntax.has_tags(alt):
                picture = next(described.iterancestors(f"{{{SHEET_DRAWING}}}pic"), None)
                if picture is not None:
                    alt = _mark_picture(picture, alt, marks, names) or described.get("name", "")
                described.set("descr", marks.marked(alt, "in an alt text", texts.attribute_text, names))
    except TemplateError as fault:
        findings.error(name, None, "tag", str(fault))


def _mark_picture(picture: etree._Element, alt: str, marks: Marks, names: Mapping[str, int]) -> str:
    """Mark a picture whose alt text begins with a tag; what comes back is the rest of the alt text."""
    first = syntax.find_tags(alt)[0]
    shown = picture.find(f".//{{{DRAWING}}}blip")
    if first.start or not isinstance(first.piece, syntax.Expression) or shown is None:
        return alt
    own = shown.get(_EMBED, "")
    slot = Slot(compile_expression(first.piece.text, names), str, "in the alt text of a picture")
    shown.set(_EMBED, marks.add(Picture(slot, own.encode())))
    return alt[first.end :].strip()


def _mark_texts(holder: etree._Element, marks: Marks, names: Mapping[str, int], where: str) -> None:
    for group in texts.text_groups(holder):
        if texts.gather_tags(group):
            for element in group:
                if syntax.has_tags(element.text or ""):
                    element.text = marks.marked(element.text or "", where, names=names)


def anchor_area(anchor: etree._Element) -> Area | None:
    """The cells that a drawing's anchor lies over."""
    start, end = anchor.find(f"{{{SHEET_DRAWING}}}from"), anchor.find(f"{{{SHEET_DRAWING}}}to")
    if start is None:
        return None
    top, left = _number(start, "row") + 1, _number(start, "col") + 1
    if end is None:
        return Area(top, left, top, left)
    return Area(top, left, max(top, _number(end, "row") + 1), max(left, _number(end, "col") + 1))


def _number(corner: etree._Element, name: str) -> int:
    return int(corner.findtext(f"{{{SHEET_DRAWING}}}{name}") or "0")


def anchor_names(anchor: etree._Element, sheet: Sheet | None) -> Mapping[str, int]:
    """The loop names that a drawing may use: those of the loops it lies wholly in."""
    return cell_names(anchor_area(anchor), sheet)


def cell_names(area: Area | None, sheet: Sheet | None) -> Mapping[str, int]:
    """The names in reach of cells of a sheet."""
    if sheet is None:
        return {}
    if area is None:
        return sheet.names
    names = dict(sheet.names)
    for blocks, first, last, axis in (
        (sheet.across, area.left, area.right, "tc"),
        (sheet.down, area.top, area.bottom, "tr"),
    ):
        begun, ended = names_at(blocks, first, axis), names_at(blocks, last, axis)
        names.update({name: place for name, place in begun.items() if ended.get(name) == place})
    return names
