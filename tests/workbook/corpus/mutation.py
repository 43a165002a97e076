# ruff: noqa: E501 - a table of cases reads by the line
"""Workbooks made at random and then changed at random, so that two readers may disagree about them."""

from __future__ import annotations

import random
import re
from xml.sax.saxutils import escape

from .packing import MAIN, Parts, parts, strings, zipped

_TOKENS = (
    "<!-- half -->", "<?a b?>", "<![CDATA[7]]>", " ", "\n", "<v>1</v>", "<v/>", "<c/>", "<c><v>5</v></c>", '<c r="B2"><v>5</v></c>', "<row/>",
    "<row><c><v>1</v></c></row>", '<row r="40"><c r="C40"><v>2</v></c></row>', "&amp;", "&#49;", "<f>A1</f>", "<is><t>x</t></is>", "<extLst/>",
    "<t>x</t>", "<rPh sb=\"0\" eb=\"1\"><t>no</t></rPh>", "<r><t>y</t></r>", "1", "-", ".", "e3", "9", "<si><t>more</t></si>", "_x0041_",
    '<z:c xmlns:z="urn:z" r="A1"><z:v>9</z:v></z:c>', "<phoneticPr fontId=\"0\"/>", "</row><row>", "</c><c>",
)  # fmt: skip
_VALUES = (
    "",
    "0",
    "1",
    "2",
    "7",
    "-1",
    "99",
    "A1",
    "B2",
    "AA30",
    "n",
    "s",
    "str",
    "b",
    "e",
    "d",
    "inlineStr",
    "true",
    "x",
    "1.5",
    "14",
    "22",
    "10",
)
_TEXTS = (
    "Maidstone",
    "1,234",
    "  two  ",
    "None",
    "#N/A",
    "é – £",
    "_x000D_",
    "line\nbreak",
    "",
    "007",
    "TRUE",
    "<&>",
    "😀",
)
_NUMBERS = (
    "0",
    "1",
    "-1",
    "1250.5",
    "0.30000000000000004",
    "41365",
    "41365.5",
    "1E+20",
    "1.5e-7",
    "123456789012345678",
    "60",
    "0.75",
    "-0",
    "1e308",
    "99.995",
)


def random_workbook(chance: random.Random) -> Parts:
    """A small sound workbook with cells of every kind in every style."""
    texts = [f'<t xml:space="preserve">{escape(text)}</t>' for text in chance.sample(_TEXTS, 5)]
    rows = []
    for row in sorted(chance.sample(range(1, 30), chance.randint(1, 6))):
        cells = []
        for column in sorted(chance.sample("ABCDEFGH", chance.randint(1, 6))):
            content = _content(chance)
            large = any(number in content for number in ("1E+20", "1e308", "123456789012345678"))
            style = f' s="{chance.randrange(8)}"' if chance.random() < 0.5 and not large else ""
            cells.append(f'<c r="{column}{row}"{style}{content}</c>')
        rows.append(f'<row r="{row}">{"".join(cells)}</row>')
    return parts("".join(rows), strings=strings(*texts))


def _content(chance: random.Random) -> str:
    formula = "<f>A1+1</f>" if chance.random() < 0.2 else ""
    kind = chance.randrange(7)
    if kind == 0:
        return f' t="s"><v>{chance.randrange(5)}</v>'
    if kind == 1:
        return f' t="inlineStr"><is><t xml:space="preserve">{escape(chance.choice(_TEXTS))}</t></is>'
    if kind == 2:
        return f' t="str">{formula}<v>{escape(chance.choice(_TEXTS))}</v>'
    if kind == 3:
        return f' t="b">{formula}<v>{chance.randrange(2)}</v>'
    if kind == 4:
        return f' t="e">{formula}<v>{chance.choice(("#N/A", "#REF!", "#DIV/0!"))}</v>'
    return f">{formula}<v>{chance.choice(_NUMBERS)}</v>"


def mutated(seed: int) -> tuple[bytes, list[str]]:
    """A workbook for a seed, and what was done to it."""
    chance = random.Random(seed)
    made, done = random_workbook(chance), []
    for _ in range(chance.randint(1, 3)):
        part = chance.choices(
            ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"],
            [12, 4, 2, 1, 1, 1],
        )[0]  # fmt: skip
        change = chance.choice(
            (
                respell,
                respell,
                insert,
                change_attribute,
                drop_attribute,
                drop_element,
                double_element,
                swap_elements,
                change_text,
            )
        )
        text = made[part].decode("utf-8", "replace")
        made[part] = change(text, chance).encode()
        done.append(f"{change.__name__} in {part.rpartition('/')[2]}")
    return zipped(made), done


def respell(text: str, chance: random.Random) -> str:
    """The same said in another way: a comment or an instruction in a text, cells or rows in another order, no address."""
    kind = chance.randrange(4)
    if kind == 0:
        places = [found.start() + 1 for found in re.finditer(r">[^<>]{2,}<", text)]
        at = chance.choice(places or [len(text)]) + 1
        return text[:at] + chance.choice(("<!-- half -->", "<?a b?>", "<![CDATA[]]>")) + text[at:]
    if kind == 1:
        return re.sub(r'(<c) r="[A-Z]+\d+"', r"\1", text, count=chance.randint(1, 3))
    if kind == 2:
        rows = re.findall(r"<row .*?</row>", text, re.DOTALL)
        shuffled = chance.sample(rows, len(rows))
        return re.sub(r"<row .*</row>", lambda _: "".join(shuffled), text, flags=re.DOTALL)
    return (
        re.sub(r"<(/?)(c|v|row|si|t|xf|sheet)\b", r"<\1y:\2", text)
        .replace("<worksheet ", f'<worksheet xmlns:y="{MAIN}" ')
        .replace("<sst ", f'<sst xmlns:y="{MAIN}" ')
        .replace("<styleSheet ", f'<styleSheet xmlns:y="{MAIN}" ')
        .replace("<workbook ", f'<workbook xmlns:y="{MAIN}" ')
    )


def insert(text: str, chance: random.Random) -> str:
    """A token put in somewhere."""
    places = [found.end() for found in re.finditer(r">|(?<=>)[^<]+?(?=.)", text)]
    at = chance.choice(places[1:] or [len(text)])
    return text[:at] + chance.choice(_TOKENS) + text[at:]


def _attributes(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r' (\w+(?::\w+)?)="([^"]*)"', text))


def change_attribute(text: str, chance: random.Random) -> str:
    """An attribute given another value."""
    found = chance.choice(_attributes(text)[3:] or _attributes(text))
    return text[: found.start(2)] + chance.choice(_VALUES) + text[found.end(2) :]


def drop_attribute(text: str, chance: random.Random) -> str:
    """An attribute taken away."""
    found = chance.choice(_attributes(text)[3:] or _attributes(text))
    return text[: found.start()] + text[found.end() :]


def _elements(text: str) -> list[tuple[int, int]]:
    """Where each element but the root begins and ends."""
    found, opened = [], []
    for tag in re.finditer(r"<(/?)[A-Za-z][^<>]*?(/?)>", text):
        if tag[1]:
            if opened:
                found.append((opened.pop(), tag.end()))
        elif tag[2]:
            found.append((tag.start(), tag.end()))
        else:
            opened.append(tag.start())
    return [(start, end) for start, end in found if start > 200]


def drop_element(text: str, chance: random.Random) -> str:
    """An element taken away."""
    start, end = chance.choice(_elements(text) or [(0, 0)])
    return text[:start] + text[end:]


def double_element(text: str, chance: random.Random) -> str:
    """An element said twice."""
    start, end = chance.choice(_elements(text) or [(0, 0)])
    return text[:end] + text[start:end] + text[end:]


def swap_elements(text: str, chance: random.Random) -> str:
    """Two elements in each other's place."""
    found = _elements(text)
    if len(found) < 2:
        return text
    one, other = sorted(chance.sample(found, 2))
    if one[1] > other[0]:
        return text
    return text[: one[0]] + text[slice(*other)] + text[one[1] : other[0]] + text[slice(*one)] + text[other[1] :]


def change_text(text: str, chance: random.Random) -> str:
    """A text between tags changed."""
    found = list(re.finditer(r">([^<>]+)<", text))
    if not found:
        return text
    one = chance.choice(found)
    new = escape(chance.choice(_NUMBERS + _TEXTS))
    return text[: one.start(1)] + new + text[one.end(1) :]
