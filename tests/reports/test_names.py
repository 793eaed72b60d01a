"""A name that somebody else chose stays one line of text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.reports.names import UNSAFE, last_part, safe, without_surrogates

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("deploy-bot", "deploy-bot"),
        ("Zoë 山田 🚀", "Zoë 山田 🚀"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("\x1b[2Jgone", r"\x1b[2Jgone"),
        ("\x00\x7f", r"\x00\x7f"),
        ("\x9b31m", r"\x9b31m"),
        ("nimda\u202euser", r"nimda\u202euser"),
        ("\u061c\u200e\u200f\u2066\u2069", r"\u061c\u200e\u200f\u2066\u2069"),
        ("one\u2028two\u2029three", r"one\u2028two\u2029three"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("half\ud800", r"half\ud800"),
        ("[bold red]<b>=1+1", "[bold red]<b>=1+1"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_as_an_escape(name, shown):
    assert safe(name) == shown


@given(ANYTHING)
def test_safe_text_is_one_line_of_characters_that_are_seen(text):
    shown = safe(text)

    assert UNSAFE.search(shown) is None
    assert len(shown.splitlines()) <= 1
    assert {unicodedata.category(character) for character in shown}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert {unicodedata.bidirectional(character) for character in shown}.isdisjoint(
        {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    )


@given(ANYTHING)
def test_making_safe_twice_changes_nothing_more(text):
    assert safe(safe(text)) == safe(text)


@given(ANYTHING)
def test_text_without_surrogates_is_utf_8(text):
    assert without_surrogates(text).encode("utf-8").decode("utf-8") == without_surrogates(text)


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        ("arn:aws:iam::123456789012:root", "root"),
        ("arn:aws:iam::123456789012:user/team/blue/mark", "mark"),
        ("arn:aws:sns:us-east-1:123456789012:alarms", "alarms"),
        ("AWS::::Account:123456789012", "123456789012"),
        ("", ""),
    ],
)
def test_a_resource_is_called_by_its_last_part(resource, name):
    assert last_part(resource) == name
