"""The list of appendices and the report that cites it: letters complete, references resolved, called by their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

_LETTER = r"[A-Z][a-z]?"
_MENTION = re.compile(
    rf"\b(?i:append(?:ix|ices))\s+({_LETTER}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s+or\s+){_LETTER}\b)*)(?![A-Za-z])"
)
_SECTION = re.compile(
    r"\b[Ss]ections?\s+(\d+(?:\.\d+)*|[A-Za-z]+)\b(?!\s*(?:\(\d|[Oo]fficer|of\s+(?:the\s+)?[A-Z]))"  # not of an Act
)
_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_LITTLE = frozenset(
    ["the", "of", "and", "for", "to", "in", "at", "on", "a", "an", "over", "with", "by", "its", "their", "this", "that"]
)


def letter_faults(letters: Sequence[str]) -> list[str]:
    """Return what is wrong with the letters of a list of appendices, as sentences; none when it is complete.

    letters: A to Z, each with a small letter when it belongs to the one before (H, Ha, Hb). Each stands once, A comes
    first, no letter is skipped, and a small letter follows its own capital.

    >>> letter_faults(["A", "B", "D", "D", "Fb"])
    ['Appendix D is listed twice. Give each appendix its own letter.',
     'Appendix C is missing between A and Fb. List it, or move the later letters up.',
     'Appendix E is missing between A and Fb. List it, or move the later letters up.',
     'Appendix F is missing, though Fb is listed. List it, or give Fb a letter of its own.',
     'Appendix Fa is missing before Fb. List it, or move the later letters up.']
    """
    listed = list(dict.fromkeys(letters))
    odd = [letter for letter in listed if not re.fullmatch(_LETTER, letter)]
    faults = [f"{letter!r} is not an appendix letter. Use A to Z, or Ha for one that belongs to H." for letter in odd]
    faults += [
        f"Appendix {letter} is listed {_times(letters.count(letter))}. Give each appendix its own letter."
        for letter in listed
        if letters.count(letter) > 1
    ]
    known = [letter for letter in listed if letter not in odd]
    if not known:
        return faults
    last = max(known)
    for code in range(ord("A"), ord(last[0]) + 1):
        capital = chr(code)
        small = sorted(letter for letter in known if letter[0] == capital and len(letter) == 2)
        if capital not in known and small:
            faults.append(
                f"Appendix {capital} is missing, though {small[0]} is listed. "
                f"List it, or give {small[0]} a letter of its own."
            )
        elif capital not in known:
            faults.append(f"Appendix {capital} is missing between A and {last}. List it, or move the later letters up.")
        for minor in range(ord("a"), ord(small[-1][1]) if small else ord("a")):
            if capital + chr(minor) not in small:
                faults.append(
                    f"Appendix {capital}{chr(minor)} is missing before {small[-1]}. "
                    "List it, or move the later letters up."
                )
    return faults


def references(text: str) -> list[str]:
    """Return the letters of the appendices a text cites, each once, in order.

    >>> references("Exempt Appendices B, C and D support the case; see Appendix Ha.")
    ['B', 'C', 'D', 'Ha']
    """
    return list(dict.fromkeys(letter for letter, _, _ in _mentions(text)))


def reference_faults(text: str, titles: Mapping[str, str]) -> list[str]:
    """Return the references of a text that lead nowhere or to something else, as sentences; none when all resolve.

    text: a recommendation or paragraph of the report. titles: letter → title of the listed appendices. A reference is
    faulty when its letter is not listed, or when the words beside it are the title of another appendix and share
    nothing with its own.

    >>> reference_faults("agree the Operational Plan (Appendix F)", {"F": "Risks", "Ha": "Operational plan"})
    ['Appendix F is cited as “Operational plan”, which is Appendix Ha; F is “Risks”. Cite Ha, or reword.']
    """
    faults: list[str] = []
    for letter, before, after in _mentions(text):
        if letter not in titles:
            faults.append(
                f"Appendix {letter} is cited but not listed (listed: {', '.join(titles) or 'none'}). "
                "List it, or correct the reference."
            )
            continue
        for beside in (before, after):
            words = _stems(beside)
            own = words & _stems(titles[letter])
            named = next((other for other in titles if other != letter and _names(titles[other], words)), None)
            if named is not None and not own:
                faults.append(
                    f"Appendix {letter} is cited as “{titles[named]}”, which is Appendix {named}; "
                    f"{letter} is “{titles[letter]}”. Cite {named}, or reword."
                )
            if named is not None or own:
                break
    return list(dict.fromkeys(faults))


def section_faults(text: str, sections: Collection[str]) -> list[str]:
    """Return the sections a text cites that the report does not have, as sentences; none when all are there.

    text: any of the report. sections: their numbers, such as "1" and "1.9". Numbers in words are read up to twenty.
    Sections of an Act, and the Section 151 officer, are not the report's.

    >>> section_faults("as set out in section nine of this report", ["1", "1.1", "1.9"])
    ['Section nine is cited, but the report has sections 1, 1.1, 1.9 only. Correct the reference.']
    """
    faults = []
    for match in _SECTION.finditer(text):
        told = match[1].lower()
        number = str(_NUMBERS.index(told) + 1) if told in _NUMBERS else told
        if number[0].isdigit() and number not in sections:
            faults.append(
                f"Section {told} is cited, but the report has sections {', '.join(sections)} only. "
                "Correct the reference."
            )
    return list(dict.fromkeys(faults))


def exempt_citations(text: str, exempt: Collection[str]) -> list[str]:
    """Return the exempt appendices an open text cites, as sentences for a person to look at; none when it cites none.

    Citing an exempt appendix is allowed. What the open words say of it must not give away what it holds.

    >>> exempt_citations("the level of investment in Appendix E", {"B", "E"})
    ['Open text cites exempt Appendix E. Check that the words beside it give nothing of it away.']
    """
    return [
        f"Open text cites exempt Appendix {letter}. Check that the words beside it give nothing of it away."
        for letter in references(text)
        if letter in exempt
    ]


def _mentions(text: str) -> Iterator[tuple[str, str, str]]:
    """Each letter cited, with the words before and after it, up to the next mention or the end of the clause."""
    matches = list(_MENTION.finditer(text))
    for place, match in enumerate(matches):
        start = matches[place - 1].end() if place else 0
        end = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        before = re.split(r"[.;:\n]", text[start : match.start()])[-1]
        after = re.split(r"[.;\n]", text[match.end() : end])[0]
        for letter in re.findall(rf"\b{_LETTER}\b", match[1]):
            yield letter, before, after


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[a-z0-9]+", text.casefold()) if word not in _LITTLE}


def _names(title: str, words: set[str]) -> bool:
    """Whether the words hold a title, or one of the names it joins with a stroke or a comma."""
    return any(stems and stems <= words for stems in map(_stems, re.split(r"[/,]", title)))


def _times(count: int) -> str:
    return {2: "twice", 3: "three times"}.get(count, f"{count} times")
