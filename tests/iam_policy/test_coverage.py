from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.iam_policy.coverage import ACTION_CHARACTERS, NAME_CHARACTERS, covers
from rootward.iam_policy.wildcard import wildcard


def cover(*patterns: str, target: str, characters: str = NAME_CHARACTERS) -> bool:
    return covers([wildcard(pattern) for pattern in patterns], target, characters)


@pytest.mark.parametrize(
    ("patterns", "target", "covered"),
    [
        (["*"], "user/*", True),
        (["user/*"], "user/*", True),
        (["u*"], "user/*", True),
        (["user/?*"], "user/?*", True),
        (["user/?*"], "user/*", False),
        (["user/?*", "user/"], "user/*", True),
        (["user/?", "user/??*"], "user/?*", True),
        (["user/??*"], "user/?*", False),
        (["user/zoe"], "user/*", False),
        (["user/z*"], "user/*", False),
        (["group/*"], "user/*", False),
        ([], "user/*", False),
        ([f"user/{each}*" for each in NAME_CHARACTERS], "user/?*", True),
        ([f"user/{each}*" for each in NAME_CHARACTERS[1:]], "user/?*", False),
        (["user/*a*", "user/*b*"], "user/*", False),
        (["user/*z"], "user/*", False),
        (["user/*"], "user/a*b*", True),
        (["user/a*"], "user/a*b*", True),
        (["user/a*b"], "user/a*b*", False),
        (["user/a?b*"], "user/a*b*", False),
        (["Y:*"], "X:*", False),
    ],
)
def test_patterns_cover_what_they_take_in_between_them(patterns, target, covered):
    assert cover(*patterns, target=target) is covered


def test_letters_of_the_alphabet_cover_every_action_between_them():
    letters = [f"{letter}*" for letter in string.ascii_lowercase]

    assert all(cover(*letters, target=f"{letter}*:*", characters=ACTION_CHARACTERS) for letter in "aqz")
    assert cover("*:*", target="a*:*", characters=ACTION_CHARACTERS)
    assert not cover("*:*", target="*", characters=ACTION_CHARACTERS)
    assert not cover(*letters[:-1], target="z*:*", characters=ACTION_CHARACTERS)


@pytest.mark.parametrize(("length", "covered"), [(6, True), (13, False)])
def test_patterns_that_take_too_long_to_compare_cover_nothing(length, covered):
    knotted = [f"*{letter}{'?' * length}" for letter in "ab"]
    shorter = ["?" * each for each in range(length + 1)]

    assert cover(*knotted, *shorter, target="*", characters="ab") is covered


@pytest.mark.parametrize("plain", [["*"], ["a*", "b*", ""], ["aa*", "ab*", "b*", "a", ""]])
def test_a_pattern_that_is_enough_by_itself_is_enough_beside_any_others(plain):
    knotted = [f"*{letter}{'?' * 13}" for letter in "ab"]

    assert cover(*knotted, *plain, target="*", characters="ab")


@given(
    st.lists(st.text("ab*?", max_size=5), max_size=4),
    st.sampled_from(["*", "a*", "?*", "a?*", "*b*"]),
    st.lists(st.text("ab", max_size=6), min_size=1, max_size=20),
)
def test_whatever_is_covered_is_matched_text_by_text(patterns, target, texts):
    if cover(*patterns, target=target, characters="ab"):
        for each in texts:
            if wildcard(target).matches(each):
                assert any(wildcard(pattern).matches(each) for pattern in patterns)
    else:
        # Something short is left out: the patterns are at most five characters long.
        assert any(
            wildcard(target).matches(word) and not any(wildcard(pattern).matches(word) for pattern in patterns)
            for word in words(9)
        )


def words(longest: int) -> list[str]:
    found = [""]
    for word in found:
        if len(word) < longest:
            found += [word + "a", word + "b"]
    return found
