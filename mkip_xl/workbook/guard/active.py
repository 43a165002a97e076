"""Active content: everything in a workbook that could run or reach outside. It is flagged, never run or followed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mkip_xl.findings import Finding
from mkip_xl.workbook.guard.markup import MAIN
from mkip_xl.workbook.guard.relations import Relation, Web, canonical

if TYPE_CHECKING:
    from mkip_xl.workbook.guard.book import Book

_FUNCTIONS = re.compile(
    r"(?<![\w.])(?:_xlfn\.|_xlws\.|_xll\.|_xldudf_)*"
    r"(WEBSERVICE|RTD|IMAGE|STOCKHISTORY|PY|EXEC|CALL|REGISTER(?:\.ID)?|CUBE\w+|DDE|FOPEN|FWRITE|INITIATE|EVALUATE|"
    r"SQL\.REQUEST|RUN|FORMULA|FILES|GET\.\w+|TRANSLATE|DETECTLANGUAGE|COPILOT)\s*\("
    r"|(?:_xll\.|_xldudf_)(?!MKIP_)([A-Z_][\w.]*)\(",
    re.IGNORECASE,
)
_OTHER_WORKBOOK = re.compile(
    r"(?:'[^'\[]*\[[^'\[\]]{1,255}\][^'\[\]]{0,255}'|\[[^\[\]]{1,255}\][\w.]{0,255}|"
    r"(?:(?<![\w.])[\w.]+|'[^']{1,255})\.xla[mx]?'?)!",
    re.IGNORECASE,
)
_DDE = re.compile(r"(?:^|[=+\-*/^(,;&<>{ ])(?:[A-Za-z_][\w.]*|'[^'|]+')\|(?:'[^']*'|[^!'|\s]+)!")
_QUOTED = re.compile(r'"[^"]*"')


OTHER_WORKBOOK = "another workbook"
CALL_CODES = {"DDE": "dde", OTHER_WORKBOOK: "external-link"}
"""The code of a finding for what a formula reaches; `data-function` for all others."""


def calls_out(formula: str) -> str | None:
    """What in a formula reaches outside: `DDE`, another workbook, or the name of a function; None when nothing does.

    >>> calls_out("cmd|'/c calc'!A0"), calls_out("_xlfn.WEBSERVICE(A1)"), calls_out('"a|b"&A1'), calls_out("SUM(A1:A9)")
    ('DDE', 'WEBSERVICE', None, None)
    >>> calls_out("[1]Sheet1!A1"), calls_out("_xll.THEIRS(1)"), calls_out("_xll.MKIP_SHARE(1)"), calls_out("T[a]")
    ('another workbook', 'THEIRS', None, None)
    """
    if "|" in formula and _DDE.search(_QUOTED.sub('""', formula)):
        return "DDE"
    if "(" in formula:
        found = _FUNCTIONS.search(_QUOTED.sub('""', formula) if '"' in formula else formula)
        if found:
            return (found[1] or found[2]).upper()
    if "!" in formula and _OTHER_WORKBOOK.search(_QUOTED.sub('""', formula)):
        return OTHER_WORKBOOK
    return None


_BY_NAME: tuple[tuple[str, str, str], ...] = (
    (r"vbaproject|vbadata|vbaprojectsignature", "macros", "a macro project (VBA)"),
    (r"/macrosheets/|/intlmacrosheets/", "macro-sheet", "an Excel 4.0 macro sheet"),
    (r"/dialogsheets/", "macro-sheet", "an Excel 5.0 dialog sheet"),
    (r"/activex/", "activex", "an ActiveX control"),
    (r"/embeddings/", "embedded-object", "an embedded file or object (OLE)"),
    (r"/externallinks/", "external-link", "a link to another workbook or program"),
    (r"(^|/)connections\.xml$", "connection", "a connection to outside data"),
    (r"/querytables/", "connection", "a query to outside data"),
    (r"/webextensions/|taskpanes", "web-extension", "an Office add-in (web extension)"),
    (
        r"(^|/)customui|userCustomization|/attachedtoolbars",
        "custom-ui",
        "custom menus or buttons that can start macros",
    ),
    (r"(^|/)xl/model/|/powerpivot", "data-model", "a data model with its own connections"),
    (r"volatiledependencies", "rtd", "live data (RTD or cube functions)"),
    (r"/python\.xml$|/python/", "python", "Python code that Excel runs in the cloud"),
    (r"rdrichvaluewebimage", "data-function", "pictures fetched from the web by cells"),
    (r"/richdata/rdrichvalue\.xml|/richdata/rdsupportingpropertybag", "data-type", "linked data types or rich values"),
    (r"/ctrlprops/", "form-control", "a form control, which can start a macro"),
)
_BY_TYPE: tuple[tuple[str, str, str], ...] = (
    ("vbaproject", "macros", "a macro project (VBA)"),
    ("macrosheet", "macro-sheet", "an Excel 4.0 macro sheet"),
    ("dialogsheet", "macro-sheet", "an Excel 5.0 dialog sheet"),
    ("activex", "activex", "an ActiveX control"),
    ("oleobject", "embedded-object", "an embedded file or object (OLE)"),
    ("externallink", "external-link", "a link to another workbook or program"),
    ("connections+xml", "connection", "a connection to outside data"),
    ("querytable", "connection", "a query to outside data"),
    ("webextension", "web-extension", "an Office add-in (web extension)"),
    ("controlproperties", "form-control", "a form control, which can start a macro"),
)
_BY_RELATION = {
    "vbaProject": ("macros", "a macro project (VBA)"),
    "oleObject": ("embedded-object", "an embedded file or object (OLE)"),
    "package": ("embedded-object", "an embedded file or object (OLE)"),
    "externalLink": ("external-link", "a link to another workbook or program"),
    "attachedToolbars": ("custom-ui", "custom menus or buttons that can start macros"),
    "connections": ("connection", "a connection to outside data"),
    "queryTable": ("connection", "a query to outside data"),
    "control": ("activex", "an ActiveX control"),
    "extensibility": ("custom-ui", "custom menus or buttons that can start macros"),
    "webextension": ("web-extension", "an Office add-in (web extension)"),
    "taskpanes": ("web-extension", "an Office add-in (web extension)"),
}
_ADVICE = "It was not run or followed. If nobody needs it, remove it and save the workbook again as .xlsx."


def active_parts(web: Web, book: Book) -> Iterator[Finding]:
    """One warning for each part, outside target or macro name that could run or reach outside."""
    sheets = {sheet.part: sheet.name for sheet in book.sheets}
    owners = {relation.target: sheets[part] for part in sheets for relation in web.of(part) if not relation.external}
    related = _by_relation(web)
    for part in web.package.names:
        named = _what(web, part) or related.get(part)
        if named is not None and not canonical(part).endswith(".rels"):
            sheet = sheets.get(part) or owners.get(part)
            yield Finding("warning", sheet, None, named[0], f"The workbook holds {named[1]}, in {part}. {_ADVICE}")
    for part, relations in web.relations.items():
        for relation in relations:
            if relation.external:
                finding = _outside(relation, sheets.get(part) or owners.get(part), part)
                if finding is not None:
                    yield finding
    for name in book.names:
        if name.macro or name.name.casefold().removeprefix("_xlnm.").startswith(
            ("auto_open", "auto_close", "auto_activate")
        ):
            message = f"The defined name {name.name[:40]!r} can start a macro. {_ADVICE}"
            yield Finding("warning", name.sheet, None, "macro-name", message)
        outside = calls_out(name.refers_to)
        if outside is not None:
            message = f"The defined name {name.name[:40]!r} reaches outside the workbook ({outside}). {_ADVICE}"
            yield Finding("warning", name.sheet, None, CALL_CODES.get(outside, "data-function"), message)


def _what(web: Web, part: str) -> tuple[str, str] | None:
    plain = "/" + canonical(part)
    for pattern, code, what in _BY_NAME:
        if re.search(pattern, plain, re.IGNORECASE):
            return code, what
    kind = web.content_type(part).casefold()
    for word, code, what in _BY_TYPE:
        if word in kind:
            return code, what
    return None


def _by_relation(web: Web) -> dict[str, tuple[str, str]]:
    """What parts are by the relationships that lead to them."""
    return {
        relation.target: _BY_RELATION[relation.kind]
        for relations in web.relations.values()
        for relation in relations
        if not relation.external and relation.kind in _BY_RELATION
    }


def _outside(relation: Relation, sheet: str | None, part: str) -> Finding | None:
    target = relation.target.strip()
    scheme = target.partition(":")[0].casefold() if ":" in target else ""
    if relation.kind == "hyperlink" and scheme in ("http", "https", "mailto", "tel"):
        return None
    shown = ascii(target[:100])
    if relation.kind == "hyperlink":
        if not re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme) and not target.startswith(("\\\\", "//")):
            return None
        message = (
            f"A hyperlink leads to {shown}, on a disk, a network or into a program. It was not followed. Check it."
        )
        return Finding("warning", sheet, None, "outside-hyperlink", message)
    where = part or "its first list of parts"
    message = f"The workbook fetches its {relation.kind} from outside ({shown}), named in {where}. {_ADVICE}"
    return Finding("warning", sheet, None, "external-target", message)


def told_inside(element: str, attributes: Mapping[str, str], depth: int) -> tuple[str, str] | None:
    """The code and the name of what an element in some part reaches out to, or could start; None for most.

    `depth` is 1 for the part's outermost element.
    """
    if depth == 1 and "datamashup" in element.casefold():
        return "connection", "a Power Query"
    if element not in _TELLING:
        return None
    attribute, values, code, what = _TELLING[element]
    given = attributes.get(attribute, "")
    return (code, what) if (given in values if values else given or not attribute) else None


_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing "
_STARTS = "a picture or button that starts a macro"
_TELLING: dict[str, tuple[str, tuple[str, ...], str, str]] = {
    MAIN + " ddeLink": ("", (), "dde", "a live link to another program (DDE)"),
    MAIN + " oleLink": ("", (), "embedded-object", "a link to an object of another program (OLE)"),
    MAIN + " volTypes": ("", (), "rtd", "live data (RTD or cube functions)"),
    MAIN + " cacheSource": ("type", ("external",), "connection", "a pivot table fed from outside data"),
    MAIN + " DataBinding": ("FileBinding", ("true", "1"), "connection", "an XML map that is fed from another file"),
} | {_DRAWN + kind: ("macro", (), "form-control", _STARTS) for kind in ("sp", "pic", "cxnSp", "graphicFrame")}
"""By element: the attribute that tells, its telling values (any, where none are listed), the code, and what it is."""


def holds(part: str, code: str, what: str) -> Finding:
    """The warning of something inside a part that could run or reach outside."""
    return Finding("warning", None, None, code, f"The workbook holds {what}, in {part}. {_ADVICE}")


def starts_macro(part: str) -> Finding:
    """The warning of a drawing of the old kind that starts a macro."""
    return holds(part, "form-control", _STARTS)
