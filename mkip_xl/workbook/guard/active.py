"""Active content: everything in a workbook that could run or reach outside. It is flagged, never run or followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mkip_xl.findings import Finding
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
    r"(?:[\w.]{1,255}|'[^']{1,255})\.xla[mx]?'?)!",
    re.IGNORECASE,
)
_DDE = re.compile(r"(?:^|[=+\-*/^(,;&<>{ ])(?:[A-Za-z_][\w.]*|'[^'|]+')\|(?:'[^']*'|[^!'\s]+)!")
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
    "ui/extensibility": ("custom-ui", "custom menus or buttons that can start macros"),
    "webextension": ("web-extension", "an Office add-in (web extension)"),
    "taskpanes": ("web-extension", "an Office add-in (web extension)"),
}
_ADVICE = "It was not run or followed. If nobody needs it, remove it and save the workbook again as .xlsx."


def active_parts(web: Web, book: Book) -> Iterator[Finding]:
    """One warning for each part, outside target or macro name that could run or reach outside."""
    sheets = {sheet.part: sheet.name for sheet in book.sheets}
    owners = {relation.target: sheets[part] for part in sheets for relation in web.of(part) if not relation.external}
    told: set[tuple[str | None, str, str]] = set()
    for part in web.package.names:
        named = _what(web, part)
        if named is None or canonical(part).endswith(".rels"):
            continue
        sheet = sheets.get(part) or owners.get(part)
        if (sheet, named[0], part) not in told:
            told.add((sheet, named[0], part))
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
    for relations in web.relations.values():
        for relation in relations:
            if relation.target == part and not relation.external and relation.kind in _BY_RELATION:
                return _BY_RELATION[relation.kind]
    return None


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
    message = f"The workbook fetches its {relation.kind} from outside ({shown}), named in {part}. {_ADVICE}"
    return Finding("warning", sheet, None, "external-target", message)


def data_mashup(root: str) -> bool:
    """Whether the root element of a custom part is a Power Query."""
    return "datamashup" in root.casefold()
