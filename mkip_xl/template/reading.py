"""A template read: every part that can hold tags, every loop, every fault."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from mkip_xl.errors import TemplateError
from mkip_xl.findings import Findings
from mkip_xl.template import syntax, texts
from mkip_xl.template.cells import SharedStrings, address, string_holder
from mkip_xl.template.expressions import Expression, compile_expression
from mkip_xl.template.markers import Places
from mkip_xl.template.owned import Owned, cell_names, read_owned
from mkip_xl.template.pictures import KINDS
from mkip_xl.template.plan import Entry, SheetLoop
from mkip_xl.template.references import area_of
from mkip_xl.template.relations import OFFICE, Relation, as_workbook, relations, with_extensions, without_part
from mkip_xl.template.sheets import Sheet, SheetReader
from mkip_xl.template.styles import DateStyles
from mkip_xl.template.tables import filled_by_excel
from mkip_xl.template.texts import MAIN
from mkip_xl.template.values import escaped
from mkip_xl.workbook.guard import admit
from mkip_xl.workbook.package import Package

_RELATION_ID = f"{{{OFFICE}}}id"


@dataclass(slots=True)
class Source:
    """A template as it was read: what `Template` is made of, and what `template check` tells."""

    package: Package
    workbook_part: str
    workbook: etree._Element
    entries: list[Entry]
    frame_size: int
    date1904: bool
    findings: Findings
    owned: Owned
    text_parts: dict[str, texts.Cut] = field(default_factory=dict)


def read_template(source: Path | bytes, *, name: str | None = None) -> Source:
    """The template with all its findings, whether it can be used or not."""
    package = admit(source, name=name)
    workbook_part = _workbook_part(package)
    package = _without_calculation_chain(package, workbook_part)
    workbook = texts.parse(package.read(workbook_part))
    by_id = {relation.id: relation for relation in relations(package, workbook_part)}
    findings, places = Findings(), Places()
    strings_part = next((relation.target for relation in by_id.values() if relation.kind == "sharedStrings"), "")
    strings_root = texts.parse(package.read(strings_part)) if strings_part in package else None
    strings = SharedStrings(texts.without_prefix(copy.deepcopy(strings_root)) if strings_root is not None else None)
    styles = next((relation.target for relation in by_id.values() if relation.kind == "styles"), None)
    dates = DateStyles(texts.parse(package.read(styles)) if styles is not None and styles in package else None)
    reader = SheetReader(strings, places, findings, dates)
    entries = [
        _entry(number, element, by_id, package, reader)
        for number, element in enumerate(workbook.iter(f"{{{MAIN}}}sheet"))
    ]
    blanked = strings.blanked(strings_root) if strings_root is not None else None
    if blanked is not None:
        package = package.replaced({strings_part: blanked})
    if dates.changed and dates.root is not None and styles is not None:
        package = package.replaced({styles: texts.serialise(dates.root)})
    package = as_workbook(package, workbook_part)
    properties = workbook.find(f"{{{MAIN}}}workbookPr")
    date1904 = properties is not None and properties.get("date1904") in ("1", "true")
    read = Source(package, workbook_part, workbook, entries, places.size, date1904, findings, Owned())
    _read_texts(read)
    return read


def _workbook_part(package: Package) -> str:
    for relation in relations(package, ""):
        if relation.kind == "officeDocument":
            return relation.target
    raise TemplateError(f"{package.name} is not an .xlsx workbook: it names no workbook part. Save it again from Excel")


def _without_calculation_chain(package: Package, workbook_part: str) -> Package:
    for relation in relations(package, workbook_part):
        if relation.kind == "calcChain":
            return package.replaced(without_part(package, relation.target), (relation.target,))
    return package


def _entry(
    number: int, element: etree._Element, by_id: Mapping[str, Relation], package: Package, reader: SheetReader
) -> Entry:
    name = element.get("name", "")
    relation = by_id.get(element.get(_RELATION_ID, ""))
    if relation is None or relation.target not in package:
        message = f"{package.name}: the sheet '{name}' is not in the file. Open it in Excel and save it again"
        raise TemplateError(message)
    if relation.kind != "worksheet":
        return Entry(number, name, relation.target, None, None, None)
    findings = reader.findings
    loop: SheetLoop | None = None
    named: list[syntax.Statement] = []
    rest: tuple[syntax.Piece, ...] = ()
    if syntax.has_tags(name):
        try:
            found = syntax.pieces(name)
            named = [statement for statement in syntax.statements(found) if statement.word in ("for", "if")]
            rest = tuple(piece for piece in found if not isinstance(piece, syntax.Statement))
        except TemplateError as fault:
            findings.error(name, None, "tag", f"the sheet's name: {fault}")
    content = package.read(relation.target)
    opening = named[0] if named else _opening_in_first_cell(content, reader.strings)
    names: dict[str, int] = {}
    if opening is not None:
        loop, names = _sheet_loop(opening, name, reader)
    exempt = filled_by_excel(package, relation.target)
    conditional = loop is not None and loop.condition
    sheet = reader.read(name, relation.target, content, names, exempt, conditional=conditional)
    return Entry(number, name, relation.target, sheet, _title(rest, names, name, findings), loop)


def _title(
    rest: tuple[syntax.Piece, ...], names: Mapping[str, int], sheet: str, findings: Findings
) -> tuple[str | Expression, ...] | None:
    if not any(isinstance(piece, syntax.Expression) or str(piece).strip() for piece in rest):
        return None
    try:
        return tuple(
            compile_expression(piece.text, names) if isinstance(piece, syntax.Expression) else str(piece)
            for piece in rest
        )
    except TemplateError as fault:
        findings.error(sheet, None, "tag", f"the sheet's name: {fault}")
        return None


def _opening_in_first_cell(content: bytes, strings: SharedStrings) -> syntax.Statement | None:
    if b'r="A1"' not in content:
        return None
    for cell in texts.parse(content).iter(f"{{{MAIN}}}c"):
        holder = string_holder(cell, strings) if cell.get("r") == "A1" else None
        if holder is not None:
            text = "".join(run.text or "" for run in texts.own_texts(holder))
            try:
                found = syntax.statements(syntax.pieces(text)) if "{%" in text else []
            except TemplateError:
                return None
            return next((s for s in found if s.axis == "sheet" and s.word in ("for", "if")), None)
        return None
    return None


def _sheet_loop(
    statement: syntax.Statement, sheet: str, reader: SheetReader
) -> tuple[SheetLoop | None, dict[str, int]]:
    places = reader.places
    try:
        items = compile_expression(statement.text, {})
        if len(statement.names) > 1:
            raise TemplateError("a sheet loop has one name: {%sheet for p in partners %}")
    except TemplateError as fault:
        reader.findings.error(sheet, "A1", "sheet", str(fault))
        return None, {}
    if statement.word == "if":
        return SheetLoop(places.number(), items, (), 0, True), {}
    place, info = places.take(), places.take()
    names = {statement.names[0]: place, "loop": info, "sheetloop": info}
    return SheetLoop(places.number(), items, (place,), info, False), names


def _read_texts(read: Source) -> None:
    """Headers, footers and whatever else around the cells holds tags; document properties."""
    for entry in read.entries:
        if entry.sheet is not None:
            _mark_frame(entry.sheet, read.findings)
        read_owned(read.package, entry.part, entry.sheet, entry.name, read.owned, read.findings)
        if entry.loop is not None and not entry.loop.condition:
            _check_copied(entry, read)
    if any(isinstance(slot, texts.Picture) for part in read.owned.parts.values() for slot in part.marks.slots):
        read.package = with_extensions(read.package, KINDS)
    for part in read.package.names:
        if part.startswith("docProps/") and part.endswith(".xml"):
            content = read.package.read(part)
            if b"{{" in content:
                root, marks = texts.parse(content), texts.Marks({})
                if any(syntax.has_tags(entry.name) for entry in read.entries):
                    for listed in list(root.iterchildren("{*}TitlesOfParts", "{*}HeadingPairs")):
                        root.remove(listed)
                for element in root.iter("*"):
                    _mark(element, marks, None, _PROPERTIES, read.findings)
                read.text_parts[part] = marks.cut(texts.serialise(root))


def _check_copied(entry: Entry, read: Source) -> None:
    """A slicer or a timeline belongs to one sheet: Excel repairs a workbook in which two sheets show it."""
    for kind in sorted({relation.kind for relation in read.owned.related[entry.part]} & {"slicer", "timeline"}):
        read.findings.error(
            entry.name, "A1", "sheet", f"a {kind} stands on a sheet that a loop copies, and can stand on one sheet"
            " only. Take it off this sheet",
        )  # fmt: skip


_HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_TOLD = {name: "in the header" if name.endswith("Header") else "in the footer" for name in _HEADERS}
_TOLD |= {"dataValidation": "in a data validation", "hyperlink": "in a link"}
_PROPERTIES = texts.Carrier("in the document's properties")


def _mark_frame(sheet: Sheet, findings: Findings) -> None:
    for element in sheet.root.iter("*"):
        local = etree.QName(element).localname
        if local in ("f", "formula", "formula1", "formula2", "sqref"):
            continue
        encode = texts.header_text if local in _HEADERS else escaped
        area = area_of((element.get("ref") or element.get("sqref") or "").partition(" ")[0])
        names = cell_names(area, sheet) if local == "hyperlink" else None
        carrier = texts.Carrier(_TOLD.get(local, f"in {local}"), area and address(area.top, area.left))
        _mark(element, sheet.marks, sheet.name, carrier, findings, encode, names)


def _mark(
    element: etree._Element, marks: texts.Marks, sheet: str | None, carrier: texts.Carrier, findings: Findings,
    encode: texts.Encoder = escaped, names: Mapping[str, int] | None = None,
) -> None:  # fmt: skip
    try:
        if element.text and syntax.has_tags(element.text):
            element.text = marks.marked(element.text, carrier, encode, names)
        for key, value in element.attrib.items():
            if syntax.has_tags(str(value)):
                element.set(key, marks.marked(str(value), carrier, texts.attribute_text, names))
    except TemplateError as fault:
        findings.error(sheet, carrier.cell, "tag", f"{carrier.told}: {fault}")
