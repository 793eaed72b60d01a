"""Faults on demand."""

from __future__ import annotations

import pytest

from rootward.sandbox.door.call import Call
from rootward.sandbox.faults import Faults


@pytest.mark.parametrize(
    ("pattern", "denied"),
    [
        ("iam:ListUsers", True),
        ("IAM:listusers", True),
        ("iam:List*", True),
        ("*", True),
        ("iam:ListUser", False),
        ("sts:*", False),
    ],
)
def test_actions_are_matched_as_a_policy_matches_them(pattern, denied):
    faults = Faults()
    faults.deny((pattern,))
    assert faults.denies(Call("iam", "ListUsers", "us-east-1")) is denied


def test_nothing_denies_get_caller_identity():
    faults = Faults()
    faults.deny(("*", "sts:GetCallerIdentity"))
    assert not faults.denies(Call("sts", "GetCallerIdentity", "us-east-1"))
    assert faults.denies(Call("sts", "GetSessionToken", "us-east-1"))


def test_a_forbidden_region_does_not_reach_global_services():
    faults = Faults()
    faults.deny_region("us-east-1")
    assert faults.forbids_region(Call("events", "ListRules", "us-east-1"))
    assert not faults.forbids_region(Call("events", "ListRules", "eu-west-1"))
    assert not faults.forbids_region(Call("iam", "ListUsers", "us-east-1"))


def test_as_many_calls_are_throttled_as_were_asked_for():
    faults = Faults()
    faults.throttle_next(2)
    assert [faults.takes_throttled() for _ in range(3)] == [True, True, False]
