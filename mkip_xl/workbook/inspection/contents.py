"""The parts of a workbook: those that nothing leads to, and those that carry more than sheets."""

from __future__ import annotations

import re

from mkip_xl.workbook.inspection.notes import Notes
from mkip_xl.workbook.inspection.opened import Opened, Relationship, tree

_PLAIN = re.compile(
    r"(?i)^(?:\[content_types\]\.xml|(?:.*/)?_rels/[^/]*\.rels|docprops/(?:app|core)\.xml|xl/workbook\.xml"
    r"|xl/(?:work|chart)sheets/[^/]+\.xml|xl/styles\.xml|xl/sharedstrings\.xml|xl/theme/[^/]+\.xml|xl/calcchain\.xml"
    r"|xl/metadata\.xml|xl/tables/[^/]+\.xml|xl/drawings/[^/]+\.xml|xl/charts/[^/]+\.xml|xl/media/[^/]+"
    r"|xl/chartex/[^/]+\.xml)$"
)
# What is told of other parts: a pattern of the part's name or of the relationship that leads to it, a code, and words.
_KINDS: tuple[tuple[str, str, str, str], ...] = (
    (
        "error",
        r"threadedcomment",
        "threaded-comment",
        "comments that form a discussion, with the names of their authors",
    ),
    (
        "error",
        r"/comments?\d*\.xml$|comments/comment|rel:comments$",
        "comment",
        "comments (notes), with the names of their authors",
    ),
    ("warning", r"/persons?/", "person", "a list of persons, with their names and accounts"),
    ("error", r"pivotcache", "pivot-cache", "a pivot cache: the whole data behind a pivot table, shown or not"),
    ("error", r"pivottable", "pivot-table", "a pivot table with its items, shown or not"),
    (
        "error",
        r"externallink",
        "external-link",
        "a link to another workbook or program, with the values last read",
    ),
    ("error", r"vbaproject|vbadata", "macros", "a macro project (VBA)"),
    ("error", r"macrosheets|intlmacrosheets", "macro-sheet", "an Excel 4.0 macro sheet"),
    ("error", r"dialogsheets", "macro-sheet", "an Excel 5.0 dialog sheet"),
    ("error", r"/embeddings/|oleobject", "embedded-object", "an embedded file or object"),
    ("error", r"/activex/|/ctrlprops/", "control", "a form or ActiveX control, with its values"),
    ("error", r"customxml", "custom-xml", "custom XML data, which is never shown"),
    ("error", r"docprops/custom", "custom-properties", "custom document properties"),
    ("warning", r"thumbnail", "thumbnail", "a small picture of the first sheet as it once was"),
    ("warning", r"printersettings", "printer", "settings of a printer, with its name"),
    ("error", r"customproperty", "sheet-property", "custom properties of a sheet"),
    (
        "error",
        r"connections\.xml|rel:connections$",
        "connection",
        "connections to outside data, with addresses and accounts",
    ),
    ("error", r"querytable", "query-table", "a query table with its fields"),
    ("error", r"xmlmaps", "xml-map", "maps to XML data"),
    ("error", r"xl/model/|powerpivot|item\.data", "data-model", "a data model with its own data"),
    ("error", r"slicer", "slicer", "slicers with their items, shown or not"),
    ("error", r"timeline", "timeline", "timelines with their state"),
    ("error", r"webextension|taskpane", "web-extension", "an Office add-in or task pane with its settings"),
    ("error", r"revisions/|usernames", "revision", "tracked changes of a shared workbook, with old values and users"),
    ("error", r"volatiledependenc", "real-time-data", "real-time data functions with the values last received"),
    ("error", r"richdata", "data-type", "linked data types or pictures in cells, with all their fields"),
    ("error", r"namedsheetview", "sheet-view", "other people's sheet views with their filters"),
    ("error", r"/ink/|rel:ink$", "ink", "ink drawn by hand"),
    ("error", r"diagrams/", "diagram", "a diagram (SmartArt) with its texts"),
    ("warning", r"customui|usercustomization|attachedtoolbars", "custom-ui", "changed menus or toolbars"),
    ("warning", r"labelinfo|docmetadata", "label", "a sensitivity label with the organisation that set it"),
    ("warning", r"_xmlsignatures", "signature", "a digital signature with the name of the signer"),
    ("error", r"vmldrawing|\.vml$", "vml", "drawings of the older kind (VML), with notes, controls and texts"),
    ("error", r"cellimages", "cell-picture", "pictures inside cells"),
    ("error", r"survey|forms?service", "survey", "a survey form"),
    ("error", r"externaldata|mashup", "query", "a query to outside data"),
    ("error", r"python", "python", "Python code run in cells"),
    ("error", r"media/|\.(?:wav|mp3|mp4|avi|wmv|m4a|mov|glb)$", "media", "sound, film or another medium"),
)
_PLAIN_KINDS = frozenset({
    "worksheet", "styles", "sharedStrings", "theme", "calcChain", "drawing", "chart", "image", "table",
    "officeDocument",
    "core-properties", "extended-properties", "chartsheet", "sheetMetadata", "chartUserShapes", "themeOverride",
    "chartStyle", "chartColorStyle", "hdphoto",
})  # fmt: skip
_BY_REFERENCE = frozenset(
    {"hyperlink", "image", "oleObject", "package", "chart", "externalLinkPath", "control", "externalLink"}
)
_USUAL_EXTENSIONS = frozenset("xml rels png jpeg jpg gif bmp tif tiff emf wmf svg bin vml xlsx wdp".split())  # noqa: SIM905
_OURSELVES = "mkip_xl"
_FIGURE = re.compile(r"\d{5}|\d,\d{3}|\d\.\d\d\b")
_SHAPE = re.compile(rb"<\w+:shape[\s>]")
_PATH = re.compile(r"(?i)^(?:file:|[a-z]:[\\/]|\\\\|/(?:home|Users|mnt|srv)/)")


def look_at_contents(book: Opened, notes: Notes) -> set[str]:
    """Note parts that nothing leads to, and those of a kind a plain workbook has none of; gives those led to."""
    reached, kinds = _reached(book)
    owners = _sheets_of(book)
    noted = {sheet for part, sheet in owners.items() if kinds.get(part) == "comments"}
    for part in book.parts():
        if part.endswith("/") or not part or _idle(book, part, kinds.get(part, ""), owners, noted):
            continue
        known = _PLAIN.match(part) is not None
        if part not in reached and not part.lower().endswith((".rels", "[content_types].xml")):
            message = (
                f"Nothing leads to the part {part}: no program shows it. Save the workbook again from Excel to drop it."
            )
            notes.note("orphan-part", message)
        if part.lower().endswith(".rels") and not _has_source(book, part):
            notes.note("orphan-part", f"The part {part} speaks of a part that is not in the file.")
        kind = kinds.get(part, "")
        told = f"{part.lower()} rel:{kind.lower()}"
        found = next((one for one in _KINDS if any(re.search(one[1], name) for name in told.split(" "))), None)
        if found and not (
            known and found[2] == "media" and re.search(r"(?i)\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|wdp)$", part)
        ):
            severity, _, code, words = found
            message = f"The workbook holds {words} ({part}). Remove it with Excel's Document Inspector before sending."
            (notes.note if severity == "error" else notes.mark)(code, message, owners.get(part))
        elif not known and part in reached and kind not in _PLAIN_KINDS:
            notes.note(
                "unknown-part",
                f"The workbook holds a part of an unknown kind ({part}), which no program shows.",
                owners.get(part),
            )
    _declared(book, notes)
    for source in ("", *book.parts()):
        _arrows(book, source, notes, owners)
    return reached


def _idle(book: Opened, part: str, kind: str, owners: dict[str, str], noted: set[str]) -> bool:
    """Whether a part says nothing of its own.

    No custom properties are in it; or only the boxes of comments told already; or only the help that this program
    writes on the headings of its workbooks, without a figure.
    """
    if kind == "custom-properties":
        return len(tree(book.read(part))) == 0
    if kind == "comments":
        root = tree(book.read(part))
        authors = {author.text for author in root.iter("{*}author")}
        texts = " ".join("".join(map(str, text.itertext())) for text in root.iter("{*}text"))
        return authors == {_OURSELVES} and _FIGURE.search(texts) is None
    if kind == "vmlDrawing" and owners.get(part) in noted:
        told = book.read(part)
        shapes = len(_SHAPE.findall(told))
        return shapes == told.count(b'ObjectType="Note"') and len(told) < 2000 + 3000 * shapes
    return False


def _reached(book: Opened) -> tuple[set[str], dict[str, str]]:
    """The parts that relationships lead to from the package on, and by which kind of relationship."""
    reached: set[str] = set()
    kinds: dict[str, str] = {}
    waiting = [""]
    while waiting:
        part = waiting.pop()
        for arrow in book.relationships(part):
            if not arrow.external and arrow.target not in reached:
                reached.add(arrow.target)
                kinds[arrow.target] = arrow.kind
                waiting.append(arrow.target)
    return reached, kinds


def _sheets_of(book: Opened) -> dict[str, str]:
    owners = {sheet.part: sheet.name for sheet in book.sheets}
    for sheet in book.sheets:
        for arrow in book.relationships(sheet.part):
            if not arrow.external:
                owners.setdefault(arrow.target, sheet.name)
    return owners


def _has_source(book: Opened, rels: str) -> bool:
    folder, _, file = rels.rpartition("_rels/")
    source = folder + file.removesuffix(".rels")
    return source == "" or source in book


def _declared(book: Opened, notes: Notes) -> None:
    """Content types of parts that are not there, or of files nobody uses."""
    if "[Content_Types].xml" not in book:
        return
    for element in tree(book.read("[Content_Types].xml")):
        name = element.get("PartName")
        if (
            name is not None
            and name.lstrip("/") not in book
            and name.lstrip("/").lower() not in {part.lower() for part in book.parts()}
        ):
            notes.note("missing-part", f"The file lists a part that is not in it ({name}).")
        extension = element.get("Extension")
        if extension is not None and extension.lower() not in _USUAL_EXTENSIONS:
            used = any(part.lower().endswith("." + extension.lower()) for part in book.parts())
            if not used:
                notes.note("missing-part", f"The file lists a kind of part that is not in it (.{extension}).")


def _arrows(book: Opened, source: str, notes: Notes, owners: dict[str, str]) -> None:
    """Relationships that the part they start from never uses, and those that tell of somebody's computer."""
    arrows = book.relationships(source)
    if not arrows:
        return
    content: bytes | None = None
    for arrow in arrows:
        if source and arrow.kind in _BY_REFERENCE and source in book:
            if content is None:
                content = book.read(source)
            if f'"{arrow.id}"'.encode() not in content and f"'{arrow.id}'".encode() not in content:
                message = f"The part {source} keeps a link ({arrow.kind}) that nothing in it uses any more."
                notes.note("unused-link", message, owners.get(source))
        if arrow.external and arrow.kind != "hyperlink":
            _outside(arrow, source, notes, owners)


def _outside(arrow: Relationship, source: str, notes: Notes, owners: dict[str, str]) -> None:
    where = owners.get(source)
    if arrow.kind == "image":
        notes.note("linked-picture", "A picture is linked from outside the file; its address stays in the file.", where)
    elif arrow.kind not in ("externalLinkPath", "xlPathMissing"):
        notes.note(
            "outside-link",
            f"The part {source or 'of the package'} is linked to something outside the file ({arrow.kind}).",
            where,
        )
    if _PATH.match(arrow.target):
        notes.mark("path", "A link names a folder on somebody's computer or network.", where)
