"""Odd partner names give distinct file names that every system takes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkip_xl.batch.names import LONGEST, safe_name, safe_names

FORBIDDEN = set('<>:"/\\|?*') | {chr(code) for code in range(32)} | {chr(127)}
RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("MBC", "MBC"),
        ("Tunbridge Wells", "Tunbridge Wells"),
        ("Sir Fynwy", "Sir Fynwy"),
        ("Ynys Môn", "Ynys Môn"),
        ("A/B\\C:D", "A-B-C-D"),
        ('"Quoted"', "-Quoted-"),
        ("..", "partner"),
        ("", "partner"),
        (" lead and trail. ", "lead and trail"),
        ("nul", "nul_"),
        ("COM1.council", "COM1.council_"),
        ("a\tb\nc", "a-b-c"),
        ("😀", "-"),
    ],
)
def test_a_name_is_kept_as_far_as_every_system_takes_it(given_name: str, expected: str) -> None:
    assert safe_name(given_name) == expected


@given(st.text(max_size=250))
def test_any_text_gives_a_name_that_windows_macos_and_linux_take(text: str) -> None:
    name = safe_name(text)

    assert name
    assert not FORBIDDEN & set(name)
    assert name == name.strip() and not name.endswith(".") and not name.startswith(".")
    assert name.partition(".")[0].strip().upper() not in RESERVED
    assert len(name) <= LONGEST + 1
    assert not any(unicodedata.category(letter) in ("Cf", "Cc", "Cs", "Co") for letter in name)


@given(
    st.lists(st.text(max_size=80) | st.sampled_from(["abc", "ABC", "Abc", "e\u0301", "\xe9", "ﬁ", "fi"]), max_size=12)
)
def test_no_two_names_are_the_same_even_without_capitals(texts: list[str]) -> None:
    names = safe_names(texts)

    assert len(names) == len(texts)
    assert len({unicodedata.normalize("NFKC", name).casefold() for name in names}) == len(texts)


def test_two_hundred_letters_stay_distinct() -> None:
    one, other = safe_names(["x" * 200 + "1", "x" * 200 + "2"])

    assert one != other
    assert len(one) <= LONGEST
