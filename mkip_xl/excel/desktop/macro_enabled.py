"""Workbooks and add-ins that carry our VBA: an .xlsx becomes an .xlsm, and the add-in is made from nothing.

Excel ties VBA to sheets by code names, which are given here to the workbook and to every sheet. Nothing else changes.
"""

from __future__ import annotations

import re
from importlib.metadata import version

from lxml import etree

from mkip_xl.excel.catalogue import Catalogue
from mkip_xl.excel.desktop.vba_project import vba_project
from mkip_xl.excel.desktop.wrappers import modules
from mkip_xl.workbook.package import Package, packed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_VBA_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_VBA_TYPE = "application/vnd.ms-office.vbaProject"
_WORKBOOK_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADD_IN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"


def xlwings_version() -> str:
    """The version of xlwings installed here, whose library our VBA will ask for by name."""
    return version("xlwings")


def macro_enabled(package: Package, catalogue: Catalogue, with_xlwings: str) -> bytes:
    """A workbook with our functions inside it, as .xlsm."""
    workbook = _root(package, "xl/workbook.xml")
    relations = _root(package, "xl/_rels/workbook.xml.rels")
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    changes: dict[str, bytes] = {}
    code_names = []
    for number, sheet in enumerate(workbook.iter(f"{{{MAIN}}}sheet"), 1):
        target = targets[sheet.get(f"{{{_DOCUMENT}}}id")]
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        code_names.append(f"Sheet{number}")
        changes[part] = _with_code_name(package.read(part), f"Sheet{number}")
    properties = workbook.find(f"{{{MAIN}}}workbookPr")
    if properties is None:
        properties = etree.Element(f"{{{MAIN}}}workbookPr")
        workbook.insert(0, properties)
    properties.set("codeName", "ThisWorkbook")
    etree.SubElement(relations, f"{_RELATIONS}Relationship", Id="rIdVba", Type=_VBA_RELATION, Target="vbaProject.bin")
    types = _root(package, "[Content_Types].xml")
    for one in types.iter(f"{_TYPES}Override"):
        if one.get("PartName") == "/xl/workbook.xml":
            one.set("ContentType", _WORKBOOK_TYPE)
    etree.SubElement(types, f"{_TYPES}Override", PartName="/xl/vbaProject.bin", ContentType=_VBA_TYPE)
    changes["xl/workbook.xml"] = _bytes(workbook)
    changes["xl/_rels/workbook.xml.rels"] = _bytes(relations)
    changes["[Content_Types].xml"] = _bytes(types)
    changes["xl/vbaProject.bin"] = vba_project(modules(catalogue, with_xlwings, code_names))
    return package.write(changes)


def add_in(catalogue: Catalogue, with_xlwings: str) -> bytes:
    """The add-in, .xlam: one hidden sheet and our VBA. The same catalogue gives the same bytes."""
    document = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_ADD_IN_TYPE}"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{document}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{document}.styles+xml"/>'
        f'<Override PartName="/xl/vbaProject.bin" ContentType="{_VBA_TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS[1:-1]}"><Relationship Id="rId1" '
        f'Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS[1:-1]}">'
        f'<Relationship Id="rId1" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_DOCUMENT}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{_VBA_RELATION}" Target="vbaProject.bin"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_DOCUMENT}"><workbookPr codeName="ThisWorkbook"/>'
        '<sheets><sheet name="MKIP" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetPr codeName="Sheet1"/><sheetData/></worksheet>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="10"/><name val="Arial"/></font>'
        '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
        'patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/>'
        '</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        "</styleSheet>",
    }
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    members = {name: packed(name, (declaration + text).encode("utf-8")) for name, text in parts.items()}
    project = vba_project(modules(catalogue, with_xlwings))
    members["xl/vbaProject.bin"] = packed("xl/vbaProject.bin", project)
    return Package(members, "mkip_xl.xlam").write()


def _with_code_name(part: bytes, name: str) -> bytes:
    """A worksheet part with a code name; the part is otherwise left byte for byte."""
    text = part.decode("utf-8")
    if found := re.search(r"<(\w+:)?sheetPr\b[^>]*?(/?)>", text):
        tag = re.sub(r'\scodeName="[^"]*"', "", found.group())
        end = -2 if tag.endswith("/>") else -1
        tag = f'{tag[:end].rstrip()} codeName="{name}"{tag[end:]}'
        return (text[: found.start()] + tag + text[found.end() :]).encode("utf-8")
    root = re.search(r"<(\w+:)?(worksheet|chartsheet)\b[^>]*>", text)
    assert root is not None
    prefix = root.group(1) or ""
    return (text[: root.end()] + f'<{prefix}sheetPr codeName="{name}"/>' + text[root.end() :]).encode("utf-8")


def _root(package: Package, part: str) -> etree._Element:
    return etree.fromstring(package.read(part), etree.XMLParser(resolve_entities=False, no_network=True))


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
