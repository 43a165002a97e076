"""The parts that belong to the sheets of a template: drawings, charts, notes, tables; read once, their tags marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from mkip_xl.errors import TemplateError
from mkip_xl.findings import Findings
from mkip_xl.template import syntax, texts
from mkip_xl.template.cells import address
from mkip_xl.template.expressions import compile_expression
from mkip_xl.template.markers import names_at
from mkip_xl.template.references import Area, area_of
from mkip_xl.template.relations import OFFICE, Relation, relations
from mkip_xl.template.sheets import Sheet
from mkip_xl.template.texts import DRAWING, MAIN, Carrier, Marks, Picture, Slot
from mkip_xl.workbook.package import Package

SHEET_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
CHARTS = frozenset({"chart", "chartEx", "chartUserShapes"})
READ = CHARTS | {"drawing", "comments", "threadedComment", "table", "vmlDrawing", "ctrlProp", "pivotTable"}
FOLLOWED = READ | {"chartStyle", "chartColorStyle", "printerSettings", "themeOverride"}
ANCHORS = tuple(f"{{{SHEET_DRAWING}}}{kind}Anchor" for kind in ("twoCell", "oneCell", "absolute"))
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
    """All parts that belong to sheets, by name; the relationships of every part that has some; the sheets' parts."""

    parts: dict[str, Part] = field(default_factory=dict)
    related: dict[str, list[Relation]] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)


def read_owned(
    package: Package, sheet_part: str, sheet: Sheet | None, name: str, owned: Owned, findings: Findings
) -> None:
    """Read what belongs to one sheet into `owned`."""
    owned.sheets[name] = sheet_part
    names = sheet.names if sheet is not None else {}
    waiting = [sheet_part]
    while waiting:
        part = waiting.pop()
        if part in owned.related:
            continue
        owned.related[part] = relations(package, part)
        for relation in owned.related[part]:
            if syntax.has_tags(unquote(relation.target)):
                cell = _linked_from(sheet, relation) if part == sheet_part else None
                findings.error(
                    name, cell, "link", "a link's address holds a tag, and addresses are not filled. Put the address in"
                    " a cell, as {{ … }}, and link to it with =HYPERLINK(the cell)",
                )  # fmt: skip
            if relation.external or relation.kind not in FOLLOWED or relation.target not in package:
                continue
            waiting.append(relation.target)
            if relation.kind in READ and relation.target not in owned.parts:
                found = _part(package, relation, names)
                owned.parts[relation.target] = found
                _mark(found, sheet, name, findings)


def _linked_from(sheet: Sheet | None, relation: Relation) -> str | None:
    """The cell whose link has its address in this relationship."""
    links = sheet.root.iter(f"{{{MAIN}}}hyperlink") if sheet is not None else ()
    return next((link.get("ref") for link in links if link.get(f"{{{OFFICE}}}id") == relation.id), None)


def _part(package: Package, relation: Relation, names: Mapping[str, int]) -> Part:
    content = package.read(relation.target)
    if relation.kind == "vmlDrawing":
        root = etree.fromstring(content, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    else:
        root = texts.parse(content)
    return Part(relation.target, relation.kind, root, Marks(names), etree.tostring(root))


def _mark(part: Part, sheet: Sheet | None, name: str, findings: Findings) -> None:
    if part.kind == "drawing":
        for anchor in part.root.iter(*ANCHORS):
            area = anchor_area(anchor)
            box = Carrier("in a text box", _first_cell(area))
            names = cell_names(area, sheet)
            _mark_texts(anchor, part.marks, names, box, name, findings)
            _mark_alt_texts(anchor, part.marks, names, box._replace(told="in an alt text"), name, findings)
    elif part.kind in CHARTS:
        _mark_texts(part.root, part.marks, part.marks.names, Carrier("in a chart"), name, findings)
    elif part.kind in ("comments", "threadedComment"):
        for note in part.root.iter("{*}comment", "{*}threadedComment"):
            area = area_of(note.get("ref", ""))
            carrier = Carrier("in a note", _first_cell(area))
            _mark_texts(note, part.marks, cell_names(area, sheet), carrier, name, findings)


def _first_cell(area: Area | None) -> str | None:
    return None if area is None else address(area.top, area.left)


def _mark_alt_texts(
    anchor: etree._Element, marks: Marks, names: Mapping[str, int], carrier: Carrier, sheet: str, findings: Findings
) -> None:
    for described in anchor.iter(f"{{{SHEET_DRAWING}}}cNvPr"):
        alt = described.get("descr", "")
        if not syntax.has_tags(alt):
            continue
        try:
            picture = next(described.iterancestors(f"{{{SHEET_DRAWING}}}pic"), None)
            if picture is not None:
                alt = _mark_picture(picture, alt, marks, names, carrier) or described.get("name", "")
            described.set("descr", marks.marked(alt, carrier, texts.attribute_text, names))
        except TemplateError as fault:
            findings.error(sheet, carrier.cell, "tag", f"{carrier.told}: {fault}")


def _mark_picture(picture: etree._Element, alt: str, marks: Marks, names: Mapping[str, int], carrier: Carrier) -> str:
    """Mark a picture whose alt text begins with a tag; what comes back is the rest of the alt text."""
    first = syntax.find_tags(alt)[0]
    shown = picture.find(f".//{{{DRAWING}}}blip")
    if first.start or not isinstance(first.piece, syntax.Expression) or shown is None:
        return alt
    own = shown.get(_EMBED, "")
    slot = Slot(compile_expression(first.piece.text, names), str, carrier)
    shown.set(_EMBED, marks.add(Picture(slot, own.encode())))
    return alt[first.end :].strip()


def _mark_texts(
    holder: etree._Element, marks: Marks, names: Mapping[str, int], carrier: Carrier, sheet: str, findings: Findings
) -> None:
    for group in texts.text_groups(holder):
        try:
            if texts.gather_tags(group):
                for element in group:
                    if syntax.has_tags(element.text or ""):
                        element.text = marks.marked(element.text or "", carrier, names=names)
        except TemplateError as fault:
            findings.error(sheet, carrier.cell, "tag", f"{carrier.told}: {fault}")


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


def cell_names(area: Area | None, sheet: Sheet | None) -> Mapping[str, int]:
    """The names in reach of cells of a sheet: those of the loops that the cells lie wholly in."""
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
