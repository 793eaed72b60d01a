from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.iam_policy.wildcard import Wildcard, arn_wildcard, glob, matches_action, tokens


@pytest.mark.parametrize(
    ("pattern", "action", "taken"),
    [
        ("*", "sts:AssumeRole", True),
        ("*:*", "sts:AssumeRole", True),
        ("sts:*", "sts:AssumeRole", True),
        ("STS:assumerole", "sts:AssumeRole", True),
        ("sts:Assume*", "sts:AssumeRole", True),
        ("sts:?ssumeRole", "sts:AssumeRole", True),
        ("sts:AssumeRole?", "sts:AssumeRole", False),
        ("sts:AssumeRole*", "sts:AssumeRole", True),
        ("sts:AssumeRole", "sts:AssumeRoleWithSAML", False),
        ("s?s:*Role", "sts:AssumeRole", True),
        ("*Role*", "sts:AssumeRole", True),
        ("iam:*", "sts:AssumeRole", False),
        ("", "sts:AssumeRole", False),
        ("**", "", True),
        ("?", "", False),
        ("s[t]s:*", "sts:AssumeRole", False),
        ("s?s:x", "xts:x", False),
        ("s?s", ":ts", False),
        ("sts.AssumeRole", "sts:AssumeRole", False),
    ],
)
def test_action_patterns(pattern: str, action: str, *, taken: bool) -> None:
    assert matches_action(pattern, action) is taken


def test_resource_patterns_count_case() -> None:
    assert glob("arn:aws:iam::*:role/Admin", "arn:aws:iam::123456789012:role/Admin")
    assert not glob("arn:aws:iam::*:role/admin", "arn:aws:iam::123456789012:role/Admin")


@pytest.mark.parametrize(
    ("pattern", "resource", "taken"),
    [
        ("*", "arn:aws:s3:::drafts", True),
        ("*", "*", True),
        ("arn:aws:s3:::drafts", "arn:aws:s3:::drafts", True),
        ("arn:aws:s3:::drafts*", "arn:aws:s3:::drafts/a:b", True),
        ("arn:aws:iam::*:user/zoe", "arn:aws:iam::123456789012:user/zoe", True),
        ("arn:aws:iam::*9:user/zoe", "arn:aws:iam::1:9:user/zoe", False),
        ("arn:aws:iam::*", "arn:aws:iam::123456789012:user/zoe", True),
        ("arn:aws:*", "arn:aws:iam::123456789012:user/zoe", True),
        ("arn:aws:*:zoe", "arn:aws:iam::123456789012:user/zoe", False),
        ("arn:*:user/zoe", "arn:aws:iam::123456789012:user/zoe", True),
        ("arn:aws:iam:?:123456789012:user/zoe", "arn:aws:iam::123456789012:user/zoe", False),
        ("arn:aws:iam::12*2:user/zoe", "arn:aws:iam::123456789012:user/zoe", True),
        ("arn:aws:iam::12345678901?:user/zoe", ":rn:aws:iam::123456789012:user/zoe", False),
        ("*zoe", "arn:aws:iam::123456789012:user/zoe", False),
        ("*9", "arn:aws:iam::123456789012:user/9", False),
        ("arn:aws:iam::12345678901?:user/zoe", "arn:aws:iam::123456789012:user/zoe", True),
        ("arn:aws:iam:?123456789012:user/zoe", "arn:aws:iam::123456789012:user/zoe", False),
        ("arn:aws:sns:us-east-1:123456789012:*x", "arn:aws:sns:us-east-1:123456789012:a:x", True),
        ("arn:aws:sns:us-east-1:123456789012:a?x", "arn:aws:sns:us-east-1:123456789012:a:x", True),
        ("arn:aws:sqs", "arn:aws:sqs:us-east-1:123456789012:q", True),
        ("arn:aws:sqs", "arn:aws:sqs:us-east-1:123456789012", False),
        ("arn:aws:sqs", "arn:aws:sns:us-east-1:123456789012:q", False),
        ("arn:aws:sqs:us-east-1:123456789012", "arn:aws:sqs:us-east-1:123456789012:q", True),
        ("arn:aws:s3:::", "arn:aws:s3:::drafts", False),
        ("arn:*:123456789012", "arn:aws:sqs:us-east-1:123456789012", True),
        (
            "arn:aws:logs:us-east-1:123456789012:log-group:*x:y",
            "arn:aws:logs:us-east-1:123456789012:log-group:a:x:y",
            True,
        ),
    ],
)
def test_wildcards_of_an_arn_stay_in_their_segment_unless_they_end_it(pattern, resource, taken):
    assert arn_wildcard(tokens(pattern)).matches(resource) is taken


@given(st.integers(0, 30), st.sampled_from(["*a", "*?", "*ab", "a*?", "?*"]), st.sampled_from(["a", "ab", "aab"]))
def test_no_pattern_holds_the_matching_up(repeats, piece, letters):
    assert not Wildcard(tokens(piece * repeats + "c")).matches(letters * 4_000)


PATTERNS = st.text("ab:*?", max_size=10)
ACTIONS = st.text("abAB:*?", max_size=12)


@given(PATTERNS, ACTIONS)
def test_patterns_match_as_the_language_says(pattern: str, action: str) -> None:
    meant = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    assert matches_action(pattern, action) is bool(re.fullmatch(meant, action, re.IGNORECASE | re.DOTALL))


@given(st.text(st.characters(max_codepoint=127, exclude_characters="*?"), max_size=30))
def test_an_action_matches_itself_in_any_case_and_every_beginning_with_a_star(action: str) -> None:
    assert matches_action(action.upper(), action)
    assert matches_action(action, action.swapcase())
    assert all(matches_action(f"{action[:length]}*", action) for length in range(len(action) + 1))
    assert not matches_action(action + "?", action)
