"""Document properties: who wrote it, for whom, and words the workbook itself does not show."""

from __future__ import annotations

import re

from mkip_xl.workbook.inspection.notes import Notes
from mkip_xl.workbook.inspection.opened import Opened, tree
from mkip_xl.workbook.inspection.seen import Seen
from mkip_xl.workbook.inspection.segments import local

_PROGRAMS = re.compile(
    r"(?i)^(.*openpyxl[\w/. -]*|xlsxwriter|libreoffice[-\w/.$ ()]*|microsoft (macintosh )?excel( online| compatible)?|"
    r"mkip_xl|mkip-xl|apache poi|excelize|"
    r"closedxml|epplus|sheetjs|pandas|google sheets|numbers|unknown|user|author)?$"
)
_PERSONS = {
    "creator": ("author", "the author"),
    "lastModifiedBy": ("author", "the person who saved it last"),
    "Manager": ("manager", "a manager"),
    "Company": ("company", "the company"),
}
_WORDS = {
    "title": "the title", "subject": "the subject", "description": "the comments", "keywords": "the keywords",
    "category": "the category", "contentStatus": "the status", "identifier": "an identifier", "version": "the version",
    "contentType": "the content type",
}  # fmt: skip
_APP_USUAL = frozenset({
    "Application", "AppVersion", "DocSecurity", "ScaleCrop", "HeadingPairs", "TitlesOfParts", "LinksUpToDate",
    "SharedDoc", "HyperlinksChanged", "TotalTime", "Template", "Manager", "Company", "HyperlinkBase", "Pages",
    "Words", "Characters", "Lines", "Paragraphs", "CharactersWithSpaces", "PresentationFormat", "Slides", "Notes",
    "HiddenSlides", "MMClips", "HLinks", "DigSig",
})  # fmt: skip


def look_at_properties(book: Opened, notes: Notes, seen: Seen) -> None:
    """Note persons, companies, paths and words in the document properties."""
    for kind in ("core-properties", "extended-properties"):
        for part in book.related("", kind):
            for element in tree(book.read(part)):
                if local(element):
                    said = " ".join(" ".join(map(str, element.itertext())).split())
                    _property(book, local(element), said, notes, seen)


def _property(book: Opened, name: str, value: str, notes: Notes, seen: Seen) -> None:
    if not value or not name:
        return
    if name in _PERSONS:
        code, words = _PERSONS[name]
        if not _PROGRAMS.match(value) and seen.unseen_words(value):
            notes.mark(code, f"The document properties name {words}.")
    elif name in _WORDS:
        unseen = seen.unseen_words(value)
        if unseen and not _PROGRAMS.match(value):
            notes.note("property", f"The document properties hold {_WORDS[name]} with words that no cell shows.")
    elif name in ("HyperlinkBase", "Template"):
        if value.lower() not in ("normal", "normal.dotm", "default"):
            notes.mark("path", "The document properties hold a path or template.")
    elif name in ("Application", "AppVersion"):
        if not _PROGRAMS.match(value) and not re.fullmatch(r"[\d.]+", value):
            notes.note("property", "The document properties hold words in place of the program's name.")
    elif name == "TitlesOfParts":
        _titles(book, value, notes, seen)
    elif (
        (name not in _APP_USUAL and name not in ("created", "modified", "lastPrinted", "revision", "language"))
        or name in ("HLinks", "DigSig", "PresentationFormat")
        or (name in ("revision", "language") and seen.unseen_marks(value))
    ):
        notes.note("property", f"The document properties hold something unusual ({name}).")


def _titles(book: Opened, value: str, notes: Notes, seen: Seen) -> None:
    """Sheet and range names in the properties that the workbook does not have: those of sheets since deleted."""
    known = " ".join(sheet.name for sheet in book.sheets)
    names = tree(book.read(book.workbook_part)).iterfind("{*}definedNames/{*}definedName")
    known += " " + " ".join(name.get("name", "") for name in names) + " Print_Area Print_Titles"
    words = set(re.findall(r"\w+", known.lower()))
    left = [word for word in re.findall(r"\w+", value.lower()) if word not in words and len(word) > 2]
    if left and seen.unseen_words(" ".join(left)):
        notes.note("property", "The document properties list sheets or names that the workbook no longer has.")
