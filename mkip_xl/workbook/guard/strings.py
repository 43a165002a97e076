"""The shared strings: every text that cells refer to by number, without phonetic hints, escapes resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mkip_xl.workbook.guard import limits
from mkip_xl.workbook.guard.archive import inflated
from mkip_xl.workbook.guard.markup import COMPATIBILITY, MAIN, Markup
from mkip_xl.workbook.guard.relations import Web
from mkip_xl.workbook.guard.stretches import Stretches, has_odd_entities, without_entities

_M = MAIN + " "
_MISPLACED = frozenset(_M + local for local in ("row", "c", "v", "f", "is", "si", "sst"))
_END = b"</si>"
_PLAIN = re.compile(r'(?:<si>(?:<t(?: xml:space="preserve")?+>[^<\r]*+</t>|<t(?: xml:space="preserve")?+/>)</si>)*+')
_TEXT = re.compile("<t[^>]*+>([^<]*+)")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def _is_misplaced(element: str) -> bool:
    return element.startswith(_M) and element != _M + "extLst"


def unescaped(text: str) -> str:
    """The text with Excel's escapes for control characters resolved.

    >>> unescaped("one_x000A_two"), unescaped("_x005F_x000A_")
    ('one\\ntwo', '_x000A_')
    """
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def joined_surrogates(text: str) -> str:
    """The text with pairs of escaped surrogates joined; a lone one becomes the replacement character."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def plain(text: str) -> str:
    """The text of a cell as Excel shows it."""
    return joined_surrogates(unescaped(text)) if "_x" in text else text


def plain_texts(written: str) -> list[str] | None:
    """The texts of some whole shared strings, in order; None when not all of them are plain."""
    if has_odd_entities(written) or not _PLAIN.fullmatch(written):
        return None
    texts: list[str] = _TEXT.findall(written)
    return list(map(without_entities, texts)) if "&" in written else texts


def read_strings(web: Web, part: str) -> list[str]:
    """The shared strings in order."""
    web.seen.add(part)
    member, name = web.package.member(part), web.package.name
    markup = Markup(part, name)
    parser = markup.parser
    if member.size > limits.STRINGS_BYTES:
        markup.refuse("too-large", "it holds more text than any workbook is read with.")
    strings: list[str] = []
    pieces: list[str] = []
    current: list[str] = []
    path: list[str] = []
    declared = 0
    text_at = ([_M + "sst", _M + "si", _M + "t"], [_M + "sst", _M + "si", _M + "r", _M + "t"])
    item, text_name = _M + "si", _M + "t"

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal declared
        path.append(element)
        depth = len(path)
        if depth > limits.DEPTH:
            markup.too_deep()
        if text_name in path[2:-1]:
            markup.refuse("malformed", "a text in it has an element inside.")
        if element == text_name and depth > 2:
            pieces.clear()
        elif element == item:
            if depth != 2:
                markup.refuse("malformed", "a shared string lies inside another.")
            current.clear()
        elif depth == 1:
            if element != _M + "sst":
                markup.refuse("malformed", "it should hold the shared strings and does not.")
            declared = _count(markup, attributes.get("uniqueCount"))
            stretches.namespaces = markup.namespaces
            _count(markup, attributes.get("count"))
        elif element in (_MISPLACED if depth == 3 else ()) or (depth == 2 and _is_misplaced(element)):
            markup.refuse("malformed", f"the element {element.removeprefix(_M)[:30]!r} is where it cannot be.")
        elif element.startswith(COMPATIBILITY):
            markup.refuse("alternatives", "a shared string is given in alternative versions.")
        if len(attributes) > limits.ATTRIBUTES:
            markup.too_many_attributes()

    def end(element: str) -> None:
        if element == text_name:
            if path in text_at:
                current.append("".join(pieces))
        elif element == item:
            keep(("".join(current),))
            stretches.ended = parser.CurrentByteIndex
        path.pop()

    def keep(texts: Iterable[str]) -> None:
        shown = list(map(plain, texts))
        longest = max(map(len, shown), default=0)
        if longest > limits.TEXT_LENGTH:
            markup.refuse("text-too-long", f"a text has {longest:,} characters; a cell holds {limits.TEXT_LENGTH:,}.")
        strings.extend(shown)

    def watch() -> None:
        if len(pieces) + len(current) > 64 and sum(map(len, pieces)) + sum(map(len, current)) > limits.TOKEN_BYTES:
            markup.refuse("text-too-long", f"a text is longer than the {limits.TEXT_LENGTH:,} characters a cell holds.")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, pieces.append
    stretches = Stretches(markup, _END, plain_texts, keep)
    markup.watch = watch
    markup.feed(inflated(member, name))
    if declared > len(strings):
        markup.refuse("false-count", f"it declares {declared:,} texts and holds {len(strings):,}.")
    return strings


def _count(markup: Markup, told: str | None) -> int:
    if told is None:
        return 0
    if not told.strip().isdecimal() or len(told) > 12:
        markup.refuse("false-count", f"it declares {told[:20]!a} texts.")
    count = int(told)
    if count > 4 * limits.CELLS:
        markup.refuse("false-count", f"it declares {count:,} texts, more than any workbook holds.")
    return count
