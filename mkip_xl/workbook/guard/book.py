"""The workbook part: which sheets there are, where each lies, its defined names and its date system."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from mkip_xl.workbook.guard import limits
from mkip_xl.workbook.guard.markup import COMPATIBILITY, MAIN, Node
from mkip_xl.workbook.guard.relations import Relation, Web, is_strict, refuse_strict, relation_id, workbook_part

_M = MAIN + " "
_KINDS = {
    "worksheet": "worksheet",
    "chartsheet": "chartsheet",
    "dialogsheet": "dialogsheet",
    "xlMacrosheet": "macrosheet",
    "xlIntlMacrosheet": "macrosheet",
}
_GIVEN_ONCE = frozenset(_M + local for local in ("workbookPr", "sheets", "definedNames", "calcPr"))
_FORBIDDEN = frozenset("[]:*?/\\")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet as the workbook lists it: its name, whether it is shown, its part and what kind of sheet it is."""

    name: str
    state: str
    part: str
    kind: str


@dataclass(frozen=True, slots=True)
class DefinedName:
    """One defined name: what it refers to, and the sheet it belongs to, or None for the whole workbook."""

    name: str
    refers_to: str
    sheet: str | None
    hidden: bool = False
    macro: bool = False


@dataclass(slots=True)
class Book:
    """What the workbook part says."""

    part: str
    sheets: list[SheetPart] = field(default_factory=list)
    names: list[DefinedName] = field(default_factory=list)
    date1904: bool = False
    manual_calculation: bool = False
    shared_strings: str | None = None
    styles: str | None = None


def is_true(told: str | None) -> bool:
    """Whether an attribute says yes."""
    return told in ("1", "true", "on")


def read_book(web: Web) -> Book:
    """The sheets, names and date system of a workbook, once they have been found consistent."""
    part = workbook_part(web)
    root = web.tree(part)
    if is_strict(root.name) or root.attributes.get("conformance") == "strict":
        refuse_strict(web)
    if root.name != _M + "workbook":
        web.refuse("content-types", f"its part {part} is not a workbook.")
    if COMPATIBILITY + " MustUnderstand" in root.attributes:
        web.refuse("must-understand", "it says that it may be opened only by a program that knows its extensions.")
    _check_alternatives(web, root)
    book = Book(part)
    properties, calculation = root.first(_M + "workbookPr"), root.first(_M + "calcPr")
    book.date1904 = properties is not None and _date1904(web, properties.attributes.get("date1904", "0"))
    book.manual_calculation = calculation is not None and calculation.attributes.get("calcMode") == "manual"
    relations = {relation.id: relation for relation in web.of(part)}
    book.sheets = _sheets(web, root, relations)
    book.names = _names(web, root, book.sheets)
    book.shared_strings = _one(web, part, "sharedStrings")
    book.styles = _one(web, part, "styles")
    return book


def _check_alternatives(web: Web, root: Node) -> None:
    """Refuse properties, sheets or names that are given twice, or only to some programs."""
    groups = [node.name for node in root.children if node.name in _GIVEN_ONCE]
    if len(set(groups)) < len(groups):
        web.refuse("malformed", "its workbook gives its sheets, names or properties twice.")
    for node in root.all(COMPATIBILITY + " AlternateContent"):
        if any(each.name.startswith(_M) for choice in node.children for each in choice.children):
            web.refuse(
                "alternatives", "its workbook is given in alternative versions, and which counts is not certain."
            )


def _date1904(web: Web, told: str) -> bool:
    if told not in ("0", "1", "true", "false", "on", "off"):
        web.refuse("malformed", f"its date system is given as {told[:20]!a}.")
    return is_true(told)


def _one(web: Web, part: str, kind: str) -> str | None:
    found = [relation.target for relation in web.of(part, kind) if not relation.external]
    if len(found) > 1:
        web.refuse("relationships", f"its workbook has two parts of the kind {kind}.")
    return found[0] if found else None


def _sheets(web: Web, root: Node, relations: dict[str, Relation]) -> list[SheetPart]:
    groups = list(root.all(_M + "sheets"))
    if len(groups) != 1 or not groups[0].children:
        web.refuse("no-sheets", "its workbook lists no sheets.")
    found: list[SheetPart] = []
    names: set[str] = set()
    parts: set[str] = set()
    numbers: set[str] = set()
    for node in groups[0].children:
        if node.name != _M + "sheet":
            web.refuse("no-sheets", "its list of sheets holds something that is not a sheet.")
        name, number = node.attributes.get("name", ""), node.attributes.get("sheetId", "")
        relation = relations.get(relation_id(node))
        if relation is None or relation.external:
            web.refuse("missing-sheet", f"its sheet {name[:40]!r} is listed and is not in the file.")
        _check_name(web, name)
        if name.casefold() in names or relation.target in parts or number in numbers:
            web.refuse("duplicate-sheet", f"it lists the sheet {name[:40]!r} twice.")
        if not number.isdecimal():
            web.refuse("sheet-name", f"its sheet {name[:40]!r} has no number.")
        kind = _KINDS.get(relation.kind)
        if kind is None:
            web.refuse(
                "missing-sheet", f"its sheet {name[:40]!r} leads to a part of another kind ({relation.kind[:30]})."
            )
        _check_type(web, name, relation.target, kind)
        names.add(name.casefold())
        parts.add(relation.target)
        numbers.add(number)
        state = node.attributes.get("state", "visible")
        found.append(SheetPart(name, state, relation.target, kind))
    if len(found) > limits.SHEETS:
        web.refuse("too-many-sheets", f"it has {len(found):,} sheets; at most {limits.SHEETS:,} are read.")
    return found


def _check_name(web: Web, name: str) -> None:
    if not name or len(name.encode("utf-16-le")) // 2 > 31:
        web.refuse("sheet-name", f"the sheet name {name[:40]!a} is empty, or longer than the 31 letters Excel allows.")
    controls = any(unicodedata.category(letter) == "Cc" for letter in name)
    if controls or _FORBIDDEN & set(name) or name[0] == "'" or name[-1] == "'":
        web.refuse("sheet-name", f"the sheet name {name[:40]!a} has characters that Excel does not allow.")


def _check_type(web: Web, name: str, part: str, kind: str) -> None:
    told = web.content_type(part).casefold()
    if not told.endswith(kind + "+xml") and not (kind == "macrosheet" and told.endswith("macrosheet+xml")):
        web.refuse(
            "content-types", f"its sheet {name[:40]!r} is declared as {told[:90] or 'nothing'}, not as a {kind}."
        )


def _names(web: Web, root: Node, sheets: list[SheetPart]) -> list[DefinedName]:
    found: list[DefinedName] = []
    seen: set[tuple[str, str | None]] = set()
    for group in root.all(_M + "definedNames"):
        for node in group.all(_M + "definedName"):
            told = node.attributes
            place = told.get("localSheetId")
            if place is not None and (not place.isdecimal() or len(place) > 6 or int(place) >= len(sheets)):
                web.refuse("missing-sheet", "a defined name belongs to a sheet that is not there.")
            sheet = None if place is None else sheets[int(place)].name
            name = told.get("name", "")
            if (name.casefold(), sheet) in seen:
                web.refuse("duplicate-name", f"it defines the name {name[:40]!r} twice.")
            seen.add((name.casefold(), sheet))
            macro = any(is_true(told.get(word)) for word in ("xlm", "function", "vbProcedure"))
            found.append(DefinedName(name, node.text, sheet, is_true(told.get("hidden")), macro))
    if len(found) > limits.NAMES:
        web.refuse("too-many-names", f"it has {len(found):,} defined names; at most {limits.NAMES:,} are read.")
    return found
