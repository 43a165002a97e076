"""What belongs to the whole workbook: hidden sheets, defined names, views, paths, words of styles and tables."""

from __future__ import annotations

import re

from mkip_xl.workbook.inspection.appearance import Appearance
from mkip_xl.workbook.inspection.formats import literal
from mkip_xl.workbook.inspection.furniture import outside_print_area
from mkip_xl.workbook.inspection.grids import SheetGrid, areas
from mkip_xl.workbook.inspection.notes import Notes
from mkip_xl.workbook.inspection.opened import Opened, tree
from mkip_xl.workbook.inspection.seen import Seen
from mkip_xl.workbook.inspection.segments import local

_AREA = re.compile(r"(?:'((?:[^']|'')+)'|([\w.]+))!([$A-Z0-9:]+)")
_REFERENCE = re.compile(r"![$A-Za-z]|\[#?|\$?[A-Z]{1,3}\$?\d+|[A-Za-z_.]{2,}\(|#REF!")
_BUILT_IN_STYLE = re.compile(
    r"(?i)^(normal|comma|currency|percent|hyperlink|followed hyperlink|good|bad|neutral|calculation|check cell|input|"
    r"output|note|linked cell|warning text|explanatory text|title|total|heading|result|default|untitled|accent|"
    r"conditionalstyle|text|error|"
    r"status|footnote|warning|pivot table|\d+% - accent)"
)


def look_at_workbook(book: Opened, grids: dict[str, SheetGrid], notes: Notes, seen: Seen) -> None:
    """Note what the workbook part hides."""
    root = tree(book.read(book.workbook_part))
    for sheet in book.sheets:
        if sheet.state != "visible":
            very = "very " if sheet.state == "veryHidden" else ""
            way = " Excel's own menu does not list it." if very else ""
            notes.note(
                "very-hidden-sheet" if very else "hidden-sheet",
                f"The sheet is {very}hidden.{way} Show it, or delete it.",
                sheet.name,
            )
    listed = {sheet.part for sheet in book.sheets}
    for arrow in book.relationships(book.workbook_part):
        if arrow.kind in ("worksheet", "chartsheet") and arrow.target not in listed:
            notes.note("unlisted-sheet", f"The file holds a sheet that the workbook does not list ({arrow.target}).")
    presence = {
        "customWorkbookViews": (
            "custom-view",
            "The workbook keeps custom views, with the names of those who made them.",
        ),
        "smartTagTypes": ("smart-tag", "The workbook keeps smart tags."),
        "webPublishObjects": (
            "web-publishing",
            "The workbook keeps settings for publishing it on the web, with paths.",
        ),
        "functionGroups": ("function-group", "The workbook keeps names of function groups."),
    }
    for element in root.iter():
        name = local(element)
        if name in presence:
            notes.note(*presence[name])
        elif name == "absPath":
            notes.mark("path", "The workbook keeps the folder it was last saved in.")
        elif name == "fileSharing" and element.get("userName"):
            notes.mark("author", "The workbook keeps the name of the person who reserved it.")
        elif name == "workbookView" and element.get("visibility", "visible") != "visible":
            notes.note("hidden-window", "The window of the workbook is hidden: it opens and nothing is seen.")
        elif name == "workbookPr" and seen.unseen_marks(re.sub(r"\d{1,3}$", "", element.get("codeName") or "")):
            notes.note("code-name", "The macro name of the workbook says what no cell shows.")
    for found in root.iterfind("{*}definedNames/{*}definedName"):
        _defined_name(book, found.get("name", ""), found.text or "", dict(found.attrib), notes, seen)
        if found.get("name", "").lower() == "_xlnm.print_area":
            _printed(book, found.text or "", found.get("localSheetId"), grids, notes)


def _defined_name(
    book: Opened, name: str, text: str, attributes: dict[str | bytes, str | bytes], notes: Notes, seen: Seen
) -> None:
    local_id = str(attributes.get("localSheetId", ""))
    sheet = book.sheets[int(local_id)].name if local_id.isdigit() and int(local_id) < len(book.sheets) else None
    plain = name.lower()
    said = " ".join(
        str(attributes.get(key, "")) for key in ("comment", "description", "help", "statusBar", "customMenu")
    )
    if said.strip():
        notes.note("name-comment", f"The defined name {name} carries a comment.", sheet)
    if plain.startswith("_xlnm.") or (plain.startswith("_xlfn") and "#NAME?" in text):
        return
    if attributes.get("hidden") in ("1", "true"):
        notes.note("hidden-name", f"The defined name {name} is hidden; Excel's name manager does not list it.", sheet)
    if str(attributes.get("xlm", "")) in ("1", "true") or str(attributes.get("vbProcedure", "")) in ("1", "true"):
        notes.note("macros", f"The defined name {name} stands for a macro.", sheet)
    bare = re.sub(r'"(?:[^"]|"")*"', '""', text)
    if not _REFERENCE.search(bare):
        notes.note("name-constant", f"The defined name {name} holds a value of its own, which no cell shows.", sheet)
    elif re.search(r"\[\d+\]|\.xls[xmb]?\]", bare):
        notes.note("external-link", f"The defined name {name} points into another workbook.", sheet)
    elif seen.unseen_marks(" ".join(re.findall(r'"((?:[^"]|"")*)"', text))):
        notes.note("name-constant", f"The defined name {name} keeps words that no cell shows.", sheet)
    elif "#REF!" in text:
        notes.mark("broken-name", f"The defined name {name} points at cells that are gone.", sheet)
    if seen.unseen_numbers(name) and not re.fullmatch(r"[A-Za-z_.]*\d{1,4}", name):
        notes.note("name-constant", "A defined name holds a number in its own name.", sheet)


def _printed(book: Opened, text: str, local_id: str | None, grids: dict[str, SheetGrid], notes: Notes) -> None:
    areas_of: dict[str, list[str]] = {}
    for quoted, bare, area in _AREA.findall(text):
        areas_of.setdefault(quoted.replace("''", "'") or bare, []).append(area)
    for name, found in areas_of.items():
        if name in grids:
            outside_print_area(grids[name], " ".join(found), notes)


def look_at_styles(looks: Appearance, notes: Notes, seen: Seen) -> None:
    """Note words in styles that no cell shows: number formats, style names, fonts."""
    if looks.root is None:
        return
    used = {xf.get("numFmtId") for xf in looks.cell_formats} | {
        found.get("numFmtId") for found in looks.root.iterfind("{*}cellStyleXfs/{*}xf")
    }
    for found in looks.root.iterfind("{*}numFmts/{*}numFmt"):
        words = literal(found.get("formatCode", ""))
        if seen.unseen_marks(words) or (found.get("numFmtId") not in used and seen.unseen_words(words)):
            notes.note("format-text", "A number format holds words that no cell shows.")
    for found in looks.root.iterfind(".//{*}dxf/{*}numFmt"):
        if seen.unseen_marks(literal(found.get("formatCode", ""))):
            notes.note("format-text", "A number format of a rule holds words that no cell shows.")
    for path, key in (
        ("{*}cellStyles/{*}cellStyle", "name"),
        (".//{*}font/{*}name", "val"),
        ("{*}tableStyles/{*}tableStyle", "name"),
    ):
        for found in looks.root.iterfind(path):
            name = found.get(key) or ""
            if not _BUILT_IN_STYLE.match(name) and seen.unseen_marks(name):
                notes.note("style-name", "The name of a style or font says what no cell shows.")


def look_at_themes(book: Opened, notes: Notes, seen: Seen) -> None:
    """Note words in the names of themes, colour and font schemes that no cell shows."""
    for part in book.parts():
        if re.match(r"xl/theme/theme[^/]*\.xml$", part):
            for element in tree(book.read(part)).iter():
                if local(element) in ("theme", "clrScheme", "fontScheme", "fmtScheme", "latin", "custClr", "font"):
                    said = f"{element.get('name') or ''} {element.get('typeface') or ''}"
                    if seen.unseen_marks(said):
                        notes.note("style-name", "The name of a theme or its fonts says what no cell shows.")


def look_at_tables(book: Opened, grid: SheetGrid, notes: Notes, seen: Seen) -> None:
    """Note what an Excel table keeps besides its cells: filters, comments, headings and totals that are not shown."""
    for part in book.related(grid.sheet.part, "table"):
        root = tree(book.read(part))
        box = next(iter(areas(root.get("ref", ""))), None)
        cell = (root.get("ref") or "A1").partition(":")[0]
        name = grid.sheet.name
        if any(len(column) for column in root.iterfind("{*}autoFilter/{*}filterColumn")):
            notes.note(
                "filter",
                "A filter of the table is on: it hides rows and keeps the values it was set to. Clear it.",
                name,
                cell,
            )
        said = " ".join(
            [
                root.get("comment") or "",
                *(found.get(key) or "" for found in root.iter() for key in ("altText", "altTextSummary")),
            ]
        )
        if seen.unseen_words(said):
            notes.note("alt-text", "The comment or alternative text of the table says what no cell shows.", name, cell)
        if seen.unseen_numbers(re.sub(r"\d{1,3}$", "", root.get("displayName") or "")):
            notes.note("name-constant", "The name of the table holds a number that no cell shows.", name, cell)
        for column in root.iterfind("{*}tableColumns/{*}tableColumn"):
            if seen.unseen_words(column.get("name") or "") and (
                box is None or not re.fullmatch(r"Column\d+", column.get("name") or "")
            ):
                notes.note("table-heading", "The table keeps the name of a column that no cell shows.", name, cell)
            if column.get("totalsRowLabel") and seen.unseen_words(column.get("totalsRowLabel") or ""):
                notes.note("table-total", "The table keeps a label for a totals row that is not shown.", name, cell)
            for formula in column.iter("{*}calculatedColumnFormula", "{*}totalsRowFormula"):
                text = "".join(map(str, formula.itertext()))
                if seen.unseen_marks(" ".join(re.findall(r'"((?:[^"]|"")*)"', text))) or not _REFERENCE.search(text):
                    notes.note(
                        "formula-constant",
                        "The formula of a table column keeps a value that no cell shows.",
                        name,
                        cell,
                    )
