from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.iam_policy.action_patterns import action_patterns
from rootward.iam_policy.wildcard import matches_action


@pytest.mark.parametrize(
    ("patterns", "taken"),
    [
        ((), False),
        (("iam:CreateUser", "STS:assumerole"), True),
        (("iam:CreateUser", "sts:Assume*"), True),
        (("iam:*", "sts:Get*"), False),
        (("iam:*", "s?s:*Role"), True),
        (("iam:*", "*Role"), True),
        (("iam:*", "s*"), True),
        (("iam:*", "?ts"), False),
        (("iam:*", "*"), True),
        (("sts", "AssumeRole"), False),
        (("sts:AssumeRole?", "sts:AssumeRoleWithSAML"), False),
    ],
)
def test_one_of_several_takes_an_action_in(patterns: tuple[str, ...], *, taken: bool) -> None:
    assert action_patterns(patterns).take("sts:AssumeRole") is taken


_SHORT = st.text(alphabet="aAbB:*?", max_size=6)


@given(patterns=st.lists(_SHORT, max_size=5), action=_SHORT)
def test_together_they_take_in_what_one_of_them_does(patterns: list[str], action: str) -> None:
    expected = any(matches_action(pattern, action) for pattern in patterns)
    assert action_patterns(tuple(patterns)).take(action) is expected
