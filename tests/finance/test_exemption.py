"""Exempt information: paragraphs by country and date, the marking, what is missing, and the list of appendices."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from mkip_xl.errors import NotAvailableError, RuleError
from mkip_xl.finance.appendix_list import (
    exempt_citations,
    letter_faults,
    reference_faults,
    references,
    section_faults,
)
from mkip_xl.finance.exemption import SCHEDULES, Exemption, exemption_faults, marking, schedule

DAY = datetime.date
CABINET = DAY(2012, 4, 16)
TAIL = "of Schedule 12A to the Local Government Act 1972"


@pytest.mark.parametrize(
    ("paragraphs", "country", "words"),
    [
        ([3], "England", f"Not for publication by virtue of paragraph 3 of Part 1 {TAIL}"),
        ([4, 1], "England", f"Not for publication by virtue of paragraphs 1 and 4 of Part 1 {TAIL}"),
        ([3, 1, 2, 4, 3], "England", f"Not for publication by virtue of paragraphs 1, 2, 3 and 4 of Part 1 {TAIL}"),
        ([14], "Wales", f"Not for publication by virtue of paragraph 14 of Part 4 {TAIL}"),
    ],
)
def test_the_marking_cites_paragraph_part_schedule_and_act(paragraphs: list[int], country: Any, words: str) -> None:
    assert words == marking(paragraphs, CABINET, country)


@pytest.mark.parametrize(
    ("paragraphs", "country", "told"),
    [
        ([], "England", "at least one"),
        ([8], "England", "Paragraph 8 is not in Part 1 .* Cite 1 to 7"),
        ([3], "Wales", "Paragraph 3 is not in Part 4 .* Cite 12 to 18"),
    ],
)
def test_a_paragraph_that_is_not_there_cannot_be_cited(paragraphs: list[int], country: Any, told: str) -> None:
    with pytest.raises(RuleError, match=told):
        marking(paragraphs, CABINET, country)


@pytest.mark.parametrize(
    ("day", "country"), [(DAY(2006, 2, 28), "England"), (DAY(2007, 4, 20), "Wales"), (DAY(2012, 4, 16), "Scotland")]
)
def test_a_day_or_country_without_a_schedule_is_refused_with_those_held(day: datetime.date, country: Any) -> None:
    with pytest.raises(NotAvailableError, match="held: England from 1 March 2006, Wales from 21 April 2007"):
        schedule(day, country)


def test_each_country_has_seven_paragraphs_from_its_own_day() -> None:
    assert [[1, 2, 3, 4, 5, 6, 7], [12, 13, 14, 15, 16, 17, 18]] == [list(entry.paragraphs) for entry in SCHEDULES]
    assert schedule(DAY(2006, 3, 1)).source == "SI 2006/88"


def test_an_exemption_lists_every_fault_at_once() -> None:
    sound = Exemption((3,), "Commercial figures of an unsigned agreement", DAY(2013, 4, 16))
    unsound = Exemption((3, 9), " ", DAY(2012, 4, 15), "")

    assert [] == exemption_faults(sound, CABINET)
    assert [] == exemption_faults(sound, DAY(2013, 4, 16))
    assert 4 == len(exemption_faults(unsound, CABINET))
    assert "Paragraph 9" in exemption_faults(unsound, CABINET)[0]
    assert "15 April 2012, is past" in exemption_faults(unsound, CABINET)[-1]
    assert sound.marking(CABINET) == marking([3], CABINET)


@pytest.mark.parametrize(
    ("letters", "faults"),
    [
        (["A", "B", "C", "D", "E", "F", "G", "H", "Ha", "Hb", "I", "J", "Ja"], 0),
        ([], 0),
        (["B"], 1),
        (["A", "A"], 1),
        (["A", "C"], 1),
        (["A", "Ba"], 1),
        (["A", "Ab"], 1),
        (["A", "A1", "b"], 2),
        (["A", "Z"], 24),
    ],
)
def test_letters_are_unique_and_none_is_skipped(letters: list[str], faults: int) -> None:
    assert faults == len(letter_faults(letters))


TITLES = {
    "A": "Business case and executive summary",
    "E": "Level of investment",
    "F": "Risks",
    "G": "Staff structure",
    "H": "Strategy",
    "Ha": "Operational plan",
    "J": "Collaboration agreement",
}


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("see Appendix Ha and appendix J", ["Ha", "J"]),
        ("Exempt Appendices B, C and D; Appendix B again", ["B", "C", "D"]),
        ("Appendices A & Ja", ["A", "Ja"]),
        ("the appendix and The Appendix show nothing", []),
        ("Appendix Four", []),
    ],
)
def test_the_letters_a_text_cites_are_found(text: str, letters: list[str]) -> None:
    assert letters == references(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "agree the Operational Plan (Appendix F)",
            ["cited as “Operational plan”, which is Appendix Ha; F is “Risks”"],
        ),
        ("Appendix F – Operational Plan", ["which is Appendix Ha"]),
        ("the staffing structure in Exempt Appendix E", ["cited as “Staff structure”, which is Appendix G"]),
        (
            "the Operational Plan (Appendix F) and the staffing structure (Exempt Appendix E)",
            ["which is Appendix Ha", "which is Appendix G"],
        ),
        ("the risks in Appendix F; the operational plan in Appendix Ha", []),
        ("the level of investment in Appendix E", []),
        ("more in Appendix K", ["Appendix K is cited but not listed (listed: A, E, F, G, H, Ha, J)"]),
        ("nothing is cited", []),
    ],
)
def test_references_lead_to_what_they_name(text: str, told: list[str]) -> None:
    faults = reference_faults(text, TITLES)

    assert len(told) == len(faults)
    assert all(words in fault for words, fault in zip(told, faults, strict=True))


def test_sections_that_are_not_there_are_named() -> None:
    sections = ["1", *(f"1.{minor}" for minor in range(1, 10))]

    assert 1 == len(section_faults("see section nine of this report and section 1.9", sections))
    assert 2 == len(section_faults("Section 2.1, section 1.10", sections))
    assert [] == section_faults("section one and section two", ["1", "2"])
    assert 1 == len(section_faults("section twenty", ["19", "21"]))
    law = "the Section 151 Officer; section 17 of the Crime and Disorder Act 1998; section 100A(4) of the Act"
    assert [] == section_faults(f"section one; the section above; Section 1.5; {law}", sections)


def test_open_words_beside_an_exempt_appendix_are_to_be_looked_at() -> None:
    assert 1 == len(exempt_citations("as in Appendices E and F", {"E", "J"}))
