"""Figures and letters in disguise: odd separators, look-alike letters, hexadecimal, a figure told word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Trust = Literal["any", "long", "exact"]
"""How like a secret a figure found in disguise must be: any form, one of six digits or more, or the very figure."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALIKE = str.maketrans(
    "АВСЕНІЈКМОРЅТУХаесоріјѕухһԁԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχıłŁøØđĐħʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢᴀʼ′ʹ`´",
    "ABCEHIJKMOPSTYXaecopijsyxhdqwlABEZHIKMNOPTYXaiknoptyxilLoOdDhbcdefghijklmnoprstuvwyza'''''",
) | {
    start + place: letter for start in (0x1F150, 0x1F170, 0x1F1E6) for place, letter in enumerate(_LETTERS)
}  # fmt: skip
"""Letters of other alphabets that look like Latin ones, and letters in boxes and circles."""
ODD_DIGITS = {0x24FF: "0"} | {
    start + place: str(place + 1) for start in (0x2474, 0x2776, 0x2780, 0x278A) for place in range(9)
}
"""Digits in brackets and in filled circles."""
BESIDE = re.compile("[\u0300-\u036f\u20d0-\u20ff\u2800]")
"""Signs laid over a letter or a digit, such as a line that strikes it out."""
_UNSEEN = re.compile("[\U000e0020-\U000e007e]+")
_FOLD = str.maketrans("0134578|i", "oleastbll")
_BETWEEN = re.compile(r"[\W_]+")

_PARTED = re.compile(r"\d\W+\d")
_CHAIN = re.compile(r"(?<!\d)\d{1,3}([^\w.,]|[^\w]{2,5}?)\d{3}(?:\1\d{3})*(?:[.,]\d{1,2})?(?!\d)")
_SINGLY = re.compile(r"(?<!\w)\d(?:[^\w]{1,3}\d){4,}(?!\w)")
_POWER = re.compile(r"(\d)\s?[x×*·⋅]\s?10\s?\^?\s?\(?(\d{1,2})(?!\d)", re.I)
_LETTERED = re.compile(
    r"(?<![A-Za-z\d])(?=[\d,.|OolI]*\d)[\d|OolI](?=[\d,.]*[|OolI]|[\d,.|OolI]*$)"
    r"[\d,.|OolI]{3,}[\d|OolI](?![A-Za-z])"
)
_TO_DIGITS = str.maketrans("OolI|", "00111")
_MARKED = re.compile(r"(?<!\d)\d+[.,](?:\d{3}[.,])*\d{1,3}(?!\d)")
_HEX = re.compile(r"(?<![0-9A-Za-z])(0x|&h)?(?=[0-9a-f]*[0-9])([0-9a-f]{5,14})(?![0-9A-Za-z])", re.I)
_BITS = re.compile(r"(?<!\d)(?:0b)?([01]{13,50})(?!\d)")
_PLUS = re.compile(
    r"(?<![\d.,])(\d{1,3})\s?(?:million|m)[\s,]+(?:and\s)?(\d{1,3})\s?(?:thousand|k)(?:[\s,]+(?:and\s)?(\d{1,3})(?!\d))?"
    r"|(?<![\d.,])(\d{1,3})\s?thousand[\s,]+(?:and\s)?(\d{1,3})(?![\d%])",
    re.I,
)
_ONES = {
    word: digit
    for digit, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
}
_ONES |= {"oh": 0, "nought": 0}
_SMALL = _ONES | {
    word: worth + 10
    for worth, word in enumerate(
        ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    )
}
_SMALL |= {
    word: 10 * ten
    for ten, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_DIGIT = f"(?:{'|'.join(_ONES)})"
_SPELLED = re.compile(rf"\b{_DIGIT}(?:[\s,\-]+{_DIGIT}){{4,}}\b")
_POINT = re.compile(
    rf"\b((?:(?:{'|'.join(_SMALL)}|hundred|and)[\s\-]+)+)point((?:[\s\-]+{_DIGIT})+)[\s\-]+(thousand|million|billion)\b"
)


def unseen_letters(text: str) -> str:
    """What a text says in letters that no program shows (the tags of Unicode)."""
    return " ".join("".join(chr(ord(letter) - 0xE0000) for letter in piece) for piece in _UNSEEN.findall(text))


def bones(evened: str) -> str:
    """The letters and digits of a text already evened, alike ones as one: what is left of it in any disguise.

    >>> bones("m-a-r-g-a-r-e-t e11ison")
    'margaretelllson'
    """
    return _BETWEEN.sub("", evened.translate(_FOLD))


def figures_in_disguise(text: str) -> Iterator[tuple[str, str, Trust]]:
    """Each figure of a text that is written oddly: plain, how it was written, and how like a secret it must be.

    >>> list(figures_in_disguise("1/234/567.5"))
    [('1234567.5', 'with odd separators', 'long')]
    """
    for digits in _BITS.findall(text) if len(text) > 12 else ():
        yield str(int(digits, 2)), "in binary digits", "long"
    if text.isdigit() or len(text) < 5:
        return
    if _PARTED.search(text):
        for chain in _CHAIN.finditer(text):
            yield chain[0].replace(chain[1], ""), "with odd separators", "long"
        for run in _SINGLY.findall(text):
            yield re.sub(r"\D", "", run), "digit by digit", "long"
    for power in _POWER.finditer(text) if "10" in text else ():
        before = re.search(r"[\d.,]*$", text[: power.start() + 1])
        yield f"{before[0] if before else ''}E{power[2]}", "as a power of ten", "any"
    for token in _LETTERED.findall(text) if any(letter in text for letter in "OolI|") else ():
        if not token.isdigit():
            yield token.translate(_TO_DIGITS).replace(",", ""), "with letters for digits", "long"
    for token in _MARKED.findall(text) if "," in text and "." in text else ():
        if "," in token and "." in token:
            yield token[::-1].replace(",", ""), "written backwards", "long"
    for prefix, digits in _HEX.findall(text):
        if prefix or re.search("[a-fA-F]", digits):
            yield str(int(digits, 16)), "in hexadecimal", "long" if prefix else "exact"
    for found in _PLUS.finditer(text):
        millions, thousands, ones = found[1] or 0, found[2] or found[4], found[3] or found[5] or 0
        yield str(int(millions) * 10**6 + int(thousands) * 1000 + int(ones)), "in parts", "any"


def figures_in_words(evened: str) -> Iterator[str]:
    """Each figure told digit by digit or with a point, in a text already evened, in digits.

    >>> list(figures_in_words("it is one point two three million"))
    ['1.23 million']
    """
    if " point " in evened:
        for whole, rest, unit in _POINT.findall(evened):
            digits = "".join(str(_ONES[word]) for word in re.findall("[a-z]+", rest))
            yield f"{_small(re.findall('[a-z]+', whole))}.{digits} {unit}"
    if len(evened) > 18 and any(word in evened for word in _ONES):
        for run in _SPELLED.findall(evened):
            yield "".join(str(_ONES[word]) for word in re.findall("[a-z]+", run))


def _small(words: list[str]) -> int:
    worth = 0
    for word in words:
        worth = worth * 100 if word == "hundred" else worth + _SMALL.get(word, 0)
    return worth
