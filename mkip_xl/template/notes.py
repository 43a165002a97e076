"""Notes on cells, and the old drawing that shows them: each goes with its cell, and is copied with it."""

from __future__ import annotations

import copy
import re
import uuid

from lxml import etree

from mkip_xl.template import texts
from mkip_xl.template.plan import SheetPlan, contexts, live_copies
from mkip_xl.template.references import Area, area_of, line_after
from mkip_xl.template.texts import MAIN, Marks

VML = "urn:schemas-microsoft-com:vml"
VML_EXCEL = "urn:schemas-microsoft-com:office:excel"
VML_OFFICE = "urn:schemas-microsoft-com:office:office"
_CONVERSATION = "tc="
_SHAPE_ID = re.compile(r"(\d+)$")


def move_notes(root: etree._Element, plan: SheetPlan, marks: Marks, sheet: int) -> None:
    """Carry over the notes of a sheet (`comments`, or the conversations behind them), one for each copy of their cell.

    `sheet` numbers the copies of a sheet: each copy of a note, or of what is said in a conversation, is its own.
    """
    authors = root.find(f"{{{MAIN}}}authors")
    for note in list(root.iter("{*}comment", "{*}threadedComment")):
        old = area_of(note.get("ref", ""))
        parent = note.getparent()
        if old is None or parent is None:
            continue
        at = parent.index(note)
        made = []
        for number, place in enumerate(live_copies(old, plan)):
            twin = copy.deepcopy(note)
            twin.set("ref", place.area.text)
            if number or sheet:
                _own_identity(twin, authors, f"{number}" if not sheet else f"{sheet}:{number}")
            if place.row_path or place.column_path:
                texts.rebound(twin, marks, *contexts(plan, place.area))
            made.append(twin)
        parent[at : at + 1] = made
    listed = root.find(f"{{{MAIN}}}commentList")
    if listed is not None:
        listed[:] = sorted(listed, key=lambda note: _reading_order(note.get("ref", "")))


def _own_identity(note: etree._Element, authors: etree._Element | None, turn: str) -> None:
    """Give a copy of a note identities of its own; the author of one that shows a conversation is the conversation."""
    for name in list(note.attrib):
        if etree.QName(str(name)).localname in ("uid", "id", "parentId"):
            note.set(name, _twin_uid(str(note.get(name)), turn))
    at = int(note.get("authorId", "-1"))
    author = authors[at].text or "" if authors is not None and 0 <= at < len(authors) else ""
    if authors is not None and author.startswith(_CONVERSATION):
        note.set("authorId", str(len(authors)))
        named = etree.SubElement(authors, f"{{{MAIN}}}author")
        named.text = _CONVERSATION + _twin_uid(author.removeprefix(_CONVERSATION), turn)


def _reading_order(reference: str) -> tuple[int, int]:
    area = area_of(reference)
    return (area.top, area.left) if area is not None else (0, 0)


def _twin_uid(uid: str, turn: str) -> str:
    return "{" + str(uuid.uuid5(uuid.NAMESPACE_OID, f"{uid.upper()}:{turn}")).upper() + "}"


def move_note_shapes(root: etree._Element, plan: SheetPlan) -> None:
    """Carry over the shapes of the old drawing: those of notes with their cells, others with what they lie over."""
    found = [_SHAPE_ID.search(shape.get("id", "")) for shape in root.iter(f"{{{VML}}}shape")]
    taken = [int(number[1]) for number in found if number is not None]
    following = max(taken, default=1024) + 1
    for shape in list(root.iter(f"{{{VML}}}shape")):
        data = shape.find(f"{{{VML_EXCEL}}}ClientData")
        parent = shape.getparent()
        if data is None or parent is None:
            continue
        row, column = data.findtext(f"{{{VML_EXCEL}}}Row"), data.findtext(f"{{{VML_EXCEL}}}Column")
        if row is None or column is None:
            _shift_anchor(data, *_free_shift(data, plan))
            continue
        old = Area(int(row) + 1, int(column) + 1, int(row) + 1, int(column) + 1)
        at = parent.index(shape)
        made = []
        for number, place in enumerate(live_copies(old, plan)):
            twin = copy.deepcopy(shape)
            if number:
                twin.set("id", _SHAPE_ID.sub(str(following), shape.get("id", "_x0000_s1025")))
                if twin.get(f"{{{VML_OFFICE}}}spid"):
                    twin.set(f"{{{VML_OFFICE}}}spid", f"_x0000_s{following}")
                following += 1
            inner = twin.find(f"{{{VML_EXCEL}}}ClientData")
            assert inner is not None
            _text(inner, "Row", place.area.top - 1)
            _text(inner, "Column", place.area.left - 1)
            _shift_anchor(inner, place.area.top - old.top, place.area.left - old.left)
            made.append(twin)
        parent[at : at + 1] = made


def _text(data: etree._Element, name: str, value: int) -> None:
    element = data.find(f"{{{VML_EXCEL}}}{name}")
    if element is not None:
        element.text = str(value)


def _anchor(data: etree._Element) -> list[int]:
    text = data.findtext(f"{{{VML_EXCEL}}}Anchor") or ""
    numbers = [part.strip() for part in text.split(",")]
    return [int(part) for part in numbers] if len(numbers) == 8 and all(_whole(part) for part in numbers) else []


def _whole(text: str) -> bool:
    return text.lstrip("-").isdigit()


def _free_shift(data: etree._Element, plan: SheetPlan) -> tuple[int, int]:
    corners = _anchor(data)
    if not corners:
        return 0, 0
    row, column = corners[2] + 1, corners[0] + 1
    return line_after(plan.map.rows, row) - row, line_after(plan.map.columns, column) - column


def _shift_anchor(data: etree._Element, rows: int, columns: int) -> None:
    corners = _anchor(data)
    if not corners or not (rows or columns):
        return
    left, left_by, top, top_by, right, right_by, bottom, bottom_by = corners
    moved = [left + columns, left_by, top + rows, top_by, right + columns, right_by, bottom + rows, bottom_by]
    element = data.find(f"{{{VML_EXCEL}}}Anchor")
    assert element is not None
    element.text = ", ".join(str(max(number, 0)) for number in moved)
