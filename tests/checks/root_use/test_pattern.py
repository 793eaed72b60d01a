from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.checks.root_use.pattern import UnreadablePatternError, glob_matches, glob_parts


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("root", "root", True),
        ("root", "roots", False),
        ("*", "", True),
        ("ro*", "root", True),
        ("*ot", "root", True),
        ("r*o*t", "root", True),
        ("r*x*t", "root", False),
        ("ab*ba", "aba", False),
        ("", "", True),
        ("", "x", False),
    ],
)
def test_a_star_stands_for_anything(pattern, text, matches):
    assert glob_matches(glob_parts(pattern, escapes=False), text) is matches


def test_an_escaped_star_stands_for_itself():
    parts = glob_parts(r"a\*b\\", escapes=True)

    assert glob_matches(parts, "a*b\\")
    assert not glob_matches(parts, "axb\\")


def test_without_escapes_a_backslash_is_a_backslash():
    assert glob_matches(glob_parts("a\\*", escapes=False), "a\\b")


def test_any_other_escape_is_unreadable():
    with pytest.raises(UnreadablePatternError):
        glob_parts(r"\n", escapes=True)


@given(st.lists(st.text(alphabet="ab", max_size=3), min_size=1, max_size=5), st.text(alphabet="ab*", max_size=4))
def test_a_text_matches_a_pattern_made_from_it_by_replacing_pieces(pieces, filler):
    assert glob_matches(tuple(pieces), filler.join(pieces))
