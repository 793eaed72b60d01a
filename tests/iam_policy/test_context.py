from __future__ import annotations

import pytest

from rootward.iam_policy.context import NOT_KNOWN, Complete, Keys, Partial

DERIVED = {"aws:username": "zoe", "aws:principaltype": "User"}


@pytest.mark.parametrize(
    ("context", "key", "values"),
    [
        (Complete({"aws:SourceIp": "10.0.0.1"}), "aws:sourceip", "10.0.0.1"),
        (Complete({"aws:TagKeys": ["a", "b"]}), "aws:tagkeys", ("a", "b")),
        (Complete({"aws:TagKeys": ["a"]}), "aws:tagkeys", ("a",)),
        (Complete({"aws:TagKeys": []}), "aws:tagkeys", None),
        (Complete(), "aws:sourceip", None),
        (Complete(), "aws:username", "zoe"),
        (Complete({"aws:UserName": "maya"}), "aws:username", "maya"),
        (Partial({"aws:SourceIp": "10.0.0.1"}), "aws:sourceip", "10.0.0.1"),
        (Partial({"aws:SourceIp": None}), "aws:sourceip", None),
        (Partial({"aws:UserName": None}), "aws:username", None),
        (Partial(), "aws:username", "zoe"),
        (Partial(), "aws:sourceip", NOT_KNOWN),
        (Partial(open=frozenset({"aws:sourceip"})), "aws:sourceip", NOT_KNOWN),
        (Partial({"aws:SourceIp": None}, open=frozenset({"aws:sourceip"})), "aws:sourceip", None),
        (Partial(open=frozenset({"aws:sourceip"})), "aws:sourcevpc", None),
        (Partial(open=frozenset({"aws:principaltag/"})), "aws:principaltag/team", NOT_KNOWN),
        (Partial(open=frozenset({"aws:principaltag/"})), "aws:principaltag/team/red", NOT_KNOWN),
        (Partial(open=frozenset({"aws:principaltag/"})), "aws:principaltag", None),
        (Partial(open=frozenset({"aws:principaltag"})), "aws:principaltag/team", None),
        (Partial(open=frozenset({"aws:principaltag/"})), "aws:resourcetag/team", None),
    ],
)
def test_a_key_has_values_or_is_absent_or_is_not_known(context, key, values):
    assert Keys(context, DERIVED).values(key) == values
